"""The sample patient comes and goes and leaves own data untouched."""

import pytest
from sqlalchemy import Engine

from tests.record.test_ledger import an_exam, kap
from tracker.record import archive, frames, ledger, people, plans, procedure_frames, sample


def test_the_sample_patient_is_loaded_once_and_marked(engine: Engine) -> None:
    assert sample.loaded(engine) is None
    patient_id = sample.load(engine)
    assert sample.load(engine) == patient_id == sample.loaded(engine)
    (person,) = frames.people(engine)
    assert person.is_sample
    assert "Example" in person.name


def test_removing_the_sample_leaves_own_data_exactly_as_it_was(engine: Engine, patient_id: str) -> None:
    ledger.add_exam(engine, patient_id, an_exam(facility="St Anna"))
    before = archive.dump(engine)["tables"]
    sample.load(engine)
    assert archive.dump(engine)["tables"] != before
    assert sample.remove(engine) > 50
    assert archive.dump(engine)["tables"] == before
    assert sample.remove(engine) == 0


def test_exams_a_person_logged_under_the_sample_stay_when_it_goes(engine: Engine) -> None:
    patient_id = sample.load(engine)
    assert sample.own_exams(engine) == []
    saved = ledger.add_exam(engine, patient_id, an_exam(measurements=[kap()]))
    ledger.edit_exam(engine, saved.entity_id, an_exam(facility="St Anna", measurements=[kap()]))
    assert sample.own_exams(engine) == [saved.entity_id]
    sample.remove(engine)
    (me,) = frames.people(engine)
    assert not me.is_sample
    assert list(frames.exams(engine, me.id)["facility"]) == ["St Anna"]
    assert ledger.exam(engine, saved.entity_id).measurements == [kap()]
    ledger.undo(engine, ledger.edits(engine, saved.entity_id)[0].batch_id)
    assert list(frames.exams(engine, me.id)["facility"]) == [""]


def test_the_exposures_of_a_sample_report_add_up_to_its_totals(engine: Engine) -> None:
    patient_id = sample.load(engine)
    events = procedure_frames.events(engine, patient_id)
    exams = frames.exams(engine, patient_id)
    measured = frames.measurements(engine, exams["id"], patient_id)
    assert events["exam_id"].nunique() == 3
    sums = events.groupby("exam_id")[["air_kerma_mgy", "kap_gy_cm2", "fluoro_time_s"]].sum()
    for exam_id, exam in sums.iterrows():
        stated = measured[measured["exam_id"] == exam_id].set_index("quantity")["value"]
        assert exam.to_dict() == pytest.approx(stated.to_dict())


def test_the_sample_tells_a_whole_course(engine: Engine) -> None:
    """What every page needs to have something to show."""
    patient_id = sample.load(engine)
    injections = procedure_frames.injections(engine, patient_id)
    drugs = procedure_frames.drugs(engine, patient_id)
    measured = frames.measurements(engine, frames.exams(engine, patient_id)["id"], patient_id)
    assert {"test", "treatment"} <= set(injections["purpose"])
    assert {"methylprednisolone", "triamcinolone", "steroid_not_known", "bupivacaine"} <= set(drugs["drug_key"])
    assert set(procedure_frames.pain(engine, patient_id)["side"]) == {"left", "right"}
    assert measured.loc[measured["quantity"] == "air_kerma_mgy", "value"].max() > 5000
    assert len(plans.plans(engine, patient_id)) == 1
    assert people.facts(engine, patient_id).reactions
