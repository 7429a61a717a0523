"""Every page on an empty, a sample and a large record: calm, titled, and in words that most people can read."""

import ast
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.dashboards.conftest import FOLDER, Page, calm, shown
from tests.dashboards.test_two_people import PAGES
from tracker.record.models import Patient

LONGEST_SENTENCE_WORDS = 25
HARDEST_GRADE = 8.0


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_record(page: Page, name: str) -> None:
    assert calm(page(name)).title[0].value


@pytest.mark.parametrize("name", PAGES)
def test_the_sample_is_badged_everywhere(page: Page, sample_person: Patient, name: str) -> None:
    words = shown(calm(page(name)))
    assert "invented, not a real person" in words
    assert "Remove the sample patient" in words


@pytest.mark.parametrize("name", PAGES)
def test_a_large_record(page: Page, two_thousand: int, name: str) -> None:
    calm(page(name))


@pytest.mark.parametrize("name", PAGES)
def test_a_name_that_looks_like_markup(page: Page, record: Engine, name: str) -> None:
    from tracker.record import people
    from tracker.record.models import PatientCreate

    people.add(record, PatientCreate(name="<script>x</script> [a](http://b.example) 🦴"))
    words = shown(calm(page(name))).replace("<script>x</script> [a](http://b.example) 🦴", "", 2)
    assert "[a](http" not in words


def _sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of the pages, with the file it stands in."""
    for file in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield from ((file.name, s) for s in re.split(r"(?<=[.?!:])\s+", argument.value))


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
    return max(1, groups - silent)


def _grade(sentences: list[str]) -> float:
    """Flesch-Kincaid grade of whole sentences."""
    words = [re.findall(r"[A-Za-z']+", s) for s in sentences]
    n = sum(map(len, words))
    return 0.39 * n / len(sentences) + 11.8 * sum(_syllables(w) for s in words for w in s) / n - 15.59


def test_the_pages_read_at_grade_8_or_below_and_in_short_sentences() -> None:
    found = [(file, s) for file, s in _sentences() if len(s.split()) >= 4]
    assert len(found) > 100
    assert [s for s in found if len(s[1].split()) > LONGEST_SENTENCE_WORDS] == []
    assert _grade([s for _file, s in found]) <= HARDEST_GRADE


def test_no_sentence_of_a_page_bypasses_translation() -> None:
    """What Streamlit shows must come through `_`: no plain literal as the first argument of a visible element."""
    visible = {"write", "title", "header", "subheader", "caption", "info", "warning", "error", "success", "button"}
    bare = []
    for file in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in visible:
                log = isinstance(node.func.value, ast.Name) and node.func.value.id == "_log"
                first = node.args[0] if node.args and not log else None
                if isinstance(first, ast.Constant) and re.search(r"[A-Za-z]{3}", str(first.value)):
                    bare.append((file.name, node.lineno))
    assert bare == []
