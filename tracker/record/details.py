"""Reads what belongs to the exams of one person: as columns (injections, drugs, pain logs, exposures, reports), and
the injections as a short list, newest first: to choose one, or to log the next one like the last.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from tracker import reference
from tracker.dates import PartialDate
from tracker.record.desk import Desk
from tracker.record.frames import frame_of, rows

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


@dataclass(frozen=True, slots=True)
class Injected:
    """One injection or image-guided procedure: what it was, when, and where in the body; or about `exam_count` such."""

    exam_id: str
    kind_key: str
    own_words: str
    date: PartialDate
    side: str
    levels: tuple[str, ...]
    exam_count: int = 1

    @property
    def sort(self) -> tuple[str, str]:
        """What injections of one sort have in common."""
        return self.kind_key, self.own_words.casefold()


def injected(desk: Desk, patient_id: str) -> tuple[Injected, ...]:
    """Every exam of which a needle's relief may be told, or of which an injection or a drug is recorded (RecordError).

    Returns:
        The newest first; of one day, the one entered last.
    """
    found = rows(
        desk,
        "SELECT e.id, e.kind_key, e.own_words, e.date_first, e.date_last, e.date_precision, e.side, i.levels,"
        " e.exam_count"
        " FROM exam e LEFT JOIN injection i ON i.exam_id = e.id AND i.deleted_at IS NULL"
        " WHERE e.patient_id = :patient AND e.deleted_at IS NULL"
        f" AND (i.id IS NOT NULL OR e.kind_key IN ({', '.join(f':{name}' for name in _guided())}) OR EXISTS"
        " (SELECT 1 FROM drug_given d WHERE d.exam_id = e.id AND d.deleted_at IS NULL))"
        " ORDER BY e.date_last DESC, e.date_first DESC, e.created_at DESC, e.id",
        {"patient": patient_id, **_guided()},
        patient_id,
    )
    return tuple(_one(*row) for row in found)


def newest_of_each_sort(listed: Iterable[Injected], since: date, most: int) -> tuple[Injected, ...]:
    """The newest injection, and the newest of every other sort that was given after `since`; at most `most`."""
    found: dict[tuple[str, str], Injected] = {}
    for one in listed:
        if not found or one.date.last > since:
            found.setdefault(one.sort, one)
    return tuple(found.values())[:most]


def _one(
    exam_id: str, kind_key: str, own_words: str, first: Any, last: Any, precision: str, side: str, levels: Any, n: int
) -> Injected:
    when = PartialDate(date.fromisoformat(str(first)), date.fromisoformat(str(last)), precision)
    named = json.loads(levels) if isinstance(levels, str) else levels
    return Injected(exam_id, kind_key, own_words, when, side, tuple(named or ()), n)


@cache
def _guided() -> dict[str, str]:
    keys = [kind.key for kind in reference.exam_kinds().values() if kind.may_treat_by_needle]
    return {f"kind{n}": key for n, key in enumerate(keys)}
