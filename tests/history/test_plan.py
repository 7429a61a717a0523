"""A planned exam: published doses by name, own exams, images of 24 months with where they are, what to ask and tell."""

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.view.samples import INJECTION, TODAY, Row, exam, facts, measurement, summary
from tracker import reference, wording
from tracker.dose import effective
from tracker.dose.derivation import explain
from tracker.dose.measured import contributions
from tracker.history import plan
from tracker.history.plan import PlanOutlook, as_exam, outlook
from tracker.history.summary import ESTIMATE_INPUT, Preview, Summary
from tracker.record.frames import MEASUREMENT_COLUMNS
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExamCreate
from tracker.view import plan as plan_lines

KINDS = list(reference.exam_kinds().values())
NOBODY = Facts()


def planned(kind_key: str, record: Summary | None = None, told: Facts = NOBODY, **more: Any) -> PlanOutlook:
    return outlook(record or summary([]), PlannedExamCreate(kind_key=kind_key, **more), told)


def of(record: Summary, **person: Any) -> Summary:
    return replace(record, patient=replace(record.patient, **person))


def test_the_usual_dose_is_the_published_one_with_its_range_and_source() -> None:
    found = planned("ct_chest")
    assert (found.preview.typical, found.preview.low, found.preview.high) == (6.1, 2.0, 20.4)
    assert found.preview.evidence == "typical"
    assert "RadiologyInfo" in found.preview.derivation.sources[0].short
    assert plan_lines.usual(found) == "Usually about 6.1 mSv (2.0 to 20)"


def test_a_child_gets_the_value_of_its_age_on_the_planned_day() -> None:
    young = of(summary([]), birth_date=date(2022, 1, 1))
    found = planned("ct_head", young, planned_on=date(2026, 12, 1))
    assert "children" in found.preview.derivation.sentence
    later = planned("ct_head", young, planned_on=date(2045, 1, 1))
    assert later.preview.typical == reference.exam_kinds()["ct_head"].typical_msv != found.preview.typical


@pytest.mark.parametrize(
    ("kind_key", "evidence", "says"),
    [
        ("knee_injection_ct", "unknown", "No usual dose is known for this exam. That is not a dose of zero."),
        ("mri_knee", "no_radiation", "No radiation"),
        ("tx_radiotherapy", "treatment", "This is a treatment."),
    ],
)
def test_what_has_no_dose_says_why_and_compares_with_nothing(kind_key: str, evidence: str, says: str) -> None:
    found = planned(kind_key)
    assert found.preview.evidence == evidence
    assert says in plan_lines.usual(found)
    assert found.background is None
    assert plan_lines.background(found) == ""


def test_natural_background_is_that_of_the_country_with_its_range() -> None:
    found = planned("ct_chest")
    assert found.background is not None
    assert found.background.years == pytest.approx(6.1 / 3.1)
    assert found.background.low_years == pytest.approx(2.0 / 3.1)
    assert found.background.high_years == pytest.approx(20.4 / 3.1)
    assert plan_lines.background(found) == (
        "That is about 2.0 years of natural background radiation (United States, 3.1 mSv a year);"
        " about 8 months to about 6.6 years."
    )
    assert "(World mean, 2.4 mSv a year)" in plan_lines.background(
        planned("ct_chest", of(summary([]), country="world"))
    )


def test_a_range_that_reads_the_same_at_both_ends_is_not_said() -> None:
    words = plan_lines.background(planned("xr_chest_pa"))
    assert words.startswith("That is less than a month")
    assert " to " not in words


