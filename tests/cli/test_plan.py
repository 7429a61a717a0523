"""`exposure-tracker plan`: looks, saves, lists and takes off; and refuses with a sentence."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from tracker import clock
from tracker.cli.main import main
from tracker.dates import day_text
from tracker.record.database import ENVIRONMENT_VARIABLE


@pytest.fixture(autouse=True)
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "record.db"
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(path))
    return path


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def in_days(n: int) -> str:
    day = clock.today() + timedelta(days=n)
    return day_text(day.year, day.month, day.day)


def test_a_look_needs_no_record_and_keeps_nothing() -> None:
    said = run("plan", "ct chest").output
    assert "Usually about 6.1 mSv (2.0 to 20)" in said
    assert "RadiologyInfo" in said
    assert "(World mean, 2.4 mSv a year)" in said
    assert "Please do not skip or delay a scan because of the numbers here." in said
    run("plan", "--list", code=1)
    run("list", code=1)


def test_the_sample_shows_where_the_images_are() -> None:
    run("demo")
    said = run("plan", "ct_lspine", "--when", in_days(20)).output
    assert "MRI of the lower back" in said
    assert "images: St Anna" in said
    assert "Reaction to contrast medium" in said
    assert "Not written down yet: kidney disease" in said
    assert "MRI of the lower back?" in said


def test_a_plan_is_saved_listed_taken_off_and_brought_back() -> None:
    saved = run("plan", "ct_head", "--when", in_days(9), "--where", "City Hospital", "--save").output
    assert "Saved to the planned exams." in saved
    run("plan", "hip_injection_rf", "--side", "left", "--save")
    listed = run("plan", "--list").output.splitlines()
    assert [line.split()[0] for line in listed] == ["1", "2"]
    assert in_days(9) in listed[0]
    assert "City Hospital" in listed[0]
    assert "no day yet" in listed[1]
    assert "left" in listed[1]
    gone = run("plan", "--remove", "1").output
    assert "Taken off: CT scan of the head" in gone
    assert len(run("plan", "--list").output.splitlines()) == 1
    run("undo", gone.split()[-1])
    assert len(run("plan", "--list").output.splitlines()) == 2
    run("undo", saved.split()[-1])
    assert "Hip injection" in run("plan", "--list").output
    run("plan", "--remove", "1")
    assert "No exam is planned." in run("plan", "--list").output


def test_json_is_for_machines_and_unknown_is_none() -> None:
    result = CliRunner().invoke(main, ["plan", "ct_chest", "--when", in_days(3), "--save", "--json"])
    data = json.loads(result.stdout)
    assert data["effective_dose_msv"] == {"typical": 6.1, "low": 2.0, "high": 20.4}
    assert data["planned_on"] == (clock.today() + timedelta(days=3)).isoformat()
    assert data["not_recorded"][0] == "allergies and reactions"
    nothing = json.loads(run("plan", "elbow_injection_ct", "--json").output)
    assert (nothing["effective_dose_msv"], nothing["natural_background_years"]) == (None, None)
    assert nothing["alternatives"] == ["elbow_injection_us"]


def test_own_words_and_a_region() -> None:
    run("demo")
    said = run("plan", "a scan abroad", "--own-words", "--region", "lumbar_spine").output
    assert "No usual dose is known" in said
    assert "MRI of the lower back" in said
    for words in ("lower back", "LUMBAR SPINE", "parte baja de la espalda"):
        assert run("plan", "a scan abroad", "--own-words", "--region", words).output == said


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("plan",), 2, "say what is planned"),
        (("plan", "hip"), 2, "--kind"),
        (("plan", "ct_head", "--when", "1 Feb 2020"), 1, "has passed"),
        (("plan", "ct_head", "--when", "2031"), 1, "Please give the day too"),
        (("plan", "ct_head", "--when", "3/4/2031"), 1, "can be two dates"),
        (("plan", "x", "--own-words", "--region", "elbowish"), 2, "Known regions"),
        (("plan", "x", "--kind", "nowhere"), 1, "not in the list"),
        (("plan", "--list"), 1, "empty"),
        (("plan", "ct_head", "--patient", "Nobody"), 1, "nobody called"),
    ],
)
def test_wrong_input_is_refused_with_a_sentence(arguments: tuple[str, ...], code: int, says: str) -> None:
    assert says in run(*arguments, code=code).output


def test_a_number_that_is_not_there_is_refused() -> None:
    run("plan", "ct_head", "--save")
    for number in ("0", "2", "-1"):
        assert "no such number" in run("plan", "--remove", number, code=2).output
    assert "CT scan of the head" in run("plan", "--list").output


def test_the_handout_is_about_a_planned_exam(tmp_path: Path) -> None:
    run("plan", "ct_lspine", "--where", "City Hospital", "--save")
    target = tmp_path / "page.pdf"
    run("handout", "--to", str(target), "--planned", "1")
    text = " ".join(PdfReader(target).pages[0].extract_text().split())
    assert "PLANNED CT lumbar spine" in text
    assert "THIS REGION Lumbar spine" in text
    run("handout", "--to", str(target), "--planned", "1", "--region", "hip")
    assert "THIS REGION Hip" in " ".join(PdfReader(target).pages[0].extract_text().split())
    assert "no such number" in run("handout", "--planned", "2", code=2).output
