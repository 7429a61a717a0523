"""One session for one operation, the trace every write leaves, and the rows of one exam: checked, added and listed.

A session is committed whole or not at all, with plain sentences for what goes wrong. Rows go in only together with the
`Change` that says what they were before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from tracker import clock, reference
from tracker.errors import AlreadyRecorded, DateError, NotFound, UndoRefused, ValueRefused
from tracker.i18n import _
from tracker.record.desk import READ, Desk, plain_errors, together
from tracker.record.forms import OfExam, new_id
from tracker.record.models import (
    TABLES,
    Change,
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
from tracker.record.procedures import Attachment, AttachmentCreate, Drug, Injection, PainEntry, ToCheck, room_for


@contextmanager
def reading(desk: Desk, patient_id: str | None) -> Iterator[Session]:
    """A session that sees one moment of the record and changes nothing.

    Args:
        patient_id: whose entries are read, `EVERYBODY` for the whole record; None where only the record can say, and
            the desk is asked once it has.

    Raises:
        NotAllowed: these may not be read here.
        RecordError: the database cannot be read.
    """
    if patient_id is not None:
        desk.ask(READ, patient_id)
    if desk.session is not None:
        yield desk.session
        return
    with plain_errors(desk.where), Session(desk.engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(desk: Desk) -> Iterator[Session]:
    """A session that commits at the end, or rolls back and leaves the record as it was.

    What is written goes through a `Batch`, which asks the desk; whoever writes without one asks it first. RecordError
    where the database cannot be written.
    """
    with together(desk) as mine:
        yield cast(Session, mine.session)


T = TypeVar("T", bound=SQLModel)
C = TypeVar("C", bound=SQLModel)
D = TypeVar("D", bound=OfExam)
ENTITIES: Mapping[str, type[SQLModel]] = {str(m.__tablename__): m for m in TABLES if m is not Change}


@dataclass(frozen=True, slots=True)
class Saved:
    """What a write did: undo it by its batch; `entity_id` is the person or exam it was about."""

    batch_id: str
    entity_id: str
    action: str


class Batch:
    """One action on one person's entries: all its rows and their changes, in the transaction of `session`.

    Raises:
        NotAllowed: whoever acts at the desk may not do this.
    """

    def __init__(self, desk: Desk, session: Session, *, patient_id: str, action: str) -> None:
        desk.ask(action, patient_id)
        self.session = session
        self.patient_id = patient_id
        self.action = action
        self.actor = desk.actor
        self.id = new_id()
        self.at = clock.now()
        self.rows = 0

    def add(self, row: SQLModel) -> None:
        """Insert a row."""
        self.session.add(row)
        self._log(row, before=None)

    def update(self, row: SQLModel, values: Mapping[str, Any]) -> bool:
        """Set fields of a row; returns False, and writes nothing, where they already hold these values."""
        if all(getattr(row, name) == value for name, value in values.items()):
            return False
        before = _told(row)
        for name, value in values.items():
            setattr(row, name, value)
        self.session.add(row)
        self._log(row, before=before)
        return True

    def delete(self, row: SQLModel) -> None:
        """Mark a row as deleted; it stays in the file, so that undo can bring it back."""
        self.update(row, {"deleted_at": self.at})

    def saved(self, entity_id: str) -> Saved:
        """What to tell the caller."""
        return Saved(self.id, entity_id, self.action)

    def _log(self, row: SQLModel, before: dict[str, Any] | None) -> None:
        # The row must stand before its change refers to it, and a broken constraint must show here.
        self.session.flush()
        after = _told(row)
        self.session.add(
            Change(
                patient_id=self.patient_id,
                batch_id=self.id,
                position=self.rows,
                at=self.at,
                actor=self.actor,
                action=self.action,
                entity=str(type(row).__tablename__),
                entity_id=after["id"],
                before=before,
                after=after,
            )
        )
        self.rows += 1


def _told(row: SQLModel) -> dict[str, Any]:
    """A row as its change keeps it: without the file of a paper, which never changes and stays in its own row."""
    return row.model_dump(mode="json", exclude={"content"})


def take_same(row: SQLModel, wanted: list[C]) -> bool:
    """Whether a stored row is among the wanted ones; then it is taken out of them, because it can stay as it is."""
    for place, form in enumerate(wanted):
        if all(getattr(row, name) == value for name, value in form.model_dump().items()):
            del wanted[place]
            return True
    return False


def live(session: Session, model: type[T], row_id: str) -> T:
    """The row with this id, unless it is deleted.

    Raises:
        NotFound: there is none.
    """
    row = session.get(model, row_id)
    if row is None or getattr(row, "deleted_at", None) is not None:
        raise NotFound(_("This entry is no longer in the record."))
    return row


def ask_of_exam(desk: Desk, session: Session, exam_id: str) -> None:
    """Ask the desk whether this exam may be read, deleted or not; of none there is nothing to ask (NotAllowed)."""
    row = session.get(Exam, exam_id)
    if row is not None:
        desk.ask(READ, row.patient_id)


def undo_batch(desk: Desk, session: Session, batch_id: str) -> Saved:
    """Take one action back, row by row, newest first; undoing an undo does the action again.

    Raises:
        NotFound: there is no such action.
        UndoRefused: it was taken back already, or one of its rows was changed since.
    """
    changes = session.exec(
        select(Change).where(Change.batch_id == batch_id).order_by(col(Change.position).desc())
    ).all()
    if not changes:
        raise NotFound(_("There is nothing to undo."))
    if any(change.undone_by for change in changes):
        raise UndoRefused(_("This was undone already."))
    batch = Batch(desk, session, patient_id=changes[0].patient_id, action="undo")
    for change in changes:
        _take_back(batch, change)
        change.undone_by = batch.id
        session.add(change)
    return batch.saved(changes[-1].entity_id)


def _take_back(batch: Batch, change: Change) -> None:
    model = ENTITIES[change.entity]
    row = batch.session.get(model, change.entity_id)
    if row is None or not _as_left(row, change):
        raise UndoRefused(_("This was changed again later. Please undo the later change first, or edit it by hand."))
    if change.before is None:
        batch.delete(row)
        return
    # A change made before a column was added says nothing of it, and leaves it as it is.
    known = {name: change.before[name] for name in model.model_fields if name in change.before}
    # `mode="json"` turned dates into text; validating turns them back.
    restored = model.model_validate(known)
    batch.update(row, {name: getattr(restored, name) for name in known})


def _as_left(row: SQLModel, change: Change) -> bool:
    now = _told(row)
    return all(now[name] == value for name, value in (change.after or {}).items() if name in now)


def patient_row(session: Session, patient_id: str) -> Patient:
    """The person with this id (NotFound if there is none)."""
    return live(session, Patient, patient_id)


# Everything that belongs to an exam and goes where it goes.
PARTS: tuple[type[OfExam], ...] = (Measurement, IrradiationEvent, SourceReport, Injection, Drug, PainEntry, Attachment)


def details(session: Session, model: type[D], exam_id: str) -> list[D]:
    """The live rows of one sort that belong to an exam, in their order."""
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
    set_procedure(batch, row.id, exam)
    return row.id


UNDATED = "undated"
_NOT_HELD = {"date_first", "date_last", "date_precision", "attachments"}


def without_date(exam: ExamCreate) -> dict[str, Any]:
    """What an exam says, but for its date; its papers are kept once it has one."""
    return exam.model_dump(mode="json", exclude=_NOT_HELD)


def add_waiting(batch: Batch, exams: Sequence[ExamCreate]) -> None:
    """Keep exams that have no date until they get one (`record.checks`)."""
    for position, exam in enumerate(exams):
        told: dict[str, Any] = {"question": UNDATED, "held": without_date(exam), "created_at": batch.at}
        batch.add(ToCheck(patient_id=batch.patient_id, position=position, **told))


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
    add_attachments(batch, exam_id, exam.attachments)


def add_attachments(batch: Batch, exam_id: str, papers: Sequence[AttachmentCreate]) -> None:
    """Keep papers that the exam does not have yet (ValueRefused where there would be too much of them)."""
    told = (Attachment.exam_id, Attachment.sha256, Attachment.size)
    mine = select(*told).where(Attachment.patient_id == batch.patient_id, col(Attachment.deleted_at).is_(None))
    held = list(batch.session.exec(mine)) if papers else []
    for paper in room_for(papers, exam_id, held):
        owner: dict[str, Any] = {
            "patient_id": batch.patient_id,
            "exam_id": exam_id,
            "position": batch.rows,
            "kept_at": batch.at,
        }
        batch.add(Attachment(**paper.model_dump(), **owner))


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