OWN = [
    exam("a", "ct_abd_pelvis", "2025-03-20", facility="City Hospital", images_at="on my disc"),
    exam("b", "ct_abd_pelvis", "2019-05-01"),
    exam("c", "ct_chest", "2020-01-01", "2020-12-31", "year"),
    exam("d", "mri_lumbar_spine", "2026-06-26", facility="St Anna Hospital", images_at="St Anna"),
    exam("e", INJECTION, "2026-09-03", side="left"),
    exam("f", "xr_lspine", "2024-01-01", "2024-12-31", "year"),
    exam("g", "xr_lspine", "1990-01-01", "2005-12-31", "range", exam_count=20, count_is_approximate=True),
    exam("h", "emg", "2026-05-01"),
]
NUMBERS = [
    measurement("a", "dlp_mgy_cm", 512, phantom="32 cm"),
    measurement("b", "dlp_mgy_cm", 700, phantom="32 cm"),
    measurement("a", "dlp_mgy_cm", 100, phantom="32 cm", part=True),
]


def test_own_exams_of_the_kind_and_type_with_the_values_of_their_reports() -> None:
    own = planned("ct_abd_pelvis", summary(OWN, NUMBERS)).own
    assert (own.count, own.last, own.type_count, own.type_last) == (2, "20 Mar 2025", 3, "20 Mar 2025")
    assert own.measured == 2
    assert [dose.typical_msv for dose in own.doses] == pytest.approx([512 * 0.0179, 700 * 0.0179])
    assert all(dose.low_msv < dose.typical_msv < dose.high_msv for dose in own.doses)
    assert (own.last_measured, own.last_values) == ("20 Mar 2025", ("DLP (32 cm phantom) 512 mGy.cm",))
    said = " ".join(plan_lines.own_exams(planned("ct_abd_pelvis", summary(OWN, NUMBERS))))
    assert "Your record holds 2 exams of this kind. The last one: 20 Mar 2025." in said
    assert "CT in your record: 3 exams." in said
    assert "Worked out from 2 of your own reports. 20 Mar 2025: about 9.2 mSv (" in said
    assert "), calculated from a measurement; 1 May 2019" in said
    assert "; 1 May 2019: about 13 mSv (" in said
    assert "9.2 to 13 mSv" not in said, "two central values are no range"
    assert "Numbers of 20 Mar 2025: DLP" in said


def test_one_own_report_is_said_as_one() -> None:
    said = plan_lines.own_exams(planned("ct_abd_pelvis", summary(OWN, NUMBERS[:1])))
    assert said[-1].startswith("Worked out from your own report of 20 Mar 2025: about 9.2 mSv (")
    assert "calculated from a measurement. Its numbers: DLP" in said[-1]


def test_usual_values_are_never_called_the_persons_own() -> None:
    own = planned("xr_lspine", summary(OWN)).own
    assert (own.count, own.approximate) == (21, True)
    assert (own.measured, own.doses, own.last_values) == (0, (), ())


def test_own_words_are_compared_with_the_same_own_words() -> None:
    entries = [exam("w", "", "2020-01-01", own_words="Scan abroad")]
    record = summary([*entries, exam("k", "ct_chest", "2021-01-01", own_words="Scan abroad")])
    plan = PlannedExamCreate(own_words="scan ABROAD", region="chest")
    found = outlook(record, plan, NOBODY)
    assert (found.own.count, found.name, found.region) == (1, "scan ABROAD", "chest")
    assert outlook(record, PlannedExamCreate(own_words="other"), NOBODY).own.count == 0


def test_images_of_the_region_in_24_months_with_where_they_are() -> None:
    found = planned("ct_lspine", summary(OWN))
    listed = [(e.exam_id, e.when, e.facility, e.images_at, e.may_be_older) for e in found.earlier if not e.injection]
    assert listed == [
        ("d", "26 Jun 2026", "St Anna Hospital", "St Anna", False),
        ("a", "20 Mar 2025", "City Hospital", "on my disc", False),
        ("f", "2024", "", "", True),
    ]
    assert [e.exam_id for e in found.earlier if e.injection] == ["e"]
    assert (found.older, found.newest_older and found.newest_older.exam_id) == (2, "b")
    lines = plan_lines.lines(found)
    assert "  MRI of the lower back, 26 Jun 2026; St Anna Hospital · images: St Anna" in lines
    assert "  Lower back X-ray, 2024 (may be more than 24 months ago); images: not recorded" in lines
    assert "Also 1 image-guided injection or procedure here, last 3 Sep 2026." in lines
    assert "2 older entries. The newest: CT scan of the belly (abdomen and pelvis), 1 May 2019" in " ".join(lines)


