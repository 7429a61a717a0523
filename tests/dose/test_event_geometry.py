"""Angles, and how far from the tube air kerma is stated."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dose.beams_made import geometry
from tracker.dose.event_geometry import (
    Columns,
    angles,
    possible,
    reference_distance,
    reference_parameter,
    source_direction,
)


def direction(primary: float, secondary: float = 0.0) -> list[float]:
    found = source_direction(np.array([primary]), np.array([secondary]))
    return [round(value, 9) + 0.0 for value in found[0].tolist()]


@pytest.mark.parametrize(
    ("primary", "secondary", "tube"),
    [
        (0, 0, [0, 1, 0]),  # detector in front of the chest, tube at the back
        (90, 0, [-1, 0, 0]),  # left anterior oblique 90: detector at the left, tube at the right
        (-90, 0, [1, 0, 0]),
        (180, 0, [0, -1, 0]),
        (0, 90, [0, 0, -1]),  # cranial 90: detector at the head, tube at the feet
        (0, -90, [0, 0, 1]),
        (45, 0, [-math.sqrt(0.5), math.sqrt(0.5), 0]),
    ],
)
def test_the_tube_is_opposite_the_detector(primary: float, secondary: float, tube: list[float]) -> None:
    assert direction(primary, secondary) == pytest.approx(tube)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_directions_are_unit_vectors_and_dicom_allows_the_angles(primary: float, secondary: float) -> None:
    assert math.hypot(*direction(primary, secondary)) == pytest.approx(1)
    assert possible(np.array([primary]), np.array([secondary])).all()


def test_angles_that_no_c_arm_has_are_not_possible() -> None:
    """One real device writes a secondary angle of 183 degrees."""
    assert not possible(np.array([6.0, 190.0, np.nan]), np.array([183.0, 0.0, 0.0])).any()


def test_a_secondary_angle_that_is_not_told_is_level_and_an_end_that_is_not_told_is_none() -> None:
    columns = Columns([geometry(secondary_angle_deg=None)])
    assert angles(columns)[1].tolist() == [0.0]
    assert np.isnan(angles(columns, end=True)).all()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 650.0),  # 15 cm from the isocentre towards the source
        ({"source_to_isocentre_mm": 785.0}, 635.0),
        ({"reference_point": "113861"}, 800.0),  # 30 cm in front of the image input surface
        ({"reference_point": "113941"}, 1100.0),  # the detector plane
        ({"reference_point": "113862"}, None),  # from the table: no distance follows
        ({"reference_point": "113863"}, None),
        ({"reference_point": "113864"}, None),
        ({"reference_point": None}, None),  # never taken to be 15 cm from the isocentre
        ({"reference_point": "999999"}, None),
        ({"source_to_reference_point_mm": 700.0}, 700.0),  # what is stated goes first
        ({"reference_point": None, "reference_point_text": "15cm below BeamIsocenter"}, 650.0),
        ({"reference_point": None, "reference_point_text": "530 mm from tube focus towards detector"}, 530.0),
        ({"reference_point": None, "reference_point_text": "Unknown"}, None),
        ({"source_to_isocentre_mm": 100.0}, None),  # behind the tube
    ],
)
def test_the_distance_of_the_reference_point(changes: dict[str, object], expected: float | None) -> None:
    (found,) = reference_distance(Columns([geometry(**changes)])).tolist()
    assert found == expected or (expected is None and math.isnan(found))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "reference_air_kerma"),
        ({"reference_point": "113861"}, "reference_air_kerma_wide"),
        ({"reference_point": "113941"}, "reference_air_kerma_detector"),
        ({"reference_point": None}, ""),
        ({"reference_point": None, "reference_point_text": "15cm below BeamIsocenter"}, "reference_air_kerma"),
        ({"reference_point": None, "reference_point_text": "530 mm from tube focus towards detector"}, ""),
    ],
)
def test_the_factor_of_the_reference_point(changes: dict[str, object], expected: str) -> None:
    assert reference_parameter(Columns([geometry(**changes)])).tolist() == [expected]


def test_an_event_without_geometry_says_nothing() -> None:
    columns = Columns([None])
    assert np.isnan(columns.numbers("primary_angle_deg")).all()
    assert columns.words("patient_orientation").tolist() == [""]
    assert np.isnan(reference_distance(columns)).all()
