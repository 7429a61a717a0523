"""How much an injection helped: from its pain log, as the patient told it, or both; and the moments of the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

HOUR = 60
DAY = 24 * HOUR
# Minutes after the injection: every 15 minutes for 1 hour, every hour for 8 hours, every day for 2 weeks.
MOMENTS: tuple[int, ...] = (0, 15, 30, 45, *range(HOUR, 9 * HOUR, HOUR), *range(DAY, 15 * DAY, DAY))
HALF_PERCENT = 50.0
NOT_KNOWN = -2.0  # the rank of a relief that nobody knows
_DAYS: Mapping[str, float] = {"minutes": 1 / DAY, "hours": 1 / 24, "days": 1, "weeks": 7, "months": 365.25 / 12}

Span = tuple[float, str]  # a time in the unit in which people say it: (30, "minutes")


def nearest(minutes_after: float) -> int:
    """The moment of the log that lies closest to one after the injection; of two, the earlier one."""
    # A pain felt after the injection is never the one from before it.
    after = MOMENTS[1:] if minutes_after > 0 else MOMENTS
    return min(after, key=lambda moment: abs(moment - minutes_after))


def due(minutes_after: float) -> tuple[int, ...]:
    """The moments whose time has come so many minutes after the injection."""
    return tuple(moment for moment in MOMENTS if moment <= minutes_after)


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of a pain log: the treated pain (0 to 10), so many minutes after the injection; 0 is just before it."""

    minutes_after: int
    side: str
    pain: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """The relief of one injection, on one side where a log keeps the sides apart.

    Attributes:
        percent: the greatest relief, 0 to 100 % of the pain before; None where it cannot be known. More pain than
            before is 0, and `rose` holds it.
        best_after: when that was, None where not said.
        lasted: how long. From a log: until the last line with at least half of the pain gone; None where there was
            none.
        still_working, function_gained: what the patient told, whatever the relief was computed from.
        from_log: whether `percent`, `best_after` and `lasted` come from the log; else from what was told.
        side: the side of the log this is about; "" where there is one only.
        lasted_days: `lasted` in days, to draw it.
        or_longer: the log ends while at least half of the pain was still gone.
        with_breaks: there was a line with less relief in between.
        stretches: first and last day of each time in which at least half of the pain was gone, to draw them.
        before_told: the log has no line before the injection, so the pain before is the one that was told.
        rose: the pain before and the most after it, where nothing got better and something worse.
        answered: when `still_working` was told to be so; None where that is not known.
        lines, lines_due: lines of the log, and how many there should be by now; 0 without a log.
        others: the other sides of the same log, less relief later, and treated sides that have no line.
        told: beside a log, what the patient told; neither overrules the other.
    """

    percent: float | None
    best_after: Span | None
    lasted: Span | None
    still_working: str
    function_gained: str
    from_log: bool
    side: str = ""
    lasted_days: float | None = None
    or_longer: bool = False
    with_breaks: bool = False
    lines: int = 0
    lines_due: int = 0
    stretches: tuple[tuple[float, float], ...] = ()
    before_told: bool = False
    rose: tuple[float, float] | None = None
    answered: datetime | None = None
    others: tuple["Response", ...] = ()
    told: "Response | None" = None

    @property
    def complete(self) -> bool:
        """Whether no line of this side of the log is missing; what was told is always complete."""
        return self.lines >= self.lines_due

    @property
    def whole(self) -> bool:
        """Whether every side of the log is complete."""
        return all(one.complete for one in (self, *self.others))

    @property
    def each(self) -> tuple["Response", ...]:
        """Every side of the log, then what was told; each of them by itself."""
        return (self, *self.others, *([self.told] if self.told else []))

    @property
    def rank(self) -> float:
        """Larger for more relief by the log or as told; more pain than before below no relief, and not known last."""
        return max(NOT_KNOWN if one.percent is None else -1.0 if one.rose else one.percent for one in self.each)


def response(
    told: Mapping[str, Any],
    log: Sequence[Logged],
    days_so_far: int,
    *,
    side: str = "",
    answered: datetime | None = None,
) -> Response | None:
    """The response of one injection; None where nobody said anything about it.

    Args:
        told: the fields of `record.procedures.InjectionBase`; numbers are None or NaN where not said. May be empty.
        log: the lines of its pain log, in the order of time.
        days_so_far: days since the injection: later lines of the log cannot be there yet.
        side: the treated side: left, right, both, or "".
        answered: when this was told.
    """
    logged = from_log(log, _number(told, "pain_before"), days_so_far, side)
    said = as_told(told, answered)
    # A log without the pain before gives no relief. Then what was told of it, if anything was, says more.
    if not logged or (_says_relief(said) and all(one.percent is None for one in logged)):
        return said
    first, *others = logged
    beside = _with_told(replace(first, told=said), told, answered)
    return replace(beside, others=tuple(replace(one, function_gained=beside.function_gained) for one in others))


