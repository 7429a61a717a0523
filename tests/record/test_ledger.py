"""The ledger: what is written can be taken back, nothing is half-written, nothing counts twice."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from tracker import clock
from tracker.errors import AlreadyRecorded, DateError, NotFound, UndoRefused, ValueRefused
from tracker.record import frames, ledger, people, trace
from tracker.record.changes import reading
from tracker.record.desk import Desk
from tracker.record.forms import checked
from tracker.record.models import (
    Change,
    EventCreate,
    Exam,
    ExamCreate,
    Measurement,
    MeasurementCreate,
    PatientCreate,
    SourceReportCreate,
)


def an_exam(**fields: Any) -> ExamCreate:
    day = date(2020, 3, 4)
    return checked(ExamCreate, **{"kind_key": "ct_head", "date_first": day, "date_last": day, **fields})


def kap(value: float = 2.41) -> MeasurementCreate:
    return MeasurementCreate(quantity="kap_gy_cm2", value=value, reported=f"{value} Gy.cm2")


def listed(desk: Desk, patient_id: str) -> list[str]:
    return list(frames.exams(desk, patient_id)["id"])


def test_an_added_exam_is_listed_with_its_measurements(desk: Desk, patient_id: str) -> None:
    saved = ledger.add_exam(desk, patient_id, an_exam(measurements=[kap()]))
    assert listed(desk, patient_id) == [saved.entity_id]
    assert ledger.exam(desk, saved.entity_id).measurements == [kap()]


def test_undo_of_add_takes_the_exam_away_and_undo_of_undo_brings_it_back(desk: Desk, patient_id: str) -> None:
    saved = ledger.add_exam(desk, patient_id, an_exam(measurements=[kap()]))
    undone = ledger.undo(desk, saved.batch_id)
    assert listed(desk, patient_id) == []
    ledger.undo(desk, undone.batch_id)
    assert ledger.exam(desk, saved.entity_id).measurements == [kap()]


def test_delete_and_undo_bring_back_everything(desk: Desk, patient_id: str) -> None:
    exam = an_exam(measurements=[kap()], reports=[SourceReportCreate(sop_instance_uid="1.2.3")])
    saved = ledger.add_exam(desk, patient_id, exam)
    gone = ledger.delete_exam(desk, saved.entity_id)
    assert listed(desk, patient_id) == []
    with pytest.raises(NotFound):
        ledger.exam(desk, saved.entity_id)
    ledger.undo(desk, gone.batch_id)
    assert ledger.exam(desk, saved.entity_id).measurements == [kap()]
    assert [r.sop_instance_uid for r in ledger.source_reports(desk, saved.entity_id)] == ["1.2.3"]


def test_edit_keeps_the_measurement_that_stays_and_its_history_shows_both_sides(desk: Desk, patient_id: str) -> None:
    saved = ledger.add_exam(desk, patient_id, an_exam(measurements=[kap(1), kap(2)]))
    with reading(desk, None) as session:
        before = set(session.exec(select(Measurement.id).where(Measurement.value == 1)))
    ledger.edit_exam(desk, saved.entity_id, an_exam(facility="St Anna", measurements=[kap(1), kap(3)]))
    assert [m.value for m in ledger.exam(desk, saved.entity_id).measurements] == [1, 3]
    with reading(desk, None) as session:
        assert set(session.exec(select(Measurement.id).where(Measurement.value == 1))) == before
    newest, first = trace.edits(desk, saved.entity_id)
    assert (newest.action, first.action) == ("edit", "add")
    changed = {(c.field, c.before, c.after) for c in newest.changed}
    assert ("facility", "", "St Anna") in changed
    assert ("measurement", "kap_gy_cm2 2", None) in changed
    assert ("measurement", None, "kap_gy_cm2 3") in changed


def test_an_edit_that_changes_nothing_writes_nothing(desk: Desk, patient_id: str) -> None:
    saved = ledger.add_exam(desk, patient_id, an_exam(measurements=[kap()]))
    ledger.edit_exam(desk, saved.entity_id, an_exam(measurements=[kap()]))
    assert len(trace.edits(desk, saved.entity_id)) == 1


def test_undo_is_refused_when_a_later_change_builds_on_it(desk: Desk, patient_id: str) -> None:
    saved = ledger.add_exam(desk, patient_id, an_exam())
    ledger.edit_exam(desk, saved.entity_id, an_exam(measurements=[kap()]))
    with pytest.raises(UndoRefused):
        ledger.undo(desk, saved.batch_id)
    assert len(listed(desk, patient_id)) == 1


def test_undo_twice_is_refused(desk: Desk, patient_id: str) -> None:
    saved = ledger.add_exam(desk, patient_id, an_exam())
    ledger.undo(desk, saved.batch_id)
    with pytest.raises(UndoRefused):
        ledger.undo(desk, saved.batch_id)
    with pytest.raises(NotFound):
        ledger.undo(desk, "no such batch")


def test_the_same_report_is_accepted_once(desk: Desk, patient_id: str) -> None:
    exam = an_exam(reports=[SourceReportCreate(sop_instance_uid="1.2.3")])
    ledger.add_exam(desk, patient_id, exam)
    with pytest.raises(AlreadyRecorded):
        ledger.add_exam(desk, patient_id, exam)
    assert len(listed(desk, patient_id)) == 1


def test_the_same_irradiation_event_is_accepted_once_and_again_after_it_was_deleted(
    desk: Desk, patient_id: str
) -> None:
    exam = an_exam(events=[EventCreate(event_uid="1.2.840.1", dlp_mgy_cm=3.0)])
    saved = ledger.add_exam(desk, patient_id, exam)
    with pytest.raises(AlreadyRecorded):
        ledger.add_exam(desk, patient_id, exam)
    gone = ledger.delete_exam(desk, saved.entity_id)
    ledger.add_exam(desk, patient_id, exam)
    with pytest.raises(AlreadyRecorded):
        ledger.undo(desk, gone.batch_id)


def test_the_same_report_belongs_to_each_person_it_is_accepted_for(desk: Desk, patient_id: str) -> None:
    other = people.add(desk, PatientCreate(name="Child Example")).entity_id
    exam = an_exam(reports=[SourceReportCreate(sop_instance_uid="1.2.3")])
    ledger.add_exam(desk, patient_id, exam)
    ledger.add_exam(desk, other, exam)
    assert len(listed(desk, patient_id)) == len(listed(desk, other)) == 1


def test_dates_in_the_future_and_before_birth_are_refused(desk: Desk, patient_id: str) -> None:
    tomorrow = date.fromordinal(clock.today().toordinal() + 1)
    with pytest.raises(DateError, match="future"):
        ledger.add_exam(desk, patient_id, an_exam(date_first=tomorrow, date_last=tomorrow))
    long_ago = date(1970, 1, 1)
    with pytest.raises(DateError, match="birth"):
        ledger.add_exam(desk, patient_id, an_exam(date_first=long_ago, date_last=long_ago))
    assert listed(desk, patient_id) == []


def test_a_year_that_has_begun_is_not_the_future(desk: Desk, patient_id: str) -> None:
    year = clock.today().year
    ledger.add_exam(
        desk,
        patient_id,
        an_exam(date_first=date(year, 1, 1), date_last=date(year, 12, 31), date_precision="year"),
    )


def test_unknown_kind_and_region_are_refused(desk: Desk, patient_id: str) -> None:
    with pytest.raises(ValueRefused):
        ledger.add_exam(desk, patient_id, an_exam(kind_key="no_such_kind"))
    with pytest.raises(ValueRefused):
        ledger.add_exam(desk, patient_id, an_exam(region="no_such_region"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("exam_count", 0),
        ("exam_count", 1001),
        ("side", "up"),
        ("date_precision", "hour"),
        ("facility", "x" * 10_000),
        ("date_last", date(2019, 1, 1)),
        ("entered_from", "hearsay"),
    ],
)
def test_a_field_that_cannot_hold_a_value_says_so(field: str, value: object) -> None:
    with pytest.raises(ValueRefused) as refused:
        an_exam(**{field: value})
    assert str(refused.value).endswith(".")


def test_own_words_or_a_kind_are_needed() -> None:
    with pytest.raises(ValueRefused, match="what was done"):
        an_exam(kind_key="")


def test_numbers_from_a_report_belong_to_one_exam() -> None:
    with pytest.raises(ValueRefused, match="one exam"):
        an_exam(exam_count=20, measurements=[kap()])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_values_that_are_no_doses_are_refused(value: float) -> None:
    with pytest.raises(ValueRefused):
        checked(MeasurementCreate, quantity="kap_gy_cm2", value=value)


def test_same_kind_and_date_is_found_for_a_warning(desk: Desk, patient_id: str) -> None:
    saved = ledger.add_exam(desk, patient_id, an_exam())
    assert ledger.same_day(desk, patient_id, an_exam()) == [saved.entity_id]
    assert ledger.same_day(desk, patient_id, an_exam(kind_key="ct_chest")) == []


def test_known_values_come_most_used_first(desk: Desk, patient_id: str) -> None:
    for place in ("City", "St Anna", "St Anna", ""):
        ledger.add_exam(desk, patient_id, an_exam(facility=place))
    assert ledger.known_values(desk, patient_id, "facility") == ["St Anna", "City"]


def test_every_write_has_its_change_and_a_failed_one_leaves_nothing(desk: Desk, patient_id: str) -> None:
    exam = an_exam(events=[EventCreate(event_uid="1"), EventCreate(event_uid="1")])
    with pytest.raises(AlreadyRecorded):
        ledger.add_exam(desk, patient_id, exam)
    with reading(desk, None) as session:
        assert session.exec(select(Exam)).all() == []
        assert {c.entity for c in session.exec(select(Change))} == {"patient"}


exams = st.builds(
    an_exam,
    facility=st.text(max_size=30),
    notes=st.text(max_size=100),
    exam_count=st.integers(1, 1000),
    side=st.sampled_from(["", "left", "right", "both"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=exams, second=exams)
def test_undo_of_any_edit_restores_the_exam_exactly(
    desk: Desk, patient_id: str, first: ExamCreate, second: ExamCreate
) -> None:
    saved = ledger.add_exam(desk, patient_id, first)
    before = ledger.exam(desk, saved.entity_id)
    edit = ledger.edit_exam(desk, saved.entity_id, second)
    assert ledger.exam(desk, saved.entity_id) == second
    if before != second:
        ledger.undo(desk, edit.batch_id)
    assert ledger.exam(desk, saved.entity_id) == before
