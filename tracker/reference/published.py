"""Published values beside the coefficients: of procedures, of children, reference levels, background, positions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from tracker.reference.tables import keyed, records, rows_of

_TRUSTED = frozenset({"verified", "derived"})
FETAL_ROLES = frozenset({"value", "upper", "bound"})
STANCES = ("track", "do_not_sum_for_decisions", "common_ground")
LEVEL_SORTS = frozenset({"national", "local", "guide", "median"})


@dataclass(frozen=True, slots=True)
class ProcedureValue:
    """One published measurement of an image-guided procedure, in the canonical unit of its quantity.

    Attributes:
        kind_key: the exam kind it belongs to, or empty where none fits.
        quantity: a canonical quantity, or the published name of another one (entrance dose).
        typical: central value, or None where only an interval was published.
        low: low end as published, or None.
        high: high end as published, or None.
        unit: the unit of the three numbers.
        statistic: what the central value and the interval are, as published.
        number: size of the series, as published.
    """

    kind_key: str
    procedure: str
    approach: str
    quantity: str
    typical: float | None
    low: float | None
    high: float | None
    unit: str
    statistic: str
    number: str
    status: str
    source_id: str
    notes: str

    @property
    def may_lack_range(self) -> bool:
        """Published rows are kept as published, with or without an interval."""
        return True


@dataclass(frozen=True, slots=True)
class ReferenceLevel:
    """A value for comparing practice, not a limit and not a dose of a person.

    Attributes:
        sort: national (a reference level); local (of some hospitals, or not known to be national); guide (a national
            guide value below the reference level); median (of one centre).
    """

    kind_key: str
    quantity: str
    value: float
    sort: str
    country: str
    year: str
    population: str
    status: str
    source_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class PaediatricDose:
    """Usual effective dose of a kind in children of an age span, in mSv."""

    kind_key: str
    age_low_years: float
    age_high_years: float
    typical: float
    low: float
    high: float
    status: str
    source_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class FetalDose:
    """A published dose to the unborn child, in mGy, of one of: an exam kind, a region, a radiopharmaceutical.

    Attributes:
        in_beam: yes, partly, no, or internal (radioactive material in the mother).
        role: value; upper (older and higher: only its high end is used); bound (published as "under" the high end).
        week_first: first week of pregnancy it holds for, counted from the last period; None where it holds for any.
        week_last: the last such week.
        per_quantity: the measured quantity it grows with, or empty where it is not scaled.
        per_value: the value of that quantity it goes with; None stands for the usual one of the exam kind.
        per_source_id: where that value was published, if not with the dose; empty where it was.
    """

    kind_key: str
    region: str
    radiopharmaceutical: str
    description: str
    in_beam: str
    role: str
    week_first: float | None
    week_last: float | None
    typical: float | None
    low: float | None
    high: float | None
    per_quantity: str
    per_value: float | None
    per_source_id: str
    status: str
    source_id: str
    notes: str

    @property
    def may_lack_range(self) -> bool:
        """Published rows are kept as published, with or without an interval."""
        return True


@dataclass(frozen=True, slots=True)
class TissueWeight:
    """One tissue weighting factor of an ICRP publication; 0 for a tissue that shares the weight of the remainder."""

    system: str
    tissue: str
    weight: float
    component: str
    status: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Background:
    """Mean natural background of a country, mSv per year."""

    country: str
    name: str
    msv_per_year: float
    year: str
    status: str
    source_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class Position:
    """What a professional body says about records of past dose.

    Attributes:
        stance: track (keep a record), do_not_sum_for_decisions, or common_ground (between the two).
        sentence: what it says, in our words.
        where: where the text stands.
        valid_until: its last day in force, where it names one.
    """

    body: str
    year: str
    stance: str
    sentence: str
    where: str
    valid_until: date | None
    source_id: str

    def ended(self, today: date) -> bool:
        """Whether its last day in force has passed."""
        return self.valid_until is not None and self.valid_until < today


# Published measurements of image-guided procedures.
procedure_values = rows_of("procedure_values", ProcedureValue)
# Verified diagnostic reference levels.
reference_levels = rows_of("reference_levels", ReferenceLevel)
# Published doses of children.
paediatric = rows_of("paediatric", PaediatricDose)
# Published doses to the unborn child.
fetal_doses = rows_of("fetal_dose", FetalDose)
# Tissue weighting factors of ICRP 60 and ICRP 103.
tissue_weights = rows_of("tissue_weights", TissueWeight)


@cache
def backgrounds() -> Mapping[str, Background]:
    """Natural background by country key ("us", "gb", "world"), of the countries with a published text."""
    rows = [row for row in records("background", Background) if row.status in _TRUSTED]
    return keyed("background", rows, lambda row: row.country)


# What professional bodies say, newest first.
positions = rows_of("positions", Position)
