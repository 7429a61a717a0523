"""When the exam of a row was: from one cell, from a first and a last day, or from year, month and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker import clock, dates
from tracker.dates import PartialDate
from tracker.i18n import _
from tracker.readers.sheet import cells
from tracker.readers.sheet.cells import Rules, Unreadable
from tracker.readers.sheet.columns import shown
from tracker.readers.sheet.file import Cell

DATED = ("date", "date_first", "year")


@dataclass(frozen=True, slots=True)
class Dated:
    """When an exam was, or why that is not known.

    Attributes:
        note: where the row says so only approximately, its words.
        problem: what is wrong with the cell of `field`.
        order_missing: day and month of it cannot be told apart until the person says how dates are written.
    """

    when: PartialDate | None = None
    note: str = ""
    problem: str = ""
    field: str = ""
    order_missing: bool = False


def advice() -> str:
    """What to do about a date."""
    return _("Please write it as 3 Sep 2015, March 2015 or 2009, or enter it when you look at the exam.")


def when_of(row: Mapping[str, Cell], rules: Rules) -> Dated:
    """The date of a row.

    Args:
        row: its cells by field.
        rules: how the dates of this spreadsheet are written.
    """
    name = next((name for name in DATED if name in row), "")
    if span := _span_of(row, rules):
        return _past(span, "", "date_first")
    if not name:
        return Dated()
    try:
        if name == "year" and ("month" in row or len(shown(row["year"])) == 4):
            return _past(cells.from_parts(row["year"], row.get("month"), row.get("day")), "", name)
        when, about = cells.day_of(row[name], rules)
    except Unreadable as error:
        return Dated(problem=str(error), field=name, order_missing=_order_missing(row[name], rules))
    note = _("The spreadsheet says “{text}”.").format(text=shown(row[name])[:80]) if about else ""
    return _past(when, note, name)


def _past(when: PartialDate, note: str, name: str) -> Dated:
    if when.first <= clock.today() and when.first.year >= dates.OLDEST_YEAR:
        return Dated(when, note, field=name)
    text = _("{date} cannot be the date of an exam that was done.").format(date=when.text())
    return Dated(problem=text, field=name)


def _span_of(row: Mapping[str, Cell], rules: Rules) -> PartialDate | None:
    """The time from a first to a last possible day, with the precision its own words give it."""
    first, last, written = (_quiet(row.get(name), rules) for name in ("date_first", "date_last", "date"))
    if first is None or last is None or last.last < first.first:
        return None
    if written and (written.first, written.last) == (first.first, last.last):
        return written
    return _precise(first.first, last.last)


def _quiet(cell: Cell, rules: Rules) -> PartialDate | None:
    try:
        return cells.day_of(cell, rules)[0]
    except Unreadable:
        return None


def _order_missing(cell: Cell, rules: Rules) -> bool:
    found = cells.day_readings(cell, rules) if isinstance(cell, str) else {}
    return not rules.date_order and len(set(found.values())) > 1


def _precise(first: date, last: date) -> PartialDate:
    """Two days as the most exact kind of date that they are."""
    year, month = first.year, first.month
    for whole in (dates.of(year, month, first.day), dates.of(year, month), dates.of(year)):
        if (whole.first, whole.last) == (first, last):
            return whole
    return PartialDate(first, last, "range")
