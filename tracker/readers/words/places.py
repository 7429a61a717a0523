"""Where in the body: the side and the regions that words name, in all languages of the tables of words."""

import re
from collections.abc import Iterable
from functools import lru_cache

from tracker.reference import words
from tracker.reference.words import folded

UNKNOWN = "unknown"
# Regions made of several that scanners name one by one.
UNIONS = {
    frozenset({"chest", "abdomen"}): "chest_abdomen",
    frozenset({"abdomen", "pelvis"}): "abdomen_pelvis",
    frozenset({"chest", "abdomen", "pelvis"}): "chest_abdomen_pelvis",
    frozenset({"head", "neck"}): "head_neck",
    frozenset({"neck", "chest"}): "neck_chest",
}
PARTS = {whole: parts for parts, whole in UNIONS.items()}

# "Left lateral" says how the beam ran, not which side was examined; "right heart" is a part of the body.
_NOT_A_SIDE = re.compile(r"\W*(?:lat|ant|post|obl)|\W?(?:heart|ventric|atri)")
_AGAIN = re.compile(r"\W?(?:eval|exam|scan|stag|imag|check|assess)|[-:]")  # "re-evaluation", "re: CT of the knee"
_BESIDE = re.compile(r"\w+\W{0,2}$")
_SHORT = ("left_short", "left"), ("right_short", "right")


def regions_in(text: str) -> frozenset[str]:
    """Keys of the regions that the words of a text name (text as `exams.plain` gives it)."""
    found: set[str] = set()
    for pattern, region in words.patterns("regions"):
        if pattern.search(text):
            found.add(region)
            text = pattern.sub(" ", text)
    return frozenset(found)


def union_of(regions: Iterable[str]) -> str:
    """The region made of these regions, "unknown" where no region of ours is."""
    parts = frozenset[str]().union(*(PARTS.get(region, frozenset({region})) for region in regions))
    return UNIONS.get(parts, UNKNOWN)


def side_in(texts: Iterable[str]) -> str:
    """The side that descriptions name ("epidural injection L4/5 left"): "both" where they name both, "" for none."""
    return _side(" ".join(texts)[:5000])


@lru_cache(maxsize=4096)
def _side(said: str) -> str:
    text = folded(said)
    if words.pattern("sides", "both").search(text):
        return "both"
    sides = [side for side in ("left", "right") if _names(text, side)]
    sides = sides or [side for short, side in _SHORT if _names_shortly(text, short)]
    return "both" if len(sides) == 2 else sides[0] if sides else ""


def _names(text: str, side: str) -> bool:
    return any(not _NOT_A_SIDE.match(text, found.end()) for found in words.pattern("sides", side).finditer(text))


def _names_shortly(text: str, key: str) -> bool:
    """Whether a short form stands there as a side: right behind a place, or among the words of its language."""
    return any(
        _behind_place(text[: found.start()], language) or _spoken(text, language)
        for language, said in words.table("sides")[key].items()
        if said
        for found in words.pattern("sides", key, language).finditer(text)
        if not _AGAIN.match(text, found.end())
    )


def _behind_place(text: str, language: str) -> bool:
    beside = _BESIDE.search(text)
    return bool(beside and _names_place(beside[0], language))


def _spoken(text: str, language: str) -> bool:
    """Whether a text names a place with a word of a language that is none in English."""
    return any(
        not _names_place(found[0], "en")
        for key in words.table("regions")
        for found in words.pattern("regions", key, language).finditer(text)
    )


def _names_place(text: str, language: str) -> bool:
    return any(words.pattern("regions", key, language).search(text) for key in words.table("regions"))
