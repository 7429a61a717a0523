"""A planned exam that was done: its form under "Add an exam" is filled, and saving it takes the plan off the list."""

import streamlit as st
from sqlalchemy import Engine

from dashboards.exam.form import fill
from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.words import plain
from tracker import clock, wording
from tracker.history.plan import as_exam
from tracker.i18n import _
from tracker.record import ledger, plans
from tracker.record.changes import Saved
from tracker.record.models import ExamCreate, Patient
from tracker.record.procedures import PlannedExam

_PLAN = "plan"
_TAKE_OFF = "plan taken off"


def add_to_history(person: Patient, plan: PlannedExam) -> None:
    """Open "Add an exam" with what the plan says; the day is the planned one, unless that is still to come."""
    form = Form(f"add/{person.id}/{st.session_state.get(shared.key(person, 'turn'), 0)}")
    form.forget()
    today = clock.today()
    fill(form, as_exam(plan, min(plan.planned_on or today, today)))
    form.put(_PLAN, plan.id)
    st.switch_page("exam/add.py")


def ask_about_plan(form: Form, record: Engine, person: Patient) -> None:
    """Above the form of an exam that was planned: whether saving it takes the plan off the list."""
    plan = _plan(form, record, person)
    if plan is None:
        return
    if form.get(_TAKE_OFF) is None:
        form.put(_TAKE_OFF, True)
    st.info(
        _("You planned this: **{name}**. Please look at the day, and add what you know now.").format(
            name=plain(wording.kind(plan.kind_key, plan.own_words))
        ),
        icon=":material/event_available:",
    )
    st.checkbox(_("Take it off my planned exams when I save"), key=form.key(_TAKE_OFF), persist_state="session")


def save_exam(form: Form, record: Engine, person: Patient, exam: ExamCreate) -> Saved:
    """Write the exam, and where it was planned take the plan off the list; one Undo takes both back."""
    plan = _plan(form, record, person)
    if plan is None or not form.get(_TAKE_OFF):
        return ledger.add_exam(record, person.id, exam)
    return plans.done(record, plan.id, exam)


def _plan(form: Form, record: Engine, person: Patient) -> PlannedExam | None:
    wanted = form.get(_PLAN)
    return next((p for p in plans.plans(record, person.id) if p.id == wanted), None) if wanted else None
