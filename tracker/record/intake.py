"""Writes an accepted import: new exams and additions to known ones in one transaction, taken back by one undo."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from tracker.record.backup import back_up
from tracker.record.changes import Batch, Saved, live, patient_row, take_same
from tracker.record.desk import Desk
from tracker.record.models import Exam, ExamCreate, Measurement, SourceReport
from tracker.record.rows import add_details, add_exam_row, check_exam, details, once
from tracker.record.session import reading, writing

# What a report may fill in where the person left it empty; their own words are never replaced.
FILLED_IN = ("side", "facility", "contrast", "contrast_agent")


@dataclass(frozen=True, slots=True)
class Addition:
    """Numbers for an exam that is in the record: its whole-exam numbers from reports become exactly these.

    Attributes:
        found: measurements, all events and reports of the exam as they are now known.
    """

    exam_id: str
    found: ExamCreate


def reports(desk: Desk, patient_id: str) -> dict[str, list[SourceReport]]:
    """The source reports of each exam of one person, by exam id."""
    with reading(desk, patient_id) as session:
        found = session.exec(
            select(SourceReport)
            .where(SourceReport.patient_id == patient_id, col(SourceReport.deleted_at).is_(None))
            .order_by(col(SourceReport.position))
        ).all()
    by_exam: dict[str, list[SourceReport]] = {}
    for report in found:
        by_exam.setdefault(report.exam_id, []).append(report)
    return by_exam


def accept(
    desk: Desk,
    patient_id: str,
    new: Sequence[ExamCreate],
    additions: Sequence[Addition] = (),
) -> Saved:
    """Write an import whole or not at all, after a backup.

    Returns:
        What was done; `entity_id` is the person, and one undo of its batch takes everything back.

    Raises:
        AlreadyRecorded: a report or event is in the record by now (another window was faster).
        DateError, ValueRefused, NotFound, RecordError: as for single exams.
    """
    if desk.file:
        back_up(desk)
    with once(), writing(desk) as session:
        person = patient_row(session, patient_id)
        batch = Batch(desk, session, patient_id=patient_id, action="import")
        for exam in new:
            check_exam(exam, person)
            add_exam_row(batch, exam)
        for addition in additions:
            _extend(batch, live(session, Exam, addition.exam_id), addition.found)
        return batch.saved(patient_id)


def _extend(batch: Batch, row: Exam, found: ExamCreate) -> None:
    """Numbers that arrive replace typed ones of the same quantity and earlier ones of reports; words stay."""
    empty = {name: getattr(found, name) for name in FILLED_IN if not getattr(row, name) and getattr(found, name)}
    batch.update(row, {**empty, "changed_at": batch.at})
    arriving = {m.quantity for m in found.measurements if not m.part}
    wanted = list(found.measurements)
    for old in details(batch.session, Measurement, row.id):
        if not take_same(old, wanted) and (old.source != "typed" or (old.quantity in arriving and not old.part)):
            batch.delete(old)
    add_details(batch, row.id, found, wanted)
