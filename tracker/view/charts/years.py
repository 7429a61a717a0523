"""The charts by year, each with the sentence that says what it shows and a table of the same numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from threading import Lock
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from tracker import wording
from tracker.history.once import once
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.view.charts import data as chart_data
from tracker.view.charts.data import Running, Years
from tracker.view.charts.theme import LIGHT, PAGE_FONT_FILE, TYPE_COLOURS, Theme

WIDTH_IN = 7.0  # the text width of the printed page, so that letters keep their size there
PAGE_WIDTH_IN = 4.6  # narrow, so that letters stay readable on a phone
LETTERS_PT = 9.0
APPROXIMATE_SIGN = "*"
BAR_WIDTH = 0.74  # of a year
FEWEST_YEARS_WIDE = 8  # a single bar must not fill the page
MOST_YEARS_LABELLED = 14
MOST_ON_PAGE = 8
SHORT_LETTERS = 12  # with no longer words, four entries of the legend fit beside each other on a page
ABOVE_IN, BELOW_IN, LEGEND_IN = 0.28, 0.42, 0.22  # room for the title, for the years, and for each line of the legend
_ONE_AT_A_TIME = Lock()

fontManager.addfont(PAGE_FONT_FILE)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, the sentence for those who cannot see it, and its numbers."""

    figure: Figure
    alt: str
    table: pd.DataFrame
    _painted: dict[int, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)  # by pixels an inch

    def png(self, pixels_per_inch: int = 150) -> bytes:
        """The drawing as it is laid out; cropping it to its ink would draw everything twice."""
        with _ONE_AT_A_TIME:  # pages run in several threads and may share a chart
            if pixels_per_inch not in self._painted:
                buffer = BytesIO()
                # For drawings, more compression takes twice the time and saves nothing.
                self.figure.savefig(buffer, format="png", dpi=pixels_per_inch, pil_kwargs={"compress_level": 3})
                self._painted[pixels_per_inch] = buffer.getvalue()
            return self._painted[pixels_per_inch]

    def svg(self) -> str:
        """The drawing with its letters as text; the same figure gives the same file."""
        buffer = BytesIO()
        # These settings are global.
        with _ONE_AT_A_TIME, mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "exposure-tracker"}):
            self.figure.savefig(buffer, format="svg", metadata={"Date": None})
        return buffer.getvalue().decode()


@once
def dose_per_year(summary: Summary, theme: Theme = LIGHT) -> Chart:
    """Estimated effective dose per year, stacked by exam type, and the running total with its interval."""
    data = chart_data.dose_years(summary)
    if not data.years:
        text = _("No exam in this list has a dose that adds to a total.")
        return Chart(_words_only(text, theme), text, _year_table(data, None))
    running = chart_data.running_total(summary, data.years)
    figure = _figure(_height(data, theme, 3.6), theme)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2, 3])
    _lay_out(figure, data, theme, hspace=0.28)
    _draw_running(above, data.years, running, theme)
    _draw_stack(below, data, theme, _("Dose per year, mSv"), wording.number)
    above.tick_params(labelbottom=False)
    _legend(figure, data, theme)
    return Chart(figure, _dose_alt(data, running), _year_table(data, running))


@once
def running_total(summary: Summary, years: tuple[int, int], width_in: float, theme: Theme = LIGHT) -> Chart:
    """The total so far at the end of each year, from the first exam on whichever years are drawn.

    Args:
        summary: the record.
        years: first and last year that are drawn.
        width_in: of the drawing.
        theme: light or dark.
    """
    data = chart_data.dose_years(summary)
    drawn = range(years[0], years[1] + 1)
    running = chart_data.running_total(summary, drawn)
    if not data.years or not running.typical:
        text = _("No exam in this list has a dose that adds to a total.")
        return Chart(_words_only(text, theme), text, _year_table(data, None))
    figure = Figure(figsize=(width_in, 1.7), facecolor=theme.ground)
    axes = figure.subplots()
    figure.subplots_adjust(left=0.09, right=0.97, top=0.86, bottom=0.16)
    _draw_running(axes, drawn, running, theme)
    dose = wording.dose(running.typical[-1], running.low[-1], running.high[-1])
    alt = _("Line: the total so far, {first} to {last}, which reaches {total}.")
    columns = {_("Year"): list(drawn), _("Total so far"): running.typical}
    columns |= {_("Total so far, low"): running.low, _("Total so far, high"): running.high}
    return Chart(figure, alt.format(first=drawn[0], last=drawn[-1], total=dose), pd.DataFrame(columns))


