"""Lines with a sum in a table of exams: known by their words, or because their number is the sum of those above."""

import math
from collections.abc import Sequence

from tracker import numbers as written_numbers
from tracker.errors import TrackerError
from tracker.readers.sheet import kinds
from tracker.readers.sheet.amounts import amounts_of
from tracker.readers.sheet.cells import Rules, Unreadable, empty
from tracker.readers.sheet.columns import Column, holds_doses, shown
from tracker.readers.sheet.file import Cell
from tracker.readers.sheet.when import DATED, when_of
from tracker.readers.words.exams import plain
from tracker.readers.words.places import regions_in
from tracker.reference.words import pattern
from tracker.units import convert

_NAMED = ("exam", "clinical_name")
_NEARLY = 0.001  # sums are rounded


class Sums:
    """Adds up each column of numbers from above, and tells which rows are sums of what stands above them."""

    def __init__(self, columns: Sequence[Column], rules: Rules) -> None:
        self.rules = rules
        self.columns = columns
        self.numbers = [c for c in columns if holds_doses(c) or c.field in ("", "estimate")]
        self.since: dict[int, list[float]] = {}  # since the last sum
        self.all: dict[int, list[float]] = {}

    def add(self, cells: Sequence[Cell]) -> None:
        """Takes up the numbers of a row that is no sum."""
        for place, value in self._values(cells).items():
            self.since.setdefault(place, []).append(value)
            self.all.setdefault(place, []).append(value)

    def is_sum(self, cells: Sequence[Cell]) -> bool:
        """Whether a row is a line with a sum: without a date, and its number or its first word says so."""
        filled = [(c, cells[c.place]) for c in self.columns if c.place < len(cells) and not empty(cells[c.place])]
        texts = [plain(cell) for _column, cell in filled if isinstance(cell, str)]
        named = " ".join(shown(cell) for column, cell in filled if column.field in _NAMED)
        if not filled or (named and kinds.exact(named)):
            return False
        adds_up = self._adds_up(cells)
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
        main = [plain(shown(cell)) for column, cell in filled if column.field in (*DATED, *_NAMED)] or texts[:1]
        numbered = any(column in self.numbers and any(map(str.isdigit, shown(cell))) for column, cell in filled)
        return any(_sum_word(text) and not regions_in(text) and (numbered or _only_sum(text)) for text in main)

    def _is_dated(self, filled: Sequence[tuple[Column, Cell]]) -> bool:
        found = when_of({column.field: cell for column, cell in reversed(filled) if column.field}, self.rules)
        return found.when is not None or found.order_missing

    def _adds_up(self, cells: Sequence[Cell]) -> bool:
        values = self._values(cells)
        return any(
            len(above) > 1 and math.isclose(value, sum(above), rel_tol=_NEARLY)
            for place, value in values.items()
            for above in (self.since.get(place, []), self.all.get(place, []))
        )

    def _values(self, cells: Sequence[Cell]) -> dict[int, float]:
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
