"""Nuclear medicine and patient dose reports."""

import pytest
from pydicom.dataset import Dataset

from tests.readers import make_reports as made
from tests.readers import report_parts as parts
from tests.readers.dicom.test_report import exam_of, problems, whole
from tests.readers.report_parts import Report, code, container, dcm, num, text, uid, uidref

ROOT = ("113500", "DCM", "Radiopharmaceutical Radiation Dose Report")
SESTAMIBI = ("C-B1231", "SRT", "Technetium Tc^99m^ sestamibi")


def given(name: str, activity: str, unit: str = "MBq", effective: str = "", authority: str = "") -> Dataset:
    items = [uidref(dcm("113503", "Radiopharmaceutical Administration Event UID"), uid(name)),
             code(("349358000", "SCT", "Radiopharmaceutical agent"), ("35321007", "SCT", "Fluorodeoxyglucose F^18^")),
             num(dcm("113507", "Administered activity"), activity, unit)]  # fmt: skip
    if effective:
        named = [text(dcm("121406", "Reference Authority"), authority)] if authority else []
        items.append(num(dcm("113839", "Effective Dose"), effective, "mSv", *named))
    return container(dcm("113502", "Radiopharmaceutical Administration"), *items)


def test_activities_of_one_agent_add_up_and_the_same_administration_counts_once() -> None:
    items = [
        given("rest", "300", effective="2"),
        given("rest", "300", effective="2"),
        given("stress", "10", "mCi", "3"),
    ]
    exam = exam_of(Report("two doses", items, ROOT, parts.RADIOPHARMACEUTICAL_SR))
    assert whole(exam) == pytest.approx({"activity_mbq": 670.0, "effective_dose_msv": 5.0})
    assert [event.activity_mbq for event in exam.events] == pytest.approx([300.0, 370.0])
    assert {row.radiopharmaceutical for row in exam.measurements if row.quantity == "activity_mbq"} == {"f18_fdg"}


def test_the_effective_dose_below_an_administration_is_the_dose_of_the_agent_alone() -> None:
    items = [given("rest", "300", effective="2"), given("stress", "300", effective="3")]
    for exam in (exam_of(Report("agent", items, ROOT, parts.RADIOPHARMACEUTICAL_SR)), exam_of(made.pet_part())):
        assert {row.quantity: row.origin for row in exam.measurements}["effective_dose_msv"] == "administration"


def test_effective_doses_on_different_tissue_weights_are_not_added() -> None:
    items = [
        given("a", "300", effective="2", authority="ICRP 60"),
        given("b", "300", effective="3", authority="ICRP 103"),
    ]
    report = Report("weights", items, ROOT, parts.RADIOPHARMACEUTICAL_SR)
    assert whole(exam_of(report)) == pytest.approx({"activity_mbq": 600.0})
    assert "different tissue weights" in problems(report)


def test_a_patient_dose_report_gives_its_one_effective_dose() -> None:
    root = ("128401", "DCM", "Patient Radiation Dose Report")
    estimate = container(dcm("128402", "Radiation Dose Estimate"), num(dcm("113839", "Effective Dose"), "6400", "uSv"))
    exam = exam_of(Report("patient dose", [estimate], root, parts.PATIENT_DOSE_SR))
    assert (exam.modality, exam.region, whole(exam)) == ("", "unknown", {"effective_dose_msv": 6.4})
    assert [row.origin for row in exam.measurements] == ["accumulated total"]
    two = Report("patient doses", [estimate, estimate], root, parts.PATIENT_DOSE_SR)
    assert whole(exam_of(two)) == {}
    assert "several effective doses" in problems(two)


def test_effective_doses_within_one_estimate_are_no_choice_either() -> None:
    root = ("128401", "DCM", "Patient Radiation Dose Report")
    doses = [num(dcm("113839", "Effective Dose"), value, "mSv") for value in ("6.4", "5.9")]
    two = Report(
        "patient dose",
        [container(dcm("128402", "Radiation Dose Estimate"), *doses)],
        root,
        parts.PATIENT_DOSE_SR,
    )
    assert whole(exam_of(two)) == {}
    assert "several effective doses" in problems(two)


def test_doses_of_organs_and_the_skin_are_told_and_not_taken_for_the_dose_of_the_exam() -> None:
    root = ("128401", "DCM", "Patient Radiation Dose Report")
    site = ("363698007", "SCT", "Finding Site")
    estimates = [
        container(
            dcm("128402", "Radiation Dose Estimate"),
            code(site, ("39937001", "SCT", "Skin")),
            num(dcm("128533", "Mean Absorbed Radiation Dose"), "12", "mGy"),
            num(dcm("128531", "Maximum Absorbed Radiation Dose"), "2.1", "Gy"),
        ),
        container(
            dcm("128402", "Radiation Dose Estimate"),
            num(
                dcm("128533", "Mean Absorbed Radiation Dose"),
                "3",
                "mGy",
                code(("G-C0E3", "SRT", "Finding Site"), ("T-28000", "SRT", "Lung")),
            ),
        ),
    ]
    report = Report("skin", estimates, root, parts.PATIENT_DOSE_SR)
    assert whole(exam_of(report)) == {}
    assert "highest dose to the skin is given as 2.1 Gy" in problems(report)
    with_effective = [*estimates, num(dcm("113839", "Effective Dose"), "6.4", "mSv")]
    assert whole(exam_of(Report("skin", with_effective, root, parts.PATIENT_DOSE_SR))) == {"effective_dose_msv": 6.4}
