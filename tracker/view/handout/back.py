"""The back of the handout, on request: the full list, the charts, two positions, the marks and the sources."""

import io
import threading
from typing import Any

import matplotlib as mpl
import pandas as pd

from tracker import clock, reference, wording
from tracker.i18n import _
from tracker.view.charts import years
from tracker.view.charts.theme import LIGHT
from tracker.view.evidence import derivations, sources_used
from tracker.view.handout.blocks import DOT, Block, Section, image, items, section, table, text
from tracker.view.handout.page import Page, together
from tracker.view.lines import exam_name, short_name

NAME, PLACE, REPORTED = 120, 60, 80  # characters
_one_at_a_time = threading.Lock()


def sections(page: Page) -> list[Section]:
    """The parts of the back, in order."""
    chosen = page.chosen
    parts = [section(_("ALL EXAMS"), [_exams(page)] if len(chosen.exams) else [text(_("No exams are recorded."))])]
    if len(chosen.exams):
        parts.append(section(_("CHARTS"), _charts(page)))
    parts.append(section(_("WHAT PROFESSIONAL BODIES SAY"), [items("points", _positions())]))
    if page.options.include_dose:
        parts.append(section(_("MARKS"), [text(_marks()), text(wording.effective_dose_note(), quiet=True)]))
        if cited := sources_used(derivations(chosen)):
            parts.append(section(_("SOURCES"), [items("points", [_cited(source) for source in cited])]))
    return parts


def _exams(page: Page) -> Block:
    columns: list[tuple[str, float]] = [
        (_("Date"), 0),
        (_("Exam"), 4.2),
        (_("Where; images at"), 2.7),
        (_("Measured, as recorded"), 3.5),
    ]
    with_dose = page.options.include_dose
    if with_dose:
        columns += [(_("Dose, mSv"), 0), (_("Range"), 0), (_("Mark"), 0)]
    measured = _measurements(page)
    rows = []
    entries: list[Any] = list(page.chosen.exams.itertuples(index=False))
    for row in entries:
        cells = [str(row.when), _exam(page, row), _place(page, row), measured.get(row.exam_id, "–")]
        rows.append([*cells, *_dose(row), wording.EVIDENCE_MARKS[row.evidence]] if with_dose else cells)
    return table(columns, rows, right=[4, 5] if with_dose else [])


def _exam(page: Page, row: Any) -> str:
    name = page.typed.line(short_name(row.clinical_name, row.kind_key), NAME)
    name = exam_name(name, wording.side(row.side), int(row.exam_count), approximate=bool(row.count_is_approximate))
    return _("{place}; {source}").format(place=name, source=wording.known_from(row.known_from))


def _place(page: Page, row: Any) -> str:
    facility = page.typed.line(row.facility, PLACE) or wording.not_recorded()
    images = page.typed.line(row.images_at, PLACE) or wording.not_recorded()
    return facility if facility == images else _("{place}; {images}").format(place=facility, images=images)


def _measurements(page: Page) -> dict[str, str]:
    recorded = page.chosen.measurements
    rows: list[Any] = list(recorded[~recorded["part"].astype(bool)].itertuples(index=False))
    found: dict[str, list[str]] = {}
    for m in rows:
        words = wording.measured(m.quantity, m.value, m.laterality, m.phantom)
        reported = page.typed.line(m.reported, REPORTED)
        if reported and reported not in words:
            words = _("{value} (“{reported}”)").format(value=words, reported=reported)
        found.setdefault(m.exam_id, []).append(together(words))
    return {exam: DOT.join(words) for exam, words in found.items()}


def _dose(row: Any) -> tuple[str, str]:
    if row.evidence == "no_radiation":
        return "0", "–"
    if pd.isna(row.typical_msv):
        return "–", "–"
    low, high = wording.number(row.low_msv), wording.number(row.high_msv)
    return wording.number(row.typical_msv), _("{low} to {high}").format(low=low, high=high)


def _charts(page: Page) -> list[Block]:
    wanted = [years.exams_per_year(page.chosen, LIGHT)]
    if page.options.include_dose:
        wanted.insert(0, years.dose_per_year(page.chosen, LIGHT))
    return [text(chart.alt) if chart.table.empty else image(svg(chart), chart.alt) for chart in wanted]


def svg(chart: years.Chart) -> str:
    """The chart as SVG with its letters as text."""
    file = io.StringIO()
    # Letters stay letters, and the same figure gives the same file. These settings are global, and pages run in
    # several threads.
    with _one_at_a_time, mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "exposure-tracker"}):
        chart.figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def _positions() -> list[str]:
    """One line for keeping the record, one for what it must not decide: the newest of each that is in force."""
    today = clock.today()
    chosen = [
        next((p for p in reference.positions() if p.stance == stance and not p.ended(today)), None)
        for stance in ("track", "do_not_sum_for_decisions")
    ]
    return [
        _("{body} ({year}): {sentence}").format(body=_(p.body), year=p.year, sentence=_(p.sentence))
        for p in chosen
        if p
    ]


def _marks() -> str:
    seen: dict[str, list[str]] = {}
    for key, mark in wording.EVIDENCE_MARKS.items():
        seen.setdefault(mark, []).append(wording.evidence_word(key))
    return DOT.join(f"{mark} {_(' or ').join(dict.fromkeys(words))}" for mark, words in seen.items())


def _cited(source: reference.Source) -> str:
    return f"{source.citation} {source.url}".strip()
