"""Coefficients that turn a measured quantity into effective dose, each with its interval and its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.reference.tables import keyed, records


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


@cache
def kap_coefficients() -> tuple[KapCoefficient, ...]:
    """The chosen coefficient of each region or kind, and age group."""
    return records("kap_coefficients", KapCoefficient)


@cache
def kap_coefficient_alternatives() -> tuple[KapAlternative, ...]:
    """Published coefficients that were not chosen."""
    return records("kap_coefficient_alternatives", KapAlternative)


@cache
def dlp_coefficients() -> tuple[DlpCoefficient, ...]:
    """Both sets of CT coefficients: Lee 2012 with additions (ICRP 103) and AAPM Report 96 (ICRP 60)."""
    return records("dlp_coefficients", DlpCoefficient)


@cache
def activity_coefficients() -> tuple[ActivityCoefficient, ...]:
    """One row per radiopharmaceutical and age group."""
    return records("activity_coefficients", ActivityCoefficient)


@cache
def usual_parts() -> tuple[UsualPart, ...]:
    """The parts of exams whose value covers two."""
    return records("usual_parts", UsualPart)


@cache
def time_rates() -> tuple[TimeRate, ...]:
    """Rates by region."""
    return records("time_rates", TimeRate)


@cache
def range_conventions() -> Mapping[str, RangeConvention]:
    """The intervals of numbers without a published one, by the method that made the number."""
    return keyed("range_conventions", records("range_conventions", RangeConvention), lambda row: row.method)
