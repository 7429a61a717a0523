"""A planned exam: what it usually gives, which images exist already, what to ask and to tell; and the list of plans."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboards.exam.picker import Picked, ask_part, ask_side, fill_picker, pick
from dashboards.frame import shared
from dashboards.frame.form import Form, clear_notice
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded
from dashboards.frame.words import day, fields_as_shown
from dashboards.visit.planned_list import edit_plan, name_of, open_plan, plan_being_edited, show_outlook, show_plans
from tracker import clock, dates
from tracker.errors import DateError
from tracker.history import summary
from tracker.history.plan import as_exam, outlook
from tracker.history.summary import Summary
from tracker.i18n import N_, _
from tracker.record import forms, people, plans
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExam, PlannedExamCreate


@dataclass(frozen=True, slots=True)
class Planned:
    """What the form holds; `region` is empty where the exam kind decides it."""

    picked: Picked
    region: str
    side: str
    when: str
    facility: str
    reason: str

    @property
    def chosen(self) -> bool:
        """Whether it is known what is planned."""
        return bool(self.picked.kind_key or self.picked.own_words)

    def plan(self) -> PlannedExamCreate:
        """The plan, checked.

        Raises:
            TrackerError: something is missing or cannot be right; the sentence names it.
        """
        return self._made(planned_day(self.when))

    def outline(self) -> PlannedExamCreate:
        """The plan as far as it goes, for what is said beside the form; a day that cannot be read is left out."""
        try:
            return self._made(planned_day(self.when))
        except DateError:
            return self._made(None)

    def _made(self, planned_on: date | None) -> PlannedExamCreate:
        return forms.checked(
            PlannedExamCreate,
            kind_key=self.picked.kind_key,
            own_words=self.picked.own_words,
            region=self.region,
            side=self.side,
            planned_on=planned_on,
            facility=self.facility,
            reason=self.reason,
        )


def ask_plan(form: Form) -> Planned:
    """Draw the form; only what is planned must be answered."""
    with st.container():
        picked = pick(form, _("What is it?"))
    with st.container():
        # Without a part of the body no earlier images can be found.
        region = ask_part(form, picked) or ""
        side = ask_side(form, picked.kind_key)
    left, right = st.columns(2)
    with left:
        when = form.line("when", _("When is it? Leave it empty if there is no day yet."), _example(), live=True)
    with right:
        facility = form.line("facility", _("Where will it be?"), _("Hospital or clinic"), live=True)
    reason = form.line("reason", _("What is it for?"), _("For example: back pain"), live=True)
    return Planned(picked, "" if region == "unknown" else region, side, when, facility, reason)


def _example() -> str:
    return _("For example: {day}").format(day=dates.of(clock.today().year + 1, 3, 9).text())


def planned_day(text: str) -> date | None:
    """The day in the form; None where it is empty.

    Raises:
        DateError: it is no day, or it has passed.
    """
    if not text.strip():
        return None
    found = dates.parse(text, ahead=10)  # "27" is 2027 here, not 1927
    if found.precision != "day":
        raise DateError(_("Please give the day too, for example 9 Mar 2027. Or leave it empty until you know it."))
    if found.first < clock.today():
        raise DateError(
            _("{day} has passed. Please give a day from today on. If it was done, add it to your history.").format(
                day=found.text()
            )
        )
    return found.first


def fill_plan(form: Form, plan: PlannedExam) -> None:
    """Put a plan into the form; a day that has passed is left out, because another one is asked for."""
    fill_picker(form, as_exam(plan, clock.today()))
    form.put("region", plan.region or "unknown")
    form.put("side", plan.side)
    form.put("when", day(plan.planned_on) if plan.planned_on and plan.planned_on >= clock.today() else "")
    form.put("facility", plan.facility)
    form.put("reason", plan.reason)


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
    form = Form(f"plan/{person.id}/{shared.turn(person, 'plan turn')}")
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
    shared.turn(person, "plan turn", step=1)
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


shared.page(N_("A planned exam"), draw, adds=True)
