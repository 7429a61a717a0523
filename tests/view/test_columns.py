"""Columns: titles with units, numbers as people write them, and which columns are worth showing."""

import math

import pandas as pd
import pytest

from tracker.view.columns import COEFFICIENT_FIGURES, ESTIMATE_FIGURES, Column, as_text, shown_columns, written
from tracker.wording import REPORTED_FIGURES

KAP = Column("kap_gy_cm2", "KAP", "Gy.cm2", REPORTED_FIGURES)
DOSE = Column("typical_msv", "Effective dose", "mSv", ESTIMATE_FIGURES)
NOTE = Column("note", "Note")


def test_the_unit_stands_in_the_title() -> None:
    assert (KAP.title, NOTE.title) == ("KAP, Gy.cm2", "Note")


@pytest.mark.parametrize(
    ("value", "column", "text"),
    [
        (2.41, KAP, "2.41"),
        (0.000009, KAP, "9e-06"),
        (6.137, DOSE, "6.1"),
        (0.004, DOSE, "under 0.01"),
        (0.0, DOSE, "0"),
        (math.nan, DOSE, ""),
        (0.0071666, Column("k", "k", "", COEFFICIENT_FIGURES), "0.00717"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: float, column: Column, text: str) -> None:
    assert written(value, column) == text


def test_empty_columns_are_left_out_unless_they_always_stand_there() -> None:
    rows = pd.DataFrame({"kap_gy_cm2": [math.nan], "typical_msv": [0.0], "note": [""]})
    assert shown_columns(rows, (KAP, DOSE, NOTE)) == (DOSE,)
    always = Column("note", "Note", always=True)
    assert shown_columns(rows, (KAP, always)) == (always,)
    assert as_text(rows, (DOSE, NOTE)).to_dict("list") == {"Effective dose, mSv": ["0"], "Note": [""]}
