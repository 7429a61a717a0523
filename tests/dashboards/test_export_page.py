"""Export: files to take away, back into an empty record, a safe copy."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dashboards.frame import shared, who
from tests.dashboards.conftest import Page, Seen, add_exam, calm, days_back, shown
from tracker.history.summary import summarise
from tracker.record import archive, backup, people
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import Patient


def test_every_file_is_offered(page: Page, maria: Patient) -> None:
    export = calm(page("export"))
    assert [d.label for d in export.download_button] == [
        "Save as Excel file (XLSX)",
        "Save as text table (CSV)",
        "Save everything as one file (JSON)",
    ]
    saved = calm(next(b for b in export.button if b.label == "Back up now").click().run())
    assert "A copy is in" in saved.success[0].value


def test_a_large_record_is_not_read_until_asked_for(page: Page, two_thousand: int) -> None:
    calm(page("export"))


def test_a_saved_record_is_read_back_into_an_empty_one(
    page: Page, record: Desk, maria: Patient, tmp_path: object
) -> None:
    add_exam(record, maria, "xr_chest_pa", days_back(9))
    saved = json.dumps(archive.dump(record)).encode()
    other = open_desk(f"{tmp_path}/other.db")
    here = str(record.engine.url.database)
    who._desks[here] = other
    try:
        export = calm(page("export"))
        assert "nothing to export" in shown(export)
        export.file_uploader(key="restore_file").upload("saved.json", saved, "application/json").run()
        export.button(key="restore").click().run()
        assert [p.name for p in people.patients(other)] == ["Maria Example"]
        assert summarise(other, maria.id).entries == 1
    finally:
        who._desks[here] = record


def test_a_backup_is_read_back_into_an_empty_record(
    page: Page, record: Desk, maria: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_exam(record, maria, "xr_chest_pa", days_back(9))
    saved = backup.back_up(record).read_bytes()
    monkeypatch.setenv("EXPOSURE_TRACKER_DB", str(tmp_path / "other.db"))
    export = calm(page("export"))
    assert ".db" in shown(export)
    export.file_uploader(key="restore_file").upload("backup.db", saved, "application/octet-stream").run()
    export.button(key="restore").click().run()
    (person,) = people.patients(shared.desk())
    assert person.name == "Maria Example"
    assert summarise(shared.desk(), maria.id).entries == 1


def test_a_database_of_another_program_is_refused(page: Page, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as foreign:
        foreign.execute("CREATE TABLE birds (name)")
    export = page("export")
    content = (tmp_path / "foreign.db").read_bytes()
    export.file_uploader(key="restore_file").upload("x.db", content, "application/octet-stream").run()
    assert "not a backup" in export.button(key="restore").click().run().error[0].value


def test_a_file_of_another_kind_is_refused_with_a_sentence(page: Page) -> None:
    export = page("export")
    export.file_uploader(key="restore_file").upload("x.json", b'{"a": 1}', "application/json").run()
    refused = export.button(key="restore").click().run()
    assert "not a record" in refused.error[0].value


def test_the_sample_can_be_exported(seen: Seen) -> None:
    assert "invented" in shown(calm(seen("export")))
