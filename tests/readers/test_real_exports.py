"""The portal exports beside the project, with what a person found in them by reading the JSON; else one skip.

Counted by hand, before the reader existed. Each study of Synthea has a Procedure of the same encounter beside it unless
said otherwise; both are one exam. No bundle holds a dose, an allergy or a pregnancy.

synthea-1, Buddy MacGyver, male, born 1915-07-03: 10 studies and 25 procedures (10 of them the studies, 10 spirometries,
5 lists of medications). Ultrasound of the heart 1979-07-27, 1980-01-23, 1980-07-22, 1982-01-13, 1983-01-08; chest
X-rays 1980-01-23 (two: CR and DX, of two encounters), 1982-07-12, 1983-01-08 (two). Two ultrasound series of different
years carry the same series UID and image UID, so these identify nothing.

synthea-2, Isaura Dietrich (born Reynolds), female, born 1924-06-16: 8 studies, 25 procedures. X-ray of the pelvis
2002-02-19, with a bone density scan of the same encounter that is no study; ultrasound of the heart 2006-07-06,
2007-12-28, 2008-12-22; chest X-rays 2008-06-25, 2008-12-22 (two), 2008-12-23 (of the same encounter as one of the day
before). Only as procedures: catheter ablation of the heart 2001-10-29, bone density 2002-02-19. Not imaging: 9
electrical cardioversions, 2 colonoscopies, 3 lists of medications, 1 admission.

synthea-3, Paris Jaskolski, male, born 1910-09-19: 7 studies, 29 procedures. X-ray of the clavicle 1928-06-30 (no
procedure beside it); ultrasound of the heart 1990-10-02, 1992-03-25, 1993-03-20; chest X-rays 1991-09-27, 1993-03-20
(two). Only as a procedure: thrombectomy of the portal vein under fluoroscopy 1992-08-17. Not imaging: 22, among them 10
digital examinations of the rectum ("digital" is no radiography) and 2 colonoscopies.

synthea-4, Vicenta Maggio, female, born 1924-06-16: 6 studies, 17 procedures. X-ray of the upper arm 1992-10-02;
ultrasound of the heart 2000-07-07, 2001-12-29, 2002-06-27; chest X-rays 2002-06-27 (two). Only as procedures: bone
density 1992-10-02 (encounter of the arm) and 1994-06-27.
"""

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.readers import TODAY
from tracker.readers.draft import ReadResult
from tracker.readers.fhir.export import read_fhir_bytes
from tracker.view.reasons import said

SHARED = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "portal-exports"
if not (FOLDER / "synthea-1.json").exists():
    pytest.skip(f"the real portal exports are not in {FOLDER}", allow_module_level=True)
pytestmark = pytest.mark.shared

CHEST, ECHO = ("DX", "chest"), ("US", "chest")
EXAMS: dict[str, list[tuple[str, str, str]]] = {
    "synthea-1": [
        ("1979-07-27", *ECHO), ("1980-01-23", *CHEST), ("1980-01-23", *CHEST), ("1980-01-23", *ECHO),
        ("1980-07-22", *ECHO), ("1982-01-13", *ECHO), ("1982-07-12", *CHEST), ("1983-01-08", *CHEST),
        ("1983-01-08", *CHEST), ("1983-01-08", *ECHO),
    ],
    "synthea-2": [
        ("2001-10-29", "RF", "heart"), ("2002-02-19", "BMD", "lumbar_spine"), ("2002-02-19", "DX", "pelvis"),
        ("2006-07-06", *ECHO), ("2007-12-28", *ECHO), ("2008-06-25", *CHEST), ("2008-12-22", *CHEST),
        ("2008-12-22", *CHEST), ("2008-12-22", *ECHO), ("2008-12-23", *CHEST),
    ],
    "synthea-3": [
        ("1928-06-30", "DX", "shoulder"), ("1990-10-02", *ECHO), ("1991-09-27", *CHEST), ("1992-03-25", *ECHO),
        ("1992-08-17", "RF", "unknown"), ("1993-03-20", *CHEST), ("1993-03-20", *CHEST), ("1993-03-20", *ECHO),
    ],
    "synthea-4": [
        ("1992-10-02", "BMD", "lumbar_spine"), ("1992-10-02", "DX", "upper_limb"),
        ("1994-06-27", "BMD", "lumbar_spine"), ("2000-07-07", *ECHO), ("2001-12-29", *ECHO), ("2002-06-27", *CHEST),
        ("2002-06-27", *CHEST), ("2002-06-27", *ECHO),
    ],
}  # fmt: skip
PEOPLE = {
    "synthea-1": ("Buddy MacGyver", date(1915, 7, 3), "male"),
    "synthea-2": ("Isaura Dietrich", date(1924, 6, 16), "female"),
    "synthea-3": ("Paris Jaskolski", date(1910, 9, 19), "male"),
    "synthea-4": ("Vicenta Maggio", date(1924, 6, 16), "female"),
}
# studies, procedures, exams, exams with radiation
COUNTS = {
    "synthea-1": (10, 25, 10, 5),
    "synthea-2": (8, 25, 10, 7),
    "synthea-3": (7, 29, 8, 5),
    "synthea-4": (6, 17, 8, 5),
}
UNUSED = {
    "synthea-1": {"Spirometry (procedure) ×10", "Documentation of current medications ×5"},
    "synthea-2": {
        "Electrical cardioversion ×9",
        "Documentation of current medications ×3",
        "Colonoscopy ×2",
        "Admission to orthopedic department",
    },
    "synthea-4": {"Documentation of current medications ×6", "Colonoscopy ×2", "Bone immobilization"},
}


