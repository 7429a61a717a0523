"""What is known of injections: the drugs, and what clinics tell people afterwards.

Of a steroid the drugs say the milligrams that equal 4 mg of methylprednisolone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.reference.tables import rows_by, rows_of

ROLES = ("steroid", "anaesthetic", "other")
EQUIVALENT_OF_MG = 4.0  # of methylprednisolone
STEROID_NOT_KNOWN = "steroid_not_known"
NOTHING_GIVEN = "none_given"
_LONGEST_NAME = 6  # words
_WORDS = re.compile(r"[^\W\d_]+|\d+")
# What stands between the parts of a mixture.
_PARTS = re.compile(r"[+/,;&]|\b(?:and|with|plus|und|mit|con|y)\b")
_NOT = frozenset({"no", "not", "non", "without", "never", "ohne", "kein", "keine", "sin", "sans"})
_DOUBT = frozenset({"know", "known", "sure", "certain", "idea"})


@dataclass(frozen=True, slots=True)
class Drug:
    """One product.

    Attributes:
        brands: names on the box, separated by commas, and words people use.
        role: steroid, anaesthetic or other.
        equivalent_mg_low: milligrams that equal 4 mg of methylprednisolone; two numbers where sources conflict, None
            where no relation is known.
        source_id: where the relation stands; empty without one.
        second_source_id: where the other number stands, if sources conflict.
    """

    key: str
    name: str
    brands: str
    role: str
    equivalent_mg_low: float | None
    equivalent_mg_high: float | None
    source_id: str
    second_source_id: str
    notes: str

    @property
    def is_steroid(self) -> bool:
        """Whether it is a glucocorticoid."""
        return self.role == "steroid"

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Where the relation stands."""
        return tuple(filter(None, (self.source_id, self.second_source_id)))


# Every drug by its key, steroids first.
drugs = rows_by("drugs", Drug, lambda drug: drug.key)


@dataclass(frozen=True, slots=True)
class NamedDrug:
    """What somebody's own words for a drug mean.

    Attributes:
        drug: the product; of a mixture its steroid. None where the words name none, or several without a steroid.
        alone: whether they name this product and nothing else, so that milligrams beside them are its own.
        denied: whether they say that something was not given ("no cortisone").
        may_be_steroid: whether a part of them is not known, so that it may be a steroid.
    """

    drug: Drug | None
    alone: bool
    denied: bool
    may_be_steroid: bool


def find_drug(text: str) -> Drug | None:
    """The drug of this name or brand ("Kenalog", "Depo-Medrol/lidocaine"), None where none or several fit."""
    return named_drug(text).drug


def named_drug(text: str) -> NamedDrug:
    """What own words for a drug mean; of several steroids, that it was one whose name is not known."""
    given: set[str] = set()
    denied: set[str] = set()
    strange = False
    for part in _PARTS.split(text.casefold()):
        words = _WORDS.findall(part)
        hits = _hits(words)
        strange |= not (hits or _DOUBT & set(words)) and any(len(word) > 2 and word.isalpha() for word in words)
        for start, key in hits:
            (denied if _denied(words, start) else given).add(key)
    steroids = [key for key in given if drugs()[key].is_steroid]
    named = [key for key in steroids if key != STEROID_NOT_KNOWN]
    of_interest = named or steroids or sorted(given)
    several = STEROID_NOT_KNOWN if steroids else ""
    drug = drugs().get(of_interest[0] if len(of_interest) == 1 else several)
    return NamedDrug(
        drug=drug,
        alone=len(given - {STEROID_NOT_KNOWN}) <= 1 and not denied and not strange,
        denied=bool(denied),
        may_be_steroid=not steroids and STEROID_NOT_KNOWN not in denied and (strange or not given),
    )


def _hits(words: list[str]) -> list[tuple[int, str]]:
    """Where a known name begins, and the key of its drug; the longest of names that overlap."""
    found: list[tuple[int, str]] = []
    start = 0
    while start < len(words):
        ends = range(min(len(words), start + _LONGEST_NAME), start, -1)
        end = next((end for end in ends if _stem("".join(words[start:end])) in _known_names()), 0)
        if end:
            found.append((start, _known_names()[_stem("".join(words[start:end]))]))
        start = end or start + 1
    return found


def _denied(words: list[str], start: int) -> bool:
    before = words[max(0, start - 2) : start]
    after = words[start + 1 : start + 2]
    return after == ["free"] or (any(word in _NOT for word in before) and not any(word in _DOUBT for word in before))


@cache
def _known_names() -> Mapping[str, str]:
    """Every name and brand as `_hits` looks for it -> the key of its drug."""
    return {
        _stem("".join(_WORDS.findall(name.casefold()))): drug.key
        for drug in drugs().values()
        for name in (drug.name, *drug.brands.split(","))
        if name.strip()
    }


def _stem(name: str) -> str:
    """The name without the last letter that languages write in their own way: dexamethason, triamcinolona."""
    return name[:-1] if len(name) > 6 and name[-1] in "ae" else name


GROUPS = ("usual", "call", "emergency")


@dataclass(frozen=True, slots=True)
class AftercareFact:
    """One fact in our words; `group` is one of `GROUPS`, `adults` is "yes" where it is no word for a child."""

    group: str
    text: str
    source_id: str
    adults: str


# Every fact, group by group, in the order in which they are read.
aftercare = rows_of("aftercare", AftercareFact)
