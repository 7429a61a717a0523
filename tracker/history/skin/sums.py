"""Which rows of skin doses belong together: the planes of one exam, the regions that can share a patch of skin."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from tracker import reference
from tracker.dose.event_geometry import Bools, Floats, Places
from tracker.dose.skin_air_kerma import DOSES


def known(value: float) -> float | None:
    """The number, or None where there is none."""
    return None if np.isnan(value) else float(value)


def per_exam(rows: pd.DataFrame, doses: Sequence[str], *, apart: bool = True) -> pd.DataFrame:
    """One row each exam: date_first, date_last, typical_mgy, low_mgy, high_mgy.

    Args:
        rows: skin doses of one skin region, or of one patch.
        doses: the columns to add up.
        apart: of the planes of a biplane system the one with more counts, because they enter at different skin; where
            they are taken to hit one patch, False.
    """
    exam, ids = pd.factorize(rows["exam_id"])
    together = rows["plane"].eq("").to_numpy(dtype=bool) | (not apart)
    summed = _together(exam, rows[list(doses)].to_numpy(dtype=float), together, len(ids))
    first = np.zeros(len(ids), dtype=np.intp)
    first[exam[::-1]] = np.arange(len(exam))[::-1]
    dates = {name: rows[name].to_numpy()[first] for name in ("date_first", "date_last")}
    return pd.DataFrame({**dates, **{name: summed[:, i] for i, name in enumerate(DOSES)}})


def highest_doses(rows: pd.DataFrame) -> "pd.Series[float]":
    """The typical dose of the skin region of each exam that got the most (mGy), NaN where none is typical."""
    place, _places = pd.factorize(rows["exam_id"] + "|" + rows["region"] + "|" + rows["side"] + rows["laterality"])
    together = rows["plane"].eq("").to_numpy(dtype=bool)
    doses = rows[["typical_mgy"]].to_numpy(dtype=float)
    summed = _together(place, doses, together, len(_places))[place, 0]
    exam, ids = pd.factorize(rows["exam_id"])
    found = np.full(len(ids), -np.inf)
    np.fmax.at(found, exam, summed)
    return pd.Series(np.where(np.isinf(found), np.nan, found), index=ids)


def _together(group: Places, doses: Floats, together: Bools, groups: int) -> Floats:
    """Of each group the sum of the rows that belong together, and the largest of the others."""
    summed, largest = np.zeros((groups, doses.shape[1])), np.zeros((groups, doses.shape[1]))
    np.add.at(summed, group[together], doses[together])
    np.maximum.at(largest, group[~together], doses[~together])
    return summed + largest


def one_patch(region: str, regions: Iterable[str]) -> frozenset[str]:
    """Of these regions, those whose beams can have hit the same patch as those of `region`, or nobody knows."""
    near = reference.overlapping(region) if region in reference.regions() else frozenset({region})
    return frozenset(other for other in regions if other in near or "unknown" in (other, region))
