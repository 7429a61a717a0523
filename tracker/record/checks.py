"""What waits for an answer of the person: exams without a date, and what they said about others; each undoable.

One table holds both. A row with an exam in it is one that an import found without a date: it is no exam of the record
until it has one, so that nothing counts it at a time that nobody knows. One row a person may hold what is typed on "Add
an exam" and not saved yet: nothing counts or undoes that either. Every other row is a remembered answer: what was
looked at, or the person's number at the clinic.
"""

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from tracker import clock
from tracker.dates import PartialDate
from tracker.errors import ValueRefused
from tracker.i18n import _
from tracker.record.changes import (
    PARTS,
    UNDATED,
    Batch,
    Saved,
    add_exam_row,
    check_exam,
    details,
    live,
    once,
    patient_row,
    reading,
    writing,
)
from tracker.record.desk import ADD, Desk
from tracker.record.forms import OfExam
from tracker.record.models import Exam, ExamBase, ExamCreate, IrradiationEvent, Measurement, SourceReport
from tracker.record.procedures import Attachment, Drug, Injection, PainEntry, ToCheck

_SETTLED = "settled"
_PATIENT_NUMBER = "patient_number"
LONGEST_NUMBER = 60
_DRAFT = "draft"
_ANY_DAY = {"date_first": "2000-01-01", "date_last": "2000-01-01"}  # a form must have one; nothing shows it


@dataclass(frozen=True, slots=True)
class Waiting:
    """An exam without a date; the day in `exam` means nothing."""

    id: str
    exam: ExamCreate


def waiting(desk: Desk, patient_id: str) -> list[Waiting]:
    """The exams that wait for their date, in the order in which they came."""
    rows = [row for row in _rows(desk, patient_id) if row.question == UNDATED]
    return [Waiting(row.id, ExamCreate.model_validate((row.held or {}) | _ANY_DAY)) for row in rows]


def answers(desk: Desk, patient_id: str) -> frozenset[tuple[str, str]]:
    """What the person answered: the question, and what it was about."""
    return frozenset((row.question, row.about) for row in _rows(desk, patient_id) if row.held is None)


def held(desk: Desk, patient_id: str) -> list[dict[str, Any]]:
    """What every exam said that ever came without a date and was not taken back, answered or not."""
    return [row.held for row in _rows(desk, patient_id) if row.held is not None]


def _rows(desk: Desk, patient_id: str) -> list[ToCheck]:
    mine = select(ToCheck).where(ToCheck.patient_id == patient_id, col(ToCheck.deleted_at).is_(None))
    mine = mine.where(ToCheck.question != _DRAFT)
    with reading(desk, patient_id) as session:
        return list(session.exec(mine.order_by(col(ToCheck.created_at), col(ToCheck.position))))


def draft(desk: Desk, patient_id: str) -> dict[str, Any]:
    """What the person typed of an exam and did not save yet, by the name of the field; empty where there is nothing."""
    mine = select(ToCheck).where(ToCheck.patient_id == patient_id, ToCheck.question == _DRAFT)
    with reading(desk, patient_id) as session:
        row = session.exec(mine).first()
        return dict(row.held or {}) if row else {}


def keep_draft(desk: Desk, patient_id: str, typed: dict[str, Any]) -> None:
    """Keep what is typed in place of what was, without a trace in the history; nothing typed leaves no row.

    Raises:
        NotAllowed, NotFound, RecordError: it cannot be written here.
    """
    desk.ask(ADD, patient_id)
    mine = select(ToCheck).where(ToCheck.patient_id == patient_id, ToCheck.question == _DRAFT)
    with writing(desk) as session:
        patient_row(session, patient_id)
        for row in session.exec(mine):
            session.delete(row)
        if typed:
            session.add(ToCheck(patient_id=patient_id, question=_DRAFT, held=typed, created_at=clock.now()))


def keep(desk: Desk, patient_id: str, question: str, about: str) -> Saved:
    """Remember that the person looked at it and it stays as it is (NotFound, RecordError)."""
    with writing(desk) as session:
        patient_row(session, patient_id)
        batch = Batch(desk, session, patient_id=patient_id, action="edit")
        batch.add(ToCheck(patient_id=patient_id, question=question, about=about, created_at=batch.at))
        return batch.saved(patient_id)


