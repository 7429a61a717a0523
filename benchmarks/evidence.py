"""How many kinds of exam rest on what: `make evidence` prints it, and README's "About the numbers" states the share."""

from collections import Counter
from collections.abc import Mapping

from tracker.reference.catalogue import exam_kinds

ORDER = ("typical", "rough", "unknown")


def shares() -> Mapping[str, int]:
    """The kinds that use radiation to diagnose or to guide, by their evidence; treatments are kept apart."""
    counts = Counter(kind.evidence for kind in exam_kinds().values() if kind.ionising and not kind.treatment)
    return {name: counts[name] for name in ORDER}


def typical_share() -> float:
    """The part of those kinds with a typical value, 0 to 1."""
    found = shares()
    return found["typical"] / sum(found.values())


def lines() -> list[str]:
    """What `make evidence` prints."""
    found = shares()
    whole = sum(found.values())
    rows = [f"{name:8} {count:4}  {100 * count / whole:5.1f} %" for name, count in found.items()]
    return [
        f"{whole} kinds of exam that use radiation and are no treatment, by the evidence of their usual dose:",
        *rows,
    ]


if __name__ == "__main__":
    print("\n".join(lines()))
