"""The test-block log as a page: what it asks for, what is printed of it already, and that it stays one page."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.view.reading import pages, squeezed
from tests.view.samples import INJECTION, course, exam, facts, injected, logged, summary, treated
from tracker.errors import NotFound, ValueRefused
from tracker.history.response import DAY, MOMENTS
from tracker.view.handout import handout, pain_log
from tracker.view.handout.blocks import Typed
from tracker.view.handout.handout import HandoutOptions


def rows(exam_id: str | None, *pain: Any, **exam_fields: Any) -> dict[str, list[str]]:
    """The cells of the log of one injection, by its first cell, the titles first."""
    record = summary([exam("a", INJECTION, "2026-09-03", **exam_fields)])
    page = pain_log.page(record, course(record, pain=pain), exam_id, Typed())
    first, second = page["tables"]
    return {"titles": first["titles"], **{row[0]: row[1:] for row in [*first["rows"], *second["rows"]]}}


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("exam_id", [None, "a", "b"])
def test_one_tagged_page(paper: str, exam_id: str | None) -> None:
    record, injections = treated()
    pdf = pain_log.make(record, exam_id, paper, "en", injections)
    reader: Any = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    (text,) = pages(pdf)
    for words in (
        "Test-block log",
        "Name: Maria Example",
        "Time of the injection:",
        "from 0 (no pain) to 10",
        "Rate only the pain that was treated. Rate each side by itself.",
        "every 15 minutes for 1 hour, every hour for 8 hours, and once a day for 2 weeks",
        "An incomplete log can mean that the injection must be done again.",
        "Just before",
        "8 hours",
        "Day 14",
    ):
        assert words in text, words


def test_it_asks_for_every_moment_of_the_schedule() -> None:
    found = rows(None)
    assert len(found) == 1 + len(MOMENTS) == 27
    assert found["titles"] == ["When", "Left", "Right", "Notes"]
    assert set(map(tuple, list(found.values())[1:])) == {("", "", "")}


def test_what_was_entered_is_printed_where_it_belongs() -> None:
    record, injections = treated()
    (text,) = pages(pain_log.make(record, "b", course=injections))
    assert "Lumbar medial branch block, X-ray guided, L3-4, L4-5 both sides" in text
    assert "Clinic: St Anna Pain Clinic" in text
    page = pain_log.page(record, injections, "b", Typed())
    assert [row[:3] for row in page["tables"][0]["rows"][:5]] == [
        ["Just before", "8", "6"],
        ["15 minutes", "4", "6"],
        ["30 minutes", "2", "5"],
        ["45 minutes", "", ""],
        ["1 hour", "6", "6"],
    ]


def test_one_side_has_one_column_and_days_have_their_date() -> None:
    found = rows("a", logged("a", 0, 7.5, "", "sat still"), logged("a", DAY, 3, "left"), side="left")
    assert found["titles"] == ["When", "Left", "Notes"]
    assert found["Just before"] == ["7.5", "sat still"]
    assert found["Day 1 (4 Sep 2026)"] == ["3", ""]


def test_a_log_kept_without_sides_has_one_column() -> None:
    assert rows("a", logged("a", 15, 7), side="both")["titles"] == ["When", "Pain", "Notes"]
    assert rows("a", side="both")["titles"] == ["When", "Left", "Right", "Notes"]
    mixed = rows("a", logged("a", 15, 7), logged("a", 15, 6, "right"), side="left")
    assert (mixed["titles"], mixed["15 minutes"]) == (["When", "Pain", "Left", "Right", "Notes"], ["7", "", "6", ""])


def test_days_of_a_rough_date_have_none() -> None:
    record = summary([exam("a", INJECTION, "2026-09-01", "2026-09-30", "month")])
    page = pain_log.page(record, course(record), "a", Typed())
    assert page["tables"][1]["rows"][0][0] == "Day 1"


def test_lines_at_other_times_are_printed_too() -> None:
    record = summary([exam("a", INJECTION, "2026-09-03")])
    lines = [logged("a", 90, 4, "left"), *(logged("a", 20_161 + n, 2) for n in range(20))]
    more = pain_log.page(record, course(record, pain=lines), "a", Typed())["more"]
    assert more.startswith("Other times: 1 h 30 min left 4 · ")
    assert more.endswith("13 more in the record")


def test_without_its_course_the_log_is_blank() -> None:
    record, _injections = treated()
    (text,) = pages(pain_log.make(record, "b"))
    assert "Lumbar medial branch block" in text
    assert "45 minutes 1 hour" in text


def test_refusals() -> None:
    record, injections = treated()
    with pytest.raises(NotFound):
        pain_log.make(record, "nothing", course=injections)
    with pytest.raises(NotFound):
        pain_log.make(record, "ct", course=injections)
    with pytest.raises(ValueRefused):
        pain_log.make(record, None, "a5")


def test_it_is_a_page_of_the_handout_on_request() -> None:
    record, injections = treated()
    both = HandoutOptions(pain_log=True, pain_log_exam="b", full_list=True, card=False)
    text = pages(handout.make(record, injections, facts(), both).pdf)
    assert "Test-block log" not in text[0]
    assert "ALL EXAMS" in text[2]
    assert text[-1].startswith("Maria Example · printed 20 Nov 2026 Test-block log")
    _front, _back, log, behind, card = pages(
        handout.make(record, injections, facts(), HandoutOptions(pain_log=True)).pdf
    )
    assert "Injection: Clinic:" in log.replace("Date: ", "")
    assert "Test-block log" not in behind, "the card is cut out, and the log must stay whole"
    assert "Card for the wallet" in card


def test_what_a_person_typed_stays_text() -> None:
    long = "#panic() *bold* " + "W" * 180
    record = summary([exam("a", INJECTION, "2026-09-03", facility=long)], name=long, is_sample=True)
    injections = course(record, [injected("a")], pain=[logged("a", minutes, 3, "", long) for minutes in MOMENTS])
    (text,) = pages(pain_log.make(record, "a", "us-letter", "fi_FI", injections))
    assert squeezed("#panic() *bold*") in squeezed(text)
    assert squeezed("SAMPLE, not a real person") in squeezed(text)
