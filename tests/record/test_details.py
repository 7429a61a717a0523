"""The short list of somebody's injections: what is in it, in which order, and the newest of each sort."""

from datetime import date

from tracker.record import ledger, people
from tracker.record.desk import Desk
from tracker.record.details import injected, newest_of_each_sort
from tracker.record.models import ExamCreate, PatientCreate
from tracker.record.procedures import DrugCreate, InjectionCreate


def _add(desk: Desk, patient_id: str, kind_key: str, day: date, **fields: object) -> str:
    values = {"kind_key": kind_key, "date_first": day, "date_last": day, **fields}
    return ledger.add_exam(desk, patient_id, ExamCreate.model_validate(values)).entity_id


def test_guided_kinds_and_everything_with_an_injection_or_a_drug_newest_first(desk: Desk, patient_id: str) -> None:
    hip = _add(desk, patient_id, "hip_injection_us", date(2020, 1, 2))
    _add(desk, patient_id, "ct_abd_pelvis", date(2021, 1, 2))
    shot = _add(desk, patient_id, "", date(2019, 1, 1), own_words="shot", drugs=[DrugCreate(name="something")])
    own = _add(
        desk, patient_id, "", date(2022, 1, 1), own_words="back", injection=InjectionCreate(levels=["L4-5", "L5"])
    )
    found = injected(desk, patient_id)
    assert [one.exam_id for one in found] == [own, hip, shot]
    assert found[0].levels == ("L4-5", "L5")
    assert (found[1].kind_key, found[1].date.text(), found[1].levels) == ("hip_injection_us", "2 Jan 2020", ())


def test_of_one_day_the_one_entered_last_is_first(desk: Desk, patient_id: str) -> None:
    first = _add(desk, patient_id, "hip_injection_us", date(2020, 1, 2))
    second = _add(desk, patient_id, "knee_injection_us", date(2020, 1, 2))
    assert [one.exam_id for one in injected(desk, patient_id)] == [second, first]


def test_deleted_ones_and_other_people_are_not_in_it(desk: Desk, patient_id: str) -> None:
    other = people.add(desk, PatientCreate(name="Otto Beispiel")).entity_id
    _add(desk, other, "hip_injection_us", date(2020, 1, 2))
    gone = _add(desk, patient_id, "hip_injection_us", date(2020, 1, 2), drugs=[DrugCreate(name="x")])
    ledger.delete_exam(desk, gone)
    assert injected(desk, patient_id) == ()


def test_the_newest_of_each_recent_sort(desk: Desk, patient_id: str) -> None:
    for kind, year in (("hip_injection_us", 2018), ("knee_injection_us", 2024), ("hip_injection_us", 2024)):
        _add(desk, patient_id, kind, date(year, 5, 5))
    _add(desk, patient_id, "facet_lumbar_rf", date(2025, 5, 5))
    _add(desk, patient_id, "elbow_injection_us", date(2017, 5, 5))
    listed = injected(desk, patient_id)
    found = newest_of_each_sort(listed, since=date(2023, 5, 5), most=3)
    assert [(one.kind_key, one.date.first.year) for one in found] == [
        ("facet_lumbar_rf", 2025),
        ("hip_injection_us", 2024),
        ("knee_injection_us", 2024),
    ]
    assert len(newest_of_each_sort(listed, since=date(2010, 1, 1), most=2)) == 2


def test_the_very_newest_is_offered_however_long_ago(desk: Desk, patient_id: str) -> None:
    _add(desk, patient_id, "hip_injection_us", date(2001, 5, 5))
    _add(desk, patient_id, "knee_injection_us", date(2000, 5, 5))
    found = newest_of_each_sort(injected(desk, patient_id), since=date(2020, 1, 1), most=3)
    assert [one.kind_key for one in found] == ["hip_injection_us"]
