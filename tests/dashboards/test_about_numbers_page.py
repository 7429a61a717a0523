"""About these numbers: what it explains, both positions with their dates, and what it does not show."""

from tests.dashboards.conftest import Page, calm, shown
from tracker import reference
from tracker.record.models import Patient


def test_it_explains_the_marks_and_both_positions(page: Page) -> None:
    words = shown(calm(page("about_numbers")))
    for mark in "●◐○◌–":
        assert mark in words
    stances = {p.stance for p in reference.positions()}
    assert stances == {"track", "do_not_sum_for_decisions"}
    for position in reference.positions():
        assert position.year in words
    assert "no dose limits for patients" in words
    assert "do not skip or delay a scan" in words


def test_it_is_the_same_with_a_person(page: Page, sample_person: Patient) -> None:
    assert "invented" in shown(calm(page("about_numbers")))
