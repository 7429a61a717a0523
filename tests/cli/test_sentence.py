"""`add` takes a sentence: it shows what it understood, asks what is open, and refuses where nobody can answer."""

import json
from pathlib import Path

import pytest

from tests.cli.test_injection import newest
from tests.cli.test_main import db, run
from tracker.cli import importing
from tracker.record.procedures import DrugCreate, InjectionCreate

__all__ = ["db"]


def test_a_sentence_is_an_exam(db: Path) -> None:
    said = run("add", "left hip shot under X-ray, Dr Smith, March 2021, kenalog 40 mg, 60 % better for 3 months").output
    assert "What: Hip injection, X-ray guided (from “hip shot under X-ray”)" in said
    assert "Injected: triamcinolone 40 mg (from “kenalog 40 mg”)" in said
    exam = newest(db)
    assert (exam.kind_key, exam.side, exam.date_precision, exam.entered_from) == (
        "hip_injection_rf", "left", "month", "memory",
    )  # fmt: skip
    assert exam.drugs == [DrugCreate(drug_key="triamcinolone", dose_mg=40)]
    assert exam.injection == InjectionCreate(
        operator="Dr Smith", relief_percent=60, relief_lasted=3, relief_lasted_unit="months"
    )


def test_what_is_open_is_refused_and_nothing_is_saved(db: Path) -> None:
    refused = run("add", "hip shot 2020 shots DLP 5", "--yes", code=2).output
    for words in (
        "How was the needle guided?",
        "hip_injection_us",
        "How many were there?",
        "gives no unit",
        "--number",
    ):
        assert words in refused
    assert "--when" in run("add", "CT head", "--json", code=2).output
    run("list", code=1)


def test_options_overrule_the_sentence(db: Path) -> None:
    run(
        "add", "left hip shot, March 2021, Dr Smith, kenalog 40 mg", "--kind", "hip_injection_us", "--when", "2020",
        "--side", "right", "--drug", "lidocaine", "--operator", "Dr Example", "--count", "2", "--about",
    )  # fmt: skip
    exam = newest(db)
    assert (exam.kind_key, exam.side, exam.date_first.year) == ("hip_injection_us", "right", 2020)
    assert (exam.exam_count, exam.count_is_approximate) == (2, True)
    assert exam.drugs == [DrugCreate(drug_key="lidocaine")]
    assert exam.injection == InjectionCreate(operator="Dr Example")


def test_a_number_in_the_sentence_is_reported_by_the_person(db: Path) -> None:
    run("add", "CT belly 3 Sep 2020 DLP 512 mGy.cm")
    (exam,) = json.loads(run("list", "--json").output)
    assert exam["evidence"] == "calculated"
    assert [(one["value"], one["quantity"]) for one in exam["measurements"]] == [(512.0, "dlp_mgy_cm")]


def test_chips_as_json_with_their_choices(db: Path) -> None:
    chips = json.loads(run("add", "opg 2020 blue", "--json").output)["chips"]
    assert [(chip["field"], chip["value"], chip["settled"]) for chip in chips] == [
        ("what", "Panoramic dental X-ray (wrap-around)", True),
        ("when", "2020", True),
    ]


def test_words_that_were_not_used_are_kept_as_a_note(db: Path, tmp_path: Path) -> None:
    assert "Not used, kept as a note: horse" in run("add", "CT head 2020 horse").output
    run("export", str(tmp_path / "all.json"))
    assert "CT head 2020 horse" in (tmp_path / "all.json").read_text(encoding="utf-8")


def test_at_a_terminal_open_questions_are_asked(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "terminal", lambda: True)
    asked = run("add", "lumbar epidural, several shots, Kenalog 40", typed="1\n1\nwhenever\nMay 2020\n3\n1\n")
    assert "From where did the needle go in?" in asked.output
    assert "This could not be read." in asked.output
    exam = newest(db)
    assert exam.kind_key.startswith("esi_lumbar")
    assert (exam.exam_count, exam.date_precision) == (3, "month")
    assert exam.drugs == [DrugCreate(drug_key="triamcinolone", dose_mg=40)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("my strange CT", "ct_unspecified"),
        ("seltsames MRT", "mri_other"),
        ("odd shot under fluoroscopy", "rf_unspecified"),
        ("peculiar bone scan", "nm_unspecified"),
        ("an X-ray of something", "xr_unspecified"),
        ("radiografía rara", "xr_unspecified"),
        ("a scan abroad", ""),
    ],
)
def test_own_words_keep_the_machine_they_name(words: str, kind: str, db: Path) -> None:
    run("add", words, "--when", "2020", "--own-words", "--drug", "cortisone")
    exam = newest(db)
    assert (exam.kind_key, exam.own_words, len(exam.drugs)) == (kind, words, 1)


def test_own_words_can_be_kept_at_the_terminal(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "terminal", lambda: True)
    run("add", "wrist 2020", typed="7\n")
    assert "wrist" in run("list").output
    assert "not counted" in run("list").output
