"""Which language the pages speak: chosen in this window, else the person's own, else the browser's, else English."""

import os
from collections.abc import Callable

import streamlit as st

from dashboards.frame.guard import guarded
from tracker import i18n
from tracker.i18n import N_
from tracker.record.models import Patient

_SWITCH = "language switch"
_CHOSEN = "language chosen"
_IN_FORCE = "language in force"
_TOLD = "language told"
# Screen readers choose their voice by this; Streamlit says "en" whatever stands on the page.
_TELL = """<script>document.documentElement.lang = "{code}"</script>"""


def settle(person: Patient | None) -> None:
    """Begin the run of a page: Streamlit runs each in a thread of its own, which knows of no language yet.

    Args:
        person: whose record is on show, None while there is nobody.
    """
    code = chosen() or i18n.supported(person.language if person else "") or _around()
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


def again() -> None:
    """Speak the language of the page, in what runs beside it: a part that renews itself, an answer to a click."""
    i18n.use_language(st.session_state.get(_IN_FORCE, ""))


def chosen() -> str:
    """The code of the language that was chosen in this window; "" while none was."""
    return str(st.session_state.get(_CHOSEN, ""))


def _around() -> str:
    """What the command line was told, else what the browser asks for, else English."""
    wishes = (os.environ.get(i18n.ENVIRONMENT_VARIABLE), st.context.locale)
    return next(filter(None, (i18n.supported(wish or "") for wish in wishes)), i18n.SOURCE_LANGUAGE)


def ask_in_sidebar(keep: Callable[[str], None] | None = None) -> None:
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
            on_change=_choose,
            args=(keep,),
            filter_mode=None,
        )
        _tell_the_browser(code)


def _tell_the_browser(code: str) -> None:
    """Where nothing else was ever said in this window, what Streamlit says is true."""
    if code != i18n.SOURCE_LANGUAGE or st.session_state.get(_TOLD):
        st.session_state[_TOLD] = True
        st.html(_TELL.format(code=code), unsafe_allow_javascript=True)


def _choose(keep: Callable[[str], None] | None) -> None:
    code = st.session_state[_SWITCH]
    st.session_state[_CHOSEN] = code
    i18n.use_language(code)
    if keep:
        with guarded():
            keep(code)
