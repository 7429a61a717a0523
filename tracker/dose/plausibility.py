"""Asks back when a number typed from a report is far from what is usual for the exam; it never refuses."""

import math

from tracker import reference
from tracker.i18n import _, grouped
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


def ask_back(kind_key: str, quantity: str, value: float, unit: str) -> str | None:
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
        return _("Zero on a report mostly means that it was not recorded. Is it better to leave it out?")
    usual = reference.usual_value(kind_key, quantity)
    if usual is None or usual <= 0:
        return None
    times = canonical / usual
    if 1 / FAR <= times <= FAR:
        return None
    far = (
        _("That would be {times} times the usual for this exam.")
        if times > 1
        else _("That would be only 1/{times} of the usual for this exam.")
    )
    question = far.format(times=_rounded(max(times, 1 / times)))
    better = _better_unit(quantity, value, unit, usual)
    if better:
        return f"{question} " + _("Did you mean {unit}?").format(unit=better)
    return f"{question} " + _("Please look at the number and the unit again.")


def _rounded(times: float) -> str:
    step = 10.0 ** max(0, math.floor(math.log10(times)))
    return grouped(round(times / step) * step)


def _better_unit(quantity: str, value: float, unit: str, usual: float) -> str | None:
    """The unit of the menu in which the number would lie nearest to the usual one, if it then lies near."""
    factors = QUANTITIES[quantity].units
    likely = [other for other in LIKELY_UNITS[quantity] if other != unit]
    distance = {other: abs(math.log(value * factors[other] / usual)) for other in likely}
    best = min(distance, key=lambda other: distance[other])
    return best if distance[best] <= math.log(NEAR) else None
