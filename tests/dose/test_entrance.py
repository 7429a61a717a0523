"""The side the beam enters on: from how the person lies and where the C-arm stands, never guessed."""

import pytest

from tests.dose.beams_made import geometry
from tracker.dose.event_geometry import SIDES, Columns, entrance


def side(**changes: object) -> tuple[str, str]:
    sides, reasons = entrance(Columns([geometry(**changes)]))
    assert sides[0] in SIDES
    return sides[0], reasons[0]


@pytest.mark.parametrize(
    ("angle", "expected"),
    [
        (0, "posterior"),
        (44, "posterior"),
        (46, "right"),
        (90, "right"),
        (-90, "left"),
        (180, "anterior"),
        (-135.5, "anterior"),
    ],
)
def test_on_the_back(angle: float, expected: str) -> None:
    assert side(primary_angle_deg=angle) == (expected, "")


@pytest.mark.parametrize("angle", [0, 30, -44])
def test_prone_over_an_under_table_tube_is_entered_from_the_front(angle: float) -> None:
    """Injections into the back: the abdomen is the entrance skin."""
    assert side(patient_orientation_modifier="prone", primary_angle_deg=angle) == ("anterior", "")


@pytest.mark.parametrize(("angle", "why"), [(90, "prone_lateral"), (-60, "prone_lateral"), (180, "prone_reversed")])
def test_prone_and_not_under_the_table_can_be_read_both_ways(angle: float, why: str) -> None:
    assert side(patient_orientation_modifier="prone", primary_angle_deg=angle) == ("unknown", why)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"patient_orientation_modifier": None}, "no_orientation"),
        ({"patient_orientation_modifier": None, "patient_orientation": None}, "no_orientation"),
        ({"patient_orientation_modifier": "semi-prone"}, "no_orientation"),
        ({"patient_orientation_modifier": "left lateral decubitus"}, "not_lying"),
        ({"patient_orientation_modifier": "standing"}, "not_lying"),
        ({"primary_angle_deg": None}, "no_angle"),
        ({"secondary_angle_deg": 183.0}, "angle_outside"),
        ({"primary_end_angle_deg": -120.0, "primary_angle_deg": 90.0}, "rotation"),
        ({"primary_end_angle_deg": 359.0 - 180, "primary_angle_deg": -179.0}, "rotation"),
    ],
)
def test_unknown_says_why(changes: dict[str, object], why: str) -> None:
    assert side(**changes) == ("unknown", why)


def test_a_rotation_within_one_side_keeps_it() -> None:
    assert side(primary_angle_deg=-20.0, primary_end_angle_deg=20.0) == ("posterior", "")


def test_an_event_without_geometry_says_why() -> None:
    assert [one.tolist() for one in entrance(Columns([None]))] == [["unknown"], ["no_geometry"]]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("antero-posterior", "anterior"),
        ("postero-anterior", "posterior"),
        ("left lateral", "right"),
        ("right lateral", "left"),
    ],
)
def test_the_view_of_a_radiograph_is_enough(view: str, expected: str) -> None:
    assert side(view=view, primary_angle_deg=None, patient_orientation_modifier=None) == (expected, "")


def test_no_events_have_no_sides() -> None:
    assert [len(one) for one in entrance(Columns([]))] == [0, 0]
