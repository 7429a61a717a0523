"""The skin doses of one person over time: by skin region, in rolling windows, with what could not be told."""

from tracker.history.skin.history import (
    BeamLeftOut,
    NotKnown,
    SamePatch,
    SkinDose,
    SkinFindings,
    SkinHistory,
    SkinRegionHistory,
    SummedMap,
    skin_findings,
    skin_history,
)
from tracker.history.skin.words import Advice, LevelReached, SkinRegion

__all__ = [
    "Advice",
    "BeamLeftOut",
    "LevelReached",
    "NotKnown",
    "SamePatch",
    "SkinDose",
    "SkinFindings",
    "SkinHistory",
    "SkinRegion",
    "SkinRegionHistory",
    "SummedMap",
    "skin_findings",
    "skin_history",
]
