"""The sheets of the collected cases: what must come out of each, read from the list of expectations beside them."""

import csv
import os
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.readers import TODAY
from tracker.readers.draft import ExamDraft, ReadResult
from tracker.readers.sheet.sheet import look, read_sheet
from tracker.view.reasons import said

SHARED = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", Path(__file__).parents[4] / "shared"))
CASES = SHARED / "cases"
KINDS = ("S-header", "S-totals", "S-cell", "S-1904", "S-continued", "S-heading")
NAMES = {"DLP": "dlp_mgy_cm", "KAP": "kap_gy_cm2", "CTDIvol": "ctdivol_mgy", "effective": "effective_dose_msv"}

pytestmark = pytest.mark.shared


@cache
def expected() -> dict[str, tuple[str, str]]:
    if not (CASES / "expected.csv").is_file():
        return {}
    with (CASES / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {r["file"]: (r["kind"], r["must_come_out"]) for r in csv.DictReader(file) if r["kind"] in KINDS}


def values(exams: tuple[ExamDraft, ...]) -> set[tuple[date | None, str, float, str, bool]]:
    return {
        (exam.exam_date, m.quantity, round(m.value, 4), m.phantom, m.part) for exam in exams for m in exam.measurements
    }


def plain_doses(result: ReadResult) -> set[tuple[str, float]]:
    return {(quantity, value) for _day, quantity, value, _phantom, _part in values(result.exams)}


def at_row(result: ReadResult, row: int) -> list[str]:
    return [problem.what.code for problem in result.problems if re.match(rf"Row {row}\b", said(problem.where))]


def check_header(result: ReadResult) -> None:
    one, two = result.exams
    assert (one.exam_date, one.kind_key) == (date(2021, 2, 14), "ct_abdomen")
    assert (two.exam_date, two.own_words) == (date(2023, 3, 8), "Lumbar facet injection")
    assert [(m.quantity, m.value) for m in one.measurements] == [("dlp_mgy_cm", 1234.5), ("ctdivol_mgy", 12.5)]
    assert {m.quantity: m.value for m in two.measurements} == {
        "kap_gy_cm2": pytest.approx(2.345),
        "fluoro_time_s": 42,
    }
    assert result.problems == ()


def check_totals(result: ReadResult, wanted: str) -> None:
    assert [exam.exam_date for exam in result.exams] == [date(2021, 2, 14), date(2022, 5, 1)]
    rows = [int(row) for row in re.findall("[0-9]+", wanted.split("row", 1)[1].split(" left")[0])]
    assert all(at_row(result, row) == ["row_of_sums"] for row in rows)


def check_cell(result: ReadResult, wanted: str) -> None:
    first = [(m.quantity, m.value, m.phantom) for m in result.exams[0].measurements]
    if wanted.startswith("left out"):
        assert first == []
        assert at_row(result, 2) == ["estimate_in_cell"]
        return
    assert first == [("dlp_mgy_cm", 388, "32 cm" if "phantom 32 cm" in wanted else "")]
    assert result.problems == ()


def check_units(result: ReadResult) -> None:
    by_day = {exam.exam_date: {m.quantity: (m.value, m.phantom) for m in exam.measurements} for exam in result.exams}
    assert by_day[date(2021, 2, 14)]["dlp_mgy_cm"] == (512, "")
    assert by_day[date(2022, 8, 1)] == {"dlp_mgy_cm": (1023, ""), "ctdivol_mgy": (45, "16 cm")}
    assert by_day[date(2022, 9, 1)] == {"dlp_mgy_cm": (388, "")}
    assert by_day[date(2022, 5, 1)] == {"kap_gy_cm2": (2.41, ""), "fluoro_time_s": (72, "")}
    assert by_day[date(2022, 6, 1)]["kap_gy_cm2"][0] == pytest.approx(3.45)
    assert by_day[date(2022, 7, 1)]["kap_gy_cm2"][0] == pytest.approx(1.234)
    assert result.problems == ()


def check_continued(result: ReadResult, wanted: str) -> None:
    first = result.exams[0]
    assert (first.exam_date, first.kind_key) == (date(2021, 2, 14), "ct_abdomen")
    parts = [float(n) for n in re.findall("[0-9]+", wanted.split("parts")[1].split("(")[0].split(";")[0])]
    doses = [(m.value, m.part) for m in first.measurements if m.quantity == "dlp_mgy_cm"]
    assert doses == [(part, True) for part in parts]
    assert len(result.exams) == (2 if "head" in wanted else 1)


def check_heading(result: ReadResult, wanted: str) -> None:
    name, number = wanted.split()
    assert plain_doses(result) == {(NAMES[name], float(number))}
    assert result.problems == ()


def check(name: str, kind: str, wanted: str, result: ReadResult) -> None:
    if kind == "S-header":
        check_header(result)
    elif kind == "S-totals":
        check_totals(result, wanted)
    elif kind == "S-cell":
        check_units(result) if "units_in_cells" in name else check_cell(result, wanted)
    elif kind == "S-1904":
        assert [exam.exam_date for exam in result.exams] == [date(2021, 2, 14), date(2022, 5, 1)]
    elif kind == "S-heading":
        check_heading(result, wanted)
    else:
        check_continued(result, wanted)


@pytest.mark.parametrize("name", sorted(expected()))
def test_what_must_come_out(name: str) -> None:
    kind, wanted = expected()[name]
    data = (CASES / name).read_bytes()
    if wanted.startswith("question"):
        assert [question.key for question in look(name, data, TODAY).questions] == ["repeated"]
        assert [exam.kind_key for exam in read_sheet(name, data, TODAY).exams] == ["ct_head"]
        return
    check(name, kind, wanted, read_sheet(name, data, TODAY))
