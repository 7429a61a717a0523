"""What a person typed, made fit for a printed line."""

from hypothesis import given
from hypothesis import strategies as st

from tracker import i18n
from tracker.view.handout import blocks


def test_a_line_is_one_line_without_anything_invisible() -> None:
    assert blocks.line("  a\n\tb\x00c\u202e d\u200b\ue000 ", 50) == "a b c d"


def test_joiners_that_shape_words_stay() -> None:
    assert "ژاله\u200cپور" in blocks.line("ژاله\u200cپور", 50)


def test_long_texts_are_cut_at_a_word_and_say_so() -> None:
    assert blocks.shortened("St Anna Hospital of the City", 20) == "St Anna Hospital…"
    assert blocks.shortened("x" * 30, 10) == "x" * 9 + "…"
    assert blocks.shortened("short", 10) == "short"


def test_long_words_may_break() -> None:
    assert blocks.BREAK in blocks.line("Donaudampfschifffahrtsgesellschaft", 60)
    assert blocks.BREAK in blocks.line("MMMMMMMMMMMM", 60)
    assert blocks.BREAK not in blocks.line("transforaminal", 60)


def test_in_german_a_long_word_is_left_to_the_hyphen() -> None:
    with i18n.language("de"):
        assert blocks.BREAK not in blocks.line("Facettengelenksinfiltration: (Gewebe-Wichtungsfaktoren),", 90)
        assert blocks.BREAK in blocks.line("x" * 60, 90)
        assert blocks.BREAK in blocks.line("https://example.org/page", 60)


def test_text_from_right_to_left_is_kept_apart_from_its_neighbours() -> None:
    assert blocks.line("שרה", 9) == f"{blocks.FIRST_STRONG_ISOLATE}שרה{blocks.END_OF_ISOLATE}"
    assert blocks.line("Sara", 9) == "Sara"


def test_a_document_is_changed_everywhere() -> None:
    document = {"a": ["x", {"b": "x"}, 1, None], "x": ("x",)}
    assert blocks.everywhere(document, str.upper) == {"a": ["X", {"b": "X"}, 1, None], "x": ["X"]}


def test_words_are_replaced_whole() -> None:
    assert blocks.words_beyond_latin({"a": "Ünal 山田 b", "c": ["花"]}) == {"山田", "花"}
    assert blocks.with_signs("a 山田 b", {"山田": "□□"}) == "a □□ b"
    assert blocks.with_signs("a b", {"山田": "□□"}) == "a b"


@given(st.text(), st.integers(min_value=2, max_value=300))
def test_any_text_gives_a_bounded_printable_line(text: str, longest: int) -> None:
    line = blocks.line(text, longest)
    marks = {blocks.BREAK, blocks.FIRST_STRONG_ISOLATE, blocks.END_OF_ISOLATE, "\u200c", "\u200d"}
    visible = [c for c in line if c not in marks]
    assert len(visible) <= longest
    assert all(c.isprintable() for c in visible)
