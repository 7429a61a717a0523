"""Dose units and their conversion: the only place where a number changes its unit.

Each quantity has one canonical unit, written into its name. Factors are exact powers of ten, 60 for minutes, or the
definition 1 Ci = 3.7e10 Bq. A unit that is not listed for a quantity is refused, never passed through.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.errors import UnitError, ValueRefused
from tracker.i18n import N_, _


@dataclass(frozen=True, slots=True)
class Quantity:
    """One dose quantity: its canonical name and unit, what people call it, and every unit it may arrive in.

    Attributes:
        units: unit as written in menus -> factor; value in that unit x factor = value in the canonical unit.
    """

    name: str
    label: str
    unit: str
    units: Mapping[str, float]


_KAP = {"Gy.cm2": 1.0, "cGy.cm2": 1e-2, "dGy.cm2": 1e-1, "mGy.cm2": 1e-3, "uGy.m2": 1e-2, "mGy.m2": 10.0, "Gy.m2": 1e4}
_DOSE = {"mGy": 1.0, "uGy": 1e-3, "cGy": 10.0, "dGy": 1e2, "Gy": 1e3}
_DLP = {"mGy.cm": 1.0, "Gy.cm": 1e3, "mGy.m": 1e2, "dGy.cm": 1e2}
_TIME = {"s": 1.0, "min": 60.0, "ms": 1e-3, "h": 3600.0}
_ACTIVITY = {"MBq": 1.0, "Bq": 1e-6, "kBq": 1e-3, "GBq": 1e3, "uCi": 0.037, "mCi": 37.0, "Ci": 37e3}
_EFFECTIVE = {"mSv": 1.0, "uSv": 1e-3, "Sv": 1e3, "mrem": 1e-2, "rem": 10.0}

QUANTITIES: Mapping[str, Quantity] = {
    q.name: q
    for q in (
        Quantity("kap_gy_cm2", N_("Kerma-area product (KAP, DAP)"), "Gy.cm2", _KAP),
        Quantity("air_kerma_mgy", N_("Air kerma at the reference point (Ka,r)"), "mGy", _DOSE),
        Quantity("fluoro_time_s", N_("Fluoroscopy time"), "s", _TIME),
        Quantity("dlp_mgy_cm", N_("Dose-length product (DLP)"), "mGy.cm", _DLP),
        Quantity("ctdivol_mgy", N_("CT dose index (CTDIvol)"), "mGy", _DOSE),
        Quantity("glandular_dose_mgy", N_("Mean glandular dose (one breast)"), "mGy", _DOSE),
        Quantity("activity_mbq", N_("Administered activity"), "MBq", _ACTIVITY),
        Quantity("effective_dose_msv", N_("Effective dose"), "mSv", _EFFECTIVE),
    )
}

_SPELLINGS = {"sec": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min", "mins": "min", "hr": "h"}


def _plain(unit: str) -> str:
    """One spelling for the many ways a unit is typed: no dots or spaces, u for micro, 2 for squared."""
    text = unit.strip().replace("µ", "u").replace("μ", "u").replace("²", "2").replace("·", ".")
    text = re.sub(r"\bcm\s*[*x×]\s*cm\b", "cm2", text)
    text = re.sub(r"[\s.*^⋅×-]", "", text)
    return _SPELLINGS.get(text.lower(), text)


_FACTORS = {name: {_plain(unit): factor for unit, factor in q.units.items()} for name, q in QUANTITIES.items()}


def canonical_unit(quantity: str) -> str:
    """The unit a quantity is stored in, as printed ("Gy.cm2")."""
    return QUANTITIES[quantity].unit


def check_value(value: float, quantity: str) -> float:
    """Return the value if it can be a dose.

    Raises:
        ValueRefused: it is not a number, infinite or negative.
    """
    if not math.isfinite(value) or value < 0:
        label = _(QUANTITIES[quantity].label)
        raise ValueRefused(_("{label} must be a number that is zero or more.").format(label=label))
    return value


def convert(value: float, unit: str, quantity: str) -> float:
    """A value in `unit` as a value in the canonical unit of `quantity`.

    Args:
        value: the number as reported, finite and not negative.
        unit: the unit as reported, in any usual spelling ("mGy.cm", "mGycm", "dGy*cm*cm", "Gy.cm^2").
        quantity: a canonical name such as `kap_gy_cm2`.

    Raises:
        UnitError: the unit is missing, unknown, or not a unit of this quantity.
        ValueRefused: the value is not a number, infinite or negative.
    """
    check_value(value, quantity)
    factor = _FACTORS[quantity].get(_plain(unit))
    if factor is None:
        known = ", ".join(QUANTITIES[quantity].units)
        raise UnitError(
            _("“{unit}” is not a unit of {label}. Known units: {known}.").format(
                unit=unit[:20], label=_(QUANTITIES[quantity].label), known=known
            )
        )
    return value * factor
