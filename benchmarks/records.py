"""Big records, written straight into the tables in batches: seeded, so that every run measures the same."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from tracker import reference
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import Exam, Measurement, Patient

BATCH = 20_000
NOW = datetime(2026, 11, 1, tzinfo=UTC)
# Every row starts from a whole one: making a validated object a million times would take longer than the benchmark.
_EXAM = Exam(
    patient_id="", date_first=date(2000, 1, 1), date_last=date(2000, 1, 1), created_at=NOW, changed_at=NOW
).model_dump()
_MEASUREMENT = Measurement(patient_id="", exam_id="", quantity="kap_gy_cm2", value=1.0, reported="printed").model_dump()


def make(path: Path, *, exams: int, per_patient: int) -> Desk:
    """A record of `exams` exams, `per_patient` each, with about as many measurements as exams."""
    desk = open_desk(path)
    rng = random.Random(20261101)
    kinds = [k for k in reference.exam_kinds().values() if k.evidence != "treatment"]
    people = [f"{n:032x}" for n in range((exams + per_patient - 1) // per_patient)]
    _insert(desk, Patient, [_patient(id_) for id_ in people])
    for start in range(0, exams, BATCH):
        numbers = range(start, min(start + BATCH, exams))
        rows = [_exam(n, people[n // per_patient], rng, kinds) for n in numbers]
        _insert(desk, Exam, rows)
        _insert(desk, Measurement, [m for row in rows for m in _measurements(row, rng)])
    return desk


def _insert(desk: Desk, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    with desk.engine.begin() as connection:
        for start in range(0, len(rows), BATCH):
            connection.execute(insert(SQLModel.metadata.tables[str(model.__tablename__)]), rows[start : start + BATCH])


def _patient(id_: str) -> dict[str, Any]:
    person = Patient(id=id_, name=f"Test Person {int(id_, 16)}", birth_date=date(1960, 1, 1), created_at=NOW)
    return person.model_dump()


def _exam(number: int, patient_id: str, rng: random.Random, kinds: list[reference.ExamKind]) -> dict[str, Any]:
    day = date(2000, 1, 1) + timedelta(days=rng.randrange(9000))
    return {
        **_EXAM,
        "id": f"{number:032x}",
        "patient_id": patient_id,
        "kind_key": rng.choice(kinds).key,
        "date_first": day,
        "date_last": day,
        "facility": f"Hospital {rng.randrange(20)}",
    }


QUANTITY_OF = {
    "CT": [("dlp_mgy_cm", 400.0), ("ctdivol_mgy", 9.0)],
    "RF": [("kap_gy_cm2", 2.0), ("fluoro_time_s", 60.0)],
    "XA": [("kap_gy_cm2", 40.0), ("air_kerma_mgy", 600.0)],
}


def _measurements(exam: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    kind = reference.exam_kinds()[exam["kind_key"]]
    rows = []
    for position, (quantity, usual) in enumerate(QUANTITY_OF.get(kind.modality, [])):
        value = round(usual * rng.lognormvariate(0, 0.5), 3)
        owner = {"id": f"{rng.getrandbits(128):032x}", "patient_id": exam["patient_id"], "exam_id": exam["id"]}
        rows.append({**_MEASUREMENT, **owner, "position": position, "quantity": quantity, "value": value})
    return rows
