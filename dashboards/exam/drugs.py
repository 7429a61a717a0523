"""The drugs of an injection in the form of an exam: a product or own words, and the milligrams, row by row."""

import re
from dataclasses import dataclass

import streamlit as st

from dashboards.frame.form import Form
from tracker import numbers, reference
from tracker.i18n import _
from tracker.record import forms
from tracker.record.procedures import DrugCreate

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
    def given(self) -> bool:
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
    return [row for row in rows if row.given]


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
