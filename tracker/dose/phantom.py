"""The model of the body whose skin doses are mapped on: elliptic cylinders, each cut into cells of about 1 cm.

The number of cells does not depend on the size of the person, so that maps of one person can be added cell by cell
even if weight or height were corrected between them.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from tracker.dose.event_geometry import Bools, Floats, Texts
from tracker.reference import skin as facts
from tracker.reference.skin import BodyPart

CELL_MM = 10.0
SMALLEST_SCALE, LARGEST_SCALE = 0.2, 2.2  # of width and depth; beyond it somebody mistyped height or weight


@dataclass(frozen=True)
class Patch:
    """The cells of one part, as rows from bottom to top and columns from the front over the left side to the back.

    Attributes:
        first: place of its first cell; cell (row, column) is at first + row * columns + column.
    """

    part: BodyPart
    first: int
    rows: int
    columns: int

    @property
    def cells(self) -> slice:
        """Its cells among all."""
        return slice(self.first, self.first + self.rows * self.columns)


@dataclass(frozen=True, eq=False)
class Phantom:
    """The skin of one person as n cells; mm, x to the left, y to the back, z from the soles to the head.

    Attributes:
        points: middle of each cell, shape (n, 3).
        normals: unit vectors out of the body, shape (n, 3).
        area_cm2: shape (n,).
        side: "anterior", "posterior", "left" or "right" by the normal, shape (n,).
        length_scale: of heights against the adult the tables are for; `width_scale` of widths and depths.
        table_y_mm: the plane the back lies on.
    """

    patches: tuple[Patch, ...]
    points: Floats
    normals: Floats
    area_cm2: Floats
    side: Texts
    length_scale: float
    width_scale: float
    table_y_mm: float

    def patch(self, key: str) -> Patch:
        """The cells of a part ("trunk", "leg left")."""
        return next(patch for patch in self.patches if patch.part.key == key)

    def mask(self, keys: frozenset[str]) -> Bools:
        """Which cells belong to these parts, shape (n,)."""
        chosen = np.zeros(len(self.points), dtype=bool)
        for patch in self.patches:
            chosen[patch.cells] = patch.part.key in keys
        return chosen


def _size(key: str) -> float:
    return facts.skin_parameters()[key].typical or 1.0


def scales(height_cm: float | None, weight_kg: float | None) -> tuple[float, float]:
    """Of lengths, and of widths and depths, so that the volume goes with the weight.

    What is not known is taken from the adult of the tables; a weight, from the height.
    """
    length = (height_cm * 10 / _size("reference_height")) if height_cm else 1.0
    volume = weight_kg / _size("reference_weight") if weight_kg else length**3
    width = float(np.clip(np.sqrt(volume / length), SMALLEST_SCALE, LARGEST_SCALE))
    return length, width


@lru_cache(maxsize=8)
def phantom(height_cm: float | None = None, weight_kg: float | None = None) -> Phantom:
    """The model of somebody of this height and weight; of the adult of the tables where they are not known."""
    length, width = scales(height_cm, weight_kg)
    patches = _patches()
    made = [_cells(patch, length, width) for patch in patches]
    points, normals, areas = (np.concatenate([one[i] for one in made]) for i in range(3))
    lateral = np.abs(normals[:, 0]) > np.abs(normals[:, 1])
    of_lateral = np.where(normals[:, 0] > 0, "left", "right")
    side = np.where(lateral, of_lateral, np.where(normals[:, 1] > 0, "posterior", "anterior")).astype(object)
    trunk = facts.body_parts()["trunk"]
    table = max(trunk.half_depth_bottom_mm, trunk.half_depth_top_mm) * width
    return Phantom(patches, points, normals, areas[:, 0], side, length, width, table)


@cache
def _patches() -> tuple[Patch, ...]:
    patches, first = [], 0
    for part in facts.body_parts().values():
        wide, deep = _half_sizes(part, np.array([0.5]))
        around = np.pi * (3 * (wide + deep) - np.sqrt((3 * wide + deep) * (wide + 3 * deep)))[0]  # Ramanujan
        rows, columns = round((part.top_mm - part.bottom_mm) / CELL_MM), 4 * round(around / CELL_MM / 4)
        patches.append(Patch(part, first, rows, columns))
        first += rows * columns
    return tuple(patches)


def _half_sizes(part: BodyPart, up: Floats) -> tuple[Floats, Floats]:
    """Half width and half depth at a share of the way from bottom to top."""
    width = part.half_width_bottom_mm + up * (part.half_width_top_mm - part.half_width_bottom_mm)
    depth = part.half_depth_bottom_mm + up * (part.half_depth_top_mm - part.half_depth_bottom_mm)
    return width, depth


def axis_x(part: BodyPart, width_scale: float) -> float:
    """How far to the left the axis of a part lies."""
    return part.aside_mm * width_scale * {"left": 1, "right": -1, "": 0}[part.side]


def _cells(patch: Patch, length: float, width: float) -> tuple[NDArray[np.float64], ...]:
    """Points, normals and areas of one part; the slight tilt of tapered parts is left out of the normals."""
    part = patch.part
    up = (np.arange(patch.rows) + 0.5) / patch.rows
    turn = (np.arange(patch.columns) + 0.5) / patch.columns * 2 * np.pi
    wide, deep = (half[:, None] * width for half in _half_sizes(part, up))
    sine, cosine = np.sin(turn)[None, :], -np.cos(turn)[None, :]
    z = (part.bottom_mm + up * (part.top_mm - part.bottom_mm)) * length
    x, y = axis_x(part, width) + wide * sine, deep * cosine
    points = np.stack([x, y, np.broadcast_to(z[:, None], x.shape)], axis=-1).reshape(-1, 3)
    normal = np.stack([deep * sine, wide * cosine, np.zeros_like(x)], axis=-1).reshape(-1, 3)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    arc = np.hypot(wide * cosine, deep * sine) * (2 * np.pi / patch.columns)
    row_mm = (part.top_mm - part.bottom_mm) * length / patch.rows
    return points, normal, (arc * row_mm / 100).reshape(-1, 1)
