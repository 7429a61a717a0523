"""Health exports of an iPhone, made here: records streamed one by one, put together at the end, bounded and patient."""

import io
import json
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.readers import TODAY
from tests.readers.fhir import made as made
from tests.readers.fhir.made import procedure, report, study
from tracker.readers.archives import is_apple_health
from tracker.readers.draft import ReadResult
from tracker.readers.fhir import apple_health
from tracker.readers.fhir.apple_health import read_apple_health
from tracker.readers.fhir.export import FhirExport

OWNER = (
    '<?xml version="1.0"?><HealthData><Me HKCharacteristicTypeIdentifierDateOfBirth="1971-05-12" '
    'HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale"/>'
)
TOP = "apple_health_export/"


def archive(*resources: made.Json, more: dict[str, bytes] | None = None) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(TOP + "export.xml", OWNER + "<Record/>" * 50)
        for at, resource in enumerate(resources):
            name = f"{TOP}clinical-records/{resource['resourceType']}-{at}.json"
            file.writestr(name, json.dumps(resource))
        for name, data in (more or {}).items():
            file.writestr(name, data)
    return held.getvalue()


def read(data: bytes | Path) -> list[ReadResult]:
    return list(read_apple_health(data, FhirExport("export.zip", TODAY)))


def test_one_exam_from_records_of_their_own() -> None:
    lab = {"resourceType": "Observation", "code": made.concept("718-7", system=made.LOINC)}
    *records, last = read(archive(procedure(words="CT chest"), study(site="51185008"), report(words="CT chest"), lab))
    assert [one.file.rpartition("/")[2] for one in records] == [
        "Procedure-0.json",
        "ImagingStudy-1.json",
        "DiagnosticReport-2.json",
        "Observation-3.json",
    ]
    assert [bool(one.unused) for one in records] == [False, False, False, True]
    (exam,) = last.exams
    assert (exam.kind_key, exam.exam_date, len(exam.identity)) == ("ct_chest", date(2020, 3, 4), 3)


def test_the_owner_of_the_phone_is_the_person() -> None:
    last = read(archive(procedure(words="CT of head")))[-1]
    (person,) = last.people
    assert (person.birth_date, person.sex) == (date(1971, 5, 12), "female")
    report_of_exam = last.exams[0].report
    assert report_of_exam
    assert (report_of_exam.patient_birth_date, report_of_exam.patient_sex) == (date(1971, 5, 12), "female")
    two = [procedure(words="CT of head"), procedure("a2", words="CT of head", subject=made.ref("Patient/other"))]
    last = read(archive(*two))[-1]
    assert (len(last.people), len(last.exams)) == (1, 2)


def test_a_record_of_the_first_form_of_fhir() -> None:
    """Older clinics send DSTU2 to the phone: `patient` for `subject`, states as words, `substance` for `code`."""
    old = {
        "resourceType": "AllergyIntolerance",
        "status": "active",
        "patient": made.ref("Patient/p1"),
        "substance": made.concept("1", "Latex"),
        "reaction": [{"manifestation": [made.concept("2", "Rash")]}],
    }
    (person,) = read(archive(old))[-1].people
    assert [(one.substance, one.category, one.reaction) for one in person.reactions] == [("Latex", "latex", "Rash")]


def test_a_path_reads_as_bytes_do(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(archive(procedure(words="CT of head")))
    assert read(path) == read(path.read_bytes())
    assert read(tmp_path / "gone.zip")[0].unused[0].reason == "not_readable"


def test_broken_records_do_not_stop_the_others() -> None:
    bad = {f"{TOP}clinical-records/Bad.json": b"{", f"{TOP}clinical-records/Empty.json": b""}
    results = read(archive(procedure(words="CT of head"), more=bad))
    assert len(results[-1].exams) == 1
    assert [one.unused[0].reason for one in results[:-1] if one.unused] == ["not_readable", "no_exam"]


def test_records_larger_than_any_real_one_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apple_health, "LARGEST_RECORD", 1000)
    huge = procedure(words="CT of head", note=[{"text": "x" * 2000}])
    results = read(archive(huge, procedure(words="CT chest")))
    assert results[0].unused[0].reason == "too_large"
    assert len(results[-1].exams) == 1


def test_an_archive_without_records() -> None:
    (result,) = read(archive())
    assert (result.unused[0].reason, bool(result.problems)) == ("no_exam", True)
    assert not is_apple_health(["a/DICOMDIR", "a/records.json"])
    assert is_apple_health(["apple_health_export/export.xml", "apple_health_export/clinical-records/Procedure-1.json"])
    assert is_apple_health(["clinical-records\\Procedure-1.json"])
    assert not is_apple_health(["__MACOSX/clinical-records/._Procedure-1.json"])


def test_memory_stays_small_while_thousands_of_records_pass() -> None:
    note = [{"text": "".join(chr(97 + (i * i) % 26) for i in range(8000))}]
    data = archive(*(procedure(f"a{i}", words="Spirometry", note=note) for i in range(3000)))
    tracemalloc.start()
    unused = sum(1 for result in read_apple_health(data, FhirExport("export.zip", TODAY)) for _one in result.unused)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert unused == 3000
    assert most < 30_000_000  # the records together have 24 MB, and parsed several times as much


@settings(max_examples=examples(50, fuzz=3000), deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=6), st.booleans())
def test_damaged_archives_give_an_answer(at: int, piece: bytes, cut: bool) -> None:
    data = archive(procedure(words="CT of head"), study())
    at %= len(data)
    results = read(data[:at] + piece + (b"" if cut else data[at + len(piece) :]))
    assert results
    assert all(one.file for one in results)


@settings(max_examples=examples(30, fuzz=1000), deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_no_archive(data: bytes) -> None:
    assert read(data)[0].unused[0].reason == "not_readable"
