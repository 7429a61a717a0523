"""Invented records as Summary values, without a database."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from tracker.record.frames import EXAM_COLUMNS, MEASUREMENT_DETAIL_COLUMNS, Person
from tracker.record.models import HealthFact, Reaction
from tracker.record.people import Facts
from tracker.summary import Summary, summary_of

TODAY = date(2026, 11, 20)
CHANGED = datetime(2026, 9, 3, 10, tzinfo=UTC)
KINDS = (
    "ct_abd_pelvis",
    "xr_chest_pa_lat",
    "mri_lumbar_spine",
    "hip_injection_rf",
    "nm_bone",
    "mg_2d",
    "dx_panoramic",
    "rf_barium_swallow",
    "xr_lspine",
)
INJECTION = "esi_lumbar_transforaminal_rf"

Row = dict[str, Any]


def exam(name: str, kind: str, first: str, last: str = "", precision: str = "day", **more: Any) -> Row:
    """One row as `record.frames.exams` gives it."""
    return {
        **dict.fromkeys(EXAM_COLUMNS, ""),
        "id": name,
        "patient_id": "p",
        "kind_key": kind,
        "date_first": first,
        "date_last": last or first,
        "date_precision": precision,
        "exam_count": 1,
        "count_is_approximate": False,
        "entered_from": "memory",
        "created_at": CHANGED,
        "changed_at": CHANGED,
        **more,
    }


def measurement(exam_name: str, quantity: str, value: float, **more: Any) -> Row:
    """One row as `record.frames.measurements` gives it."""
    blank = dict.fromkeys(MEASUREMENT_DETAIL_COLUMNS, "")
    return {**blank, "exam_id": exam_name, "quantity": quantity, "value": value, "part": False, **more}


def summary(
    exams: Iterable[Row],
    measurements: Iterable[Row] = (),
    name: str = "Maria Example",
    sex: str = "female",
    *,
    is_sample: bool = False,
) -> Summary:
    """The summary of these rows."""
    born = date(1971, 5, 12)
    frame = pd.DataFrame(list(exams), columns=list(EXAM_COLUMNS))
    for column in ("date_first", "date_last"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
    frame["birth_date"] = pd.Series(pd.Timestamp(born), index=frame.index, dtype="datetime64[ns]")
    frame["exam_count"] = frame["exam_count"].astype("int64")
    measured = pd.DataFrame(list(measurements), columns=list(MEASUREMENT_DETAIL_COLUMNS))
    place = {name: i for i, name in enumerate(frame["id"])}
    measured["exam"] = pd.Series([place[name] for name in measured["exam_id"]], dtype="int64")
    measured["value"] = measured["value"].astype(float)
    measured["part"] = measured["part"].astype(bool)
    return summary_of(Person("p", name, born, sex, "us", is_sample), frame, measured, TODAY)


def typical(size: int = 40) -> Summary:
    """A record of about `size` entries over 17 years, every third one an injection, and one rough memory."""
    exams = []
    measurements = []
    for i in range(size):
        kind = KINDS[i // 3 * 2 % len(KINDS)] if i % 3 == 0 else KINDS[i % len(KINDS)] if i % 3 == 1 else INJECTION
        year = 2026 - int(i * 17 / size)
        name = f"e{i}"
        places: Mapping[str, Any] = {
            "facility": ("St Anna Hospital", "City Hospital", "Joint Clinic North")[i % 3],
            "images_at": ("PACS St Anna", "on my disc", "")[i % 3],
            "side": ("left", "right", "")[i % 3] if kind in (INJECTION, "hip_injection_rf") else "",
            "entered_from": ("memory", "report")[i % 2],
        }
        if i % 5 == 4:
            exams.append(exam(name, kind, f"{year}-01-01", f"{year}-12-31", "year", **places))
        else:
            exams.append(exam(name, kind, f"{year}-{1 + i * 7 % 10:02d}-{1 + i % 27:02d}", **places))
        if kind == "ct_abd_pelvis":
            measurements.append(measurement(name, "dlp_mgy_cm", 512 + i, phantom="32 cm"))
        if kind == INJECTION and i % 2:
            measurements.append(measurement(name, "kap_gy_cm2", 2.41, reported="241 cGy.cm2"))
            measurements.append(measurement(name, "fluoro_time_s", 70, reported="1.2 min"))
    exams.append(
        exam(
            "about20",
            "xr_chest_pa",
            "1990-01-01",
            "2005-12-31",
            "range",
            exam_count=20,
            count_is_approximate=True,
        )
    )
    return summary(exams, measurements)


def facts() -> Facts:
    """One reaction and one answer of each sort; the other topics were never asked."""
    reaction = Reaction(
        patient_id="p",
        substance_group="contrast_medium",
        substance="iohexol",
        reaction="hives",
        severity="moderate",
        year=2019,
    )
    answers = {"blood_thinner": ("yes", "apixaban"), "diabetes": ("yes", ""), "kidney_disease": ("no", "")}
    answers |= {"implant": ("unknown", ""), "pregnancy": ("no", "")}
    told = {
        topic: HealthFact(patient_id="p", topic=topic, answer=answer, detail=detail, recorded_at=CHANGED)
        for topic, (answer, detail) in answers.items()
    }
    return Facts((reaction,), told)
