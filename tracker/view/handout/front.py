"""The front of the handout: one side, in the order in which a clinician looks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker import reference, wording
from tracker.history.course import Course
from tracker.history.plan import PlanOutlook
from tracker.history.pregnancy import PregnantExam, facts_today, may_be_pregnant
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record.forms import LONGEST_LINE
from tracker.record.models import HealthFact, Reaction
from tracker.record.people import Facts, is_child
from tracker.view import health, overview
from tracker.view.handout import injections
from tracker.view.handout.blocks import DOT, Block, Section, Typed, items, more_on_the_back, section, table, text
from tracker.view.handout.page import (
    EVERYTHING,
    FITS,
    Fit,
    HandoutOptions,
    Page,
    day,
    how_many,
    join,
    since_year,
    together,
)
from tracker.view.lines import exam_name, short_name


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
    safety = _safety(page, fit) if options.include_safety else Safety([], [])
    sections = [
        section(_("SAFETY"), safety.shown, boxed=True) if options.include_safety else None,
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
        "left": [section(_("SAFETY, the rest"), safety.left)] * bool(safety.left) + _whole_steroids(page, fit),
        "shown": [] if fit.cuts else _shown(page, fit),
    }


def _whole_steroids(page: Page, fit: Fit) -> list[Section]:
    """For the back: what the front leaves out of the steroids."""
    if fit.estimate or not page.options.include_steroids:
        return []
    whole = injections.steroids(page, EVERYTHING)
    left = whole["blocks"] if whole and fit.cuts else injections.estimate(page) if page.options.back else []
    return [section(_("LAST STEROID"), left)] if left else []


def _shown(page: Page, fit: Fit) -> list[str]:
    """The exams that the front tells whole: none whose place is too long for its column."""
    injected = page.injections[: fit.injections] if page.options.include_injections and page.course.injected else []
    images = page.same_region[: fit.region]
    whole = [one.exam_id for one in injected if len(one.facility) <= fit.place]
    return whole + [str(row.exam_id) for row in images if max(len(row.facility), len(row.images_at)) <= fit.place]


def _who(page: Page, fit: Fit) -> str:
    person = page.whole.patient
    born = _("born {date}").format(date=day(person.birth_date) if person.birth_date else wording.not_recorded())
    sample = _("SAMPLE, not a real person") if person.is_sample else ""
    typed = page.typed.line(page.options.number or "", fit.longest)
    number = _("patient number {number}").format(number=typed) if typed else ""
    parts = [page.typed.line(person.name, fit.longest), born, wording.sex(person.sex), number, sample]
    return DOT.join(filter(None, parts))


def _kept(page: Page) -> str:
    whole = page.whole
    words = [overview.kept(whole)]
    if since := since_year(whole, page.options):
        words.append(_("This page shows exams since {year}.").format(year=since))
    return " ".join(words)


def _safety(page: Page, fit: Fit) -> "Safety":
    person, today = page.whole.patient, page.whole.today
    facts = facts_today(page.facts, today)
    asked = health.asked_topics(facts, person.sex, child=is_child(person.birth_date, today))
    return safety_blocks(facts, asked, page.typed, fit, page.while_pregnant, _skin(page))


def _skin(page: Page) -> list[Block]:
    """Procedures whose X-rays reached a level for the skin, and what holds for the next one; nothing where none did."""
    names = dict(zip(page.whole.exams["exam_id"], page.whole.exams["clinical_name"], strict=True))
    reached = [
        _("{when}, {name}: {values}").format(
            when=one.when,
            name=page.typed.line(names.get(one.exam_id, one.name), LONGEST_LINE),
            values="; ".join(level.text for level in one.reached),
        )
        for one in page.skin
    ]
    if not reached:
        return []
    words = _("Skin, X-ray level for follow-up reached: {list}.").format(list=DOT.join(reached))
    again = next((one.next_time for one in page.skin if one.next_time), "")
    return [text(together(join([words, again])), strong=True)]


def _name(page: Page, row: Any, fit: Fit) -> str:
    words = page.typed.line(short_name(row.clinical_name, row.kind_key), fit.longest)
    return exam_name(words, wording.side(row.side), int(row.exam_count), approximate=bool(row.count_is_approximate))


def _planned(page: Page, fit: Fit) -> Section | None:
    """The planned exam; None where the page is not about one. Natural background has no place here."""
    plan = page.options.plan
    if plan is None:
        return None
    lines = [text(_planned_line(page, plan, fit), strong=True)]
    if page.options.include_dose:
        lines.append(text(_usual_dose(plan, noted=page.chosen.totals.dose is not None)))
    return section(_("PLANNED"), lines)


def _planned_line(page: Page, plan: PlanOutlook, fit: Fit) -> str:
    name = page.typed.line(short_name(plan.clinical_name, plan.kind_key), fit.longest)
    when = day(plan.planned_on) if plan.planned_on else _("day not set")
    reason = page.typed.line(plan.reason, fit.longest)
    parts = [
        exam_name(name, wording.side(plan.side)),
        when,
        page.typed.line(plan.facility, fit.longest),
        _("for: {reason}").format(reason=reason) if reason else "",
    ]
    return DOT.join(filter(None, parts))


def _usual_dose(plan: PlanOutlook, *, noted: bool) -> str:
    """The usual dose; what such a number means is said once on the page (`noted`)."""
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
    return words if noted else f"{words} {wording.handout_dose_note()}"


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
    listed = _("the most useful {n} of {all}, more on the back") if region else _("{n} of {all}, more on the back")
    beside = how_many(listed, len(shown), len(rows), name)
    if not shown:
        none = _("No earlier imaging of this region is recorded.") if region else _("No other exams are recorded.")
        return section(heading, [*beside, text(none)])
    return section(heading, beside, [table(columns, shown)])


def _other(page: Page) -> Section:
    named = [(wording.larger_exam(count.key), count) for count in page.recent]
    year = DOT.join(f"{name} {overview.in_period(c.months12, c.may_lie12)}" for name, c in named)
    years = DOT.join(f"{name} {overview.in_period(c.years5, c.may_lie5)}" for name, c in named)
    periods = [(_("12 months: {list}"), year), (_("5 years: {list}"), years)]
    meant = _("Long fluoroscopy: live X-ray of heart, vessels, bowel and the like; injections are not counted here.")
    return section(
        _("OTHER"), [*(text(words.format(list=listed)) for words, listed in periods), text(meant, quiet=True)]
    )


def _dose(chosen: Summary, options: HandoutOptions) -> Section:
    since = since_year(chosen, options)
    words = overview.dose(chosen.totals, _("since {year}").format(year=since) if since else _("in all"))
    note = wording.handout_dose_note() if chosen.totals.dose else ""
    return section(_("DOSE"), [text(" ".join(filter(None, [words, note])))])


def _questions(page: Page, fit: Fit) -> Section | None:
    asked: Sequence[str] = [q for q in (page.typed.line(q, fit.longest) for q in page.options.questions[:3]) if q]
    return section(_("MY QUESTIONS"), [items("numbered", asked)]) if asked else None


def _today(page: Page) -> Section:
    person, today = page.whole.patient, page.whole.today
    ticks = [_("infection?"), _("antibiotics?")]
    if not is_child(person.birth_date, today):
        ticks.append(_("driver?"))
    if may_be_pregnant(person.sex, person.birth_date, page.facts, today):
        ticks.insert(0, _("pregnant?"))
    return section(_("TODAY"), [items("ticks", ticks)])


@dataclass(frozen=True, slots=True)
class Safety:
    """The lines of the box, and those it has no room for; `left` is empty where every line is in the box."""

    shown: list[Block]
    left: list[Block]


def safety_blocks(
    facts: Facts,
    asked: Sequence[str],
    typed: Typed,
    fit: Fit = FITS[0],
    pregnant: Sequence[PregnantExam] = (),
    skin: Sequence[Block] = (),
) -> Safety:
    """The lines of the box; exams while pregnant stand first, without a dose.

    Args:
        facts: those that hold today; a topic that is not in `health` was never asked.
        asked: the topics that concern the person.
        typed: collects what the person typed.
        fit: how much the box takes. Where it cuts texts, `left` repeats all of them whole.
        pregnant: the exams with radiation while pregnant, or possibly so.
        skin: what is said of skin that got much radiation.
    """

    def cut(words: str) -> str:
        return typed.line(words, fit.longest)

    topics = health.topics_by_answer(facts, asked)
    stated = [facts.health[topic] for topic in topics["yes"]]
    shown = [*_while_pregnant(pregnant[: fit.pregnant], cut), *more_on_the_back(len(pregnant) - fit.pregnant)]
    shown += [
        *_reactions(facts.reactions[: fit.reactions], cut),
        *more_on_the_back(len(facts.reactions) - fit.reactions),
    ]
    shown += [*_stated(stated[: fit.facts], cut), *more_on_the_back(len(stated) - fit.facts)]
    shown += [*skin, *_not_stated(facts, topics, cut)]
    if fit.cuts:
        return Safety(shown, safety_blocks(facts, asked, typed, EVERYTHING, pregnant).shown)

    def whole(words: str) -> str:
        return typed.line(words, LONGEST_LINE)

    reactions = [text(health.reaction_line(one, whole), strong=True) for one in facts.reactions[fit.reactions :]]
    left = [*_while_pregnant(pregnant[fit.pregnant :], whole), *reactions, *_stated(stated[fit.facts :], whole)]
    return Safety(shown, left)


def _stated(facts: Sequence[HealthFact], cut: Callable[[str], str]) -> list[Block]:
    words = DOT.join(health.fact_line(fact, cut) for fact in facts)
    return [text(wording.first_large(words), strong=True)] if words else []


def _not_stated(facts: Facts, topics: Mapping[str, Sequence[str]], cut: Callable[[str], str]) -> list[Block]:
    rest = [(_("Patient says no: {list}."), "no"), (_("Not known: {list}."), "unknown")]
    words = [
        sentence.format(list=", ".join(health.fact_line(facts.health[t], cut) for t in topics[answer]))
        for sentence, answer in rest
        if topics[answer]
    ]
    if topics[""]:
        words.append(_("Not recorded: {list}.").format(list=", ".join(map(wording.health_topic, topics[""]))))
    return [text(" ".join(words))] if words else []


def _while_pregnant(exams: Sequence[PregnantExam], cut: Callable[[str], str]) -> list[Block]:
    parts = [
        (_("Exams while pregnant: {list}."), [e for e in exams if e.certain]),
        (_("Exams while possibly pregnant: {list}."), [e for e in exams if not e.certain]),
    ]
    words = [
        sentence.format(list=DOT.join(f"{cut(e.clinical_name)} ({e.when})" for e in found))
        for sentence, found in parts
        if found
    ]
    return [text(" ".join([*words, _("A medical physicist can work out the dose.")]), strong=True)] if words else []


def _reactions(reactions: Sequence[Reaction], cut: Callable[[str], str]) -> list[Block]:
    if not reactions:
        return [text(_("Reactions to contrast medium, iodine, latex or medicines: none recorded."))]
    return [text(health.reaction_line(one, cut), strong=True) for one in reactions]
