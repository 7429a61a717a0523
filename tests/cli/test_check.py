"""The command `check`: what waits, and one answer for each."""

import json
from pathlib import Path

import pytest

from tests.cli.test_importing import data, db, run

__all__ = ["db"]
TABLE = """Date,Exam,DLP (mGy.cm)
,CT chest,300
2024-05-06,a frob test,
2024-05-07,CT head,900
2024-05-07,hip injection,
"""


@pytest.fixture
def imported(db: Path, tmp_path: Path) -> Path:
    (tmp_path / "mine.csv").write_text(TABLE)
    told = run("import", str(tmp_path / "mine.csv"), "--yes").output
    assert "Added 3 exams. 1 waits for its date under “To check”." in told
    return tmp_path


def test_what_waits_is_listed_and_answered_one_by_one(imported: Path) -> None:
    found = json.loads(run("check", "--json").output)
    assert [(one["question"], one["name"]) for one in found][:1] == [("undated", "CT scan of the chest or lungs")]
    assert sorted(one["name"] for one in found if one["question"] == "kind") == ["a frob test", "hip injection"]
    assert "3 things to check" in run("check").output
    assert len(json.loads(run("list", "--json").output)) == 3
    run("check", "1", "--when", "March 2019")
    assert {one["when"] for one in json.loads(run("list", "--json").output)} == {
        "March 2019",
        "6 May 2024",
        "7 May 2024",
    }
    (place,) = [n for n, one in enumerate(json.loads(run("check", "--json").output), 1) if one["name"] == "a frob test"]
    told = run("check", str(place), "--keep").output
    run("check", "1", "--kind", "hip_injection_rf")
    assert run("check").output == "Nothing to check.\n"
    run("undo", told.split()[-1])
    assert "1 thing to check" in run("check").output


@pytest.mark.parametrize("answer", [("--keep",), ("--same",), ("--kind", "ct_head"), ("--keep", "--same"), ()])
def test_an_answer_that_does_not_fit_is_refused(imported: Path, answer: tuple[str, ...]) -> None:
    run("check", "1", *answer, code=2)
    assert len(data("check")) == 3


def test_what_has_no_date_can_be_left_out(imported: Path) -> None:
    run("check", "1", "--leave-out")
    assert [one["question"] for one in json.loads(run("check", "--json").output)] == ["kind", "kind"]
    again = run("import", str(imported / "mine.csv"), "--yes").output
    assert "Nothing new to add." in again


def test_doubles_are_one_exam_or_two(db: Path) -> None:
    for _twice in range(2):
        run("add", "CT head", "--when", "3 Mar 2015", "--kind", "ct_head")
    assert "Is it the same exam" in run("check").output
    run("check", "1", "--same")
    assert (len(json.loads(run("list", "--json").output)), run("check").output) == (1, "Nothing to check.\n")


def test_what_an_import_leaves_out_is_counted(db: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Radiology report\nCT chest with contrast\nFindings: no nodule.\n")
    told = run("import", str(tmp_path / "letter.txt"), "--yes").output
    assert "Nothing new to add. 1 was left out, as its line says." in told
