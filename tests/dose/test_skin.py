"""Tiers: what each gives, which one is used, how sides share the dose, and what is never done."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from tests.dose.beams_made import bare, event, events
from tests.dose.test_skin_measured import air, exam, exams, given
from tests.effort import examples
from tracker.dose.phantom import phantom
from tracker.dose.skin import SkinDoses, skin_doses
from tracker.dose.skin_air_kerma import DOSES, ROWS, STACKED

NO_GEOMETRY = {"source_to_isocentre_mm": None, "table_lateral_mm": None}


def doses(
    rows: pd.DataFrame, one: dict[str, Any] | None = None, stated: pd.DataFrame | None = None, **more: Any
) -> SkinDoses:
    which = one or exam("e", region="lumbar_spine", **more)
    return skin_doses(exams(which), given() if stated is None else stated, rows, phantom())


def row(found: SkinDoses) -> dict[str, Any]:
    (only,) = found.rows.to_dict("records")
    return {str(name): value for name, value in only.items()}


def test_t0_is_an_upper_bound_of_15_4_mgy_per_gy_cm2_and_nothing_else() -> None:
    found = row(doses(events(), stated=given(("e", "kap_gy_cm2", 2.4, False, ""))))
    assert (found["tier"], found["side"], found["side_reason"]) == ("T0", "unknown", "no_events")
    assert found["high_mgy"] == pytest.approx(36.96)
    assert np.isnan([found["typical_mgy"], found["low_mgy"]]).all()


def test_t0_knows_the_side_where_all_events_agree() -> None:
    rows = events(event(NO_GEOMETRY, air_kerma_mgy=None), event(NO_GEOMETRY, air_kerma_mgy=None))
    found = row(doses(rows, stated=given(("e", "kap_gy_cm2", 1.0, False, ""))))
    assert (found["tier"], found["side"], found["side_reason"]) == ("T0", "posterior", "")


def test_t1_of_a_typed_total_on_what_may_be_a_mobile_c_arm() -> None:
    found = row(doses(events(), stated=given(air("e", 10.0))))
    assert (found["tier"], found["why"], found["side_reason"]) == ("T1", "no_events", "no_events")
    assert [found[name] for name in DOSES] == pytest.approx([12.0, 7.0, 60.0])


def test_t1_of_angiography_which_is_never_on_a_mobile_c_arm() -> None:
    found = row(doses(events(), exam("e", "XA", region="heart"), given(air("e", 10.0))))
    assert [found[name] for name in DOSES] == pytest.approx([12.0, 7.0, 16.0])


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ({"reference_point": "113860"}, [12.0, 7.0, 16.0]),
        ({"reference_point": "113861"}, [12.0, 7.0, 60.0]),
        ({"reference_point": "113941"}, [23.0, 9.0, 60.0]),
        ({"reference_point": None}, [12.0, 7.0, 60.0]),
        ({"reference_point": None, "reference_point_text": "15 cm from isocenter"}, [12.0, 7.0, 16.0]),
    ],
)
def test_the_interval_of_t1_follows_the_reference_point(point: dict[str, Any], expected: list[float]) -> None:
    found = row(doses(events(event({**NO_GEOMETRY, **point}))))
    assert found["tier"] == "T1"
    assert [found[name] for name in DOSES] == pytest.approx(expected)
    assert found["why"] == "no_isocentre"


def test_air_kerma_goes_before_kerma_area_product() -> None:
    found = doses(events(), stated=given(air("e", 10.0), ("e", "kap_gy_cm2", 2.4, False, "")))
    assert found.rows["tier"].tolist() == ["T1"]


def test_the_total_is_shared_among_the_sides_as_the_events_say() -> None:
    """The total of the report is 20, its events list 16: 12 from under the table and 4 from the side."""
    rows = events(
        event(NO_GEOMETRY, air_kerma_mgy=12.0),
        event({**NO_GEOMETRY, "primary_angle_deg": 90.0}, air_kerma_mgy=4.0),
        event({**NO_GEOMETRY, "primary_angle_deg": -90.0}, air_kerma_mgy=0.0),
    )
    found = doses(rows, stated=given(air("e", 20.0))).rows.set_index("side")["typical_mgy"]
    assert found.to_dict() == pytest.approx({"posterior": 18.0, "right": 6.0})


def test_events_without_kerma_still_tell_the_side_they_agree_on() -> None:
    rows = events(event(NO_GEOMETRY, air_kerma_mgy=None))
    assert row(doses(rows, stated=given(air("e", 10.0))))["side"] == "posterior"
    several = events(*(event({**NO_GEOMETRY, "primary_angle_deg": a}, air_kerma_mgy=None) for a in (0.0, 90.0)))
    found = row(doses(several, stated=given(air("e", 10.0))))
    assert (found["side"], found["side_reason"]) == ("unknown", "several_sides")


def test_the_planes_of_a_biplane_system_are_never_added() -> None:
    rows = events(
        event(NO_GEOMETRY, plane="A", air_kerma_mgy=9.0),
        event({**NO_GEOMETRY, "primary_angle_deg": 90.0}, plane="B", air_kerma_mgy=4.0),
    )
    found = doses(rows, stated=given(air("e", 9.0))).rows.set_index("plane")
    assert found["side"].to_dict() == {"A": "posterior", "B": "right"}
    assert found["typical_mgy"].to_dict() == pytest.approx({"A": 10.8, "B": 4.8})


def test_t2_where_the_events_can_be_placed() -> None:
    found = doses(events(event()))
    only = row(found)
    assert (only["tier"], only["why"], only["side"]) == ("T2", "", "posterior")
    peak = found.maps["e"].peak_mgy
    assert [only[name] for name in DOSES] == pytest.approx([peak, 0.6 * peak, 1.5 * peak])
    assert found.left_out.empty


def test_what_a_map_misses_stays_at_t1_and_is_named() -> None:
    rows = events(
        event(), event(NO_GEOMETRY, air_kerma_mgy=2.0), event({"table_longitudinal_mm": 700.0}, air_kerma_mgy=1.0)
    )
    found = doses(rows)
    assert dict(zip(found.left_out["event_uid"], found.left_out["reason"], strict=True)) == {
        "uid1": "no_isocentre",
        "uid2": "missed",
    }
    rest = found.rows[found.rows["tier"] == "T1"]
    assert rest["typical_mgy"].sum() == pytest.approx(1.2 * 3)
    assert found.rows["tier"].tolist().count("T2") == 1


def test_what_no_event_lists_stays_at_t1_but_rounding_does_not() -> None:
    rounded = doses(events(event()), stated=given(air("e", 10.2)))
    assert rounded.rows["tier"].tolist() == ["T2"]
    lacking = doses(events(event()), stated=given(air("e", 14.0))).rows.set_index("tier")
    assert lacking.loc["T1", "typical_mgy"] == pytest.approx(1.2 * 4)
    assert lacking.loc["T1", "side"] == "unknown" or lacking.loc["T1", "side_reason"] == ""


def test_a_map_of_less_than_half_of_the_kerma_is_not_used() -> None:
    rows = events(event(air_kerma_mgy=4.0), event(NO_GEOMETRY, air_kerma_mgy=6.0))
    found = doses(rows)
    assert set(found.rows["tier"]) == {"T1"}
    assert found.left_out["reason"].tolist() == ["too_little_placed", "no_isocentre"]
    assert found.rows["typical_mgy"].sum() == pytest.approx(12.0)
    assert found.maps == {}


def test_the_worst_case_of_a_map_is_every_event_on_one_patch() -> None:
    rows = events(event(), event({"primary_angle_deg": 90.0}, air_kerma_mgy=5.0))
    found = doses(rows)
    stacked = found.rows[list(STACKED)].sum()
    assert stacked.iloc[0] == pytest.approx(found.maps["e"].event_peak_mgy.sum())
    assert stacked.iloc[0] > found.maps["e"].peak_mgy
    assert (found.rows["stacked_typical_mgy"] >= 0).all()


@pytest.mark.parametrize(
    ("one", "rows", "expected"),
    [
        (exam("e", region="knee", side="left"), [bare()], ("knee", "left")),
        (exam("e", region="knee", side="both"), [bare()], ("knee", "")),
        (exam("e", region="lumbar_spine", side="left"), [bare()], ("lumbar_spine", "")),  # one back, injected left
        (exam("e", region="unknown"), [bare(region="knee", laterality="right")], ("knee", "right")),
        (exam("e", region=""), [bare(region="hip"), bare(region="knee")], ("unknown", "")),
        (exam("e", region="unknown"), [bare(region="unknown"), bare(region="chest")], ("chest", "")),
    ],
)
def test_the_body_region_and_its_side(one: dict[str, Any], rows: list[Any], expected: tuple[str, str]) -> None:
    found = row(doses(events(*rows), one))
    assert (found["region"], found["laterality"]) == expected


def test_an_empty_record_has_rows_of_no_dose() -> None:
    nothing = pd.DataFrame(columns=["exam_id", "modality", "exam_type", "region", "side"], dtype=object)
    found = skin_doses(nothing, given(), events(), phantom())
    assert found.rows.empty
    assert set(ROWS) < set(found.rows.columns)


KERMA = st.floats(0.01, 5000)


@settings(max_examples=examples(25, fuzz=1000), deadline=None)
@each(
    st.lists(st.tuples(KERMA, st.sampled_from([0.0, 90.0, 180.0, None]), st.sampled_from("AB")), min_size=1, max_size=6)
)
def test_t1_gives_out_each_planes_kerma_exactly_once(rows: list[tuple[float, float | None, str]]) -> None:
    made = events(*(event({**NO_GEOMETRY, "primary_angle_deg": a}, plane=p, air_kerma_mgy=k) for k, a, p in rows))
    found = doses(made).rows
    planes = {p for _k, _a, p in rows}
    for plane in planes:
        own = sum(k for k, _a, p in rows if p == plane)
        name = plane if len(planes) == 2 else ""
        assert found.loc[found["plane"] == name, "typical_mgy"].sum() == pytest.approx(1.2 * own)
    assert (found["low_mgy"] <= found["typical_mgy"]).all()
    assert (found["typical_mgy"] <= found["high_mgy"]).all()
    assert (found["side"].eq("unknown") == found["side_reason"].ne("")).all()
