"""One run of a page of a large record under AppTest, against a page with one 12-bar chart.

The first run of a page makes everything; the later ones, after a click, find what was made of the same values.
"""

import os
from functools import partial
from pathlib import Path

from streamlit.testing.v1 import AppTest

import dashboards
from benchmarks.records import make
from benchmarks.timing import Line, in_turn
from tracker.history import once
from tracker.record.database import ENVIRONMENT_VARIABLE

FOLDER = Path(dashboards.__file__).parent
YARDSTICK = Path(__file__).with_name("one_chart_page.py")
# File, what it is called, exams in the record, how many times the yardstick it may take.
LIMITS = (
    ("home/home", "Home", 40, 4.0),
    ("home/home", "Home", 2_000, 8.0),
    ("history/history", "history page", 40, 4.0),
    ("history/history", "history page", 2_000, 8.0),
    ("home/home", "first Home", 40, 4.0),
    ("home/home", "first Home", 2_000, 8.0),
    ("history/history", "first history page", 40, 4.0),
    ("history/history", "first history page", 2_000, 8.0),
    ("clinician/minute", "one-minute view", 2_000, 8.0),
    ("clinician/timeline", "timeline", 2_000, 8.0),
    ("clinician/exams", "clinician's table of exams", 2_000, 8.0),
    ("clinician/evidence", "evidence page", 2_000, 8.0),
)


def lines(folder: Path) -> list[Line]:
    found = []
    for page_name, title, exams, limit in LIMITS:
        path = folder / f"{exams}.db"
        if not path.exists():
            make(path, exams=exams, per_patient=exams).close()
        os.environ[ENVIRONMENT_VARIABLE] = str(path)
        page = AppTest.from_file(FOLDER / f"{page_name}.py", default_timeout=120)
        yardstick = AppTest.from_file(YARDSTICK, default_timeout=120)
        run = partial(_first, page) if title.startswith("first ") else partial(_run, page)
        ours, theirs = in_turn(run, partial(_run, yardstick), rounds=8)
        work = f"{title} of {exams:,} exams, one script run"
        found.append(Line(work, "a page with one 12-bar chart", ours, theirs, limit))
    return found


def _first(page: AppTest) -> None:
    once.forget()
    _run(page)


def _run(page: AppTest) -> None:
    page.run()
    assert not page.exception, page.exception
    assert not page.error, page.error
