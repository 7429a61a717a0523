"""The building blocks of a printed page, as plain data, and what people typed, made fit for a line of print."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.i18n import current, ngettext

Block = dict[str, Any]
Section = dict[str, Any]
DOT = " · "
MISSING_SIGN = "□"
ELLIPSIS = "…"
LONGEST_WORD = 16  # a longer run of letters may break, so that it cannot leave its column
MOST_CAPITALS = 9  # capitals are wider
BREAK_EVERY = 8
DIVIDED = "de"  # the language that writes long words as one; handout.typ divides them at their syllables
LONGEST_DIVIDED = 40
_WORDS = re.compile(r"\W*[^\W\d_]+(?:-[^\W\d_]+)*\W*")  # letters with marks around them
BREAK = "\u200b"  # zero width space: a place where a line may end
FIRST_STRONG_ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
# Joiners shape Persian and Indic words. Every other invisible character could reorder or hide what stands beside it.
_KEPT_INVISIBLE = "\u200c\u200d"
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


@dataclass(slots=True)
class Typed:
    """Prepares what a person typed for print, and remembers it, to say later which of it could not be printed."""

    seen: dict[str, None] = field(default_factory=dict)

    def line(self, text: object, longest: int) -> str:
        """The text as part of a printed line."""
        words = str(text)
        if words:
            self.seen[words] = None
        return line(words, longest)


def text(words: str, *, strong: bool = False, quiet: bool = False) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": words, "strong": strong, "quiet": quiet}


def table(columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Block:
    """A table; a column's width is its share of the line, 0 for as wide as its content."""
    return {
        "kind": "table",
        "columns": [title for title, _width in columns],
        "widths": [width for _title, width in columns],
        "rows": [list(row) for row in rows],
        "right": list(right),
    }


def items(kind: str, words: Sequence[str]) -> Block:
    """A list: "numbered", "points" or "ticks" (boxes to tick by hand)."""
    return {"kind": kind, "items": list(words)}


def image(svg: str, alt: str) -> Block:
    """A drawing and the sentence that says what it shows."""
    return {"kind": "image", "svg": svg, "alt": alt}


def section(label: str, blocks: Sequence[Block], below: Sequence[Block] = (), *, boxed: bool = False) -> Section:
    """A part of the page: on the front `blocks` stand beside the label and `below` takes the whole width."""
    return {"label": label, "boxed": boxed, "blocks": list(blocks), "below": list(below)}


def more_on_the_back(n: int) -> list[Block]:
    """Says how many lines of a list stand on the back; nothing where all are here."""
    if n <= 0:
        return []
    return [text(ngettext("and {n} more on the back", "and {n} more on the back", n).format(n=n), quiet=True)]


def line(text: str, longest: int) -> str:
    """Text of a person as part of a printed line.

    Args:
        text: anything, of any length.
        longest: the number of characters kept; what is cut off is marked by an ellipsis.
    """
    cleaned = "".join(_visible(c) for c in text[: 4 * longest + 100])
    words = " ".join(cleaned.split())
    return _isolated(" ".join(_breakable(word) for word in shortened(words, longest).split(" ")))


def shortened(text: str, longest: int) -> str:
    """The text, cut before the word that no longer fits, with an ellipsis in its place."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    head, space, _rest = cut.rpartition(" ")
    return (head if space and len(head) > longest // 2 else cut).rstrip(" ,;·-") + ELLIPSIS


def _visible(character: str) -> str:
    if character in _KEPT_INVISIBLE:
        return character
    return " " if unicodedata.category(character) in _DROPPED | {"Zl", "Zp"} else character


def _breakable(word: str) -> str:
    few_capitals = sum(c.isupper() for c in word) <= MOST_CAPITALS
    longest = LONGEST_DIVIDED if current() == DIVIDED and _WORDS.fullmatch(word) else LONGEST_WORD
    if len(word) <= longest and few_capitals:
        return word
    return BREAK.join(word[i : i + BREAK_EVERY] for i in range(0, len(word), BREAK_EVERY))


def _isolated(text: str) -> str:
    """A text with letters that run from right to left must not pull its neighbours (dates, commas) along."""
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{END_OF_ISOLATE}"
    return text


def everywhere(document: Any, change: Callable[[str], str]) -> Any:
    """A JSON-able document with every string in it changed; keys of objects stay."""
    if isinstance(document, str):
        return change(document)
    if isinstance(document, dict):
        return {key: everywhere(value, change) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [everywhere(value, change) for value in document]
    return document


def words_beyond_latin(document: Any) -> set[str]:
    """The distinct words of a document that hold anything but Latin letters and common signs."""
    found: set[str] = set()

    def collect(text: str) -> str:
        found.update(word for word in text.split() if any(c > "\u024f" for c in word))
        return text

    everywhere(document, collect)
    return found


def with_signs(text: str, lost: dict[str, str]) -> str:
    """The text with every word that cannot be printed replaced by what can be printed of it."""
    if not any(word in text for word in lost):
        return text
    return " ".join(lost.get(word, word) for word in text.split(" "))
