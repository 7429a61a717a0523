"""The first page: what to do first, the sample patient in and out again, a backup."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, calm, shown
from tracker.record import people, sample
from tracker.record.desk import Desk
from tracker.record.models import Patient


def _press(page: AppTest, label: str) -> AppTest:
    return next(b for b in page.button if b.label == label).click().run()


def test_an_empty_record_says_what_to_do_first(page: Page, tmp_path: Path) -> None:
    start = calm(page("start"))
    assert [b.label for b in start.button] == [
        "Add an exam",
        "Import a disc or file",
        "Look at a sample patient",
        "Back up",
    ]
    assert start.code[0].value == str(tmp_path / "record.db")
    assert "on this computer only" in shown(start)


def test_the_first_exam_asks_only_for_a_name(app: AppTest, record: Desk) -> None:
    asked = _press(app, "Add an exam")
    asked.text_input(key="first_name").set_value("Maria Example")
    added = calm(_press(asked, "Start this record"))
    assert [p.name for p in people.patients(record)] == ["Maria Example"]
    assert any(t.label == "What was it?" for t in added.text_input)


def test_an_empty_name_is_asked_for_again(app: AppTest, record: Desk) -> None:
    asked = _press(_press(app, "Add an exam"), "Start this record")
    assert "name" in asked.error[0].value
    assert people.patients(record) == []


def test_the_sample_patient_comes_and_goes_and_own_data_stays(app: AppTest, record: Desk, maria: Patient) -> None:
    loaded = calm(_press(app, "Look at a sample patient"))
    assert "invented" in shown(loaded)
    assert loaded.title[0].value == "My history"
    gone = calm(_press(loaded, "Remove the sample patient"))
    assert sample.loaded(record) is None
    assert "invented" not in shown(gone)
    assert [p.id for p in people.patients(record)] == [maria.id]


def test_back_up_says_where_the_copy_is(page: Page, maria: Patient) -> None:
    saved = calm(_press(page("start"), "Back up"))
    assert "A copy is in" in saved.success[0].value
