"""What a person can choose about the handout, what its front is made of, and what its tables share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tracker import wording
from tracker.dates import PartialDate
from tracker.history import exams
from tracker.history.course import Course, Injection
from tracker.history.plan import PlanOutlook
from tracker.history.pregnancy import PregnantExam, exams_while_pregnant
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record.people import Facts
from tracker.view.handout.blocks import Block, Typed, text

NEWEST_INJECTIONS = 8
NUMBER_AND_UNIT = re.compile(r"(\d) ([A-Za-z%])")
PAPERS = ("a4", "us-letter")
MOST_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class HandoutOptions:
    """The choices of the appointment page.

    Attributes:
        region: key of the region of the visit; empty leaves the block out.
        period_years: exams of this many past calendar years and the current one; None for the whole record.
        include_safety: the safety box.
        include_steroids: the last steroid and those of 12 months; left out likewise.
        include_injections: the injections; without any in the record the block is left out in any case.
        include_other: counts of CT, nuclear medicine and long fluoroscopy.
        include_dose: the line with the total, and on the back the estimates and the dose chart.
        include_today: the boxes to tick on the day.
        back: the full list, charts, positions, marks and sources on further pages.
        pain_log: the test-block log to write on, as a page of its own after the front.
        pain_log_exam: id of the injection it is for; empty for one to come.
        questions: up to three questions of the patient.
        plan: the exam the visit is about; it stands above the earlier exams of the region.
        paper: "a4" or "us-letter".
        language: code of the language of the page, which the clinic must be able to read; empty for the one in force.
    """

    region: str = ""
    period_years: int | None = None
    include_safety: bool = True
    include_steroids: bool = True
    include_injections: bool = True
    include_other: bool = True
    include_dose: bool = True
    include_today: bool = True
    back: bool = False
    pain_log: bool = False
    pain_log_exam: str = ""
    questions: tuple[str, ...] = ()
    plan: PlanOutlook | None = None
    paper: str = "a4"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """How much goes onto the side.

    Attributes:
        air_pt: space above and below the rows of tables, in points.
        injections: number of lines, as are `region` and `reactions`.
        name: longest name of an exam in characters; `place`, `words` and `details` (drugs, relief) are lengths too.
    """

    air_pt: float
    injections: int
    region: int
    reactions: int
    name: int
    place: int
    words: int
    details: int


# From the full page to one that fits whatever the record holds. Safety is shortened last.
FITS = (
    Fit(3.6, NEWEST_INJECTIONS, 6, 12, 60, 48, 200, 120),
    Fit(2.4, NEWEST_INJECTIONS, 5, 12, 60, 40, 160, 120),
    Fit(2.4, NEWEST_INJECTIONS, 4, 10, 54, 32, 140, 100),
    Fit(2.2, NEWEST_INJECTIONS, 3, 8, 54, 24, 120, 90),
    Fit(1.5, NEWEST_INJECTIONS, 3, 8, 48, 24, 120, 72),
    Fit(1.5, 6, 3, 8, 48, 24, 120, 72),
    Fit(1.5, 4, 2, 6, 40, 20, 90, 60),
    Fit(1.5, 3, 1, 4, 30, 16, 50, 48),
    Fit(1.5, 3, 1, 3, 40, 16, 28, 40),
    Fit(1.5, 2, 1, 3, 30, 16, 28, 32),
)


@dataclass(frozen=True)
class Page:
    """Everything the front is made of: the whole record, the part of it in the chosen period, and the choices."""

    whole: Summary
    chosen: Summary
    course: Course
    facts: Facts
    options: HandoutOptions
    typed: Typed

    @cached_property
    def injections(self) -> list[Injection]:
        """Injections of the chosen period, newest first."""
        chosen = set(self.chosen.exams["exam_id"])
        return [one for one in self.course.injections if one.exam_id in chosen]

    @cached_property
    def same_region(self) -> list[Any]:
        """Other exams of the chosen period that overlap the region of the visit, newest first, as named tuples.

        Without a region these are all other exams: a page that names no earlier image helps nobody.
        """
        region = self.options.region
        rows = exams.same_region(self.chosen.exams, region) if region else self.chosen.exams
        mine = [one.exam_id for one in self.course.injections]
        if region:
            rows = rows[~rows["modality"].isin(exams.NO_IMAGES)]
        return list(exams.newest_first(rows[~rows["exam_id"].isin(mine)]).itertuples(index=False))

    @cached_property
    def while_pregnant(self) -> tuple[PregnantExam, ...]:
        """Exams with radiation while pregnant, of the whole record."""
        return exams_while_pregnant(self.whole, self.facts)

    @cached_property
    def recent(self) -> tuple[exams.PeriodCount, ...]:
        """Exams of the last 12 months and 5 years."""
        return exams.recent_counts(self.whole.exams, self.whole.today)


def day(when: Any) -> str:
    """A calendar day: "3 Sep 2026"."""
    return PartialDate(when, when, "day").text()


def since_year(summary: Summary, options: HandoutOptions) -> int | None:
    """The first calendar year of the chosen period; None for the whole record."""
    return summary.today.year - options.period_years if options.period_years else None


def how_many(shown: int, recorded: int, what: str = "") -> list[Block]:
    """Says beside a heading what is listed, and how much of it where not all is."""
    newest = _("the newest {n} of {all}, the others are in the record").format(n=shown, all=recorded)
    words = ": ".join(filter(None, [what, newest if shown < recorded else ""]))
    return [text(wording.first_large(words), strong=bool(what))] if words else []


def together(words: str) -> str:
    """The words, with no line end between a number and its unit."""
    return NUMBER_AND_UNIT.sub("\\1\u00a0\\2", words)


def join(words: Sequence[str]) -> str:
    """Sentences after one another; empty ones leave no gap."""
    return " ".join(filter(None, words))
