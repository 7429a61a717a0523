"""From a dose report to an exam in the record: every number, event and the report itself arrive, once."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.readers import TODAY
from tracker import dates
from tracker.errors import AlreadyRecorded, ValueRefused
from tracker.history.summary import summarise
from tracker.readers.accept import stated, to_create
from tracker.readers.dicom.report import read_file
from tracker.readers.draft import ExamDraft
from tracker.readers.merge import merge
from tracker.readers.words.exams import side_in
from tracker.readers.written import DrugDraft, LetterExam, SheetExam
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.view.reasons import said

SAMPLES = Path(__file__).parents[2] / "data" / "sample" / "dose_reports"


def draft(name: str) -> ExamDraft:
    (exam,) = read_file(SAMPLES / f"{name}.dcm", TODAY).exams
    return exam


def test_an_accepted_report_is_an_exam_with_its_numbers_events_and_report(desk: Desk, patient_id: str) -> None:
    found = draft("lumbar_epidural_c_arm")
    exam = to_create(found, kind_key="esi_lumbar_transforaminal_rf", file_name="report.dcm")
    saved = ledger.add_exam(desk, patient_id, exam)
    summary = summarise(desk, patient_id)
    row = summary.row(saved.entity_id)
    assert (row["evidence"], row["known_from"]) == ("calculated", "file")
    assert {(m.quantity, m.value) for m in found.measurements} == {
        (m.quantity, m.value) for m in summary.measured(saved.entity_id).itertuples()
    }
    (report,) = ledger.source_reports(desk, saved.entity_id)
    assert found.report is not None
    assert (report.sop_instance_uid, report.file_name) == (found.report.sop_instance_uid, "report.dcm")
    with pytest.raises(AlreadyRecorded):
        ledger.add_exam(desk, patient_id, exam)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.dcm")), ids=lambda path: path.stem)
def test_every_sample_draft_can_be_accepted(desk: Desk, patient_id: str, path: Path) -> None:
    for number, found in enumerate(read_file(path, TODAY).exams):
        when = None if found.exam_date else dates.of(2020)
        exam = to_create(found, kind_key=found.kind_key, own_words=f"exam {number}", when=when)
        ledger.add_exam(desk, patient_id, exam)
    assert len(summarise(desk, patient_id).exams) == len(read_file(path, TODAY).exams)


def test_the_region_of_the_report_counts_where_the_kind_is_not_known(desk: Desk) -> None:
    found = draft("ct_abdomen_pelvis")
    assert to_create(found, own_words="a scan").region == found.region
    assert to_create(found, kind_key="ct_head").region == ""
    assert to_create(found, own_words="a scan", region="chest").region == "chest"


def test_what_is_missing_is_asked_for(desk: Desk) -> None:
    found = draft("ct_abdomen_pelvis")
    with pytest.raises(ValueRefused):
        to_create(found)
    undated = ExamDraft(exam_date=None, modality="CT", kind_key="", kind_reason=None, region="unknown")
    with pytest.raises(ValueError, match="date"):
        to_create(undated, own_words="a scan")
    assert to_create(undated, own_words="a scan", when=dates.parse("2009")).reports == []


def test_the_side_a_description_names_is_the_side_of_the_exam() -> None:
    assert draft("lumbar_epidural_c_arm").side == "left"
    assert side_in(["CHEST PA", "RT HAND"]) == "right"
    assert side_in(["KNEES LEFT AND RIGHT"]) == "both"
    assert side_in(["Thorax p.a.", "liegend", "bright", "Chest left lateral"]) == ""


@pytest.mark.parametrize(
    ("kind", "levels"),
    [
        ("esi_lumbar_rf", ["L4-5"]),
        ("rf_unspecified", ["L4-5"]),
        ("", ["L4-5"]),
        ("xr_lspine", None),
        ("ct_lspine", None),
    ],
)
@pytest.mark.parametrize("made", [LetterExam, SheetExam])
def test_levels_and_drugs_go_with_a_needle_only(kind: str, levels: list[str] | None, made: type[LetterExam]) -> None:
    told = made(
        date(2024, 3, 1), "RF", "", None, "lumbar_spine", levels=("L4-5",), drugs=(DrugDraft("triamcinolone", ""),)
    )
    exam = to_create(told, kind_key=kind, own_words="" if kind else "shot")
    assert (exam.injection.levels if exam.injection else None) == levels
    assert bool(exam.drugs) == bool(levels)


def test_what_an_older_program_stored_as_sentences_still_merges() -> None:
    found = draft("lumbar_epidural_c_arm")
    (report,) = to_create(found, kind_key=found.kind_key).reports
    assert stated(report) == found
    sentences = {"kind_reason": "A word of the report.", "not_patient_reason": "", "evidence_note": "Told by images."}
    old = stated(report.model_copy(update={"stated": (report.stated or {}) | sentences}))
    assert old is not None
    assert (said(old.kind_reason), old.not_patient_reason) == ("A word of the report.", None)
    assert merge([old, found]) == merge([found, old]) == merge([found])
    (exam,) = merge([old, replace(found, source_kind="fhir", description="another")])
    assert (exam.kind_key, len(exam.parts)) == (found.kind_key, 2)
