"""Effective dose of exams: from what was measured where that can be done, else from what is usual for the exam.

One implementation over columns serves one exam and a million. Nothing here is for a person: effective dose describes
a reference person, and every value carries its interval and the way it was made.

Columns that go in:
    exams: kind_key, region ("" = the kind's), side, exam_count, date_first, date_last, birth_date (NaT = not known);
        its index is 0, 1, 2, ...
    measurements: exam (position in `exams`), quantity, value (canonical unit), laterality, phantom, region, part,
        radiopharmaceutical, authority, origin ("administration" marks an effective dose of the agent alone), and
        tube_voltage_kv, which may be missing.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.dose import tables
from tracker.dose.measured import contributions

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EVIDENCE_OF_METHOD = {
    "reported": "reported",
    "agent_reported": "reported",
    "dlp": "calculated",
    "kap": "calculated",
    "activity": "calculated",
    "activity_and_ct": "calculated",
    "kap_and_ct": "calculated",
    "glandular": "calculated",
    "time": "from_time",
    "agent_and_usual": "typical",
    "dlp_and_usual": "typical",
    "film": "rough",
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
    known = tables.kinds()
    places = known.index.get_indexer(pd.Index(exams["kind_key"]))  # -1, which is the last row: that of words of no kind
    frame = exams.copy(deep=False)
    for name in ("modality", "exam_type", "kind_evidence"):
        frame[name] = tables.texts(known[name].to_numpy(dtype=object)[places], frame.index)
    for name in ("typical", "low", "high", "image_guided", "bilateral", "hybrid", "injection"):
        frame[name] = known[name].to_numpy()[places]
    kind_region = known["kind_region"].to_numpy(dtype=object)[places]
    own = exams["region"].to_numpy(dtype=object)
    frame["kind_region"] = tables.texts(kind_region, frame.index)
    frame["region"] = tables.texts(np.where(own != "", own, kind_region), frame.index)
    frame["age_group"] = tables.texts(_age_groups(exams), frame.index)
    return frame


def _age_groups(exams: pd.DataFrame) -> NDArray[np.object_]:
    """The ICRP age group at the middle of the time in which the exam lies; adult where the birth date is not known."""
    middle = exams["date_first"] + (exams["date_last"] - exams["date_first"]) / 2
    years = ((middle - exams["birth_date"]).dt.days / 365.2425).to_numpy(dtype=float)
    groups = np.array([*tables.CHILD_GROUPS, tables.ADULT], dtype=object)
    ends = np.array([*tables.CHILD_GROUP_ENDS, tables.ADULT_FROM_YEARS])
    return np.asarray(groups[np.where(np.isnan(years), len(ends), np.searchsorted(ends, years, side="right"))])


def estimate(exams: pd.DataFrame, measurements: pd.DataFrame, factor_set: str = "") -> pd.DataFrame:
    """The effective dose of each exam.

    Args:
        exams: see the module; index 0, 1, 2, ...
        measurements: see the module.
        factor_set: "" for the coefficients chosen here (CT of Lee 2012 with additions, breast 0.12); "ICRP 60" or
            "ICRP 103" for that set wherever both were published: CT and breast. Everything else stays as published.

    Returns:
        The exams with modality, exam_type, region, age_group, image_guided, and: typical_msv, low_msv, high_msv
        (NaN where there is no value; of an entry that stands for several exams, their sum), method, evidence,
        counted (bool), factor_set ("" where none or not stated).
    """
    facts = with_kind(exams)
    given = contributions(facts, measurements, factor_set)
    doses = {method: _sum_of(rows, len(facts)) for method, rows in given.items() if method != "dlp"}
    doses["dlp"] = _dlp_sum(given["dlp"], len(facts))
    method, values = _choose(facts, doses)
    count = np.where(
        np.isin(method, _FROM_CATALOGUE), facts["exam_count"].to_numpy(dtype=float) * published_times(facts), 1.0
    )
    result = facts.drop(columns=["typical", "low", "high", "kind_evidence", "hybrid", "bilateral", "injection"])
    for i, name in enumerate(("typical_msv", "low_msv", "high_msv")):
        result[name] = values[:, i] * count
    result["method"] = tables.texts(method, result.index)
    result["evidence"] = tables.texts(_mapped(method, EVIDENCE_OF_METHOD), result.index)
    ionising = ~np.isin(method, ("no_radiation", "treatment"))
    result["counted"] = ionising & ~np.isnan(values[:, 0])
    result["factor_set"] = tables.texts(_factor_sets(given, method, len(facts)), result.index)
    return result


def published_times(facts: pd.DataFrame) -> Floats:
    """How often the published dose of its kind counts for one exam of `with_kind`.

    An injection of both sides counts twice, a mammogram of one breast half.
    """
    side = facts["side"].to_numpy(dtype=object)
    twice = facts["injection"].to_numpy(dtype=bool) & (side == "both")
    half = facts["bilateral"].to_numpy(dtype=bool) & np.isin(side, ("left", "right"))
    return np.where(twice, 2.0, np.where(half, 0.5, 1.0))


PARTS_OF = {
    "activity_and_ct": ("agent_reported", "activity", "dlp"),
    "kap_and_ct": ("kap", "dlp"),
    "agent_and_usual": ("agent_reported", "activity"),
    "dlp_and_usual": ("dlp",),
}
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
    take("reported", ~np.isnan(doses["reported"][:, 0]), doses["reported"])
    for name, source in _combined(facts, doses).items():
        take(name, ~np.isnan(source[:, 0]), source)
    for name in ("agent_reported", "dlp", "activity", "glandular", "kap", "time"):
        take(name, ~np.isnan(doses[name][:, 0]) & ~_is_only_a_part(facts, name), doses[name])
    for name, source in _with_usual_part(facts, doses).items():
        take(name, ~np.isnan(source[:, 0]), source)
    take("film", ~np.isnan(doses["film"][:, 0]), doses["film"])
    child = facts["age_group"].to_numpy(dtype=object) != tables.ADULT
    children = _child_doses(facts, child)
    take("child_typical", ~np.isnan(children[:, 0]), children)
    known = np.isin(kind, ("typical", "rough")) & ~np.isnan(usual[:, 0])
    take("adult_for_child", known & child, usual)
    take("typical", known & (kind == "typical"), usual)
    take("rough", known & (kind == "rough"), usual)
    return method, values


def _combined(facts: pd.DataFrame, doses: dict[str, Floats]) -> dict[str, Floats]:
    """Sums of two measured parts of one exam: tracer and CT, fluoroscopy and cone-beam CT; NaN unless both are."""
    agent = _agent(doses)
    nuclear = facts["modality"].isin(["NM", "PT"]).to_numpy()[:, None]
    fluoroscopy = facts["modality"].isin(["RF", "XA"]).to_numpy()[:, None]
    return {
        "activity_and_ct": np.where(nuclear, agent + doses["dlp"], np.nan),
        "kap_and_ct": np.where(fluoroscopy, doses["kap"] + doses["dlp"], np.nan),
    }


def _with_usual_part(facts: pd.DataFrame, doses: dict[str, Floats]) -> dict[str, Floats]:
    """Sums of the measured part of an exam of two parts and what the other one usually gives; NaN elsewhere."""
    measured = {"agent_and_usual": _agent(doses), "dlp_and_usual": doses["dlp"]}
    return {method: measured[method] + _usual_part(facts, *parts) for method, parts in tables.USUAL.items()}


def _agent(doses: dict[str, Floats]) -> Floats:
    """What the tracer gave: as the report states it, else by its activity."""
    return np.where(np.isnan(doses["agent_reported"]), doses["activity"], doses["agent_reported"])


def _usual_part(facts: pd.DataFrame, *parts: str) -> Floats:
    """What a part of each exam usually gives, shape (exams, 3) in mSv; NaN where the exam has no such part."""
    return tables.usual_parts(*parts).find(facts).k


def _is_only_a_part(facts: pd.DataFrame, method: str) -> Bools:
    """Where a dose must not stand for the whole exam: a DLP outside CT, and one part of a kind that has two."""
    two_parts = facts["hybrid"].to_numpy(dtype=bool) & (method in ("agent_reported", "dlp", "activity"))
    no_ct = ~facts["modality"].isin(["CT", ""]).to_numpy() & (method == "dlp")
    return np.asarray(two_parts | no_ct)


def _child_doses(facts: pd.DataFrame, child: Bools) -> Floats:
    doses = np.full((len(facts), 3), np.nan)
    if child.any():
        doses[child] = tables.child_doses().find(facts.loc[child, ["kind_key", "age_group"]]).k
    return doses


def _factor_sets(given: dict[str, pd.DataFrame], method: NDArray[np.object_], size: int) -> NDArray[np.object_]:
    sets = np.full(size, "", dtype=object)
    for name, rows in given.items():
        if not len(rows):
            continue
        named, place = rows["factor_set"].to_numpy(dtype=object), rows["exam"].to_numpy(dtype=np.int64)
        stated = np.isin(named.astype(str), ("ICRP 60", "ICRP 103")) & ~np.isnan(rows["k"].to_numpy(dtype=float))
        combined = [whole for whole, parts in PARTS_OF.items() if name in parts]
        used = stated & np.isin(method[place].astype(str), [name, *combined])
        sets[place[used]] = named[used]
    return sets
