"""One exam told in several states, at one instant by two clocks, or under one number; and what stays two exams."""

from datetime import date

import pytest

from tests.readers.fhir import made as made
from tests.readers.fhir.made import dose, only, part, read, ref, report, study
from tracker.readers.fhir.clues import uid

DAY = date(2020, 3, 4)


def numbered(number: str) -> made.Json:
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "ACSN"}]}
    return {"identifier": [{"type": kind, "system": "urn:example", "value": number}]}


@pytest.mark.parametrize(
    "states",
    [
        ("preliminary", "final"),
        ("final", "preliminary"),
        ("registered", "preliminary", "final", "amended", "corrected"),
        ("preliminary", "corrected"),
        ("final", "appended", "appended"),
    ],
)
def test_the_states_of_a_report_are_one_exam(states: tuple[str, ...]) -> None:
    exam = only(*(report(f"r{n}", words="CT chest", status=state) for n, state in enumerate(states)))
    assert (exam.exam_date, exam.kind_key) == (DAY, "ct_chest")


def test_two_final_reports_are_two_exams_and_each_keeps_its_states() -> None:
    told = [("r1", "preliminary"), ("r2", "final"), ("r3", "preliminary"), ("r4", "final"), ("r5", "amended")]
    assert len(read(*(report(key, words="CT chest", status=state) for key, state in told)).exams) == 2


def test_states_of_reports_that_name_two_studies_are_two_exams() -> None:
    first = report("r1", words="CT chest", status="preliminary", imagingStudy=[ref("ImagingStudy/s1")])
    second = report("r2", words="CT chest", status="final", imagingStudy=[ref("ImagingStudy/s2")])
    assert len(read(study("s1"), study("s2"), first, second).exams) == 2


def test_the_final_report_names_the_study_and_the_preliminary_one_does_not() -> None:
    final = report("r2", words="CT chest", imagingStudy=[ref("ImagingStudy/s1")])
    assert len(only(study("s1"), report("r1", words="CT chest", status="preliminary"), final).identity) == 3


def test_one_accession_number_is_one_exam_and_two_are_two() -> None:
    assert only(
        report("r1", words="CT chest", **numbered("A1")), report("r2", words="CT chest with contrast", **numbered("A1"))
    )
    two = [report("r1", words="CT chest", **numbered("A1")), report("r2", words="CT chest", **numbered("A2"))]
    assert len(read(*two).exams) == 2


@pytest.mark.parametrize("amended", ["2020-03-05", "2020-03-05T09:00:00Z"])
def test_an_amendment_of_the_next_day_under_the_same_number_is_no_new_exam(amended: str) -> None:
    """Some portals date an amendment by the day it was written."""
    first = report("r1", words="CT chest", **numbered("A1"))
    assert only(first, report("r2", words="CT chest", status="amended", day=amended, **numbered("A1")))


def test_one_number_of_two_clinics_weeks_apart_is_two_exams() -> None:
    one = report("r1", words="CT chest", **numbered("7"))
    other = report("r2", words="CT chest", status="amended", day="2020-05-04", **numbered("7"))
    assert len(read(one, other).exams) == 2


@pytest.mark.parametrize("order", [1, -1])
def test_a_corrected_dose_replaces_the_final_one(order: int) -> None:
    link: made.Json = {"partOf": [ref("ImagingStudy/s1")]}
    wrong = dose("d1", part("113813", 5120, "mGy.cm"), **link)
    right = dose("d2", part("113813", 512, "mGy.cm"), status="corrected", **link)
    (row,) = only(study("s1"), *[wrong, right][::order]).measurements
    assert row.value == 512


def test_a_corrected_dose_leaves_what_it_does_not_state() -> None:
    link: made.Json = {"partOf": [ref("ImagingStudy/s1")]}
    both = dose("d1", part("113722", 3, "Gy.cm2"), part("113725", 50, "mGy"), **link)
    one = dose("d2", part("113722", 1, "Gy.cm2"), status="amended", **link)
    rows = only(study("s1", "XA"), both, one).measurements
    assert {row.quantity: row.value for row in rows} == {"kap_gy_cm2": 1, "air_kerma_mgy": 50}


def test_a_later_version_of_the_same_resource_counts_in_whatever_order_it_comes() -> None:
    corrected = dose("d1", part("113813", 512, "mGy.cm"), status="corrected")
    (row,) = only(corrected, dose("d1", part("113813", 5120, "mGy.cm"))).measurements
    assert row.value == 512


@pytest.mark.parametrize(
    ("started", "told", "day"),
    [
        ("2020-03-04T03:30:00Z", "2020-03-03T22:30:00-05:00", "2020-03-03"),
        ("2020-03-04T03:30:00+00:00", "2020-03-04T08:00:00-05:00", "2020-03-03"),
        ("2020-03-03T20:15:00Z", "2020-03-04T07:15:00+11:00", "2020-03-04"),
        ("2020-03-04T10:00:00Z", "2020-03-04T11:00:00+01:00", "2020-03-04"),
        ("2020-03-03T23:40:00.000Z", "2020-03-04T00:40:00.000+01:00", "2020-03-04"),
    ],
)
def test_an_instant_is_on_the_day_of_the_clinics_clock(started: str, told: str, day: str) -> None:
    linked = report(words="CT chest", day=told, imagingStudy=[ref("ImagingStudy/s1")])
    assert only(study(day=started, site="51185008"), linked).exam_date == date.fromisoformat(day)
    exam = only(study(day=started, site="51185008"), report(words="CT chest", day=told))
    assert (exam.exam_date, len(exam.identity)) == (date.fromisoformat(day), 2)


def test_moments_a_day_apart_stay_two_exams() -> None:
    told = report(words="CT chest", day="2020-03-05T22:30:00-05:00")
    assert len(read(study(day="2020-03-04T03:30:00Z", site="51185008"), told).exams) == 2


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("urn:oid:2.25.329800735698586629295641978511506172918", "2.25.329800735698586629295641978511506172918"),
        ("2.25.3001", "2.25.3001"),
        ("URN:OID:1.2.840.113619.2.55", "1.2.840.113619.2.55"),
        ("1.2.3", ""),
        ("2.25.0123", ""),
        ("20190503.1.2", ""),
        ("A100", ""),
    ],
)
def test_a_uid_is_what_dicom_allows(written: str, found: str) -> None:
    assert uid({"value": written}) == found


def test_the_same_study_at_one_instant_by_two_clocks_is_one_exam() -> None:
    named: made.Json = {
        "identifier": [{"system": "urn:dicom:uid", "value": "2.25.329800735698586629295641978511506172918"}]
    }
    exam = only(study("s1", day="2020-03-03T22:30:00-05:00", **named), study("s2", day="2020-03-04T03:30:00Z", **named))
    assert exam.exam_date == date(2020, 3, 3)
    assert exam.study_uid
