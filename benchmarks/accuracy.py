"""How much of what texts and sentences say is found, missed and read wrongly: `make accuracy`."""

from tests.readers import sentence_cases
from tests.readers.letter.cases import Case, Count, counts, shared_cases
from tests.readers.letter.siblings import siblings


def table(title: str, cases: list[Case]) -> None:
    """Print the counts of some texts by kind, and what went wrong."""
    kinds, faults = counts(cases)
    print(f"{title}: {len(cases)} texts")
    total = Count()
    for kind, count in sorted(kinds.items()):
        print(f"  {kind:<10} found {count.found:>4}  missed {count.missed:>3}  wrong {count.wrong:>3}")
        total.found, total.missed, total.wrong = (
            total.found + count.found,
            total.missed + count.missed,
            total.wrong + count.wrong,
        )
    share = total.found / max(1, total.found + total.missed)
    print(f"  together   found {total.found:>4}  missed {total.missed:>3}  wrong {total.wrong:>3}  ({share:.1%} found)")
    for fault in faults:
        print("   ", fault)


def sentences(kept: str) -> None:
    """Print how many sentences come out whole, and what went wrong."""
    found = sentence_cases.score(sentence_cases.cases(kept))
    share = found.right / max(1, found.sentences)
    print(f"Sentences ({kept}): {found.sentences}, right {found.right} ({share:.1%}), wrong unasked {found.wrong}")
    for fault in found.faults:
        print("   ", fault)


if __name__ == "__main__":
    table("Shared texts", list(shared_cases()))
    table("Our own siblings", list(siblings()))
    for kept in ("seen", "held", "fresh", "third"):
        sentences(kept)
