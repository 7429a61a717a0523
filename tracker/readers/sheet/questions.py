"""What only the person can tell about a spreadsheet: the order of day and month, decimal signs, units, times."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker import dates
from tracker import numbers as written_numbers
from tracker.errors import Reason
from tracker.readers.sheet.amounts import amounts_of, numbers_in
from tracker.readers.sheet.cells import EXCEL_START, Rules, Unreadable, day_readings, empty, stored
from tracker.readers.sheet.columns import MIXED, Column, holds_doses
from tracker.readers.sheet.file import Cell
from tracker.readers.sheet.table import ABOVE, ONE, SEVERAL
from tracker.readers.words.doses import CLOCK, seconds_of_clock
from tracker.reference.words import folded
from tracker.units import QUANTITIES

DATE_FIELDS = ("date", "date_first", "date_last", "patient_birth_date")


@dataclass(frozen=True, slots=True)
class Question:
    """What only the person can tell about a spreadsheet.

    Attributes:
        key: "date_order", "repeated", "undated", or "decimal:3", "unit:3", "clock:3" for the column at that place.
        choices: (answer, its label); the answer goes into `SheetMapping.answers` under the key.
    """

    key: str
    text: Reason
    choices: tuple[tuple[str, Reason | str], ...]
    place: int | None = None


def decide(
    columns: Sequence[Column],
    body: Sequence[Sequence[Cell]],
    answers: Mapping[str, str],
    today: date,
    *,
    own: bool = False,
    first_day: date = EXCEL_START,
) -> tuple[Rules, tuple[Question, ...]]:
    """How to read the cells, from what they say together and what the person answered, and what is still to be asked.

    Args:
        own: our own export, which writes a point and no thousands separator.
        first_day: day 0 of days that are written as numbers.
    """
    rules = Rules(today, first_day=first_day, dotted=any(column.foreign for column in columns))
    questions = list(_date_order(columns, body, answers, rules))
    quantities = [column for column in columns if holds_doses(column)]
    numbers = {
        column.place: [number for text in _texts(column, body) for number in numbers_in(text)] for column in quantities
    }
    whole_sheet = written_numbers.evidence(text for texts in numbers.values() for text in texts)
    for column in quantities:
        questions += _decimal(column, numbers[column.place], whole_sheet, answers, rules, own=own)
        rules.units |= _units_written(column, body, rules)
        questions += _unit(column, body, rules)
        questions += _clock_question(column, body, answers, rules)
    return rules, tuple(questions)


def _texts(column: Column, body: Sequence[Sequence[Cell]]) -> list[str]:
    cells = (row[column.place] for row in body if column.place < len(row))
    return [cell for cell in cells if isinstance(cell, str) and not empty(cell)]


def _date_order(
    columns: Sequence[Column], body: Sequence[Sequence[Cell]], answers: Mapping[str, str], rules: Rules
) -> Iterable[Question]:
    texts = [text for column in columns if column.field in DATE_FIELDS for text in _texts(column, body)]
    found = [readings for text in texts if (readings := day_readings(text, rules))]
    fitting = [order for order in dates.ORDERS if all(order in readings for readings in found)]
    unclear = [readings for readings in found if dates.unclear(readings)]
    possible = fitting or [order for order in dates.ORDERS if any(order in readings for readings in unclear)]
    rules.date_order = answers.get("date_order", "") if answers.get("date_order") in possible else ""
    if len(fitting) == 1:
        rules.date_order = fitting[0]
    if rules.date_order or not any(len({r[o] for o in possible if o in r}) > 1 for r in unclear):
        return
    example = next(text for text in texts if dates.unclear(day_readings(text, rules)))
    read = day_readings(example, rules)
    choices = tuple(
        (one, Reason.of("date_in_order", order=Reason(one), date=stored(read[one]))) for one in possible if one in read
    )
    yield Question("date_order", Reason.of("ask_date_order", text=example), choices)


def _decimal(
    column: Column, texts: list[str], whole: frozenset[str], answers: Mapping[str, str], rules: Rules, *, own: bool
) -> Iterable[Question]:
    unclear = [text for text in texts if len(set(written_numbers.readings(text).values())) > 1]
    if not unclear:
        return
    key = f"decimal:{column.place}"
    seen = written_numbers.evidence(texts) or whole
    if own and not any("," in text for text in texts):
        seen = frozenset({written_numbers.POINT})
    sign = answers.get(key, "")
    rules.decimal[column.place] = next(iter(seen)) if len(seen) == 1 else sign if sign in written_numbers.SIGNS else ""
    if rules.decimal[column.place]:
        return
    read = written_numbers.readings(unclear[0])
    choices = tuple((sign, Reason.of("amount", amount=value)) for sign, value in read.items())
    yield Question(key, Reason.of("ask_decimal", text=unclear[0], column=column.header), choices, column.place)


def _units_written(column: Column, body: Sequence[Sequence[Cell]], rules: Rules) -> dict[tuple[int, str], str]:
    """The unit of each quantity in a column where all of its cells that name one name the same."""
    found: dict[tuple[int, str], set[str]] = {}
    for text in _texts(column, body):
        try:
            amounts = amounts_of(text, column, rules)
        except Unreadable:
            continue
        for amount in amounts:
            if not amount.bare:
                found.setdefault((column.place, amount.quantity), set()).add(amount.unit)
    return {key: units.pop() for key, units in found.items() if len(units) == 1}


def _unit(column: Column, body: Sequence[Sequence[Cell]], rules: Rules) -> Iterable[Question]:
    if column.unit or column.field == MIXED:
        return
    cells = [row[column.place] for row in body if column.place < len(row) and not empty(row[column.place])]
    for cell in cells:
        try:
            bare = any(not amount.unit for amount in amounts_of(cell, column, rules))
        except Unreadable:
            continue
        if bare:
            text = Reason.of("ask_unit", column=column.header)
            units = tuple((unit, unit) for unit in QUANTITIES[column.field].units)
            yield Question(f"unit:{column.place}", text, units, column.place)
            return


def _clock_question(
    column: Column, body: Sequence[Sequence[Cell]], answers: Mapping[str, str], rules: Rules
) -> Iterable[Question]:
    if column.field != "fluoro_time_s":
        return
    key = f"clock:{column.place}"
    clocks = ((text, CLOCK.fullmatch(folded(text).strip())) for text in _texts(column, body))
    written = [text for text, clock in clocks if clock and len(seconds_of_clock(clock)) > 1]
    way = "mm:ss" if column.unit == "min" or "mm:ss" in column.header.lower() else answers.get(key, "")
    rules.clock[column.place] = way if way in ("mm:ss", "h:mm") else ""
    if written and not rules.clock[column.place]:
        choices = tuple((way, Reason(way)) for way in ("mm:ss", "h:mm"))
        yield Question(key, Reason.of("ask_time", text=written[0]), choices, column.place)


_OF_ROWS = {
    "repeated": ((ONE, Reason("repeated_one")), (SEVERAL, Reason("repeated_several"))),
    "undated": ((ABOVE, Reason("undated_above")), ("unknown", Reason("undated_unknown"))),
}


def of_rows(key: str, row: int) -> Question:
    """What must be asked about rows beside each other: "repeated" (series of one exam, or exams), "undated" (the day).

    Args:
        row: the number of the first of them.
    """
    asked = Reason.of("ask_repeated" if key == "repeated" else "ask_undated", row=row)
    return Question(key, asked, _OF_ROWS[key])
