"""Injections, drugs, the test-block log and plans: checked, stored, edited, undone and carried along."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tracker.errors import NotFound, ValueRefused
from tracker.record import archive, details, ledger, plans, sample, trace
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import EventCreate, ExamCreate
from tracker.record.procedures import DrugCreate, InjectionCreate, PainEntryCreate, PlannedExamCreate
from tracker.reference import LEVELS


def an_injection(**fields: object) -> ExamCreate:
    values: dict[str, object] = {
        "kind_key": "esi_lumbar_transforaminal_rf",
        "date_first": date(2024, 3, 4),
        "date_last": date(2024, 3, 4),
        "side": "left",
        "injection": InjectionCreate(levels=["L4-5", "L5-S1"], purpose="treatment", pain_before=7, relief_percent=60),
        "drugs": [
            DrugCreate(drug_key="methylprednisolone", dose_mg=40),
            DrugCreate(drug_key="lidocaine"),
            DrugCreate(name="something new", dose_mg=2.5),
        ],
    }
    return ExamCreate.model_validate(values | fields)


@pytest.fixture
def exam_id(desk: Desk, patient_id: str) -> str:
    return ledger.add_exam(desk, patient_id, an_injection()).entity_id


def test_an_injection_comes_back_as_it_went_in(desk: Desk, exam_id: str) -> None:
    assert ledger.exam(desk, exam_id).model_dump() == an_injection().model_dump()


def test_an_edit_keeps_the_rows_that_stay_the_same_and_says_what_changed(desk: Desk, exam_id: str) -> None:
    exam = an_injection()
    changed = an_injection(
        drugs=[exam.drugs[0], DrugCreate(drug_key="lidocaine", dose_mg=20)],
        injection=InjectionCreate(levels=["L4-5"], purpose="treatment", pain_before=7, relief_percent=60),
    )
    ledger.edit_exam(desk, exam_id, changed)
    said = {(c.field, str(c.before), str(c.after)) for c in trace.edits(desk, exam_id)[0].changed}
    assert said == {
        ("levels", "['L4-5', 'L5-S1']", "['L4-5']"),
        ("drug", "lidocaine", "None"),
        ("drug", "something new 2.5 mg", "None"),
        ("drug", "None", "lidocaine 20 mg"),
    }
    assert [d.drug_key for d in ledger.exam(desk, exam_id).drugs] == ["methylprednisolone", "lidocaine"]


def test_an_edit_without_changes_writes_nothing(desk: Desk, exam_id: str) -> None:
    before = len(trace.edits(desk, exam_id))
    ledger.edit_exam(desk, exam_id, ledger.exam(desk, exam_id))
    assert len(trace.edits(desk, exam_id)) == before


def test_what_is_said_of_the_injection_can_be_taken_out_and_undone(desk: Desk, exam_id: str) -> None:
    saved = ledger.edit_exam(desk, exam_id, an_injection(injection=None, drugs=[]))
    assert ledger.exam(desk, exam_id).injection is None
    ledger.undo(desk, saved.batch_id)
    assert ledger.exam(desk, exam_id).model_dump() == an_injection().model_dump()


def test_a_deleted_exam_takes_everything_along_and_brings_it_back(desk: Desk, patient_id: str, exam_id: str) -> None:
    ledger.save_pain_log(desk, exam_id, [PainEntryCreate(minutes_after=0, pain=7)])
    saved = ledger.delete_exam(desk, exam_id)
    for read in (details.injections, details.drugs, details.pain):
        assert read(desk, patient_id).empty
    ledger.undo(desk, saved.batch_id)
    assert ledger.exam(desk, exam_id).model_dump() == an_injection().model_dump()
    assert len(ledger.pain_log(desk, exam_id)) == 1


def test_an_injection_of_which_nothing_is_said_leaves_no_row(desk: Desk, patient_id: str) -> None:
    ledger.add_exam(desk, patient_id, an_injection(injection=InjectionCreate(), drugs=[]))
    assert details.injections(desk, patient_id).empty


def test_the_log_is_made_exactly_what_is_given(desk: Desk, exam_id: str) -> None:
    first = [PainEntryCreate(minutes_after=m, pain=p, side="left") for m, p in ((0, 8), (15, 4), (30, 2))]
    ledger.save_pain_log(desk, exam_id, first)
    second = [
        *first[:2],
        PainEntryCreate(minutes_after=30, pain=3, side="left"),
        PainEntryCreate(minutes_after=1440, pain=6),
    ]
    saved = ledger.save_pain_log(desk, exam_id, second)
    assert ledger.pain_log(desk, exam_id) == second
    ledger.undo(desk, saved.batch_id)
    assert ledger.pain_log(desk, exam_id) == first


def test_the_log_says_each_moment_once(desk: Desk, exam_id: str) -> None:
    twice = [PainEntryCreate(minutes_after=15, pain=4), PainEntryCreate(minutes_after=15, pain=5)]
    with pytest.raises(ValueRefused, match="same time"):
        ledger.save_pain_log(desk, exam_id, twice)
    both_sides = [PainEntryCreate(minutes_after=15, pain=4, side=side) for side in ("left", "right")]
    ledger.save_pain_log(desk, exam_id, both_sides)
    assert len(ledger.pain_log(desk, exam_id)) == 2


def test_the_log_of_no_exam_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound):
        ledger.save_pain_log(desk, "nobody", [PainEntryCreate(minutes_after=0, pain=1)])


def test_plans_come_soonest_first_and_can_be_changed_and_undone(desk: Desk, patient_id: str) -> None:
    someday = plans.add(desk, patient_id, PlannedExamCreate(own_words="a scan")).entity_id
    later = plans.add(desk, patient_id, PlannedExamCreate(kind_key="ct_chest", planned_on=date(2031, 5, 1))).entity_id
    soon = plans.add(desk, patient_id, PlannedExamCreate(kind_key="ct_chest", planned_on=date(2030, 5, 1))).entity_id
    assert [p.id for p in plans.plans(desk, patient_id)] == [soon, later, someday]
    plans.edit(desk, soon, PlannedExamCreate(kind_key="ct_chest", planned_on=date(2032, 5, 1)))
    assert [p.id for p in plans.plans(desk, patient_id)] == [later, soon, someday]
    saved = plans.remove(desk, later)
    assert [p.id for p in plans.plans(desk, patient_id)] == [soon, someday]
    ledger.undo(desk, saved.batch_id)
    assert [p.id for p in plans.plans(desk, patient_id)] == [later, soon, someday]


@pytest.mark.parametrize(
    "wrong",
    [
        {"levels": ["L9"]},
        {"purpose": "cure"},
        {"best_after": 3},
        {"relief_lasted": 3, "relief_lasted_unit": "years"},
        {"still_working": "perhaps"},
        {"pain_before": 11},
        {"pain_before": float("nan")},
        {"relief_percent": -1},
        {"relief_percent": 120},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((ValueRefused, ValidationError)):
        InjectionCreate.model_validate(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"drug_key": "aspirin"},
        {"name": "x", "dose_mg": 0},
        {"name": "x", "dose_mg": -4},
        {"drug_key": "none_given", "dose_mg": 4},
    ],
)
def test_a_drug_needs_a_name_and_no_zero_dose(wrong: dict[str, object]) -> None:
    with pytest.raises((ValueRefused, ValidationError)):
        DrugCreate.model_validate(wrong)


@pytest.mark.parametrize("wrong", [{}, {"kind_key": "nonsense"}, {"kind_key": "ct_chest", "side": "up"}])
def test_a_plan_needs_a_kind_or_own_words(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueRefused):
        PlannedExamCreate.model_validate(wrong)


def test_columns_for_the_pages(desk: Desk, patient_id: str) -> None:
    event = EventCreate(event_uid="1.2.3", air_kerma_mgy=4.5, geometry={"primary_angle_deg": 12.5})
    exam_id = ledger.add_exam(desk, patient_id, an_injection(events=[event, EventCreate(event_uid="1.2.4")])).entity_id
    injections, drugs = details.injections(desk, patient_id), details.drugs(desk, patient_id)
    events = details.events(desk, patient_id)
    assert injections.loc[0, "levels"] == ["L4-5", "L5-S1"]
    assert injections["relief_lasted"].isna().all()
    assert drugs["exam_id"].tolist() == [exam_id] * 3
    assert drugs["dose_mg"].fillna(-1).tolist() == [40, -1, 2.5]
    assert events.loc[0, "geometry"] == {"primary_angle_deg": 12.5}
    assert events.loc[1, "geometry"] is None
    assert events["air_kerma_mgy"].fillna(-1).tolist() == [4.5, -1]


def test_the_json_export_carries_all_of_it(desk: Desk, patient_id: str, exam_id: str, tmp_path: Path) -> None:
    ledger.save_pain_log(desk, exam_id, [PainEntryCreate(minutes_after=15, pain=4, note="walked")])
    plans.add(desk, patient_id, PlannedExamCreate(kind_key="ct_chest", planned_on=date(2030, 5, 1)))
    other = open_desk(tmp_path / "other.db")
    archive.restore(other, archive.dump(desk))
    assert ledger.exam(other, exam_id) == ledger.exam(desk, exam_id)
    assert ledger.pain_log(other, exam_id) == ledger.pain_log(desk, exam_id)
    assert [p.planned_on for p in plans.plans(other, patient_id)] == [date(2030, 5, 1)]
    other.close()


def test_removing_the_sample_leaves_none_of_it(desk: Desk) -> None:
    sample_id = sample.load(desk)
    invented = desk.acting_as("sample")
    ledger.save_pain_log(
        invented,
        ledger.add_exam(invented, sample_id, an_injection()).entity_id,
        [PainEntryCreate(minutes_after=0, pain=7)],
    )
    sample.remove(desk)
    for read in (details.injections, details.drugs, details.pain, details.events):
        assert read(desk, sample_id).empty
    assert plans.plans(desk, sample_id) == []


@given(st.lists(st.sampled_from(LEVELS), unique=True), st.floats(0, 10), st.floats(0, 100))
def test_every_level_and_every_number_on_the_scale_is_taken(levels: list[str], pain_: float, relief: float) -> None:
    made = InjectionCreate(levels=levels, pain_before=pain_, relief_percent=relief)
    assert made.levels == levels
    assert made.empty is False


def test_a_later_report_tells_more_of_a_known_exposure_and_replaces_nothing(desk: Desk, patient_id: str) -> None:
    first = EventCreate(event_uid="1.2.3", air_kerma_mgy=4.5, plane="single")
    exam_id = ledger.add_exam(desk, patient_id, an_injection(events=[first])).entity_id
    fuller = EventCreate(event_uid="1.2.3", air_kerma_mgy=9, kap_gy_cm2=0.9, geometry={"primary_angle_deg": 12.5})
    addition = ledger.Addition(exam_id, an_injection(events=[fuller]))
    saved = ledger.accept_import(desk, patient_id, [], [addition])
    (event,) = details.events(desk, patient_id).to_dict("records")
    assert (event["air_kerma_mgy"], event["kap_gy_cm2"]) == (4.5, 0.9)
    assert event["geometry"] == {"primary_angle_deg": 12.5}
    ledger.undo(desk, saved.batch_id)
    (event,) = details.events(desk, patient_id).to_dict("records")
    assert event["geometry"] is None


def test_the_history_of_edits_tells_of_the_log(desk: Desk, exam_id: str) -> None:
    lines = [PainEntryCreate(minutes_after=m, pain=p) for m, p in ((0, 8), (15, 4), (30, 2))]
    ledger.save_pain_log(desk, exam_id, lines)
    ledger.save_pain_log(desk, exam_id, [*lines[:2], PainEntryCreate(minutes_after=30, pain=5)])
    last, first, _added = trace.edits(desk, exam_id)
    assert [(c.field, c.before, c.after) for c in first.changed] == [("pain_log", None, 3)]
    assert [(c.field, c.before, c.after) for c in last.changed] == [("pain_log", 1, 1)]
