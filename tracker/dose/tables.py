"""The published tables, looked up for the columns of a record, and what measured quantities give with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker import reference

ADULT = "adult"
CHILD_GROUPS = ("0", "1", "5", "10", "15")
ADULT_FROM_YEARS = 16.0
# ICRP's reference ages 0, 1, 5, 10 and 15 years; the bands around them are those of data/reference/paediatric.csv.
CHILD_GROUP_ENDS = (0.5, 2.5, 7.5, 12.5)
DEFAULT_FACTOR_SET = "ICRP 60"

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
}
# Their value covers two parts (tracer and CT; contrast under X-ray and CT); one of the two alone is not the exam.
TWO_PARTS = r"nm_petct_|ct_myelogram$"


@cache
def kinds() -> pd.DataFrame:
    """One row per exam kind, indexed by key: modality, exam_type, region, evidence, typical, low, high (mSv)."""
    rows = [[getattr(kind, name) for name in _KIND_COLUMNS] for kind in reference.exam_kinds().values()]
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


@dataclass(frozen=True)
class Lookup:
    """Coefficients by the values of some columns.

    Attributes:
        on: the names of the columns.
        places: their values -> row of `values`.
        values: k, k_low, k_high, factor_set, source_id; the last row is empty and stands for "there is none".
    """

    on: tuple[str, ...]
    places: Mapping[tuple[str, ...], int]
    values: pd.DataFrame

    def find(self, rows: pd.DataFrame) -> pd.DataFrame:
        """One line of `values` for each of the rows, with the index of the rows."""
        missing = len(self.values) - 1
        keys = zip(*(rows[name].to_numpy(dtype=object).tolist() for name in self.on), strict=True)
        found = self.values.take(np.array([self.places.get(key, missing) for key in keys], dtype=np.intp))
        return found.set_axis(rows.index)


Row = tuple[float, float, float, str, str]


def _lookup(on: tuple[str, ...], rows: Mapping[tuple[str, ...], Row]) -> Lookup:
    values = pd.DataFrame(
        [*rows.values(), (np.nan, np.nan, np.nan, "", "")],
        columns=["k", "k_low", "k_high", "factor_set", "source_id"],
    ).astype({"factor_set": object, "source_id": object})
    return Lookup(on, {key: place for place, key in enumerate(rows)}, values)


USUAL_VOLTAGE = 120  # kV of adult CT where a report names none


@cache
def tube_voltages(factor_set: str) -> tuple[int, ...]:
    """The tube voltages (kV) that a set of DLP coefficients tells apart; none where one value serves all."""
    known = {c.tube_voltage_kv for c in reference.dlp_coefficients() if c.factor_set == factor_set}
    return tuple(sorted(known - {0}))


@cache
def dlp_coefficients(factor_set: str = DEFAULT_FACTOR_SET) -> Lookup:
    """mSv per mGy.cm by dlp_region, age_group, phantom and, where the set tells them apart, voltage (kV as text).

    An adult's DLP without a phantom is taken to be on the phantom of the coefficient, as scanners report it; a
    child's is not, because the wrong phantom is an error of about two there.
    """
    rows: dict[tuple[str, ...], Row] = {}
    by_voltage = bool(tube_voltages(factor_set))
    for c in reference.dlp_coefficients():
        if c.factor_set != factor_set:
            continue
        row = (c.typical, c.low, c.high, c.factor_set, c.source_id)
        voltage = (str(c.tube_voltage_kv),) if by_voltage else ()
        for region in _serves(c.region, c.age_group, factor_set):
            rows.setdefault((region, c.age_group, c.phantom, *voltage), row)
            if c.age_group == ADULT:
                rows.setdefault((region, ADULT, "", *voltage), row)
    return _lookup(("dlp_region", "age_group", "phantom", *(("voltage",) if by_voltage else ())), rows)


def _serves(region: str, age_group: str, factor_set: str) -> tuple[str, ...]:
    """Abdomen and pelvis together also serve each of the two, where the set has no value of its own for them."""
    own = {c.region for c in reference.dlp_coefficients() if (c.factor_set, c.age_group) == (factor_set, age_group)}
    parts = ("abdomen", "pelvis") if region == "abdomen_pelvis" else ()
    return (region, *(part for part in parts if part not in own))


def phantom_fits(region: str, age_group: str, phantom: str) -> bool:
    """Whether a DLP or CTDIvol is on the phantom of published ones: 16 cm of a head, else 32 cm.

    As for `dlp_coefficients`, an adult's without a phantom is taken to be; a child's is not.
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
    """mSv per MBq by radiopharmaceutical and age_group; with `by_kind`, those that hold for certain kinds only."""
    rows: dict[tuple[str, ...], Row] = {}
    for c in reference.activity_coefficients():
        row = (c.typical, c.low, c.high, c.tissue_weights, c.source_id)
        kinds_ = c.only_kinds
        if by_kind:
            rows |= {(c.radiopharmaceutical, c.age_group, kind): row for kind in kinds_}
        elif not kinds_:
            rows[c.radiopharmaceutical, c.age_group] = row
    on = ("radiopharmaceutical", "age_group", *(("kind_key",) if by_kind else ()))
    return _lookup(on, rows)


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


