"""A file is read the same whatever language is in force: drafts and problems are codes, not sentences."""

import os
from pathlib import Path

import pytest

from tests.readers import TODAY
from tracker.i18n import language, languages
from tracker.readers.any_file import read_any
from tracker.readers.files import walk
from tracker.readers.letter.letter import propose
from tracker.readers.sheet.sheet import look

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


def test_a_letter_and_the_questions_about_a_table_are_the_same() -> None:
    letter = "EXAM: Bone scan, 3 March 2015\nTAC de tórax. DLP 1.234 mGy.cm, DAP 3 to 5. Dictated 4/5/15."
    table = "Fecha;Examen;Lado;DLP\n03/04/2015;TC de tórax;izquierdo;1,234\n5/6/2016;bone scan;?;9 inch\n".encode()
    read = []
    for code in languages():
        with language(code):
            read.append((propose(letter, TODAY), look("list.csv", table, TODAY)))
    assert read[1:] == read[:-1]
    assert read[0][0].dates
    assert read[0][1].questions