def patient_number(desk: Desk, patient_id: str) -> str:
    """The person's number at the clinic, as they typed it; "" where they gave none."""
    return next((row.about for row in reversed(_rows(desk, patient_id)) if row.question == _PATIENT_NUMBER), "")


def keep_patient_number(desk: Desk, patient_id: str, number: str) -> Saved:
    """Remember this number in place of the one before; "" forgets it (ValueRefused, NotFound, RecordError)."""
    if len(number) > LONGEST_NUMBER:
        raise ValueRefused(_("A patient number has at most {most} letters and digits.").format(most=LONGEST_NUMBER))
    before = select(ToCheck).where(ToCheck.patient_id == patient_id, ToCheck.question == _PATIENT_NUMBER)
    with writing(desk) as session:
        patient_row(session, patient_id)
        batch = Batch(desk, session, patient_id=patient_id, action="edit")
        for row in session.exec(before.where(col(ToCheck.deleted_at).is_(None))):
            batch.delete(row)
        if number:
            batch.add(ToCheck(patient_id=patient_id, question=_PATIENT_NUMBER, about=number, created_at=batch.at))
        return batch.saved(patient_id)


def give_date(desk: Desk, waiting_id: str, when: PartialDate) -> Saved:
    """Make an exam of the record of one that waited; `entity_id` is the exam's.

    Raises:
        NotFound: it waits no more.
        DateError, AlreadyRecorded, RecordError: as for `ledger.add_exam`.
    """
    with once(), writing(desk) as session:
        row = live(session, ToCheck, waiting_id)
        dated = {"date_first": when.first, "date_last": when.last, "date_precision": when.precision}
        exam = ExamCreate.model_validate((row.held or {}) | dated)
        check_exam(exam, patient_row(session, row.patient_id))
        batch = Batch(desk, session, patient_id=row.patient_id, action="import")
        batch.update(row, {"question": _SETTLED})
        return batch.saved(add_exam_row(batch, exam))


def leave_out(desk: Desk, waiting_id: str) -> Saved:
    """Let an exam without a date wait no more; the same file does not bring it again (NotFound, RecordError)."""
    with writing(desk) as session:
        row = live(session, ToCheck, waiting_id)
        batch = Batch(desk, session, patient_id=row.patient_id, action="delete")
        batch.update(row, {"question": _SETTLED})
        return batch.saved(row.patient_id)


_ONES_OWN = ("kind_key", "own_words", "exam_count", "count_is_approximate")
# What goes over to the exam that stays where that has nothing of the sort; reports always do, so that the same file is
# known again.
_GOES_OVER: tuple[type[OfExam], ...] = (IrradiationEvent, Injection, Drug, PainEntry)


def same_exam(desk: Desk, kept_id: str, other_id: str) -> Saved:
    """Make one exam of two: the first stays, with what only the other said (NotFound, RecordError)."""
    with once(), writing(desk) as session:
        kept, other = live(session, Exam, kept_id), live(session, Exam, other_id)
        batch = Batch(desk, session, patient_id=kept.patient_id, action="edit")
        words = (name for name in ExamBase.model_fields if name not in _ONES_OWN and not getattr(kept, name))
        more = {name: getattr(other, name) for name in words}
        batch.update(kept, more | {"changed_at": batch.at})
        told = {(m.quantity, m.laterality) for m in details(session, Measurement, kept_id)}
        moved: list[OfExam] = list(details(session, SourceReport, other_id))
        moved += [m for m in details(session, Measurement, other_id) if (m.quantity, m.laterality) not in told]
        papers = {paper.sha256 for paper in details(session, Attachment, kept_id)}
        moved += [paper for paper in details(session, Attachment, other_id) if paper.sha256 not in papers]
        for model in _GOES_OVER:
            moved += details(session, model, other_id) if not details(session, model, kept_id) else []
        for part in moved:
            batch.update(part, {"exam_id": kept_id})
        for gone in PARTS:
            for part in details(session, gone, other_id):
                batch.delete(part)
        batch.delete(other)
        return batch.saved(kept_id)
