"""The rows of one exam: checked, added and listed, for everything that writes exams."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tracker import clock, reference
from tracker.errors import AlreadyRecorded, DateError, ValueRefused
from tracker.i18n import _
from tracker.record.changes import Batch
from tracker.record.models import (
    Exam,
    ExamBase,
    ExamCreate,
    IrradiationEvent,
    Measurement,
    MeasurementCreate,
    Patient,
    SourceReport,
)

D = TypeVar("D", Measurement, IrradiationEvent, SourceReport)


def details(session: Session, model: type[D], exam_id: str) -> list[D]:
    """The live measurements, events or source reports of an exam, in their order."""
    found = session.exec(
        select(model).where(model.exam_id == exam_id, col(model.deleted_at).is_(None)).order_by(col(model.position))
    )
    return list(found)


def add_exam_row(batch: Batch, exam: ExamCreate) -> str:
    """Add an exam with everything that belongs to it; returns its id."""
    row = Exam(
        **exam.model_dump(include=set(ExamBase.model_fields)),
        patient_id=batch.patient_id,
        created_at=batch.at,
        changed_at=batch.at,
    )
    batch.add(row)
    add_details(batch, row.id, exam, exam.measurements)
    return row.id


def add_details(batch: Batch, exam_id: str, exam: ExamCreate, measurements: Iterable[MeasurementCreate]) -> None:
    """Add measurements, and the events and reports the exam does not have yet."""
    owner: dict[str, Any] = {"patient_id": batch.patient_id, "exam_id": exam_id}
    first = len(details(batch.session, Measurement, exam_id))
    for position, measurement in enumerate(measurements, first):
        batch.add(Measurement(**measurement.model_dump(), **owner, position=position))
    events = {event.event_uid for event in details(batch.session, IrradiationEvent, exam_id)}
    for position, event in enumerate((e for e in exam.events if e.event_uid not in events), len(events)):
        batch.add(IrradiationEvent(**event.model_dump(), **owner, position=position))
    reports = {report.sop_instance_uid for report in details(batch.session, SourceReport, exam_id)}
    for position, report in enumerate((r for r in exam.reports if r.sop_instance_uid not in reports), len(reports)):
        batch.add(SourceReport(**report.model_dump(), **owner, position=position))


def check_exam(exam: ExamCreate, patient: Patient) -> None:
    """Refuse what cannot be (ValueRefused, DateError), whichever way it comes in."""
    if exam.kind_key and exam.kind_key not in reference.exam_kinds():
        raise ValueRefused(_("“{kind}” is not in the list of exams.").format(kind=exam.kind_key))
    if exam.region and exam.region not in reference.regions():
        raise ValueRefused(_("“{region}” is not in the list of body regions.").format(region=exam.region))
    if exam.date_first > clock.today():
        raise DateError(_("This date lies in the future. Please enter an exam after it was done."))
    if patient.birth_date and exam.date_last < patient.birth_date:
        raise DateError(_("This date lies before the birth date in the record. Please look at both again."))


@contextmanager
def once() -> Iterator[None]:
    """A report or event that is there already is refused by the database itself; say so in a sentence."""
    try:
        yield
    except IntegrityError as error:
        raise AlreadyRecorded(
            _(
                "This report, or an earlier part of the same exam, is in the record already, so nothing was added."
                " Each exposure counts once."
            )
        ) from error
