"""A record of version 1 becomes one of today: the same tables as a new one, and nothing in it lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tracker.errors import UndoRefused
from tracker.history.summary import summarise
from tracker.record import attachments, checks, ledger, migrations, people
from tracker.record.changes import reading, without_date
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import Change, PatientCreate
from tracker.record.procedures import AttachmentCreate, InjectionCreate


def upgraded(folder: Path, version: int) -> Desk:
    """A record as that version left it, opened by the program of today."""
    path = folder / "old.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(Path(__file__).with_name(f"version_{version}.sql").read_text(encoding="utf-8"))
    return open_desk(path)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Desk]:
    desk = upgraded(tmp_path, 1)
    yield desk
    desk.close()


def columns(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Name, type, NOT NULL and key of every column, and the indexes, of every table."""
    with closing(sqlite3.connect(path)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, set[tuple[object, ...]]] = {
            table: {(c[1], c[2], c[3], c[5]) for c in raw.execute(f"PRAGMA table_info({table})")} for table in tables
        }
        for table in tables:
            found[table] |= {(i[1], i[2], i[4]) for i in raw.execute(f"PRAGMA index_list({table})")}
            found[table] |= {(k[2], k[3], k[4]) for k in raw.execute(f"PRAGMA foreign_key_list({table})")}
        return found


def test_an_upgraded_record_has_the_tables_of_a_new_one(old: Desk, tmp_path: Path) -> None:
    open_desk(tmp_path / "new.db").close()
    assert columns(tmp_path / "old.db") == columns(tmp_path / "new.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (migrations.SCHEMA_VERSION,)


def test_everything_in_it_is_still_there_and_can_be_added_to(old: Desk) -> None:
    (person,) = people.patients(old)
    assert (person.name, person.language) == ("Maria Example-Later", "")
    exam_id = _exam_id(old)
    exam = ledger.exam(old, exam_id)
    assert (exam.notes, exam.measurements[0].value, exam.injection) == ("L4-5", 2.41, None)
    ledger.edit_exam(old, exam_id, exam.model_copy(update={"injection": InjectionCreate(levels=["L4-5"])}))
    assert ledger.exam(old, exam_id).injection == InjectionCreate(levels=["L4-5"])


def test_a_change_made_before_the_upgrade_can_still_be_undone(old: Desk) -> None:
    (person,) = people.patients(old)
    ledger.undo(old, _renaming(old))
    assert people.patient(old, person.id).name == "Maria Example"


def test_what_a_later_column_holds_survives_such_an_undo(old: Desk) -> None:
    (person,) = people.patients(old)
    renamed = PatientCreate(**person.model_dump(include=set(PatientCreate.model_fields)) | {"language": "es"})
    people.edit(old, person.id, renamed)
    ledger.undo(old, _renaming(old))
    after = people.patient(old, person.id)
    assert (after.name, after.language) == ("Maria Example", "es")


def test_a_row_changed_since_is_still_not_overwritten(old: Desk) -> None:
    (person,) = people.patients(old)
    renamed = PatientCreate(**person.model_dump(include=set(PatientCreate.model_fields)) | {"name": "Another Name"})
    people.edit(old, person.id, renamed)
    with pytest.raises(UndoRefused):
        ledger.undo(old, _renaming(old))


def _changes(desk: Desk) -> list[Change]:
    from sqlmodel import select

    with reading(desk, None) as session:
        return list(session.exec(select(Change)))


def _renaming(desk: Desk) -> str:
    found = [c for c in _changes(desk) if (c.entity, c.action, c.actor) == ("patient", "edit", "patient")]
    return next(c.batch_id for c in found if (c.after or {}).get("name") == "Maria Example-Later")


def _exam_id(desk: Desk) -> str:
    return next(c.entity_id for c in _changes(desk) if c.entity == "exam")


@pytest.fixture
def version_3(tmp_path: Path) -> Iterator[Desk]:
    desk = upgraded(tmp_path, 3)
    yield desk
    desk.close()


def test_a_record_of_version_3_gets_what_waits_and_says_what_was_read(version_3: Desk, tmp_path: Path) -> None:
    open_desk(tmp_path / "new.db").close()
    assert columns(tmp_path / "old.db") == columns(tmp_path / "new.db")
    (person,) = people.patients(version_3)
    assert checks.waiting(version_3, person.id) == []
    read, typed = summarise(version_3, person.id).exams["exam_id"]
    assert [ledger.exam(version_3, one).entered_from for one in (read, typed)] == ["file", "portal"]
    # The history of edits says the same, so that an import of before can still be taken back.
    (imported,) = [c.batch_id for c in _changes(version_3) if (c.entity_id, c.action) == (read, "import")]
    ledger.undo(version_3, imported)
    assert summarise(version_3, person.id).exams["known_from"].tolist() == ["report"]


def test_a_record_of_version_4_can_keep_papers_and_still_knows_what_waits(tmp_path: Path) -> None:
    desk = upgraded(tmp_path, 4)
    open_desk(tmp_path / "new.db").close()
    assert columns(tmp_path / "old.db") == columns(tmp_path / "new.db")
    (person,) = people.patients(desk)
    (exam_id,) = summarise(desk, person.id).exams["exam_id"]
    paper = AttachmentCreate(name="report.pdf", media_type="application/pdf", content=b"%PDF-1.7 invented")
    attachments.keep(desk, exam_id, [paper])
    assert [one.name for one in attachments.papers(desk, person.id)] == ["report.pdf"]
    (held,) = checks.held(desk, person.id)
    (waiting,) = checks.waiting(desk, person.id)
    assert without_date(waiting.exam) == held
    (edited,) = {c.batch_id for c in _changes(desk) if (c.entity_id, c.action) == (exam_id, "edit")}
    ledger.undo(desk, edited)
    assert ledger.exam(desk, exam_id).notes == ""
    desk.close()
