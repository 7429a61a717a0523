"""Appointment page: choices, preview and download, for no exams, the sample and a large record."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, add_exam, calm, days_back, shown
from tracker.record import people
from tracker.record.models import Patient, PatientCreate
from tracker.record.people import Facts
from tracker.report import handout
from tracker.summary import Summary


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[handout.Handout]:
    """What the page made, because AppTest cannot download."""
    kept: list[handout.Handout] = []
    real = handout.make

    def make(summary: Summary, facts: Facts, options: handout.HandoutOptions | None = None) -> handout.Handout:
        kept.append(real(summary, facts, options))
        return kept[-1]

    monkeypatch.setattr(handout, "make", make)
    return kept


def _text(made: list[handout.Handout]) -> str:
    return "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(made[-1].pdf)).pages)


def test_the_sample_page_and_its_choices(page: Page, sample_person: Patient, made: list[handout.Handout]) -> None:
    appointment = calm(page("appointment"))
    assert [d.label for d in appointment.download_button] == ["Save the page as PDF"]
    assert "SAMPLE" in _text(made)
    assert made[-1].pages == 1
    region = next(s for s in appointment.selectbox if s.label.startswith("Which part"))
    region.set_value("lumbar_spine").run()
    next(c for c in appointment.checkbox if c.label.startswith("The back")).check().run()
    next(c for c in appointment.checkbox if c.label.startswith("One line about")).uncheck().run()
    appointment.multiselect[0].set_value(["Is ultrasound or MRI an option?"]).run()
    calm(appointment)
    assert made[-1].pages > 1
    assert "Is ultrasound or MRI an option?" in _text(made)
    assert "150 mSv" not in _text(made)


def test_a_person_without_exams_gets_a_page_too(page: Page, maria: Patient, made: list[handout.Handout]) -> None:
    calm(page("appointment"))
    assert "Maria Example" in _text(made)


def test_the_region_of_the_newest_injection_is_chosen_then_of_the_newest_exam(
    app: AppTest, record: Engine, maria: Patient
) -> None:
    def chosen() -> str | None:
        page = calm(app.switch_page("appointment.py").run())
        return next(s for s in page.selectbox if s.label.startswith("Which part")).value

    app.run()
    assert chosen() == ""
    add_exam(record, maria, "xr_chest_pa", days_back(3))
    assert chosen() == "chest"
    add_exam(record, maria, "hip_injection_rf", days_back(30))
    assert chosen() == "hip"
    next(s for s in app.selectbox if s.label.startswith("Which part")).set_value("").run()
    assert chosen() == ""


def test_a_large_record(page: Page, two_thousand: int, made: list[handout.Handout]) -> None:
    calm(page("appointment"))
    assert made[-1].pages == 1


def test_letters_that_no_font_has_are_named(page: Page, record: Engine, made: list[handout.Handout]) -> None:
    people.add(record, PatientCreate(name="Test \U00013000 Person"))
    appointment = calm(page("appointment"))
    if made[-1].unprintable:
        assert "\U00013000" in appointment.warning[0].value


def test_an_empty_record_asks_for_a_name(page: Page) -> None:
    assert "whose record" in shown(calm(page("appointment")))
