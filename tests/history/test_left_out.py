"""What a total does not hold: each exam once, with its reason."""

from datetime import date

from sqlalchemy import Engine

from tests.record.test_ledger import an_exam, kap
from tracker.history.left_out import left_out
from tracker.history.summary import summarise
from tracker.record import ledger, sample


def test_each_reason_is_told_and_what_is_not_known_comes_first(engine: Engine, patient_id: str) -> None:
    for kind, words in (
        ("mri_brain", ""),
        ("tx_radioiodine", ""),
        ("", "scan abroad"),
        ("rf_unspecified", ""),
    ):
        ledger.add_exam(engine, patient_id, an_exam(kind_key=kind, own_words=words))
    found = left_out(summarise(engine, patient_id))
    assert [one.evidence for one in found] == ["unknown", "unknown", "treatment", "no_radiation"]
    reasons = {one.name: one.reason for one in found}
    assert reasons["scan abroad"] == "It is in the patient’s own words, so no published dose applies."
    assert reasons["Fluoroscopy, procedure not known"] == "No published dose was found for this kind of exam."
    assert found[2].reason.startswith("It is a treatment")
    assert found[3].reason == "It uses no ionising radiation."


def test_exams_of_one_name_stand_together_with_their_dates(engine: Engine, patient_id: str) -> None:
    for day in (date(2020, 1, 1), date(2022, 5, 6), date(2021, 1, 1)):
        ledger.add_exam(engine, patient_id, an_exam(kind_key="mri_brain", date_first=day, date_last=day))
    (one,) = left_out(summarise(engine, patient_id))
    assert (one.exams, one.when) == (3, "1 Jan 2020 to 6 May 2022")


def test_numbers_that_no_coefficient_fits_are_said(engine: Engine, patient_id: str) -> None:
    ledger.add_exam(engine, patient_id, an_exam(kind_key="", own_words="X-ray of the leg", measurements=[kap()]))
    (one,) = left_out(summarise(engine, patient_id))
    assert one.reason.endswith("No verified coefficient fits the numbers of its report.")


def test_every_exam_is_either_counted_or_left_out(engine: Engine) -> None:
    found = summarise(engine, sample.load(engine))
    counted = int(found.exams.loc[found.exams["counted"], "exam_count"].sum())
    assert counted + sum(one.exams for one in left_out(found)) == found.totals.exams


def test_an_empty_record_leaves_nothing_out(engine: Engine, patient_id: str) -> None:
    assert left_out(summarise(engine, patient_id)) == ()
