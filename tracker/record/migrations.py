"""Steps from one version of the tables to the next; each runs once, in the transaction that raises the version.

A step says what its version added in its own words, not through the models, which go on changing after it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_mock_engine,
    text,
)
from sqlalchemy.dialects import sqlite

SCHEMA_VERSION = 5
EMPTY_RECORD = 0


def upgrade(connection: Connection, version: int, tables: Sequence[Table]) -> None:
    """Make these tables in an empty record, or run every step from this version to the present one."""
    if version == EMPTY_RECORD:
        for statement in _statements(tuple(tables)):
            connection.exec_driver_sql(statement)
        return
    for step in sorted(v for v in STEPS if v >= version):
        STEPS[step](connection)


@cache
def _statements(tables: tuple[Table, ...]) -> tuple[str, ...]:
    """What makes these tables and their indexes; writing it costs ten times as much as running it."""
    made: list[str] = []
    dialect = sqlite.dialect()
    writer = create_mock_engine("sqlite://", lambda sql, *_, **__: made.append(str(sql.compile(dialect=dialect))))
    tables[0].metadata.create_all(writer, tables=tables, checkfirst=False)
    return tuple(made)


def _add_injections_and_plans(connection: Connection) -> None:
    """Version 2: the injection record, the drugs, the test-block log, planned exams, and a language for each person."""
    connection.execute(text("ALTER TABLE patient ADD COLUMN language VARCHAR NOT NULL DEFAULT ''"))
    metadata = MetaData()
    for name in ("patient", "exam"):
        Table(name, metadata, Column("id", String, primary_key=True))
    answers: tuple[str, ...] = (
        "levels",
        "purpose",
        "best_after_unit",
        "relief_lasted_unit",
        "still_working",
        "function_gained",
    )
    answers += ("complication", "complication_text", "sedation", "operator")
    numbers = ("pain_before", "pain_after", "relief_percent", "best_after", "relief_lasted")
    made = [
        Table(
            "injection",
            metadata,
            *_of_exam(),
            *(Column(name, JSON if name == "levels" else String, nullable=False) for name in answers),
            *(Column(name, Float) for name in numbers),
            _once("injection_once", "patient_id", "exam_id"),
        ),
        Table(
            "drug_given",
            metadata,
            *_of_exam(),
            *_texts("drug_key", "name"),
            Column("dose_mg", Float),
            Index("drug_given_of", "patient_id", "exam_id"),
        ),
        Table(
            "pain_entry",
            metadata,
            *_of_exam(),
            Column("minutes_after", Integer, nullable=False),
            Column("pain", Float, nullable=False),
            *_texts("side", "note"),
            _once("pain_entry_once", "patient_id", "exam_id", "minutes_after", "side"),
        ),
        Table(
            "planned_exam",
            metadata,
            Column("id", String, primary_key=True),
            Column("patient_id", ForeignKey("patient.id"), nullable=False),
            *_texts("kind_key", "own_words", "region", "side", "facility", "reason", "note"),
            Column("planned_on", Date),
            Column("created_at", DateTime(timezone=True), nullable=False),
            Column("deleted_at", DateTime(timezone=True)),
            Index("planned_exam_of", "patient_id", "planned_on"),
        ),
    ]
    metadata.create_all(connection, tables=made)


def _of_exam() -> tuple[Column[Any], ...]:
    return (
        Column("id", String, primary_key=True),
        Column("patient_id", ForeignKey("patient.id"), nullable=False),
        Column("exam_id", ForeignKey("exam.id"), nullable=False, index=True),
        Column("position", Integer, nullable=False),
        Column("deleted_at", DateTime(timezone=True)),
    )


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, String, nullable=False) for name in names]


def _once(name: str, *columns: str) -> Index:
    live = text("deleted_at IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=live, postgresql_where=live)


def _add_ct_set(connection: Connection) -> None:
    """Version 3: the set of CT coefficients that a person chose."""
    connection.execute(text("ALTER TABLE patient ADD COLUMN ct_set VARCHAR NOT NULL DEFAULT ''"))


def _add_to_check(connection: Connection) -> None:
    """Version 4: exams that wait for a date, remembered answers; and what a portal's file told is "file" as well."""
    metadata = MetaData()
    Table("patient", metadata, Column("id", String, primary_key=True))
    table = Table(
        "to_check",
        metadata,
        Column("id", String, primary_key=True),
        Column("patient_id", ForeignKey("patient.id"), nullable=False),
        Column("position", Integer, nullable=False),
        *_texts("question", "about"),
        Column("held", JSON),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("deleted_at", DateTime(timezone=True)),
        Index("to_check_of", "patient_id", "question"),
    )
    metadata.create_all(connection, tables=[table])
    of_files = "SELECT exam_id FROM source_report"
    where = f"entered_from = 'portal' AND id IN ({of_files})"
    connection.execute(text(f"UPDATE exam SET entered_from = 'file' WHERE {where}"))
    # The history of edits must say the same, or an undo would find the exam changed since.
    for told in ('"before"', '"after"'):
        words = f"""replace({told}, '"entered_from": "portal"', '"entered_from": "file"')"""
        connection.execute(text(f"UPDATE change SET {told} = {words} WHERE entity_id IN ({of_files})"))


def _add_attachments(connection: Connection) -> None:
    """Version 5: the papers that a person keeps with an exam."""
    metadata = MetaData()
    for name in ("patient", "exam"):
        Table(name, metadata, Column("id", String, primary_key=True))
    table = Table(
        "attachment",
        metadata,
        *_of_exam(),
        *_texts("name", "media_type", "sha256"),
        Column("pages", Integer, nullable=False),
        Column("size", Integer, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("kept_at", DateTime(timezone=True), nullable=False),
        _once("attachment_once", "patient_id", "exam_id", "sha256"),
    )
    metadata.create_all(connection, tables=[table])


STEPS: dict[int, Callable[[Connection], None]] = {
    1: _add_injections_and_plans,
    2: _add_ct_set,
    3: _add_to_check,
    4: _add_attachments,
}
