"""The injection in the form of an exam: why it was done, what was given, how it helped; nothing here must be filled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboards.exam.picker import Picked
from dashboards.frame.form import Form, Opened
from dashboards.frame.words import answers, best_units, lasting_units, pain_words, purposes
from tracker import numbers, reference
from tracker.i18n import _
from tracker.record import forms
from tracker.record.models import ExamCreate
from tracker.record.procedures import WORST_PAIN, DrugCreate, InjectionCreate

_NEEDLE = "needle"
_MAY_GUIDE = ("rf_unspecified", "ct_unspecified", "us_other")  # machines alone, which may have guided a needle
_ROWS = "drug_rows"
_OWN_WORDS = "own words"
_MOST_BRANDS = 3


@dataclass(frozen=True, slots=True)
class DrugRow:
    """One drug as chosen and typed."""

    drug_key: str
    name: str
    milligrams: str

    @property
    def filled(self) -> bool:
        """Whether anything is filled in."""
        return bool(self.drug_key or self.name.strip() or self.milligrams.strip())

    def drug(self) -> DrugCreate:
        """The drug, checked.

        Raises:
            TrackerError: the milligrams are no number, or there are milligrams of nothing.
        """
        typed = re.sub(r"\s*mg\.?\s*$", "", self.milligrams, flags=re.IGNORECASE).strip()
        return forms.checked(
            DrugCreate, drug_key=self.drug_key, name=self.name, dose_mg=numbers.parse(typed) if typed else None
        )


def ask_drugs(form: Form) -> list[DrugRow]:
    """Draw the rows; a row in which nothing is filled in is no drug."""
    st.markdown(_("**What was injected?** Your report or the clinic's sheet may name it."))
    ids: list[int] = form.get(_ROWS, [0])
    rows = [_ask_row(form, row_id) for row_id in ids]
    if form.press("more_drugs", _("Add another drug"), ":material/add:"):
        form.put(_ROWS, [*ids, max(ids, default=0) + 1])
        st.rerun()
    return [row for row in rows if row.filled]


def _ask_row(form: Form, row_id: int) -> DrugRow:
    with st.container(border=True):
        left, right = st.columns([3, 2], vertical_alignment="bottom")
        with left:
            chosen = form.search(f"drug{row_id}", _("Drug"), _products())
        with right:
            example = _("For example {n}").format(n=40)
            milligrams = form.line(f"drug_mg{row_id}", _("Milligrams (mg), if you know"), example)
        words = form.get(f"drug_named{row_id}", {}).get(chosen, "")
        with st.container():
            if chosen == _OWN_WORDS:
                words = form.line(f"drug_name{row_id}", _("Name of the drug"))
    return DrugRow("" if chosen == _OWN_WORDS else chosen, words, milligrams)


def _products() -> dict[str, str]:
    """Steroids first, because clinics ask for them; brand names beside them, because people know those."""
    named = {drug.key: _product(drug) for drug in reference.drugs().values()}
    return {"": _("Not known"), **named, _OWN_WORDS: _("Another one: I type its name")}


def _product(drug: reference.Drug) -> str:
    if drug.is_steroid and not drug.source_id:
        return _("I know it was a steroid (cortisone), not which one")
    if drug.key == reference.NOTHING_GIVEN:
        return _("Nothing was injected")
    brands = ", ".join(name.strip() for name in drug.brands.split(",")[:_MOST_BRANDS])
    words = _("{drug} ({brands})").format(drug=_(drug.name), brands=brands)
    return _("Steroid: {drug}").format(drug=words) if drug.is_steroid else words


def fill_drugs(form: Form, drugs: list[DrugCreate]) -> None:
    """Put drugs into the form."""
    form.put(_ROWS, list(range(len(drugs) or 1)))
    for row_id, drug in enumerate(drugs or [None]):
        form.put(f"drug{row_id}", "" if drug is None else drug.drug_key or _OWN_WORDS)
        form.put(f"drug_name{row_id}", drug.name if drug and not drug.drug_key else "")
        form.put(f"drug_mg{row_id}", f"{drug.dose_mg:.10g}" if drug and drug.dose_mg else "")
        # A product may carry its name as it was written, too; it stays while the product does.
        form.put(f"drug_named{row_id}", {drug.drug_key: drug.name} if drug and drug.drug_key else {})


def add_drug(form: Form, drug: DrugCreate) -> None:
    """Put one more drug into the form, a steroid in the place of another one; the same once more takes it out."""
    ids: list[int] = [row for row in form.get(_ROWS) or [] if form.get(f"drug{row}")]
    steroids = [key for key, known in reference.drugs().items() if known.is_steroid]
    alike = steroids if drug.drug_key in steroids else [drug.drug_key]
    held = [row for row in ids if form.get(f"drug{row}") in alike]
    mg = f"{drug.dose_mg:.10g}" if drug.dose_mg else ""
    if any((form.get(f"drug{row}"), form.get(f"drug_mg{row}")) == (drug.drug_key, mg) for row in held):
        form.put(_ROWS, [row for row in ids if row not in held] or [max(ids) + 1])
        return
    row = held[0] if held else max(ids, default=-1) + 1
    form.put(_ROWS, [*(one for one in ids if one not in held), row])
    form.fill({f"drug{row}": drug.drug_key, f"drug_name{row}": "", f"drug_mg{row}": mg, f"drug_named{row}": {}})


@dataclass(frozen=True, slots=True)
class Procedure:
    """What the form holds of an injection; `answers` are fields of `InjectionCreate`."""

    answers: dict[str, Any]
    rows: list[DrugRow]

    def injection(self, levels: tuple[str, ...], *, own_words: bool) -> InjectionCreate | None:
        """The injection, checked; None where nothing was said.

        Raises:
            TrackerError: a number cannot be right.
        """
        made = forms.checked(InjectionCreate, **self.answers, levels=list(levels))
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
    unsaid = picked.own_words or picked.kind_key in _MAY_GUIDE
    if not unsaid and not form.get(_NEEDLE):
        return False
    return form.tick(_NEEDLE, _("It was an injection, or another treatment through a needle"))


def ask_procedure(form: Form, opened: Opened) -> Procedure:
    """Draw the two parts that are folded away, but for the one that is `opened`."""
    with opened.room("drugs", _("What was injected, and why"), ":material/vaccines:"):
        said: dict[str, Any] = {"purpose": form.menu("purpose", _("Why was it done?"), purposes())}
        rows = ask_drugs(form)
        sedation = _("Did you get something to make you sleepy (sedation)?")
        said["sedation"] = form.menu("sedation", sedation, answers())
        said["operator"] = form.line("operator", _("Who did it?"), _("Doctor who held the needle"))
    with opened.room("relief", _("How it helped"), ":material/trending_down:"):
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
    for name, value in said.model_dump(exclude={"levels"}).items():
        # A unit is suggested where no number stands beside it.
        if not name.endswith("_unit") or getattr(said, name.removesuffix("_unit")) is not None:
            form.put(name, value)
    form.put(_NEEDLE, bool(exam.injection or exam.drugs))
    fill_drugs(form, exam.drugs)
