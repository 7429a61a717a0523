"""Identity and merging: however files are delivered, an exam stands there once, with every exposure once."""

from dataclasses import replace
from datetime import date, datetime
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.readers import make_images
from tests.readers import make_reports as made
from tests.readers.dicom.test_images import draft as image_draft
from tests.readers.dicom.test_report import exam_of, whole
from tracker.errors import Reason
from tracker.readers.dicom.totals import DISTINCT_EVENTS, SUM_OF_TOTALS
from tracker.readers.draft import EventDraft, ExamDraft, MeasurementDraft, ReportInfo
from tracker.readers.merge import merge
from tracker.view.reasons import said

DOSES = (1.5, 0.25, 3.75, 0.125, 2.0, 5.5)


def event(at: int) -> EventDraft:
    return EventDraft(f"1.2.{at}", datetime(2024, 3, 12, 10, at), "fluoroscopy", "single", kap_gy_cm2=DOSES[at])


def report(events: frozenset[int], number: int, study: str = "1.9", extra: float = 0.0) -> ExamDraft:
    """A dose report of some of the events; `extra` is what its total states beyond them."""
    total = sum(DOSES[at] for at in sorted(events)) + extra
    return ExamDraft(
        date(2024, 3, 12), "RF", "", None, "unknown",
        irradiation_events=len(events),
        measurements=(MeasurementDraft("kap_gy_cm2", total, f"{total} Gy.cm2", "accumulated total"),),
        events=tuple(event(at) for at in sorted(events)),
        report=ReportInfo(f"1.8.{number}", study, patient_name="Maria Example"),
    )  # fmt: skip


REPORTS = st.lists(st.frozensets(st.integers(0, 5), min_size=1), min_size=1, max_size=6)


@settings(max_examples=examples(100, fuzz=5000), deadline=None)
@given(REPORTS, st.data())
def test_any_reports_in_any_order_any_number_of_times(subsets: list[frozenset[int]], data: st.DataObject) -> None:
    reports = [report(events, at) for at, events in enumerate(subsets)]
    once = merge(reports)
    (exam,) = once
    distinct = frozenset[int]().union(*subsets)
    assert {one.event_uid for one in exam.events} == {f"1.2.{at}" for at in distinct}
    assert exam.irradiation_events == len(distinct)
    assert whole(exam)["kap_gy_cm2"] == pytest.approx(sum(DOSES[at] for at in distinct))
    delivered = data.draw(st.lists(st.sampled_from(reports), max_size=8)) + data.draw(st.permutations(reports))
    assert merge(delivered) == once
    cut = data.draw(st.integers(0, len(delivered)))
    assert merge([*merge(delivered[:cut]), *merge(delivered[cut:])]) == once
    assert merge(once) == once


def without_uids(told: ExamDraft, sop: str) -> ExamDraft:
    """The same report sent again by a program that leaves out the UIDs of events."""
    assert told.report is not None
    events = tuple(replace(one, event_uid=f"{sop}#{place}") for place, one in enumerate(told.events))
    return replace(told, events=events, identity=(), report=replace(told.report, sop_instance_uid=sop))


@pytest.mark.parametrize("name", ["ct_abdomen_pelvis", "two_phantoms", "lumbar_epidural", "mammography", "biplane"])
def test_a_report_that_comes_again_without_the_uids_of_its_events_adds_nothing(name: str) -> None:
    told = exam_of(getattr(made, name)())
    (alone,) = merge([told])
    for order in permutations([told, without_uids(told, "2.25.1"), without_uids(told, "2.25.2")]):
        (exam,) = merge(order)
        assert whole(exam) == pytest.approx(whole(alone))
        assert merge([exam]) == (exam,)


@settings(max_examples=examples(100, fuzz=5000), deadline=None)
@given(REPORTS, st.data())
def test_no_event_counts_twice_whichever_reports_lost_its_uid(
    subsets: list[frozenset[int]], data: st.DataObject
) -> None:
    lost = data.draw(st.lists(st.booleans(), min_size=len(subsets), max_size=len(subsets)))
    reports = [report(events, at) for at, events in enumerate(subsets)]
    reports = [without_uids(one, f"2.25.{at}") if lost[at] else one for at, one in enumerate(reports)]
    (exam,) = merge(reports)
    distinct = frozenset[int]().union(*subsets)
    assert whole(exam)["kap_gy_cm2"] == pytest.approx(sum(DOSES[at] for at in distinct))
    assert merge(reversed(reports)) == (exam,)


