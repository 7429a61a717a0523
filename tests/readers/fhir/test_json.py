"""FHIR JSON in every wrapping, older and newer, whole and broken."""

import json
import tracemalloc
from datetime import date

import pytest

from tests.readers import TODAY
from tests.readers.fhir import made as made
from tests.readers.fhir.made import bundle, only, patient, procedure, ref, study
from tracker.readers.fhir.export import FhirExport, read_fhir_bytes
from tracker.view.reasons import said

CHEST, PELVIS, HEAD = "51185008", "12921003", "69536005"


def test_every_wrapping_gives_the_same() -> None:
    told = [patient(), study(site=CHEST), procedure(words="CT chest")]
    plain = json.dumps(told)
    ways = {
        "array": plain.encode(),
        "bundle": bundle(*told),
        "lines": "\n".join(json.dumps(one) for one in told).encode(),
        "lines with blanks": ("\r\n\r\n".join(json.dumps(one) for one in told) + "\n").encode(),
        "printed one after the other": "".join(json.dumps(one, indent=2) for one in told).encode(),
        "marked": b"\xef\xbb\xbf" + plain.encode(),
        "utf-16": plain.encode("utf-16"),
        "wrapped": json.dumps({"data": [{"Resource": {"Data": one}} for one in told]}).encode(),
        "bundle in a bundle": json.dumps(
            {"resourceType": "Bundle", "entry": [{"resource": json.loads(bundle(*told))}]}
        ).encode(),
    }
    for way, data in ways.items():
        result = read_fhir_bytes("a.json", data, TODAY)
        assert [exam.kind_key for exam in result.exams] == ["ct_chest"], way
        assert not result.problems, way
        assert result.exams[0].report
        assert result.exams[0].report.patient_name == "Maria Example", way


def test_files_of_one_export_are_matched_together() -> None:
    export = FhirExport("bulk", TODAY)
    for name, resource in (("Procedure", procedure(words="CT chest")), ("ImagingStudy", study(site=CHEST))):
        assert not export.add(f"{name}.ndjson", json.dumps(resource).encode()).unused
    assert export.add("Claim.ndjson", b'{"resourceType": "Claim"}').unused[0].reason == "no_exam"
    assert len(export.result().exams) == 1
    assert len(export.result().exams) == 1  # asked again, the same


def test_contained_resources_and_identifiers_in_place_of_references() -> None:
    inner = [patient(id="me"), {"resourceType": "Encounter", "id": "v", "period": {"start": "2018-01-02"}}]
    exam = only(
        procedure(words="CT of head", contained=inner, subject=ref("#me"), encounter=ref("#v"), performedDateTime=None)
    )
    assert exam.exam_date == date(2018, 1, 2)
    assert exam.report
    assert exam.report.patient_name == "Maria Example"


def test_the_older_and_the_newer_form_of_fhir() -> None:
    old = {"resourceType": "ImagingStudy", "uid": "urn:oid:1.2.826.0.1.3680043.8.498.5", "started": "2010-01-01",
           "patient": ref(made.PATIENT), "modalityList": [{"code": "CT"}]}  # fmt: skip
    new = study(
        modality="CT", series=[{"modality": {"coding": [{"code": "CT"}]}, "bodySite": {"concept": made.concept(CHEST)}}]
    )
    assert only(old).study_uid == "1.2.826.0.1.3680043.8.498.5"
    assert only(new).kind_key == "ct_chest"


def test_a_file_that_breaks_off_gives_what_stands_before() -> None:
    for indent in (None, 1):
        whole = json.dumps(
            {
                "resourceType": "Bundle",
                "entry": [{"resource": study(f"s{i}", day=f"2020-01-0{i}")} for i in range(1, 9)],
            },
            indent=indent,
        )
        result = read_fhir_bytes("a.json", whole[: len(whole) - 150].encode(), TODAY)
        assert len(result.exams) == 7
        assert "breaks off" in said(result.problems[0].what)
    lines = json.dumps(study()) + '\n{"resourceType": "Procedure", "id\n' + json.dumps(patient())
    result = read_fhir_bytes("a.ndjson", lines.encode(), TODAY)
    assert (len(result.exams), len(result.people)) == (1, 1)
    assert "line 2" in said(result.problems[0].what)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no_exam"),
        (b"not json", "not_readable"),
        (b"[" * 200_000, "not_readable"),
        (b'{"a":' * 100_000, "not_readable"),
        (b"{}", "no_exam"),
        (b"[1, 2, null]", "no_exam"),
        (b'"text"', "no_exam"),
        (b'{"resourceType": "Patient"', "not_readable"),
        (b'{"resourceType": 5}', "no_exam"),
        (b'{"resourceType": "Claim"}', "no_exam"),
        (b"\x00\xff\xfe" * 50, "not_readable"),
        (b"<html></html>", "not_readable"),
    ],
)
def test_what_is_no_export_is_said_so(data: bytes, reason: str) -> None:
    result = read_fhir_bytes("a.json", data, TODAY)
    assert [(one.file, one.reason) for one in result.unused] == [("a.json", reason)]
    assert bool(result.problems) != (b"Claim" in data)


def test_an_export_larger_than_memory_should_hold_is_read_entry_by_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [study(f"s{i}", day=f"20{i % 20:02}-01-02", description="x" * 2000) for i in range(2000)]
    data = bundle(*told)
    monkeypatch.setattr("tracker.readers.fhir.json.LARGEST_WHOLE", 1000)
    tracemalloc.start()
    result = read_fhir_bytes("a.json", data, TODAY)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(result.exams), result.problems) == (2000, ())
    assert most < 5 * len(data)
