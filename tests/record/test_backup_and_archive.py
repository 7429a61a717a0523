"""Backups and the JSON record: what goes out comes back the same."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.record.test_ledger import an_exam, kap
from tracker.errors import NewerSchema, RecordError
from tracker.record import archive, backup, frames, ledger, people, sample, trace
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import EventCreate, PatientCreate, SourceReportCreate


@pytest.fixture
def filled(file_desk: Desk) -> Desk:
    sample.load(file_desk)
    patient_id = people.add(file_desk, PatientCreate(name="Другая Пример <b>")).entity_id
    report = SourceReportCreate(sop_instance_uid="1.2.3", manufacturer="Test")
    events = [EventCreate(event_uid="1.2.3.4", dlp_mgy_cm=1.5, started_at=datetime(2020, 3, 4, 10, 11, 12, 500_000))]
    saved = ledger.add_exam(file_desk, patient_id, an_exam(measurements=[kap()], reports=[report], events=events))
    ledger.delete_exam(file_desk, saved.entity_id)
    ledger.add_exam(file_desk, patient_id, an_exam(measurements=[kap(0.1)]))
    return file_desk


def without_moment(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "written_at"}


def test_the_json_record_read_back_into_an_empty_database_is_the_same_record(filled: Desk, tmp_path: Path) -> None:
    text = json.dumps(archive.dump(filled))
    other = open_desk(tmp_path / "other.db")
    written = archive.restore(other, json.loads(text))
    assert written > 20
    assert without_moment(archive.dump(other)) == without_moment(archive.dump(filled))
    other.close()


def test_one_person_leaves_alone(filled: Desk, tmp_path: Path) -> None:
    (mine,) = [p for p in frames.people(filled) if not p.is_sample]
    data = archive.dump(filled, mine.id)
    assert [p["name"] for p in data["tables"]["patient"]] == ["Другая Пример <b>"]
    assert {e["patient_id"] for e in data["tables"]["exam"]} == {mine.id}


def test_undo_still_works_in_a_record_read_back(filled: Desk, tmp_path: Path) -> None:
    (mine,) = [p for p in frames.people(filled) if not p.is_sample]
    exam_id = frames.exams(filled, mine.id)["id"].iloc[0]
    batch = trace.edits(filled, exam_id)[0].batch_id
    other = open_desk(tmp_path / "other.db")
    archive.restore(other, archive.dump(filled))
    ledger.undo(other, batch)
    assert frames.exams(other, mine.id).empty
    other.close()


def test_a_record_that_is_not_empty_is_not_overwritten(filled: Desk) -> None:
    with pytest.raises(RecordError, match="empty"):
        archive.restore(filled, archive.dump(filled))


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        {"format": "other"},
        {"format": archive.FORMAT, "schema_version": 99, "tables": {}},
        {"format": archive.FORMAT, "schema_version": 1, "tables": []},
        {"format": archive.FORMAT, "schema_version": 1, "tables": {"patient": [{"name": 7}]}},
        {"format": archive.FORMAT, "schema_version": 1, "tables": {"patient": ["x"]}},
    ],
)
def test_damaged_files_are_refused_and_change_nothing(desk: Desk, data: Any) -> None:
    with pytest.raises(RecordError):
        archive.restore(desk, data)
    assert frames.people(desk) == []


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(b"\xff\xfe not json")
    with pytest.raises(RecordError, match="another file"):
        archive.read(path)


def test_a_backup_holds_the_whole_record_also_while_it_is_in_use(filled: Desk, tmp_path: Path) -> None:
    copy = backup.back_up(filled, tmp_path / "copy.db")
    other = open_desk(copy)
    assert without_moment(archive.dump(other)) == without_moment(archive.dump(filled))
    other.close()


def test_a_backup_can_be_read_back_into_an_empty_record(filled: Desk, tmp_path: Path) -> None:
    copy = backup.back_up(filled)
    assert copy.parent == tmp_path / "backups"
    assert backup.is_database(copy)
    other = open_desk(tmp_path / "other.db")
    backup.restore(copy, other)
    assert without_moment(archive.dump(other)) == without_moment(archive.dump(filled))
    with pytest.raises(RecordError, match="empty"):
        backup.restore(copy, other)
    other.close()


def test_a_backup_of_a_newer_program_is_refused_and_the_empty_record_stays(filled: Desk, tmp_path: Path) -> None:
    copy = backup.back_up(filled, tmp_path / "copy.db")
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("PRAGMA user_version=999")
    other = open_desk(tmp_path / "other.db")
    with pytest.raises(NewerSchema):
        backup.restore(copy, other)
    assert frames.people(other) == []
    other.close()


def test_only_the_newest_automatic_backups_are_kept(file_desk: Desk, tmp_path: Path) -> None:
    made = [backup.back_up(file_desk) for _n in range(backup.KEEP_AUTOMATIC + 3)]
    assert sorted((tmp_path / "backups").iterdir()) == made[3:]


def test_the_backups_of_another_record_in_the_same_folder_are_left_alone(tmp_path: Path) -> None:
    mom, old = open_desk(tmp_path / "mom.db"), open_desk(tmp_path / "mom-old.db")
    others = [backup.back_up(old) for _n in range(backup.KEEP_AUTOMATIC)]
    mine = backup.back_up(mom)
    assert mine.exists()
    assert all(path.exists() for path in others)
    mom.close()
    old.close()


def test_a_damaged_record_pushes_no_good_backup_out(file_desk: Desk, tmp_path: Path) -> None:
    people.add(file_desk, PatientCreate(name="Maria Example"))
    good = backup.back_up(file_desk)
    file_desk.close()
    path = tmp_path / "record.db"
    content = bytearray(path.read_bytes())
    content[8192:] = b"\x99" * (len(content) - 8192)
    path.write_bytes(content)
    for _n in range(backup.KEEP_AUTOMATIC + 1):
        with pytest.raises(RecordError, match=r"damaged|malformed"):
            backup.back_up(file_desk)
    assert list((tmp_path / "backups").iterdir()) == [good]


def test_a_backup_never_overwrites_a_file(file_desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "mine.db").write_text("precious")
    with pytest.raises(RecordError, match="exists"):
        backup.back_up(file_desk, tmp_path / "mine.db")
    assert (tmp_path / "mine.db").read_text() == "precious"


def test_a_backup_that_cannot_be_written_leaves_nothing(file_desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RecordError, match="untouched"):
        backup.back_up(file_desk, tmp_path / "file" / "copy.db")


def test_a_record_in_memory_has_no_file_to_back_up(desk: Desk) -> None:
    with pytest.raises(RecordError, match="memory"):
        backup.back_up(desk)


def test_a_text_file_is_not_a_backup(file_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("hello " * 1000)
    assert not backup.is_database(path)
    with pytest.raises(RecordError, match="not a backup"):
        backup.restore(path, file_desk)