CONTRIBUTION_COLUMNS = [
    *("exam", "quantity", "value"),
    *("k", "k_low", "k_high", "factor_set", "source_id"),
    *("region", "part"),
]


def contributions(facts: pd.DataFrame, measurements: pd.DataFrame, factor_set: str = "") -> dict[str, pd.DataFrame]:
    """What each measurement gives, by method: k (mSv per canonical unit) with its interval, NaN where none holds.

    Args:
        facts: exams as `with_kind` returns them.
        measurements: as for `effective.estimate`.
        factor_set: as for `effective.estimate`.
    """
    # A zero in a report means that nothing was measured; no exam with radiation has a dose of zero.
    rows = measurements[measurements["value"].to_numpy(dtype=float) > 0]
    place = rows["exam"].to_numpy()
    names = ("kind_key", "modality", "age_group", "kind_region")
    attributes = {n: texts(facts[n].to_numpy(dtype=object)[place], rows.index) for n in names}
    region = rows["region"].to_numpy(dtype=object)
    region = np.where(region != "", region, facts["region"].to_numpy(dtype=object)[place])
    flags = {name: facts[name].to_numpy()[place] for name in ("bilateral", "image_guided")}
    rows = rows.assign(**attributes, **flags, region=texts(region, rows.index))
    places = rows.groupby("quantity", sort=False).indices

    def of(quantity: str) -> pd.DataFrame:
        return rows.take(np.asarray(places.get(quantity, []), dtype=np.int64))

    reported = of("effective_dose_msv")
    agent_only = (reported["origin"] == "administration").to_numpy()
    made: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], pd.DataFrame]] = {
        "reported": (_reported, reported[~agent_only]),
        "agent_reported": (_reported, reported[agent_only]),
        "dlp": (partial(_dlp, factor_set=factor_set), of("dlp_mgy_cm")),
        "kap": (_kap, of("kap_gy_cm2")),
        "activity": (_activity, of("activity_mbq")),
        "glandular": (partial(_glandular, factor_set=factor_set), of("glandular_dose_mgy")),
        "time": (_time, of("fluoro_time_s")),
    }
    # Most records hold few of the quantities; an empty look-up costs as much as one of a thousand rows.
    return {method: make(given) if len(given) else _nothing() for method, (make, given) in made.items()}


@cache
def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=float) for name in CONTRIBUTION_COLUMNS})


def _with_k(rows: pd.DataFrame, coefficients: Lookup) -> pd.DataFrame:
    found = coefficients.find(rows)
    own = rows[["exam", "quantity", "value", "region", "part"]]
    return pd.concat([own, found], axis=1)[CONTRIBUTION_COLUMNS]


