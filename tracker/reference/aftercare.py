"""What clinics tell people after an injection: what is usual, when to call the clinic, and what is an emergency."""

from dataclasses import dataclass
from functools import cache

from tracker.reference.rows import records

GROUPS = ("usual", "call", "emergency")


@dataclass(frozen=True, slots=True)
class AftercareFact:
    """One fact in our words; `group` is one of `GROUPS`."""

    group: str
    text: str
    source_id: str


@cache
def aftercare() -> tuple[AftercareFact, ...]:
    """Every fact, group by group, in the order in which they are read."""
    return records("aftercare", AftercareFact)
