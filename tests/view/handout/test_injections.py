"""The blocks of the handout about injections, read back from the page."""

from dataclasses import replace

import pytest

from tests.view.reading import pages, squeezed
from tests.view.samples import INJECTION, Row, course, exam, facts, given, injected, logged, summary, treated
from tracker.history.course import Course
from tracker.history.summary import Summary
from tracker.record.people import Facts
from tracker.reference import LEVELS, drugs
from tracker.view.handout import handout
from tracker.view.handout.handout import HandoutOptions

OPTIONS = HandoutOptions(region="lumbar_spine")


def front(record: Summary, injections: Course, options: HandoutOptions = OPTIONS) -> str:
    made = handout.make(record, injections, facts(), options)
    assert (made.pages, made.accessible) == (3, True)
    return pages(made.pdf)[0]


def test_the_last_steroid_with_days_site_product_and_12_months() -> None:
    page = front(*treated())
    steroid = page.partition("LAST STEROID")[2].partition("INJECTIONS")[0]
    assert "3 Sep 2026 (78 days ago), Lumbar spine L4-5 left, methylprednisolone 40 mg." in steroid
    assert (
        "12 months: dexamethasone 10 mg (1 injection) · methylprednisolone 40 mg (1 injection); 1 injection with"
        in steroid
    )
    assert "Estimate: equal to about 93 mg methylprednisolone" in steroid
    assert "(4 mg methylprednisolone = 0.75 mg dexamethasone). Source: US label of triamcinolone." in steroid
    assert "There is no agreed total for a year." in steroid


def test_each_injection_with_level_side_guidance_drugs_relief_and_place() -> None:
    page = squeezed(front(*treated()).partition("INJECTIONS")[2])
    for words in (
        "3 Sep 2026",
        "Lumbar transforaminal epidural steroid injection, L4-5 left",
        "methylprednisolone 40 mg, lidocaine 20 mg",
        "60 %, lasted 3 weeks",
        "St Anna Pain Clinic; typed from a report",
        "Lumbar medial branch block, L3-4, L4-5 both sides",
        "left: 75 % after 30 min, half until 30 min",
        "right: 17 % after 30 min",
        "“Half until”: the last time in the pain log with at least half of the pain gone. 1 log is not complete.",
        "ultrasound",
        "dexamethasone 10 mg",
        "no relief",
        "not recorded; from memory",
        "Lumbar spine epidural 1",
        "Hip joint injection 1",
    ):
        assert squeezed(words) in page, words
    assert page.index("3Sep2026") < page.index("10Jun2026") < page.index("2Mar2024")


def test_a_log_that_lacks_a_side_is_not_complete_and_a_break_is_said() -> None:
    record = summary([exam("a", INJECTION, "2026-11-20", side="both")])
    left = [logged("a", m, p, "left") for m, p in ((0, 8), (30, 2), (45, 8), (60, 3), (120, 8))]
    page = squeezed(front(record, course(record, pain=left)))
    assert squeezed("left: 75 % after 30 min, half until 1 h with more pain in between") in page
    assert squeezed("right: relief not known") in page
    assert squeezed("1 log is not complete.") in page


def test_what_is_not_known_is_said() -> None:
    record = summary(
        [
            exam("a", INJECTION, "2026-09-03"),
            exam("b", INJECTION, "2026-10-03"),
            exam("c", INJECTION, "2025-01-01", "2025-12-31", "year"),
            exam("d", INJECTION, "2026-05-05", exam_count=3, count_is_approximate=True),
        ]
    )
    page = front(record, course(record, drugs=[given("a", "triamcinolone")]))
    assert "3 Sep 2026 (78 days ago), Lumbar spine, triamcinolone." in page
    assert "1 injection that may be later has no full record of its drugs or date." in page
    assert "triamcinolone, mg not recorded (1 injection); 4 injections without drugs on record; 1 more may" in page
    assert "Sessions in the last 12 months: Lumbar spine epidural 3; 1 more may lie in these months" in page


def test_no_steroid_on_record_is_said_and_is_not_none() -> None:
    record = summary([exam("a", INJECTION, "2026-09-03")])
    page = front(record, course(record))
    assert "LAST STEROID none recorded." in page
    assert "1 injection has no full record of its drugs." in page
    assert "12 months: none recorded; 1 injection without drugs on record." in page


def test_without_injections_both_blocks_are_left_out() -> None:
    record = summary([exam("ct", "ct_lspine", "2024-01-02")])
    page = front(record, course(record))
    assert "LAST STEROID" not in page
    assert "INJECTIONS" not in page


