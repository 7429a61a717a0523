"""The question about a number that is far from usual: asked when it helps, never a refusal."""

import pytest

from tracker import reference
from tracker.dose.plausibility import LIKELY_UNITS, ask_back
from tracker.errors import UnitError, ValueRefused
from tracker.units import QUANTITIES
from tracker.view.reasons import said


def test_a_thousand_times_the_usual_is_questioned_with_the_unit_that_would_fit() -> None:
    question = ask_back("hip_injection_rf", "kap_gy_cm2", 204, "Gy.cm2")
    assert question is not None
    assert "1,000 times the usual" in said(question)
    assert "Did you mean mGy.cm2?" in said(question)


def test_a_thousandth_of_the_usual_is_questioned_too() -> None:
    question = ask_back("ct_abd_pelvis", "dlp_mgy_cm", 0.5, "mGy.cm")
    assert question is not None
    assert "of the usual" in said(question)
    assert "Gy.cm?" in said(question)


@pytest.mark.parametrize(
    ("kind", "quantity", "value", "unit"),
    [
        ("hip_injection_rf", "kap_gy_cm2", 0.2, "Gy.cm2"),
        ("ct_abd_pelvis", "dlp_mgy_cm", 512, "mGy.cm"),
        ("esi_lumbar_transforaminal_rf", "kap_gy_cm2", 241, "cGy.cm2"),
        ("rf_unspecified", "kap_gy_cm2", 1e9, "Gy.cm2"),
        ("", "kap_gy_cm2", 5, "Gy.cm2"),
        ("ir_vertebroplasty", "kap_gy_cm2", 1.2, "Gy.cm2"),
    ],
)
def test_usual_numbers_and_unknown_kinds_are_not_questioned(kind: str, quantity: str, value: float, unit: str) -> None:
    assert ask_back(kind, quantity, value, unit) is None


def test_zero_is_questioned_because_it_mostly_means_not_recorded() -> None:
    assert "not recorded" in said(ask_back("ct_abd_pelvis", "dlp_mgy_cm", 0, "mGy.cm"))


def test_a_number_that_fits_no_unit_is_questioned_without_a_proposal() -> None:
    question = ask_back("ct_abd_pelvis", "dlp_mgy_cm", 30_000, "mGy.cm")
    assert question is not None
    assert "Did you mean" not in said(question)


def test_what_is_no_dose_is_refused_as_everywhere() -> None:
    with pytest.raises(UnitError):
        ask_back("ct_head", "dlp_mgy_cm", 1, "mGy")
    with pytest.raises(ValueRefused):
        ask_back("ct_head", "dlp_mgy_cm", float("nan"), "mGy.cm")


def test_the_usual_value_of_every_kind_and_quantity_is_not_questioned_itself() -> None:
    for key in reference.exam_kinds():
        for name, quantity in QUANTITIES.items():
            usual = reference.usual_value(key, name)
            if usual:
                assert ask_back(key, name, usual, quantity.unit) is None


def test_likely_units_are_units_of_the_menu() -> None:
    assert {q: set(units) - set(QUANTITIES[q].units) for q, units in LIKELY_UNITS.items()} == {
        q: set() for q in QUANTITIES
    }
