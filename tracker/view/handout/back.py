"""The back of the handout: what the front has no room for and every other exam, on one side; or the full list."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from tracker import clock, reference, wording
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.view.evidence import derivations, sources_used
from tracker.view.handout import injections
from tracker.view.handout.blocks import DOT, Block, Section, image, items, section, table, text
from tracker.view.handout.page import Page, together
from tracker.view.lines import exam_name, short_name

NAME, PLACE, REPORTED = 200, 60, 80  # characters
MOST_OF_ONE_NAME = 60  # that a side could hold


def one_side(page: Page) -> dict[str, Any]:
    """The side for the typesetter: groups of exams of one name, what stands below them, and the words of what is cut.

    The typesetter leaves out the exams that the front shows, and shortens the groups until they fit the side.
    """
    chosen, options = page.chosen, page.options
    rows: list[Any] = list(chosen.exams.itertuples(index=False))
    injected = {one.exam_id: one for one in page.injections} if options.include_injections else {}
    region = {str(row.exam_id) for row in page.same_region} if options.region else set()
    # The part of a record that has no room on the front is printed whether or not the back was asked for.
    parts = [
        (_("MORE INJECTIONS"), [row for row in rows if row.exam_id in injected]),
        (_("MORE OF THIS REGION"), [row for row in page.same_region if str(row.exam_id) in region]),
    ]
    if options.back:
        rest = [row for row in rows if row.exam_id not in injected and str(row.exam_id) not in region]
        parts.append((_("OTHER EXAMS"), rest))
    measured = _measurements(page, quoted=False)
    with_dose = options.back and options.include_dose and not options.full_list and chosen.totals.dose is not None
    below = [section(_("MARKS AND SOURCES"), [text(_marks()), *_sources_in_short(page)])] if with_dose else []
    return {
        "label": _("Continued from the front"),
        "columns": [_("Exam"), _("When, and what is recorded")],
        "parts": [{"label": label, "groups": _groups(page, found, injected, measured)} for label, found in parts],
        "more": _("and {n} more in the record"),
        "more_names": _("And in the record: {n} more."),
        "below": below,
        "nothing": _("All recorded exams stand on the front.") if options.back else "",
    }


def _groups(
    page: Page, rows: Iterable[Any], injected: Mapping[str, Any], measured: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The exams by name, each name where its newest exam is; an entry is [exam id, words]."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        one = injected.get(row.exam_id)
        facts = [injections.drugs(page, one), injections.relief(one)] if one else []
        name = injections.name(page, one) if one else _exam_name(page, row)
        facts += [
            *_places(page, row),
            measured.get(row.exam_id, ""),
            _dose_in_words(row) if page.options.include_dose else "",
        ]
        words = ": ".join(filter(None, [str(row.when), "; ".join(filter(None, facts))]))
        entries = found.setdefault(name, [])
        if len(entries) < MOST_OF_ONE_NAME:
            entries.append((str(row.exam_id), words))
    return [{"name": name, "entries": entries} for name, entries in found.items()]


def _exam_name(page: Page, row: Any) -> str:
    name = page.typed.line(short_name(row.clinical_name, row.kind_key), NAME)
    return exam_name(name, wording.side(row.side), int(row.exam_count), approximate=bool(row.count_is_approximate))


def _places(page: Page, row: Any) -> tuple[str, str]:
    """Where it was, and where its images are; "" where nobody recorded it."""
    images = page.typed.line(row.images_at, NAME)
    return page.typed.line(row.facility, NAME), _("images: {place}").format(place=images) if images else ""


def _dose_in_words(row: Any) -> str:
    if row.evidence == "no_radiation":
        return ""
    mark = wording.EVIDENCE_MARKS[row.evidence]
    if pd.isna(row.typical_msv):
        return f"{wording.evidence_word(row.evidence)} {mark}"
    return together(f"{wording.dose(row.typical_msv, row.low_msv, row.high_msv)} {mark}")


def _sources_in_short(page: Page) -> list[Block]:
    cited = [source.short for source in sources_used(derivations(_newest_of_each_sort(page.chosen)))]
    words = _("Doses worked out with: {list}.").format(list="; ".join(dict.fromkeys(cited)))
    return [text(words, quiet=True)] if cited else []


def _newest_of_each_sort(chosen: Summary) -> Summary:
    """One exam of each kind and evidence: of many alike, one names the sources of all, and a derivation takes time."""
    exams = chosen.exams.drop_duplicates(["kind_key", "evidence"]).reset_index(drop=True)
    place = pd.Index(exams["exam_id"]).get_indexer(pd.Index(chosen.measurements["exam_id"]))
    measured = chosen.measurements.assign(exam=place)[place >= 0].reset_index(drop=True)
    return replace(chosen, exams=exams, measurements=measured)


def full_list(page: Page) -> list[Section]:
    """Every exam with its numbers, charts, two positions, marks and sources, on as many pages as it takes."""
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
    measured = _measurements(page, quoted=True)
    rows = []
    entries: list[Any] = list(page.chosen.exams.itertuples(index=False))
    for row in entries:
        cells = [str(row.when), _exam(page, row), _place(page, row), measured.get(row.exam_id, "–")]
        rows.append([*cells, *_dose(row), wording.EVIDENCE_MARKS[row.evidence]] if with_dose else cells)
    return table(columns, rows, right=[4, 5] if with_dose else [])


def _exam(page: Page, row: Any) -> str:
    name = _exam_name(page, row)
    return _("{place}; {source}").format(place=name, source=wording.known_from(row.known_from))


def _place(page: Page, row: Any) -> str:
    facility = page.typed.line(row.facility, PLACE) or wording.not_recorded()
    images = page.typed.line(row.images_at, PLACE) or wording.not_recorded()
    return facility if facility == images else _("{place}; {images}").format(place=facility, images=images)


def _measurements(page: Page, *, quoted: bool) -> dict[str, str]:
    """The values of each exam, `quoted` with the words of its report."""
    recorded = page.chosen.measurements
    rows: list[Any] = list(recorded[~recorded["part"].astype(bool)].itertuples(index=False))
    found: dict[str, list[str]] = {}
    for m in rows:
        words = wording.measured(m.quantity, m.value, m.laterality, m.phantom)
        reported = page.typed.line(m.reported, REPORTED)
        if quoted and reported and reported not in words:
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
    # Matplotlib takes longer to import than a page without charts takes to print.
    from tracker.view.charts import years
    from tracker.view.charts.theme import LIGHT

    wanted = [years.exams_per_year(page.chosen, LIGHT)]
    if page.options.include_dose:
        wanted.insert(0, years.dose_per_year(page.chosen, LIGHT))
    return [text(chart.alt) if chart.table.empty else image(chart.svg(), chart.alt) for chart in wanted]


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
