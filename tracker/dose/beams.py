"""Places the beams of one procedure on the body model, and says of each event that cannot be placed why not.

What is known and what is chosen:
    - Angles, distances, field and table movements are those of the dose report.
    - Where on the body the isocentre lies no report says, and the zero of table positions is the vendor's own. So the
      middle of the body region of the exam, half way between front and back, is put at the isocentre where the table
      stood on average, each position weighted by its air kerma: what was looked at for long lies in the middle, and a
      first look somewhere else does not set it.
    - Table positions follow DICOM's wording, in which "longitudinal" is positive to the person's left, "lateral" to the
      head and "height" downwards, for somebody who lies head first on the back.
    - Where the report does not say how the person lay, the beams are placed as if on the back with the head first; the
      side is then not known, the highest dose hardly depends on it.
    - A rotation, or a table that moved during an event, is spread evenly over the way from start to end.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from tracker.dose.event_geometry import (
    ON_THE_BACK,
    Bools,
    Columns,
    Floats,
    Places,
    Texts,
    angles,
    possible,
    reference_distance,
    source_direction,
)
from tracker.dose.phantom import Phantom, axis_x
from tracker.reference import skin as facts

LEVEL_DEG: Final = 5.0  # a table tilted or turned by more is not the flat one of the model
STEP_DEG: Final = 10.0  # between two positions that stand for a rotation
STEP_MM: Final = 20.0  # the same of a table that moves
MOST_STEPS: Final = 37
WIDEST_TANGENT: Final = 0.5  # of half the beam: no tube opens wider than 27 degrees either way
NARROWEST_SHAPE: Final = 0.25  # of a field: shorter side over longer one
_TABLE: Final = ("table_longitudinal", "table_height", "table_lateral")
_TILTS: Final = ("table_head_tilt_deg", "table_horizontal_rotation_deg", "table_cradle_tilt_deg")


@dataclass(frozen=True, eq=False)
class Beams:
    """m positions of the beam, in the coordinates of the model (mm).

    Attributes:
        source: where the X-ray tube stood, shape (m, 3).
        axis: unit vectors from the tube to the detector, shape (m, 3).
        across: unit vectors along the width of the field, level in the person's cross-section, shape (m, 3).
        along: unit vectors along its height, shape (m, 3).
        half_across: half width of the field at distance 1, shape (m,); `half_along` half its height.
        strength: air kerma x distance squared of the position, mGy mm2, shape (m,).
        tube_voltage_kv: shape (m,), NaN where not told.
        event: place of its event among those given, shape (m,).
        angles_deg: primary and secondary angle of the position, shape (m, 2).
        table_side: +1 where the table lies at the back, -1 where it lies at the front (prone), shape (m,).
    """

    source: Floats
    axis: Floats
    across: Floats
    along: Floats
    half_across: Floats
    half_along: Floats
    strength: Floats
    tube_voltage_kv: Floats
    event: Places
    angles_deg: Floats
    table_side: Floats


@dataclass(frozen=True, eq=False)
class Placed:
    """What could be placed of one procedure.

    Attributes:
        beams: their positions.
        reason: of each event why it is not placed, "" where it is, shape (events,).
        parts: keys of the parts of the model that can be in the beam.
        assumed_place: whether the body region is not known and the middle of the trunk stands for it.
    """

    beams: Beams
    reason: Texts
    parts: frozenset[str]
    assumed_place: bool


def place(events: pd.DataFrame, region: str, laterality: str, body: Phantom) -> Placed:
    """The beams of one procedure.

    Args:
        events: its events in their order: air_kerma_mgy, kap_gy_cm2, tube_voltage_kv (NaN = not told) and geometry
            (a mapping with the names of a dose report, or None).
        region: key of the body region of the exam.
        laterality: "left" or "right" of what there are two of, else "".
        body: the model of the person.
    """
    columns = Columns(events["geometry"].tolist())
    middle, parts, no_place = _middle(region, laterality, body)
    kerma = events["air_kerma_mgy"].to_numpy(dtype=float)
    shape = half_field(columns, kerma, events["kap_gy_cm2"].to_numpy(dtype=float))
    reason = _reasons(columns, kerma, shape[0])
    reason = np.where((reason == "") & (no_place != ""), no_place, reason)
    usable = np.flatnonzero(reason == "")
    beams = _positions(columns, usable, middle, kerma, shape, events["tube_voltage_kv"].to_numpy(dtype=float))
    return Placed(beams, reason, parts, region == "unknown")


def _middle(region: str, laterality: str, body: Phantom) -> tuple[Floats, frozenset[str], str]:
    """Where the middle of the region lies, the parts that can be in the beam, and why there is no such place."""
    nowhere = np.zeros(3)
    found = facts.body_places().get(region)
    if found is None:
        return nowhere, frozenset(), "no_place"
    if found.paired and laterality not in ("left", "right"):
        return nowhere, frozenset(), "no_side"
    outside = {"left": 1.0, "right": -1.0}.get(laterality, 1.0) * found.aside_mm * body.width_scale
    keys = {patch.part.key for patch in body.patches}
    limb = f"{found.part} {laterality}" if f"{found.part} {laterality}" in keys else ""
    own = facts.body_parts()[limb or found.part]
    # A limb is imaged by itself; the arms are out of the way of all other beams.
    parts = frozenset({limb}) if limb else frozenset(key for key in keys if not key.startswith("arm"))
    middle = np.array([axis_x(own, body.width_scale) + outside, 0.0, found.height_mm * body.length_scale])
    return middle, parts, ""


def _reasons(columns: Columns, kerma: Floats, half: Floats) -> Texts:
    """Why an event is not placed: the first thing that is missing."""
    primary, secondary = angles(columns)
    lying, orientation = columns.words("patient_orientation_modifier"), columns.words("patient_orientation")
    flat = np.isin(lying, (*ON_THE_BACK, "prone")) | ((lying == "") & np.isin(orientation, ("", "recumbent")))
    table = np.isnan(columns.numbers("table_longitudinal_mm")) | np.isnan(columns.numbers("table_lateral_mm"))
    tilted = np.nanmax([np.abs(np.nan_to_num(columns.numbers(name))) for name in _TILTS], axis=0) > LEVEL_DEG
    nothing = np.array([not one for one in columns.stored], dtype=bool)
    tests: list[tuple[Bools, str]] = [
        (~(kerma > 0), "no_air_kerma"),
        (nothing, "no_geometry"),
        (~flat, "not_lying"),
        (np.isnan(columns.numbers("source_to_isocentre_mm")), "no_isocentre"),
        (np.isnan(primary), "no_angle"),
        (~possible(primary, secondary), "angle_outside"),
        (np.isnan(reference_distance(columns)), "no_reference_point"),
        (table, "no_table"),
        (tilted, "table_tilted"),
        (np.isnan(half), "no_field"),
    ]
    return np.select([test for test, _code in tests], [code for _test, code in tests], "").astype(object)


def half_field(columns: Columns, kerma: Floats, kap: Floats) -> tuple[Floats, Floats]:
    """Half the width and half the height of the field at distance 1 from the tube (tangents), NaN where not known.

    From the area projected at the detector; from height and width there; else from kerma-area product over air kerma,
    which is the area at the reference point. Height and width are used only for the shape where there is an area,
    because some devices write them in a unit of their own.
    """
    detector = columns.numbers("source_to_detector_mm")
    high, wide = columns.numbers("field_height_mm"), columns.numbers("field_width_mm")
    with np.errstate(invalid="ignore", divide="ignore"):
        sides = np.where((high > 0) & (wide > 0), high * wide, np.nan)
        area = columns.numbers("field_area_cm2") * 100
        at_detector = np.sqrt(np.where(area > 0, area, sides)) / 2 / np.where(detector > 0, detector, np.nan)
        at_reference = np.sqrt(kap * 1e5 / np.where(kerma > 0, kerma, np.nan)) / 2 / reference_distance(columns)
        half = np.where(at_detector <= WIDEST_TANGENT, at_detector, at_reference)
        half = np.where((half > 0) & (half <= WIDEST_TANGENT), half, np.nan)
        ratio = np.clip(np.where(np.isnan(sides), 1.0, high / wide), NARROWEST_SHAPE, 1 / NARROWEST_SHAPE)
    return half / np.sqrt(ratio), half * np.sqrt(ratio)


def _positions(
    columns: Columns,
    usable: Places,
    middle: Floats,
    kerma: Floats,
    half: tuple[Floats, Floats],
    voltage: Floats,
) -> Beams:
    """The positions of the events that can be placed; an event that stood still has one."""
    way, which, steps = _way(columns, usable)
    event = usable[which]
    prone, feet = _signs(columns, event)
    out = source_direction(way[:, 0], way[:, 1]) * prone
    centre = middle - _moved(way[:, 2:], kerma[event] / steps) * prone * feet
    turn = np.radians(way[:, 0])
    across = np.stack([np.cos(turn), np.sin(turn), np.zeros(len(event))], axis=1) * prone
    distance = columns.numbers("source_to_isocentre_mm")[event]
    return Beams(
        source=centre + out * distance[:, None],
        axis=-out,
        across=across,
        along=np.cross(across, out),
        half_across=half[0][event],
        half_along=half[1][event],
        strength=(kerma * reference_distance(columns) ** 2)[event] / steps,
        tube_voltage_kv=voltage[event],
        event=event,
        angles_deg=way[:, :2],
        table_side=prone[:, 1],
    )


def _moved(table: Floats, kerma: Floats) -> Floats:
    """How far the table stood from its middle, the mean weighted by air kerma; 0 along what is not told (mm)."""
    weight = kerma[:, None] * ~np.isnan(table)
    whole = weight.sum(axis=0)
    middle = (weight * np.nan_to_num(table)).sum(axis=0) / np.where(whole > 0, whole, 1.0)
    moved: Floats = np.nan_to_num(table - middle)
    return moved


def _way(columns: Columns, usable: Places) -> tuple[Floats, Places, Places]:
    """The positions of each event on its way: primary and secondary angle (deg), table to the left, down, to the head.

    Returns:
        Positions, shape (m, 5), NaN for a height that is not told; the place of each one's event in `usable`, shape
        (m,); and how many positions that event has, shape (m,).
    """
    names = [f"{name}_mm" for name in _TABLE]
    start = np.stack([*angles(columns), *(columns.numbers(name) for name in names)], axis=1)[usable]
    ends = [*angles(columns, end=True), *(columns.numbers(name.replace("_mm", "_end_mm")) for name in names)]
    stop = np.stack(ends, axis=1)[usable]
    stop = np.where(np.isnan(stop), start, stop)
    length = np.nan_to_num(np.abs(stop - start)) / [STEP_DEG, STEP_DEG, STEP_MM, STEP_MM, STEP_MM]
    steps = np.clip(np.ceil(length.max(axis=1, initial=0)).astype(np.intp) + 1, 1, MOST_STEPS)
    which = np.repeat(np.arange(len(usable)), steps)
    number = np.arange(len(which)) - np.repeat(np.cumsum(steps) - steps, steps)
    share = number / np.maximum(steps - 1, 1)[which]
    return start[which] + share[:, None] * (stop - start)[which], which, steps[which]


def _signs(columns: Columns, event: Places) -> tuple[Floats, Floats]:
    """What turns room coordinates of somebody on the back, head first, into those of the person; shape (m, 3) each."""
    prone = columns.words("patient_orientation_modifier")[event] == "prone"
    feet = columns.words("patient_table_relationship")[event] == "feet first"
    return (
        np.where(prone[:, None], [-1.0, -1.0, 1.0], 1.0),
        np.where(feet[:, None], [-1.0, 1.0, -1.0], 1.0),
    )
