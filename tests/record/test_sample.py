"""The sample patient comes and goes and leaves own data untouched."""

import pytest

from tests.record.test_ledger import an_exam, kap
from tracker.record import archive, details, frames, ledger, people, plans, sample, trace
from tracker.record.desk import Desk


def test_the_sample_patient_is_loaded_once_and_marked(desk: Desk) -> None:
    assert sample.loaded(desk) is None
    patient_id = sample.load(desk)
    assert sample.load(desk) == patient_id == sample.loaded(desk)
    (person,) = frames.people(desk)
    assert person.is_sample
    assert "Example" in person.name


def test_removing_the_sample_leaves_own_data_exactly_as_it_was(desk: Desk, patient_id: str) -> None:
    ledger.add_exam(desk, patient_id, an_exam(facility="St Anna"))
    before = archive.dump(desk)["tables"]
    sample.load(desk)
    assert archive.dump(desk)["tables"] != before
    assert sample.remove(desk) > 50
    assert archive.dump(desk)["tables"] == before
    assert sample.remove(desk) == 0


def test_exams_a_person_logged_under_the_sample_stay_when_it_goes(desk: Desk) -> None:
    patient_id = sample.load(desk)
    assert sample.own_exams(desk) == []
    saved = ledger.add_exam(desk, patient_id, an_exam(measurements=[kap()]))
    ledger.edit_exam(desk, saved.entity_id, an_exam(facility="St Anna", measurements=[kap()]))
    assert sample.own_exams(desk) == [saved.entity_id]
    sample.remove(desk)
    (me,) = frames.people(desk)
    assert not me.is_sample
    assert list(frames.exams(desk, me.id)["facility"]) == ["St Anna"]
    assert ledger.exam(desk, saved.entity_id).measurements == [kap()]
    ledger.undo(desk, trace.edits(desk, saved.entity_id)[0].batch_id)
    assert list(frames.exams(desk, me.id)["facility"]) == [""]


def test_the_exposures_of_a_sample_report_add_up_to_its_totals(desk: Desk) -> None:
    patient_id = sample.load(desk)
    events = details.events(desk, patient_id)
    exams = frames.exams(desk, patient_id)
    measured = frames.measurements(desk, exams["id"], patient_id)
    assert events["exam_id"].nunique() == 3
    sums = events.groupby("exam_id")[["air_kerma_mgy", "kap_gy_cm2", "fluoro_time_s"]].sum()
    for exam_id, exam in sums.iterrows():
        stated = measured[measured["exam_id"] == exam_id].set_index("quantity")["value"]
        assert exam.to_dict() == pytest.approx(stated.to_dict())


def test_the_sample_tells_a_whole_course(desk: Desk) -> None:
    """What every page needs to have something to show."""
    patient_id = sample.load(desk)
    injections = details.injections(desk, patient_id)
    drugs = details.drugs(desk, patient_id)
    measured = frames.measurements(desk, frames.exams(desk, patient_id)["id"], patient_id)
    assert {"test", "treatment"} <= set(injections["purpose"])
    assert {"methylprednisolone", "triamcinolone", "steroid_not_known", "bupivacaine"} <= set(drugs["drug_key"])
    assert set(details.pain(desk, patient_id)["side"]) == {"left", "right"}
    assert measured.loc[measured["quantity"] == "air_kerma_mgy", "value"].max() > 5000
    assert len(plans.plans(desk, patient_id)) == 1
    assert people.facts(desk, patient_id).reactions
