"""A safe copy of the record: SQLite's own online backup, never a copy of the file."""

import re
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path

from tracker import clock
from tracker.errors import NewerSchema, RecordError
from tracker.i18n import _
from tracker.record.desk import BACK_UP, RESTORE, Desk, plain_errors
from tracker.record.migrations import SCHEMA_VERSION

KEEP_AUTOMATIC = 10


def back_up(desk: Desk, target: Path | None = None) -> Path:
    """Copy the whole record, as it is at this moment, into one new file.

    Args:
        target: where to; None for a dated file in the folder `backups` beside the record (the newest ten are kept).

    Raises:
        NotAllowed: no copy may leave this desk.
        RecordError: there is no file behind the record, the target exists already, or it cannot be written.
    """
    # The automatic copy before an import stays beside the record; only one that leaves is asked for.
    if target is not None:
        desk.ask(BACK_UP)
    source = desk.file
    if source is None:
        raise RecordError(_("This record lives in memory only; there is no file to back up."))
    automatic = target is None
    goal = target or backup_path(source)
    if goal.exists():
        raise RecordError(_("{path} exists already. Please choose another name.").format(path=goal))
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        online_copy(source, goal)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
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
    """Keep the newest automatic backups of this record; another record's may lie in the same folder."""
    ours = re.compile(re.escape(stem) + r"-\d{8}-\d{6}-\d{6}\.db")
    for old in sorted(path for path in folder.iterdir() if ours.fullmatch(path.name))[:-KEEP_AUTOMATIC]:
        old.unlink(missing_ok=True)


def backup_path(file: Path) -> Path:
    """Where an automatic backup of a record goes: a dated file in the folder `backups` beside it."""
    return file.parent / "backups" / f"{file.stem}-{clock.now():%Y%m%d-%H%M%S-%f}.db"


def online_copy(file: Path, goal: Path) -> None:
    """Copy a record that may be in use, for its owner alone (OSError, sqlite3.Error).

    Raises:
        sqlite3.DatabaseError: the record is damaged; a damaged copy must not push a good one out.
    """
    goal.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
    with closing(sqlite3.connect(file)) as live, closing(sqlite3.connect(goal)) as copy:
        live.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError(_("the record is damaged; please restore an older backup"))


def is_database(path: Path) -> bool:
    """Whether a file is an SQLite database, by its first bytes."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def _holds_somebody(desk: Desk) -> bool:
    with plain_errors(desk.where), desk.engine.connect() as connection:
        people = connection.exec_driver_sql("SELECT count(*) FROM patient WHERE deleted_at IS NULL").scalar_one()
    return int(people) > 0


def restore(backup: Path, desk: Desk) -> None:
    """Read a backup back into an empty record; the backup itself is only read.

    Raises:
        RecordError: the file is no backup of this program, is damaged, or the record is not empty.
    """
    desk.ask(RESTORE)
    goal = desk.file
    if goal is None:
        raise RecordError(_("This record lives in memory only; a backup cannot be read into it."))
    if _holds_somebody(desk):
        raise RecordError(_("There is a record here already. A backup can only be read into an empty one."))
    desk.close()
    try:
        with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as saved:
            if saved.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise RecordError(_("The backup {path} is damaged. Please try an older one.").format(path=backup))
            if saved.execute("PRAGMA user_version").fetchone()[0] > SCHEMA_VERSION:
                raise NewerSchema(
                    _("The backup {path} was made by a newer version of the program. Please update it first.").format(
                        path=backup
                    )
                )
            saved.execute("SELECT count(*) FROM patient JOIN exam ON exam.patient_id = patient.id")
            with closing(sqlite3.connect(goal)) as live:
                saved.backup(live)
    except sqlite3.Error as error:
        raise RecordError(
            _("{path} is not a backup of this program: {reason}.").format(path=backup, reason=error)
        ) from error
