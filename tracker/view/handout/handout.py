"""The page a patient takes to the appointment: a tagged PDF of a front, a back and a card to cut out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracker import __version__, reference
from tracker.errors import ValueRefused
from tracker.history.course import Course
from tracker.history.course import course as course_in
from tracker.history.plan import outlook
from tracker.history.skin import skin_findings
from tracker.history.skin_words import Advice
from tracker.history.summary import Summary, summarise
from tracker.i18n import _, current, language
from tracker.record import checks, people
from tracker.record.desk import Desk
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExamBase
from tracker.view.handout import back, card, front, pain_log, typeset
from tracker.view.handout.blocks import Typed
from tracker.view.handout.page import PAPERS, HandoutOptions, Page, day, since_year
from tracker.view.handout.typeset import Typeset

__all__ = ["Handout", "HandoutOptions", "make", "of_record", "of_summary", "preview"]

FONTS = ["DejaVu Sans"]
LONGEST_TITLE_NAME = 60


@dataclass(frozen=True, slots=True)
class Handout:
    """The finished page.

    Attributes:
        pdf: the file.
        pages: number of pages; the first one is the whole front side, the second its back.
        unprintable: what the person typed that has letters no font here has; they are printed as empty boxes.
        accessible: whether it keeps PDF/UA-1.
    """

    pdf: bytes
    pages: int
    unprintable: tuple[str, ...]
    accessible: bool
    typeset: Typeset


def make(
    summary: Summary,
    course: Course,
    facts: Facts,
    options: HandoutOptions | None = None,
    skin: Sequence[Advice] = (),
) -> Handout:
    """The handout of one person.

    Args:
        summary: the whole record; `options.period_years` chooses from it. Its names and dates are in the language in
            which it was made: for a page in another one, make it anew, as `of_record` does.
        course: the injections with what was given and how it went, of the same summary. It has no default: without it
            the page would call recorded drugs "none recorded".
        facts: what a clinic must know.
        options: the choices; the defaults where None.
        skin: the procedures whose X-rays reached a level for the skin.

    Raises:
        ValueRefused: the paper or the region is not known.
        NotFound: the injection of the log is not in the record.
    """
    options = options or HandoutOptions()
    _check(options)
    with language(options.language):
        page = Page(summary, _chosen(summary, options), course, facts, options, Typed(), tuple(skin))
        done = typeset.typeset(_document(page))
    lost = {c for word, printed in done.lost.items() for c in word if c not in printed}
    unprintable = tuple(text for text in page.typed.seen if lost & set(text))
    return Handout(done.pdf, done.pages, unprintable, done.accessible, done)


def of_summary(desk: Desk, summary: Summary, course: Course, options: HandoutOptions) -> Handout:
    """The handout of a summary that is made already, in the language in force; else as `of_record`."""
    patient_id = summary.patient.id
    skin = skin_findings(desk, summary).advice if options.include_safety else ()
    if options.number is None:
        options = replace(options, number=checks.patient_number(desk, patient_id))
    return make(summary, course, people.facts(desk, patient_id), options, skin)


def of_record(desk: Desk, patient_id: str, options: HandoutOptions, plan: PlannedExamBase | None = None) -> Handout:
    """The handout of one person from what is in the record, all of it in the language of the page.

    Args:
        desk: where the record lies.
        patient_id: whose.
        options: the choices; their plan is made from `plan`.
        plan: the exam the visit is about.

    Raises:
        ValueRefused: the paper or the region is not known.
        NotFound: there is no such person, or the injection of the log is not in the record.
        RecordError: the record cannot be read.
    """
    with language(options.language):
        summary, facts = summarise(desk, patient_id), people.facts(desk, patient_id)
        if plan:
            options = replace(options, plan=outlook(summary, plan, facts))
        return of_summary(desk, summary, course_in(desk, summary), options)


def preview(handout: Handout, pixels_per_inch: float = 110) -> tuple[bytes, ...]:
    """The pages as PNG images."""
    return typeset.pictures(handout.typeset, pixels_per_inch)


def _check(options: HandoutOptions) -> None:
    if options.paper not in PAPERS:
        raise ValueRefused(_("The paper must be one of: {papers}.").format(papers=", ".join(PAPERS)))
    if options.region and options.region not in reference.regions():
        raise ValueRefused(
            _("There is no region “{region}”. Please choose one from the list.").format(region=options.region[:40])
        )


def _chosen(summary: Summary, options: HandoutOptions) -> Summary:
    since = since_year(summary, options)
    return summary.select(years=range(since, summary.today.year + 1)) if since else summary


def _document(page: Page) -> dict[str, Any]:
    summary = page.whole
    name = page.typed.line(summary.patient.name, LONGEST_TITLE_NAME)
    printed = _("printed {date}").format(date=day(summary.today))
    sample = _("SAMPLE, not a real person") if summary.patient.is_sample else ""
    return {
        "title": _("{title}: {name}").format(title=front.title(page.course), name=name),
        "author": name,
        "lang": current(),
        "paper": page.options.paper,
        "fonts": FONTS,
        "running": " · ".join(filter(None, [name, sample, printed])),
        "footer": _("Exposure Tracker {version} · reference data {data} · {date}").format(
            version=__version__, data=reference.version(), date=day(summary.today)
        ),
        "page_of": _("page {page} of {pages}"),
        "note": "",
        "note_lost": _(
            "Letters printed as □ are missing from the fonts of this computer. Please write them in by hand."
        ),
        "fronts": front.versions(page),
        "back": back.one_side(page),
        "log": _log(page) if page.options.pain_log else None,
        "full_list": back.full_list(page) if page.options.full_list else [],
        "card": card.card(page) if page.options.card else None,
    }


def _log(page: Page) -> dict[str, Any]:
    return pain_log.page(page.whole, page.course, page.options.pain_log_exam or None, page.typed)
