"""What needs a person: each sort is listed, one answer empties it, and every answer can be taken back."""

from datetime import date
from typing import Any

import pytest

from tests.record.test_ledger import an_exam, kap
from tests.view.reading import pages
from tracker.errors import ValueRefused
from tracker.history.checks import Check, to_check
from tracker.history.summary import summarise
from tracker.record import checks, ledger, sample
from tracker.record.desk import Desk
from tracker.record.models import MeasurementCreate
from tracker.record.procedures import DrugCreate, InjectionCreate
from tracker.view import checks as words
from tracker.view.handout.handout import HandoutOptions, of_record

DAY = {"date_first": date(2020, 1, 1), "date_last": date(2020, 1, 1)}
YEAR = {"date_first": date(2020, 1, 1), "date_last": date(2020, 12, 31), "date_precision": "year"}


def add(desk: Desk, patient_id: str, **fields: Any) -> str:
    return ledger.add_exam(desk, patient_id, an_exam(**({"kind_key": "ct_chest"} | DAY | fields))).entity_id


def listed(desk: Desk, patient_id: str) -> tuple[Check, ...]:
    return to_check(desk, summarise(desk, patient_id))


def dlp(value: float) -> MeasurementCreate:
    return MeasurementCreate(quantity="dlp_mgy_cm", value=value, reported=f"{value} mGy.cm")


@pytest.mark.parametrize(
    ("fields", "question"),
    [
        ({"kind_key": "", "own_words": "a test abroad"}, "kind"),
        ({"kind_key": "ct_unspecified", "own_words": "Sonderprogramm 7"}, "kind"),
        ({"kind_key": "ct_unspecified", "entered_from": "file"}, "kind"),
        ({"kind_key": "hip_injection_unspecified"}, "guidance"),
        ({"kind_key": "lumbar_spine_injection_unspecified"}, "guidance"),
        ({"measurements": [dlp(400_000)]}, "number"),
    ],
)
def test_an_exam_to_check_is_listed_until_it_is_kept(
    desk: Desk, patient_id: str, fields: dict[str, Any], question: str
) -> None:
    exam_id = add(desk, patient_id, **fields)
    (one,) = listed(desk, patient_id)
    assert (one.question, one.exam_id, one.when) == (question, exam_id, "1 Jan 2020")
    assert words.asked(one)
    saved = checks.keep(desk, patient_id, one.question, one.about)
    assert listed(desk, patient_id) == ()
    ledger.undo(desk, saved.batch_id)
    assert listed(desk, patient_id) == (one,)


@pytest.mark.parametrize(
    "fields", [{}, {"kind_key": "ct_unspecified"}, {"kind_key": "mri_other"}, {"measurements": [dlp(400)]}]
)
def test_an_exam_that_a_person_entered_needs_no_look(desk: Desk, patient_id: str, fields: dict[str, Any]) -> None:
    add(desk, patient_id, **fields)
    assert listed(desk, patient_id) == ()


def test_a_number_that_was_kept_is_asked_again_when_it_changes(desk: Desk, patient_id: str) -> None:
    exam_id = add(desk, patient_id, measurements=[dlp(400_000)])
    (one,) = listed(desk, patient_id)
    checks.keep(desk, patient_id, one.question, one.about)
    ledger.edit_exam(desk, exam_id, an_exam(kind_key="ct_chest", measurements=[dlp(900_000)], **DAY))
    assert [one.question for one in listed(desk, patient_id)] == ["number"]


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ({}, {}, True),
        ({}, YEAR, True),
        ({"measurements": [dlp(400)]}, {}, True),
        ({"measurements": [dlp(400)]}, {"measurements": [dlp(400.4)]}, True),
        ({"measurements": [dlp(400)]}, {"measurements": [dlp(300)]}, False),
        ({"side": "left"}, {"side": "right"}, False),
        ({"facility": "St Anna"}, {"facility": "City Hospital"}, False),
        ({}, {"date_first": date(2020, 1, 2), "date_last": date(2020, 1, 2)}, False),
        ({}, {"kind_key": "ct_head"}, False),
        ({}, YEAR | {"exam_count": 3}, False),
        ({"kind_key": "", "own_words": "Scan"}, {"kind_key": "", "own_words": "scan"}, True),
    ],
)
def test_two_that_can_be_one_are_asked(
    desk: Desk, patient_id: str, one: dict[str, Any], other: dict[str, Any], asked: bool
) -> None:
    ids = {add(desk, patient_id, **one), add(desk, patient_id, **other)}
    found = [check for check in listed(desk, patient_id) if check.question == "double"]
    assert [{check.exam_id, check.other_id} for check in found] == ([ids] if asked else [])
    for check in found:
        saved = checks.keep(desk, patient_id, check.question, check.about)
        assert "double" not in {left.question for left in listed(desk, patient_id)}
        ledger.undo(desk, saved.batch_id)


def test_injections_at_two_levels_of_one_day_are_two(desk: Desk, patient_id: str) -> None:
    kind = {"kind_key": "esi_lumbar_transforaminal_rf"}
    for level in ("L4-5", "L5-S1"):
        add(desk, patient_id, injection=InjectionCreate(levels=[level]), **kind)
    assert listed(desk, patient_id) == ()


def test_of_the_same_exam_twice_one_stays_with_what_both_say(desk: Desk, patient_id: str) -> None:
    kind = {"kind_key": "esi_lumbar_transforaminal_rf"}
    drug = DrugCreate(drug_key="triamcinolone", dose_mg=40)
    kept = add(desk, patient_id, measurements=[kap()], notes="mine", **kind)
    other = add(desk, patient_id, facility="St Anna", notes="yours", drugs=[drug], **kind)
    before = ledger.exam(desk, kept), ledger.exam(desk, other)
    (one,) = listed(desk, patient_id)
    assert (one.exam_id, one.other_id) == (kept, other)
    saved = checks.same_exam(desk, one.exam_id, one.other_id)
    found = ledger.exam(desk, kept)
    assert summarise(desk, patient_id).entries == 1
    assert (found.facility, found.notes, [d.drug_key for d in found.drugs]) == ("St Anna", "mine", ["triamcinolone"])
    assert [m.quantity for m in found.measurements] == ["kap_gy_cm2"]
    assert listed(desk, patient_id) == ()
    ledger.undo(desk, saved.batch_id)
    assert (ledger.exam(desk, kept), ledger.exam(desk, other)) == before


def test_the_list_of_a_person_is_their_own(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, kind_key="", own_words="a test abroad")
    assert all(one.question != "kind" or "abroad" not in one.name for one in listed(desk, sample.load(desk)))


def test_the_number_at_the_clinic_is_remembered_until_another_takes_its_place(desk: Desk, patient_id: str) -> None:
    assert checks.patient_number(desk, patient_id) == ""
    checks.keep_patient_number(desk, patient_id, "MR 77-1")
    saved = checks.keep_patient_number(desk, patient_id, "MR 78")
    assert checks.patient_number(desk, patient_id) == "MR 78"
    page = of_record(desk, patient_id, HandoutOptions())
    assert "patient number MR 78" in pages(page.pdf)[0]
    assert "patient number" not in pages(of_record(desk, patient_id, HandoutOptions(number="")).pdf)[0]
    ledger.undo(desk, saved.batch_id)
    assert checks.patient_number(desk, patient_id) == "MR 77-1"
    checks.keep_patient_number(desk, patient_id, "")
    assert checks.patient_number(desk, patient_id) == ""
    with pytest.raises(ValueRefused, match="at most 60"):
        checks.keep_patient_number(desk, patient_id, "7" * 61)
    assert listed(desk, patient_id) == ()
