"""A planned exam: what it usually gives, which images exist already, what to ask and to tell; and the list of plans."""

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form, clear_notice
from dashboards.frame.guard import guarded
from dashboards.frame.notice import tell
from dashboards.frame.words import fields_as_shown
from dashboards.visit.planned_form import Planned, ask_plan, fill_plan
from dashboards.visit.planned_list import edit_plan, name_of, open_plan, plan_being_edited, show_outlook, show_plans
from tracker.history import summary
from tracker.history.plan import outlook
from tracker.history.summary import Summary
from tracker.i18n import N_, _
from tracker.record import people, plans
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExam


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    whole, facts = summary.summarise(record, person.id), people.facts(record, person.id)
    found = plans.plans(record, person.id)
    edited = next((plan for plan in found if plan.id == plan_being_edited(person)), None)
    if edited:
        _edit(record, person, edited, whole, facts)
        return
    st.write(_("Are you going to have an exam or an injection? See what is known before you talk with your doctor."))
    show_plans(record, person, found, whole, facts)
    st.header(_("I am going to have …"), anchor=False)
    form = Form(f"plan/{person.id}/{_turn(person)}")
    planned = ask_plan(form)
    if form.press("save", _("Save this plan"), ":material/check:", type="primary", on_click=clear_notice):
        with guarded():
            _save(record, person, form, planned)
    _show(planned, whole, facts)


def _show(planned: Planned, whole: Summary, facts: Facts) -> None:
    with st.container(), guarded():
        if planned.chosen:
            with st.container(border=True, key="plan_outlook"):
                show_outlook(outlook(whole, planned.outline(), facts))


def _save(record: Desk, person: Patient, form: Form, planned: Planned) -> None:
    with fields_as_shown():
        plan = planned.plan()
    saved = plans.add(record, person.id, plan)
    tell(person.id, _("Planned: **{name}**.").format(name=name_of(plan)), saved)
    open_plan(person, saved.entity_id)
    form.forget()
    _turn(person, step=1)
    st.rerun()


def _edit(record: Desk, person: Patient, plan: PlannedExam, whole: Summary, facts: Facts) -> None:
    """The form of one plan, in place of the list."""
    form = Form(f"plan/edit/{plan.id}")
    if form.get("what") is None:
        fill_plan(form, plan)
    st.subheader(_("Change this plan"), anchor=False)
    planned = ask_plan(form)
    with st.container(horizontal=True):
        save = form.press("save", _("Save the changes"), ":material/check:", type="primary")
        if form.press("cancel", _("Cancel")):
            _close(person, form)
    if save:
        with guarded(), fields_as_shown():
            changed = planned.plan()
            saved = plans.edit(record, plan.id, changed)
            tell(person.id, _("The plan was changed: **{name}**.").format(name=name_of(changed)), saved)
            _close(person, form)
    _show(planned, whole, facts)


def _close(person: Patient, form: Form) -> None:
    form.forget()
    edit_plan(person, "")
    st.rerun()


def _turn(person: Patient, step: int = 0) -> int:
    """Each plan is entered into a form of its own, so that nothing of the last one is left."""
    key = shared.key(person, "plan turn")
    st.session_state[key] = st.session_state.get(key, 0) + step
    return int(st.session_state[key])


shared.page(N_("A planned exam"), draw, adds=True)
