"""The published texts every number of the catalogue comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.reference.rows import keyed, records


@dataclass(frozen=True, slots=True)
class Source:
    """One published text.

    Attributes:
        short: how a page names it ("Mettler 2008").
        citation: the full reference.
        url: where the number was read; empty where the text has no address.
        year: year of publication, or empty.
        licence: what may be done with the text; single numbers are facts and free.
        read_on: ISO date on which the number was read.
    """

    id: str
    short: str
    citation: str
    url: str
    year: str
    licence: str
    read_on: str


@cache
def sources() -> Mapping[str, Source]:
    """Every source by its id."""
    return keyed("sources", records("sources", Source), lambda source: source.id)
