"""What is published about the dose to the uterus, one basis per exam kind, region and radiopharmaceutical."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from tracker import reference
from tracker.reference import FetalDose

ASSUMED = "published_without_range"  # surveys of one exam differ by this much, so does what a published dose goes with
PHANTOM = "phantom"

SMALLEST_MGY = 0.01  # a published 0 is read as "under" this: no exam with radiation gives a dose of zero
LEAST = "reported_effective_dose"  # no interval is narrower than this convention
NARROW = 2.0  # the middle of an interval up to this ratio is as good as a published value


@dataclass(frozen=True, slots=True)
class Basis:
    """Published dose to the uterus, with its interval.

    Attributes:
        key: "kind:ct_head", "region:pelvis" or "agent:f18_fdg:0:10".
        typical: mGy, for `per_value` of `per_quantity`; NaN where only a bound was published.
        low: low end, mGy; NaN where only a bound was published.
        high: high end, mGy.
        under: the published bound, mGy; NaN where a value was published.
        per_quantity: the measured quantity it grows with; empty where it is not scaled.
        per_value: the value of that quantity it goes with; None stands for the usual one of the exam kind.
        agent: the radiopharmaceutical it holds for, or empty.
        evidence: typical or rough.
        middle: whether the typical value is the middle of published ones, and not itself published.
        convention: name of the range convention that made both ends; empty where there were published ends.
        ours: the ends that are ours beside published ones: "mirrored_low" or "mirrored_high" (as far from the value as
            the other end), "low" and "high" (at least the uncertainty of a reference person).
        older: whether the high end comes from older, higher publications.
        source_ids: the publications.
        weeks: first and last week of pregnancy it was published for, or None for any.
        beyond: whether it was asked for weeks of which some or none are published.
        per_source_id: where `per_value` was published, if not with the dose.
    """

    key: str
    typical: float
    low: float
    high: float
    under: float
    per_quantity: str
    per_value: float | None
    agent: str
    evidence: str
    middle: bool
    convention: str
    older: bool
    source_ids: tuple[str, ...]
    weeks: tuple[float, float] | None = None
    beyond: bool = False
    per_source_id: str = ""
    ours: tuple[str, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether the value it goes with was not published with the dose."""
        return bool(self.per_quantity) and (self.per_value is None or bool(self.per_source_id))


NO_BASIS = Basis("", math.nan, math.nan, math.nan, math.nan, "", None, "", "unknown", False, "", False, ())


@cache
def of_kinds() -> dict[str, Basis]:
    """By exam kind."""
    keys = dict.fromkeys(row.kind_key for row in reference.fetal_doses() if row.kind_key)
    return {key: _combined(f"kind:{key}", [r for r in reference.fetal_doses() if r.kind_key == key]) for key in keys}


@cache
def of_regions() -> dict[str, Basis]:
    """By region, per Gy.cm2 of fluoroscopy."""
    return {r.region: _combined(f"region:{r.region}", [r]) for r in reference.fetal_doses() if r.region}


@cache
def agents() -> frozenset[str]:
    """The radiopharmaceuticals with a published dose per MBq."""
    return frozenset(r.radiopharmaceutical for r in reference.fetal_doses() if not (r.kind_key or r.region))


@cache
def of_agent(agent: str, week_first: float | None, week_last: float | None) -> Basis:
    """Per MBq given to the mother, at weeks of pregnancy (from the last period).

    Where the weeks are not known, or nothing was published for them, the basis spans all published stages. Weeks that
    the published ones do not hold make it rough.
    """
    rows = [r for r in reference.fetal_doses() if not r.kind_key and r.radiopharmaceutical == agent]
    fitting = [r for r in rows if _meets(r, week_first, week_last)]
    found = fitting or rows
    ends = (min(r.week_first or 0.0 for r in found), max(r.week_last or 0.0 for r in found))
    held = week_first is None or week_last is None or (ends[0] < week_first + 1 and week_last < ends[1] + 1)
    basis = replace(_combined(f"agent:{agent}:{ends[0]:g}:{ends[1]:g}", found), weeks=ends)
    return basis if held else _beyond(basis)


