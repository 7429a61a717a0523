"""The record the pages work on, and whose of it is on show: opened once, chosen in the sidebar; nothing here writes."""

from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Protocol

import streamlit as st

from dashboards.frame import language
from tracker.errors import TrackerError
from tracker.i18n import _
from tracker.record import database, people
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import Patient

_SWITCHER = "switcher"
_WANTED = "person_wanted"
_desks: dict[str, Desk] = {}
# Who was chosen last in each record: a reload starts a new session, and addresses carry nothing about a person.
_last_chosen: dict[str, str] = {}
_opening = Lock()


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
    language.settle(person)


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
    language.settle(person)
    if person is None:
        return None
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
    return chosen


def _name_in_menu(person: Patient) -> str:
    return _("{name} (sample)").format(name=person.name) if person.is_sample else person.name
