"""The timeline: lanes from head to foot, marks that do not hide each other, and what it says in words and numbers."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.patches import Polygon, Rectangle

from tests.view.samples import exam, summary, typical
from tracker import reference
from tracker.history.summary import Summary
from tracker.view.charts import timeline as timeline_chart
from tracker.view.charts.theme import DARK, EXAM_TYPES, LIGHT, Theme
from tracker.view.charts.timeline import LARGE, TYPE_MARKS, lanes, timeline

ROWS = [
    exam("a", "esi_lumbar_transforaminal_rf", "2026-05-01"),
    exam("b", "ct_head", "2024-06-01"),
    exam("c", "xr_lspine", "2010-01-01", "2010-12-31", "year"),
    exam("d", "dx_bitewing_4", "1990-01-01", "2005-12-31", "range", exam_count=20, count_is_approximate=True),
]
RECORDS: dict[str, Callable[[], Summary]] = {
    "sample": typical,
    "four": lambda: summary(ROWS),
    "one": lambda: summary(ROWS[:1]),
    "own words": lambda: summary([exam("a", "", "2020-05-01", own_words="a scan")]),
    "empty": lambda: summary([]),
}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", RECORDS)
def test_it_draws_on_every_record(name: str, theme: Theme) -> None:
    record = RECORDS[name]()
    chart = timeline(record, record, None, theme)
    assert chart.png(40).startswith(b"\x89PNG")
    assert chart.alt


def test_lanes_run_from_head_to_foot_and_count_exams_not_lines() -> None:
    record = summary(ROWS)
    found = lanes(record, record.select(years=[2026]))
    order = list(reference.regions())
    assert [lane.region for lane in found] == sorted((lane.region for lane in found), key=order.index)
    teeth = next(lane for lane in found if lane.region == "teeth")
    assert (teeth.exams, teeth.approximate, teeth.first_year, teeth.last_year) == (20, True, 1990, 2005)
    lumbar = next(lane for lane in found if lane.region == "lumbar_spine")
    assert (lumbar.exams, lumbar.injections, lumbar.in_period, lumbar.approximate) == (2, 1, 1, False)


def test_the_table_and_the_words_hold_the_numbers_of_the_lanes() -> None:
    record = summary(ROWS)
    chart = timeline(record, record.select(years=range(2020, 2027)), (2020, 2026))
    assert list(chart.table["Exams"]) == [1, 20, 2]
    assert list(chart.table["Exams in the period"]) == [1, 0, 1]
    assert list(chart.table["Approximate"]) == ["", "*", ""]
    assert "Teeth and jaws about 20 exams" in chart.alt
    assert "Lumbar spine 2 exams, 1 image-guided injection" in chart.alt
    assert chart.alt.endswith("Shaded: 2020 to 2026, with 2 exams.")
    assert "Exams in the period" not in timeline(record, record, None).table


def test_the_chosen_years_are_shaded_to_the_end_of_the_last() -> None:
    record = summary(ROWS)
    axes = timeline(record, record.select(years=[2024]), (2024, 2024)).figure.axes[0]
    (shade,) = [p for p in axes.patches if isinstance(p, (Rectangle, Polygon))]
    extent = shade.get_extents().transformed(axes.transData.inverted())
    assert (extent.x0, extent.x1) == pytest.approx((2024, 2025))


def test_a_rough_date_is_drawn_as_the_span_it_is() -> None:
    record = summary(ROWS)
    axes = timeline(record, record, None).figure.axes[0]
    (spans,) = [c for c in axes.collections if isinstance(c, LineCollection) and len(c.get_segments()) == 2]
    ends = sorted((float(s[0][0]), float(s[1][0])) for s in spans.get_segments())
    assert ends[0] == pytest.approx((1990, 2006), abs=0.01)
    assert ends[1] == pytest.approx((2010, 2011), abs=0.01)


def test_exact_days_have_no_span() -> None:
    record = summary(ROWS[:2])
    axes = timeline(record, record, None).figure.axes[0]
    assert {len(c.get_segments()) for c in axes.collections if isinstance(c, LineCollection)} == {3}  # the lanes' rules


def test_every_type_has_a_mark_of_its_own() -> None:
    assert set(TYPE_MARKS) == set(EXAM_TYPES)
    assert len(set(TYPE_MARKS.values())) == len(EXAM_TYPES)


@given(st.integers(1, 5), st.floats(1990, 2026))
def test_up_to_five_marks_of_one_moment_stand_apart(n: int, moment: float) -> None:
    place = timeline_chart._stacked(np.zeros(n, dtype=np.intp), np.full(n, moment), 36 / LARGE.abreast)
    assert len(set(place)) == n
    assert np.abs(place).max() < 0.5


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(1990, 2026)), min_size=2, max_size=40))
@settings(max_examples=50, deadline=None)
def test_marks_that_are_far_enough_apart_all_stand_in_the_middle(marks: list[tuple[int, float]]) -> None:
    lane, when = np.array([m[0] for m in marks]), np.array([m[1] for m in marks])
    place = timeline_chart._stacked(lane.astype(np.intp), when, 1.0)
    for one in range(len(marks)):
        before = (lane == lane[one]) & (when <= when[one]) & (np.arange(len(marks)) != one)
        if not (before & (when > when[one] - 1.0)).any():
            assert place[one] == 0.0


def test_an_exam_of_today_is_inside_the_axes() -> None:
    record = summary([exam("a", "ct_head", date(2026, 11, 20).isoformat())])
    axes = timeline(record, record, None).figure.axes[0]
    low, high = axes.get_xlim()
    assert low < 2026 < high
