"""What measured quantities give: value x a verified coefficient, where one fits the exam, the region and the age."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker import reference
from tracker.dose import tables
from tracker.dose.tables import Found

CONTRIBUTION_COLUMNS = [
    *("exam", "quantity", "value"),
    *("k", "k_low", "k_high", "factor_set", "source_id"),
    *("region", "part"),
    "phantom",
]
_OF_MEASUREMENT = ("exam", "quantity", "value", "phantom", "laterality", "radiopharmaceutical", "authority", "origin")
_OF_EXAM = (
    *("kind_key", "modality", "age_group", "kind_region", "kind_evidence", "side"),
    *("bilateral", "image_guided", "typical"),
)
# Scans take up to five times the usual activity, treatments with the same iodine twelve times it and more.
_TREATMENT = 12.0

Bools = NDArray[np.bool_]
# Some measurements by column: data frames of a few rows, of which this would make dozens, cost more than the sums.
Rows = dict[str, NDArray[Any]]
Method = Callable[[Rows], tuple[Rows, Found]]


def contributions(facts: pd.DataFrame, measurements: pd.DataFrame, factor_set: str = "") -> dict[str, pd.DataFrame]:
    """What each measurement gives, by method: k (mSv per canonical unit) with its interval, NaN where none holds.

    Args:
        facts: exams as `with_kind` returns them.
        measurements: as for `effective.estimate`.
        factor_set: as for `effective.estimate`.

    Returns:
        By method, CONTRIBUTION_COLUMNS with the index of the measurements.
    """
    rows = _rows(facts, measurements)
    quantity = rows["quantity"]
    agent_only = rows["origin"] == "administration"
    made: dict[str, tuple[Method, Bools]] = {
        "reported": (_reported, (quantity == "effective_dose_msv") & ~agent_only),
        "agent_reported": (_reported, (quantity == "effective_dose_msv") & agent_only),
        "dlp": (partial(_dlp, factor_set=factor_set), quantity == "dlp_mgy_cm"),
        "kap": (_kap, quantity == "kap_gy_cm2"),
        "film": (_film, quantity == "kap_gy_cm2"),
        "activity": (_activity, quantity == "activity_mbq"),
        "glandular": (partial(_glandular, factor_set=factor_set), quantity == "glandular_dose_mgy"),
        "time": (_time, quantity == "fluoro_time_s"),
    }
    # Most records hold few of the quantities; an empty look-up costs as much as one of a thousand rows.
    return {
        method: _frame(*make(_where(rows, given))) if given.any() else _nothing()
        for method, (make, given) in made.items()
    }


def _rows(facts: pd.DataFrame, measurements: pd.DataFrame) -> Rows:
    """The measurements above zero with what is known of their exams."""
    # A zero in a report means that nothing was measured; no exam with radiation has a dose of zero.
    given = measurements["value"].to_numpy(dtype=float) > 0
    place = measurements["exam"].to_numpy()[given]
    rows: Rows = {name: measurements[name].to_numpy()[given] for name in _OF_MEASUREMENT}
    rows |= {name: facts[name].to_numpy()[place] for name in (*_OF_EXAM, *({"ct_set"} & set(facts.columns)))}
    region = measurements["region"].to_numpy(dtype=object)[given]
    rows["region"] = np.where(region != "", region, facts["region"].to_numpy(dtype=object)[place])
    rows["part"] = measurements["part"].to_numpy(dtype=bool)[given]
    rows["index"] = measurements.index.to_numpy()[given]
    if "tube_voltage_kv" in measurements:
        rows["tube_voltage_kv"] = measurements["tube_voltage_kv"].to_numpy()[given]
    return rows


def _frame(rows: Rows, found: Found) -> pd.DataFrame:
    k, k_low, k_high = found.k.T
    whole = {**rows, "k": k, "k_low": k_low, "k_high": k_high}
    whole |= {"factor_set": found.factor_set, "source_id": found.source_id}
    columns = {name: whole[name] for name in CONTRIBUTION_COLUMNS}
    return pd.DataFrame(columns, index=pd.Index(rows["index"]))


@cache
def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=float) for name in CONTRIBUTION_COLUMNS})


def _where(rows: Rows, kept: Bools) -> Rows:
    return {name: values[kept] for name, values in rows.items()}


def _served_by(rows: Rows, column: str) -> Rows:
    """The rows with the region whose coefficients serve theirs."""
    served = tables.regions()[column].to_dict()
    return rows | {column: np.array([served.get(region, "") for region in rows["region"]], dtype=object)}


def _fixed(k: NDArray[np.float64], method: str, factor_set: NDArray[np.object_], source_id: str = "") -> Found:
    """A coefficient that is no published one, with the interval of its convention."""
    convention = reference.range_conventions()[method]
    interval = np.array([1.0, convention.low_factor, convention.high_factor])
    source = np.full(len(k), source_id or convention.source_id, dtype=object)
    return Found(k[:, None] * interval, factor_set, source)


def _whole(rows: Rows) -> Rows:
    """The values of whole exams, without those of their parts."""
    return _where(rows, ~rows["part"])


def _of(rows: Rows, *modalities: str) -> Bools:
    """Which rows are of these modalities; exams in the person's own words have none ("")."""
    return np.isin(rows["modality"].astype(str), modalities)


def _reported(rows: Rows) -> tuple[Rows, Found]:
    """The stated dose; where a report states several, nobody can say which one holds, so there is none."""
    whole = _whole(rows)
    several = pd.Index(whole["exam"]).duplicated(keep=False)
    k = np.where(several, np.nan, 1.0)
    return whole, _fixed(k, "reported_effective_dose", whole["authority"].astype(object))


