"""A whole table before its rows are read: sums, repeated headings, rows that go on with the exam above, "ditto".

Every row keeps its number. One that is not read by itself says why; nothing is passed over.
"""

import math
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from tracker import numbers as written_numbers
from tracker.errors import Reason, TrackerError
from tracker.readers.sheet.amounts import amounts_of
from tracker.readers.sheet.cells import DATED, Rules, Unreadable, empty, when_of
from tracker.readers.sheet.columns import Column, holds_doses
from tracker.readers.sheet.file import Cell, Row, shown
from tracker.readers.sheet.titles import Headed
from tracker.readers.words import kinds
from tracker.readers.words.exams import plain, regions_in
from tracker.reference.words import folded, pattern, words
from tracker.units import convert

NAMED = ("exam", "clinical_name", "kind_key")  # what names the exam of a row
ONE, SEVERAL = "one", "several"  # answers: rows of one day and exam are its series, or exams of their own
ABOVE = "above"  # answer: rows without a date are of the day of the row above; any other leaves them without one
_OF_AN_EXAM = (  # what is the same in all rows of one exam
    "side", "region", "modality", "guidance", "facility", "patient_name", "exam_count", "study_uid",
    "radiopharmaceutical",
)  # fmt: skip
_NEVER_DITTO = ("study_uid", "entry", "recorded", "estimate")
_DITTO = frozenset(words("cells")["ditto"])
_DITTO_MARKS = frozenset(['"', "''", "“", "”", "„", "〃", "″", ",,", "´´", "``", "↑", "^", "»", "«"])
_IN_WORDS = NAMED[:2]
_NEARLY = 0.001  # sums are rounded


def rows_of(
    headed: Headed, columns: Sequence[Column], rules: Rules, answers: Mapping[str, str]
) -> tuple[list[Row], dict[str, Row]]:
    """The rows below the headings, and by question the first of those about which must be asked.

    Args:
        answers: "repeated": whether rows with the same day and exam are `ONE` exam or `SEVERAL`; "undated": whether a
            row that names another exam and no date is of the day `ABOVE`. Left out where nobody has said.
    """
    table = _Pass(headed, columns, rules, answers.get("undated", ""))
    rows, repeated = _repeated(table.rows(), columns, rules, answers.get("repeated", ""))
    asked = {"repeated": repeated, "undated": table.undated}
    return rows, {question: row for question, row in asked.items() if row}


def by_field(columns: Sequence[Column], cells: Sequence[Cell]) -> dict[str, Cell]:
    """The filled cells of a row by field, the first where there are several."""
    found: dict[str, Cell] = {}
    for column in columns:
        cell = cells[column.place] if column.place < len(cells) else None
        if column.field and not empty(cell):
            found.setdefault(column.field, cell)
    return found


def is_ditto(cell: Cell) -> bool:
    """Whether a cell says that it is the same as the one above: "idem", "dto.", a quotation mark."""
    if not isinstance(cell, str):
        return False
    bare = cell.strip(" -–—_.()")
    return bool(bare) and (bare in _DITTO_MARKS or " ".join(folded(bare).split()).strip(".") in _DITTO)


