"""Writes sheets of typed cells as an XLSX file, and the empty table that somebody fills in elsewhere."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from tracker.i18n import _
from tracker.units import QUANTITIES
from tracker.wording import EXAMPLE

Cell = str | int | float | date | None

OLDEST_EXCEL_YEAR = 1900  # earlier days do not exist in a spreadsheet, so they are written as text
LONGEST_CELL = 32_767  # characters; the format's own limit
WIDEST, NARROWEST = 60, 9  # characters
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its column titles with units, and its rows; None is an empty cell, never 0.

    Where it has `keys`, a hidden row below the titles names the columns for programs, the same in every language.
    """

    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    keys: Sequence[str] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one XLSX file, with fixed title rows and filters."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, SAFE) as book:
        formats = {
            "title": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        }
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats)
    return file.getvalue()


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for column, title in enumerate(sheet.titles):
        page.write_string(0, column, title, formats["title"])
        page.set_column(column, column, _width(sheet, column))
    if sheet.keys:
        page.write_row(1, 0, sheet.keys)
        page.set_row(1, None, None, {"hidden": True})
    first = 2 if sheet.keys else 1
    for line, row in enumerate(sheet.rows, start=first):
        for column, cell in enumerate(row):
            _write_cell(page, line, column, cell, formats["date"])
    page.freeze_panes(1, 0)
    if sheet.rows:
        page.autofilter(0, 0, first + len(sheet.rows) - 1, len(sheet.titles) - 1)


def _write_cell(page: Any, line: int, column: int, cell: Cell, date_format: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        if cell.year < OLDEST_EXCEL_YEAR:
            page.write_string(line, column, cell.isoformat())
        else:
            page.write_datetime(line, column, datetime.combine(cell, time()), date_format)
    elif isinstance(cell, int | float):
        page.write_number(line, column, cell)
    else:
        page.write_string(line, column, cell[:LONGEST_CELL])


def _width(sheet: Sheet, column: int) -> int:
    lengths = [len(str(row[column])) for row in sheet.rows if row[column] is not None]
    return max(NARROWEST, min(WIDEST, max([*lengths, len(sheet.titles[column]) // 2 + 4])))


def template_csv() -> bytes:
    """Headings and two example rows, UTF-8 with byte order mark so that Excel reads it."""
    marked = f"{EXAMPLE}: {_('please delete this row')}"
    headings = [_("Date"), _("Exam"), _("Side"), _("Where"), _("Requested by"), _("Number of exams")]
    doses = ("dlp_mgy_cm", "ctdivol_mgy", "kap_gy_cm2", "air_kerma_mgy", "fluoro_time_s", "activity_mbq")
    units = {**{name: QUANTITIES[name].unit for name in QUANTITIES}, "fluoro_time_s": "min"}
    headings += [f"{_(QUANTITIES[name].label)}, {units[name]}" for name in (*doses, "effective_dose_msv")]
    headings += [_("Images at"), _("Notes")]
    ct = ["12 Nov 2019", _("CT chest"), "", _("City Hospital"), "", "", "388", *[""] * 6, _("on my disc"), marked]
    dentist = [_("1990 to 2005"), _("bitewings"), "", _("family dentist"), "", _("about 20"), *[""] * 8, marked]
    file = io.StringIO(newline="")
    csv.writer(file).writerows([headings, ct, dentist])
    return ("\ufeff" + file.getvalue()).encode("utf-8")
