"""A safe copy of the record: SQLite's own online backup, never a copy of the file."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from tracker import clock
from tracker.errors import RecordError
from tracker.i18n import _
from tracker.record.database import database_file, open_engine, plain_errors

KEEP_AUTOMATIC = 10


def back_up(engine: Engine, target: Path | None = None) -> Path:
    """Copy the whole record, as it is at this moment, into one new file.

    Args:
        target: where to; None for a dated file in the folder `backups` beside the record (the newest ten are kept).

    Raises:
        RecordError: there is no file behind the record, the target exists already, or it cannot be written.
    """
    source = database_file(engine)
    if source is None:
        raise RecordError(_("This record lives in memory only; there is no file to back up."))
    automatic = target is None
    goal = target or source.parent / "backups" / f"{source.stem}-{clock.now():%Y%m%d-%H%M%S-%f}.db"
    if goal.exists():
        raise RecordError(_("{path} exists already. Please choose another name.").format(path=goal))
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(goal)) as copy:
            live.backup(copy)
    except (OSError, sqlite3.Error) as error:
        goal.unlink(missing_ok=True)
        raise RecordError(
            _("The backup {path} could not be written: {reason}. The record itself is untouched.").format(
                path=goal, reason=error
            )
        ) from error
    if automatic:
        _drop_oldest(goal.parent, source.stem)
    return goal


def _drop_oldest(folder: Path, stem: str) -> None:
    for old in sorted(folder.glob(f"{stem}-*.db"))[:-KEEP_AUTOMATIC]:
        old.unlink(missing_ok=True)


def restore(backup: Path, engine: Engine) -> None:
    """Read a backup back into an empty record.

    Raises:
        RecordError: the file is no backup of this program, or the record is not empty.
    """
    goal = database_file(engine)
    source = open_engine(backup)
    try:
        with engine.connect() as connection:
            if connection.exec_driver_sql("SELECT count(*) FROM patient").scalar_one():
                raise RecordError(_("There is a record here already. A backup can only be read into an empty one."))
        if goal is None:
            raise RecordError(_("This record lives in memory only; a backup cannot be read into it."))
        engine.dispose()
        with plain_errors(str(goal)), closing(sqlite3.connect(backup)) as saved, closing(sqlite3.connect(goal)) as live:
            saved.backup(live)
    finally:
        source.dispose()
