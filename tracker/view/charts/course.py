"""The chart of the injections over time: how much each helped and for how long, one lane for each sort of injection."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from tracker import dates, wording
from tracker.history.course import Course, Injection, Response
from tracker.history.once import once
from tracker.i18n import _, ngettext
from tracker.view.charts.theme import LIGHT, Theme
from tracker.view.charts.years import Chart
from tracker.view.handout.blocks import shortened
from tracker.view.injections import test_name
from tracker.view.response import (
    lasted_text,
    origin_text,
    percent_text,
    response_text,
    time_text,
    working_text,
)

WIDTH_IN = 4.8  # narrow, so that its letters stay readable on a phone
LETTERS_PT = 10.5
LANE_IN = 1.5
ABOVE_IN, TIME_IN, LEGEND_IN, LEGEND_LINE_IN = 0.35, 0.5, 0.15, 0.22
MOST_LANES = 4
LONGEST_NAME = 42  # letters above a lane
UNKNOWN_AT = -26.0  # below the line of no relief
FEWEST_DAYS = 300  # a single injection must not fill the chart
MONTHS_BETWEEN = ((900, 3), (2000, 6), (5000, 12), (11_000, 24))  # longest time in days, months from label to label
ARROW, LETTER = 0.03, 0.015  # of the time shown: how far beside their sign these stand
ROUGH_DAYS = 20  # a date known no better is drawn as the span it is


@once
def injections_over_time(course: Course, theme: Theme = LIGHT) -> Chart:
    """Relief in percent (height) and how long it lasted (line to the right) of every injection, by sort.

    An injection of which no relief is known is a hollow diamond below the scale; one whose day is not known stands in
    the middle of the time in which it was, with a dotted line over that time.
    """
    if not course.injections:
        words = _("No injections are recorded.")
        return Chart(_words_only(words, theme), words, _table(course))
    lanes = _lanes(course)
    signs = _signs(course, theme)
    below = TIME_IN + LEGEND_IN + LEGEND_LINE_IN * ((len(signs) + 1) // 2)
    height = ABOVE_IN + LANE_IN * len(lanes) + below
    figure = Figure(figsize=(WIDTH_IN, height), facecolor=theme.ground)
    rows = figure.subplots(len(lanes), 1, sharex=True, squeeze=False)[:, 0]
    figure.subplots_adjust(left=0.12, right=0.965, top=1 - ABOVE_IN / height, bottom=below / height, hspace=0.34)
    _draw_time(rows[-1], course, theme)
    for axes, (name, mine) in zip(rows, lanes, strict=True):
        _draw_lane(axes, name, mine, course.today, theme)
    figure.legend(
        handles=signs,
        loc="lower left",
        bbox_to_anchor=(0.01, 0.0),
        ncols=2,
        frameon=False,
        handletextpad=0.6,
        columnspacing=1.2,
        labelcolor=theme.ink,
        prop={"size": theme.points(LETTERS_PT), "family": theme.font},
    )
    return Chart(figure, _alt(course, lanes), _table(course))


@dataclass(frozen=True, slots=True)
class Mark:
    """One response as it is drawn; days as ordinal numbers, heights in percent."""

    start: float
    height: float
    known: bool
    rough: tuple[int, int] | tuple[()] = ()
    pieces: tuple[tuple[float, float], ...] = ()
    open_end: bool = False
    from_log: bool = False
    letter: str = ""


def _lanes(course: Course) -> list[tuple[str, list[Injection]]]:
    """The injections by sort, the most frequent first; the rarest share the last lane."""
    found: dict[str, list[Injection]] = {}
    for one in course.injections:
        found.setdefault(one.family, []).append(one)
    lanes = sorted(found.items(), key=lambda lane: -len(lane[1]))
    if len(lanes) <= MOST_LANES:
        return lanes
    rest = [one for _name, mine in lanes[MOST_LANES - 1 :] for one in mine]
    return [*lanes[: MOST_LANES - 1], (_("Other injections"), rest)]


def _sides(injection: Injection) -> list[Response | None]:
    """The response of each side that was logged apart, and what was told; one None where nobody said anything."""
    if injection.response is None:
        return [None]
    first, *others = injection.response.each
    # What was told beside a log is a mark of its own only where it says how much or how long.
    return [first, *(one for one in others if one.from_log or one.percent is not None or one.lasted)]


def _rough(injection: Injection) -> bool:
    return (injection.last - injection.first).days > ROUGH_DAYS


def _still_works(response: Response) -> bool:
    # What was told is not drawn onto the relief of a log.
    return response.still_working == "yes" and not response.from_log


def _open_end(response: Response) -> bool:
    return (response.or_longer and response.still_working != "no") or _still_works(response)


def _draw_lane(axes: Axes, name: str, mine: Iterable[Injection], today: date, theme: Theme) -> None:
    axes.set_facecolor(theme.ground)
    for place, spine in axes.spines.items():
        spine.set_visible(place == "bottom")
        spine.set_color(theme.quiet)
    # What a person typed is never read as a formula.
    title = shortened(name, LONGEST_NAME)
    axes.set_title(title, loc="left", **theme.letters(LETTERS_PT), color=theme.ink, parse_math=False)
    axes.set_ylim(UNKNOWN_AT - 18, 112)
    axes.set_yticks([UNKNOWN_AT, 0, 50, 100], ["?", "0", "50", "100 %"])
    axes.hlines([0, 50, 100], 0, 1, transform=axes.get_yaxis_transform(), color=theme.rule, linewidth=0.8, zorder=0)
    axes.tick_params(length=0, colors=theme.quiet, labelsize=theme.points(LETTERS_PT), labelfontfamily=theme.font)
    found = [_mark(one, side, today) for one in mine for side in _sides(one)]
    # All signs of a sort in one go: somebody may have had hundreds of injections.
    look: dict[str, Any] = {"va": "center", "color": theme.ink, **theme.letters(LETTERS_PT)}
    for mark in (mark for mark in found if mark.letter):
        axes.text(mark.start - LETTER * _time_shown(axes), mark.height, mark.letter, ha="right", **look)
    _draw_spans(axes, [(m.height, *m.rough) for m in found if m.rough], **_dotted(theme))
    pieces = [(m.height, *piece) for m in found for piece in m.pieces if piece[1] > piece[0]]
    _draw_spans(axes, pieces, **_lasting(theme))
    known = [m for m in found if m.known]
    axes.vlines([m.start for m in known], 0, [m.height for m in known], color=theme.accent, linewidth=1.2, zorder=2)
    arrows = [m for m in known if m.open_end]
    shift = ARROW * _time_shown(axes)
    _draw_signs(axes, [(max(_end(m), m.start + shift), m.height) for m in arrows], **_arrow(theme))
    _draw_signs(axes, [(m.start, m.height) for m in found if not m.known], **_unknown(theme))
    for from_log in (False, True):
        here = [(m.start, m.height) for m in known if m.from_log is from_log]
        _draw_signs(axes, here, **_known(theme, from_log=from_log))


def _mark(injection: Injection, response: Response | None, today: date) -> Mark:
    start = (injection.first.toordinal() + min(injection.last, today).toordinal()) / 2
    rough = (injection.first.toordinal(), min(injection.last, today).toordinal()) if _rough(injection) else ()
    letter = side_letters().get(response.side, "") if response else ""
    if response is None or response.percent is None:
        return Mark(start, UNKNOWN_AT, known=False, rough=rough, letter=letter)
    return Mark(
        start,
        response.percent,
        known=True,
        rough=rough,
        pieces=_pieces(response, start, float(today.toordinal())),
        open_end=_open_end(response),
        from_log=response.from_log,
        letter=letter,
    )


def _pieces(response: Response, start: float, today: float) -> tuple[tuple[float, float], ...]:
    """From when to when it helped, as told or by the log, and never after today."""
    if response.from_log:
        return tuple((min(start + first, today), min(start + last, today)) for first, last in response.stretches)
    end = start + (response.lasted_days or 0)
    if _still_works(response) and response.answered:
        end = max(end, float(response.answered.astimezone().toordinal()))
    return ((start, min(end, today)),)


def _end(mark: Mark) -> float:
    return mark.pieces[-1][1] if mark.pieces else mark.start


def _time_shown(axes: Axes) -> float:
    low, high = axes.get_xlim()
    return high - low


def _draw_signs(axes: Axes, places: Sequence[tuple[float, float]], **look: Any) -> None:
    if places:
        axes.plot([x for x, _y in places], [y for _x, y in places], **look)


def _draw_spans(axes: Axes, spans: Sequence[tuple[float, float, float]], **look: Any) -> None:
    """Lines at a height from one day to another, as a gapped line each, so that they look alike in the legend."""
    nothing = float("nan")
    places = [place for height, first, last in spans for place in ((first, height), (last, height), (nothing, nothing))]
    _draw_signs(axes, places, **look)


def _draw_time(axes: Axes, course: Course, theme: Theme) -> None:
    first = min(one.first for one in course.injections)
    start = min(first, course.today - timedelta(days=FEWEST_DAYS)).toordinal()
    days = course.today.toordinal() - start
    axes.set_xlim(start - 0.04 * days, course.today.toordinal() + 0.03 * days)
    step = next((months for longest, months in MONTHS_BETWEEN if days <= longest), 60)
    moments = [
        date(year, month, 1)
        for year in range(date.fromordinal(start).year, course.today.year + 1)
        for month in range(1, 13, step)
        if step <= 12 or year % (step // 12) == 0
    ]
    shown = [moment for moment in moments if start <= moment.toordinal() <= course.today.toordinal()]
    axes.set_xticks([moment.toordinal() for moment in shown], [_moment(moment, step) for moment in shown])
    axes.tick_params(axis="x", length=3)
    axes.spines["bottom"].set_color(theme.ink)


def _moment(moment: date, step: int) -> str:
    if step >= 12:
        return str(moment.year)
    month = dates.month_name(moment.month)[:3]
    return f"{month}\n{moment.year}" if moment.month == 1 else month


def _known(theme: Theme, *, from_log: bool) -> dict[str, Any]:
    return {
        "marker": "s" if from_log else "o",
        "markersize": 7,
        "color": theme.accent,
        "markeredgecolor": theme.ground,
        "markeredgewidth": 0.6,
        "linestyle": "",
        "zorder": 5,
    }


def _unknown(theme: Theme) -> dict[str, Any]:
    look = {"marker": "D", "markersize": 6, "markerfacecolor": theme.ground, "markeredgecolor": theme.ink}
    return {**look, "markeredgewidth": 1.3, "linestyle": "", "zorder": 4}


def _lasting(theme: Theme) -> dict[str, Any]:
    return {"color": theme.accent, "linewidth": 3.2, "solid_capstyle": "butt", "zorder": 3}


def _dotted(theme: Theme) -> dict[str, Any]:
    return {"color": theme.quiet, "linestyle": ":", "linewidth": 1.4, "zorder": 1}


def _arrow(theme: Theme) -> dict[str, Any]:
    return {"marker": ">", "markersize": 8, "color": theme.accent, "linestyle": "", "zorder": 4}


def _signs(course: Course, theme: Theme) -> list[Line2D]:
    """What the signs mean, of those that occur."""
    found = [side for one in course.injections for side in _sides(one)]
    known = [side for side in found if side is not None and side.percent is not None]
    rough = any(_rough(one) for one in course.injections)
    wanted: list[tuple[bool, str, dict[str, Any]]] = [
        (any(not side.from_log for side in known), _("Relief as told"), _known(theme, from_log=False)),
        (any(side.from_log for side in known), _("Relief from the pain log"), _known(theme, from_log=True)),
        (len(known) < len(found), _("Relief not known"), _unknown(theme)),
        (any(side.lasted and not side.from_log for side in known), _("How long it lasted"), _lasting(theme)),
        (any(side.lasted and side.from_log for side in known), _("Log: half the pain gone"), _lasting(theme)),
        (any(map(_open_end, known)), _("Still working, or longer"), _arrow(theme)),
        (rough, _("Date known roughly"), _dotted(theme)),
    ]
    return [Line2D([], [], label=label, **look) for occurs, label, look in wanted if occurs]


def _words_only(words: str, theme: Theme) -> Figure:
    figure = Figure(figsize=(WIDTH_IN, 0.8), facecolor=theme.ground)
    figure.text(0.5, 0.5, words, ha="center", va="center", color=theme.quiet, **theme.letters(LETTERS_PT))
    return figure


def _alt(course: Course, lanes: Sequence[tuple[str, list[Injection]]]) -> str:
    words = _("Injections over time, with the relief in percent and how long it lasted. {list}.").format(
        list="; ".join(_lane_alt(name, mine) for name, mine in lanes)
    )
    if course.best is None or course.best.response is None:
        return words
    relief = response_text(course.best.response)
    best = _("The most relief of a treatment: {when}, {relief}.").format(when=course.best.when, relief=relief)
    return f"{words} {best}"


def _lane_alt(name: str, mine: Sequence[Injection]) -> str:
    n = sum(one.exam_count for one in mine)
    about = any(one.count_is_approximate for one in mine)
    number = _("about {n}").format(n=n) if about else str(n)
    amount = ngettext("{name}: {n} injection", "{name}: {n} injections", n).format(name=name, n=number)
    percents = [side.percent for one in mine for side in _sides(one) if side and side.percent is not None]
    if not percents:
        return _("{injections}, relief not known").format(injections=amount)
    low, high = round(min(percents)), round(max(percents))
    return _("{injections}, relief {low} to {high} %").format(injections=amount, low=low, high=high)


def _table(course: Course) -> pd.DataFrame:
    """The numbers of the chart, a row for each side; few columns, so that a phone shows them all."""
    rows = [(one, found) for one in course.injections for found in _sides(one)]
    return pd.DataFrame(
        {
            _("Date"): [one.when for one, _found in rows],
            _("Injection"): [_what(one, found) for one, found in rows],
            _("Relief"): [_relief(found) for _one, found in rows],
            _("How long"): [_how_long(found) for _one, found in rows],
        }
    )


def _what(injection: Injection, response: Response | None) -> str:
    side = wording.side((response.side if response else "") or injection.side)
    return ", ".join(filter(None, [wording.without_guidance(injection.name), side, test_name(injection)]))


def _relief(response: Response | None) -> str:
    if response is None or response.percent is None:
        return _("not known")
    best = _("best after {time}").format(time=time_text(response.best_after)) if response.best_after else ""
    return ", ".join(filter(None, [percent_text(response), best, origin_text(response)]))


def _how_long(response: Response | None) -> str:
    return ", ".join(filter(None, [lasted_text(response), working_text(response)])) if response else ""


def side_letters() -> dict[str, str]:
    """The letter that stands beside a mark of one side."""
    # Translators: one letter each for the left and the right side, beside a mark in a chart.
    return {"left": _("L"), "right": _("R")}
