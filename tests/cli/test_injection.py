"""Injections on the command line: what is given at `add`, and the pain log."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.test_main import db, run
from tests.view.reading import pages
from tracker import clock
from tracker.cli.words import procedure_of
from tracker.record import frames, ledger, people
from tracker.record.database import ENVIRONMENT_VARIABLE, open_desk
from tracker.record.details import injected
from tracker.record.models import ExamCreate, PatientCreate
from tracker.record.procedures import DrugCreate, InjectionCreate, PainEntryCreate
from tracker.reference import LEVELS, NOTHING_GIVEN, drugs

__all__ = ["db"]
LUMBAR = ("add", "nerve root block", "--kind", "esi_lumbar_transforaminal_rf", "--when", "10 Nov 2024")


def newest(db: Path) -> ExamCreate:
    desk = open_desk(db)
    (one, *_others) = injected(desk, frames.people(desk)[0].id)
    return ledger.exam(desk, one.exam_id)


def test_everything_about_an_injection_can_be_given(db: Path) -> None:
    run(
        *LUMBAR, "--side", "left", "--level", "L4/5", "--level", "l5-s1", "--drug", "Depo-Medrol 40 mg",
        "--drug", "lidocaine", "--drug", "magic juice 2,5", "--purpose", "treatment", "--pain-before", "7",
        "--pain-after", "2", "--relief", "60", "--lasted", "about 3 weeks", "--operator", "Dr Example",
    )  # fmt: skip
    exam = newest(db)
    assert exam.injection == InjectionCreate(
        levels=["L4-5", "L5-S1"],
        purpose="treatment",
        pain_before=7,
        pain_after=2,
        relief_percent=60,
        relief_lasted=3,
        relief_lasted_unit="weeks",
        operator="Dr Example",
    )
    assert exam.drugs == [
        DrugCreate(drug_key="methylprednisolone", dose_mg=40),
        DrugCreate(drug_key="lidocaine"),
        DrugCreate(name="magic juice", dose_mg=2.5),
    ]


def test_nothing_given_is_nothing_said(db: Path) -> None:
    run(*LUMBAR)
    assert (newest(db).injection, newest(db).drugs) == (None, [])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--level", "L9"), "not a level of the spine"),
        (("--lasted", "soon"), "not a time"),
        (("--purpose", "fun"), "Invalid value"),
        (("--drug", ""), "which drug"),
        (("--relief", "120"), "100"),
        (("--pain-before", "11"), "10"),
        (("--drug", "lidocaine 0"), "more than 0"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(db: Path, options: tuple[str, ...], said: str) -> None:
    from click.testing import CliRunner

    from tracker.cli.main import main

    result = CliRunner().invoke(main, [*LUMBAR, *options])
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert "Traceback" not in result.output
    assert "empty" in run("list", code=1).output


@pytest.mark.parametrize("words", ["no cortisone", "without steroid", "steroid, no dexamethasone 4"])
def test_what_was_not_given_is_asked_about(db: Path, words: str) -> None:
    assert "says what was not given" in run(*LUMBAR, "--drug", words, code=2).output


def test_a_mixture_stays_as_it_was_written(db: Path) -> None:
    run(*LUMBAR, "--drug", "Kenalog + lidocaine 40")
    assert newest(db).drugs == [DrugCreate(name="Kenalog + lidocaine", dose_mg=40)]


def test_an_x_ray_has_no_drug(db: Path) -> None:
    result = run("add", "chest xray", "--kind", "xr_chest_pa", "--when", "2015", "--drug", "lidocaine", code=2)
    assert "is no injection" in result.output


def test_own_words_may_be_an_injection(db: Path) -> None:
    run("add", "my shot", "--own-words", "--when", "2015", "--drug", "cortisone")
    assert newest(db).drugs == [DrugCreate(drug_key="steroid_not_known")]


@given(st.sampled_from(LEVELS), st.sampled_from(["{}", " {} ", "low"]))
def test_every_level_is_known_however_it_is_written(level: str, shape: str) -> None:
    text = level.lower() if shape == "low" else shape.format(level)
    for written in (text, text.replace("-", "/")):
        found = procedure_of({"levels": (written,)}, "")["injection"]
        assert found.levels == [level]


@given(st.sampled_from(sorted(set(drugs()) - {NOTHING_GIVEN})), st.integers(1, 5000))
def test_every_product_is_known_by_its_name_with_its_milligrams(key: str, milligrams: int) -> None:
    (drug,) = procedure_of({"drugs": (f"{drugs()[key].name} {milligrams}",)}, "")["drugs"]
    assert (drug.drug_key, drug.dose_mg) == (key, milligrams)


def test_the_pain_log_is_written_shown_and_changed(db: Path) -> None:
    run(*LUMBAR, "--side", "left")
    assert "Nothing is written yet" in run("pain").output
    shown = run("pain", "--line", "before 7", "--line", "30 min 2,5", "--line", "day 3 0 slept well").output
    assert "Day 3         0 of 10  slept well" in shown
    assert "Relief so far: 100 % relief" in shown
    data = json.loads(run("pain", "--line", "30 min -", "--json").output)
    assert [(line["minutes_after"], line["pain"]) for line in data["lines"]] == [(0, 7), (4320, 0)]
    assert data["relief"].startswith("100 %")


def test_both_sides_are_kept_apart_and_the_side_must_be_said(db: Path) -> None:
    run(*LUMBAR, "--side", "both")
    assert "which one with --side" in run("pain", "--line", "before 7", code=2).output
    run("pain", "--side", "left", "--line", "before 7")
    shown = run("pain", "--side", "right", "--line", "before 5").output
    assert "left  7 of 10" in shown
    assert "right  5 of 10" in shown


def test_the_side_of_a_one_sided_injection_may_be_said_and_must_be_the_same(db: Path) -> None:
    run(*LUMBAR, "--side", "left")
    run("pain", "--side", "left", "--line", "before 7")
    assert json.loads(run("pain", "--line", "before 6", "--json").output)["lines"][0]["side"] == ""
    assert "other side" in run("pain", "--side", "right", "--line", "before 7", code=2).output


@pytest.mark.parametrize("line", ["", "7", "before", "later 3", "30 min seven"])
def test_a_line_that_cannot_be_read(db: Path, line: str) -> None:
    run(*LUMBAR)
    from click.testing import CliRunner

    from tracker.cli.main import main

    result = CliRunner().invoke(main, ["pain", "--line", line])
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output
    assert json.loads(run("pain", "--json").output)["lines"] == []


def test_a_pain_over_10_is_refused(db: Path) -> None:
    run(*LUMBAR)
    assert "10" in run("pain", "--line", "before 11", code=1).output


def test_an_injection_is_chosen_by_its_id_or_is_the_newest(db: Path) -> None:
    run("add", "hip injection", "--kind", "hip_injection_us", "--when", "2015")
    old = newest(db)
    run(*LUMBAR)
    assert "10 Nov 2024" in run("pain").output
    desk = open_desk(db)
    listed = injected(desk, frames.people(desk)[0].id)
    assert "2015" in run("pain", "--exam", listed[1].exam_id).output
    assert old.kind_key == "hip_injection_us"
    assert "no such injection" in run("pain", "--exam", "nope", code=1).output


@pytest.fixture
def exam_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A record with one injection nine days ago, with its steroid and two lines of a log."""
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "record.db"))
    desk = open_desk(tmp_path / "record.db")
    person = people.add(desk, PatientCreate(name="Maria Example")).entity_id
    day = clock.today() - timedelta(days=9)
    exam = ExamCreate(
        kind_key="mbb_lumbar_rf",
        date_first=day,
        date_last=day,
        side="left",
        injection=InjectionCreate(levels=["L4-5"]),
        drugs=[DrugCreate(drug_key="methylprednisolone", dose_mg=40)],
    )
    saved = ledger.add_exam(desk, person, exam).entity_id
    ledger.save_pain_log(
        desk, saved, [PainEntryCreate(minutes_after=m, side="left", pain=p) for m, p in ((0, 8), (30, 2))]
    )
    desk.close()
    return saved


def test_the_course_in_words_and_as_json(exam_id: str) -> None:
    words = run("injections").output
    assert "(9 days ago), Lumbar spine L4-5 left, methylprednisolone 40 mg" in words
    assert "75 % relief, best after 30 minutes" in words
    data = json.loads(run("injections", "--json").output)
    assert (data["days_since_steroid"], data["best"], data["since_last"]) == (9, exam_id, "9 days ago")
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
    run("handout", "--to", str(tmp_path / "page.pdf"), "--pain-log", "--no-back", "--no-card")
    text = pages((tmp_path / "page.pdf").read_bytes())
    assert ("LAST STEROID" in text[0], "Test-block log" in text[1], len(text)) == (True, True, 2)


def test_exports_hold_what_is_recorded_of_injections(exam_id: str, tmp_path: Path) -> None:
    run("export", str(tmp_path / "exams.csv"))
    assert "methylprednisolone 40 mg" in (tmp_path / "exams.csv").read_text(encoding="utf-8-sig")
    assert "75.0" in (tmp_path / "exams.csv").read_text(encoding="utf-8-sig")