class _Pass:
    """Goes through a table from above; `above` is the last row that is an exam, which others can go on with."""

    def __init__(self, headed: Headed, columns: Sequence[Column], rules: Rules, without_date: str) -> None:
        self.headed, self.columns, self.without_date = headed, columns, without_date
        self.dated = [c.place for c in columns if c.field in (*DATED, "month", "day", "date_last")]
        self.undated: Row | None = None  # the first that may be of the day above
        self.sums = Sums(columns, rules)
        self.done: list[Row] = []
        self.above: int | None = None  # its place in `done`
        self.apart = False  # an empty row stands between

    def rows(self) -> list[Row]:
        for number, cells in enumerate(self.headed.body, start=self.headed.start + 1):
            self.done.append(self._row(Row(number, cells)))
        return self.done

    def _row(self, row: Row) -> Row:
        if all(cell is None for cell in row.cells):
            self.apart = True
            return row
        if self.headed.is_heading(row.cells):
            return _left(row, Reason("headings_again"))
        same = self._same(row)
        values = self.sums.values_of(row.cells)
        if not any(map(is_ditto, row.cells)) and self.sums.is_sum(row.cells, values):
            self.above = None
            return _left(row, Reason("row_of_sums"))
        self.sums.add(values)
        return self._placed(row, same)

    def _same(self, row: Row) -> set[int]:
        """The places of cells that are said to be as above: by a word, or because the cells are merged."""
        if self.above is None:
            return set()
        kept = [c.place for c in self.columns if not holds_doses(c) and c.field not in _NEVER_DITTO]
        return {place for place in kept if self._is_same(row, place)}

    def _is_same(self, row: Row, place: int) -> bool:
        return is_ditto(row.cells[place] if place < len(row.cells) else None) or self._merged(row, place)

    def _merged(self, row: Row, place: int) -> bool:
        at = row.number - 1
        return any(m.row < at <= m.last_row and m.column <= place <= m.last_column for m in self.headed.table.merged)

    def _placed(self, row: Row, same: set[int]) -> Row:
        """A row as an exam of its own or as one that goes on with the exam above."""
        if self.above is None:
            return self._an_exam(row)
        above = self.done[self.above]
        full = replace(row, cells=_filled(row.cells, above.cells, same))
        said = by_field([c for c in self.columns if c.place not in same], row.cells)
        words_ = {c.field for c in self.columns if c.place in same}
        named, dated = (any(name in said for name in names) for names in (NAMED, DATED))
        marked = bool(words_ & {*NAMED, *DATED})
        if named and not dated and not marked and not self.apart:
            return self._an_exam(self._of_the_day_above(full, above))
        if named or dated or not (said or words_) or (self.apart and not marked):
            return self._an_exam(full)
        ours = by_field(self.columns, above.cells)
        other = any(name in said and shown(said[name]) != shown(ours.get(name)) for name in _OF_AN_EXAM)
        doses = any(holds_doses(c) and c.field in said for c in self.columns)
        if other or (not doses and any(is_ditto(cell) for cell in row.cells)):
            places = {*same, *self.dated, *(c.place for c in self.columns if c.field in NAMED)}
            copied = replace(row, cells=_filled(row.cells, above.cells, places))
            note = () if marked else (Reason.of("date_from_above", row=above.number),)
            return self._an_exam(replace(copied, notes=note))
        self.done[self.above] = replace(above, more=(*above.more, full.cells))
        return _left(row, Reason.of("row_goes_on", row=above.number))

    def _of_the_day_above(self, row: Row, above: Row) -> Row:
        """Another exam without a date: people write the day of a visit once, or do not know it."""
        if not any(name in by_field(self.columns, above.cells) for name in DATED):
            return row
        if self.without_date == ABOVE:
            note = Reason.of("day_from_above", row=above.number)
            return replace(row, cells=_filled(row.cells, above.cells, {*self.dated}), notes=(*row.notes, note))
        self.undated = self.undated or (None if self.without_date else row)
        return row

    def _an_exam(self, row: Row) -> Row:
        found = by_field(self.columns, row.cells)
        if any(name in found for name in (*NAMED, *DATED)):
            self.above, self.apart = len(self.done), False
        return row


def _left(row: Row, *notes: Reason) -> Row:
    return replace(row, notes=(*row.notes, *notes), left=True)


def _filled(cells: Sequence[Cell], above: Sequence[Cell], places: set[int]) -> tuple[Cell, ...]:
    """The cells with those above in these places."""
    width = max(len(cells), *(place + 1 for place in places)) if places else len(cells)
    padded = [*cells, *[None] * (width - len(cells))]
    for place in places:
        if padded[place] is None or is_ditto(padded[place]):
            padded[place] = above[place] if place < len(above) else None
    return tuple(padded)


