"""The measured values of each exam as columns, in the units of their fields; what does not add up stays apart."""

from collections.abc import Iterable

import pandas as pd

from tracker import reference
from tracker.i18n import _
from tracker.wording import reported_number

PLANES = ("A", "B")
BREASTS = ("left", "right")
MIXED = "mixed"  # the phantom of a DLP that a report added up over several


def stated(measurements: pd.DataFrame) -> pd.DataFrame:
    """What was stated of whole exams, and of the planes, phantoms and breasts that are never added up.

    Args:
        measurements: `Summary.measurements`.

    Returns:
        Indexed by exam_id: kap_gy_cm2, air_kerma_mgy, air_kerma_plane_a_mgy, air_kerma_plane_b_mgy, fluoro_time_s,
        dlp_mgy_cm, glandular_dose_left_mgy, glandular_dose_right_mgy, glandular_dose_mgy (no side stated), activity_mbq
        and stated_msv, NaN where there is none; ctdivol_mgy, dlp_by_phantom (of exams on several phantoms, which then
        have no dlp_mgy_cm) and radiopharmaceutical as texts.
    """
    rows = measurements
    whole = rows[~rows["part"]]
    of = dict(iter(whole.groupby("quantity", sort=False)))
    none = whole.head(0)
    kerma = rows[rows["quantity"] == "air_kerma_mgy"]
    # A plane stated twice, as an accumulated total and as the sum of its exposures, has the one that holds first.
    planes = {plane: kerma[kerma["plane"] == plane].groupby("exam_id")["value"].first() for plane in PLANES}
    glandular = of.get("glandular_dose_mgy", none)
    breasts = {side: _sum(glandular[glandular["laterality"] == side]) for side in BREASTS}
    activity = of.get("activity_mbq", none)
    dlp = of.get("dlp_mgy_cm", none)
    several = _on_several_phantoms(dlp)
    return pd.DataFrame(
        {
            "kap_gy_cm2": _sum(of.get("kap_gy_cm2", none)),
            # The planes enter at different skin: the larger value stands for the exam, and nothing is added.
            "air_kerma_mgy": of.get("air_kerma_mgy", none).groupby("exam_id")["value"].max(),
            **{f"air_kerma_plane_{plane.lower()}_mgy": values for plane, values in planes.items()},
            "fluoro_time_s": _sum(of.get("fluoro_time_s", none)),
            "dlp_mgy_cm": _sum(dlp[~dlp["exam_id"].isin(several)]),
            "dlp_by_phantom": _dlp_by_phantom(rows[rows["exam_id"].isin(several) & (rows["quantity"] == "dlp_mgy_cm")]),
            "ctdivol_mgy": _by_phantom(rows[rows["quantity"] == "ctdivol_mgy"], "mGy"),
            **{f"glandular_dose_{side}_mgy": values for side, values in breasts.items()},
            "glandular_dose_mgy": _only(glandular[~glandular["laterality"].isin(BREASTS)]),
            "activity_mbq": _only_agent(activity),
            "radiopharmaceutical": _agents(activity),
            "stated_msv": _only(of.get("effective_dose_msv", none)),
        }
    ).rename_axis("exam_id")


def _sum(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("exam_id")["value"].sum()


def _only(rows: pd.DataFrame) -> pd.Series:
    """The value of exams that have one; nobody can say what several without a side would add up to."""
    return rows[~rows["exam_id"].duplicated(keep=False)].set_index("exam_id")["value"]


def _on_several_phantoms(dlp: pd.DataFrame) -> set[str]:
    """The exams whose DLP is on several phantoms, which a report may add up and call mixed: a sum of unlike numbers."""
    phantoms = dlp.groupby("exam_id")["phantom"].nunique()
    return {*phantoms[phantoms > 1].index, *dlp.loc[dlp["phantom"] == MIXED, "exam_id"]}


def _dlp_by_phantom(rows: pd.DataFrame) -> pd.Series:
    """The sum on each phantom; of a whole that is mixed, that of its parts where the report gives them."""
    mixed = set(rows.loc[~rows["part"] & (rows["phantom"] == MIXED), "exam_id"])
    parted = mixed & set(rows.loc[rows["part"], "exam_id"])
    held = rows[rows["part"] == rows["exam_id"].isin(parted)]
    sums = held.groupby(["exam_id", "phantom"], sort=False)["value"].sum().reset_index()
    return _by_phantom(sums, "mGy.cm")


def _by_phantom(rows: pd.DataFrame, unit: str) -> pd.Series:
    """Every value, under its phantom: "10.6 mGy (32 cm)". CTDIvol belongs to a place of the body, and never adds up."""
    held: dict[tuple[str, str], list[str]] = {}
    for exam, phantom, value in rows[["exam_id", "phantom", "value"]].to_numpy(dtype=object).tolist():
        held.setdefault((exam, phantom), []).append(reported_number(value))
    names = {"": _("phantom not stated"), MIXED: _("several phantoms")}
    return listed(
        (exam, f"{', '.join(values)} {unit} ({names.get(phantom, phantom)})")
        for (exam, phantom), values in held.items()
    )


def _only_agent(rows: pd.DataFrame) -> pd.Series:
    """The activity where one radiopharmaceutical was given, in however many portions."""
    agents = rows.groupby("exam_id")["radiopharmaceutical"].nunique()
    return _sum(rows[rows["exam_id"].isin(agents[agents == 1].index)])


def _agents(rows: pd.DataFrame) -> pd.Series:
    """The radiopharmaceutical; of several, each with its activity."""
    names = {c.radiopharmaceutical: _(c.name) for c in reference.activity_coefficients()}
    portions = rows.groupby(["exam_id", "radiopharmaceutical"], sort=False)["value"].sum().reset_index()
    several = portions["exam_id"].duplicated(keep=False).tolist()
    written = []
    for (exam, key, value), more in zip(portions.to_numpy(dtype=object).tolist(), several, strict=True):
        name = names.get(key, key) or _("not stated")
        written.append((exam, f"{reported_number(value)} MBq {name}" if more else name))
    return listed(written)


def listed(texts: Iterable[tuple[str, str]]) -> pd.Series:
    """The texts of each exam, each once, as one string by exam_id."""
    held: dict[str, dict[str, None]] = {}
    for exam, text in texts:
        held.setdefault(exam, {})[text] = None
    joined = {exam: "; ".join(filter(None, found)) for exam, found in held.items()}
    return pd.Series(joined, dtype=object).rename_axis("exam_id")
