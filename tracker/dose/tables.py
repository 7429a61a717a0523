"""The published tables, looked up for the columns of a record, and what measured quantities give with them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker import reference

ADULT = "adult"
CHILD_GROUPS = ("0", "1", "5", "10", "15")
ADULT_FROM_YEARS = 16.0
# ICRP's reference ages 0, 1, 5, 10 and 15 years; the bands around them are those of data/reference/paediatric.csv.
CHILD_GROUP_ENDS = (0.5, 2.5, 7.5, 12.5)

_KIND_COLUMNS = {
    "key": "key",
    "modality": "modality",
    "exam_type": "exam_type",
    "region": "kind_region",
    "evidence": "kind_evidence",
    "typical_msv": "typical",
    "low_msv": "low",
    "high_msv": "high",
    "image_guided_procedure": "image_guided",
    "bilateral": "bilateral",
    "is_injection": "injection",
}
# Their value covers two parts (tracer and CT; contrast under X-ray and CT); one of the two alone is not the exam.
TWO_PARTS = r"nm_petct_|ct_myelogram$"
# Method of a sum with a part that was not measured -> the parts that this can be.
USUAL = {"agent_and_usual": ("ct",), "dlp_and_usual": ("agent", "fluoroscopy")}


@cache
def kinds() -> pd.DataFrame:
    """One row per exam kind, indexed by key: modality, exam_type, region, evidence, typical, low, high (mSv).

    The last row, with the key "", is that of an exam in the person's own words.
    """
    rows: list[list[object]] = [
        *([getattr(kind, name) for name in _KIND_COLUMNS] for kind in reference.exam_kinds().values()),
        ["", "", "", "unknown", "", None, None, None, False, False, False],
    ]
    frame = pd.DataFrame(rows, columns=list(_KIND_COLUMNS.values())).set_index("key")
    frame["hybrid"] = frame.index.str.match(TWO_PARTS)
    return frame.astype({"typical": float, "low": float, "high": float})


@cache
def regions() -> pd.DataFrame:
    """One row per region, indexed by key: the regions whose KAP and DLP coefficients serve it."""
    rows = [(r.key, r.kap_region, r.dlp_region) for r in reference.regions().values()]
    return pd.DataFrame(rows, columns=["key", "kap_region", "dlp_region"]).set_index("key")


def texts(values: NDArray[np.object_], index: pd.Index) -> pd.Series:
    """A column of Python strings as they are: converting them to pandas' own and back costs more than the estimate."""
    return pd.Series(values, index=index, dtype=object)


