"""The words people use for exams: what each leads to or must be asked about, and how typed ones are read.

Read are plain letters, synonyms, spine levels, and passes of a scanner.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from tracker.i18n import _
from tracker.reference.tables import records, rows_of

_LONGEST_QUERY = 200
_MOST_WORDS = 12

_LEVELS = {"c": "cervical", "t": "thoracic", "d": "thoracic", "l": "lumbar", "s": "sacral"}
_NUMBER = r"(?:c[1-8]|(?:th?|d)(?:1[0-2]|[1-9])|l[1-6]|s[1-5]|1[0-2]|[1-9])"
_LEVEL = re.compile(
    r"(?<!')\b(?P<level>c\s?[1-8]|(?:th?|d)(?:1[0-2]|[1-9])|l\s?[1-6]|s[1-5])"
    rf"(?:(?:\s?[-/,&]\s?|\s(?:to|and)\s|\s?(?=[cdlst])|(?=[2-6]\b)){_NUMBER})*\b"
)
_ABOVE_SACRUM = re.compile(r"\b(?:epidural|esi|transforaminal|foraminal|tfesi|snrb|root|facet|medial|dis[ck])")

_NONE = "without|wo|non|noncontrast|unenhanced"
_AGENT = r"(?: (?:any|the|iv|oral|intravenous))* (?:contrast|dye)"
_THEN = r"(?: (?:and|then|plus|also))*"
_SCANNER = re.compile(r"\b(?:ct|cat|cta|ctpa|mri|mra|mr|tomography)\b")
_WITH = re.compile(rf"\b(?:with|w){_AGENT}\b")
_WITHOUT = re.compile(rf"\b(?:{_NONE}|no){_AGENT}\b")
_EITHER = re.compile(rf"\b(?:with|w|contrast|dye|enhanced|{_NONE})\b")
_BOTH = re.compile(
    rf"\bwwo\b|\b(?:with|w)(?:{_AGENT})?{_THEN} (?:{_NONE})\b|\b(?:pre|before){_THEN} (?:post|after){_AGENT}\b"
    rf"|\b(?:{_NONE})(?:{_AGENT})?{_THEN} (?:with|w)(?:{_AGENT}\b|$)"
)
_PHASES = re.compile(
    r"\b(?:(?:three|triple|four|two|several|multiple|multi|dual|[234]) (?:phases?|passes)|(?:multi|tri)phas(?:e|ic))\b"
)
_CONTRAST = re.compile(
    rf"\b(?:(?:(?:pre|before){_THEN} )?(?:with|w|{_NONE}|no|pre|post|before|after){_AGENT}"
    rf"|with|w|wwo|{_NONE}|contrast|enhanced)\b"
)


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word and the word the catalogue uses for it; an empty `means` marks a word that carries no meaning."""

    word: str
    means: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A word people use; it leads to one exam kind, or to the question that must be asked first.

    Attributes:
        kind_key: the exam kind it means, or empty.
        question: id of the question that settles it, or empty; exactly one of the two is given.
        in_a_record: the kind where the word stands in a list or report and nobody can be asked; empty for the same.
    """

    alias: str
    kind_key: str
    question: str
    in_a_record: str
    note: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One choice of one question, as the table holds it."""

    question: str
    text: str
    label: str
    kind_key: str
    next_question: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: it settles the kind, leads on to a further question, or (both empty) means "in my own words"."""

    label: str
    kind_key: str
    next_question: str


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask about a word that means several things.

    Attributes:
        word: the word it is asked about, as the person wrote it.
    """

    word: str
    text: str
    choices: tuple[Choice, ...]


# Every word people use.
aliases = rows_of("aliases", Alias)
# Every choice of every question, in the order shown.
question_rows = rows_of("questions", QuestionRow)


