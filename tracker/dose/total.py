"""The total of many exams and its interval.

Each exam is log-normal with mean = its typical value (published typical values are averages, so the total is the
plain sum) and ln-sd = ln(high/low)/3.92. Exams of the same kind and method share their error fully, because the same
unknown bias sits in all of them; others are independent. The sum is taken as log-normal with the mean and variance
that follow (Fenton-Wilkinson), and its 2.5 % and 97.5 % points are the interval.
"""

import numpy as np
import pandas as pd

WIDTH_IN_SD = 3.92  # from the 2.5 % to the 97.5 % point of a normal distribution, in standard deviations
LN_SD_DIGITS = 6  # error groups are told apart by their ln-sd rounded to this many digits


def ranges(doses: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Totals with their intervals: `interval_of` the `moments`, whose arguments these are.

    Returns:
        Indexed by `by`: typical, low, high in mSv.
    """
    return interval_of(moments(doses, by))


def moments(doses: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Mean and variance of totals; those of totals that share no kind may simply be added.

    Args:
        doses: one row per exam with the columns of `by`, kind (what shares an error within a method), method, and
            typical_msv, low_msv, high_msv > 0 with low <= high; rows of 0 add nothing.
        by: the columns that tell one total from another, e.g. ["patient_id"].

    Returns:
        Indexed by `by`: mean (mSv), variance (mSv squared), entries, and the sums of low and high (mSv).
    """
    ln_sd = np.zeros(len(doses))
    above_zero = doses["low_msv"].to_numpy() > 0
    ratio = doses["high_msv"].to_numpy()[above_zero] / doses["low_msv"].to_numpy()[above_zero]
    ln_sd[above_zero] = np.round(np.log(ratio) / WIDTH_IN_SD, LN_SD_DIGITS)
    keys = [*by, "kind", "method"]
    summed = (
        doses[keys]
        .assign(ln_sd=ln_sd, mean=doses["typical_msv"].to_numpy())
        .groupby([*keys, "ln_sd"], sort=False, observed=True)["mean"]
        .sum()
        .reset_index()
    )
    mean = summed.groupby(by, sort=False, observed=True)["mean"].sum()
    own = doses[[*by, "low_msv", "high_msv"]].assign(entries=1).groupby(by, sort=False, observed=True).sum()
    return own.assign(mean=mean, variance=_variance(summed, keys, by))


def _variance(summed: pd.DataFrame, keys: list[str], by: list[str]) -> pd.Series:
    """Sum over all pairs that share an error of m_i m_j (exp(s_i s_j) - 1), by total."""
    groups = summed.groupby(keys, sort=False, observed=True).ngroup()
    left = summed.assign(group=groups)
    right = left[["group", "ln_sd", "mean"]]
    pairs = left.merge(right, on="group", suffixes=("", "_other"))
    shared = pairs["mean"] * pairs["mean_other"] * np.expm1(pairs["ln_sd"] * pairs["ln_sd_other"])
    return shared.groupby([pairs[c] for c in by], sort=False, observed=True).sum()


def interval_of(found: pd.DataFrame) -> pd.DataFrame:
    """The 2.5 % and 97.5 % points of log-normal sums with this mean and variance: typical, low, high (mSv).

    A total of one entry is that entry with its own interval; two intervals for one number would only confuse.
    """
    mean, variance = found["mean"], found["variance"]
    with np.errstate(divide="ignore", invalid="ignore"):
        s2 = np.log1p(np.where(mean > 0, variance / mean**2, 0.0))
    s = np.sqrt(s2)
    centre = mean * np.exp(-s2 / 2)
    half = WIDTH_IN_SD / 2
    alone = found["entries"] == 1
    low, high = centre * np.exp(-half * s), centre * np.exp(half * s)
    return pd.DataFrame(
        {
            "typical": mean,
            "low": low.where(~alone, found["low_msv"]),
            "high": high.where(~alone, found["high_msv"]),
        }
    )
