"""The one check for every number that comes in: what is usual, what is possible, and the question back otherwise.

Nothing is ever refused: a number that is doubted waits until the person says that it is right.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Protocol

from tracker import reference
from tracker.errors import Reason, TrackerError
from tracker.units import QUANTITIES, convert

FAR = 30.0  # times above or below the usual value: beyond what patients, machines and protocols explain
NEAR = 12.0  # a unit is proposed only if the number would then lie this close to the usual value

FAR_BELOW = 100.0  # times below: a patient is small, a protocol new; only a wrong unit gives less
# What no exam gives, in the canonical unit, whatever its kind: several times the largest that is published.
MOST: Mapping[str, float] = {
    "kap_gy_cm2": 5_000, "air_kerma_mgy": 30_000, "fluoro_time_s": 36_000, "dlp_mgy_cm": 30_000, "ctdivol_mgy": 2_000,
    "glandular_dose_mgy": 100, "activity_mbq": 20_000, "effective_dose_msv": 300,
}  # fmt: skip
SCAN_CM = (1.0, 200.0)  # how long a CT scan can be: DLP / CTDIvol
FIELD_CM2 = (1.0, 2_000.0)  # how large an X-ray field can be at the reference point: KAP / air kerma
MOST_MGY_PER_MIN = 5_000.0  # air kerma by fluoroscopy time, with many pictures beside the fluoroscopy
_FEWEST_KINDS = 5  # whose usual values stand for all exams of a machine
_MOVING = frozenset({"RF", "XA"})

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


class Reported(Protocol):
    """A measurement as a reader, a form or a command gives it."""

    @property
    def quantity(self) -> str:
        """Canonical name."""
        ...

    @property
    def value(self) -> float:
        """In the canonical unit."""
        ...

    @property
    def reported(self) -> str:
        """Value and unit as they were given."""
        ...

    @property
    def part(self) -> bool:
        """Whether it is a share of the exam."""
        ...


def doubts(kind_key: str, modality: str, rows: Iterable[Reported]) -> list[Reason]:
    """The questions about the numbers of one exam: those far from usual, and those that cannot be together.

    Args:
        kind_key: the exam kind, "" where it is not known: then the largest usual value of the machine counts.
        modality: the machine.
        rows: all measurements of the exam. Zero is no question here, for a machine writes it.
    """
    told = [row for row in rows if row.value > 0 and (not row.part or row.quantity == "ctdivol_mgy")]
    kind = reference.exam_kinds().get(kind_key)
    machine = kind.modality if kind else modality
    far = {
        row.reported: Reason.of("far_from_usual", reported=row.reported, doubt=doubt)
        for row in told
        if (doubt := _far(kind_key, machine, row))
    }
    rest = [row for row in told if row.reported not in far]
    return [*far.values(), *too_much(rest), *impossible(machine, told)]


def _far(kind_key: str, machine: str, row: Reported) -> Reason | None:
    value, unit = _as_reported(row)
    usual = usual_value(kind_key, row.quantity)
    most = usual or _largest_usual(machine, row.quantity) or 0.0
    if most and row.value > FAR * most:
        times, code = row.value / most, "far_above"
    elif usual and not row.part and row.value < usual / FAR_BELOW:
        times, code = usual / row.value, "far_below"
    else:
        return None
    better = _better_unit(row.quantity, value, unit, most, near=NEAR if usual else FAR)
    then = Reason.of("other_unit", unit=better) if better else Reason("look_again")
    return Reason.of("both", first=Reason.of(code, times=_rounded(times)), then=then)


def _as_reported(row: Reported) -> tuple[float, str]:
    """The number and unit of the file where they give this value, else the canonical ones."""
    number, _space, unit = row.reported.partition(" ")
    try:
        value = float(number.replace(",", "."))
        if math.isclose(convert(value, unit, row.quantity), row.value, rel_tol=1e-6):
            return value, unit
    except (TrackerError, ValueError):
        pass
    return row.value, QUANTITIES[row.quantity].unit


@cache
def _largest_usual(machine: str, quantity: str) -> float | None:
    """The largest usual value of all exams of a machine; None where too few are known to stand for the rest."""
    machines = _MOVING if machine in _MOVING else frozenset({machine})
    kinds = (kind for kind in reference.exam_kinds().values() if kind.modality in machines)
    known = [found for kind in kinds if (found := usual_value(kind.key, quantity))]
    return max(known) if len(known) >= _FEWEST_KINDS else None


def too_much(rows: Iterable[Reported]) -> list[Reason]:
    """The questions about numbers that no exam of any kind gives."""
    much = (row for row in rows if row.value > MOST[row.quantity])
    return [Reason.of("far_from_usual", reported=row.reported, doubt=Reason("more_than_possible")) for row in much]


def impossible(machine: str, rows: Sequence[Reported]) -> list[Reason]:
    """The questions about numbers that cannot be true together, whatever the exam."""
    whole = {row.quantity: row.value for row in rows if not row.part and row.value > 0}
    scans = [row.value for row in rows if row.quantity == "ctdivol_mgy" and row.value > 0]
    found = []
    dlp, kap, kerma = (whole.get(name, 0.0) for name in ("dlp_mgy_cm", "kap_gy_cm2", "air_kerma_mgy"))
    if dlp and scans and not (dlp / max(scans) >= SCAN_CM[0] and dlp / sum(scans) <= SCAN_CM[1]):
        found.append(Reason.of("scan_length_impossible", amount=float(f"{dlp / max(scans):.2g}")))
    # Elsewhere air kerma is not stated at the reference point, and two planes have two fields.
    if machine in _MOVING and kap and kerma and not FIELD_CM2[0] <= kap * 1000 / kerma <= FIELD_CM2[1]:
        found.append(Reason.of("field_impossible", amount=float(f"{kap * 1000 / kerma:.2g}")))
    time = whole.get("fluoro_time_s", 0.0)
    if kerma and time and kerma / time * 60 > MOST_MGY_PER_MIN:
        found.append(Reason.of("rate_impossible", amount=float(f"{kerma / time * 60:.2g}")))
    return found


def _rounded(times: float) -> float:
    step = 10.0 ** max(0, math.floor(math.log10(times)))
    return round(times / step) * step


def _better_unit(quantity: str, value: float, unit: str, usual: float, near: float = NEAR) -> str | None:
    """The unit of the menu in which the number would lie nearest to the usual one, if it then lies near."""
    factors = QUANTITIES[quantity].units
    likely = [other for other in LIKELY_UNITS[quantity] if other != unit]
    distance = {other: abs(math.log(value * factors[other] / usual)) for other in likely}
    best = min(distance, key=lambda other: distance[other])
    return best if distance[best] <= math.log(near) else None


def _coefficient(kind: reference.ExamKind, quantity: str) -> float | None:
    """mSv per unit of the quantity for an adult, or None where no coefficient fits the kind and its machine."""
    if kind.modality not in _STATED_BY.get(quantity, ()):
        return None
    if quantity == "kap_gy_cm2":
        return _kap_coefficient(kind)
    if quantity == "dlp_mgy_cm":
        return _dlp_coefficient(kind)
    return 0.12 if quantity == "glandular_dose_mgy" else _activity_coefficient(kind)


def _dlp_coefficient(kind: reference.ExamKind) -> float | None:
    """As the dose engine takes it where nothing else is known: the default set first, the kind before its region."""
    sets = map(reference.dlp_by_place, reference.FACTOR_SETS)
    places = (kind.key, reference.regions()[kind.region].dlp_region)
    asked = ((rows, (place, "adult", "", reference.USUAL_VOLTAGE)) for rows in sets for place in places)
    return next((rows[key].typical for rows, key in asked if key in rows), None)


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
