"""Plain sentences for what can go wrong with the file of the record."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError

from tracker.errors import RecordError
from tracker.i18n import N_, _

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
