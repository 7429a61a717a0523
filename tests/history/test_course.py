"""The course: sessions, days since, best and last response, and what a rough date leaves open."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.record.test_ledger import an_exam
from tracker import dates
from tracker.history.course import Course, course, course_of
from tracker.history.summary import summarise
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.procedures import DrugCreate, InjectionCreate
from tracker.view import json as values
from tracker.view import overview
from tracker.view.injections import (
    course_lines,
    last_steroid_text,
    outcomes,
    place_text,
    since_text,
    sites_text,
    unknown_since_text,
)

TODAY = date(2026, 11, 20)
EPIDURAL = "esi_lumbar_transforaminal_rf"
STEROID = DrugCreate(drug_key="methylprednisolone", dose_mg=40)


def add(desk: Desk, patient_id: str, first: date, last: date | None = None, **fields: Any) -> str:
    """Log an injection; returns its id."""
    when = {"date_first": first, "date_last": last or first, "date_precision": "range" if last else "day"}
    values = {"kind_key": EPIDURAL, "side": "left", **when, **fields}
    return ledger.add_exam(desk, patient_id, an_exam(**values)).entity_id


def found(desk: Desk, patient_id: str, today: date = TODAY) -> Course:
    """The course of a person."""
    return course(desk, summarise(desk, patient_id, today))


def relief(percent: float, **fields: Any) -> InjectionCreate:
    """An injection with so much relief."""
    return InjectionCreate(relief_percent=percent, **fields)


def test_without_injections(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), kind_key="ct_chest")
    course = found(desk, patient_id)
    assert (course.injections, course.sessions, course.by_day) == ((), (), ())
    assert (course.last_steroid, course.days_since_steroid, course.days_since_last) == (None, None, None)
    assert (course.best, course.last_response, course.last) == (None, None, None)
    assert last_steroid_text(course) == "none recorded"
    assert unknown_since_text(course) == ""


def test_the_last_steroid_with_days_site_product_and_mg(desk: Desk, patient_id: str) -> None:
    levels = InjectionCreate(levels=["L4-5"])
    add(desk, patient_id, date(2026, 3, 3), drugs=[STEROID])
    add(desk, patient_id, date(2026, 9, 3), drugs=[STEROID, DrugCreate(drug_key="lidocaine")], injection=levels)
    add(desk, patient_id, date(2026, 10, 1), drugs=[DrugCreate(drug_key="lidocaine")])
    course = found(desk, patient_id)
    assert (course.days_since_steroid, course.days_since_last) == (78, 50)
    assert last_steroid_text(course) == ("3 Sep 2026 (78 days ago), Lumbar spine L4-5 left, methylprednisolone 40 mg")
    assert course.unknown_since_steroid == 0


def test_a_later_injection_without_its_drugs_is_said(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), drugs=[STEROID])
    add(desk, patient_id, date(2026, 10, 1))
    add(desk, patient_id, date(2026, 1, 1))
    course = found(desk, patient_id)
    assert (course.days_since_steroid, course.unknown_since_steroid) == (78, 1)
    assert unknown_since_text(course).startswith("1 injection that may be later")


def test_no_steroid_on_record_is_not_no_steroid(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3))
    course = found(desk, patient_id)
    assert (last_steroid_text(course), course.unknown_since_steroid) == ("none recorded", 1)
    assert course.steroids.not_recorded == 1


def test_days_are_counted_from_an_exact_day_only(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 10, 1), date(2026, 10, 31), drugs=[STEROID])
    course = found(desk, patient_id)
    assert (course.days_since_steroid, course.days_since_last) == (None, None)
    assert last_steroid_text(course).startswith("Oct 2026 to Oct 2026 (about 1 month ago), Lumbar spine left")


def test_a_rough_date_never_hides_an_exact_one(desk: Desk, patient_id: str) -> None:
    """The year 2026 may mean December, but only the exact day is certain to be that recent."""
    exact = add(desk, patient_id, date(2026, 9, 3), drugs=[STEROID])
    add(desk, patient_id, date(2026, 1, 1), date(2026, 12, 31), drugs=[STEROID])
    course = found(desk, patient_id)
    assert course.last_steroid is not None
    assert (course.last_steroid.exam_id, course.days_since_steroid) == (exact, 78)
    assert course.unknown_since_steroid == 1


def test_of_dates_that_begin_on_one_day_the_exact_one_is_the_newest(desk: Desk, patient_id: str) -> None:
    exact = add(desk, patient_id, date(2026, 1, 1), drugs=[STEROID])
    add(desk, patient_id, date(2026, 1, 1), date(2026, 12, 31), drugs=[STEROID])
    course = found(desk, patient_id)
    assert course.last_steroid is not None
    assert (course.last_steroid.exam_id, course.last_steroids) == (exact, (course.last_steroid,))
    assert course.unknown_since_steroid == 1


def test_every_steroid_of_the_last_day_is_named(desk: Desk, patient_id: str) -> None:
    day = date(2026, 9, 3)
    other = DrugCreate(drug_key="triamcinolone", dose_mg=20)
    add(desk, patient_id, day, drugs=[STEROID])
    add(desk, patient_id, day, kind_key="hip_injection_rf", side="right", drugs=[other])
    add(desk, patient_id, day, kind_key="knee_injection_us", drugs=[DrugCreate(drug_key="lidocaine")])
    add(desk, patient_id, date(2026, 3, 3), drugs=[STEROID])
    words = last_steroid_text(found(desk, patient_id))
    assert words.startswith("3 Sep 2026 (78 days ago), ")
    assert set(words.partition("ago), ")[2].split("; ")) == {
        "Lumbar spine left, methylprednisolone 40 mg",
        "Hip right, triamcinolone 20 mg",
    }


def test_without_a_steroid_nothing_is_later(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3))
    assert unknown_since_text(found(desk, patient_id)) == "1 injection has no full record of its drugs"


def test_sessions_of_one_kind_however_guided(desk: Desk, patient_id: str) -> None:
    for month, ending in enumerate(("rf", "us", "ct", "none", "unspecified"), start=2):
        add(desk, patient_id, date(2026, month, 3), kind_key=f"hip_injection_{ending}")
    add(desk, patient_id, date(2026, 8, 3), kind_key="epidural_none", region="lumbar_spine")
    add(desk, patient_id, date(2026, 9, 3))
    sessions = found(desk, patient_id).sessions
    assert [(s.name, s.sessions) for s in sessions] == [("Hip joint injection", 5), ("Lumbar spine epidural", 2)]


def test_several_on_one_exact_day_are_one_session(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), exam_count=3, count_is_approximate=True)
    (session,) = found(desk, patient_id).sessions
    assert (session.sessions, session.approximate) == (1, False)


def test_best_and_last_response(desk: Desk, patient_id: str) -> None:
    best = add(desk, patient_id, date(2026, 1, 3), injection=relief(80))
    add(desk, patient_id, date(2025, 1, 3), injection=relief(80))
    last = add(desk, patient_id, date(2026, 6, 3), injection=relief(20))
    add(desk, patient_id, date(2026, 9, 3))
    course = found(desk, patient_id)
    assert course.best is not None
    assert course.last_response is not None
    assert (course.best.exam_id, course.last_response.exam_id) == (best, last)


def test_a_response_without_percent_is_the_last_but_never_the_best(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), injection=InjectionCreate(still_working="yes"))
    course = found(desk, patient_id)
    assert course.best is None
    assert course.last_response is not None


def test_injections_of_one_day_are_one_group_and_one_session(desk: Desk, patient_id: str) -> None:
    day = date(2026, 9, 3)
    add(desk, patient_id, day, side="left")
    add(desk, patient_id, day, side="right")
    add(desk, patient_id, day, kind_key="hip_injection_rf")
    add(desk, patient_id, date(2026, 3, 1), date(2026, 3, 31))
    add(desk, patient_id, date(2026, 3, 1), date(2026, 3, 31))
    add(desk, patient_id, date(2025, 1, 1), date(2025, 12, 31))
    course = found(desk, patient_id)
    assert [len(group) for group in course.by_day] == [3, 1, 1, 1]
    assert [(s.name, s.sessions) for s in course.sessions] == [("Lumbar spine epidural", 3), ("Hip joint injection", 1)]
    assert course.sessions_uncertain == 1


def test_a_guessed_number_is_said_to_be_one(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 1, 1), date(2026, 6, 1), exam_count=3, count_is_approximate=True)
    (session,) = found(desk, patient_id).sessions
    assert (session.sessions, session.approximate) == (3, True)


def test_a_selection_has_the_course_of_its_exams_only(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), drugs=[STEROID])
    add(desk, patient_id, date(2020, 9, 3), drugs=[STEROID])
    whole = summarise(desk, patient_id, TODAY)
    assert len(course(desk, whole.select(years=[2020])).injections) == 1
    assert len(course_of(whole).injections) == 2
    assert course_of(whole).last_steroid is None


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("20 Nov 2026", "today"),
        ("19 Nov 2026", "1 day ago"),
        ("3 Sep 2026", "78 days ago"),
        ("November 2026", "this month"),
        ("October 2026", "about 1 month ago"),
        ("March 2026", "about 8 months ago"),
        ("March 2024", "about 3 years ago"),
        ("2026", "up to 10 months ago"),
        ("2025", "about 11 to 22 months ago"),
        ("2024", "about 2 years ago"),
        ("summer 2026", "about 3 to 5 months ago"),
        ("winter 2019/20", "about 7 years ago"),
        ("2009", "about 17 years ago"),
        ("1990 to 2005", "about 21 to 37 years ago"),
        ("2010 to 2026", "up to 17 years ago"),
    ],
)
def test_how_long_ago_in_words(when: str, words: str) -> None:
    found = dates.parse(when, TODAY)
    assert since_text(found.first, found.last, TODAY) == words
    assert since_text(found.first, found.last, TODAY, ago=False) == words.removesuffix(" ago")


def test_a_rough_date_ages_everywhere_in_the_same_words(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 3, 1), date(2026, 3, 31), date_precision="month", drugs=[STEROID])
    course = found(desk, patient_id)
    assert last_steroid_text(course).startswith("March 2026 (about 8 months ago)")
    assert course_lines(course)[0] == "Last injection: March 2026 (about 8 months ago)"
    assert (values.course(course)["since_last"], values.course(course)["days_since_last"]) == (
        "about 8 months ago",
        None,
    )


def test_a_test_block_is_no_treatment(desk: Desk, patient_id: str) -> None:
    treated = add(desk, patient_id, date(2026, 1, 3), injection=relief(40))
    by_kind = add(desk, patient_id, date(2026, 6, 3), kind_key="mbb_lumbar_rf", injection=relief(90))
    by_purpose = add(desk, patient_id, date(2026, 7, 3), injection=relief(95, purpose="test"))
    words: dict[str, Any] = {"kind_key": "", "own_words": "Diagnostic block L4/5", "side": ""}
    by_words = add(desk, patient_id, date(2026, 8, 3), **words, injection=relief(80))
    course = found(desk, patient_id)
    assert [one and one.exam_id for one in (course.best, course.last_response)] == [treated, treated]
    assert [one.exam_id for one in course.test_blocks] == [by_words, by_purpose, by_kind]
    assert [title for title, _sites in outcomes(course)] == ["Best and last treatment", *["Test block"] * 3]
    as_treatment = relief(85, purpose="treatment")
    other = add(desk, patient_id, date(2026, 9, 3), kind_key="mbb_lumbar_rf", injection=as_treatment)
    again = found(desk, patient_id)
    assert again.best is not None
    assert again.best.exam_id == other


def test_a_test_block_of_the_day_of_a_treatment_stands_apart(desk: Desk, patient_id: str) -> None:
    day = date(2026, 9, 3)
    add(desk, patient_id, day, kind_key="mbb_lumbar_rf", injection=relief(90))
    add(desk, patient_id, day, kind_key="hip_injection_rf", injection=relief(30))
    lines = [f"{title}: {sites_text(sites)}" for title, sites in outcomes(found(desk, patient_id))]
    assert lines == [
        "Best and last treatment: 3 Sep 2026, Hip left: 30 % relief",
        "Test block: 3 Sep 2026, Lumbar spine left: 90 % relief",
    ]


def test_several_sites_of_a_day_are_one_session_with_the_relief_of_each(desk: Desk, patient_id: str) -> None:
    day = date(2026, 9, 3)
    add(desk, patient_id, day, injection=relief(60, levels=["L4-5"]))
    add(desk, patient_id, day, side="right", injection=relief(20, levels=["L5-S1"]))
    add(desk, patient_id, day, kind_key="si_joint_rf")
    course = found(desk, patient_id)
    assert {s.name: s.sessions for s in course.sessions} == {
        "Lumbar spine epidural": 1,
        "Sacroiliac joint injection": 1,
    }
    assert course.sessions_in_all == 1
    ((title, sites),) = outcomes(course)
    assert title == "Best and last treatment"
    words = sites_text(sites)
    assert words.startswith("3 Sep 2026, ")
    assert set(words.removeprefix("3 Sep 2026, ").split("; ")) == {
        "Lumbar spine L4-5 left: 60 % relief",
        "Lumbar spine L5-S1 right: 20 % relief",
        "Sacrum and sacroiliac joints left: relief not recorded",
    }
    assert "Sacroiliac joint injection 1 · in all 1; several sites of one day are one" in "\n".join(
        course_lines(course)
    )


def test_caudal_and_lumbar_epidurals_count_in_one_region(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3))
    add(desk, patient_id, date(2026, 6, 3), kind_key="esi_caudal_rf", side="")
    add(desk, patient_id, date(2026, 3, 3), kind_key="epidural_none", region="sacrum_sacroiliac", side="")
    add(desk, patient_id, date(2026, 2, 3), kind_key="si_joint_rf")
    course = found(desk, patient_id)
    assert [(s.name, s.region_name, s.sessions) for s in course.sessions] == [
        ("Lumbar spine epidural", "Lower back", 3),
        ("Sacroiliac joint injection", "Tailbone and sacroiliac joints", 1),
    ]
    assert [len(s.dates) for s in overview.sessions(course)] == [3, 1]
    assert place_text(course.injections[1]) == "Sacrum and sacroiliac joints", "what was done stays what it was"


@settings(
    max_examples=examples(8, fuzz=400), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 800), st.booleans()), min_size=1, max_size=6), st.integers(0, 60))
def test_days_grow_with_time_and_sessions_never_exceed_injections(
    desk: Desk, patient_id: str, ages: list[tuple[int, bool]], later: int
) -> None:
    for exam_id in summarise(desk, patient_id, TODAY).exams["exam_id"]:
        ledger.delete_exam(desk, exam_id)
    for age, steroid in ages:
        add(desk, patient_id, TODAY - timedelta(days=age), drugs=[STEROID] if steroid else [])
    now, then = found(desk, patient_id), found(desk, patient_id, TODAY + timedelta(days=later))
    assert now.days_since_last == min(age for age, _steroid in ages)
    assert then.days_since_last == min(age for age, _steroid in ages) + later
    steroid_ages = [age for age, steroid in ages if steroid]
    assert now.days_since_steroid == min(steroid_ages, default=None)
    recent = {age for age, _steroid in ages if TODAY - timedelta(days=age) > date(2025, 11, 20)}
    assert sum(s.sessions for s in now.sessions) == len(recent)
    assert sum(s.sessions for s in then.sessions) <= len(recent)
    assert sum(p.injections for p in now.steroids.products) + now.steroids.not_recorded <= len(ages)
