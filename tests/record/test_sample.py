"""The sample patient comes and goes and leaves own data untouched."""

from sqlalchemy import Engine

from tests.record.test_ledger import an_exam, kap
from tracker.record import archive, frames, ledger, sample


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
