"""Spreadsheets of exams, CSV or XLSX, with any columns in any order: every row becomes a draft or a problem.

`look` says what the columns are taken for and what must be asked; `read_sheet` reads the rows. Nothing is guessed: a
date whose day and month cannot be told apart, or "1.234", gives a question, and its row a problem until it is answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from tracker import dates
from tracker.errors import Reason
from tracker.readers.draft import ExamDraft, PersonDraft, Problem, ReadResult
from tracker.readers.sheet import own as sheet_own
from tracker.readers.sheet import questions as sheet_questions
from tracker.readers.sheet.amounts import with_mixed
from tracker.readers.sheet.cells import EXCEL_START, EXCEL_START_1904, Rules
from tracker.readers.sheet.columns import Choice, Column, columns_of, labels
from tracker.readers.sheet.file import Cell, Opened, Row, Table, open_sheet, place_of, shown
from tracker.readers.sheet.questions import Question
from tracker.readers.sheet.rows import Layout, read_row
from tracker.readers.sheet.table import rows_of
from tracker.readers.sheet.titles import Headed, completed, headed
from tracker.readers.words.doses import unit_of
from tracker.readers.written import SheetExam
from tracker.units import QUANTITIES

__all__ = [
    "Choice",
    "Column",
    "Question",
    "SheetExam",
    "SheetMapping",
    "SheetView",
    "labels",
    "look",
    "read_sheet",
]

_SAMPLE_ROWS = 8


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What the person said about a spreadsheet; whatever is not in it is guessed as in `look`.

    Attributes:
        columns: by place of the column (0 is the first).
        answers: by `Question.key`.
        sheet: the sheet to read, "" for the one that looks like a list of exams.
    """

    columns: Mapping[int, Choice] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SheetView:
    """What a spreadsheet looks like before it is read.

    Attributes:
        sheets: names of the sheets of a workbook.
        sheet: the one that is read.
        rows: the first rows below the headings, as text, one text per entry of `columns`.
        questions: what must be answered before every row can be read.
    """

    file: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""
    separator: str = ""


@dataclass(slots=True)
class _Chosen:
    """The tables that are read (sheets with the same headings belong together) with their rows, and how."""

    tables: list[tuple[Headed, list[Row]]]
    columns: tuple[Column, ...]
    layout: Layout
    questions: tuple[Question, ...]
    problems: list[Problem]


def look(name: str, data: bytes, today: date, mapping: SheetMapping | None = None) -> SheetView:
    """What the columns are taken for, the first rows, and what must be asked; never raises.

    Args:
        name: name of the file, for messages.
        today: the day it is read.
        mapping: what the person said so far, so that the questions that are left can be shown again.
    """
    opened = open_sheet(name, data)
    with sheet_own.in_its_language(opened.tables):
        opened.tables = sheet_own.titled(opened.tables)
        return _look(name, opened, mapping or SheetMapping(), today)


def _look(name: str, opened: Opened, mapping: SheetMapping, today: date) -> SheetView:
    chosen = _choose(opened, mapping, today)
    if chosen is None:
        return SheetView(name, problems=(*opened.problems, *_empty(name, opened)), encoding=opened.encoding)
    best, _rows = chosen.tables[0]
    body = [row for row in best.body if any(cell is not None for cell in row)]
    places = [column.place for column in chosen.columns]
    sample = tuple(
        tuple(shown(row[place]) if place < len(row) else "" for place in places) for row in body[:_SAMPLE_ROWS]
    )
    return SheetView(
        name,
        chosen.columns,
        sample,
        chosen.questions,
        (*opened.problems, *chosen.problems),
        tuple(table.sheet for table in opened.tables if table.sheet),
        best.table.sheet,
        opened.encoding,
        opened.separator,
    )


def read_sheet(name: str, data: bytes, today: date, mapping: SheetMapping | None = None) -> ReadResult:
    """The exams of a spreadsheet, and a problem with its row for whatever could not be used; never raises.

    Args:
        name: name of the file, for messages.
        data: its content.
        today: the day it is read; exams are never later.
        mapping: what the person said about columns and questions; None reads it as `look` guesses.
    """
    opened = open_sheet(name, data)
    with sheet_own.in_its_language(opened.tables):
        opened.tables = sheet_own.titled(opened.tables)
        return _read(name, opened, mapping or SheetMapping(), today)


def _read(name: str, opened: Opened, mapping: SheetMapping, today: date) -> ReadResult:
    chosen = _choose(opened, mapping, today)
    if chosen is None:
        return ReadResult(name, problems=(*opened.problems, *_empty(name, opened)))
    problems = [*opened.problems, *chosen.problems]
    exams: list[ExamDraft] = []
    problems += [Problem(name, question.text) for question in chosen.questions]
    if not {column.field for column in chosen.columns} & {
        "date",
        "date_first",
        "year",
        "exam",
        "clinical_name",
        "kind_key",
    }:
        return ReadResult(name, problems=(*problems, Problem(name, Reason("no_known_column"))))
    for each, rows in chosen.tables:
        for row in rows:
            exam, found = read_row(chosen.layout, row, place_of(each.table.sheet, row.number))
            problems += found
            exams += [exam] if exam else []
    problems += _unused(name, chosen)
    return ReadResult(name, tuple(exams), tuple(problems), _people(exams))


