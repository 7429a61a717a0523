"""What the cells of a spreadsheet mean: days, counts, sides, answers; numbers of doses are read in `amounts`.

When the exam of a row was is told by one cell, by a first and a last day, or by year, month and day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker import dates
from tracker.dates import PartialDate
from tracker.errors import DateError, Reason
from tracker.readers.sheet.file import Cell, shown
from tracker.readers.words.exams import plain
from tracker.reference import words as word_tables
from tracker.reference.words import folded

_NOTHING = frozenset(["", "-", "–", "—", "?", *word_tables.words("cells")["not_known"]])
_ABOUT_WORDS = sorted(word_tables.words("date_words")["about"], key=len, reverse=True)
ABOUT = rf"(?:(?:{'|'.join(_ABOUT_WORDS)})(?:\.|\b)|~|≈)"
_TIMES = "|".join(word_tables.words("cells")["times"])
_COUNT = re.compile(rf"(?P<about>{ABOUT} ?)?(?P<count>[0-9]{{1,6}})(?:\.0)?(?P<more> ?(?:{_TIMES}))?")
EXCEL_START = date(1899, 12, 30)  # so that day 60 and later fall on the right day; Excel counts a 29 Feb 1900
EXCEL_START_1904 = date(1904, 1, 1)  # where a workbook says that it counts as old Excel for Macintosh did
_EXCEL_DAYS = (10_000, 99_999)  # 1927 to 2173; smaller numbers are years
DATED = ("date", "date_first", "year")


@dataclass(slots=True)
class Rules:
    """How the cells of a spreadsheet are read; "" where nobody has said.

    Attributes:
        today: the day it is read, which settles years of two digits.
        dotted: dates with dots have the day first, as everywhere in the languages of the headings.
        units: by column and quantity, the unit of numbers that name their quantity only: all others there have it.
        first_day: day 0 of days that are written as numbers.
    """

    today: date
    date_order: str = ""
    dotted: bool = False
    decimal: dict[int, str] = field(default_factory=dict)
    clock: dict[int, str] = field(default_factory=dict)
    units: dict[tuple[int, str], str] = field(default_factory=dict)
    first_day: date = EXCEL_START


class Unreadable(Exception):
    """A cell that cannot be used, and why. Caught where the row is known."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.why = why


def empty(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip().lower() in _NOTHING)


def side_of(cell: Cell) -> str:
    """ "left", "right", "both", or "" where the cell says none of them."""
    return side_named(plain(shown(cell)))


def side_named(text: str) -> str:
    """The side that a text is the word of, and nothing else."""
    keys = ("left", "right", "both", "left_short", "right_short")
    key = next((key for key in keys if word_tables.pattern("sides", key).fullmatch(text)), "")
    return key.removesuffix("_short") or word_tables.meaning("cells", text, "left", "right", "both")


def yes_or_no(cell: Cell) -> str:
    """ "yes", "no", or "" where the cell says neither."""
    return word_tables.meaning("cells", plain(shown(cell)), "yes", "no")


def count_of(cell: Cell) -> tuple[int, bool]:
    """How many, and whether that is approximate.

    Raises:
        Unreadable: the cell is no whole number from 1 to 1000.
    """
    text = folded(shown(cell)).strip()
    more = text.endswith("+")
    found = _COUNT.fullmatch(text.rstrip("+?"))
    if not found or not 1 <= int(found["count"]) <= 1000:
        raise Unreadable(Reason.of("no_count", text=text[:40]))
    return int(found["count"]), bool(found["about"]) or more or text.endswith("?")


def day_of(cell: Cell, rules: Rules) -> tuple[PartialDate, bool]:
    """When it was, and whether the cell says so only approximately.

    Raises:
        Unreadable: the cell is no date, or one whose day and month cannot be told apart.
    """
    if isinstance(cell, date):
        return dates.PartialDate(cell, cell, "day"), False
    text = shown(cell)
    number = re.fullmatch(r"([0-9]{5})(?:\.[0-9]+)?", text)
    if number and _EXCEL_DAYS[0] <= int(number[1]) <= _EXCEL_DAYS[1]:
        day = rules.first_day + timedelta(days=int(number[1]))
        return dates.PartialDate(day, day, "day"), False
    found = day_readings(text, rules)
    if not found:
        raise Unreadable(Reason.of("no_date", text=text[:40]))
    day_read = found.get(rules.date_order) if dates.unclear(found) else next(iter(found.values()))
    if not day_read:
        raise Unreadable(Reason.of("day_or_month", text=text[:40]))
    return day_read, dates.is_about(text)


def day_readings(text: str, rules: Rules) -> dict[str, PartialDate]:
    """A written date in every order that is possible in this spreadsheet."""
    found = dates.readings(text, rules.today)
    if rules.dotted and "." in text and "dmy" in found:
        return {"dmy": found["dmy"]}
    return found


def from_parts(year: Cell, month: Cell, day: Cell) -> PartialDate:
    """A date whose year, month and day stand in columns of their own.

    Raises:
        Unreadable: they are no date.
    """
    parts = [shown(cell).strip() for cell in (year, month, day)]
    if parts[1] and not parts[1].isdigit():
        parts[1] = str(dates.month_number(parts[1]) or "")
        if not parts[1]:
            raise Unreadable(Reason.of("no_month", text=shown(month)[:40]))
    try:
        numbers = [int(part) for part in parts if part]
        return dates.of(*(numbers if parts[1] else numbers[:1]))
    except (ValueError, DateError, TypeError) as error:
        written = " ".join(filter(None, parts))
        raise Unreadable(Reason.of("no_date", text=written[:40])) from error


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
            return _past(from_parts(row["year"], row.get("month"), row.get("day")), None, name, rules.today)
        when, about = day_of(row[name], rules)
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
        return day_of(cell, rules)[0]
    except Unreadable:
        return None


def _order_missing(cell: Cell, rules: Rules) -> bool:
    found = day_readings(cell, rules) if isinstance(cell, str) else {}
    return not rules.date_order and len(set(found.values())) > 1


def _precise(first: date, last: date) -> PartialDate:
    """Two days as the most exact kind of date that they are."""
    year, month = first.year, first.month
    for whole in (dates.of(year, month, first.day), dates.of(year, month), dates.of(year)):
        if (whole.first, whole.last) == (first, last):
            return whole
    return PartialDate(first, last, "range")
