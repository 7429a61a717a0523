"""The planned exam on the handout: what, when and what it usually gives, above the earlier exams, on one side."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.view.reading import pages, squeezed
from tests.view.samples import INJECTION, exam, facts, summary, treated, typical, untold
from tracker import reference
from tracker.history.plan import PlanOutlook, outlook
from tracker.history.summary import Summary
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExamCreate
from tracker.view.handout.handout import HandoutOptions

QUESTIONS = ("How much radiation will this exam use?", "Is there an earlier image you can use?")


def plan(record: Summary, **fields: Any) -> PlanOutlook:
    return outlook(record, PlannedExamCreate(**fields), facts())


def front(record: Summary, found: PlanOutlook, **more: Any) -> str:
    made = untold(record, facts(), HandoutOptions(plan=found, region="lumbar_spine", **more))
    assert (made.pages, made.accessible, made.unprintable) == (3, True, ())
    return pages(made.pdf)[0]


CT = {
    "kind_key": "ct_lspine",
    "planned_on": date(2026, 12, 7),
    "facility": "City Hospital",
    "reason": "back pain",
}


def test_it_stands_between_the_injections_and_the_earlier_exams_of_the_region() -> None:
    record, _course = treated()
    page = front(record, plan(record, **CT), questions=QUESTIONS)
    order = ["SAFETY", "INJECTIONS", "PLANNED", "THIS REGION", "OTHER", "DOSE", "MY QUESTIONS", "TODAY"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    block = page[page.index("PLANNED") : page.index("THIS REGION")]
    assert "CT lumbar spine · 7 Dec 2026 · City Hospital · for: back pain" in block
    assert "Usually about 8.8 mSv (1.5 to 27), typical value." in block
    note = "An estimate for context; not a reason to withhold or refuse an exam."
    assert note in page.partition("DOSE")[2], "said once, with the total"
    assert note not in block
    assert "background" not in page


def test_without_a_plan_there_is_no_block() -> None:
    assert "PLANNED" not in pages(untold(typical(), facts(), HandoutOptions()).pdf)[0]


def test_no_day_and_a_side() -> None:
    record = typical()
    page = front(record, plan(record, kind_key="hip_injection_rf", side="left"))
    assert "Hip joint injection, X-ray guided, left · day not set" in page


def test_whoever_wants_no_dose_gets_none_here_either() -> None:
    record = typical()
    page = front(record, plan(record, **CT), include_dose=False)
    assert "PLANNED" in page
    assert "mSv" not in page


@pytest.mark.parametrize(
    ("kind_key", "says"),
    [
        ("mri_lumbar_spine", "No ionising radiation."),
        ("knee_injection_ct", "No usual dose is known for this exam."),
        ("tx_radiotherapy", "A treatment; its dose is kept apart."),
    ],
)
def test_what_has_no_dose_says_why(kind_key: str, says: str) -> None:
    record = typical()
    block = front(record, plan(record, kind_key=kind_key)).split("PLANNED")[1].split("THIS REGION")[0]
    assert says in block
    assert "mSv" not in block


@pytest.mark.parametrize("size", [0, 40, 500])
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_one_side_for_small_and_large_records(size: int, paper: str) -> None:
    record = typical(size)
    front(record, plan(record, **CT), paper=paper, questions=QUESTIONS)


@pytest.mark.parametrize("letter", ["W", "ש", "Wü "])
def test_one_side_whatever_was_typed(letter: str) -> None:
    long = (letter * 10_000)[:200]
    entries = [
        exam(f"{kind}{i}", kind, f"2026-0{1 + i % 9}-10", facility=long, images_at=long)
        for i in range(250)
        for kind in (INJECTION, "mri_lumbar_spine")
    ]
    record = summary(entries, name=long)
    found = plan(record, own_words=long, facility=long, reason=long, side="left", region="lumbar_spine")
    options = HandoutOptions(plan=found, region="lumbar_spine", paper="us-letter", questions=(long, long, long))
    made = untold(record, Facts(), options)
    assert made.pages == 3
    assert "PLANNED" in pages(made.pdf)[0]


def test_what_a_person_types_never_becomes_markup() -> None:
    markup = "#panic() *bold* $x$ = heading @ref"
    record = typical()
    assert squeezed(f"{markup} · day not set · {markup}") in squeezed(
        front(record, plan(record, own_words=markup, facility=markup))
    )


def test_every_kind_of_the_catalogue_can_be_printed() -> None:
    """The names and doses are our own texts; the longest ones stand for all."""
    record = summary([])
    longest = sorted(reference.exam_kinds().values(), key=lambda kind: len(kind.name))[-3:]
    for kind in longest:
        assert "PLANNED" in front(record, replace(plan(record, kind_key=kind.key), reason="x"))