@settings(max_examples=examples(60, fuzz=2000), deadline=None)
@given(REPORTS, st.lists(st.sampled_from(["1.9", "1.10"]), min_size=6, max_size=6))
def test_exams_follow_from_events_and_studies(subsets: list[frozenset[int]], studies: list[str]) -> None:
    reports = [report(events, at, studies[at]) for at, events in enumerate(subsets)]
    exams = merge(reports)
    uids = [one.event_uid for exam in exams for one in exam.events]
    assert len(uids) == len(set(uids))
    assert merge(reversed(reports)) == exams


def test_one_accession_number_is_one_exam_whatever_the_study() -> None:
    first, second = made.ct_abdomen_pelvis(), made.two_phantoms()

    def exams(**of_second: str) -> int:
        values = {"AccessionNumber": "A-2047", "StudyDate": "20240312", "PatientID": "SAMPLE-1"}
        return len(merge(map(exam_of, (first.with_header(**values), second.with_header(**values | of_second)))))

    assert exams() == 1
    assert exams(AccessionNumber="A-2048") == 2
    assert exams(StudyDate="20240313") == 2
    assert exams(PatientID="SAMPLE-2") == 2
    for anonymised in ("REMOVED", "0000", ""):
        values = {"AccessionNumber": anonymised, "StudyDate": "20240312"}
        assert len(merge([exam_of(first.with_header(**values)), exam_of(second.with_header(**values))])) == 2


def test_point_08_cumulative_reports_are_the_last_of_them() -> None:
    reports = [exam_of(made.cumulative(n)) for n in (1, 2, 3)]
    for order in permutations(reports):
        (exam,) = merge(order)
        assert whole(exam) == {"dlp_mgy_cm": 400.0}
        assert (exam.irradiation_events, len(exam.parts)) == (3, 3)
        assert exam.measurements[0].origin == "accumulated total"


def test_point_08_continued_reports_add_up() -> None:
    (exam,) = merge([report(frozenset({0, 1}), 1, extra=0.5), report(frozenset({2}), 2)])
    (row,) = exam.measurements
    assert row.value == pytest.approx(6.0)
    assert row.origin == SUM_OF_TOTALS
    assert "sum of 2 dose reports" in said(exam.evidence_note)


def test_point_08_overlapping_reports_count_every_exposure_once() -> None:
    (exam,) = merge([report(frozenset({0, 1}), 1, extra=0.1), report(frozenset({1, 2}), 2)])
    (row,) = exam.measurements
    assert row.value == pytest.approx(5.5)
    assert row.origin == DISTINCT_EVENTS
    assert "overlap" in said(exam.evidence_note)


def test_point_08_a_report_sent_again_under_a_new_study_is_the_same_exam() -> None:
    (exam,) = merge([report(frozenset({0, 1}), 1), report(frozenset({0, 1}), 2, study="1.99")])
    assert whole(exam) == {"kap_gy_cm2": 1.75}


def test_reports_without_events_are_never_added() -> None:
    empty = [report(frozenset(), at, extra=total) for at, total in enumerate((3.0, 5.0))]
    (exam,) = merge(empty)
    assert whole(exam) == {"kap_gy_cm2": 5.0}
    (both,) = merge([*empty, report(frozenset({2}), 7)])
    assert whole(both) == {"kap_gy_cm2": 5.0}


def test_two_planes_are_never_added_in_air_kerma() -> None:
    def plane(at: int, name: str, kerma: float) -> ExamDraft:
        shot = EventDraft(f"1.2.{at}", plane=name, air_kerma_mgy=kerma)
        row = MeasurementDraft("air_kerma_mgy", kerma, f"{kerma} mGy", "sum of events")
        named = MeasurementDraft("air_kerma_mgy", kerma, f"{kerma} mGy", "sum of events", part=True, plane=name)
        return ExamDraft(
            None, "RF", "", None, "unknown",
            measurements=(row, named), events=(shot,), report=ReportInfo(f"1.8.{at}", "1.9"),
        )  # fmt: skip

    (exam,) = merge([plane(1, "A", 30.0), plane(2, "B", 20.0)])
    assert whole(exam) == {"air_kerma_mgy": 30.0}


