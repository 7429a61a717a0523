"""The JSON of `read --json`."""

import json

from tests.readers import TODAY
from tests.readers import make_reports as made
from tracker.cli.read_json import as_json
from tracker.readers.dicom.report import read_bytes


def test_every_sample_is_plain_json_with_one_row_per_quantity() -> None:
    for report in made.everything():
        told = json.loads(json.dumps(as_json(read_bytes(report.name, report.bytes(), TODAY)), allow_nan=False))
        (exam,) = told["exams"]
        rows = [(row["quantity"], row["laterality"]) for row in exam["measurements"]]
        assert len(rows) == len(set(rows))
        assert all(
            {"quantity", "value", "laterality", "origin", "reported"} <= row.keys() for row in exam["measurements"]
        )


def test_the_keys_of_an_exam() -> None:
    (exam,) = json.loads(json.dumps(as_json(read_bytes("a.dcm", made.lumbar_epidural().bytes(), TODAY))))["exams"]
    assert (exam["date"], exam["modality"], exam["kind"]) == ("2024-03-12", "RF", "esi_lumbar_transforaminal_rf")
    assert (exam["region"], exam["irradiation_events"], exam["parts"]) == ("lumbar_spine", 5, [])
    assert exam["measurements"][0] == {
        "quantity": "kap_gy_cm2",
        "value": 1.85,
        "laterality": "",
        "origin": "accumulated total",
        "reported": "0.000185 Gy.m2",
    }
    assert exam["events"][0]["started_at"] == "2024-03-12T10:15:00"


def test_a_refused_file() -> None:
    told = as_json(read_bytes("a.pdf", b"%PDF-1.4", TODAY))
    assert (told["file"], told["exams"]) == ("a.pdf", [])
    (problem,) = json.loads(json.dumps(told["problems"]))
    assert set(problem) == {"where", "what", "advice"}
