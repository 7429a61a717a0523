"""The words of human languages that readers understand: the tables of data/words, one column a language.

A table has a column `key` (what the words mean to the program) and one column for each of `LANGUAGES`; a cell holds
words or patterns with a | between them (one in brackets belongs to a pattern), folded: lower case, no accents, single
spaces. Other columns are not allowed. A word may stand in several languages, and in several rows where it means several
things.

What words about time mean, as first and last month (decades, seasons, early, mid and late), is said here, too. People's
words are vaguer than a calendar, so these choices are made; what was read is always shown:

- "Early", "mid" and "late" of a decade overlap as people's words do: 1990 to 1993, 1993 to 1997, 1996 to 1999. Of a
  year they are its thirds, January to April and so on.
- Seasons are those of the northern half of the earth, in whole months: spring is March to May, summer June to August,
  autumn September to November, "winter 2019/20" December to February. "Winter 2020" can be its first months or its
  last: the year.
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
from tracker.reference.tables import data_dir

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


def any_of(name: str, key: str) -> str:
    """The words of a key as one group of a pattern, the longest first."""
    return f"(?:{'|'.join(sorted(words(name)[key], key=len, reverse=True))})"


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


Month = tuple[int, int | None]  # a year, and a month of it or None for the whole year

_SILENT = ("of", "year", "weekday")
_DECADE = re.compile(r"('?)((?:[12][0-9])?[0-9]0)('?s|er|ern)?")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_OF_A_DECADE = {"": (0, 9), "early": (0, 3), "middle": (3, 7), "late": (6, 9)}
_OF_A_YEAR = {"early": (1, 4), "middle": (5, 8), "late": (9, 12)}


def full_year(text: str, newest: int) -> int:
    """The year; of two digits ("15", "'15"), the one year they can mean among the hundred up to the newest."""
    year = int(text.strip("'"))
    return year if len(text) == 4 else newest - (newest - year) % 100


def words_of_time(phrase: str) -> tuple[list[str], str]:
    """The words that say when, without "of", "the", "Monday"; and "early", "middle" or "late" from their front."""
    means = keys("date_words")
    every = re.split(r"[\s,./–-]+", re.sub(r"\b([0-9]{1,2})\.[oa]\b", r"\1", phrase))  # "1.º de enero"
    kept = [word for word in every if word and means.get(word) not in _SILENT]
    stage = means.get(kept[0], "") if kept else ""
    return (kept[1:], stage) if stage in _OF_A_YEAR else (kept, "")


def months_meant(phrase: str, newest: int) -> tuple[Month, Month] | None:
    """The first and the last month of "mid 1990s", "summer 2020", "early 2015" or "in 2009"; None for anything else.

    Args:
        phrase: folded.
        newest: the newest year that two digits can mean.
    """
    kept, stage = words_of_time(phrase)
    if season := next((name for word in kept if (name := keys("date_words").get(word, "")) in _SEASONS), ""):
        return _season(season, [word for word in kept if keys("date_words").get(word) != season])
    if decade := _decade(kept, newest, alone=" " not in phrase):
        first, last = _OF_A_DECADE[stage]
        return (decade + first, None), (decade + last, None)
    if len(kept) != 1 or not re.fullmatch("[0-9]{4}", kept[0]):
        return None
    year = int(kept[0])
    if not stage:
        return (year, None), (year, None)
    return (year, _OF_A_YEAR[stage][0]), (year, _OF_A_YEAR[stage][1])


def _decade(kept: list[str], newest: int, *, alone: bool) -> int | None:
    """The first year of "1990s", "the '90s", "90er Jahre", "años 90"; "90s" alone may be seconds."""
    bare = [word for word in kept if keys("date_words").get(word) != "decade"]
    found = _DECADE.fullmatch(bare[0]) if len(bare) == 1 else None
    if not found or not (found[3] or len(bare) < len(kept)) or (alone and len(found[2]) == 2 and not found[1]):
        return None
    return full_year(found[2], newest)


def _season(season: str, years: list[str]) -> tuple[Month, Month] | None:
    if not years or not re.fullmatch("[0-9]{4}", years[0]):
        return None
    year, start = int(years[0]), _SEASONS[season]
    if len(years) == 1:
        return ((year, None), (year, None)) if season == "winter" else ((year, start), (year, start + 2))
    follows = re.fullmatch("[0-9]{2}|[0-9]{4}", years[1]) and int(years[1][-2:]) == (year + 1) % 100
    return ((year, 12), (year + 1, 2)) if follows and season == "winter" and len(years) == 2 else None
