"""Read a dose report: what it holds, whose it is, what it was; accepted once and not twice."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboards import shared
from tests.conftest import shared_folder
from tests.dashboards.conftest import Page, calm, shown
from tracker.record import ledger, people
from tracker.record.models import Patient, PatientCreate
from tracker.reference import data_dir
from tracker.summary import summarise

REPORTS = data_dir().parent / "sample" / "dose_reports"
Upload = Callable[[str, bytes], AppTest]


@pytest.fixture
def owner(record: Engine) -> Patient:
    """The person whom the sample reports name."""
    person = PatientCreate(name="Maria Example", birth_date=date(1971, 5, 12), sex="female")
    return people.patient(record, people.add(record, person).entity_id)


@pytest.fixture
def upload(app: AppTest, owner: Patient) -> Upload:
    """Choose a file on the page."""

    def run(name: str, content: bytes) -> AppTest:
        page = app.switch_page("read_report.py").run()
        turn = page.session_state.get(shared.key(owner, "reading turn"), 0)
        page.file_uploader(key=shared.key(owner, f"report file {turn}")).upload(
            name, content, "application/dicom"
        ).run()
        return page

    return run


def _report(name: str) -> tuple[str, bytes]:
    return name, (REPORTS / name).read_bytes()


def _accept(page: AppTest) -> AppTest:
    return next(b for b in page.button if b.label == "Add this exam").click().run()


def test_a_report_of_this_person_shows_what_it_holds_and_is_accepted(
    upload: Upload, record: Engine, owner: Patient
) -> None:
    page = calm(upload(*_report("lumbar_epidural_c_arm.dcm")))
    words = shown(page).replace("\\", "")
    assert "12 Mar 2024" in words
    assert "KAP" in words
    assert "Gy.m2" in words
    assert "Lumbar transforaminal epidural injection" in words
    assert page.info[0].value.endswith("That fits this record.")
    history = calm(_accept(page))
    assert "Added from the report" in shown(history)
    exams = summarise(record, owner.id).exams
    assert list(exams["kind_key"]) == ["esi_lumbar_transforaminal_rf"]
    assert list(exams["evidence"]) == ["calculated"]
    exam = ledger.exam(record, str(exams["exam_id"].iloc[0]))
    assert exam.entered_from == "file"
    assert {m.source for m in exam.measurements} == {"dose_report"}
    assert ledger.source_reports(record, str(exams["exam_id"].iloc[0]))[0].file_name == "lumbar_epidural_c_arm.dcm"


def test_a_report_that_is_in_the_record_already_is_refused_kindly(
    upload: Upload, record: Engine, owner: Patient
) -> None:
    _accept(upload(*_report("ct_abdomen_pelvis.dcm")))
    again = _accept(upload(*_report("ct_abdomen_pelvis.dcm")))
    assert "in the record already" in again.error[0].value
    assert summarise(record, owner.id).entries == 1


def test_a_report_of_somebody_else_must_be_confirmed(upload: Upload, record: Engine, owner: Patient) -> None:
    page = upload(*_report("point_18_somebody_else.dcm"))
    warning = next(w.value for w in page.warning if "does not fit" in w.value)
    assert "the name, the birth date, the sex" in warning
    button = next(b for b in page.button if b.label == "Add this exam")
    assert button.disabled
    page.checkbox[0].check().run()
    calm(_accept(page))
    assert summarise(record, owner.id).entries == 1


def test_a_test_object_is_said_to_be_none_of_yours(upload: Upload) -> None:
    page = upload(*_report("point_14_test_object.dcm"))
    assert any("test object" in w.value for w in page.warning)
    assert next(b for b in page.button if b.label == "Add this exam").disabled


def test_a_report_of_an_unknown_procedure_asks_what_it_was(upload: Upload, record: Engine, owner: Patient) -> None:
    page = upload(*_report("point_06_biplane.dcm"))
    asked = _accept(page)
    assert any("what was done" in w.value for w in asked.warning)
    assert summarise(record, owner.id).entries == 0


@pytest.mark.parametrize("content", [b"", b"\x00" * 500, b"not DICOM at all", b"\x00" * 128 + b"DICM"])
def test_what_is_no_report_is_said_in_a_sentence(upload: Upload, content: bytes) -> None:
    page = calm(upload("holiday.jpg", content))
    assert page.warning
    assert not any(b.label == "Add this exam" for b in page.button)


def test_nothing_is_written_before_accepting(upload: Upload, record: Engine, owner: Patient) -> None:
    upload(*_report("chest_xray_two_views.dcm"))
    assert summarise(record, owner.id).entries == 0


@pytest.mark.shared
def test_every_real_report_is_shown_calmly(upload: Upload) -> None:
    folder = shared_folder()
    if folder is None:
        pytest.skip("The folder with real dose reports is not beside the project.")
    for path in sorted(Path(folder / "dose-reports").glob("*RDSR*.dcm"))[:6]:
        calm(upload(path.name, path.read_bytes()))


def test_the_page_itself(page: Page, sample_person: Patient) -> None:
    assert "invented" in shown(calm(page("read_report")))
