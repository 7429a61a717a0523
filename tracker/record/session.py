"""One session for one operation: committed whole or not at all, with plain sentences for what goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlmodel import Session

from tracker.record.database import for_writing
from tracker.record.plain_errors import plain_errors


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one moment of the record and changes nothing.

    Raises:
        RecordError: the database cannot be read.
    """
    with plain_errors(str(engine.url.database or "")), Session(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end, or rolls back and leaves the record as it was.

    Raises:
        RecordError: the database cannot be written.
    """
    where = str(engine.url.database or "")
    with plain_errors(where), Session(for_writing(engine), expire_on_commit=False) as session, session.begin():
        yield session
