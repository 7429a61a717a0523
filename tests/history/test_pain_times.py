"""The lines of the pain log: which there are, what they are called, and which one a moment belongs to."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.cli.pain import minutes_of
from tracker.errors import ValueRefused
from tracker.history.response import DAY, MOMENTS, due, nearest
from tracker.record.procedures import LONGEST_LOG_MINUTES
from tracker.view.response import moment


def test_every_quarter_of_an_hour_then_hourly_to_8_hours_then_daily_for_two_weeks() -> None:
    assert list(MOMENTS[:6]) == [0, 15, 30, 45, 60, 120]
    assert [moment(minutes) for minutes in MOMENTS[-15:]] == ["8 hours", *(f"Day {n}" for n in range(1, 15))]
    assert len(MOMENTS) == 1 + 4 + 7 + 14
    assert all(one < other for one, other in pairwise(MOMENTS))
    assert MOMENTS[-1] <= LONGEST_LOG_MINUTES


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "Just before"), (1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (90, "1 h 30 min"), (3 * DAY, "Day 3")],
)
def test_words(minutes: int, words: str) -> None:
    assert moment(minutes) == words


@pytest.mark.parametrize(
    ("minutes", "line"),
    [
        (-20, 0),
        (0, 0),
        (1, 15),
        (22, 15),
        (23, 30),
        (50, 45),
        (100, 120),
        (12 * 60, 480),
        (20 * 60, DAY),
        (99 * DAY, 14 * DAY),
    ],
)
def test_the_nearest_line(minutes: int, line: int) -> None:
    assert nearest(minutes) == line


@given(st.floats(min_value=1, max_value=LONGEST_LOG_MINUTES))
def test_no_line_is_nearer_than_the_nearest_and_what_comes_after_is_never_before(minutes: float) -> None:
    found = nearest(minutes)
    assert found > 0
    assert all(abs(found - minutes) <= abs(other - minutes) for other in MOMENTS[1:])


def test_only_what_has_passed_is_due() -> None:
    assert due(0) == (0,)
    assert due(-5) == ()
    assert due(46) == (0, 15, 30, 45)
    assert due(30 * DAY) == MOMENTS


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("before", 0), ("Just before", 0), ("0", 0), ("15 min", 15), ("45m", 45), ("1 hour", 60), ("2 h", 120),
        ("3 hrs", 180), ("day 3", 3 * DAY), ("Day 14", 14 * DAY), ("2 days", 2 * DAY),
    ],
)  # fmt: skip
def test_times_as_people_write_them(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "later", "3", "day", "day x", "-5 min", "2 weeks"])
def test_what_is_no_time_of_the_log(text: str) -> None:
    with pytest.raises(ValueRefused, match="no time of the log"):
        minutes_of(text)


@pytest.mark.parametrize("minutes", MOMENTS)
def test_a_line_of_whole_hours_or_days_is_read_back_from_its_words(minutes: int) -> None:
    assert minutes_of(moment(minutes)) == minutes
