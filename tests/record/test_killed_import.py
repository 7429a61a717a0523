"""The program killed in the middle of an import: the record is the one before or the one after, never between."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.record.test_ledger import an_exam, kap
from tracker.record import archive, frames, ledger, people
from tracker.record.database import open_desk
from tracker.record.models import EventCreate, ExamCreate, PatientCreate

EXAMS = 12
EVENTS = 8
SPREAD = 8  # kills at operations that lie evenly over the whole import; those around the commit come on top
# Bytes of the journal that reach the disk before the process dies: none, part of its head, of its first page, of more.
TORN_BYTES = (0, 20, 2_500, 30_000)
FILE_OPERATIONS = ("open", "os.remove", "os.rename", "os.chmod", "os.mkdir", "sqlite3.connect")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")


def exams() -> list[ExamCreate]:
    return [
        an_exam(
            measurements=[kap(1.0 + number)],
            events=[EventCreate(event_uid=f"1.{number}.{n}", dlp_mgy_cm=1.0) for n in range(EVENTS)],
        )
        for number in range(EXAMS)
    ]


def watch(folder: Path, step: Callable[[str], None]) -> None:
    """Tells of each SQL statement just before it runs and of each file operation in the folder. For ever: only for a
    process that ends with it."""
    connect = sqlite3.connect

    def watched(*arguments: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **more)
        connection.set_trace_callback(step)
        return connection

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_OPERATIONS and str(arguments[0]).startswith(str(folder)):
            step(event)

    for module in (sqlite3, sqlite3.dbapi2):
        module.connect = watched  # type: ignore[attr-defined]
    sys.addaudithook(hook)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def import_and_die(path: Path, patient_id: str, kill_at: int, torn: int | None, count: Any) -> None:
    """Imports, and dies before operation number `kill_at` (0: none), or with a commit that writes `torn` bytes, or else
    right after the import."""

    def step(operation: str) -> None:
        count.value += 1
        if count.value == kill_at:
            die()
        if operation == "COMMIT" and torn is not None:
            import resource

            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python would turn it into an error
            resource.setrlimit(resource.RLIMIT_FSIZE, (torn, torn))

    watch(path.parent, step)
    ledger.accept_import(open_desk(path), patient_id, exams())
    die()


class Kills:
    """Runs the import in a process of its own, each time on the same record, and looks at what is left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first = folder / "first.db"
        desk = open_desk(self.first)
        self.patient_id = people.add(desk, PatientCreate(name="Maria Example")).entity_id
        desk.close()
        self.context = multiprocessing.get_context("fork")
        self.operations = 0

    def exams_left(self, name: str, kill_at: int = 0, torn: int | None = None) -> int:
        path = self.folder / name / "record.db"
        path.parent.mkdir()
        shutil.copy(self.first, path)
        count = self.context.Value("i", 0, lock=False)
        child = self.context.Process(target=import_and_die, args=(path, self.patient_id, kill_at, torn, count))
        child.start()
        child.join(30)
        assert child.exitcode == -(signal.SIGKILL if torn is None else signal.SIGXFSZ)
        self.operations = count.value
        return whole_record(path, self.patient_id)


@pytest.fixture
def kills(tmp_path: Path) -> Kills:
    return Kills(tmp_path)


def test_a_kill_at_any_operation_leaves_whole_imports_only(kills: Kills) -> None:
    assert kills.exams_left("to the end") == EXAMS
    last = kills.operations
    assert last > EXAMS * EVENTS
    points = sorted({*range(1, last, last // SPREAD), *range(last - 1, last + 2)})
    left = [kills.exams_left(str(point), point) for point in points]
    assert set(left) == {0, EXAMS}, "every kill came too early or too late to mean anything"
    assert left == sorted(left)


@pytest.mark.parametrize("torn", TORN_BYTES)
def test_a_commit_torn_in_the_middle_leaves_the_record_before(kills: Kills, torn: int) -> None:
    assert kills.exams_left("torn", torn=torn) == 0


def whole_record(path: Path, patient_id: str) -> int:
    """The number of exams in a record where nothing is half there."""
    desk = open_desk(path)
    with desk.engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    exams = len(frames.exams(desk, patient_id))
    tables = archive.dump(desk)["tables"]
    assert len(tables["irradiation_event"]) == exams * EVENTS
    assert len(tables["measurement"]) == exams
    assert len(tables["change"]) == 1 + exams * (2 + EVENTS)
    desk.close()
    return exams
