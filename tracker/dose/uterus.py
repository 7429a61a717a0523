"""The dose to the uterus of each exam, which is the dose to an unborn child early in pregnancy.

For clinicians only: it names a usual range and cannot replace the estimate of a medical physicist. The published
value of the exam is scaled with what was measured (dose-length product, kerma-area product, activity); where nothing
is published for the exam there is no number, which is not zero.

Columns that go in: those of `effective`, and, where the stage of a pregnancy is known, week_first and week_last (weeks
from the last period between which the exam lies; NaN where not known).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker import reference
from tracker.dose import effective, tables, uterus_basis
from tracker.dose.plausibility import usual_value
from tracker.dose.uterus_basis import Basis

Floats = NDArray[np.float64]
SCALED_BY = ("dlp_mgy_cm", "kap_gy_cm2", "activity_mbq")
COLUMNS = (
    "uterus_dose_mgy",
    "uterus_low_mgy",
    "uterus_high_mgy",
    "uterus_under_mgy",
    "uterus_evidence",
    "uterus_method",
    "uterus_basis",
    "uterus_measured",
    "uterus_usual",
    "uterus_unused",
)


def estimate(exams: pd.DataFrame, measurements: pd.DataFrame) -> pd.DataFrame:
    """The dose to the uterus of each exam; of an entry that stands for several exams, of one of them.

    Args:
        exams: see the module.
        measurements: as for `effective.estimate`; `exam` is the position in `exams`.

    Returns:
        One row per exam, with its index: uterus_dose_mgy with its low and high end (NaN where there is none),
        uterus_under_mgy (where only "under" was published), uterus_evidence (calculated, typical, rough, unknown,
        no_radiation), uterus_method, uterus_basis (its key), and uterus_measured and uterus_usual: what was measured
        of the basis' quantity and what is usual for it (NaN where not known); uterus_unused: the measured quantities
        that were not used, with a blank between them; "phantom" is a DLP whose phantom does not fit.
    """
    facts = effective.with_kind(exams.reset_index(drop=True))
    given = _given(facts, measurements)
    keys, method = _basis_keys(exams, facts, given)
    basis = _bases(keys)
    measured = _measured(basis, given)
    usual = _usual(facts["kind_key"], basis, per_unit=np.isin(method, ("agent", "region")))
    method[(method == "kind") & ~np.isnan(measured) & ~np.isnan(usual)] = "kind_scaled"
    factor = _factors(method, measured, usual)
    doses = basis[["typical", "low", "high"]].to_numpy(dtype=float) * factor[:, None]
    doses = _assumed(doses, (method == "kind_scaled") & basis["assumed"].to_numpy(dtype=bool))
    doses = _widened(doses, (basis["per_quantity"] == "activity_mbq").to_numpy(), ~np.isnan(measured))
    doses[method == "no_radiation"] = 0.0
    evidence = _evidence(method, basis)
    unused = _unused(method, basis, measured, given)
    columns = (*doses.T, basis["under"].to_numpy(dtype=float), evidence, method, keys, measured, usual, unused)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), index=exams.index)


def _bases(keys: NDArray[np.object_]) -> pd.DataFrame:
    """What is published under each key, one row per exam."""
    codes, names = pd.factorize(keys)
    found = [uterus_basis.by_key(str(name)) for name in names]
    fields = (
        *("typical", "low", "high", "under", "per_quantity", "per_value", "agent", "evidence"),
        *("assumed", "beyond"),
    )
    rows = pd.DataFrame([[getattr(b, name) for name in fields] for b in found], columns=list(fields))
    return rows.astype({"per_value": float}).take(codes).reset_index(drop=True)


def _given(facts: pd.DataFrame, measurements: pd.DataFrame) -> pd.DataFrame:
    """What was measured of the whole exam, a column each (NaN where nothing was), and the agents, sorted and joined.

    A DLP of which any is on a phantom that does not fit is in `misfit` alone.
    """
    size = len(facts)
    whole = measurements[~measurements["part"].to_numpy(dtype=bool) & (measurements["value"].to_numpy(dtype=float) > 0)]
    found = pd.DataFrame(index=pd.RangeIndex(size))
    for name in SCALED_BY:
        rows = whole[whole["quantity"] == name]
        sums = np.bincount(rows["exam"].to_numpy(dtype=np.int64), weights=rows["value"].to_numpy(float), minlength=size)
        found[name] = np.where(sums > 0, sums, np.nan)
    dlp = whole[whole["quantity"] == "dlp_mgy_cm"]
    place = dlp["exam"].to_numpy(dtype=np.int64)
    asked = (facts["region"].to_numpy()[place], facts["age_group"].to_numpy()[place], dlp["phantom"])
    misfit = [not tables.phantom_fits(str(r), str(age), str(p)) for r, age, p in zip(*asked, strict=True)]
    found["misfit"] = found.index.isin(place[np.array(misfit, dtype=bool)])
    found.loc[found["misfit"], "dlp_mgy_cm"] = np.nan
    active = whole[whole["quantity"] == "activity_mbq"]
    agents = active.groupby("exam")["radiopharmaceutical"].agg(lambda names: "+".join(sorted(set(names) - {""})))
    return found.assign(agent=agents.reindex(found.index).fillna("").astype(object))


def _basis_keys(
    exams: pd.DataFrame, facts: pd.DataFrame, given: pd.DataFrame
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """The key of each exam's basis and how it was found: by agent, by kind, by region, or why there is none."""
    size = len(facts)
    keys, method = np.full(size, "", dtype=object), np.full(size, "", dtype=object)

    def take(name: str, where: NDArray[np.bool_], found: NDArray[np.object_]) -> None:
        free = (method == "") & where
        method[free], keys[free] = name, found[free]

    nothing = np.full(size, "", dtype=object)
    for evidence in ("treatment", "no_radiation"):
        take(evidence, (facts["kind_evidence"] == evidence).to_numpy(), nothing)
    nuclear = facts["modality"].isin(["NM", "PT", ""]) & ~facts["hybrid"].astype(bool)
    by_agent = _agent_keys(exams, given)
    take("agent", nuclear.to_numpy() & (by_agent != ""), by_agent)
    same_region = (facts["region"] == facts["kind_region"]).to_numpy()
    by_kind = _named(facts["kind_key"], uterus_basis.of_kinds())
    take("kind", same_region & (by_kind != ""), by_kind)
    by_region = _named(facts["region"], uterus_basis.of_regions())
    fluoroscopy = facts["modality"].isin(["RF", "XA"]) & (_has_usual_kap(facts["kind_key"]) | given["kap_gy_cm2"].gt(0))
    far = same_region & _far_away(facts["kind_key"])
    take("region", fluoroscopy.to_numpy() & ~far & (by_region != ""), by_region)
    take("scatter", far, nothing)
    take("none", np.ones(size, dtype=bool), nothing)
    return keys, method


