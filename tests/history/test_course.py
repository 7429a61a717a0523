"""The course: sessions, days since, best and last response, and what a rough date leaves open."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.record.test_ledger import an_exam
from tracker.history.course import Course, course, course_of, since_text
from tracker.history.summary import summarise
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.procedures import DrugCreate, InjectionCreate

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
    assert course.last_steroid_text() == "none recorded"
    assert course.unknown_since_text() == ""


def test_the_last_steroid_with_days_site_product_and_mg(desk: Desk, patient_id: str) -> None:
    levels = InjectionCreate(levels=["L4-5"])
    add(desk, patient_id, date(2026, 3, 3), drugs=[STEROID])
    add(desk, patient_id, date(2026, 9, 3), drugs=[STEROID, DrugCreate(drug_key="lidocaine")], injection=levels)
    add(desk, patient_id, date(2026, 10, 1), drugs=[DrugCreate(drug_key="lidocaine")])
    course = found(desk, patient_id)
    assert (course.days_since_steroid, course.days_since_last) == (78, 50)
    assert course.last_steroid_text() == ("3 Sep 2026 (78 days ago), Lumbar spine L4-5 left, methylprednisolone 40 mg")
    assert course.unknown_since_steroid == 0


def test_a_later_injection_without_its_drugs_is_said(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), drugs=[STEROID])
    add(desk, patient_id, date(2026, 10, 1))
    add(desk, patient_id, date(2026, 1, 1))
    course = found(desk, patient_id)
    assert (course.days_since_steroid, course.unknown_since_steroid) == (78, 1)
    assert course.unknown_since_text().startswith("1 injection that may be later")


def test_no_steroid_on_record_is_not_no_steroid(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3))
    course = found(desk, patient_id)
    assert (course.last_steroid_text(), course.unknown_since_steroid) == ("none recorded", 1)
    assert course.steroids.not_recorded == 1


def test_days_are_counted_from_an_exact_day_only(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 10, 1), date(2026, 10, 31), drugs=[STEROID])
    course = found(desk, patient_id)
    assert (course.days_since_steroid, course.days_since_last) == (None, None)
    assert course.last_steroid_text().startswith("Oct 2026 to Oct 2026 (day not known), Lumbar spine left")


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
    words = found(desk, patient_id).last_steroid_text()
    assert words.startswith("3 Sep 2026 (78 days ago), ")
    assert set(words.partition("ago), ")[2].split("; ")) == {
        "Lumbar spine left, methylprednisolone 40 mg",
        "Hip right, triamcinolone 20 mg",
    }


def test_without_a_steroid_nothing_is_later(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3))
    assert found(desk, patient_id).unknown_since_text() == "1 injection has no full record of its drugs"


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
    ("days", "words"), [(None, "day not known"), (0, "today"), (1, "1 day ago"), (78, "78 days ago")]
)
def test_how_long_ago_in_words(days: int | None, words: str) -> None:
    assert since_text(days) == words


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
