"""What every command prints about the sample patient, and what it writes."""

import io
import json
import textwrap
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tests.snapshots.kept import ROOT, check
from tests.view.reading import pages
from tracker.cli.main import main

REPORTS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "data" / "sample" / "dose_reports").glob("*.dcm"))
FOLDER = "data/sample/dose_reports"
PLAIN = {
    "list": ("list",),
    "list_measurements": ("list", "--measurements"),
    "summary": ("summary",),
    "evidence": ("evidence",),
    "injections": ("injections",),
    "pain": ("pain",),
    "plan_ct_chest": ("plan", "ct chest", "--when", "9 Mar 2027"),
    "plan_knee_mri": ("plan", "knee mri", "--side", "left"),
    "plan_epidural": ("plan", "esi_lumbar_interlaminar_rf"),
    "plan_list": ("plan", "--list"),
    "read": ("read", *REPORTS),
}
NO_JSON = {"list_measurements", "plan_list"}
ONCE = {"import_dry_run": ("import", "--dry-run", FOLDER)}
COMMANDS = {
    **{f"{name}.en": words for name, words in (PLAIN | ONCE).items()},
    **{f"{name}.es": ("--language", "es", *words) for name, words in (PLAIN | ONCE).items()},
    **{f"{name}.json": (*words, "--json") for name, words in (PLAIN | ONCE).items() if name not in NO_JSON},
}
TABLES = {f"table_{end}.{code}": (end, code) for end in ("csv", "xlsx") for code in ("en", "es")}
LOGS = {f"paper_log.{code}": code for code in ("en", "es")}
NAMES = {f"command_{name}" for name in COMMANDS} | {*TABLES, *LOGS, "record.json"}


def run(db: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--db", str(db), *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_prints(db: Path, tmp_path: Path, name: str) -> None:
    words = COMMANDS[name]
    code, printed = run(tmp_path / "empty.db" if "import" in words else db, *words)
    if "--json" in words:
        lines = [json.loads(line) for line in printed.splitlines()]
        printed = "\n".join(json.dumps(line, ensure_ascii=False, indent=1) for line in lines)
    check(f"command_{name}", f"exit {code}\n{printed}", tmp_path, db.parent)


def written(db: Path, target: Path, *words: str) -> bytes:
    code, printed = run(db, *words)
    assert code == 0, printed
    return target.read_bytes()


@pytest.mark.parametrize("name", TABLES)
def test_the_tables(db: Path, tmp_path: Path, name: str) -> None:
    end, code = TABLES[name]
    target = tmp_path / f"exams.{end}"
    data = written(db, target, "--language", code, "export", str(target))
    check(name, data.decode("utf-8-sig") if end == "csv" else cells(data), tmp_path)


def cells(data: bytes) -> str:
    """Every cell of a workbook on a line of its own, with its title."""
    lines = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        titles, *rows = sheet.iter_rows(values_only=True)
        lines.append(f"# {sheet.title}: {titles}")
        for row in rows:
            lines += [
                "-",
                *(f"{title}: {cell!r}" for title, cell in zip(titles, row, strict=True) if cell is not None),
            ]
    return "\n".join(lines)


def test_the_record_as_json(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "record.json"
    check("record.json", written(db, target, "export", str(target)).decode(), tmp_path)


@pytest.mark.parametrize("name", LOGS)
def test_the_pain_log_on_paper(db: Path, tmp_path: Path, name: str) -> None:
    (newest, *_older) = json.loads(run(db, "injections", "--json")[1])["injections"]
    papers = []
    for chosen in ((), ("--exam", newest["exam_id"])):
        target = tmp_path / f"log-{len(chosen)}.pdf"
        words = ("--language", LOGS[name], "injections", "--print-log", str(target), *chosen)
        papers += pages(written(db, target, *words))
    check(name, "\n\n".join(textwrap.fill(paper, 100) for paper in papers), tmp_path)
