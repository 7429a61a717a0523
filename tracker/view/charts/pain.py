"""The curve of a pain log: each side a line over the moments of the log, with gaps where nothing is written."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tracker import wording
from tracker.history.response import DAY, HOUR, MOMENTS, Logged
from tracker.i18n import _
from tracker.view.charts.theme import LIGHT, TYPE_COLOURS, Theme
from tracker.view.charts.years import LETTERS_PT, Chart
from tracker.view.response import moment, short_moment

WIDTH_IN, HEIGHT_IN = 3.8, 2.6
NAMED = (0, HOUR, 4 * HOUR, 8 * HOUR, 3 * DAY, 7 * DAY, 14 * DAY)
PARTS = (HOUR, 8 * HOUR)  # after these the distance from one moment to the next is another
LOOKS = {"": ("o", "-"), "left": ("o", "-"), "right": ("s", "--")}  # of a line: its marks, and how it is drawn


def pain_curve(lines: Sequence[Logged], theme: Theme = LIGHT) -> Chart:
    """The pain from 0 to 10 at every moment that is written, the moments of the printed log at equal distances.

    Args:
        lines: of one log, at least one.
        theme: light or dark.
    """
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), facecolor=theme.ground)
    axes = figure.subplots()
    figure.subplots_adjust(left=0.09, right=0.96, top=0.87, bottom=0.13)
    _draw_field(axes, theme)
    sides = list(dict.fromkeys(line.side for line in lines))
    for side in sides:
        _draw_line(axes, side, [line for line in lines if line.side == side], theme)
    if sides != [""]:
        axes.legend(
            loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=len(sides), frameon=False, borderaxespad=0.1,
            labelcolor=theme.ink, prop={"size": theme.points(LETTERS_PT), "family": theme.font},
        )  # fmt: skip
    columns = {_("When"): [moment(one.minutes_after) for one in lines], _("Pain"): [f"{one.pain:g}" for one in lines]}
    if sides != [""]:
        columns[_("Side")] = [wording.side(one.side) for one in lines]
    return Chart(figure, _alt(lines, sides), pd.DataFrame(columns))


def place(minutes_after: float) -> float:
    """Where a moment stands: those of the printed log at 0, 1, 2 ..., any other between its neighbours."""
    for number, (before, after) in enumerate(pairwise(MOMENTS)):
        if minutes_after <= after:
            return number + (minutes_after - before) / (after - before)
    return float(len(MOMENTS) - 1)


def _draw_field(axes: Axes, theme: Theme) -> None:
    axes.set_facecolor(theme.ground)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(theme.quiet)
    axes.set_title(_("Pain, 0 to 10"), loc="left", **theme.letters(LETTERS_PT), color=theme.ink)
    axes.set_ylim(-0.4, 10.4)
    axes.set_yticks([0, 5, 10])
    axes.set_xlim(-0.6, len(MOMENTS) - 0.4)
    axes.set_xticks([place(one) for one in NAMED], [short_moment(one) for one in NAMED])
    axes.grid(axis="y", color=theme.rule, linewidth=0.8)
    axes.vlines([place(one) for one in PARTS], -0.4, 10.4, color=theme.rule, linewidth=0.8, linestyle=":")
    axes.set_axisbelow(True)
    axes.tick_params(length=0, colors=theme.quiet, labelsize=theme.points(LETTERS_PT), labelfontfamily=theme.font)


def _draw_line(axes: Axes, side: str, lines: Sequence[Logged], theme: Theme) -> None:
    """The marks, with a line between those that follow one another in the log."""
    marker, dashes = LOOKS[side]
    colour = TYPE_COLOURS["fluoroscopy"] if side == "right" else theme.accent
    points = [(place(one.minutes_after), one.pain) for one in sorted(lines, key=lambda one: one.minutes_after)]
    for (x, y), (next_x, next_y) in pairwise(points):
        if next_x - x <= 1:
            axes.plot([x, next_x], [y, next_y], color=colour, linewidth=1.8, linestyle=dashes)
    look: dict[str, Any] = {"marker": marker, "markersize": 6, "markeredgecolor": theme.ink, "markeredgewidth": 0.6}
    label = wording.side(side) or _("side not said")
    axes.plot(*zip(*points, strict=True), linestyle="", color=colour, label=label, **look)


def _alt(lines: Sequence[Logged], sides: Sequence[str]) -> str:
    parts = []
    for side in sides:
        mine = [one for one in lines if one.side == side]
        listed = ", ".join(f"{moment(one.minutes_after)} {one.pain:g}" for one in mine)
        parts.append(f"{wording.side(side)}: {listed}" if side else listed)
    return _("Pain log, 0 is none and 10 the worst. {list}.").format(list="; ".join(parts))
