"""About these numbers: what it explains, both positions with their dates, and what it does not show."""

import re

from tests.dashboards.conftest import Page, Seen, calm, shown
from tests.reading_grade import HARDEST, grade, sentences
from tracker import reference
from tracker.reference import skin


def test_it_explains_the_marks_and_both_positions(page: Page) -> None:
    words = shown(calm(page("about_numbers")))
    for mark in "●◐○◌–":
        assert mark in words
    stances = {p.stance for p in reference.positions()}
    assert stances == {"track", "do_not_sum_for_decisions", "common_ground"}
    for position in reference.positions():
        assert position.year in words
        address = reference.sources()[position.source_id].url
        assert f"<{address}>" in words
    assert "no dose limits for patients" in words
    assert "do not skip or delay a scan" in words


def test_it_is_the_same_with_a_person(seen: Seen) -> None:
    alone = {h.value for h in calm(seen("about_numbers")).header}
    assert "invented" in shown(calm(seen("about_numbers")))
    assert alone == {
        "What the dose is",
        "How well a number is known",
        "What the range is",
        "Dose to the skin",
        "Steroid in injections",
        "What professional bodies say",
        "What we do not show, and why",
        "Where the numbers come from",
    }


def test_it_says_why_injections_are_no_worry_for_the_skin_with_the_numbers_of_the_tables(page: Page) -> None:
    words = shown(calm(page("about_numbers")))
    usual = skin.skin_parameters()["injection"]
    assert (usual.low, usual.high, skin.skin_reactions()[1].from_mgy) == (2, 45, 2000)
    assert "about 2 to 45 mGy" in words
    assert "2,000 mGy in one place" in words
    assert "not zero" in words


def test_the_steroid_is_compared_as_the_table_says_and_marked_as_an_estimate(page: Page) -> None:
    words = shown(calm(page("about_numbers")))
    for line in (
        "4 mg of methylprednisolone is about the same as:",
        "4 mg of triamcinolone",
        "0.75 mg of dexamethasone",
        "0.6 to 0.75 mg of betamethasone",
    ):
        assert line in words
    assert "This is an estimate" in words
    assert "methylprednisolone.\n- 4 mg of methylprednisolone" not in words


def test_its_own_words_are_easy_to_read(page: Page) -> None:
    """Without the citations, which are what they are."""
    opened = calm(page("about_numbers"))
    texts = [m.value for m in opened.main.markdown if "<https" not in m.value]
    lines = [re.sub(r"^- ", "", line) for text in texts for line in text.split("\n")]
    found = list(sentences(lines))
    assert len(found) > 60
    assert grade(found) <= HARDEST
