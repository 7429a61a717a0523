"""Opening the record: made when it is not there, upgraded with a backup, refused with a sentence."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection, event

from tests.record.test_ledger import an_exam
from tracker.errors import NewerSchema, RecordError, TrackerError
from tracker.record import database, frames, ledger, migrations, people
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, PatientCreate


def test_a_new_record_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "record.db"
    open_desk(path).close()
    assert path.exists()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_environment_chooses_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPOSURE_TRACKER_DB", str(tmp_path / "chosen.db"))
    desk = open_desk()
    assert desk.file == tmp_path / "chosen.db"
    desk.close()


def test_without_a_choice_the_record_lies_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXPOSURE_TRACKER_DB")
    assert database.chosen_path() == database.default_path()
    assert database.default_path().parent.name == "exposure-tracker"


def test_every_connection_is_safe(file_desk: Desk) -> None:
    with file_desk.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }
        assert asked == {"journal_mode": "wal", "synchronous": 2}
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == database.BUSY_TIMEOUT_MS


def test_a_record_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    open_desk(path).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version={migrations.SCHEMA_VERSION + 1}")
        raw.commit()
    before = path.read_bytes()
    with pytest.raises(NewerSchema, match="update the program"):
        open_desk(path)
    assert path.read_bytes() == before


def test_an_older_record_is_backed_up_before_it_is_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "record.db"
    first = open_desk(path)
    people.add(first, PatientCreate(name="Maria Example"))
    first.close()
    monkeypatch.setattr(database, "SCHEMA_VERSION", migrations.SCHEMA_VERSION + 1)
    steps: list[int] = []
    newest = migrations.SCHEMA_VERSION
    monkeypatch.setitem(migrations.STEPS, newest, lambda connection: steps.append(newest))
    second = open_desk(path)
    assert steps == [newest]
    assert [p.name for p in frames.people(second)] == ["Maria Example"]
    second.close()
    (copy,) = (tmp_path / "backups").glob("record-*.db")
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("SELECT name FROM patient").fetchall() == [("Maria Example",)]


def test_a_failed_upgrade_leaves_the_old_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "record.db"
    open_desk(path).close()
    newest = migrations.SCHEMA_VERSION
    monkeypatch.setattr(database, "SCHEMA_VERSION", newest + 1)

    def fails(connection: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setitem(migrations.STEPS, newest, fails)
    with pytest.raises(RuntimeError):
        open_desk(path)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (newest,)


@pytest.mark.parametrize(
    "content", [b"this is no database at all, only text" * 50, b"SQLite format 3\x00" + b"\x00" * 5000]
)
def test_a_file_that_is_no_record_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "record.db"
    path.write_bytes(content)
    with pytest.raises(RecordError) as refused:
        open_desk(path)
    assert "Traceback" not in str(refused.value)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE songs (title TEXT)")
        raw.commit()
    with pytest.raises(RecordError, match="another program"):
        open_desk(path)


def test_a_folder_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="folder"):
        open_desk(tmp_path)


def test_a_place_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RecordError, match="another place"):
        open_desk(tmp_path / "file" / "record.db")


def test_a_damaged_record_says_so(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    desk = open_desk(path)
    people.add(desk, PatientCreate(name="Maria Example"))
    desk.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x99" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(RecordError, match="restore a backup"):
        frames.people(open_desk(path))


def test_a_locked_record_says_so_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "record.db"
    desk = open_desk(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match="in use"):
            people.add(desk, PatientCreate(name="Maria Example"))
        other.rollback()
    people.add(desk, PatientCreate(name="Maria Example"))
    assert len(frames.people(desk)) == 1
    desk.close()


def test_a_read_only_record_can_be_read_and_refuses_to_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "record.db"
    desk = open_desk(path)
    people.add(desk, PatientCreate(name="Maria Example"))
    desk.close()
    path.chmod(0o400)
    # The super-user may write everything, whatever the file says.
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    desk = open_desk(path)
    assert [p.name for p in frames.people(desk)] == ["Maria Example"]
    with pytest.raises(RecordError, match="read-only"):
        people.add(desk, PatientCreate(name="Child Example"))
    desk.close()


def add_until_it_is_refused(desk: Desk, patient_id: str, exam: ExamCreate) -> None:
    for _n in range(2000):
        ledger.add_exam(desk, patient_id, exam)


def test_a_full_disk_says_so_and_the_record_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    desk = open_desk(path)
    patient_id = people.add(desk, PatientCreate(name="Maria Example")).entity_id
    with desk.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    event.listen(desk.engine, "begin", limit)
    notes = an_exam(notes="x" * 5000)
    with pytest.raises(RecordError, match="disk is full"):
        add_until_it_is_refused(desk, patient_id, notes)
    with desk.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    desk.close()


def test_two_windows_may_make_the_record_at_once(tmp_path: Path) -> None:
    script = "from tracker.record.database import open_engine; import sys; open_engine(sys.argv[1])"
    command = [sys.executable, "-c", script, str(tmp_path / "record.db")]
    windows = [subprocess.Popen(command) for _n in range(3)]
    assert [w.wait(60) for w in windows] == [0, 0, 0]


def test_many_threads_write_through_one_engine_without_an_error(file_desk: Desk) -> None:
    patient_id = people.add(file_desk, PatientCreate(name="Maria Example")).entity_id
    start, errors = Barrier(4), []

    def write() -> None:
        start.wait()
        try:
            for _n in range(10):
                ledger.add_exam(file_desk, patient_id, an_exam())
        except TrackerError as error:
            errors.append(error)

    threads = [Thread(target=write) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(frames.exams(file_desk, patient_id)) == 40


def test_what_is_saved_stands_in_the_file_itself_and_not_only_in_its_journal(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "record.db")
    patient_id = people.add(desk, PatientCreate(name="Maria Example")).entity_id
    for n in range(1, 4):
        ledger.add_exam(desk, patient_id, an_exam())
        (tmp_path / f"copy{n}.db").write_bytes((tmp_path / "record.db").read_bytes())
        copy = open_desk(tmp_path / f"copy{n}.db")
        assert len(frames.exams(copy, patient_id)) == n
        copy.close()
    desk.close()
