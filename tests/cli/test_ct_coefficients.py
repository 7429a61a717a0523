"""The set of CT coefficients: chosen for a person, used for every CT of theirs, and said."""

import json
from pathlib import Path

import pytest

from tests.cli.test_main import run
from tracker.record.database import ENVIRONMENT_VARIABLE


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "record.db"
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(path))
    run("add", "CT abdomen and pelvis", "--when", "3 Sep 2025", "--number", "DLP 512 mGy.cm")
    return path


def total() -> float:
    return float(json.loads(run("summary", "--json").output)["effective_dose_msv"]["typical"])


def test_the_newer_set_is_the_usual_one_and_the_older_one_can_be_chosen(record: Path) -> None:
    assert total() == pytest.approx(512 * 0.0179)
    assert "ICRP 103" in run("ct-coefficients").output
    assert "AAPM Report 96" in run("ct-coefficients", "aapm-96").output
    assert total() == pytest.approx(512 * 0.015)
    run("ct-coefficients", "icrp-103")
    assert total() == pytest.approx(512 * 0.0179)


def test_the_total_says_that_values_changed_and_by_how_much(record: Path) -> None:
    said = run("summary").output
    assert "CT doses are worked out with newer coefficients" in said
    assert "about 7.7 mSv" in said
    run("ct-coefficients", "aapm-96")
    assert "newer coefficients" not in run("summary").output