def test_a_test_without_images_is_no_earlier_image() -> None:
    record = summary([exam("h", "lumbar_puncture_none", "2026-05-01"), exam("t", "tx_y90", "2026-05-01")])
    assert planned("ct_lspine", record).earlier == ()
    assert planned("ct_abdomen", record).earlier == ()


def test_an_unknown_region_lists_nothing_and_says_so_until_it_is_given() -> None:
    record = summary([*OWN, exam("u", "ct_unspecified", "2026-01-01")])
    found = planned("cta_other", record)
    assert (found.region_known, found.earlier, found.older) == (False, (), 0)
    assert "not known" in plan_lines.no_earlier(found)
    assert planned("cta_other", record, region="lumbar_spine").region_known
    assert "d" in [e.exam_id for e in planned("cta_other", record, region="lumbar_spine").earlier]


def test_no_image_is_said_of_the_record_not_of_the_person() -> None:
    assert plan_lines.no_earlier(planned("ct_head", summary(OWN))) == (
        "Your record holds no images of this part from the last 24 months."
    )


@given(st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 800)), min_size=12, max_size=20))
@example([(730, 0)])
@example([(729, 0)])
@example([(729, 1)])
@settings(max_examples=6, deadline=None)
def test_exams_that_may_lie_in_the_24_months_are_listed_and_no_others(made: list[tuple[int, int]]) -> None:
    """Some ninety exams, in six records."""
    last = {str(n): TODAY - timedelta(days=days) for n, (days, _span) in enumerate(made)}
    first = {str(n): last[str(n)] - timedelta(days=span) for n, (_days, span) in enumerate(made)}
    start = TODAY.replace(year=TODAY.year - 2)
    rows: list[Row] = [
        exam(n, "mri_lumbar_spine", first[n].isoformat(), day.isoformat(), "day" if first[n] == day else "range")
        for n, day in last.items()
    ]
    found = planned("ct_lspine", summary(rows))
    assert {e.exam_id for e in found.earlier} == {n for n, day in last.items() if day > start}
    assert found.older == sum(day <= start for day in last.values())
    assert all(e.may_be_older == (first[e.exam_id] <= start) for e in found.earlier)


@pytest.fixture(scope="module")
def own_record() -> Summary:
    return summary(OWN, NUMBERS)


@pytest.fixture(scope="module")
def previews() -> dict[str, Preview]:
    """What `preview` says of every kind, from one estimate: that of one exam takes as long as that of all."""
    plans = [as_exam(PlannedExamCreate(kind_key=kind.key), TODAY) for kind in KINDS]
    rows = [plan.model_dump(include=set(ESTIMATE_INPUT)) | {"birth_date": None, "ct_set": ""} for plan in plans]
    dates = ("date_first", "date_last", "birth_date")
    exams = pd.DataFrame(rows).assign(**{name: pd.to_datetime([row[name] for row in rows]) for name in dates})
    nothing = pd.DataFrame(columns=["exam", *MEASUREMENT_COLUMNS[1:]]).astype(
        {"exam": int, "value": float, "part": bool}
    )
    found = effective.estimate(exams, nothing)
    none = contributions(effective.with_kind(exams), nothing)

    def number(place: int, name: str) -> float | None:
        value = float(found[name].iloc[place])
        return None if math.isnan(value) else value

    return {
        kind.key: Preview(
            number(place, "typical_msv"),
            number(place, "low_msv"),
            number(place, "high_msv"),
            str(found["evidence"].iloc[place]),
            explain(found.iloc[place], none),
        )
        for place, kind in enumerate(KINDS)
    }


