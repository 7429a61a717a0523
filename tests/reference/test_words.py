"""The tables of words: whole, folded, and the same word never for two sides."""

import pytest

from tracker.errors import ReferenceTableError
from tracker.reference import words
from tracker.reference.words import words_dir

TABLES = sorted(path.stem for path in words_dir().glob("*.csv"))


@pytest.mark.parametrize("name", TABLES)
def test_every_key_has_words_and_they_are_folded(name: str) -> None:
    for key, row in words.table(name).items():
        assert any(row.values()), key
        assert all(w == w.casefold().strip() and "  " not in w for said in row.values() for w in said), key


def test_sides_are_told_apart_in_every_language() -> None:
    said = ("linkes", "gauche", "derecha", "destra", "beidseits")
    found = [key for word in said for pattern, key in words.patterns("sides") if pattern.fullmatch(word)]
    assert found == ["left", "left", "right", "right", "both"]
    assert words.keys("sides")["esq"] == "left"
    for language in words.LANGUAGES:
        every = [w for row in words.table("sides").values() for w in row[language]]
        assert len(every) == len(set(every)), language


def test_every_month_and_every_word_of_dates_is_there_in_every_language() -> None:
    assert list(words.table("months")) == [str(number) for number in range(1, 13)]
    for name in ("months", "date_words"):
        assert all(row[language] for row in words.table(name).values() for language in words.LANGUAGES)


def test_a_word_is_never_the_name_of_two_months() -> None:
    said = [word for every in words.words("months").values() for word in every]
    assert len(said) == len(set(said))


def test_a_table_that_is_not_there_is_refused() -> None:
    with pytest.raises(ReferenceTableError, match="words/nothing"):
        words.table("nothing")
