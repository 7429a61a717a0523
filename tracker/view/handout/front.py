"""The front of the handout: one side, in the order in which a clinician looks."""

from collections.abc import Callable, Sequence
from typing import Any

from tracker import reference, wording
from tracker.history.course import Course
from tracker.history.plan import PlanOutlook
from tracker.history.pregnancy import PregnantExam, facts_today, may_be_pregnant
from tracker.history.summary import Summary
from tracker.i18n import _, ngettext
from tracker.record.models import Reaction
from tracker.record.people import Facts, is_child
from tracker.view import health, overview
from tracker.view.handout import injections
from tracker.view.handout.blocks import DOT, Block, Section, Typed, and_more, items, section, table, text
from tracker.view.handout.page import (
    FITS,
    Fit,
    HandoutOptions,
    Page,
    day,
    how_many,
    since_year,
)
from tracker.view.lines import exam_name, short_name

MOST_WHILE_PREGNANT = 3
LONGEST_EXAM = 60  # characters


def versions(page: Page) -> list[dict[str, Any]]:
    """The front, in versions with ever shorter lists; the typesetter takes the first that fits."""
    return [_front(page, fit) for fit in FITS]


def title(course: Course) -> str:
    """What the page is called."""
    if course.injections:
        return _("Imaging and injection history")
    return _("Imaging history")


def _front(page: Page, fit: Fit) -> dict[str, Any]:
    options = page.options
    sections = [
        _safety(page, fit) if options.include_safety else None,
        injections.steroids(page, fit) if options.include_steroids else None,
        injections.injections(page, fit) if options.include_injections else None,
        _planned(page, fit),
        _region(page, fit),
        _other(page) if options.include_other else None,
        _dose(page.chosen, options) if options.include_dose else None,
        _questions(page, fit),
        _today(page) if options.include_today else None,
    ]
    return {
        "title": title(page.course),
        "printed": _("printed {date}").format(date=day(page.whole.today)),
        "who": _who(page, fit),
        "kept": [_kept(page)],
        "air": fit.air_pt,
        "sections": [s for s in sections if s],
    }


def _who(page: Page, fit: Fit) -> str:
    person = page.whole.patient
    born = _("born {date}").format(date=day(person.birth_date) if person.birth_date else wording.not_recorded())
    sample = _("SAMPLE, not a real person") if person.is_sample else ""
    parts = [page.typed.line(person.name, fit.words), born, wording.sex(person.sex), sample]
    return DOT.join(filter(None, parts))


def _kept(page: Page) -> str:
    whole = page.whole
    words = [overview.kept(whole)]
    if since := since_year(whole, page.options):
        words.append(_("This page shows exams since {year}.").format(year=since))
    return " ".join(words)


def _safety(page: Page, fit: Fit) -> Section:
    lines = safety_blocks(
        facts_today(page.facts, page.whole.today),
        page.whole.patient.sex,
        page.typed,
        most=fit.reactions,
        longest=min(fit.words, 120),
        pregnant=page.while_pregnant,
        child=is_child(page.whole.patient.birth_date, page.whole.today),
    )
    return section(_("SAFETY"), lines, boxed=True)


def _name(page: Page, row: Any, fit: Fit) -> str:
    words = page.typed.line(short_name(row.clinical_name, row.kind_key), fit.name)
    return exam_name(words, wording.side(row.side), int(row.exam_count), approximate=bool(row.count_is_approximate))


def _planned(page: Page, fit: Fit) -> Section | None:
    """The planned exam; None where the page is not about one. Natural background has no place here."""
    plan = page.options.plan
    if plan is None:
        return None
    lines = [text(_planned_line(page, plan, fit), strong=True)]
    if page.options.include_dose:
        lines.append(text(_usual_dose(plan)))
    return section(_("PLANNED"), lines)


def _planned_line(page: Page, plan: PlanOutlook, fit: Fit) -> str:
    name = page.typed.line(short_name(plan.clinical_name, plan.kind_key), max(fit.name, 60))
    when = day(plan.planned_on) if plan.planned_on else _("day not set")
    reason = page.typed.line(plan.reason, fit.words)
    parts = [
        exam_name(name, wording.side(plan.side)),
        when,
        page.typed.line(plan.facility, fit.place),
        _("for: {reason}").format(reason=reason) if reason else "",
    ]
    return DOT.join(filter(None, parts))


def _usual_dose(plan: PlanOutlook) -> str:
    found = plan.preview
    if found.evidence == "treatment":
        return _("A treatment; its dose is kept apart.")
    if found.typical is None:
        return _("No usual dose is known for this exam.")
    if found.typical == 0:
        return _("No ionising radiation.")
    words = _("Usually {dose}, {evidence}.").format(
        dose=wording.dose(found.typical, found.low, found.high), evidence=wording.evidence_word(found.evidence)
    )
    return f"{words} {wording.handout_dose_note()}"


