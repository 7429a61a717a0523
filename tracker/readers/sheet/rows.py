"""One row of a spreadsheet as a draft of an exam; what of it could not be used is said, with the number of the row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracker import reference
from tracker.dates import PartialDate
from tracker.dose.plausibility import ask_back
from tracker.errors import Reason
from tracker.readers.draft import MeasurementDraft, Problem, ReportInfo
from tracker.readers.sheet import cells as sheet_cells
from tracker.readers.sheet import own as sheet_own
from tracker.readers.sheet.cells import Rules, Unreadable
from tracker.readers.sheet.columns import Column, holds_doses
from tracker.readers.sheet.doses import Doses
from tracker.readers.sheet.file import Cell, Row, shown
from tracker.readers.words import kinds
from tracker.readers.words.exams import UNKNOWN, plain, regions_in
from tracker.readers.written import SheetExam
from tracker.reference.words import meaning
from tracker.units import QUANTITIES
from tracker.wording import EXAMPLE

LONGEST_LINE, LONGEST_NOTE = 200, 5_000
_WITH_COUNT = re.compile(
    rf"(?:(?P<about>{sheet_cells.ABOUT}) ?(?P<a>\d{{1,3}})(?: ?[x×](?= ))?"
    r"|(?P<b>\d{1,3}) ?[x×](?= )) +(?P<what>\D.*)|(?P<before>.*\S) ?[x×] ?(?P<c>\d{1,3})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a table are read.

    Attributes:
        own: our own export.
        measured: its measurements by entry, where it has a sheet of them.
    """

    columns: Sequence[Column]
    rules: Rules
    own: bool = False
    measured: Mapping[str, Sequence[MeasurementDraft]] = field(default_factory=dict)


def read_row(layout: Layout, row: Row, where: Reason) -> tuple[SheetExam | None, list[Problem]]:
    """The exam of a row, or None, and what could not be used; an empty row gives neither."""
    if all(cell is None for cell in row.cells):
        return None, []
    if row.left:
        return None, [Problem(where, note) for note in row.notes]
    read = _Row(layout, row, where)
    return read.exam(), read.problems


