"""Home: the ways in of an empty record, and what a record says at a glance."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, Seen, add_exam, calm, days_back, shown
from tests.dashboards.test_checks import form_of, import_undated
from tracker.record import people, plans, sample
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.record.procedures import PlannedExamCreate


def _press(page: AppTest, label: str) -> AppTest:
    return next(b for b in page.button if b.label == label).click().run()


def test_an_empty_record_shows_the_ways_in_and_what_each_will_be(page: Page, tmp_path: Path) -> None:
    home = calm(page("home"))
    assert [b.label for b in home.button] == [
        "Add an exam",
        "Bring files in",
        "Look at a sample patient",
        "I have a backup: restore it",
        "Back up",
    ]
    assert home.code[0].value == str(tmp_path / "record.db")
    assert "on this computer only" in shown(home)
    assert "you will see here" in shown(home)


def test_a_record_is_answered_at_a_glance(seen: Seen) -> None:
    home = calm(seen("home"))
    words = shown(home)
    for about in ("Exams since 1983", "Dose in all", "Last injection", "Last images: Lower back", "Next"):
        assert about in words
    assert [b.label for b in home.button if b.label in ("Add", "Bring files in")] == ["Add", "Bring files in"]
    assert "Your clinic will ask" in words


def test_the_whole_life_and_the_total_are_one_tap_away(page: Page, sample_person: Patient) -> None:
    home = calm(page("home"))
    before = len(home.get("image"))
    assert before == 2
    for toggle in ("Whole life", "Show the total so far"):
        home = calm(next(t for t in home.toggle if t.label == toggle).set_value(True).run())
    assert len(home.get("image")) == 3


def test_what_the_person_typed_stays_as_typed(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "ct_abd_pelvis", days_back(9), images_at="*my* [disc](http://b.example)")
    plans.add(record, maria.id, PlannedExamCreate(own_words="**scan**", planned_on=days_back(-3)))
    words = shown(calm(page("home")))
    assert "[disc](http" not in words
    assert "in 3 days" in words
    assert "**scan**" not in words.replace("\\", "?")


def test_the_first_exam_asks_only_for_a_name(app: AppTest, record: Desk) -> None:
    asked = _press(app, "Add an exam")
    asked.text_input(key="first_name").set_value("Maria Example")
    added = calm(_press(asked, "Start this record"))
    assert [p.name for p in people.patients(record)] == ["Maria Example"]
    assert any(t.label == "What was it?" for t in added.text_input)


def test_an_empty_name_is_asked_for_again(app: AppTest, record: Desk) -> None:
    asked = _press(_press(app, "Add an exam"), "Start this record")
    assert "name" in asked.error[0].value
    assert people.patients(record) == []


def test_the_sample_patient_comes_and_goes_and_own_data_stays(app: AppTest, record: Desk, maria: Patient) -> None:
    loaded = calm(_press(app, "Look at a sample patient"))
    assert "invented" in shown(loaded)
    assert loaded.title[0].value == "Home"
    gone = calm(_press(loaded, "Remove the sample patient"))
    assert sample.loaded(record) is None
    assert "invented, not a real person" not in shown(gone)
    assert [p.id for p in people.patients(record)] == [maria.id]


def test_back_up_says_where_the_copy_is(page: Page, maria: Patient) -> None:
    saved = calm(_press(page("home"), "Back up"))
    assert "A copy is in" in saved.success[0].value


def test_what_waits_can_be_settled_here_too(page: Page, record: Desk, maria: Patient) -> None:
    import_undated(record, maria)
    home = calm(page("home"))
    assert [box.label for box in home.expander] == ["1 thing to check"]
    form = form_of(record, maria)
    home.number_input(key=form.key("year")).set_value(2019).run()
    dated = calm(home.button(key=form.key("date")).click().run())
    assert "Exams since 2019" in shown(dated)
