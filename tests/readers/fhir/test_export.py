"""Exams of FHIR exports: one exam from several resources, and nothing counted that is none."""

from datetime import date

import pytest

from tests.readers import TODAY
from tests.readers.fhir import made as made
from tests.readers.fhir.made import Json, bundle, dose, only, part, patient, procedure, read, ref, report, study
from tracker import clock
from tracker.readers.fhir import match
from tracker.readers.fhir.clues import Clue
from tracker.readers.fhir.export import read_fhir_bytes
from tracker.view.reasons import said

CHEST, PELVIS, HEAD = "51185008", "12921003", "69536005"


def test_one_exam_told_by_study_procedure_and_report_of_an_encounter() -> None:
    visit: made.Json = {"encounter": ref("Encounter/e1")}
    exam = only(
        patient(),
        study(site=CHEST, **visit),
        procedure(code="169069000", words="CT of chest", **visit),
        report(code="24627-2", words="CT Chest", **visit),
    )
    assert (exam.exam_date, exam.modality, exam.kind_key, exam.region) == (date(2020, 3, 4), "CT", "ct_chest", "chest")
    assert (exam.source_kind, exam.ionising, exam.treatment) == ("fhir", True, False)
    assert len(exam.identity) == 3
    assert exam.report
    assert exam.report.patient_name == "Maria Example"
    assert (exam.report.patient_birth_date, exam.report.patient_sex) == (date(1971, 5, 12), "female")


def test_one_exam_told_twice_on_one_day_for_one_place_without_encounter() -> None:
    assert only(study(site=CHEST), procedure(words="CT chest")).kind_key == "ct_chest"
    assert len(read(study(site=CHEST), procedure(words="CT of the head")).exams) == 2
    assert len(read(study(site=CHEST), procedure(words="CT chest", day="2020-03-05")).exams) == 2
    assert len(read(study(site=CHEST), procedure(words="Chest X-ray")).exams) == 2
    assert len(read(study(site=CHEST), procedure(words="CT chest", subject=ref("Patient/p2"))).exams) == 2


def test_two_exams_of_one_encounter_stay_two() -> None:
    visit: made.Json = {"encounter": ref("Encounter/e1")}
    exams = read(
        study("s1", "DX", site=PELVIS, **visit),
        procedure("a1", "312681000", "Bone density scan", **visit),
        procedure("a2", "268425006", "Pelvis X-ray", **visit),
    ).exams
    assert sorted(exam.kind_key for exam in exams) == ["dxa_axial", "xr_pelvis"]


def test_two_studies_of_one_day_and_place_stay_two_and_take_one_procedure_each() -> None:
    exams = read(
        study("s1", "DX", site=CHEST, encounter=ref("Encounter/e1")),
        study("s2", "CR", site=CHEST, encounter=ref("Encounter/e2")),
        procedure("a1", "399208008", "Plain chest X-ray", encounter=ref("Encounter/e2")),
        procedure("a2", "399208008", "Plain chest X-ray", encounter=ref("Encounter/e1")),
    ).exams
    assert len(exams) == 2
    assert {frozenset(exam.identity) for exam in exams} == {
        frozenset({"fhir:ImagingStudy/s1@2020-03-04", "fhir:Procedure/a2@2020-03-04"}),
        frozenset({"fhir:ImagingStudy/s2@2020-03-04", "fhir:Procedure/a1@2020-03-04"}),
    }


def test_teeth_and_contrast_studies_may_be_filed_under_plain_x_ray() -> None:
    assert only(study(modality="DX", site="54735007"), procedure(words="X-ray sacrum"))
    teeth = only(study(modality="CR", site="661005"), procedure(words="Panoramic dental X-ray of mandible"))
    assert len(teeth.identity) == 2
    assert len(read(study(modality="DX", site=CHEST), procedure(words="IR PICC placement, chest")).exams) == 2


def test_resources_that_name_each_other_are_one_exam_whatever_their_words() -> None:
    exam = only(
        study(procedureReference=ref("Procedure/a1")),
        procedure("a1", words="Emergency care", day="2020-03-05"),
        report(words="Findings", day="2020-03-06", imagingStudy=[ref("ImagingStudy/s1")]),
    )
    assert (exam.exam_date, exam.modality) == (date(2020, 3, 4), "CT")


