"""Files in and out: dose reports against a plain walk through them, the handout against drawing its charts."""

import io
import os
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset

from benchmarks.records import make
from benchmarks.timing import Line, in_turn
from tracker import clock
from tracker.history.course import course_of
from tracker.history.summary import Summary, summarise
from tracker.readers.dicom.report import read_file
from tracker.readers.letter.letter import propose
from tracker.readers.letter.parts import LONGEST
from tracker.record import frames, people
from tracker.view.charts import years
from tracker.view.charts.theme import Theme
from tracker.view.handout.handout import HandoutOptions
from tracker.view.handout.handout import make as make_handout

ROOT = Path(__file__).parents[1]
LARGEST_HANDOUT_KB = 400


def lines(folder: Path) -> list[Line]:
    return [_dose_reports(), _written_report(), _handout(folder)]


def _reports() -> list[Path]:
    """The real reports beside the project where they are, else the project's own."""
    shared = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", ROOT.parent / "shared")) / "dose-reports"
    own = ROOT / "data" / "sample" / "dose_reports"
    return [
        path
        for path in sorted((shared if shared.is_dir() else own).glob("*.dcm"))
        if read_file(path, clock.today()).exams
    ]


def walk(items: Sequence[Dataset]) -> None:
    """Reads each content item's concept code, numeric value and unit, UID, date-time and code value."""
    for item in items:
        for concept in item.get("ConceptNameCodeSequence", []):
            concept.get("CodeValue"), concept.get("CodingSchemeDesignator")
        for measured in item.get("MeasuredValueSequence", []):
            measured.get("NumericValue")
            [unit.get("CodeValue") for unit in measured.get("MeasurementUnitsCodeSequence", [])]
        item.get("UID"), item.get("DateTime")
        [code.get("CodeValue") for code in item.get("ConceptCodeSequence", [])]
        walk(item.get("ContentSequence", []))


def _dose_reports() -> Line:
    files = _reports()

    def plain() -> None:
        for path in files:
            walk(pydicom.dcmread(path).get("ContentSequence", []))

    ours, theirs = in_turn(lambda: [read_file(path, clock.today()) for path in files], plain, rounds=3)
    work = f"{len(files)} dose reports to drafts"
    return Line(work, "`dcmread` and a walk over each item", ours, theirs, 1.2, "aim 0.5 x")


def _written_report() -> Line:
    """The longest text that is looked at, against ten plain searches for its words."""
    text = "DLP 520 mGy.cm. " * (LONGEST // 16)
    word = re.compile(r"\b[a-z]+\b")

    def plain() -> None:
        for _pass in range(10):
            word.findall(text)

    ours_s, theirs_s = in_turn(lambda: propose(text, clock.today()), plain, rounds=3)
    return Line(f"a written report of {len(text):,} letters", "`re.findall`, ten times", ours_s, theirs_s, 5)


def _handout(folder: Path) -> Line:
    desk = make(folder / "forty.db", exams=40, per_patient=40)
    (person,) = frames.people(desk)
    summary, facts = summarise(desk, person.id, date(2026, 11, 1)), people.facts(desk, person.id)
    desk.close()
    injections = course_of(summary)
    options = HandoutOptions(region="lumbar_spine", full_list=True)
    ours, theirs = in_turn(
        lambda: make_handout(summary, injections, facts, options), lambda: _draw_charts(summary), rounds=5
    )
    size_kb = len(make_handout(summary, injections, facts, options).pdf) / 1024
    note = f"{size_kb:.0f} KB, at most {LARGEST_HANDOUT_KB}"
    limit = 3.0 if size_kb < LARGEST_HANDOUT_KB else 0.0
    return Line("handout of 40 exams with both charts", "drawing the two charts to SVG", ours, theirs, limit, note)


def _draw_charts(summary: Summary) -> None:
    for chart in (years.dose_per_year(summary, Theme()), years.exams_per_year(summary, Theme())):
        chart.figure.savefig(io.BytesIO(), format="svg")
