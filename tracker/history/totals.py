"""What exams add up to: counts by evidence and type, the total dose with its interval, and the dose of each year.

Beside it the measured values of each exam as columns, in the units of their fields; what does not add up is apart.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker import reference
from tracker.dose import total
from tracker.i18n import _
from tracker.wording import reported_number

EVIDENCE_FIELDS = {
    "reported": "measured",
    "calculated": "calculated",
    "from_time": "calculated",
    "typical": "typical",
    "rough": "rough",
    "unknown": "not_counted",
    "no_radiation": "no_radiation",
    "treatment": "treatment",
}
MEASURED_EVIDENCE = ("reported", "calculated", "from_time")


@dataclass(frozen=True, slots=True)
class Range:
    """A dose in mSv: the median of what the exams can add up to, and the interval it lies in."""

    typical: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class EvidenceCounts:
    """How many exams rest on what; an entry for about 20 counts as 20."""

    measured: int = 0
    calculated: int = 0
    typical: int = 0
    rough: int = 0
    not_counted: int = 0
    no_radiation: int = 0
    treatment: int = 0


@dataclass(frozen=True, slots=True)
class TypeTotal:
    """All exams of one type; `dose` is None where none of them could be counted."""

    exam_type: str
    exams: int
    dose: Range | None
    not_counted: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What the whole selection adds up to.

    Attributes:
        exams: number of exams, an entry for about 20 counting as 20; `approximate` says such an entry is among them.
        with_radiation: of these, exams with X-rays or radioactive material (treatments left out).
        radiation_not_known: of these, exams of which nobody knows whether they used any.
        image_guided: of these, image-guided injections and procedures.
        dose: total effective dose; None where no exam could be counted (which is not a dose of zero).
        share_measured: the share of the total that rests on measured values, 0 to 1; None where there is no total.
        factor_sets: tissue weights named by the coefficients and reports in the total; more than one is said.
    """

    exams: int
    with_radiation: int
    radiation_not_known: int
    image_guided: int
    approximate: bool
    first_year: int | None
    last_with_radiation: str
    dose: Range | None
    counts: EvidenceCounts
    share_measured: float | None
    factor_sets: tuple[str, ...]
    by_type: tuple[TypeTotal, ...]


_DOSE_COLUMNS = ["exam_type", "typical_msv", "low_msv", "high_msv", "method", "factor_set", "kind_key", "region"]
_TOTAL_COLUMNS = (
    *("exam_type", "typical_msv", "factor_set"),
    *("exam_count", "count_is_approximate", "evidence", "counted", "image_guided", "radiation"),
    *("date_last", "when"),
)
_LONG_AGO = np.datetime64("0001-01-01", "ns")
NO_TOTALS = Totals(0, 0, 0, 0, False, None, "", None, EvidenceCounts(), None, (), ())


def totals_of(exams: pd.DataFrame) -> Totals:
    """The totals of exams as `Summary.exams` holds them (one person)."""
    if exams.empty:
        return NO_TOTALS
    at = {name: exams[name].to_numpy() for name in _TOTAL_COLUMNS}
    count, counted = at["exam_count"].astype(np.int64), at["counted"].astype(bool)
    radiating = (at["radiation"] == "yes") & (at["evidence"] != "treatment")
    doses = _doses(exams[_DOSE_COLUMNS][counted])
    last = np.flatnonzero(radiating & (at["date_last"] == at["date_last"][radiating].max(initial=_LONG_AGO)))
    return Totals(
        exams=int(count.sum()),
        with_radiation=int(count[radiating].sum()),
        radiation_not_known=int(count[at["radiation"] == "not_known"].sum()),
        image_guided=int(count[at["image_guided"].astype(bool)].sum()),
        approximate=bool(at["count_is_approximate"].any()),
        first_year=int(exams["date_first"].min().year),
        last_with_radiation=str(at["when"][last[0]]) if len(last) else "",
        dose=doses.get(""),
        counts=_counts(at["evidence"], count),
        share_measured=_share_measured(at["typical_msv"][counted], at["evidence"][counted]),
        factor_sets=tuple(sorted(set(at["factor_set"][counted]) - {""})),
        by_type=_by_type(at["exam_type"], count, at["evidence"] == "unknown", doses),
    )


def _counts(evidence: NDArray[np.object_], count: NDArray[np.int64]) -> EvidenceCounts:
    found: Counter[str] = Counter()
    for word, exams in zip(evidence.tolist(), count.tolist(), strict=True):
        found[EVIDENCE_FIELDS[word]] += exams
    return EvidenceCounts(**found)


def _doses(counted: pd.DataFrame) -> dict[str, Range]:
    """Total and interval of each type, and of everything under the key ""."""
    if counted.empty:
        return {}
    doses = counted.assign(group=total.error_groups(counted))
    found = total.ranges(pd.concat([doses, doses.assign(exam_type="")]), "exam_type")
    return {str(name): Range(*row) for name, row in zip(found.index, found.to_numpy().tolist(), strict=True)}


def _share_measured(typical: NDArray[np.float64], evidence: NDArray[np.object_]) -> float | None:
    whole = typical.sum()
    return float(typical[np.isin(evidence.astype(str), MEASURED_EVIDENCE)].sum() / whole) if whole else None


def _by_type(
    exam_type: NDArray[np.object_], count: NDArray[np.int64], unknown: NDArray[np.bool_], doses: dict[str, Range]
) -> tuple[TypeTotal, ...]:
    return tuple(
        TypeTotal(name, int(count[of].sum()), doses.get(name), int(count[of & unknown].sum()))
        for name in reference.EXAM_TYPES
        if (of := exam_type == name).any()
    )


def by_year(exams: pd.DataFrame) -> pd.DataFrame:
    """Exams and dose of each year and type; an entry that may lie in several years is spread evenly over them.

    Returns:
        year, exam_type, exams (float), typical_msv (0 where nothing could be counted), approximate (bool).
    """
    first = exams["date_first"].dt.year.to_numpy(dtype=np.int64)
    years = exams["date_last"].dt.year.to_numpy(dtype=np.int64) - first + 1
    place = np.repeat(np.arange(len(exams)), years)
    step = np.arange(len(place)) - np.repeat(np.cumsum(years) - years, years)
    types, names = pd.factorize(exams["exam_type"], sort=True)
    cells, cell = np.unique(np.stack([first[place] + step, types[place]]), axis=1, return_inverse=True)
    typical = np.where(exams["counted"], exams["typical_msv"], 0.0)
    sums = {
        name: np.bincount(cell.ravel(), weights=(values / years)[place], minlength=cells.shape[1])
        for name, values in (("exams", exams["exam_count"].to_numpy(dtype=float)), ("typical_msv", typical))
    }
    rough = cell.ravel()[(exams["count_is_approximate"].to_numpy(dtype=bool) | (years > 1))[place]]
    approximate = np.isin(np.arange(cells.shape[1]), rough)
    return pd.DataFrame({"year": cells[0], "exam_type": names.to_numpy()[cells[1]], **sums, "approximate": approximate})


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