@dataclass(frozen=True, slots=True)
class Found:
    """One coefficient for each of some rows, as plain arrays: data frames of a few rows cost more than the looking up.

    Attributes:
        k: shape (rows, 3), the coefficient with its low and high end; NaN where none holds.
        factor_set, source_id: shape (rows,), "" where there is none.
    """

    k: NDArray[np.float64]
    factor_set: NDArray[np.object_]
    source_id: NDArray[np.object_]

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Where there is a coefficient."""
        return ~np.isnan(self.k[:, 0])

    def only_where(self, fits: NDArray[np.bool_]) -> "Found":
        """The same without coefficient where it does not fit; the page still says which one was not used."""
        return Found(np.where(fits[:, None], self.k, np.nan), self.factor_set, self.source_id)

    def where(self, kept: NDArray[np.bool_], other: "Found") -> "Found":
        """The same where it is kept, else the other one."""
        return Found(
            np.where(kept[:, None], self.k, other.k),
            np.where(kept, self.factor_set, other.factor_set),
            np.where(kept, self.source_id, other.source_id),
        )

    def or_else(self, other: "Found") -> "Found":
        """The same, with the other one where there is no coefficient."""
        return self.where(self.holds, other)


@dataclass(frozen=True)
class Lookup:
    """Coefficients by the values of some columns.

    Attributes:
        on: the names of the columns.
        places: their values -> row of `values`.
        values: the last row is empty and stands for "there is none".
    """

    on: tuple[str, ...]
    places: Mapping[tuple[str, ...], int]
    values: Found

    def find(self, rows: Mapping[str, NDArray[np.object_]] | pd.DataFrame) -> Found:
        """What holds for each of the rows, which have the columns of `on`."""
        missing = len(self.places)
        keys = zip(*(np.asarray(rows[name], dtype=object).tolist() for name in self.on), strict=True)
        at = np.array([self.places.get(key, missing) for key in keys], dtype=np.intp)
        return Found(self.values.k[at], self.values.factor_set[at], self.values.source_id[at])


Row = tuple[float, float, float, str, str]


def _lookup(on: tuple[str, ...], rows: Mapping[tuple[str, ...], Row]) -> Lookup:
    every = [*rows.values(), (np.nan, np.nan, np.nan, "", "")]
    k = np.array([row[:3] for row in every], dtype=float)
    factor_set, source_id = (np.array([row[i] for row in every], dtype=object) for i in (3, 4))
    return Lookup(on, {key: place for place, key in enumerate(rows)}, Found(k, factor_set, source_id))


@cache
def dlp_coefficients(factor_set: str, by: str = "dlp_region") -> Lookup:
    """mSv per mGy.cm by "dlp_region" or "kind_key", age_group, phantom and voltage (kV as text)."""
    rows: dict[tuple[str, ...], Row] = {
        (*place, str(kv)): (c.typical, c.low, c.high, c.factor_set, c.source_id)
        for (*place, kv), c in reference.dlp_by_place(factor_set).items()
        if bool(c.kind_key) == (by != "dlp_region")
    }
    return _lookup((by, "age_group", "phantom", "voltage"), rows)


def phantom_fits(region: str, age_group: str, phantom: str) -> bool:
    """Whether a DLP or CTDIvol is on the phantom of published ones: 16 cm of a head, else 32 cm.

    As for `reference.dlp_by_place`, an adult's without a phantom is taken to be; a child's is not.
    """
    known = reference.regions().get(region)
    return phantom == ("16 cm" if known and known.dlp_region == "head" else "32 cm") or (
        not phantom and age_group == ADULT
    )


@cache
def kap_coefficients(by: str) -> Lookup:
    """mSv per Gy.cm2 by "kind_key" or "kap_region", and age_group."""
    rows: dict[tuple[str, ...], Row] = {}
    for c in reference.kap_coefficients():
        key = c.kind_key if by == "kind_key" else c.region
        if key:
            rows[key, c.age_group] = (c.typical, c.low, c.high, c.tissue_weights, c.source_id)
    return _lookup((by, "age_group"), rows)


@cache
def activity_coefficients(*, by_kind: bool = False) -> Lookup:
    """mSv per MBq by radiopharmaceutical and age_group; with `by_kind`, those that hold for certain kinds only.

    The kind then says what the agent leaves open: its only agent is meant where none is named ("") or one whose key
    begins that of its own, which says less ("i131_iodide" of a scan after the thyroid was removed).
    """
    rows: dict[tuple[str, ...], Row] = {}
    agents = {c.radiopharmaceutical for c in reference.activity_coefficients()}
    several = [kind for c in reference.activity_coefficients() if c.age_group == ADULT for kind in c.only_kinds]
    for c in reference.activity_coefficients():
        row = (c.typical, c.low, c.high, c.tissue_weights, c.source_id)
        kinds_ = c.only_kinds
        if by_kind:
            less = [n for n in (*agents, "") if c.radiopharmaceutical.startswith(n)]
            rows |= {(c.radiopharmaceutical, c.age_group, kind): row for kind in kinds_}
            only = [kind for kind in kinds_ if several.count(kind) == 1]
            rows |= {(name, c.age_group, kind): row for kind in only for name in less}
        elif not kinds_:
            rows[c.radiopharmaceutical, c.age_group] = row
    on = ("radiopharmaceutical", "age_group", *(("kind_key",) if by_kind else ()))
    return _lookup(on, rows)


@cache
def usual_parts(*parts: str) -> Lookup:
    """What these parts of an exam usually give an adult, in mSv, by kind_key and age_group."""
    rows: dict[tuple[str, ...], Row] = {
        (r.kind_key, ADULT): (r.typical, r.low, r.high, "", r.source_id)
        for r in reference.usual_parts()
        if r.part in parts
    }
    return _lookup(("kind_key", "age_group"), rows)


@cache
def time_shares() -> Lookup:
    """mSv per second by kind_key, for adults: the published dose of the exam over the median of its published times."""
    rows = (r for r in reference.procedure_values() if r.quantity == "fluoro_time_s" and r.status == "verified")
    published = ((row.kind_key, row.typical) for row in rows if row.typical)
    return _dose_over(published, "fluoroscopy_time", lambda kind: kind.evidence == "typical")


def _dose_over(
    published: Iterable[tuple[str, float]], method: str, fits: Callable[[reference.ExamKind], bool]
) -> Lookup:
    """The published dose of each kind that fits over the median of its published values, with the range by convention.

    Args:
        published: kind_key and value.
        method: the row of the range conventions.
    """
    values: dict[str, list[float]] = {}
    for key, value in published:
        values.setdefault(key, []).append(value)
    convention = reference.range_conventions()[method]
    rows: dict[tuple[str, ...], Row] = {}
    for key, own in values.items():
        kind = reference.exam_kinds().get(key)
        if kind and kind.typical_msv and fits(kind):
            k = kind.typical_msv / float(np.median(own))
            rows[key, ADULT] = (k, k * convention.low_factor, k * convention.high_factor, "", kind.source_id)
    return _lookup(("kind_key", "age_group"), rows)


@cache
def time_rates() -> Lookup:
    """mSv per second of fluoroscopy by kap_region, for adults."""
    rows: dict[tuple[str, ...], Row] = {
        (r.region, ADULT): (r.typical / 60, r.low / 60, r.high / 60, "", r.source_id) for r in reference.time_rates()
    }
    return _lookup(("kap_region", "age_group"), rows)


@cache
def child_doses() -> Lookup:
    """Published effective dose of children (mSv) by kind_key and ICRP age group."""
    rows: dict[tuple[str, ...], Row] = {}
    for dose in reference.paediatric():
        for group in CHILD_GROUPS:
            if dose.age_low_years <= float(group) <= dose.age_high_years:
                rows.setdefault((dose.kind_key, group), (dose.typical, dose.low, dose.high, "", dose.source_id))
    return _lookup(("kind_key", "age_group"), rows)
