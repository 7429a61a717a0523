"""Coefficients that turn a measured quantity into effective dose, each with its interval and its source."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.reference.tables import rows_by, rows_of

ADULT = "adult"
FACTOR_SETS = ("ICRP 103", "ICRP 60")  # the default first: Lee 2012 with published additions; AAPM Report 96
USUAL_VOLTAGE = 120  # kV of adult CT where a report names none
# Regions that another one serves where a set has no value of their own.
_WITHOUT_OWN = {"abdomen_pelvis": ("abdomen", "pelvis"), "chest": ("heart",), "neck": ("cervical_spine",)}


@dataclass(frozen=True, slots=True)
class KapCoefficient:
    """Effective dose per kerma-area product, mSv per Gy.cm2, of a region or of one exam kind.

    Attributes:
        region: a region key, or empty where `kind_key` is given.
        kind_key: an exam kind, or empty where `region` is given.
        age_group: adult, 0, 1, 5, 10 or 15 (years).
        tissue_weights: ICRP 60 or ICRP 103, or that the text does not say.
        status: verified, derived (arithmetic on verified numbers) or convention (no direct published support).
    """

    region: str
    kind_key: str
    age_group: str
    typical: float
    low: float
    high: float
    tissue_weights: str
    status: str
    source_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class KapAlternative:
    """A published kerma-area-product coefficient that was not chosen, mSv per Gy.cm2, and why."""

    region: str
    kind_key: str
    age_group: str
    typical: float
    low: float
    high: float
    tissue_weights: str
    status: str
    source_id: str
    notes: str
    why_not_chosen: str


@dataclass(frozen=True, slots=True)
class DlpCoefficient:
    """Effective dose per dose-length product, mSv per mGy.cm.

    Attributes:
        region: a region key, or empty where `kind_key` is given.
        kind_key: an exam kind, or empty where `region` is given.
        age_group: adult, 0, 1, 5, 10 or 15 (years).
        tube_voltage_kv: the tube voltage it holds for; 0 where it holds for any.
        phantom: the phantom the dose-length product refers to: "16 cm" or "32 cm"; empty for a report that names none.
        factor_set: "ICRP 103" (default: Lee 2012 with published additions) or "ICRP 60" (AAPM Report 96).
    """

    region: str
    kind_key: str
    age_group: str
    tube_voltage_kv: int
    phantom: str
    factor_set: str
    typical: float
    low: float
    high: float
    status: str
    source_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class ActivityCoefficient:
    """Effective dose per administered activity of a radiopharmaceutical, mSv per MBq.

    Attributes:
        radiopharmaceutical: key such as tc99m_mdp.
        dicom_code: SNOMED CT code of the radiopharmaceutical in dose reports, or empty.
        only_for_kind: keys of the only exam kinds it holds for, joined by ";"; empty where it holds for any.
        age_group: adult, 0, 1, 5, 10 or 15 (years).
    """

    radiopharmaceutical: str
    name: str
    nuclide: str
    dicom_code: str
    only_for_kind: str
    age_group: str
    typical: float
    low: float
    high: float
    tissue_weights: str
    status: str
    source_id: str
    notes: str

    @property
    def only_kinds(self) -> tuple[str, ...]:
        """The exam kinds of `only_for_kind`; empty where it holds for any."""
        return tuple(filter(None, self.only_for_kind.split(";")))

    def serves(self, kind_key: str) -> bool:
        """Whether it may be used for a kind: iodide, for example, only where its uptake is the assumed one."""
        return not self.only_for_kind or kind_key in self.only_kinds


@dataclass(frozen=True, slots=True)
class UsualPart:
    """What one part of an exam usually gives, in mSv: for exams of two parts of which only the other was measured.

    Attributes:
        part: "agent" (the tracer), "ct" or "fluoroscopy".
    """

    kind_key: str
    part: str
    typical: float
    low: float
    high: float
    source_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class TimeRate:
    """Effective dose per minute of fluoroscopy, mSv/min, for exams of which only the time is known."""

    region: str
    typical: float
    low: float
    high: float
    status: str
    source_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class RangeConvention:
    """The interval given to a number that comes without a published one: low = low_factor x number, and so on."""

    method: str
    low_factor: float
    high_factor: float
    source_id: str
    reason: str


# The chosen coefficient of each region or kind, and age group.
kap_coefficients = rows_of("kap_coefficients", KapCoefficient)
# Published coefficients that were not chosen.
kap_coefficient_alternatives = rows_of("kap_coefficient_alternatives", KapAlternative)
# Both sets of CT coefficients: Lee 2012 with additions (ICRP 103) and AAPM Report 96 (ICRP 60).
dlp_coefficients = rows_of("dlp_coefficients", DlpCoefficient)


@cache
def tube_voltages(factor_set: str) -> tuple[int, ...]:
    """The tube voltages (kV) that a set of DLP coefficients tells apart; the usual one where one value serves all."""
    known = {c.tube_voltage_kv for c in dlp_coefficients() if c.factor_set == factor_set}
    return tuple(sorted(known - {0})) or (USUAL_VOLTAGE,)


@cache
def dlp_by_place(factor_set: str) -> Mapping[tuple[str, str, str, int], DlpCoefficient]:
    """The row of a set by exam kind or region, age group, phantom and tube voltage (kV).

    An adult's DLP without a phantom is taken to be on the phantom of the coefficient, as scanners report it, unless
    the table has a row for a phantom that nobody names; a child's is not, because the wrong phantom is an error of
    about two there.
    """
    found: dict[tuple[str, str, str, int], DlpCoefficient] = {}
    chosen = [c for c in dlp_coefficients() if c.factor_set == factor_set]
    for c in sorted(chosen, key=lambda c: c.phantom):  # a row without a phantom is the first
        voltages = (c.tube_voltage_kv,) if c.tube_voltage_kv else tube_voltages(factor_set)
        places = (c.kind_key,) if c.kind_key else _serves(c, chosen)
        for place, kv in itertools.product(places, voltages):
            found.setdefault((place, c.age_group, c.phantom, kv), c)
            if c.age_group == ADULT:
                found.setdefault((place, ADULT, "", kv), c)
    return found


def _serves(row: DlpCoefficient, of_set: list[DlpCoefficient]) -> tuple[str, ...]:
    """The region of the row, and those for which its set has no value of their own at this age."""
    own = {c.region for c in of_set if c.age_group == row.age_group}
    return (row.region, *(part for part in _WITHOUT_OWN.get(row.region, ()) if part not in own))


# One row per radiopharmaceutical and age group.
activity_coefficients = rows_of("activity_coefficients", ActivityCoefficient)
# The parts of exams whose value covers two.
usual_parts = rows_of("usual_parts", UsualPart)
# Rates by region.
time_rates = rows_of("time_rates", TimeRate)
# The intervals of numbers without a published one, by the method that made the number.
range_conventions = rows_by("range_conventions", RangeConvention, lambda row: row.method)
