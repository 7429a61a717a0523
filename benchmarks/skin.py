"""The skin map of one procedure, against PySkinDose in an environment of its own that is made here."""

import json
import os
import subprocess
import sys
import tempfile
import venv
from functools import partial
from math import nan
from pathlib import Path

import pandas as pd

from benchmarks.timing import Line, timed
from tracker import clock
from tracker.dose.phantom import phantom
from tracker.dose.skin_map import skin_map
from tracker.readers import accept
from tracker.readers.dicom.report import read_file

ROOT = Path(__file__).parents[1]
REPORT = "siemens_axiom_example_procedure.dcm"
PACKAGE = "pyskindose==25.1.1"
LIMIT = 1 / 50
ROUNDS = 30
INSTALL_S = 600

# Events already read on both sides; what is timed goes from them to the map.
THEIRS = """
import json, sys, time
import pydicom, pyskindose
chosen = pyskindose.load_settings_example_json()
chosen["mode"] = "calculate_dose"
chosen["plot"].update(notebook_mode=False, interactivity=False, plot_dosemap=False)
settings = pyskindose.PyskindoseSettings(settings=chosen, output_format="dict")
events = pyskindose.rdsr_parser(data_raw=pydicom.dcmread(sys.argv[1]))
seconds = []
for _round in range(6):
    start = time.perf_counter()
    rows = pyskindose.rdsr_normalizer(events, settings=settings)
    found = pyskindose.analyze_data(normalized_data=rows, settings=settings)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": min(seconds), "peak": float(found["psd"])}))
"""


def lines(folder: Path) -> list[Line]:
    shared = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", ROOT.parent / "shared")) / "dose-reports"
    report = shared / REPORT
    if not report.exists():
        return [_line(_made_events(), None, "not compared: the real report is not beside the project")]
    try:
        return [_line(_events(report), _theirs(report), "")]
    except (OSError, subprocess.SubprocessError) as error:
        return [_line(_events(report), None, f"not compared: PySkinDose could not be had ({type(error).__name__})")]


def _line(rows: pd.DataFrame, theirs: tuple[float, float] | None, note: str) -> Line:
    body = phantom()
    run = partial(skin_map, rows, "abdomen", "", body)
    peak = run().peak_mgy
    ours = min(timed(run) for _round in range(ROUNDS))
    note = note or f"highest dose {peak:.1f} mGy, theirs {theirs[1] if theirs else nan:.1f} mGy"
    work = f"skin map of {len(rows)} events"
    return Line(work, "PySkinDose, events to dose map", ours, theirs[0] if theirs else nan, LIMIT, note)


def _events(report: Path) -> pd.DataFrame:
    (exam,) = read_file(report, clock.today()).exams
    stored = accept.to_create(exam, own_words="a procedure").events
    return _columns([event.model_dump(include=set(_COLUMNS)) for event in stored])


_NUMBERS = ("air_kerma_mgy", "kap_gy_cm2", "tube_voltage_kv")
_COLUMNS = (*_NUMBERS, "geometry")


def _columns(rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(dict.fromkeys(_NUMBERS, float))


def _made_events() -> pd.DataFrame:
    """As many events as the report has, at as many angles as it has."""
    where = {"source_to_isocentre_mm": 785.0, "source_to_detector_mm": 1071.0, "reference_point": "113860"}
    table = {"table_longitudinal_mm": 0.0, "table_height_mm": 0.0}
    beams = [
        {**where, **table, "table_lateral_mm": float(n), "primary_angle_deg": n * 15.0, "field_area_cm2": 600.0}
        for n in range(12)
    ]
    return _columns([{"air_kerma_mgy": 1.0, "tube_voltage_kv": 77.0, "geometry": beams[n % 12]} for n in range(24)])


def _theirs(report: Path) -> tuple[float, float]:
    """Best time in seconds and highest dose (OSError or SubprocessError where the package cannot be had or run)."""
    command = [str(_environment()), "-c", THEIRS, str(report)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(run.stdout.splitlines()[-1])
    return told["seconds"], told["peak"]


def _environment() -> Path:
    """The Python of the environment that holds the package and nothing of ours; made once, kept for the next time."""
    home = Path(tempfile.gettempdir()) / "exposure-tracker-benchmarks" / PACKAGE.replace("==", "-")
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = home / "ready"
    if not ready.exists():
        venv.create(home, clear=True, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", PACKAGE]
        subprocess.run(install, check=True, capture_output=True, timeout=INSTALL_S)
        ready.touch()
    return python
