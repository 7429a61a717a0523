"""The maps of several procedures, added cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tracker.dose.event_geometry import Floats
from tracker.dose.phantom import Phantom
from tracker.dose.skin_map import SkinMap
from tracker.history.skin import words


@dataclass(frozen=True, eq=False)
class SummedMap:
    """The skin dose of all procedures that could be mapped, cell by cell.

    Attributes:
        body: the model of the person.
        dose_mgy: typical dose of each cell, shape (cells,); its highest is the peak of the sum.
        exam_ids: the procedures in it.
        side_uncertain: of these, those whose report leaves the side open, with the reason. Where nothing says how the
            person lay, they are drawn as if on the back, head first.
        not_drawn: procedures that were mapped for their highest dose alone, because nobody knows the body region.
    """

    body: Phantom
    dose_mgy: Floats
    exam_ids: tuple[str, ...]
    side_uncertain: tuple[tuple[str, str], ...]
    not_drawn: tuple[str, ...]

    @property
    def peak_mgy(self) -> float:
        """The highest dose of a cell."""
        return float(self.dose_mgy.max(initial=0.0))

    @property
    def peak_cell(self) -> int:
        """Where it lies."""
        return int(self.dose_mgy.argmax())


def summed(body: Phantom, maps: Mapping[str, SkinMap]) -> SummedMap | None:
    """The maps of several procedures together; None where none can be drawn."""
    drawn = {exam_id: one for exam_id, one in maps.items() if not one.assumed_place}
    if not drawn:
        return None
    return SummedMap(
        body,
        np.sum([one.dose_mgy for one in drawn.values()], axis=0),
        tuple(drawn),
        tuple((exam_id, words.side_reason(one.side_reason)) for exam_id, one in drawn.items() if one.side_reason),
        tuple(exam_id for exam_id in maps if exam_id not in drawn),
    )