def test_point_09_a_pet_ct_is_one_exam_with_two_parts() -> None:
    pair = [exam_of(made.pet_part()), exam_of(made.ct_part())]
    (exam,) = merge(pair)
    assert (exam.modality, exam.kind_key, len(exam.parts)) == ("NM", "nm_petct_fdg", 2)
    values = {row.quantity: (row.value, row.origin) for row in exam.measurements if not row.part}
    assert values["activity_mbq"] == (250, "administration")
    assert values["dlp_mgy_cm"] == (401.5, "accumulated total")
    # The stated effective dose is that of the tracer alone; the CT part comes on top.
    assert values["effective_dose_msv"] == (4.75, "administration")
    assert merge(reversed(pair)) == (exam,)


def test_images_add_only_descriptions_to_a_dose_report() -> None:
    one = report(frozenset({0, 1}), 1, study="2.25.7")
    picture = make_images.image("x", "XA", make_images.XA, ImageAndFluoroscopyAreaDoseProduct="99")
    picture.StudyInstanceUID, picture.StudyDescription = "2.25.7", "Lumbar facet injection L4/5"
    (exam,) = merge([image_draft(picture), one])
    assert whole(exam) == {"kap_gy_cm2": 1.75}
    assert exam.kind_key.startswith("facet")
    assert len(exam.events) == 2


def test_an_export_that_names_the_study_joins_it() -> None:
    told = ExamDraft(
        date(2024, 3, 12), "RF", "facet_lumbar_rf", Reason("kind_not_said"), "lumbar_spine", source_kind="fhir",
        study_uid="urn:oid:1.9", identity=("ImagingStudy/7",), requested_by="Dr. Example",
        measurements=(MeasurementDraft("kap_gy_cm2", 9.0, "9", "export"),),
    )  # fmt: skip
    (exam,) = merge([told, report(frozenset({0}), 1)])
    assert whole(exam) == {"kap_gy_cm2": 1.5}
    assert (exam.kind_key, exam.requested_by) == ("facet_lumbar_rf", "Dr. Example")
    assert set(exam.identity) == {"ImagingStudy/7", "1.8.1"}


def test_drafts_without_any_identity_stay_apart() -> None:
    row = ExamDraft(date(2024, 3, 12), "CT", "ct_head", None, "head", source_kind="sheet")
    assert len(merge([row, row])) == 2


def test_different_exams_stay_apart_oldest_first() -> None:
    early = ExamDraft(date(2020, 1, 1), "CT", "", None, "head", study_uid="1.3")
    assert [exam.study_uid for exam in merge([report(frozenset({0}), 1), early])] == ["1.3", "1.9"]


def unnamed(sop: str, doses: tuple[float, ...], *, study: str = "1.9", starts: bool = False) -> ExamDraft:
    """A CT dose report whose scans have no UID."""
    scans = tuple(
        EventDraft(f"{sop}#{at}", datetime(2024, 3, 12, 10, at) if starts else None, "spiral", dlp_mgy_cm=dose)
        for at, dose in enumerate(doses, start=1)
    )
    total = MeasurementDraft("dlp_mgy_cm", sum(doses), f"{sum(doses)} mGy.cm", "accumulated total")
    return ExamDraft(
        date(2024, 3, 12), "CT", "", None, "unknown", irradiation_events=len(scans), measurements=(total,),
        events=scans, report=ReportInfo(sop, study, patient_name="Maria Example"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reports", "dlp"),
    [
        ((unnamed("1.1", (100, 150)), unnamed("1.2", (100, 150))), 250),
        ((unnamed("1.1", (100, 150)), unnamed("1.2", (100, 150, 80))), 330),
        ((unnamed("1.1", (100, 150, 80)), unnamed("1.2", (100, 150)), unnamed("1.3", (100,))), 330),
        ((unnamed("1.1", (100, 100)), unnamed("1.2", (100, 100))), 200),
        ((unnamed("1.1", (100, 150)), unnamed("1.2", (80,))), 330),
        ((unnamed("1.1", (100, 150), starts=True), unnamed("1.2", (100, 150), study="1.7", starts=True)), 250),
    ],
)
def test_events_without_a_uid_are_known_again(reports: tuple[ExamDraft, ...], dlp: float) -> None:
    for order in permutations(reports):
        (exam,) = merge(order)
        assert whole(exam)["dlp_mgy_cm"] == dlp
        assert merge([*merge(order[:1]), *merge(order)]) == (exam,)


def test_reports_without_event_uids_of_two_studies_stay_two_exams() -> None:
    assert len(merge([unnamed("1.1", (100, 150)), unnamed("1.2", (100, 150), study="1.7")])) == 2
