"""The total of many exams and its interval.

Each exam is a two-piece log-normal: its typical value is the median, its published low and high are the 2.5 % and
97.5 % points exactly. Exams of the same kind and method share their error fully, because the same unknown bias sits in
all of them; CT by dose-length product shares the error of its set of coefficients across kinds; others are independent.

The sum is looked at in many equally likely worlds. In each, every error group stands at one point of its distribution,
and over all worlds each group goes through all of its points once, in an order of its own that is always the same. So
the result is deterministic, a total of one exam is that exam, and one more exam never lowers any point of the sum. The
total that is shown is the median of the sum: the plain sum of many medians can lie below its 2.5 % point.
"""

import hashlib
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
END = -NormalDist().inv_cdf(0.025)  # 1.96: from the median to the 97.5 % point, in standard deviations
# Numbers of worlds of the form 20 x odd, so that one of the points is the 2.5 % point itself.
WORLDS = 32_740  # for a page: within 1 % of four million draws for all records tried
WORLDS_OF_MANY = 4_820  # for everybody at once: 95 of 100 records within 2 %, the worst tried within 5 %
_AT_ONCE = 4_000_000  # points of curves in memory at a time
_LN_DIGITS = 12  # curves that differ by less are one; far below what a double of a dose keeps


def ranges(doses: pd.DataFrame, by: str, worlds: int = WORLDS) -> pd.DataFrame:
    """Totals with their intervals.

    Args:
        doses: one row per exam with the column `by`, group (what shares an error, see `error_groups`), and
            typical_msv, low_msv, high_msv with 0 < low <= typical <= high; rows of 0 add nothing.
        by: the column that tells one total from another, e.g. "patient_id".
        worlds: 20 times an odd number.

    Returns:
        Indexed by `by`: typical (the median), low, high (2.5 % and 97.5 % points) in mSv.
    """
    if doses.empty:
        return pd.DataFrame(columns=["typical", "low", "high"], dtype=float)
    places, names = pd.factorize(doses[by], sort=False)
    typical = doses["typical_msv"].to_numpy(dtype=float)
    curves, which = _curves(doses, typical)
    amounts = np.zeros((len(names), len(curves)))
    np.add.at(amounts, (places, which), typical)
    points = np.zeros((len(names), worlds))
    for start in range(0, len(curves), _AT_ONCE // worlds):
        some = slice(start, start + _AT_ONCE // worlds)
        points += amounts[:, some] @ np.stack([_curve(*curve, worlds) for curve in curves[some]])
    ends = _ends(points)
    groups = np.unique(np.stack([places, pd.factorize(doses["group"])[0]]), axis=1)[0]
    of_one = np.bincount(groups, minlength=len(names)) == 1
    columns = (doses[name].to_numpy(dtype=float) for name in ("typical_msv", "low_msv", "high_msv"))
    plain = np.stack([np.bincount(places, weights=values, minlength=len(names)) for values in columns], axis=1)
    ends[of_one] = plain[of_one]  # what shares all of its error adds up point by point
    return pd.DataFrame(ends, columns=["typical", "low", "high"], index=pd.Index(names, name=by))


def error_groups(exams: pd.DataFrame) -> pd.Series:
    """What shares its error: a set of CT coefficients, else method and exam kind (region for own words).

    Args:
        exams: method, factor_set, kind_key, region as `effective.estimate` returns them.
    """
    columns = (exams[name].tolist() for name in ("method", "factor_set", "kind_key", "region"))
    groups = [
        f"dlp:{factor_set}" if method == "dlp" else f"{method}:{kind or f'region:{region}'}"
        for method, factor_set, kind, region in zip(*columns, strict=True)
    ]
    return pd.Series(groups, index=exams.index, dtype=object)


def _curves(doses: pd.DataFrame, typical: Floats) -> tuple[list[tuple[str, float, float]], NDArray[np.intp]]:
    """The distinct (group, ln-sd below, ln-sd above) of the rows, in a fixed order, and which of them each row has."""
    low, high = (doses[name].to_numpy(dtype=float) for name in ("low_msv", "high_msv"))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(typical > 0, [np.log(typical / low), np.log(high / typical)], 0.0).T / END
    keys = pd.DataFrame(np.round(spread, _LN_DIGITS), columns=["below", "above"], index=doses.index)
    keys.insert(0, "group", doses["group"].astype(str))
    which, found = pd.factorize(pd.MultiIndex.from_frame(keys), sort=True)
    return [(str(group), float(below), float(above)) for group, below, above in found], which


@lru_cache(maxsize=512)
def _curve(group: str, below: float, above: float, worlds: int) -> Floats:
    """How many times its median an exam is in each world."""
    z = _normal_points(worlds)
    middle = worlds // 2
    times = np.concatenate([np.exp(below * z[:middle]), np.exp(above * z[middle:])])
    return times[_order(group, worlds)]


@lru_cache(maxsize=4)
def _normal_points(worlds: int) -> Floats:
    """The middles of equally likely parts of the normal distribution, in ascending order."""
    quantile = NormalDist().inv_cdf
    return np.array([quantile((i + 0.5) / worlds) for i in range(worlds)])


def _order(group: str, worlds: int) -> NDArray[np.uint32]:
    """The order in which a group goes through its points: its own, and the same on every computer."""
    seed = int.from_bytes(hashlib.sha256(group.encode()).digest()[:8], "big")
    return np.argsort(np.random.PCG64(seed).random_raw(worlds)).astype(np.uint32)


def _ends(points: Floats) -> Floats:
    """Median, 2.5 % and 97.5 % point of each row, shape (rows, 3)."""
    worlds = points.shape[1]
    low, middle = worlds // 40, worlds // 2
    ranked = np.partition(points, (low, middle - 1, middle, worlds - 1 - low), axis=1)
    return np.stack([ranked[:, [middle - 1, middle]].mean(axis=1), ranked[:, low], ranked[:, worlds - 1 - low]], axis=1)
