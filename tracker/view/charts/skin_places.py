"""What the map of skin doses shows, as plain numbers and words: the highest dose of each view, where it lies, areas."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from tracker import wording
from tracker.dose.event_geometry import Bools, Floats
from tracker.dose.phantom import Phantom, axis_x
from tracker.history import skin_words as words
from tracker.i18n import N_, _
from tracker.reference import skin as facts

MIDDLE_SHARE: Final = 0.2  # of the half width: nearer to the midline than this is "in the middle"
FRONT: Final = -1  # y of the coordinates points to the back
BACK: Final = 1
VIEWS: Final = {FRONT: N_("From the front"), BACK: N_("From the back")}
# From the soles up, on the adult of the tables, in mm: below which height a place of the model is called what.
_TRUNK: Final = {
    FRONT: ((1000.0, "pelvis"), (1240.0, "abdomen"), (np.inf, "chest")),
    BACK: ((1000.0, "sacrum_sacroiliac"), (1160.0, "lumbar_spine"), (np.inf, "thoracic_spine")),
}
_LIMBS: Final = {
    "leg": ((180.0, "ankle_foot"), (420.0, "lower_limb"), (560.0, "knee"), (np.inf, "lower_limb")),
    "arm": ((860.0, "wrist_hand"), (1030.0, "upper_limb"), (1150.0, "elbow"), (np.inf, "upper_limb")),
}
_HEAD: Final = {
    "head": {FRONT: ((np.inf, "face"),), BACK: ((np.inf, "head"),)},
    "neck": {FRONT: ((np.inf, "neck"),), BACK: ((np.inf, "cervical_spine"),)},
}


@dataclass(frozen=True, slots=True)
class Spot:
    """The highest dose that one view of the body shows.

    Attributes:
        view: `FRONT` or `BACK`.
        cell: of the model; `dose_mgy` its typical dose, 0 where no beam of the map reached this view.
        place: where it lies, in words.
        area_cm2: of skin with any dose; `area_above_cm2` with at least the dose that the table names.
    """

    view: int
    cell: int
    dose_mgy: float
    place: str
    area_cm2: float
    area_above_cm2: float


def seen(body: Phantom, view: int) -> Bools:
    """Which cells a view shows, shape (cells,)."""
    return body.normals[:, 1] * view > 0


def spot(body: Phantom, dose_mgy: Floats, view: int, above_mgy: float) -> Spot:
    """The highest dose of a view, and how much skin got how much."""
    shown = np.where(seen(body, view), dose_mgy, 0.0)
    cell = int(shown.argmax())
    any_dose, above = shown > 0, shown >= above_mgy
    place = where(body, cell, view) if shown[cell] > 0 else ""
    areas = (float(body.area_cm2[which].sum()) for which in (any_dose, above & any_dose))
    return Spot(view, cell, float(shown[cell]), place, *areas)


def where(body: Phantom, cell: int, view: int) -> str:
    """A cell in words: "Lower back, right of the middle"."""
    patch = next(one for one in body.patches if one.cells.start <= cell < one.cells.stop)
    height = body.points[cell, 2] / body.length_scale
    part = patch.part.part
    names = _LIMBS[part] if part in _LIMBS else _HEAD.get(part, _TRUNK)[view]
    name = next(region for below, region in names if height < below)
    if patch.part.side:
        return words.place(name, patch.part.side)
    aside = body.points[cell, 0] - axis_x(patch.part, body.width_scale)
    half = patch.part.half_width_top_mm * body.width_scale
    if abs(body.normals[cell, 0]) > abs(body.normals[cell, 1]):
        side = _("left side of the body") if aside > 0 else _("right side of the body")
    elif abs(aside) < MIDDLE_SHARE * half:
        side = _("in the middle")
    else:
        side = _("left of the middle") if aside > 0 else _("right of the middle")
    return _("{place}, {side}").format(place=wording.region(name), side=side)


def shown_level(peak_mgy: float) -> float:
    """The dose whose area the table tells: where skin reactions begin, or half of the highest dose below that."""
    begins = facts.skin_reactions()[1].from_mgy
    return begins if peak_mgy >= begins else peak_mgy / 2


def table(spots: tuple[Spot, ...], above_mgy: float) -> pd.DataFrame:
    """The numbers of the map; a view that no beam reached has none."""
    reached = [one.dose_mgy > 0 for one in spots]
    return pd.DataFrame(
        {
            _("View"): [_(VIEWS[one.view]) for one in spots],
            _("Highest dose, mGy"): [
                words.amount(s.dose_mgy) if r else "–" for s, r in zip(spots, reached, strict=True)
            ],
            _("Where"): [one.place or _("no beam of the map") for one in spots],
            _("Skin in a beam, cm²"): [f"{s.area_cm2:.0f}" if r else "–" for s, r in zip(spots, reached, strict=True)],
            _("Of it at {dose} mGy or more, cm²").format(dose=words.amount(above_mgy)): [
                f"{s.area_above_cm2:.0f}" if r else "–" for s, r in zip(spots, reached, strict=True)
            ],
        }
    )
