"""Whose exam it is: the name, birth date and sex that a file tells, beside those of a record."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tracker.errors import Reason
from tracker.readers.draft import ExamDraft, PersonDraft, ReportInfo

_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "mme", "madame", "monsieur", "sr", "sra", "jr", "ii")
)
# What stands in the place of a name once it was taken out.
_NO_NAMES = frozenset(
    ("anonymous", "anonymized", "anonymised", "anonym", "anon", "removed", "deidentified", "none", "unknown", "noname")
)
_NOT_A_LETTER = re.compile(r"[\W\d_]+")
_UMLAUTS = re.compile(r"(?<=[aou])e")


class Person(Protocol):
    """Whoever has a name, a birth date and a sex: a patient of the record, or a person of an export."""

    @property
    def name(self) -> str:
        """As people write it, or family^given."""
        ...

    @property
    def birth_date(self) -> date | None:
        """None if not known."""
        ...

    @property
    def sex(self) -> str:
        """ "female", "male", "other" or "" or "unknown"."""
        ...


@dataclass(frozen=True, slots=True)
class Whose:
    """Whether a file is about a person.

    Attributes:
        matches: None if the file names nobody.
        differences: what does not fit: name, birth date or sex.
    """

    matches: bool | None
    differences: tuple[Reason, ...] = ()


def compare(person: Person, told: ExamDraft | ReportInfo | PersonDraft) -> Whose:
    """Compare a person with whom a draft, a report or an export names.

    The order of names, accents, titles, initials and upper case do not matter; nor does what one side leaves out.
    """
    about = told.report if isinstance(told, ExamDraft) else told
    if about is None:
        return Whose(None)
    if isinstance(about, ReportInfo):
        name, born, sex = about.patient_name, about.patient_birth_date, about.patient_sex
    else:
        name, born, sex = about.name, about.birth_date, about.sex
    names, own = _words(name), _words(person.name)
    if not names and born is None:
        return Whose(None)
    found = []
    if names and own and not _alike(names, own):
        found.append(Reason("the_name"))
    if born and person.birth_date and born != person.birth_date:
        found.append(Reason("the_birth_date"))
    if _known(sex) and _known(person.sex) and sex != person.sex:
        found.append(Reason("the_sex"))
    return Whose(not found, tuple(found))


def _known(sex: str) -> bool:
    return sex in ("female", "male")


def _words(name: str) -> list[str]:
    """The names of a person in lower case without accents; empty where the name was taken out."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    plain = re.sub(r"['’`´]", "", plain)
    words = [word for word in _NOT_A_LETTER.split(plain) if word]
    if not _NO_NAMES.isdisjoint(words):
        return []
    return [_UMLAUTS.sub("", word) for word in words if word not in _TITLES]


def _alike(one: list[str], other: list[str]) -> bool:
    """Whether every name of the shorter one is among those of the longer one, in full or as an initial."""
    if _latin(one) != _latin(other):
        return True  # the same name in two scripts cannot be compared
    shorter, longer = sorted((one, other), key=len)
    left = list(longer)
    for word in sorted(shorter, key=len, reverse=True):
        match = next((w for w in left if w == word), None) or next((w for w in left if _initial(w, word)), None)
        if match is None:
            return len(shorter) > 1 and "".join(sorted(shorter)) == "".join(sorted(longer))
        left.remove(match)
    return any(len(word) > 1 for word in shorter)


def _initial(one: str, other: str) -> bool:
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]


def _latin(words: list[str]) -> bool:
    return all("a" <= c <= "z" or c in "øłđðþæœı" for word in words for c in word)
