"""About me: the person, what a clinic must know, and several people in one record."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.frame import who
from tests.dashboards.conftest import Page, Seen, calm, days_back, shown
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.models import HealthFactCreate, Patient, PatientCreate


def _field(page: AppTest, label: str, place: int = 0) -> str:
    return str([t for t in page.text_input if t.label == label][place].key)


def _submit(page: AppTest, label: str) -> AppTest:
    return next(b for b in page.button if b.label == label).click().run()


def test_the_person_is_shown_and_can_be_changed_and_undone(page: Page, record: Desk, maria: Patient) -> None:
    about = calm(page("about_me"))
    assert about.text_input(key=_field(about, "Birth date")).value == "12 May 1971"
    about.text_input(key=_field(about, "Name")).set_value("Maria B. Example")
    saved = calm(_submit(about, "Save"))
    assert people.patient(record, maria.id).name == "Maria B. Example"
    calm(saved.button(key="undo").click().run())
    assert people.patient(record, maria.id).name == "Maria Example"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1971", "day, month and year"),
        ("12/5/1971", "two dates"),
        ("1 Jan 2999", "lies in the future"),
        ("1 Jan 1800", "cannot be right"),
    ],
)
def test_a_wrong_birth_date_keeps_the_form(page: Page, record: Desk, maria: Patient, typed: str, sentence: str) -> None:
    about = page("about_me")
    about.text_input(key=_field(about, "Birth date")).set_value(typed)
    about.text_input(key=_field(about, "Name")).set_value("Somebody")
    refused = _submit(about, "Save")
    assert sentence in refused.error[0].value
    assert refused.text_input(key=_field(refused, "Birth date")).value == typed
    assert refused.text_input(key=_field(refused, "Name")).value == "Somebody"
    assert people.patient(record, maria.id).birth_date == date(1971, 5, 12)


def test_a_reaction_is_added_taken_out_and_undone(page: Page, record: Desk, maria: Patient) -> None:
    about = page("about_me")
    assert "None recorded" in shown(about)
    about.text_input(key=_field(about, "What happened?")).set_value("hives")
    added = calm(_submit(about, "Save"))
    (reaction,) = people.facts(record, maria.id).reactions
    assert (reaction.substance_group, reaction.reaction) == ("contrast_medium", "hives")
    out = calm(added.button(key=f"drop reaction/{reaction.id}").click().run())
    assert people.facts(record, maria.id).reactions == ()
    calm(out.button(key="undo").click().run())
    assert len(people.facts(record, maria.id).reactions) == 1


def test_a_reaction_without_words_is_asked_for_again(page: Page, maria: Patient) -> None:
    about = page("about_me")
    about.text_input(key=_field(about, "Its name, if you know")).set_value("penicillin")
    assert "what happened" in _submit(about, "Save").error[0].value


def test_health_answers_and_what_was_never_asked(page: Page, record: Desk, maria: Patient) -> None:
    about = page("about_me")
    radio = next(r for r in about.radio if r.label == "Do you take a blood thinner?")
    assert radio.value == ""
    detail = str(radio.key) + " detail"
    assert detail not in {t.key for t in about.text_input}, "details open after yes"
    radio.set_value("yes").run()
    about.text_input(key=detail).set_value("apixaban")
    calm(_submit(about, "Save"))
    health = people.facts(record, maria.id).health
    assert list(health) == ["blood_thinner"]
    assert (health["blood_thinner"].answer, health["blood_thinner"].detail) == ("yes", "apixaban")


def test_a_pregnancy_has_a_due_date(page: Page, record: Desk, maria: Patient) -> None:
    about = page("about_me")
    assert not [r for r in about.radio if "pregnant" in r.label], "it is asked on the day, not stored"
    about.text_input(key=_field(about, "Due date, if you are pregnant")).set_value("soon")
    assert "not a date" in _submit(about, "Save").error[0].value
    about.text_input(key=_field(about, "Due date, if you are pregnant")).set_value("3 Sep 2027")
    calm(_submit(about, "Save"))
    assert people.facts(record, maria.id).health["pregnancy"].due_date == date(2027, 9, 3)
    again = page("about_me")
    again.text_input(key=_field(again, "Due date, if you are pregnant")).set_value("")
    calm(_submit(again, "Save"))
    assert "pregnancy" not in people.facts(record, maria.id).health


@pytest.mark.parametrize(("sex", "asked"), [("female", True), ("male", False), ("", True)])
def test_who_is_asked_about_a_pregnancy(page: Page, record: Desk, maria: Patient, sex: str, asked: bool) -> None:
    people.edit(record, maria.id, PatientCreate(name="Maria Example", sex=sex))
    assert ("Due date, if you are pregnant" in {t.label for t in page("about_me").text_input}) is asked


def test_a_child_is_asked_about_no_pregnancy(page: Page, record: Desk, maria: Patient) -> None:
    people.edit(record, maria.id, PatientCreate(name="Maria Example", birth_date=days_back(9 * 365), sex="female"))
    assert "Due date, if you are pregnant" not in {t.label for t in page("about_me").text_input}
    assert "Were you pregnant then?" not in {box.label for box in page("add_exam").selectbox}


def test_a_pregnancy_that_is_over_is_said_to_be(page: Page, record: Desk, maria: Patient) -> None:
    fact = HealthFactCreate(topic="pregnancy", answer="yes", due_date=days_back(15))
    people.save_facts(record, maria.id, [], [fact])
    assert "This pregnancy is over." in shown(page("about_me"))


def test_another_person_is_added_at_the_switcher_and_can_be_taken_out_again(
    page: Page, record: Desk, maria: Patient
) -> None:
    about = page("about_me")
    about.text_input(key="new person/1/name").set_value("Mia Example")
    about.text_input(key="new person/1/birth_date").set_value("12 May 2018")
    added = calm(about.button(key="new person/1/save").click().run())
    assert [p.name for p in people.patients(record)] == ["Maria Example", "Mia Example"]
    assert "**Mia Example**" in shown(added)
    child = people.patients(record)[1]
    assert child.birth_date == date(2018, 5, 12)
    out = calm(page("about_me").button(key=f"delete_person/{child.id}").click().run())
    assert [p.name for p in people.patients(record)] == ["Maria Example"]
    assert "Mia Example" not in shown(out)
    calm(out.button(key="undo").click().run())
    assert len(people.patients(record)) == 2


def test_a_childs_record_speaks_of_the_child_and_asks_nothing_of_adults(
    page: Page, record: Desk, maria: Patient
) -> None:
    people.edit(record, maria.id, PatientCreate(name="Mia Example", birth_date=days_back(9 * 365), sex="female"))
    about = calm(page("about_me"))
    assert about.title[0].value == "About Mia Example"
    asked = [radio.label for radio in about.radio]
    assert "Does Mia Example take a blood thinner?" in asked
    assert not [label for label in asked if "Do you" in label or "menopause" in label]


def test_feet_and_pounds_are_stored_as_cm_and_kg(page: Page, record: Desk, maria: Patient) -> None:
    about = page("about_me")
    assert [n.label for n in about.number_input][:3] == [
        "Height: feet",
        "and inches",
        "Weight in pounds, if you like",
    ]
    for place, value in enumerate((5, 6, 150)):
        about.number_input[place].set_value(value)
    about = calm(_submit(about, "Save"))
    kept = people.patient(record, maria.id)
    assert (kept.height_cm, kept.weight_kg) == (167.6, 68.0)
    assert [n.value for n in about.number_input][:3] == [5, 6, 150]
    next(r for r in about.radio if r.label == "Height and weight in").set_value("metric").run()
    assert [n.value for n in about.number_input][:2] == [167.6, 68]
    assert _not_saved(about) == 0


def test_what_was_done_is_said_on_its_own_page_only(app: AppTest, record: Desk, maria: Patient) -> None:
    about = app.switch_page("about/me.py").run()
    about.text_input(key=_field(about, "Name")).set_value("Maria B. Example")
    assert "Saved." in shown(calm(_submit(about, "Save")))
    assert "Saved." not in shown(calm(app.switch_page("injections/injections.py").run()))
    assert "Saved." in shown(calm(app.switch_page("about/me.py").run()))


def test_initials_stand_in_a_circle_on_every_page(page: Page, record: Desk, maria: Patient) -> None:
    people.add(record, PatientCreate(name="otto von Beispiel"))
    circles = [html.proto.body for html in page("injections").get("html") if "border-radius: 50%" in html.proto.body]
    assert len(circles) == 2
    assert all(">ME<" in circle for circle in circles)
    assert who.initials("otto von Beispiel") == "OB"
    assert (who.initials("Mia"), who.initials("2 <b>"), who.initials("--")) == ("M", "B", "?")


def test_countries_are_named(page: Page, maria: Patient) -> None:
    menu = next(s for s in page("about_me").selectbox if "Country" in s.label)
    assert "United States" in menu.options
    assert "Another country (world mean)" in menu.options


def _not_saved(page: AppTest) -> int:
    return sum("Not saved yet" in m.value for m in page.markdown)


def test_what_differs_from_the_record_is_not_saved_yet_and_stays_until_it_is(
    app: AppTest, record: Desk, maria: Patient
) -> None:
    about = app.switch_page("about/me.py").run()
    assert _not_saved(about) == 0
    next(r for r in about.radio if r.label == "Do you take a blood thinner?").set_value("yes").run()
    assert _not_saved(about) == 1
    about.text_input(key=_field(about, "Name")).set_value("Maria B. Example").run()
    assert _not_saved(about) == 1
    app.switch_page("history/history.py").run()
    back = app.switch_page("about/me.py").run()
    assert _not_saved(back) == 1
    saved = calm(_submit(back, "Save"))
    assert _not_saved(saved) == 0
    assert people.facts(record, maria.id).health["blood_thinner"].answer == "yes"
    assert people.patient(record, maria.id).name == "Maria B. Example"


def test_back_to_an_earlier_name_leaves_nothing_unsaved(page: Page, record: Desk, maria: Patient) -> None:
    about = page("about_me")
    for name in ("Maria B. Example", "Maria Example", "Maria B. Example"):
        about.text_input(key=_field(about, "Name")).set_value(name)
        about = calm(_submit(about, "Save"))
        assert people.patient(record, maria.id).name == name
        assert about.text_input(key=_field(about, "Name")).value == name
        assert _not_saved(about) == 0


def test_an_error_names_the_field_as_the_page_does_and_stands_alone(page: Page, maria: Patient) -> None:
    about = page("about_me")
    about.text_input(key=_field(about, "Name")).set_value("Maria B. Example")
    about = _submit(about, "Save")
    assert "Saved." in shown(about)
    next(r for r in about.radio if r.label == "Height and weight in").set_value("metric").run()
    about.number_input[0].set_value(3)
    refused = _submit(about, "Save")
    assert "Height, in cm" in refused.error[0].value
    assert "Saved." not in shown(refused)


def test_the_sample_and_the_empty_record(seen: Seen) -> None:
    assert "invented" in shown(calm(seen("about_me")))


def test_an_empty_record_asks_for_a_name(page: Page) -> None:
    assert "whose record" in shown(calm(page("about_me")))
