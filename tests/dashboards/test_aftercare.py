"""After an injection: the facts stand where the person lands, can be closed, and come back with a recent injection."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import add_exam, calm, days_back, press_row, shown
from tests.dashboards.test_injection_form import LUMBAR, Injecting
from tracker import reference
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.details import injected
from tracker.record.models import Patient, PatientCreate

FIRST = "Your clinic's sheet comes first."


@pytest.fixture
def form(app: AppTest, maria: Patient) -> Injecting:
    return Injecting(app, maria)


def today(form: Injecting, kind: str) -> None:
    """Fill in an injection of today."""
    form.choose(kind)
    day = days_back(0)
    form.year(day.year)
    form.select("month", day.month)
    form.select("day", day.day)


def boxes(page: AppTest) -> list[str]:
    return [e.label for e in page.expander if e.label.startswith("After an injection")]


def test_the_facts_stand_where_the_person_lands_until_they_are_closed(
    form: Injecting, record: Desk, maria: Patient
) -> None:
    today(form, LUMBAR)
    page = form.press()
    page = calm(page.switch_page("history/history.py").run())
    words = shown(page)
    assert (
        words.index(FIRST) < words.index("What is usual") < words.index("Call your clinic") < words.index("Emergency")
    )
    assert all(fact.text in words for fact in reference.aftercare())
    assert boxes(page) == []
    calm(page.button(key=f"close_aftercare/{maria.id}").click().run())
    assert FIRST not in shown(page)
    assert FIRST not in shown(page.switch_page("exam/add.py").run())


def test_on_the_way_to_another_exam_they_are_folded(form: Injecting) -> None:
    today(form, LUMBAR)
    page = calm(form.press("another"))
    assert len(boxes(page)) == 1
    assert FIRST in shown(page)


def test_an_old_injection_has_them_folded(form: Injecting) -> None:
    form.choose(LUMBAR)
    form.year(2012)
    form.press()
    page = form.page.switch_page("history/history.py").run()
    assert len(boxes(calm(page))) == 1


@pytest.mark.parametrize("kind", ["xr_chest_pa", "rf_feeding_tube", "mg_stereo_biopsy", "rf_myelogram"])
def test_what_is_no_injection_has_none(form: Injecting, kind: str) -> None:
    today(form, kind)
    form.press()
    assert FIRST not in shown(calm(form.page.switch_page("history/history.py").run()))


def test_after_an_undo_there_are_none(form: Injecting) -> None:
    today(form, LUMBAR)
    form.press()
    page = form.page.switch_page("history/history.py").run()
    page.button(key="undo").click().run()
    assert FIRST not in shown(calm(page))


def test_they_are_not_shown_to_another_person(form: Injecting, record: Desk) -> None:
    other = people.add(record, PatientCreate(name="Otto Beispiel")).entity_id
    today(form, LUMBAR)
    form.press()
    page = form.page.switch_page("history/history.py").run()
    page.selectbox(key="switcher").set_value(other).run()
    assert FIRST not in shown(calm(page))


@pytest.mark.parametrize(("days", "there"), [(0, True), (14, True), (15, False)])
def test_an_injection_of_the_last_two_weeks_has_them_in_the_list(
    app: AppTest, record: Desk, maria: Patient, days: int, there: bool
) -> None:
    exam_id = add_exam(record, maria, "hip_injection_us", days_back(days))
    page = app.switch_page("history/history.py").run()
    press_row(page, exam_id)
    assert (FIRST in shown(calm(page))) == there


def test_the_pain_log_of_that_injection_is_one_tap_away(form: Injecting, record: Desk, maria: Patient) -> None:
    newer = add_exam(record, maria, "hip_injection_us", days_back(0))
    form.choose(LUMBAR)
    form.year(2020)
    form.press()
    page = form.page.switch_page("history/history.py").run()
    page.button(key=f"log_aftercare/{maria.id}").click().run()
    chosen = calm(page.switch_page("injections/pain_log.py").run()).selectbox(key=f"pain log/{maria.id}/exam").value
    assert chosen in {one.exam_id for one in injected(record, maria.id)} - {newer}
