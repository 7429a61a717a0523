"""Nothing of one person ever shows under another, on any page."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import PAGE_FILES, Page, add_exam, calm, press_row, rows, shown
from tracker.record import ledger, people, plans
from tracker.record.desk import Desk
from tracker.record.models import HealthFactCreate, Patient, PatientCreate, ReactionCreate
from tracker.record.procedures import DrugCreate, InjectionCreate, PainEntryCreate, PlannedExamCreate

CLINICIAN_PAGES = tuple(name for name in PAGE_FILES if name.startswith("clinician"))
PAGES = tuple(name for name in PAGE_FILES if name not in CLINICIAN_PAGES)
EVERY_PAGE = (*PAGES, *CLINICIAN_PAGES)
SECRETS = (
    "Zebra Hospital",
    "Walrus wart scan",
    "penguin plaster",
    "Narwhalin",
    "Heron note",
    "1933",
    "Gecko scan",
    "Gecko Clinic",
    "Ibex Operator",
    "Yakolone",
    "Okapi note",
)


@pytest.fixture
def other(record: Desk) -> Patient:
    """A second person, full of words that nobody else has."""
    made = PatientCreate(name="Otto Beispiel", birth_date=date(1933, 2, 2), sex="male")
    person = people.patient(record, people.add(record, made).entity_id)
    add_exam(
        record,
        person,
        "",
        date(2019, 5, 5),
        own_words="Walrus wart scan",
        facility="Zebra Hospital",
        images_at="Zebra Hospital",
        requested_by="Zebra Hospital",
        notes="Heron note",
    )
    reaction = ReactionCreate(substance_group="other", substance="penguin plaster", reaction="itch")
    thinner = HealthFactCreate(topic="blood_thinner", answer="yes", detail="Narwhalin")
    people.save_facts(record, person.id, [reaction], [thinner])
    plans.add(record, person.id, PlannedExamCreate(own_words="Gecko scan", facility="Gecko Clinic"))
    _add_injection(record, person)
    return person


def _add_injection(record: Desk, person: Patient) -> None:
    shot = add_exam(
        record,
        person,
        "hip_injection_rf",
        date(2018, 5, 5),
        injection=InjectionCreate(operator="Ibex Operator", relief_percent=60),
        drugs=[DrugCreate(name="Yakolone", dose_mg=3)],
    )
    ledger.save_pain_log(record, shot, [PainEntryCreate(minutes_after=15, pain=3, note="Okapi note")])


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_no_page_of_one_person_shows_anything_of_the_other(
    app: AppTest, record: Desk, maria: Patient, other: Patient, name: str
) -> None:
    add_exam(record, maria, "xr_chest_pa", date(2009, 3, 1))
    app.run()
    app.selectbox(key="switcher").set_value(other.id).run()
    calm(app.switch_page(PAGE_FILES[name]).run())
    app.selectbox(key="switcher").set_value(maria.id).run()
    words = shown(calm(app))
    for secret in SECRETS:
        assert secret not in words


def test_what_was_typed_for_one_person_is_not_in_the_form_of_the_other(
    app: AppTest, maria: Patient, other: Patient
) -> None:
    app.run()
    app.switch_page("exam/add.py").run()
    app.selectbox(key="switcher").set_value(other.id).run()
    app.text_input(key=f"add/{other.id}/0/what").set_value("my secret scan").run()
    app.selectbox(key="switcher").set_value(maria.id).run()
    assert "my secret scan" not in shown(calm(app))
    app.selectbox(key="switcher").set_value(other.id).run()
    assert app.text_input(key=f"add/{other.id}/0/what").value == "my secret scan"


def test_an_undo_of_one_person_is_not_offered_to_the_other(
    app: AppTest, record: Desk, maria: Patient, other: Patient
) -> None:
    app.run()
    app.switch_page("history/history.py").run()
    app.selectbox(key="switcher").set_value(other.id).run()
    press_row(app, rows(app)[0]["id"])
    next(b for b in app.button if str(b.key).startswith("delete/")).click().run()
    assert any(b.key == "undo" for b in app.button)
    app.selectbox(key="switcher").set_value(maria.id).run()
    assert not any(b.key == "undo" for b in app.button)


def test_a_reload_shows_the_person_chosen_last(app: AppTest, page: Page, maria: Patient, other: Patient) -> None:
    app.run()
    app.selectbox(key="switcher").set_value(other.id).run()
    assert page("history").selectbox(key="switcher").value == other.id


def test_the_choice_of_person_stays_from_page_to_page(app: AppTest, maria: Patient, other: Patient) -> None:
    app.run()
    app.selectbox(key="switcher").set_value(other.id).run()
    for name in EVERY_PAGE:
        app.switch_page(PAGE_FILES[name]).run()
        assert app.selectbox(key="switcher").value == other.id
