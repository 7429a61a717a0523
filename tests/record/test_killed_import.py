"""The program killed in the middle of an import: the record is the one before or the one after, never between."""

import multiprocessing
import random
import sys
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.record.test_ledger import an_exam, kap
from tracker.record import archive, frames, intake, people
from tracker.record.database import open_engine
from tracker.record.models import EventCreate, ExamCreate, PatientCreate

KILLS = 50
EXAMS = 12
EVENTS = 8


def exams(round_: int) -> list[ExamCreate]:
    return [
        an_exam(
            measurements=[kap(1.0 + number)],
            events=[EventCreate(event_uid=f"1.{round_}.{number}.{n}", dlp_mgy_cm=1.0) for n in range(EVENTS)],
        )
        for number in range(EXAMS)
    ]


def import_some(path: str, patient_id: str, round_: int, started: Event) -> None:
    engine = open_engine(path)
    wanted = exams(round_)
    started.set()
    intake.accept(engine, patient_id, wanted)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_fifty_kills_at_random_moments_leave_whole_imports_only(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    engine = open_engine(path)
    patient_id = people.add(engine, PatientCreate(name="Maria Example")).entity_id
    engine.dispose()
    context = multiprocessing.get_context("fork")
    rng, before, outcomes = random.Random(20261101), 0, set()
    for round_ in range(KILLS):
        started = context.Event()
        child = context.Process(target=import_some, args=(str(path), patient_id, round_, started))
        child.start()
        assert started.wait(30)
        child.join(timeout=rng.uniform(0.0, 0.25))
        if child.is_alive():
            child.kill()
            child.join()
        now = len(_whole_record(path, patient_id))
        assert now in (before, before + EXAMS)
        outcomes.add(now - before)
        before = now
    assert outcomes == {0, EXAMS}, "every kill came too early or too late to mean anything"


def _whole_record(path: Path, patient_id: str) -> list[str]:
    engine = open_engine(path)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    ids = list(frames.exams(engine, patient_id)["id"])
    tables = archive.dump(engine)["tables"]
    assert len(tables["irradiation_event"]) == len(ids) * EVENTS
    assert len(tables["measurement"]) == len(ids)
    assert len(tables["change"]) == 1 + len(ids) * (2 + EVENTS)
    engine.dispose()
    return ids
