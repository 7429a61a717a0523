"""A file is read the same whatever language is in force: drafts and problems are codes, not sentences."""

import os
from pathlib import Path

import pytest

from tests.readers import TODAY
from tracker.i18n import language, languages
from tracker.readers.any_file import read_any
from tracker.readers.files import walk

SHARED = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", Path(__file__).parents[3] / "shared"))
SAMPLES = Path(__file__).parents[2] / "data" / "sample"
TABLES = Path(__file__).parents[1] / "snapshots" / "kept"
FOLDERS = [SHARED / "dose-reports", SHARED / "portal-exports"]
FILES = [path for folder in (SAMPLES, TABLES, *FOLDERS) for path in sorted(folder.rglob("*")) if path.is_file()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_read_in_another_language_is_the_same(path: Path) -> None:
    read = []
    for code in languages():
        with language(code):
            read.append([read_any(found, TODAY) for found in walk([path])])
    assert read[1:] == read[:-1]
