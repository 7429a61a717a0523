"""A planned exam: look, save, change, take off, and hand over to the history and to the appointment page."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import add_exam, calm, days_back, shown
from tracker import clock
from tracker.dates import day_text
from tracker.history.summary import summarise
from tracker.record import ledger, people, plans
from tracker.record.desk import Desk
from tracker.record.models import HealthFactCreate, Patient, ReactionCreate
from tracker.record.procedures import PlannedExam, PlannedExamCreate


def days_on(n: int) -> date:
    return clock.today() + timedelta(days=n)


def words(day: date) -> str:
    return day_text(day.year, day.month, day.day)


class Planning:
    """The page under test, with short names for its fields."""

    def __init__(self, app: AppTest, record: Desk, person: Patient) -> None:
        self.app, self.record, self.person = app.run(), record, person
        self.page = app.switch_page("visit/planned.py").run()
        self.scope = f"plan/{person.id}/0"

    def type(self, name: str, text: str) -> None:
        self.page.text_input(key=f"{self.scope}/{name}").set_value(text).run()

    def choose(self, text: str, kind_key: str) -> None:
        self.type("what", text)
        self.page.radio(key=f"{self.scope}/match").set_value(kind_key).run()

    def press(self, name: str) -> AppTest:
        return calm(self.page.button(key=name).click().run())

    def save(self) -> AppTest:
        return self.page.button(key=f"{self.scope}/save").click().run()

    def saved(self) -> list[PlannedExam]:
        return plans.plans(self.record, self.person.id)


@pytest.fixture
def planning(app: AppTest, record: Desk, maria: Patient) -> Planning:
    return Planning(app, record, maria)


@pytest.fixture
def planned(record: Desk, maria: Patient) -> PlannedExam:
    """A CT of the lower back in ten days."""
    plan = PlannedExamCreate(kind_key="ct_lspine", planned_on=days_on(10), facility="City Hospital", reason="back pain")
    plans.add(record, maria.id, plan)
    return plans.plans(record, maria.id)[0]


def test_what_is_known_stands_there_while_it_is_typed(app: AppTest, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "mri_lumbar_spine", days_back(100), facility="St Anna", images_at="on my disc")
    add_exam(record, maria, "xr_lspine", days_back(200))
    hives = ReactionCreate(substance_group="contrast_medium", substance="iohexol", reaction="hives", year=2019)
    people.save_facts(record, maria.id, [hives], [HealthFactCreate(topic="blood_thinner", answer="yes")])
    page = Planning(app, record, maria)
    assert "Usually about" not in shown(page.page)
    page.choose("ct lower back", "ct_lspine")
    said = shown(calm(page.page))
    for sentence in (
        "MRI of the lower back",
        "St Anna · images: on my disc",
        "images: not recorded",
        "Usually about 8.8 mSv (1.5 to 27)",
        "of natural background radiation \\(United States, 3\\.1 mSv a year\\)",
        "Your record holds no exam of this kind",
        "Please do not skip or delay a scan because of the numbers here.",
        "They may not answer the same question",
        "Would this do too\\: MRI of the lower back",
        "Reaction to contrast medium, iohexol\\: hives, 2019",
        "You take a blood thinner",
        "Not written down yet\\: diabetes",
    ):
        assert sentence.replace("\\", "") in said.replace("\\", ""), sentence


@pytest.mark.parametrize(
    ("text", "kind_key", "says"),
    [
        ("mri knee", "mri_knee", "No radiation: it uses no X-rays"),
        ("radiotherapy", "tx_radiotherapy", "This is a treatment"),
        ("elbow injection ct", "elbow_injection_ct", "No usual dose is known for this exam"),
    ],
)
def test_what_has_no_dose_says_why(planning: Planning, text: str, kind_key: str, says: str) -> None:
    planning.type("what", text)
    if any(r.key == f"{planning.scope}/match" for r in planning.page.radio):
        planning.page.radio(key=f"{planning.scope}/match").set_value(kind_key).run()
    else:
        question = planning.page.radio(key=f"{planning.scope}/question0")
        question.set_value("CT scanner").run()
    assert says in shown(calm(planning.page))


def test_a_plan_is_saved_with_everything_and_can_be_undone(planning: Planning) -> None:
    planning.choose("chest xray", "xr_chest_pa")
    planning.type("when", words(days_on(30)))
    planning.type("facility", "City Hospital")
    planning.type("reason", "cough")
    calm(planning.save())
    (plan,) = planning.saved()
    assert (plan.kind_key, plan.planned_on, plan.facility, plan.reason) == (
        "xr_chest_pa",
        days_on(30),
        "City Hospital",
        "cough",
    )
    said = shown(planning.page)
    assert "Planned: **Chest X" in said
    assert "cough" in said
    assert "Usually about" in said, "the saved plan is open"
    assert planning.page.text_input(key=f"plan/{planning.person.id}/1/what").value == ""
    planning.press("undo")
    assert planning.saved() == []


def test_a_day_is_not_needed(planning: Planning) -> None:
    planning.choose("chest xray", "xr_chest_pa")
    calm(planning.save())
    assert planning.saved()[0].planned_on is None
    assert "no day yet" in shown(planning.page)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("3/4/2027", "can be two dates"),
        ("2031", "Please give the day too"),
        ("soon", "not a date"),
        ("1 Feb 2020", "1 Feb 2020 has passed. Please give a day from today on."),
    ],
)
def test_a_day_that_cannot_be_is_said_kindly_and_nothing_typed_is_lost(
    planning: Planning, typed: str, says: str
) -> None:
    planning.choose("chest xray", "xr_chest_pa")
    planning.type("when", typed)
    assert not planning.page.error, "nothing is wrong before it is saved"
    assert "Usually about" in shown(planning.page)
    page = planning.save()
    assert says in page.error[0].value.replace("\\", "")
    assert planning.saved() == []
    assert page.text_input(key=f"{planning.scope}/when").value == typed


def test_today_is_no_day_that_has_passed(planning: Planning) -> None:
    planning.choose("chest xray", "xr_chest_pa")
    planning.type("when", words(clock.today()))
    calm(planning.save())
    assert planning.saved()[0].planned_on == clock.today()
    assert "Was it done?" not in shown(planning.page)


def test_nothing_chosen_is_said(planning: Planning) -> None:
    page = planning.save()
    assert "Please say what is planned" in page.error[0].value
    assert planning.saved() == []


def test_a_kind_of_any_part_of_the_body_asks_which(app: AppTest, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "mri_lumbar_spine", days_back(100), images_at="on my disc")
    page = Planning(app, record, maria)
    page.type("what", "xyzzy scan")
    page.page.radio(key=f"{page.scope}/match").set_value("own words").run()
    assert "The part of the body is not known" in shown(calm(page.page))
    page.page.selectbox(key=f"{page.scope}/region").set_value("lumbar_spine").run()
    assert "on my disc" in shown(calm(page.page))
    calm(page.save())
    assert (page.saved()[0].own_words, page.saved()[0].region) == ("xyzzy scan", "lumbar_spine")


def test_a_plan_opens_changes_and_goes(planning: Planning, planned: PlannedExam) -> None:
    page = planning.page.run()
    assert "Usually about" not in shown(page)
    planning.press(f"open_plan/{planned.id}")
    assert "Usually about" in shown(page)
    planning.press(f"open_plan/{planned.id}")
    assert "Usually about" not in shown(page)
    planning.press(f"open_plan/{planned.id}")
    planning.press(f"edit_plan/{planned.id}")
    scope = f"plan/edit/{planned.id}"
    assert page.text_input(key=f"{scope}/when").value == words(days_on(10))
    assert page.text_input(key=f"{scope}/what").value == "CT scan of the lower back"
    page.text_input(key=f"{scope}/when").set_value("").run()
    planning.press(f"{scope}/save")
    assert planning.saved()[0].planned_on is None
    assert planning.saved()[0].facility == "City Hospital"
    planning.press(f"edit_plan/{planned.id}")
    planning.press(f"{scope}/cancel")
    planning.press(f"drop_plan/{planned.id}")
    assert planning.saved() == []
    planning.press("undo")
    assert [plan.id for plan in planning.saved()] == [planned.id]


def test_a_day_that_has_passed_is_asked_about(planning: Planning, record: Desk, maria: Patient) -> None:
    plans.add(record, maria.id, PlannedExamCreate(kind_key="ct_head", planned_on=days_on(-3)))
    plans.add(record, maria.id, PlannedExamCreate(kind_key="ct_chest", planned_on=days_on(3)))
    said = shown(calm(planning.page.run()))
    assert said.count("Was it done?") == 1
    for answer in ("Yes: add it to my history", "Not yet: new day", "No: take it off"):
        assert said.count(answer) == 1
    assert "Usually about" not in said


def test_a_new_day_is_asked_for_and_the_old_one_is_not_kept(planning: Planning, record: Desk, maria: Patient) -> None:
    plan_id = plans.add(record, maria.id, PlannedExamCreate(kind_key="ct_head", planned_on=days_on(-3))).entity_id
    planning.page.run()
    planning.press(f"edit_plan/{plan_id}")
    when = planning.page.text_input(key=f"plan/edit/{plan_id}/when")
    assert when.value == ""
    when.set_value(words(days_on(4))).run()
    planning.press(f"plan/edit/{plan_id}/save")
    assert planning.saved()[0].planned_on == days_on(4)
    assert "Was it done?" not in shown(planning.page)


def test_what_was_done_goes_into_the_history_and_off_the_list(planning: Planning, record: Desk, maria: Patient) -> None:
    when = days_on(-3)
    plan = PlannedExamCreate(kind_key="ct_lspine", planned_on=when, facility="City Hospital", reason="back pain")
    plan_id = plans.add(record, maria.id, plan).entity_id
    planning.page.run()
    planning.press(f"done_plan/{plan_id}")
    add = calm(planning.app.switch_page("exam/add.py").run())
    key = f"add/{maria.id}/0"
    assert "You planned this: **CT scan of the lower back**" in shown(add)
    assert add.text_input(key=f"{key}/what").value == "CT scan of the lower back"
    assert add.number_input(key=f"{key}/year").value == when.year
    assert add.selectbox(key=f"{key}/day").value == when.day
    assert add.text_input(key=f"{key}/facility").value == "City Hospital"
    assert add.text_input(key=f"{key}/reason").value == "back pain"
    calm(add.button(key=f"{key}/save").click().run())
    exam = ledger.exam(record, str(summarise(record, maria.id).exams["exam_id"].iloc[0]))
    assert (exam.kind_key, exam.date_first, exam.date_last) == ("ct_lspine", when, when)
    assert planning.saved() == []
    history = calm(planning.app.switch_page("history/history.py").run())
    calm(history.button(key="undo").click().run())
    assert summarise(record, maria.id).entries == 0
    assert [p.id for p in planning.saved()] == [plan_id]


def test_the_plan_may_stay_and_a_day_to_come_is_not_filled_in(
    planning: Planning, record: Desk, maria: Patient, planned: PlannedExam
) -> None:
    planning.page.run()
    planning.press(f"open_plan/{planned.id}")
    planning.press(f"done_plan/{planned.id}")
    add = calm(planning.app.switch_page("exam/add.py").run())
    key = f"add/{maria.id}/0"
    today = clock.today()
    filled = (add.number_input(key=f"{key}/year").value, add.selectbox(key=f"{key}/month").value)
    assert filled == (today.year, today.month)
    add.checkbox(key=f"{key}/plan taken off").uncheck().run()
    calm(add.button(key=f"{key}/another").click().run())
    assert summarise(record, maria.id).entries == 1
    assert len(planning.saved()) == 1
    assert "You planned this" not in shown(add), "the next exam is another one"


def test_a_plan_taken_off_elsewhere_is_no_obstacle(
    planning: Planning, record: Desk, maria: Patient, planned: PlannedExam
) -> None:
    planning.page.run()
    planning.press(f"open_plan/{planned.id}")
    planning.press(f"done_plan/{planned.id}")
    plans.remove(record, planned.id)
    add = calm(planning.app.switch_page("exam/add.py").run())
    assert "You planned this" not in shown(add)
    calm(add.button(key=f"add/{maria.id}/0/save").click().run())
    assert summarise(record, maria.id).entries == 1


def test_typed_words_stay_words(planning: Planning, record: Desk, maria: Patient) -> None:
    markup = "[x](http://b.example) **bold**"
    plan = PlannedExamCreate(own_words=markup, facility=markup, reason=markup)
    plan_id = plans.add(record, maria.id, plan).entity_id
    planning.page.run()
    planning.press(f"open_plan/{plan_id}")
    assert "](http" not in shown(planning.page)
    assert ledger.known_values(record, maria.id, "facility") == []


def test_a_large_record(app: AppTest, record: Desk, maria: Patient, two_thousand: int) -> None:
    page = Planning(app, record, maria)
    page.choose("ct belly", "ct_abd_pelvis")
    assert "Worked out" not in shown(calm(page.page))
