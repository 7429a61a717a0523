"""The only way to write exams: add, edit, delete, undo, the pain log, and an accepted import.

Every one is a single transaction that can be taken back by one undo.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from tracker.errors import ValueRefused
from tracker.i18n import _
from tracker.record.backup import back_up
from tracker.record.changes import (
    PARTS,
    Batch,
    Saved,
    add_details,
    add_exam_row,
    add_waiting,
    ask_of_exam,
    check_exam,
    details,
    live,
    once,
    patient_row,
    reading,
    set_procedure,
    take_same,
    undo_batch,
    writing,
)
from tracker.record.desk import READ, Desk
from tracker.record.forms import as_form
from tracker.record.models import Exam, ExamBase, ExamCreate, Measurement, MeasurementCreate, SourceReport
from tracker.record.procedures import Drug, DrugCreate, Injection, InjectionCreate, PainEntry, PainEntryCreate


def add_exam(desk: Desk, patient_id: str, exam: ExamCreate) -> Saved:
    """Write a new exam with its measurements, events and source reports.

    Raises:
        DateError: it lies in the future or before the person was born.
        AlreadyRecorded: its source report or one of its irradiation events is in the record already.
        RecordError: the database cannot be written.
    """
    with once(), writing(desk) as session:
        check_exam(exam, patient_row(session, patient_id))
        batch = Batch(desk, session, patient_id=patient_id, action="add")
        return batch.saved(add_exam_row(batch, exam))


def edit_exam(desk: Desk, exam_id: str, exam: ExamCreate) -> Saved:
    """Replace what an exam says; measurements that stay the same keep their rows, events and report stay.

    Raises:
        NotFound: the exam is not there.
        DateError, AlreadyRecorded, RecordError: as for `add_exam`.
    """
    with once(), writing(desk) as session:
        row = live(session, Exam, exam_id)
        check_exam(exam, patient_row(session, row.patient_id))
        batch = Batch(desk, session, patient_id=row.patient_id, action="edit")
        batch.update(row, exam.model_dump(include=set(ExamBase.model_fields)))
        wanted = list(exam.measurements)
        for old in details(session, Measurement, exam_id):
            if not take_same(old, wanted):
                batch.delete(old)
        add_details(batch, exam_id, exam, wanted)
        set_procedure(batch, exam_id, exam)
        if batch.rows:
            batch.update(row, {"changed_at": batch.at})
        return batch.saved(exam_id)


def delete_exam(desk: Desk, exam_id: str) -> Saved:
    """Take an exam out of the record; undo brings it back with everything it had."""
    with writing(desk) as session:
        row = live(session, Exam, exam_id)
        batch = Batch(desk, session, patient_id=row.patient_id, action="delete")
        for model in PARTS:
            for part in details(session, model, exam_id):
                batch.delete(part)
        batch.delete(row)
        return batch.saved(exam_id)


def undo(desk: Desk, batch_id: str) -> Saved:
    """Take back one action (an undo too), whole.

    Raises:
        UndoRefused: it was undone already, or something later changed the same entry.
        NotFound: there is no such action.
    """
    with once(), writing(desk) as session:
        return undo_batch(desk, session, batch_id)


def exam(desk: Desk, exam_id: str) -> ExamCreate:
    """An exam as the form edits it; events, source reports and the pain log stay by themselves."""
    with reading(desk, None) as session:
        row = live(session, Exam, exam_id)
        desk.ask(READ, row.patient_id)
        measurements = [as_form(m, MeasurementCreate) for m in details(session, Measurement, exam_id)]
        injections = [as_form(i, InjectionCreate) for i in details(session, Injection, exam_id)]
        return ExamCreate(
            **row.model_dump(include=set(ExamBase.model_fields)),
            measurements=measurements,
            injection=next(iter(injections), None),
            drugs=[as_form(d, DrugCreate) for d in details(session, Drug, exam_id)],
        )


def source_reports(desk: Desk, exam_id: str) -> list[SourceReport]:
    """The reports an exam's numbers came from."""
    with reading(desk, None) as session:
        ask_of_exam(desk, session, exam_id)
        return details(session, SourceReport, exam_id)


