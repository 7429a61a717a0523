"""The outline of a person with how many exams each part had: a picture to look at before anything is read."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Polygon

from tracker import wording
from tracker.history.once import once
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.view.charts.theme import LIGHT, Theme
from tracker.view.charts.years import LETTERS_PT, Chart

WIDTH_IN, HEIGHT_IN = 3.4, 3.3
_ACROSS: Final = 0.515  # half the width of the drawing, where the height of the person is 1
_LIMB_PT, _ARM_PT = 17.0, 12.0

# Where a part lies on a person seen from the front, the height of the person being 1; their right hand is on the left.
PLACES: Final[Mapping[str, tuple[float, float]]] = {
    "head": (0.0, 0.94),
    "face": (0.0, 0.91),
    "teeth": (0.0, 0.895),
    "neck": (0.0, 0.845),
    "head_neck": (0.0, 0.87),
    "cervical_spine": (0.0, 0.85),
    "neck_chest": (0.0, 0.80),
    "thoracic_spine": (0.0, 0.69),
    "lumbar_spine": (0.0, 0.575),
    "sacrum_sacroiliac": (0.0, 0.505),
    "whole_spine": (0.0, 0.64),
    "chest": (0.055, 0.735),
    "heart": (0.03, 0.715),
    "breast": (0.06, 0.70),
    "chest_abdomen": (0.05, 0.64),
    "chest_abdomen_pelvis": (0.05, 0.61),
    "abdomen": (0.05, 0.60),
    "abdomen_pelvis": (0.05, 0.57),
    "pelvis": (0.05, 0.52),
    "hip": (0.085, 0.485),
    "knee": (0.085, 0.28),
    "ankle_foot": (0.09, 0.05),
    "lower_limb": (0.085, 0.37),
    "shoulder": (0.12, 0.79),
    "elbow": (0.185, 0.625),
    "wrist_hand": (0.215, 0.47),
    "upper_limb": (0.165, 0.68),
    "limb": (0.165, 0.66),
}
MOST_NAMED = 8
NAME_LETTERS, NAME_ROOM = 15, 0.14  # of a line; from one name to the next, of the height
_TRUNK: Final = ((-0.115, 0.80), (0.115, 0.80), (0.085, 0.62), (0.10, 0.49), (-0.10, 0.49), (-0.085, 0.62))
_ARM: Final = ((0.125, 0.785), (0.18, 0.625), (0.215, 0.465))
_LEG: Final = ((0.065, 0.48), (0.08, 0.27), (0.08, 0.035))


def outline_svg() -> str:
    """The outline alone, a picture to lie behind buttons on light and dark pages."""

    def at(point: tuple[float, float], side: float = 1.0) -> str:
        return f"{100 * (_ACROSS + side * point[0]):.1f},{100 * (1 - point[1]):.1f}"

    thickness = 100 / (72 * HEIGHT_IN)  # of one point, where the person is 100 high
    limbs = "".join(
        f'<polyline points="{" ".join(at(point, side) for point in line)}" stroke-width="{width * thickness:.1f}"/>'
        for side in (-1.0, 1.0)
        for line, width in ((_ARM, _ARM_PT), (_LEG, _LIMB_PT))
    )
    trunk = f'<polygon points="{" ".join(map(at, _TRUNK))}" fill="#888" stroke-width="{_ARM_PT * thickness:.1f}"/>'
    neck = f'<polyline points="{at((0, 0.88))} {at((0, 0.80))}" stroke-width="{_ARM_PT * thickness:.1f}"/>'
    head = f'<ellipse cx="{100 * _ACROSS:.1f}" cy="7.5" rx="5.2" ry="6.5" fill="#888" stroke="none"/>'
    style = 'fill="none" stroke="#888" stroke-linecap="round" stroke-linejoin="round" opacity="0.3"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {200 * _ACROSS:.0f} 100">'
        f"<g {style}>{head}{neck}{trunk}{limbs}</g></svg>"
    )


def counts(whole: Summary) -> Mapping[str, int]:
    """Region -> its exams, most first; an entry for about 20 exams counts as 20."""
    found = whole.exams["exam_count"].groupby(whole.exams["region"]).sum().sort_values(ascending=False, kind="stable")
    return {str(region): int(n) for region, n in found.items()}


@once
def body(whole: Summary, theme: Theme = LIGHT) -> Chart:
    """The outline with the parts that had the most exams; what has no place on it is said in the words."""
    found = counts(whole)
    placed = [region for region in found if region in PLACES][:MOST_NAMED]
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), facecolor=theme.ground)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(-_ACROSS, _ACROSS)
    axes.set_ylim(0.0, 1.0)
    _draw_person(axes, theme)
    _draw_counts(axes, placed, found, theme)
    if found:
        words = _("All exams since {year}").format(year=whole.totals.first_year)
        axes.text(
            -_ACROSS + 0.01,
            0.02,
            words,
            ha="left",
            color=theme.quiet,
            **theme.letters(LETTERS_PT),
        )
    return Chart(figure, _alt(found), _table(found))


def _draw_person(axes: Axes, theme: Theme) -> None:
    """A quiet figure of round strokes."""
    colour = theme.rule
    axes.add_patch(Ellipse((0, 0.925), 0.105, 0.13, color=colour, linewidth=0))
    axes.plot([0, 0], [0.88, 0.80], color=colour, linewidth=_ARM_PT, solid_capstyle="butt", zorder=1)
    axes.add_patch(Polygon(_TRUNK, closed=True, color=colour, linewidth=_ARM_PT, joinstyle="round", zorder=1))
    for side in (-1, 1):
        for line, width in ((_ARM, _ARM_PT), (_LEG, _LIMB_PT)):
            xs, ys = [side * x for x, _y in line], [y for _x, y in line]
            axes.plot(xs, ys, color=colour, linewidth=width, solid_capstyle="round", solid_joinstyle="round", zorder=1)


def _draw_counts(axes: Axes, regions: Sequence[str], found: Mapping[str, int], theme: Theme) -> None:
    """A mark on each part, larger where there were more, and its name with the number at one edge or the other."""
    largest = max((found[region] for region in regions), default=1)
    ordered = sorted(regions, key=lambda region: -PLACES[region][1])
    for side, mine in ((-1, ordered[::2]), (1, ordered[1::2])):
        for row, region in zip(_rows([PLACES[region][1] for region in mine]), mine, strict=True):
            x, y = side * PLACES[region][0], PLACES[region][1]
            axes.plot(x, y, marker="o", zorder=3, **_mark(found[region] / largest, theme))
            axes.annotate(
                "\n".join(textwrap.wrap(f"{wording.region(region)}: {found[region]}", NAME_LETTERS)),
                xy=(x, y),
                xytext=(side * (_ACROSS - 0.01), row),
                ha="left" if side < 0 else "right",
                va="center",
                color=theme.ink,
                **theme.letters(LETTERS_PT),
                arrowprops={"arrowstyle": "-", "color": theme.quiet, "linewidth": 0.7, "shrinkA": 2, "shrinkB": 0},
                zorder=2,
            )


def _mark(share: float, theme: Theme) -> dict[str, Any]:
    return {
        "markersize": 5 + 9 * share**0.5,
        "markerfacecolor": theme.accent,
        "markeredgecolor": theme.ground,
        "markeredgewidth": 0.8,
    }


def _rows(heights: Sequence[float]) -> list[float]:
    """How high each name stands: beside its part, lower where the one above needs the room."""
    rows: list[float] = []
    for height in heights:
        rows.append(min(height, rows[-1] - NAME_ROOM) if rows else min(height, 1 - NAME_ROOM / 2))
    short = max(0.0, NAME_ROOM / 2 - min(rows, default=1.0))
    return [row + short for row in rows]


def _alt(found: Mapping[str, int]) -> str:
    listed = "; ".join(f"{wording.region(region)} {n}" for region, n in found.items())
    return _("Outline of a person with the number of exams of each part: {list}.").format(list=listed)


def _table(found: Mapping[str, int]) -> pd.DataFrame:
    return pd.DataFrame({_("Part of the body"): list(map(wording.region, found)), _("Exams"): list(found.values())})
