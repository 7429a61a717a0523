"""Papers that a person keeps with an exam: a report as PDF or Word file, or the photo of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from tracker.errors import RecordError
from tracker.i18n import _
from tracker.record.changes import Batch, Saved, add_attachments, ask_of_exam, live, once, reading, writing
from tracker.record.desk import EVERYBODY, READ, Desk
from tracker.record.models import Exam, Patient
from tracker.record.procedures import Attachment, AttachmentCreate, whole


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of a paper without its file; `size` is in bytes."""

    id: str
    exam_id: str
    name: str
    media_type: str
    pages: int
    size: int
    kept_at: datetime


def papers(desk: Desk, patient_id: str = EVERYBODY, exam_id: str = "") -> list[Paper]:
    """The papers of one person, of one exam, or of everybody in the record, oldest first."""
    table = Attachment
    told = [col(getattr(table, name)) for name in Paper.__dataclass_fields__]
    found = (
        select(*told)
        .join(Exam, col(Exam.id) == col(table.exam_id))
        .join(Patient, col(Patient.id) == col(table.patient_id))
    )
    found = found.where(*(col(one.deleted_at).is_(None) for one in (table, Exam, Patient)))
    if patient_id != EVERYBODY:
        found = found.where(col(table.patient_id) == patient_id)
    if exam_id:
        found = found.where(col(table.exam_id) == exam_id)
    with reading(desk, None if exam_id else patient_id) as session:
        if exam_id:
            ask_of_exam(desk, session, exam_id)
        rows = session.connection().execute(found.order_by(col(table.kept_at), col(table.position)))
        return [Paper(**row) for row in rows.mappings()]


def content(desk: Desk, attachment_id: str) -> bytes:
    """The file of a paper.

    Raises:
        NotFound: it is no longer kept.
        RecordError: it is not what was kept: the record is damaged.
    """
    with reading(desk, None) as session:
        row = live(session, Attachment, attachment_id)
        desk.ask(READ, row.patient_id)
        if not whole(row):
            raise RecordError(_("This paper is damaged in the record. Please look for it in a backup."))
        return row.content


def keep(desk: Desk, exam_id: str, new: Sequence[AttachmentCreate]) -> Saved:
    """Keep papers with an exam that is in the record.

    Raises:
        NotFound: the exam is not there.
        ValueRefused: there would be too much of them.
        RecordError: the database cannot be written.
    """
    with once(), writing(desk) as session:
        exam = live(session, Exam, exam_id)
        batch = Batch(desk, session, patient_id=exam.patient_id, action="edit")
        add_attachments(batch, exam_id, new)
        return batch.saved(exam_id)


def take_out(desk: Desk, attachment_id: str) -> Saved:
    """Keep a paper no longer; undo brings it back (NotFound, RecordError)."""
    with writing(desk) as session:
        row = live(session, Attachment, attachment_id)
        batch = Batch(desk, session, patient_id=row.patient_id, action="edit")
        batch.delete(row)
        return batch.saved(row.exam_id)
