"""Reads the record as columns: exams and measurements as DataFrames, for one person or for everybody in portions.

It speaks SQL over the shared engine without the models, so that a summary starts quickly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import text

from tracker.errors import NotFound
from tracker.i18n import _
from tracker.record.desk import EVERYBODY, READ, Desk, plain_errors

ESTIMATE_COLUMNS = (
    "id",
    "patient_id",
    "kind_key",
    "own_words",
    "date_first",
    "date_last",
    "exam_count",
    "region",
    "side",
)
EXAM_COLUMNS = (
    *ESTIMATE_COLUMNS,
    "date_precision",
    "count_is_approximate",
    "facility",
    "requested_by",
    "reason",
    "images_at",
    "pregnant",
    "contrast",
    "contrast_agent",
    "notes",
    "entered_from",
    "created_at",
    "changed_at",
)
MEASUREMENT_COLUMNS = (
    "exam_id",
    "position",
    "quantity",
    "value",
    "laterality",
    "phantom",
    "region",
    "part",
    "radiopharmaceutical",
    "authority",
    "origin",
    "tube_voltage_kv",
)
MEASUREMENT_DETAIL_COLUMNS = (*MEASUREMENT_COLUMNS, "reported", "source", "plane")
PORTION = 50_000


def rows(desk: Desk, statement: str, parameters: dict[str, Any], patient_id: str | None) -> list[Any]:
    """The rows of one read-only question.

    Args:
        patient_id: whose rows these are, `EVERYBODY` for all; None where each row is asked for afterwards.

    Raises:
        NotAllowed: they may not be read at this desk.
        RecordError: the record cannot be read.
    """
    if patient_id is not None:
        desk.ask(READ, patient_id)
    with plain_errors(desk.where), desk.engine.connect() as connection:
        return list(connection.execute(text(statement), parameters).fetchall())


@dataclass(frozen=True, slots=True)
class Person:
    """Whose record it is."""

    id: str
    name: str
    birth_date: date | None
    sex: str
    country: str
    is_sample: bool
    ct_set: str = ""


def people(desk: Desk) -> list[Person]:
    """Everybody in the record who may be read at this desk, oldest entry first."""
    found = rows(
        desk,
        "SELECT id, name, birth_date, sex, country, ct_set, is_sample FROM patient"
        " WHERE deleted_at IS NULL ORDER BY created_at, id",
        {},
        None,
    )
    return [
        Person(id_, name, date.fromisoformat(str(born)) if born else None, sex, country, bool(sample), ct_set)
        for id_, name, born, sex, country, ct_set, sample in found
        if desk.may(READ, id_)
    ]


def person(desk: Desk, patient_id: str) -> Person:
    """One person (NotFound if there is none)."""
    found = [p for p in people(desk) if p.id == patient_id]
    if not found:
        raise NotFound(_("This person is no longer in the record."))
    return found[0]


def frame_of(
    desk: Desk, statement: str, parameters: dict[str, Any], names: Sequence[str], patient_id: str
) -> pd.DataFrame:
    """The answer to one question as a DataFrame of objects with these column names (as for `rows`)."""
    found = rows(desk, statement, parameters, patient_id)
    cells = zip(*found, strict=True) if found else ([] for _ in names)
    # Object columns: the record's texts are looked up, not computed with, and converting a million costs seconds.
    return pd.DataFrame({name: pd.Series(cell, dtype=object) for name, cell in zip(names, cells, strict=True)})


def exams(
    desk: Desk, first_patient: str, last_patient: str | None = None, columns: Sequence[str] = EXAM_COLUMNS
) -> pd.DataFrame:
    """Live exams of one person, or of all whose id lies between two ids, with the person's birth date.

    Returns:
        One row per entry with `columns`, birth_date and ct_set; dates as datetime64, in no particular order.
    """
    names = ", ".join(f"e.{c}" for c in columns)
    frame = frame_of(
        desk,
        f"SELECT {names}, p.birth_date, p.ct_set FROM exam e JOIN patient p ON p.id = e.patient_id"
        " WHERE e.patient_id >= :first AND e.patient_id <= :last AND e.deleted_at IS NULL AND p.deleted_at IS NULL",
        {"first": first_patient, "last": last_patient or first_patient},
        [*columns, "birth_date", "ct_set"],
        _whose(first_patient, last_patient),
    )
    for name in ("date_first", "date_last", "birth_date"):
        frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d")
    frame["exam_count"] = frame["exam_count"].astype("int64")
    return frame


def _whose(first_patient: str, last_patient: str | None) -> str:
    return first_patient if last_patient in (None, first_patient) else EVERYBODY


def measurements(
    desk: Desk, exam_ids: pd.Series, first_patient: str, last_patient: str | None = None, *, details: bool = False
) -> pd.DataFrame:
    """Live measurements of the exams, in their order, with `exam`, the position of their exam in `exam_ids`."""
    columns = MEASUREMENT_DETAIL_COLUMNS if details else MEASUREMENT_COLUMNS
    names = ", ".join(f"m.{c}" for c in columns)
    frame = frame_of(
        desk,
        f"SELECT {names} FROM measurement m"
        " WHERE m.patient_id >= :first AND m.patient_id <= :last AND m.deleted_at IS NULL",
        {"first": first_patient, "last": last_patient or first_patient},
        columns,
        _whose(first_patient, last_patient),
    )
    place = pd.Index(exam_ids).get_indexer(pd.Index(frame["exam_id"], dtype=object)) if len(frame) else []
    frame["exam"] = pd.Series(place, dtype="int64")
    frame["position"] = frame["position"].astype("int64")
    frame = frame[frame["exam"] >= 0].sort_values(["exam", "position"], ignore_index=True)
    frame["value"] = frame["value"].astype(float)
    frame["part"] = frame["part"].astype(bool)
    return frame


def portions(desk: Desk) -> Iterator[tuple[str, str]]:
    """Ranges of person ids that hold about `PORTION` exams each, so that everybody can be read in bounded memory."""
    counts = frame_of(
        desk,
        "SELECT patient_id, count(*) FROM exam WHERE deleted_at IS NULL GROUP BY patient_id ORDER BY patient_id",
        {},
        ["patient_id", "exams"],
        EVERYBODY,
    )
    if counts.empty:
        return
    portion = counts["exams"].astype("int64").cumsum() // PORTION
    for _number, people in counts.groupby(portion, sort=True)["patient_id"]:
        yield str(people.iloc[0]), str(people.iloc[-1])
