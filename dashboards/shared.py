"""What every page shares: the record, the person on show, the frame around a page, and what both need."""

from collections.abc import Callable
from threading import Lock

import streamlit as st
from sqlalchemy import Engine

from dashboards.guard import guarded
from dashboards.notice import show_notice
from dashboards.words import day, plain
from tracker.i18n import _
from tracker.record import database, people
from tracker.record.models import Patient, PatientCreate

_SWITCHER = "switcher"
_WANTED = "person_wanted"
_engines: dict[str, Engine] = {}
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


def page(title: str, draw: Callable[[Engine, Patient], None]) -> None:
    """One page about one person: the frame, who it is about, what can be undone, then `draw`."""

    def about(record: Engine, person: Patient | None) -> None:
        if person is None:
            ask_first_name(record)
            return
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
                st.rerun()


def remove_sample(record: Engine) -> None:
    """Take the invented person out again, without a trace."""
    from tracker.record import sample

    sample.remove(record)
    st.rerun()


def _choose_in_sidebar(record: Engine) -> Patient | None:
    everybody = {p.id: p for p in people.patients(record)}
    if not everybody:
        return None
    wanted = st.session_state.pop(_WANTED, None) or st.session_state.get(_SWITCHER)
    st.session_state[_SWITCHER] = wanted if wanted in everybody else next(iter(everybody))
    with st.sidebar:
        chosen = everybody[
            st.selectbox(
                _("Whose record"),
                list(everybody),
                format_func=lambda person_id: _name_in_menu(everybody[person_id]),
                key=_SWITCHER,
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
