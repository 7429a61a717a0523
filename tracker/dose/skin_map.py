"""Skin dose of one procedure on every cell of the body model (tier T2).

D = Ka,r x (d_ref / d)^2 x backscatter x medium x table, for each cell that lies in the beam and faces the tube. The
factors and their spans are in data/reference/skin_parameters.csv and skin_backscatter.csv.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from tracker.dose.beams import Beams, place
from tracker.dose.event_geometry import Bools, Columns, Floats, Places, Texts, entrance_at
from tracker.dose.phantom import Phantom
from tracker.reference import skin as facts

LONGEST_MM: Final = 1500.0  # from the tube to any skin: detectors stand nearer than that


@dataclass(frozen=True, eq=False)
class SkinMap:
    """What one procedure did to the skin.

    Attributes:
        dose_mgy: typical dose of each cell of the model, shape (cells,).
        by_side_mgy: the same from the beams of each side alone, by the side they entered on ("unknown" is one of them).
        side_reason: why the side of "unknown" beams is not known (code of `entrance_at`), "" where there are none.
        event_peak_mgy: highest dose that each event alone gave to a cell, 0 where it is not in the map, (events,).
        reason: of each event why it is not in the map, "" where it is, shape (events,): codes of `beams`, and "missed"
            for a beam that was placed and hit nothing.
        assumed_place: whether the body region is not known, so that only the highest dose means something.
    """

    dose_mgy: Floats
    by_side_mgy: Mapping[str, Floats]
    side_reason: str
    event_peak_mgy: Floats
    reason: Texts
    assumed_place: bool

    @property
    def peak_mgy(self) -> float:
        """The highest dose of a cell, 0 where no beam is in the map."""
        return float(self.dose_mgy.max(initial=0.0))

    def highest_by_side(self) -> dict[str, float]:
        """The highest dose on the skin that each side's beams reached, largest first (mGy).

        A cell belongs to the side whose beams gave it the most, with all it got; a side that nowhere gave the most
        has no skin of its own.
        """
        sides = list(self.by_side_mgy)
        if not sides:
            return {}
        most = np.argmax([self.by_side_mgy[side] for side in sides], axis=0)
        highest = {side: float(self.dose_mgy[most == i].max(initial=0.0)) for i, side in enumerate(sides)}
        return {side: highest[side] for side in sorted(sides, key=lambda one: -highest[one]) if highest[side] > 0}


def skin_map(events: pd.DataFrame, region: str, laterality: str, body: Phantom) -> SkinMap:
    """The map of one procedure; arguments as of `beams.place`."""
    placed = place(events, region, laterality, body)
    beams = placed.beams
    side, why = entrance_at(Columns(events["geometry"].tolist()), beams.event, *beams.angles_deg.T)
    sides = [str(one) for one in dict.fromkeys(side)]
    doses, peaks = _irradiated(beams, placed.parts, body, [side == one for one in sides], len(events))
    reason = np.where((placed.reason == "") & ~(peaks > 0), "missed", placed.reason).astype(object)
    unsure = next((str(code) for code in why if code), "")
    by_side = dict(zip(sides, doses, strict=True))
    return SkinMap(doses.sum(axis=0), by_side, unsure, peaks, reason, placed.assumed_place)


def parameter(key: str) -> float:
    """The typical value of a factor or size of the tables."""
    value = facts.skin_parameters()[key].typical
    return np.nan if value is None else value


def backscatter_factor(tube_voltage_kv: Floats, field_mm: Floats) -> Floats:
    """Backscatter by tube voltage and side of the square field on the skin, linear between the rows of the table.

    Outside the table its edge holds; where the voltage is not known (NaN), the middle of the published span.
    """
    voltages, fields, factors = _backscatter_grid()
    of_voltage = [np.interp(field_mm, fields, row) for row in factors]
    known = np.where(np.isnan(tube_voltage_kv), voltages[0], tube_voltage_kv)
    share = np.interp(known, voltages, np.arange(len(voltages), dtype=float))
    below = np.minimum(share.astype(np.intp), len(voltages) - 2)
    low, high = np.choose(below, of_voltage), np.choose(below + 1, of_voltage)
    return np.where(np.isnan(tube_voltage_kv), parameter("backscatter"), low + (share - below) * (high - low))


@cache
def _backscatter_grid() -> tuple[Floats, Floats, Floats]:
    rows = {(row.tube_voltage_kv, row.field_mm): row.factor for row in facts.backscatter()}
    voltages, fields = (sorted({key[i] for key in rows}) for i in (0, 1))
    return np.array(voltages), np.array(fields), np.array([[rows[at, field] for field in fields] for at in voltages])


@dataclass(frozen=True, eq=False)
class _Hits:
    """Pairs of a position of the beam and a cell it reaches.

    Attributes:
        pose: place of the position; `cell` that of the cell in the model.
        per_strength: 1 / distance squared there (1/mm2), times what the table lets through.
        nearest_mm: from the tube to the nearest cell of each position, 0 where it reaches none, shape (positions,).
    """

    pose: Places
    cell: Places
    per_strength: Floats
    nearest_mm: Floats


def _irradiated(
    beams: Beams, parts: frozenset[str], body: Phantom, groups: Sequence[Bools], events: int
) -> tuple[Floats, Floats]:
    """Dose of each cell by each group of positions, shape (groups, cells), and the highest dose of each event."""
    if not len(beams.event):
        return np.zeros((0, len(body.points))), np.zeros(events)
    poses, pose = _poses(beams)
    hits = _hits(poses, body, parts)
    field = 2 * np.sqrt(beams.half_across * beams.half_along) * hits.nearest_mm[pose]
    strength = beams.strength * backscatter_factor(beams.tube_voltage_kv, field) * parameter("medium")
    weights = [np.bincount(pose[mine], strength[mine], minlength=len(poses.event)) for mine in groups]
    cells = len(body.points)
    doses = [np.bincount(hits.cell, hits.per_strength * weight[hits.pose], minlength=cells) for weight in weights]
    return np.array(doses, dtype=float), _event_peaks(beams.event, pose, strength, hits, events)


def _event_peaks(event: Places, pose: Places, strength: Floats, hits: _Hits, events: int) -> Floats:
    """The highest dose of each event: at once for those that stood still, cell by cell for those that moved."""
    highest = np.zeros(len(hits.nearest_mm))
    np.maximum.at(highest, hits.pose, hits.per_strength)
    peaks = np.bincount(event, strength * highest[pose], minlength=events).astype(float)
    for moved in np.flatnonzero(np.bincount(event, minlength=events) > 1):
        mine = event == moved
        weight = np.bincount(pose[mine], strength[mine], minlength=len(highest))
        peaks[moved] = np.bincount(hits.cell, hits.per_strength * weight[hits.pose], minlength=1).max(initial=0.0)
    return peaks


def _poses(beams: Beams) -> tuple[Beams, Places]:
    """The positions without repeats, and which of them each one is: most events of a procedure share a few."""
    where = np.column_stack([beams.source, beams.axis, beams.half_across, beams.half_along, beams.table_side])
    places: dict[bytes, int] = {}
    pose = np.array([places.setdefault(row.tobytes(), len(places)) for row in where], dtype=np.intp)
    first = np.searchsorted(np.maximum.accumulate(pose), np.arange(len(places)))
    return Beams(**{name: getattr(beams, name)[first] for name in Beams.__dataclass_fields__}), pose


def _hits(poses: Beams, body: Phantom, parts: frozenset[str]) -> _Hits:
    """Which position reaches which cell: inside the field, facing the tube, nothing of the body in between."""
    cells = np.flatnonzero(body.mask(parts) & _near(poses, body.points[:, 2]))
    points, normals = body.points[cells].T, body.normals[cells].T
    depth = _seen(poses.axis, poses.source, points)
    inside = np.abs(_seen(poses.across, poses.source, points)) <= poses.half_across[:, None] * depth
    inside &= np.abs(_seen(poses.along, poses.source, points)) <= poses.half_along[:, None] * depth
    inside &= _dot(poses.source, normals) > (points * normals).sum(axis=0)
    pose, place_ = np.nonzero(inside)
    lit = ~_behind_other_leg(poses.source[pose], body.points[cells[place_]], body.normals[cells[place_]])
    pose, cell = pose[lit], cells[place_[lit]]
    source, point = poses.source[pose], body.points[cell]
    squared = np.square(point - source).sum(axis=1)
    nearest = np.full(len(poses.event), np.inf)
    np.minimum.at(nearest, pose, np.sqrt(squared))
    let_through = np.where(through_table(source, point, poses.table_side[pose], body), parameter("table"), 1.0)
    return _Hits(pose, cell, let_through / squared, np.where(np.isinf(nearest), 0.0, nearest))


def _near(poses: Beams, height: Floats) -> Bools:
    """The heights that a beam can reach at all; it saves looking at the rest of the body."""
    ends = [poses.source[:, 2]]
    ends += [ends[0] + LONGEST_MM * (poses.axis[:, 2] + sign * poses.half_along) for sign in (-1, 1)]
    return (height >= np.min(ends)) & (height <= np.max(ends))


def _dot(direction: Floats, vectors: Floats) -> Floats:
    """Products of m directions (m, 3) and n vectors (3, n), without the threads a matrix product would start."""
    product: Floats = direction[:, :1] * vectors[0]
    product += direction[:, 1:2] * vectors[1]
    product += direction[:, 2:] * vectors[2]
    return product


def _seen(direction: Floats, source: Floats, points: Floats) -> Floats:
    """How far each point lies along a direction of each position, seen from its tube; shape (positions, points)."""
    seen: Floats = _dot(direction, points)
    seen -= (direction * source).sum(axis=1)[:, None]
    return seen


def _behind_other_leg(source: Floats, point: Floats, normal: Floats) -> Bools:
    """Cells on the inner side of a leg that the beam reaches across the midline: the other leg is in between."""
    inner = (normal[:, 0] * point[:, 0] < 0) & (np.abs(normal[:, 0]) > np.abs(normal[:, 1]))
    return inner & (source[:, 0] * point[:, 0] < 0)


def through_table(source: Floats, point: Floats, side: Floats, body: Phantom) -> Bools:
    """Whether the way from the tube to the skin goes through the table top.

    Args:
        source, point: shape (n, 3), in mm.
        side: +1 where the table lies at the back, -1 where it lies at the front, shape (n,).
    """
    plane = side * body.table_y_mm
    under = (source[:, 1] - plane) * side > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (plane - source[:, 1]) / (point[:, 1] - source[:, 1])
        crossing = source[:, 0] + share * (point[:, 0] - source[:, 0])
        return under & (np.abs(crossing) <= parameter("table_width") / 2)
