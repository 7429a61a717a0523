"""Opens the database: one engine factory, the schema and its migrations, and plain sentences for what can go wrong.

Together with `backup.py` this is the only place that knows the database is SQLite.
"""

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from tracker.errors import NewerSchema, RecordError
from tracker.i18n import _
from tracker.record.backup import backup_path, online_copy
from tracker.record.desk import IN_MEMORY, WRITES, Desk, database_file, for_writing, plain_errors
from tracker.record.migrations import SCHEMA_VERSION, upgrade

BUSY_TIMEOUT_MS = 5000
ENVIRONMENT_VARIABLE = "EXPOSURE_TRACKER_DB"


def default_path() -> Path:
    """Where the record lives when nobody chose a place: the platform's folder for a person's own data."""
    return user_data_path("exposure-tracker", appauthor=False) / "record.db"


def chosen_path(path: str | Path | None = None) -> str | Path:
    """The path given, else the one in EXPOSURE_TRACKER_DB, else the platform's."""
    return path or os.environ.get(ENVIRONMENT_VARIABLE) or default_path()


def open_engine(path: str | Path | None = None) -> Engine:
    """Open the record, making the file and its tables if they are not there and upgrading older ones.

    Args:
        path: a file, or ":memory:"; None for `EXPOSURE_TRACKER_DB` or the platform's folder.

    Raises:
        NewerSchema: a newer version of the program made the file.
        RecordError: it cannot be opened, is no database, is damaged, locked or read-only.
    """
    where = chosen_path(path)
    if str(where) == IN_MEMORY:
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        path = _prepare_file(Path(where))
        engine = create_engine(f"sqlite:///{path}", **({} if os.access(path, os.W_OK) else _read_only(path)))
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    try:
        with plain_errors(str(where)):
            _bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def open_desk(path: str | Path | None = None) -> Desk:
    """The desk of one's own computer, where everything is allowed; the record is made if it is not there.

    Args:
        path: as for `open_engine`.

    Raises:
        NewerSchema, RecordError: as for `open_engine`.
    """
    return Desk(open_engine(path))


def _prepare_file(path: Path) -> Path:
    path = path.expanduser()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise RecordError(_("{path} is a folder. Please name a file in it.").format(path=path))
        if not path.exists():
            # Nobody else on this computer should read it: the file is created for its owner alone.
            path.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
    except OSError as error:
        raise RecordError(
            _("The record {path} cannot be made: {reason}. Please choose another place.").format(
                path=path, reason=error.strerror
            )
        ) from error
    return path


def _read_only(path: Path) -> dict[str, Any]:
    """How to open a file that may not be written: it can be looked at, and saving then says why it cannot."""
    # Without write access SQLite cannot read a journal; without a journal it must be told that nobody writes.
    journal = path.with_name(path.name + "-wal")
    mode = "mode=ro" if journal.exists() and journal.stat().st_size else "mode=ro&immutable=1"
    address = f"{path.resolve().as_uri()}?{mode}"
    return {"creator": lambda: sqlite3.connect(address, uri=True, check_same_thread=False)}


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_pragmas(connection: Any, _record: object) -> None:
    # Transactions begin where `_begin` says, not where the driver guesses.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=FULL")
    # A read-only file can still be read; the first write then says what is wrong.
    with suppress(Exception):
        cursor.execute("PRAGMA journal_mode=WAL")
        # What was saved goes into the file itself at once, for people copy the file and leave the journal behind.
        cursor.execute("PRAGMA wal_autocheckpoint=1")
    cursor.close()


def _schema_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _bring_up_to_date(engine: Engine) -> None:
    with engine.connect() as connection:
        found = _schema_version(connection)
        empty = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
    if found == SCHEMA_VERSION:
        return
    if found > SCHEMA_VERSION:
        raise NewerSchema(
            _(
                "This record was made by a newer version of Exposure Tracker (format {found}; this program knows"
                " {known}). Please update the program. Nothing was changed."
            ).format(found=found, known=SCHEMA_VERSION)
        )
    if found == 0 and not empty:
        raise RecordError(_("This file is a database of another program. Please choose another file."))
    _migrate(engine, found)


def _migrate(engine: Engine, found: int) -> None:
    from tracker.record import models  # the models cost time to import, and most starts need no migration

    file = database_file(engine)
    if found and file:
        goal = backup_path(file)
        goal.parent.mkdir(parents=True, exist_ok=True)
        online_copy(file, goal)
    # Two windows may start at once: the second waits for the first, and then finds the work done.
    with for_writing(engine).begin() as connection:
        if _schema_version(connection) == found:
            upgrade(connection, found, models.tables())
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
