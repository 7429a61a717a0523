"""Cases that went wrong once: who, which exam, and what number; without their folder beside the project, skipped."""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import shared_folder
from tests.readers import TODAY
from tests.record.test_ledger import an_exam
from tracker.history.summary import summarise
from tracker.intake import rows as intake
from tracker.intake.rows import Row
from tracker.readers.draft import ExamDraft, PersonDraft
from tracker.readers.gather import gather
from tracker.readers.whose import compare
from tracker.record import ledger, people
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import PatientCreate

_SHARED = shared_folder()
if _SHARED is None or not (_SHARED / "cases" / "expected.csv").exists():
    pytest.skip("the folder with cases is not beside the project", allow_module_level=True)
CASES = _SHARED / "cases"
pytestmark = pytest.mark.shared


def exams(*names: str) -> tuple[ExamDraft, ...]:
    return gather([CASES / name for name in names], TODAY).exams


def whole(exam: ExamDraft) -> dict[str, float]:
    return {row.quantity: row.value for row in exam.measurements if not row.part}


@pytest.fixture
def maria() -> Iterator[tuple[Desk, str]]:
    desk = open_desk(":memory:")
    yield desk, people.add(desk, PatientCreate(name="Maria Example")).entity_id
    desk.close()


def imported(desk: Desk, patient_id: str, name: str) -> tuple[Row, ...]:
    rows = intake.plan(desk, patient_id, exams(name))
    intake.accept(desk, patient_id, rows)
    return rows


@pytest.mark.parametrize("name", ["reports/H_wrong_unit_rf.dcm", "reports/H_wrong_unit_ct.dcm"])
def test_a_number_in_the_wrong_unit_is_asked_back(maria: tuple[Desk, str], name: str) -> None:
    (row,) = imported(*maria, name)
    assert (row.status, row.take) == ("doubtful", False)
    assert "times the usual" in row.note
    assert summarise(*maria).entries == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reports/B_comma_total.dcm", {"kap_gy_cm2": 1.85, "air_kerma_mgy": 8.0, "fluoro_time_s": 41.5}),
        ("reports/B_comma_ct.dcm", {"dlp_mgy_cm": 618.4, "ctdivol_mgy": 12.1}),
        ("reports/I_dx_comma.dcm", {"kap_gy_cm2": 0.29, "air_kerma_mgy": 0.12}),
    ],
)
def test_a_decimal_comma_is_read(name: str, expected: dict[str, float]) -> None:
    (exam,) = exams(name)
    assert whole(exam) == pytest.approx(expected)


@pytest.mark.parametrize(("second", "dlp"), [("reports/D_nouid_2.dcm", 330), ("reports/D_nouid_resent.dcm", 250)])
def test_reports_without_event_uids_are_one_exam(maria: tuple[Desk, str], second: str, dlp: float) -> None:
    for names in (("reports/D_nouid_1.dcm", second), (second, "reports/D_nouid_1.dcm")):
        (exam,) = exams(*names)
        assert whole(exam)["dlp_mgy_cm"] == dlp
    imported(*maria, "reports/D_nouid_1.dcm")
    imported(*maria, second)
    found = summarise(*maria)
    values = found.measurements[~found.measurements["part"] & found.measurements["quantity"].eq("dlp_mgy_cm")]
    assert (found.entries, values["value"].tolist()) == (1, [dlp])


def test_the_same_exam_under_other_uids_is_asked(maria: tuple[Desk, str]) -> None:
    imported(*maria, "reports/D_orig.dcm")
    (row,) = imported(*maria, "reports/D_remapped.dcm")
    assert (row.status, row.take) == ("may_be_known", False)
    assert summarise(*maria).entries == 1


def test_the_same_exam_under_other_uids_is_asked_within_one_import(maria: tuple[Desk, str]) -> None:
    rows = intake.plan(*maria, exams("reports/D_orig.dcm", "reports/D_remapped.dcm"))
    assert sorted(row.status for row in rows) == ["may_be_known", "new"]


def test_letters_of_another_character_set_than_declared() -> None:
    (exam,) = exams("reports/E_latin_as_ir192.dcm")
    assert exam.report
    assert exam.report.patient_name == "Jörg Müller"


@pytest.mark.parametrize("name", ["fhir/f02_status.json", "fhir/f02b_prelim_final_same_accession.json"])
def test_the_states_of_one_report_are_one_exam(name: str) -> None:
    (exam,) = exams(name)
    assert (exam.exam_date, exam.kind_key) == (date(2019, 5, 8), "ct_chest")


def test_a_corrected_dose_replaces_the_final_one() -> None:
    (exam,) = exams("fhir/f03b_dose_corrected.json")
    assert whole(exam) == {"dlp_mgy_cm": 512}


@pytest.mark.parametrize("name", ["fhir/f05_timezone.json", "fhir/f05b_timezone_unlinked.json"])
def test_an_instant_is_on_the_day_of_the_clinic(name: str) -> None:
    (exam,) = exams(name)
    assert exam.exam_date == date(2019, 5, 3)


def test_a_uid_made_of_a_uuid_is_a_uid(maria: tuple[Desk, str]) -> None:
    assert len(exams("fhir/f07_uuid_two_in_one.json")) == 1
    imported(*maria, "fhir/f07_uuid_portal_a.json")
    (row,) = imported(*maria, "fhir/f07_uuid_portal_b.json")
    assert row.status == "adds"
    assert summarise(*maria).entries == 1


def names() -> list[dict[str, str]]:
    with (CASES / "names.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", names(), ids=lambda row: row["record"])
def test_whose_it_is(row: dict[str, str]) -> None:
    told = compare(PersonDraft(row["record"]), replace(PersonDraft(), name=row["file"]))
    assert told.matches == (row["fits"] == "yes")


def test_a_record_is_whole_when_only_its_file_is_copied(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "record.db")
    patient_id = people.add(desk, PatientCreate(name="Maria Example")).entity_id
    ledger.add_exam(desk, patient_id, an_exam())
    shutil.copy(tmp_path / "record.db", tmp_path / "copy.db")
    copy = open_desk(tmp_path / "copy.db")
    assert summarise(copy, patient_id).entries == 1
    copy.close()
    desk.close()
