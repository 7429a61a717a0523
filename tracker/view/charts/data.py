"""What the charts show, as plain numbers: so a chart can be checked, and read out, without looking at pixels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tracker.dose import total
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.view.charts.theme import EXAM_TYPES


@dataclass(frozen=True, slots=True)
class Years:
    """One value per calendar year and exam type.

    Attributes:
        years: every year from the first to the last one with an exam, without gaps.
        layers: exam type -> one value per year, in the fixed order of types; 0 where a year has nothing of the type.
        filled: whether the year has any value at all.
        approximate: whether the year holds part of an entry whose number or year is only roughly known.
    """

    years: tuple[int, ...] = ()
    layers: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    filled: tuple[bool, ...] = ()
    approximate: tuple[bool, ...] = ()

    @property
    def sums(self) -> tuple[float, ...]:
        """All types of a year together."""
        return tuple(float(sum(values)) for values in zip(*self.layers.values(), strict=True))

    @property
    def approximate_years(self) -> tuple[int, ...]:
        """The years that hold part of an entry that is only roughly known."""
        return tuple(year for year, rough in zip(self.years, self.approximate, strict=True) if rough)


@dataclass(frozen=True, slots=True)
class Running:
    """The total up to the end of each year, in mSv, with its interval (2.5 % and 97.5 % points)."""

    typical: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


def dose_years(summary: Summary) -> Years:
    """Typical effective dose (mSv) per year and type, of the exams that are counted."""
    rows = summary.by_year
    return _years(rows[rows["typical_msv"].fillna(0.0) > 0], "typical_msv")


def exam_years(summary: Summary) -> Years:
    """Number of exams per year and type, those without radiation included."""
    return _years(summary.by_year[summary.by_year["exams"] > 0], "exams")


def _years(rows: pd.DataFrame, column: str) -> Years:
    if rows.empty:
        return Years()
    years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
    kinds = rows["exam_type"].where(rows["exam_type"].isin(EXAM_TYPES), "other")
    wide = rows[column].groupby([rows["year"], kinds]).sum().unstack(fill_value=0).reindex(years, fill_value=0.0)
    rough = set(rows.loc[rows["approximate"].astype(bool), "year"])
    filled = set(rows["year"])
    return Years(
        years=tuple(years),
        layers={name: tuple(float(v) for v in wide[name]) for name in EXAM_TYPES if name in wide},
        filled=tuple(year in filled for year in years),
        approximate=tuple(year in rough for year in years),
    )


def running_total(summary: Summary, years: Sequence[int]) -> Running:
    """The total up to the end of each of the years; entries spread over years count in parts.

    Each interval is made like that of the whole total, so the last one equals it.
    """
    exams = summary.exams
    counted = exams[exams["counted"].astype(bool) & (exams["typical_msv"] > 0)]
    if counted.empty or not years:
        return Running()
    first, last = counted["date_first"].dt.year.to_numpy(), counted["date_last"].dt.year.to_numpy()
    ends = np.asarray(years)
    # Rows are exams, columns are years: which part of the entry lies in or before the year.
    parts = np.clip((ends[None, :] - first[:, None] + 1) / (last - first + 1)[:, None], 0.0, 1.0)
    exam, end = np.nonzero(parts)
    share = parts[exam, end]
    doses = pd.DataFrame({"end": ends[end], "group": total.error_groups(counted).to_numpy()[exam]})
    for column in ("typical_msv", "low_msv", "high_msv"):
        doses[column] = counted[column].to_numpy()[exam] * share
    ranges = total.ranges(doses, "end").reindex(ends)
    return Running(*(tuple(float(v) for v in ranges[name]) for name in ("typical", "low", "high")))


def spans(years: Iterable[int]) -> str:
    """Years as a person lists them: "1990 to 1993, 2004"."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(a) if a == b else _("{first} to {last}").format(first=a, last=b) for a, b in runs)
