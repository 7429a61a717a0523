"""What every page shares: the record, the person on show, the frame around a page, and what both need."""

from collections.abc import Callable
from threading import Lock

import streamlit as st
from sqlalchemy import Engine

from dashboards.guard import guarded
from dashboards.notice import show_notice, tell
from dashboards.words import day, plain
from tracker.i18n import _, ngettext
from tracker.record import database, people
from tracker.record.models import Patient, PatientCreate

_SWITCHER = "switcher"
_WANTED = "person_wanted"
_ASKING = "asking first name"
_engines: dict[str, Engine] = {}
# Who was chosen last in each record: a reload starts a new session, and addresses carry nothing about a person.
_last_chosen: dict[str, str] = {}
_opening = Lock()


def engine() -> Engine:
    """The record this program works on, opened once; a session never outlives one call.

    Raises:
        RecordError: it cannot be opened.
    """
    where = str(database.chosen_path())
    with _opening:
        if where not in _engines:
            _engines[where] = database.open_engine(where)
        return _engines[where]


def close_engine() -> None:
    """Let go of the record, so that the next call of `engine` opens its file anew."""
    with _opening:
        held = _engines.pop(str(database.chosen_path()), None)
    if held:
        held.dispose()


def page(title: str, draw: Callable[[Engine, Patient], None], *, adds: bool = False) -> None:
    """One page about one person: the frame, who it is about, what can be undone, then `draw`.

    Args:
        title: the heading.
        draw: what stands on the page.
        adds: whether something of one's own is entered here; the sample patient is no place for that.
    """

    def about(record: Engine, person: Patient | None) -> None:
        if person is None:
            ask_first_name(record)
            return
        if adds and person.is_sample:
            with st.container():
                _offer_own_record(record)
        draw(record, person)

    open_page(title, about)


def open_page(title: str, draw: Callable[[Engine, Patient | None], None]) -> None:
    """One page that also makes sense while the record is empty."""
    with guarded():
        record = engine()
        person = _choose_in_sidebar(record)
        st.title(title, anchor=False)
        with st.container():
            if person:
                _heading(person)
            show_notice(record, person.id if person else "")
        draw(record, person)


def choose(person_id: str) -> None:
    """Make this person the one on show, from the next run on."""
    st.session_state[_WANTED] = person_id
    _remember(person_id)


def _remember(person_id: str) -> None:
    _last_chosen[str(database.chosen_path())] = person_id


def key(person: Patient, name: str) -> str:
    """The key of a widget that belongs to one person, so that nothing typed for one shows under another."""
    return f"{name}/{person.id}"


def ask_first_name(record: Engine) -> None:
    """The one question that stands between an empty record and the first exam."""
    st.write(_("First, whose record is this? A name is enough. You can add more later."))
    with st.form("first_person", border=False):
        name = st.text_input(_("Name"), key="first_name", autocomplete="name")
        if st.form_submit_button(_("Start this record"), type="primary"):
            with guarded():
                choose(people.add(record, PatientCreate(name=name)).entity_id)
                st.session_state.pop(_ASKING, None)
                st.rerun()


def _offer_own_record(record: Engine) -> None:
    own = next((p for p in people.patients(record) if not p.is_sample), None)
    if own:
        st.info(_("This is the sample patient. Your own exams belong in your own record."), icon=":material/science:")
        if st.button(_("Show the record of {name}").format(name=plain(own.name)), key="own_record"):
            choose(own.id)
            st.rerun()
        return
    st.info(_("This is the sample patient. To keep your own exams, make your own record."), icon=":material/science:")
    if st.button(_("Make my own record"), key="own_record", icon=":material/person_add:"):
        st.session_state[_ASKING] = True
    if st.session_state.get(_ASKING):
        ask_first_name(record)


def remove_sample(record: Engine) -> None:
    """Take the invented person out again, without a trace; what a person added there stays, and is said to."""
    from tracker.record import sample

    kept = len(sample.own_exams(record))
    sample.remove(record)
    if kept:
        owner = people.patients(record)[0]
        choose(owner.id)
        words = ngettext(
            "The sample patient is gone. The exam that you added there is now in the record of {name}.",
            "The sample patient is gone. The {n} exams that you added there are now in the record of {name}.",
            kept,
        )
        tell(owner.id, words.format(n=kept, name=plain(owner.name)))
    st.rerun()


def _choose_in_sidebar(record: Engine) -> Patient | None:
    everybody = {p.id: p for p in people.patients(record)}
    if not everybody:
        return None
    wanted = st.session_state.pop(_WANTED, None) or st.session_state.get(_SWITCHER)
    wanted = wanted or _last_chosen.get(str(database.chosen_path()))
    st.session_state[_SWITCHER] = wanted if wanted in everybody else next(iter(everybody))
    with st.sidebar:
        chosen = everybody[
            st.selectbox(
                _("Whose record"),
                list(everybody),
                format_func=lambda person_id: _name_in_menu(everybody[person_id]),
                key=_SWITCHER,
                on_change=lambda: _remember(st.session_state[_SWITCHER]),
                filter_mode=None,
                persist_state="session",
            )
        ]
        if chosen.is_sample:
            st.caption(_("This is the sample patient. It is invented."))
            if st.button(_("Remove the sample patient"), key="remove_sample"):
                remove_sample(record)
    return chosen


def _name_in_menu(person: Patient) -> str:
    return _("{name} (sample)").format(name=person.name) if person.is_sample else person.name


def _heading(person: Patient) -> None:
    born = _(" · born {day}").format(day=day(person.birth_date)) if person.birth_date else ""
    st.markdown(f"**{plain(person.name)}**{born}")
    if person.is_sample:
        st.badge(_("Sample patient: invented, not a real person"), icon=":material/science:", color="primary")