def _region(page: Page, fit: Fit) -> Section:
    rows = page.same_region
    region = page.options.region
    heading = _("THIS REGION") if region else _("EARLIER EXAMS")
    name = _(reference.regions()[region].name) if region else _("newest first")
    columns = [(_("Date"), 0), (_("Exam"), 5), (_("Where"), 3), (_("Images at"), 3), (_("Known from"), 0)]
    shown = [
        [
            str(row.when),
            _name(page, row, fit),
            page.typed.line(row.facility, fit.place) or wording.not_recorded(),
            page.typed.line(row.images_at, fit.place) or wording.not_recorded(),
            wording.known_from(row.known_from),
        ]
        for row in rows[: fit.region]
    ]
    beside = how_many(len(shown), len(rows), name)
    if not shown:
        none = _("No earlier imaging of this region is recorded.") if region else _("No other exams are recorded.")
        return section(heading, [*beside, text(none)])
    return section(heading, beside, [table(columns, shown)])


def _other(page: Page) -> Section:
    named = [(wording.larger_exam(count.key), count) for count in page.recent]
    year = DOT.join(f"{name} {overview.in_period(c.months12, c.may_lie12)}" for name, c in named)
    years = DOT.join(f"{name} {overview.in_period(c.years5, c.may_lie5)}" for name, c in named)
    periods = [(_("12 months: {list}"), year), (_("5 years: {list}"), years)]
    return section(_("OTHER"), [text(words.format(list=listed)) for words, listed in periods])


def _dose(chosen: Summary, options: HandoutOptions) -> Section:
    since = since_year(chosen, options)
    words = overview.dose(chosen.totals, _("since {year}").format(year=since) if since else _("in all"))
    note = wording.handout_dose_note() if chosen.totals.dose else ""
    return section(_("DOSE"), [text(" ".join(filter(None, [words, note])))])


def _questions(page: Page, fit: Fit) -> Section | None:
    asked: Sequence[str] = [q for q in (page.typed.line(q, fit.words) for q in page.options.questions[:3]) if q]
    return section(_("MY QUESTIONS"), [items("numbered", asked)]) if asked else None


def _today(page: Page) -> Section:
    person, today = page.whole.patient, page.whole.today
    ticks = [_("infection?"), _("antibiotics?"), *([] if is_child(person.birth_date, today) else [_("driver?")])]
    if may_be_pregnant(person.sex, person.birth_date, page.facts, today):
        ticks.insert(0, _("pregnant?"))
    return section(_("TODAY"), [items("ticks", ticks)])


def safety_blocks(
    facts: Facts,
    sex: str,
    typed: Typed,
    *,
    most: int,
    longest: int,
    pregnant: Sequence[PregnantExam] = (),
    child: bool = False,
) -> list[Block]:
    """The lines of the box; exams while pregnant stand first, without a dose.

    Args:
        facts: those that hold today; a topic that is not in `health` was never asked.
        sex: topics of women are left out for males unless something was recorded.
        typed: collects what the person typed.
        most: how many reactions are listed.
        longest: how many characters of one reaction or detail are kept.
        pregnant: the exams with radiation while pregnant, or possibly so.
        child: whether topics of adults are left out, too.
    """
    topics = health.topics_by_answer(facts, health.asked_topics(facts, sex, child=child))

    def cut(words: str) -> str:
        return typed.line(words, longest)

    lines = [*_while_pregnant(pregnant, typed, longest), *_reactions(facts.reactions[:most], cut)]
    lines += and_more(len(facts.reactions) - most)
    if topics["yes"]:
        stated = DOT.join(health.fact_line(facts.health[t], cut) for t in topics["yes"])
        lines.append(text(wording.first_large(stated), strong=True))
    rest = [(_("Patient says no: {list}."), "no"), (_("Not known: {list}."), "unknown")]
    words = [
        sentence.format(list=", ".join(health.fact_line(facts.health[t], cut) for t in topics[answer]))
        for sentence, answer in rest
        if topics[answer]
    ]
    if topics[""]:
        words.append(_("Not recorded: {list}.").format(list=", ".join(map(wording.health_topic, topics[""]))))
    return [*lines, *([text(" ".join(words))] if words else [])]


def _while_pregnant(exams: Sequence[PregnantExam], typed: Typed, longest: int) -> list[Block]:
    parts = [
        (_("Exams while pregnant: {list}."), [e for e in exams if e.certain]),
        (_("Exams while possibly pregnant: {list}."), [e for e in exams if not e.certain]),
    ]
    words = [sentence.format(list=_exam_names(found, typed, longest)) for sentence, found in parts if found]
    return [text(" ".join([*words, _("A medical physicist can work out the dose.")]), strong=True)] if words else []


def _exam_names(exams: Sequence[PregnantExam], typed: Typed, longest: int) -> str:
    shown = [
        f"{typed.line(e.clinical_name, min(longest, LONGEST_EXAM))} ({e.when})" for e in exams[:MOST_WHILE_PREGNANT]
    ]
    left = len(exams) - len(shown)
    more = [ngettext("{n} more in the record", "{n} more in the record", left).format(n=left)] if left else []
    return DOT.join([*shown, *more])


def _reactions(reactions: Sequence[Reaction], cut: Callable[[str], str]) -> list[Block]:
    if not reactions:
        return [text(_("Reactions to contrast medium, iodine, latex or medicines: none recorded."))]
    return [text(health.reaction_line(one, cut), strong=True) for one in reactions]
