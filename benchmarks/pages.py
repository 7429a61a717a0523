"""One run of the history page under AppTest, against a page with one 12-bar chart."""

import os
from functools import partial
from pathlib import Path

from streamlit.testing.v1 import AppTest

import dashboards
from benchmarks.records import make
from benchmarks.timing import Line, in_turn
from tracker.record.database import ENVIRONMENT_VARIABLE

PAGE = Path(dashboards.__file__).parent / "history.py"
YARDSTICK = Path(__file__).with_name("one_chart_page.py")
LIMITS = {40: 4.0, 2_000: 8.0}


def lines(folder: Path) -> list[Line]:
    found = []
    for exams, limit in LIMITS.items():
        path = folder / f"{exams}.db"
        make(path, exams=exams, per_patient=exams).dispose()
        os.environ[ENVIRONMENT_VARIABLE] = str(path)
        page = AppTest.from_file(PAGE, default_timeout=120)
        yardstick = AppTest.from_file(YARDSTICK, default_timeout=120)
        ours, theirs = in_turn(partial(_run, page), partial(_run, yardstick), rounds=8)
        work = f"history page of {exams:,} exams, one script run"
        found.append(Line(work, "a page with one 12-bar chart", ours, theirs, limit))
    return found


def _run(page: AppTest) -> None:
    page.run()
    assert not page.exception, page.exception
