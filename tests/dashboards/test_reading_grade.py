"""What patients read, page by page as it is shown and file by file: grade 8 at most, and no long sentences."""

import re
import socket
from collections.abc import Mapping
from functools import cache

import pytest

from tests import reading_grade
from tests.dashboards.conftest import FOLDER, PAGE_FILES, Page, Seen, calm
from tests.dashboards.marked import marking, said
from translation import catalogue, tables

__all__ = ["marking"]
# Pages and parts of pages for clinicians, who know the terms of the field.
PATIENT_FILES = sorted(f for f in FOLDER.rglob("*.py") if f.parent.name != "clinician")
PATIENT_PAGES = [
    name
    for name, file in PAGE_FILES.items()
    if FOLDER / file in PATIENT_FILES
    if re.search(r"^shared\.(open_)?page\(", (FOLDER / file).read_text(encoding="utf-8"), re.MULTILINE)
]
PATIENT_TABLES = ("aftercare", "questions")
# Names are data: what an exam, a drug, a country or an organisation is called is not ours to make easier.
NAMES = {"name", "plain_name", "body", "tissue"}


def _names() -> set[str]:
    folder = catalogue.ROOT / "data" / "reference"
    return {text for _file, text, place in tables.texts(folder) if place.split(" of ")[0] in NAMES}


def test_all_patient_pages_are_found() -> None:
    assert {"home", "history", "add_exam", "import_files", "appointment", "about_me", "about_numbers"} <= {
        *PATIENT_PAGES
    }


@pytest.mark.parametrize("name", PATIENT_PAGES)
def test_what_a_page_shows(seen: Seen, marking: None, name: str) -> None:
    shown = {text.replace("\\", "") for text in said(calm(seen(name)))} - _names()
    found = list(dict.fromkeys(reading_grade.sentences(sorted(shown))))
    assert len(found) >= 3
    assert reading_grade.too_long(found) == []
    assert reading_grade.grade(found) <= reading_grade.HARDEST


@pytest.mark.parametrize("name", PATIENT_PAGES)
def test_what_a_page_shows_while_the_record_is_empty(page: Page, marking: None, name: str) -> None:
    found = list(dict.fromkeys(reading_grade.sentences(said(calm(page(name))))))
    assert reading_grade.too_long(found) == []
    assert reading_grade.grade(found) <= reading_grade.HARDEST


@cache
def _by_file() -> Mapping[str, list[str]]:
    """The texts of every file with a word in place of what is put into them."""
    found: dict[str, list[str]] = {}
    for message in catalogue.extracted():
        for form in [message.id] if isinstance(message.id, str) else message.id:
            for file, _line in message.locations:
                found.setdefault(file, []).append(re.sub(r"\{[^{}]*\}", "it", form))
    return found


@pytest.mark.parametrize(
    "file",
    [
        *(f"dashboards/{file.relative_to(FOLDER).as_posix()}" for file in PATIENT_FILES),
        *map(tables.file_name, PATIENT_TABLES),
    ],
    ids=lambda file: file.removesuffix(".py"),
)
def test_every_sentence_of_a_file_shown_or_not(file: str) -> None:
    found = list(reading_grade.sentences(_by_file().get(file, [])))
    assert reading_grade.too_long(found) == []
    assert reading_grade.grade(found) <= reading_grade.HARDEST


def test_the_measure_tells_easy_words_from_hard_ones() -> None:
    easy = ["You can add more later.", "A guess is fine.", "The page shows the rest."]
    hard = ["Interventional radiological examinations necessitate individualised optimisation considerations."]
    assert reading_grade.grade(easy) < 4
    assert reading_grade.grade(hard) > 12
    assert reading_grade.grade([]) == 0.0
    assert reading_grade.too_long([" ".join(["word"] * 26)]) != []


def test_the_measure_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert reading_grade.grade(["Somebody has never graded these particular words before."]) > 0
