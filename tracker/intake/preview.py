"""What the page of an import holds between two clicks: what was found and what the person decided so far."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import Reason
from tracker.intake.rows import TAKEN_BY_ITSELF, Row, merge_rows, ready, split_row
from tracker.readers.draft import ReportInfo

if TYPE_CHECKING:
    from tracker.readers.found import Upload
    from tracker.readers.gather import Gathered
    from tracker.readers.sheet.sheet import SheetMapping


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a file names, and what of it does not fit the record; `matches` is None where it names nobody."""

    name: str
    born: str
    matches: bool | None
    differences: tuple[Reason, ...] = ()

    @property
    def key(self) -> str:
        """Tells one named person from another on the page."""
        return f"{self.name.casefold()}|{self.born}"


@dataclass
class Preview:
    """What was found and what the person decided so far; nothing of it is in the record.

    Attributes:
        paths, tables: what was read, and what the person said about tables in it.
        token: tells the widgets of this preview from those of any other.
        confirmed: keys of the named people of whom the person said "that is me".
        not_mine: numbers of the rows that the person said are not theirs.
        opened: number of the row that is open, None if all are closed.
    """

    gathered: "Gathered"
    rows: tuple[Row, ...]
    paths: "tuple[Path | Upload, ...]" = ()
    tables: "dict[str, SheetMapping]" = field(default_factory=dict)
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    confirmed: set[str] = field(default_factory=set)
    not_mine: set[int] = field(default_factory=set)
    opened: int | None = None

    def row(self, number: int) -> Row:
        """The row with this number."""
        return next(row for row in self.rows if row.number == number)

    def put(self, row: Row) -> None:
        """Exchange a row for what it became."""
        self.rows = tuple(row if old.number == row.number else old for old in self.rows)

    def named(self) -> list[Named]:
        """Everybody the files name, those who do not fit first."""
        found = {named.key: named for row in self.rows if (named := _named_in(row))}
        order: dict[bool | None, int] = {False: 0, None: 1, True: 2}
        return sorted(found.values(), key=lambda named: (order[named.matches], named.key))

    def rows_of(self, named: Named) -> list[Row]:
        """The rows that name this person."""
        return [row for row in self.rows if _named_in(row).key == named.key]

    def belongs(self, row: Row) -> bool:
        """Whether the row is the person's: the file says so, or they did."""
        named = _named_in(row)
        return row.number not in self.not_mine and (named.matches is True or named.key in self.confirmed)

    def may_take(self, row: Row) -> bool:
        """Whether the row can be added at all."""
        return row.status != "known" and self.belongs(row) and ready(row) is None

    def taken(self) -> list[Row]:
        """What will be added."""
        return [row for row in self.rows if row.take and self.may_take(row)]

    def settle(self, row: Row) -> None:
        """Exchange a row and take what most people want, now that something about it is known."""
        self.put(row.changed(take=row.status in TAKEN_BY_ITSELF and self.may_take(row)))

    def confirm(self, named: Named, *, mine: bool) -> None:
        """The person says whether somebody whom the files name is them."""
        (self.confirmed.add if mine else self.confirmed.discard)(named.key)
        for row in self.rows_of(named):
            self.settle(row)

    def disown(self, number: int, *, mine: bool) -> None:
        """The person says that one exam is not theirs, or is after all."""
        (self.not_mine.discard if mine else self.not_mine.add)(number)
        self.settle(self.row(number))

    def merge(self, numbers: Sequence[int]) -> None:
        """Make one exam of several rows."""
        self._exchange(merge_rows(self.rows, numbers))

    def split(self, number: int) -> None:
        """Make a row of each file of an exam."""
        self._exchange(split_row(self.rows, number))

    def _exchange(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        self.opened = None
        self.token = secrets.token_hex(8)
        for row in rows:
            if row.take and not self.may_take(row):
                self.put(row.changed(take=False))


def _named_in(row: Row) -> Named:
    """Whom the files of a row name."""
    report = row.draft.report or ReportInfo("", "")
    born = report.patient_birth_date.isoformat() if report.patient_birth_date else ""
    if row.whose.matches is None:
        return Named("", "", None)
    return Named(report.patient_name, born, row.whose.matches, row.whose.differences)
