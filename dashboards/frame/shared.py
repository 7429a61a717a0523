"""What every page shares: the frame around it, and at its top what was just done, with its Undo."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from dashboards.frame.form import NOTICE, Form, clear_notice
from dashboards.frame.sections import show_section
from dashboards.frame.who import (
    ask_language,
    choose,
    choose_in_sidebar,
    chosen_language,
    close_desk,
    desk,
    guarded,
    key,
    show_initials,
)
from dashboards.frame.words import day, fields_as_shown, plain
from tracker import clock, dates
from tracker.errors import DateError
from tracker.i18n import N_, _, bound, ngettext
from tracker.record import forms, people
from tracker.record.changes import Saved
from tracker.record.desk import Desk
from tracker.record.models import Patient, PatientCreate

__all__ = ["ask_first_name", "choose", "close_desk", "desk", "key", "open_page", "page", "remove_sample"]
_ASKING = "asking first name"
# Whatever was done far down a page is said where the eye is.
_STAYS_IN_SIGHT = """<style>
[data-testid="stLayoutWrapper"]:has(> .st-key-notice_place) {position: sticky; top: 4.5rem; z-index: 99}
.st-key-notice_box {background: var(--st-background-color, Canvas); box-shadow: 0 2px 8px #0003}
</style>"""
EDIT_WANTED = "edit wanted"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for one person ("" for anybody), the action it is about, and an exam that lacks something."""

    person_id: str
    sentence: str
    batch_id: str = ""
    incomplete: str = ""
    shown_on: str = ""  # the page it was shown on first: it follows to no other one


def tell(person_id: str, sentence: str, saved: Saved | None = None, *, incomplete: str = "") -> None:
    """Show a sentence on the next run; with Undo where an action stands behind it.

    Args:
        person_id: whom it is about; "" for a sentence that names nobody.
        sentence: Markdown; text that a person typed must be made plain before.
        saved: the action that Undo takes back.
        incomplete: an exam to which the sentence asks to add something; its form is one button away.
    """
    st.session_state[NOTICE] = Notice(person_id, sentence, saved.batch_id if saved else "", incomplete)


def show_notice(record: Desk, person_id: str, title: str) -> None:
    """Draw the notice if it is about this person, on the one page on which it was shown first."""
    notice: Notice | None = st.session_state.get(NOTICE)
    if notice is None or notice.person_id not in ("", person_id) or notice.shown_on not in ("", title):
        return
    st.session_state[NOTICE] = replace(notice, shown_on=title)
    st.html(_STAYS_IN_SIGHT)
    with st.container(border=True, key="notice_box"):
        st.markdown(f":material/check_circle: {notice.sentence}")
        with st.container(horizontal=True):
            if notice.batch_id and st.button(_("Undo"), key="undo", icon=":material/undo:"):
                _undo(record, notice)
            if notice.incomplete and st.button(_("Add it now"), key="add_missing", icon=":material/edit:"):
                st.session_state[EDIT_WANTED] = notice.incomplete
                clear_notice()
                st.switch_page("history/history.py")
            if st.button(_("Close"), key="close_notice", type="tertiary"):
                clear_notice()
                st.rerun()


def _undo(record: Desk, notice: Notice) -> None:
    from tracker.record import ledger

    with guarded():
        ledger.undo(record, notice.batch_id)
        tell(notice.person_id, _("Undone. The record is as it was before."))
        st.rerun()


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
        person = choose_in_sidebar(record)
        if person:
            with st.sidebar:
                _offer_person(record)
        if person and person.is_sample and st.sidebar.button(_("Remove the sample patient"), key="remove_sample"):
            remove_sample(record)
        ask_language(_keeper(record, person))
        st.title(_title_for(person, title), anchor=False)
        with st.container():
            if person:
                _heading(record, person, title)
        with st.container(key="notice_place"):
            show_notice(record, person.id if person else "", title)
        draw(record, person)


def _title_for(person: Patient | None, title: str) -> str:
    """The heading; a child's record speaks of the child."""
    of_child = {"About me": N_("About {name}"), "My history": N_("History of {name}")}
    of_child["My injections"] = N_("Injections of {name}")
    if person and title in of_child and people.is_child(person.birth_date, clock.today()):
        return _(of_child[title]).format(name=plain(person.name))
    return _(title)


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
                choose(people.add(record, PatientCreate(name=name, language=chosen_language())).entity_id)
                st.session_state.pop(_ASKING, None)
                st.rerun()


def _offer_own_record(record: Desk) -> None:
    own = next((p for p in people.patients(record) if not p.is_sample), None)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Your own exams belong in your own record."), width="content")
        if own and st.button(_("Show the record of {name}").format(name=plain(own.name)), key="own_record"):
            choose(own.id)
            st.rerun()
        if not own and st.button(_("Make my own record"), key="own_record", icon=":material/person_add:"):
            st.session_state[_ASKING] = True
    if not own and st.session_state.get(_ASKING):
        ask_first_name(record)


def turn(person: Patient, name: str, step: int = 0) -> int:
    """How many entries were made under a name: each is entered into a form of its own, so that nothing is left over."""
    counter = key(person, name)
    st.session_state[counter] = st.session_state.get(counter, 0) + step
    return int(st.session_state[counter])


def offer_file(
    label: str, make: Callable[[], bytes], name: str, mime: str, icon: str = ":material/download:", **more: Any
) -> None:
    """A button for a file that is made when it is pressed, in the language of the page."""
    st.download_button(label, bound(make), file_name=name, mime=mime, icon=icon, on_click="ignore", **more)


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


def _offer_person(record: Desk) -> None:
    """One more person, at the switcher: a name is enough."""
    form = Form(f"new person/{len(people.patients(record))}")
    with st.popover(_("Add a child or another person"), icon=":material/person_add:", type="tertiary"):
        name = form.line("name", _("Name"), live=True)
        born = form.line("birth_date", _("Birth date, if you like"), _("For example: 12 May 2018"), live=True)
        if form.press("save", _("Add this person"), type="primary", on_click=clear_notice):
            with guarded(), fields_as_shown():
                made = forms.checked(PatientCreate, name=name, birth_date=birth_date(born), language=chosen_language())
                saved = people.add(record, made)
                form.forget()
                choose(saved.entity_id)
                tell(saved.entity_id, _("Saved."), saved)
                st.rerun()


def birth_date(text: str) -> date | None:
    """The day a person typed, None for nothing (DateError unless it is one day)."""
    if not text.strip():
        return None
    found = dates.parse(text)
    if found.precision != "day":
        raise DateError(_("Please give the birth date with day, month and year, for example 12 May 1971."))
    return found.first


def _heading(record: Desk, person: Patient, title: str) -> None:
    born = _(" · born {day}").format(day=day(person.birth_date)) if person.birth_date else ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        show_initials(person, (one.id for one in people.patients(record)))
        st.markdown(f"**{plain(person.name)}**{born}", width="content")
        if person.is_sample:
            st.badge(_("Sample patient: invented, not a real person"), icon=":material/science:", color="primary")
        show_section(title)
