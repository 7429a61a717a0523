"""The parts of the body an exam is of, how they contain each other, and which dose coefficients fit them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.reference.rows import keyed, records


@dataclass(frozen=True, slots=True)
class Region:
    """One part of the body.

    Attributes:
        parent: key of the region that contains it, or empty.
        kap_region: region key of the table of kerma-area-product coefficients, or empty where none fits.
        dlp_region: region key of the table of dose-length-product coefficients, or empty where none fits.
        spine: whether it is a part of the spine.
    """

    key: str
    name: str
    plain_name: str
    parent: str
    kap_region: str
    dlp_region: str
    spine: bool


@dataclass(frozen=True, slots=True)
class RegionOverlap:
    """Two regions that share a part of the body although neither is the parent of the other.

    Attributes:
        contains: whether `region` wholly contains `overlaps`.
    """

    region: str
    overlaps: str
    contains: bool


@cache
def regions() -> Mapping[str, Region]:
    """Every region by its key."""
    return keyed("regions", records("regions", Region), lambda region: region.key)


@cache
def region_overlaps() -> tuple[RegionOverlap, ...]:
    """The pairs that overlap without being parent and child, each written once."""
    return records("region_overlaps", RegionOverlap)


@cache
def _inside(region: str) -> frozenset[str]:
    """The region and every region it contains."""
    parts = {key for key, row in regions().items() if row.parent == region}
    parts |= {pair.overlaps for pair in region_overlaps() if pair.contains and pair.region == region}
    return frozenset({region}.union(*map(_inside, parts)))


@cache
def overlapping(region: str) -> frozenset[str]:
    """Every region that shares a part of the body with `region`, itself included; the relation is symmetric.

    Two regions overlap when they contain a common region, or when a pair of region_overlaps.csv joins something in
    the one with something in the other. An unknown region overlaps only itself.

    Raises:
        KeyError: the region is not in the catalogue.
    """
    mine = _inside(regions()[region].key)
    near = set(mine)
    for pair in region_overlaps():
        for one, other in ((pair.region, pair.overlaps), (pair.overlaps, pair.region)):
            if one in mine:
                near.add(other)
    return frozenset(key for key in regions() if near & _inside(key))
