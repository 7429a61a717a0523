"""Prints the table of ratios: `make bench`, or `python -m benchmarks commands summaries` for some of them."""

import importlib
import sys
import tempfile
from math import isnan
from pathlib import Path

from benchmarks.timing import Line

GROUPS = ("commands", "search", "summaries", "reports", "imports", "skin", "pages", "browser")


def main() -> int:
    print("| work | against | ours | theirs | ratio | at most | |\n|---|---|---|---|---|---|---|", flush=True)
    worst = 0
    for group in sys.argv[1:] or GROUPS:
        with tempfile.TemporaryDirectory() as folder:
            for line in importlib.import_module(f"benchmarks.{group}").lines(Path(folder)):
                print(_row(line), flush=True)
                worst |= line.limit is not None and line.ratio > line.limit
    return int(worst)


def _row(line: Line) -> str:
    limit = f"{line.limit:g} x" if line.limit else ""
    mark = " (over)" if line.limit and line.ratio > line.limit else ""
    seconds = f"{_seconds(line.ours_s)} | {_seconds(line.theirs_s)}"
    ratio = "–" if isnan(line.ratio) else f"{line.ratio:.2g} x" if line.ratio < 0.1 else f"{line.ratio:.2f} x"
    return f"| {line.work} | {line.against} | {seconds} | {ratio}{mark} | {limit} | {line.note} |"


def _seconds(value: float) -> str:
    if isnan(value):
        return "–"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.{0 if value >= 0.01 else 1}f} ms"


sys.exit(main())
