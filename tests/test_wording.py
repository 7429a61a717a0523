"""The words people read: doses with two figures, evidence with a mark."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import wording
from tracker.dose.effective import EVIDENCE_OF_METHOD


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"), (0.004, "under 0.01"), (0.0099, "under 0.01"), (0.01, "0.01"), (0.014, "0.01"), (0.096, "0.10"),
        (0.5, "0.50"), (0.999, "1.0"), (1.94, "1.9"), (6.14, "6.1"), (9.96, "10"), (48.2, "48"), (99.6, "100"),
        (147.0, "150"), (1234.0, "1,200"), (214.79, "210"), (215.0, "220"), (125.0, "130"), (0.125, "0.13"),
        (0.995, "1.0"), (9.949, "9.9"), (1.45, "1.5"), (994.9, "990"), (995.0, "1,000"), (1249.99, "1,200"),
    ],
)  # fmt: skip
def test_two_figures_and_never_more_than_two_decimals(value: float, shown: str) -> None:
    assert wording.number(value) == shown


@settings(max_examples=300)
@given(st.floats(0.01, 5e4))
def test_a_number_is_rounded_once(value: float) -> None:
    shown = float(wording.number(value).replace(",", ""))
    step = max(0.01, 10 ** (math.floor(math.log10(value)) - 1))
    assert abs(shown - value) <= step / 2 * (1 + 1e-9)


def test_a_dose_is_said_with_its_interval() -> None:
    assert wording.dose(6.14, 2.0, 20.4) == "about 6.1 mSv (2.0 to 20)"
    assert wording.dose(0.004, 0.001, 0.03) == "under 0.01 mSv (under 0.01 to 0.03)"
    assert wording.dose(6.14) == "about 6.1 mSv"


def test_absent_is_not_zero_and_zero_is_not_absent() -> None:
    assert wording.dose(None) == wording.dose(float("nan")) == "not counted"
    assert wording.dose(0.0, 0.0, 0.0) == "none (no radiation)"


def test_every_evidence_has_a_mark_and_a_word() -> None:
    for key in set(EVIDENCE_OF_METHOD.values()):
        mark, word = wording.evidence(key).split(" ", 1)
        assert mark in "●◐○◌–"
        assert word


def test_measurements_are_said_in_field_units() -> None:
    assert wording.measured("kap_gy_cm2", 2.41) == "KAP 2.41 Gy.cm2"
    assert wording.measured("dlp_mgy_cm", 512.0, phantom="32 cm") == "DLP (32 cm phantom) 512 mGy.cm"
    assert wording.measured("glandular_dose_mgy", 1.3, "left") == "glandular dose left 1.3 mGy"
    assert wording.measured("fluoro_time_s", 372.0) == "fluoroscopy time 6 min 12 s"


def test_names_fall_back_to_own_words() -> None:
    assert wording.kind("", "scan abroad") == "scan abroad"
    assert wording.kind("ct_head") != "ct_head"
    assert wording.region("no such region") == "not known"
    assert wording.side("") == ""


def test_counts_and_days() -> None:
    assert wording.count(1) == "1 exam"
    assert wording.count(20, approximate=True) == "about 20 exams"
    assert wording.day(datetime(2026, 9, 3, 12, tzinfo=UTC)) == "3 Sep 2026"


def test_the_standing_sentences_are_there() -> None:
    assert "do not skip" in wording.do_not_skip()
    assert "average body" in wording.effective_dose_note()
    assert "not a reason to withhold" in wording.handout_dose_note()
