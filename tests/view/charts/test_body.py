"""The outline of a person: every region has a place or is said, and numbers are those of the record."""

from itertools import pairwise

import pytest

from tests.view.samples import exam, summary
from tracker import reference, wording
from tracker.view.charts.body import MOST_NAMED, PLACES, body, counts
from tracker.view.charts.theme import DARK, LIGHT, Theme

# What is of no one place: shown in the words and the table, not on the outline.
NOWHERE = {"whole_body", "unknown"}


def test_every_region_has_a_place_on_the_outline_but_those_of_no_place() -> None:
    assert set(reference.regions()) - set(PLACES) == NOWHERE
    assert all(-0.5 < x < 0.5 and 0 < y < 1 for x, y in PLACES.values())


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_outline_names_the_parts_with_their_numbers(theme: Theme) -> None:
    whole = summary(
        [
            exam("a", "xr_lspine", "2020-01-03"),
            exam("b", "dx_panoramic", "2019-01-03", exam_count=20, count_is_approximate=True),
            exam("c", "", "2019-01-03", own_words="a scan"),
        ]
    )
    chart = body(whole, theme)
    written = [text.get_text().replace("\n", " ") for text in chart.figure.axes[0].texts]
    assert "Teeth and jaws: 20" in written
    assert "Lower back: 1" in written
    assert sum(counts(whole).values()) == 22
    assert list(chart.table["Exams"]) == [20, 1, 1]
    assert wording.region("unknown") + " 1" in chart.alt


def test_many_parts_are_named_as_far_as_there_is_room_and_all_of_them_in_the_words() -> None:
    kinds = {kind.region: kind.key for kind in reference.exam_kinds().values() if kind.region in PLACES}
    whole = summary([exam(region, key, "2020-01-03") for region, key in kinds.items()])
    chart = body(whole)
    assert len(chart.figure.axes[0].texts) == MOST_NAMED + 1
    assert all(wording.region(region) in chart.alt for region in kinds)
    heights = sorted(text.get_position()[1] for text in chart.figure.axes[0].texts[:MOST_NAMED:2])
    assert min(b - a for a, b in pairwise(heights)) > 0.05
