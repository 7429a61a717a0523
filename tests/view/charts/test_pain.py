"""The curve of a pain log: every number that is written, lines between neighbours only, sides apart."""

import numpy as np
import pytest

from tracker.history.response import DAY, MOMENTS, Logged
from tracker.view.charts.pain import pain_curve, place
from tracker.view.charts.theme import DARK, LIGHT, PAGE_FONT, Theme

BOTH = [Logged(0, "left", 7), Logged(0, "right", 6.5), Logged(15, "left", 3), Logged(DAY, "left", 8)]


def test_moments_of_the_printed_log_stand_at_equal_distances() -> None:
    assert [place(one) for one in MOMENTS] == list(map(float, range(len(MOMENTS))))
    assert place(90) == pytest.approx(place(60) + 0.5)
    assert place(60 * DAY) == place(MOMENTS[-1])


@pytest.mark.parametrize("theme", [LIGHT, DARK, Theme(on_page=True)])
def test_each_side_is_a_line_with_a_gap_where_nothing_is_written(theme: Theme) -> None:
    chart = pain_curve(BOTH, theme)
    lines = [np.asarray(line.get_ydata()).tolist() for line in chart.figure.axes[0].lines]
    assert lines == [[7, 3], [7, 3, 8], [6.5]]
    assert chart.png().startswith(b"\x89PNG")
    assert "left: Just before 7, 15 minutes 3, Day 1 8; right: Just before 6.5" in chart.alt
    assert list(chart.table["Pain"]) == ["7", "6.5", "3", "8"]


def test_one_side_needs_no_legend() -> None:
    chart = pain_curve([Logged(0, "", 7)], Theme(on_page=True))
    assert chart.figure.axes[0].get_legend() is None
    assert "Side" not in chart.table
    assert chart.figure.axes[0].get_xticklabels()[0].get_fontname() == PAGE_FONT
