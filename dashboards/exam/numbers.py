"""Numbers from a report, typed by hand: quantity, value and unit, with a question where a number looks odd."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboards.frame.form import Form
from dashboards.frame.who import guarded
from dashboards.frame.words import plain
from tracker import numbers, reference, units, wording
from tracker.dose import plausibility
from tracker.errors import TrackerError
from tracker.i18n import _
from tracker.record import forms
from tracker.record.models import ExamCreate, MeasurementCreate
from tracker.units import QUANTITIES
from tracker.view.reasons import said

_ROWS = "number_rows"
_USUAL_QUANTITY = {
    "CT": "dlp_mgy_cm",
    "RF": "kap_gy_cm2",
    "XA": "kap_gy_cm2",
    "DX": "kap_gy_cm2",
    "MG": "glandular_dose_mgy",
    "NM": "activity_mbq",
    "PT": "activity_mbq",
}
_FROM_FILE = "dose_report"


@dataclass(frozen=True, slots=True)
class Row:
    """One number as typed."""

    quantity: str
    value: str
    unit: str
    laterality: str = ""
    phantom: str = ""
    radiopharmaceutical: str = ""
    authority: str = ""

    def measurement(self) -> MeasurementCreate:
        """The number in its canonical unit.

        Raises:
            TrackerError: it is no number, or not one this quantity can have.
        """
        return forms.checked(
            MeasurementCreate,
            quantity=self.quantity,
            value=units.convert(numbers.parse(self.value), self.unit, self.quantity),
            reported=f"{self.value.strip()} {self.unit}",
            laterality=self.laterality,
            phantom=self.phantom,
            radiopharmaceutical=self.radiopharmaceutical,
            authority=self.authority,
        )


def ask_numbers(form: Form, kind_key: str) -> list[Row]:
    """Draw the rows; a row without a value is no number."""
    st.caption(_("Copy the number and its unit exactly as the report shows them."))
    ids: list[int] = form.get(_ROWS, [0])
    rows = [_ask_row(form, row_id, kind_key) for row_id in ids]
    if form.press("more_numbers", _("Add another number"), ":material/add:"):
        form.put(_ROWS, [*ids, max(ids, default=0) + 1])
        st.rerun()
    return [row for row in rows if row.value.strip()]


def _ask_row(form: Form, row_id: int, kind_key: str) -> Row:
    kind = reference.exam_kinds().get(kind_key)
    usual = _USUAL_QUANTITY.get(kind.modality if kind else "", "kap_gy_cm2")
    _suggest_quantity(form, row_id, usual)
    with st.container(border=True):
        quantity = form.search(f"quantity{row_id}", _("What the number is"), list(QUANTITIES), wording.quantity_label)
        left, right = st.columns(2, vertical_alignment="bottom")
        with left:
            value = form.line(f"value{row_id}", _("Number"), "2.41")
        with right:
            unit = form.search(f"unit{row_id}/{quantity}", _("Unit"), list(QUANTITIES[quantity].units))
        row = Row(quantity, value, unit, **_ask_extras(form, row_id, quantity))
        _look_at(row, kind_key)
    return row


def _suggest_quantity(form: Form, row_id: int, usual: str) -> None:
    """Offer what such an exam usually has, until the person types a number or chooses another quantity."""
    suggested = usual if row_id == 0 else next(q for q in QUANTITIES if q != usual)
    form.suggest(f"quantity{row_id}", suggested, open_to=not (form.get(f"value{row_id}") or "").strip())


def _ask_extras(form: Form, row_id: int, quantity: str) -> dict[str, str]:
    """What else the report says about such a number, and without which it means less."""
    choices: dict[str, tuple[str, str, Callable[[], dict[str, str]]]] = {
        "glandular_dose_mgy": ("laterality", _("Which breast?"), _breasts),
        "dlp_mgy_cm": ("phantom", _("Which phantom does the report name?"), _phantoms),
        "ctdivol_mgy": ("phantom", _("Which phantom does the report name?"), _phantoms),
        "activity_mbq": ("radiopharmaceutical", _("Which medicine was it?"), _radiopharmaceuticals),
        "effective_dose_msv": ("authority", _("Which tissue weights does the report name?"), _authorities),
    }
    if quantity not in choices:
        return {}
    name, label, options = choices[quantity]
    return {name: form.search(f"{name}{row_id}", label, options())}


def _breasts() -> dict[str, str]:
    return {"": _("Not stated"), "left": _("Left"), "right": _("Right")}


def _phantoms() -> dict[str, str]:
    return {"": _("Not stated"), "32 cm": _("32 cm (body)"), "16 cm": _("16 cm (head)")}


def _authorities() -> dict[str, str]:
    return {"": _("Not stated"), "ICRP 103": "ICRP 103", "ICRP 60": "ICRP 60", "ICRP 26": "ICRP 26"}


def _radiopharmaceuticals() -> dict[str, str]:
    named = {c.radiopharmaceutical: c.name for c in reference.activity_coefficients()}
    return {"": _("Not in this list"), **dict(sorted(named.items(), key=lambda item: item[1].lower()))}


def _look_at(row: Row, kind_key: str) -> None:
    """Ask back where a number is none, or lies far from what such an exam usually gives; it can still be saved."""
    if not row.value.strip():
        return
    with guarded():
        row.measurement()
        question = plausibility.ask_back(kind_key, row.quantity, numbers.parse(row.value), row.unit)
        if question:
            st.warning(plain(said(question)), icon=":material/help:")


def ask_what_to_keep(form: Form, exam: ExamCreate) -> list[MeasurementCreate]:
    """The numbers a file gave: they are not typed again, only kept or taken out."""
    read = [m for m in exam.measurements if m.source == _FROM_FILE]
    if not read:
        return []
    st.caption(_("Read from the dose report. Take the tick away to drop a number."))
    kept = []
    for place, m in enumerate(read):
        form.begin(f"keep{place}", True)
        if form.tick(f"keep{place}", plain(wording.measured(m.quantity, m.value, m.laterality, m.phantom))):
            kept.append(m)
    return kept


def fill_numbers(form: Form, exam: ExamCreate) -> None:
    """Put the typed numbers of an exam into the form, as they were typed."""
    typed = [m for m in exam.measurements if m.source != _FROM_FILE]
    form.put(_ROWS, list(range(len(typed) or 1)))
    for row_id, m in enumerate(typed):
        value, unit = _as_typed(m)
        form.put(f"quantity{row_id}", m.quantity)
        form.put(f"value{row_id}", value)
        form.put(f"unit{row_id}/{m.quantity}", unit)
        for name in ("laterality", "phantom", "radiopharmaceutical", "authority"):
            form.put(f"{name}{row_id}", getattr(m, name))


def _as_typed(m: MeasurementCreate) -> tuple[str, str]:
    value, _space, unit = m.reported.rpartition(" ")
    try:
        if unit in QUANTITIES[m.quantity].units and units.convert(numbers.parse(value), unit, m.quantity) == m.value:
            return value, unit
    except TrackerError:
        pass
    return f"{m.value:.10g}", units.canonical_unit(m.quantity)