def _empty(name: str, opened: Opened) -> list[Problem]:
    return [] if opened.problems else [Problem(name, Reason("table_empty"))]


def _choose(opened: Opened, mapping: SheetMapping, today: date) -> _Chosen | None:
    """The table to read, with others that have the same headings, and how it is read."""
    tables = [table for table in opened.tables if not mapping.sheet or table.sheet == mapping.sheet]
    every = [completed(headed(table), today) for table in tables if any(map(any, table.rows))]
    if not every:
        return None
    guessed = [
        with_mixed(columns_of(each.titles, each.body, mapping.columns, today), each.body, mapping.columns)
        for each in every
    ]
    best = max(range(len(every)), key=lambda number: (_worth(guessed[number]), -number))
    titles = [column.header for column in guessed[best]]
    alike = [
        each
        for each, columns in zip(every, guessed, strict=True)
        if [column.header for column in columns] == titles and any(titles)
    ]
    read = [every[best], *(each for each in alike if each is not every[best])]
    columns = tuple(_answered(column, mapping.answers) for column in guessed[best])
    own = sheet_own.is_own(columns)
    first_day = EXCEL_START_1904 if opened.since_1904 else EXCEL_START
    body = [row for each in read for row in each.body]
    rules, questions = sheet_questions.decide(columns, body, mapping.answers, today, own=own, first_day=first_day)
    laid, asked = _laid(read, columns, rules, mapping.answers, own=own)
    measured = sheet_own.measurements_by_entry(opened.tables) if own else {}
    layout = Layout(columns, rules, own, measured)
    problems = _left(opened, [each.table for each in read], own=own) + _swapped(columns, body, today)
    return _Chosen(laid, columns, layout, (*questions, *asked), problems)


def _laid(
    read: list[Headed], columns: tuple[Column, ...], rules: Rules, answers: Mapping[str, str], *, own: bool
) -> tuple[list[tuple[Headed, list[Row]]], list[Question]]:
    """The rows of each table after a look at the whole of it, and what must be asked about them."""
    if own:
        return [(each, [Row(n, cells) for n, cells in enumerate(each.body, each.start + 1)]) for each in read], []
    laid: list[tuple[Headed, list[Row]]] = []
    asked: list[Question] = []
    for each in read:
        rows, doubtful = rows_of(each, columns, rules, answers)
        laid.append((each, rows))
        known = {question.key for question in asked}
        asked += [sheet_questions.of_rows(key, row.number) for key, row in doubtful.items() if key not in known]
    return laid, asked


def _swapped(columns: tuple[Column, ...], body: list[tuple[Cell, ...]], today: date) -> list[Problem]:
    """Says where Excel may have swapped day and month: it turned some dates into days and left others as text."""
    found = []
    for column in columns:
        cells = [row[column.place] for row in body if column.field == "date" and column.place < len(row)]
        days = [cell for cell in cells if isinstance(cell, date)]
        texts = [dates.readings(cell, today) for cell in cells if isinstance(cell, str)]
        numeric = [read for read in texts if read and len(read) < len(dates.ORDERS)]
        if days and numeric and all(day.day <= 12 for day in days):
            found.append(Problem(Reason.of("column", column=column.header), Reason("dates_swapped")))
    return found


def _worth(columns: tuple[Column, ...]) -> int:
    fields = {column.field for column in columns} - {"", "estimate"}
    return (
        len(fields) + 5 * bool(fields & {"date", "date_first", "year"}) + 5 * bool(fields & {"exam", "clinical_name"})
    )


def _answered(column: Column, answers: Mapping[str, str]) -> Column:
    unit = answers.get(f"unit:{column.place}", "")
    known = unit_of(unit, column.field) if unit and column.field in QUANTITIES else ""
    return replace(column, unit=known) if known and not column.unit else column


def _left(opened: Opened, read: list[Table], *, own: bool) -> list[Problem]:
    """Sheets that were not read."""
    known, injected = sheet_own.sheets() if own else ((), ())
    left = [t for t in opened.tables if not any(t is other for other in read) and t.sheet not in known]
    shown_first = sorted(left, key=lambda table: table.sheet not in injected)
    return [
        Problem(
            Reason.of("sheet", sheet=table.sheet),
            Reason("injections_not_read" if table.sheet in injected else "sheet_not_read"),
        )
        for table in shown_first
        if table.sheet not in injected or len(table.rows) > 1
    ]


def _unused(name: str, chosen: _Chosen) -> list[Problem]:
    """One problem that names the columns with content that were not used."""
    unused = [c for c in chosen.columns if not c.field and c.samples]
    if not unused or chosen.layout.own:
        return []
    columns = tuple(c.header or Reason.of("column_number", n=c.place + 1) for c in unused)
    return [Problem(name, Reason.of("columns_unused", columns=columns))]


def _people(exams: list[ExamDraft]) -> tuple[PersonDraft, ...]:
    found = {
        PersonDraft(exam.report.patient_name, exam.report.patient_birth_date, exam.report.patient_sex): None
        for exam in exams
        if exam.report
    }
    return tuple(found)
