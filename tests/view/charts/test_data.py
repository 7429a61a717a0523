"""The numbers behind the charts, without a pixel."""

import pytest

from tests.view.samples import exam, measurement, summary, typical
from tracker.view.charts import data as chart_data
from tracker.view.charts.theme import EXAM_TYPES


def test_the_stacks_hold_every_counted_exam() -> None:
    record = typical()
    counted = record.exams[record.exams["counted"]]
    assert sum(chart_data.dose_years(record).sums) == pytest.approx(counted["typical_msv"].sum())
    assert sum(chart_data.exam_years(record).sums) == pytest.approx(record.totals.exams)


def test_each_type_has_its_share() -> None:
    record = typical()
    layers = chart_data.dose_years(record).layers
    assert list(layers) == [name for name in EXAM_TYPES if name in layers]
    counted = record.exams[record.exams["counted"]]
    expected = counted["typical_msv"].groupby(counted["exam_type"]).sum().to_dict()
    assert {name: sum(values) for name, values in layers.items()} == pytest.approx(expected)


def test_years_have_no_gaps_and_say_what_is_empty() -> None:
    record = summary([exam("a", "nm_bone", "2020-05-01"), exam("b", "nm_bone", "2023-05-01")])
    data = chart_data.dose_years(record)
    assert data.years == (2020, 2021, 2022, 2023)
    assert data.filled == (True, False, False, True)
    assert data.sums == (4.0, 0.0, 0.0, 4.0)


def test_spread_entries_are_marked_approximate() -> None:
    entry = exam("a", "xr_chest_pa", "1990-01-01", "1993-12-31", "range", exam_count=8, count_is_approximate=True)
    data = chart_data.exam_years(summary([entry, exam("b", "xr_chest_pa", "1994-01-01")]))
    assert data.sums == (2.0, 2.0, 2.0, 2.0, 1.0)
    assert data.approximate_years == (1990, 1991, 1992, 1993)


def test_exams_without_dose_do_not_enter_the_dose() -> None:
    record = summary([exam("a", "mri_lumbar_spine", "2020-05-01"), exam("b", "", "2021-01-01", own_words="scan")])
    assert chart_data.dose_years(record) == chart_data.Years()
    assert chart_data.running_total(record, (2020, 2021)) == chart_data.Running()
    assert sum(chart_data.exam_years(record).sums) == 2


def test_the_running_total_ends_at_the_total_with_its_interval() -> None:
    record = typical()
    data = chart_data.dose_years(record)
    running = chart_data.running_total(record, data.years)
    dose = record.totals.dose
    assert dose is not None
    assert (running.typical[-1], running.low[-1], running.high[-1]) == pytest.approx(
        (dose.typical, dose.low, dose.high)
    )
    assert list(running.typical) == sorted(running.typical)
    assert all(low < t < high for low, t, high in zip(running.low, running.typical, running.high, strict=True))


def test_the_running_total_follows_the_years_of_spread_entries() -> None:
    entry = exam("a", "xr_chest_pa", "1990-01-01", "1993-12-31", "range", exam_count=8)
    record = summary([entry, exam("b", "nm_bone", "1992-03-01")])
    data = chart_data.dose_years(record)
    steps = [sum(data.sums[: i + 1]) for i in range(len(data.years))]
    assert chart_data.running_total(record, data.years).typical == pytest.approx(steps, rel=0.002)


def test_the_band_never_drops() -> None:
    record = typical()
    running = chart_data.running_total(record, chart_data.dose_years(record).years)
    for line in (running.low, running.typical, running.high):
        assert list(line) == sorted(line)


def test_own_words_with_a_measured_dose_are_counted() -> None:
    entry = exam("a", "", "2020-01-01", own_words="special scan", region="head")
    record = summary([entry], [measurement("a", "effective_dose_msv", 2.0)])
    running = chart_data.running_total(record, (2020,))
    assert record.totals.dose is not None
    assert running.high[0] == pytest.approx(record.totals.dose.high)


def test_years_are_listed_as_a_person_would() -> None:
    assert chart_data.spans([2004, 1991, 1990, 1992, 1990]) == "1990 to 1992, 2004"
    assert chart_data.spans([]) == ""