def _named(values: pd.Series, bases: Mapping[str, Basis]) -> NDArray[np.object_]:
    codes, names = pd.factorize(values)
    return np.array([bases[str(n)].key if n in bases else "" for n in names], dtype=object)[codes]


def _has_usual_kap(kinds: pd.Series) -> NDArray[np.bool_]:
    codes, names = pd.factorize(kinds)
    return np.array([usual_value(str(n), "kap_gy_cm2") is not None for n in names], dtype=bool)[codes]


def _far_away(kinds: pd.Series) -> NDArray[np.bool_]:
    codes, names = pd.factorize(kinds)
    known = [reference.exam_kinds().get(str(n)) for n in names]
    return np.array([kind is not None and kind.uterus_in_beam == "no" for kind in known], dtype=bool)[codes]


def _agent_keys(exams: pd.DataFrame, given: pd.DataFrame) -> NDArray[np.object_]:
    """The basis of the one measured radiopharmaceutical at the stage of the pregnancy; "" where there is none."""
    found = np.full(len(given), "", dtype=object)
    weeks = exams.reindex(columns=["week_first", "week_last"]).to_numpy(dtype=float)
    for place in np.flatnonzero(given["agent"].isin(uterus_basis.agents())):
        first, last = weeks[place]
        known = not (np.isnan(first) or np.isnan(last))
        agent = str(given["agent"].iloc[place])
        found[place] = uterus_basis.of_agent(agent, *((float(first), float(last)) if known else (None, None))).key
    return found


