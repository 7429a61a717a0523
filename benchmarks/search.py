"""Searching for an exam by what a person typed, against rapidfuzz alone over the same names."""

from pathlib import Path

from rapidfuzz import process

from benchmarks.timing import Line, in_turn
from tracker.reference.catalogue import exam_kinds
from tracker.reference.exam_words import aliases
from tracker.reference.search import find

RESULTS = 8


def lines(_folder: Path) -> list[Line]:
    typed = [row.alias for row in aliases()]
    names = [*typed, *(name for kind in exam_kinds().values() for name in (kind.plain_name, kind.name))]

    def ours() -> None:
        for text in typed:
            find(text, RESULTS)

    def theirs() -> None:
        for text in typed:
            process.extract(text, names, limit=RESULTS)

    ours_s, theirs_s = in_turn(ours, theirs, rounds=3)
    note = f"{ours_s / len(typed) * 1e6:.0f} us a search"
    against = f"`rapidfuzz.process.extract` over {len(names):,} names"
    return [Line(f"{len(typed):,} searches for an exam", against, ours_s, theirs_s, 0.5, note)]
