"""The levels of the spine as clinic papers name them: vertebrae and roots ("L5"), and the discs between ("L4-5")."""

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

from tracker.reference.regions import regions

_VERTEBRAE = (
    *(f"C{n}" for n in range(2, 8)),
    *(f"T{n}" for n in range(1, 13)),
    *(f"L{n}" for n in range(1, 6)),
    "S1",
)


def _between(upper: str, lower: str) -> str:
    """Give "L4-5", and across two parts of the spine "L5-S1"."""
    return f"{upper}-{lower[1:]}" if upper[0] == lower[0] else f"{upper}-{lower}"


def _all() -> tuple[str, ...]:
    names = [_VERTEBRAE[0]]
    for upper, lower in pairwise(_VERTEBRAE):
        names += [_between(upper, lower), lower]
    return tuple(names)


# From head to foot.
LEVELS = _all()

# The root of S1 is injected as part of the lower back.
_REGIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "C": ("cervical_spine",),
        "T": ("thoracic_spine",),
        "L": ("lumbar_spine",),
        "S": ("sacrum_sacroiliac", "lumbar_spine"),
    }
)


def levels_of(region: str) -> tuple[str, ...]:
    """The levels of a part of the spine with those that touch it, from head to foot; none where it is no spine.

    Raises:
        KeyError: the region is not in the catalogue.
    """
    if not regions()[region].spine:
        return ()
    if region == "whole_spine":
        return LEVELS
    return tuple(level for level in LEVELS if any(region in _REGIONS[end[0]] for end in _ends(level)))


def _ends(level: str) -> list[str]:
    upper, _dash, lower = level.partition("-")
    return [upper, lower if lower[:1].isalpha() else upper]
