"""The record the pages work on, whose of it is on show, in which language, and calm errors; nothing here writes."""

import logging
import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import streamlit as st

from dashboards.frame.words import plain
from tracker import i18n
from tracker.errors import TrackerError
from tracker.i18n import N_, _
from tracker.record import database, people
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import Patient

if TYPE_CHECKING:
    from tracker.view.charts.theme import Theme

_SWITCHER = "switcher"
_WANTED = "person_wanted"
_desks: dict[str, Desk] = {}
# Who was chosen last in each record: a reload starts a new session, and addresses carry nothing about a person.
_last_chosen: dict[str, str] = {}
_opening = Lock()
_SWITCH = "language switch"
_CHOSEN = "language chosen"
_IN_FORCE = "language in force"
_TOLD = "language told"
# Screen readers choose their voice by this; Streamlit says "en" whatever stands on the page.
_TELL = """<script>document.documentElement.lang = "{code}"</script>"""
# Of the Okabe-Ito colours those on which white letters can be read.
_COLOURS = ("#0072B2", "#A34A00", "#00735A", "#9C4F7B", "#4D4D4D", "#7A5C00")
_CIRCLE = """<span style="display: inline-flex; gap: 0.5rem; align-items: center; font-size: 0.875rem">
<span aria-hidden="true" style="background: {colour}; color: #fff; border-radius: 50%; width: 2.1rem; height: 2.1rem;
display: inline-flex; align-items: center; justify-content: center; font-weight: 600">{letters}</span>{words}</span>"""
_log = logging.getLogger("exposure_tracker")
_FRAMES = 6


class Identified(Protocol):
    """Somebody with an id: a person as stored, or as a summary names them."""

    @property
    def id(self) -> str:
        """The person's id."""


def desk() -> Desk:
    """The record this program works on, opened once; a session never outlives one call.

    Raises:
        RecordError: it cannot be opened.
    """
    where = str(database.chosen_path())
    with _opening:
        if where not in _desks:
            _desks[where] = open_desk(where)
        return _desks[where]


def close_desk() -> None:
    """Let go of the record, so that the next call of `engine` opens its file anew."""
    with _opening:
        held = _desks.pop(str(database.chosen_path()), None)
    if held:
        held.close()


def choose(person_id: str) -> None:
    """Make this person the one on show, from the next run on."""
    st.session_state[_WANTED] = person_id
    _remember(person_id)


def _remember(person_id: str) -> None:
    _last_chosen[str(database.chosen_path())] = person_id


def key(person: Identified, name: str) -> str:
    """The key of a widget that belongs to one person, so that nothing typed for one shows under another."""
    return f"{name}/{person.id}"


def settle_language() -> None:
    """Begin a run in the language of the person on show, before anything is drawn; a record that cannot be opened is
    said on the page itself."""
    person = None
    with suppress(TrackerError):
        person = _settle({p.id: p for p in people.patients(desk())})
    use_language_of(person)


def _settle(everybody: Mapping[str, Patient]) -> Patient | None:
    if not everybody:
        return None
    wanted = st.session_state.pop(_WANTED, None) or st.session_state.get(_SWITCHER)
    wanted = wanted or _last_chosen.get(str(database.chosen_path()))
    st.session_state[_SWITCHER] = wanted if wanted in everybody else next(iter(everybody))
    return everybody[st.session_state[_SWITCHER]]


def choose_in_sidebar(record: Desk) -> Patient | None:
    """Draw the chooser, in the language of the person on show; returns them, None while the record is empty."""
    everybody = {p.id: p for p in people.patients(record)}
    person = _settle(everybody)
    use_language_of(person)
    if person is None:
        return None
    with st.sidebar:
        show_initials(person, everybody, aside=_("Whose record"))
        chosen = everybody[
            st.selectbox(
                _("Whose record"),
                list(everybody),
                format_func=lambda person_id: _name_in_menu(everybody[person_id]),
                key=_SWITCHER,
                on_change=lambda: _remember(st.session_state[_SWITCHER]),
                filter_mode=None,
                persist_state="session",
                label_visibility="collapsed",
            )
        ]
        if chosen.is_sample:
            st.caption(_("This is the sample patient. It is invented."))
    return chosen


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = [word for word in re.findall(r"[^\W_]+", name) if not word.isdigit()]
    return "".join(word[0] for word in dict.fromkeys([words[0], words[-1]])).upper() if words else "?"


