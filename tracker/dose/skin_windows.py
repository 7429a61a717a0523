"""Sums of skin doses over 60, 180 and 365 days and over a lifetime, without any credit for repair in between.

A sum of typical values is the highest dose only if every beam hit the same place; the interval is the sum of the lows
and the sum of the highs, wider than it is likely to be. An exam whose day is not known enters `high` where it may lie
in the window, and `typical` and `low` only where it must.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.dose.event_geometry import Bools, Floats

WINDOWS_DAYS: Final = (60, 180, 365, None)
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class SkinSum:
    """Skin doses added up, in mGy.

    Attributes:
        typical_mgy: None where no exam must lie in the window, or where one has only an upper bound.
        low_mgy: of the exams that have one; None where none has.
        high_mgy: of all exams that may lie in the window.
        exams: that lie in it for certain; `may_lie` those that may.
        only_bound: how many of both have nothing but an upper bound (T0).
    """

    typical_mgy: float | None
    low_mgy: float | None
    high_mgy: float
    exams: int
    may_lie: int
    only_bound: int


@dataclass(frozen=True, slots=True)
class Window:
    """One length of time: the last days up to today, and the days with the most.

    Attributes:
        days: 60, 180 or 365; None for the whole record.
        recent: None where no exam may lie in it.
        highest: in any so many days.
        ending_on: the last of these days; None for the whole record.
    """

    days: int | None
    recent: SkinSum | None
    highest: SkinSum
    ending_on: date | None


@dataclass(frozen=True, eq=False)
class _Doses:
    first: Days
    last: Days
    typical: Floats
    low: Floats
    high: Floats

    def inside(self, start: np.datetime64, end: np.datetime64) -> tuple[Bools, Bools]:
        """Which exams lie from the start to the end for certain, and which may."""
        return (self.first >= start) & (self.last <= end), (self.last >= start) & (self.first <= end)

    def sum(self, certain: Bools, may: Bools) -> SkinSum:
        """The sum of those that lie in a window; at least one of `may`."""
        bounds = int(np.isnan(self.typical[may]).sum())
        typical, low = self.typical[certain], self.low[certain]
        return SkinSum(
            float(typical.sum()) if len(typical) and not np.isnan(typical).any() else None,
            float(np.nansum(low)) if not np.isnan(low).all() else None,
            float(self.high[may].sum()),
            int(certain.sum()),
            int((may & ~certain).sum()),
            bounds,
        )


def windows(doses: pd.DataFrame, today: date) -> tuple[Window, ...]:
    """The windows of one patch of skin.

    Args:
        doses: a row each exam, at least one: date_first, date_last, typical_mgy, low_mgy (NaN where not known) and
            high_mgy.
        today: the last day of the recent windows.
    """
    own = _Doses(
        doses["date_first"].to_numpy(dtype="datetime64[D]"),
        doses["date_last"].to_numpy(dtype="datetime64[D]"),
        *(doses[name].to_numpy(dtype=float) for name in ("typical_mgy", "low_mgy", "high_mgy")),
    )
    return tuple(_window(own, days, np.datetime64(today, "D")) for days in WINDOWS_DAYS)


def _window(own: _Doses, days: int | None, today: np.datetime64) -> Window:
    if days is None:
        everything = np.ones(len(own.first), dtype=bool)
        whole = own.sum(everything, everything)
        return Window(None, whole, whole, None)
    length = np.timedelta64(days - 1, "D")
    certain, may = own.inside(today - length, today)
    recent = own.sum(certain, may) if may.any() else None
    end = _fullest(own, length, today)
    return Window(days, recent, _highest(own, end - length, end), date.fromisoformat(str(end)))


def _fullest(own: _Doses, length: np.timedelta64, today: np.datetime64) -> np.datetime64:
    """The last day of the window with the largest sum of highs; of equal ones the latest.

    An exam enters a window on its first possible day and leaves it after its last one, so the largest sum is reached
    on some exam's first day, or, with the same exams, on its last one.
    """
    ends = np.unique(np.concatenate([own.first, np.minimum(own.last, today)]))
    by_first, by_last = np.argsort(own.first), np.argsort(own.last)
    begun = np.concatenate([[0.0], np.cumsum(own.high[by_first])])
    gone = np.concatenate([[0.0], np.cumsum(own.high[by_last])])
    sums = begun[np.searchsorted(own.first[by_first], ends, side="right")]
    sums -= gone[np.searchsorted(own.last[by_last], ends - length, side="left")]
    found: np.datetime64 = ends[np.flatnonzero(sums >= sums.max() * (1 - 1e-9))[-1]]
    return found


def _highest(own: _Doses, start: np.datetime64, end: np.datetime64) -> SkinSum:
    """The sum of that window. An exam lies in some window for certain, so where none must lie in this one, the largest
    that may stands for it."""
    certain, may = own.inside(start, end)
    if not certain.any():
        largest = np.flatnonzero(may)[np.argmax(own.high[may])]
        certain = np.arange(len(may)) == largest
    return own.sum(certain, may)
