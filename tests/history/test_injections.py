"""The injections of one person, put together from the exams and what is recorded of them."""

from datetime import date
from typing import Any

import pytest

from tests.history.test_course import TODAY, add, found
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.procedures import DrugCreate, InjectionCreate, PainEntryCreate
from tracker.view.injections import drugs_text, place_text, unknown_since_text, unknown_steroids


def test_everything_recorded_of_an_injection(desk: Desk, patient_id: str) -> None:
    exam_id = add(
        desk,
        patient_id,
        date(2026, 9, 3),
        facility="St Anna",
        entered_from="report",
        injection=InjectionCreate(
            levels=["L5-S1", "L4-5"],
            purpose="treatment",
            pain_before=7,
            pain_after=2,
            complication="yes",
            complication_text="felt faint",
            sedation="no",
            operator="Dr Example",
        ),
        drugs=[DrugCreate(drug_key="methylprednisolone", dose_mg=40), DrugCreate(drug_key="lidocaine")],
    )
    ledger.save_pain_log(desk, exam_id, [PainEntryCreate(minutes_after=m, pain=p) for m, p in ((60, 4), (0, 8))])
    (one,) = found(desk, patient_id).injections
    assert (one.exam_id, one.when, one.exact, one.family) == (exam_id, "3 Sep 2026", True, "Lumbar spine epidural")
    assert (one.levels, place_text(one)) == (("L4-5", "L5-S1"), "Lumbar spine L4-5, L5-S1 left")
    assert one.plain_name == "Epidural injection, lower back, from the side (nerve root block), X-ray guided"
    assert (one.guidance, one.facility, one.operator, one.sedation) == ("fluoroscopy", "St Anna", "Dr Example", "no")
    assert (one.complication, one.complication_text) == ("yes", "felt faint")
    assert (one.pain_before, one.pain_after, one.known_from) == (7, 2, "report")
    assert drugs_text(one) == "methylprednisolone 40 mg, lidocaine"
    assert [given.name for given in one.steroids] == ["methylprednisolone"]
    assert [line.minutes_after for line in one.log] == [0, 60]
    assert one.response is not None
    assert (one.response.percent, one.response.from_log) == (50, True)


def test_an_injection_of_which_nothing_more_is_known(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), side="")
    (one,) = found(desk, patient_id).injections
    assert (one.drugs, one.response, one.levels, one.log) == ((), None, (), ())
    assert (one.pain_before, one.operator, drugs_text(one), one.known_from) == (None, "", "", "memory")
    assert place_text(one) == "Lumbar spine"


def test_an_exam_with_drugs_or_pain_is_one_too_and_other_exams_are_not(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), kind_key="ct_chest")
    shot: dict[str, Any] = {"kind_key": "", "own_words": "shot in the foot", "side": ""}
    given = add(desk, patient_id, date(2026, 9, 2), **shot, drugs=[DrugCreate(drug_key="triamcinolone")])
    logged = add(desk, patient_id, date(2026, 9, 1), **shot)
    ledger.save_pain_log(desk, logged, [PainEntryCreate(minutes_after=0, pain=8)])
    course = found(desk, patient_id)
    assert [one.exam_id for one in course.injections] == [given, logged]
    assert {place_text(one) for one in course.injections} == {""}
    assert sum(s.sessions for s in course.sessions) == 2


@pytest.mark.parametrize(
    ("drug", "key", "name", "steroid"),
    [
        ({"drug_key": "dexamethasone"}, "dexamethasone", "dexamethasone", True),
        ({"name": "Kenalog 40"}, "triamcinolone", "triamcinolone", True),
        ({"name": "Xylocaine 1 %"}, "lidocaine", "lidocaine", False),
        ({"name": "no cortisone"}, "", "no cortisone", False),
        ({"name": "something new"}, "", "something new", False),
    ],
)
def test_a_brand_in_own_words_is_the_product(
    desk: Desk, patient_id: str, drug: dict[str, Any], key: str, name: str, steroid: bool
) -> None:
    add(desk, patient_id, date(2026, 9, 3), drugs=[DrugCreate(**drug)])
    ((given,),) = [one.drugs for one in found(desk, patient_id).injections]
    assert (given.drug_key, given.name, given.is_steroid, given.dose_mg) == (key, name, steroid, None)


def test_a_deleted_injection_is_gone(desk: Desk, patient_id: str) -> None:
    exam_id = add(desk, patient_id, TODAY, drugs=[DrugCreate(drug_key="dexamethasone")])
    ledger.delete_exam(desk, exam_id)
    assert found(desk, patient_id).injections == ()


@pytest.mark.parametrize(
    ("name", "key", "dose_mg"),
    [
        ("Kenalog-40", "triamcinolone", 40),
        ("Kenalog + lidocaine", "triamcinolone", None),
        ("Cortisone shot", "steroid_not_known", 40),
    ],
)
def test_a_steroid_in_own_words_is_one_and_a_mixture_has_no_milligrams(
    desk: Desk, patient_id: str, name: str, key: str, dose_mg: float | None
) -> None:
    add(desk, patient_id, date(2026, 9, 3), drugs=[DrugCreate(name=name, dose_mg=40)])
    ((given,),) = [one.steroids for one in found(desk, patient_id).injections]
    assert (given.drug_key, given.dose_mg) == (key, dose_mg)


@pytest.mark.parametrize(
    ("drugs", "hides", "injected"),
    [
        ([], True, True),
        ([DrugCreate(name="magic juice")], True, True),
        ([DrugCreate(name="no cortisone")], False, True),
        ([DrugCreate(drug_key="lidocaine")], False, True),
        ([DrugCreate(drug_key="none_given")], False, False),
    ],
)
def test_what_may_hide_a_steroid(
    desk: Desk, patient_id: str, drugs: list[DrugCreate], hides: bool, injected: bool
) -> None:
    add(desk, patient_id, date(2026, 9, 3), drugs=drugs)
    (one,) = found(desk, patient_id).injections
    assert (one.may_hide_steroid, one.injected) == (hides, injected)


@pytest.mark.parametrize(
    "kind", ["rf_bronchoscopy", "ct_biopsy", "rf_lumbar_puncture", "scs_implant_rf", "rf_gastrostomy", "rf_myelogram"]
)
def test_what_injects_nothing_is_no_injection(desk: Desk, patient_id: str, kind: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), kind_key=kind)
    course = found(desk, patient_id)
    assert (course.injections, course.sessions, course.steroids.not_recorded) == ((), (), 0)
    add(desk, patient_id, date(2026, 9, 4), kind_key=kind, injection=InjectionCreate(sedation="yes"))
    course = found(desk, patient_id)
    assert (len(course.injections), course.injected, course.last, course.sessions) == (1, False, None, ())
    assert (unknown_since_text(course), unknown_steroids(course.steroids)) == ("", [])
