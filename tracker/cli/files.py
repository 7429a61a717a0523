"""What the `export` and `handout` commands write: the content of a file by its ending, and the file itself."""

import json
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.errors import TrackerError
from tracker.i18n import _

if TYPE_CHECKING:
    from tracker.record.desk import Desk


def exported(desk: "Desk", suffix: str, patient_id: str | None) -> bytes:
    """The exams of one person (".csv", ".xlsx"), or the record (".json", of everybody where the person is None).

    Raises:
        click.UsageError: there is no such format.
    """
    if suffix == ".json":
        from tracker.record import archive

        data = archive.dump(desk, patient_id)
        return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False).encode()
    if suffix not in (".csv", ".xlsx") or patient_id is None:
        raise click.BadParameter(_("The name must end in .csv, .xlsx or .json."), param_hint="TARGET")
    from tracker.history.course import course
    from tracker.history.summary import summarise
    from tracker.view import sheets

    found = summarise(desk, patient_id)
    injections = course(desk, found)
    return sheets.exams_csv(found, injections) if suffix == ".csv" else sheets.exams_xlsx(found, injections)


def write(target: Path, content: bytes) -> None:
    """Write a file; a new one for its owner alone, as the record is.

    Raises:
        TrackerError: it cannot be written; the sentence says why.
    """
    try:
        target.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        target.write_bytes(content)
    except OSError as error:
        raise TrackerError(
            _("{path} cannot be written: {reason}. Please choose another place.").format(
                path=target, reason=error.strerror
            )
        ) from error
