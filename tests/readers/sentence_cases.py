"""Sentences people type with what must come out (sentences.csv), and the count of what does.

A cell beginning with "?" must be asked about, with the value among the choices; "20~" is about 20; "1990..2005" a span;
"8>3" pain before and after. The sentences "held", "fresh" and "third" were kept apart while the reader was made, and
first read when it was done with those before; their first accuracy stands in the change log.
"""

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tracker.dates import PartialDate
from tracker.readers.sentence import Sentence, read
from tracker.readers.words.chips import Chip
from tracker.readers.words.spoken import kinds_asked

TODAY = date(2026, 11, 20)
_FIELDS = ("what", "when", "count", "side", "levels", "where", "who", "drugs", "numbers", "relief")
_CHIPS = {"where": "facility", "drugs": "drug", "numbers": "number"}


@dataclass(frozen=True)
class Case:
    """A sentence and what must come out of it, by the columns of the table."""

    kept: str
    sentence: str
    expected: dict[str, str]


@dataclass
class Score:
    """How many sentences came out whole, how many fields were wrong without a question, and what differs."""

    sentences: int = 0
    right: int = 0
    wrong: int = 0
    faults: list[str] = field(default_factory=list)


def cases(kept: str = "") -> list[Case]:
    """The table, or the sentences that were "seen" or "held"."""
    with (Path(__file__).parent / "sentences.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Case(row["set"], row["sentence"], {name: row[name] for name in _FIELDS}) for row in csv.DictReader(file)
        ]
    return [row for row in rows if kept in ("", row.kept)]


def score(of: list[Case]) -> Score:
    """The count over some sentences."""
    found = Score(len(of))
    for case in of:
        said = read(case.sentence, TODAY)
        differing = {name: got for name in _FIELDS if (got := came_out(said, name, case)) != case.expected[name]}
        found.right += not differing
        for name, got in differing.items():
            # What is asked or missed can still be put right; a number of exams that is missed stands for one.
            wrong = (bool(got) and not got.startswith("?")) or (name == "count" and not got)
            found.wrong += wrong
            fault = f"{case.sentence!r}: {name} {got!r}, expected {case.expected[name]!r}"
            found.faults.append(f"{'WRONG ' if wrong else ''}{fault}")
    return found


def came_out(said: Sentence, name: str, case: Case) -> str:
    """A field of the sentence in the words of the table; of one that is asked, the value expected if it is a choice."""
    fields = ("operator", "requested_by") if name == "who" else (_CHIPS.get(name, name),)
    chips = [chip for chip in said.chips if chip.field in fields]
    wanted = case.expected[name]
    return _joined(name).join(_written(name, chip, wanted) for chip in chips)


def _joined(name: str) -> str:
    return "; " if name == "drugs" else " "


def _written(name: str, chip: Chip, wanted: str) -> str:
    if chip.settled and name == "drugs" and chip.choices:
        return f"{chip.value.key} ?{chip.choices[0].dose_mg:g}"
    if chip.settled:
        return ("for " if chip.field == "requested_by" else "") + _value(chip.value)
    choices = kinds_asked(chip.asked) if chip.asked else map(_value, chip.choices)
    offered = [f"?{choice}" for choice in choices]
    return wanted if wanted in offered else "?" if wanted == "?" or not offered else offered[0]


def _value(value: object) -> str:
    if isinstance(value, PartialDate):
        return _date(value)
    match value:
        case str():
            return value
        case (int() as number, bool() as about):
            return f"{number}{'~' if about else ''}"
        case (("relief_percent", percent),):
            return f"{percent:g}%"
        case (("relief_lasted", amount), (_, unit)):
            return f"{amount:g} {unit}"
        case (("pain_before", before), (_, after)):
            return f"{before:g}>{after:g}"
        case tuple():
            return " ".join(value)
    dose = getattr(value, "dose_mg", None)
    if hasattr(value, "key"):
        return f"{value.key}{f' {dose:g}' if dose else ''}"
    return f"{getattr(value, 'quantity', '')} {getattr(value, 'value', 0.0):g}"


def _date(when: PartialDate) -> str:
    length = {"day": 10, "month": 7, "year": 4}.get(when.precision)
    if length:
        return when.first.isoformat()[:length]
    years = (when.first.month, when.last.month) == (1, 12) or when.last == TODAY
    return "..".join(day.isoformat()[: 4 if years else 7] for day in (when.first, when.last))
