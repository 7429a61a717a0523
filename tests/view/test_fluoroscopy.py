"""The procedures behind the skin doses: field units, what is not recorded, and the words of sums and levels."""

from datetime import date

import pytest

from tests.record.test_ledger import an_exam
from tracker.dose.skin_windows import SkinSum
from tracker.history.skin import skin_findings, skin_history
from tracker.history.skin_words import Advice
from tracker.history.summary import summarise
from tracker.record import ledger, sample
from tracker.record.desk import Desk
from tracker.record.models import MeasurementCreate
from tracker.reference.skin import skin_levels
from tracker.view import fluoroscopy

TODAY = date(2026, 11, 20)
PCI = "ir_pci"


def add(desk: Desk, patient_id: str, when: date, kind: str = PCI, **values: float) -> str:
    """Log a procedure with these measured values."""
    measured = [MeasurementCreate(quantity=name, value=value) for name, value in values.items()]
    exam = an_exam(kind_key=kind, date_first=when, date_last=when, measurements=measured)
    return ledger.add_exam(desk, patient_id, exam).entity_id


def test_every_fluoroscopy_exam_is_listed_newest_first_known_or_not(desk: Desk, patient_id: str) -> None:
    old = add(desk, patient_id, date(2012, 2, 14), air_kerma_mgy=5200.0, kap_gy_cm2=210.0, fluoro_time_s=3120.0)
    new = add(desk, patient_id, date(2020, 2, 14))
    add(desk, patient_id, date(2021, 2, 14), "ct_head")
    whole = summarise(desk, patient_id, TODAY)
    found = fluoroscopy.procedures(whole, skin_history(desk, whole))
    assert [one.exam_id for one in found] == [new, old]
    assert (found[1].air_kerma_mgy, found[1].kap_gy_cm2, found[1].fluoro_time_s) == (5200.0, 210.0, 3120.0)
    assert [dose.tier for dose in found[1].doses] == ["T1"]
    # Nothing recorded is None, never 0.
    assert (found[0].air_kerma_mgy, found[0].kap_gy_cm2, found[0].fluoro_time_s, found[0].doses) == (None,) * 3 + ((),)
    assert found[0].mark == "□"


def test_a_record_without_fluoroscopy_has_no_procedures(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2021, 2, 14), "ct_head", dlp_mgy_cm=900.0)
    whole = summarise(desk, patient_id, TODAY)
    assert fluoroscopy.procedures(whole, skin_history(desk, whole)) == ()


def test_beams_that_were_not_placed_are_counted_at_their_procedure(desk: Desk) -> None:
    whole = summarise(desk, sample.load(desk))
    history = skin_history(desk, whole)
    found = fluoroscopy.procedures(whole, history)
    assert sum(one.beams_left_out for one in found) == len(history.left_out)


def test_the_quick_advice_is_that_of_the_whole_history(desk: Desk) -> None:
    whole = summarise(desk, sample.load(desk))
    history = skin_history(desk, whole)
    found = skin_findings(desk, whole)
    advice, not_known = found.advice, found.not_known
    assert len(advice) >= 1
    assert (advice, not_known) == (history.advice, history.not_known)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "none recorded"),
        (SkinSum(18.0, 11.0, 27.0, 2, 0, 0), "about 18 mGy (11 to 27), 2 procedures"),
        (
            SkinSum(None, None, 44.0, 1, 0, 1),
            "up to 44 mGy, for a field of 100 cm2 or more, 1 procedure, 1 of them with an upper bound only",
        ),
        (
            SkinSum(5.0, 3.0, 27.0, 1, 1, 0),
            "about 5.0 mGy (3.0 to 27), 2 procedures, 1 of them on a date that is not exact",
        ),
    ],
)
def test_a_sum_says_what_it_holds(found: SkinSum | None, words: str) -> None:
    assert fluoroscopy.sum_text(found) == words


def test_the_bands_are_those_of_balter_2010_without_gaps() -> None:
    bands, source = fluoroscopy.bands()
    assert source.short == "Balter 2010"
    assert [band.dose for band in bands] == [
        "under 2,000 mGy",
        "2,000 to 5,000 mGy",
        "5,000 to 10,000 mGy",
        "10,000 to 15,000 mGy",
        "over 15,000 mGy",
    ]
    assert bands[1].reaction == "Transient erythema"


def test_the_levels_are_those_of_ncrp_168() -> None:
    levels, sources = fluoroscopy.levels()
    assert len(levels) == len(skin_levels()) == 4
    assert {level.value for level in levels} == {"3,000 mGy", "5,000 mGy", "500 Gy.cm2", "60 min 0 s"}
    assert [level.basis for level in levels] == ["published", "published", "by convention", "by convention"]
    assert ["NCRP" in source.short for source in sources] == [True]


def test_what_to_do_names_skin_that_may_react_again_only_where_there_is_some() -> None:
    once = Advice("a", "2012", "PCI", (), reacts_again=False)
    again = Advice("b", "2012", "PCI", (), reacts_again=True)
    assert "3,000 to 5,000 mGy" not in fluoroscopy.follow_up([once])
    assert "3,000 to 5,000 mGy" in fluoroscopy.follow_up([once, again])


def test_the_reasons_of_a_region_are_said_once(desk: Desk, patient_id: str) -> None:
    for day in (1, 2, 3):
        add(desk, patient_id, date(2020, 2, day), air_kerma_mgy=100.0)
    whole = summarise(desk, patient_id, TODAY)
    (region,) = skin_history(desk, whole).regions
    reasons = fluoroscopy.tiers(region)
    assert len(reasons) == len(set(reasons)) >= 2
    assert reasons[0].startswith("T1:")
    assert any("side" in reason for reason in reasons)


def test_names_are_clinical(desk: Desk, patient_id: str) -> None:
    exam_id = add(desk, patient_id, date(2020, 2, 1), air_kerma_mgy=100.0)
    whole = summarise(desk, patient_id, TODAY)
    assert fluoroscopy.clinical_names(whole, [exam_id]) == {exam_id: "Percutaneous coronary intervention (PCI)"}
    assert [fluoroscopy.window_name(days) for days in (60, None)] == ["60 days", "Whole record"]
