"""What was written and when, read back: every action on one exam, and every action on the record of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from tracker.record.changes import ask_of_exam, reading
from tracker.record.desk import Desk
from tracker.record.models import Change, Exam, Measurement, Patient
from tracker.record.procedures import Attachment, Drug, Injection, PainEntry


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an edit, before and after; None where there was or is nothing."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Edit:
    """One action on an exam, as the history of edits shows it."""

    at: datetime
    actor: str
    action: str
    batch_id: str
    changed: tuple[FieldChange, ...]
    undone: bool


@dataclass(frozen=True, slots=True)
class Action:
    """One action on the record of a person.

    Attributes:
        tables: names of the tables it wrote to.
        exams: how many exams it was about.
        exam: of one exam, its row as the action left it, or as it is now where the action left it alone; else None.
        before: that row before the action, where the action changed it.
        edit: what it changed; of an action on several exams, no single fields.
        final: whether it cannot be taken back: with it the record of this person began.
    """

    tables: frozenset[str]
    exams: int
    exam: Mapping[str, Any] | None
    before: Mapping[str, Any] | None
    edit: Edit
    final: bool


def edits(desk: Desk, exam_id: str) -> list[Edit]:
    """Every action on an exam, newest first."""
    with reading(desk, None) as session:
        ask_of_exam(desk, session, exam_id)
        parts = (select(model.id).where(model.exam_id == exam_id) for model in (PainEntry, Attachment))
        of_parts = (col(Change.entity_id).in_(ids) for ids in parts)
        mine = select(Change.batch_id).where(or_(col(Change.entity_id) == exam_id, *of_parts))
        rows = session.exec(
            select(Change).where(col(Change.batch_id).in_(mine)).order_by(col(Change.at), col(Change.position))
        ).all()
    batches: dict[str, list[Change]] = {}
    for row in rows:
        batches.setdefault(row.batch_id, []).append(row)
    return [_edit(changes) for changes in reversed(batches.values())]


def actions(desk: Desk, patient_id: str, most: int) -> list[Action]:
    """The newest actions on the record of one person, newest first; at most so many (RecordError)."""
    with reading(desk, patient_id) as session:
        newest = session.exec(
            select(Change.batch_id)
            .where(Change.patient_id == patient_id)
            .group_by(Change.batch_id)
            .order_by(func.max(Change.at).desc(), Change.batch_id)
            .limit(most)
        ).all()
        return [_action(session, patient_id, batch_id) for batch_id in newest]


def _action(session: Session, patient_id: str, batch_id: str) -> Action:
    mine = select(Change).where(Change.batch_id == batch_id, Change.patient_id == patient_id)
    sizes = session.exec(
        select(Change.entity, func.count(func.distinct(Change.entity_id)))
        .where(Change.batch_id == batch_id, Change.patient_id == patient_id)
        .group_by(Change.entity)
    ).all()
    tables = dict(sizes)
    # An import may hold thousands of rows: of several exams, how many is all that is said.
    first = list(session.exec(mine.order_by(col(Change.position)).limit(1)).all())
    several = tables.get(str(Exam.__tablename__), 0) > 1
    rows = first if several else list(session.exec(mine.order_by(col(Change.position))).all())
    before, after = (None, None) if several else _exam_of(session, rows)
    return Action(
        tables=frozenset(tables),
        exams=tables.get(str(Exam.__tablename__), 0) or int(after is not None),
        exam=after,
        before=before,
        edit=replace(_edit(first), changed=()) if several else _edit(rows),
        final=any(row.entity == Patient.__tablename__ and row.before is None for row in rows),
    )


_Stored = Mapping[str, Any] | None


def _exam_of(session: Session, rows: Sequence[Change]) -> tuple[_Stored, _Stored]:
    """The one exam that rows are about, before and after; None where they are about none or wrote none."""
    for row in rows:
        if row.entity == Exam.__tablename__:
            return row.before, row.after
    owner = next((str(row.after["exam_id"]) for row in rows if row.after and row.after.get("exam_id")), "")
    exam = session.get(Exam, owner) if owner else None
    return None, exam.model_dump(mode="json") if exam else None


def _edit(changes: list[Change]) -> Edit:
    first = changes[0]
    changed = [field for change in changes for field in _field_changes(change)] + _log_change(changes)
    return Edit(first.at, first.actor, first.action, first.batch_id, tuple(changed), first.undone_by is not None)


_NOT_SHOWN = frozenset({"id", "patient_id", "exam_id", "created_at", "changed_at", "deleted_at", "position"})


def _field_changes(change: Change) -> list[FieldChange]:
    if change.entity == Measurement.__tablename__:
        return [FieldChange("measurement", _measured(change.before), _measured(change.after))]
    if change.entity == Drug.__tablename__:
        return [FieldChange("drug", _given(change.before), _given(change.after))]
    if change.entity == Attachment.__tablename__:
        return [FieldChange("attachment", _named(change.before), _named(change.after))]
    if change.entity not in (Exam.__tablename__, Injection.__tablename__):
        return []
    before: Mapping[str, Any] = change.before or {}
    after: Mapping[str, Any] = change.after or {}
    return [
        FieldChange(name, before.get(name), after.get(name))
        for name in after
        if name not in _NOT_SHOWN and before.get(name) != after.get(name) and (change.before or after.get(name))
    ]


def _log_change(changes: list[Change]) -> list[FieldChange]:
    """The test-block log is written whole; how many lines went out and came in says enough."""
    lines = [change for change in changes if change.entity == PainEntry.__tablename__]
    gone = sum(bool((line.after or {}).get("deleted_at")) for line in lines)
    return [FieldChange("pain_log", gone or None, len(lines) - gone or None)] if lines else []


def _measured(row: Mapping[str, Any] | None) -> str | None:
    if row is None or row.get("deleted_at"):
        return None
    return f"{row['quantity']} {row['value']:g}"


def _named(row: Mapping[str, Any] | None) -> str | None:
    return None if row is None or row.get("deleted_at") else str(row["name"])


def _given(row: Mapping[str, Any] | None) -> str | None:
    if row is None or row.get("deleted_at"):
        return None
    name = row["name"] or row["drug_key"]
    return f"{name} {row['dose_mg']:g} mg" if row["dose_mg"] else str(name)
