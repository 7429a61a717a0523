"""How the numbers of exams compare with published ones: the usual dose of a kind, values of series, reference levels.

A reference level is for comparing how departments work. It is not a limit, and not a judgement of one exam.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from tracker import reference
from tracker.dose import effective
from tracker.dose.tables import ADULT, phantom_fits
from tracker.history.summary import Summary
from tracker.history.totals import MEASURED_EVIDENCE
from tracker.reference import ProcedureValue, ReferenceLevel
from tracker.units import QUANTITIES

ABOUT = 1.25  # up to this factor either way, a value is "about" a single published one
_TRUSTED = ("verified", "derived")
_ADDED = ("kap_gy_cm2", "dlp_mgy_cm", "fluoro_time_s")
_ON_PHANTOM = ("dlp_mgy_cm", "ctdivol_mgy")
_SPREADS = {"sd": ("SD",), "printed": ("+-",), "iqr": ("IQR",), "ci": ("95% CI",), "range": ("range",)}
# The one national set of reference levels for spinal injections names the approach and not the level of the spine.
_SPINAL = "rf_spine_injection"
_APPROACHES = {"mbb": "Medial branch block", "esi": "Epidural injection"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measured value beside one published one, both in the canonical unit of the quantity.

    Attributes:
        sort: "range" (published values of the exam) or "reference_level" (for comparing practice).
        level: of the latter, national, local, guide or median (`reference.ReferenceLevel`); else empty.
        spread: what low and high are: sd, printed (a mean with what is printed after +-), iqr, ci, range, or values.
        per_level: whether it was published for one level of the spine, and not for the whole exam.
        number: size of the series, as published.
        published: the central published value, or the reference level; None where only a range was published.
        low: low end of what was published, or None; so is `high`.
        position: below, about or above.
        factor: the measured value over the published one (over the nearer end of a range it lies outside of); 1 inside.
        published_for: what the publication calls the exam.
        country: where a reference level holds; empty for a range, or where the text names none.
        notes: what the table says of the published value.
    """

    quantity: str
    value: float
    unit: str
    laterality: str
    sort: str
    published: float | None
    low: float | None
    high: float | None
    position: str
    factor: float
    published_for: str
    country: str
    year: str
    source: reference.Source
    notes: str
    level: str = ""
    spread: str = "values"
    per_level: bool = False
    number: str = ""


def usual(exams: pd.DataFrame) -> pd.DataFrame:
    """The published range of effective dose of each exam's kind, and where the exam's own dose lies in it.

    Only a dose that was measured, or worked out from a measurement, can lie somewhere; only the range of an exam of an
    adult that was published for this kind, or follows from published ones by arithmetic, is one to lie in.

    Args:
        exams: of a summary.

    Returns:
        Indexed like `exams`: usual_typical_msv, usual_low_msv, usual_high_msv (NaN where there is nothing to compare),
        and position: below, within, above; below_or_within, within_or_above where the range of the dose itself reaches
        into the usual one; "" where there is nothing to compare.
    """
    facts = effective.with_kind(exams)
    known = facts["kind_key"].isin(_published_kinds()) & facts["region"].eq(facts["kind_region"])
    known &= facts["age_group"].eq(ADULT) & exams["exam_count"].eq(1)
    known &= exams["evidence"].isin(MEASURED_EVIDENCE) & exams["typical_msv"].gt(0)
    published = facts[["typical", "low", "high"]].mul(effective.published_times(facts), axis=0)
    found = published.where(known).set_axis([f"usual_{name}_msv" for name in published], axis=1)
    low, high = found["usual_low_msv"], found["usual_high_msv"]
    dose = exams["typical_msv"]
    below = np.where(exams["high_msv"] < low, "below", "below_or_within")
    above = np.where(exams["low_msv"] > high, "above", "within_or_above")
    where = np.where(dose < low, below, np.where(dose > high, above, "within"))
    return found.assign(position=np.where(known & low.notna() & high.notna(), where, ""))


@cache
def _published_kinds() -> frozenset[str]:
    """Kinds with a usual dose and a range that somebody published."""
    kinds = reference.exam_kinds().values()
    return frozenset(k.key for k in kinds if k.evidence == "typical" and k.range_source_id != "convention")


def comparisons(summary: Summary, exam_id: str) -> tuple[Comparison, ...]:
    """Every published value of the exam's kind beside what was measured of the whole exam.

    What adds up over planes and series is added first; a DLP or CTDIvol on another phantom than the published ones is
    left out.

    Empty where nothing was measured or nothing verified is published. The published values are of adults, so an exam
    of a child has none.

    Raises:
        NotFound: the exam is not in this summary.
    """
    row = summary.row(exam_id)
    if row["age_group"] != ADULT:
        return ()
    measured = summary.measured(exam_id)
    whole = measured[~measured["part"].astype(bool) & measured["value"].gt(0)]
    kind = str(row["kind_key"])
    return tuple(
        found for given in _given(whole, kind) for found in (*_with_ranges(kind, given), *_with_levels(kind, given))
    )


