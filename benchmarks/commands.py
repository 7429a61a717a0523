"""Whole processes: how long a person waits for `--help` and `summary`."""

from pathlib import Path

from benchmarks.records import make
from benchmarks.timing import Line, in_turn, process


def lines(folder: Path) -> list[Line]:
    path = folder / "forty.db"
    make(path, exams=40, per_patient=40).close()
    start = "import sys; from tracker.cli.main import main; sys.argv[0] = 'exposure-tracker'; main()"
    help_s, click_s = in_turn(process("-c", start, "--help"), process("-c", "import click"), rounds=15)
    summary = process("-c", start, "--db", str(path), "summary")
    summary_s, imports_s = in_turn(summary, process("-c", "import pandas, sqlmodel"), rounds=10)
    return [
        Line("`--help`, a process", "`import click`", help_s, click_s, 2.5),
        Line("`summary` of 40 exams, a process", "`import pandas, sqlmodel`", summary_s, imports_s, 1.15),
    ]