def _served_by(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    codes, keys = pd.factorize(rows["region"])
    served = regions()[column].reindex(keys).fillna("").to_numpy(dtype=object)[codes]
    return rows.assign(**{column: texts(served, rows.index)})


def _fixed(rows: pd.DataFrame, k: Any, method: str, factor_set: Any) -> pd.DataFrame:
    convention = reference.range_conventions()[method]
    frame = rows.assign(k=k, factor_set=factor_set, source_id=convention.source_id)
    frame["k_low"] = frame["k"] * convention.low_factor
    frame["k_high"] = frame["k"] * convention.high_factor
    return frame.reindex(columns=CONTRIBUTION_COLUMNS)


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """The values of whole exams, without those of their parts."""
    return rows[~rows["part"].to_numpy(dtype=bool)]


def _only_where(found: pd.DataFrame, fits: NDArray[np.bool_]) -> pd.DataFrame:
    """The same without coefficient where it does not fit; the row stays, so that the page can say it was not used."""
    found.loc[~fits, ["k", "k_low", "k_high"]] = np.nan
    return found


def _of(rows: pd.DataFrame, *modalities: str) -> NDArray[np.bool_]:
    """Which rows are of these modalities; exams in the person's own words have none ("")."""
    return rows["modality"].isin(modalities).to_numpy()


def _reported(rows: pd.DataFrame) -> pd.DataFrame:
    """The stated dose; where a report states several, nobody can say which one holds, so there is none."""
    whole = _whole(rows)
    several = whole["exam"].duplicated(keep=False).to_numpy()
    return _fixed(whole, np.where(several, np.nan, 1.0), "reported_effective_dose", whole["authority"])


def _dlp(rows: pd.DataFrame, factor_set: str) -> pd.DataFrame:
    """By region; the CT of a whole-body nuclear scan runs from the skull base to the thighs: the trunk.

    Where the wanted set has no coefficient, that of the default set stays and says so by its name.
    """
    of_scan = (rows["region"] == "whole_body") & rows["modality"].isin(["NM", "PT"])
    rows = _served_by(rows.assign(region=rows["region"].where(~of_scan, "chest_abdomen_pelvis")), "dlp_region")
    found = _with_k(rows, dlp_coefficients())
    if factor_set in ("", DEFAULT_FACTOR_SET):
        return found
    wanted = _with_k(rows.assign(voltage=_voltages(rows, factor_set)), dlp_coefficients(factor_set))
    return wanted.where(wanted["k"].notna(), found)


def _voltages(rows: pd.DataFrame, factor_set: str) -> pd.Series:
    """The published tube voltage nearest to the one of each scan; the usual one where the report names none."""
    published = np.array(tube_voltages(factor_set), dtype=float)
    stated = rows["tube_voltage_kv"] if "tube_voltage_kv" in rows else pd.Series(np.nan, index=rows.index)
    kv = pd.to_numeric(stated, errors="coerce").fillna(USUAL_VOLTAGE).to_numpy(dtype=float)
    nearest = published[np.abs(kv[:, None] - published).argmin(axis=1)]
    return texts(np.array([f"{v:.0f}" for v in nearest], dtype=object), rows.index)


def _kap(rows: pd.DataFrame) -> pd.DataFrame:
    """The coefficient of the exam kind, unless another region was chosen; else, for fluoroscopy, of the region."""
    whole = _whole(rows)
    by_kind = _with_k(whole, kap_coefficients("kind_key"))
    by_region = _with_k(_served_by(whole, "kap_region"), kap_coefficients("kap_region"))
    same_region = (whole["region"] == whole["kind_region"]).to_numpy()
    by_kind = _only_where(by_kind, same_region & _of(whole, "RF", "XA", "IO", "PX"))
    return by_kind.where(by_kind["k"].notna(), _only_where(by_region, _of(whole, "RF", "XA")))


def _activity(rows: pd.DataFrame) -> pd.DataFrame:
    """Of the agent and, where its dose depends on what the scan is of, of the exam kind alone."""
    whole = _whole(rows)
    anywhere = _with_k(whole, activity_coefficients())
    of_kind = _with_k(whole, activity_coefficients(by_kind=True))
    return _only_where(of_kind.where(of_kind["k"].notna(), anywhere), _of(whole, "NM", "PT", ""))


def _glandular(rows: pd.DataFrame, factor_set: str) -> pd.DataFrame:
    """Tissue weight (0.12) x the mean over both breasts: half for one breast, all of it for a mean value of both.

    Where an exam of both breasts names one only, the other was not reported; it is not taken to be zero. Where named
    and unnamed values stand side by side, or several unnamed ones, nobody can say what to add. Then there is none.
    """
    whole = _whole(rows)
    named = whole["laterality"].isin(["left", "right"])
    exam = whole["exam"]
    sides = exam.map(whole[named].groupby("exam")["laterality"].nunique()).fillna(0).to_numpy()
    unnamed = exam.map((~named).groupby(exam).sum()).to_numpy()
    both_expected = whole["bilateral"].to_numpy(dtype=bool)
    weight = _breast_weight(factor_set or "ICRP 103")
    k = np.where(named | ~both_expected, weight.weight / 2, weight.weight)
    unclear = ((sides > 0) & (unnamed > 0)) | (unnamed > 1) | (both_expected & (sides == 1))
    k = np.where(unclear | ~_of(whole, "MG", ""), np.nan, k)
    return _fixed(whole, k, "glandular_dose", weight.system).assign(source_id=weight.source_id)


@cache
def _breast_weight(factor_set: str) -> reference.TissueWeight:
    """The weight of the breast, both together: 0.12 (ICRP 103) or 0.05 (ICRP 60)."""
    return next(w for w in reference.tissue_weights() if (w.system, w.tissue) == (factor_set, "breast"))


def _time(rows: pd.DataFrame) -> pd.DataFrame:
    """Only for injections: other exams take most of their dose from pictures, which the time does not tell."""
    whole = _whole(rows)
    found = _with_k(_served_by(whole, "kap_region"), time_rates())
    return _only_where(found, _of(whole, "RF") & whole["image_guided"].to_numpy(dtype=bool))
