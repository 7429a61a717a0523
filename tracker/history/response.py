"""How much an injection helped: from its pain log, else as the patient told it, and always said which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from tracker import wording
from tracker.history.pain_times import DAY, HOUR, due
from tracker.i18n import _

HALF_PERCENT = 50.0
_DAYS: Mapping[str, float] = {"minutes": 1 / DAY, "hours": 1 / 24, "days": 1, "weeks": 7, "months": 365.25 / 12}


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
        best_after: when that was ("30 minutes"), "" where not said.
        lasted: how long. From a log: until the last line with at least half of the pain gone; "" where there was none.
        still_working, function_gained: what the patient told, whatever the relief was computed from.
        from_log: whether `percent`, `best_after` and `lasted` come from the log; else from what was told.
        side: the side of the log this is about; "" where there is one only.
        best_after_short, lasted_short: the same for a narrow column ("30 min").
        lasted_days: `lasted` in days, to draw it.
        or_longer: the log ends while at least half of the pain was still gone.
        with_breaks: there was a line with less relief in between.
        stretches: first and last day of each time in which at least half of the pain was gone, to draw them.
        before_told: the log has no line before the injection, so the pain before is the one that was told.
        rose: the pain before and the most after it, where nothing got better and something worse.
        told_lasted, told_lasted_short: beside a log, how long it lasted as the patient told it.
        answered: when `still_working` was told to be so; None where that is not known.
        lines, lines_due: lines of the log, and how many there should be by now; 0 without a log.
        others: the other sides of the same log, less relief later, and treated sides that have no line.
    """

    percent: float | None
    best_after: str
    lasted: str
    still_working: str
    function_gained: str
    from_log: bool
    side: str = ""
    best_after_short: str = ""
    lasted_short: str = ""
    lasted_days: float | None = None
    or_longer: bool = False
    with_breaks: bool = False
    lines: int = 0
    lines_due: int = 0
    stretches: tuple[tuple[float, float], ...] = ()
    before_told: bool = False
    rose: tuple[float, float] | None = None
    told_lasted: str = ""
    told_lasted_short: str = ""
    answered: datetime | None = None
    others: tuple["Response", ...] = ()

    @property
    def complete(self) -> bool:
        """Whether no line of this side of the log is missing; what was told is always complete."""
        return self.lines >= self.lines_due

    @property
    def whole(self) -> bool:
        """Whether every side of the log is complete."""
        return all(one.complete for one in (self, *self.others))

    @property
    def rank(self) -> float:
        """Larger for more relief; more pain than before below no relief, and not known last."""
        if self.percent is None:
            return -2.0
        return -1.0 if self.rose else self.percent

    def text(self) -> str:
        """In words, every side: "60 %, best after 30 minutes, lasted 3 weeks"."""
        return self._with_told([one._one_side() for one in (self, *self.others)], self.told_lasted)

    def brief(self) -> str:
        """The same for a narrow column: "86 % after 45 min, half until 5 h or longer".

        "Half until" is the last line of a log with at least half of the pain gone; the page must say so.
        """
        return self._with_told([one._one_side_brief() for one in (self, *self.others)], self.told_lasted_short)

    def percent_text(self) -> str:
        """The relief alone: "60 %", "no relief", "" where it is not known."""
        if self.percent is None:
            return ""
        if self.rose:
            before, after = (f"{pain:g}" for pain in self.rose)
            return _("no relief, more pain than before ({before} to {after})").format(before=before, after=after)
        return _("{percent} % relief").format(percent=round(self.percent)) if self.percent > 0 else _("no relief")

    def before_text(self) -> str:
        """Says that the pain before is not from the log; "" where it is."""
        return _("pain before as told") if self.before_told else ""

    def origin_text(self) -> str:
        """Where the relief is from: "from the pain log", "as told"."""
        if not self.from_log:
            return _("as told")
        return ", ".join(filter(None, [_("from the pain log"), self.before_text()]))

    def lasted_text(self) -> str:
        """How long, in words that say what is meant by it; "" where it is not known."""
        if not self.lasted:
            return ""
        if not self.from_log:
            return _("lasted {time}").format(time=self.lasted)
        words = _("at least half of the pain gone until {time} after").format(time=self.lasted)
        return words + self._open_and_breaks()

    def log_text(self) -> str:
        """What is missing of the log: "log not complete: 9 of 26 lines"; "" where nothing is."""
        if self.complete:
            return ""
        return _("log not complete: {n} of {all} lines").format(n=self.lines, all=self.lines_due)

    def _open_and_breaks(self) -> str:
        words = " " + _("or longer") if self.or_longer else ""
        return words + (" " + _("with more pain in between") if self.with_breaks else "")

    def _one_side(self) -> str:
        best = _("best after {time}").format(time=self.best_after) if self.best_after else ""
        unknown = _("relief not known") if self.percent is None else ""
        parts = [self.percent_text() or unknown, best, self.lasted_text(), self.working_text()]
        return self._named(", ".join(filter(None, [*parts, self.before_text(), self.log_text()])))

    def _one_side_brief(self) -> str:
        percent = _("{percent} %").format(percent=round(self.percent)) if self.percent else self.percent_text()
        if self.percent and self.best_after:
            percent = _("{percent} after {time}").format(percent=percent, time=self.best_after_short)
        lasted = _("half until {time}") if self.from_log else _("lasted {time}")
        lasted = lasted.format(time=self.lasted_short) if self.lasted else ""
        lasted += self._open_and_breaks()
        unknown = _("relief not known") if self.percent is None else ""
        parts = [percent or unknown, lasted, self.working_text(), self.before_text()]
        return self._named(", ".join(filter(None, parts)))

    def working_text(self) -> str:
        """Whether it still works; no log says so, and how long it lasted says that it no longer does."""
        return "" if self.from_log or (self.lasted and self.still_working == "no") else self._still()

    def _still(self) -> str:
        if self.still_working == "yes" and self.answered:
            return _("still working as of {day}").format(day=wording.day(self.answered))
        return {"yes": _("still working"), "no": _("no longer working")}.get(self.still_working, "")

    def told_text(self) -> str:
        """What was told beside a log: "told: lasted 3 months, no longer working"; "" where nothing was."""
        return self._told(self.told_lasted)

    def _told(self, time: str) -> str:
        lasted = _("lasted {time}").format(time=time) if time else ""
        words = ", ".join(filter(None, [lasted, self._still()]))
        return _("told: {words}").format(words=words) if self.from_log and words else ""

    def _with_told(self, sides: Sequence[str], time: str) -> str:
        # It was told of the injection as a whole, so with several sides it belongs to none of them.
        return ("; " if self.others else ", ").join(filter(None, ["; ".join(sides), self._told(time)]))

    def _named(self, words: str) -> str:
        return _("{side}: {words}").format(side=wording.side(self.side), words=words) if self.side else words


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
    beside = replace(
        _with_told(first, told, answered),
        told_lasted=said.lasted if said else "",
        told_lasted_short=said.lasted_short if said else "",
    )
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
        best_after=wording.time_span(best, best_unit) if best is not None else "",
        lasted=wording.time_span(lasted, unit) if lasted is not None else "",
        still_working="",
        function_gained="",
        from_log=False,
        best_after_short=wording.time_span(best, best_unit, short=True) if best is not None else "",
        lasted_short=wording.time_span(lasted, unit, short=True) if lasted is not None else "",
        lasted_days=lasted * _DAYS[unit] if lasted is not None else None,
        rose=_rose(percent, before, after),
    )
    found = _with_told(found, told, answered)
    return found if found != Response(None, "", "", "", "", from_log=False) else None


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


