"""What measured quantities give: value x a verified coefficient, where one fits the exam, the region and the age."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker import reference
from tracker.dose import tables

CONTRIBUTION_COLUMNS = [
    *("exam", "quantity", "value"),
    *("k", "k_low", "k_high", "factor_set", "source_id"),
    *("region", "part"),
    "phantom",
]
_FLAGS = ("bilateral", "image_guided", "kind_evidence", "side", "typical")
# Scans take up to five times the usual activity, treatments with the same iodine twelve times it and more.
_TREATMENT = 12.0


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
    names = ["kind_key", "modality", "age_group", "kind_region", *({"ct_set"} & set(facts.columns))]
    attributes = {n: tables.texts(facts[n].to_numpy(dtype=object)[place], rows.index) for n in names}
    region = rows["region"].to_numpy(dtype=object)
    region = np.where(region != "", region, facts["region"].to_numpy(dtype=object)[place])
    flags = {name: facts[name].to_numpy()[place] for name in _FLAGS}
    rows = rows.assign(**attributes, **flags, region=tables.texts(region, rows.index))
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
        "film": (_film, of("kap_gy_cm2")),
        "activity": (_activity, of("activity_mbq")),
        "glandular": (partial(_glandular, factor_set=factor_set), of("glandular_dose_mgy")),
        "time": (_time, of("fluoro_time_s")),
    }
    # Most records hold few of the quantities; an empty look-up costs as much as one of a thousand rows.
    return {method: make(given) if len(given) else _nothing() for method, (make, given) in made.items()}


@cache
def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=float) for name in CONTRIBUTION_COLUMNS})


def _with_k(rows: pd.DataFrame, coefficients: tables.Lookup) -> pd.DataFrame:
    found = coefficients.find(rows)
    own = rows.reindex(columns=["exam", "quantity", "value", "region", "part", "phantom"])
    return pd.concat([own, found], axis=1)[CONTRIBUTION_COLUMNS]


def _served_by(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    codes, keys = pd.factorize(rows["region"])
    served = tables.regions()[column].reindex(keys).fillna("").to_numpy(dtype=object)[codes]
    return rows.assign(**{column: tables.texts(served, rows.index)})


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

    Where the wanted set has no coefficient, that of the other one stands in and says so by its name.
    """
    of_scan = (rows["region"] == "whole_body") & rows["modality"].isin(["NM", "PT"])
    rows = _served_by(rows.assign(region=rows["region"].where(~of_scan, "chest_abdomen_pelvis")), "dlp_region")
    first, second = (_of_set(rows, name) for name in reference.FACTOR_SETS)
    chosen = rows["ct_set"] if "ct_set" in rows and not factor_set else pd.Series(factor_set, index=rows.index)
    found = first.where(chosen != reference.FACTOR_SETS[1], second)
    for other in (first, second):
        found = found.where(found["k"].notna(), other)
    return found


def _of_set(rows: pd.DataFrame, factor_set: str) -> pd.DataFrame:
    """The coefficients of one set: that of the exam kind, else that of the region."""
    at_voltage = rows.assign(voltage=_voltages(rows, factor_set))
    by_kind, by_region = (
        _with_k(at_voltage, tables.dlp_coefficients(factor_set, by)) for by in ("kind_key", "dlp_region")
    )
    return by_kind.where(by_kind["k"].notna(), by_region)


def _voltages(rows: pd.DataFrame, factor_set: str) -> pd.Series:
    """The published tube voltage nearest to the one of each scan; the usual one where the report names none."""
    published = np.array(reference.tube_voltages(factor_set), dtype=float)
    stated = rows["tube_voltage_kv"] if "tube_voltage_kv" in rows else pd.Series(np.nan, index=rows.index)
    kv = pd.to_numeric(stated, errors="coerce").fillna(reference.USUAL_VOLTAGE).to_numpy(dtype=float)
    nearest = published[np.abs(kv[:, None] - published).argmin(axis=1)]
    return tables.texts(np.array([f"{v:.0f}" for v in nearest], dtype=object), rows.index)


