"""Invented records as Summary values, without a database."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from tracker.history.course import Course, course_of
from tracker.history.summary import Summary, summary_of
from tracker.record.details import DRUG_COLUMNS, INJECTION_COLUMNS, PAIN_COLUMNS
from tracker.record.frames import EXAM_COLUMNS, MEASUREMENT_DETAIL_COLUMNS, Person
from tracker.record.models import HealthFact, Reaction
from tracker.record.people import Facts
from tracker.view.handout.handout import Handout, HandoutOptions, make

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

NAN = float("nan")
NO_NUMBERS = dict.fromkeys(("pain_before", "pain_after", "relief_percent", "best_after", "relief_lasted"), NAN)

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


def injected(exam_name: str, **more: Any) -> Row:
    """One row as `record.details.injections` gives it."""
    return {**dict.fromkeys(INJECTION_COLUMNS, ""), "levels": [], **NO_NUMBERS, "exam_id": exam_name, **more}


def given(exam_name: str, drug_key: str, dose_mg: float = NAN, name: str = "") -> Row:
    """One row as `record.details.drugs` gives it."""
    return {"exam_id": exam_name, "position": 0, "drug_key": drug_key, "name": name, "dose_mg": dose_mg}


def logged(exam_name: str, minutes_after: int, pain: float, side: str = "", note: str = "") -> Row:
    """One row as `record.details.pain` gives it."""
    return dict(zip(PAIN_COLUMNS, (exam_name, minutes_after, side, pain, note), strict=True))


def course(record: Summary, told: Iterable[Row] = (), drugs: Iterable[Row] = (), pain: Iterable[Row] = ()) -> Course:
    """The course of these rows."""
    frames = ((told, INJECTION_COLUMNS), (drugs, DRUG_COLUMNS), (pain, PAIN_COLUMNS))
    return course_of(record, *(pd.DataFrame(list(rows), columns=list(names)) for rows, names in frames))


def treated() -> tuple[Summary, Course]:
    """Two epidurals, a hip injection and a test block on both sides with its log, and a CT."""
    entries = [
        exam("a", INJECTION, "2026-09-03", side="left", facility="St Anna Pain Clinic", entered_from="report"),
        exam("b", "mbb_lumbar_rf", "2026-06-10", side="both", facility="St Anna Pain Clinic"),
        exam("c", "hip_injection_us", "2026-03-02", side="right", facility="City Joint Centre"),
        exam("d", INJECTION, "2024-03-02", side="left"),
        exam("ct", "ct_lspine", "2024-01-02"),
    ]
    told = [
        injected("a", levels=["L4-5"], relief_percent=60.0, relief_lasted=3.0, relief_lasted_unit="weeks"),
        injected("b", levels=["L3-4", "L4-5"], purpose="test"),
        injected("d", pain_before=6.0, pain_after=6.0),
    ]
    drugs = [
        given("a", "lidocaine", 20),
        given("a", "methylprednisolone", 40),
        given("b", "", name="something new"),
        given("c", "dexamethasone", 10),
    ]
    pain = [
        logged("b", minutes, value, side)
        for side, values in (("left", (8, 4, 2, 6)), ("right", (6, 6, 5, 6)))
        for minutes, value in zip((0, 15, 30, 60), values, strict=True)
    ]
    record = summary(entries)
    return record, course(record, told, drugs, pain)


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
    answers |= {"implant": ("unknown", "")}
    told = {
        topic: HealthFact(patient_id="p", topic=topic, answer=answer, detail=detail, recorded_at=CHANGED)
        for topic, (answer, detail) in answers.items()
    }
    return Facts((reaction,), told)


def untold(record: Summary, told: Facts, options: HandoutOptions | None = None) -> Handout:
    """The page of a record in which nothing is told of the injections."""
    return make(record, course_of(record), told, options)
