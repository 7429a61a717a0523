"""The injection in the form of an exam: why it was done, what was given, how it helped; nothing here must be filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboards.exam.drugs import DrugRow, ask_drugs, fill_drugs
from dashboards.exam.picker import Picked
from dashboards.frame.form import Form
from dashboards.frame.words import answers
from dashboards.injections.words import best_units, lasting_units, pain_words, purposes
from tracker import reference
from tracker.i18n import _
from tracker.record import forms
from tracker.record.models import ExamCreate
from tracker.record.procedures import WORST_PAIN, DrugCreate, InjectionCreate

_NEEDLE = "needle"
_PAINS = ("pain_before", "pain_after")
_PLAIN = ("purpose", "still_working", "function_gained", "complication", "complication_text", "sedation", "operator")
_TIMES = ("best_after", "relief_lasted")


@dataclass(frozen=True, slots=True)
class Procedure:
    """What the form holds of an injection; `said` are fields of `InjectionCreate`."""

    said: dict[str, Any]
    rows: list[DrugRow]

    def injection(self, levels: tuple[str, ...], *, own_words: bool) -> InjectionCreate | None:
        """The injection, checked; None where nothing was said.

        Raises:
            TrackerError: a number cannot be right.
        """
        made = forms.checked(InjectionCreate, **self.said, levels=list(levels))
        if made.empty and own_words and not self.drugs():
            # Own words do not tell that it was an injection; the person did.
            return InjectionCreate(purpose="unknown")
        return None if made.empty else made

    def drugs(self) -> list[DrugCreate]:
        """The drugs, checked."""
        return [row.drug() for row in self.rows]


def ask_whether(form: Form, picked: Picked) -> bool:
    """Whether a level, drugs and relief can be told: the kind says so, or the person does where the kind does not."""
    kind = reference.exam_kinds().get(picked.kind_key)
    # Cement has a level, a steroid often follows an aspiration: what a needle did is asked of every kind done with one.
    if kind is not None and kind.may_treat_by_needle:
        return True
    if not picked.own_words and not form.get(_NEEDLE):
        return False
    return form.tick(_NEEDLE, _("It was an injection, or another treatment through a needle"))


def ask_procedure(form: Form) -> Procedure:
    """Draw the two parts that are folded away."""
    with st.expander(_("What was injected, and why"), icon=":material/vaccines:"):
        said: dict[str, Any] = {"purpose": form.menu("purpose", _("Why was it done?"), purposes())}
        rows = ask_drugs(form)
        sedation = _("Did you get something to make you sleepy (sedation)?")
        said["sedation"] = form.menu("sedation", sedation, answers())
        said["operator"] = form.line("operator", _("Who did it?"), _("Doctor who held the needle"))
    with st.expander(_("How it helped"), icon=":material/trending_down:"):
        said |= _ask_relief(form, is_test=said["purpose"] == "test")
        said |= _ask_trouble(form)
    return Procedure(said, rows)


def _ask_relief(form: Form, *, is_test: bool) -> dict[str, Any]:
    st.caption(_("Only the pain that was treated. Use the same scale each time: 0 is no pain, 10 is the worst."))
    before, after = st.columns(2, vertical_alignment="bottom")
    with before:
        held = {"pain_before": ask_pain(form, "pain_before", _("Pain before"))}
    with after:
        held["pain_after"] = ask_pain(form, "pain_after", _("Pain when it was best"))
    held["relief_percent"] = _number(form, "relief_percent", _("How much better, in percent"), 10.0, 60)
    found: dict[str, Any] = held | _amount(form, "best_after", _("When was it best?"), best_units(), "hours")
    found |= _amount(
        form, "relief_lasted", _("How long did it help?"), lasting_units(), "hours" if is_test else "weeks"
    )
    found["still_working"] = form.menu("still_working", _("Does it still help?"), answers())
    gained = _("For example: walk to the shop")
    found["function_gained"] = form.line("function_gained", _("What could you do again?"), gained)
    return found


def _ask_trouble(form: Form) -> dict[str, Any]:
    return {
        "complication": form.menu("complication", _("Did you have a reaction or another problem?"), answers()),
        "complication_text": form.line("complication_text", _("If so, what happened?"), _("For example: hives")),
    }


def ask_pain(form: Form, name: str, label: str) -> float | None:
    """Pain from 0 to 10, or nothing."""
    scale: list[float | None] = [None, *(float(n) for n in range(WORST_PAIN + 1))]
    held = form.get(name)
    if held not in scale:  # a number in between, from a printed log or the command line
        scale = [None, *sorted({*scale[1:], held}, key=lambda n: n or 0.0)]
    return form.menu(name, label, scale, pain_words)


def _amount(form: Form, name: str, label: str, units: Mapping[str, str], usual: str) -> dict[str, Any]:
    """A number with its unit; the unit alone says nothing."""
    number, unit = st.columns(2, vertical_alignment="bottom")
    with number:
        value = _number(form, name, label, 1.0, 3)
    unit_name = f"{name}_unit"
    form.settle(unit_name, units, None)
    form.suggest(unit_name, usual, open_to=value is None)
    with unit:
        chosen = form.menu(unit_name, _("Hours, days or longer?"), units)
    return {name: value, unit_name: "" if value is None else chosen}


def _number(form: Form, name: str, label: str, step: float, example: int) -> float | None:
    return form.amount(name, label, step, _("For example {n}").format(n=example), format="%g")


def fill_procedure(form: Form, exam: ExamCreate) -> None:
    """Put what is known of an injection, and its drugs, into the form."""
    said = exam.injection or InjectionCreate()
    for name in (*_PLAIN, *_PAINS, "relief_percent", *_TIMES):
        form.put(name, getattr(said, name))
    for name in _TIMES:
        if getattr(said, name) is not None:
            form.put(f"{name}_unit", getattr(said, f"{name}_unit"))
    form.put(_NEEDLE, bool(exam.injection or exam.drugs))
    fill_drugs(form, exam.drugs)
