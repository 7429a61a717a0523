"""The short way to an injection: taps on a picture and on large answers fill the form that a sentence fills."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.exam.picker import SPOTS
from dashboards.exam.steps import BOTTLES
from tests.dashboards.conftest import calm, shown
from tests.dashboards.test_add_sentence import Saying, only_exam
from tracker import clock, reference
from tracker.history.summary import summarise
from tracker.record import checks
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.record.procedures import DrugCreate, InjectionCreate
from tracker.reference import exam_words


class Tapping(Saying):
    """The page, with every tap counted."""

    clicks = 0

    def tap(self, *names: str) -> None:
        for name in names:
            calm(self.press(name))
            self.clicks += 1

    def say_to(self, step: str, words: str) -> None:
        """Tap the answer to a question by its words."""
        found = [place for place, label in self.labels(step).items() if label.replace("\\", "") == words]
        self.tap(f"{step}{found[0]}")


@pytest.fixture
def tapping(app: AppTest, maria: Patient) -> Tapping:
    return Tapping(app, maria)


def test_a_hip_injection_with_drug_and_relief_takes_six_taps(tapping: Tapping, record: Desk, maria: Patient) -> None:
    tapping.tap("spot hip left")
    tapping.say_to("kind 0 ", "X-ray (fluoroscopy, C-arm)")
    tapping.tap("when 0", "given triamcinolone 40", "relief 75", "save steps")
    assert tapping.clicks == 6
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.side, exam.date_first) == ("hip_injection_rf", "left", clock.today())
    assert exam.drugs == [DrugCreate(drug_key="triamcinolone", dose_mg=40)]
    assert exam.injection == InjectionCreate(relief_percent=75)


def test_an_epidural_with_level_side_drug_and_relief_takes_eight_taps(
    tapping: Tapping, record: Desk, maria: Patient
) -> None:
    tapping.tap("spot lower_back middle")
    tapping.say_to("kind 0 ", "At a nerve root, from the side")
    tapping.say_to("kind 1 ", "X-ray (fluoroscopy, C-arm)")
    tapping.tap("level L4-5 left", "when 1", "given methylprednisolone 80", "relief 50", "save steps")
    assert tapping.clicks == 8
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.side) == ("esi_lumbar_transforaminal_rf", "left")
    assert exam.date_first == clock.today() - timedelta(days=1)
    assert exam.injection == InjectionCreate(levels=["L4-5"], relief_percent=50)
    assert exam.drugs == [DrugCreate(drug_key="methylprednisolone", dose_mg=80)]


@pytest.mark.parametrize("name", SPOTS)
def test_every_place_asks_what_it_was_and_how_it_was_guided(tapping: Tapping, name: str) -> None:
    question = exam_words.question(SPOTS[name].question)
    tapping.tap(f"spot {name} {'right' if SPOTS[name].sided else 'middle'}")
    assert question.text in shown(tapping.page)
    assert len(tapping.labels("kind 0 ")) == len(question.choices)
    tapping.tap(f"kind 0 {len(question.choices) - 1}")  # "Not sure" stands last
    assert tapping.chips["what"] != "What: ?"


def test_not_sure_is_an_answer_to_every_question(tapping: Tapping, record: Desk, maria: Patient) -> None:
    tapping.tap("spot lower_back middle")
    tapping.say_to("kind 0 ", "Not sure")
    tapping.tap("level not sure", "given not sure", "relief not sure")
    tapping.page.text_input(key=tapping.key("when typed")).set_value("March 2021").run()
    tapping.tap("save steps")
    exam = only_exam(record, maria)
    assert exam.kind_key == "lumbar_spine_injection_unspecified"
    assert (exam.side, exam.drugs, exam.date_precision) == ("", [], "month")


def test_not_sure_where_keeps_an_injection_in_own_words(tapping: Tapping, record: Desk, maria: Patient) -> None:
    tapping.tap("spot not sure", "when 0", "given steroid_not_known ", "save steps")
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.own_words, exam.region) == ("", "Injection, place not known", "unknown")
    assert exam.drugs == [DrugCreate(drug_key="steroid_not_known")]


def test_it_can_be_saved_after_any_step_once_there_is_a_day(tapping: Tapping, record: Desk, maria: Patient) -> None:
    tapping.tap("spot knee right")
    tapping.say_to("kind 0 ", "Ultrasound")
    assert tapping.press("save steps").error[0].value.startswith("Please give the year")
    tapping.tap("when 0", "save")
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.side, exam.injection) == ("knee_injection_us", "right", None)


def test_another_answer_takes_the_place_of_the_first(tapping: Tapping, record: Desk, maria: Patient) -> None:
    tapping.tap("spot hip left", "spot knee right", "kind 0 0", "when 0")
    tapping.tap("given triamcinolone 40", "given methylprednisolone 80", "relief 50", "relief 90")
    assert tapping.chips["side"] == "Side: right"
    assert tapping.chips["Injected"] == "Injected: methylprednisolone 80 mg"
    assert tapping.chips["Better by"] == "Better by: 90 %"
    tapping.tap("given methylprednisolone 80", "relief not sure", "save steps")
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.drugs, exam.injection) == ("knee_injection_rf", [], None)


def test_both_sides_and_several_levels(tapping: Tapping, record: Desk, maria: Patient) -> None:
    tapping.tap("spot lower_back middle")
    tapping.say_to("kind 0 ", "Test block of the facet nerves (medial branch)")
    tapping.say_to("kind 1 ", "X-ray (fluoroscopy, C-arm)")
    tapping.tap("level L3 left", "level L3 right", "level L4 left", "level L2 left", "level L2 left")
    # One tap takes back one side; what is left is that of the other.
    assert tapping.chips["Level"] == "Level: L2, L3, L4"
    tapping.tap("when 0", "save steps")
    exam = only_exam(record, maria)
    assert exam.side == "right"


def test_what_no_button_says_is_filled_in_where_it_was_asked(tapping: Tapping, record: Desk, maria: Patient) -> None:
    tapping.tap("spot hip left", "kind 0 0", "when not sure")
    tapping.page.number_input(key=tapping.key("year")).set_value(2015).run()
    tapping.tap("given other")
    tapping.page.selectbox(key=tapping.key("drug0")).set_value("lidocaine").run()
    tapping.tap("save steps")
    exam = only_exam(record, maria)
    assert (exam.date_first.year, exam.date_precision) == (2015, "year")
    assert exam.drugs == [DrugCreate(drug_key="lidocaine")]


def test_a_place_that_is_not_on_the_picture_is_typed(tapping: Tapping, record: Desk, maria: Patient) -> None:
    tapping.tap("spot other")
    tapping.type("trigger point injection")
    assert "How was the needle guided?" in shown(tapping.page)
    assert summarise(record, maria.id).entries == 0


def test_a_day_that_cannot_be_read_is_said_where_it_was_typed(tapping: Tapping) -> None:
    tapping.tap("spot hip left", "kind 0 0")
    page = tapping.page.text_input(key=tapping.key("when typed")).set_value("someday").run()
    assert "someday" in page.error[0].value
    assert "Please" in page.error[0].value


def test_taps_are_kept_as_a_draft_and_a_sentence_takes_over(tapping: Tapping, record: Desk, maria: Patient) -> None:
    tapping.tap("spot hip left", "kind 0 0", "given triamcinolone 40")
    assert checks.draft(record, maria.id)["spot"] == "hip"
    tapping.say("at City Hospital")
    assert tapping.chips["Injected"] == "Injected: triamcinolone 40 mg"
    tapping.say("chest CT 2020")
    assert tapping.labels("spot ") == {}
    tapping.press()
    exam = only_exam(record, maria)
    assert (exam.kind_key.startswith("ct_chest"), exam.drugs, exam.injection) == (True, [], None)


def test_bottles_are_drugs_of_the_list() -> None:
    drugs = reference.drugs()
    assert all(brand in drugs[key].brands and mg > 0 for brand, key, mg in BOTTLES)