@pytest.mark.parametrize("kind", ["ct_biopsy", "rf_lumbar_puncture", "rf_bronchoscopy"])
def test_a_biopsy_makes_no_block_and_no_session(kind: str) -> None:
    record = summary([exam("a", kind, "2026-09-03")])
    page = front(record, course(record), HandoutOptions())
    assert "LAST STEROID" not in page
    assert "Sessions" not in page
    assert "3 Sep 2026" in page


def test_radiotherapy_is_no_earlier_image_of_the_region() -> None:
    record = summary([exam("a", "tx_radiotherapy", "2020-09-03", region="lumbar_spine")])
    assert "No earlier imaging of this region is recorded." in front(record, course(record))


def test_each_block_can_be_left_out() -> None:
    without_steroids = front(*treated(), replace(OPTIONS, include_steroids=False))
    assert "LAST STEROID" not in without_steroids
    assert "INJECTIONS" in without_steroids
    without_injections = front(*treated(), replace(OPTIONS, include_injections=False))
    assert "LAST STEROID" in without_injections
    assert "INJECTIONS" not in without_injections


def test_the_last_steroid_and_the_sessions_do_not_depend_on_the_chosen_years() -> None:
    record = summary([exam("a", INJECTION, "2025-12-30"), exam("ct", "ct_lspine", "2026-01-02")])
    injections = course(record, drugs=[given("a", "triamcinolone", 40)])
    page = front(record, injections, replace(OPTIONS, period_years=1))
    assert "30 Dec 2025 (325 days ago)" in page
    record = summary([exam("a", INJECTION, "2020-12-30"), exam("ct", "ct_lspine", "2026-01-02")])
    page = front(record, course(record, drugs=[given("a", "triamcinolone", 40)]), replace(OPTIONS, period_years=1))
    assert "30 Dec 2020 (2,151 days ago)" in page
    assert "None recorded in this period." in page


def test_an_injection_by_its_drugs_is_not_listed_as_earlier_imaging() -> None:
    record = summary([exam("own", "", "2026-09-03", own_words="shot in the back " + "x" * 180)])
    page = front(record, course(record, drugs=[given("own", "", name="Kenalog")]), HandoutOptions())
    assert "(78 days ago), shot in the back xxx" in page
    assert "triamcinolone" in page
    assert "No other exams are recorded." in page
    assert "x" * 180 in squeezed(page), "what a person typed is not cut"


@pytest.mark.parametrize("letter", ["W", "ש", "Wü "])
def test_one_side_whatever_is_recorded_of_injections(letter: str) -> None:
    long = (letter * 200)[:200]
    entries = [exam(f"e{i}", INJECTION, f"2026-0{1 + i % 9}-10", facility=long) for i in range(60)]
    told: list[Row] = [injected(e["id"], levels=list(LEVELS), pain_before=8.0, operator=long) for e in entries]
    products = [given(e["id"], key, 12345.678, "" if key else long) for e in entries for key in ("", *drugs())]
    pain = [
        logged(e["id"], minutes, 8 if minutes == 0 else 2.5, side, long)
        for e in entries
        for side in ("", "left", "right", "both")
        for minutes in (0, 7, 15, 91, 1440, 60_000, *range(2000, 2030))
    ]
    record = summary(entries, name=long)
    injections = course(record, told, products, pain)
    options = HandoutOptions(paper="us-letter", questions=(long, long, long), pain_log=True, pain_log_exam="e0")
    made = handout.make(record, injections, Facts(), options)
    assert made.pages == 5
    assert "driver?" in pages(made.pdf)[0]
    assert "more in the record" in " ".join(pages(made.pdf))


def test_what_a_person_types_as_a_drug_never_becomes_markup() -> None:
    record = summary([exam("a", INJECTION, "2026-09-03")])
    typed = "#panic() *bold* $x$"
    assert typed in front(record, course(record, drugs=[given("a", "", name=typed)]))


def test_two_lines_of_a_log_stand_beside_what_was_told_and_a_rough_date_ages_in_months() -> None:
    record = summary([exam("a", INJECTION, "2026-03-01", "2026-03-31", "month", side="left")])
    told = injected("a", relief_percent=80.0, relief_lasted=3.0, relief_lasted_unit="months", purpose="test")
    lines = [logged("a", 0, 8), logged("a", 15, 6)]
    page = squeezed(front(record, course(record, [told], [given("a", "methylprednisolone", 40)], lines)))
    for words in (
        "March 2026 (about 8 months ago), Lumbar spine left, methylprednisolone 40 mg.",
        "pain log: 25 % after 15 min; told: 80 %, lasted 3 months",
        "left, test block",
    ):
        assert squeezed(words) in page, words


def test_sessions_of_one_day_are_one() -> None:
    record = summary([exam("a", INJECTION, "2026-09-03"), exam("b", "si_joint_rf", "2026-09-03")])
    assert squeezed("in all 1; several sites of one day are one") in squeezed(front(record, course(record)))
