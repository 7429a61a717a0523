"""The words of human languages that readers understand: the tables of data/words, one column a language.

A table has a column `key` (what the words mean to the program) and one column for each of `LANGUAGES`; a cell holds
words or patterns with a | between them (one in brackets belongs to a pattern), folded: lower case, no accents, single
spaces. Other columns are not allowed.
A word may stand in several languages, and in several rows where it means several things.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tracker.errors import ReferenceTableError
from tracker.i18n import _
from tracker.reference.paths import data_dir

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
_BETWEEN = re.compile(r"\|(?![^(]*\))")


def words_dir() -> Path:
    """The folder of the tables of words, beside that of the reference tables."""
    return data_dir().parent / "words"


def folded(text: str) -> str:
    """The text in lower case without accents, letter for letter: a place found in it is the place in the original.

    "²" becomes "2"; other signs for numbers stay as they are, because "6½" must not turn into 61.
    """
    return text.translate({ord(c): _fold(c) for c in set(text) if c.isupper() or (c > "~" and c.isalpha()) or c == "²"})


def _fold(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter)[:1].lower()
    return bare if len(bare) == 1 else letter


@cache
def table(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """A table of words: key -> language -> its words, in the order of the file.

    Raises:
        ReferenceTableError: the table is missing or damaged.
    """
    try:
        with (words_dir() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *lines = list(csv.reader(file))
    except (OSError, ValueError) as error:
        raise _damaged(name, 1) from error
    if header != ["key", *LANGUAGES]:
        raise _damaged(name, 1)
    found: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(header) or not cells[0] or cells[0] in found:
            raise _damaged(name, number)
        spoken = (tuple(word for word in _BETWEEN.split(cell) if word) for cell in cells[1:])
        found[cells[0]] = MappingProxyType(dict(zip(LANGUAGES, spoken, strict=True)))
    return MappingProxyType(found)


@cache
def words(name: str) -> Mapping[str, tuple[str, ...]]:
    """A table of words: key -> its words in all languages, each once."""
    every = {key: tuple(dict.fromkeys(w for said in row.values() for w in said)) for key, row in table(name).items()}
    return MappingProxyType(every)


@cache
def keys(name: str) -> Mapping[str, str]:
    """A table of words the other way round: word -> its key; of a word in several rows, the first."""
    found: dict[str, str] = {}
    for key, every in words(name).items():
        for word in every:
            found.setdefault(word, key)
    return MappingProxyType(found)


def meaning(name: str, text: str, *allowed: str) -> str:
    """The first of these keys of a table that has a text as one of its words, "" where none has."""
    return next((key for key in allowed if text in words(name)[key]), "")


@cache
def pattern(name: str, key: str, language: str = "") -> re.Pattern[str]:
    """Finds any of the words of a key as a whole word in folded text; of one language, or of all."""
    said = table(name)[key][language] if language else words(name)[key]
    return re.compile(rf"\b(?:{'|'.join(said)})(?!\w)" if said else "(?!)")


@cache
def patterns(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """What finds the words of each key of a table, in the order of the file: (pattern, key)."""
    return tuple((pattern(name, key), key) for key in table(name))


def _damaged(name: str, line: int) -> ReferenceTableError:
    message = _("The reference table {table}.csv is damaged (line {line}: {what}). Install Exposure Tracker again.")
    return ReferenceTableError(message.format(table=f"words/{name}", line=line, what="unexpected cells"))
