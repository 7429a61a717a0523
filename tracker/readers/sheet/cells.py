"""What the cells of a spreadsheet mean: days, counts, sides, answers; numbers of doses are read in `amounts`."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker import dates
from tracker.dates import PartialDate
from tracker.errors import DateError, Reason
from tracker.readers.sheet.columns import shown
from tracker.readers.sheet.file import Cell
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
