"""The front of the handout: one side, in the order in which a clinician looks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tracker import history, reference, wording
from tracker.dates import PartialDate
from tracker.i18n import _, ngettext
from tracker.record.people import Facts
from tracker.report import safety
from tracker.report.blocks import DOT, Block, Section, Typed, items, not_recorded, section, table, text
from tracker.report.options import HandoutOptions
from tracker.summary import Summary
from tracker.totals import Range, Totals

NEWEST_INJECTIONS = 8
LONG_NAME = 60  # characters
IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
GUIDED = re.compile(r", (X-ray|CT|ultrasound) guided$")


@dataclass(frozen=True, slots=True)
class Fit:
    """How much goes onto the side.

    Attributes:
        air_pt: space above and below the rows of tables, in points.
        injections: number of lines, as are `region` and `reactions`.
        name: longest name of an exam in characters; `place` and `words` are such lengths too.
    """

    air_pt: float
    injections: int
    region: int
    reactions: int
    name: int
    place: int
    words: int


# From the full page to one that fits whatever the record holds. Safety is shortened last.
FITS = (
    Fit(3.6, NEWEST_INJECTIONS, 6, 12, 60, 48, 200),
    Fit(2.4, NEWEST_INJECTIONS, 5, 12, 60, 40, 160),
    Fit(2.4, NEWEST_INJECTIONS, 4, 10, 54, 32, 140),
    Fit(1.5, 6, 3, 8, 48, 24, 120),
    Fit(1.5, 4, 2, 6, 40, 20, 90),
    Fit(1.5, 3, 1, 4, 30, 16, 50),
    Fit(1.5, 4, 1, 3, 48, 16, 28),
    Fit(1.5, 2, 1, 3, 30, 16, 28),
)


@dataclass(frozen=True)
class Page:
    """Everything the front is made of: the whole record, the part of it in the chosen period, and the choices."""

    whole: Summary
    chosen: Summary
    facts: Facts
    options: HandoutOptions
    typed: Typed

    @cached_property
    def injections(self) -> list[Any]:
        """Image-guided injections of the chosen period, newest first, as named tuples."""
        return list(history.injections(self.chosen).itertuples(index=False))

    @cached_property
    def same_region(self) -> list[Any]:
        """Other exams of the chosen period that overlap the region of the visit, newest first, as named tuples.

        Without a region these are all other exams: a page that names no earlier image helps nobody.
        """
        region = self.options.region
        rows = history.same_region(self.chosen, region) if region else self.chosen.exams
        return list(rows[~rows["image_guided"].astype(bool)].itertuples(index=False))

    @cached_property
    def sessions(self) -> tuple[history.SessionCount, ...]:
        """Injection sessions of the last 12 months."""
        return history.sessions_12_months(self.whole)

    @cached_property
    def recent(self) -> tuple[history.PeriodCount, ...]:
        """Exams of the last 12 months and 5 years."""
        return history.recent_counts(self.whole)


def versions(page: Page) -> list[dict[str, Any]]:
    """The front, in versions with ever shorter lists; the typesetter takes the first that fits."""
    return [_front(page, fit) for fit in FITS]


def title(summary: Summary) -> str:
    """What the page is called."""
    if summary.totals.image_guided:
        return _("Imaging and injection history")
    return _("Imaging history")


def day(when: Any) -> str:
    """A calendar day: "3 Sep 2026"."""
    return PartialDate(when, when, "day").text()


def _front(page: Page, fit: Fit) -> dict[str, Any]:
    options = page.options
    sections = [
        _safety(page, fit) if options.include_safety else None,
        _injections(page, fit) if options.include_injections else None,
        _region(page, fit),
        _other(page) if options.include_other else None,
        _dose(page.chosen, options) if options.include_dose else None,
        _questions(page, fit),
        _today() if options.include_today else None,
    ]
    return {
        "title": title(page.whole),
        "printed": _("printed {date}").format(date=day(page.whole.today)),
        "who": _who(page, fit),
        "kept": [_kept(page)],
        "air": fit.air_pt,
        "sections": [s for s in sections if s],
    }


def _who(page: Page, fit: Fit) -> str:
    person = page.whole.patient
    born = _("born {date}").format(date=day(person.birth_date) if person.birth_date else not_recorded())
    sexes = {"female": _("female"), "male": _("male"), "other": _("other sex")}
    sample = _("SAMPLE, not a real person") if person.is_sample else ""
    parts = [page.typed.line(person.name, fit.words), born, sexes.get(person.sex, ""), sample]
    return DOT.join(filter(None, parts))


def _kept(page: Page) -> str:
    whole = page.whole
    words = [_("Kept by the patient.")]
    if n := whole.entries:
        copied = ngettext("{n} of {all} line copied from reports.", "{n} of {all} lines copied from reports.", n)
        words.append(copied.format(n=whole.from_reports, all=n))
    if whole.last_changed:
        words.append(_("Last changed {date}.").format(date=wording.day(whole.last_changed)))
    if since := since_year(whole, page.options):
        words.append(_("This page shows exams since {year}.").format(year=since))
    return " ".join(words)


def since_year(summary: Summary, options: HandoutOptions) -> int | None:
    """The first calendar year of the chosen period; None for the whole record."""
    return summary.today.year - options.period_years if options.period_years else None


def _safety(page: Page, fit: Fit) -> Section:
    lines = safety.blocks(
        page.facts, page.whole.patient.sex, page.typed, most=fit.reactions, longest=min(fit.words, 120)
    )
    return section(_("SAFETY"), lines, boxed=True)


def _injections(page: Page, fit: Fit) -> Section | None:
    if not page.whole.totals.image_guided:
        return None
    rows = page.injections
    columns = [
        (_("Date"), 0),
        (_("Injection"), 5),
        (_("Side"), 0),
        (_("Guidance"), 0),
        (_("Where"), 2.6),
        (_("Images at"), 2.6),
        (_("Known from"), 0),
    ]
    shown = [_injection(page, row, fit) for row in rows[: fit.injections]]
    body = [table(columns, shown)] if shown else [text(_("None recorded in this period."))]
    return section(_("INJECTIONS"), _how_many(len(shown), len(rows)), [*body, text(_sessions(page.sessions))])


def _how_many(shown: int, recorded: int, what: str = "") -> list[Block]:
    newest = _("the newest {n} of {all}, the others are in the record").format(n=shown, all=recorded)
    words = ": ".join(filter(None, [what, newest if shown < recorded else ""]))
    return [text(words[:1].upper() + words[1:], strong=bool(what))] if words else []


def _injection(page: Page, row: Any, fit: Fit) -> list[str]:
    guidance = {"fluoroscopy": _("X-ray"), "ct": _("CT"), "ultrasound": _("ultrasound"), "none": _("none")}
    return [
        _when(row),
        _name(page, row, fit),
        _side(row),
        guidance.get(row.guidance, _("not sure")),
        page.typed.line(row.facility, fit.place) or not_recorded(),
        page.typed.line(row.images_at, fit.place) or not_recorded(),
        _known_from(row),
    ]


def _side(row: Any) -> str:
    kind = reference.exam_kinds().get(row.kind_key)
    return wording.side(row.side) or (not_recorded() if kind and kind.sided else "–")


def _when(row: Any) -> str:
    return str(row.when)


def _name(page: Page, row: Any, fit: Fit) -> str:
    name = short_name(row)
    # Of an injection, the column beside it says how the needle was guided.
    words = page.typed.line(GUIDED.sub("", name) if row.image_guided else name, fit.name)
    count = int(row.exam_count)
    return f"{words} ({wording.count(count, approximate=bool(row.count_is_approximate))})" if count > 1 else words


def short_name(row: Any) -> str:
    """The clinical name, a long one without its second name in brackets; own words as they are."""
    name = str(row.clinical_name)
    return IN_BRACKETS.sub("", name) if row.kind_key and len(name) > LONG_NAME else name


def _known_from(row: Any) -> str:
    return _("report") if row.from_report else _("memory")


def _sessions(found: Sequence[history.SessionCount]) -> str:
    if not found:
        return _("Sessions in the last 12 months: none recorded with an exact date.")
    listed = DOT.join(f"{s.name} {s.sessions}" for s in found[:4])
    rest = sum(s.sessions for s in found[4:])
    others = DOT + _("others {n}").format(n=rest) if rest else ""
    return _("Sessions in the last 12 months: {list}").format(list=listed + others)


def _region(page: Page, fit: Fit) -> Section:
    rows = page.same_region
    region = page.options.region
    heading = _("THIS REGION") if region else _("EARLIER EXAMS")
    name = _(reference.regions()[region].name) if region else _("newest first")
    columns = [(_("Date"), 0), (_("Exam"), 5), (_("Where"), 3), (_("Images at"), 3), (_("Known from"), 0)]
    shown = [
        [
            _when(row),
            _name(page, row, fit) + (f", {side}" if (side := wording.side(row.side)) else ""),
            page.typed.line(row.facility, fit.place) or not_recorded(),
            page.typed.line(row.images_at, fit.place) or not_recorded(),
            _known_from(row),
        ]
        for row in rows[: fit.region]
    ]
    beside = _how_many(len(shown), len(rows), name)
    if not shown:
        none = _("No earlier imaging of this region is recorded.") if region else _("No other exams are recorded.")
        return section(heading, [*beside, text(none)])
    return section(heading, beside, [table(columns, shown)])


def _other(page: Page) -> Section:
    names = {"ct": _("CT"), "nuclear": _("nuclear"), "long_fluoroscopy": _("long fluoroscopy")}
    periods = [
        (_("12 months: {list}"), DOT.join(f"{names[c.key]} {c.months12}" for c in page.recent)),
        (_("5 years: {list}"), DOT.join(f"{names[c.key]} {c.years5}" for c in page.recent)),
    ]
    return section(_("OTHER"), [text(words.format(list=listed)) for words, listed in periods])


def _dose(chosen: Summary, options: HandoutOptions) -> Section:
    totals = chosen.totals
    if totals.dose is None:
        return section(_("DOSE"), [text(_nothing_counted(totals))])
    words = [_total(totals.dose, chosen, options)]
    if totals.counts.not_counted:
        n = totals.counts.not_counted
        words.append(ngettext("{n} exam could not be counted.", "{n} exams could not be counted.", n).format(n=n))
    if len(totals.factor_sets) > 1:
        words.append(
            _("The total mixes the tissue weights of {sets}.").format(sets=_(" and ").join(totals.factor_sets))
        )
    return section(_("DOSE"), [text(" ".join([*words, wording.handout_dose_note()]))])


def _nothing_counted(totals: Totals) -> str:
    if not totals.exams:
        return _("No exams are recorded.")
    if totals.counts.no_radiation == totals.exams:
        return _("The recorded exams use no radiation.")
    return _("No recorded exam has a dose that can be counted.")


def _total(dose: Range, chosen: Summary, options: HandoutOptions) -> str:
    words = wording.dose(dose.typical, dose.low, dose.high)
    since = since_year(chosen, options)
    span = _("since {year}").format(year=since) if since else _("in all")
    share = round(100 * (chosen.totals.share_measured or 0.0))
    sentence = _("{dose} {span}, {percent} % of it worked out from measured values.").format(
        dose=words, span=span, percent=share
    )
    return sentence[:1].upper() + sentence[1:]


def _questions(page: Page, fit: Fit) -> Section | None:
    asked: Sequence[str] = [q for q in (page.typed.line(q, fit.words) for q in page.options.questions[:3]) if q]
    return section(_("MY QUESTIONS"), [items("numbered", asked)]) if asked else None


def _today() -> Section:
    ticks = [_("pregnant?"), _("infection?"), _("antibiotics?"), _("driver?")]
    return section(_("TODAY"), [items("ticks", ticks)])
