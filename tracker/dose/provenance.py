"""Which coefficients and published values made the dose of each exam, as columns."""

import numpy as np
import pandas as pd

from tracker import reference
from tracker.dose import effective, tables
from tracker.dose.measured import contributions

THE_REPORT = "report"  # the source of a dose that a report states, which is in no table
COLUMNS = ("exam", "method", "quantity", "of", "k", "k_low", "k_high", "factor_set", "source_id", "msv")


def used(
    exams: pd.DataFrame, measurements: pd.DataFrame, factor_set: str = "", estimated: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every term of every dose that counts.

    Args:
        exams, measurements, factor_set: as for `effective.estimate`.
        estimated: what `effective.estimate` made of them, where that is at hand.

    Returns:
        One row per term with COLUMNS: exam (position), method, quantity ("" for a published effective dose), of (what
        the coefficient is for: a region, a radiopharmaceutical, an exam kind), the coefficient with its interval in
        mSv per canonical unit (NaN for a published dose), the set as the publication names it, its source (THE_REPORT
        for a dose that a report states), and msv.
        The terms of an exam add up to its typical effective dose.
    """
    estimated = effective.estimate(exams, measurements, factor_set) if estimated is None else estimated
    given = contributions(effective.with_kind(exams), measurements, factor_set)
    method = estimated["method"].to_numpy(dtype=object)
    parts = [_terms(name, rows, method, given, measurements) for name, rows in given.items() if len(rows)]
    rows = pd.concat([*parts, _published(estimated)], ignore_index=True)
    return rows.sort_values("exam", kind="stable", ignore_index=True)[list(COLUMNS)]


def _terms(
    name: str,
    rows: pd.DataFrame,
    method: np.ndarray[tuple[int], np.dtype[np.object_]],
    given: dict[str, pd.DataFrame],
    measurements: pd.DataFrame,
) -> pd.DataFrame:
    """The measured terms of one method: those of the exams whose dose was made with it, alone or in a sum."""
    place = rows["exam"].to_numpy(dtype=np.int64)
    mine = np.isin(method[place], [name, *(whole for whole, parts in effective.PARTS_OF.items() if name in parts)])
    if name == "dlp":
        whole = ~rows["part"].to_numpy(dtype=bool)
        unknown = rows.loc[whole & rows["k"].isna().to_numpy(), "exam"]
        mine &= whole != rows["exam"].isin([*unknown, *set(rows["exam"]) - set(rows.loc[whole, "exam"])]).to_numpy()
    if name == "activity":
        mine &= ~rows["exam"].isin(given["agent_reported"]["exam"]).to_numpy()
    chosen = rows[mine]
    agent = measurements.loc[chosen.index, "radiopharmaceutical"]
    stated = name in ("reported", "agent_reported")
    return chosen.assign(
        source_id=THE_REPORT if stated else chosen["source_id"],
        exam=chosen["exam"].astype("int64"),
        method=method[chosen["exam"].to_numpy(dtype=np.int64)],
        of=agent if name == "activity" else chosen["region"],
        msv=chosen["value"].astype(float) * chosen["k"].astype(float),
    ).reindex(columns=list(COLUMNS))


def _published(estimated: pd.DataFrame) -> pd.DataFrame:
    """The terms of exams whose dose is a published one."""
    methods = ("typical", "child_typical", "adult_for_child", "rough")
    chosen = estimated[estimated["method"].isin(methods) & estimated["counted"]]
    kinds = reference.exam_kinds()
    source = chosen["kind_key"].map({key: kinds[key].source_id for key in chosen["kind_key"].unique()}).astype(object)
    children = (chosen["method"] == "child_typical").to_numpy()
    if children.any():
        source[children] = tables.child_doses().find(chosen.loc[children, ["kind_key", "age_group"]]).source_id
    published = pd.DataFrame(
        {
            "exam": np.asarray(chosen.index, dtype=np.int64),
            "method": chosen["method"].to_numpy(dtype=object),
            "quantity": "",
            "of": chosen["kind_key"].to_numpy(dtype=object),
            "factor_set": "",
            "source_id": source.to_numpy(dtype=object),
            "msv": chosen["typical_msv"].to_numpy(dtype=float),
        }
    ).reindex(columns=list(COLUMNS))
    return pd.concat([published, *(_usual(estimated, *parts) for parts in tables.USUAL.items())])


def _usual(estimated: pd.DataFrame, method: str, parts: tuple[str, ...]) -> pd.DataFrame:
    """The terms of parts that were not measured."""
    chosen = estimated[estimated["method"] == method]
    found = tables.usual_parts(*parts).find(chosen)
    return pd.DataFrame(
        {
            "exam": np.asarray(chosen.index, dtype=np.int64),
            "method": method,
            "quantity": "",
            "of": chosen["kind_key"].to_numpy(dtype=object),
            "factor_set": "",
            "source_id": found.source_id,
            "msv": found.k[:, 0],
        }
    ).reindex(columns=list(COLUMNS))