def test_a_dose_is_found_through_the_report_that_lists_it() -> None:
    told = dose("d1", part("113725", 5), day="2020-06-01")
    listing = report(words="X-ray", imagingStudy=[ref("ImagingStudy/s2")], result=[ref("Observation/d1")])
    exams = read(study("s1", "RF"), study("s2", "RF", "2020-05-01"), listing, told).exams
    assert [(str(exam.exam_date), len(exam.measurements)) for exam in exams] == [("2020-03-04", 0), ("2020-05-01", 1)]


def order(number: str) -> Json:
    return {"basedOn": [ref(f"ServiceRequest/{number}")]}


LATE, EARLY = "2019-05-04T01:15:00+01:00", "2019-05-03T19:15:00-05:00"


@pytest.mark.parametrize(
    ("one", "other", "exams"),
    [
        (study("s1", day=LATE, site=CHEST), study("s2", day=EARLY, site=CHEST), 1),
        (study("s1", day=LATE, site=CHEST), study("s2", day="2019-05-04T00:15:00Z", site=CHEST), 1),
        (study("s1", day=LATE, site=CHEST), study("s2", day="2019-05-04T03:15:00+03:00", site=CHEST), 1),
        (report("r1", words="CT Chest", day=LATE), report("r2", words="CT Chest", day=EARLY), 1),
        (procedure("a1", words="CT Chest", day=LATE), procedure("a2", words="CT Chest", day=EARLY), 1),
        (study("s1", day=LATE, site=CHEST), study("s2", day="2019-05-04T00:15:00+01:00", site=CHEST), 2),
        (study("s1", day=LATE, site=CHEST), study("s2", day=EARLY, site=HEAD), 2),
        (study("s1", day=LATE, site=CHEST), study("s2", "DX", day=EARLY, site=CHEST), 2),
        (study("s1", day="2019-05-04T00:00:00Z", site=CHEST), study("s2", day="2019-05-04T00:00:00Z", site=CHEST), 2),
        (study("s1", day=LATE, site=CHEST, **order("1")), study("s2", day=EARLY, site=CHEST, **order("2")), 2),
    ],
)
def test_one_instant_by_two_clocks_is_one_exam(one: Json, other: Json, exams: int) -> None:
    assert len(read(one, other).exams) == exams


def test_a_time_of_another_zone_is_no_other_day_within_one_encounter() -> None:
    visit: made.Json = {"encounter": ref("Encounter/e1")}
    late = study(site=CHEST, day="2020-03-04T02:30:00Z", **visit)
    assert only(late, procedure(words="CT chest", day="2020-03-03", **visit)).exam_date == date(2020, 3, 4)
    assert len(read(late, procedure(words="CT chest", day="2020-03-02", **visit)).exams) == 2


def test_an_exam_filed_as_an_observation() -> None:
    told = {"resourceType": "Observation", "id": "o1", "status": "final", "effectiveDateTime": "2020-03-04"}
    imaging = {"category": [made.concept("imaging")], "code": made.concept("24627-2", "CT Chest", made.LOINC)}
    assert only(told | imaging).kind_key == "ct_chest"
    assert not read(told | imaging | {"category": [made.concept("laboratory")]}).exams


def test_an_order_or_accession_number_joins_too() -> None:
    accession = {"type": {"coding": [{"code": "ACSN"}]}, "value": "A-7"}
    exam = only(study(identifier=[accession]), report(words="Imaging report", identifier=[accession], day="2020-03-04"))
    assert len(exam.identity) == 2
    assert only(study(basedOn=[ref("ServiceRequest/o")]), report(words="CT", basedOn=[ref("ServiceRequest/o")]))


def test_a_ct_may_exist_only_as_a_procedure() -> None:
    exam = only(procedure(words="CT of abdomen and pelvis with contrast"))
    assert (exam.modality, exam.kind_key, exam.ionising) == ("CT", "ct_abd_pelvis", True)
    assert "abdomen and pelvis" in said(exam.kind_reason)
    assert only(report(code="24627-2", words="CT Chest")).kind_key == "ct_chest"


