"""Placing beams on the body: what is needed, what moves how, and what is said where something is missing."""

from typing import Any

import numpy as np
import pytest

from tests.dose.beams_made import bare, event, events
from tracker.dose.beams import Placed, half_field, place
from tracker.dose.event_geometry import Columns
from tracker.dose.phantom import phantom
from tracker.reference import skin as facts


def placed(*rows: dict[str, Any], region: str = "lumbar_spine", laterality: str = "") -> Placed:
    return place(events(*rows), region, laterality, phantom())


def isocentre(found: Placed) -> list[list[float]]:
    """Where the isocentre lies in the body in each position."""
    rows: list[list[float]] = (found.beams.source + found.beams.axis * 800).round(6).tolist()
    return rows


LUMBAR = [0.0, 0.0, 1090.0]


def test_the_middle_of_the_region_lies_at_the_isocentre() -> None:
    assert facts.body_places()["lumbar_spine"].height_mm == LUMBAR[2]
    found = placed(event())
    assert isocentre(found) == [LUMBAR]
    assert found.beams.source.tolist() == [[0.0, 800.0, 1090.0]]
    assert found.reason.tolist() == [""]
    assert not found.assumed_place


def test_the_middle_of_the_region_lies_where_the_table_stood_weighted_by_air_kerma() -> None:
    """By hand: 1 mGy at 1000 mm and 3 mGy at 1040 mm towards the head have their middle at 1030 mm."""
    first = {"table_longitudinal_mm": 500.0, "table_lateral_mm": 1000.0, "table_height_mm": -30.0}
    moved = {**first, "table_lateral_mm": 1040.0}
    found = placed(bare(), event(first, air_kerma_mgy=1.0), event(moved, air_kerma_mgy=3.0))
    assert isocentre(found) == [[0.0, 0.0, 1120.0], [0.0, 0.0, 1080.0]]


def test_the_first_exposure_does_not_set_the_middle() -> None:
    """0.1 mGy at the groin, 50 cm below, then 50 mGy at the heart: the heart lies within 1 mm of its place."""
    groin, heart = event({"table_lateral_mm": 0.0}, air_kerma_mgy=0.1), event({"table_lateral_mm": -500.0})
    found = placed(groin, *[heart] * 5, region="heart")
    height = facts.body_places()["heart"].height_mm
    assert isocentre(found)[1][2] == pytest.approx(height + 0.1 / 50.1 * 500, abs=1e-4) == pytest.approx(height, abs=1)
    assert isocentre(placed(*[heart] * 5, groin, region="heart"))[0] == isocentre(found)[1]


def test_how_long_an_event_is_cut_into_does_not_move_the_middle() -> None:
    """A table that moves 100 mm during 10 mGy and stands at 50 mm during 10 mGy more has its middle at 50 mm."""
    found = placed(event({"table_lateral_end_mm": 100.0}), event({"table_lateral_mm": 50.0}))
    assert isocentre(found)[-1] == LUMBAR


def moves(*rows: dict[str, Any]) -> list[float]:
    first, second = isocentre(placed(*rows))
    return [b - a for a, b in zip(first, second, strict=True)]


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("table_longitudinal_mm", [-40.0, 0.0, 0.0]),  # DICOM: to the person's left, so the beam goes to the right
        ("table_height_mm", [0.0, -40.0, 0.0]),  # downwards
        ("table_lateral_mm", [0.0, 0.0, -40.0]),  # to the head
    ],
)
def test_the_person_moves_with_the_table(name: str, moved: list[float]) -> None:
    assert moves(event(), event({name: 40.0})) == moved


def test_prone_and_feet_first_turn_the_room() -> None:
    tables = {"table_longitudinal_mm": 10.0, "table_height_mm": 20.0, "table_lateral_mm": 30.0}
    prone, feet = {"patient_orientation_modifier": "prone"}, {"patient_table_relationship": "feet first"}
    found = placed(event(prone))
    assert found.beams.source[0].round(6).tolist() == [0.0, -800.0, 1090.0]
    assert found.beams.table_side.tolist() == [-1.0]
    assert moves(event(prone), event({**prone, **tables})) == [10.0, 20.0, -30.0]
    assert moves(event(feet), event({**feet, **tables})) == [10.0, -20.0, 30.0]


def test_a_rotation_is_spread_over_its_arc() -> None:
    found = placed(event({"primary_angle_deg": -90.0, "primary_end_angle_deg": 90.0}))
    assert len(found.beams.event) == 19
    assert found.beams.angles_deg[:, 0] == pytest.approx(list(range(-90, 91, 10)))
    assert found.beams.strength.sum() == pytest.approx(10 * 650**2)
    assert isocentre(found) == [LUMBAR] * 19


def test_a_table_that_moves_is_spread_over_its_way() -> None:
    found = placed(event({"table_lateral_end_mm": 100.0}))
    assert [row[2] for row in isocentre(found)] == [1140.0, 1120.0, 1100.0, 1080.0, 1060.0, 1040.0]


