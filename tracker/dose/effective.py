"""Effective dose of exams: from what was measured where that can be done, else from what is usual for the exam.

One implementation over columns serves one exam and a million. Nothing here is for a person: effective dose describes
a reference person, and every value carries its interval and the way it was made.

Columns that go in:
    exams: kind_key, region ("" = the kind's), side, exam_count, date_first, date_last, birth_date (NaT = not known);
        its index is 0, 1, 2, ...
    measurements: exam (position in `exams`), quantity, value (canonical unit), laterality, phantom, region, part,
        radiopharmaceutical, authority, origin ("administration" marks an effective dose of the agent alone).
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker import reference
from tracker.dose import tables

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

GLANDULAR_WEIGHT = 0.12  # ICRP 103 tissue weighting factor of the breast; both breasts together are the tissue
CONTRIBUTION_COLUMNS = [
    "exam",
    "quantity",
    "value",
    "k",
    "k_low",
    "k_high",
    "factor_set",
    "source_id",
    "region",
    "part",
]
EVIDENCE_OF_METHOD = {
    "reported": "reported",
    "agent_reported": "reported",
    "dlp": "calculated",
    "kap": "calculated",
    "activity": "calculated",
    "activity_and_ct": "calculated",
    "glandular": "calculated",
    "time": "from_time",
    "child_typical": "typical",
    "typical": "typical",
    "adult_for_child": "rough",
    "rough": "rough",
    "no_radiation": "no_radiation",
    "treatment": "treatment",
    "none": "unknown",
}


def with_kind(exams: pd.DataFrame) -> pd.DataFrame:
    """The exams with what the catalogue says of their kinds, the region that holds, and the age group."""
    codes, keys = pd.factorize(exams["kind_key"])
    known = tables.kinds().reindex(keys)
    frame = exams.copy(deep=False)
    for name in ("modality", "exam_type", "kind_evidence"):
        frame[name] = texts(known[name].fillna("").to_numpy(dtype=object)[codes], frame.index)
    for name in ("typical", "low", "high"):
        frame[name] = known[name].to_numpy(dtype=float)[codes]
    for name in ("image_guided", "bilateral", "hybrid"):
        frame[name] = known[name].eq(True).to_numpy()[codes]
    kind_region = known["kind_region"].fillna("unknown").to_numpy(dtype=object)[codes]
    own = exams["region"].to_numpy(dtype=object)
    frame["region"] = texts(np.where(own != "", own, kind_region), frame.index)
    frame["age_group"] = texts(_age_groups(exams), frame.index)
    return frame


def texts(values: NDArray[np.object_], index: pd.Index) -> pd.Series:
    """A column of Python strings as they are: converting them to pandas' own and back costs more than the estimate."""
    return pd.Series(values, index=index, dtype=object)


def _age_groups(exams: pd.DataFrame) -> NDArray[np.object_]:
    """The ICRP age group at the middle of the time in which the exam lies; adult where the birth date is not known."""
    middle = exams["date_first"] + (exams["date_last"] - exams["date_first"]) / 2
    years = ((middle - exams["birth_date"]).dt.days / 365.2425).to_numpy(dtype=float)
    groups = np.array([*tables.CHILD_GROUPS, tables.ADULT], dtype=object)
    ends = np.array([*tables.CHILD_GROUP_ENDS, tables.ADULT_FROM_YEARS])
    return np.asarray(groups[np.where(np.isnan(years), len(ends), np.searchsorted(ends, years, side="right"))])


