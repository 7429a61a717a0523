"""The rows of a table that hold its headings: group headings, headings over two lines, and a row of units below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker import dates
from tracker.readers.sheet.columns import SURE, Column, guess
from tracker.readers.sheet.file import Cell, Table, shown
from tracker.readers.words import kinds
from tracker.readers.words.doses import quantities_of, quantity_named, unit_of
from tracker.readers.words.exams import plain
from tracker.reference.words import folded, pattern
from tracker.units import QUANTITIES

_TITLE_ROWS = 15
_MOST_LINES_BELOW = 2
_YEAR = re.compile(r"\D{0,12}((?:19|20)[0-9]{2})[.:]?")
# How a date or a time is to be written: "dd/mm/yyyy", "TT.MM.JJJJ", "mm:ss".
_HOW_WRITTEN = re.compile(r"[djtmayg]{1,4}(?:[./ -][djtmayg]{1,4}){1,2}|h{0,2}:?m{1,2}:s{1,2}|h{1,2}:m{1,2}")


@dataclass(frozen=True, slots=True)
class Headed:
    """A table and its headings.

    Attributes:
        header: place of the row with the headings, -1 where there is none.
        start: place of the first row below all of them.
        titles: the heading of each column, put together from all its lines.
        rows: the rows below the headings as `completed` gives them, None as they are in the table.
    """

    table: Table
    header: int = -1
    start: int = 0
    titles: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] | None = None

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows below the headings."""
        return self.table.rows[self.start :] if self.rows is None else self.rows

    def is_heading(self, row: Sequence[Cell]) -> bool:
        """Whether a row further down repeats one of the rows with headings."""
        filled = [cell for cell in row if cell is not None]
        lines = self.table.rows[max(0, self.header - 1) : self.start]
        return len(filled) > 1 and any(filled == [cell for cell in line if cell is not None] for line in lines)


def headed(table: Table) -> Headed:
    """A table with its headings, each joined with the line above and the lines below it that belong to it."""
    header = _header_row(table)
    if header < 0:
        return Headed(table)
    first = header - 1 if header > 0 and _is_group(table, header) else header
    titles = _line(table, first)
    if first < header:
        titles = _joined(titles, _spread(table, first), _line(table, header))
    start, spread = header + 1, _spread(table, header)
    while start <= header + _MOST_LINES_BELOW and start < len(table.rows) and _goes_on(titles, spread, table, start):
        titles = _joined(titles, spread, _line(table, start))
        start, spread = start + 1, titles
    return Headed(table, header, start, tuple(titles))


def completed(found: Headed, today: date) -> Headed:
    """The table with what stands apart from a cell put into it: the unit, the name of the number, the year above."""
    columns = [guess(place, title) for place, title in enumerate(found.titles)]
    dated = [column.place for column in columns if column.field in ("date", "date_first")][:1] or [0]
    rows = [list(row) for row in found.body]
    named, units = _apart(columns, rows, "a_quantity"), _apart(columns, rows, "a_unit")
    for place in units:
        told = [column for column in columns if column.place not in (*units, *named) and _takes_unit(column)]
        before = [column for column in told if column.place < place][-1:]
        for column in before or told[:1]:
            _put_together(rows, [*named, column.place, place], column.place)
    above = [list(row) for row in found.table.rows[: found.start]]
    _with_years([*above, *rows], dated[0], today)
    return replace(found, rows=tuple(tuple(row) for row in rows))


def _apart(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], key: str) -> list[int]:
    """The places of columns that hold the units, or the names, of numbers beside them."""
    is_one = quantities_of if key == "a_unit" else quantity_named
    found = []
    for column in columns:
        cells = [row[column.place] for row in rows if column.place < len(row) and row[column.place] is not None]
        fitting = sum(bool(is_one(cell.strip(" ()[]"))) for cell in cells if isinstance(cell, str))
        words = pattern("words_in_headings", key)
        headed_so = (words.search if key == "a_unit" else words.fullmatch)(plain(column.header))
        found += [column.place] if headed_so and cells and fitting * 2 > len(cells) else []
    return found


