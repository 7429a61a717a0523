"""The few building blocks of a printed page, as plain data for the typesetter; and the texts people typed into them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.i18n import _, ngettext
from tracker.view.handout import letters

Block = dict[str, Any]
Section = dict[str, Any]
DOT = " · "


@dataclass(slots=True)
class Typed:
    """Prepares what a person typed for print, and remembers it, to say later which of it could not be printed."""

    seen: dict[str, None] = field(default_factory=dict)

    def line(self, text: object, longest: int) -> str:
        """The text as part of a printed line (see `letters.line`)."""
        words = str(text)
        if words:
            self.seen[words] = None
        return letters.line(words, longest)


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


def and_more(n: int) -> list[Block]:
    """Says how many lines of a list did not fit; nothing where all did."""
    if n <= 0:
        return []
    return [text(ngettext("and {n} more in the record", "and {n} more in the record", n).format(n=n), quiet=True)]


def not_recorded() -> str:
    """Stands where the record holds nothing, which is not the same as "none"."""
    return _("not recorded")