def contributions(facts: pd.DataFrame, measurements: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What each measurement gives, by method: k (mSv per canonical unit) with its interval, NaN where none holds.

    Args:
        facts: exams as `with_kind` returns them.
        measurements: as the module says.
    """
    rows = measurements
    place = rows["exam"].to_numpy()
    names = ("kind_key", "modality", "age_group")
    attributes = {n: texts(facts[n].to_numpy(dtype=object)[place], rows.index) for n in names}
    region = rows["region"].to_numpy(dtype=object)
    region = np.where(region != "", region, facts["region"].to_numpy(dtype=object)[place])
    bilateral = facts["bilateral"].to_numpy()[place]
    rows = rows.assign(**attributes, region=texts(region, rows.index), bilateral=bilateral)
    places = rows.groupby("quantity", sort=False).indices

    def of(quantity: str) -> pd.DataFrame:
        return rows.take(np.asarray(places.get(quantity, []), dtype=np.int64))

    reported = of("effective_dose_msv")
    agent_only = (reported["origin"] == "administration").to_numpy()
    made: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], pd.DataFrame]] = {
        "reported": (_reported, reported[~agent_only]),
        "agent_reported": (_reported, reported[agent_only]),
        "dlp": (_dlp, of("dlp_mgy_cm")),
        "kap": (_kap, of("kap_gy_cm2")),
        "activity": (_activity, of("activity_mbq")),
        "glandular": (_glandular, of("glandular_dose_mgy")),
        "time": (_time, of("fluoro_time_s")),
    }
    # Most records hold few of the quantities; an empty look-up costs as much as one of a thousand rows.
    return {method: make(given) if len(given) else _nothing() for method, (make, given) in made.items()}


@cache
def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=float) for name in CONTRIBUTION_COLUMNS})


def _with_k(rows: pd.DataFrame, coefficients: tables.Lookup) -> pd.DataFrame:
    found = coefficients.find(rows)
    own = rows[["exam", "quantity", "value", "region", "part"]]
    return pd.concat([own, found], axis=1)[CONTRIBUTION_COLUMNS]


def _served_by(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    codes, keys = pd.factorize(rows["region"])
    served = tables.regions()[column].reindex(keys).fillna("").to_numpy(dtype=object)[codes]
    return rows.assign(**{column: texts(served, rows.index)})


def _fixed(rows: pd.DataFrame, k: Any, method: str, factor_set: Any) -> pd.DataFrame:
    convention = reference.range_conventions()[method]
    frame = rows.assign(k=k, factor_set=factor_set, source_id=convention.source_id)
    frame["k_low"] = frame["k"] * convention.low_factor
    frame["k_high"] = frame["k"] * convention.high_factor
    return frame.reindex(columns=CONTRIBUTION_COLUMNS)


def _reported(rows: pd.DataFrame) -> pd.DataFrame:
    whole = rows[~rows["part"].to_numpy(dtype=bool)].drop_duplicates("exam")
    return _fixed(whole, 1.0, "reported_effective_dose", whole["authority"])


def _dlp(rows: pd.DataFrame) -> pd.DataFrame:
    return _with_k(_served_by(rows, "dlp_region"), tables.dlp_coefficients())


def _kap(rows: pd.DataFrame) -> pd.DataFrame:
    """The coefficient of the exam kind where there is one, else of the region; only for fluoroscopy."""
    usable = rows[rows["modality"].isin(["RF", "XA"]) & ~rows["part"].astype(bool)]
    by_kind = _with_k(usable, tables.kap_coefficients("kind_key"))
    by_region = _with_k(_served_by(usable, "kap_region"), tables.kap_coefficients("kap_region"))
    return by_kind.where(by_kind["k"].notna(), by_region)


def _activity(rows: pd.DataFrame) -> pd.DataFrame:
    return _with_k(rows[~rows["part"].astype(bool)], tables.activity_coefficients())


def _glandular(rows: pd.DataFrame) -> pd.DataFrame:
    """0.12 x the mean over both breasts: half of it for each breast that is named, all of it for a mean value.

    Where an exam of both breasts names one only, the other was not reported; it is not taken to be zero, so there is
    no coefficient.
    """
    whole = rows[~rows["part"].astype(bool)]
    one_sided = whole["laterality"].isin(["left", "right"])
    sides = whole[one_sided].groupby("exam")["laterality"].nunique()
    other_missing = whole["bilateral"].astype(bool) & (whole["exam"].map(sides).fillna(0) == 1)
    k = np.where(one_sided, GLANDULAR_WEIGHT / 2, GLANDULAR_WEIGHT)
    k = np.where(one_sided & other_missing, np.nan, k)
    return _fixed(whole, k, "glandular_dose", "ICRP 103").assign(source_id="icrp_103")


def _time(rows: pd.DataFrame) -> pd.DataFrame:
    usable = rows[rows["modality"].isin(["RF", "XA"]) & ~rows["part"].astype(bool)]
    return _with_k(_served_by(usable, "kap_region"), tables.time_rates())


def estimate(exams: pd.DataFrame, measurements: pd.DataFrame) -> pd.DataFrame:
    """The effective dose of each exam.

    Args:
        exams: see the module; index 0, 1, 2, ...
        measurements: see the module.

    Returns:
        The exams with modality, exam_type, region, age_group, image_guided, and: typical_msv, low_msv, high_msv
        (NaN where there is no value; of an entry that stands for several exams, their sum), method, evidence,
        counted (bool), factor_set ("" where none or not stated).
    """
    facts = with_kind(exams)
    given = contributions(facts, measurements)
    doses = {method: _sum_of(rows, len(facts)) for method, rows in given.items() if method != "dlp"}
    doses["dlp"] = _dlp_sum(given["dlp"], len(facts))
    method, values = _choose(facts, doses)
    result = facts.drop(columns=["typical", "low", "high", "kind_evidence", "hybrid", "bilateral"])
    count = np.where(np.isin(method, _FROM_CATALOGUE), facts["exam_count"].to_numpy(dtype=float), 1.0)
    for i, name in enumerate(("typical_msv", "low_msv", "high_msv")):
        result[name] = values[:, i] * count
    result["method"] = texts(method, result.index)
    result["evidence"] = texts(_mapped(method, EVIDENCE_OF_METHOD), result.index)
    ionising = ~np.isin(method, ("no_radiation", "treatment"))
    result["counted"] = ionising & ~np.isnan(values[:, 0])
    result["factor_set"] = texts(_factor_sets(given, method, len(facts)), result.index)
    return result


_NUCLEAR_PARTS = ("agent_reported", "activity", "dlp")
_FROM_CATALOGUE = ("typical", "child_typical", "adult_for_child", "rough", "no_radiation")


def _mapped(values: NDArray[np.object_], names: dict[str, str]) -> NDArray[np.object_]:
    codes, keys = pd.factorize(values)
    return np.array([names[k] for k in keys], dtype=object)[codes]


def _sum_of(rows: pd.DataFrame, size: int) -> Floats:
    """Sums of value x (k, k_low, k_high) by exam, shape (size, 3); NaN where there is no row or one has no k."""
    place = rows["exam"].to_numpy(dtype=np.int64)
    value = rows["value"].to_numpy(dtype=float)
    sums = np.full((size, 3), np.nan)
    if not len(rows):
        return sums
    for i, name in enumerate(("k", "k_low", "k_high")):
        # A NaN anywhere makes its exam's sum NaN, which is what an incomplete sum must be.
        sums[:, i] = np.bincount(place, weights=value * rows[name].to_numpy(dtype=float), minlength=size)
    sums[np.bincount(place, minlength=size) == 0] = np.nan
    return sums


PART_TOLERANCE = 0.05  # parts that miss more of the whole than this do not describe it


def _dlp_sum(rows: pd.DataFrame, size: int) -> Floats:
    """From the whole DLP; where that has no coefficient (mixed phantoms or regions), from parts that make it up."""
    part = rows["part"].to_numpy(dtype=bool)
    whole, parts = _sum_of(rows[~part], size), _sum_of(rows[part], size)
    total, pieces = (
        np.bincount(r["exam"].to_numpy(dtype=np.int64), weights=r["value"].to_numpy(dtype=float), minlength=size)
        for r in (rows[~part], rows[part])
    )
    complete = (total == 0) | (np.abs(pieces - total) <= PART_TOLERANCE * total)
    use_parts = np.isnan(whole[:, 0]) & complete
    return np.where(use_parts[:, None], parts, whole)


def _choose(facts: pd.DataFrame, doses: dict[str, Floats]) -> tuple[NDArray[np.object_], Floats]:
    """The best method of each exam, in the order reported, calculated, from time, typical, rough."""
    size = len(facts)
    kind = facts["kind_evidence"].to_numpy(dtype=object)
    method = np.full(size, "none", dtype=object)
    values = np.full((size, 3), np.nan)

    def take(name: str, where: Bools, source: Floats) -> None:
        free = (method == "none") & where
        method[free] = name
        values[free] = source[free]

    usual = facts[["typical", "low", "high"]].to_numpy(dtype=float)
    take("treatment", kind == "treatment", np.full((size, 3), np.nan))
    take("no_radiation", kind == "no_radiation", np.zeros((size, 3)))
    hybrid = facts["hybrid"].to_numpy(dtype=bool)
    nuclear = _nuclear(facts, doses)
    take("reported", ~np.isnan(doses["reported"][:, 0]), doses["reported"])
    take("activity_and_ct", ~np.isnan(nuclear[:, 0]), nuclear)
    for name in ("agent_reported", "dlp", "activity", "glandular", "kap", "time"):
        # Of a PET/CT, a dose of one part only must not stand for the whole exam.
        partial = hybrid & (name in ("agent_reported", "dlp", "activity"))
        take(name, ~np.isnan(doses[name][:, 0]) & ~partial, doses[name])
    child = facts["age_group"].to_numpy(dtype=object) != tables.ADULT
    children = _child_doses(facts, child)
    take("child_typical", ~np.isnan(children[:, 0]), children)
    known = np.isin(kind, ("typical", "rough")) & ~np.isnan(usual[:, 0])
    take("adult_for_child", known & child, usual)
    take("typical", known & (kind == "typical"), usual)
    take("rough", known & (kind == "rough"), usual)
    return method, values


def _nuclear(facts: pd.DataFrame, doses: dict[str, Floats]) -> Floats:
    """Radiopharmaceutical plus CT of one nuclear-medicine exam, where both were measured."""
    agent = np.where(np.isnan(doses["agent_reported"]), doses["activity"], doses["agent_reported"])
    both = agent + doses["dlp"]
    return np.where(facts["modality"].isin(["NM", "PT"]).to_numpy()[:, None], both, np.nan)


def _child_doses(facts: pd.DataFrame, child: Bools) -> Floats:
    doses = np.full((len(facts), 3), np.nan)
    if child.any():
        found = tables.child_doses().find(facts.loc[child, ["kind_key", "age_group"]])
        doses[child] = found[["k", "k_low", "k_high"]].to_numpy(dtype=float)
    return doses


def _factor_sets(given: dict[str, pd.DataFrame], method: NDArray[np.object_], size: int) -> NDArray[np.object_]:
    sets = np.full(size, "", dtype=object)
    for name, rows in given.items():
        if not len(rows):
            continue
        stated = rows.loc[rows["factor_set"].isin(["ICRP 60", "ICRP 103"]) & rows["k"].notna(), ["exam", "factor_set"]]
        place = stated["exam"].to_numpy(dtype=np.int64)
        used = (method[place] == name) | ((method[place] == "activity_and_ct") & (name in _NUCLEAR_PARTS))
        sets[place[used]] = stated["factor_set"].to_numpy(dtype=object)[used]
    return sets
