"""The test-block log of an injection: written whole, so that one undo takes it back."""

from collections.abc import Sequence

from tracker.errors import ValueRefused
from tracker.i18n import _
from tracker.record.changes import Batch, Saved, ask_of_exam, live, take_same
from tracker.record.desk import Desk
from tracker.record.models import Exam
from tracker.record.procedures import PainEntry, PainEntryCreate
from tracker.record.rows import as_form, details
from tracker.record.session import reading, writing


def log(desk: Desk, exam_id: str) -> list[PainEntryCreate]:
    """The lines of the log of one exam, in the order of time, each side apart."""
    with reading(desk, None) as session:
        ask_of_exam(desk, session, exam_id)
        lines = [as_form(entry, PainEntryCreate) for entry in details(session, PainEntry, exam_id)]
    return sorted(lines, key=lambda line: (line.minutes_after, line.side))


def save_log(desk: Desk, exam_id: str, entries: Sequence[PainEntryCreate]) -> Saved:
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
