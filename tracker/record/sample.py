"""The sample patient: plainly invented, loaded beside a person's own data and removed without a trace."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, delete
from sqlmodel import SQLModel, col, select

from tracker import clock, dates, units
from tracker.record import ledger, people
from tracker.record.models import (
    TABLES,
    ExamCreate,
    HealthFactCreate,
    MeasurementCreate,
    Patient,
    PatientCreate,
    ReactionCreate,
)
from tracker.record.session import reading, writing
from tracker.reference.paths import data_dir


def loaded(engine: Engine) -> str | None:
    """The id of the sample patient, None where there is none."""
    with reading(engine) as session:
        mine = select(Patient.id).where(col(Patient.is_sample).is_(True), col(Patient.deleted_at).is_(None))
        return session.exec(mine).first()


def load(engine: Engine) -> str:
    """Add the sample patient, unless there is one already; returns the id."""
    present = loaded(engine)
    if present:
        return present
    data = json.loads((data_dir().parent / "sample" / "patient.json").read_text(encoding="utf-8"))
    patient_id = people.add(engine, PatientCreate(**data["patient"]), is_sample=True).entity_id
    reactions = [ReactionCreate(**r) for r in data["reactions"]]
    people.save_facts(engine, patient_id, reactions, [HealthFactCreate(**f) for f in data["health"]])
    for exam in data["exams"]:
        ledger.add_exam(engine, patient_id, _exam(dict(exam)))
    return patient_id


def remove(engine: Engine) -> int:
    """Remove every row of every sample patient for good, and nothing else; returns how many rows."""
    removed = 0
    with writing(engine) as session:
        samples = list(session.exec(select(Patient.id).where(col(Patient.is_sample).is_(True))))
        for model in reversed(TABLES):
            table = SQLModel.metadata.tables[str(model.__tablename__)]
            owner = table.c.id if model is Patient else table.c.patient_id
            removed += session.connection().execute(delete(table).where(owner.in_(samples))).rowcount
    return removed


def _exam(data: dict[str, Any]) -> ExamCreate:
    """An exam of the sample: dated by `when`, or by `days_ago` so that recent injections stay recent."""
    if "days_ago" in data:
        day = clock.today() - timedelta(days=data.pop("days_ago"))
        when = dates.of(day.year, day.month, day.day)
    else:
        when = dates.parse(data.pop("when"))
    numbers = [_measurement(*number) for number in data.pop("numbers", [])]
    return ExamCreate(
        **data,
        date_first=when.first,
        date_last=when.last,
        date_precision=when.precision,
        measurements=numbers,
    )


def _measurement(quantity: str, value: float, unit: str, more: dict[str, Any] | None = None) -> MeasurementCreate:
    canonical = units.convert(value, unit, quantity)
    return MeasurementCreate(quantity=quantity, value=canonical, reported=f"{value} {unit}", **(more or {}))
