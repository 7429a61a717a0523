"""What the one-minute view says: safety first, what is not known, dates of sessions, where the newest images are."""

from datetime import date

import pytest

from tests.history.test_course import STEROID, TODAY, add, found, relief
from tests.view import samples
from tests.view.samples import exam, summary, typical
from tracker import reference
from tracker.history.response import MOMENTS
from tracker.history.totals import EvidenceCounts
from tracker.record.desk import Desk
from tracker.record.procedures import InjectionCreate
from tracker.view import lines as exam_lines
from tracker.view import overview
from tracker.view.injections import facts
from tracker.view.response import response_text


def test_sessions_come_with_their_dates_newest_first(desk: Desk, patient_id: str) -> None:
    for month in (2, 9, 5):
        add(desk, patient_id, date(2026, month, 3), drugs=[STEROID])
    add(desk, patient_id, date(2026, 9, 3), side="right")
    add(desk, patient_id, date(2024, 9, 3))
    (sessions,) = overview.sessions(found(desk, patient_id))
    assert (sessions.name, sessions.sessions) == ("Lumbar spine epidural", 3)
    assert sessions.dates == ("3 Sep 2026", "3 May 2026", "3 Feb 2026")


def test_a_day_twelve_months_back_is_not_in_the_twelve_months(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2025, 11, 20))
    assert overview.sessions(found(desk, patient_id)) == ()
    add(desk, patient_id, date(2025, 11, 21))
    assert overview.sessions(found(desk, patient_id))[0].dates == ("21 Nov 2025",)


def test_the_region_of_the_visit_is_that_of_the_newest_injection() -> None:
    rows = [exam("a", "hip_injection_rf", "2025-05-01"), exam("b", "ct_head", "2026-05-01")]
    assert overview.likely_region(summary(rows)) == "hip"
    assert overview.likely_region(summary(rows[1:])) == "head"
    assert overview.likely_region(summary([exam("c", "", "2020-01-01", own_words="a scan")])) == ""


def test_earlier_images_are_of_the_region_or_one_that_overlaps_and_no_injections() -> None:
    rows = [
        exam("a", "esi_lumbar_transforaminal_rf", "2026-05-01"),
        exam("b", "ct_abd_pelvis", "2025-05-01"),
        exam("c", "xr_lspine", "2024-05-01"),
        exam("d", "ct_head", "2026-06-01"),
    ]
    found = overview.earlier_imaging(summary(rows), "lumbar_spine")
    assert list(found["exam_id"]) == ["b", "c"]


def test_all_regions_leave_out_injections_only() -> None:
    rows = [exam("a", "esi_lumbar_transforaminal_rf", "2026-05-01"), exam("d", "ct_head", "2026-06-01")]
    assert list(overview.earlier_imaging(summary(rows), "")["exam_id"]) == ["d"]


def test_what_has_no_images_is_no_earlier_imaging_and_a_myelogram_is() -> None:
    rows = [
        exam("a", "tx_radiotherapy", "2026-05-01", region="lumbar_spine"),
        exam("b", "pump_refill", "2026-05-02", region="lumbar_spine"),
        exam("c", "epidural_labour", "2026-05-03"),
        exam("d", "rf_myelogram", "2026-05-04"),
    ]
    for region in ("lumbar_spine", ""):
        assert list(overview.earlier_imaging(summary(rows), region)["exam_id"]) == ["d"]


def test_a_rough_date_never_hides_an_exact_one() -> None:
    rows = [
        exam("a", "ct_head", "2026-01-01", "2026-12-31", "year"),
        exam("b", "ct_head", "2026-09-03"),
        exam("c", "ct_head", "2026-01-01"),
    ]
    assert list(overview.earlier_imaging(summary(rows), "head")["exam_id"]) == ["b", "c", "a"]


def test_a_biopsy_does_not_tell_what_the_visit_is_about() -> None:
    rows = [exam("a", "hip_injection_rf", "2025-05-01"), exam("b", "rf_lumbar_puncture", "2026-05-01")]
    assert overview.likely_region(summary(rows)) == "hip"


@pytest.mark.parametrize("region", list(overview.region_choices()))
def test_every_region_can_be_chosen(region: str) -> None:
    overview.earlier_imaging(typical(), region)
    assert region in reference.regions()


