"""The appointment page in every language: one side, all letters, and nothing of the language on the screen."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.dashboards.marked import CODE, DATA_START, START, marking, without_said
from tracker import i18n
from tracker.record import people, plans, sample
from tracker.record.desk import Desk
from tracker.record.models import PatientCreate
from tracker.record.procedures import PlannedExamCreate
from tracker.view.handout import handout, typeset
from tracker.view.handout.handout import HandoutOptions

__all__ = ["marking"]


@pytest.fixture
def somebody(desk: Desk) -> str:
    """The sample patient, whose page is a full one."""
    return sample.load(desk)


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("code", i18n.languages())
def test_the_sample_fits_on_one_side_with_all_its_letters(desk: Desk, somebody: str, code: str, paper: str) -> None:
    options = HandoutOptions(region="lumbar_spine", language=code, paper=paper)
    made = handout.of_record(desk, somebody, options)
    assert (made.pages, made.accessible, made.unprintable) == (3, True, ())


@pytest.mark.parametrize("code", i18n.languages())
def test_it_is_the_same_whatever_the_screen_speaks(
    desk: Desk, somebody: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents: list[Any] = []
    written = typeset.Typeset(b"", 1, {}, False, True, {})

    def look(document: Any) -> typeset.Typeset:
        documents.append(document)
        return written

    monkeypatch.setattr(typeset, "typeset", look)
    options = HandoutOptions(region="lumbar_spine", back=True, full_list=True, card=True, language=code)
    for screen in i18n.languages():
        with i18n.language(screen):
            handout.of_record(desk, somebody, options)
    assert documents[0]["lang"] == code
    assert all(document == documents[0] for document in documents)


def test_a_page_without_a_language_speaks_that_of_the_screen(desk: Desk, somebody: str) -> None:
    with i18n.language("es"):
        made = handout.of_record(desk, somebody, HandoutOptions())
    reader: Any = PdfReader(io.BytesIO(made.pdf))
    assert reader.trailer["/Root"]["/Lang"] == "es"


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_a_language_with_longer_words_still_fits_on_one_side(
    desk: Desk, somebody: str, marking: None, paper: str
) -> None:
    """The signs of the made-up language make every text longer, the headings of narrow columns by a third."""
    options = HandoutOptions(region="lumbar_spine", language=CODE, paper=paper)
    assert handout.of_record(desk, somebody, options).pages == 3


def test_every_word_of_it_comes_from_the_catalogue_or_the_record(desk: Desk, marking: None) -> None:
    """In the made-up language every text stands between signs; what is left was typed by somebody, or is a number."""
    person = people.add(desk, PatientCreate(name="Zoe Zebra")).entity_id
    plan = PlannedExamCreate(kind_key="ct_chest")
    plans.add(desk, person, plan)
    with i18n.language("en"):
        made = handout.of_record(desk, person, HandoutOptions(language=CODE, back=True, pain_log=True), plan)
    words = without_said(" ".join(_strings(made.typeset.document)))
    assert START not in words
    assert DATA_START not in words
    left = {word for word in words.replace("_", " ").split() if len(word) > 3 and word.isalpha()}
    assert left <= {"Zebra"}


def _strings(document: Any) -> list[str]:
    """Every text in the document, but not the names of its parts or a drawing."""
    if isinstance(document, dict):
        hidden = {"kind", "fonts", "paper", "lang", "svg"}
        return [text for name, part in document.items() if name not in hidden for text in _strings(part)]
    if isinstance(document, list | tuple):
        return [text for part in document for text in _strings(part)]
    return [document] if isinstance(document, str) else []
