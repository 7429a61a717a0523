"""Written reports as files: text in any encoding, PDFs, standard input; and what they say beside their doses."""

import base64
import json
from datetime import date

import pytest
import typst

from tests.readers import TODAY
from tracker.readers.accept import to_create
from tracker.readers.any_file import read_any
from tracker.readers.draft import ExamDraft, ReadResult
from tracker.readers.fhir.export import read_fhir_bytes
from tracker.readers.found import Found
from tracker.readers.letter.letter import propose
from tracker.readers.written import LetterExam
from tracker.view.reasons import advised, said

REPORT = """Example Pain Clinic
Patient: Sample, Maria   DOB: 05/21/1971
PROCEDURE: Right L4/5 and L5-S1 transforaminal epidural steroid injection under fluoroscopy
Date of service: 02/09/2024
1.5 mL Omnipaque 240, then dexamethasone 10 mg and 1 mL of lidocaine were injected.
No methylprednisolone 40 mg was given.
FLUOROSCOPY TIME: 48 seconds (0.8 minutes). Cumulative air kerma 12.4 mGy. The patient was observed for 20 minutes."""


def read(name: str, data: bytes) -> ReadResult:
    return read_any(Found(name, data=data, size=len(data)), TODAY)


def exam_of(result: ReadResult) -> ExamDraft:
    (exam,) = result.exams
    return exam


def doses(result: ReadResult) -> list[tuple[str, float]]:
    return [(m.quantity, m.value) for m in exam_of(result).measurements if not m.part]


def pdf(source: str) -> bytes:
    made = typst.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_in_any_encoding(encoding: str) -> None:
    written = "CT Schädel vom 02.10.2020\nDosislängenprodukt 812,5 mGy·cm".encode(encoding)
    result = read("befund.txt", written)
    assert exam_of(result).exam_date == date(2020, 10, 2)
    assert doses(result) == [("dlp_mgy_cm", 812.5)]


def test_a_whole_report_becomes_a_draft() -> None:
    exam = exam_of(read("-", REPORT.encode()))
    assert isinstance(exam, LetterExam)
    assert (exam.exam_date, exam.side, exam.levels) == (date(2024, 2, 9), "right", ("L4-5", "L5-S1"))
    assert [(drug.key, drug.dose_mg) for drug in exam.drugs] == [("dexamethasone", 10), ("lidocaine", None)]
    assert (exam.contrast, exam.contrast_agent, exam.facility) == ("yes", "Omnipaque", "Example Pain Clinic")
    assert exam.report
    assert (exam.report.patient_name, exam.report.patient_birth_date) == ("Maria Sample", date(1971, 5, 21))
    assert [(m.quantity, m.value) for m in exam.measurements] == [("fluoro_time_s", 48), ("air_kerma_mgy", 12.4)]


@pytest.mark.parametrize(
    ("sentence", "drugs"),
    [
        ("2 ml of 0.25% bupivacaine and Kenalog were injected.", [("bupivacaine", None), ("triamcinolone", None)]),
        ("80 mg Depo-Medrol and 1 ml lidocaine were injected.", [("methylprednisolone", 80), ("lidocaine", None)]),
        ("Es wurden Triam 40 mg und Mepivacain injiziert.", [("triamcinolone", 40), ("mepivacaine", None)]),
        ("Triam 40 mg Mepivacain 20 mg", [("triamcinolone", 40), ("mepivacaine", 20)]),
        ("Se inyectó dexametasona y bupivacaina.", [("dexamethasone", None), ("bupivacaine", None)]),
        ("Nach Injektion von Dexamethason und Ropivacain", [("dexamethasone", None), ("ropivacaine", None)]),
        ("Skin was numbed with 1% lidocaine.", [("lidocaine", None)]),
        ("Allergies: lidocaine.", []),
        ("No lidocaine was injected.", []),
        ("Previously lidocaine was injected with relief.", []),
        ("We recommend that dexamethasone be injected in 3 months.", []),
        ("A steroid injection was done. 1 ml of saline was injected.", []),
    ],
)
def test_drugs_of_a_report_with_and_without_milligrams(sentence: str, drugs: list[tuple[str, float | None]]) -> None:
    text = f"EXAM: Right L5 transforaminal epidural steroid injection under fluoroscopy.\n\n{sentence}"
    facts = propose(text, TODAY).other_facts
    assert facts
    assert [(drug.key, drug.dose_mg) for drug in facts.drugs] == drugs


