"""Reports in words on the command line: files, PDFs and standard input."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tracker.cli.main import main
from tracker.record.database import ENVIRONMENT_VARIABLE

TEXT = "CT CHEST\nDate of exam: 17 Jun 2023\nDLP 512 mGy.cm (DRL 600 mGy.cm)"


def test_read_takes_standard_input() -> None:
    result = CliRunner().invoke(main, ["read", "-", "--json"], input=TEXT)
    (exam,) = json.loads(result.output)["exams"]
    assert result.exit_code == 0
    assert (exam["date"], exam["kind"]) == ("2023-06-17", "ct_chest")
    assert [(m["quantity"], m["value"]) for m in exam["measurements"]] == [("dlp_mgy_cm", 512)]


def run(*arguments: str) -> Any:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_import_takes_a_text_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "record.db"))
    (tmp_path / "report.txt").write_text(TEXT)
    first = run("import", str(tmp_path / "report.txt"), "--yes", "--json")
    assert first["accepted"] == 1
    (tmp_path / "again.txt").write_text(TEXT + "\n")
    again = run("import", str(tmp_path / "again.txt"), "--yes", "--json")
    assert [row["status"] for row in again["rows"]] == ["known"]