def _given(whole: pd.DataFrame, kind: str) -> Iterator[pd.Series]:
    """The values to compare: sums of what adds up, the rest one by one."""
    known = reference.exam_kinds().get(kind)
    region = known.region if known else ""
    for quantity, rows in whole.groupby("quantity", sort=False):
        held = _on_phantom(rows, region, added=quantity in _ADDED) if quantity in _ON_PHANTOM else rows
        if quantity in _ADDED and len(held):
            added = held.iloc[0].copy()
            added["value"] = float(held["value"].sum())
            yield added
        else:
            yield from (given for _place, given in held.iterrows())


def _on_phantom(rows: pd.DataFrame, region: str, *, added: bool) -> pd.DataFrame:
    """The values on the phantom of published ones; none of a sum of which a part is on another."""
    fits = np.array([phantom_fits(region, ADULT, str(phantom)) for phantom in rows["phantom"]], dtype=bool)
    return rows[fits & (fits.all() or not added)]


def spread_of(row: ProcedureValue) -> str:
    """What the low and the high end of a published row are, by its statistic; see `Comparison.spread`."""
    words = row.statistic
    if any(group in words for group in ("low", "high", "with contrast", "consultant")):
        return "values"
    for spread, marks in _SPREADS.items():
        if any(mark in words for mark in marks):
            return spread
    return "values"


def _with_ranges(kind: str, given: pd.Series) -> Iterator[Comparison]:
    for row in reference.procedure_values():
        if row.kind_key == kind and row.quantity == given["quantity"] and row.status in _TRUSTED:
            value = float(given["value"])
            ends = (row.low, row.high) if row.low and row.high else (None, None)
            position, factor = _against_range(value, *ends) if ends[0] else _against_one(value, row.typical)
            if position:
                yield _made(given, "range", row, row.typical, ends, position, factor)


def _with_levels(kind: str, given: pd.Series) -> Iterator[Comparison]:
    for row in reference.reference_levels():
        adult = row.population == "adult" and row.status in _TRUSTED
        if adult and row.quantity == given["quantity"] and _holds_for(row, kind):
            position, factor = _against_one(float(given["value"]), row.value)
            yield _made(given, "reference_level", row, row.value, (None, None), position, factor)


def _holds_for(level: ReferenceLevel, kind: str) -> bool:
    if level.kind_key == kind:
        return bool(kind)
    if level.kind_key != _SPINAL or not kind.endswith("_rf"):
        return False
    approach = "Transforaminal injection" if "transforaminal" in kind else _APPROACHES.get(kind.split("_")[0])
    return _published_for(level) == approach


def _published_for(row: ProcedureValue | ReferenceLevel) -> str:
    if isinstance(row, ProcedureValue):
        return ", ".join(filter(None, [row.procedure, row.approach]))
    return row.notes.split(";")[0]


def _against_range(value: float, low: float | None, high: float | None) -> tuple[str, float]:
    if low is not None and value < low:
        return "below", value / low
    if high is not None and value > high:
        return "above", value / high
    return "about", 1.0


def _against_one(value: float, published: float | None) -> tuple[str, float]:
    if not published:
        return "", 1.0
    factor = value / published
    if 1 / ABOUT <= factor <= ABOUT:
        return "about", factor
    return ("above" if factor > 1 else "below"), factor


def _made(
    given: pd.Series,
    sort: str,
    row: ProcedureValue | ReferenceLevel,
    published: float | None,
    ends: tuple[float | None, float | None],
    position: str,
    factor: float,
) -> Comparison:
    source = reference.sources()[row.source_id]
    if isinstance(row, ReferenceLevel):
        country, year, notes = ("" if row.country == "not stated" else row.country), row.year, row.notes
    else:
        country, year, notes = "", "", "; ".join(filter(None, [row.statistic, row.number, row.notes]))
    return Comparison(
        quantity=str(given["quantity"]),
        value=float(given["value"]),
        unit=QUANTITIES[str(given["quantity"])].unit,
        laterality=str(given["laterality"]),
        sort=sort,
        published=published,
        low=ends[0],
        high=ends[1],
        position=position,
        factor=factor,
        published_for=_published_for(row),
        country=country,
        year=year or source.year,
        source=source,
        notes=notes,
        level=row.sort if isinstance(row, ReferenceLevel) else "",
        spread=spread_of(row) if isinstance(row, ProcedureValue) else "values",
        per_level=isinstance(row, ProcedureValue) and "per level" in row.approach,
        number="" if isinstance(row, ReferenceLevel) else row.number,
    )