def show_initials(person: Patient, everybody: Iterable[str], aside: str = "") -> None:
    """Draw the initials in a circle of the person's own colour, with words beside it; the name stands near by.

    Args:
        person: whose they are.
        everybody: the ids of all, in their order, which gives each a colour of its own.
        aside: what stands beside the circle.
    """
    colour = _COLOURS[list(everybody).index(person.id) % len(_COLOURS)]
    st.html(_CIRCLE.format(colour=colour, letters=escape(initials(person.name)), words=escape(aside)), width="content")


def _name_in_menu(person: Patient) -> str:
    return _("{name} (sample)").format(name=person.name) if person.is_sample else person.name


def use_language_of(person: Patient | None) -> None:
    """Begin the run of a page: Streamlit runs each in a thread of its own, which knows of no language yet.

    Args:
        person: whose record is on show, None while there is nobody.
    """
    code = chosen_language() or i18n.supported(person.language if person else "") or _language_around()
    i18n.use_language(code)
    if st.session_state.get(_IN_FORCE, code) != code:
        _say_anew()
    st.session_state[_IN_FORCE] = code


def _say_anew() -> None:
    """Send every menu its choice again: the browser holds the words of the language before, which no menu has now."""
    for key, value in st.session_state.items():
        chosen_ones = value if isinstance(value, list | tuple) else [value]
        # What is neither a text nor a number belongs to a button or a file, which cannot be set, or needs no words.
        if chosen_ones and all(isinstance(one, str | int) and not isinstance(one, bool) for one in chosen_ones):
            st.session_state[key] = value


def use_language_again() -> None:
    """Speak the language of the page, in what runs beside it: a part that renews itself, an answer to a click."""
    i18n.use_language(st.session_state.get(_IN_FORCE, ""))


def chosen_language() -> str:
    """The code of the language that was chosen in this window; "" while none was."""
    return str(st.session_state.get(_CHOSEN, ""))


def _language_around() -> str:
    """What the command line was told, else what the browser asks for, else English."""
    wishes = (os.environ.get(i18n.ENVIRONMENT_VARIABLE), st.context.locale)
    return next(filter(None, (i18n.supported(wish or "") for wish in wishes)), i18n.SOURCE_LANGUAGE)


def ask_language(keep: Callable[[str], None] | None = None) -> None:
    """Draw the switch, under the same two words whatever the language is.

    Args:
        keep: stores the choice for the next time; None where a page may not write.
    """
    code = i18n.current()
    st.session_state[_SWITCH] = code
    with st.sidebar:
        st.selectbox(
            " / ".join(i18n.in_every_language(N_("Language"))),
            i18n.languages(),
            format_func=i18n.name_of,
            key=_SWITCH,
            on_change=_choose_language,
            args=(keep,),
            filter_mode=None,
        )
        _tell_the_browser(code)


def _tell_the_browser(code: str) -> None:
    """Where nothing else was ever said in this window, what Streamlit says is true."""
    if code != i18n.SOURCE_LANGUAGE or st.session_state.get(_TOLD):
        st.session_state[_TOLD] = True
        st.html(_TELL.format(code=code), unsafe_allow_javascript=True)


def _choose_language(keep: Callable[[str], None] | None) -> None:
    code = st.session_state[_SWITCH]
    st.session_state[_CHOSEN] = code
    i18n.use_language(code)
    if keep:
        with guarded():
            keep(code)


@contextmanager
def guarded() -> Iterator[None]:
    """Show an error as a sentence where it happens; what was typed stays, and the rest of the page goes on."""
    try:
        yield
    except TrackerError as error:
        st.error(plain(str(error)), icon=":material/error:")
    except Exception as error:
        log_without_values(error)
        say_unexpected()


def say_unexpected() -> None:
    """What a person reads when the program itself is at fault."""
    st.error(
        _("Something went wrong on this page. Your record is safe. Please reload the page and try again."),
        icon=":material/error:",
    )


def log_without_values(error: Exception) -> None:
    """Log where an unexpected error happened; never its message, which may hold what a person typed."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in reversed(frames)]
    _log.error("Unexpected %s at %s", type(error).__name__, " < ".join(places))


def page_theme() -> "Theme":
    """Light or dark, as the page is."""
    from tracker.view.charts.theme import Theme

    return Theme(dark=st.context.theme.type == "dark", on_page=True)
