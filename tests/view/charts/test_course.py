"""The chart of the injections: what is drawn, said and listed, without looking at pixels."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.view.samples import INJECTION, course, exam, injected, logged, summary, treated
from tracker import i18n
from tracker.history.course import Course
from tracker.view.charts.course import UNKNOWN_AT, injections_over_time, side_letters
from tracker.view.charts.theme import DARK, LIGHT, Theme


def told(*percents: float | None, kinds: tuple[str, ...] = (INJECTION,)) -> Course:
    """One injection a month with these reliefs, newest first."""
    entries = [exam(f"e{i}", kinds[i % len(kinds)], f"2026-{9 - i:02d}-03") for i in range(len(percents))]
    rows = [injected(f"e{i}", relief_percent=p) for i, p in enumerate(percents) if p is not None]
    return course(summary(entries), rows)


def places(figure: Figure, **look: str) -> list[tuple[float, float]]:
    """Where lines of this look go through; without the gaps between them."""
    found: list[tuple[float, float]] = []
    for line in (line for axes in figure.axes for line in axes.lines):
        if all(getattr(line, f"get_{name}")() == value for name, value in look.items()):
            days, heights = (np.asarray(values, dtype=float) for values in (line.get_xdata(), line.get_ydata()))
            found += [(float(x), float(y)) for x, y in zip(days, heights, strict=True) if not np.isnan(x)]
    return found


def spans(figure: Figure, linestyle: str, marker: str = "None") -> dict[float, float]:
    """The length in days of each line, by its height."""
    ends = places(figure, linestyle=linestyle, marker=marker)
    return {start[1]: end[0] - start[0] for start, end in zip(ends[::2], ends[1::2], strict=True)}


def signs(figure: Figure, marker: str) -> list[float]:
    """The heights at which a sign stands."""
    return [height for _day, height in places(figure, marker=marker)]


def legend(figure: Figure) -> list[str]:
    return [text.get_text() for box in figure.legends for text in box.get_texts()]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("injections", [treated()[1], told(60), told(None), told(), told(*[50.0] * 9)])
def test_it_draws_on_every_record(injections: Course, theme: Theme) -> None:
    chart = injections_over_time(injections, theme)
    file = io.BytesIO()
    chart.figure.savefig(file, format="png", dpi=40)
    assert file.getvalue().startswith(b"\x89PNG")
    assert chart.alt
    assert len(chart.table) == sum(1 + len(i.response.others) if i.response else 1 for i in injections.injections)


def test_unknown_relief_is_another_shape_and_never_zero() -> None:
    figure = injections_over_time(told(60, None, 0)).figure
    assert sorted(signs(figure, "o")) == [0, 60]
    assert signs(figure, "D") == [UNKNOWN_AT]
    assert UNKNOWN_AT < 0
    assert legend(figure) == ["Relief as told", "Relief not known"]


def test_the_sides_of_a_log_stand_apart_in_the_sign_of_logs() -> None:
    figure = injections_over_time(treated()[1]).figure
    assert sorted(round(high) for high in signs(figure, "s")) == [17, 75]
    letters = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert letters == {"L", "R"}


def test_a_line_to_the_right_is_how_long_it_lasted() -> None:
    told_on = datetime(2026, 9, 12, 10, tzinfo=UTC)
    record = summary([exam("a", INJECTION, "2026-09-03", changed_at=told_on), exam("b", INJECTION, "2026-06-03")])
    rows = [
        injected("a", relief_percent=70.0, still_working="yes"),
        injected("b", relief_percent=40.0, relief_lasted=2.0, relief_lasted_unit="weeks"),
    ]
    chart = injections_over_time(course(record, rows))
    figure = chart.figure
    assert list(chart.table["How long"]) == ["still working as of 12 Sep 2026", "lasted 2 weeks"]
    assert spans(figure, "-") == {70.0: 9.0, 40.0: 14.0}, "up to the day on which it was told to still work"
    assert signs(figure, ">") == [70.0]


def test_a_log_that_ends_in_relief_has_an_arrow() -> None:
    record = summary([exam("a", INJECTION, "2026-09-03")])
    figure = injections_over_time(course(record, pain=[logged("a", 0, 8), logged("a", 60, 2)])).figure
    assert signs(figure, ">") == [75.0]
    assert "Still working, or longer" in legend(figure)


def test_a_break_in_the_log_is_a_gap() -> None:
    record = summary([exam("a", INJECTION, "2026-06-03")])
    day = 1440
    lines = ((0, 8), (60, 2), (day, 2), (3 * day, 8), (5 * day, 2), (9 * day, 3), (14 * day, 8))
    figure = injections_over_time(course(record, pain=[logged("a", m, p) for m, p in lines])).figure
    ends = [x for x, _height in places(figure, linestyle="-", marker="None")]
    assert [x - ends[0] for x in ends] == [0, 1, 5, 9]
    assert legend(figure) == ["Relief from the pain log", "Log: half the pain gone"]


def test_a_treated_side_without_lines_is_drawn_with_its_letter() -> None:
    record = summary([exam("a", INJECTION, "2026-06-03", side="both")])
    figure = injections_over_time(course(record, pain=[logged("a", 0, 8, "left"), logged("a", 60, 2, "left")])).figure
    assert signs(figure, "D") == [UNKNOWN_AT]
    assert {text.get_text() for axes in figure.axes for text in axes.texts} == {"L", "R"}


def test_no_open_arrow_where_it_was_told_to_work_no_longer() -> None:
    record = summary([exam("a", INJECTION, "2026-06-03")])
    told_rows = [injected("a", relief_lasted=3.0, relief_lasted_unit="months", still_working="no")]
    figure = injections_over_time(course(record, told_rows, pain=[logged("a", 0, 8), logged("a", 60, 2)])).figure
    assert signs(figure, ">") == []


def test_nothing_is_drawn_beyond_today() -> None:
    record = replace(summary([exam("a", INJECTION, "2026-01-01", "2026-12-31", "year")]), today=date(2026, 1, 20))
    rows = [injected("a", relief_percent=70.0, relief_lasted=3.0, relief_lasted_unit="months")]
    figure = injections_over_time(course(record, rows)).figure
    days = [x for x, _height in places(figure, marker="o") + places(figure, marker="None", linestyle="-")]
    assert date(2026, 1, 1).toordinal() <= min(days)
    assert max(days) <= date(2026, 1, 20).toordinal()


def test_the_words_count_what_an_entry_stands_for() -> None:
    many = exam("a", INJECTION, "2020-01-01", "2020-12-31", "year", exam_count=10, count_is_approximate=True)
    record = summary([many, exam("b", INJECTION, "2026-06-03"), exam("c", INJECTION, "2026-05-03")])
    assert "Lumbar spine epidural: about 12 injections" in injections_over_time(course(record)).alt


def test_more_pain_than_before_is_never_the_best() -> None:
    record = summary([exam("a", INJECTION, "2026-09-03"), exam("b", INJECTION, "2026-06-03")])
    rows = [injected("a", pain_before=3.0, pain_after=8.0), injected("b", pain_before=3.0, pain_after=3.0)]
    found = course(record, rows)
    assert found.best is not None
    assert found.best.exam_id == "b"
    assert "no relief, more pain than before (3 to 8), as told" in list(injections_over_time(found).table["Relief"])


def test_a_rough_date_is_drawn_as_the_time_it_may_have_been() -> None:
    record = summary([exam("a", INJECTION, "2026-01-01", "2026-12-31", "year"), exam("b", INJECTION, "2026-03-03")])
    figure = injections_over_time(course(record)).figure
    assert spans(figure, ":") == {UNKNOWN_AT: 323}, "no further than today"
    assert "Date known roughly" in legend(figure)


def test_each_sort_has_a_lane_and_the_rarest_share_one() -> None:
    kinds = (INJECTION, "hip_injection_rf", "mbb_lumbar_rf", "knee_injection_us", "shoulder_injection_us")
    figure = injections_over_time(told(*[50.0] * 6, kinds=kinds)).figure
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles[0] == "Lumbar spine epidural"
    assert (len(titles), titles[-1]) == (4, "Other injections")


def test_the_words_hold_the_numbers() -> None:
    chart = injections_over_time(treated()[1])
    assert "Lumbar spine epidural: 2 injections, relief 0 to 60 %" in chart.alt
    assert "Hip joint injection: 1 injection, relief not known" in chart.alt
    assert "The most relief of a treatment: 3 Sep 2026, 60 % relief" in chart.alt, "a test block is none"
    rows = chart.table.to_dict("records")
    epidural = "Lumbar transforaminal epidural steroid injection (selective nerve root block), left"
    assert [(row["Injection"], row["Relief"]) for row in rows] == [
        (epidural, "60 % relief, as told"),
        ("Lumbar medial branch block, left", "75 % relief, best after 30 minutes, from the pain log"),
        ("Lumbar medial branch block, right", "17 % relief, best after 30 minutes, from the pain log"),
        ("Hip joint injection, right", "not known"),
        (epidural, "no relief, as told"),
    ]
    assert rows[1]["How long"] == "at least half of the pain gone until 30 minutes after"


def test_own_words_are_no_formula() -> None:
    record = summary([exam("a", "", "2026-09-03", own_words="shot $x^2$ {a}")])
    chart = injections_over_time(course(record, [injected("a", relief_percent=10.0)]))
    assert chart.figure.axes[0].get_title(loc="left") == "shot $x^2$ {a}"
    assert chart.png(40).startswith(b"\x89PNG")


def test_letters_are_large_enough_for_a_phone() -> None:
    """At 358 pixels, the width of the text on a phone of 390, the smallest letters are at least 10 pixels high."""
    figure = injections_over_time(treated()[1]).figure
    pixels_per_point = 358 / (figure.get_figwidth() * 72)
    sizes = [
        float(label.get_fontsize()) for axes in figure.axes for label in axes.get_xticklabels() + axes.get_yticklabels()
    ]
    sizes += [float(text.get_fontsize()) for box in figure.legends for text in box.get_texts()]
    assert min(sizes) * pixels_per_point >= 10


@pytest.mark.parametrize(("first", "labels"), [("2026-09-03", 3), ("2022-09-03", 4), ("1996-09-03", 5)])
def test_the_time_has_labels_that_do_not_crowd(first: str, labels: int) -> None:
    record = summary([exam("a", INJECTION, first)])
    ticks = injections_over_time(course(record)).figure.axes[-1].get_xticks()
    assert labels <= len(ticks) <= 16


def test_the_sides_have_letters_of_their_own_in_every_language() -> None:
    for code in i18n.languages():
        with i18n.language(code):
            letters = side_letters()
        assert len(set(letters.values())) == len(letters) == 2
        assert all(len(letter) == 1 for letter in letters.values())