def _repeated(rows: list[Row], columns: Sequence[Column], rules: Rules, answer: str) -> tuple[list[Row], Row | None]:
    """Rows with the same day and exam, each with a dose: joined, or left until it is said what they are.

    Rows that each give another quantity ("DLP", then "CTDIvol") are one exam, and nobody is asked.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(rows):
        if not row.left and (key := _identity(by_field(columns, row.cells), columns, rules)):
            groups.setdefault(key, []).append(place)
    several = [places for places in groups.values() if len(places) > 1]
    if answer == SEVERAL or not several:
        return rows, None
    found = list(rows)
    clear = [places for places in several if _of_one(rows, places, columns, rules)]
    asked = [places for places in several if places not in clear]
    for first, *others in several:
        if answer == ONE or [first, *others] in clear:
            joined = [cells for place in others for cells in (rows[place].cells, *rows[place].more)]
            found[first] = replace(rows[first], more=(*rows[first].more, *joined))
            for place in others:
                found[place] = _left(rows[place], Reason.of("row_goes_on", row=rows[first].number))
        else:
            for place, other in ((first, others[0]), *((place, first) for place in others)):
                found[place] = _left(rows[place], Reason.of("row_repeated", row=rows[other].number))
    return found, None if answer == ONE or not asked else rows[min(asked)[0]]


def _of_one(rows: Sequence[Row], places: Sequence[int], columns: Sequence[Column], rules: Rules) -> bool:
    """Whether no two of these rows give the same quantity, so that they can only be the numbers of one exam."""
    every = [quantity for place in places for quantity in _quantities(rows[place], columns, rules)]
    return len(every) == len(set(every)) >= len(places)


def _quantities(row: Row, columns: Sequence[Column], rules: Rules) -> set[str]:
    filled = [(c, row.cells[c.place]) for c in columns if holds_doses(c) and c.place < len(row.cells)]
    found: set[str] = set()
    for column, cell in filled:
        with suppress(Unreadable):
            found |= {amount.quantity for amount in amounts_of(cell, column, rules)} if not empty(cell) else set()
    return found


def _identity(found: Mapping[str, Cell], columns: Sequence[Column], rules: Rules) -> tuple[str, ...]:
    """What rows of one exam have in common; () for a row without a day, an exam or a dose."""
    doses = any(holds_doses(column) and column.field in found for column in columns)
    named = [shown(found[name]) for name in NAMED if name in found]
    if not doses or not named or "entry" in found:
        return ()
    when = when_of(found, rules).when
    if when is None or when.precision != "day":
        return ()
    rest = [shown(found.get(name)) for name in (*_OF_AN_EXAM, "patient_birth_date")]
    return (when.first.isoformat(), *(" ".join(re.split(r"\s+", folded(text))) for text in (*named, *rest)))


class Sums:
    """Adds up each column of numbers from above, and tells which rows are sums of what stands above them."""

    def __init__(self, columns: Sequence[Column], rules: Rules) -> None:
        self.rules = rules
        self.columns = columns
        self.numbers = [c for c in columns if holds_doses(c) or c.field in ("", "estimate")]
        self.since: dict[int, tuple[int, float]] = {}  # of each column, count and sum since the last sum
        self.all: dict[int, tuple[int, float]] = {}

    def add(self, values: Mapping[int, float]) -> None:
        """Takes up the numbers of a row that is no sum."""
        for sums in (self.since, self.all):
            for place, value in values.items():
                count, total = sums.get(place, (0, 0.0))
                sums[place] = count + 1, total + value

    def is_sum(self, cells: Sequence[Cell], values: Mapping[int, float]) -> bool:
        """Whether a row is a line with a sum: without a date, and its number or its first word says so.

        Args:
            values: its numbers, as `values_of` gives them.
        """
        filled = [(c, cells[c.place]) for c in self.columns if c.place < len(cells) and not empty(cells[c.place])]
        texts = [plain(cell) for _column, cell in filled if isinstance(cell, str)]
        named = " ".join(shown(cell) for column, cell in filled if column.field in _IN_WORDS)
        if not filled or (named and kinds.exact(named)):
            return False
        adds_up = self._adds_up(values)
        if not self._is_dated(filled):
            found = self._undated(filled, texts, named, adds_up=adds_up)
        else:
            found = bool(named) and _sum_word(plain(named)) and (adds_up or _only_sum(plain(named)))
        if found:
            self.since = {}
        return found

    def _undated(
        self, filled: Sequence[tuple[Column, Cell]], texts: Sequence[str], named: str, *, adds_up: bool
    ) -> bool:
        if adds_up and (any(map(_sum_word, texts)) or not (named and kinds.kind_of([named]).key)):
            return True
        main = [plain(shown(cell)) for column, cell in filled if column.field in (*DATED, *_IN_WORDS)] or texts[:1]
        numbered = any(column in self.numbers and any(map(str.isdigit, shown(cell))) for column, cell in filled)
        return any(_sum_word(text) and not regions_in(text) and (numbered or _only_sum(text)) for text in main)

    def _is_dated(self, filled: Sequence[tuple[Column, Cell]]) -> bool:
        found = when_of({column.field: cell for column, cell in reversed(filled) if column.field}, self.rules)
        return found.when is not None or found.order_missing

    def _adds_up(self, values: Mapping[int, float]) -> bool:
        return any(
            count > 1 and math.isclose(value, total, rel_tol=_NEARLY)
            for sums in (self.since, self.all)
            for place, value in values.items()
            for count, total in [sums.get(place, (0, 0.0))]
        )

    def values_of(self, cells: Sequence[Cell]) -> dict[int, float]:
        """The numbers of a row by the place of their column."""
        found = {c.place: self._value(c, cells[c.place]) for c in self.numbers if c.place < len(cells)}
        return {place: value for place, value in found.items() if value}

    def _value(self, column: Column, cell: Cell) -> float | None:
        """The number of a cell, in one unit for the whole column."""
        if empty(cell):
            return None
        if not holds_doses(column):
            return cell if isinstance(cell, float) else written_numbers.settled(shown(cell))
        try:
            amounts = amounts_of(cell, column, self.rules)
            return sum(convert(a.value, a.unit, a.quantity) if a.unit else a.value for a in amounts)
        except (Unreadable, TrackerError):
            return None


def _sum_word(text: str) -> bool:
    return bool(pattern("cells", "sum").match(text))


def _only_sum(text: str) -> bool:
    """Whether a text is a word for a sum, with a year or a number behind it."""
    rest = pattern("cells", "sum").sub(" ", text).split()
    return all(word.isdigit() for word in rest)
