"""Same as last time: what repeats is filled in and said, what belongs to one day is not, nothing of anybody else."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import add_exam, calm, days_back, shown
from tests.dashboards.test_add_exam_page import Adding
from tests.dashboards.test_injection_form import DRUGS, FULL, LUMBAR
from tracker.history.summary import summarise
from tracker.record import ledger, people
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, MeasurementCreate, Patient, PatientCreate
from tracker.record.procedures import InjectionCreate

NUMBER = MeasurementCreate(quantity="kap_gy_cm2", value=2.41, reported="2.41 Gy.cm2")
LAST = {
    "side": "left",
    "facility": "St Anna",
    "requested_by": "Dr Asker",
    "images_at": "St Anna PACS",
    "reason": "leg pain",
    "contrast": "yes",
    "notes": "a note",
    "injection": FULL,
    "drugs": DRUGS,
    "measurements": [NUMBER],
}


def buttons(page: AppTest) -> list[str]:
    return [b.label for b in page.button if "/again" in str(b.key)]


def newest(record: Desk, person: Patient) -> ExamCreate:
    return ledger.exam(record, str(summarise(record, person.id).exams["exam_id"].iloc[0]))


@pytest.fixture
def adding(app: AppTest, record: Desk, maria: Patient) -> Adding:
    add_exam(record, maria, LUMBAR, days_back(100), **LAST)
    return Adding(app, maria)


def test_what_repeats_is_filled_in_and_what_does_not_stays_empty(adding: Adding, record: Desk, maria: Patient) -> None:
    adding.page.button(key=adding.key("again0")).click().run()
    calm(adding.page)
    adding.year(days_back(0).year)
    calm(adding.press())
    exam = newest(record, maria)
    assert (exam.kind_key, exam.side, exam.facility, exam.requested_by, exam.images_at) == (
        LUMBAR,
        "left",
        "St Anna",
        "Dr Asker",
        "St Anna PACS",
    )
    assert exam.injection == InjectionCreate(levels=FULL.levels, purpose="test", operator="Dr Example")
    assert exam.drugs == DRUGS
    assert (exam.measurements, exam.contrast, exam.reason, exam.notes) == ([], "", "", "")


def test_it_says_what_it_filled_in_and_leaves_the_date_alone(adding: Adding) -> None:
    adding.year(2024)
    adding.page.button(key=adding.key("again0")).click().run()
    said = adding.page.info[0].value.replace("\\", "")
    for words in (
        "what it was",
        "level",
        "side",
        "clinic",
        "triamcinolone 40 mg",
        "why it was done",
        "look at the date",
    ):
        assert words in said
    assert adding.page.number_input(key=adding.key("year")).value == 2024


def test_what_the_last_one_lacks_is_not_said_to_be_filled_in(app: AppTest, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "hip_injection_rf", days_back(100))
    adding = Adding(app, maria)
    adding.page.button(key=adding.key("again0")).click().run()
    assert adding.page.info[0].value.startswith("Filled in from")
    assert ": what it was. Please" in adding.page.info[0].value


def test_what_was_typed_besides_stays(adding: Adding) -> None:
    adding.page.text_area(key=adding.key("notes")).set_value("only this time").run()
    adding.page.number_input(key=adding.key("year")).set_value(2025).run()
    adding.page.button(key=adding.key("again0")).click().run()
    assert adding.page.text_area(key=adding.key("notes")).value == "only this time"


def test_of_several_recent_sorts_the_last_of_each_is_offered_at_most_three(
    app: AppTest, record: Desk, maria: Patient
) -> None:
    for day, kind in enumerate(("knee_injection_us", "hip_injection_rf", "elbow_injection_us", "hip_injection_rf"), 1):
        add_exam(record, maria, kind, days_back(500 - day), facility=f"Clinic {day}")
    add_exam(record, maria, LUMBAR, days_back(2000))
    adding = Adding(app, maria)
    names = buttons(adding.page)
    assert [name.split(" injection")[0] for name in names] == ["Hip", "Elbow", "Knee"]
    adding.page.button(key=adding.key("again0")).click().run()
    assert adding.page.text_input(key=adding.key("facility")).value == "Clinic 4"


def test_own_words_come_back_as_an_injection(app: AppTest, record: Desk, maria: Patient) -> None:
    injection = InjectionCreate(levels=["L4"])
    add_exam(record, maria, "", days_back(9), own_words="<b>shot</b>", region="lumbar_spine", injection=injection)
    adding = Adding(app, maria)
    assert "<b>" not in buttons(adding.page)[0].replace("\\<b\\>", "")
    adding.page.button(key=adding.key("again0")).click().run()
    adding.year(days_back(0).year)
    calm(adding.press())
    exam = newest(record, maria)
    assert (exam.own_words, exam.region, exam.injection) == ("<b>shot</b>", "lumbar_spine", injection)


def test_nothing_is_offered_before_the_first_injection(app: AppTest, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "ct_abd_pelvis", days_back(9))
    assert buttons(Adding(app, maria).page) == []


def test_the_injections_of_another_person_are_not_offered(adding: Adding, record: Desk) -> None:
    other = people.add(record, PatientCreate(name="Otto Beispiel")).entity_id
    adding.page.run()
    adding.page.selectbox(key="switcher").set_value(other).run()
    assert buttons(calm(adding.page)) == []
    assert "St Anna" not in shown(adding.page)


def test_one_after_the_other_on_one_day_is_one_session(app: AppTest, record: Desk, maria: Patient) -> None:
    adding = Adding(app, maria)
    adding.type("hip inj")
    adding.page.radio(key=adding.key("question0")).set_value("X-ray (fluoroscopy, C-arm)").run()
    day = days_back(20)
    adding.year(day.year)
    for name, value in (("month", day.month), ("day", day.day), ("drug0", "triamcinolone")):
        adding.page.selectbox(key=adding.key(name)).set_value(value).run()
    adding.page.text_input(key=adding.key("drug_mg0")).set_value("40").run()
    adding.page.text_input(key=adding.key("facility")).set_value("St Anna").run()
    adding.page.text_input(key=adding.key("operator")).set_value("Dr Example").run()
    adding.page.number_input(key=adding.key("relief_percent")).set_value(80.0).run()
    adding.page = calm(adding.press("another"))
    adding.turn = 1
    adding.page.button(key=adding.key("again0")).click().run()
    adding.page.radio(key=adding.key("side")).set_value("right").run()
    calm(adding.press())
    exams = summarise(record, maria.id).exams
    both = [ledger.exam(record, str(exam_id)) for exam_id in exams["exam_id"]]
    assert {exam.date_first for exam in both} == {day}
    assert {exam.facility for exam in both} == {"St Anna"}
    assert [exam.drugs[0].dose_mg for exam in both] == [40, 40]
    assert [exam.injection and exam.injection.operator for exam in both] == ["Dr Example", "Dr Example"]
    assert {exam.injection and exam.injection.relief_percent for exam in both} == {None, 80}
