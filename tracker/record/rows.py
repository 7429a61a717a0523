"""The rows of one exam: checked, added and listed, for everything that writes exams."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from tracker import clock, reference
from tracker.errors import AlreadyRecorded, DateError, ValueRefused
from tracker.i18n import _
from tracker.record.changes import Batch, take_same
from tracker.record.forms import OfExam
from tracker.record.models import (
    EventCreate,
    Exam,
    ExamBase,
    ExamCreate,
    IrradiationEvent,
    Measurement,
    MeasurementCreate,
    Patient,
    SourceReport,
)
from tracker.record.procedures import Drug, Injection, PainEntry

D = TypeVar("D", bound=OfExam)
C = TypeVar("C", bound=SQLModel)
# Everything that belongs to an exam and goes where it goes.
PARTS: tuple[type[OfExam], ...] = (Measurement, IrradiationEvent, SourceReport, Injection, Drug, PainEntry)


def details(session: Session, model: type[D], exam_id: str) -> list[D]:
    """The live rows of one sort that belong to an exam, in their order."""
    found = session.exec(
        select(model).where(model.exam_id == exam_id, col(model.deleted_at).is_(None)).order_by(col(model.position))
    )
    return list(found)


def as_form(row: SQLModel, form: type[C]) -> C:
    """A stored row as the form that could have made it."""
    return form.model_validate(row.model_dump(include=set(form.model_fields)))


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
    set_procedure(batch, row.id, exam)
    return row.id


def add_details(batch: Batch, exam_id: str, exam: ExamCreate, measurements: Iterable[MeasurementCreate]) -> None:
    """Add measurements, the events and reports the exam does not have yet, and what a known event did not say."""
    owner: dict[str, Any] = {"patient_id": batch.patient_id, "exam_id": exam_id}
    first = len(details(batch.session, Measurement, exam_id))
    for position, measurement in enumerate(measurements, first):
        batch.add(Measurement(**measurement.model_dump(), **owner, position=position))
    events = {event.event_uid: event for event in details(batch.session, IrradiationEvent, exam_id)}
    for event in (e for e in exam.events if e.event_uid in events):
        _fill_in(batch, events[event.event_uid], event)
    for position, event in enumerate((e for e in exam.events if e.event_uid not in events), len(events)):
        batch.add(IrradiationEvent(**event.model_dump(), **owner, position=position))
    reports = {report.sop_instance_uid for report in details(batch.session, SourceReport, exam_id)}
    for position, report in enumerate((r for r in exam.reports if r.sop_instance_uid not in reports), len(reports)):
        batch.add(SourceReport(**report.model_dump(), **owner, position=position))


def _fill_in(batch: Batch, stored: IrradiationEvent, told: EventCreate) -> None:
    """A later report of the same exposure may tell more of it; what is known already stays as it is."""
    nothing = (None, "")
    more = told.model_dump().items()
    batch.update(stored, {n: v for n, v in more if v not in nothing and getattr(stored, n) in nothing})


def set_procedure(batch: Batch, exam_id: str, exam: ExamCreate) -> None:
    """Make what is known of the injection, and the drugs given, exactly what the form says."""
    owner: dict[str, Any] = {"patient_id": batch.patient_id, "exam_id": exam_id}
    held = next(iter(details(batch.session, Injection, exam_id)), None)
    said = exam.injection if exam.injection and not exam.injection.empty else None
    if held and said:
        batch.update(held, said.model_dump())
    elif said:
        batch.add(Injection(**said.model_dump(), **owner))
    elif held:
        batch.delete(held)
    wanted = list(exam.drugs)
    drugs = details(batch.session, Drug, exam_id)
    kept = [drug for drug in drugs if take_same(drug, wanted)]
    for drug in drugs:
        if drug not in kept:
            batch.delete(drug)
    for position, new in enumerate(wanted, max((drug.position + 1 for drug in kept), default=0)):
        batch.add(Drug(**new.model_dump(), **owner, position=position))


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
