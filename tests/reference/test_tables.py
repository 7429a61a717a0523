"""The tables are found, a table that breaks a rule is refused with its file and line, and every source can be cited."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tracker.errors import ReferenceTableError
from tracker.reference import sources, tables


def test_a_working_copy_reads_data_reference_beside_the_package() -> None:
    assert (tables.data_dir() / "exam_kinds.csv").is_file()
    assert re.fullmatch(r"\d{4}\.\d{1,2}(?:\.\d+)?", tables.version())


def _package(monkeypatch: pytest.MonkeyPatch, package: Path) -> None:
    monkeypatch.setattr(tables, "_PACKAGE", package)
    tables.data_dir.cache_clear()


def test_a_wheel_reads_its_own_copy_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (tmp_path / "tracker" / "_data" / "reference", tmp_path / "data" / "reference"):
        folder.mkdir(parents=True)
        (folder / "VERSION").write_text("2026.11")
    _package(monkeypatch, tmp_path / "tracker")
    try:
        assert tables.data_dir() == tmp_path / "tracker" / "_data" / "reference"
    finally:
        tables.data_dir.cache_clear()


def test_missing_tables_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _package(monkeypatch, tmp_path / "tracker")
    try:
        with pytest.raises(ReferenceTableError, match="Install Exposure Tracker again"):
            tables.data_dir()
    finally:
        tables.data_dir.cache_clear()


@dataclass(frozen=True, slots=True)
class Sample:
    key: str
    typical: float | None
    low: float | None
    high: float | None
    counted: bool
    year: int
    status: str


HEADER = "key,typical,low,high,counted,year,status\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tables, "data_dir", lambda: tmp_path)
    return tmp_path


def read(folder: Path, text: str) -> tuple[Sample, ...]:
    (folder / "sample.csv").write_text(text, encoding="utf-8")
    return tables.records("sample", Sample)


def test_cells_are_read_by_the_type_of_the_field(folder: Path) -> None:
    row, empty = read(folder, HEADER + "a,2,1,3,yes,2008,verified\nb,,,,no,0,derived\n")
    assert row == Sample("a", 2.0, 1.0, 3.0, True, 2008, "verified")
    assert (empty.typical, empty.low, empty.high) == (None, None, None)


@pytest.mark.parametrize(
    "line",
    [
        "a,4,1,3,yes,1,verified",
        "a,2,0,3,yes,1,verified",
        "a,2,2,2,yes,1,verified",
        "a,2,,,yes,1,verified",
        "a,nan,1,3,yes,1,verified",
        "a,inf,1,inf,yes,1,verified",
        "a,-1,-2,3,yes,1,verified",
        "a,2,1,3,maybe,1,verified",
        "a,2,1,3,yes,x,verified",
        "a,2,1,3,yes,1,guessed",
        "a,2,1,3,yes,1",
    ],
)
def test_a_row_that_breaks_a_rule_is_refused(folder: Path, line: str) -> None:
    with pytest.raises(ReferenceTableError, match=r"sample\.csv is damaged \(line 2"):
        read(folder, HEADER + line + "\n")


def test_other_columns_and_missing_files_are_refused(folder: Path) -> None:
    with pytest.raises(ReferenceTableError, match="unexpected columns"):
        read(folder, "key,typical\n")
    with pytest.raises(ReferenceTableError, match="not found"):
        tables.records("nowhere", Sample)


def test_a_key_that_is_there_twice_is_refused(folder: Path) -> None:
    found = read(folder, HEADER + "a,2,1,3,yes,1,verified\na,2,1,3,yes,2,verified\n")
    with pytest.raises(ReferenceTableError, match="a is there twice"):
        tables.keyed("sample", found, lambda row: row.key)


def test_every_source_has_a_name_a_citation_a_licence_and_the_day_it_was_read() -> None:
    for source in sources().values():
        assert source.short
        assert source.citation
        assert source.licence
        assert date(2026, 1, 1) <= date.fromisoformat(source.read_on)


def test_links_are_links_and_years_are_years() -> None:
    for source in sources().values():
        assert source.url == "" or source.url.startswith(("http://", "https://")), source.id
        assert source.year == "" or 1977 <= int(source.year) <= 2026, source.id
