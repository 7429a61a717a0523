"""The charts: what they say in words and in their tables, and that they draw on every sort of record."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.view.samples import exam, summary, typical
from tracker import wording
from tracker.history.summary import Summary
from tracker.view.charts import years
from tracker.view.charts.theme import (
    DARK,
    EXAM_TYPES,
    LIGHT,
    PAGE_FONT,
    PAPER_FONT,
    TYPE_COLOURS,
    TYPE_HATCHES,
    Theme,
)
from tracker.view.charts.years import Chart

ALL: tuple[Callable[[Summary, Theme], Chart], ...] = (
    years.dose_per_year,
    years.exams_per_year,
)


def long_record() -> Summary:
    return summary([exam(f"e{year}", "ct_abd_pelvis", f"{year}-06-01") for year in range(1986, 2026)])


RECORDS: dict[str, Callable[[], Summary]] = {
    "sample": typical,
    "one year": lambda: summary([exam("a", "nm_bone", "2020-05-01"), exam("b", "ct_lspine", "2020-06-01")]),
    "40 years": long_record,
    "only MRI": lambda: summary([exam("a", "mri_lumbar_spine", "2020-05-01")]),
    "own words": lambda: summary([exam("a", "", "2020-05-01", own_words="a scan")]),
    "empty": lambda: summary([]),
}


def drawn(figure: Figure) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=40)
    return file.getvalue()


@pytest.mark.parametrize("theme", [LIGHT, DARK, Theme(on_page=True)])
@pytest.mark.parametrize("name", RECORDS)
def test_every_chart_draws_on_every_record(name: str, theme: Theme) -> None:
    record = RECORDS[name]()
    for chart in (make(record, theme) for make in ALL):
        assert drawn(chart.figure).startswith(b"\x89PNG")
        assert chart.alt
        assert isinstance(chart.figure, Figure)


def test_the_alternative_text_holds_the_numbers() -> None:
    record = typical()
    dose = record.totals.dose
    assert dose is not None
    alt = years.dose_per_year(record).alt
    assert wording.dose(dose.typical, dose.low, dose.high) in alt
    assert "1990 to 2026" in alt
    assert "spread over 1990 to 2005, marked *" in alt
    assert "60 in all" in years.exams_per_year(record).alt


def test_the_tables_hold_the_same_numbers_and_no_invented_zero() -> None:
    record = typical()
    table = years.dose_per_year(record).table
    dose = record.totals.dose
    assert dose is not None
    counted = record.exams[record.exams["counted"]]
    assert table["All"].sum() == pytest.approx(counted["typical_msv"].sum())
    last = table.iloc[-1]
    assert (last["Total so far"], last["Total so far, high"]) == pytest.approx((dose.typical, dose.high))
    types = [wording.exam_type(name) for name in EXAM_TYPES if wording.exam_type(name) in table]
    assert not (table[types] == 0).any().any()
    assert years.exams_per_year(record).table["All"].sum() == pytest.approx(record.totals.exams)


def test_years_with_rough_entries_carry_the_sign() -> None:
    table = years.exams_per_year(typical()).table
    assert set(table.loc[table["Year"] <= 2005, "Approximate"]) == {"*"}
    assert "*" not in set(table.loc[table["Year"] > 2020, "Approximate"])
    axes = years.exams_per_year(typical()).figure.axes[0]
    assert sum(text.get_text().endswith("*") for text in axes.texts) == 16


def test_without_any_counted_dose_the_chart_says_so() -> None:
    chart = years.dose_per_year(RECORDS["only MRI"]())
    assert chart.table.empty
    assert "No exam" in chart.alt


def test_types_differ_in_more_than_colour() -> None:
    assert list(TYPE_COLOURS) == list(TYPE_HATCHES) == list(EXAM_TYPES)
    assert len(set(TYPE_HATCHES.values())) == len(set(TYPE_COLOURS.values())) == len(EXAM_TYPES)


def test_a_page_has_its_own_letters_no_hatches_and_marks_the_last_exam() -> None:
    for theme, font in ((Theme(on_page=True), PAGE_FONT), (LIGHT, PAPER_FONT)):
        chart = years.exams_per_year(typical(), theme)
        axes = chart.figure.axes[0]
        assert {label.get_fontname() for label in axes.get_xticklabels()} == {font}
        assert any(bar.get_hatch() for bar in axes.patches) != theme.on_page
        assert [list(map(float, np.asarray(line.get_xdata()))) for line in axes.lines] == [[2026.0]]
        (legend,) = chart.figure.legends
        assert legend.get_texts()[-1].get_text() == "Last exam"


def test_the_letters_of_a_page_can_be_read_at_390_pixels() -> None:
    for make in ALL:
        figure = make(typical(), Theme(on_page=True)).figure
        pixels_per_point = 354 / (figure.get_size_inches()[0] * 72)
        sizes = [label.get_fontsize() for axes in figure.axes for label in axes.get_xticklabels()]
        assert min(sizes) * pixels_per_point >= 11


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_letters_stand_out_from_the_ground(theme: Theme) -> None:
    for colour, least in ((theme.ink, 7.0), (theme.quiet, 4.5), (theme.accent, 3.0)):
        one, other = sorted((luminance(colour), luminance(theme.ground)))
        assert (other + 0.05) / (one + 0.05) >= least
