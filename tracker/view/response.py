"""How much an injection helped, in words: each side of its pain log, and what the patient told, each named."""

from collections.abc import Callable, Sequence

from tracker import wording
from tracker.history.response import DAY, HOUR, Response, Span
from tracker.i18n import _


def moment(minutes_after: int) -> str:
    """A moment of the log: "Just before", "45 minutes", "2 hours", "Day 3", or any other: "1 h 30 min"."""
    if minutes_after == 0:
        return _("Just before")
    if minutes_after % DAY == 0:
        return _("Day {n}").format(n=minutes_after // DAY)
    hours, minutes = divmod(minutes_after, HOUR)
    if hours and minutes:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    return wording.time_span(*((hours, "hours") if hours else (minutes, "minutes")))


def short_moment(minutes_after: int) -> str:
    """A moment of the log where there is little room: "Before", "45 min", "2 h", "Day 3", "1 h 30 min"."""
    if minutes_after == 0:
        return _("Before")
    hours, minutes = divmod(minutes_after, HOUR)
    if minutes_after % DAY == 0 or (hours and minutes):
        return moment(minutes_after)
    return _("{n} h").format(n=hours) if hours else _("{n} min").format(n=minutes)


def response_text(response: Response, *, best: bool = True, missing: bool = True) -> str:
    """In words, every side and what was told: "60 % relief, best after 30 minutes, lasted 3 weeks".

    A log and what was told stand side by side, each named.

    Args:
        response: of one injection.
        best: with the moment of the best relief.
        missing: with what is missing of the log.
    """

    def words(one: Response) -> list[str]:
        after = _("best after {time}").format(time=time_text(one.best_after)) if best and one.best_after else ""
        left = log_text(one) if missing else ""
        return [percent_text(one), after, lasted_text(one), working_text(one), before_text(one), left]

    return _each(response, words)


def response_brief(response: Response) -> str:
    """The same for a narrow column: "86 % after 45 min, half until 5 h or longer".

    "Half until" is the last line of a log with at least half of the pain gone; the page must say so.
    """

    def words(one: Response) -> list[str]:
        percent = _("{percent} %").format(percent=round(one.percent)) if one.percent else percent_text(one)
        if one.percent and one.best_after:
            percent = _("{percent} after {time}").format(percent=percent, time=time_text(one.best_after, short=True))
        lasted = _("half until {time}") if one.from_log else _("lasted {time}")
        lasted = lasted.format(time=time_text(one.lasted, short=True)) if one.lasted else ""
        return [percent, lasted + _open_and_breaks(one), working_text(one), before_text(one)]

    return _each(response, words)


def half_until() -> str:
    """What `response_brief` means by it."""
    return _("“Half until”: the last time in the pain log with at least half of the pain gone.")


def _each(response: Response, words: Callable[[Response], Sequence[str]]) -> str:
    def joined(one: Response, unknown: str) -> str:
        told = ", ".join(filter(None, [unknown if one.percent is None else "", *words(one)]))
        return _("{side}: {words}").format(side=wording.side(one.side), words=told) if one.side else told

    sides = "; ".join(joined(one, _("relief not known")) for one in (response, *response.others))
    told = joined(response.told, "") if response.told else ""
    return _("pain log: {log}; told: {told}").format(log=sides, told=told) if told else sides


def time_text(time: Span | None, *, short: bool = False) -> str:
    """A time as people say it; "" where there is none."""
    return wording.time_span(*time, short=short) if time else ""


def percent_text(response: Response) -> str:
    """The relief alone: "60 % relief", "no relief", "" where it is not known."""
    if response.percent is None:
        return ""
    if response.rose:
        before, after = (f"{pain:g}" for pain in response.rose)
        return _("no relief, more pain than before ({before} to {after})").format(before=before, after=after)
    return _("{percent} % relief").format(percent=round(response.percent)) if response.percent > 0 else _("no relief")


def before_text(response: Response) -> str:
    """Says that the pain before is not from the log; "" where it is."""
    return _("pain before as told") if response.before_told else ""


def origin_text(response: Response) -> str:
    """Where the relief is from: "from the pain log", "as told"."""
    if not response.from_log:
        return _("as told")
    return ", ".join(filter(None, [_("from the pain log"), before_text(response)]))


def lasted_text(response: Response) -> str:
    """How long, in words that say what is meant by it; "" where it is not known."""
    if not response.lasted:
        return ""
    if not response.from_log:
        return _("lasted {time}").format(time=time_text(response.lasted))
    words = _("at least half of the pain gone until {time} after").format(time=time_text(response.lasted))
    return words + _open_and_breaks(response)


def _open_and_breaks(response: Response) -> str:
    words = " " + _("or longer") if response.or_longer else ""
    return words + (" " + _("with more pain in between") if response.with_breaks else "")


def log_text(response: Response) -> str:
    """What is missing of the log: "log not complete: 9 of 26 lines"; "" where nothing is."""
    if response.complete:
        return ""
    return _("log not complete: {n} of {all} lines").format(n=response.lines, all=response.lines_due)


def working_text(response: Response) -> str:
    """Whether it still works; no log says so, and how long it lasted says that it no longer does."""
    if response.from_log or (response.lasted and response.still_working == "no"):
        return ""
    if response.still_working == "yes" and response.answered:
        return _("still working as of {day}").format(day=wording.day(response.answered))
    return {"yes": _("still working"), "no": _("no longer working")}.get(response.still_working, "")