@pytest.mark.parametrize(
    ("words", "modality", "kind"),
    [
        ("Ultrasound of abdomen", "US", "us_other"),
        ("trans thoracic echocardiogram", "US", "echo"),
        ("US Abdomen", "US", "us_other"),
        ("Ultrasound guided biopsy", "US", "us_other"),
        ("MRI of brain", "MR", "mri_other"),
        ("Kernspintomographie Kopf", "MR", "mri_other"),
    ],
)
def test_what_works_without_radiation_does_not_count(words: str, modality: str, kind: str) -> None:
    exam = only(procedure(words=words))
    assert (exam.ionising, exam.modality, exam.kind_key) == (False, modality, kind)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Combined chemotherapy and radiation therapy (procedure)", "tx_radiotherapy"),
        ("Megavoltage external beam radiotherapy", "tx_radiotherapy"),
        ("Brachytherapy", "tx_brachytherapy"),
        ("Radioiodine therapy", "tx_radioiodine"),
    ],
)
def test_treatment_is_kept_apart(words: str, kind: str) -> None:
    exam = only(procedure(words=words))
    assert (exam.treatment, exam.kind_key, exam.measurements) == (True, kind, ())


def test_a_scan_to_plan_a_treatment_is_a_scan() -> None:
    exam = only(procedure(words="CT for radiotherapy planning"))
    assert (exam.treatment, exam.modality) == (False, "CT")
    assert not only(procedure(words="Radiofrequency ablation of lumbar medial branch")).treatment


def test_what_is_no_imaging_is_no_exam_and_said_so() -> None:
    result = read(
        procedure("a1", "73761001", "Colonoscopy"),
        procedure("a2", words="Spirometry"),
        procedure("a3", words="Spirometry"),
        procedure("a4", words="Digital examination of rectum"),
        procedure("a5", words="Referral for CT of chest"),
        procedure("a6", words="Epidural anesthesia for labor"),
        study(),
    )
    assert len(result.exams) == 1
    assert {(one.file, one.reason) for one in result.unused} == {
        ("portal.json: Colonoscopy", "not_ionising"),
        ("portal.json: Spirometry ×2", "no_exam"),
        ("portal.json: Digital examination of rectum", "no_exam"),
        ("portal.json: Referral for CT of chest", "no_exam"),
        ("portal.json: Epidural anesthesia for labor", "no_exam"),
    }


def test_an_injection_that_may_have_been_guided_by_x_ray_is_asked_about_and_not_assumed() -> None:
    exam = only(procedure(words="Lumbar epidural steroid injection"))
    assert (exam.kind_key, exam.modality, exam.ionising) == ("", "", None)
    assert exam.own_words == "Lumbar epidural steroid injection"
    guided = only(procedure(words="Lumbar transforaminal epidural injection under fluoroscopy"))
    assert guided.kind_key == "esi_lumbar_transforaminal_rf"


def test_an_exam_nobody_can_name_keeps_the_words_of_the_file() -> None:
    words = "Percutaneous mechanical thrombectomy of portal vein using fluoroscopic guidance"
    exam = only(procedure(code="433112001", words=words))
    assert (exam.kind_key, exam.own_words, exam.modality) == ("", words, "RF")
    assert said(exam.kind_reason)


@pytest.mark.parametrize(
    "status", ["entered-in-error", "not-done", "preparation", "planned", "cancelled", "scheduled", "draft"]
)
def test_what_did_not_happen_is_no_exam(status: str) -> None:
    result = read(
        procedure(words="CT of head", status=status), study(status=status), report(words="CT Head", status=status)
    )
    assert not result.exams
    assert {one.reason for one in result.unused} == {"no_exam"}


def test_what_lies_ahead_or_was_not_done_is_no_exam() -> None:
    assert not read(procedure(words="CT of head", day=f"{clock.today().year + 1}-05-01")).exams
    assert not read(procedure(words="CT of head", notDone=True)).exams
    assert not read(study(status="registered", series=[])).exams
    assert said(only(procedure(words="CT of head", status="stopped")).evidence_note)


def test_a_withdrawn_procedure_does_not_take_the_study_with_it() -> None:
    assert only(study(), procedure(words="CT", status="entered-in-error")).identity == (
        "fhir:ImagingStudy/s1@2020-03-04",
    )


