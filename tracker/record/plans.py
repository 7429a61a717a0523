"""The exams a person is going to have: added, changed and taken out, each of it undoable."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import col, select

from tracker import clock
from tracker.record.changes import Batch, Saved, add_exam_row, check_exam, live, once, patient_row, reading, writing
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate
from tracker.record.procedures import PlannedExam, PlannedExamCreate


def plans(desk: Desk, patient_id: str) -> list[PlannedExam]:
    """What is planned, the soonest first and what has no day yet last."""
    mine = select(PlannedExam).where(PlannedExam.patient_id == patient_id, col(PlannedExam.deleted_at).is_(None))
    with reading(desk, patient_id) as session:
        found = list(session.exec(mine.order_by(col(PlannedExam.created_at))))
    return sorted(found, key=lambda plan: (plan.planned_on is None, plan.planned_on or clock.today()))


def soonest(found: Iterable[PlannedExam], today: date) -> PlannedExam | None:
    """The first of `plans` whose day has not passed, one without a day where there is no other; else None."""
    return next((plan for plan in found if plan.planned_on is None or plan.planned_on >= today), None)


def add(desk: Desk, patient_id: str, plan: PlannedExamCreate) -> Saved:
    """Write down a planned exam (NotFound, RecordError)."""
    with writing(desk) as session:
        patient_row(session, patient_id)
        batch = Batch(desk, session, patient_id=patient_id, action="add")
        row = PlannedExam(**plan.model_dump(), patient_id=patient_id, created_at=batch.at)
        batch.add(row)
        return batch.saved(row.id)


def edit(desk: Desk, plan_id: str, plan: PlannedExamCreate) -> Saved:
    """Replace what a plan says (NotFound, RecordError)."""
    with writing(desk) as session:
        row = live(session, PlannedExam, plan_id)
        batch = Batch(desk, session, patient_id=row.patient_id, action="edit")
        batch.update(row, plan.model_dump())
        return batch.saved(plan_id)


def done(desk: Desk, plan_id: str, exam: ExamCreate) -> Saved:
    """Write the exam that was planned and take the plan out, in one action; `entity_id` is the exam's.

    Raises:
        NotFound: the plan is not there.
        DateError, AlreadyRecorded, RecordError: as for `ledger.add_exam`.
    """
    with once(), writing(desk) as session:
        row = live(session, PlannedExam, plan_id)
        check_exam(exam, patient_row(session, row.patient_id))
        batch = Batch(desk, session, patient_id=row.patient_id, action="add")
        exam_id = add_exam_row(batch, exam)
        batch.delete(row)
        return batch.saved(exam_id)


def remove(desk: Desk, plan_id: str) -> Saved:
    """Take a plan out, because it was done or called off (NotFound, RecordError)."""
    with writing(desk) as session:
        row = live(session, PlannedExam, plan_id)
        batch = Batch(desk, session, patient_id=row.patient_id, action="delete")
        batch.delete(row)
        return batch.saved(plan_id)