def test_every_line_has_the_mark_of_where_it_is_known_from() -> None:
    rows = [
        exam("a", "ct_head", "2026-05-01", entered_from="report", side="left", facility="City Hospital"),
        exam("b", "xr_chest_pa", "1990-01-01", "2005-12-31", "range", exam_count=20, count_is_approximate=True),
    ]
    lines = exam_lines.lines(summary(rows).exams)
    assert [line.mark for line in lines] == ["◧", "□"]
    assert lines[0].name.endswith(", left")
    assert (lines[0].facility, lines[0].images_at) == ("City Hospital", "")
    assert lines[1].name.endswith("(about 20 exams)")
    assert lines[1].when == "1990 to 2005"


def test_the_head_says_who_keeps_the_record_and_how_far_it_was_copied() -> None:
    rows = [exam("a", "ct_head", "2026-05-01", entered_from="file"), exam("b", "ct_head", "2026-05-02")]
    head = overview.person(summary(rows))
    assert head.kept == "Kept by the patient. 2 lines: ■ 1 read from a file, □ 1 from memory. Last changed 3 Sep 2026."
    assert head.facts[-1] == "today 20 Nov 2026"


def test_the_head_of_an_empty_record_claims_nothing() -> None:
    assert overview.person(summary([])).kept == "Kept by the patient."


def test_a_total_says_what_it_rests_on() -> None:
    words = overview.dose(typical().totals)
    assert words.startswith("About ")
    assert "% of it worked out from measured values." in words


def test_no_total_is_no_dose_of_zero() -> None:
    assert overview.dose(summary([exam("a", "mri_brain", "2020-05-01")]).totals) == (
        "The recorded exams use no radiation."
    )
    own = summary([exam("a", "", "2020-05-01", own_words="a scan")])
    assert overview.dose(own.totals) == "No recorded exam has a dose that can be counted."
    assert overview.dose(summary([]).totals) == "No exams are recorded."


def test_evidence_leaves_out_what_there_is_none_of() -> None:
    assert overview.evidence(EvidenceCounts(measured=2, not_counted=1)) == ("● 2 measured", "– 1 not counted")
    assert overview.evidence(EvidenceCounts()) == ()


def test_an_injection_is_named_with_its_levels_and_side(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), injection=InjectionCreate(levels=["L5-S1", "L4-5"]))
    (one,) = found(desk, patient_id).injections
    name = exam_lines.injection_name(one)
    assert name.endswith(", L4-5, L5-S1 left")
    assert "(" not in name


def test_the_response_in_short_says_how_much_and_how_long(desk: Desk, patient_id: str) -> None:
    add(
        desk,
        patient_id,
        date(2026, 9, 3),
        injection=relief(60, relief_lasted=5, relief_lasted_unit="weeks", best_after=10, best_after_unit="days"),
    )
    add(desk, patient_id, date(2026, 5, 3))
    newest, older = found(desk, patient_id).injections
    assert newest.response is not None
    assert response_text(newest.response, best=False) == "60 % relief, lasted 5 weeks"
    assert "best after 10 days" in facts(newest)["relief"]
    assert facts(older)["relief"] == ""


def test_what_a_log_lacks_and_what_was_told_stand_where_they_belong() -> None:
    record = samples.summary([samples.exam("a", samples.INJECTION, "2026-06-03", side="both")])
    left = [samples.logged("a", minutes, 3 if minutes else 8, "left") for minutes in MOMENTS]
    told = samples.injected("a", pain_before=8.0, relief_lasted=3.0, relief_lasted_unit="months", still_working="no")
    (one,) = samples.course(record, [told], pain=left).injections
    best, other, said = facts(one)["relief"].split("; ")
    assert (best.startswith("pain log: left: "), "not complete" in best) == (True, False)
    assert other == "right: relief not known, log not complete: 0 of 26 lines"
    assert said == "told: lasted 3 months"
    (short,) = samples.course(record, [told], pain=[samples.logged("a", 30, 2)]).injections
    assert "pain before as told" in facts(short)["relief"]


def test_the_course_is_counted_to_the_day_of_the_summary(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), drugs=[STEROID])
    assert found(desk, patient_id, TODAY).days_since_steroid == 78
