"""Steps from one version of the tables to the next; each runs once, in the transaction that raises the version."""

from collections.abc import Callable

from sqlalchemy import Connection
from sqlmodel import SQLModel

from tracker.record import models  # registers the tables


def _make_all_tables(connection: Connection) -> None:
    tables = [SQLModel.metadata.tables[str(m.__tablename__)] for m in models.TABLES]
    SQLModel.metadata.create_all(connection, tables=tables)


STEPS: dict[int, Callable[[Connection], None]] = {0: _make_all_tables}


def upgrade(connection: Connection, found: int) -> None:
    """Run every step from version `found` to the present one."""
    for version in sorted(v for v in STEPS if v >= found):
        STEPS[version](connection)
