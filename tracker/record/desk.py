"""The desk at which somebody acts on a record: which record it is, who acts, and what they may do there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from tracker.errors import NotAllowed
from tracker.i18n import _
from tracker.record.database import database_file, open_engine

READ, ADD, EDIT, DELETE, UNDO, IMPORT = "read", "add", "edit", "delete", "undo", "import"
BACK_UP, RESTORE, REMOVE = "back_up", "restore", "remove"
ACTIONS = (READ, ADD, EDIT, DELETE, UNDO, IMPORT, BACK_UP, RESTORE, REMOVE)
EVERYBODY = ""  # in place of a person's id: the record as a whole
PATIENT = "patient"


def everything(action: str, patient_id: str) -> bool:
    """What one may do on one's own computer."""
    return action in ACTIONS


@dataclass(frozen=True, slots=True)
class Desk:
    """What every function of the record works at; it is shared, a session never is.

    Attributes:
        engine: the open database.
        actor: who acts, as each `Change` keeps it.
        may: whether an action of `ACTIONS` on a person (their id, or `EVERYBODY`) is allowed here.
    """

    engine: Engine
    actor: str = PATIENT
    may: Callable[[str, str], bool] = everything

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


def open_desk(path: str | Path | None = None) -> Desk:
    """The desk of one's own computer, where everything is allowed; the record is made if it is not there.

    Args:
        path: as for `database.open_engine`.

    Raises:
        NewerSchema, RecordError: as for `database.open_engine`.
    """
    return Desk(open_engine(path))
