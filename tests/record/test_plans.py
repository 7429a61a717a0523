"""A plan that was done: the exam comes in and the plan goes, in one action that one undo takes back."""

from datetime import date, timedelta

import pytest

from tests.record.test_ledger import an_exam
from tracker import clock
from tracker.errors import DateError, NotFound
from tracker.record import frames, ledger, plans, trace
from tracker.record.desk import Desk
from tracker.record.procedures import PlannedExamCreate


def test_done_adds_the_exam_and_takes_the_plan_out_and_one_undo_takes_both_back(desk: Desk, patient_id: str) -> None:
    plan_id = plans.add(desk, patient_id, PlannedExamCreate(kind_key="ct_chest")).entity_id
    saved = plans.done(desk, plan_id, an_exam())
    assert saved.entity_id == frames.exams(desk, patient_id)["id"].iloc[0]
    assert plans.plans(desk, patient_id) == []
    assert [edit.action for edit in trace.edits(desk, saved.entity_id)] == ["add"]
    ledger.undo(desk, saved.batch_id)
    assert frames.exams(desk, patient_id).empty
    assert [plan.id for plan in plans.plans(desk, patient_id)] == [plan_id]


def test_an_exam_that_cannot_be_leaves_the_plan_where_it_is(desk: Desk, patient_id: str) -> None:
    plan_id = plans.add(desk, patient_id, PlannedExamCreate(kind_key="ct_chest")).entity_id
    later = clock.today() + timedelta(days=2)
    with pytest.raises(DateError):
        plans.done(desk, plan_id, an_exam(date_first=later, date_last=later))
    assert len(plans.plans(desk, patient_id)) == 1
    assert frames.exams(desk, patient_id).empty


def test_a_plan_that_is_gone_is_said_to_be(desk: Desk, patient_id: str) -> None:
    plan_id = plans.add(desk, patient_id, PlannedExamCreate(own_words="a scan")).entity_id
    plans.remove(desk, plan_id)
    with pytest.raises(NotFound):
        plans.done(desk, plan_id, an_exam())
    assert frames.exams(desk, patient_id).empty


def test_the_soonest_comes_first_and_what_has_no_day_last(desk: Desk, patient_id: str) -> None:
    for words, day in (("none", None), ("later", date(2030, 1, 1)), ("soon", date(2029, 1, 1))):
        plans.add(desk, patient_id, PlannedExamCreate(own_words=words, planned_on=day))
    assert [plan.own_words for plan in plans.plans(desk, patient_id)] == ["soon", "later", "none"]
