"""What exams add up to: counts by evidence and type, the total dose with its interval, and the dose of each year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import reference
from tracker.dose import total

EVIDENCE_FIELDS = {
    "reported": "measured",
    "calculated": "calculated",
    "from_time": "calculated",
    "typical": "typical",
    "rough": "rough",
    "unknown": "not_counted",
    "no_radiation": "no_radiation",
    "treatment": "treatment",
}
MEASURED_EVIDENCE = ("reported", "calculated", "from_time")


@dataclass(frozen=True, slots=True)
class Range:
    """A dose in mSv: the median of what the exams can add up to, and the interval it lies in."""

    typical: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class EvidenceCounts:
    """How many exams rest on what; an entry for about 20 counts as 20."""

    measured: int = 0
    calculated: int = 0
    typical: int = 0
    rough: int = 0
    not_counted: int = 0
    no_radiation: int = 0
    treatment: int = 0


@dataclass(frozen=True, slots=True)
class TypeTotal:
    """All exams of one type; `dose` is None where none of them could be counted."""

    exam_type: str
    exams: int
    dose: Range | None
    not_counted: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What the whole selection adds up to.

    Attributes:
        exams: number of exams, an entry for about 20 counting as 20; `approximate` says such an entry is among them.
        with_radiation: of these, exams with X-rays or radioactive material (treatments left out).
        radiation_not_known: of these, exams of which nobody knows whether they used any.
        image_guided: of these, image-guided injections and procedures.
        dose: total effective dose; None where no exam could be counted (which is not a dose of zero).
        share_measured: the share of the total that rests on measured values, 0 to 1; None where there is no total.
        factor_sets: tissue weights named by the coefficients and reports in the total; more than one is said.
    """

    exams: int
    with_radiation: int
    radiation_not_known: int
    image_guided: int
    approximate: bool
    first_year: int | None
    last_with_radiation: str
    dose: Range | None
    counts: EvidenceCounts
    share_measured: float | None
    factor_sets: tuple[str, ...]
    by_type: tuple[TypeTotal, ...]


_DOSE_COLUMNS = ["exam_type", "typical_msv", "low_msv", "high_msv"]
_TOTAL_COLUMNS = [
    *_DOSE_COLUMNS,
    *("kind_key", "region", "method", "exam_count", "count_is_approximate", "evidence", "counted", "factor_set"),
    *("image_guided", "radiation"),
    *("date_first", "date_last", "when"),
]
NO_TOTALS = Totals(0, 0, 0, 0, False, None, "", None, EvidenceCounts(), None, (), ())


def totals_of(exams: pd.DataFrame) -> Totals:
    """The totals of exams as `Summary.exams` holds them (one person)."""
    if exams.empty:
        return NO_TOTALS
    exams = exams[_TOTAL_COLUMNS]  # copies of a selection are cheap when they are narrow
    count = exams["exam_count"]
    radiating = exams[exams["radiation"].eq("yes") & exams["evidence"].ne("treatment")]
    counted = exams[exams["counted"]]
    by_evidence = count.groupby(exams["evidence"].map(EVIDENCE_FIELDS)).sum()
    doses = _doses(counted)
    last = radiating.loc[radiating["date_last"] == radiating["date_last"].max(), "when"]
    return Totals(
        exams=int(count.sum()),
        with_radiation=int(radiating["exam_count"].sum()),
        radiation_not_known=int(count[exams["radiation"].eq("not_known")].sum()),
        image_guided=int(count[exams["image_guided"]].sum()),
        approximate=bool(exams["count_is_approximate"].any()),
        first_year=int(exams["date_first"].dt.year.min()),
        last_with_radiation=str(last.iloc[0]) if len(last) else "",
        dose=doses.get(""),
        counts=EvidenceCounts(**{str(name): int(n) for name, n in by_evidence.items()}),
        share_measured=_share_measured(counted),
        factor_sets=tuple(sorted(set(counted["factor_set"]) - {""})),
        by_type=_by_type(exams, doses),
    )


def _doses(counted: pd.DataFrame) -> dict[str, Range]:
    """Total and interval of each type, and of everything under the key ""."""
    if counted.empty:
        return {}
    doses = counted[_DOSE_COLUMNS].assign(group=total.error_groups(counted))
    found = total.ranges(pd.concat([doses, doses.assign(exam_type="")]), "exam_type")
    return {str(name): Range(*row) for name, row in zip(found.index, found.to_numpy().tolist(), strict=True)}


def _share_measured(counted: pd.DataFrame) -> float | None:
    whole = counted["typical_msv"].sum()
    if whole == 0:
        return None
    return float(counted.loc[counted["evidence"].isin(MEASURED_EVIDENCE), "typical_msv"].sum() / whole)


def _by_type(exams: pd.DataFrame, doses: dict[str, Range]) -> tuple[TypeTotal, ...]:
    unknown = exams["exam_count"].where(exams["evidence"] == "unknown", 0)
    sums = pd.DataFrame({"exams": exams["exam_count"], "unknown": unknown}).groupby(exams["exam_type"]).sum()
    found = {str(name): (int(n), int(u)) for name, (n, u) in zip(sums.index, sums.to_numpy().tolist(), strict=True)}
    return tuple(
        TypeTotal(name, found[name][0], doses.get(name), found[name][1])
        for name in reference.EXAM_TYPES
        if name in found
    )


def by_year(exams: pd.DataFrame) -> pd.DataFrame:
    """Exams and dose of each year and type; an entry that may lie in several years is spread evenly over them.

    Returns:
        year, exam_type, exams (float), typical_msv (0 where nothing could be counted), approximate (bool).
    """
    first = exams["date_first"].dt.year.to_numpy(dtype=np.int64)
    years = exams["date_last"].dt.year.to_numpy(dtype=np.int64) - first + 1
    place = np.repeat(np.arange(len(exams)), years)
    step = np.arange(len(place)) - np.repeat(np.cumsum(years) - years, years)
    spread = exams[["exam_type", "exam_count", "typical_msv", "counted", "count_is_approximate"]].iloc[place]
    frame = pd.DataFrame(
        {
            "year": first[place] + step,
            "exam_type": spread["exam_type"].to_numpy(dtype=object),
            "exams": spread["exam_count"].to_numpy(dtype=float) / years[place],
            "typical_msv": np.where(spread["counted"], spread["typical_msv"], 0.0) / years[place],
            "approximate": spread["count_is_approximate"].to_numpy(dtype=bool) | (years[place] > 1),
        }
    )
    grouped = frame.groupby(["year", "exam_type"], sort=True)
    return grouped.agg(
        exams=("exams", "sum"), typical_msv=("typical_msv", "sum"), approximate=("approximate", "any")
    ).reset_index()