def same_day(desk: Desk, patient_id: str, exam: ExamCreate) -> list[str]:
    """Ids of exams of the same kind (or the same own words) and the same date: worth a question, not a refusal."""
    with reading(desk, patient_id) as session:
        found = session.exec(
            select(Exam.id).where(
                Exam.patient_id == patient_id,
                col(Exam.deleted_at).is_(None),
                Exam.kind_key == exam.kind_key,
                Exam.date_first == exam.date_first,
                Exam.date_last == exam.date_last,
                func.lower(Exam.own_words) == exam.own_words.lower(),
            )
        )
        return list(found)


def known_values(desk: Desk, patient_id: str, field: str) -> list[str]:
    """What was entered before in `facility`, `requested_by`, `images_at` or `reason`, most used first."""
    column = getattr(Exam, field)
    with reading(desk, patient_id) as session:
        found = session.exec(
            select(column)
            .where(Exam.patient_id == patient_id, col(Exam.deleted_at).is_(None), column != "")
            .group_by(column)
            .order_by(func.count().desc(), column)
        )
        return list(found)


def pain_log(desk: Desk, exam_id: str) -> list[PainEntryCreate]:
    """The lines of the log of one exam, in the order of time, each side apart."""
    with reading(desk, None) as session:
        ask_of_exam(desk, session, exam_id)
        lines = [as_form(entry, PainEntryCreate) for entry in details(session, PainEntry, exam_id)]
    return sorted(lines, key=lambda line: (line.minutes_after, line.side))


def save_pain_log(desk: Desk, exam_id: str, entries: Sequence[PainEntryCreate]) -> Saved:
    """Make the log exactly these lines; what stays the same keeps its row.

    Raises:
        ValueRefused: two lines are of the same moment and side.
        NotFound, RecordError: as for exams.
    """
    if len({(entry.minutes_after, entry.side) for entry in entries}) < len(entries):
        raise ValueRefused(_("Two lines of the log are for the same time. Please leave one of them out."))
    with writing(desk) as session:
        exam = live(session, Exam, exam_id)
        batch = Batch(desk, session, patient_id=exam.patient_id, action="edit")
        wanted = list(entries)
        for old in details(session, PainEntry, exam_id):
            if not take_same(old, wanted):
                batch.delete(old)
        for position, entry in enumerate(wanted):
            batch.add(PainEntry(**entry.model_dump(), patient_id=exam.patient_id, exam_id=exam_id, position=position))
        return batch.saved(exam_id)


# What a report may fill in where the person left it empty; their own words are never replaced.
FILLED_IN = ("side", "facility", "contrast", "contrast_agent")


@dataclass(frozen=True, slots=True)
class Addition:
    """Numbers for an exam that is in the record: its whole-exam numbers from reports become exactly these.

    Attributes:
        reported: measurements, all events and reports of the exam as they are now known.
    """

    exam_id: str
    reported: ExamCreate


def reports_by_exam(desk: Desk, patient_id: str) -> dict[str, list[SourceReport]]:
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


def accept_import(
    desk: Desk,
    patient_id: str,
    new: Sequence[ExamCreate],
    additions: Sequence[Addition] = (),
    undated: Sequence[ExamCreate] = (),
) -> Saved:
    """Write an import whole or not at all, after a backup; exams without a date wait for one (`record.checks`).

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
            _extend(batch, live(session, Exam, addition.exam_id), addition.reported)
        add_waiting(batch, undated)
        return batch.saved(patient_id)


def _extend(batch: Batch, row: Exam, reported: ExamCreate) -> None:
    """Numbers that arrive replace typed ones of the same quantity and earlier ones of reports; words stay."""
    empty = {name: getattr(reported, name) for name in FILLED_IN if not getattr(row, name) and getattr(reported, name)}
    batch.update(row, {**empty, "changed_at": batch.at})
    arriving = {m.quantity for m in reported.measurements if not m.part}
    wanted = list(reported.measurements)
    for old in details(batch.session, Measurement, row.id):
        if not take_same(old, wanted) and (old.source != "typed" or (old.quantity in arriving and not old.part)):
            batch.delete(old)
    add_details(batch, row.id, reported, wanted)
