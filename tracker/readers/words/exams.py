"""What the words of an exam's description mean: procedures, sides and regions, and the plain exam of a region.

All patterns are matched against text in lower case without accents, with single spaces between words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from tracker.reference.words import any_of, folded, pattern, patterns, table

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

LEVELS = ("cervical", "thoracic", "lumbar")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_COMPOUND = re.compile(f"({any_of('exam_words', 'compound')})(?=[a-z])")


def plain(text: str) -> str:
    """Text as the patterns expect it: "Thorax^TAP (Erwachsene)" becomes "thorax tap erwachsene".

    Words made of several places are taken apart: "abdominopélvico" becomes "abdomino pelvico".
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    words = _NOT_A_WORD.sub(" ", "".join(c for c in letters if not unicodedata.combining(c))).strip()
    return _COMPOUND.sub(r"\1 ", words)


def names(text: str, *meanings: str) -> bool:
    """Whether plain text has a word of any of these rows of the table exam_words."""
    return any(pattern("exam_words", meaning).search(text) for meaning in meanings)


def levels_in(text: str) -> list[str]:
    """Levels of the spine that plain text names; where no word does, that of the first vertebra.

    C7/T1 is a cervical injection, T12/L1 a thoracic one.
    """
    return [level for level in LEVELS if names(text, level)] or [
        level for level in LEVELS if names(text, f"vertebra_{level}")
    ][:1]


def procedures_in(table: str, text: str) -> Iterator[str]:
    """Keys of a table of procedures whose words stand in plain text; the narrower stand first in the table."""
    return (key for expected, key in patterns(table) if expected.search(text))


CT_BY_REGION: Mapping[str, str] = {
    "head": "ct_head",
    "face": "ct_facial",
    "neck": "ct_neck",
    "chest": "ct_chest",
    "abdomen": "ct_abdomen",
    "pelvis": "ct_pelvis",
    "abdomen_pelvis": "ct_abd_pelvis",
    "chest_abdomen": "ct_chest_abdomen",
    "chest_abdomen_pelvis": "ct_chest_abd_pelvis",
    "neck_chest": "ct_neck_chest",
    "cervical_spine": "ct_cspine",
    "thoracic_spine": "ct_tspine",
    "lumbar_spine": "ct_lspine",
    "whole_spine": "ct_spine_whole",
    "shoulder": "ct_shoulder",
    "elbow": "ct_elbow",
    "wrist_hand": "ct_wrist_hand",
    "hip": "ct_hip",
    "knee": "ct_knee",
    "ankle_foot": "ct_ankle_foot",
}
XRAY_BY_REGION: Mapping[str, str] = {
    "head": "xr_skull",
    "neck": "xr_neck_soft_tissue",
    "cervical_spine": "xr_cspine",
    "thoracic_spine": "xr_tspine",
    "lumbar_spine": "xr_lspine",
    "whole_spine": "xr_scoliosis",
    "abdomen": "xr_abdomen",
    "pelvis": "xr_pelvis",
    "hip": "xr_hip",
    "knee": "xr_knee",
    "shoulder": "xr_shoulder",
    "elbow": "xr_elbow",
}
ARTHROGRAMS: Mapping[str, str] = {
    "hip": "hip_arthrogram_rf",
    "knee": "knee_arthrogram_rf",
    "shoulder": "shoulder_arthrogram_rf",
    "elbow": "elbow_arthrogram_rf",
    "wrist_hand": "wrist_arthrogram_rf",
    "ankle_foot": "ankle_arthrogram_rf",
}
JOINTS = frozenset({"hip", "knee", "shoulder", "elbow", "wrist_hand", "ankle_foot"})


def regions_in(text: str) -> frozenset[str]:
    """Keys of the regions that the words of a text name (text as `exams.plain` gives it)."""
    found: set[str] = set()
    for expected, region in patterns("regions"):
        if expected.search(text):
            found.add(region)
            text = expected.sub(" ", text)
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
    if pattern("sides", "both").search(text):
        return "both"
    sides = [side for side in ("left", "right") if _names(text, side)]
    sides = sides or [side for short, side in _SHORT if _names_shortly(text, short)]
    return "both" if len(sides) == 2 else sides[0] if sides else ""


def _names(text: str, side: str) -> bool:
    return any(not _NOT_A_SIDE.match(text, found.end()) for found in pattern("sides", side).finditer(text))


def _names_shortly(text: str, key: str) -> bool:
    """Whether a short form stands there as a side: right behind a place, or among the words of its language."""
    return any(
        _behind_place(text[: found.start()], language) or _spoken(text, language)
        for language, said in table("sides")[key].items()
        if said
        for found in pattern("sides", key, language).finditer(text)
        if not _AGAIN.match(text, found.end())
    )


def _behind_place(text: str, language: str) -> bool:
    beside = _BESIDE.search(text)
    return bool(beside and _names_place(beside[0], language))


def _spoken(text: str, language: str) -> bool:
    """Whether a text names a place with a word of a language that is none in English."""
    return any(
        not _names_place(found[0], "en")
        for key in table("regions")
        for found in pattern("regions", key, language).finditer(text)
    )


def _names_place(text: str, language: str) -> bool:
    return any(pattern("regions", key, language).search(text) for key in table("regions"))