def _takes_unit(column: Column) -> bool:
    """Whether numbers below a heading can have their unit in another column."""
    if column.field in QUANTITIES:
        return not column.unit
    words, a_value = folded(column.header), pattern("words_in_headings", "a_value")
    said = pattern("words_in_headings", "a_dose").search(words) or a_value.fullmatch(words)
    return bool(said) and not column.field


def _put_together(rows: list[list[Cell]], places: Sequence[int], into: int) -> None:
    """Cells beside each other as one text; the others are empty then."""
    for row in rows:
        cells = [row[place] if place < len(row) else None for place in places]
        if into >= len(row) or not any(c.isdigit() for c in shown(row[into])):
            continue
        row[into] = " ".join(_plainly(cell) for cell in cells if cell is not None)
        for place in places:
            if place != into and place < len(row):
                row[place] = None


def _plainly(cell: Cell) -> str:
    """A cell as text; a number with three decimals gets one more, for "1.234" would be two numbers."""
    text = shown(cell)
    return f"{text}0" if isinstance(cell, float) and re.fullmatch("[0-9]+[.][0-9]{3}", text) else text


def _with_years(rows: list[list[Cell]], dated: int, today: date) -> None:
    """Days without a year ("01.02.") get that of the heading above them: a row with nothing but a year."""
    year = ""
    for row in rows:
        filled = [shown(cell) for cell in row if cell is not None]
        if len(filled) == 1 and (heading := _YEAR.fullmatch(filled[0].strip())):
            year = heading[1]
            row[:] = [year if place == dated else None for place in range(max(len(row), dated + 1))]
        elif year and dated < len(row) and isinstance(row[dated], str):
            row[dated] = _in_year(shown(row[dated]), year, today)


def _in_year(text: str, year: str, today: date) -> str:
    """A day with its year; where a dot ends it, it is written day first in every language."""
    sign = next((c for c in "./-" if c in text.strip()), " ")
    whole = f"{text.strip().rstrip(sign)}{sign}{year}"
    found = {} if dates.readings(text, today) else dates.readings(whole, today)
    if "dmy" in found and re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}\.", text.strip()):
        return found["dmy"].first.isoformat()
    return whole if found else text


def _header_row(table: Table) -> int:
    """The place of the row with the headings; -1 where the table has none (its first row is already an exam)."""
    best, best_known = -1, 0.0
    for number, row in enumerate(table.rows[:_TITLE_ROWS]):
        known = float(sum(bool(guess(0, shown(cell)).field) for cell in row if isinstance(cell, str)))
        known = known / 2 if _holds_data(row) else known
        if known > best_known:
            best, best_known = number, known
    first = next((number for number, row in enumerate(table.rows) if any(row)), -1)
    if best_known > 1 or (best_known and best == first and not _holds_data(table.rows[best])):
        return best
    return first if first >= 0 and not _holds_data(table.rows[first]) else -1


def _holds_data(row: Sequence[Cell]) -> bool:
    """Whether a row has a date or a number, which headings are not."""
    return any(not isinstance(cell, str) or cell[:1].isdigit() for cell in row if cell is not None)


def _line(table: Table, place: int) -> list[str]:
    return [shown(cell) for cell in table.rows[place]]


def _is_group(table: Table, header: int) -> bool:
    """Whether the row above the headings holds group headings or first lines of them, and not the title of it all."""
    row, below = table.rows[header - 1], table.rows[header]
    filled = [place for place, cell in enumerate(row) if cell is not None]
    if not filled or _holds_data(row):
        return False
    first = next(place for place, cell in enumerate(below) if cell is not None)
    whole = any(m.row == header - 1 and m.last_column - m.column + 1 >= len(below) for m in table.merged)
    return not whole and (len(filled) > 1 or filled[0] > first)


def _spread(table: Table, place: int) -> list[str]:
    """A row of headings in which each stands over all columns of its group: the merged ones, else up to the next."""
    line = _line(table, place)
    merged = [m for m in table.merged if m.row == place]
    width = max(len(line), *(len(row) for row in table.rows[place : place + _MOST_LINES_BELOW + 1]))
    found = line + [""] * (width - len(line))
    for at in range(1, width):
        joined = any(m.column < at <= m.last_column for m in merged) if merged else True
        if not found[at] and joined:
            found[at] = found[at - 1]
    return found


