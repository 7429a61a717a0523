"""What every page shares: the record, the person on show, the frame around a page, and what both need."""

from collections.abc import Callable

import streamlit as st

from dashboards.frame import language
from dashboards.frame.guard import guarded
from dashboards.frame.notice import show_notice, tell
from dashboards.frame.who import choose, choose_in_sidebar, close_desk, desk, key
from dashboards.frame.words import day, plain
from tracker.i18n import _, ngettext
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.models import Patient, PatientCreate

__all__ = ["ask_first_name", "choose", "close_desk", "desk", "key", "open_page", "page", "remove_sample"]
_ASKING = "asking first name"


def page(title: str, draw: Callable[[Desk, Patient], None], *, adds: bool = False) -> None:
    """One page about one person: the frame, who it is about, what can be undone, then `draw`.

    Args:
        title: the heading, in English: which language the page speaks is known only when it knows the person.
        draw: what stands on the page.
        adds: whether something of one's own is entered here; the sample patient is no place for that.
    """

    def about(record: Desk, person: Patient | None) -> None:
        if person is None:
            ask_first_name(record)
            return
        if adds and person.is_sample:
            with st.container():
                _offer_own_record(record)
        draw(record, person)

    open_page(title, about)


def open_page(title: str, draw: Callable[[Desk, Patient | None], None]) -> None:
    """One page that also makes sense while the record is empty."""
    with guarded():
        record = desk()
        person = _choose_in_sidebar(record)
        language.ask_in_sidebar(_keeper(record, person))
        st.title(_(title), anchor=False)
        with st.container():
            if person:
                _heading(person)
            show_notice(record, person.id if person else "")
        draw(record, person)


def _keeper(record: Desk, person: Patient | None) -> Callable[[str], None] | None:
    """Stores the language with the person, so that it is there the next time; None while there is nobody."""
    if person is None:
        return None

    def keep(code: str) -> None:
        known = people.patient(record, person.id).model_dump(include=set(PatientCreate.model_fields))
        people.edit(record, person.id, PatientCreate.model_validate({**known, "language": code}))

    return keep


def ask_first_name(record: Desk) -> None:
    """The one question that stands between an empty record and the first exam."""
    st.write(_("First, whose record is this? A name is enough. You can add more later."))
    with st.form("first_person", border=False):
        name = st.text_input(_("Name"), key="first_name", autocomplete="name")
        if st.form_submit_button(_("Start this record"), type="primary"):
            with guarded():
                choose(people.add(record, PatientCreate(name=name, language=language.chosen())).entity_id)
                st.session_state.pop(_ASKING, None)
                st.rerun()


def _offer_own_record(record: Desk) -> None:
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


def remove_sample(record: Desk) -> None:
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


def _choose_in_sidebar(record: Desk) -> Patient | None:
    chosen = choose_in_sidebar(record)
    if chosen and chosen.is_sample:
        with st.sidebar:
            if st.button(_("Remove the sample patient"), key="remove_sample"):
                remove_sample(record)
    return chosen


def _heading(person: Patient) -> None:
    born = _(" · born {day}").format(day=day(person.birth_date)) if person.birth_date else ""
    st.markdown(f"**{plain(person.name)}**{born}")
    if person.is_sample:
        st.badge(_("Sample patient: invented, not a real person"), icon=":material/science:", color="primary")
