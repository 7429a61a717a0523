"""The radiation summary of older Siemens C-arms, in shapes made up from what is published about it."""

from datetime import date

import pytest
from pydicom.dataset import Dataset

from tests.readers import TODAY
from tests.readers import report_parts as parts
from tests.readers.dicom.test_report import exam_of, problems, result_of, whole
from tests.readers.report_parts import Concept, Report, container, num, when
from tracker.readers import accept
from tracker.readers.any_file import read_any
from tracker.readers.found import Found
from tracker.view.reasons import said

SCHEME = "99SMS_RADSUM"


def own(value: str, meaning: str) -> Concept:
    return value, SCHEME, meaning


ROOT = own("C-10", "Radiation Summary Report")


def items(kap: tuple[str, str | None] = ("1.85", "Gy.cm2"), *more: Dataset) -> list[Dataset]:
    return [
        num(own("C-200", "Total Number of Exposures"), "12", "1"),
        num(own("C-202", "Cumulative Fluoro Time"), "41.5", "s"),
        num(own("C-204", "Cumulative Dose Area Product"), *kap),
        *more,
    ]


def summary(content: list[Dataset], **header: str | None) -> Report:
    told = {"ManufacturerModelName": "C-arm of an example", "StudyDate": "20080214", **header}
    return Report("radsum", content, ROOT, parts.ENHANCED_SR, told)


def test_the_totals_of_a_summary() -> None:
    exam = exam_of(summary(items()))
    assert (exam.exam_date, exam.modality, exam.region) == (date(2008, 2, 14), "RF", "unknown")
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 1.85, "fluoro_time_s": 41.5})
    assert {row.origin for row in exam.measurements} == {"accumulated total"}
    assert (exam.irradiation_events, exam.events) == (12, ())
    assert not result_of(summary(items())).problems


def test_units_are_those_of_the_file() -> None:
    exam = exam_of(summary([num(own("C-204", "DAP"), "185", "cGycm2"), num(own("C-202", "Time"), "1.5", "min")]))
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 1.85, "fluoro_time_s": 90.0})


def test_a_number_without_a_unit_is_refused() -> None:
    report = summary(items(("1.85", None)))
    assert whole(exam_of(report)) == {"fluoro_time_s": 41.5}
    assert "1.85 has no unit" in problems(report)


def test_air_kerma_is_the_only_other_dose_a_device_may_be_set_to_state() -> None:
    kerma = num(own("C-299", "Cumulative Air Kerma"), "0.0082", "Gy")
    assert whole(exam_of(summary(items(("1", "Gy.cm2"), kerma))))["air_kerma_mgy"] == pytest.approx(8.2)
    two = [kerma, num(own("C-298", "Something else"), "5", "Gy")]
    assert "air_kerma_mgy" not in whole(exam_of(summary(items(("1", "Gy.cm2"), *two))))
    not_done = num(own("C-299", "Cumulative Air Kerma"), None, None)
    assert "air_kerma_mgy" not in whole(exam_of(summary(items(("1", "Gy.cm2"), not_done))))


def test_numbers_may_stand_in_containers_and_the_root_may_be_lost() -> None:
    nested = summary([container(own("C-100", "Totals"), *items())])
    assert whole(exam_of(nested)) == pytest.approx({"kap_gy_cm2": 1.85, "fluoro_time_s": 41.5})
    rootless = Report("rootless", items(), None, parts.COMPREHENSIVE_SR)
    assert whole(exam_of(rootless)) == pytest.approx({"kap_gy_cm2": 1.85, "fluoro_time_s": 41.5})


def test_without_a_study_date_the_start_that_the_summary_states_counts() -> None:
    times = [when(own("C-21", "End"), "20080214111500"), when(own("C-20", "Start"), "20080214103000")]
    exam = exam_of(summary(items(("1", "Gy.cm2"), *times), StudyDate=None))
    assert exam.exam_date == date(2008, 2, 14)


def test_the_same_numbers_in_another_scheme_are_no_summary() -> None:
    other = [num(("C-204", "99OTHER", "Dose"), "1.85", "Gy.cm2")]
    result = result_of(Report("other", other, ("C-10", "99OTHER", "Report"), parts.ENHANCED_SR))
    assert not result.exams
    assert "report without radiation dose" in said(result.problems[0].what)


def test_an_empty_summary_is_refused_with_the_reason() -> None:
    result = result_of(summary([]))
    assert not result.exams
    assert "breaks off" in said(result.problems[0].what) or "empty" in said(result.problems[0].what)


def test_an_import_takes_it_like_any_dose_report() -> None:
    result = read_any(Found("disc/IM1", data=summary(items()).bytes()), TODAY)
    assert not result.unused
    (exam,) = result.exams
    create = accept.to_create(exam, own_words="my injection")
    assert {m.quantity for m in create.measurements} == {"kap_gy_cm2", "fluoro_time_s"}
