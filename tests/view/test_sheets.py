"""The spreadsheets, read back."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.view.samples import exam, measurement, summary, typical
from tracker.history.summary import Summary
from tracker.i18n import language
from tracker.view import sheets

FORMULAS = ("=1+1", "+1", "-1 day of pain", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("http://x","y")')


def read_csv(record: Summary) -> list[dict[str, str]]:
    data = sheets.exams_csv(record)
    assert data.startswith(b"\xef\xbb\xbf")
    _keys, *rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return rows


def pages(record: Summary) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(sheets.exams_xlsx(record)))
    return {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets}


def as_dicts(rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if "entry" not in row]


def test_every_exam_with_its_estimate_and_where_it_comes_from() -> None:
    record = typical()
    rows = read_csv(record)
    assert [row["Entry"] for row in rows] == list(record.exams["exam_id"])
    for row, (_i, entry) in zip(rows, record.exams.iterrows(), strict=True):
        assert float(row["Typical effective dose, mSv"]) == pytest.approx(entry["typical_msv"])
        assert row["How the dose was made"] == record.derivation(row["Entry"]).sentence
    kap = next(row for row in rows if row["Measurements as recorded"])
    assert kap["Sources"]
    assert kap["Links"].startswith("http")


def test_absent_is_empty_and_never_zero() -> None:
    (row,) = read_csv(summary([exam("a", "", "2020-05-01", own_words="a scan")]))
    assert (row["Typical effective dose, mSv"], row["Low, mSv"], row["Where"], row["Evidence"]) == (
        "",
        "",
        "",
        "not counted",
    )
    (typed,) = as_dicts(pages(summary([exam("a", "", "2020-05-01", own_words="a scan")]))["Exams"])
    assert typed["Typical effective dose, mSv"] is None
    assert typed["Fluoroscopy time, s"] is None


def test_a_csv_cell_is_never_a_formula() -> None:
    entries = [exam(f"e{i}", "nm_bone", "2020-05-01", notes=text, facility=text) for i, text in enumerate(FORMULAS)]
    notes = {row["Entry"]: row["Notes"] for row in read_csv(summary(entries))}
    assert [notes[f"e{i}"] for i in range(len(FORMULAS))] == [f"'{text}" for text in FORMULAS]


def test_harmless_text_stays_as_it_is() -> None:
    for text in ("L4-5", "2.41 Gy.cm2", "a = b", "", "–", "<script>alert(1)</script>"):
        assert sheets.harmless(text) == text


def test_a_workbook_cell_is_never_a_formula_or_link() -> None:
    entries = [exam(f"e{i}", "nm_bone", "2020-05-01", notes=text.strip()) for i, text in enumerate(FORMULAS)]
    entries.append(exam("link", "nm_bone", "2020-05-01", notes="https://example.org"))
    book = load_workbook(io.BytesIO(sheets.exams_xlsx(summary(entries))))
    page = book["Exams"]
    column = [cell.value for cell in page[1]].index("Notes") + 1
    cells = [page.cell(line, column) for line in range(3, page.max_row + 1)]
    assert {cell.value for cell in cells} == {text.strip() for text in FORMULAS} | {"https://example.org"}
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_numbers_are_numbers_and_days_are_dates() -> None:
    rows = as_dicts(pages(typical())["Exams"])
    ct = next(row for row in rows if row["Dose-length product (DLP), mGy.cm"])
    assert ct["Dose-length product (DLP), mGy.cm"] == 512
    assert isinstance(ct["Typical effective dose, mSv"], float)
    assert ct["First possible day"] == datetime(2026, 1, 1)
    about = next(row for row in rows if row["Number is approximate"] == "yes")
    assert about["Number of exams"] == 20
    assert (about["First possible day"], about["Last possible day"]) == (datetime(1990, 1, 1), datetime(2005, 12, 31))


def test_every_measurement_has_its_row() -> None:
    record = summary(
        [exam("a", "mg_2d", "2020-05-01")],
        [
            measurement("a", "glandular_dose_mgy", 1.5, laterality="left", reported="1.5 mGy", source="typed"),
            measurement("a", "glandular_dose_mgy", 1.7, laterality="right"),
            measurement("a", "glandular_dose_mgy", 0.8, laterality="right", region="breast", part=True),
        ],
    )
    found = as_dicts(pages(record)["Measurements"])
    assert [(row["Value"], row["Unit"], row["Side"], row["Part of the exam only"]) for row in found] == [
        (1.5, "mGy", "left", "no"),
        (1.7, "mGy", "right", "no"),
        (0.8, "mGy", "right", "yes"),
    ]
    assert (found[0]["As reported"], found[0]["Read from"], found[1]["As reported"]) == ("1.5 mGy", "typed", None)
    (row,) = as_dicts(pages(record)["Exams"])
    assert row["Mean glandular dose (one breast), mGy"] == "1.5; 1.7"
    assert "[part]" in row["Measurements as recorded"]


def test_sources_and_explanations_are_in_the_workbook() -> None:
    book = pages(typical())
    assert list(book) == ["Exams", "Measurements", "Drugs", "Pain log", "Sources", "Read me"]
    cited = as_dicts(book["Sources"])
    assert all(row["Citation"] for row in cited)
    read_me = {row[0]: row[1] for row in book["Read me"]}
    assert read_me["Person"] == "Maria Example"
    assert read_me["Made on"] == datetime(2026, 11, 20)
    assert "Please do not skip" in read_me["Please note"]


def test_days_before_spreadsheets_have_dates_stay_readable() -> None:
    (row,) = as_dicts(pages(summary([exam("a", "xr_chest_pa", "1899-03-01")]))["Exams"])
    assert row["First possible day"] == date(1899, 3, 1).isoformat()


def test_an_empty_record_gives_titles_only() -> None:
    assert read_csv(summary([])) == []
    assert [len(rows) for rows in pages(summary([])).values()][:5] == [2, 2, 1, 1, 1]


def test_the_sample_is_named_as_one() -> None:
    assert pages(summary([], is_sample=True))["Read me"][1][1] == "Maria Example (sample)"


def test_below_the_titles_stands_a_row_of_keys_that_is_the_same_in_every_language() -> None:
    rows = {}
    for code in ("en", "es"):
        with language(code):
            rows[code] = list(csv.reader(io.StringIO(sheets.exams_csv(typical()).decode("utf-8-sig"))))
    assert rows["en"][0] != rows["es"][0]
    assert rows["en"][1] == rows["es"][1]
    assert {"date_first", "kap_gy_cm2", "relief_percent", "entry"} <= set(rows["en"][1])
    assert (rows["en"][2][-1], rows["es"][2][-1]) == ("en", "es")
    page = load_workbook(io.BytesIO(sheets.exams_xlsx(typical())))["Exams"]
    assert [cell.value for cell in page[2]] == rows["en"][1]
    assert page.row_dimensions[2].hidden
