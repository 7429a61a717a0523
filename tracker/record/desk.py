"""The desk at which somebody acts on a record: which it is, who acts, what they may do, and what can go wrong there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError

from tracker.errors import NotAllowed, RecordError
from tracker.i18n import N_, _

if TYPE_CHECKING:
    from sqlmodel import Session  # costs time to import, and a look at the record needs none

READ, ADD, EDIT, DELETE, UNDO, IMPORT = "read", "add", "edit", "delete", "undo", "import"
BACK_UP, RESTORE, REMOVE = "back_up", "restore", "remove"
ACTIONS = (READ, ADD, EDIT, DELETE, UNDO, IMPORT, BACK_UP, RESTORE, REMOVE)
EVERYBODY = ""  # in place of a person's id: the record as a whole
PATIENT = "patient"
IN_MEMORY = ":memory:"
WRITES = "tracker_writes"  # the option of an engine whose transactions write


def everything(action: str, patient_id: str) -> bool:
    """What one may do on one's own computer."""
    return action in ACTIONS


def database_file(engine: Engine) -> Path | None:
    """The file behind an engine; None for a database in memory."""
    name = engine.url.database
    return Path(name) if name and name != IN_MEMORY else None


def for_writing(engine: Engine) -> Engine:
    """The same engine, but its transactions take the write lock at their start, not at their first change.

    What such a transaction reads is then what it changes: two windows cannot both act on the same old state.
    """
    return engine.execution_options(**{WRITES: True})


@dataclass(frozen=True, slots=True)
class Desk:
    """What every function of the record works at; it is shared, a session never is.

    Attributes:
        engine: the open database.
        actor: who acts, as each `Change` keeps it.
        may: whether an action of `ACTIONS` on a person (their id, or `EVERYBODY`) is allowed here.
        session: the one in which all that is done here becomes one action of the record, see `together`; else None.
    """

    engine: Engine
    actor: str = PATIENT
    may: Callable[[str, str], bool] = everything
    session: "Session | None" = None

    @property
    def file(self) -> Path | None:
        """The file of the record; None for one in memory."""
        return database_file(self.engine)

    @property
    def where(self) -> str:
        """What a sentence about the file calls it; "" for a record in memory."""
        return str(self.engine.url.database or "")

    def ask(self, action: str, patient_id: str = EVERYBODY) -> None:
        """Go on, or not: the one question before anything of a person is read or written.

        Raises:
            NotAllowed: it is not allowed here.
        """
        if not self.may(action, patient_id):
            raise NotAllowed(_("This is not allowed here. Nothing was changed."))

    def acting_as(self, actor: str) -> "Desk":
        """The same record and rights under another name."""
        return replace(self, actor=actor)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


_SENTENCES = (
    (
        "locked",
        N_("The record is in use by another program or window. Please close it and try again. Nothing was lost."),
    ),
    ("readonly", N_("The record {where} is read-only, so nothing can be saved. Please allow writing to the file.")),
    ("disk is full", N_("The disk is full, so nothing was saved. Please make room and try again.")),
    ("full", N_("The disk is full, so nothing was saved. Please make room and try again.")),
    ("not a database", N_("{where} is not a record of this program, or it is damaged. Please restore a backup.")),
    ("malformed", N_("The record {where} is damaged. Please restore a backup; the file itself was not touched.")),
    ("unable to open", N_("The record {where} cannot be opened. Please check that the folder exists and may be used.")),
    ("disk i/o", N_("The disk does not answer. Please check the disk and try again. Nothing was half-saved.")),
)


def _sentence(error: DBAPIError, where: str) -> str:
    text = str(error.orig).lower()
    for clue, sentence in _SENTENCES:
        if clue in text:
            return _(sentence).format(where=where)
    return _("The record {where} cannot be used: {reason}.").format(where=where, reason=str(error.orig))


@contextmanager
def plain_errors(where: str = "") -> Iterator[None]:
    """Turn errors of the database into `RecordError` with a sentence; a broken constraint passes as it is."""
    try:
        yield
    except IntegrityError:
        raise
    except (OperationalError, DatabaseError) as error:
        raise RecordError(_sentence(error, where)) from error


@contextmanager
def together(desk: Desk) -> Iterator[Desk]:
    """A desk at which several actions are kept at the end, all of them, or none; within such a one it is that.

    It serves one thread, for as long as it lasts. Only `changes.reading` and `changes.writing` see what was written so
    far; everybody else, `frames` too, sees the record as it was.

    Raises:
        RecordError: the database cannot be written.
    """
    if desk.session is not None:
        yield desk
        return
    from sqlmodel import Session

    engine = for_writing(desk.engine)
    with plain_errors(desk.where), Session(engine, expire_on_commit=False) as session, session.begin():
        yield replace(desk, session=session)
