"""A safe copy of the record: SQLite's own online backup, never a copy of the file; and files that are written whole."""

import os
import re
import secrets
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tracker import clock
from tracker.errors import NewerSchema, RecordError
from tracker.i18n import _
from tracker.record.desk import BACK_UP, RESTORE, Desk, plain_errors
from tracker.record.migrations import SCHEMA_VERSION

KEEP_AUTOMATIC = 10
_PART = ".exposure-tracker-"  # begins the name of a file that is being written
_ABANDONED_S = 3600.0  # nothing is written for so long; who left a part behind for longer was ended


@contextmanager
def written_whole(goal: Path) -> Iterator[Path]:
    """A file beside the goal to write to, which takes the goal's place at the end, on the disk to its last byte.

    Whatever happens before, the goal is as it was. A new file is for its owner alone; one that is replaced keeps its
    rights. What is no file but a way out, such as a pipe, is written to as it is.

    Raises:
        OSError: it cannot be written there.
    """
    goal = goal.resolve()
    if goal.exists() and not goal.is_file():
        yield goal
        return
    _sweep(goal.parent)
    part = goal.with_name(f"{_PART}{secrets.token_hex(8)}")
    part.touch(mode=stat.S_IRUSR | stat.S_IWUSR, exist_ok=False)
    try:
        yield part
        if goal.exists():
            shutil.copymode(goal, part)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(goal)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # Windows has no such thing for a folder
        folder = os.open(goal.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _sweep(folder: Path) -> None:
    """Remove what a program that was ended in the middle of writing left in a folder."""
    for left in folder.glob(f"{_PART}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                left.unlink()


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
    with written_whole(goal) as part, closing(sqlite3.connect(file)) as live, closing(sqlite3.connect(part)) as copy:
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
