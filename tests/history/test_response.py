"""How much an injection helped: every rule by a case, and what must always hold."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.history.response import DAY, MOMENTS, Logged, Response, as_told, from_log, relief, response, span_of
from tracker.view.response import log_text, origin_text, response_brief, response_text, time_text

LONG_AGO = 400


def log(*lines: tuple[int, float], side: str = "") -> list[Logged]:
    return [Logged(minutes, side, pain) for minutes, pain in lines]


def alone(found: Sequence[Response]) -> Response:
    (one,) = found
    return one


def test_relief_is_counted_from_the_line_at_minute_0() -> None:
    found = alone(from_log(log((0, 8), (15, 4), (30, 2), (60, 3), (120, 4), (240, 7)), 5, LONG_AGO))
    assert (found.percent, found.best_after, found.lasted, found.from_log) == (75, (30, "minutes"), (2, "hours"), True)
    assert found.lasted_days == pytest.approx(2 / 24)
    assert "75 % relief, best after 30 minutes" in response_text(found)
    assert "at least half of the pain gone until 2 hours after" in response_text(found)


def test_the_first_of_equally_good_moments_is_the_best() -> None:
    assert alone(from_log(log((0, 6), (45, 3), (60, 3)), None, LONG_AGO)).best_after == (45, "minutes")


def test_a_log_without_a_line_at_0_uses_the_pain_before() -> None:
    assert alone(from_log(log((30, 2)), 8, LONG_AGO)).percent == 75


@pytest.mark.parametrize("before", [None, 0.0])
def test_without_pain_before_there_is_no_percent(before: float | None) -> None:
    found = alone(from_log(log((30, 2)), before, LONG_AGO))
    assert (found.percent, found.best_after, found.lasted) == (None, None, None)
    assert "relief not known" in response_text(found)


def test_more_pain_than_before_is_no_relief() -> None:
    found = alone(from_log(log((0, 4), (30, 6)), None, LONG_AGO))
    assert (found.percent, found.best_after, found.lasted) == (0, None, None)
    assert "no relief" in response_text(found)


def test_exactly_half_of_the_pain_gone_counts_and_less_does_not() -> None:
    assert alone(from_log(log((0, 8), (60, 4), (120, 4.1)), None, LONG_AGO)).lasted == (1, "hours")
    assert alone(from_log(log((0, 8), (60, 4.1)), None, LONG_AGO)).lasted is None


def test_a_log_that_ends_in_relief_says_or_longer() -> None:
    ended = alone(from_log(log((0, 8), (60, 2), (480, 3)), None, LONG_AGO))
    assert (ended.lasted, ended.or_longer) == ((8, "hours"), True)
    assert "until 8 hours after or longer" in response_text(ended)
    assert not alone(from_log(log((0, 8), (60, 2), (480, 7)), None, LONG_AGO)).or_longer


def test_relief_that_came_back_says_that_there_was_more_pain_in_between() -> None:
    found = alone(from_log(log((0, 8), (60, 2), (480, 7), (3 * DAY, 3), (9 * DAY, 8)), None, 400))
    assert (found.lasted, found.with_breaks) == ((3, "days"), True)
    assert "with more pain in between" in response_text(found)


def test_each_side_is_computed_by_itself() -> None:
    lines = [*log((0, 8), (30, 6), side="left"), *log((0, 4), (30, 1), side="right")]
    right, left = from_log(lines, None, LONG_AGO)
    assert (right.side, right.percent, left.side, left.percent) == ("right", 75, "left", 25)
    words = response({}, lines, LONG_AGO)
    assert words is not None
    assert response_text(words).startswith("right: 75 % relief")
    assert "; left: 25 % relief" in response_text(words)


def test_sides_share_the_line_at_0_that_names_none() -> None:
    lines = [Logged(0, "", 8), Logged(30, "left", 4), Logged(30, "right", 2)]
    assert [(one.side, one.percent) for one in from_log(lines, 5, LONG_AGO)] == [("right", 75), ("left", 50)]


def full_log(pain: float = 3) -> list[Logged]:
    return [Logged(minutes, "", pain if minutes else 8) for minutes in MOMENTS]


def test_a_log_says_what_is_missing() -> None:
    assert len(full_log()) == 26
    assert alone(from_log(full_log(), None, LONG_AGO)).complete
    short = alone(from_log(full_log()[:9], None, LONG_AGO))
    assert (short.complete, log_text(short)) == (False, "log not complete: 9 of 26 lines")
    assert log_text(short) in response_text(short)


@pytest.mark.parametrize(("days", "complete"), [(0, True), (1, True), (2, False)])
def test_what_is_still_to_come_is_not_missing(days: int, complete: bool) -> None:
    first_day = [line for line in full_log() if line.minutes_after < DAY]
    assert alone(from_log(first_day, None, days)).complete is complete


def test_a_line_at_another_time_counts_and_is_never_missing() -> None:
    found = alone(from_log([*full_log(), Logged(20 * DAY, "", 3)], None, LONG_AGO))
    assert (found.complete, found.lines, found.lines_due) == (True, 27, 27)
    assert (found.lasted, found.or_longer) == ((20, "days"), True)


TOLD: dict[str, Any] = {
    "relief_percent": 60.0,
    "pain_before": 7.0,
    "pain_after": 2.0,
    "best_after": 30.0,
    "best_after_unit": "minutes",
    "relief_lasted": 3.0,
    "relief_lasted_unit": "weeks",
    "still_working": "no",
    "function_gained": "walked the dog",
}


def test_what_was_told() -> None:
    found = response(TOLD, [], LONG_AGO)
    assert found is not None
    assert (found.percent, found.best_after, found.lasted, found.from_log) == (60, (30, "minutes"), (3, "weeks"), False)
    assert (found.lasted_days, found.function_gained) == (21, "walked the dog")
    assert response_text(found) == "60 % relief, best after 30 minutes, lasted 3 weeks"
    over = response({"relief_percent": 60.0, "still_working": "no"}, [], LONG_AGO)
    assert over is not None
    assert response_text(over) == "60 % relief, no longer working"


def test_the_percent_comes_from_the_pain_before_and_after_where_none_was_told() -> None:
    found = as_told(TOLD | {"relief_percent": float("nan")})
    assert found is not None
    assert found.percent == pytest.approx(100 * 5 / 7)
    assert as_told({"pain_before": 7.0}) is None
    assert as_told({"pain_before": 0.0, "pain_after": 0.0}) is None


def test_a_log_is_never_mixed_with_what_was_told() -> None:
    found = response(TOLD, log((0, 8), (30, 4), (60, 7)), LONG_AGO)
    assert found is not None
    assert (found.percent, found.best_after, found.lasted, found.from_log) == (
        50,
        (30, "minutes"),
        (30, "minutes"),
        True,
    )
    only_before = response(TOLD, log((0, 8)), LONG_AGO)
    assert only_before is not None
    assert (only_before.percent, only_before.from_log) == (60, False)


def test_a_log_that_gives_no_relief_leaves_it_to_what_was_told() -> None:
    without_before = TOLD | {"pain_before": None}
    told = response(without_before, log((30, 4)), LONG_AGO)
    assert told is not None
    assert (told.percent, told.from_log) == (60, False)
    logged = response({"still_working": "yes"}, log((30, 4)), LONG_AGO)
    assert logged is not None
    assert (logged.percent, logged.from_log, logged.still_working) == (None, True, "yes")
    assert response_text(logged) == "pain log: relief not known, log not complete: 1 of 26 lines; told: still working"


def test_a_told_baseline_is_said_and_its_line_is_missing() -> None:
    found = response({"pain_before": 8.0}, full_log()[1:], LONG_AGO)
    assert found is not None
    assert (found.before_told, found.complete, found.lines, found.lines_due) == (True, False, 25, 26)
    assert "pain before as told" in response_text(found)
    assert "pain before as told" in response_brief(found)
    assert origin_text(found) == "from the pain log, pain before as told"
    own = alone(from_log(full_log(), 8, LONG_AGO))
    assert (own.before_told, origin_text(own)) == (False, "from the pain log")
    assert "as told" not in response_text(own)


def test_a_side_with_a_told_baseline_never_leads_a_side_with_its_own() -> None:
    left = [Logged(line.minutes_after, "left", line.pain) for line in full_log()]
    found = response({"pain_before": 8.0}, [*left, Logged(30, "right", 0)], LONG_AGO)
    assert found is not None
    assert (found.side, found.percent) == ("left", 62.5)
    assert [(one.side, one.percent, one.before_told) for one in found.others] == [("right", 100, True)]


def test_what_is_missing_is_said_of_its_own_side() -> None:
    left = [Logged(line.minutes_after, "left", line.pain) for line in full_log()]
    found = response({}, [*left, Logged(0, "right", 8), Logged(30, "right", 7)], LONG_AGO)
    assert found is not None
    assert (found.complete, found.whole) == (True, False)
    best, other = response_text(found).split("; ")
    assert "not complete" not in best
    assert other.endswith("log not complete: 2 of 26 lines")


@pytest.mark.parametrize("baseline", [[], [Logged(0, "right", 6)]])
def test_a_treated_side_without_lines_is_named(baseline: list[Logged]) -> None:
    left = [Logged(line.minutes_after, "left", line.pain) for line in full_log()]
    found = response({}, [*left, *baseline], LONG_AGO, side="both")
    assert found is not None
    assert (found.side, found.whole) == ("left", False)
    assert response_text(found).endswith(f"; right: relief not known, log not complete: {len(baseline)} of 26 lines")
    alone_left = response({}, left, LONG_AGO, side="left")
    assert alone_left is not None
    assert alone_left.others == ()
    shared = response({}, full_log(), LONG_AGO, side="both")
    assert shared is not None
    assert (shared.side, shared.others) == ("", ())


def test_a_break_in_the_relief_is_said_briefly_and_drawn_with_a_gap() -> None:
    day = DAY
    found = alone(from_log(log((0, 8), (30, 2), (60, 2), (day, 8), (5 * day, 8), (14 * day, 3)), None, LONG_AGO))
    assert "half until 14 days or longer with more pain in between" in response_brief(found)
    assert found.stretches == ((0.0, 60 / day), (14.0, 14.0))
    late = alone(from_log(log((0, 8), (30, 8), (day, 2), (2 * day, 2), (3 * day, 8)), None, LONG_AGO))
    assert late.stretches == ((1.0, 2.0),)


def test_two_lines_of_a_log_do_not_overrule_what_was_told() -> None:
    told = {"relief_percent": 80.0, "relief_lasted": 3.0, "relief_lasted_unit": "months"}
    found = response(told, log((0, 8), (15, 6)), LONG_AGO)
    assert found is not None
    assert response_text(found) == (
        "pain log: 25 % relief, best after 15 minutes, log not complete: 2 of 26 lines;"
        " told: 80 % relief, lasted 3 months"
    )
    assert response_brief(found) == "pain log: 25 % after 15 min; told: 80 %, lasted 3 months"
    assert [(one.from_log, one.percent) for one in found.each] == [(True, 25), (False, 80)]
    assert found.rank == 80
    alone_told = response(told, [], LONG_AGO)
    assert alone_told is not None
    assert response_text(alone_told) == "80 % relief, lasted 3 months"


def test_what_was_told_stands_beside_a_short_log() -> None:
    told = {"relief_percent": 70.0, "relief_lasted": 3.0, "relief_lasted_unit": "months", "still_working": "no"}
    found = response(told, full_log(), LONG_AGO)
    assert found is not None
    assert response_text(found).startswith("pain log: 63 % relief") or response_text(found).startswith("pain log: 62 %")
    assert response_text(found).endswith("; told: 70 % relief, lasted 3 months")
    assert response_brief(found).startswith("pain log: ")
    assert response_brief(found).endswith("; told: 70 %, lasted 3 months")
    both = response(told, [Logged(m, s, p) for s in ("left", "right") for m, p in ((0, 8), (30, 2))], LONG_AGO)
    assert both is not None
    assert response_text(both).endswith("; told: 70 % relief, lasted 3 months")
    assert response_text(both).count("told:") == 1


def test_still_working_says_when_that_was_told() -> None:
    told = {"relief_lasted": 3.0, "relief_lasted_unit": "weeks", "still_working": "yes"}
    asked = datetime(2016, 5, 2, 12, tzinfo=UTC)
    found = response(told, [], LONG_AGO, answered=asked)
    assert found is not None
    assert response_text(found) == "relief not known, lasted 3 weeks, still working as of 2 May 2016"
    logged = response(told, log((0, 8), (60, 2)), LONG_AGO, answered=asked)
    assert logged is not None
    assert "; told: lasted 3 weeks, still working as of 2 May 2016" in response_text(logged)
    assert response({}, [], LONG_AGO, answered=asked) is None


def test_pain_that_rose_is_more_than_no_relief() -> None:
    told = response({"pain_before": 3.0, "pain_after": 8.0}, [], LONG_AGO)
    assert told is not None
    assert response_text(told) == "no relief, more pain than before (3 to 8)"
    logged = alone(from_log(log((0, 3), (30, 3), (60, 8)), None, LONG_AGO))
    assert response_brief(logged) == "no relief, more pain than before (3 to 8)"
    same = response({"pain_before": 3.0, "pain_after": 3.0}, [], LONG_AGO)
    assert same is not None
    assert response_text(same) == "no relief"
    assert same.rank > told.rank


def test_brief_words_for_a_narrow_column() -> None:
    lines = log((0, 8), (45, 2), (480, 4))
    found = response(TOLD | {"still_working": "yes"}, lines, LONG_AGO)
    assert found is not None
    assert response_brief(found) == (
        "pain log: 75 % after 45 min, half until 8 h or longer; told: 60 % after 30 min, lasted 3 weeks, still working"
    )
    told = response(TOLD, [], LONG_AGO)
    assert told is not None
    assert response_brief(told) == "60 % after 30 min, lasted 3 weeks"
    assert response_brief(alone(from_log(log((30, 2)), None, LONG_AGO))) == "relief not known"


def test_nothing_said_is_no_response() -> None:
    assert response({}, [], LONG_AGO) is None
    assert response({"still_working": "unknown", "relief_percent": float("nan")}, [], LONG_AGO) is None
    no_relief = response({"relief_percent": 0.0}, [], LONG_AGO)
    assert no_relief is not None
    assert response_text(no_relief) == "no relief"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(15, "15 minutes"), (60, "1 hour"), (90, "90 minutes"), (150, "2.5 hours"), (1440, "1 day"), (20160, "14 days")],
)
def test_moments_in_words(minutes: int, words: str) -> None:
    assert time_text(span_of(minutes)) == words


pains = st.floats(0, 10, allow_nan=False)
logs = st.lists(
    st.tuples(st.sampled_from(MOMENTS), st.sampled_from(["", "left", "right"]), pains),
    unique_by=lambda line: line[:2],
).map(lambda lines: sorted((Logged(*line) for line in lines), key=lambda line: (line.minutes_after, line.side)))


@given(logs, st.none() | pains, st.integers(0, 400))
def test_whatever_is_logged(lines: list[Logged], before: float | None, days: int) -> None:
    found = from_log(lines, before, days)
    assert {one.side for one in found} == {line.side for line in lines if line.minutes_after}
    for one in found:
        assert one.percent is None or 0 <= one.percent <= 100
        assert 0 < one.lines <= one.lines_due
        # Where at least half of the pain was gone at the best moment, it lasted until a moment that was logged.
        assert bool(one.lasted) == (one.percent is not None and one.percent >= 50)
        assert response_text(one)
    own = [one.percent for one in found if one.percent is not None and not one.before_told]
    told = [one.percent for one in found if one.percent is not None and one.before_told]
    assert own == sorted(own, reverse=True)
    assert told == sorted(told, reverse=True)
    unknown = [one.percent is None for one in found]
    assert unknown == sorted(unknown)


@given(logs, pains.filter(lambda pain: pain > 0.1), st.integers(1, 6))
def test_a_further_painful_day_changes_neither_the_best_nor_how_long(
    lines: list[Logged], before: float, day: int
) -> None:
    mine = [line for line in lines if line.minutes_after and not line.side]
    later = Logged(DAY * (14 + day), "", before)
    for one, other in zip(from_log(mine, before, 400), from_log([*mine, later], before, 400), strict=False):
        assert (one.percent, one.best_after, one.lasted) == (other.percent, other.best_after, other.lasted)


@given(st.floats(0.1, 10), pains, pains)
def test_less_pain_is_more_relief(before: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert relief(before, less) >= relief(before, more)
    assert relief(before, 0) == 100
