"""Opens spreadsheets: CSV in whatever encoding and with whatever separator, and XLSX; both become rows of cells."""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from tracker.errors import Reason
from tracker.readers.draft import Problem

Cell = str | float | date | None  # None is an empty cell; a date is a day that the file itself marks as one

LARGEST_FILE = 20_000_000  # bytes
LARGEST_UNPACKED = 60_000_000  # bytes of an XLSX file after unpacking
LARGEST_PART = 4_000_000  # bytes of its parts that hold no cells (styles, themes)
MOST_SHEETS = 50
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 500_000
LONGEST_CELL = 5_000  # characters
MOST_MERGED = 2_000
SEPARATORS = ",;\t|"
_SAMPLE_LINES = 60
_ACCENTED = frozenset("äöüßÄÖÜéèêëàâçîïôûùñóíúáÁÉÍÓÚÑ¿¡µ²·–’€°")
_YEAR_OF_MACINTOSH = 1904
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that a workbook shows as one, by the places of the first and the last of them."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet; row 1 of the sheet is `rows[0]`, and every row is as long as it was written.

    Attributes:
        sheet: name of the sheet, "" in a CSV file.
        merged: the cells of a workbook that are shown as one; only the first of them holds something.
    """

    sheet: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        more: the rows that go on with it: other series of the same exam.
        notes: what is said of it beside what its cells give.
        left: it is not read by itself; the notes say why.
    """

    number: int
    cells: tuple[Cell, ...]
    more: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[Reason, ...] = ()
    left: bool = False


