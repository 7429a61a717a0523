"""One session for one operation: committed whole or not at all, with plain sentences for what goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from tracker.record.database import for_writing
from tracker.record.desk import READ, Desk
from tracker.record.plain_errors import plain_errors


@contextmanager
def reading(desk: Desk, patient_id: str | None) -> Iterator[Session]:
    """A session that sees one moment of the record and changes nothing.

    Args:
        patient_id: whose entries are read, `EVERYBODY` for the whole record; None where only the record can say, and
            the desk is asked once it has.

    Raises:
        NotAllowed: these may not be read here.
        RecordError: the database cannot be read.
    """
    if patient_id is not None:
        desk.ask(READ, patient_id)
    with plain_errors(desk.where), Session(desk.engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(desk: Desk) -> Iterator[Session]:
    """A session that commits at the end, or rolls back and leaves the record as it was.

    What is written goes through a `Batch`, which asks the desk; whoever writes without one asks it first.

    Raises:
        RecordError: the database cannot be written.
    """
    engine = for_writing(desk.engine)
    with plain_errors(desk.where), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
