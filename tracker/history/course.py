"""The course of somebody's injections: sessions, steroid, how long ago, and which helped best."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.history import exams
from tracker.history.injections import Given, Injection, injections
from tracker.history.once import once
from tracker.history.response import NOT_KNOWN, Logged, Response
from tracker.history.steroids import SteroidProduct, SteroidYear, steroid_year
from tracker.history.summary import Summary
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
        sessions_in_all: the same whatever was injected: several sites of one day are one.
        steroids: of the last 12 months, by product.
        last_steroid: the newest injection with a steroid, None where none is recorded.
        days_since_steroid: since that one; None where there is none or its day is not known.
        days_since_last: since the newest injection of any sort; None likewise.
        best: the treatment with the most relief, the newest of equals; None where no relief is known.
        last_response: the newest treatment of which anybody said how it went.
        test_blocks: those of which anybody said how it went, newest first; a test is no treatment.
        last: the newest injection.
        last_steroids: all with a steroid of the day of `last_steroid`.
        unknown_since_steroid: injections that may lie after the last steroid, of which nobody recorded the drugs, or
            with a steroid on a day that is not known.
        sessions_uncertain: injections whose date is too rough to say whether they lie in the 12 months.
        today: the day the days are counted to.
    """

    injections: tuple[Injection, ...]
    sessions: tuple[exams.SessionCount, ...]
    sessions_in_all: int
    steroids: SteroidYear
    last_steroid: Injection | None
    days_since_steroid: int | None
    days_since_last: int | None
    best: Injection | None
    last_response: Injection | None
    test_blocks: tuple[Injection, ...]
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

    def session(self, one: Injection) -> tuple[Injection, ...]:
        """The sites of one session: the injections of that day, if it is known, tests apart from treatments."""
        if not one.exact:
            return (one,)
        day = (other for other in self.injections if other.exact and other.first == one.first)
        return tuple(other for other in day if other.test_block == one.test_block)


def course(desk: Desk, summary: Summary) -> Course:
    """The course of the exams of a summary.

    Raises:
        RecordError: the record cannot be read.
    """
    patient_id = summary.patient.id
    read = (details.injections, details.drugs, details.pain)
    return course_of(summary, *(frame(desk, patient_id) for frame in read))


@once
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
    treated = [one for one in found if one.response and not one.test_block]
    known = [one for one in treated if _rank(one) > NOT_KNOWN]
    record, ids = summary.exams, {one.exam_id for one in injected}
    return Course(
        injections=found,
        sessions=exams.sessions_12_months(record, summary.today, also=ids),
        sessions_in_all=exams.sessions_in_all(record, summary.today, also=ids),
        steroids=steroid_year(found, since),
        last_steroid=steroid,
        days_since_steroid=_days_since(steroid, summary.today),
        days_since_last=_days_since(last, summary.today),
        best=max(known, key=lambda one: (_rank(one), one.first), default=None),
        last_response=last_of(treated),
        test_blocks=tuple(one for one in found if one.response and one.test_block),
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


def _days_since(one: Injection | None, today: date) -> int | None:
    return (today - one.first).days if one and one.exact else None


def _of_its_day(found: Sequence[Injection], steroid: Injection | None) -> tuple[Injection, ...]:
    if steroid is None or not steroid.exact:
        return (steroid,) if steroid else ()
    return tuple(one for one in found if one.steroids and one.exact and one.first == steroid.first)


def _rank(one: Injection) -> float:
    return one.response.rank if one.response else NOT_KNOWN


def _may_be_later(found: Sequence[Injection], steroid: Injection | None) -> int:
    if steroid is None:
        return sum(one.exam_count for one in found if one.may_hide_steroid)
    return sum(
        one.exam_count
        for one in found
        if one is not steroid and one.last > steroid.first and (one.steroids or one.may_hide_steroid)
    )
