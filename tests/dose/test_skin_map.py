"""Each factor of the skin dose against its published formula, and the map they make together."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.dose.beams_made import bare, event, events
from tests.effort import examples
from tracker.dose.phantom import Phantom, phantom
from tracker.dose.skin_map import SkinMap, backscatter_factor, skin_map, through_table

BACK = 800 - 110  # from the tube under the table to the skin of the back
SIDE = 800 - 170  # from the tube at one side to the skin there


def mapped(*rows: dict[str, Any], region: str = "lumbar_spine", laterality: str = "") -> SkinMap:
    return skin_map(events(*rows), region, laterality, phantom())


def backscatter(voltage: float, field_mm: float) -> float:
    return float(backscatter_factor(np.array([voltage]), np.array([field_mm]))[0])


@pytest.mark.parametrize(
    ("voltage", "field_mm", "expected"),
    [
        (60, 100, 1.30),
        (100, 200, 1.45),
        (80, 150, 1.375),
        (60, 150, 1.325),
        (80, 100, 1.35),
        (40, 20, 1.30),  # outside the table its edge holds
        (125, 400, 1.45),
        (float("nan"), 100, 1.375),  # the middle of the span
    ],
)
def test_backscatter_by_voltage_and_field(voltage: float, field_mm: float, expected: float) -> None:
    assert backscatter(voltage, field_mm) == pytest.approx(expected)


def test_a_beam_from_under_the_table_gives_the_product_of_the_five_factors() -> None:
    found = mapped(event())
    expected = 10 * (650 / BACK) ** 2 * backscatter(80, 0.1 * BACK) * 1.06 * 0.8
    assert found.peak_mgy == pytest.approx(expected, rel=0.003)
    assert found.event_peak_mgy.tolist() == [found.peak_mgy]
    assert set(found.by_side_mgy) == {"posterior"}


def test_a_beam_from_the_side_does_not_go_through_the_table() -> None:
    found = mapped(event({"primary_angle_deg": 90.0}))
    expected = 10 * (650 / SIDE) ** 2 * backscatter(80, 0.1 * SIDE) * 1.06
    assert found.peak_mgy == pytest.approx(expected, rel=0.003)
    assert phantom().side[found.dose_mgy.argmax()] == "right"


def test_a_tube_above_the_table_does_not_shine_through_it() -> None:
    over, under = (mapped(event({"primary_angle_deg": angle})) for angle in (180.0, 0.0))
    assert over.peak_mgy * 0.8 == pytest.approx(under.peak_mgy)
    assert set(over.by_side_mgy) == {"anterior"}


def test_prone_the_table_lies_at_the_front() -> None:
    found = mapped(event({"patient_orientation_modifier": "prone"}))
    assert found.peak_mgy == pytest.approx(mapped(event()).peak_mgy)
    assert set(found.by_side_mgy) == {"anterior"}
    assert phantom().side[found.dose_mgy.argmax()] == "anterior"


def test_the_table_is_as_wide_as_it_is_and_no_wider() -> None:
    body, side = phantom(), np.array([1.0])
    source, point = np.array([[0.0, 800.0, 0.0]]), np.array([[100.0, 50.0, 0.0]])
    assert through_table(source, point, side, body).all()
    outside = np.array([[300.0, 50.0, 0.0]])
    assert not through_table(np.array([[300.0, 800.0, 0.0]]), outside, side, body).any()
    assert not through_table(np.array([[0.0, -800.0, 0.0]]), point, side, body).any()


def test_the_field_on_the_skin_is_that_at_the_detector_scaled_by_distance() -> None:
    """220 mm at 1100 mm are 138 mm on the skin of the back, at 690 mm."""
    found = mapped(event({"field_area_cm2": 484.0}))
    lit = phantom().points[found.dose_mgy > 0]
    cell = 10.0
    assert np.ptp(lit[:, 2]) + cell == pytest.approx(0.2 * BACK, abs=cell)
    assert np.ptp(lit[:, 0]) + cell == pytest.approx(0.2 * BACK, abs=1.5 * cell)  # those at the edge lie further off
    assert lit[:, 2].mean() == pytest.approx(1090, abs=cell / 2)


def test_a_cranial_beam_enters_further_down() -> None:
    level, cranial = (mapped(event({"secondary_angle_deg": angle})) for angle in (0.0, 30.0))
    heights = [float(phantom().points[one.dose_mgy > 0, 2].mean()) for one in (level, cranial)]
    assert heights[0] - heights[1] == pytest.approx(110 * np.tan(np.radians(30)), abs=15)


def test_only_skin_that_faces_the_tube_is_irradiated() -> None:
    body = phantom()
    for angle in (0.0, 40.0, 90.0, 180.0, -90.0):
        found = mapped(event({"primary_angle_deg": angle, "field_area_cm2": 900.0}))
        out = np.array([-np.sin(np.radians(angle)), np.cos(np.radians(angle)), 0.0]) * 800 + [0, 0, 1090]
        towards = ((out - body.points) * body.normals).sum(axis=1)
        assert (towards[found.dose_mgy > 0] > 0).all()


def test_the_far_leg_lies_in_the_shadow_of_the_near_one() -> None:
    found = mapped(event({"primary_angle_deg": -90.0, "field_area_cm2": 900.0}), region="pelvis")
    body = phantom()
    inner = (body.points[:, 0] < 0) & (body.normals[:, 0] > 0.8) & (body.points[:, 2] < 800)
    assert found.dose_mgy[inner].sum() == 0


def test_a_beam_that_misses_is_reported_and_not_zero() -> None:
    found = mapped(event(), event({"table_longitudinal_mm": 600.0}, air_kerma_mgy=1e-9))
    assert found.reason.tolist() == ["", "missed"]
    assert found.dose_mgy == pytest.approx(mapped(event()).dose_mgy)


def test_what_cannot_be_placed_is_left_out_and_named() -> None:
    found = mapped(bare(), event(), event({"source_to_isocentre_mm": None}))
    assert found.reason.tolist() == ["no_geometry", "", "no_isocentre"]
    assert (found.event_peak_mgy > 0).tolist() == [False, True, False]


def test_nothing_placed_is_an_empty_map() -> None:
    found = mapped(bare())
    assert found.peak_mgy == 0
    assert found.highest_by_side() == {}


def test_events_that_overlap_add_up_and_others_do_not() -> None:
    one, both = mapped(event()), mapped(event(), event(air_kerma_mgy=20.0))
    assert both.peak_mgy == pytest.approx(3 * one.peak_mgy)
    apart = mapped(event(), event({"table_lateral_mm": 150.0}, air_kerma_mgy=20.0))
    assert apart.peak_mgy == pytest.approx(2 * one.peak_mgy)
    assert apart.event_peak_mgy.sum() == pytest.approx(both.peak_mgy)


def test_a_rotation_spreads_the_dose() -> None:
    still = mapped(event())
    turned = mapped(event({"primary_angle_deg": -90.0, "primary_end_angle_deg": 90.0}))
    assert turned.peak_mgy < still.peak_mgy / 2
    assert set(turned.by_side_mgy) == {"left", "posterior", "right"}
    assert turned.event_peak_mgy[0] == pytest.approx(turned.peak_mgy)
    halves = (mapped(event({"primary_angle_deg": a, "primary_end_angle_deg": b})) for a, b in ((-90, 90), (90, -90)))
    assert next(halves).dose_mgy == pytest.approx(next(halves).dose_mgy)


def test_a_cell_belongs_to_the_side_that_gave_it_most_with_all_it_got() -> None:
    found = mapped(event({"primary_angle_deg": 40.0}), event({"primary_angle_deg": 50.0}, air_kerma_mgy=30.0))
    highest = found.highest_by_side()
    assert set(found.by_side_mgy) == {"posterior", "right"}
    assert next(iter(highest)) == "right"
    assert max(highest.values()) == found.peak_mgy
    assert found.by_side_mgy["posterior"] + found.by_side_mgy["right"] == pytest.approx(found.dose_mgy)


def test_the_side_is_unknown_where_the_report_leaves_it_open() -> None:
    found = mapped(event({"patient_orientation_modifier": None}))
    assert (set(found.by_side_mgy), found.side_reason) == ({"unknown"}, "no_orientation")


def test_a_larger_person_lies_nearer_to_the_tube() -> None:
    small, large = (skin_map(events(event()), "lumbar_spine", "", phantom(170, kg)).peak_mgy for kg in (50, 130))
    assert small < large


ROW = st.fixed_dictionaries(
    {
        "primary_angle_deg": st.floats(-180, 180),
        "secondary_angle_deg": st.floats(-60, 60),
        "table_lateral_mm": st.floats(-300, 300),
        "table_longitudinal_mm": st.floats(-300, 300),
        "table_height_mm": st.floats(-100, 100),
        "field_area_cm2": st.floats(1, 1200),
        "source_to_detector_mm": st.floats(900, 1300),
    }
)


@settings(max_examples=examples(15, fuzz=800), deadline=None)
@given(st.lists(ROW, min_size=1, max_size=4), st.floats(0.1, 1000))
def test_maps_are_linear_in_air_kerma_and_within_the_bounds_of_the_factors(rows: list[Any], kerma: float) -> None:
    one = mapped(*(event(row, air_kerma_mgy=1.0) for row in rows))
    other = mapped(*(event(row, air_kerma_mgy=kerma) for row in rows))
    assert other.dose_mgy == pytest.approx(one.dose_mgy * kerma)
    assert (one.dose_mgy >= 0).all()
    hit = one.event_peak_mgy[one.event_peak_mgy > 0]
    assert one.peak_mgy <= one.event_peak_mgy.sum() * (1 + 1e-9)
    assert (hit >= 0.66 * 1.06 * (650 / 2000) ** 2).all()
    assert set(one.reason) <= {"", "missed"}


@settings(max_examples=examples(10, fuzz=400), deadline=None)
@given(st.lists(ROW, min_size=2, max_size=5))
def test_the_map_of_a_procedure_is_the_sum_of_the_maps_of_its_events(rows: list[Any]) -> None:
    """Placed one by one; the table stays where it is, because its middle is that of the events together."""
    still = [{**row, "table_lateral_mm": 0.0, "table_longitudinal_mm": 0.0, "table_height_mm": 0.0} for row in rows]
    together = mapped(*(event(row) for row in still))
    single = [mapped(event(row)) for row in still]
    assert together.dose_mgy == pytest.approx(np.sum([one.dose_mgy for one in single], axis=0))
    assert together.event_peak_mgy == pytest.approx([one.peak_mgy for one in single])


def slow(rows: pd.DataFrame, body: Phantom) -> NDArray[np.float64]:
    """The same formula, an event at a time over all cells, straight from the text books."""
    total = np.zeros(len(body.points))
    for row in rows.itertuples():
        told: Any = row.geometry
        turn, tilt = np.radians(told["primary_angle_deg"]), np.radians(told["secondary_angle_deg"])
        tube = np.array([-np.sin(turn) * np.cos(tilt), np.cos(turn) * np.cos(tilt), -np.sin(tilt)])
        source = np.array([0.0, 0.0, 1090.0]) + 800 * tube
        ray = body.points - source
        squared = (ray**2).sum(axis=1)
        depth = ray @ -tube
        across = ray @ [np.cos(turn), np.sin(turn), 0.0]
        along = np.sqrt(np.maximum(squared - depth**2 - across**2, 0.0))
        lit = (depth > 0) & (np.maximum(abs(across), along) <= 0.05 * depth) & ((body.normals * ray).sum(axis=1) < 0)
        at_table = source[0] + (110 - source[1]) / (body.points[lit, 1] - source[1]) * ray[lit, 0]
        table = np.where((source[1] > 110) & (abs(at_table) <= 225), 0.8, 1.0)
        total[lit] += 10 * 650**2 / squared[lit] * 1.06 * table
    return total


def test_the_fast_map_is_the_slow_one() -> None:
    rows = events(
        *(event({"primary_angle_deg": a, "secondary_angle_deg": b}) for a, b in ((0, 0), (35, -20), (90, 10)))
    )
    body = phantom()
    found = skin_map(rows, "lumbar_spine", "", body).dose_mgy
    trunk = body.patch("trunk").cells
    expected = slow(rows, body)[trunk]
    lit = expected > 0
    assert ((found[trunk] > 0) == lit).mean() > 0.999
    ratio = found[trunk][lit] / expected[lit]
    assert (ratio >= 1.3).all()
    assert (ratio <= 1.45).all()
