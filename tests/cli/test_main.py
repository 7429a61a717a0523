"""The command line: every command, its exit codes, its JSON, and that it says what to do when something is wrong."""

import json
import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.view.reading import pages
from tracker.cli.main import main
from tracker.record import people
from tracker.record.database import ENVIRONMENT_VARIABLE, open_desk
from tracker.record.models import PatientCreate

ROOT = Path(__file__).parents[2]
SAMPLE_REPORT = next(iter(sorted((ROOT / "data" / "sample").rglob("*.dcm"))), None)


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "record.db"
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(path))
    return path


def run(*arguments: str, code: int = 0, typed: str | None = None) -> Result:
    result = CliRunner().invoke(main, list(arguments), input=typed)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def test_every_command_is_described_in_the_readme_and_has_help() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, command in main.commands.items():
        assert command.help
        assert f"exposure-tracker {name}" in readme
        assert "Usage:" in run(name, "--help").output


def test_an_exam_is_added_listed_and_summed_up(db: Path) -> None:
    saved = run("add", "CAT scan belly", "--when", "March 2015", "--number", "DLP 512 mGy.cm 32cm")
    assert "about 9.2 mSv" in saved.output
    assert "512 mGy.cm x 0.0179" in saved.output
    assert "March 2015" in run("list").output
    assert "1 exam since 2015" in run("summary").output
    data = json.loads(run("summary", "--json").output)
    assert data["effective_dose_msv"]["typical"] == pytest.approx(512 * 0.0179)
    assert data["evidence"]["calculated"] == 1
    (exam,) = json.loads(run("list", "--json").output)
    assert (exam["kind_key"], exam["evidence"]) == ("ct_abd_pelvis", "calculated")
    assert exam["measurements"][0]["reported"] == "512 mGy.cm"


def test_the_database_can_be_named_on_the_command_line(tmp_path: Path, db: Path) -> None:
    run("--db", str(tmp_path / "other.db"), "add", "opg", "--when", "2020")
    assert not db.exists()
    assert "Panoramic" in run("--db", str(tmp_path / "other.db"), "list").output


def test_about_twenty_between_two_years_is_one_entry(db: Path) -> None:
    run("add", "dx_bitewing_4", "--when", "1990 to 2005", "--count", "20", "--about")
    assert "about 20 exams" in run("list").output
    assert json.loads(run("summary", "--json").output)["exams"] == 20


@pytest.mark.parametrize("words", ["nerve block", "dye test", "CAT scan", "hip inj"])
def test_words_that_mean_several_things_are_asked_about_and_nothing_is_saved(db: Path, words: str) -> None:
    assert "--kind" in run("add", words, "--when", "2020", code=2).output
    run("list", code=1)


def test_the_kinds_behind_further_questions_are_listed(db: Path) -> None:
    listed = run("add", "nerve block", "--when", "2020", code=2).output
    for key in ("mbb_lumbar_rf", "stellate", "coeliac", "genicular_block_rf"):
        assert key in listed


def test_words_that_fit_nothing_say_so(db: Path) -> None:
    assert "No exam in the list" in run("add", "qqqq zzzz", "--when", "2020", code=2).output


