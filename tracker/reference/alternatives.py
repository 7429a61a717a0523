"""Other ways to look at or treat the same place without X-rays: the same injection by ultrasound, an MRI for a CT.

They are named so that a person can ask about them. Whether one answers the doctor's question is for the doctor.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.reference.kinds import ExamKind, exam_kinds
from tracker.reference.rows import records

_HOW_GUIDED = re.compile(r", (X-ray guided|CT guided|ultrasound guided|guidance not known)$")


@dataclass(frozen=True, slots=True)
class AlternativeRow:
    """One exam kind and another that may serve in its place; `source_id` says who sets the two side by side."""

    kind_key: str
    alternative_key: str
    source_id: str
    notes: str


@cache
def alternative_rows() -> tuple[AlternativeRow, ...]:
    """Every pair of the table."""
    return records("alternatives", AlternativeRow)


@cache
def alternatives(kind_key: str) -> tuple[ExamKind, ...]:
    """Kinds without radiation that may serve in place of this one; none is better than a wrong one.

    A kind with its own guidance has the kind of the same name that is guided by ultrasound; the others are pairs of
    alternatives.csv. A kind without radiation, a treatment and an unknown key have none.
    """
    kind = exam_kinds().get(kind_key)
    if kind is None or not kind.ionising or kind.treatment:
        return ()
    same = _by_ultrasound().get(_bare(kind)) if _HOW_GUIDED.search(kind.name) else None
    listed = [exam_kinds()[row.alternative_key] for row in alternative_rows() if row.kind_key == kind_key]
    return tuple(dict.fromkeys([*([same] if same else []), *listed]))


@cache
def _by_ultrasound() -> Mapping[str, ExamKind]:
    return {_bare(kind): kind for kind in exam_kinds().values() if kind.guidance == "ultrasound"}


def _bare(kind: ExamKind) -> str:
    return _HOW_GUIDED.sub("", kind.name)
