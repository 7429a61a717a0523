"""Which side of the body the beam of each event entered, and why that cannot be told where it cannot."""

from typing import Final

import numpy as np

from tracker.dose.event_geometry import Columns, Floats, Places, Texts, angles, possible, source_direction

SIDES: Final = ("anterior", "posterior", "left", "right", "unknown")
ON_THE_BACK: Final = ("supine", "lithotomy", "Trendelenburg", "inverse Trendelenburg")
# Where a radiograph says how it was taken, nothing else is needed: the side the beam comes from.
_VIEWS: Final = {
    "antero-posterior": "anterior",
    "postero-anterior": "posterior",
    "left lateral": "right",
    "right lateral": "left",
}
# Why a side is not known, what is asked first first; of a rotation, see `entrance`.
_REASONS: Final = (
    *("no_geometry", "no_angle", "angle_outside", "no_orientation", "not_lying"),
    *("prone_lateral", "prone_reversed"),
)
OBLIQUE_DEG: Final = 45.0  # up to here a beam enters from the front or the back


def entrance(columns: Columns) -> tuple[Texts, Texts]:
    """The side of each event and, where it is "unknown", the code of the reason ("" elsewhere); both shape (n,).

    A rotation that ends on another side than it began on enters on several: "rotation".
    """
    everyone = np.arange(len(columns.stored))
    start = angles(columns)
    stop = [np.where(np.isnan(e), s, e) for s, e in zip(start, angles(columns, end=True), strict=True)]
    side, reason = entrance_at(columns, everyone, *start)
    end_side, end_reason = entrance_at(columns, everyone, *stop)
    turned = (side != end_side) | (np.abs(stop[0] - start[0]) > 2 * OBLIQUE_DEG)
    turned &= (reason == "") & (end_reason == "")
    return np.where(turned, "unknown", side), np.where(turned, "rotation", reason)


def entrance_at(columns: Columns, event: Places, primary_deg: Floats, secondary_deg: Floats) -> tuple[Texts, Texts]:
    """Side and reason for positions of the beam, of each the place of its event and its angles; shape (positions,).

    Somebody who lies prone over an under-table tube is entered from the front. Devices that are not told how the
    person lies count angles from the table, others from the chest; up to 45 degrees both mean the tube under the
    table, beyond that they mean different sides, so the side is unknown.
    """
    direction = source_direction(primary_deg, secondary_deg)
    lying = columns.words("patient_orientation_modifier")[event]
    prone, lateral = lying == "prone", np.abs(direction[:, 0]) > np.abs(direction[:, 1])
    reason = np.select(
        [
            ~np.array([bool(one) for one in columns.stored], dtype=bool)[event],
            np.isnan(primary_deg),
            ~possible(primary_deg, secondary_deg),
            (lying == "") | (lying == "semi-prone"),
            ~np.isin(lying, ON_THE_BACK) & ~prone,
            prone & lateral,
            prone & (np.abs(primary_deg) > OBLIQUE_DEG),
        ],
        _REASONS,
        "",
    ).astype(object)
    of_lateral = np.where(direction[:, 0] > 0, "left", "right")
    of_supine = np.where(lateral, of_lateral, np.where(direction[:, 1] > 0, "posterior", "anterior"))
    side = np.where(reason != "", "unknown", np.where(prone, "anterior", of_supine)).astype(object)
    return _by_view(columns.words("view")[event], side, reason)


def _by_view(views: Texts, side: Texts, reason: Texts) -> tuple[Texts, Texts]:
    for view, entered in _VIEWS.items():
        here = views == view
        side, reason = np.where(here, entered, side), np.where(here, "", reason)
    return side, reason