def test_own_words_are_kept(db: Path) -> None:
    run("add", "a scan abroad", "--when", "2020", "--own-words")
    assert "a scan abroad" in run("list").output
    assert "not counted" in run("list").output


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("add", "opg", "--when", "3/9/2026"), 1, "can be two dates"),
        (("add", "opg", "--when", "last year"), 1, "not a date"),
        (("add", "opg", "--when", "2199"), 1, "future"),
        (("add", "opg", "--when", "2020", "--number", "KAP nan Gy.cm2"), 1, "number"),
        (("add", "opg", "--when", "2020", "--number", "KAP -1 Gy.cm2"), 1, "zero or more"),
        (("add", "opg", "--when", "2020", "--number", "KAP 1 mGy"), 1, "not a unit"),
        (("add", "opg", "--when", "2020", "--number", "KAP one Gy.cm2"), 2, "not a number"),
        (("add", "opg", "--when", "2020", "--number", "KAP"), 2, "KAP 2.41 Gy.cm2"),
        (("add", "opg", "--when", "2020", "--number", "KAP 1 Gy.cm2 left"), 2, "not known here"),
        (("add", "opg"), 2, "--when"),
        (("list",), 1, "empty"),
        (("summary", "--patient", "Nobody"), 1, "nobody called"),
        (("nonsense",), 2, "No such command"),
        (("handout", "--region", "elbowish"), 2, "Known regions"),
        (("export", "record.docx"), 1, ""),
    ],
)
def test_wrong_input_is_refused_with_a_sentence(db: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code in (code, 2), result.output
    assert says in result.output
    assert "Traceback" not in result.output


def test_an_unlikely_number_is_questioned_and_saved(db: Path) -> None:
    result = run("add", "hip_injection_rf", "--when", "2020", "--number", "KAP 204 Gy.cm2")
    assert "1,000 times the usual" in result.output
    assert "Did you mean" in result.output
    assert len(json.loads(run("list", "--json").output)) == 1


@pytest.mark.parametrize(
    "numbers",
    [("DLP 301 Gy.cm",), ("DLP 3900 mGy.cm", "CTDIvol 14 mGy")],
)
def test_a_doubtful_number_is_refused_where_nobody_is_asked(db: Path, numbers: tuple[str, ...]) -> None:
    options = [word for number in numbers for word in ("--number", number)]
    result = CliRunner().invoke(main, ["add", "CT chest", "--when", "2020", *options, "--yes"])
    assert result.exit_code == 2
    assert "Leave out --yes" in result.output
    assert "empty" in CliRunner().invoke(main, ["list"]).output


def test_details_of_numbers_are_understood(db: Path) -> None:
    run("add", "mg_2d", "--when", "2020", "--number", "glandular 1.3 mGy left", "--number", "glandular 1.28 mGy right")
    run("add", "nm_pet_fdg_only", "--when", "2020", "--number", "activity 10 mCi f18_fdg")
    doses = {e["kind_key"]: e["effective_dose_msv"] for e in json.loads(run("list", "--json").output)}
    assert doses == {"mg_2d": pytest.approx(0.1548), "nm_pet_fdg_only": pytest.approx(7.03)}


def test_an_exam_added_beside_the_sample_is_ones_own(db: Path) -> None:
    run("demo")
    run("add", "opg", "--when", "2011")
    run("demo", "--remove")
    assert "Panoramic" in run("list", "--patient", "Me").output


def test_a_child_is_told_the_dose_the_list_shows(db: Path) -> None:
    desk = open_desk(db)
    people.add(desk, PatientCreate(name="Child Example", birth_date=date(2020, 1, 1)))
    desk.close()
    said = run("add", "ct_head", "--when", "3 Mar 2021").output
    (exam,) = json.loads(run("list", "--json").output)
    assert f"about {exam['effective_dose_msv']:.1f} mSv" in said


def test_a_decimal_comma_is_understood(db: Path) -> None:
    run("add", "hip_injection_rf", "--when", "2020", "--number", "KAP 0,21 Gy.cm2")
    (exam,) = json.loads(run("list", "--json").output)
    assert exam["measurements"][0]["value"] == pytest.approx(0.21)


def test_a_fourth_question_does_not_vanish(db: Path) -> None:
    run("demo")
    questions = [word for n in range(4) for word in ("--question", f"Question {n}?")]
    assert "three" in run("handout", *questions, code=2).output


def test_the_same_exam_twice_is_noted_and_kept(db: Path) -> None:
    run("add", "opg", "--when", "2020")
    assert "already" in run("add", "opg", "--when", "2020").output
    assert len(json.loads(run("list", "--json").output)) == 2


def test_the_sample_patient_comes_and_goes(db: Path) -> None:
    run("demo")
    assert "sample patient, invented" in run("summary").output
    run("demo", "--remove")
    run("list", code=1)


def test_with_two_people_the_name_is_asked_for(db: Path) -> None:
    run("demo")
    desk = open_desk(db)
    people.add(desk, PatientCreate(name="Child Example"))
    desk.close()
    assert "Child Example" in run("list", code=2).output
    assert "St Anna" in run("list", "--patient", "maria example").output
    assert run("list", "--patient", "Child Example").output == ""


def test_the_record_leaves_as_json_and_comes_back(db: Path, tmp_path: Path) -> None:
    run("demo")
    run("export", str(tmp_path / "record.json"))
    before = run("list", "--json").output
    other = str(tmp_path / "other.db")
    run("--db", other, "restore", str(tmp_path / "record.json"))
    assert run("--db", other, "list", "--json").output == before
    assert "empty one" in run("--db", other, "restore", str(tmp_path / "record.json"), code=1).output


def test_a_backup_comes_back(db: Path, tmp_path: Path) -> None:
    run("demo")
    path = run("backup").output.strip()
    other = str(tmp_path / "other.db")
    run("--db", other, "restore", path)
    assert run("--db", other, "list").output == run("list").output
    run("backup", path, code=1)


def test_a_file_that_is_no_record_is_not_restored(db: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert "not a record" in run("restore", str(tmp_path / "x.json"), code=1).output


def test_tables_are_written_and_not_overwritten_unasked(db: Path, tmp_path: Path) -> None:
    run("demo")
    for name in ("exams.csv", "exams.xlsx"):
        run("export", str(tmp_path / name))
        if os.name == "posix":
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        assert (tmp_path / name).stat().st_size > 1000
        assert "exists already" in run("export", str(tmp_path / name), code=1).output
        run("export", str(tmp_path / name), "--overwrite")
    assert "must end in" in run("export", str(tmp_path / "x.doc"), code=2).output
    assert "cannot be written" in run("export", str(tmp_path / "no" / "x.csv"), code=1).output


def test_the_handout_is_a_pdf(db: Path, tmp_path: Path) -> None:
    run("demo")
    target = tmp_path / "page.pdf"
    run("handout", "--to", str(target), "--region", "lumbar_spine", "--back", "--question", "Is MRI an option?")
    assert target.read_bytes().startswith(b"%PDF")
    said = ("--region", "Lower back", "--no-back", "--no-card", "--patient-number", "MR 77-1")
    run("handout", "--to", str(target), *said)
    front = pages(target.read_bytes())[0]
    assert "Lumbar spine: " in front, "the words that pages use for a region"
    assert "patient number MR 77-1" in front


def test_read_prints_one_object_per_file_and_writes_nothing(db: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    assert SAMPLE_REPORT is not None
    result = run("read", str(SAMPLE_REPORT), str(tmp_path / "notes.txt"), "--json", code=1)
    good, bad = [json.loads(line) for line in result.output.splitlines()]
    assert {"date", "modality", "kind", "region", "irradiation_events", "measurements"} <= set(good["exams"][0])
    assert set(good["exams"][0]["measurements"][0]) >= {"quantity", "value", "laterality", "origin", "reported"}
    assert bad["exams"] == []
    assert set(bad["problems"][0]) == {"where", "what", "advice"}
    assert not db.exists()


def test_read_in_words(db: Path) -> None:
    assert SAMPLE_REPORT is not None
    assert "reported as" in run("read", str(SAMPLE_REPORT)).output
    assert "missing.dcm" in run("read", "missing.dcm", code=1).output


def test_a_record_of_a_newer_program_is_refused(db: Path) -> None:
    import sqlite3

    run("demo")
    with sqlite3.connect(db) as raw:
        raw.execute("PRAGMA user_version=999")
    assert "newer version" in run("list", code=1).output


def test_the_command_loads_neither_streamlit_nor_the_models_for_a_summary(db: Path) -> None:
    run("demo")
    code = (
        "import sys; from tracker.cli.main import main\n"
        "try: main(['summary'])\n"
        "except SystemExit: pass\n"
        "assert not {'streamlit', 'sqlmodel', 'matplotlib', 'pydicom'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, tracker.cli; assert not {'pandas', 'sqlalchemy', 'numpy', 'pydicom'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