class _Row:
    """One row while it is read, with the rows that go on with it."""

    def __init__(self, layout: Layout, row: Row, where: Reason) -> None:
        self.layout, self.where, self.number = layout, where, row.number
        self.problems = [Problem(where, note) for note in row.notes]
        self.filled = [pair for cells in (row.cells, *row.more) for pair in self._filled(cells)]
        self.by_field = {column.field: cell for column, cell in reversed(self.filled) if column.field}

    def _filled(self, cells: Sequence[Cell]) -> list[tuple[Column, Cell]]:
        columns = (column for column in self.layout.columns if column.place < len(cells))
        return [(c, cells[c.place]) for c in columns if not sheet_cells.empty(cells[c.place])]

    def problem(self, what: Reason, column: str = "") -> None:
        where = Reason.of("column_of_row", row=self.where, column=column) if column else self.where
        self.problems.append(Problem(where, what))

    def text(self, name: str, longest: int = LONGEST_LINE) -> str:
        """A cell as one line; what does not fit into the record is said."""
        return self.cut(" ".join(shown(self.by_field.get(name)).split()), longest)

    def cut(self, text: str, longest: int) -> str:
        kept = "".join(c for c in text if c.isprintable() or c == "\n")
        if len(kept) > longest:
            self.problem(Reason.of("text_too_long", count=longest))
        return kept[:longest].strip()

    def exam(self) -> SheetExam | None:
        if reason := self._no_exam():
            self.problem(reason)
            return None
        dated = sheet_cells.when_of(self.by_field, self.layout.rules)
        when, note = dated.when, dated.note
        if dated.problem:
            header = next(column.header for column, _cell in self.filled if column.field == dated.field)
            self.problem(dated.problem, header)
        if dated.order_missing:
            return None  # asked once for the whole sheet; a date is never guessed
        texts, count, approximate = self._words()
        doses = self._doses(count)
        if when is None and not any(texts) and not doses:
            self.problem(Reason("row_says_nothing"))
            return None
        if when and when.precision == "year" and {*self.by_field} <= {"date", "year"}:
            self.problem(Reason("headings_again"))  # the year of the rows below
            return None
        if when is None and not dated.problem:
            self.problem(Reason("row_undated"))
        return self._draft(when, note, texts, count, approximate, doses)

    def _no_exam(self) -> Reason | None:
        """Why a row is none; None if nothing speaks against it."""
        texts = [cell for _column, cell in self.filled if isinstance(cell, str)]
        if any(text.startswith(EXAMPLE) for text in texts):
            return Reason("example_row")
        if not self.filled or not self.by_field:
            return Reason("row_in_no_column")
        return None

    def _words(self) -> tuple[list[str], int, bool]:
        """The texts that name the exam, how many exams the row stands for, and whether that is approximate."""
        texts = [self.text(name) for name in ("kind_key", "exam", "clinical_name")]
        count, approximate = self._count()
        counted = _WITH_COUNT.fullmatch(texts[1]) if "exam_count" not in self.by_field else None
        if counted and not kinds.exact(texts[1]):
            count, approximate = int(counted["a"] or counted["b"] or counted["c"]), bool(counted["about"])
            texts[1] = counted["what"] or counted["before"]
        if self.by_field.get("count_is_approximate") is not None:
            approximate = approximate or sheet_cells.yes_or_no(self.by_field["count_is_approximate"]) == "yes"
        return texts, max(1, count), approximate

    def _count(self) -> tuple[int, bool]:
        cell = self.by_field.get("exam_count")
        try:
            return sheet_cells.count_of(cell) if cell is not None else (1, False)
        except Unreadable as error:
            self.problem(error.why)
            return 1, False

    def _doses(self, count: int) -> tuple[MeasurementDraft, ...]:
        doses = Doses(self.layout.rules, own=self.layout.own, side=sheet_cells.side_of(self.by_field.get("side")))
        measured = self.layout.measured.get(shown(self.by_field.get("entry")))
        cells = [(column, cell) for column, cell in self.filled if holds_doses(column)]
        listed = self.by_field.get("recorded")
        found = tuple(measured) if measured is not None else doses.listed(listed, cells) if self.layout.own else None
        if found is None:
            found = doses.of_cells(cells, self.by_field)
        for what, header in doses.problems:
            self.problem(what, header)
        if count > 1 and found:
            self.problem(Reason.of("several_with_numbers", count=count))
            return ()
        return found

    def _draft(
        self,
        when: PartialDate | None,
        note: Reason | None,
        texts: list[str],
        count: int,
        approximate: bool,
        doses: tuple[MeasurementDraft, ...],
    ) -> SheetExam:
        own_words = self.text("own_words")
        if self.layout.own and own_words and own_words == texts[1] == texts[2]:
            kind = kinds.Kind("", Reason("own_words_only"))
        else:
            named = texts if any(texts) else [self.text("region")]
            kind = kinds.kind_of(named, self.text("modality"), self.text("guidance"))
        known = reference.exam_kinds().get(kind.key)
        self._ask_back(kind.key, doses)
        names = sheet_own.names_of(known) if known else set()
        words = own_words or ("" if texts[1] in names else texts[1] or texts[2])
        region = self._region() or (known.region if known else UNKNOWN)
        span = when.last if when and when.precision != "day" else None
        return SheetExam(
            exam_date=when.first if when else None,
            modality=known.modality if known else kinds.machine_of([*texts, own_words], self.text("modality")),
            kind_key=kind.key,
            kind_reason=kind.reason,
            region=region,
            side=self._side(),
            description=self._described(texts, names),
            measurements=doses,
            report=self._person(),
            study_uid=self.text("study_uid"),
            identity=(f"entry:{self.text('entry')}",) if self.layout.own and self.text("entry") else (),
            source_kind="sheet",
            treatment=bool(known and known.treatment),
            ionising=known.ionising if known else None,
            evidence_note=note,
            date_precision=when.precision if when else "unknown",
            date_last=span,
            facility=self.text("facility"),
            requested_by=self.text("requested_by"),
            exam_count=count,
            own_words=words,
            count_is_approximate=approximate,
            reason=self.text("reason"),
            images_at=self.text("images_at"),
            pregnant=self._answer("pregnant"),
            contrast=self._answer("contrast"),
            contrast_agent=self._agent(),
            notes=self._notes(),
            known_from=self._known_from(),
            row=self.number,
        )

    def _known_from(self) -> str:
        """As our own export says it; an older one says only whether the row was copied from a report."""
        said = sheet_own.known_from_words().get(self.text("known_from"), "")
        copied = sheet_cells.yes_or_no(self.by_field.get("from_report"))
        return said or {"yes": "report", "no": "memory"}.get(copied, "")

    def _ask_back(self, kind_key: str, doses: Sequence[MeasurementDraft]) -> None:
        """Doubts about a number a thousand times the usual, which most often has another unit."""
        for dose in doses if kind_key and not self.layout.own else ():
            if doubt := ask_back(kind_key, dose.quantity, dose.value, QUANTITIES[dose.quantity].unit):
                self.problem(Reason.of("far_from_usual", reported=dose.reported, doubt=doubt))

    def _described(self, texts: list[str], names: set[str]) -> str:
        """The words for the exam; nobody needs to hear that two names of ours are too long for a line."""
        words = "; ".join(filter(None, texts))
        return words[:LONGEST_LINE] if names.issuperset(filter(None, texts)) else self.cut(words, LONGEST_LINE)

    def _region(self) -> str:
        text = self.text("region")
        if not text:
            return ""
        found = regions_in(plain(text))
        return sheet_own.region_named(text) or (next(iter(found)) if len(found) == 1 else "")

    def _side(self) -> str:
        cell = self.by_field.get("side")
        side = sheet_cells.side_of(cell) or sheet_own.sides().get(shown(cell), "")
        if cell is not None and not side:
            self.problem(Reason.of("no_side", text=shown(cell)[:40]))
        return side

    def _answer(self, name: str) -> str:
        cell = self.by_field.get(name)
        return "unknown" if meaning("cells", plain(shown(cell)), "not_known") else sheet_cells.yes_or_no(cell)

    def _agent(self) -> str:
        """The contrast agent; also where its name stands where yes or no is expected."""
        given = self.text("contrast_agent")
        return given or ("" if self._answer("contrast") else self.text("contrast"))

    def _notes(self) -> str:
        notes = list(dict.fromkeys(shown(cell) for column, cell in self.filled if column.field == "notes"))
        if self.by_field.get("pregnant") is not None and not self._answer("pregnant"):
            notes.append(self.text("pregnant"))
        return self.cut("; ".join(notes), LONGEST_NOTE)

    def _person(self) -> ReportInfo | None:
        if not any(name in self.by_field for name in ("patient_name", "patient_birth_date", "patient_sex")):
            return None
        born = self.by_field.get("patient_birth_date")
        day = None
        try:
            found = sheet_cells.day_of(born, self.layout.rules)[0] if born is not None else None
            day = found.first if found and found.precision == "day" else None
        except Unreadable as error:
            self.problem(error.why)
        sex = meaning("cells", plain(self.text("patient_sex")), "female", "male", "other")
        return ReportInfo("", "", patient_name=self.text("patient_name"), patient_birth_date=day, patient_sex=sex)