def test_what_the_words_tell_reaches_the_record() -> None:
    created = to_create(exam_of(read("-", REPORT.encode())), kind_key="esi_lumbar_transforaminal_rf")
    assert created.injection
    assert created.injection.levels == ["L4-5", "L5-S1"]
    assert [(drug.drug_key, drug.dose_mg) for drug in created.drugs] == [("dexamethasone", 10), ("lidocaine", None)]
    assert (created.contrast, created.facility) == ("yes", "Example Pain Clinic")


def test_the_same_text_is_the_same_exam() -> None:
    one, again = (exam_of(read(name, text.encode())) for name, text in (("a.txt", REPORT), ("b.txt", REPORT + "\n")))
    assert one.identity == again.identity


def test_a_number_in_doubt_is_told_and_left_out() -> None:
    result = read("a.txt", b"CT chest 2 March 2020. CTDIvol 12.3 mGy. Fluoroscopy time 10:32 - 10:45.")
    assert doses(result) == [("ctdivol_mgy", 12.3)]
    (problem,) = result.problems
    assert "10:32" in said(problem.what)
    assert "Minutes and seconds" in said(problem.what)
    assert advised(problem.what)


def test_the_day_of_the_report_is_not_taken_for_that_of_the_exam() -> None:
    result = read("a.txt", b"CT chest. DLP 512 mGy.cm. Signed 3 March 2020.")
    assert exam_of(result).exam_date is None
    assert "day of the report" in said(result.problems[0].what)


def test_the_text_of_a_pdf_is_read_with_its_tables() -> None:
    table = "[Series],[CTDIvol (mGy)],[DLP (mGy.cm)],[Chest],[8.4],[312.5],[Abdomen],[9.1],[400.1],[Total],[],[712.6]"
    result = read("report.pdf", pdf(f"CT chest and abdomen 2 March 2020\n\n#table(columns: 3, stroke: none, {table})"))
    assert doses(result) == [("dlp_mgy_cm", 712.6)]
    assert exam_of(result).exam_date == date(2020, 3, 2)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("scan.pdf", pdf("#rect(width: 10cm)")),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(200)),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_picture_of_a_page_says_so_and_where_it_can_be_typed_from(name: str, data: bytes) -> None:
    result = read(name, data)
    assert result.exams == ()
    assert [one.reason for one in result.unused] == ["picture"]
    assert "picture" in said(result.problems[0].what)
    assert "Bring files in" in advised(result.problems[0].what)


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/pdf"])
def test_a_report_inside_fhir_is_read_the_same_way(kind: str) -> None:
    words = "Total DLP 388.5 mGy-cm (DRL 600 mGy-cm)."
    data = {"text/html": f"<p>Dose</p><p>{words}</p>".encode(), "application/pdf": pdf(words)}.get(kind, words.encode())
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "category": [{"coding": [{"system": "http://loinc.org", "code": "LP29684-5"}]}],
        "code": {"text": "CT chest"},
        "effectiveDateTime": "2019-05-03",
        "presentedForm": [{"contentType": kind, "data": base64.b64encode(data).decode()}],
    }
    exam = exam_of(read_fhir_bytes("r.json", json.dumps(report).encode(), TODAY))
    assert [(m.quantity, m.value) for m in exam.measurements] == [("dlp_mgy_cm", 388.5)]
    assert "388.5 mGy-cm" in said(exam.evidence_note)
