"""Units: every one converted right, none passed through."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import UnitError, ValueRefused
from tracker.units import QUANTITIES, convert


@pytest.mark.parametrize(
    ("value", "unit", "quantity", "expected"),
    [
        # 1 Gy.m2 = 1e4 Gy.cm2 = 1e5 dGy.cm2 = 1e6 cGy.cm2 = 1e7 mGy.cm2
        (1, "Gy.m2", "kap_gy_cm2", 1e4),
        (1e5, "dGy.cm2", "kap_gy_cm2", 1e4),
        (1e6, "cGy.cm2", "kap_gy_cm2", 1e4),
        (1e7, "mGy.cm2", "kap_gy_cm2", 1e4),
        (1, "uGy.m2", "kap_gy_cm2", 0.01),
        (0.0174, "mGy.m2", "kap_gy_cm2", 0.174),
        (1, "dGy*cm*cm", "kap_gy_cm2", 0.1),
        (1, "Gy.cm^2", "kap_gy_cm2", 1.0),
        (1, "Gym2", "kap_gy_cm2", 1e4),
        (1, "µGy·m²", "kap_gy_cm2", 0.01),
        (13639, "mGy.cm2", "kap_gy_cm2", 13.639),
        (1, "Gy", "air_kerma_mgy", 1000.0),
        (1, "uGy", "air_kerma_mgy", 0.001),
        (0.0547, "dGy", "glandular_dose_mgy", 5.47),
        (415.82, "mGycm", "dlp_mgy_cm", 415.82),
        (0.5, "Gy.cm", "dlp_mgy_cm", 500.0),
        (6.2, "min", "fluoro_time_s", 372.0),
        (6.2, "minutes", "fluoro_time_s", 372.0),
        (168, "ms", "fluoro_time_s", 0.168),
        (394e6, "Bq", "activity_mbq", 394.0),
        (1, "mCi", "activity_mbq", 37.0),
        (10, "mrem", "effective_dose_msv", 0.1),
    ],
)
def test_known_units(value: float, unit: str, quantity: str, expected: float) -> None:
    assert convert(value, unit, quantity) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("unit", "quantity"),
    [("", "kap_gy_cm2"), ("Gy", "kap_gy_cm2"), ("mGy", "dlp_mgy_cm"), ("mSv", "air_kerma_mgy"), ("1", "dlp_mgy_cm"),
     ("MGy.cm2", "kap_gy_cm2"), ("gy.cm2", "kap_gy_cm2"), ("mGy.cm", "ctdivol_mgy")],
)  # fmt: skip
def test_a_missing_or_foreign_unit_is_refused(unit: str, quantity: str) -> None:
    with pytest.raises(UnitError):
        convert(1.0, unit, quantity)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.1])
def test_a_value_that_is_no_dose_is_refused(value: float) -> None:
    with pytest.raises(ValueRefused):
        convert(value, "mGy", "air_kerma_mgy")


@given(st.sampled_from(sorted(QUANTITIES)), st.floats(0, 1e9), st.data())
def test_every_unit_of_the_menu_is_proportional_and_the_canonical_one_changes_nothing(
    quantity: str, value: float, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from(sorted(QUANTITIES[quantity].units)))
    assert convert(value, unit, quantity) == pytest.approx(value * convert(1.0, unit, quantity))
    assert convert(value, QUANTITIES[quantity].unit, quantity) == value


@given(st.text(max_size=12))
def test_any_other_text_is_refused_as_a_unit(unit: str) -> None:
    with suppress(UnitError):
        assert convert(1.0, unit, "kap_gy_cm2") > 0
