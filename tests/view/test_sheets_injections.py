"""What the spreadsheets say of injections, read back."""

import csv
import io
from typing import Any

from openpyxl import load_workbook

from tests.view.samples import INJECTION, course, exam, given, injected, summary, treated
from tracker.view import sheets


def csv_rows() -> dict[str, dict[str, str]]:
    text = sheets.exams_csv(*treated()).decode("utf-8-sig")
    return {row["Entry"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def sheet(name: str) -> list[dict[str, Any]]:
    page = load_workbook(io.BytesIO(sheets.exams_xlsx(*treated())))[name]
    titles, *rows = page.iter_rows(values_only=True)
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


def test_an_injection_has_its_columns() -> None:
    row = csv_rows()["a"]
    assert row["Levels"] == "L4-5"
    assert row["Drugs given"] == "lidocaine 20 mg, methylprednisolone 40 mg"
    assert (row["Relief, %"], row["How long it helped"]) == ("60.0", "lasted 3 weeks")
    assert (row["Relief known from"], row["Pain before, 0 to 10"]) == ("as told", "")
    logged = csv_rows()["b"]
    assert (logged["Relief, %"], logged["Relief known from"]) == ("75.0", "pain log")
    assert logged["What the injection was for"] == "test"
    assert "right: 17 % relief" in logged["Relief in words"]


def test_nothing_said_is_empty_and_no_relief_is_zero() -> None:
    rows = csv_rows()
    titles = {title for title, _cell in sheets.injection_columns().values()}
    assert {rows["ct"][title] for title in titles} == {""}
    assert {title for title in titles if rows["c"][title]} == {"Drugs given"}
    assert rows["d"]["Relief, %"] == "0.0"
    assert (rows["d"]["Pain before, 0 to 10"], rows["d"]["Pain after, 0 to 10"]) == ("6.0", "6.0")


def test_every_drug_has_its_row() -> None:
    found = [(row["Entry"], row["Drug"], row["Dose, mg"], row["Steroid"]) for row in sheet("Drugs")]
    assert found == [
        ("a", "lidocaine", 20, "no"),
        ("a", "methylprednisolone", 40, "yes"),
        ("b", "something new", None, "no"),
        ("c", "dexamethasone", 10, "yes"),
    ]


def test_every_line_of_a_log_has_its_row() -> None:
    rows = sheet("Pain log")
    assert [(row["Minutes after"], row["Side"], row["Pain, 0 to 10"]) for row in rows[:4]] == [
        (0, "left", 8),
        (0, "right", 6),
        (15, "left", 4),
        (15, "right", 6),
    ]
    assert {row["Entry"] for row in rows} == {"b"}
    assert rows[2]["Moment"] == "15 minutes"


def test_what_a_person_typed_is_no_formula() -> None:
    record = summary([exam("a", INJECTION, "2026-09-03")])
    injections = course(record, [injected("a", operator="=1+1")], [given("a", "", name="=2+2")])
    text = sheets.exams_csv(record, injections).decode("utf-8-sig")
    _keys, row = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["Done by"], row["Drugs given"]) == ("'=1+1", "'=2+2")
    page = load_workbook(io.BytesIO(sheets.exams_xlsx(record, injections)))["Drugs"]
    assert (page["D2"].value, page["D2"].data_type) == ("=2+2", "s")
