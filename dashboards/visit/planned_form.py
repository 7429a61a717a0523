"""The form of a planned exam: what, on which side or part, when if that is known, where and what for."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboards.exam.details import ask_side
from dashboards.exam.picker import Picked, ask_region, fill_picker, pick
from dashboards.exam.site import region_of
from dashboards.frame.form import Form
from dashboards.frame.words import day
from tracker import clock, dates
from tracker.errors import DateError
from tracker.history.plan import as_exam
from tracker.i18n import _
from tracker.record import forms
from tracker.record.procedures import PlannedExam, PlannedExamCreate

# Kinds of these regions do not say which part of the body is looked at.
_ANYWHERE = ("unknown", "limb")


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
        region = _ask_part(form, picked)
        side = ask_side(form, picked.kind_key)
    left, right = st.columns(2)
    with left:
        when = form.line("when", _("When is it? Leave it empty if there is no day yet."), _example(), live=True)
    with right:
        facility = form.line("facility", _("Where will it be?"), _("Hospital or clinic"), live=True)
    reason = form.line("reason", _("What is it for?"), _("For example: back pain"), live=True)
    return Planned(picked, region, side, when, facility, reason)


def _example() -> str:
    return _("For example: {day}").format(day=dates.of(clock.today().year + 1, 3, 9).text())


def _ask_part(form: Form, picked: Picked) -> str:
    """The part of the body, asked where the kind does not say it: without it no earlier images can be found."""
    if picked.own_words:
        chosen = picked.region
    elif picked.kind_key and region_of(picked.kind_key, "") in _ANYWHERE:
        chosen = ask_region(form)
    else:
        return ""
    return "" if chosen == "unknown" else chosen


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