def _measured(basis: pd.DataFrame, given: pd.DataFrame) -> Floats:
    """What was measured of the quantity that the basis of each exam grows with, of its own agent."""
    found = np.full(len(given), np.nan)
    for name in SCALED_BY:
        mine = basis["per_quantity"] == name
        if name == "activity_mbq":
            mine &= (given["agent"] == "") | (basis["agent"] == "") | (given["agent"] == basis["agent"])
        found[mine] = given.loc[mine, name]
    return found


def _usual(kinds: pd.Series, basis: pd.DataFrame, *, per_unit: NDArray[np.bool_]) -> Floats:
    """What the published value goes with; where it is one per unit, what is usual for the exam."""
    own = np.where(per_unit, np.nan, basis["per_value"])
    codes, pairs = pd.factorize(kinds.astype(str).to_numpy() + "\n" + basis["per_quantity"].to_numpy(dtype=object))
    asked = [str(pair).split("\n") for pair in pairs]
    usual = np.array([usual_value(k, q) or np.nan if q else np.nan for k, q in asked], dtype=float)[codes]
    return np.where(np.isnan(own), usual, own)


def _factors(method: NDArray[np.object_], measured: Floats, usual: Floats) -> Floats:
    """What the published value is multiplied with: measured over usual; of a value per unit, the amount itself."""
    factor = np.ones(len(method))
    scaled, per_unit = method == "kind_scaled", np.isin(method, ("agent", "region"))
    factor[scaled] = measured[scaled] / usual[scaled]
    factor[per_unit] = np.where(np.isnan(measured), usual, measured)[per_unit]
    return factor


def _assumed(doses: Floats, assumed: NDArray[np.bool_]) -> Floats:
    """Where nobody published what the dose goes with, the interval is at least that of the convention."""
    rule = reference.range_conventions()[uterus_basis.ASSUMED]
    typical, low, high = doses.T
    low = np.where(assumed, np.minimum(low, typical * rule.low_factor), low)
    high = np.where(assumed, np.maximum(high, typical * rule.high_factor), high)
    return np.column_stack([typical, low, high])


def _unused(
    method: NDArray[np.object_], basis: pd.DataFrame, measured: Floats, given: pd.DataFrame
) -> NDArray[np.object_]:
    """The measured quantities that an exam's number does not rest on."""
    used = np.isin(method, ("kind_scaled", "agent", "region")) & ~np.isnan(measured)
    words = pd.Series("", index=given.index, dtype=object)
    for name in SCALED_BY:
        dropped = given[name].notna() & ~(used & (basis["per_quantity"] == name).to_numpy())
        words = words.where(~dropped, words + f" {name}")
    return words.where(~given["misfit"], words + f" {uterus_basis.PHANTOM}").str.strip().to_numpy(dtype=object)


def _widened(doses: Floats, nuclear: NDArray[np.bool_], measured: NDArray[np.bool_]) -> Floats:
    """Nuclear medicine: uptake differs between people, and without a measured activity that differs too."""
    uptake = reference.range_conventions()["activity_times_coefficient"]
    activity = reference.range_conventions()["activity_without_range"]
    typical, low, high = doses.T
    low = np.where(nuclear, np.minimum(low, typical * uptake.low_factor), low)
    high = np.where(nuclear, np.maximum(high, typical * uptake.high_factor), high)
    unknown = nuclear & ~measured
    low, high = np.where(unknown, low * activity.low_factor, low), np.where(unknown, high * activity.high_factor, high)
    return np.column_stack([typical, low, high])


def _evidence(method: NDArray[np.object_], basis: pd.DataFrame) -> NDArray[np.object_]:
    """Calculated only where a value published with what it goes with was scaled with a measured one."""
    own, scaled = basis["evidence"].to_numpy(dtype=object), method == "kind_scaled"
    found = np.where(scaled & (own == "typical"), "calculated", own)
    found = np.where(scaled & basis["assumed"].to_numpy(dtype=bool), "rough", found)
    found = np.where((method == "agent") & ~basis["beyond"].to_numpy(dtype=bool), "calculated", found)
    found = np.where(np.isin(method, ("none", "scatter", "treatment")), "unknown", found)
    return np.asarray(np.where(method == "no_radiation", "no_radiation", found), dtype=object)
