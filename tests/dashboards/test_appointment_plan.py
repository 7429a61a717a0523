"""The planned exam on the appointment page: which one, its part of the body, its block, its questions in one click."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import add_exam, calm, days_back, shown
from tests.dashboards.test_appointment_page import made
from tracker import clock
from tracker.record import plans
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.record.procedures import PlannedExamCreate
from tracker.view.handout.handout import Handout

__all__ = ["made"]


class Visit:
    """The page under test."""

    def __init__(self, app: AppTest, record: Desk, person: Patient) -> None:
        self.app, self.record, self.person = app, record, person
        self.scope = f"appointment/{person.id}"

    def add(self, kind_key: str, days: int | None, **more: str) -> str:
        day = None if days is None else clock.today() + timedelta(days=days)
        plan = PlannedExamCreate(kind_key=kind_key, planned_on=day, **more)
        return plans.add(self.record, self.person.id, plan).entity_id

    def look(self) -> AppTest:
        self.page = calm(self.app.switch_page("visit/appointment.py").run())
        return self.page

    def chosen(self) -> str | None:
        return self.page.selectbox(key=f"{self.scope}/plan").value

    def region(self) -> str | None:
        return self.page.selectbox(key=f"{self.scope}/region").value

    def choose(self, plan_id: str) -> None:
        calm(self.page.selectbox(key=f"{self.scope}/plan").set_value(plan_id).run())

    def offered(self) -> list[str]:
        return [b.label for b in self.page.button if str(b.key).startswith(f"{self.scope}/ask ")]

    def tap(self, question: str) -> None:
        calm(self.page.button(key=f"{self.scope}/ask {question}").click().run())

    def questions(self) -> list[str]:
        return list(self.page.multiselect(key=f"{self.scope}/questions").value)


@pytest.fixture
def visit(app: AppTest, record: Desk, maria: Patient) -> Visit:
    return Visit(app.run(), record, maria)


def _text(found: list[Handout]) -> str:
    return " ".join(PdfReader(io.BytesIO(found[-1].pdf)).pages[0].extract_text().split())


def test_without_a_plan_nothing_is_asked(visit: Visit, made: list[Handout]) -> None:
    assert not any(s.key == f"{visit.scope}/plan" for s in visit.look().selectbox)
    assert "PLANNED" not in _text(made)


def test_the_soonest_to_come_is_chosen_and_printed(visit: Visit, made: list[Handout]) -> None:
    visit.add("ct_head", -2)
    visit.add("ct_chest", None)
    soon = visit.add("ct_lspine", 5, facility="City Hospital")
    visit.add("mri_knee", 50)
    visit.look()
    assert visit.chosen() == soon
    assert visit.region() == "lumbar_spine"
    assert "PLANNED CT lumbar spine" in _text(made)
    assert "City Hospital" in _text(made)


def test_the_part_of_the_body_follows_the_plan_and_a_later_choice_stays(visit: Visit) -> None:
    add_exam(visit.record, visit.person, "xr_chest_pa", days_back(3))
    back, head = visit.add("ct_lspine", 5), visit.add("ct_head", 9)
    visit.look()
    assert visit.region() == "lumbar_spine"
    calm(visit.page.selectbox(key=f"{visit.scope}/region").set_value("hip").run())
    assert visit.region() == "hip"
    visit.look()
    assert (visit.chosen(), visit.region()) == (back, "hip")
    visit.choose(head)
    assert visit.region() == "head"
    visit.choose("")
    assert visit.region() == "chest", "without a plan it is that of the newest exam"


def test_none_of_these_prints_no_plan(visit: Visit, made: list[Handout]) -> None:
    visit.add("ct_lspine", 5)
    visit.look()
    visit.choose("")
    assert "PLANNED" not in _text(made)
    visit.look()
    assert visit.chosen() == ""


def test_a_plan_whose_day_has_passed_is_not_chosen_by_itself(visit: Visit) -> None:
    visit.add("ct_lspine", -5)
    visit.look()
    assert visit.chosen() == ""


def test_the_chosen_plan_that_is_taken_off_gives_way(visit: Visit, made: list[Handout]) -> None:
    back, head = visit.add("ct_lspine", 5), visit.add("ct_head", 9)
    visit.look()
    plans.remove(visit.record, back)
    visit.look()
    assert (visit.chosen(), visit.region()) == (head, "head")
    plans.remove(visit.record, head)
    visit.look()
    assert "PLANNED" not in _text(made)


def test_the_planned_page_puts_its_exam_here(visit: Visit) -> None:
    visit.add("ct_lspine", 5)
    head = visit.add("ct_head", 9)
    visit.look()
    planned = calm(visit.app.switch_page("visit/planned.py").run())
    calm(planned.button(key=f"open_plan/{head}").click().run())
    planned.button(key=f"print_plan/{head}").click().run()
    visit.look()
    assert (visit.chosen(), visit.region()) == (head, "head")


def test_questions_are_taken_over_one_by_one_up_to_three(visit: Visit, made: list[Handout]) -> None:
    visit.add("ct_lspine", 5)
    visit.look()
    offered = visit.offered()
    assert "Would this do too: MRI of the lower back?" in offered
    for question in offered[:3]:
        visit.tap(question)
    assert visit.questions() == offered[:3]
    assert visit.offered() == []
    for question in offered[:3]:
        assert question in _text(made)


def test_a_question_of_another_plan_stays_and_typed_ones_too(visit: Visit) -> None:
    visit.add("ct_lspine", 5)
    head = visit.add("ct_head", 9)
    visit.look()
    visit.tap("Would this do too: MRI of the lower back?")
    visit.choose(head)
    assert visit.questions() == ["Would this do too: MRI of the lower back?"]
    visit.tap("Would this do too: MRI of the brain or head?")
    assert visit.questions()[-1] == "Would this do too: MRI of the brain or head?"


def test_an_unknown_part_leaves_the_choice_to_the_record(visit: Visit) -> None:
    add_exam(visit.record, visit.person, "xr_chest_pa", days_back(3))
    visit.add("cta_other", 5)
    visit.look()
    assert visit.region() == "chest"
    assert "Which part" in shown(visit.page)
