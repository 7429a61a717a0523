"""Writes an accepted import: new exams and additions to known ones in one transaction, taken back by one undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import col, select

from tracker.record.backup import back_up
from tracker.record.changes import Batch, Saved, live, patient_row
from tracker.record.database import database_file
from tracker.record.ledger import ACTOR
from tracker.record.models import (
    Exam,
    ExamCreate,
    IrradiationEvent,
    Measurement,
    MeasurementBase,
    MeasurementCreate,
    SourceReport,
)
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


@dataclass(frozen=True, slots=True)
class Known:
    """By what the exams of one person are recognised again: identity -> exam id."""

    events: Mapping[str, str]
    reports: Mapping[str, str]
    studies: Mapping[str, str]


def known(engine: Engine, patient_id: str) -> Known:
    """The identities of everything the record holds of one person."""
    with reading(engine) as session:
        events = session.exec(
            select(IrradiationEvent.event_uid, IrradiationEvent.exam_id).where(
                IrradiationEvent.patient_id == patient_id, col(IrradiationEvent.deleted_at).is_(None)
            )
        ).all()
        reports = session.exec(
            select(SourceReport.sop_instance_uid, SourceReport.study_instance_uid, SourceReport.exam_id).where(
                SourceReport.patient_id == patient_id, col(SourceReport.deleted_at).is_(None)
            )
        ).all()
    return Known(
        events=dict(events),
        reports={sop: exam for sop, _study, exam in reports},
        studies={study: exam for _sop, study, exam in reports if study},
    )


def accept(
    engine: Engine,
    patient_id: str,
    new: Sequence[ExamCreate],
    additions: Sequence[Addition] = (),
    actor: str = ACTOR,
) -> Saved:
    """Write an import whole or not at all, after a backup.

    Returns:
        What was done; `entity_id` is the person, and one undo of its batch takes everything back.

    Raises:
        AlreadyRecorded: a report or event is in the record by now (another window was faster).
        DateError, ValueRefused, NotFound, RecordError: as for single exams.
    """
    if database_file(engine):
        back_up(engine)
    with once(), writing(engine) as session:
        person = patient_row(session, patient_id)
        batch = Batch(session, patient_id=patient_id, action="import", actor=actor)
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
        same = MeasurementCreate.model_validate(old.model_dump(include=set(MeasurementBase.model_fields)))
        if same in wanted:
            wanted.remove(same)
        elif old.source == "dose_report" or (old.quantity in arriving and not old.part):
            batch.delete(old)
    add_details(batch, row.id, found, wanted)
