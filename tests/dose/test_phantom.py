"""The model of the body: elliptic cylinders of the stated size, the same cells for every size of person."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.dose.phantom import LARGEST_SCALE, SMALLEST_SCALE, phantom, scales
from tracker.reference import skin as facts

HEIGHTS, WEIGHTS = st.floats(50, 230), st.floats(3, 300)


def test_the_adult_of_the_tables_has_their_size() -> None:
    body = phantom()
    trunk = facts.body_parts()["trunk"]
    points = body.points[body.patch("trunk").cells]
    ellipse = (points[:, 0] / trunk.half_width_top_mm) ** 2 + (points[:, 1] / trunk.half_depth_top_mm) ** 2
    assert ellipse == pytest.approx(1)
    assert body.points[:, 2].max() < 1740
    assert body.table_y_mm == trunk.half_depth_top_mm


def test_normals_point_out_of_the_body_and_are_those_of_an_ellipse() -> None:
    body = phantom()
    trunk = facts.body_parts()["trunk"]
    cells = body.patch("trunk").cells
    x, y = body.points[cells, 0], body.points[cells, 1]
    slope = np.stack([x / trunk.half_width_top_mm**2, y / trunk.half_depth_top_mm**2], axis=1)
    slope /= np.linalg.norm(slope, axis=1, keepdims=True)
    assert body.normals[cells][:, :2] == pytest.approx(slope)


def test_areas_add_up_to_the_mantle_of_the_trunk() -> None:
    body = phantom()
    wide, deep, high = 17.0, 11.0, 70.0
    around = np.pi * (3 * (wide + deep) - np.sqrt((3 * wide + deep) * (wide + 3 * deep)))
    assert body.area_cm2[body.patch("trunk").cells].sum() == pytest.approx(around * high, rel=0.002)


def test_the_four_sides_of_the_trunk() -> None:
    body = phantom()
    side, points = body.side[body.patch("trunk").cells], body.points[body.patch("trunk").cells]
    assert points[side == "anterior", 1].max() < 0 < points[side == "posterior", 1].min()
    assert points[side == "right", 0].max() < 0 < points[side == "left", 0].min()


@given(HEIGHTS, WEIGHTS)
def test_cells_are_the_same_for_every_size(height: float, weight: float) -> None:
    body, other = phantom(height, weight), phantom()
    assert body.points.shape == other.points.shape
    assert [patch.first for patch in body.patches] == [patch.first for patch in other.patches]


@given(HEIGHTS, WEIGHTS)
def test_the_volume_goes_with_the_weight(height: float, weight: float) -> None:
    length, width = scales(height, weight)
    assert SMALLEST_SCALE <= width <= LARGEST_SCALE
    if SMALLEST_SCALE < width < LARGEST_SCALE:
        assert length * width**2 == pytest.approx(weight / 70)


def test_what_is_not_known_is_taken_from_the_adult() -> None:
    assert scales(None, None) == (1.0, 1.0)
    assert scales(174, None) == (1.0, 1.0)
    assert scales(None, 70) == (1.0, 1.0)
    assert scales(None, 140)[1] == pytest.approx(np.sqrt(2))
    assert scales(87, None) == pytest.approx((0.5, 0.5))


def test_only_the_named_parts_are_in_a_mask() -> None:
    body = phantom()
    mask = body.mask(frozenset({"leg left"}))
    assert mask.sum() == body.patch("leg left").rows * body.patch("leg left").columns
    assert body.points[mask, 0].min() > -20
