"""Texts of our own of each kind."""

from collections.abc import Iterator

from tests.readers.letter.cases import Case, parsed

SIBLINGS: list[tuple[str, str, str]] = []


def siblings() -> Iterator[Case]:
    """Each text with what it states."""
    for number, (kind, text, stated) in enumerate(SIBLINGS):
        yield Case(f"{kind} {number}: {text[:60]!r}", kind, text, parsed(stated))
