"""What goes wrong with the record or in the program is a sentence on every page, never a traceback."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import FOLDER, PAGE_FILES, TIMEOUT_S, Page, shown
from tests.dashboards.test_two_people import EVERY_PAGE
from tracker.errors import RecordError
from tracker.record import ledger, people
from tracker.record.desk import Desk
from tracker.record.models import Patient


def _run(name: str) -> AppTest:
    return AppTest.from_file(FOLDER / PAGE_FILES[name], default_timeout=TIMEOUT_S).run()


def _only_a_sentence(page: AppTest, words: str) -> None:
    assert not page.exception
    assert words in page.error[0].value.replace("\\", "")
    assert "Traceback" not in shown(page)


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_file_that_is_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "broken.db").write_bytes(b"this is no database at all, but long enough to look at" * 40)
    monkeypatch.setenv("EXPOSURE_TRACKER_DB", str(tmp_path / "broken.db"))
    _only_a_sentence(_run(name), "Please restore a backup")


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_record_of_a_newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with closing(sqlite3.connect(tmp_path / "newer.db")) as newer:
        newer.execute("PRAGMA user_version=99")
    monkeypatch.setenv("EXPOSURE_TRACKER_DB", str(tmp_path / "newer.db"))
    _only_a_sentence(_run(name), "Please update the program")


def test_a_locked_record_keeps_what_was_typed(
    app: AppTest, record: Desk, maria: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object, **_more: object) -> None:
        raise RecordError("The record is in use by another program or window.")

    page = app.switch_page("exam/add.py").run()
    page.text_input(key=f"add/{maria.id}/0/what").set_value("knitting").run()
    page.radio(key=f"add/{maria.id}/0/match").set_value("own words").run()
    page.number_input(key=f"add/{maria.id}/0/year").set_value(2015).run()
    monkeypatch.setattr(ledger, "add_exam", locked)
    page.button(key=f"add/{maria.id}/0/save").click().run()
    _only_a_sentence(page, "in use by another program")
    assert page.text_input(key=f"add/{maria.id}/0/what").value == "knitting"


def test_a_full_disk_is_said_and_the_answers_stay(page: Page, record: Desk, maria: Patient) -> None:
    about = page("about_me")
    with record.engine.connect() as connection:
        size = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())

    def full(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={size}")

    record.close()
    event.listen(record.engine, "connect", full)
    for radio in about.radio:
        if "Yes" in radio.options:
            radio.set_value("yes")
    about.run()  # the details open after a yes
    for field in about.text_input:
        if "Details" in field.label:
            field.set_value("y" * 190)
    next(b for b in about.button if b.label == "Save").click().run()
    _only_a_sentence(about, "The disk is full")
    assert about.radio[1].value == "yes"
    assert people.facts(record, maria.id).health == {}


def test_an_unexpected_error_is_calm_and_the_log_holds_nothing_typed(
    page: Page, maria: Patient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_record: Desk) -> list[Patient]:
        raise KeyError("Maria Example had a walrus scan")

    monkeypatch.setattr(people, "patients", broken)
    with caplog.at_level(logging.DEBUG):
        failed = page("history")
    _only_a_sentence(failed, "Your record is safe")
    mine = [r.getMessage() for r in caplog.records if r.name == "exposure_tracker"]
    assert mine
    assert "KeyError" in mine[0]
    assert "Maria" not in caplog.text
    assert "walrus" not in caplog.text
