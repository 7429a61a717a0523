"""The program killed in the middle of anything that writes: what is left is what was before, or what was wanted, whole.

A kill comes before a statement of SQL or an operation on a file, by their count; a clock would hit another place each
time.
"""

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.record.test_killed_import import die, watch
from tests.record.test_ledger import an_exam
from tracker.cli.base import write
from tracker.record import backup, frames, ledger, people, sample
from tracker.record.database import open_desk
from tracker.record.desk import Desk, together
from tracker.record.models import PatientCreate
from tracker.reference import data_dir

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")

SPREAD = 8  # kills that lie evenly over a long action; those around its end come on top
FEW = 60  # operations: before each of them comes a kill
OLD, NEW = b"old " * 5_000, b"new " * 9_000
EXAMS = 3
SAMPLE_EXAMS = len(json.loads((data_dir().parent / "sample" / "patient.json").read_text("utf-8"))["exams"])


@dataclass(frozen=True)
class Action:
    """What is done in a folder, and which states may be found there afterwards: the first is that of before."""

    prepare: Callable[[Path], None]
    act: Callable[[Path], None]
    look: Callable[[Path], object]
    states: tuple[object, ...]


def desk_in(folder: Path) -> Desk:
    return open_desk(folder / "record.db")


def empty(folder: Path) -> None:
    desk_in(folder).close()


def person(desk: Desk) -> str:
    return people.add(desk, PatientCreate(name="Maria Example")).entity_id


def with_exams(folder: Path) -> None:
    desk = desk_in(folder)
    ledger.accept_import(desk, person(desk), [an_exam() for _number in range(EXAMS)])
    shutil.rmtree(folder / "backups")
    desk.close()


def whole(file: Path) -> tuple[int, int]:
    """How many people and exams are in a record that is sound."""
    desk = open_desk(file)
    with desk.engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    found = frames.people(desk)
    exams = sum(len(frames.exams(desk, one.id)) for one in found)
    desk.close()
    return len(found), exams


def add_first(folder: Path) -> None:
    with together(desk_in(folder)) as desk:
        ledger.add_exam(desk, person(desk), an_exam())


def import_first(folder: Path) -> None:
    with together(desk_in(folder)) as desk:
        ledger.accept_import(desk, person(desk), [an_exam() for _number in range(EXAMS)])


def load(folder: Path) -> None:
    sample.load(desk_in(folder))


def back_up(folder: Path) -> None:
    backup.back_up(desk_in(folder), folder / "copy.db")


def copies(folder: Path) -> object:
    """What every finished copy holds; a broken one is an error."""
    return {whole(file) for file in folder.glob("*copy.db")} or None


def backups(folder: Path) -> object:
    for file in (folder / "backups").glob("*.db"):
        with closing(sqlite3.connect(file)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert opened.execute("PRAGMA user_version").fetchone() == (3,)
    with closing(sqlite3.connect(folder / "record.db")) as opened:
        return opened.execute("PRAGMA user_version").fetchone()[0] == 3


def old_file(folder: Path) -> None:
    (folder / "exams.csv").write_bytes(OLD)


def old_record(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "record.db")) as made:
        made.executescript(Path(__file__).with_name("version_3.sql").read_text("utf-8"))
        made.execute("PRAGMA user_version=3")


ACTIONS = {
    "the sample": Action(empty, load, lambda f: whole(f / "record.db"), ((0, 0), (1, SAMPLE_EXAMS))),
    "the first exam": Action(empty, add_first, lambda f: whole(f / "record.db"), ((0, 0), (1, 1))),
    "the first import": Action(empty, import_first, lambda f: whole(f / "record.db"), ((0, 0), (1, EXAMS))),
    "a backup": Action(with_exams, back_up, copies, (None, {(1, EXAMS)})),
    "a file written over another": Action(
        old_file,
        lambda f: write(f / "exams.csv", NEW),
        lambda f: (f / "exams.csv").read_bytes(),
        (OLD, NEW),
    ),
    "a new file": Action(
        lambda _f: None,
        lambda f: write(f / "exams.csv", NEW),
        lambda f: (f / "exams.csv").read_bytes() if (f / "exams.csv").exists() else None,
        (None, NEW),
    ),
    "a new format of the tables": Action(old_record, lambda f: desk_in(f).close(), backups, (True, False)),
}


def act_and_die(action: Action, folder: Path, kill_at: int, torn: int, count: Any) -> None:
    if torn:  # no file of the process grows beyond: the write that would make it larger ends in the middle
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python would turn it into an error
        resource.setrlimit(resource.RLIMIT_FSIZE, (torn, torn))

    def step(_operation: str) -> None:
        count.value += 1
        if count.value == kill_at:
            die()

    watch(folder, step)
    action.act(folder)
    die()


def left(action: Action, folder: Path, kill_at: int, torn: int = 0) -> tuple[object, int]:
    """What is found after a kill before this operation (0: after the last), and how many operations there were."""
    folder.mkdir()
    action.prepare(folder)
    context = multiprocessing.get_context("fork")
    count = context.Value("i", 0, lock=False)
    child = context.Process(target=act_and_die, args=(action, folder, kill_at, torn, count))
    child.start()
    child.join(60)
    assert child.exitcode == -(signal.SIGXFSZ if torn else signal.SIGKILL)
    return action.look(folder), count.value


@pytest.mark.parametrize("name", ACTIONS)
def test_a_kill_leaves_what_was_or_what_was_wanted(tmp_path: Path, name: str) -> None:
    action = ACTIONS[name]
    done, last = left(action, tmp_path / "whole", 0)
    assert done == action.states[-1]
    step = last // SPREAD if last > FEW else 1
    points = sorted({*range(1, last + 1, step), *range(max(1, last - 3), last + 1)})
    found = [left(action, tmp_path / f"at {point}", point)[0] for point in points]
    assert found[0] == action.states[0]
    assert [state for state in found if state not in action.states] == []


@pytest.mark.parametrize("torn", [20, 10_000])
@pytest.mark.parametrize("name", ["a backup", "a file written over another", "a new file"])
def test_a_file_torn_in_the_middle_is_none(tmp_path: Path, name: str, torn: int) -> None:
    assert left(ACTIONS[name], tmp_path / "torn", 0, torn)[0] == ACTIONS[name].states[0]


def test_what_was_left_unfinished_is_swept_away_later_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    old, new = tmp_path / ".exposure-tracker-aa", tmp_path / ".exposure-tracker-bb"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    write(tmp_path / "exams.csv", NEW)
    assert sorted(path.name for path in tmp_path.iterdir()) == [new.name, "exams.csv"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    goal = tmp_path / "exams.csv"
    goal.write_bytes(OLD)

    def fill() -> None:
        with backup.written_whole(goal) as part:
            part.write_bytes(NEW[:100])
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fill()
    assert goal.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [goal]


def test_a_file_keeps_its_rights_and_a_new_one_is_its_owners_alone(tmp_path: Path) -> None:
    new, old = tmp_path / "new.csv", tmp_path / "old.csv"
    old.write_bytes(OLD)
    old.chmod(0o644)
    for goal in (new, old):
        write(goal, NEW)
    assert [goal.stat().st_mode & 0o777 for goal in (new, old)] == [0o600, 0o644]
