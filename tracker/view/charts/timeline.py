"""The timeline: one lane per body region, years from left to right, a mark for every exam, and the chosen period."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from tracker import reference, wording
from tracker.history.once import once
from tracker.history.summary import Summary
from tracker.i18n import _, ngettext
from tracker.view.charts.theme import EXAM_TYPES, LIGHT, TYPE_COLOURS, Theme
from tracker.view.charts.years import APPROXIMATE_SIGN, LETTERS_PT, WIDTH_IN, Chart

ABOVE_IN = 0.3  # for the years above the lanes
BELOW_IN = 0.35  # for the years below them
LEGEND_IN = 0.21  # a line of it
SPAN_FROM_YEARS = 0.06  # a date known no better than to three weeks is drawn as the span it is
MARK_POINTS = 6.5
RING_POINTS = 10.0
LAST_POINTS = 13.0
STACK_STEPS = (0.0, 1.0, -1.0, 2.0, -2.0)  # where marks of one moment go, so that they do not hide each other
STACK_STEP = 0.19  # of a lane
OTHER_PARTS = "other parts"  # the lane of all regions that have none of their own


@dataclass(frozen=True, slots=True)
class Size:
    """How large a timeline is drawn.

    Attributes:
        width_in, lane_in, name_in: of all of it, of a lane from top to bottom, and of the room for its name, in inches.
        name_letters: in a line of a name.
        abreast: marks that fit side by side over the whole width.
        most_lanes: the regions with the fewest exams share one lane where there are more.
        legend_columns: entries in a line of the legend.
        plain: whether regions have the names that patients use.
    """

    width_in: float = WIDTH_IN
    lane_in: float = 0.44
    name_in: float = 1.65
    name_letters: int = 20
    abreast: int = 44
    most_lanes: int = 99
    legend_columns: int = 4
    plain: bool = False


LARGE = Size()
# On a first page: as wide as a telephone shows it with letters that can be read.
SMALL = Size(4.5, 0.26, name_in=1.3, name_letters=18, abreast=28, most_lanes=6, legend_columns=3, plain=True)

# The second sign beside the colour.
TYPE_MARKS: Mapping[str, str] = {
    "CT": "s",
    "fluoroscopy": "^",
    "X-ray": "o",
    "nuclear": "D",
    "mammography": "p",
    "dental": "v",
    "other": "X",
}


@dataclass(frozen=True, slots=True)
class Lane:
    """One body region: how many exams and image-guided injections in all, and how many exams in the period.

    `approximate` says that an entry for about so many exams is among them.
    """

    region: str
    name: str
    exams: int
    injections: int
    first_year: int
    last_year: int
    in_period: int
    approximate: bool


def lanes(whole: Summary, chosen: Summary, *, plain: bool = False) -> tuple[Lane, ...]:
    """The lanes from head to foot; an entry for about 20 exams counts as 20.

    Args:
        whole: the record.
        chosen: the same over the period.
        plain: whether to name regions as patients do.
    """
    exams = whole.exams
    count = exams["exam_count"]
    mine = exams["region"]
    within = chosen.exams["exam_count"].groupby(chosen.exams["region"]).sum()
    columns = (
        count.groupby(mine).sum(),
        count.where(exams["image_guided"], 0).groupby(mine).sum(),
        exams["date_first"].groupby(mine).min().dt.year,
        exams["date_last"].groupby(mine).max().dt.year,
        exams["count_is_approximate"].groupby(mine).any(),
    )
    found = sorted(zip(columns[0].index, *(c.tolist() for c in columns), strict=True), key=lambda row: _rank(row[0]))
    return tuple(
        Lane(key, _name(key, plain=plain), n, injections, first, last, int(within.get(key, 0)), approximate)
        for key, n, injections, first, last, approximate in found
    )


def _rank(region: str) -> int:
    order = list(reference.regions())
    return order.index(region) if region in order else len(order)


def _name(region: str, *, plain: bool) -> str:
    if region == OTHER_PARTS:
        return _("Other parts")
    if plain:
        return wording.first_large(wording.region(region))
    known = reference.regions().get(region)
    return _(known.name) if known else _("Not known")


@once
def timeline(
    whole: Summary,
    chosen: Summary,
    period: tuple[int, int] | None,
    theme: Theme = LIGHT,
    *,
    size: Size = LARGE,
    years: tuple[int, int] | None = None,
) -> Chart:
    """The timeline of the whole record.

    Args:
        whole: the record.
        chosen: the same over the period.
        period: first and last year, shaded; None where the period is the whole record.
        theme: light or dark.
        size: on a page of its own, or among other things.
        years: first and last year that are drawn; None for all from the first exam until today.
    """
    if whole.entries == 0:
        text = _("No exams are recorded.")
        figure = Figure(figsize=(size.width_in, 0.8), facecolor=theme.ground)
        figure.text(0.5, 0.5, text, ha="center", va="center", color=theme.quiet, **theme.letters(LETTERS_PT))
        return Chart(figure, text, _table((), None))
    whole, chosen = (replace(one, exams=_folded(one.exams, whole.exams, size.most_lanes)) for one in (whole, chosen))
    rows = lanes(whole, chosen, plain=size.plain)
    first, last = years or (min(lane.first_year for lane in rows), max(lane.last_year for lane in rows))
    figure, axes = _paper(whole.exams, len(rows), size, theme)
    _draw_lanes(axes, rows, (first, max(last, whole.today.year)), size, theme)
    if period:
        axes.axvspan(period[0], period[1] + 1, color=theme.accent, alpha=0.16, linewidth=0, zorder=0)
    _draw_marks(axes, whole.exams, [lane.region for lane in rows], size.abreast, theme)
    _legend(figure, _handles(whole.exams, period, theme, plain=size.plain), size, theme)
    return Chart(figure, _alt(rows, period), _table(rows, period))


def _folded(exams: pd.DataFrame, whole: pd.DataFrame, most: int) -> pd.DataFrame:
    """The exams with the regions that have the fewest of the whole in one lane."""
    counts = whole["exam_count"].groupby(whole["region"]).sum().sort_values(ascending=False, kind="stable")
    if len(counts) <= most:
        return exams
    return exams.assign(region=exams["region"].where(exams["region"].isin(counts.index[: most - 1]), OTHER_PARTS))


def _paper(exams: pd.DataFrame, count: int, size: Size, theme: Theme) -> tuple[Figure, Axes]:
    """The empty drawing and the field of its lanes."""
    entries = len(_handles(exams, None, theme, plain=size.plain)) + 1
    below = BELOW_IN + LEGEND_IN * -(-entries // size.legend_columns)
    height = ABOVE_IN + below + size.lane_in * count
    figure = Figure(figsize=(size.width_in, height), facecolor=theme.ground)
    field = (
        size.name_in / size.width_in,
        below / height,
        1 - (size.name_in + 0.15) / size.width_in,
        size.lane_in * count / height,
    )
    return figure, figure.add_axes(field)


def _draw_lanes(axes: Axes, rows: Sequence[Lane], years: tuple[int, int], size: Size, theme: Theme) -> None:
    axes.set_facecolor(theme.ground)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlim(years[0] - 0.3, years[1] + 1.3)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.hlines(np.arange(len(rows) + 1) - 0.5, *axes.get_xlim(), color=theme.rule, linewidth=0.8, zorder=0.5)
    axes.set_yticks(range(len(rows)), ["\n".join(textwrap.wrap(lane.name, size.name_letters)[:2]) for lane in rows])
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.grid(axis="x", color=theme.rule, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(
        labeltop=True, length=0, colors=theme.quiet, labelsize=theme.points(LETTERS_PT), labelfontfamily=theme.font
    )
    axes.tick_params(axis="y", labelcolor=theme.ink)


def _draw_marks(axes: Axes, exams: pd.DataFrame, regions: Sequence[str], abreast: int, theme: Theme) -> None:
    first, last = _in_years(exams["date_first"]), _in_years(exams["date_last"]) + 1 / 366
    middle = (first + last) / 2
    lane = pd.Index(regions).get_indexer(pd.Index(exams["region"]))
    low, high = axes.get_xlim()
    place = lane + _stacked(lane, middle, (high - low) / abreast)
    span = last - first > SPAN_FROM_YEARS
    kinds = exams["exam_type"].to_numpy()
    if span.any():
        ends = np.stack([np.stack([first[span], place[span]], 1), np.stack([last[span], place[span]], 1)], 1)
        colours = [TYPE_COLOURS[kind] for kind in kinds[span]]
        axes.add_collection(LineCollection(list(ends), colors=colours, linewidths=5, alpha=0.55, zorder=2))
    for kind in set(kinds):
        mine = kinds == kind
        axes.plot(middle[mine], place[mine], linestyle="", zorder=3, **_mark(str(kind), theme))
    guided = exams["image_guided"].to_numpy(dtype=bool)
    axes.plot(middle[guided], place[guided], linestyle="", zorder=4, **_ring(theme))
    newest = int(np.argmax(last))
    axes.plot(middle[newest], place[newest], linestyle="", zorder=5, **_last(theme))


def _in_years(days: pd.Series) -> NDArray[np.float64]:
    """Dates as years with a fraction."""
    return np.asarray(days.dt.year + (days.dt.day_of_year - 1) / 366, dtype=float)


def _stacked(lane: NDArray[np.intp], moment: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    """How far off the middle of its lane each mark stands, in lanes; marks less than `width` years apart part."""
    steps = np.zeros(len(moment))
    taken = [[-np.inf] * len(STACK_STEPS) for _lane in range(int(lane.max(initial=0)) + 1)]
    for place in np.argsort(moment, kind="stable").tolist():
        mine, when = taken[lane[place]], float(moment[place])
        free = (level for level, last in enumerate(mine) if when - last >= width)
        level = next(free, mine.index(min(mine)))
        mine[level] = when
        steps[place] = STACK_STEPS[level]
    return steps * STACK_STEP


def _mark(kind: str, theme: Theme) -> dict[str, Any]:
    return {
        "marker": TYPE_MARKS[kind],
        "markersize": MARK_POINTS,
        "markerfacecolor": TYPE_COLOURS[kind],
        "markeredgecolor": theme.outline,
        "markeredgewidth": 0.7,
    }


def _ring(theme: Theme) -> dict[str, Any]:
    return {
        "marker": "o",
        "markersize": RING_POINTS,
        "markerfacecolor": "none",
        "markeredgecolor": theme.ink,
        "markeredgewidth": 0.9,
    }


def _last(theme: Theme) -> dict[str, Any]:
    return _ring(theme) | {"markersize": LAST_POINTS, "markeredgecolor": theme.accent, "markeredgewidth": 1.8}


def _handles(exams: pd.DataFrame, period: tuple[int, int] | None, theme: Theme, *, plain: bool) -> list[Line2D | Patch]:
    """What the marks mean, as far as they occur."""
    types = [kind for kind in EXAM_TYPES if kind in set(exams["exam_type"])]
    called = wording.exam_type if plain else wording.clinical_type
    found: list[Line2D | Patch] = [
        Line2D([], [], linestyle="", label=called(kind), **_mark(kind, theme)) for kind in types
    ]
    if exams["image_guided"].any():
        found.append(Line2D([], [], linestyle="", label=_("Image-guided injection"), **_ring(theme)))
    if exams["date_precision"].ne("day").any():
        found.append(Line2D([], [], color=theme.quiet, linewidth=5, alpha=0.55, label=_("Rough date")))
    found.append(Line2D([], [], linestyle="", label=_("Last exam"), **_last(theme)))
    if period:
        found.append(Patch(color=theme.accent, alpha=0.16, label=_("Chosen period")))
    return found


def _legend(figure: Figure, handles: Sequence[Line2D | Patch], size: Size, theme: Theme) -> None:
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.005, 0.0),
        ncols=size.legend_columns,
        frameon=False,
        handlelength=1.2,
        handletextpad=0.5,
        columnspacing=0.9,
        labelcolor=theme.ink,
        prop={"size": theme.points(LETTERS_PT), "family": theme.font},
    )


def _alt(rows: Sequence[Lane], period: tuple[int, int] | None) -> str:
    first, last = min(lane.first_year for lane in rows), max(lane.last_year for lane in rows)
    listed = "; ".join(f"{lane.name} {_count(lane)}" for lane in rows)
    words = _("Timeline of exams by body region, {first} to {last}. {list}.").format(
        first=first, last=last, list=listed
    )
    if period is None:
        return words
    inside = sum(lane.in_period for lane in rows)
    shaded = ngettext("Shaded: {first} to {last}, with {n} exam.", "Shaded: {first} to {last}, with {n} exams.", inside)
    return f"{words} {shaded.format(first=period[0], last=period[1], n=inside)}"


def _count(lane: Lane) -> str:
    words = wording.count(lane.exams, approximate=lane.approximate)
    if not lane.injections:
        return words
    guided = ngettext("{n} image-guided injection", "{n} image-guided injections", lane.injections)
    return _("{exams}, {injections}").format(exams=words, injections=guided.format(n=lane.injections))


def _table(rows: Sequence[Lane], period: tuple[int, int] | None) -> pd.DataFrame:
    columns: dict[str, list[object]] = {
        _("Region"): [lane.name for lane in rows],
        _("Exams"): [lane.exams for lane in rows],
        _("Of these injections"): [lane.injections for lane in rows],
        _("First year"): [lane.first_year for lane in rows],
        _("Last year"): [lane.last_year for lane in rows],
    }
    if period:
        columns[_("Exams in the period")] = [lane.in_period for lane in rows]
    if any(lane.approximate for lane in rows):
        columns[_("Approximate")] = [APPROXIMATE_SIGN if lane.approximate else "" for lane in rows]
    return pd.DataFrame(columns)