@dataclass(slots=True)
class Opened:
    """What a spreadsheet file holds.

    Attributes:
        encoding: how its text was read ("utf-8", "cp1252", ...), "" for XLSX.
        separator: what stands between its cells, "" for XLSX.
        since_1904: a workbook that counts days from 1904 on, as old Excel for Macintosh did.
    """

    tables: list[Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    since_1904: bool = False


def open_sheet(name: str, data: bytes) -> Opened:
    """The tables of a CSV or XLSX file; whatever is wrong with it is a problem, never an exception."""
    if len(data) > LARGEST_FILE:
        return _refused(name, Reason.of("sheet_too_large", size=LARGEST_FILE // 1_000_000))
    if data.startswith(_OLD_EXCEL):
        return _refused(name, Reason("old_excel"))
    if data.startswith(b"PK"):
        return _open_workbook(name, data)
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{", b"<?xml", b"<!DOCTYPE", b"<html")):
        return _refused(name, Reason("no_spreadsheet"))
    return _open_text(name, data)


def _refused(name: str, what: Reason) -> Opened:
    return Opened(problems=[Problem(name, what)])


def shown(cell: Cell) -> str:
    """A cell as text, as a person would see it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return cell if isinstance(cell, str) else cell.isoformat()


# --- text files ---


def _open_text(name: str, data: bytes) -> Opened:
    text, encoding = decoded(data)
    if "\0" in text:
        return _refused(name, Reason("no_spreadsheet"))
    separator, text = _separator(text)
    opened = Opened(encoding=encoding, separator=separator)
    rows = _limited(_text_rows(text, separator, opened.problems), opened.problems, "")
    opened.tables.append(Table("", rows))
    return opened


def decoded(data: bytes) -> tuple[str, str]:
    """Bytes as text, and the encoding: by its mark, else UTF-8 if it is that, else the old one that fits best."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    start = data[:2000]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(start) > 3 and zeros.count(0) > 0.7 * len(zeros):
            return data.decode(encoding, errors="replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        tried = {name: data.decode(name, errors="replace") for name in ("cp1252", "mac_roman", "cp850")}
        best = max(tried, key=lambda name: sum(count for c, count in Counter(tried[name]).items() if c in _ACCENTED))
        return tried[best], best


def _separator(text: str) -> tuple[str, str]:
    """The sign between cells, and the text without the line by which Excel is told that sign."""
    told = re.match(r"sep=([,;\t|])\r?\n", text, re.IGNORECASE)
    if told:
        return told[1], "\n" + text[told.end() :]  # an empty line keeps the numbers of the rows
    sample = text[:100_000]
    best, best_worth = ",", 0.0
    for separator in SEPARATORS:
        widths = Counter(len(row) for row in _sample(sample, separator) if any(cell.strip() for cell in row))
        agreeing = {width: count / widths.total() for width, count in widths.items() if width > 1}
        worth = max((share * share * width for width, share in agreeing.items()), default=0.0)
        if worth > best_worth:
            best, best_worth = separator, worth
    return best, text


def _sample(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for _number in range(_SAMPLE_LINES):
        try:
            yield next(reader)
        except (StopIteration, csv.Error):
            return


def _text_rows(text: str, separator: str, problems: list[Problem]) -> Iterator[tuple[Cell, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=separator != "\t")
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problems.append(_open_quote(number))
            row = []
        if any(cell.count("\n") > 100 for cell in row):
            problems.append(_open_quote(number))
            row = []
        yield tuple(_text_cell(cell) for cell in row)


def _open_quote(number: int) -> Problem:
    return Problem(place_of("", number), Reason("open_quote"))


def _text_cell(cell: str) -> Cell:
    text = cell.strip(" \t\r\n\u00a0\ufeff")
    # Our own export, and Excel, put an apostrophe before a text that looks like a formula.
    if text.startswith("'") and text[1:].lstrip().startswith(("=", "+", "-", "@")):
        text = text[1:]
    return text or None


def _limited(rows: Iterable[Sequence[Cell]], problems: list[Problem], sheet: str) -> tuple[tuple[Cell, ...], ...]:
    """The rows within the limits, empty ones at the end cut; what was cut off is said."""
    kept: list[tuple[Cell, ...]] = []
    cells = filled = 0
    for row in rows:
        if len(kept) >= MOST_ROWS or cells > MOST_CELLS:
            problems.append(Problem(place_of(sheet, len(kept) + 1), Reason("table_too_long")))
            break
        if len(row) > MOST_COLUMNS and any(cell is not None for cell in row[MOST_COLUMNS:]):
            what = Reason.of("too_many_columns", count=MOST_COLUMNS)
            problems.append(Problem(place_of(sheet, len(kept) + 1), what))
        kept.append(tuple(_short(cell, problems, sheet, len(kept) + 1) for cell in row[:MOST_COLUMNS]))
        cells += len(kept[-1])
        if any(cell is not None for cell in kept[-1]):
            filled = len(kept)
    return tuple(kept[:filled])


def _short(cell: Cell, problems: list[Problem], sheet: str, number: int) -> Cell:
    if not isinstance(cell, str) or len(cell) <= LONGEST_CELL:
        return cell
    problems.append(Problem(place_of(sheet, number), Reason.of("cell_too_long", count=LONGEST_CELL)))
    return cell[:LONGEST_CELL]


def place_of(sheet: str, number: int) -> Reason:
    """Where a row stands, as the person sees it in their spreadsheet program."""
    return Reason.of("row_of_sheet", sheet=sheet, row=number) if sheet else Reason.of("row", row=number)


# --- workbooks ---


def _open_workbook(name: str, data: bytes) -> Opened:
    try:
        if refusal := _unsafe(data):
            return _refused(name, refusal)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that hold no cells, such as pictures
            return _workbook(data)
    except Exception as error:  # a damaged file makes the XLSX library fail in any way whatever
        return _refused(name, Reason.of("workbook_damaged", reason=type(error).__name__))


def _unsafe(data: bytes) -> Reason | None:
    """Why a packed file is not opened, None if nothing speaks against it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names:
            return Reason("no_workbook")
        # The declared sizes hold: the library that unpacks stops there.
        cells = ("xl/worksheets/", "xl/sharedStrings", "xl/media/", "xl/drawings/")
        other = [part.file_size for part in parts if not part.filename.startswith(cells)]
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED or max(other, default=0) > LARGEST_PART:
            return Reason("workbook_swells")
        if any(part.flag_bits & 1 for part in parts):
            return Reason("workbook_locked")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    start = stream.read(4096).replace(b"\0", b"")
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    return Reason("workbook_instructs")
    return None


def _workbook(data: bytes) -> Opened:
    from openpyxl import load_workbook  # here, because only spreadsheets need it and it is slow to load

    opened = Opened()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/")]
        formulas = any(re.search(rb"<f[ >/]", archive.read(part)) for part in sheets)
    with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)) as book:
        opened.since_1904 = book.epoch.year == _YEAR_OF_MACINTOSH
        values = list(_sheets(book, opened.problems))
        merged = {str(page.title): _merged(data, page) for page in book.worksheets[:MOST_SHEETS]}
    if formulas:
        with closing(load_workbook(io.BytesIO(data), read_only=True, keep_links=False)) as book:
            written = dict(_sheets(book, []))
        values = [(name, _with_formulas(rows, written.get(name, ()))) for name, rows in values]
    opened.tables = [Table(name, rows, merged.get(name, ())) for name, rows in values if rows]
    return opened


def _merged(data: bytes, page: Any) -> tuple[Merged, ...]:
    """The merged cells of a sheet, which a workbook that is only read does not tell."""
    from openpyxl.utils.cell import range_boundaries

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        written = archive.read(str(page._worksheet_path).lstrip("/"))
    found = re.findall(rb'<mergeCell [^>]*\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"', written)
    ranges = (range_boundaries(ref.decode()) for ref in found[:MOST_MERGED])
    return tuple(Merged(top - 1, left - 1, bottom - 1, right - 1) for left, top, right, bottom in ranges)


def _sheets(book: Any, problems: list[Problem]) -> Iterator[tuple[str, tuple[tuple[Cell, ...], ...]]]:
    for page in book.worksheets[:MOST_SHEETS]:
        page.reset_dimensions()  # what a file says about its own size is often wrong
        rows = (tuple(_cell(cell) for cell in row) for row in page.iter_rows(max_col=MOST_COLUMNS + 1))
        yield str(page.title), _limited(rows, problems, str(page.title))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, str):
        return _text_cell(value) if value else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time):
        # Excel takes 6:12 for a time of the day; with seconds it can only be hours, minutes, seconds.
        return value.strftime("%H:%M:%S" if "s" in str(cell.number_format) else "%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)[:LONGEST_CELL]


def _with_formulas(
    rows: tuple[tuple[Cell, ...], ...], written: tuple[tuple[Cell, ...], ...]
) -> tuple[tuple[Cell, ...], ...]:
    """The results of formulas; where the file holds none, the formula as text: it is never computed here."""
    merged = []
    for number in range(max(len(rows), len(written))):
        values = rows[number] if number < len(rows) else ()
        texts = written[number] if number < len(written) else ()
        width = max(len(values), len(texts))
        padded = zip(values + (None,) * (width - len(values)), texts + (None,) * (width - len(texts)), strict=True)
        merged.append(tuple(text if value is None else value for value, text in padded))
    return tuple(merged)
