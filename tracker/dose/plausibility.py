"""Asks back when a number typed from a report is far from what is usual for the exam; it never refuses."""

import math

from tracker import reference
from tracker.errors import Reason
from tracker.units import QUANTITIES, convert

FAR = 30.0  # times above or below the usual value: beyond what patients, machines and protocols explain
NEAR = 12.0  # a unit is proposed only if the number would then lie this close to the usual value


# Units that reports are written in; nobody confuses Gy.cm2 with mGy.m2, so the rest of a menu is never proposed.
LIKELY_UNITS = {
    "kap_gy_cm2": ("Gy.cm2", "cGy.cm2", "dGy.cm2", "mGy.cm2", "uGy.m2", "Gy.m2"),
    "air_kerma_mgy": ("mGy", "uGy", "Gy"),
    "fluoro_time_s": ("s", "min"),
    "dlp_mgy_cm": ("mGy.cm", "Gy.cm"),
    "ctdivol_mgy": ("mGy", "Gy"),
    "glandular_dose_mgy": ("mGy", "dGy", "Gy"),
    "activity_mbq": ("MBq", "Bq", "kBq", "GBq", "mCi"),
    "effective_dose_msv": ("mSv", "uSv", "Sv"),
}


def ask_back(kind_key: str, quantity: str, value: float, unit: str) -> Reason | None:
    """A question about a number that is far from usual, with the unit that would make it fit, or None.

    Args:
        kind_key: the exam kind.
        quantity: canonical name.
        value: as typed, in `unit`.

    Raises:
        UnitError, ValueRefused: as for `units.convert`.
    """
    canonical = convert(value, unit, quantity)
    if canonical == 0:
        return Reason("zero_on_report")
    usual = reference.usual_value(kind_key, quantity)
    if usual is None or usual <= 0:
        return None
    times = canonical / usual
    if 1 / FAR <= times <= FAR:
        return None
    far = Reason.of("far_above" if times > 1 else "far_below", times=_rounded(max(times, 1 / times)))
    better = _better_unit(quantity, value, unit, usual)
    return Reason.of("both", first=far, then=Reason.of("other_unit", unit=better) if better else Reason("look_again"))


def _rounded(times: float) -> float:
    step = 10.0 ** max(0, math.floor(math.log10(times)))
    return round(times / step) * step


def _better_unit(quantity: str, value: float, unit: str, usual: float) -> str | None:
    """The unit of the menu in which the number would lie nearest to the usual one, if it then lies near."""
    factors = QUANTITIES[quantity].units
    likely = [other for other in LIKELY_UNITS[quantity] if other != unit]
    distance = {other: abs(math.log(value * factors[other] / usual)) for other in likely}
    best = min(distance, key=lambda other: distance[other])
    return best if distance[best] <= math.log(NEAR) else None
