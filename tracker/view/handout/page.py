"""What a person can choose about the handout, what its front is made of, and what its tables share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from tracker import wording
from tracker.dates import PartialDate
from tracker.history import exams
from tracker.history.course import Course, Injection
from tracker.history.plan import PlanOutlook
from tracker.history.pregnancy import PregnantExam, exams_while_pregnant
from tracker.history.skin_words import Advice
from tracker.history.summary import Summary
from tracker.record import people
from tracker.record.forms import LONGEST_LINE
from tracker.record.people import Facts
from tracker.view.handout.blocks import Block, Typed, shortened, text

NEWEST_INJECTIONS = 8
LONGEST_PLACE = 60  # characters
RECENT_YEARS = 5  # as in the counts of other exams
# What shows a region from all sides comes before films of it, those before anything else that overlaps it.
MOST_USE = ("MR", "CT")
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
        back: a second side: what did not go onto the front, the other exams, marks and sources. What a clinic must
            know and the front has no room for is printed there in any case.
        full_list: every exam with its numbers, charts and full sources, on as many pages as it takes.
        card: a page with a card for the wallet to cut out.
        pain_log: the test-block log to write on, as a page of its own.
        pain_log_exam: id of the injection it is for; empty for one to come.
        questions: up to three questions of the patient.
        plan: the exam the visit is about; it stands above the earlier exams of the region.
        paper: "a4" or "us-letter".
        number: the person's number at the clinic; None for the one that the record remembers.
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
    back: bool = True
    full_list: bool = False
    card: bool = True
    pain_log: bool = False
    pain_log_exam: str = ""
    questions: tuple[str, ...] = ()
    plan: PlanOutlook | None = None
    paper: str = "a4"
    number: str | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """How much goes onto the side; whatever a list leaves out stands on the back.

    Attributes:
        air_pt: space above and below the rows of tables, in points.
        injections: number of lines, as are `region`, `reactions`, `facts` (what the patient says yes to) and
            `pregnant` (exams while pregnant).
        estimate: whether the steroids of 12 months are compared with each other; else the back does.
        longest: characters of a text that somebody typed. Lists are shortened first; where even that is not enough
            and a text is cut, the back repeats it whole.
    """

    air_pt: float
    injections: int
    region: int
    reactions: int
    facts: int
    pregnant: int
    longest: int = LONGEST_LINE
    estimate: bool = True

    @property
    def place(self) -> int:
        """Characters of a place in a column; an exam with a longer one stands on the back too."""
        return min(self.longest, LONGEST_PLACE)

    def cell(self, words: str) -> str:
        """What a cell or a paragraph says, made of many texts: whole, but in the fits that cut."""
        return shortened(words, 2 * self.longest) if self.cuts else words

    @property
    def cuts(self) -> bool:
        """Whether a text may lose its end."""
        return self.longest < LONGEST_LINE


EVERYTHING = Fit(3.6, *(10**9,) * 5)
# From the full page to one that fits whatever the record holds. Safety is shortened last.
FITS = (
    Fit(3.6, NEWEST_INJECTIONS, 6, 12, 20, 6),
    Fit(2.4, NEWEST_INJECTIONS, 5, 12, 20, 6),
    Fit(1.8, NEWEST_INJECTIONS, 4, 12, 20, 6),
    Fit(1.5, NEWEST_INJECTIONS, 3, 12, 20, 6),
    Fit(1.5, NEWEST_INJECTIONS, 3, 12, 20, 6, estimate=False),
    Fit(1.5, 7, 3, 12, 20, 6, estimate=False),
    Fit(1.5, 6, 3, 12, 20, 6, estimate=False),
    Fit(1.5, 5, 3, 10, 20, 6, estimate=False),
    Fit(1.5, 4, 3, 9, 20, 4, estimate=False),
    Fit(1.5, 4, 2, 9, 20, 4, estimate=False),
    Fit(1.5, 3, 3, 8, 20, 4, estimate=False),
    Fit(1.5, 3, 2, 8, 20, 4, estimate=False),
    Fit(1.5, 2, 2, 6, 12, 3, estimate=False),
    Fit(1.5, 2, 1, 4, 6, 3, estimate=False),
    Fit(1.5, 1, 1, 3, 4, 3, estimate=False),
    Fit(1.5, 1, 1, 3, 3, 2, 120, estimate=False),
    Fit(1.5, 1, 1, 2, 2, 2, 60, estimate=False),
    Fit(1.5, 1, 1, 2, 2, 2, 28, estimate=False),
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
    skin: tuple[Advice, ...] = ()

    @cached_property
    def injections(self) -> list[Injection]:
        """Injections of the chosen period, newest first."""
        chosen = set(self.chosen.exams["exam_id"])
        return [one for one in self.course.injections if one.exam_id in chosen]

    @cached_property
    def same_region(self) -> list[Any]:
        """Other exams of the chosen period that overlap the region of the visit, the most useful first, as tuples.

        Without a region these are all other exams, newest first: a page that names no earlier image helps nobody.
        """
        region = self.options.region
        rows = exams.same_region(self.chosen.exams, region) if region else self.chosen.exams
        mine = [one.exam_id for one in self.course.injections]
        if region:
            rows = rows[~rows["modality"].isin(exams.NO_IMAGES)]
        found: list[Any] = list(exams.newest_first(rows[~rows["exam_id"].isin(mine)]).itertuples(index=False))
        return sorted(found, key=self._use) if region else found

    def _use(self, row: Any) -> tuple[bool, int]:
        """Its place in the list: images of the last years first, of them what shows most of the region."""
        old = row.date_last < pd.Timestamp(self.whole.today) - pd.DateOffset(years=RECENT_YEARS)
        inside = row.region == self.options.region
        place = MOST_USE.index(row.modality) if row.modality in MOST_USE else len(MOST_USE) + (not inside)
        return bool(old), place

    @cached_property
    def while_pregnant(self) -> tuple[PregnantExam, ...]:
        """Exams with radiation while pregnant, of the whole record."""
        return exams_while_pregnant(self.whole, self.facts)

    @cached_property
    def recent(self) -> tuple[exams.PeriodCount, ...]:
        """Exams of the last 12 months and 5 years."""
        return exams.recent_counts(self.whole.exams, self.whole.today)


def file_name(person: str, today: date) -> str:
    """What the file is called that is saved: whose it is, what, and of which day."""
    return people.file_name(person, f"imaging-history-{today.isoformat()}", "pdf")


def day(when: Any) -> str:
    """A calendar day: "3 Sep 2026"."""
    return PartialDate(when, when, "day").text()


def since_year(summary: Summary, options: HandoutOptions) -> int | None:
    """The first calendar year of the chosen period; None for the whole record."""
    return summary.today.year - options.period_years if options.period_years else None


def how_many(listed: str, shown: int, recorded: int, what: str = "") -> list[Block]:
    """Says beside a heading what is listed, and how much of it where not all is.

    Args:
        listed: "the newest {n} of {all}, ...", in words.
        shown, recorded: the numbers in it.
        what: what the list is of.
    """
    words = ": ".join(filter(None, [what, listed.format(n=shown, all=recorded) if shown < recorded else ""]))
    return [text(wording.first_large(words), strong=bool(what))] if words else []


def together(words: str) -> str:
    """The words, with no line end between a number and its unit."""
    return NUMBER_AND_UNIT.sub("\\1\u00a0\\2", words)


def join(words: Sequence[str]) -> str:
    """Sentences after one another; empty ones leave no gap."""
    return " ".join(filter(None, words))
