"""What is usual for an exam, and the question back when a typed number is far from it; nothing is ever refused."""

import math
from collections.abc import Mapping
from functools import cache

from tracker import reference
from tracker.errors import Reason
from tracker.units import QUANTITIES, convert

FAR = 30.0  # times above or below the usual value: beyond what patients, machines and protocols explain
NEAR = 12.0  # a unit is proposed only if the number would then lie this close to the usual value

_TRUSTED = frozenset({"verified", "derived"})
# The machines that state a quantity: no catheter suite gives a dose-length product, no scanner a kerma-area product.
_STATED_BY: Mapping[str, frozenset[str]] = {
    "kap_gy_cm2": frozenset({"RF", "XA", "IO", "PX"}),
    "dlp_mgy_cm": frozenset({"CT"}),
    "glandular_dose_mgy": frozenset({"MG"}),
    "activity_mbq": frozenset({"NM", "PT"}),
}

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
    usual = usual_value(kind_key, quantity)
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


def _coefficient(kind: reference.ExamKind, quantity: str) -> float | None:
    """mSv per unit of the quantity for an adult, or None where no coefficient fits the kind and its machine."""
    if kind.modality not in _STATED_BY.get(quantity, ()):
        return None
    if quantity == "kap_gy_cm2":
        return _kap_coefficient(kind)
    if quantity == "dlp_mgy_cm":
        served = reference.regions()[kind.region].dlp_region
        rows = (
            r
            for r in reference.dlp_coefficients()
            if (r.region, r.factor_set, r.age_group) == (served, "ICRP 60", "adult")
        )
        return next((row.typical for row in rows), None)
    return 0.12 if quantity == "glandular_dose_mgy" else _activity_coefficient(kind)


def _kap_coefficient(kind: reference.ExamKind) -> float | None:
    """The coefficient of the kind, else of its region."""
    served = reference.regions()[kind.region].kap_region
    adult = [row for row in reference.kap_coefficients() if row.age_group == "adult"]
    own = [row.typical for row in adult if row.kind_key == kind.key]
    return next(iter(own + [row.typical for row in adult if row.region and row.region == served]), None)


def _activity_coefficient(kind: reference.ExamKind) -> float | None:
    """The one coefficient made for the kind; which radiopharmaceutical any other kind means is not in the tables."""
    if kind.basis != "activity_times_coefficient":
        return None
    made = [r.typical for r in reference.activity_coefficients() if kind.key in r.only_kinds and r.age_group == "adult"]
    return made[0] if len(made) == 1 else None


def _median(values: list[float]) -> float:
    """The middle value (the mean of the two middle ones); the statistics module would load slowly for this."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


@cache
def usual_sources(kind_key: str, quantity: str) -> tuple[str, ...]:
    """The ids of the sources behind `usual_value`; empty where there is none."""
    found = _usual_rows(kind_key, quantity)
    kind = reference.exam_kinds().get(kind_key)
    if found or kind is None or usual_value(kind_key, quantity) is None:
        return tuple(dict.fromkeys(source for _value, source in found))
    return (kind.source_id,)


def _usual_rows(kind_key: str, quantity: str) -> list[tuple[float, str]]:
    """The published values with their sources: verified procedure values, else adult reference levels."""
    asked = (kind_key, quantity)
    rows = (v for v in reference.procedure_values() if v.status in _TRUSTED)
    found = [(v.typical, v.source_id) for v in rows if v.typical and (v.kind_key, v.quantity) == asked]
    levels = (v for v in reference.reference_levels() if v.population == "adult")
    return found or [(v.value, v.source_id) for v in levels if (v.kind_key, v.quantity) == asked]


@cache
def usual_value(kind_key: str, quantity: str) -> float | None:
    """One usual value of a measured quantity for a kind, in the canonical unit; None where nothing is known.

    The median of the verified procedure values; else the median of the adult reference levels; else the typical
    effective dose divided by the coefficient that fits, for a quantity its machine states. Used to ask back about an
    improbable number, and to scale a published dose to the uterus.
    """
    kind = reference.exam_kinds().get(kind_key)
    if kind is None:
        return None
    if quantity == "effective_dose_msv":
        return kind.typical_msv or None
    found = _usual_rows(kind_key, quantity)
    if found:
        return _median([value for value, _source in found])
    coefficient = _coefficient(kind, quantity)
    return kind.typical_msv / coefficient if coefficient and kind.typical_msv else None
