"""The total: the median and ends of a sum of two-piece log-normals, checked against a million draws of that model."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tracker.dose import total

Rows = list[tuple[str, float, float, float]]

BACK_PAIN: Rows = [
    *[("xr_lspine", 1.4, 0.6, 3.5)] * 4,
    *[("ct_set", 7.7, 3.0, 25.0)] * 2,
    *[("epidural", 0.5, 0.1, 1.5)] * 10,
    ("facet", 0.3, 0.05, 2.0),
    ("chest", 0.02, 0.01, 0.1),
]
ONCOLOGY: Rows = [
    *[("ct_set", 8.0, 3.0, 20.0)] * 12,
    *[("pet_ct", 14.0, 7.0, 28.0)] * 6,
    *[("bone_scan", 4.0, 2.0, 8.0)] * 3,
    *[("chest", 0.1, 0.03, 0.24)] * 10,
    *[("mammogram", 0.4, 0.1, 0.9)] * 4,
    ("muga", 2.0, 0.9, 4.0),
]
HEART: Rows = [
    ("pci", 69.0, 34.0, 92.0),
    *[("angiography", 7.0, 2.0, 20.0)] * 2,
    *[("mpi", 9.0, 4.0, 15.0)] * 3,
    *[("chest", 0.02, 0.01, 0.1)] * 5,
    ("pacemaker", 2.5, 0.8, 8.0),
]
EMBOLISATION: Rows = [("tace", 60.0, 20.0, 150.0), ("tace", 55.0, 20.0, 150.0), *[("ct_set", 10.0, 3.0, 30.0)] * 4]
FORTY_INJECTIONS: Rows = [
    (f"injection{place}", t, t / 4, t * 4)
    for place, t in enumerate((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5))
    for _time in range(4)
]
SKEWED: Rows = [
    *[(f"up{t}", t, t / 1.3, t * 12) for t in (0.1, 1.0, 2.0, 5.0, 3.0)],
    *[(f"down{t}", t, t / 10, t * 1.5) for t in (1.0, 4.0, 6.0)],
]
RECORDS = {
    "back pain": BACK_PAIN,
    "oncology": ONCOLOGY,
    "heart": HEART,
    "embolisation": EMBOLISATION,
    "forty injections of ten kinds": FORTY_INJECTIONS,
    "skewed": SKEWED,
}


def frame(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group", "typical_msv", "low_msv", "high_msv"]).assign(person="one")


def computed(rows: Rows, worlds: int = total.WORLDS) -> tuple[float, float, float]:
    return values(total.ranges(frame(rows), "person", worlds), "one")


def values(found: pd.DataFrame, person: str) -> tuple[float, float, float]:
    typical, low, high = found.loc[person, ["typical", "low", "high"]].to_numpy(dtype=float)
    return float(typical), float(low), float(high)


def simulated(rows: Rows, size: int = 1_000_000) -> tuple[float, float, float]:
    """Median, 2.5 % and 97.5 % point of the sum of two-piece log-normals, the error shared within a group."""
    rng = np.random.default_rng(20260101)
    drawn = {group: rng.standard_normal(size) for group in sorted({row[0] for row in rows})}
    summed = np.zeros(size)
    for exam, times in Counter(rows).items():
        group, typical, low, high = exam
        z = drawn[group] / 1.959964
        below, above = (typical / low) ** np.minimum(z, 0), (high / typical) ** np.maximum(z, 0)
        summed += times * typical * below * above
    low_end, median, high_end = np.percentile(summed, [2.5, 50, 97.5])
    return float(median), float(low_end), float(high_end)


@pytest.mark.parametrize("rows", RECORDS.values(), ids=RECORDS)
def test_median_and_ends_are_within_2_percent_of_a_million_draws(rows: Rows) -> None:
    assert computed(rows) == pytest.approx(simulated(rows), rel=0.02)


@pytest.mark.parametrize("rows", RECORDS.values(), ids=RECORDS)
def test_with_fewer_worlds_for_everybody_they_are_within_2_percent_too(rows: Rows) -> None:
    assert computed(rows, total.WORLDS_OF_MANY) == pytest.approx(simulated(rows), rel=0.02)


def test_the_total_lies_inside_its_range_where_the_plain_sum_does_not() -> None:
    rows: Rows = [(f"kind{place}", 1.0, 0.3, 5.0) for place in range(25)]
    typical, low, high = computed(rows)
    assert low > 25 * 0.999
    assert low < typical < high


def test_published_ends_stay_when_another_exam_is_added() -> None:
    """The fault: CT 7.7 (3.0-25) and a mammogram gave 8.0 (2.5-19); PCI 69 (34-92) and a film gave 69 (40-110)."""
    _typical, low, high = computed([("ct", 7.7, 3.0, 25.0), ("mammogram", 0.36, 0.1, 0.9)])
    assert low >= 3.0
    assert high >= 25.0
    _typical, low, high = computed([("pci", 69.0, 34.0, 92.0), ("film", 0.02, 0.01, 0.1)])
    assert (low, high) == pytest.approx((34.0, 92.0), rel=0.002)


def test_a_total_of_one_exam_is_that_exam_with_its_own_interval() -> None:
    assert computed([("ct", 7.7, 4.6, 15.9)]) == (7.7, 4.6, 15.9)


def test_ten_exams_of_one_kind_scale_the_interval_by_ten() -> None:
    assert computed([("ct", 7.7, 4.6, 15.9)] * 10) == pytest.approx((77.0, 46.0, 159.0), rel=1e-12)


def test_the_same_kind_shares_its_error_and_other_kinds_do_not() -> None:
    other = computed([(f"kind{i}", 1.0, 0.3, 3.0) for i in range(9)])
    assert other[2] / other[1] < 3


def test_exams_without_dose_change_nothing() -> None:
    assert computed([*BACK_PAIN, ("mri", 0.0, 0.0, 0.0)]) == pytest.approx(computed(BACK_PAIN), rel=1e-12)


def test_only_zero_is_zero() -> None:
    assert computed([("mri", 0.0, 0.0, 0.0)]) == (0.0, 0.0, 0.0)


def test_people_are_added_apart() -> None:
    both = pd.concat([frame(BACK_PAIN), frame(HEART).assign(person="two")])
    found = total.ranges(both, "person")
    assert values(found, "one") == pytest.approx(computed(BACK_PAIN), rel=1e-12)
    assert values(found, "two") == pytest.approx(computed(HEART), rel=1e-12)


def test_nothing_adds_up_to_nothing() -> None:
    assert total.ranges(frame([]), "person").empty


def test_ct_by_dose_length_product_shares_the_error_of_its_set() -> None:
    exams = pd.DataFrame(
        [
            ("dlp", "ICRP 103", "ct_head", "head"),
            ("dlp", "ICRP 103", "ct_chest", "chest"),
            ("dlp", "ICRP 60", "ct_chest", "chest"),
            ("typical", "", "ct_chest", "chest"),
            ("typical", "", "", "chest"),
            ("rough", "", "", "knee"),
        ],
        columns=["method", "factor_set", "kind_key", "region"],
    )
    groups = total.error_groups(exams).tolist()
    assert groups[0] == groups[1]
    assert len(set(groups)) == 5


row = st.tuples(
    st.sampled_from(["a", "b", "c", "d"]), st.floats(1e-3, 100), st.floats(0.05, 1.0), st.floats(1.0, 20.0)
).map(lambda r: (r[0], r[1], r[1] * r[2], r[1] * r[3]))


@settings(max_examples=examples(30, fuzz=1000), deadline=None)
@given(st.lists(row, min_size=1, max_size=10), row, st.sampled_from([total.WORLDS_OF_MANY, 16_380]))
def test_one_more_exam_never_lowers_either_end(rows: Rows, more: tuple[str, float, float, float], worlds: int) -> None:
    _typical, low, high = computed(rows, worlds)
    _typical_more, low_more, high_more = computed([*rows, more], worlds)
    assert low_more >= low * (1 - 1e-11)
    assert high_more >= high * (1 - 1e-11)


@settings(max_examples=examples(30, fuzz=1000), deadline=None)
@given(st.lists(row, min_size=1, max_size=15))
def test_low_typical_high_stand_in_order_and_order_of_exams_does_not_matter(rows: Rows) -> None:
    typical, low, high = computed(rows, 16_380)
    assert 0 < low <= typical * (1 + 1e-12)
    assert typical <= high * (1 + 1e-12)
    assert (typical, low, high) == pytest.approx(computed(rows[::-1], 16_380), rel=1e-12)


@settings(max_examples=examples(30, fuzz=1000), deadline=None)
@given(st.lists(row, min_size=1, max_size=10), st.integers(0, 9), st.floats(1.0, 5.0), st.integers(0, 2))
def test_a_higher_value_of_one_exam_never_lowers_the_total(rows: Rows, at: int, times: float, which: int) -> None:
    """More typical with both ends, or a higher end alone: no end and no median goes down."""
    group, typical, low, high = rows[at % len(rows)]
    higher = [
        (group, typical * times, low * times, high * times),
        (group, typical, low, high * times),
        (group, typical, min(typical, low * times), high),
    ][which]
    changed = [*rows[: at % len(rows)], higher, *rows[at % len(rows) + 1 :]]
    for before, after in zip(computed(rows, 4_820), computed(changed, 4_820), strict=True):
        assert after >= before * (1 - 1e-9)


@settings(max_examples=examples(30, fuzz=1000), deadline=None)
@given(st.lists(row, min_size=1, max_size=10), st.floats(0.01, 100))
def test_all_exams_times_a_number_are_the_total_times_it(rows: Rows, times: float) -> None:
    scaled = [(group, t * times, low * times, high * times) for group, t, low, high in rows]
    assert computed(scaled, 4_820) == pytest.approx([times * value for value in computed(rows, 4_820)], rel=1e-9)


@settings(max_examples=examples(30, fuzz=1000), deadline=None)
@given(st.lists(row, min_size=1, max_size=8))
def test_the_ends_lie_between_those_of_the_parts_and_their_sums(rows: Rows) -> None:
    """No sum is below its largest low or beyond the sum of all highs."""
    _typical, low, high = computed(rows, 4_820)
    assert low >= max(exam[2] for exam in rows) * (1 - 1e-9)
    assert low >= sum(exam[2] for exam in rows) * (1 - 1e-2)
    assert high <= sum(exam[3] for exam in rows) * (1 + 1e-2)
