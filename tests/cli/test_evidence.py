"""The `evidence` command and `list --measurements`: the numbers of the clinician's pages, as text and as JSON."""

import json
from pathlib import Path

import pytest

from tests.cli.test_main import run
from tracker import reference
from tracker.history import evidence
from tracker.history.summary import summarise
from tracker.record import frames
from tracker.record.database import ENVIRONMENT_VARIABLE, open_desk


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "record.db"
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(path))
    run("demo")
    return path


def test_the_evidence_is_that_of_the_page(db: Path) -> None:
    desk = open_desk(db)
    whole = summarise(desk, frames.people(desk)[0].id)
    desk.close()
    data = json.loads(run("evidence", "--json").output)
    assert [row["msv"] for row in data["methods"]] == [c.msv for c in evidence.rests_on(whole)[0]]
    assert [row["msv"] for row in data["tissue_weights"][1:]] == [
        one.dose.typical for one in evidence.by_set(whole) if one.dose
    ]
    assert data["reference_version"] == reference.version()
    unknown = next(row for row in data["evidence"] if row["evidence"] == "– not counted")
    assert unknown["msv"] is None
    assert data["positions_for"]
    assert data["positions_against"]


def test_the_evidence_can_be_read_as_text(db: Path) -> None:
    words = run("evidence").output
    for part in (
        "two-piece log-normal",
        "under ICRP 60",
        "under ICRP 103",
        "mSv per mGy.cm",
        "https://www.imagewisely.org",
        "not a reason to withhold",
        f"Reference data {reference.version()}",
    ):
        assert part in words
    assert "nan" not in words.replace("nanc", "").lower().split()


def test_a_record_without_a_dose_has_evidence_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "own.db"))
    run("add", "a scan abroad", "--when", "2020", "--own-words")
    data = json.loads(run("evidence", "--json").output)
    assert data["methods"] == []
    assert [row["msv"] for row in data["tissue_weights"]] == [None, None, None]
    assert "No recorded exam has a dose" in run("evidence").output


def test_the_list_shows_measurements_on_request(db: Path) -> None:
    plain, full = run("list").output, run("list", "--measurements").output
    assert "Gy.cm2" not in plain
    assert "    KAP 2.41 Gy.cm2; Ka,r 11.7 mGy; Fluoroscopy 72 s" in full
    assert "    DLP 512 mGy.cm; CTDIvol 10.6 mGy (32 cm)" in full
    assert [line for line in full.splitlines() if not line.startswith("    ")] == plain.splitlines()