@pytest.mark.parametrize("key", ["ct_chest", "mri_knee", "tx_radiotherapy", "hip_injection_rf", "knee_injection_ct"])
def test_one_estimate_of_all_kinds_says_of_each_what_a_preview_says(key: str, previews: dict[str, Preview]) -> None:
    assert previews[key] == planned(key).preview


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_kind_has_an_outlook_that_is_true_to_the_catalogue(
    kind: reference.ExamKind, own_record: Summary, previews: dict[str, Preview], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "preview", lambda *_exam: previews[kind.key])
    found = planned(kind.key, own_record)
    assert found.clinical_name == kind.name
    assert found.preview.typical == kind.typical_msv
    assert (found.background is None) == (not kind.typical_msv)
    assert found.alternatives == reference.alternatives(kind.key)
    if kind.typical_msv and kind.low_msv and kind.high_msv and found.background:
        assert found.background.low_years < found.background.years < found.background.high_years
        assert found.background.years * found.background.msv_per_year == pytest.approx(kind.typical_msv)
    assert 3 <= len(plan_lines.questions(found)) <= 7
    assert len(set(plan_lines.questions(found))) == len(plan_lines.questions(found))
    about_dose = "How much radiation will this exam use?" in plan_lines.questions(found)
    assert about_dose == (kind.ionising and not kind.treatment)
    for other in found.earlier:
        assert other.exam_id != "h"
    words = "\n".join(plan_lines.lines(found))
    assert wording.do_not_skip() in words
    for never in ("limit", "allowance", "cancer risk", "1 in ", "banana", "too much", "safe"):
        assert never not in words.replace("treatment for cancer", "")


def test_the_questions_follow_what_is_planned_and_recorded() -> None:
    earlier = plan_lines.questions(planned("ct_lspine", summary(OWN), facts()))
    assert earlier[0] == "Can my earlier images of this part answer the question?"
    assert "Would this do too: MRI of the lower back?" in earlier
    assert "I once reacted to contrast medium. Will I get any?" in earlier
    hip = plan_lines.questions(planned("hip_injection_rf"))
    assert hip[0] == "Is there an earlier image you can use?"
    assert "Would this do too: Hip injection, ultrasound guided?" in hip
    assert "Which medicine will you inject, and how much?" in hip
    assert "Is there a way without X-rays?" in plan_lines.questions(planned("mg_2d"))
    belly = plan_lines.questions(planned("ct_abd_pelvis"))
    assert "Would this do too: Ultrasound of the belly or MRI of the belly or bile ducts (MRCP)?" in belly


@pytest.mark.parametrize("kind_key", ["ct_biopsy", "hip_arthrogram_rf", "discography_lumbar_rf", "ct_lspine"])
def test_only_an_injection_asks_for_its_medicine(kind_key: str) -> None:
    assert "Which medicine will you inject, and how much?" not in plan_lines.questions(planned(kind_key))


def test_a_plan_becomes_the_exam_it_was() -> None:
    plan = PlannedExamCreate(
        kind_key="hip_injection_rf", side="left", facility="St Anna", reason="pain", note="bring the disc"
    )
    made = as_exam(plan, date(2026, 11, 1))
    assert (made.kind_key, made.side, made.facility, made.reason) == ("hip_injection_rf", "left", "St Anna", "pain")
    assert (made.date_first, made.date_last, made.notes) == (date(2026, 11, 1), date(2026, 11, 1), "bring the disc")


def test_the_last_exam_is_an_exact_one_before_a_year_that_may_be_later() -> None:
    rows = [exam("a", "ct_head", "2026-01-01", "2026-12-31", "year"), exam("b", "ct_head", "2026-09-03")]
    assert planned("ct_head", summary(rows)).own.last == "3 Sep 2026"