@once
def exams_per_year(summary: Summary, theme: Theme = LIGHT) -> Chart:
    """Number of exams per year, stacked by exam type."""
    data = chart_data.exam_years(summary)
    if not data.years:
        text = _("There are no exams in this list.")
        return Chart(_words_only(text, theme), text, _year_table(data, None))
    figure = _figure(_height(data, theme, 2.2), theme)
    axes = figure.subplots()
    _lay_out(figure, data, theme)
    _draw_stack(axes, data, theme, _("Exams per year"), _amount)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, min_n_ticks=1))
    _legend(figure, data, theme)
    return Chart(figure, _exams_alt(data), _year_table(data, None))


def _figure(height_in: float, theme: Theme) -> Figure:
    return Figure(figsize=(PAGE_WIDTH_IN if theme.on_page else WIDTH_IN, height_in), facecolor=theme.ground)


def _columns(data: Years, theme: Theme) -> int:
    """Entries in a line of the legend."""
    if not theme.on_page:
        return len(data.layers) + 1
    return 4 if max(map(len, (_("Last exam"), *map(wording.exam_type, data.layers)))) <= SHORT_LETTERS else 3


def _below(data: Years, theme: Theme) -> float:
    return BELOW_IN + LEGEND_IN * -(-(len(data.layers) + 1) // _columns(data, theme))


def _height(data: Years, theme: Theme, drawing_in: float) -> float:
    return ABOVE_IN + drawing_in + _below(data, theme)


def _lay_out(figure: Figure, data: Years, theme: Theme, hspace: float | None = None) -> None:
    width, height = figure.get_size_inches()
    top, bottom = 1 - ABOVE_IN / height, _below(data, theme) / height
    figure.subplots_adjust(left=0.58 / width, right=1 - 0.15 / width, top=top, bottom=bottom, hspace=hspace)


def _most_labelled(theme: Theme) -> int:
    return MOST_ON_PAGE if theme.on_page else MOST_YEARS_LABELLED


def _words_only(text: str, theme: Theme) -> Figure:
    figure = _figure(1.0, theme)
    figure.text(0.5, 0.5, text, ha="center", va="center", color=theme.quiet, **theme.letters(LETTERS_PT + 1))
    return figure


def _quiet_frame(axes: Axes, theme: Theme, keep: Sequence[str]) -> None:
    axes.set_facecolor(theme.ground)
    for name, spine in axes.spines.items():
        spine.set_visible(name in keep)
        spine.set_color(theme.quiet)
    axes.tick_params(length=0, colors=theme.quiet, labelsize=theme.points(LETTERS_PT), labelfontfamily=theme.font)


def _year_axes(axes: Axes, years: Sequence[int], theme: Theme, title: str) -> None:
    _quiet_frame(axes, theme, keep=("bottom",))
    axes.set_title(title, loc="left", **theme.letters(LETTERS_PT), color=theme.ink)
    axes.grid(axis="y", color=theme.rule, linewidth=0.8)
    axes.set_axisbelow(True)
    spare = max(0.0, (FEWEST_YEARS_WIDE - len(years)) / 2)
    axes.set_xlim(years[0] - 0.6 - spare, years[-1] + 0.6 + spare)
    if len(years) <= _most_labelled(theme):
        axes.set_xticks(list(years))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7 if theme.on_page else 12, integer=True))


def _draw_stack(axes: Axes, data: Years, theme: Theme, title: str, number: Callable[[float], str]) -> None:
    _year_axes(axes, data.years, theme, title)
    if any(data.approximate):
        note = _("{sign} number or year is approximate").format(sign=APPROXIMATE_SIGN)
        axes.set_title(note, loc="right", **theme.letters(LETTERS_PT), color=theme.quiet)
    base = [0.0] * len(data.years)
    for name, values in data.layers.items():
        # A bar of no height is drawn too if it is asked for, and most types have none in most years.
        filled = [i for i, value in enumerate(values) if value]
        axes.bar(
            [data.years[i] for i in filled],
            [values[i] for i in filled],
            BAR_WIDTH,
            [base[i] for i in filled],
            color=TYPE_COLOURS[name],
            hatch=theme.hatch(name),
            edgecolor=theme.outline,
            linewidth=0.6,
        )
        base = [b + v for b, v in zip(base, values, strict=True)]
    highest = max(base)
    axes.set_ylim(0, highest * 1.24)
    axes.plot([data.years[-1]], [base[-1] + highest * 0.17], linestyle="", **_last(theme))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    for year, height, rough in zip(data.years, base, data.approximate, strict=True):
        label = number(height) if height and len(data.years) <= _most_labelled(theme) else ""
        text = label + (APPROXIMATE_SIGN if rough else "")
        if text:
            axes.text(
                year,
                height + highest * 0.025,
                text,
                ha="center",
                color=theme.ink,
                **theme.letters(LETTERS_PT),
            )


