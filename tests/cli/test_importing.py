"""The commands `import`, `undo` and `read`: what they print, what they write, and when they refuse."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.conftest import shared_folder
from tests.readers import make_papers
from tracker.cli import importing
from tracker.cli.main import main
from tracker.record.database import ENVIRONMENT_VARIABLE
from tracker.reference import data_dir

REPORTS = data_dir().parent / "sample" / "dose_reports"
EPIDURAL, CT = str(REPORTS / "lumbar_epidural_c_arm.dcm"), str(REPORTS / "ct_abdomen_pelvis.dcm")
SOMEBODY_ELSE = str(REPORTS / "point_18_somebody_else.dcm")

COLUMNS = {
    "kap_gy_cm2": ("kap_gy_cm2", ""),
    "reference_air_kerma_mgy": ("air_kerma_mgy", ""),
    "fluoro_time_s": ("fluoro_time_s", ""),
    "dlp_mgy_cm": ("dlp_mgy_cm", ""),
    "glandular_dose_left_mgy": ("glandular_dose_mgy", "left"),
    "glandular_dose_right_mgy": ("glandular_dose_mgy", "right"),
    "activity_mbq": ("activity_mbq", ""),
    "effective_dose_msv": ("effective_dose_msv", ""),
}


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own" / "record.db"
    path.parent.mkdir()
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(path))
    return path


def run(*arguments: str, code: int = 0, typed: str | None = None) -> Result:
    result = CliRunner().invoke(main, list(arguments), input=typed)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def data(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json").stdout)
    return found


def entries() -> int:
    return len(json.loads(run("list", "--json").output))


@pytest.mark.parametrize(
    ("order", "first", "second"),
    [("--day-first", "2021-04-03", "2021-06-05"), ("--month-first", "2021-03-04", "2021-05-06")],
)
def test_rows_whose_day_and_month_are_asked_are_said_and_taken_once_that_is_told(
    order: str, first: str, second: str, db: Path, tmp_path: Path
) -> None:
    table = tmp_path / "list.csv"
    table.write_text("Date,Exam\n03/04/2021,CT head\n05/06/2021,CT chest\n2021-07-01,CT abdomen\n")
    said = run("import", str(table), "--yes").output
    assert "NOT ADDED: 2 rows of a table" in said
    assert "--day-first" in said
    assert entries() == 1
    assert "NOT ADDED" not in run("import", str(table), "--yes", order).output
    assert entries() == 3
    found = data("import", str(table), "--dry-run", order)
    assert sorted(row["date"] for row in found["rows"]) == [first, second, "2021-07-01"]
    assert data("import", str(table), "--dry-run")["day_or_month_unclear"] == 2


@pytest.mark.parametrize(("order", "day"), [("--day-first", "2021-04-03"), ("--month-first", "2021-03-04")])
def test_the_order_of_day_and_month_holds_for_letters_too(order: str, day: str, db: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("CT chest 03/04/2021. DLP 300 mGy.cm.")
    assert [row["date"] for row in data("import", str(letter), "--dry-run")["rows"]] == [None]
    assert [row["date"] for row in data("import", str(letter), "--dry-run", order)["rows"]] == [day]


def test_an_order_of_day_and_month_does_not_overrule_what_the_table_shows(db: Path, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("Date,Exam\n03/04/2021,CT head\n13/06/2021,CT chest\n")
    found = data("import", str(table), "--dry-run", "--month-first")
    assert [row["date"] for row in found["rows"]] == ["2021-04-03", "2021-06-13"]


def test_an_import_shows_adds_and_is_taken_back(db: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("my shopping list")
    files = (EPIDURAL, CT, str(tmp_path / "note.txt"))
    looked = run("import", *files, "--dry-run")
    assert "3 files: 2 used, 1 not used." in looked.output
    assert "[x] 12 Mar 2024" in looked.output
    assert "KAP" in looked.output
    assert "Another kind of file" in looked.output
    assert "note.txt" in looked.output
    assert "Nothing was added." in looked.output
    run("list", code=1)
    added = run("import", *files, "--yes")
    assert "Added 2 exams." in added.output
    assert entries() == 2
    assert "Nothing new" in run("import", *files, "--yes").output
    assert entries() == 2
    run("undo", added.output.split("exposure-tracker undo ")[1].split()[0])
    assert entries() == 0
    assert "Undone" not in run("undo", "no-such-action", code=1).output


def test_json_holds_what_was_found_and_done(db: Path, tmp_path: Path) -> None:
    (tmp_path / "disc").mkdir()
    (tmp_path / "disc" / "note.txt").write_text("my shopping list")
    looked = data("import", EPIDURAL, str(tmp_path / "disc"), "--dry-run")
    assert (looked["files"], looked["used"], looked["accepted"], looked["undo"]) == (2, 1, 0, "")
    assert looked["unused"] == [{"file": "note.txt", "reason": "not_dicom"}]
    assert looked["problems"] == []
    (row,) = looked["rows"]
    assert (row["date"], row["kind"], row["status"]) == ("2024-03-12", "esi_lumbar_transforaminal_rf", "new")
    assert {m["quantity"] for m in row["measurements"]} >= {"kap_gy_cm2", "fluoro_time_s"}
    assert row["take"]
    done = data("import", EPIDURAL, "--yes")
    assert done["accepted"] == 1
    run("undo", done["undo"])
    assert [r["status"] for r in data("import", EPIDURAL, "--dry-run")["rows"]] == ["new"]


def test_an_empty_record_takes_the_name_from_the_files(db: Path) -> None:
    run("import", EPIDURAL, "--yes")
    assert json.loads(run("summary", "--json", "--patient", "Maria Example").output)["exams"] == 1


def test_without_a_terminal_nothing_is_added_unasked(db: Path) -> None:
    refused = run("import", EPIDURAL, code=2)
    assert "--yes" in refused.output
    run("list", code=1)


def test_at_a_terminal_it_asks(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "terminal", lambda: True)
    assert "Nothing was added" in run("import", EPIDURAL, typed="n\n").output
    run("list", code=1)
    assert "Added 1 exam." in run("import", EPIDURAL, typed="y\n").output


def test_exams_of_somebody_else_are_left_out_unless_they_are_mine(db: Path) -> None:
    run("import", EPIDURAL, "--yes")
    assert "does not fit this record" in run("import", SOMEBODY_ELSE, "--yes").output
    assert entries() == 1
    run("import", SOMEBODY_ELSE, "--yes", "--mine")
    assert entries() == 2


def test_whose_record_must_be_said_where_there_are_several(db: Path) -> None:
    run("import", SOMEBODY_ELSE, "--yes")
    run("demo")
    assert "--patient" in run("import", CT, "--yes", code=2).output
    assert "Added 1 exam." in run("import", CT, "--yes", "--mine", "--patient", "maria example").output


def test_a_place_that_is_not_there_is_said(db: Path) -> None:
    said = run("import", "/no/such/disc", "--yes")
    assert "There is no such file or folder" in said.output
    assert "Nothing new to add." in said.output


def test_a_long_list_of_unused_files_is_cut_short_in_words_only(db: Path, tmp_path: Path) -> None:
    (tmp_path / "disc").mkdir()
    for n in range(30):
        (tmp_path / "disc" / f"{n:02}.txt").write_text(f"note {n}")
    assert "and 10 more" in run("import", str(tmp_path / "disc"), "--dry-run").output
    assert len(data("import", str(tmp_path / "disc"), "--dry-run")["unused"]) == 30


def test_read_takes_tables_and_archives(db: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("Date,Exam\n12 Mar 2019,Chest X-ray\n")
    line = json.loads(run("read", str(tmp_path / "mine.csv"), "--json").output)
    assert line["file"] == str(tmp_path / "mine.csv")
    assert [exam["date"] for exam in line["exams"]] == ["2019-03-12"]
    assert not db.exists()


@pytest.mark.shared
def test_read_gives_what_was_worked_out_by_hand_for_the_real_files() -> None:
    folder = shared_folder()
    if folder is None:
        pytest.skip("The folder with real files is not beside the project.")
    with (folder / "dose-reports" / "expected.csv").open(encoding="utf-8") as opened:
        expected = list(csv.DictReader(opened))
    assert len(expected) > 20
    for row in expected:
        result = CliRunner().invoke(main, ["read", str(folder / "dose-reports" / row["file"]), "--json"])
        exams = json.loads(result.stdout)["exams"]
        told = {(m["quantity"], m["laterality"]): m["value"] for exam in exams for m in exam["measurements"]}
        for column, quantity in COLUMNS.items():
            if row[column]:
                assert told[quantity] == pytest.approx(float(row[column]), rel=1e-3), (row["file"], column)


def test_a_table_with_a_ct_of_no_kind_counts_as_ct(db: Path, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("Date,Exam\n2026-01-02,CT frobnicate\n2026-01-03,MRI of the frob\n2026-01-04,a frob test\n")
    run("import", str(table), "--yes")
    found = {exam["name"]: exam["modality"] for exam in json.loads(run("list", "--json").output)}
    assert found == {"CT frobnicate (CT scan)": "CT", "MRI of the frob (MRI)": "MR", "a frob test": ""}
    totals = json.loads(run("summary", "--json").output)
    assert (totals["with_radiation"], totals["radiation_not_known"]) == (1, 1)
    assert {one["exam_type"]: one["exams"] for one in totals["by_type"]} == {"CT": 1, "other": 2}


def test_a_photo_says_how_it_is_typed_from_and_kept_and_an_export_counts_it(db: Path, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(make_papers.photo(kind="PNG"))
    told = run("import", str(photo), "--dry-run").output
    assert "picture of a page" in told
    assert f'--paper "{photo.name}"' in told
    added = run("add", "CT belly, March 2019", "--paper", str(photo), "--yes")
    assert "Kept with it: photo.jpg" in added.output
    assert "With 1 paper, " in run("export", str(tmp_path / "all.json")).output
    assert "Papers are not in a table" in run("export", str(tmp_path / "exams.csv")).output
    assert "With 1 paper, " in run("backup", str(tmp_path / "copy.db")).output


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.txt", b"a note", "Only a PDF"), ("a.pdf", b"%PDF-1.7 cut", "damaged"), ("a.jpg", b"\xff\xd8\xff", "damaged")],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_added(
    db: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert said in run("add", "CT belly, March 2019", "--paper", str(tmp_path / name), "--yes", code=1).output
    assert not db.exists()


def test_a_report_is_kept_with_its_exam_where_that_is_asked(db: Path, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(make_papers.pdf())
    assert "1 paper is kept." in run("import", str(tmp_path / "report.pdf"), "--yes", "--keep").output
    assert data("import", str(tmp_path / "report.pdf"), "--yes")["accepted"] == 0
