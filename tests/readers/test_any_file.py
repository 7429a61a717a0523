"""What a file is follows from its content, not from its name."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.readers import TODAY, make_images
from tests.readers import make_reports as made
from tests.readers.test_files import packed
from tracker.readers.any_file import read_any
from tracker.readers.draft import ReadResult
from tracker.readers.files import walk
from tracker.readers.found import Found, Limits, Upload
from tracker.readers.written import SheetExam

STUDY = b'{"resourceType": "ImagingStudy", "id": "s1", "status": "available", "started": "2020-03-01", "subject": {}, '
FHIR = STUDY + b'"modality": [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "CT"}]}'
TABLE = b"Date;Exam;DLP (mGy.cm)\r\n2024-03-12;CT chest;310\r\n2024-04-12;CT head;900\r\n"


def read(name: str, data: bytes, limits: Limits | None = None) -> ReadResult:
    return read_any(Found(name, data=data, size=len(data)), TODAY, limits or Limits())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (made.ct_abdomen_pelvis().bytes(), "dose_report"),
        (make_images.content(make_images.ct_slices(1)[0]), "image"),
        (FHIR, "fhir"),
        (b"\xef\xbb\xbf" + FHIR, "fhir"),
        (TABLE, "sheet"),
    ],
)
@pytest.mark.parametrize("name", ["IM1", "x.bin"])
def test_each_kind_goes_to_its_reader(name: str, data: bytes, kind: str) -> None:
    result = read(name, data)
    assert {exam.source_kind for exam in result.exams} == {kind}
    assert result.file == name


def test_an_apple_export_and_a_workbook() -> None:
    apple = packed({"apple_health_export/clinical-records/ImagingStudy-1.json": FHIR})
    assert [exam.source_kind for exam in read("export.zip", apple).exams] == ["fhir"]
    letter = packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert [one.reason for one in read("letter.docx", letter).unused] == ["picture"]
    slides = packed({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"})
    assert [one.reason for one in read("talk.pptx", slides).unused] == ["not_dicom"]


def test_a_file_on_disc(tmp_path: Path) -> None:
    path = tmp_path / "SR1"
    path.write_bytes(made.chest_xray().bytes())
    result = read_any(Found("disc/SR1", path=path, size=path.stat().st_size), TODAY)
    assert (result.file, len(result.exams)) == ("disc/SR1", 1)
    path.unlink()
    gone = read_any(Found("disc/SR1", path=path, size=10), TODAY)
    assert [(one.file, one.reason) for one in gone.unused] == [("disc/SR1", "not_readable")]
    assert gone.problems


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", b"%PDF-1.4 ....", "not_readable"),
        ("a.html", b"<html>1,2,3\n4,5,6</html>", "not_dicom"),
        ("autorun.inf", b"[autorun]\nopen=viewer.exe,1,2\nicon=x,1,2", "not_dicom"),
        ("empty", b"", "not_dicom"),
        ("notes.txt", b"Dear Maria, thank you.\nSee you.", "not_dicom"),
        ("DICOMDIR", make_images.content(make_images.image("d", "", "1.2.840.10008.1.3.10")), "index_file"),
        ("SR", made.ct_abdomen_pelvis().bytes()[:700], "not_readable"),
    ],
)
def test_what_gives_nothing_is_listed_once(name: str, data: bytes, reason: str) -> None:
    result = read(name, data)
    assert not result.exams
    assert [(one.file, one.reason) for one in result.unused] == [(name, reason)]


def test_what_is_too_large_is_not_read_whole() -> None:
    assert [one.reason for one in read("a.json", FHIR, Limits(read_bytes=20)).unused] == ["too_large"]


@pytest.mark.parametrize(
    ("words", "kind", "side", "levels"),
    [
        ("hip injection under X-ray", "hip_injection_rf", "", ()),
        ("shot in the left hip under x-ray", "hip_injection_rf", "left", ()),
        ("lumbar facet injection under X-ray L4/5", "facet_lumbar_rf", "", ("L4-5",)),
        ("nerve root block L5 left under CT", "esi_lumbar_transforaminal_ct", "left", ("L5",)),
        ("PRT L5 links CT-gesteuert", "esi_lumbar_transforaminal_ct", "left", ("L5",)),
        ("ISG-Infiltration bds. CT-gesteuert", "si_joint_ct", "both", ()),
        ("Röntgen Knie beidseits", "xr_knee", "both", ()),
        ("Infiltración de cadera derecha bajo escopia", "hip_injection_rf", "right", ()),
        ("infiltración facetaria lumbar L4/L5 bilateral guiada por TC", "facet_lumbar_ct", "both", ("L4-5",)),
        ("Infiltration de hanche droite sous scanner", "hip_injection_ct", "right", ()),
        ("infiltrazione anca destra sotto fluoroscopia", "hip_injection_rf", "right", ()),
        ("lumbar facet injection under X-ray L4/5, 40 mg Kenalog", "facet_lumbar_rf", "", ("L4-5",)),
        ("hip injection (without x-ray)", "hip_injection_none", "", ()),
        # asked, for the words leave something open
        ("CT chest planned", "", "", ()),
        ("lumbar facet injection under X-ray, cancelled", "", "", ()),
        ("CT head and chest x-ray", "", "", ()),
        ("facet injection under X-ray", "", "", ()),
        ("knee injection", "", "", ()),
        ("hip injection under X-ray?", "", "", ()),
        ("hip injection under X-ray with zorblax", "", "", ()),
        ("Infiltration épidurale lombaire L4-L5 gauche sous scopie", "", "left", ("L4-5",)),
    ],
)
def test_the_words_of_a_table_are_read_as_a_sentence(words: str, kind: str, side: str, levels: tuple[str, ...]) -> None:
    (exam,) = read("list.csv", f"Date;Exam\n2024-03-12;{words}\n".encode()).exams
    assert isinstance(exam, SheetExam)
    assert (exam.kind_key, exam.side, exam.levels) == (kind, side, levels)


@pytest.mark.parametrize(
    ("words", "machine"),
    [
        ("odd injection, no x-ray", ""),
        ("seltsame Spritze ohne Röntgen", ""),
        ("pinchazo raro sin rayos X", ""),
        ("piqûre bizarre sans rayons X", ""),
        ("odd injection, ultrasound, no x-ray", "US"),
    ],
)
def test_a_machine_that_was_not_used_is_none(words: str, machine: str) -> None:
    (exam,) = read("list.csv", f'Date;Exam\n2024-03-12;"{words}"\n'.encode()).exams
    assert (exam.kind_key, exam.modality) == ("", machine)


def test_a_table_without_a_date_is_no_list_of_exams() -> None:
    result = read("codes.csv", b"key,name,value\r\na,CT chest,3\r\nb,CT head,4\r\n")
    assert not result.exams
    assert result.unused


def test_a_damaged_member_of_an_archive() -> None:
    data = bytearray(packed({"IM1": make_images.content(make_images.ct_slices(1)[0])}))
    data[80:200] = b"\xff" * 120
    for found in walk([Upload("a.zip", bytes(data))]):
        assert [one.reason for one in read_any(found, TODAY).unused] == ["not_readable"]


@settings(max_examples=examples(50, fuzz=3000), deadline=None)
@given(st.sampled_from([b"", bytes(128) + b"DICM", b"{", b"[", b"PK\x03\x04", b"a;b;c\n"]), st.binary(max_size=300))
def test_any_bytes_give_an_answer(start: bytes, rest: bytes) -> None:
    result = read("x", start + rest)
    assert result.exams or result.people or result.unused
