"""Whose exam it is: the name, birth date and sex that a file tells, beside those of a record."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

from tracker.errors import Reason
from tracker.readers.draft import ExamDraft, PersonDraft, ReportInfo
from tracker.reference import words

_NOT_A_LETTER = re.compile(r"[^\w?]+|[\d_]+")
_DOUBLED = re.compile(r"(?<=[aou])e|(?<=a)a")  # ä is written ae, ø is written oe, å is written aa
# What a letter can become between two computers: signs that stand in no name.
_NO_SIGN_OF_A_NAME = re.compile("[?\ufffd\x80-\x9f\xa1-\xb3\xb5-\xbf\u2500-\u257f]+")
_NEIGHBOURS = ("cp1250", "iso8859-2", "cp1254", "cp1257")
_MISREAD_AS = ("cp1252", "cp1250", "cp1251", "latin-1")
_PLAIN = str.maketrans({"ø": "oe", "œ": "oe", "æ": "ae", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "ħ": "h"})
_LEAST_JOINED = 5  # letters of a name that can be two names written as one


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

    The order of names, accents, titles, initials, small words and upper case do not matter, nor letters that were lost
    or misread on the way; nor does what one side leaves out.
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
    if names and own and not any(_alike(_words(read), own) for read in _as_meant(name)):
        found.append(Reason("the_name"))
    if born and person.birth_date and born != person.birth_date:
        found.append(Reason("the_birth_date"))
    if _known(sex) and _known(person.sex) and sex != person.sex:
        found.append(Reason("the_sex"))
    return Whose(not found, tuple(found))


def _known(sex: str) -> bool:
    return sex in ("female", "male")


@cache
def _meant(key: str) -> frozenset[str]:
    """The words of every language that stand with a name, or in the place of one."""
    return frozenset(word for said in words.table("names")[key].values() for word in said)


def _words(name: str) -> list[str]:
    """The names of a person in plain lower case letters, "?" for a lost one; empty where the name was taken out."""
    letters = unicodedata.normalize("NFKD", _NO_SIGN_OF_A_NAME.sub("?", _repaired(name)).casefold())
    plain = "".join(c for c in letters if not unicodedata.combining(c)).translate(_PLAIN)
    plain = re.sub(r"['’`´]", "", plain)
    found = [word for word in _NOT_A_LETTER.split(plain) if word.strip("?")]
    if not _meant("nobody").isdisjoint(found):
        return []
    return [_DOUBLED.sub("", word) for word in found if word not in _meant("title")]


def _repaired(name: str) -> str:
    """A name whose letters were taken for those of another character set ("MÃ¼ller"), also twice, as it was."""
    for _time in range(3):
        found = next(filter(None, (_read_again(name, codec) for codec in _MISREAD_AS)), name)
        if found == name:
            break
        name = found
    return name


def _as_meant(name: str) -> Iterator[str]:
    """A name as it stands, then with letters of Western sets as those of Poland, Turkey or the Baltic at their place.

    "Wiœniewski" is Wiśniewski, "Yýlmaz" is Yılmaz.
    """
    yield name
    for codec in () if name.isascii() else _NEIGHBOURS:
        with suppress(UnicodeError):
            yield name.encode("cp1252").decode(codec)


def _read_again(name: str, codec: str) -> str:
    try:
        # Five bytes have no letter in the sets of Windows and pass as they are.
        written = b"".join(c.encode("latin-1" if "\x80" <= c <= "\x9f" else codec) for c in name)
        return "" if written.isascii() else written.decode("utf8")
    except UnicodeError:
        return ""


def _alike(one: list[str], other: list[str]) -> bool:
    """Whether every name of the shorter one is among those of the longer one, in full or as an initial.

    Small words (van, de la) may be missing, and names that belong together may be written as one.
    """
    if _latin(one) != _latin(other):
        return True  # the same name in two scripts cannot be compared
    return any(_fit(mine, theirs) for mine in _forms(one) for theirs in _forms(other))


def _forms(names: list[str]) -> list[list[str]]:
    """The names with and, where at least two are left, without the small words among them."""
    bare = [name for name in names if name not in _meant("particle")]
    return [names, bare] if 1 < len(bare) < len(names) else [names]


def _fit(one: list[str], other: list[str]) -> bool:
    one = [part for name in one for part in _parted(name, other)]
    other = [part for name in other for part in _parted(name, one)]
    shorter, longer = sorted((one, other), key=len)
    left = list(longer)
    for word in sorted(shorter, key=len, reverse=True):
        match = next((w for w in left if _same(w, word)), None) or next((w for w in left if _initial(w, word)), None)
        if match is None:
            return False
        left.remove(match)
    return any(len(word) > 1 for word in shorter)


def _parted(name: str, others: list[str]) -> list[str]:
    """A name that is written as one, or as initials without a stop between them, in the parts the others have."""
    for start in range(len(others)):
        for end in range(start + 2, min(len(others), start + 5) + 1):
            run = others[start:end]
            if len(name) >= _LEAST_JOINED and _same(name, "".join(run)):
                return run
            if len(name) == len(run) < 4 and all(map(_starts, run, name)):
                return list(name)
    return [name]


def _starts(name: str, letter: str) -> bool:
    return len(name) > 1 and name[0] == letter


def _same(one: str, other: str) -> bool:
    """Whether two names are the same but for letters that were lost on the way."""
    if "?" not in one + other:
        return one == other
    return any(
        re.fullmatch(re.escape(known).replace(r"\?", ".{0,2}"), told) for known, told in ((one, other), (other, one))
    )


def _initial(one: str, other: str) -> bool:
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]


def _latin(names: list[str]) -> bool:
    return all("a" <= c <= "z" or c == "?" for name in names for c in name)