def as_told(told: Mapping[str, Any], answered: datetime | None = None) -> Response | None:
    """What the patient told; the relief from the pain before and after where no percent was given."""
    percent = _number(told, "relief_percent")
    before, after = _number(told, "pain_before"), _number(told, "pain_after")
    if percent is None and before and after is not None:
        percent = relief(before, after)
    best, lasted = _number(told, "best_after"), _number(told, "relief_lasted")
    best_unit, unit = str(told.get("best_after_unit") or ""), str(told.get("relief_lasted_unit") or "")
    found = Response(
        percent=percent,
        best_after=(best, best_unit) if best is not None else None,
        lasted=(lasted, unit) if lasted is not None else None,
        still_working="",
        function_gained="",
        from_log=False,
        lasted_days=lasted * _DAYS[unit] if lasted is not None else None,
        rose=_rose(percent, before, after),
    )
    found = _with_told(found, told, answered)
    return found if found != Response(None, None, None, "", "", from_log=False) else None


def from_log(
    log: Sequence[Logged], pain_before: float | None, days_so_far: int, treated: str = ""
) -> tuple[Response, ...]:
    """What the log says, each side apart; empty where it has no line after the injection.

    The most relief comes first. A side whose pain before was only told comes after those that logged it.

    Args:
        log: lines in the order of time; a side has its own line at 0, else shares that of no side.
        pain_before: stands in where there is no line at 0.
        days_so_far: days since the injection.
        treated: the treated side: left, right, both, or "". One without lines is listed as not known.
    """
    sides = dict.fromkeys(line.side for line in log if line.minutes_after > 0)
    if sides and "" not in sides:
        sides |= dict.fromkeys({"both": ("left", "right"), "left": ("left",), "right": ("right",)}.get(treated, ()))
    found = [_of_side(side, log, pain_before, days_so_far) for side in sides]
    return tuple(sorted(found, key=lambda one: (one.percent is not None, not one.before_told, one.rank), reverse=True))


def relief(before: float, after: float) -> float:
    """Which part of the pain is gone, in percent; `before` above 0. More pain than before is no relief."""
    return 100.0 * max(0.0, (before - after) / before)


def span_of(minutes: int) -> Span:
    """A moment of the log in the unit in which people say it: 45 minutes, 6 hours, 3 days."""
    if minutes < 2 * HOUR and minutes != HOUR:
        return minutes, "minutes"
    return (round(minutes / HOUR, 1), "hours") if minutes < DAY else (round(minutes / DAY, 1), "days")


def _of_side(side: str, log: Sequence[Logged], pain_before: float | None, days_so_far: int) -> Response:
    before = {line.side: line.pain for line in log if line.minutes_after == 0 and line.side in (side, "")}
    after = [line for line in log if line.minutes_after > 0 and line.side == side]
    moments = {line.minutes_after for line in after} | ({0} if before else set())
    # The line of a day is written at its end, so that of today is not missing yet.
    wanted = {*due(max(0, days_so_far * DAY - 1)), *moments}
    found = Response(None, None, None, "", "", from_log=True, side=side, lines=len(moments), lines_due=len(wanted))
    pain = before.get(side, before.get("", pain_before))
    if not pain or not after:
        return found
    return _with_relief(replace(found, before_told=not before), pain, after)


def _with_relief(found: Response, before: float, after: Sequence[Logged]) -> Response:
    reliefs = [relief(before, line.pain) for line in after]
    best = max(reliefs)
    half = [place for place, percent in enumerate(reliefs) if percent >= HALF_PERCENT]
    moment = after[reliefs.index(best)].minutes_after
    found = replace(found, percent=best, rose=_rose(best, before, max(line.pain for line in after)))
    if best > 0:
        found = replace(found, best_after=span_of(moment))
    if not half:
        return found
    last = half[-1]
    return replace(
        found,
        lasted=span_of(after[last].minutes_after),
        lasted_days=after[last].minutes_after / DAY,
        or_longer=last == len(after) - 1,
        with_breaks=len(half) < last - half[0] + 1,
        stretches=_stretches(after, half),
    )


def _stretches(after: Sequence[Logged], half: Sequence[int]) -> tuple[tuple[float, float], ...]:
    """Days from the first to the last line of each run; one that is there from the first line on starts at 0."""
    firsts = [place for place in half if place - 1 not in half]
    lasts = [place for place in half if place + 1 not in half]
    return tuple(
        (after[first].minutes_after / DAY if first else 0.0, after[last].minutes_after / DAY)
        for first, last in zip(firsts, lasts, strict=True)
    )


def _rose(percent: float | None, before: float | None, most: float | None) -> tuple[float, float] | None:
    if percent or before is None or most is None or most <= before:
        return None
    return before, most


def _says_relief(said: Response | None) -> bool:
    return said is not None and (said.percent is not None or said.lasted is not None)


def _with_told(found: Response, told: Mapping[str, Any], answered: datetime | None) -> Response:
    working = str(told.get("still_working") or "")
    return replace(
        found,
        still_working=working if working in ("yes", "no") else "",
        answered=answered if working == "yes" else None,
        function_gained=str(told.get("function_gained") or ""),
    )


def _number(told: Mapping[str, Any], name: str) -> float | None:
    value = told.get(name)
    return None if value is None or pd.isna(value) else float(value)
