"""When the exam of a row was: from one cell, from a first and a last day, or from year, month and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker import dates
from tracker.dates import PartialDate
from tracker.errors import Reason
from tracker.readers.sheet import cells
from tracker.readers.sheet.cells import Rules, Unreadable
from tracker.readers.sheet.columns import shown
from tracker.readers.sheet.file import Cell

DATED = ("date", "date_first", "year")


@dataclass(frozen=True, slots=True)
class Dated:
    """When an exam was, or why that is not known.

    Attributes:
        note: where the row says so only approximately, what it says.
        problem: what is wrong with the cell of `field`.
        order_missing: day and month of it cannot be told apart until the person says how dates are written.
    """

    when: PartialDate | None = None
    note: Reason | None = None
    problem: Reason | None = None
    field: str = ""
    order_missing: bool = False


def when_of(row: Mapping[str, Cell], rules: Rules) -> Dated:
    """The date of a row.

    Args:
        row: its cells by field.
        rules: how the dates of this spreadsheet are written.
    """
    name = next((name for name in DATED if name in row), "")
    if span := _span_of(row, rules):
        return _past(span, None, "date_first", rules.today)
    if not name:
        return Dated()
    try:
        if name == "year" and ("month" in row or len(shown(row["year"])) == 4):
            return _past(cells.from_parts(row["year"], row.get("month"), row.get("day")), None, name, rules.today)
        when, about = cells.day_of(row[name], rules)
    except Unreadable as error:
        return Dated(problem=error.why, field=name, order_missing=_order_missing(row[name], rules))
    note = Reason.of("about_when", text=shown(row[name])[:80]) if about else None
    return _past(when, note, name, rules.today)


def _past(when: PartialDate, note: Reason | None, name: str, today: date) -> Dated:
    if when.first <= today and when.first.year >= dates.OLDEST_YEAR:
        return Dated(when, note, field=name)
    return Dated(problem=Reason.of("impossible_date", date=stored(when)), field=name)


def stored(when: PartialDate) -> tuple[str, str, str]:
    """A date as it stands in a reason."""
    return when.first.isoformat(), when.last.isoformat(), when.precision


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
