"""What the cells of a spreadsheet mean: days, doses with units, counts, sides."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker import dates
from tracker import numbers as written_numbers
from tracker.dates import PartialDate
from tracker.errors import DateError, Reason
from tracker.readers.sheet.columns import Column, shown
from tracker.readers.sheet.file import Cell
from tracker.readers.words.doses import time_words, unit_of
from tracker.readers.words.exams import plain
from tracker.reference import words as word_tables
from tracker.reference.words import folded
from tracker.units import QUANTITIES

_NOTHING = frozenset(["", "-", "–", "—", "?", *word_tables.words("cells")["not_known"]])
_ABOUT_WORDS = sorted(word_tables.words("date_words")["about"], key=len, reverse=True)
ABOUT = rf"(?:(?:{'|'.join(_ABOUT_WORDS)})(?:\.|\b)|~|≈)"
_TIMES = "|".join(word_tables.words("cells")["times"])
_COUNT = re.compile(rf"(?P<about>{ABOUT} ?)?(?P<count>[0-9]{{1,6}})(?:\.0)?(?P<more> ?(?:{_TIMES}))?")
CLOCK = re.compile(r"([0-9]{1,3}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(?: ?(min|h|std|hours?))?\.?")
_MINUTES = re.compile(
    rf"([0-9]{{1,3}}) ?(?:{time_words('min')}|m|'|′)\.?,? ?([0-9]{{1,2}}) ?(?:{time_words('s')}|\"|″|'')?\.?"
)
_SIDE_WORD = (
    "(?:"
    + "|".join(
        [
            *word_tables.words("cells")["both"],
            *(
                word
                for key in ("both", "left", "right")
                for word in sorted(word_tables.words("sides")[key], key=len, reverse=True)
            ),
            "l",
            "r",
        ]
    )
    + ")"
)
AMOUNT = re.compile(
    rf"(?:(?P<front>{_SIDE_WORD})[ :.]+)?(?:{ABOUT} ?)?"
    rf"(?P<number>{written_numbers.NUMBER}(?:e[+-]?[0-9]+)?|[.,][0-9]+)(?P<rest>.*)"
)
_EXCEL_START = date(1899, 12, 30)  # so that day 60 and later fall on the right day; Excel counts a 29 Feb 1900
_EXCEL_DAYS = (10_000, 99_999)  # 1927 to 2173; smaller numbers are years


@dataclass(slots=True)
class Rules:
    """How the cells of a spreadsheet are read; "" where nobody has said.

    Attributes:
        today: the day it is read, which settles years of two digits.
        dotted: dates with dots have the day first, as everywhere in the languages of the headings.
    """

    today: date
    date_order: str = ""
    dotted: bool = False
    decimal: dict[int, str] = field(default_factory=dict)
    clock: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a cell with its unit ("" where the cell has none) and side."""

    value: float
    unit: str = ""
    side: str = ""


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
    return _side_named(plain(shown(cell)))


def _side_named(text: str) -> str:
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
        day = _EXCEL_START + timedelta(days=int(number[1]))
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


def amounts_of(cell: Cell, column: Column, rules: Rules) -> list[Amount]:
    """The numbers of a cell of doses: one, or one for each side.

    Raises:
        Unreadable: the cell holds something else, a range, or a number that can be read in two ways.
    """
    if isinstance(cell, float):
        return [Amount(cell, column.unit, column.side)]
    text = shown(cell)
    if clock := _clock(folded(text).strip(), column, rules):
        return [clock]
    parts = [part.strip() for part in re.split(r";|\n| / ", text) if part.strip()]
    return [_amount(part, column, rules) for part in parts[:4]]


def _clock(text: str, column: Column, rules: Rules) -> Amount | None:
    if column.field != "fluoro_time_s":
        return None
    if found := _MINUTES.fullmatch(text):
        return Amount(60.0 * int(found[1]) + int(found[2]), "s")
    found = CLOCK.fullmatch(text)
    if not found:
        return None
    first, second, third = (int(part or 0) for part in found.groups()[:3])
    if found[3]:
        return Amount(3600.0 * first + 60 * second + third, "s")
    way = rules.clock.get(column.place, "")
    if found[4]:
        way = "mm:ss" if found[4] == "min" else "h:mm"
    if not way:
        raise Unreadable(Reason.of("time_unclear", text=text))
    return Amount(60.0 * first + second if way == "mm:ss" else 3600.0 * first + 60 * second, "s")


def _amount(text: str, column: Column, rules: Rules) -> Amount:
    found = AMOUNT.fullmatch(folded(text))
    if not found:
        raise Unreadable(Reason.of("no_number", text=text[:40]))
    value = written_numbers.settled(found["number"], rules.decimal.get(column.place, ""))
    if value is None:
        unclear = written_numbers.readings(found["number"])
        raise Unreadable(Reason.of("number_unclear" if unclear else "no_number", text=text[:40]))
    rest = text[found.start("rest") :].strip()
    words_behind = re.fullmatch(rf"(?P<unit>.*?)[ ,(\[]*(?P<side>\b{_SIDE_WORD})?[)\]]?", folded(rest))
    unit_text = rest[: words_behind.end("unit")].strip(" ()[]") if words_behind else rest
    side = _side_named((words_behind and words_behind["side"]) or found["front"] or "")
    unit = unit_of(unit_text, column.field) if unit_text else column.unit
    if unit_text and not unit:
        known = ", ".join(QUANTITIES[column.field].units)
        raise Unreadable(Reason.of("unknown_unit", text=text[:40], known=known))
    return Amount(value, unit, side or column.side)
