"""The drugs of an injection: their names, and for steroids the milligrams that equal 4 mg of methylprednisolone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.reference.rows import keyed, records

ROLES = ("steroid", "anaesthetic", "other")
EQUIVALENT_OF_MG = 4.0  # of methylprednisolone


@dataclass(frozen=True, slots=True)
class Drug:
    """One product.

    Attributes:
        brands: names on the box, separated by commas, and words people use.
        role: steroid, anaesthetic or other.
        equivalent_mg_low: milligrams that equal 4 mg of methylprednisolone; two numbers where sources conflict, None
            where no relation is known.
        source_id: where the relation stands; empty without one.
    """

    key: str
    name: str
    brands: str
    role: str
    equivalent_mg_low: float | None
    equivalent_mg_high: float | None
    source_id: str
    notes: str

    @property
    def is_steroid(self) -> bool:
        """Whether it is a glucocorticoid."""
        return self.role == "steroid"


@cache
def drugs() -> Mapping[str, Drug]:
    """Every drug by its key, steroids first."""
    return keyed("drugs", records("drugs", Drug), lambda drug: drug.key)


def find_drug(text: str) -> Drug | None:
    """The drug of this name or brand ("Kenalog", "Depo-Medrol 40"), None where none or several fit."""
    words = f" {' '.join(text.casefold().split())} "
    found = {drug.key: drug for drug in drugs().values() for name in _names(drug) if f" {name} " in words}
    found.pop("steroid_not_known", None) if len(found) > 1 else None
    return next(iter(found.values())) if len(found) == 1 else None


def _names(drug: Drug) -> list[str]:
    return [name.strip().casefold() for name in (drug.name, *drug.brands.split(",")) if name.strip()]