def _beyond(basis: Basis) -> Basis:
    return replace(basis, key=f"{basis.key}:beyond", evidence="rough", beyond=True)


@cache
def by_key(key: str) -> Basis:
    """The basis of a key; `NO_BASIS` for the empty one."""
    sort, _colon, name = key.partition(":")
    if sort == "agent":
        agent, first, last, *beyond = name.split(":")
        basis = of_agent(agent, float(first), float(last))
        return _beyond(basis) if beyond else basis
    return {"kind": of_kinds(), "region": of_regions()}.get(sort, {}).get(name, NO_BASIS)


def _meets(row: FetalDose, first: float | None, last: float | None) -> bool:
    if first is None or last is None or row.week_first is None or row.week_last is None:
        return False
    return row.week_first < last + 1 and first < row.week_last + 1


def _combined(key: str, rows: Sequence[FetalDose]) -> Basis:
    """One basis of several published rows: the typical values' middle, and an interval that holds all of them."""
    values = [r for r in rows if r.role == "value"]
    typicals = [r.typical for r in values if r.typical]
    bounds = [r.high or 0.0 for r in rows if r.role == "bound"] + [SMALLEST_MGY for r in values if r.typical == 0]
    uppers = [r.high for r in rows if r.role == "upper" and r.high]
    used = [r for r in rows if r.role != "upper"] or list(rows)
    sources = tuple(dict.fromkeys(r.source_id for r in rows))
    scaled = next((r for r in values if r.per_quantity), None)
    per = (scaled.per_quantity, scaled.per_value, scaled.radiopharmaceutical) if scaled else ("", None, "")
    if bounds and not typicals:
        under = max([*bounds, *(r.high for r in values if r.high)])
        high = max([under, *uppers])
        return Basis(key, math.nan, math.nan, high, under, "", None, "", "typical", False, "", high > under, sources)
    low, high = _published_ends(values)
    typical = math.prod(typicals) ** (1 / len(typicals)) if typicals else math.sqrt(low * high)
    derived = all(r.status != "verified" for r in used if r.typical or not typicals)
    sharp = bool(typicals) or high <= NARROW * low
    middle = not any(math.isclose(typical, n) for r in values for n in (r.low, r.typical, r.high) if n)
    low, high, convention, ours = _interval(typical, low, high, max(uppers, default=0.0), _convention_of(key))
    evidence = "typical" if sharp and not derived else "rough"
    older = bool(uppers) and high == max(uppers)
    per_source = scaled.per_source_id if scaled else ""
    found = Basis(key, typical, low, high, math.nan, *per, evidence, middle, convention, older, sources)
    return replace(found, per_source_id=per_source, ours=ours)


def _published_ends(rows: Sequence[FetalDose]) -> tuple[float, float]:
    given = [n for r in rows for n in (r.low, r.typical, r.high) if n]
    return min(given), max(given)


def _convention_of(key: str) -> str:
    return {"region": "by_analogy", "agent": "activity_times_coefficient"}.get(
        key.partition(":")[0], "published_without_range"
    )


def _interval(
    typical: float, low: float, high: float, upper: float, convention: str
) -> tuple[float, float, str, tuple[str, ...]]:
    """The interval around a typical value: published ends where there are, else our convention.

    An end that is missing is the typical value squared over the other end, and no interval is narrower than the
    uncertainty of a dose of a reference person, as for effective dose (data/reference/README.md).
    """
    high, ours = max(high, upper), []
    if low == high:
        rule = reference.range_conventions()[convention]
        return typical * rule.low_factor, typical * rule.high_factor, convention, ()
    if low >= typical:
        low, ours = typical**2 / high, ["mirrored_low"]
    if high <= typical:
        high, ours = typical**2 / low, ["mirrored_high"]
    least = reference.range_conventions()[LEAST]
    if low > typical * least.low_factor:
        low, ours = typical * least.low_factor, [*(o for o in ours if o != "mirrored_low"), "low"]
    if high < typical * least.high_factor:
        high, ours = typical * least.high_factor, [*(o for o in ours if o != "mirrored_high"), "high"]
    return low, high, "", tuple(ours)
