"""One fixed day, ids in the order they are given out, and the sample patient in a record of its own."""

import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.snapshots.kept import ROOT
from tracker import clock
from tracker.record import sample
from tracker.record.database import open_desk
from tracker.record.desk import Desk

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@contextmanager
def one_day() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOON)
        patch.setattr(clock, "today", NOON.date)
        patch.setenv("TZ", "UTC")
        patch.delenv("EXPOSURE_TRACKER_LANGUAGE", raising=False)
        patch.chdir(ROOT)
        _settle_zone()
        yield patch
    _settle_zone()


def _settle_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with one_day():
        yield


@pytest.fixture(scope="session")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with the sample patient; nothing writes to it."""
    path = tmp_path_factory.mktemp("sample") / "record.db"
    numbers = itertools.count(1)
    with one_day() as patch:
        # Where exams share a day, the order of their random ids decides.
        patch.setattr(os, "urandom", lambda n: next(numbers).to_bytes(4, "big").ljust(n, b"\0")[:n])
        desk = open_desk(path)
        sample.load(desk)
        desk.close()
    return path


@pytest.fixture
def desk(db: Path) -> Iterator[Desk]:
    opened = open_desk(db)
    yield opened
    opened.close()
