"""The typesetter's way out when letters are missing, and when even that fails."""

from typing import Any

import pytest
import typst

from tests.view.samples import typical, untold
from tracker.history import once
from tracker.record.people import Facts
from tracker.view.handout import typeset
from tracker.view.handout.handout import HandoutOptions


@pytest.fixture
def document() -> Any:
    return untold(typical(3), Facts(), HandoutOptions()).typeset.document


def test_the_fonts_of_the_computer_are_searched_only_when_needed(document: Any) -> None:
    assert not typeset.typeset(document).system_fonts
    odd = typeset.typeset({**document, "running": "x", "footer": "ア"})
    assert odd.system_fonts
    assert odd.accessible


def test_good_words_are_told_from_bad_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_all_fonts", typeset._shipped_fonts)
    assert typeset._lost_words(["Мария", "山田", "שרה", "ab花"]) == {"山田": "□□", "ab花": "ab□"}
    assert typeset._lost_words([]) == {}


def test_a_word_that_fails_only_as_a_whole_loses_all_its_foreign_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_prints", lambda text: len(text) == 1)
    assert typeset._printable_part("aקש") == "a□□"


def test_without_the_standard_when_nothing_else_helps(document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = typeset._typeset

    def strict(document: Any, *, accessible: bool = True, **how: Any) -> Any:
        if accessible:
            raise typst.TypstError("letters missing", "letters missing")
        return real(document, accessible=False, **how)

    monkeypatch.setattr(typeset, "_typeset", strict)
    once.forget()
    done = typeset.typeset(document)
    assert not done.accessible
    assert done.pdf.startswith(b"%PDF")


def test_no_single_file_is_an_error() -> None:
    with pytest.raises(TypeError):
        typeset._file(None)


def test_the_template_holds_no_sentence_of_its_own() -> None:
    text = typeset.TEMPLATE.read_text(encoding="utf-8")
    assert not [word for word in ("Imaging", "Safety", "SAFETY", "Dose", "Page ", "exams") if word in text]


def test_the_fonts_are_shipped_with_their_licence() -> None:
    names = {file.name for file in typeset.FONT_DIR.iterdir()}
    assert names == {"DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf", "LICENSE_DEJAVU.txt"}
