"""The people in the record: each apart from the others, with what a clinic must know."""

from datetime import date

import pytest

from tests.record.test_ledger import an_exam
from tracker.errors import DateError, NotFound, ValueRefused
from tracker.record import frames, ledger, people
from tracker.record.desk import Desk
from tracker.record.forms import checked
from tracker.record.models import HealthFactCreate, PatientCreate, ReactionCreate


def test_people_are_listed_in_the_order_they_were_added(desk: Desk) -> None:
    for name in ("Zoe Example", "Adam Example"):
        people.add(desk, PatientCreate(name=name))
    assert [p.name for p in people.patients(desk)] == ["Zoe Example", "Adam Example"]
    assert [p.name for p in frames.people(desk)] == ["Zoe Example", "Adam Example"]


def test_nothing_of_one_person_shows_under_another(desk: Desk, patient_id: str) -> None:
    other = people.add(desk, PatientCreate(name="Child Example")).entity_id
    ledger.add_exam(desk, patient_id, an_exam(facility="Parent's clinic"))
    people.save_facts(desk, patient_id, [ReactionCreate(substance_group="latex", reaction="hives")], [])
    assert frames.exams(desk, other).empty
    assert people.facts(desk, other).reactions == ()
    assert ledger.known_values(desk, other, "facility") == []


def test_a_deleted_person_and_their_exams_are_out_of_sight_until_undo(desk: Desk, patient_id: str) -> None:
    ledger.add_exam(desk, patient_id, an_exam())
    gone = people.delete(desk, patient_id)
    assert people.patients(desk) == []
    with pytest.raises(NotFound):
        frames.person(desk, patient_id)
    assert frames.exams(desk, patient_id).empty
    ledger.undo(desk, gone.batch_id)
    assert len(frames.exams(desk, patient_id)) == 1


def test_facts_are_replaced_as_a_whole_and_can_be_undone(desk: Desk, patient_id: str) -> None:
    hives = ReactionCreate(substance_group="contrast_medium", reaction="hives", severity="moderate", year=2019)
    people.save_facts(desk, patient_id, [hives], [HealthFactCreate(topic="diabetes", answer="yes")])
    rash = ReactionCreate(substance_group="medicine", substance="penicillin", reaction="rash")
    saved = people.save_facts(desk, patient_id, [rash], [HealthFactCreate(topic="diabetes", answer="no")])
    now = people.facts(desk, patient_id)
    assert [r.reaction for r in now.reactions] == ["rash"]
    assert now.health["diabetes"].answer == "no"
    ledger.undo(desk, saved.batch_id)
    before = people.facts(desk, patient_id)
    assert [(r.reaction, r.severity, r.year) for r in before.reactions] == [("hives", "moderate", 2019)]
    assert before.health["diabetes"].answer == "yes"


def test_a_topic_nobody_asked_about_is_absent_not_no(desk: Desk, patient_id: str) -> None:
    assert dict(people.facts(desk, patient_id).health) == {}


@pytest.mark.parametrize("born", [date(1726, 1, 1), date(2199, 1, 1)])
def test_birth_dates_that_cannot_be_are_refused(desk: Desk, born: date) -> None:
    with pytest.raises(DateError):
        people.add(desk, PatientCreate(name="Test Person", birth_date=born))


def test_a_birth_date_after_an_exam_is_refused(desk: Desk, patient_id: str) -> None:
    ledger.add_exam(desk, patient_id, an_exam())
    with pytest.raises(DateError, match="exam"):
        people.edit(desk, patient_id, PatientCreate(name="Maria Example", birth_date=date(2021, 1, 1)))


def test_a_name_is_needed_and_has_an_end() -> None:
    for name in ("", "   ", "x" * 10_000):
        with pytest.raises(ValueRefused):
            checked(PatientCreate, name=name)


@pytest.mark.parametrize("height", [float("nan"), float("inf"), -3, 5000])
def test_heights_that_cannot_be_are_refused(height: float) -> None:
    with pytest.raises(ValueRefused, match="height"):
        checked(PatientCreate, name="Test Person", height_cm=height)


@pytest.mark.parametrize("name", ["Мария Пример", "مريم مثال", "מרים דוגמה", "<script>alert(1)</script>", "😀 Example"])
def test_names_in_any_letters_come_back_as_they_were(desk: Desk, name: str) -> None:
    saved = people.add(desk, PatientCreate(name=name))
    assert people.patient(desk, saved.entity_id).name == name


def test_a_file_name_says_whose_it_is() -> None:
    assert people.file_name("Maria B. Example", "exams", "csv") == "maria-b-example-exams.csv"
    assert people.file_name("../étude <x>", "pain-log", "pdf") == "étude-x-pain-log.pdf"
    assert people.file_name("", "exams", "csv") == "exams.csv"


def test_who_is_a_child() -> None:
    today = date(2026, 9, 3)
    assert people.is_child(date(2008, 9, 4), today)
    assert not people.is_child(date(2008, 9, 3), today)
    assert not people.is_child(None, today)
