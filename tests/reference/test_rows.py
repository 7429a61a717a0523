"""A table that breaks a rule is refused with the file, the line and what to do."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tracker.errors import ReferenceTableError
from tracker.reference import rows


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


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rows, "data_dir", lambda: tmp_path)
    return tmp_path


def read(folder: Path, text: str) -> tuple[Sample, ...]:
    (folder / "sample.csv").write_text(text, encoding="utf-8")
    return rows.records("sample", Sample)


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
        rows.records("nowhere", Sample)


def test_a_key_that_is_there_twice_is_refused(folder: Path) -> None:
    found = read(folder, HEADER + "a,2,1,3,yes,1,verified\na,2,1,3,yes,2,verified\n")
    with pytest.raises(ReferenceTableError, match="a is there twice"):
        rows.keyed("sample", found, lambda row: row.key)
