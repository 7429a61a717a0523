"""Doses in FHIR: by code and unit, refused where they cannot be right, sentences kept as sentences."""

import pytest

from tests.readers import TODAY
from tests.readers.fhir import made as made
from tests.readers.fhir.made import Json, bundle, dose, only, part, procedure, read, ref, report, study
from tracker.readers.draft import ExamDraft
from tracker.readers.fhir.export import read_fhir_bytes
from tracker.view.reasons import said

CHEST, PELVIS, HEAD = "51185008", "12921003", "69536005"


def values(exam: ExamDraft) -> dict[str, float]:
    return {row.quantity: row.value for row in exam.measurements if not row.part}


def test_a_summary_of_doses_with_its_single_exposures() -> None:
    """The CT example of the Radiation Dose Summary guide in small: a total and two scans."""
    uid = {"system": "urn:dicom:uid", "value": "urn:oid:1.2.826.0.1.3680043.8.498.1"}
    phantom = {"code": made.concept("113835", system=made.DCM)} | {
        "valueCodeableConcept": made.concept("113691", system=made.DCM)
    }

    def scan(key: str, dlp: float, ctdi: float) -> made.Json:
        event = {"system": "irradiation-event-uid", "value": f"1.2.826.0.1.3680043.8.498.2.{key}"}
        told = dose(f"e{key}", part("113838", dlp, "mGy.cm"), part("113830", ctdi), phantom, identifier=[event])
        return told | {"code": made.concept("113852", system=made.DCM), "partOf": [ref("ImagingStudy/s1")]}

    exam = only(
        study(identifier=[uid], site=HEAD),
        dose("d1", part("113813", 203.12, "mGy.cm"), hasMember=[ref("Observation/e1"), ref("Observation/e2")]),
        scan("1", 157.07, 1.25),
        scan("2", 46.05, 2.25),
    )
    assert values(exam) == {"dlp_mgy_cm": 203.12}
    assert [row.value for row in exam.measurements if row.quantity == "ctdivol_mgy" and row.part] == [1.25, 2.25]
    assert (exam.irradiation_events, exam.study_uid) == (2, "1.2.826.0.1.3680043.8.498.1")
    assert [event.event_uid[-2:] for event in exam.events] == [".1", ".2"]
    assert {row.phantom for row in exam.measurements} == {"32 cm"}


@pytest.mark.parametrize(
    ("code", "value", "unit", "quantity", "canonical"),
    [
        ("113722", 13639, "mGy.cm2", "kap_gy_cm2", 13.639),
        ("113722", "1.5", "Gy·cm²", "kap_gy_cm2", 1.5),
        ("113722", 136.39, "dGy.cm2", "kap_gy_cm2", 13.639),
        ("113722", 20, "uGy.m2", "kap_gy_cm2", 0.2),
        ("113725", 0.212, "Gy", "air_kerma_mgy", 212),
        ("113813", 520, "mGy*cm", "dlp_mgy_cm", 520),
        ("113813", 520, "mGycm", "dlp_mgy_cm", 520),
        ("113730", 7.5, "min", "fluoro_time_s", 450),
        ("113507", 0.2, "GBq", "activity_mbq", 200),
        ("111637", 0.012, "dGy{glandular}", "glandular_dose_mgy", 1.2),
    ],
)
def test_units_as_bare_text(code: str, value: object, unit: str, quantity: str, canonical: float) -> None:
    (row,) = only(dose("d1", part(code, value, unit))).measurements
    assert row.quantity == quantity
    assert row.value == pytest.approx(canonical, rel=1e-12)
    assert row.reported.startswith(str(value))


def test_a_unit_code_stands_beside_a_printed_unit() -> None:
    told = part("113813", 520, None)
    told["valueQuantity"] |= {"system": "http://unitsofmeasure.org", "code": "mGy.cm", "unit": "mGy · cm"}
    assert values(only(dose("d1", told))) == {"dlp_mgy_cm": 520}
    told["valueQuantity"]["unit"] = "Gy.cm"
    result = read(dose("d1", told), study())
    assert not result.exams[0].measurements
    assert "contradict" in said(result.problems[0].what)


