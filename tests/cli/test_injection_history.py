"""The command about injections: its words, its JSON, and the pain log it prints."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.test_main import run
from tests.view.reading import pages
from tracker import clock
from tracker.record import ledger, pain, people
from tracker.record.database import ENVIRONMENT_VARIABLE, open_engine
from tracker.record.models import ExamCreate, PatientCreate
from tracker.record.procedures import DrugCreate, InjectionCreate, PainEntryCreate


@pytest.fixture
def exam_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A record with one injection nine days ago, with its steroid and two lines of a log."""
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "record.db"))
    engine = open_engine(tmp_path / "record.db")
    person = people.add(engine, PatientCreate(name="Maria Example")).entity_id
    day = clock.today() - timedelta(days=9)
    exam = ExamCreate(
        kind_key="mbb_lumbar_rf",
        date_first=day,
        date_last=day,
        side="left",
        injection=InjectionCreate(levels=["L4-5"]),
        drugs=[DrugCreate(drug_key="methylprednisolone", dose_mg=40)],
    )
    saved = ledger.add_exam(engine, person, exam).entity_id
    pain.save_log(engine, saved, [PainEntryCreate(minutes_after=m, side="left", pain=p) for m, p in ((0, 8), (30, 2))])
    engine.dispose()
    return saved


def test_the_course_in_words_and_as_json(exam_id: str) -> None:
    words = run("injections").output
    assert "(9 days ago), Lumbar spine L4-5 left, methylprednisolone 40 mg" in words
    assert "75 % relief, best after 30 minutes" in words
    data = json.loads(run("injections", "--json").output)
    assert (data["days_since_steroid"], data["best"]) == (9, exam_id)
    assert json.loads(run("summary", "--json").output)["course"] == data


def test_a_pain_log_to_print(exam_id: str, tmp_path: Path) -> None:
    blank, filled = tmp_path / "blank.pdf", tmp_path / "filled.pdf"
    assert run("injections", "--print-log", str(blank)).output.strip() == str(blank)
    run("injections", "--print-log", str(filled), "--exam", exam_id, "--paper", "us-letter")
    (text,) = pages(blank.read_bytes())
    assert "Test-block log" in text
    assert "medial branch" not in text
    assert "medial branch block, X-ray guided, L4-5 left" in pages(filled.read_bytes())[0]


def test_wrong_options_say_so(exam_id: str, tmp_path: Path) -> None:
    assert "--print-log" in run("injections", "--exam", exam_id, code=2).output
    assert (
        "no longer in the record" in run("injections", "--print-log", str(tmp_path / "x"), "--exam", "x", code=1).output
    )


def test_a_handout_may_hold_an_empty_log(exam_id: str, tmp_path: Path) -> None:
    run("handout", "--to", str(tmp_path / "page.pdf"), "--pain-log")
    text = pages((tmp_path / "page.pdf").read_bytes())
    assert ("LAST STEROID" in text[0], "Test-block log" in text[1], len(text)) == (True, True, 2)


def test_exports_hold_what_is_recorded_of_injections(exam_id: str, tmp_path: Path) -> None:
    run("export", str(tmp_path / "exams.csv"))
    assert "methylprednisolone 40 mg" in (tmp_path / "exams.csv").read_text(encoding="utf-8-sig")
    assert "75.0" in (tmp_path / "exams.csv").read_text(encoding="utf-8-sig")
