"""The moments at which pain is written down after an injection, for the page, the command line and the printed log."""

import re
from dataclasses import dataclass

from tracker.errors import ValueRefused
from tracker.i18n import _, ngettext

HOUR = 60
DAY = 24 * HOUR
_UNITS = {"m": 1, "h": HOUR, "d": DAY}
_AMOUNT = re.compile(r"(\d{1,5}) ?(m|min|mins|minutes?|h|hr|hrs|hours?|d|days?)")


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of the log; `minutes_after` the injection, 0 is just before it."""

    minutes_after: int

    def label(self) -> str:
        """What the line is called: "Just before", "45 minutes", "2 hours", "Day 3"."""
        return label(self.minutes_after)


# Every 15 minutes for 1 hour, every hour for 8 hours, every day for 2 weeks.
SLOTS = tuple(Slot(minutes) for minutes in (0, 15, 30, 45, *range(HOUR, 9 * HOUR, HOUR), *range(DAY, 15 * DAY, DAY)))


def label(minutes_after: int) -> str:
    """Any moment in words, also one that has no line of its own: "1 h 30 min"."""
    if minutes_after == 0:
        return _("Just before")
    if minutes_after % DAY == 0:
        return _("Day {n}").format(n=minutes_after // DAY)
    hours, minutes = divmod(minutes_after, HOUR)
    if hours == 0:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if minutes == 0:
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def nearest(minutes_after: float) -> Slot:
    """The line that lies closest to a moment after the injection; of two, the earlier one."""
    # A pain felt after the injection is never the one from before it.
    after = SLOTS[1:] if minutes_after > 0 else SLOTS
    return min(after, key=lambda slot: abs(slot.minutes_after - minutes_after))


def due(minutes_after: float) -> tuple[Slot, ...]:
    """The lines whose time has come so many minutes after the injection."""
    return tuple(slot for slot in SLOTS if slot.minutes_after <= minutes_after)


def minutes_of(text: str) -> int:
    """The minutes after the injection that "before", "30 min", "2 h" or "day 3" mean.

    Raises:
        ValueRefused: the text is none of these.
    """
    words = " ".join(text.casefold().split())
    if words in ("before", "just before", "0"):
        return 0
    day = re.fullmatch(r"day (\d{1,3})", words)
    if day:
        return int(day[1]) * DAY
    amount = _AMOUNT.fullmatch(words)
    if amount is None:
        raise ValueRefused(
            _("“{text}” is no time of the log. Please write before, 30 min, 2 h or day 3.").format(text=text[:40])
        )
    return int(amount[1]) * _UNITS[amount[2][0]]
