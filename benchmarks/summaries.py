"""The summary of many exams, database included, against pandas reading the same rows; time and memory by size."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pandas as pd

from benchmarks.records import make
from benchmarks.timing import Line, in_turn
from tracker.history import once, summary
from tracker.history.summary import summarise
from tracker.record import frames
from tracker.record.database import open_desk
from tracker.record.desk import Desk

SIZES = {1_000: None, 10_000: None, 100_000: None, 1_000_000: 2.5}
PER_PATIENT = 40


def read_with_pandas(desk: Desk) -> None:
    """The columns our summary reads, of the same rows, as pandas reads them."""
    exams = ", ".join(f"e.{c}" for c in frames.ESTIMATE_COLUMNS)
    measurements = ", ".join(frames.MEASUREMENT_COLUMNS)
    with desk.engine.connect() as connection:
        pd.read_sql(f"SELECT {exams}, p.birth_date FROM exam e JOIN patient p ON p.id = e.patient_id", connection)
        pd.read_sql(f"SELECT {measurements} FROM measurement", connection)


def read_one_with_pandas(desk: Desk) -> None:
    """As `read_with_pandas`, with the columns the summary of one person reads."""
    exams = ", ".join(f"e.{c}" for c in frames.EXAM_COLUMNS)
    measurements = ", ".join(frames.MEASUREMENT_DETAIL_COLUMNS)
    with desk.engine.connect() as connection:
        pd.read_sql(f"SELECT {exams}, p.birth_date FROM exam e JOIN patient p ON p.id = e.patient_id", connection)
        pd.read_sql(f"SELECT {measurements} FROM measurement", connection)


def lines(folder: Path) -> list[Line]:
    found = [_one_person(folder)]
    for size, limit in SIZES.items():
        path = folder / f"{size}.db"
        desk = make(path, exams=size, per_patient=PER_PATIENT)
        rounds = 1 if size > 100_000 else 3
        ours, theirs = in_turn(partial(summary.everybody, desk), partial(read_with_pandas, desk), rounds)
        desk.close()
        note = f"{ours / size * 1e6:.1f} us an exam, peak {_peak_memory_mb(path)} MB"
        work = f"totals of {size:,} exams of {size // PER_PATIENT:,} people"
        found.append(Line(work, "`pandas.read_sql` of the rows", ours, theirs, limit, note))
        path.unlink()
    return found


def _one_person(folder: Path) -> Line:
    desk = make(folder / "one.db", exams=10_000, per_patient=10_000)
    (person,) = frames.people(desk)

    def anew() -> None:
        once.forget()
        summarise(desk, person.id)

    ours, theirs = in_turn(anew, lambda: read_one_with_pandas(desk), 5)
    desk.close()
    return Line("summary of 10,000 exams of one person", "`pandas.read_sql` of the rows", ours, theirs, 2.5)


def _peak_memory_mb(path: Path) -> int:
    """Peak memory of a process that adds everybody up."""
    code = (
        "import sys; from benchmarks.summaries import everybody_in; from benchmarks.timing import peak_memory_mb;"
        " everybody_in(sys.argv[1]); print(peak_memory_mb())"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    return int(run.stdout)


def everybody_in(path: str) -> None:
    """The totals of everybody in one database (run in a process of its own to see its memory)."""
    summary.everybody(open_desk(path))
