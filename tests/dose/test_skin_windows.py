"""Rolling sums of skin dose: the last days, the days with the most, and dates that nobody knows exactly."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.dose.skin_windows import Window, windows

TODAY = date(2026, 11, 20)
NONE = float("nan")


def dose(
    day: date, typical: float = 10.0, low: float = 6.0, high: float = 15.0, last: date | None = None
) -> dict[str, Any]:
    return {"date_first": day, "date_last": last or day, "typical_mgy": typical, "low_mgy": low, "high_mgy": high}


def found(*rows: dict[str, Any]) -> dict[int | None, Window]:
    frame = pd.DataFrame([*rows])
    for name in ("date_first", "date_last"):
        frame[name] = pd.to_datetime(frame[name])
    return {one.days: one for one in windows(frame, TODAY)}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_four_windows() -> None:
    assert list(found(dose(ago(0)))) == [60, 180, 365, None]


@pytest.mark.parametrize(("days", "inside"), [(0, True), (59, True), (60, False)])
def test_60_days_up_to_today_are_today_and_the_59_days_before(days: int, inside: bool) -> None:
    assert (found(dose(ago(days)))[60].recent is not None) == inside


def test_doses_add_up_without_any_repair() -> None:
    one = found(dose(ago(364)), dose(ago(300)), dose(ago(0)))
    recent = one[365].recent
    assert recent
    assert (recent.typical_mgy, recent.low_mgy, recent.high_mgy, recent.exams) == (30, 18, 45, 3)
    assert one[None].highest == recent


def test_the_highest_days_are_named_by_their_last() -> None:
    one = found(dose(ago(900)), dose(ago(890), typical=20, high=30), dose(ago(100)))
    assert (one[60].highest.typical_mgy, one[60].ending_on) == (30, ago(890))
    assert one[60].recent is None
    assert one[None].highest.typical_mgy == 40
    assert one[None].ending_on is None


def test_of_equal_windows_the_latest_is_named() -> None:
    assert found(dose(ago(900)), dose(ago(200)))[60].ending_on == ago(200)


def test_an_upper_bound_has_nothing_typical_and_its_sum_neither() -> None:
    bound = dose(ago(5), NONE, NONE, 40.0)
    alone, both = found(bound)[60].recent, found(bound, dose(ago(1)))[60].recent
    assert alone
    assert both
    assert (alone.typical_mgy, alone.low_mgy, alone.high_mgy, alone.only_bound) == (None, None, 40, 1)
    assert (both.typical_mgy, both.low_mgy, both.high_mgy, both.only_bound) == (None, 6, 55, 1)


def test_a_month_that_may_lie_in_the_window_enters_its_high_end_only() -> None:
    month = dose(date(2026, 9, 1), last=date(2026, 9, 30))  # the last 60 days begin on 22 September
    recent = found(dose(ago(1)), month)[60].recent
    assert recent
    assert (recent.typical_mgy, recent.low_mgy, recent.high_mgy) == (10, 6, 30)
    assert (recent.exams, recent.may_lie) == (1, 1)
    alone = found(month)[60].recent
    assert alone
    assert (alone.typical_mgy, alone.exams, alone.may_lie) == (None, 0, 1)


def test_an_exam_of_a_year_lies_in_some_60_days_for_certain() -> None:
    highest = found(dose(date(2015, 1, 1), last=date(2015, 12, 31)))[60].highest
    assert (highest.typical_mgy, highest.low_mgy, highest.high_mgy, highest.exams) == (10, 6, 15, 1)


def test_two_exams_of_one_year_may_lie_together_but_need_not() -> None:
    year = dose(date(2015, 1, 1), last=date(2015, 12, 31))
    highest = found(year, year)[60].highest
    assert (highest.typical_mgy, highest.high_mgy, highest.exams, highest.may_lie) == (10, 30, 1, 1)
    assert found(year, year)[365].highest.typical_mgy == 20


SPAN = 500
DOSES = st.tuples(st.integers(0, SPAN), st.integers(0, 40), st.floats(0.01, 5000), st.booleans())


@given(st.lists(DOSES, min_size=1, max_size=8))
def test_the_highest_window_is_the_highest_of_all_days(rows: list[tuple[int, int, float, bool]]) -> None:
    """Against every possible last day, one by one."""
    made = [
        dose(ago(back + width), high, high / 2, high * 2, last=ago(back))
        if exact
        else dose(ago(back), NONE, NONE, high * 2)
        for back, width, high, exact in rows
    ]
    one = found(*made)
    for days in (60, 180, 365):
        ends = [ago(back) for back in range(-1, SPAN + 45)]
        sums = [
            sum(
                row["high_mgy"] for row in made if row["date_last"] > end - timedelta(days) and row["date_first"] <= end
            )
            for end in ends
        ]
        highest = one[days].highest
        assert highest.high_mgy == pytest.approx(max(sums))
        assert highest.exams + highest.may_lie <= len(made)
        assert (highest.low_mgy or 0) <= (highest.typical_mgy or highest.high_mgy) <= highest.high_mgy * (1 + 1e-9)
        recent = one[days].recent
        assert recent is None or recent.high_mgy <= highest.high_mgy * (1 + 1e-9)
    assert one[60].highest.high_mgy <= one[180].highest.high_mgy * (1 + 1e-9)
    assert one[365].highest.high_mgy <= one[None].highest.high_mgy * (1 + 1e-9)