def _draw_running(axes: Axes, years: Sequence[int], running: Running, theme: Theme) -> None:
    dose = wording.dose(running.typical[-1], running.low[-1], running.high[-1])
    _year_axes(axes, years, theme, _("Total so far: {dose}").format(dose=dose))
    if len(years) > 1:
        axes.fill_between(years, running.low, running.high, color=theme.accent, alpha=0.2, linewidth=0)
    below = running.typical[-1] - running.low[-1]
    above = running.high[-1] - running.typical[-1]
    axes.errorbar(
        [years[-1]], [running.typical[-1]], yerr=[[below], [above]], color=theme.accent, capsize=3, linewidth=1.2
    )
    axes.plot(years, running.typical, color=theme.accent, linewidth=1.8, marker="o", markersize=3)
    axes.set_ylim(0, running.high[-1] * 1.1)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3))


def _last(theme: Theme) -> dict[str, Any]:
    """The mark above the year of the last exam that is drawn."""
    return {"marker": "v", "markersize": 7, "color": theme.accent, "markeredgecolor": theme.ink, "markeredgewidth": 0.6}


def _legend(figure: Figure, data: Years, theme: Theme) -> None:
    entries: list[Patch | Line2D] = [
        Patch(
            facecolor=TYPE_COLOURS[name],
            hatch=theme.hatch(name),
            edgecolor=theme.outline,
            linewidth=0.6,
            label=wording.exam_type(name),
        )
        for name in data.layers
    ]
    figure.legend(
        handles=[*entries, Line2D([], [], linestyle="", label=_("Last exam"), **_last(theme))],
        loc="lower left",
        bbox_to_anchor=(0.01, 0.0),
        ncols=_columns(data, theme),
        frameon=False,
        handlelength=1.4,
        handleheight=1.0,
        handletextpad=0.5,
        columnspacing=1.3,
        labelcolor=theme.ink,
        prop={"size": theme.points(LETTERS_PT), "family": theme.font},
    )


def _dose_alt(data: Years, running: Running) -> str:
    peak = max(range(len(data.years)), key=data.sums.__getitem__)
    largest = max(data.layers, key=lambda name: sum(data.layers[name]))
    words = _(
        "Bars: estimated effective dose per year, {span}, stacked by exam type. The highest year is {year} with about"
        " {peak} mSv; the type with the most is {kind}. Line: the running total, which reaches {total}."
    ).format(
        span=chart_data.spans(data.years),
        year=data.years[peak],
        peak=wording.number(data.sums[peak]),
        kind=wording.exam_type(largest),
        total=wording.dose(running.typical[-1], running.low[-1], running.high[-1]),
    )
    return words + _approximate_note(data)


def _exams_alt(data: Years) -> str:
    peak = max(range(len(data.years)), key=data.sums.__getitem__)
    kinds = ", ".join(f"{wording.exam_type(n)} {_amount(sum(values))}" for n, values in data.layers.items())
    words = _(
        "Bars: number of exams per year, {span}, {total} in all: {kinds}. The most in one year is {peak}, in {year}."
    ).format(
        span=chart_data.spans(data.years),
        total=_amount(sum(data.sums)),
        kinds=kinds,
        peak=_amount(data.sums[peak]),
        year=data.years[peak],
    )
    return words + _approximate_note(data)


def _approximate_note(data: Years) -> str:
    if not any(data.approximate):
        return ""
    note = _("Entries with an approximate number or year are spread over {years}, marked {sign}.")
    return " " + note.format(years=chart_data.spans(data.approximate_years), sign=APPROXIMATE_SIGN)


def _amount(exams: float) -> str:
    """A number of exams; parts of spread entries give one decimal."""
    whole = round(exams, 1)
    return f"{whole:.0f}" if whole == int(whole) else f"{whole:.1f}"


def _year_table(data: Years, running: Running | None) -> pd.DataFrame:
    """The numbers of the chart. A type or year with nothing in it stays empty: absent is not zero."""
    columns: dict[str, Sequence[object]] = {_("Year"): data.years}
    columns |= {wording.exam_type(name): [v or None for v in values] for name, values in data.layers.items()}
    columns[_("All")] = data.sums
    if running is not None:
        columns[_("Total so far")] = running.typical
        columns[_("Total so far, low")] = running.low
        columns[_("Total so far, high")] = running.high
    columns[_("Approximate")] = [APPROXIMATE_SIGN if rough else "" for rough in data.approximate]
    return pd.DataFrame(columns)[list(data.filled)].reset_index(drop=True)