def _joined(tops: Sequence[str], spread: Sequence[str], line: Sequence[str]) -> list[str]:
    return [_title(*texts) for texts in _pairs(tops, spread, line)]


def _pairs(tops: Sequence[str], spread: Sequence[str], line: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """For each column the heading above, the one of its group, and the one below."""

    def at(texts: Sequence[str], place: int) -> str:
        return texts[place] if place < len(texts) else ""

    for place in range(max(len(tops), len(line))):
        yield at(tops, place), at(spread, place), at(line, place)


def _title(top: str, group: str, below: str) -> str:
    """The heading of a column from two lines: both, or the one that says what the column is."""
    above = top or group
    if not above or not below:
        return below or top
    if _is_unit(below):
        unit = below.strip(" ()[]")
        there = re.search(rf"(?<!\w){re.escape(folded(unit))}(?!\w)", folded(above))
        return above if there else f"{above} ({unit})"
    joined = f"{above} {below}"
    alone, both, upper = guess(0, below), guess(0, joined), guess(0, top)
    if upper.field in QUANTITIES and upper.field == both.field and not alone.field:
        return joined if _more(both, upper) else top
    if _adds(both, alone, joined, below):
        return joined
    if alone.field or not top:
        return below
    return joined if not upper.field or both.field == upper.field else top


def _adds(both: Column, alone: Column, joined: str, below: str) -> bool:
    """Whether two lines together say more than the lower one does."""
    if both.confidence == SURE and both.field not in QUANTITIES and both.field != alone.field:
        return True
    if both.field not in QUANTITIES or (alone.field and alone.field != both.field):
        return False
    if alone.field:
        return _more(both, alone)
    if both.field == "fluoro_time_s" and not quantity_named(joined):
        return bool(both.unit or pattern("words_in_headings", "a_time").search(folded(below)))
    return True


def _more(one: Column, other: Column) -> bool:
    """Whether one heading says something of its numbers that the other does not."""
    return any(
        mine and not theirs
        for mine, theirs in ((one.unit, other.unit), (one.side, other.side), (one.phantom, other.phantom))
    )


def _is_unit(text: str) -> bool:
    bare = text.strip(" ()[]")
    return bool(quantities_of(bare) or _HOW_WRITTEN.fullmatch(folded(bare)))


def _is_unit_of(text: str, field: str) -> bool:
    """Whether a column of this field can have this unit; a column of days says how they are written."""
    bare = text.strip(" ()[]")
    if field in QUANTITIES:
        return bool(unit_of(bare, field) or _HOW_WRITTEN.fullmatch(folded(bare)))
    return not field or bool(_HOW_WRITTEN.fullmatch(folded(bare)))


def _goes_on(titles: Sequence[str], spread: Sequence[str], table: Table, place: int) -> bool:
    """Whether the row below headings is their second line or their units, and not the first exam."""
    row = table.rows[place]
    cells = [cell for cell in row if isinstance(cell, str)]
    if not cells or _holds_data(row) or any(re.search("[0-9]{4}", cell) or kinds.exact(cell) for cell in cells):
        return False
    fitting = sum(_fits(*texts) for texts in _pairs(titles, spread, _line(table, place)) if texts[2])
    return fitting * 2 >= len(cells) and fitting > 0


def _fits(top: str, group: str, below: str) -> bool:
    """Whether a cell below a heading is a unit, or makes a heading of it that is known better than before."""
    title = _title(top, group, below)
    before, after = guess(0, top), guess(0, title)
    if _is_unit(below):
        return _is_unit_of(below, before.field or after.field)
    if not any(c.isalpha() for c in plain(below)):
        return False  # letters that no heading has add nothing to the one above: "Exam" and "ȴ" are not "Exam" again
    if after.field in QUANTITIES:
        return title != top and (after.field != before.field or _more(after, before))
    whole = guess(0, f"{top or group} {below}") if top or group else after
    return whole.confidence == SURE and whole.field not in QUANTITIES
