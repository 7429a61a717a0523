"""Exams while pregnant: who is listed and why, what patients read, and the dose for clinicians."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.view.samples import exam, measurement, summary
from tracker.history.pregnancy import PregnantExam, exams_while_pregnant, uterus_doses
from tracker.history.summary import Summary
from tracker.record.models import HealthFact
from tracker.record.people import Facts
from tracker.view.health import patient_line, patient_words, uterus_dose, why_pregnant

DUE = date(2027, 3, 3)
LAST_PERIOD = DUE - timedelta(days=280)
RECORDED = datetime(2026, 9, 3, 10, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def told(answer: str, due: date | None = None) -> Facts:
    fact = HealthFact(patient_id="p", topic="pregnancy", answer=answer, due_date=due, recorded_at=RECORDED)
    return Facts((), {"pregnancy": fact})


def one(first: date, last: date | None = None, kind: str = "ct_chest", **fields: Any) -> Summary:
    precision = "range" if last else "day"
    return summary([exam("e", kind, first.isoformat(), (last or first).isoformat(), precision, **fields)])


def listed(first: date, facts: Facts, last: date | None = None, **fields: Any) -> PregnantExam | None:
    found = exams_while_pregnant(one(first, last, **fields), facts)
    return found[0] if found else None


def test_an_exam_the_person_was_pregnant_at_is_certain() -> None:
    found = listed(date(2005, 6, 1), Facts(), pregnant="yes")
    assert found is not None
    assert found.certain
    assert why_pregnant(found) == "Recorded as pregnant at this exam."
    assert (found.week_first, found.week_last) == (None, None)


def test_not_sure_is_possible() -> None:
    found = listed(date(2005, 6, 1), Facts(), pregnant="unknown")
    assert found is not None
    assert not found.certain
    assert "not sure" in why_pregnant(found)


@pytest.mark.parametrize(("days", "week"), [(0, 0), (6, 0), (7, 1), (100, 14), (280, 40), (294, 42)])
def test_from_the_last_period_to_two_weeks_after_the_due_date_it_is_possible(days: int, week: int) -> None:
    found = listed(LAST_PERIOD + timedelta(days=days), told("yes", DUE))
    assert found is not None
    assert not found.certain
    assert why_pregnant(found) == "The date lies in the pregnancy with due date 3 Mar 2027."
    assert (found.week_first, found.week_last) == (week, week)


@pytest.mark.parametrize("days", [-1, 295])
def test_a_day_before_or_after_it_is_not(days: int) -> None:
    assert listed(LAST_PERIOD + timedelta(days=days), told("yes", DUE)) is None


def test_a_date_that_is_not_exact_may_lie_in_it_and_says_so() -> None:
    found = listed(date(2026, 1, 1), told("unknown", DUE), date(2026, 12, 31))
    assert found is not None
    assert why_pregnant(found) == "The date is not exact. It may lie in the pregnancy with due date 3 Mar 2027."
    assert (found.week_first, found.week_last) == (0, (date(2026, 12, 31) - LAST_PERIOD).days // 7)


@pytest.mark.parametrize("days", [-280, -1, 0, 30])
def test_without_a_due_date_nine_months_around_the_day_it_was_recorded_are_possible(days: int) -> None:
    found = listed(RECORDED.date() + timedelta(days=days), told("yes"))
    assert found is not None
    assert why_pregnant(found) == "The date lies within 9 months of 3 Sep 2026, when a pregnancy was recorded."
    assert found.week_first is None


@pytest.mark.parametrize(
    "facts", [Facts(), told("no"), told("no", DUE), told("unknown")], ids=["never asked", "no", "no, due", "not sure"]
)
def test_no_pregnancy_no_exam(facts: Facts) -> None:
    assert listed(RECORDED.date(), facts) is None


def test_ten_months_before_the_record_of_a_pregnancy_is_not_listed() -> None:
    assert listed(RECORDED.date() - timedelta(days=281), told("yes")) is None


def test_not_pregnant_at_the_exam_holds_unless_its_date_lies_in_a_pregnancy_with_a_due_date() -> None:
    assert listed(RECORDED.date(), told("yes"), pregnant="no") is None
    assert listed(date(2026, 1, 1), told("yes", DUE), date(2026, 12, 31), pregnant="no") is None
    found = listed(RECORDED.date(), told("yes", DUE), pregnant="no")
    assert found is not None
    assert why_pregnant(found).startswith("Recorded as not pregnant, but")


def test_mri_is_never_listed_and_an_exam_in_own_words_is() -> None:
    assert listed(RECORDED.date(), told("yes", DUE), kind="mri_brain", pregnant="yes") is None
    assert listed(RECORDED.date(), told("yes", DUE), kind="", own_words="a dye test") is not None


def test_certain_ones_come_first_then_the_newest() -> None:
    rows = [
        exam("a", "xr_chest_pa", "2026-10-01"),
        exam("b", "ct_chest", "2026-09-01", pregnant="yes"),
        exam("c", "xr_knee", "2026-08-01"),
    ]
    found = exams_while_pregnant(summary(rows), told("yes", DUE))
    assert [f.exam_id for f in found] == ["b", "a", "c"]


def test_an_empty_record_has_none() -> None:
    assert exams_while_pregnant(summary([]), told("yes", DUE)) == ()


@settings(max_examples=examples(25, fuzz=1000), deadline=None)
@given(st.integers(-400, 700), st.integers(0, 400))
def test_an_exam_is_listed_exactly_if_one_of_its_days_lies_in_the_pregnancy(start: int, length: int) -> None:
    first = LAST_PERIOD + timedelta(days=start)
    found = listed(first, told("yes", DUE), first + timedelta(days=length))
    assert (found is not None) == (start <= 294 and start + length >= 0)
    if found:
        assert 0 <= (found.week_first or 0) <= (found.week_last or 0) <= 42


def test_what_a_patient_reads_has_no_number() -> None:
    assert patient_words() == "Tell the staff. A medical physicist can work out the dose."
    found = listed(date(2026, 9, 3), told("yes", DUE))
    assert found is not None
    assert patient_line(found, "Chest CT") == "Chest CT, 3 Sep 2026: you may have been pregnant."
    certain = listed(date(2026, 9, 3), Facts(), pregnant="yes")
    assert certain is not None
    assert patient_line(certain, "Chest CT") == "Chest CT, 3 Sep 2026: you were pregnant."


def test_the_clinician_sees_the_dose_of_each_exam_with_range_evidence_and_sources() -> None:
    rows = [
        exam("scan", "ct_abd_pelvis", "2026-09-01", pregnant="yes"),
        exam("head", "ct_head", "2026-08-01", pregnant="yes"),
        exam("knee", "xr_knee", "2026-07-01", pregnant="yes"),
        exam("films", "xr_lspine", "2026-06-01", pregnant="yes", exam_count=3),
    ]
    whole = summary(rows, [measurement("scan", "dlp_mgy_cm", 1118.9, phantom="32 cm")])
    found = exams_while_pregnant(whole, Facts())
    scan, head, knee, films = uterus_doses(whole, found)
    words = [uterus_dose(dose, exam) for dose, exam in zip((scan, head, knee, films), found, strict=True)]
    assert (words[0], scan.evidence) == ("about 28 mGy (4.2 to 100)", "rough")
    assert "McCollough 2007" in [s.short for s in scan.derivation.sources]
    assert (words[1], head.typical, head.under) == ("under 0.01 mGy (older texts: up to 0.50)", None, 0.01)
    assert (words[2], knee.evidence, knee.typical) == ("not worked out", "unknown", None)
    assert words[3] == "about 1.0 mGy (0.10 to 10) each"


def test_the_stage_of_pregnancy_reaches_the_dose() -> None:
    early = LAST_PERIOD + timedelta(days=35)
    whole = summary(
        [exam("e", "nm_thyroid_tc", early.isoformat())],
        [measurement("e", "activity_mbq", 200.0, radiopharmaceutical="tc99m_pertechnetate")],
    )
    found = exams_while_pregnant(whole, told("yes", DUE))
    assert uterus_doses(whole, found)[0].typical == pytest.approx(200 * 0.011)
    assert uterus_doses(whole, ()) == ()


def test_no_page_for_patients_and_no_printed_page_names_the_dose_to_the_uterus() -> None:
    """Only what stands in the folder of the clinician's pages may."""
    pages = [p for p in (ROOT / "dashboards").rglob("*.py") if p.parent.name != "clinician"]
    printed = [p for part in ("handout", "charts", "sheets") for p in (ROOT / "tracker" / "view" / part).glob("*.py")]
    assert len(pages) > 20
    for path in [*pages, *printed]:
        text = path.read_text(encoding="utf-8")
        assert "uterus" not in text.lower(), path.name
        assert "fetal" not in text.lower(), path.name


def test_the_listed_exams_carry_no_dose() -> None:
    assert not {name for name in PregnantExam.__slots__ if "dose" in name or "mgy" in name}
