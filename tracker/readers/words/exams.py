"""What the words of an exam's description mean (tables exam_words, ..._procedures), and the plain exam of a region.

All patterns are matched against text in lower case without accents, with single spaces between words.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from tracker.reference.words import any_of, pattern, patterns

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
