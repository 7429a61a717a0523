"""Builds the columns that the dose functions take, a line an exam."""

from typing import Any

import pandas as pd

EXAM = {
    "kind_key": "ct_head",
    "own_words": "",
    "region": "",
    "side": "",
    "exam_count": 1,
    "date_first": "2020-03-04",
    "date_last": "2020-03-04",
    "birth_date": "1971-05-12",
}
MEASUREMENT = {
    "exam": 0,
    "quantity": "dlp_mgy_cm",
    "value": 1.0,
    "laterality": "",
    "phantom": "",
    "region": "",
    "part": False,
    "radiopharmaceutical": "",
    "authority": "",
    "origin": "",
    "tube_voltage_kv": None,
}


def exams(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame([{**EXAM, **row} for row in rows], columns=list(EXAM))
    for name in ("date_first", "date_last", "birth_date"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def measurements(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame([{**MEASUREMENT, **row} for row in rows], columns=list(MEASUREMENT))
    return frame.astype({"exam": "int64", "value": float, "part": bool})
