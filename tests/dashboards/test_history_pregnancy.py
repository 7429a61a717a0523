"""My history says first which exams lie in a pregnancy, and gives no dose for them."""

from datetime import timedelta

import pytest

from dashboards.frame import shared
from dashboards.frame.form import Form
from tests.dashboards.conftest import Page, add_exam, calm, days_back, shown
from tracker import clock
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.models import HealthFactCreate, MeasurementCreate, Patient


def test_without_a_pregnancy_there_is_no_box(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "ct_abd_pelvis", days_back(30))
    assert "pregnant" not in shown(calm(page("history")))


def test_certain_and_possible_exams_are_named_and_the_staff_is_to_be_told(
    page: Page, record: Desk, maria: Patient
) -> None:
    dlp = MeasurementCreate(quantity="dlp_mgy_cm", value=512.0, phantom="32 cm")
    add_exam(record, maria, "ct_abd_pelvis", days_back(2000), pregnant="yes", measurements=[dlp])
    add_exam(record, maria, "xr_chest_pa", days_back(30))
    due = clock.today() + timedelta(days=100)
    fact = HealthFactCreate(topic="pregnancy", answer="yes", due_date=due)
    people.save_facts(record, maria.id, [], [fact])
    box = calm(page("history")).info[0].value
    assert "you were pregnant." in box
    assert "you may have been pregnant." in box
    assert "Tell the staff. A medical physicist can work out the dose." in box
    assert "mGy" not in box


def test_the_box_stays_whatever_the_list_is_filtered_to(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "ct_abd_pelvis", days_back(30), pregnant="yes")
    add_exam(record, maria, "xr_chest_pa", days_back(2000))
    history = page("history")
    history.selectbox(key=Form(shared.key(maria, "filter")).key("year")).set_value(str(days_back(2000).year)).run()
    assert any("you were pregnant" in info.value for info in calm(history).info)


@pytest.mark.parametrize("typed", ["<b>bold</b> **x** [a](http://b)", "x" * 200])
def test_what_a_person_typed_is_shown_letter_by_letter_and_long_lists_are_cut(
    page: Page, record: Desk, maria: Patient, typed: str
) -> None:
    for n in range(7):
        add_exam(record, maria, "", days_back(30 + n), pregnant="yes", own_words=typed)
    box = next(info.value for info in calm(page("history")).info if "pregnant" in info.value)
    assert "2 more exams" in box
    assert "**x**" not in box
    assert "<b>" not in box
