"""Which body region a procedure was of, and left or right of what there are two of: one half of a skin region."""

from typing import Final

import pandas as pd

from tracker.reference import skin as facts

_NOTHING: Final = ("", "unknown")
_WITHOUT_PLACE: Final = ("limb", "breast")  # two of each as well, but nowhere in particular on the model


def region_of(exams: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The region of each exam; that of its events where only they tell it.

    Args:
        exams: exam_id, region, side.
        events: exam_id, region, laterality.

    Returns:
        exam_id, region, laterality ("" where there is one of it, or nobody says which).
    """
    paired = {place.region for place in facts.body_places().values() if place.paired} | {*_WITHOUT_PLACE}
    regions, sides = _agreed(events, "region"), _agreed(events, "laterality")
    found = []
    for exam_id, region, side in zip(exams["exam_id"], exams["region"], exams["side"], strict=True):
        known = region if region not in _NOTHING else regions.get(exam_id, "unknown")
        which = side or sides.get(exam_id, "")
        found.append((exam_id, known, which if which in ("left", "right") and known in paired else ""))
    return pd.DataFrame(found, columns=["exam_id", "region", "laterality"], dtype=object)


def _agreed(events: pd.DataFrame, name: str) -> dict[str, str]:
    """The word of each exam on which all its events that have one agree."""
    words: dict[str, set[str]] = {}
    for exam_id, word in zip(events["exam_id"], events[name], strict=True):
        if word not in _NOTHING:
            words.setdefault(exam_id, set()).add(word)
    return {exam_id: next(iter(told)) for exam_id, told in words.items() if len(told) == 1}