def _dlp(rows: Rows, factor_set: str) -> tuple[Rows, Found]:
    """By region; the CT of a whole-body nuclear scan runs from the skull base to the thighs: the trunk.

    Where the wanted set has no coefficient, that of the other one stands in and says so by its name.
    """
    of_scan = (rows["region"] == "whole_body") & _of(rows, "NM", "PT")
    region = np.where(of_scan, "chest_abdomen_pelvis", rows["region"])
    rows = _served_by(rows | {"region": region}, "dlp_region")
    first, second = (_of_set(rows, name) for name in reference.FACTOR_SETS)
    chosen = rows["ct_set"] if "ct_set" in rows and not factor_set else np.full(len(region), factor_set, dtype=object)
    return rows, first.where(chosen != reference.FACTOR_SETS[1], second).or_else(first).or_else(second)


def _of_set(rows: Rows, factor_set: str) -> Found:
    """The coefficients of one set: that of the exam kind, else that of the region."""
    at_voltage = rows | {"voltage": _voltages(rows, factor_set)}
    by_kind, by_region = (tables.dlp_coefficients(factor_set, by).find(at_voltage) for by in ("kind_key", "dlp_region"))
    return by_kind.or_else(by_region)


def _voltages(rows: Rows, factor_set: str) -> NDArray[np.object_]:
    """The published tube voltage nearest to the one of each scan; the usual one where the report names none."""
    published = np.array(reference.tube_voltages(factor_set), dtype=float)
    stated = rows.get("tube_voltage_kv", np.full(len(rows["exam"]), np.nan))
    kv = pd.to_numeric(pd.Series(stated), errors="coerce").fillna(reference.USUAL_VOLTAGE).to_numpy(dtype=float)
    nearest = np.abs(kv[:, None] - published).argmin(axis=1)
    return np.array([f"{published[place]:.0f}" for place in nearest], dtype=object)


def _kap(rows: Rows) -> tuple[Rows, Found]:
    """The coefficient of the exam kind, unless another region was chosen; else, for fluoroscopy, of the region."""
    whole = _served_by(_whole(rows), "kap_region")
    by_kind, by_region = (tables.kap_coefficients(by).find(whole) for by in ("kind_key", "kap_region"))
    by_kind = by_kind.only_where((whole["region"] == whole["kind_region"]) & _of(whole, "RF", "XA", "IO", "PX"))
    return whole, by_kind.or_else(by_region.only_where(_of(whole, "RF", "XA", "")))


def _film(rows: Rows) -> tuple[Rows, Found]:
    """Of a plain film without a coefficient of its own: that of fluoroscopy of its region; rough.

    The published dose over the published KAP is none: the dose is of a whole series, the KAP of one view.
    """
    whole = _served_by(_whole(rows), "kap_region")
    return whole, tables.kap_coefficients("kap_region").find(whole).only_where(_of(whole, "DX"))


def _activity(rows: Rows) -> tuple[Rows, Found]:
    """Of the agent and, where its dose depends on what the scan is of, of the exam kind alone.

    What would give a kind many times its usual dose is the activity of a treatment, not of this scan.
    """
    whole = _whole(rows)
    of_kind = tables.activity_coefficients(by_kind=True).find(whole)
    of_kind = of_kind.only_where(of_kind.k[:, 0] * whole["value"] < _TREATMENT * whole["typical"])
    found = of_kind.or_else(tables.activity_coefficients().find(whole))
    return whole, found.only_where(_of(whole, "NM", "PT", ""))


def _glandular(rows: Rows, factor_set: str) -> tuple[Rows, Found]:
    """Tissue weight (0.12) x the mean over both breasts: half for one breast, all of it for a mean value of both.

    Where the report names one breast only, the exam was of that one. Where named and unnamed values stand side by
    side, or several unnamed ones, nobody can say what to add. Then there is none.
    """
    whole = _whole(rows)
    exam = whole["exam"].astype(np.int64)
    named = np.isin(whole["laterality"].astype(str), ["left", "right"])
    size = int(exam.max(initial=-1)) + 1
    with_side, without = (np.bincount(exam[where], minlength=size)[exam] for where in (named, ~named))
    both_expected = whole["bilateral"].astype(bool) & ~np.isin(whole["side"].astype(str), ["left", "right"])
    weight = _breast_weight(factor_set or "ICRP 103")
    k = np.where(named | ~both_expected, weight.weight / 2, weight.weight)
    unclear = ((with_side > 0) & (without > 0)) | (without > 1)
    k = np.where(unclear | ~_of(whole, "MG", ""), np.nan, k)
    return whole, _fixed(k, "glandular_dose", np.full(len(k), weight.system, dtype=object), weight.source_id)


@cache
def _breast_weight(factor_set: str) -> reference.TissueWeight:
    """The weight of the breast, both together: 0.12 (ICRP 103) or 0.05 (ICRP 60)."""
    return next(w for w in reference.tissue_weights() if (w.system, w.tissue) == (factor_set, "breast"))


def _time(rows: Rows) -> tuple[Rows, Found]:
    """Only for injections: other exams take most of their dose from pictures, which the time does not tell.

    The published dose of the exam goes with its published time. Where a dose was published without a time, it holds:
    the rate of a region was measured with a continuous beam, and most injections are done with a pulsed one.
    """
    whole = _served_by(_whole(rows), "kap_region")
    of_region = tables.time_rates().find(whole).only_where(whole["kind_evidence"] != "typical")
    found = tables.time_shares().find(whole).or_else(of_region)
    return whole, found.only_where(_of(whole, "RF") & whole["image_guided"].astype(bool))
