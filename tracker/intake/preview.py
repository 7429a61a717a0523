"""What the page of an import holds between two clicks: what was found and what the person decided so far."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import Reason
from tracker.intake.rows import TAKEN_BY_ITSELF, Row, can_be_kept, merge_rows, ready, split_row, to_keep
from tracker.readers import paper as papers_read
from tracker.readers.draft import PersonDraft, ReportInfo
from tracker.readers.paper import Paper
from tracker.readers.whose import compare
from tracker.record.procedures import AttachmentCreate

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
    sex: str = ""

    @property
    def key(self) -> str:
        """Tells one named person from another on the page."""
        return f"{self.name.casefold()}|{self.born}"

    @property
    def person(self) -> PersonDraft:
        """Whom it names, to compare with others."""
        return PersonDraft(self.name, date.fromisoformat(self.born) if self.born else None, self.sex)


@dataclass
class Preview:
    """What was found and what the person decided so far; nothing of it is in the record.

    Attributes:
        paths, tables: what was read, and what the person said about tables in it.
        token: tells the widgets of this preview from those of any other.
        papers: what of it is a paper to look at.
        left: numbers of the papers that are not to be kept.
        typed: numbers of the papers that gave no exam and were typed from, or put aside.
        confirmed: keys of the named people of whom the person said "that is me".
        filed: key of somebody whom the files name -> whose record their exams go to; "" for a record that is yet to be.
        not_mine: numbers of the rows that the person said are not theirs.
        opened: number of the row that is open, None if all are closed.
    """

    gathered: "Gathered"
    rows: tuple[Row, ...]
    paths: "tuple[Path | Upload, ...]" = ()
    tables: "dict[str, SheetMapping]" = field(default_factory=dict)
    papers: "tuple[Paper, ...]" = ()
    left: set[int] = field(default_factory=set)
    typed: set[int] = field(default_factory=set)
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    confirmed: set[str] = field(default_factory=set)
    filed: dict[str, str] = field(default_factory=dict)
    not_mine: set[int] = field(default_factory=set)
    opened: int | None = None
    _shown_by: dict[int, list[int]] = field(default_factory=dict)
    _names: dict[int, Named] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the papers of each row; one that was pasted has no file by which its exam is known again."""
        numbers = {paper.identity: n for n, paper in enumerate(self.papers) if paper.text}
        for row in self.rows:
            mine = [numbers[identity] for identity in row.draft.identity if identity in numbers]
            if mine:
                self._shown_by[row.number] = mine
            if any(self.papers[n].kind == papers_read.TEXT for n in mine):
                self.put(row.changed(draft=replace(row.draft, identity=())))

    def paper_of(self, row: Row) -> Paper | None:
        """The paper whose letters tell of the exam."""
        return next((self.papers[number] for number in self._shown_by.get(row.number, ())), None)

    def without_row(self) -> list[tuple[int, Paper]]:
        """The papers to type from, with their numbers: they told of no exam, can be shown, and are not done with."""
        done = {*self.typed}.union(*self._shown_by.values())
        return [(n, paper) for n, paper in enumerate(self.papers) if n not in done and not paper.problem]

    def can_keep(self, row: Row) -> list[int]:
        """Numbers of the papers that can be kept with a row; one that waits for its date has no exam to keep them."""
        waits = row.when is None and not row.exam_id
        return [] if waits else [n for n in self._shown_by.get(row.number, ()) if can_be_kept(self.papers[n])]

    def kept_with(self, rows: Iterable[Row]) -> dict[int, list[AttachmentCreate]]:
        """What is kept with each of some rows, by the number of the row."""
        kept = {row.number: [to_keep(self.papers[n]) for n in self.can_keep(row) if n not in self.left] for row in rows}
        return {number: papers for number, papers in kept.items() if papers}

    def keep(self, row: Row, *, wanted: bool) -> None:
        """The person says whether the papers of a row are kept."""
        (self.left.difference_update if wanted else self.left.update)(self.can_keep(row))

    def row(self, number: int) -> Row:
        """The row with this number."""
        return next(row for row in self.rows if row.number == number)

    def put(self, row: Row) -> None:
        """Exchange a row for what it became."""
        self.rows = tuple(row if old.number == row.number else old for old in self.rows)

    def named(self) -> list[Named]:
        """Everybody the files name, each once however they spell it; those who fit first, then who is not named."""
        found: dict[str, Named] = {}
        for row in self.rows:
            named = self._named_in(row)
            found.setdefault(named.key, named)
        order: dict[bool | None, int] = {True: 0, None: 1, False: 2}
        return sorted(found.values(), key=lambda named: (order[named.matches], named.key))

    def rows_of(self, named: Named) -> list[Row]:
        """The rows that name this person."""
        return [row for row in self.rows if self._named_in(row).key == named.key]

    def belongs(self, row: Row) -> bool:
        """Whether the row is the person's, or filed in another record: the file says so, or they did."""
        named = self._named_in(row)
        told = named.matches is True or named.key in self.confirmed or named.key in self.filed
        return row.number not in self.not_mine and told

    def may_take(self, row: Row) -> bool:
        """Whether the row can be added at all."""
        return row.status != "known" and self.belongs(row) and ready(row) is None

    def taken(self, filed: Named | None = None) -> list[Row]:
        """What will be added to the person's record, or what is filed in that of somebody else."""
        mine = [row for row in self.rows if self._named_in(row).key not in self.filed]
        return [row for row in (self.rows_of(filed) if filed else mine) if row.take and self.may_take(row)]

    def record_of(self, row: Row, patient_id: str) -> str:
        """Whose record a row would go to: where it is filed, else the person's; "" for one that is yet to be."""
        return self.filed.get(self._named_in(row).key, patient_id)

    def file(self, named: Named, patient_id: str | None, rows: Sequence[Row]) -> None:
        """File the exams of somebody in a record of theirs ("" for one that is yet to be), or not (None).

        Args:
            named: whom the files name.
            patient_id: whose record.
            rows: the same rows beside that record.
        """
        numbers = [row.number for row in self.rows_of(named)]
        self.filed.pop(named.key, None)
        if patient_id is not None:
            self.filed[named.key] = patient_id
        for number, row in zip(numbers, rows, strict=True):
            self.settle(row.changed(number=number))

    def drop(self, rows: Iterable[Row]) -> None:
        """Let go of rows that were added."""
        gone = {row.number for row in rows}
        self.rows = tuple(row for row in self.rows if row.number not in gone)

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
        first, *others = sorted(numbers, key=[row.number for row in self.rows].index)
        if papers := [n for number in (first, *others) for n in self._shown_by.pop(number, ())]:
            self._shown_by[first] = papers
        self._exchange(merge_rows(self.rows, numbers))

    def split(self, number: int) -> None:
        """Make a row of each file of an exam."""
        self._exchange(split_row(self.rows, number))

    def _exchange(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        self._names = {}
        self.__post_init__()
        self.opened = None
        self.token = secrets.token_hex(8)
        for row in rows:
            if row.take and not self.may_take(row):
                self.put(row.changed(take=False))

    def _named_in(self, row: Row) -> Named:
        """Whom the files of a row name; who was met before under another spelling is named as then."""
        if row.number not in self._names:
            found = _named_in(row)
            alike = (one for one in self._names.values() if _one_person(one, found))
            self._names[row.number] = next(alike, found)
        return self._names[row.number]


def _named_in(row: Row) -> Named:
    report = row.draft.report or ReportInfo("", "")
    born = report.patient_birth_date.isoformat() if report.patient_birth_date else ""
    if row.whose.matches is None:
        return Named("", "", None)
    return Named(report.patient_name, born, row.whose.matches, row.whose.differences, report.patient_sex)


def _one_person(one: Named, other: Named) -> bool:
    """Whether two spellings are of one person: the same birth date and fitting names, or the same words without one."""
    if one.matches is None or other.matches is None or one.matches != other.matches:
        return one.matches == other.matches
    if one.born != other.born or not (one.name and other.name):
        return one.key == other.key
    if one.born:
        return compare(one.person, other.person).matches is True
    return sorted(one.name.casefold().split()) == sorted(other.name.casefold().split())