def test_a_height_that_is_never_told_stays() -> None:
    unknown = {"table_height_mm": None}
    assert moves(event(unknown), event({**unknown, "table_lateral_mm": 5.0})) == [0.0, 0.0, -5.0]


def test_a_height_that_one_event_does_not_tell_is_that_of_the_others() -> None:
    """A height told in one of two events is no movement of the table by that height."""
    assert moves(event({"table_height_mm": 1000.0}), event({"table_height_mm": None})) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (bare(), "no_geometry"),
        (event(air_kerma_mgy=None), "no_air_kerma"),
        (event(air_kerma_mgy=0.0), "no_air_kerma"),  # zero is not a dose of zero
        (event({"source_to_isocentre_mm": None}), "no_isocentre"),
        (event({"primary_angle_deg": None}), "no_angle"),
        (event({"secondary_angle_deg": 183.0}), "angle_outside"),
        (event({"reference_point": None}), "no_reference_point"),
        (event({"reference_point": "113862"}), "no_reference_point"),
        (event({"table_lateral_mm": None}), "no_table"),
        (event({"table_longitudinal_mm": None}), "no_table"),
        (event({"table_head_tilt_deg": -30.0}), "table_tilted"),
        (event({"table_horizontal_rotation_deg": 12.0}), "table_tilted"),
        (event({"field_area_cm2": None}), "no_field"),
        (event({"patient_orientation_modifier": "left lateral decubitus"}), "not_lying"),
        (event({"patient_orientation": "erect", "patient_orientation_modifier": None}), "not_lying"),
    ],
)
def test_what_is_missing_is_said(row: dict[str, Any], why: str) -> None:
    found = placed(row, event())
    assert found.reason.tolist() == [why, ""]
    assert found.beams.event.tolist() == [1]


@pytest.mark.parametrize(
    ("region", "laterality", "why"),
    [("limb", "left", "no_place"), ("whole_body", "", "no_place"), ("knee", "", "no_side"), ("hip", "", "no_side")],
)
def test_a_region_without_a_place_or_side_is_said(region: str, laterality: str, why: str) -> None:
    assert placed(event(), region=region, laterality=laterality).reason.tolist() == [why]


def test_who_did_not_say_how_they_lay_is_placed_as_if_on_the_back() -> None:
    found = placed(event({"patient_orientation": None, "patient_orientation_modifier": None}))
    assert found.reason.tolist() == [""]
    assert found.beams.source.tolist() == [[0.0, 800.0, 1090.0]]


def test_an_unknown_region_is_placed_in_the_middle_of_the_trunk_and_says_so() -> None:
    found = placed(event(), region="unknown")
    assert found.assumed_place
    assert found.parts == placed(event()).parts


def test_limbs_are_imaged_by_themselves_and_hips_lie_to_their_side() -> None:
    knee = placed(event(), region="knee", laterality="left")
    assert knee.parts == {"leg left"}
    assert isocentre(knee)[0][0] > 0
    hip = placed(event(), region="hip", laterality="right")
    assert "trunk" in hip.parts
    assert isocentre(hip)[0][0] < 0
    assert not any(part.startswith("arm") for part in hip.parts)


def field(kerma: float = 10.0, kap: float = float("nan"), **changes: Any) -> tuple[float, float]:
    columns = Columns([event(changes)["geometry"]])
    across, along = half_field(columns, np.array([kerma]), np.array([kap]))
    return float(across[0]), float(along[0])


def test_the_field_at_distance_1_follows_from_its_area_at_the_detector() -> None:
    """121 cm2 at 1100 mm: 110 mm wide, so half of it over the distance is 0.05."""
    assert field() == pytest.approx((0.05, 0.05))


def test_height_and_width_give_the_shape_and_the_area_the_size() -> None:
    across, along = field(field_height_mm=200.0, field_width_mm=100.0)
    assert along / across == pytest.approx(2)
    assert across * along == pytest.approx(0.05**2)


def test_height_and_width_serve_where_there_is_no_area() -> None:
    assert field(field_area_cm2=None, field_height_mm=220.0, field_width_mm=110.0) == pytest.approx((0.05, 0.1))


@pytest.mark.parametrize(
    "changes", [{"field_area_cm2": None}, {"source_to_detector_mm": None}, {"field_area_cm2": 5e4}]
)
def test_else_the_field_is_kerma_area_product_over_air_kerma_at_the_reference_point(changes: dict[str, Any]) -> None:
    """0.4225 Gy.cm2 / 10 mGy = 42.25 cm2, a square of 65 mm at 650 mm; an area no tube can open to is left out."""
    assert field(kap=0.4225, **changes) == pytest.approx((0.05, 0.05))


def test_without_any_of_these_there_is_no_field() -> None:
    assert np.isnan(field(field_area_cm2=None)).all()
    assert np.isnan(field(field_area_cm2=None, kap=0.0)).all()
