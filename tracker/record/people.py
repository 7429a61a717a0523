"""The people in the record, and what a clinic must know about each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from tracker import clock
from tracker.dates import age_in_years
from tracker.errors import DateError
from tracker.i18n import _
from tracker.record.changes import Batch, Saved, live, patient_row, reading, take_same, writing
from tracker.record.desk import READ, Desk
from tracker.record.models import (
    Exam,
    HealthFact,
    HealthFactCreate,
    Patient,
    PatientCreate,
    Reaction,
    ReactionCreate,
)

OLDEST_PERSON_YEARS = 130
ADULT_YEARS = 18


@dataclass(frozen=True, slots=True)
class Facts:
    """What a clinic must know; a topic that is not in `health` was never asked, which is not the same as "no"."""

    reactions: tuple[Reaction, ...] = ()
    health: Mapping[str, HealthFact] = field(default_factory=dict)


def is_child(born: date | None, today: date) -> bool:
    """Whether somebody is under 18; a person without a birth date is taken for an adult."""
    return born is not None and age_in_years(born, today) < ADULT_YEARS


def file_name(person: str, what: str, ending: str) -> str:
    """The name of a file about a person: "maria-example-exams.csv"; letters of any script stay.

    Args:
        person: the name.
        what: what the file holds.
        ending: of the name, without the dot.
    """
    words = re.findall(r"[^\W_]+", person.casefold())
    return f"{'-'.join([*words, what])[-120:]}.{ending}"


def patients(desk: Desk) -> list[Patient]:
    """Everybody in the record who may be read at this desk, oldest entry first."""
    everybody = select(Patient).where(col(Patient.deleted_at).is_(None)).order_by(col(Patient.created_at))
    with reading(desk, None) as session:
        return [person for person in session.exec(everybody) if desk.may(READ, person.id)]


def patient(desk: Desk, patient_id: str) -> Patient:
    """One person (NotFound if there is none)."""
    with reading(desk, patient_id) as session:
        return patient_row(session, patient_id)


def add(desk: Desk, person: PatientCreate, *, is_sample: bool = False) -> Saved:
    """Write a new person.

    Raises:
        DateError: the birth date lies in the future or more than 130 years back.
    """
    with writing(desk) as session:
        _check(session, person, None)
        row = Patient(**person.model_dump(), created_at=clock.now(), is_sample=is_sample)
        batch = Batch(desk, session, patient_id=row.id, action="add")
        batch.add(row)
        return batch.saved(row.id)


def edit(desk: Desk, patient_id: str, person: PatientCreate) -> Saved:
    """Replace what is known of a person (DateError if an exam lies before the new birth date)."""
    with writing(desk) as session:
        row = patient_row(session, patient_id)
        _check(session, person, patient_id)
        batch = Batch(desk, session, patient_id=patient_id, action="edit")
        batch.update(row, person.model_dump())
        return batch.saved(patient_id)


def delete(desk: Desk, patient_id: str) -> Saved:
    """Take a person out of sight with everything they have; undo brings them back."""
    with writing(desk) as session:
        batch = Batch(desk, session, patient_id=patient_id, action="delete")
        batch.delete(live(session, Patient, patient_id))
        return batch.saved(patient_id)


def facts(desk: Desk, patient_id: str) -> Facts:
    """What a clinic must know about one person."""
    with reading(desk, patient_id) as session:
        patient_row(session, patient_id)
        return Facts(tuple(_reactions(session, patient_id)), {f.topic: f for f in _health(session, patient_id)})


def save_facts(
    desk: Desk,
    patient_id: str,
    reactions: Sequence[ReactionCreate],
    health: Sequence[HealthFactCreate],
    person: PatientCreate | None = None,
) -> Saved:
    """Make the person's reactions exactly these and write these health facts; what stays the same keeps its row.

    A pregnancy is kept with its due date only: without one it is taken out, because it is asked on the day. With
    `person`, what is known of the person is replaced in the same action (DateError as in `edit`).
    """
    with writing(desk) as session:
        row = patient_row(session, patient_id)
        batch = Batch(desk, session, patient_id=patient_id, action="edit")
        if person:
            _check(session, person, patient_id)
            batch.update(row, person.model_dump())
        wanted = list(reactions)
        for old in _reactions(session, patient_id):
            if not take_same(old, wanted):
                batch.delete(old)
        for reaction in wanted:
            batch.add(Reaction(**reaction.model_dump(), patient_id=patient_id))
        known = {f.topic: f for f in _health(session, patient_id)}
        for fact in health:
            _save_health(batch, known.get(fact.topic), fact)
        return batch.saved(patient_id)


def _save_health(batch: Batch, old: HealthFact | None, fact: HealthFactCreate) -> None:
    if fact.topic == "pregnancy" and (fact.due_date is None or fact.answer == "no"):
        if old:
            batch.delete(old)
    elif old is None:
        batch.add(HealthFact(**fact.model_dump(), patient_id=batch.patient_id, recorded_at=batch.at))
    elif any(getattr(old, name) != value for name, value in fact.model_dump().items()):
        batch.update(old, {**fact.model_dump(), "recorded_at": batch.at})


def _reactions(session: Session, patient_id: str) -> list[Reaction]:
    mine = select(Reaction).where(Reaction.patient_id == patient_id, col(Reaction.deleted_at).is_(None))
    return list(session.exec(mine.order_by(col(Reaction.substance_group), col(Reaction.substance), col(Reaction.id))))


def _health(session: Session, patient_id: str) -> list[HealthFact]:
    mine = select(HealthFact).where(HealthFact.patient_id == patient_id, col(HealthFact.deleted_at).is_(None))
    return list(session.exec(mine.order_by(col(HealthFact.topic))))


def _check(session: Session, person: PatientCreate, patient_id: str | None) -> None:
    born, today = person.birth_date, clock.today()
    if born is None:
        return
    if born > today:
        raise DateError(_("The birth date lies in the future. Please look at it again."))
    if age_in_years(born, today) > OLDEST_PERSON_YEARS:
        raise DateError(_("The birth date lies more than 130 years back. Please look at the year again."))
    earlier = select(Exam.id).where(
        Exam.patient_id == patient_id, col(Exam.deleted_at).is_(None), col(Exam.date_last) < born
    )
    if patient_id and session.exec(earlier).first():
        raise DateError(_("An exam in the record is dated before this birth date. Please look at both again."))