def minutes_text(minutes: int, *, short: bool = False) -> str:
    """A moment of the log as a time: "45 minutes", "6 hours", "3 days"."""
    if minutes < 2 * HOUR and minutes != HOUR:
        return wording.time_span(minutes, "minutes", short=short)
    if minutes < DAY:
        return wording.time_span(round(minutes / HOUR, 1), "hours", short=short)
    return wording.time_span(round(minutes / DAY, 1), "days")


def _of_side(side: str, log: Sequence[Logged], pain_before: float | None, days_so_far: int) -> Response:
    before = {line.side: line.pain for line in log if line.minutes_after == 0 and line.side in (side, "")}
    after = [line for line in log if line.minutes_after > 0 and line.side == side]
    moments = {line.minutes_after for line in after} | ({0} if before else set())
    # The line of a day is written at its end, so that of today is not missing yet.
    wanted = {slot.minutes_after for slot in due(max(0, days_so_far * DAY - 1))} | moments
    found = Response(None, "", "", "", "", from_log=True, side=side, lines=len(moments), lines_due=len(wanted))
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
        found = replace(found, best_after=minutes_text(moment), best_after_short=minutes_text(moment, short=True))
    if not half:
        return found
    last = half[-1]
    return replace(
        found,
        lasted=minutes_text(after[last].minutes_after),
        lasted_short=minutes_text(after[last].minutes_after, short=True),
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
    return said is not None and (said.percent is not None or bool(said.lasted))


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