@pytest.mark.parametrize(
    ("told", "first", "last", "precision"),
    [
        ({"performedDateTime": "2015"}, date(2015, 1, 1), date(2015, 12, 31), "year"),
        ({"performedDateTime": "2015-02"}, date(2015, 2, 1), date(2015, 2, 28), "month"),
        ({"performedDateTime": "2015-02-03T23:59:59-05:00"}, date(2015, 2, 3), None, "day"),
        ({"performedPeriod": {"start": "2015-02-03T23:00:00Z"}}, date(2015, 2, 3), None, "day"),
        ({"performedPeriod": {"end": "2015-02-03"}}, date(2015, 2, 3), None, "day"),
        ({"occurrenceDateTime": "2015-02-03"}, date(2015, 2, 3), None, "day"),
        ({"performedDateTime": "2015-02-30"}, None, None, "unknown"),
        ({"performedString": "last spring"}, None, None, "unknown"),
        ({"performedDateTime": 20150203}, None, None, "unknown"),
        ({"performedDateTime": "0001-01-01"}, None, None, "unknown"),
    ],
)
def test_dates_of_every_precision(told: made.Json, first: date | None, last: date | None, precision: str) -> None:
    exam = only(procedure(words="CT of head", performedDateTime=None) | told)
    assert (exam.exam_date, exam.date_last, exam.date_precision) == (first, last, precision)


def test_a_missing_date_comes_from_the_encounter_and_so_does_the_place() -> None:
    visit = {"resourceType": "Encounter", "id": "e1", "period": {"start": "2019-07-01T08:00:00Z"}}
    place = {"resourceType": "Organization", "id": "o1", "name": "Example Clinic"}
    told = procedure(words="CT of head", encounter=ref("Encounter/e1"), performedDateTime=None)
    exam = only(told, visit | {"serviceProvider": ref("Organization/o1")}, place)
    assert (exam.exam_date, exam.facility) == (date(2019, 7, 1), "Example Clinic")


def test_places_smaller_than_a_region_name_the_plain_x_ray() -> None:
    assert only(study(modality="DX", site="51299004")).kind_key == "xr_clavicle_scapula"
    assert only(study(modality="DX", site="344001")).kind_key == "xr_ankle"
    assert only(procedure(words="X-ray of left knee")).side == "left"


def test_a_pet_ct_is_one_exam() -> None:
    both = [{"modality": {"code": code}} for code in ("CT", "PT", "SR")]
    assert only(study(series=both, description="PET/CT FDG whole body")).kind_key == "nm_petct_fdg"


def test_a_laboratory_report_is_no_exam() -> None:
    lab = made.concept("LAB", "Laboratory", "http://terminology.hl7.org/CodeSystem/v2-0074")
    assert not read(report(words="CT (Chlamydia trachomatis) DNA", category=[lab])).exams
    assert not read(report(words="Complete blood count", category=[])).exams
    assert only(report(words="CT Chest without contrast", category=[])).modality == "CT"


def test_study_uids_that_stand_at_several_exams_identify_none() -> None:
    uid = {"system": "urn:dicom:uid", "value": "urn:oid:1.2.826.0.1.3680043.8.498.1"}
    first, second = read(study("s1", identifier=[uid]), study("s2", day="2021-01-01", identifier=[uid])).exams
    assert (first.study_uid, second.study_uid) == ("", "")
    assert only(study("s1", identifier=[uid]), study("s2", identifier=[uid])).study_uid


def test_many_procedures_of_one_day_are_not_all_compared_with_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    likeness = match._likeness

    def counted(clue: Clue, group: match.Group, index: match._Index) -> int:
        nonlocal compared
        compared += 1
        return likeness(clue, group, index)

    monkeypatch.setattr(match, "_likeness", counted)
    crowd = [procedure(f"a{i}", words="CT of head") for i in range(3000)] + [
        study(f"s{i}", site=HEAD) for i in range(3000)
    ]
    assert len(read_fhir_bytes("a.json", bundle(*crowd), TODAY).exams) >= 3000
    assert compared <= 3 * match._MOST_PAIRS, "of nine million"
