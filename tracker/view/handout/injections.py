"""The blocks of the handout about injections: the last steroid with its 12 months, and the injections themselves."""

from collections.abc import Sequence

from tracker import wording
from tracker.history.course import Injection
from tracker.i18n import _, ngettext
from tracker.record.forms import LONGEST_LINE
from tracker.view.handout.blocks import DOT, Block, Section, section, table, text
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


def steroids(page: Page, fit: Fit) -> Section | None:
    """Last steroid and the 12 months by product; None for a person without injections."""
    course = page.course
    if not course.injected:
        return None
    last = last_steroid_text(course, lambda name: page.typed.line(name, fit.longest))
    lines = [text(together(_("{last}.").format(last=fit.cell(last))), strong=True)]
    if later := unknown_since_text(course):
        lines.append(text(_("{sentence}.").format(sentence=later)))
    months = [products_text(course.steroids), *unknown_steroids(course.steroids)]
    lines.append(text(together(_("12 months: {list}.").format(list=fit.cell("; ".join(months))))))
    return section(_("LAST STEROID"), [*lines, *(estimate(page) if fit.estimate else [])])


def estimate(page: Page) -> list[Block]:
    """The steroids of 12 months as one, with the factors and their source: without them it would say too much."""
    year = page.course.steroids
    words = equivalent_text(year)
    if not words:
        return []
    cited = _("Source: {list}.").format(list="; ".join(source.short for source in year.sources))
    words = join([f"{wording.first_large(words)}.", cited, factor_caution(), no_agreed_total()])
    return [text(together(words), quiet=True)]


def injections(page: Page, fit: Fit) -> Section | None:
    """The newest injections and the sessions of 12 months; None for a person without any."""
    course = page.course
    if not course.injections:
        return None
    shown = page.injections[: fit.injections]
    body = [_table(page, shown, fit)] if shown else [text(_("None recorded in this period."))]
    if logged := [one for one in shown if one.response and one.response.from_log]:
        body.append(text(_about_logs(logged), quiet=True))
    listed = _("The newest {n} of {all}, more on the back.")
    beside = how_many(listed, len(shown), len(page.injections))
    return section(_("INJECTIONS"), beside, [*body, text(_sessions(page, fit))])


def _table(page: Page, shown: Sequence[Injection], fit: Fit) -> dict[str, object]:
    cells = {
        _("Date"): (0.0, [one.when for one in shown]),
        _("Injection, guidance"): (4.6, [fit.cell(name(page, one, fit.longest)) for one in shown]),
        _("Drugs"): (3.0, [fit.cell(drugs(page, one, fit.longest)) or wording.not_recorded() for one in shown]),
        _("Best relief"): (4.2, [fit.cell(relief(one)) or wording.not_recorded() for one in shown]),
        _("Where; from"): (3.2, [_where(page, one, fit) for one in shown]),
    }
    columns = [(title, width) for title, (width, _texts) in cells.items()]
    return table(columns, list(zip(*(texts for _width, texts in cells.values()), strict=True)))


def name(page: Page, injection: Injection, longest: int = LONGEST_LINE) -> str:
    """The injection with its level and side, and how the needle was guided."""
    words = page.typed.line(wording.without_guidance(short_name(injection.name, injection.kind_key)), longest)
    guided = wording.guidance(injection.guidance) or _("guidance not sure")
    place = ", ".join(filter(None, [wording.levels(injection.levels, injection.side), test_name(injection), guided]))
    return exam_name(words, place, injection.exam_count, approximate=injection.count_is_approximate)


def _where(page: Page, injection: Injection, fit: Fit) -> str:
    place = page.typed.line(injection.facility, fit.place) or wording.not_recorded()
    return _("{place}; {source}").format(place=place, source=wording.known_from(injection.known_from))


def drugs(page: Page, injection: Injection, longest: int = LONGEST_LINE) -> str:
    """What was given, steroids first; "" where nobody recorded it."""
    steroids_first = sorted(injection.drugs, key=lambda given: not given.is_steroid)
    return together(
        ", ".join(
            wording.drug(given) if given.drug_key else page.typed.line(wording.drug(given), longest)
            for given in steroids_first
        )
    )


def relief(injection: Injection) -> str:
    """How it went; "" where nobody said."""
    return together(response_brief(injection.response)) if injection.response else ""


def _about_logs(logged: Sequence[Injection]) -> str:
    words = _("“Half until”: the last time in the pain log with at least half of the pain gone.")
    n = sum(not one.response.whole for one in logged if one.response)
    missing = ngettext("{n} log is not complete.", "{n} logs are not complete.", n).format(n=n) if n else ""
    return join([words, missing])


def _sessions(page: Page, fit: Fit) -> str:
    listed = DOT.join(
        f"{page.typed.line(s.name, fit.longest)}\u00a0{wording.about(s.sessions, approximate=s.approximate)}"
        for s in page.course.sessions
    )
    listed = DOT.join(filter(None, [listed, sessions_in_all(page.course)]))
    words = _("Sessions in the last 12 months: {list}").format(list=listed or _("none recorded"))
    if n := page.course.sessions_uncertain:
        more = ngettext("{n} more may lie in these months", "{n} more may lie in these months", n).format(n=n)
        words = _("{sessions}; {more}").format(sessions=words, more=more)
    return words
