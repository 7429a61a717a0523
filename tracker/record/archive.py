"""The whole record as one plain object, for a JSON file that outlives this program, and back into an empty record."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert
from sqlmodel import Session, SQLModel, col, select

from tracker import __version__, clock
from tracker.errors import RecordError
from tracker.i18n import _
from tracker.record.changes import reading, writing
from tracker.record.desk import BACK_UP, EVERYBODY, RESTORE, Desk
from tracker.record.migrations import SCHEMA_VERSION
from tracker.record.models import TABLES, Patient
from tracker.record.procedures import Attachment, whole

FORMAT = "exposure-tracker-record"


def dump(desk: Desk, patient_id: str | None = None) -> dict[str, Any]:
    """Every row of the record, deleted ones and the history of edits included, ready for JSON.

    Args:
        patient_id: one person only; None for everybody.
    """
    desk.ask(BACK_UP, patient_id or EVERYBODY)
    with reading(desk, patient_id or EVERYBODY) as session:
        tables = {str(model.__tablename__): _rows(session, model, patient_id) for model in TABLES}
    return {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "program_version": __version__,
        "written_at": clock.now().isoformat(),
        "tables": tables,
    }


def _rows(session: Session, model: type[SQLModel], patient_id: str | None) -> list[dict[str, Any]]:
    key = _table(model).c
    owner = key.id if model is Patient else key.patient_id
    query = select(model).order_by(key.id)
    if patient_id is not None:
        query = query.where(owner == patient_id)
    return [dict(sorted(row.model_dump(mode="json").items())) for row in session.exec(query)]


def read(path: Path) -> dict[str, Any]:
    """The content of a JSON export (RecordError if it is none)."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise RecordError(
            _("This file is not a record saved by Exposure Tracker. Please choose another file.")
        ) from error
    _checked(data)
    return dict(data)


def restore(desk: Desk, data: Mapping[str, Any]) -> int:
    """Read a dumped record back into an empty database, all of it or nothing.

    Returns:
        How many rows were written.

    Raises:
        RecordError: the file is no such record, comes from a newer program or is damaged, or the database is not empty.
    """
    tables = _checked(data)
    desk.ask(RESTORE)
    with writing(desk) as session:
        if session.exec(select(func.count(col(Patient.id)))).one():
            raise RecordError(
                _("There is a record here already. A saved record can only be read back into an empty one.")
            )
        written = 0
        for model in TABLES:
            rows = [_row(model, values) for values in tables.get(str(model.__tablename__), [])]
            if rows:
                session.connection().execute(insert(_table(model)), rows)
            written += len(rows)
    return written


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _checked(data: Mapping[str, Any]) -> Mapping[str, list[Mapping[str, Any]]]:
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise RecordError(_("This file is not a record saved by Exposure Tracker. Please choose another file."))
    version = data.get("schema_version")
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        raise RecordError(_("This file was saved by a newer version of Exposure Tracker. Please update the program."))
    tables = data.get("tables")
    if not isinstance(tables, Mapping) or not all(isinstance(rows, list) for rows in tables.values()):
        raise RecordError(_("This file is damaged: its tables cannot be read. Nothing was changed."))
    return tables


def _row(model: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        row = model.model_validate(dict(values))
        if isinstance(row, Attachment) and not whole(row):
            raise ValueError("the content is not that of the hash")
        return row.model_dump()
    except (TypeError, ValueError) as error:  # what pydantic raises is a ValueError, too
        raise RecordError(
            _("This file is damaged: an entry in “{table}” cannot be read. Nothing was changed.").format(
                table=model.__tablename__
            )
        ) from error
