"""Where the published tables lie: inside an installed wheel, or beside the package in a working copy."""

from functools import cache
from pathlib import Path

from tracker.errors import ReferenceTableError
from tracker.i18n import _

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def data_dir() -> Path:
    """The folder of the reference tables: `tracker/_data/reference` in a wheel, else `data/reference` of the project.

    Raises:
        ReferenceTableError: neither folder is there.
    """
    for folder in (_PACKAGE / "_data" / "reference", _PACKAGE.parent / "data" / "reference"):
        if (folder / "VERSION").is_file():
            return folder
    raise ReferenceTableError(_("The reference tables are missing. Install Exposure Tracker again."))


@cache
def version() -> str:
    """The edition of the reference tables, such as "2026.11"."""
    return (data_dir() / "VERSION").read_text(encoding="utf-8").strip()
