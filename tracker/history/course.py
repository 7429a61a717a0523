"""The course of somebody's injections: sessions, steroid, how long ago, and which helped best."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker import wording
from tracker.history import exams
from tracker.history.injections import Given, Injection, injections
from tracker.history.response import Logged, Response
from tracker.history.steroids import SteroidProduct, SteroidYear, steroid_year
from tracker.history.summary import Summary
from tracker.i18n import _, grouped, ngettext
from tracker.record import details
from tracker.record.desk import Desk

__all__ = [
    "Course",
    "Given",
    "Injection",
    "Logged",
    "Response",
    "SteroidProduct",
    "SteroidYear",
    "course",
    "course_of",
    "last_of",
]


@dataclass(frozen=True, slots=True)
class Course:
    """Everything about the injections of one person.

    Attributes:
        injections: newest first.
        sessions: by kind and region over the last 12 months; injections of one day are one.
        steroids: of the last 12 months, by product.
        last_steroid: the newest injection with a steroid, None where none is recorded.
        days_since_steroid: since that one; None where there is none or its day is not known.
        days_since_last: since the newest injection of any sort; None likewise.
        best: the one with the most relief, the newest of equals; None where no relief is known.
        last_response: the newest one of which anybody said how it went.
        last: the newest injection.
        last_steroids: all with a steroid of the day of `last_steroid`.
        unknown_since_steroid: injections that may lie after the last steroid, of which nobody recorded the drugs, or
            with a steroid on a day that is not known.
        sessions_uncertain: injections whose date is too rough to say whether they lie in the 12 months.
        today: the day the days are counted to.
    """

    injections: tuple[Injection, ...]
    sessions: tuple[exams.SessionCount, ...]
    steroids: SteroidYear
    last_steroid: Injection | None
    days_since_steroid: int | None
    days_since_last: int | None
    best: Injection | None
    last_response: Injection | None
    last: Injection | None
    unknown_since_steroid: int
    sessions_uncertain: int
    today: date
    last_steroids: tuple[Injection, ...] = ()

    @property
    def by_day(self) -> tuple[tuple[Injection, ...], ...]:
        """The injections grouped by day, newest first; those whose day is not known stand alone."""
        found: dict[object, list[Injection]] = {}
        for one in self.injections:
            found.setdefault(one.first if one.exact else one.exam_id, []).append(one)
        return tuple(tuple(group) for group in found.values())

    @property
    def injected(self) -> bool:
        """Whether any of them injected something, as far as anybody said."""
        return any(one.injected for one in self.injections)

    def last_steroid_text(self, named: Callable[[str], str] = str) -> str:
        """Date and days since, then site, product and mg of each of that day; "none recorded" where there is none.

        Args:
            named: cuts or cleans the name of an injection without a region.
        """
        if self.last_steroid is None:
            return _("none recorded")
        when = f"{self.last_steroid.when} ({since_text(self.days_since_steroid)})"
        each = [
            ", ".join([one.place_text() or named(one.name), *(wording.drug(given) for given in one.steroids)])
            for one in self.last_steroids
        ]
        return f"{when}, {'; '.join(each)}"

    def unknown_since_text(self) -> str:
        """How many other or later injections may have had a steroid; "" where none may."""
        n = self.unknown_since_steroid
        if self.last_steroid is None:
            words = ngettext(
                "{n} injection has no full record of its drugs", "{n} injections have no full record of their drugs", n
            )
            return words.format(n=n) if n else ""
        words = ngettext(
            "{n} injection that may be later has no full record of its drugs or date",
            "{n} injections that may be later have no full record of their drugs or date",
            n,
        )
        return words.format(n=n) if n else ""


def course(desk: Desk, summary: Summary) -> Course:
    """The course of the exams of a summary.

    Raises:
        RecordError: the record cannot be read.
    """
    patient_id = summary.patient.id
    read = (details.injections, details.drugs, details.pain)
    return course_of(summary, *(frame(desk, patient_id) for frame in read))


def course_of(
    summary: Summary,
    told: pd.DataFrame | None = None,
    drugs: pd.DataFrame | None = None,
    pain: pd.DataFrame | None = None,
) -> Course:
    """The course of the exams of a summary and the columns of `record.details`; None for no rows."""
    told = pd.DataFrame(columns=list(details.INJECTION_COLUMNS)) if told is None else told
    drugs = pd.DataFrame(columns=list(details.DRUG_COLUMNS)) if drugs is None else drugs
    pain = pd.DataFrame(columns=list(details.PAIN_COLUMNS)) if pain is None else pain
    found = injections(summary.exams, summary.today, told, drugs, pain)
    since = (pd.Timestamp(summary.today) - pd.DateOffset(years=1)).date()
    injected = [one for one in found if one.injected]
    last, steroid = last_of(injected), last_of(one for one in injected if one.steroids)
    known = [one for one in found if one.response and one.response.percent is not None]
    return Course(
        injections=found,
        sessions=exams.sessions_12_months(summary.exams, summary.today, also={one.exam_id for one in injected}),
        steroids=steroid_year(found, since),
        last_steroid=steroid,
        days_since_steroid=_days_since(steroid, summary.today),
        days_since_last=_days_since(last, summary.today),
        best=max(known, key=lambda one: (_rank(one), one.first), default=None),
        last_response=last_of(one for one in found if one.response),
        last=last,
        unknown_since_steroid=_may_be_later(found, steroid),
        sessions_uncertain=sum(one.exam_count for one in injected if one.first <= since < one.last),
        today=summary.today,
        last_steroids=_of_its_day(injected, steroid),
    )


def last_of(injections: Iterable[Injection]) -> Injection | None:
    """The newest injection: the one that cannot have been earlier than the others can.

    "2026" may mean a later day than 3 Sep 2026, but only the second is certain to be that recent. Of two that begin on
    one day, the exact one is certain.
    """
    return max(injections, key=lambda one: (one.first, one.exact, one.last), default=None)


def since_text(days: int | None) -> str:
    """How long ago a day is: "78 days ago", "today"; says so where the day is not known."""
    if days is None:
        return _("day not known")
    return ngettext("{n} day ago", "{n} days ago", days).format(n=grouped(days)) if days else _("today")


def _days_since(one: Injection | None, today: date) -> int | None:
    return (today - one.first).days if one and one.exact else None


def _of_its_day(found: Sequence[Injection], steroid: Injection | None) -> tuple[Injection, ...]:
    if steroid is None or not steroid.exact:
        return (steroid,) if steroid else ()
    return tuple(one for one in found if one.steroids and one.exact and one.first == steroid.first)


def _rank(one: Injection) -> float:
    return one.response.rank if one.response else -2.0


def _may_be_later(found: Sequence[Injection], steroid: Injection | None) -> int:
    if steroid is None:
        return sum(one.exam_count for one in found if one.may_hide_steroid)
    return sum(
        one.exam_count
        for one in found
        if one is not steroid and one.last > steroid.first and (one.steroids or one.may_hide_steroid)
    )
