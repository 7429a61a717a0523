"""Calm errors: whatever goes wrong becomes a sentence on the page, and a log line without patient data."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from dashboards.frame.words import plain
from tracker.errors import TrackerError
from tracker.i18n import _

_log = logging.getLogger("exposure_tracker")
_FRAMES = 6


@contextmanager
def guarded() -> Iterator[None]:
    """Show an error as a sentence where it happens; what was typed stays, and the rest of the page goes on."""
    try:
        yield
    except TrackerError as error:
        st.error(plain(str(error)), icon=":material/error:")
    except Exception as error:
        log_without_values(error)
        say_unexpected()


def say_unexpected() -> None:
    """What a person reads when the program itself is at fault."""
    st.error(
        _("Something went wrong on this page. Your record is safe. Please reload the page and try again."),
        icon=":material/error:",
    )


def log_without_values(error: Exception) -> None:
    """Log where an unexpected error happened; never its message, which may hold what a person typed."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in reversed(frames)]
    _log.error("Unexpected %s at %s", type(error).__name__, " < ".join(places))
