"""Text that people typed never becomes markup, and numbers are read as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.frame.words import day, plain
from tracker.errors import ValueRefused
from tracker.numbers import parse as number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2.41", 2.41),
        ("2,41", 2.41),
        ("0,512", 0.512),
        (" 12 450 ", 12450),
        ("12,450.5", 12450.5),
        ("1,234,567", 1234567),
        (".5", 0.5),
    ],
)
def test_numbers_as_people_write_them(typed: str, value: float) -> None:
    assert number(typed) == value


@pytest.mark.parametrize("typed", ["", "x", "nan", "inf", "-1", "1e999x", "1.2.3", "12 mGy", "1_000"])
def test_what_is_no_number_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueRefused, match="Please write it like"):
        number(typed)


def test_a_number_with_two_meanings_is_asked_back() -> None:
    with pytest.raises(ValueRefused, match=r"write 1234 or 1\.234"):
        number("1,234")


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_of_numbers_fail_otherwise(typed: str) -> None:
    with suppress(ValueRefused):
        assert number(typed) >= 0


@given(st.text(alphabet=st.characters(categories=["P", "S", "Zs"]), max_size=30))
def test_every_sign_with_a_meaning_in_markdown_is_escaped(typed: str) -> None:
    words = plain(typed)
    for place, sign in enumerate(words):
        if sign in "*_[]()<>#`$:|~":
            assert words[place - 1] == "\\"


def test_plain_text_is_one_line() -> None:
    assert plain("a\n# b") == "a \\# b"
    assert plain(" 86\u00a0% \t of it\u2028") == "86\u00a0% of it"


def test_no_day_is_no_word() -> None:
    assert day(None) == ""
