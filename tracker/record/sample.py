"""The sample patient: plainly invented, loaded beside a person's own data and removed without a trace."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col, select

from tracker import clock, dates, units
from tracker.i18n import _
from tracker.record import ledger, people, plans
from tracker.record.changes import PARTS, reading, writing
from tracker.record.desk import EVERYBODY, REMOVE, Desk, together
from tracker.record.models import (
    TABLES,
    Change,
    EventCreate,
    Exam,
    ExamCreate,
    HealthFactCreate,
    MeasurementCreate,
    Patient,
    PatientCreate,
    ReactionCreate,
)
from tracker.record.procedures import PainEntryCreate, PlannedExamCreate
from tracker.reference.tables import data_dir

ACTOR = "sample"


def loaded(desk: Desk) -> str | None:
    """The id of the sample patient, None where there is none."""
    with reading(desk, None) as session:
        mine = select(Patient.id).where(col(Patient.is_sample).is_(True), col(Patient.deleted_at).is_(None))
        return session.exec(mine).first()


def load(desk: Desk) -> str:
    """Add the sample patient, unless there is one already; returns the id."""
    present = loaded(desk)
    if present:
        return present
    data = json.loads((data_dir().parent / "sample" / "patient.json").read_text(encoding="utf-8"))
    with together(desk.acting_as(ACTOR)) as whole:
        return _load(whole, data)


def _load(desk: Desk, data: dict[str, Any]) -> str:
    patient_id = people.add(desk, PatientCreate(**data["patient"]), is_sample=True).entity_id
    reactions = [ReactionCreate(**r) for r in data["reactions"]]
    people.save_facts(desk, patient_id, reactions, [HealthFactCreate(**f) for f in data["health"]])
    for exam in data["exams"]:
        _load_exam(desk, patient_id, dict(exam))
    for plan in data["plans"]:
        plans.add(desk, patient_id, _plan(dict(plan)))
    return patient_id


def own_exams(desk: Desk) -> list[str]:
    """Ids of exams that a person logged under a sample patient."""
    with reading(desk, EVERYBODY) as session:
        return _own_exams(session)


def _own_exams(session: Session) -> list[str]:
    samples = select(Patient.id).where(col(Patient.is_sample).is_(True))
    ours = select(Change.entity_id).where(Change.actor == ACTOR, Change.action == "add", Change.entity == "exam")
    mine = select(Exam.id).where(
        col(Exam.patient_id).in_(samples), col(Exam.id).not_in(ours), col(Exam.deleted_at).is_(None)
    )
    return list(session.exec(mine))


def remove(desk: Desk) -> int:
    """Remove every row of every sample patient for good, and nothing else; returns how many rows.

    Exams that a person logged under the sample are their own: they move to the first person, or to one called "Me".
    """
    desk.ask(REMOVE)
    removed = 0
    with together(desk) as whole, writing(whole) as session:
        if own := own_exams(whole):
            _move(whole, own, _own_person(whole))
            session.flush()
        samples = list(session.exec(select(Patient.id).where(col(Patient.is_sample).is_(True))))
        for model in reversed(TABLES):
            table = SQLModel.metadata.tables[str(model.__tablename__)]
            owner = table.c.id if model is Patient else table.c.patient_id
            removed += session.connection().execute(delete(table).where(owner.in_(samples))).rowcount
    return removed


def _own_person(desk: Desk) -> str:
    people_ = [person.id for person in people.patients(desk) if not person.is_sample]
    return people_[0] if people_ else people.add(desk, PatientCreate(name=_("Me"))).entity_id


def _move(desk: Desk, exam_ids: list[str], patient_id: str) -> None:
    """Hand exams over to another person, with their history of edits, so that undo still works."""
    owned: list[tuple[type[SQLModel], str]] = [(Exam, "id"), *((part, "exam_id") for part in PARTS)]
    with writing(desk) as session:
        connection = session.connection()
        for model, key in owned:
            table = SQLModel.metadata.tables[str(model.__tablename__)]
            moved = list(connection.execute(select(table.c.id).where(table.c[key].in_(exam_ids))).scalars())
            connection.execute(update(table).where(table.c.id.in_(moved)).values(patient_id=patient_id))
            for change in session.exec(select(Change).where(col(Change.entity_id).in_(moved))):
                change.patient_id = patient_id
                change.before = {**change.before, "patient_id": patient_id} if change.before else None
                change.after = {**change.after, "patient_id": patient_id} if change.after else None
                session.add(change)


def _load_exam(desk: Desk, patient_id: str, data: dict[str, Any]) -> None:
    lines = data.pop("log", [])
    exam_id = ledger.add_exam(desk, patient_id, _exam(data)).entity_id
    if lines:
        ledger.save_pain_log(desk, exam_id, [entry for line in lines for entry in _pain(*line)])


def _exam(data: dict[str, Any]) -> ExamCreate:
    """An exam of the sample: dated by `when`, or by `days_ago` so that recent injections stay recent."""
    if "days_ago" in data:
        day = clock.today() - timedelta(days=data.pop("days_ago"))
        when = dates.of(day.year, day.month, day.day)
    else:
        when = dates.parse(data.pop("when"))
    numbers = [_measurement(*number) for number in data.pop("numbers", [])]
    report, beams = data.pop("report", None), data.pop("beams", None)
    return ExamCreate(
        **data,
        date_first=when.first,
        date_last=when.last,
        date_precision=when.precision,
        measurements=numbers,
        events=_events(beams) if beams else [],
        reports=[report] if report else [],
    )


def _events(beams: dict[str, Any]) -> list[EventCreate]:
    """The exposures of a dose report: what they share, and a row for each."""
    found = []
    for number, (sort, kerma, area_product, seconds, voltage, primary, secondary) in enumerate(beams["rows"]):
        angles = {"primary_angle_deg": primary, "secondary_angle_deg": secondary}
        event = EventCreate(
            event_uid=f"{beams['uid']}.{number + 1}",
            event_type=sort,
            plane="single",
            air_kerma_mgy=kerma,
            kap_gy_cm2=area_product,
            fluoro_time_s=seconds,
            tube_voltage_kv=voltage,
            geometry=beams["at"] | angles,
        )
        found.append(event)
    return found


def _pain(minutes_after: int, left: float, right: float) -> list[PainEntryCreate]:
    sides = (("left", left), ("right", right))
    return [PainEntryCreate(minutes_after=minutes_after, side=side, pain=pain_) for side, pain_ in sides]


def _plan(data: dict[str, Any]) -> PlannedExamCreate:
    planned_on = clock.today() + timedelta(days=data.pop("in_days"))
    return PlannedExamCreate(**data, planned_on=planned_on)


def _measurement(quantity: str, value: float, unit: str, more: dict[str, Any] | None = None) -> MeasurementCreate:
    canonical = units.convert(value, unit, quantity)
    return MeasurementCreate(quantity=quantity, value=canonical, reported=f"{value} {unit}", **(more or {}))
