"""Exams are found by their names in the language of the screen, and by their English names in every language."""

import gettext

import pytest

from tracker import i18n
from tracker.reference import exam_kinds, search

TRANSLATED = {
    "Hip injection, X-ray guided": "Infiltración de la cadera, con guía de rayos X",
    "Skull X-ray": "Radiografía del cráneo",
}


class _Few(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return TRANSLATED.get(message, message)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Spanish with two names, whatever the real one says."""
    real = i18n._catalogue
    monkeypatch.setattr(i18n, "_catalogue", lambda code: _Few() if code == "yy" else real(code))
    monkeypatch.setattr(i18n, "supported", lambda tag: tag)


@pytest.mark.parametrize("typed", ["radiografía cráneo", "craneo radiografia", "Radiografía del cráneo", "skull xray"])
def test_either_name_is_found_with_and_without_accents(few: None, typed: str) -> None:
    with i18n.language("yy"):
        assert search.find(typed)[0].kind.key == "xr_skull"


def test_a_name_of_another_language_does_not_change_what_is_found_in_english(few: None) -> None:
    with i18n.language("yy"):
        search.find("infiltración")
    with i18n.language("en"):
        assert search.find("craneo radiografia") == []
        assert search.find("skull xray")[0].kind.key == "xr_skull"


def test_every_translated_name_is_found_exactly() -> None:
    with i18n.language("es"):
        for kind in exam_kinds().values():
            for name in {i18n._(kind.plain_name), i18n._(kind.name)} - {kind.plain_name, kind.name}:
                exact = {match.kind.key for match in search.find(name, 50) if match.score == 100.0}
                assert kind.key in exact or search.question_for(name), name
