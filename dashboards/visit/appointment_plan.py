"""The planned exam on the appointment page: which one the visit is about, and its questions for "My questions"."""

from collections.abc import Mapping

import streamlit as st

from dashboards.frame.form import Form
from dashboards.frame.words import day
from tracker import clock, wording
from tracker.history.plan import PlanOutlook, outlook
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record import people, plans
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.record.procedures import PlannedExam
from tracker.view.handout.page import MOST_QUESTIONS
from tracker.view.plan import questions

_CHOSEN, _OFFERED = "plan", "offered_plan"
_NONE = ""


def put_on_page(person: Patient, plan_id: str) -> None:
    """Make this plan the one the page is about, the next time it is looked at."""
    _form(person).put(_CHOSEN, plan_id)


def choose_plan(record: Desk, person: Patient, whole: Summary) -> PlanOutlook | None:
    """Draw the choice, where anything is planned; the soonest that is still to come is chosen at first."""
    found = {plan.id: plan for plan in plans.plans(record, person.id)}
    form = _form(person)
    if not found:
        form.put(_CHOSEN, None)
        return None
    choices = {key: _title(plan) for key, plan in found.items()} | {_NONE: _("None of these")}
    form.settle(_CHOSEN, choices, _soonest(found))
    chosen = form.search(_CHOSEN, _("Which planned exam is the visit about?"), choices)
    if chosen != form.get(_OFFERED):
        # The part of the body follows the plan, whatever was chosen for the last one.
        form.put("region", None)
        form.put(_OFFERED, chosen)
    return outlook(whole, found[chosen], people.facts(record, person.id)) if chosen else None


def chosen_plan(record: Desk, person: Patient) -> PlannedExam | None:
    """The planned exam that was chosen, as it is in the record; None where none was."""
    return next((p for p in plans.plans(record, person.id) if p.id == _form(person).get(_CHOSEN)), None)


def offered(plan: PlanOutlook | None) -> list[str]:
    """The questions to choose from: those that fit the plan, and those that fit every exam."""
    every = [
        *(questions(plan) if plan else ()),
        _("How much radiation will this exam use?"),
        _("Is there an earlier image you can use?"),
        _("Is ultrasound or MRI an option?"),
    ]
    return list(dict.fromkeys(every))


def offer_questions(form: Form, plan: PlanOutlook) -> None:
    """One button for each question of the plan that is not taken over yet, while there is room for it."""
    taken = form.get("questions") or []
    left = [question for question in questions(plan) if question not in taken]
    if not left or len(taken) >= MOST_QUESTIONS:
        return
    st.caption(_("Questions that fit this exam. Tap one to add it:"))
    with st.container(horizontal=True, gap="xsmall", key="plan_questions"):
        for question in left:
            more = ("questions", [*taken, question])
            form.press(f"ask {question}", question, ":material/add:", on_click=form.put, args=more, wrap=True)


def _form(person: Patient) -> Form:
    return Form(f"appointment/{person.id}")


def _soonest(found: Mapping[str, PlannedExam]) -> str:
    """The first whose day has not passed; those without a day come last."""
    coming = (key for key, plan in found.items() if plan.planned_on is None or plan.planned_on >= clock.today())
    return next(coming, _NONE)


def _title(plan: PlannedExam) -> str:
    parts = [wording.kind(plan.kind_key, plan.own_words), wording.side(plan.side), day(plan.planned_on)]
    return ", ".join(filter(None, parts))
