"""Reads what belongs to the exams of one person as columns: injections, drugs, pain logs, exposures, reports."""

import json
from typing import Any

import pandas as pd

from tracker.record.desk import Desk
from tracker.record.frames import frame_of

INJECTION_COLUMNS = (
    "exam_id",
    "levels",
    "purpose",
    "pain_before",
    "pain_after",
    "relief_percent",
    "best_after",
    "best_after_unit",
    "relief_lasted",
    "relief_lasted_unit",
    "still_working",
    "function_gained",
    "complication",
    "complication_text",
    "sedation",
    "operator",
)
DRUG_COLUMNS = ("exam_id", "position", "drug_key", "name", "dose_mg")
PAIN_COLUMNS = ("exam_id", "minutes_after", "side", "pain", "note")
EVENT_COLUMNS = (
    "exam_id",
    "position",
    "event_uid",
    "started_at",
    "event_type",
    "plane",
    "region",
    "laterality",
    "protocol",
    "phantom",
    "tube_voltage_kv",
    "kap_gy_cm2",
    "air_kerma_mgy",
    "fluoro_time_s",
    "dlp_mgy_cm",
    "ctdivol_mgy",
    "glandular_dose_mgy",
    "geometry",
)
_EVENT_NUMBERS = EVENT_COLUMNS[EVENT_COLUMNS.index("tube_voltage_kv") : -1]
REPORT_COLUMNS = (
    "exam_id",
    "sop_instance_uid",
    "study_instance_uid",
    "manufacturer",
    "model",
    "station",
    "institution",
    "source_of_dose",
)


def injections(desk: Desk, patient_id: str) -> pd.DataFrame:
    """What is known of each injection; `levels` are lists, numbers NaN where nothing was said."""
    frame = _of_person(desk, patient_id, "injection", INJECTION_COLUMNS)
    frame["levels"] = [_parsed(cell) or [] for cell in frame["levels"]]
    return _with_numbers(frame, "pain_before", "pain_after", "relief_percent", "best_after", "relief_lasted")


def drugs(desk: Desk, patient_id: str) -> pd.DataFrame:
    """The drugs given, in the order of each exam; `dose_mg` NaN where it is not known."""
    return _with_numbers(_of_person(desk, patient_id, "drug_given", DRUG_COLUMNS, "position"), "dose_mg")


def pain(desk: Desk, patient_id: str) -> pd.DataFrame:
    """The lines of every test-block log, in the order of time."""
    frame = _of_person(desk, patient_id, "pain_entry", PAIN_COLUMNS, "minutes_after", "side")
    return _with_numbers(frame, "pain").astype({"minutes_after": "int64"})


def events(desk: Desk, patient_id: str, exam_id: str = "") -> pd.DataFrame:
    """The irradiation events, of one exam or of all; doses NaN where none is listed, `geometry` a mapping or None."""
    frame = _of_person(desk, patient_id, "irradiation_event", EVENT_COLUMNS, "position", exam_id=exam_id)
    frame["started_at"] = pd.to_datetime(frame["started_at"], format="ISO8601")
    frame["geometry"] = pd.Series([_parsed(cell) for cell in frame["geometry"]], dtype=object)
    return _with_numbers(frame, *_EVENT_NUMBERS)


def reports(desk: Desk, patient_id: str) -> pd.DataFrame:
    """The source reports, with the devices they name."""
    return _of_person(desk, patient_id, "source_report", REPORT_COLUMNS, "position")


def _of_person(
    desk: Desk, patient_id: str, table: str, names: tuple[str, ...], *order: str, exam_id: str = ""
) -> pd.DataFrame:
    listed = ", ".join(f"d.{name}" for name in names)
    sorting = ", ".join(f"d.{name}" for name in ("exam_id", *order))
    return frame_of(
        desk,
        f"SELECT {listed} FROM {table} d JOIN exam e ON e.id = d.exam_id"
        " WHERE d.patient_id = :patient AND d.deleted_at IS NULL AND e.deleted_at IS NULL"
        " AND (:exam = '' OR d.exam_id = :exam)"
        f" ORDER BY {sorting}",
        {"patient": patient_id, "exam": exam_id},
        names,
        patient_id,
    )


def _with_numbers(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    for name in names:
        frame[name] = frame[name].astype(float)
    return frame


def _parsed(cell: Any) -> Any:
    # SQLite hands JSON over as text; a database with a type of its own for it, as what it holds.
    return json.loads(cell) if isinstance(cell, str) else cell
