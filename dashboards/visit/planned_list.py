"""The planned exams, soonest first: each opens to what can be said of it; one whose day has passed is asked about."""

import streamlit as st
from sqlalchemy import Engine

from dashboards.frame import shared
from dashboards.frame.notice import clear_notice, tell
from dashboards.frame.words import day, plain
from dashboards.visit.appointment_plan import put_on_page
from dashboards.visit.planned_done import add_to_history
from dashboards.visit.planned_outlook import show_outlook
from tracker import clock, wording
from tracker.history.plan import outlook
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record import plans
from tracker.record.models import Patient
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExam, PlannedExamBase


def show_plans(record: Engine, person: Patient, found: list[PlannedExam], whole: Summary, facts: Facts) -> None:
    """Draw the list."""
    for plan in found:
        with st.container(border=True, key=f"plan_{plan.id}"):
            is_open = _opened(person) == plan.id
            _show_head(person, plan, is_open=is_open)
            passed = plan.planned_on is not None and plan.planned_on < clock.today()
            if passed:
                st.markdown(_("**This day has passed. Was it done?**"))
            if passed or is_open:
                _show_buttons(record, person, plan, passed=passed)
            if is_open:
                show_outlook(outlook(whole, plan, facts))


def open_plan(person: Patient, plan_id: str) -> None:
    """Show what can be said about this plan on the next run."""
    st.session_state[shared.key(person, "open plan")] = plan_id


def plan_being_edited(person: Patient) -> str:
    """The plan whose form is open for this person; "" if none is."""
    return str(st.session_state.get(shared.key(person, "editing plan"), ""))


def edit_plan(person: Patient, plan_id: str) -> None:
    """Open the form of a plan on the next run; "" closes it."""
    st.session_state[shared.key(person, "editing plan")] = plan_id


def name_of(plan: PlannedExamBase) -> str:
    """What is planned, with the side, made plain for the page."""
    return plain(", ".join(filter(None, [wording.kind(plan.kind_key, plan.own_words), wording.side(plan.side)])))


def _opened(person: Patient) -> str:
    return str(st.session_state.get(shared.key(person, "open plan"), ""))


def _show_head(person: Patient, plan: PlannedExam, *, is_open: bool) -> None:
    if st.button(
        f"**{name_of(plan)}**",
        key=f"open_plan/{plan.id}",
        type="tertiary",
        icon=":material/expand_less:" if is_open else ":material/expand_more:",
        wrap=True,
    ):
        open_plan(person, "" if is_open else plan.id)
        st.rerun()
    when = plain(day(plan.planned_on)) or _("no day yet")
    st.caption(" · ".join(filter(None, [when, plain(plan.facility), plain(plan.reason)])))


def _show_buttons(record: Engine, person: Patient, plan: PlannedExam, *, passed: bool) -> None:
    """What can be done with a plan; of one whose day has passed, what answers the question."""
    with st.container(horizontal=True):
        done = _("Yes: add it to my history") if passed else _("It was done: add it")
        if st.button(done, key=f"done_plan/{plan.id}", icon=":material/event_available:"):
            clear_notice()
            add_to_history(person, plan)
        if not passed and st.button(_("Appointment page"), key=f"print_plan/{plan.id}", icon=":material/print:"):
            put_on_page(person, plan.id)
            st.switch_page("visit/appointment.py")
        change = _("Not yet: new day") if passed else _("Change")
        if st.button(change, key=f"edit_plan/{plan.id}", icon=":material/edit:"):
            clear_notice()
            edit_plan(person, plan.id)
            st.rerun()
        drop = _("No: take it off") if passed else _("Take it off")
        if st.button(drop, key=f"drop_plan/{plan.id}", icon=":material/event_busy:"):
            words = _("Taken off your planned exams: **{name}**.").format(name=name_of(plan))
            tell(person.id, words, plans.remove(record, plan.id))
            st.rerun()
