"""The blocks of the handout about injections: the last steroid with its 12 months, and the injections themselves."""

from collections.abc import Sequence

from tracker import wording
from tracker.history.course import Injection, SteroidYear
from tracker.i18n import _, ngettext
from tracker.view.handout import blocks
from tracker.view.handout.blocks import DOT, Section, section, table, text
from tracker.view.handout.page import Fit, Page, how_many, join, together
from tracker.view.injections import (
    equivalent_text,
    factor_caution,
    last_steroid_text,
    no_agreed_total,
    products_text,
    sessions_in_all,
    test_name,
    unknown_since_text,
    unknown_steroids,
)
from tracker.view.lines import exam_name, short_name
from tracker.view.response import response_brief

MOST_SESSIONS = 4
STEROID_LINES = 4  # of the length of a cell, the longest that a paragraph about steroids may be
LONGEST_LEVELS = 40  # characters


def steroids(page: Page, fit: Fit) -> Section | None:
    """Last steroid and the 12 months by product; None for a person without injections."""
    course = page.course
    if not course.injected:
        return None
    longest = STEROID_LINES * fit.details
    last = blocks.shortened(last_steroid_text(course, lambda name: page.typed.line(name, fit.name)), longest)
    lines = [text(together(_("{last}.").format(last=last)), strong=True)]
    if later := unknown_since_text(course):
        lines.append(text(_("{sentence}.").format(sentence=later)))
    months = [blocks.shortened(products_text(course.steroids), longest), *unknown_steroids(course.steroids)]
    lines.append(text(together(_("12 months: {list}.").format(list="; ".join(months)))))
    # The estimate without its factors would say too much, so it stands as a whole or not at all.
    if (estimate := _estimate(course.steroids)) and len(estimate) <= longest:
        lines.append(text(together(estimate), quiet=True))
    return section(_("LAST STEROID"), lines)


def _estimate(year: SteroidYear) -> str:
    estimate = equivalent_text(year)
    if not estimate:
        return ""
    cited = _("Source: {list}.").format(list="; ".join(source.short for source in year.sources))
    return join([f"{wording.first_large(estimate)}.", cited, factor_caution(), no_agreed_total()])


def injections(page: Page, fit: Fit) -> Section | None:
    """The newest injections and the sessions of 12 months; None for a person without any."""
    course = page.course
    if not course.injections:
        return None
    shown = page.injections[: fit.injections]
    body = [_table(page, shown, fit)] if shown else [text(_("None recorded in this period."))]
    if logged := [one for one in shown if one.response and one.response.from_log]:
        body.append(text(_about_logs(logged), quiet=True))
    return section(_("INJECTIONS"), how_many(len(shown), len(page.injections)), [*body, text(_sessions(page, fit))])


def _table(page: Page, shown: Sequence[Injection], fit: Fit) -> dict[str, object]:
    cells = {
        _("Date"): (0.0, [one.when for one in shown]),
        _("Injection"): (3.9, [_name(page, one, fit) for one in shown]),
        _("Guidance"): (0.0, [wording.guidance(one.guidance) or _("not sure") for one in shown]),
        _("Drugs"): (3.0, [_drugs(page, one, fit) for one in shown]),
        _("Best relief"): (3.6, [_relief(one, fit) for one in shown]),
        _("Where; from"): (3.0, [_where(page, one, fit) for one in shown]),
    }
    columns = [(title, width) for title, (width, _texts) in cells.items()]
    return table(columns, list(zip(*(texts for _width, texts in cells.values()), strict=True)))


def _name(page: Page, injection: Injection, fit: Fit) -> str:
    # The column beside it says how the needle was guided.
    words = page.typed.line(wording.without_guidance(short_name(injection.name, injection.kind_key)), fit.name)
    place = blocks.shortened(wording.levels(injection.levels), LONGEST_LEVELS)
    place = ", ".join(filter(None, [join([place, wording.side(injection.side)]), test_name(injection)]))
    return exam_name(words, place, injection.exam_count, approximate=injection.count_is_approximate)


def _where(page: Page, injection: Injection, fit: Fit) -> str:
    place = page.typed.line(injection.facility, fit.place) or wording.not_recorded()
    return _("{place}; {source}").format(place=place, source=wording.known_from(injection.known_from))


def _drugs(page: Page, injection: Injection, fit: Fit) -> str:
    steroids_first = sorted(injection.drugs, key=lambda given: not given.is_steroid)
    words = [
        wording.drug(given) if given.drug_key else page.typed.line(wording.drug(given), fit.details)
        for given in steroids_first
    ]
    return blocks.shortened(together(", ".join(words)), fit.details) or wording.not_recorded()


def _relief(injection: Injection, fit: Fit) -> str:
    return (
        blocks.shortened(together(response_brief(injection.response)), fit.details)
        if injection.response
        else wording.not_recorded()
    )


def _about_logs(logged: Sequence[Injection]) -> str:
    words = _("“Half until”: the last time in the pain log with at least half of the pain gone.")
    n = sum(not one.response.whole for one in logged if one.response)
    missing = ngettext("{n} log is not complete.", "{n} logs are not complete.", n).format(n=n) if n else ""
    return join([words, missing])


def _sessions(page: Page, fit: Fit) -> str:
    found = page.course.sessions
    listed = DOT.join(
        f"{page.typed.line(s.name, fit.name)} {wording.about(s.sessions, approximate=s.approximate)}"
        for s in found[:MOST_SESSIONS]
    )
    rest = sum(s.sessions for s in found[MOST_SESSIONS:])
    others = DOT + _("others {n}").format(n=rest) if rest else ""
    listed = DOT.join(filter(None, [listed + others, sessions_in_all(page.course)]))
    words = _("Sessions in the last 12 months: {list}").format(list=listed or _("none recorded"))
    if n := page.course.sessions_uncertain:
        more = ngettext("{n} more may lie in these months", "{n} more may lie in these months", n).format(n=n)
        words = _("{sessions}; {more}").format(sessions=words, more=more)
    return words
