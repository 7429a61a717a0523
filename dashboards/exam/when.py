"""The question "When?": one exam on a day, in a month or a year, or several exams over some years."""

from dataclasses import dataclass

import streamlit as st

from dashboards.frame.form import Form
from tracker import dates
from tracker.dates import PartialDate
from tracker.errors import DateError
from tracker.i18n import _
from tracker.record.models import ExamCreate


@dataclass(frozen=True, slots=True)
class When:
    """What the form holds; None and 0 where nothing is filled in."""

    year: int | None
    month: int
    day: int
    to_year: int | None
    several: bool
    count: int | None
    approximate: bool

    @property
    def given(self) -> bool:
        """Whether there is enough to make a date of."""
        return self.year is not None

    def date(self) -> PartialDate:
        """The date or the span.

        Raises:
            DateError: there is no year, no such day, or the end lies before the start.
        """
        if self.year is None:
            raise DateError(_("Please give the year. A guess is fine."))
        if self.several:
            first = dates.of(self.year)
            return first if self.to_year in (None, self.year) else dates.between(first, dates.of(self.to_year or 0))
        if self.day and not self.month:
            raise DateError(_("Please choose the month too, or leave the day out."))
        return dates.of(self.year, self.month or None, self.day or None)

    def exam_count(self) -> int:
        """How many exams the entry stands for (DateError where several are meant and no number is given)."""
        if self.several and not self.count:
            raise DateError(_("Please say how many exams there were. About right is fine."))
        return self.count or 1 if self.several else 1


def ask_when(form: Form) -> When:
    """Draw the question; the year alone is enough."""
    several = form.switch("several", _("These were several exams, for example about 20 over some years"))
    return _ask_span(form) if several else ask_day(form)


def ask_day(form: Form) -> When:
    """Draw the question about one exam: its year, and month and day if they are known."""
    year, month, day = st.columns([2, 3, 2], vertical_alignment="bottom")
    with year:
        year_given = _ask_year(form, "year", _("Year"))
    with month:
        months = {m: _as_title(dates.month_name(m)) if m else _("Not sure") for m in range(13)}
        month_given = form.search("month", _("Month, if you know it"), months)
    with day:
        day_given = form.search("day", _("Day"), range(32), lambda d: str(d) if d else _("Not sure"))
    return When(year_given, month_given, day_given, None, False, None, False)


def _as_title(name: str) -> str:
    return name[:1].upper() + name[1:]


def _ask_span(form: Form) -> When:
    count, first, last = st.columns([2, 2, 2], vertical_alignment="bottom")
    with count:
        how_many = form.amount("count", _("How many?"), 1, min_value=1, max_value=1000)
    with first:
        year = _ask_year(form, "year", _("From year"))
    with last:
        to_year = _ask_year(form, "to_year", _("To year"))
    form.begin("approximate", True)
    approximate = form.tick("approximate", _("The number is about right, not exact"))
    return When(year, 0, 0, to_year, True, how_many, approximate)


def _ask_year(form: Form, name: str, label: str) -> int | None:
    return form.amount(name, label, 1, "2015", format="%d")


def fill_when(form: Form, exam: ExamCreate) -> None:
    """Put the date of an exam into the form."""
    several = exam.exam_count > 1 or exam.date_precision == "range"
    form.put("several", several)
    form.put("year", exam.date_first.year)
    form.put("to_year", exam.date_last.year if several else None)
    form.put("count", exam.exam_count if several else None)
    form.put("approximate", exam.count_is_approximate)
    form.put("month", exam.date_first.month if exam.date_precision in ("day", "month") else 0)
    form.put("day", exam.date_first.day if exam.date_precision == "day" else 0)