@cache
def _rows_by_question() -> Mapping[str, tuple[QuestionRow, ...]]:
    found: dict[str, tuple[QuestionRow, ...]] = {}
    for row in question_rows():
        found[row.question] = (*found.get(row.question, ()), row)
    return found


def question_ids() -> tuple[str, ...]:
    """The id of every question."""
    return tuple(_rows_by_question())


def question(question_id: str, word: str = "") -> Question:
    """The question of an id (from `Choice.next_question`), in the chosen language.

    Raises:
        KeyError: there is no such question.
    """
    rows = _rows_by_question()[question_id]
    choices = tuple(Choice(_(row.label), row.kind_key, row.next_question) for row in rows)
    return Question(word, _(rows[0].text), choices)


def plain(text: str) -> str:
    """Lower case, without accents or punctuation, "x-ray" in one word; only the first 200 characters count."""
    folded = _folded(text)
    folded = re.sub(r"\bx[\s-]*r[ae]y", "xray", folded)
    return " ".join(re.findall(r"[a-z0-9]+", folded))


@cache
def in_a_record() -> Mapping[str, str]:
    """Word, as `plain` writes it -> the kind that it means in a list or report, where that is another one."""
    return {plain(row.alias): row.in_a_record for row in aliases() if row.in_a_record}


def _folded(text: str) -> str:
    """Lower case, without accents, every kind of dash a hyphen."""
    dashed = re.sub(r"[\u2010-\u2015\u2212]", "-", text[:_LONGEST_QUERY])
    return unicodedata.normalize("NFKD", dashed).encode("ascii", "ignore").decode().lower()


@cache
def synonyms() -> Mapping[str, str]:
    """A word people use -> the word the catalogue uses for it, "" where it carries no meaning."""
    return {row.word: row.means for row in records("synonyms", Synonym)}


def _region(level: str, text: str) -> str:
    """The region word for a spine level: a sacral nerve root or disc is treated from the lumbar spine, and an epidural
    below S1 through the tailbone.
    """
    if level[0] != "s":
        return _LEVELS[level[0]]
    if level != "s1" and re.search(r"\b(?:epidural|esi)\b", text):
        return "caudal"
    if re.search(r"\bx[\s-]*ray", text):
        return "sacrum"
    return "lumbar" if _ABOVE_SACRUM.search(text) else "sacral"


def _said(text: str) -> str:
    """The plain text with a region word for every spine level ("L5-S1" belongs where it begins) and spine letter."""
    folded = re.sub(r"\bw\s?/\s?o\b", "without", _folded(text))
    folded = re.sub(r"\b([ctls])[\s.-]*spine\b", lambda found: f"{_LEVELS[found[1]]} spine", folded)
    return plain(_LEVEL.sub(lambda found: f" {_region(found['level'], folded)} ", folded))


@lru_cache(maxsize=64)
def tidy(text: str) -> str:
    """What was said, each word once and, of a scanner, without contrast and passes."""
    said = _said(text)
    if _SCANNER.search(said):
        said = _CONTRAST.sub(" ", _PHASES.sub(" ", said))
    return " ".join(dict.fromkeys(said.split())) or plain(text)


def words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in the catalogue's own vocabulary; all of them if none does."""
    every = tidy(text).split()
    kept = [means for word in every if (means := synonyms().get(word, word))] or every
    return tuple(dict.fromkeys(kept))[:_MOST_WORDS]


def passes(text: str) -> str:
    """Whether a text says that a scan took "several" passes or a "single" one; "" where it does not say."""
    said = _said(text)
    if _BOTH.search(said) or _PHASES.search(said) or (_WITH.search(said) and _WITHOUT.search(said)):
        return "several"
    return "single" if _EITHER.search(said) else ""


def without_levels(text: str) -> str:
    """The text without its spine levels."""
    return _LEVEL.sub(" ", _folded(text))


def has_level(text: str) -> bool:
    """Whether a text names a spine level such as "L4-5"."""
    return bool(_LEVEL.search(_folded(text)))
