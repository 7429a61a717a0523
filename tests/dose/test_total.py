"""The total: a plain sum, and an interval that a seeded Monte Carlo run confirms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.dose import total

Rows = list[tuple[str, str, float, float, float]]

# A course of injections with a few CTs, and a record of many different exams.
EQUALS: Rows = [(f"kind{i}", "typical", 1 + i % 5, (1 + i % 5) / 3, (1 + i % 5) * 3) for i in range(12)]
COURSE: Rows = [("epidural", "kap", 0.5, 0.2, 1.0)] * 9 + [("ct_abdomen", "dlp", 7.2, 4.0, 11.0)] * 2
RECORD: Rows = [
    *COURSE,
    *[("ct_chest", "typical", 6.1, 2.0, 20.4)] * 3,
    ("heart", "typical", 7.0, 2.0, 20.0),
    *[("chest", "typical", 0.1, 0.05, 0.24)] * 6,
    ("bone", "typical", 4.0, 3.5, 6.3),
]


def frame(rows: Rows) -> pd.DataFrame:
    columns = ["kind", "method", "typical_msv", "low_msv", "high_msv"]
    return pd.DataFrame(rows, columns=columns).assign(person="one")


def computed(rows: Rows) -> tuple[float, float, float]:
    return values(total.ranges(frame(rows), ["person"]), "one")


def values(found: pd.DataFrame, person: str) -> tuple[float, float, float]:
    typical, low, high = found[found.index == person][["typical", "low", "high"]].to_numpy(dtype=float)[0]
    return float(typical), float(low), float(high)


def simulated(rows: Rows, size: int = 400_000) -> tuple[float, float, float, float]:
    """Mean, 2.5 % and 97.5 % point and standard deviation of the sum, error shared within kind and method."""
    rng = np.random.default_rng(20260101)
    drawn = {key: rng.standard_normal(size) for key in sorted({row[:2] for row in rows})}
    summed = np.zeros(size)
    for kind, method, typical, low, high in rows:
        sd = np.log(high / low) / total.WIDTH_IN_SD
        summed += typical * np.exp(sd * drawn[kind, method] - sd**2 / 2)
    low_end, high_end = np.percentile(summed, [2.5, 97.5])
    return float(summed.mean()), float(low_end), float(high_end), float(summed.std())


@pytest.mark.parametrize("rows", [EQUALS, COURSE, EQUALS + COURSE])
def test_the_interval_is_within_2_percent_of_a_seeded_monte_carlo_run(rows: Rows) -> None:
    mean, low, high, _sd = simulated(rows)
    assert computed(rows) == pytest.approx((mean, low, high), rel=0.02)


def test_one_wide_kind_beside_narrow_ones_widens_the_low_end_by_less_than_a_tenth() -> None:
    """Fenton-Wilkinson is cautious here: mean and upper end hold, the lower end lies somewhat too low."""
    mean, low, high, _sd = simulated(RECORD)
    typical, computed_low, computed_high = computed(RECORD)
    assert (typical, computed_high) == pytest.approx((mean, high), rel=0.03)
    assert 0.9 * low <= computed_low <= 1.02 * low


def test_the_typical_total_is_the_plain_sum() -> None:
    assert computed(RECORD)[0] == pytest.approx(sum(row[2] for row in RECORD))


def test_a_total_of_one_exam_is_that_exam_with_its_own_interval() -> None:
    assert computed([("ct", "dlp", 7.7, 4.6, 15.9)]) == (7.7, 4.6, 15.9)


def test_two_of_the_same_kind_keep_the_ratio_of_the_interval() -> None:
    _typical, low, high = computed([("ct", "dlp", 7.7, 4.6, 15.9)] * 2)
    assert high / low == pytest.approx(15.9 / 4.6, rel=1e-5)


def test_the_same_kind_shares_its_error_and_other_kinds_do_not() -> None:
    same = computed([("a", "typical", 1.0, 0.3, 3.0)] * 9)
    other = computed([(f"kind{i}", "typical", 1.0, 0.3, 3.0) for i in range(9)])
    assert same[2] / same[1] == pytest.approx(10, rel=1e-4)
    assert other[2] / other[1] < 3


def test_exams_without_dose_change_nothing() -> None:
    assert computed([*COURSE, ("mri", "no_radiation", 0.0, 0.0, 0.0)]) == pytest.approx(computed(COURSE))


def test_only_zero_is_zero() -> None:
    assert computed([("mri", "no_radiation", 0.0, 0.0, 0.0)]) == (0.0, 0.0, 0.0)


def test_people_are_added_apart() -> None:
    both = pd.concat([frame(COURSE), frame(EQUALS).assign(person="two")])
    found = total.ranges(both, ["person"])
    assert values(found, "one") == pytest.approx(computed(COURSE))
    assert values(found, "two") == pytest.approx(computed(EQUALS))


row = st.tuples(
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["kap", "typical"]),
    st.floats(1e-3, 100),
    st.floats(0.05, 1.0),
    st.floats(1.0, 20.0),
).map(lambda r: (r[0], r[1], r[2], r[2] * r[3], r[2] * r[4]))


@settings(max_examples=80, deadline=None)
@given(st.lists(row, min_size=1, max_size=15))
def test_low_typical_high_stand_in_order_and_order_of_exams_does_not_matter(rows: Rows) -> None:
    typical, low, high = computed(rows)
    assert 0 < low <= high
    assert low <= typical
    assert typical == pytest.approx(sum(r[2] for r in rows))
    assert computed(rows[::-1]) == pytest.approx((typical, low, high))
