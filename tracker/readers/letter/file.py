"""A written report as a file: what it says without a doubt becomes a draft, the rest is told as problems."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tracker.errors import Reason
from tracker.readers.draft import ExamDraft, MeasurementDraft, Problem, ReadResult, Unused
from tracker.readers.letter.bytes import text_of
from tracker.readers.letter.dates import REPORT
from tracker.readers.letter.letter import DateProposal, TextProposal, confirmed, propose

_LEAST_LETTERS = 20  # fewer on all pages of a PDF are stamps or page numbers on a picture


def read_text(name: str, text: str, today: date) -> ReadResult:
    """The one exam of a text; a text that tells neither a dose nor an exam of the list holds none.

    Args:
        name: of the file.
        text: a report in words.
        today: the day it is read; no exam was later.
    """
    found = propose(text, today)
    problems = tuple(Problem(name, what) for what in _doubts(found))
    draft = _draft(found)
    if not (draft.measurements or draft.kind_key):
        return ReadResult(name, problems=problems)
    mark = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:32]
    return ReadResult(name, (replace(draft, identity=(f"text {mark}",)),), problems)


def read_pdf(name: str, data: bytes, today: date) -> ReadResult:
    """The exam that the letters of a PDF tell of; a page that was scanned has none, which is said."""
    text = text_of(data)
    if text is None:
        return _nothing(name, "not_readable", Reason("pdf_locked"))
    if sum(letter.isalnum() for letter in text) < _LEAST_LETTERS:
        return _nothing(name, "picture", Reason("scanned"))
    return read_text(name, text, today)


def _nothing(name: str, reason: str, what: Reason) -> ReadResult:
    return ReadResult(name, problems=(Problem(name, what),), unused=(Unused(name, reason),))


def _draft(found: TextProposal) -> ExamDraft:
    day = _day(found)
    kind = next(iter(found.kinds), None)
    draft = confirmed(day.choices[0] if day and len(day.choices) == 1 else None, kind, _certain(found), told=found.told)
    return draft if kind else replace(draft, kind_reason=Reason("text_names_no_exam"))


def _certain(found: TextProposal) -> tuple[MeasurementDraft, ...]:
    """The doses that leave no question: of the whole exam, and parts of it."""
    sure = (dose for dose in found.doses if len(dose.readings) == 1 and dose.question is None)
    return tuple(dose.readings[0] for dose in sure if dose.preferred or dose.readings[0].part)


def _day(found: TextProposal) -> DateProposal | None:
    """The date that may be that of the exam; the day of the report, which can be later, is none."""
    return next((day for day in found.dates if day.role != REPORT), None)


def _doubts(found: TextProposal) -> Iterator[Reason]:
    yield from (problem.what for problem in found.problems)
    day = _day(found)
    if day and len(day.choices) > 1:
        yield Reason.of("day_or_month", text=day.words)
    if not day and found.dates:
        yield Reason.of("only_day_of_report", words=found.dates[0].words)
    for dose in found.doses:
        if dose.question:
            yield Reason.of("number_in_doubt", words=" ".join(dose.words.split())[:100], doubt=dose.question)
