"""When it was, and what is folded away in the form of an exam: where and who, the scan itself, and notes."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboards.frame.form import Form
from dashboards.frame.words import answers, known_from, plain
from tracker import clock, dates, wording
from tracker.dates import PartialDate
from tracker.errors import DateError
from tracker.history.pregnancy import may_be_pregnant
from tracker.i18n import _
from tracker.record import ledger, people
from tracker.record.desk import Desk
from tracker.record.forms import LONGEST_NOTE
from tracker.record.models import ExamCreate, Patient

# What the next exam of the same visit shares with this one.
REPEATS = ("facility", "requested_by", "images_at")
MOST_OFFERED = 6
WHERE = "facility"
LINES = (*REPEATS, "reason")


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
    def filled(self) -> bool:
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
        months = {m: wording.first_large(dates.month_name(m)) if m else _("Not sure") for m in range(13)}
        month_given = form.search("month", _("Month, if you know it"), months)
    with day:
        day_given = form.search("day", _("Day"), range(32), lambda d: str(d) if d else _("Not sure"))
    return When(year_given, month_given, day_given, None, False, None, False)


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


def ask_places(form: Form, record: Desk, person: Patient, names: tuple[str, ...] = LINES) -> dict[str, str]:
    """Where it was, who asked for it, why, and where the images are; earlier answers are offered."""
    labels = {
        "facility": _("Where was it done?"),
        "requested_by": _("Who asked for it?"),
        "images_at": _("Where are the images?"),
        "reason": _("What was it for?"),
    }
    hints = {
        "facility": _("Hospital or clinic"),
        "requested_by": _("Doctor or clinic"),
        "images_at": _("For example: St Anna hospital, a disc at home"),
        "reason": _("For example: back pain"),
    }
    return {name: _line(form, record, person, name, labels[name], hints[name]) for name in names}


def _line(form: Form, record: Desk, person: Patient, name: str, label: str, hint: str) -> str:
    # A plain field: a menu that also takes new words forgets them unless Enter is pressed.
    typed = form.line(name, label, hint, live=True)
    with st.container(horizontal=True, gap="xsmall"):
        for place, value in enumerate(_offered(ledger.known_values(record, person.id, name), typed)):
            form.press(f"{name} offer {place}", plain(value), on_click=form.put, args=(name, value), wrap=True)
    return typed


def _offered(before: list[str], typed: str) -> list[str]:
    """Earlier answers that fit what is typed, most used first."""
    words = " ".join(typed.casefold().split())
    return [b for b in before if words in b.casefold() and b != typed][:MOST_OFFERED]


def ask_about_exam(form: Form, record: Desk, person: Patient, when: When) -> dict[str, str]:
    """Contrast medium, pregnancy, and where all this is known from."""
    held = {
        "contrast": form.menu("contrast", _("Did you get contrast medium (a dye)?"), answers()),
        "contrast_agent": form.line("contrast_agent", _("Which one, if you know")),
    }
    if form.get("pregnant") or _may_have_been_pregnant(record, person, when):
        held["pregnant"] = form.menu("pregnant", _("Were you pregnant then?"), answers())
    # What a file said stays so; nobody types what a program read.
    offered = {
        key: words for key, words in known_from().items() if key in ("memory", "report", form.get("entered_from"))
    }
    held["entered_from"] = form.menu("entered_from", _("How do you know about this exam?"), offered)
    return held


def _may_have_been_pregnant(record: Desk, person: Patient, when: When) -> bool:
    today = clock.today()
    try:
        asked = when.date()
    except DateError:  # said where the exam is saved
        asked = PartialDate(today, today, "day")
    facts = people.facts(record, person.id)
    return may_be_pregnant(person.sex, person.birth_date, facts, asked.first, asked.last)


def ask_notes(form: Form) -> str:
    """Anything else."""
    return form.text("notes", _("Notes"), help=_("At most {longest} characters.").format(longest=LONGEST_NOTE))


def fill_details(form: Form, exam: ExamCreate) -> None:
    """Put the details of an exam into the form."""
    values: dict[str, Any] = {name: getattr(exam, name) for name in LINES}
    values |= {name: getattr(exam, name) for name in ("contrast", "contrast_agent", "pregnant", "notes")}
    for name, value in {**values, "entered_from": exam.entered_from}.items():
        form.put(name, value)