def _kap(rows: pd.DataFrame) -> pd.DataFrame:
    """The coefficient of the exam kind, unless another region was chosen; else, for fluoroscopy, of the region."""
    whole = _whole(rows)
    by_kind = _with_k(whole, tables.kap_coefficients("kind_key"))
    by_region = _with_k(_served_by(whole, "kap_region"), tables.kap_coefficients("kap_region"))
    same_region = (whole["region"] == whole["kind_region"]).to_numpy()
    by_kind = _only_where(by_kind, same_region & _of(whole, "RF", "XA", "IO", "PX"))
    return by_kind.where(by_kind["k"].notna(), _only_where(by_region, _of(whole, "RF", "XA", "")))


def _film(rows: pd.DataFrame) -> pd.DataFrame:
    """Of a plain film without a coefficient of its own: that of fluoroscopy of its region; rough.

    The published dose over the published KAP is none: the dose is of a whole series, the KAP of one view.
    """
    whole = _whole(rows)
    by_region = _with_k(_served_by(whole, "kap_region"), tables.kap_coefficients("kap_region"))
    return _only_where(by_region, _of(whole, "DX"))


def _activity(rows: pd.DataFrame) -> pd.DataFrame:
    """Of the agent and, where its dose depends on what the scan is of, of the exam kind alone.

    What would give a kind many times its usual dose is the activity of a treatment, not of this scan.
    """
    whole = _whole(rows)
    anywhere = _with_k(whole, tables.activity_coefficients())
    of_kind = _with_k(whole, tables.activity_coefficients(by_kind=True))
    of_kind = _only_where(of_kind, (of_kind["k"] * of_kind["value"] < _TREATMENT * whole["typical"]).to_numpy())
    return _only_where(of_kind.where(of_kind["k"].notna(), anywhere), _of(whole, "NM", "PT", ""))


def _glandular(rows: pd.DataFrame, factor_set: str) -> pd.DataFrame:
    """Tissue weight (0.12) x the mean over both breasts: half for one breast, all of it for a mean value of both.

    Where the report names one breast only, the exam was of that one. Where named and unnamed values stand side by
    side, or several unnamed ones, nobody can say what to add. Then there is none.
    """
    whole = _whole(rows)
    named = whole["laterality"].isin(["left", "right"])
    exam = whole["exam"]
    sides = exam.map(whole[named].groupby("exam")["laterality"].nunique()).fillna(0).to_numpy()
    unnamed = exam.map((~named).groupby(exam).sum()).to_numpy()
    both_expected = whole["bilateral"].to_numpy(dtype=bool) & ~whole["side"].isin(["left", "right"]).to_numpy()
    weight = _breast_weight(factor_set or "ICRP 103")
    k = np.where(named | ~both_expected, weight.weight / 2, weight.weight)
    unclear = ((sides > 0) & (unnamed > 0)) | (unnamed > 1)
    k = np.where(unclear | ~_of(whole, "MG", ""), np.nan, k)
    return _fixed(whole, k, "glandular_dose", weight.system).assign(source_id=weight.source_id)


@cache
def _breast_weight(factor_set: str) -> reference.TissueWeight:
    """The weight of the breast, both together: 0.12 (ICRP 103) or 0.05 (ICRP 60)."""
    return next(w for w in reference.tissue_weights() if (w.system, w.tissue) == (factor_set, "breast"))


def _time(rows: pd.DataFrame) -> pd.DataFrame:
    """Only for injections: other exams take most of their dose from pictures, which the time does not tell.

    The published dose of the exam goes with its published time. Where a dose was published without a time, it holds:
    the rate of a region was measured with a continuous beam, and most injections are done with a pulsed one.
    """
    whole = _whole(rows)
    of_kind = _with_k(whole, tables.time_shares())
    of_region = _with_k(_served_by(whole, "kap_region"), tables.time_rates())
    of_region = _only_where(of_region, (whole["kind_evidence"] != "typical").to_numpy())
    found = of_kind.where(of_kind["k"].notna(), of_region)
    return _only_where(found, _of(whole, "RF") & whole["image_guided"].to_numpy(dtype=bool))