@pytest.mark.parametrize(
    ("value", "unit", "more"),
    [
        (520, None, {}),
        (520, "", {}),
        (520, "furlong", {}),
        (520, "mGy", {}),
        (-1, "mGy.cm", {}),
        ("five", "mGy.cm", {}),
        (1e300, "mGy.cm", {}),
        (float("nan"), "mGy.cm", {}),
        (float("inf"), "mGy.cm", {}),
        (10**400, "mGy.cm", {}),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_and_told(value: object, unit: str | None, more: made.Json) -> None:
    result = read(study(), dose("d1", part("113813", value, unit, **more), partOf=[ref("ImagingStudy/s1")]))
    assert not result.exams[0].measurements
    assert any("left out" in said(problem.what) for problem in result.problems)


def test_absent_is_not_zero() -> None:
    absent = part("113813", 0, "mGy.cm", dataAbsentReason=made.concept("not-performed"))
    result = read(
        study(), dose("d1", absent, part("113725"), part("113722", "", "Gy.cm2"), partOf=[ref("ImagingStudy/s1")])
    )
    assert (result.exams[0].measurements, result.problems) == ((), ())
    less = part("113813", 5, "mGy.cm")
    less["valueQuantity"]["comparator"] = "<"
    assert not read(dose("d1", less), study()).exams[0].measurements


def test_codes_of_another_system_are_no_dose() -> None:
    local = {
        "code": made.concept("113813", system="http://example.org/lab"),
        "valueQuantity": {"value": 5, "unit": "mGy"},
    }
    lab = {
        "resourceType": "Observation",
        "id": "l",
        "code": made.concept("718-7", system=made.LOINC),
        "component": [local],
    }
    assert not read(lab).exams


def test_a_single_value_without_components() -> None:
    told = dose("d1", day="2020-03-04") | part("113813", 520, "mGy.cm")
    exam = only(told, study(site=CHEST))
    assert (values(exam), exam.region) == ({"dlp_mgy_cm": 520}, "chest")


def test_an_administration_names_its_agent_and_an_effective_dose_its_weights() -> None:
    agent = {"code": made.concept("349358000"), "valueCodeableConcept": made.concept("1", "unknown agent")}
    (row,) = only(dose("d1", part("113507", 154, "MBq"), agent)).measurements
    assert (row.quantity, row.radiopharmaceutical, row.origin) == ("activity_mbq", "", "administration")
    weights = {"code": made.concept("121406", system=made.DCM)} | {
        "valueCodeableConcept": made.concept("113841", system=made.DCM)
    }
    (row,) = only(dose("d1", part("113839", 2, "mSv"), weights)).measurements
    assert (row.value, row.authority) == (2, "ICRP 103")


def test_glandular_doses_per_breast() -> None:
    left = part("111637", 1.1, "mGy", bodySite=made.concept("80248007"))
    right = part("111637", 1.3, "mGy", bodySite=made.concept("73056007"))
    exam = only(study(modality="MG"), dose("d1", left, right))
    assert {(row.laterality, row.value) for row in exam.measurements} == {("left", 1.1), ("right", 1.3)}


def test_a_dose_that_fits_two_exams_is_given_to_neither_and_told() -> None:
    result = read(study("s1", site=CHEST), study("s2", site=HEAD), dose("d1", part("113813", 520, "mGy.cm")))
    assert [exam.measurements for exam in result.exams] == [(), ()]
    assert "520 mGy.cm" in said(result.problems[0].what)


def test_two_summaries_of_one_exam_do_not_add_up() -> None:
    linked: made.Json = {"partOf": [ref("ImagingStudy/s1")]}
    result = read(
        study(),
        dose("d1", part("113813", 500, "mGy.cm"), **linked),
        dose("d2", part("113813", 520, "mGy.cm"), **linked),
    )
    assert values(result.exams[0]) == {"dlp_mgy_cm": 520}
    assert "two totals" in said(result.problems[0].what)


def test_a_dose_told_only_in_a_sentence_is_kept_as_text_and_never_counted() -> None:
    """HL7 Europe: `valueString`, with the study UID in place of a reference."""
    uid = {"system": "urn:dicom:uid", "value": "urn:oid:1.2.826.0.1.3680043.8.498.9"}
    sentence = "CT examination of the abdomen and pelvis. CTDIvol 9.8 mGy; DLP 520 mGy.cm."
    told = dose("d1", valueString=sentence, derivedFrom=[{"identifier": uid}], day="2020-03-09")
    exam = only(study(identifier=[uid]), told)
    assert exam.measurements == ()
    assert sentence in said(exam.evidence_note)
    alone = only(told)
    assert (alone.kind_key, alone.measurements, alone.study_uid) == ("ct_abd_pelvis", (), "1.2.826.0.1.3680043.8.498.9")


def test_dose_sentences_of_reports_and_documents_are_kept_too() -> None:
    conclusion = "No fracture. The DLP was 520 mGy.cm. Follow up in a year."
    exam = only(study(site=CHEST), report(words="CT Chest", conclusion=conclusion))
    assert "The DLP was 520 mGy.cm." in said(exam.evidence_note)
    assert "fracture" not in said(exam.evidence_note)
    extension = [
        {"url": "http://hl7.eu/fhir/imaging-r4/StructureDefinition/RadiationDose", "valueString": "DAP 3 Gy.cm2"}
    ]
    document = {"resourceType": "Composition", "id": "c", "status": "final", "extension": extension}
    section = {"section": [{"entry": [ref("ImagingStudy/s1")]}]}
    assert "DAP 3" in said(only(study(), document | section).evidence_note)
    assert "DAP 3" in said(read(study(), document).problems[0].what)


WORDS = "No fracture. Total DLP 498 mGy.cm; the reference level is 700 mGy.cm. Last year DLP 300 mGy.cm."
DIV = {
    "status": "generated",
    "div": "<div xmlns='http://www.w3.org/1999/xhtml'><p>No fracture.</p><p>DLP&#160;498 mGy.cm</p></div>",
}


@pytest.mark.parametrize(
    "told",
    [
        (report(words="CT Chest", conclusion=WORDS),),
        (report(words="CT Chest", conclusion="TC torax. DLP totale 498 mGy*cm."),),
        (report(words="CT Chest", text=DIV),),
        (report(words="CT Chest", note=[{"text": WORDS}]),),
        (report(words="CT Chest", text=DIV, conclusion=WORDS),),
        (study(site=CHEST, note=[{"text": WORDS}]),),
        (study(site=CHEST), procedure(words="CT Chest", note=[{"text": "Dosislängenprodukt 498 mGycm"}])),
        (
            study(site=CHEST),
            report(words="CT Chest", conclusion="DLP 498 mGy.cm"),
            dose("d1", part("113813", 498, "mGy.cm")),
        ),
    ],
)
def test_a_dose_in_the_words_of_a_report_is_read_as_in_a_letter(told: tuple[Json, ...]) -> None:
    exam = only(*told)
    assert [(row.quantity, row.value) for row in exam.measurements] == [("dlp_mgy_cm", 498)]


@pytest.mark.parametrize(
    "words", ["DLP 700 mGy.cm is the reference level.", "Prior CT: DLP 300 mGy.cm.", "No DLP given."]
)
def test_a_dose_of_another_exam_in_a_conclusion_is_none(words: str) -> None:
    assert only(report(words="CT Chest", conclusion=words)).measurements == ()


def test_numbers_of_any_length() -> None:
    data = bundle(study(), dose("d1", part("113813", 520, "mGy.cm"))).replace(b"520", b"9" * 5000)
    result = read_fhir_bytes("a.json", data, TODAY)
    assert not result.exams[0].measurements


def test_a_dose_never_goes_to_an_ultrasound() -> None:
    exams = read(study(modality="US", site=CHEST), dose("d1", part("113725", 5))).exams
    assert [exam.ionising for exam in exams if exam.measurements] == [None]
