"""Reading files in the background: how far it is, and a Stop that keeps nothing."""

import os
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from contextvars import copy_context
from pathlib import Path
from urllib.parse import unquote, urlparse

import streamlit as st

from dashboards.frame.who import guarded, log_without_values, use_language_again
from tracker import clock
from tracker.errors import ValueRefused
from tracker.i18n import _, grouped, ngettext
from tracker.readers.found import Upload
from tracker.readers.gather import Gathered, gather
from tracker.readers.paper import Paper, brought
from tracker.readers.sheet.sheet import SheetMapping

_LEFT_ALONE_S = 1800  # nobody has looked at it for so long: the window was closed
_AT_ONCE_S = 1.5  # a few files are read before anything is drawn, so that nothing flickers
_readings: dict[str, "Reading"] = {}


class Reading:
    """Files being read in a thread of their own.

    Attributes:
        paths, tables: what is read, and what the person said about tables in it.
        done, total: files; 0 of 0 while they are still being looked for.
        gathered: what was found, None until it is finished, and if it failed.
        papers: the papers among what was given by name.
    """

    def __init__(self, paths: Sequence[Path | Upload], tables: Mapping[str, SheetMapping]) -> None:
        self.paths = tuple(paths)
        self.tables = dict(tables)
        self.done = 0
        self.total = 0
        self.gathered: Gathered | None = None
        self.papers: tuple[Paper, ...] = ()
        self._stopped = threading.Event()
        self._looked = time.monotonic()
        self._thread = threading.Thread(target=copy_context().run, args=(self._read,), daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            found = gather(
                self.paths,
                clock.today(),
                progress=self._tell,
                stop=lambda: self._stopped.is_set() or self.left_alone,
                tables=self.tables,
            )
            self.papers = () if found.stopped else brought(self.paths)
            self.gathered = None if found.stopped else found
        except Exception as error:
            log_without_values(error)

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    @property
    def left_alone(self) -> bool:
        """Whether nobody looks at it any more."""
        return time.monotonic() - self._looked > _LEFT_ALONE_S

    def finished(self, wait_s: float = 0) -> bool:
        """Whether there is nothing more to wait for; waits a little."""
        self._looked = time.monotonic()
        self._thread.join(wait_s)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """End it before the next file."""
        self._stopped.set()


def start(paths: Sequence[Path | Upload], tables: Mapping[str, SheetMapping] | None = None) -> str:
    """Begin to read; returns the random id by which this session finds it again."""
    for old in [key for key, reading in _readings.items() if reading.left_alone]:
        _readings.pop(old, None)
    reading_id = secrets.token_urlsafe(16)
    _readings[reading_id] = Reading(paths, tables or {})
    return reading_id


def running(reading_id: str) -> Reading | None:
    """The reading with this id, None if it was stopped or taken."""
    return _readings.get(reading_id)


def drop(reading_id: str) -> None:
    """Stop it and keep nothing of it."""
    if reading := _readings.pop(reading_id, None):
        reading.stop()


def wait(reading: Reading) -> bool:
    """Whether it finished so quickly that no progress needs to be shown."""
    return reading.finished(_AT_ONCE_S if reading.done == 0 else 0)


def folder(typed: str) -> Path:
    """The folder, drive or file that a person named.

    Raises:
        ValueRefused: nothing was typed, or there is no such place.
    """
    text = typed.strip().strip("\"'")
    if text.lower().startswith("file://"):
        text = unquote(urlparse(text).path)
    if not text:
        raise ValueRefused(_("Please type where the files are."))
    path = Path(text).expanduser()
    if not os.path.lexists(path):
        raise ValueRefused(_("There is no such place on this computer: {path}").format(path=text[:200]))
    return path


@st.fragment(run_every=0.5)
def show_progress(reading_id: str) -> None:
    """Draw how far it is, again and again; the page runs anew when it is finished or stopped."""
    use_language_again()
    with guarded():
        reading = running(reading_id)
        if reading is None or reading.finished():
            st.rerun()
        share = min(1.0, reading.done / reading.total) if reading.total else 0.0
        st.progress(share, text=words(reading.done, reading.total))
        if st.button(_("Stop"), icon=":material/stop_circle:", key="stop_reading"):
            drop(reading_id)
            st.rerun()
        st.caption(_("Nothing is saved while the files are read. If you stop, nothing is kept."))


def words(done: int, total: int) -> str:
    """How far it is: "1,204 of 3,011 files"."""
    if not total:
        return _("Looking for files")
    return ngettext("{done} of {total} file", "{done} of {total} files", total).format(
        done=grouped(done), total=grouped(total)
    )
