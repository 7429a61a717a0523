"""Where the beam of each irradiation event stood, as columns: numbers, words, and the distance of the reference point.

Coordinates are those DICOM gives a patient, in mm: x to the person's left, y to the back, z to the head. The names of
the geometry are the fields of a dose report (TID 10003B and 10003C) as the record stores them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tracker.reference import skin as facts

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]
Places = NDArray[np.intp]
Stored = Mapping[str, Any] | None

LARGEST_SECONDARY_DEG: Final = 90.0
LARGEST_PRIMARY_DEG: Final = 180.0
WIDE: Final = "reference_air_kerma_wide"
NARROW: Final = "reference_air_kerma"
_MM = {"mm": 1.0, "cm": 10.0}
_FROM_ISOCENTRE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mm|cm)\b.*iso", re.IGNORECASE)
_FROM_FOCUS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mm|cm)\s+from\s+(?:the\s+)?(?:tube|focus|focal|source)", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """The geometry of n events, a row each."""

    stored: Sequence[Stored]

    def numbers(self, name: str) -> Floats:
        """One number of each event, shape (n,), NaN where the report does not say."""
        found = [None if one is None else one.get(name) for one in self.stored]
        return np.array([np.nan if value is None else float(value) for value in found], dtype=float)

    def words(self, name: str) -> Texts:
        """One word of each event, shape (n,), "" where the report does not say."""
        found = np.empty(len(self.stored), dtype=object)
        found[:] = [str(one.get(name, "")) if one else "" for one in self.stored]
        return found


def source_direction(primary_deg: Floats, secondary_deg: Floats) -> Floats:
    """Unit vectors from the isocentre to the X-ray tube, shape (n, 3), of a person who lies on the back.

    As DICOM defines the positioner angles (PS3.3 C.8.7.5.1.2): they say where the detector is, 0 in front of the
    chest, primary +90 at the person's left, secondary +90 at the head; the tube is opposite.
    """
    primary, secondary = np.radians(primary_deg), np.radians(secondary_deg)
    level = np.cos(secondary)
    return np.stack([-np.sin(primary) * level, np.cos(primary) * level, -np.sin(secondary)], axis=1)


def angles(columns: Columns, *, end: bool = False) -> tuple[Floats, Floats]:
    """Primary and secondary angle in degrees; a secondary one that is not told is 0, as of tables that cannot tilt.

    Args:
        end: the angles where a rotation stopped, NaN where none is told.
    """
    which = "_end" if end else ""
    primary, secondary = (columns.numbers(f"{name}{which}_angle_deg") for name in ("primary", "secondary"))
    return primary, secondary if end else np.where(np.isnan(secondary), 0.0, secondary)


def possible(primary_deg: Floats, secondary_deg: Floats) -> Bools:
    """Whether the angles are some that DICOM allows; False for NaN."""
    return (np.abs(primary_deg) <= LARGEST_PRIMARY_DEG) & (np.abs(secondary_deg) <= LARGEST_SECONDARY_DEG)


def reference_distance(columns: Columns) -> Floats:
    """Distance in mm from the tube to where air kerma is stated, NaN where the report does not say.

    Never taken to be 15 cm from the isocentre: the stated distance holds, else the definition that the report names
    (DICOM 113780) or writes out, with the distance of isocentre or detector. Definitions from the table give none.
    """
    isocentre, detector = (columns.numbers(f"source_to_{name}_mm") for name in ("isocentre", "detector"))
    found = columns.numbers("source_to_reference_point_mm")
    codes, texts = columns.words("reference_point"), columns.words("reference_point_text")
    for code in {*codes} - {""}:
        point = facts.reference_points().get(code)
        if point and point.offset_mm is not None:
            base = isocentre if point.measured_from == "isocentre" else detector
            found = np.where(np.isnan(found) & (codes == code), base - point.offset_mm, found)
    for text in {*texts} - {""}:
        offset, from_focus = _offset(_FROM_ISOCENTRE, text), _offset(_FROM_FOCUS, text)
        here = np.isnan(found) & (texts == text)
        if from_focus is not None:
            found = np.where(here, from_focus, found)
        elif offset is not None:
            found = np.where(here, isocentre - offset, found)
    return np.where(found > 0, found, np.nan)


def reference_parameter(columns: Columns) -> Texts:
    """Key of the factor from air kerma at the reference point to skin dose, "" where the report names no point."""
    codes, texts = columns.words("reference_point"), columns.words("reference_point_text")
    points = facts.reference_points()
    by_text = {text: NARROW if _offset(_FROM_ISOCENTRE, text) else "" for text in {*texts}}
    found = [points[code].parameter if code in points else by_text[t] for code, t in zip(codes, texts, strict=True)]
    named = np.empty(len(found), dtype=object)
    named[:] = found
    return named


def _offset(pattern: re.Pattern[str], text: str) -> float | None:
    match = pattern.search(text)
    return float(match[1].replace(",", ".")) * _MM[match[2].lower()] if match else None


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
