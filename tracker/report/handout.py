"""The page a patient takes to the appointment: a tagged PDF of one side, and more pages only on request."""

import re
from dataclasses import dataclass
from typing import Any

from tracker import __version__, reference
from tracker.errors import ValueRefused
from tracker.i18n import _
from tracker.record.people import Facts
from tracker.report import front, typeset
from tracker.report.blocks import Typed
from tracker.report.options import PAPERS, HandoutOptions
from tracker.report.typeset import Typeset
from tracker.summary import Summary

__all__ = ["Handout", "HandoutOptions", "make", "preview"]

FONTS = ["DejaVu Sans"]
LONGEST_TITLE_NAME = 60


@dataclass(frozen=True, slots=True)
class Handout:
    """The finished page.

    Attributes:
        pdf: the file.
        pages: number of pages; the first one is the whole front side.
        unprintable: what the person typed that has letters no font here has; they are printed as empty boxes.
        accessible: whether it keeps PDF/UA-1.
    """

    pdf: bytes
    pages: int
    unprintable: tuple[str, ...]
    accessible: bool
    typeset: Typeset


def make(summary: Summary, facts: Facts, options: HandoutOptions | None = None) -> Handout:
    """The handout of one person.

    Args:
        summary: the whole record; `options.period_years` chooses from it.
        facts: what a clinic must know.
        options: the choices; the defaults where None.

    Raises:
        ValueRefused: the paper or the region is not known.
    """
    options = options or HandoutOptions()
    _check(options)
    page = front.Page(summary, _chosen(summary, options), facts, options, Typed())
    done = typeset.typeset(_document(page))
    lost = {c for word, printed in done.lost.items() for c in word if c not in printed}
    unprintable = tuple(text for text in page.typed.seen if lost & set(text))
    return Handout(done.pdf, done.pages, unprintable, done.accessible, done)


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
    since = front.since_year(summary, options)
    return summary.select(years=range(since, summary.today.year + 1)) if since else summary


def _document(page: front.Page) -> dict[str, Any]:
    summary = page.whole
    name = page.typed.line(summary.patient.name, LONGEST_TITLE_NAME)
    printed = _("printed {date}").format(date=front.day(summary.today))
    sample = _("SAMPLE, not a real person") if summary.patient.is_sample else ""
    return {
        "title": _("{title}: {name}").format(title=front.title(summary), name=name),
        "author": name,
        "lang": re.split("[_-]", page.options.language)[0] or "en",
        "paper": page.options.paper,
        "fonts": FONTS,
        "running": " · ".join(filter(None, [name, sample, printed])),
        "footer": _("Exposure Tracker {version} · reference data {data} · {date}").format(
            version=__version__, data=reference.version(), date=front.day(summary.today)
        ),
        "page_of": _("page {page} of {pages}"),
        "note": "",
        "note_lost": _(
            "Letters printed as □ are missing from the fonts of this computer. Please write them in by hand."
        ),
        "fronts": front.versions(page),
        "back": _back(page) if page.options.back else [],
    }


def _back(page: front.Page) -> list[dict[str, Any]]:
    # Matplotlib takes longer to import than a page without charts takes to print.
    from tracker.report import back

    return back.sections(page)
