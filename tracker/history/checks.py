"""What of a record needs a person: one list for pages, command line and JSON, each entry with what it is about.

An answer that was given ("two exams", "keep as it is") is remembered under `Check.about`, so that the list empties;
where the exam is changed afterwards in what was asked, it is asked again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from tracker import reference, wording
from tracker.dose import plausibility
from tracker.errors import Reason
from tracker.history.once import once
from tracker.history.summary import Summary
from tracker.record import checks
from tracker.record.desk import Desk
from tracker.record.details import injected

QUESTIONS = ("undated", "number", "double", "kind", "guidance")  # as they are listed
_EQUAL = 0.005  # as of an import: how far two numbers of one exam differ at most, after both were rounded


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to check.

    Attributes:
        question: one of `QUESTIONS`.
        about: what the answer is remembered under.
        exam_id: the exam, or of two the one that would stay; of one without a date the id under which it waits.
        other_id: the exam that may be the same, else "".
        name: what the exam is called.
        when: its date in words, "" where it has none.
        other: name and date of the other exam.
        doubts: what is asked about its numbers.
    """

    question: str
    about: str
    exam_id: str
    name: str
    when: str = ""
    other_id: str = ""
    other: tuple[str, str] = ("", "")
    doubts: tuple[Reason, ...] = ()


class _Number(NamedTuple):
    quantity: str
    laterality: str
    value: float
    reported: str
    part: bool


_Numbers = Mapping[str, list[_Number]]


def to_check(desk: Desk, whole: Summary) -> tuple[Check, ...]:
    """Everything of one person that waits for an answer; a record without is empty.

    Args:
        whole: the record, all of it.
    """
    patient_id = whole.patient.id
    answered = checks.answers(desk, patient_id)
    levels = {one.exam_id: one.levels for one in injected(desk, patient_id)}
    found = (*_undated(desk, patient_id), *_of_exams(whole, levels))
    return tuple(one for one in found if (one.question, one.about) not in answered)


@once
def _of_exams(whole: Summary, levels: Mapping[str, tuple[str, ...]]) -> tuple[Check, ...]:
    """What the exams themselves leave open."""
    rows: list[dict[Any, Any]] = whole.exams.to_dict("records")
    numbers = _numbers(whole)
    return (
        *_doubtful(rows, numbers),
        *_doubles(rows, numbers, levels),
        *(_check("kind", row, str(row["own_words"]).casefold()) for row in rows if _unmatched(row)),
        *(_check("guidance", row, str(row["kind_key"])) for row in rows if _unguided(row)),
    )


def _check(question: str, row: Mapping[Any, Any], told: str, **fields: Any) -> Check:
    about = f"{row['exam_id']} {told}".strip()
    return Check(question, about, str(row["exam_id"]), str(row["name"]), str(row["when"]), **fields)


def _undated(desk: Desk, patient_id: str) -> Iterator[Check]:
    for one in checks.waiting(desk, patient_id):
        name = wording.kind(one.exam.kind_key, one.exam.own_words)
        yield Check("undated", one.id, one.id, name)


def _unmatched(row: Mapping[Any, Any]) -> bool:
    """Whether the list has no such exam, or a file told no more than its machine."""
    alone = row["kind_key"] in reference.MACHINE_ONLY
    return (bool(row["own_words"]) and (alone or not row["kind_key"])) or (alone and row["known_from"] == "file")


def _unguided(row: Mapping[Any, Any]) -> bool:
    kind = reference.exam_kinds().get(row["kind_key"])
    return kind is not None and kind.image_guided_procedure and not kind.guidance


def _numbers(whole: Summary) -> _Numbers:
    found: dict[str, list[_Number]] = {}
    columns = ["exam_id", *_Number._fields]
    for exam_id, *cells in whole.measurements[columns].to_numpy(dtype=object).tolist() if whole.entries else ():
        found.setdefault(exam_id, []).append(_Number(*cells))
    return found


def _doubtful(rows: list[dict[Any, Any]], numbers: _Numbers) -> Iterator[Check]:
    for row in rows:
        told = numbers.get(row["exam_id"], [])
        if told and (doubts := plausibility.doubts(row["kind_key"], row["modality"], told)):
            values = " ".join(f"{one.quantity}={one.value:g}" for one in told if not one.part)
            yield _check("number", row, values, doubts=tuple(doubts))


def _doubles(rows: list[dict[Any, Any]], numbers: _Numbers, levels: Mapping[str, tuple[str, ...]]) -> Iterator[Check]:
    """Each exam beside the next of its kind, where both can be the same: on one day, or a rough date that holds it."""
    groups: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for row in rows:
        words = str(row["own_words"]).casefold()
        if row["exam_count"] == 1:
            groups.setdefault((str(row["kind_key"]), words), []).append(row)
    for alike in groups.values():
        alike.sort(key=lambda row: (row["date_first"], row["date_last"]))
        for one, other in pairwise(alike):
            if other["date_first"] <= one["date_last"] and _may_be_same(one, other, numbers, levels):
                kept, gone = sorted((one, other), key=lambda row: _tells_less(row, numbers))
                ids = " ".join(sorted((str(one["exam_id"]), str(other["exam_id"]))))
                other_one = str(gone["exam_id"]), (str(gone["name"]), str(gone["when"]))
                yield Check("double", ids, str(kept["exam_id"]), str(kept["name"]), str(kept["when"]), *other_one)


def _tells_less(row: Mapping[Any, Any], numbers: _Numbers) -> tuple[bool, int, pd.Timedelta]:
    """Sorts the exam that tells more before the other: read from a file, with more numbers, on a day."""
    told = len(numbers.get(row["exam_id"], []))
    return row["known_from"] != "file", -told, row["date_last"] - row["date_first"]


def _may_be_same(
    one: Mapping[Any, Any], other: Mapping[Any, Any], numbers: _Numbers, levels: Mapping[str, tuple[str, ...]]
) -> bool:
    """Nothing that both say speaks against it."""
    if any(one[name] and other[name] and one[name] != other[name] for name in ("side", "facility")):
        return False
    if levels.get(one["exam_id"], ()) != levels.get(other["exam_id"], ()):
        return False
    mine, its = (
        {(n.quantity, n.laterality): n.value for n in numbers.get(row["exam_id"], []) if not n.part}
        for row in (one, other)
    )
    shared = mine.keys() & its.keys()
    same = all(abs(mine[key] - its[key]) <= _EQUAL * max(mine[key], its[key]) for key in shared)
    return same and (bool(shared) or not mine or not its)
