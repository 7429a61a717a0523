"""Appointment page: choices, preview and download, for no exams, the sample and a large record."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, add_exam, calm, days_back, shown
from tracker import i18n
from tracker.history.course import Course
from tracker.history.skin_words import Advice
from tracker.history.summary import Summary
from tracker.record import checks, people
from tracker.record.desk import Desk
from tracker.record.models import Patient, PatientCreate
from tracker.record.people import Facts
from tracker.record.procedures import DrugCreate
from tracker.view.handout import handout


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[handout.Handout]:
    """What the page made, because AppTest cannot download."""
    kept: list[handout.Handout] = []
    real = handout.make

    def make(
        summary: Summary,
        course: Course,
        facts: Facts,
        options: handout.HandoutOptions | None = None,
        skin: Sequence[Advice] = (),
    ) -> handout.Handout:
        kept.append(real(summary, course, facts, options, skin))
        return kept[-1]

    monkeypatch.setattr(handout, "make", make)
    return kept


def _text(made: list[handout.Handout]) -> str:
    return "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(made[-1].pdf)).pages)


def _words(made: list[handout.Handout]) -> str:
    return " ".join(_text(made).split())


def test_the_sample_page_and_its_choices(page: Page, sample_person: Patient, made: list[handout.Handout]) -> None:
    appointment = calm(page("appointment"))
    assert [d.label for d in appointment.download_button] == ["Save the page as PDF"]
    assert "SAMPLE" in _text(made)
    assert made[-1].pages == 3
    assert "Card for the wallet" in _text(made)
    region = next(s for s in appointment.selectbox if s.label.startswith("Which part"))
    region.set_value("lumbar_spine").run()
    next(c for c in appointment.checkbox if c.label.startswith("All my exams")).check().run()
    next(c for c in appointment.checkbox if c.label.startswith("One line about")).uncheck().run()
    appointment.multiselect[0].set_value(["Is ultrasound or MRI an option?"]).run()
    calm(appointment)
    assert made[-1].pages > 3
    assert "Is ultrasound or MRI an option?" in _text(made)
    assert "150 mSv" not in _text(made)


def test_a_person_without_exams_gets_a_page_too(page: Page, maria: Patient, made: list[handout.Handout]) -> None:
    calm(page("appointment"))
    assert "Maria Example" in _text(made)


def test_the_region_of_the_newest_injection_is_chosen_then_of_the_newest_exam(
    app: AppTest, record: Desk, maria: Patient
) -> None:
    def chosen() -> str | None:
        page = calm(app.switch_page("visit/appointment.py").run())
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
    assert made[-1].pages == 3


def test_letters_that_no_font_has_are_named(page: Page, record: Desk, made: list[handout.Handout]) -> None:
    people.add(record, PatientCreate(name="Test \U00013000 Person"))
    appointment = calm(page("appointment"))
    if made[-1].unprintable:
        assert "\U00013000" in appointment.warning[0].value


def test_an_empty_record_asks_for_a_name(page: Page) -> None:
    assert "whose record" in shown(calm(page("appointment")))


def test_the_steroid_block_and_the_pain_log_are_choices(
    page: Page, record: Desk, maria: Patient, made: list[handout.Handout]
) -> None:
    drug = DrugCreate(drug_key="methylprednisolone", dose_mg=40)
    exam_id = add_exam(record, maria, "mbb_lumbar_rf", days_back(9), side="left", drugs=[drug], facility="St Anna")
    appointment = calm(page("appointment"))
    assert "(9 days ago)" in _words(made)
    assert made[-1].pages == 3
    next(c for c in appointment.checkbox if "test-block log" in c.label).check().run()
    assert made[-1].pages == 5
    assert "Clinic: St Anna" not in _words(made)
    calm(next(s for s in appointment.selectbox if s.label.startswith("Which injection")).set_value(exam_id).run())
    assert "Clinic: St Anna" in _words(made)
    calm(next(c for c in appointment.checkbox if "steroid" in c.label).uncheck().run())
    assert "days ago" not in _words(made)


def test_without_injections_no_box_asks_about_them(page: Page, maria: Patient) -> None:
    labels = [c.label for c in calm(page("appointment")).checkbox]
    assert not [label for label in labels if "steroid" in label or label == "My injections"]
    assert any("test-block log" in label for label in labels)


def test_the_page_speaks_the_language_of_the_clinic_and_the_screen_that_of_the_person(
    page: Page, record: Desk, sample_person: Patient, made: list[handout.Handout]
) -> None:
    appointment = calm(page("appointment"))
    choice = next(s for s in appointment.selectbox if s.label == "Language of the page")
    assert (choice.value, choice.options) == ("en", ["English", "Deutsch", "Español"])
    appointment.multiselect[0].set_value(["Is ultrasound or MRI an option?", "Can I drive home?"]).run()
    next(s for s in appointment.selectbox if s.label == "Language of the page").set_value("es").run()
    assert calm(appointment).title[0].value == "Appointment page"
    reader: Any = PdfReader(io.BytesIO(made[-1].pdf))
    assert reader.trailer["/Root"]["/Lang"] == "es"
    words = _words(made)
    assert "Historial de imágenes" in words
    assert "12 may 1971" in words
    with i18n.language("es"):
        assert i18n._("Is ultrasound or MRI an option?") in words
    assert "Is ultrasound or MRI an option?" not in words
    assert "Can I drive home?" in words


def test_the_language_of_the_page_follows_the_screen_until_it_is_chosen(page: Page, record: Desk) -> None:
    people.add(record, PatientCreate(name="Marta Ejemplo", language="es"))
    appointment = calm(page("appointment"))
    assert [s.value for s in appointment.selectbox if s.key and s.key.endswith("/language")] == ["es"]


def test_the_number_at_the_clinic_is_printed_and_remembered_on_request(
    page: Page, record: Desk, maria: Patient, made: list[handout.Handout]
) -> None:
    appointment = calm(page("appointment"))
    next(line for line in appointment.text_input if "patient number" in line.label).set_value("MR 77-1").run()
    assert "patient number MR 77-1" in _words(made)
    assert checks.patient_number(record, maria.id) == ""
    calm(next(b for b in appointment.button if b.label == "Remember this number").click().run())
    assert checks.patient_number(record, maria.id) == "MR 77-1"
    assert not [b for b in appointment.button if b.label == "Remember this number"]