def read(name: str) -> ReadResult:
    return read_fhir_bytes(f"{name}.json", (FOLDER / f"{name}.json").read_bytes(), TODAY)


@pytest.mark.parametrize("name", EXAMS)
def test_the_exams_of_a_synthea_bundle(name: str) -> None:
    result = read(name)
    assert sorted((str(exam.exam_date), exam.modality, exam.region) for exam in result.exams) == sorted(EXAMS[name])
    assert not result.problems
    assert all(exam.ionising is (exam.modality != "US") for exam in result.exams)
    assert not any(exam.treatment or exam.measurements for exam in result.exams)


@pytest.mark.parametrize("name", COUNTS)
def test_the_counts_are_those_of_the_json_itself(name: str) -> None:
    entries = json.loads((FOLDER / f"{name}.json").read_bytes())["entry"]
    kinds = Counter(entry["resource"]["resourceType"] for entry in entries)
    exams = read(name).exams
    radiating = [exam for exam in exams if exam.ionising]
    assert (kinds["ImagingStudy"], kinds["Procedure"], len(exams), len(radiating)) == COUNTS[name]


@pytest.mark.parametrize("name", PEOPLE)
def test_whose_exams_they_are(name: str) -> None:
    result = read(name)
    (person,) = result.people
    assert (person.name, person.birth_date, person.sex) == PEOPLE[name]
    assert (person.reactions, person.pregnant) == ((), None)
    for exam in result.exams:
        assert exam.report
        assert (exam.report.patient_name, exam.report.patient_birth_date, exam.report.patient_sex) == PEOPLE[name]


@pytest.mark.parametrize("name", UNUSED)
def test_what_is_no_imaging_is_listed(name: str) -> None:
    unused = read(name).unused
    assert {one.file.removeprefix(f"{name}.json: ") for one in unused} == UNUSED[name]
    assert {one.reason for one in unused if "Colonoscopy" in one.file} <= {"not_ionising"}


def test_the_kinds() -> None:
    kinds = {(str(exam.exam_date), exam.kind_key) for name in EXAMS for exam in read(name).exams}
    assert {
        ("2001-10-29", "ir_ablation"),
        ("2002-02-19", "dxa_axial"),
        ("2002-02-19", "xr_pelvis"),
        ("1928-06-30", "xr_clavicle_scapula"),
        ("1992-10-02", "xr_humerus"),
        ("1992-08-17", ""),
        ("1979-07-27", "echo"),
    } <= kinds
    assert {kind for _day, kind in kinds if kind.startswith("xr_chest")} == {"xr_chest_unspecified"}


def test_each_exam_is_known_by_itself() -> None:
    exams = [exam for name in EXAMS for exam in read(name).exams]
    names = Counter(identity for exam in exams for identity in exam.identity)
    assert max(names.values()) == 1
    uids = [exam.study_uid for exam in exams if exam.study_uid]
    assert len(uids) == len(set(uids)) == 31


def test_the_example_of_the_radiation_dose_summary() -> None:
    result = read("hl7-radiation-dose-summary")
    (exam,) = result.exams
    assert not result.problems
    assert (exam.exam_date, exam.modality, exam.region, exam.kind_key) == (date(2019, 1, 23), "RF", "unknown", "")
    assert {(row.quantity, row.value, row.reported, row.origin) for row in exam.measurements} == {
        ("air_kerma_mgy", 212.0, "212 mGy", "accumulated total"),
        ("kap_gy_cm2", 13.639, "13639 mGy.cm2", "accumulated total"),
        ("fluoro_time_s", 450.0, "450 s", "accumulated total"),
    }
    assert exam.study_uid == "1.2.840.121.3.32.0.1.25"
    report = exam.report
    assert report
    assert (report.patient_name, report.patient_birth_date, report.patient_id) == (
        "Pascale Dupony",
        date(1990, 3, 18),
        "PAT3421",
    )
    assert (report.manufacturer, report.model, report.station) == ("Manufacturer-1", "Manufacturer-ModelName-1", "XA01")
    assert said(exam.evidence_note) == ""


def test_all_four_in_one_import_stay_apart() -> None:
    lines = [
        json.dumps(entry["resource"])
        for name in EXAMS
        for entry in json.loads((FOLDER / f"{name}.json").read_bytes())["entry"]
    ]
    result = read_fhir_bytes("all.ndjson", "\n".join(lines).encode(), TODAY)
    assert (len(result.exams), len(result.people)) == (36, 4)
