"""Measured values as columns: named values, what is added up, and what never is."""

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.view import samples
from tracker.history.totals import listed, stated


def of(*measurements: dict[str, Any]) -> pd.Series:
    """The values of one exam with these measurements."""
    rows = pd.DataFrame([samples.measurement("a", **m) for m in measurements])
    return stated(rows).reindex(["a"]).iloc[0]


def test_named_values_stand_in_their_own_columns() -> None:
    found = of(
        {"quantity": "kap_gy_cm2", "value": 2.41},
        {"quantity": "air_kerma_mgy", "value": 11.7},
        {"quantity": "fluoro_time_s", "value": 72},
        {"quantity": "effective_dose_msv", "value": 0.5},
    )
    assert (found["kap_gy_cm2"], found["air_kerma_mgy"], found["fluoro_time_s"]) == (2.41, 11.7, 72)
    assert found["stated_msv"] == 0.5
    assert math.isnan(found["dlp_mgy_cm"])


def test_the_values_of_whole_exams_are_added_as_stated_and_parts_are_not() -> None:
    found = of(
        {"quantity": "dlp_mgy_cm", "value": 400},
        {"quantity": "dlp_mgy_cm", "value": 112},
        {"quantity": "dlp_mgy_cm", "value": 112, "part": True},
        {"quantity": "kap_gy_cm2", "value": 3, "part": True},
    )
    assert found["dlp_mgy_cm"] == 512
    assert math.isnan(found["kap_gy_cm2"])


def test_the_air_kerma_of_two_planes_is_never_added() -> None:
    found = of(
        {"quantity": "air_kerma_mgy", "value": 620},
        {"quantity": "air_kerma_mgy", "value": 620, "part": True, "plane": "A"},
        {"quantity": "air_kerma_mgy", "value": 410, "part": True, "plane": "B"},
    )
    assert found["air_kerma_mgy"] == 620
    assert (found["air_kerma_plane_a_mgy"], found["air_kerma_plane_b_mgy"]) == (620, 410)
    assert (
        of({"quantity": "air_kerma_mgy", "value": 3}, {"quantity": "air_kerma_mgy", "value": 4})["air_kerma_mgy"] == 4
    )


def test_ctdivol_is_a_list_by_phantom_and_never_a_sum() -> None:
    found = of(
        {"quantity": "ctdivol_mgy", "value": 10.6, "phantom": "32 cm", "part": True},
        {"quantity": "ctdivol_mgy", "value": 48.2, "phantom": "16 cm", "part": True},
        {"quantity": "ctdivol_mgy", "value": 11.2, "phantom": "32 cm", "part": True},
        {"quantity": "ctdivol_mgy", "value": 5, "part": True},
    )
    assert found["ctdivol_mgy"] == "10.6, 11.2 mGy (32 cm); 48.2 mGy (16 cm); 5 mGy (phantom not stated)"


def test_each_breast_has_its_own_value_and_several_without_a_side_have_none() -> None:
    found = of(
        {"quantity": "glandular_dose_mgy", "value": 1.6, "laterality": "left"},
        {"quantity": "glandular_dose_mgy", "value": 1.5, "laterality": "right"},
    )
    assert (found["glandular_dose_left_mgy"], found["glandular_dose_right_mgy"]) == (1.6, 1.5)
    assert math.isnan(found["glandular_dose_mgy"])
    assert of({"quantity": "glandular_dose_mgy", "value": 2.0})["glandular_dose_mgy"] == 2.0
    twice = of(*({"quantity": "glandular_dose_mgy", "value": 2.0},) * 2)
    assert math.isnan(twice["glandular_dose_mgy"])


def test_activities_of_one_agent_add_up_and_those_of_two_stand_side_by_side() -> None:
    one = of(*({"quantity": "activity_mbq", "value": v, "radiopharmaceutical": "tc99m_mdp"} for v in (300, 900)))
    assert (one["activity_mbq"], one["radiopharmaceutical"]) == (1200, "Tc-99m MDP and other phosphonates")
    two = of(
        {"quantity": "activity_mbq", "value": 100, "radiopharmaceutical": "tc99m_maa"},
        {"quantity": "activity_mbq", "value": 600, "radiopharmaceutical": ""},
    )
    assert math.isnan(two["activity_mbq"])
    assert two["radiopharmaceutical"] == "100 MBq Tc-99m MAA; 600 MBq not stated"


@settings(max_examples=examples(40, fuzz=1000), deadline=None)
@given(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=6))
def test_no_air_kerma_is_larger_than_the_largest_stated(values: list[float]) -> None:
    found = of(*({"quantity": "air_kerma_mgy", "value": value} for value in values))
    assert found["air_kerma_mgy"] == pytest.approx(max(values))


def test_no_measurement_gives_no_row() -> None:
    empty = pd.DataFrame([samples.measurement("a", "kap_gy_cm2", 1.0)]).head(0)
    assert stated(empty).empty


def test_texts_of_an_exam_are_listed_once() -> None:
    assert listed([("a", "x"), ("b", "y"), ("a", "x"), ("a", ""), ("a", "z")]).to_dict() == {"a": "x; z", "b": "y"}


def test_dlps_of_different_phantoms_are_listed_and_never_added() -> None:
    rows = [(600, "32 cm"), (400, "16 cm"), (100, "32 cm")]
    found = of(*({"quantity": "dlp_mgy_cm", "value": v, "phantom": p} for v, p in rows))
    assert math.isnan(found["dlp_mgy_cm"])
    assert found["dlp_by_phantom"] == "700 mGy.cm (32 cm); 400 mGy.cm (16 cm)"
    same = of(*({"quantity": "dlp_mgy_cm", "value": v, "phantom": "32 cm"} for v in (600, 100)))
    assert same["dlp_mgy_cm"] == 700
    assert pd.isna(same["dlp_by_phantom"])


def test_a_dlp_that_a_report_added_up_over_phantoms_is_shown_by_its_parts() -> None:
    whole = {"quantity": "dlp_mgy_cm", "value": 1000, "phantom": "mixed"}
    parts = [{"quantity": "dlp_mgy_cm", "value": v, "phantom": p, "part": True} for v, p in ((600, "32 cm"), (400, ""))]
    found = of(whole, *parts)
    assert math.isnan(found["dlp_mgy_cm"])
    assert found["dlp_by_phantom"] == "600 mGy.cm (32 cm); 400 mGy.cm (phantom not stated)"
    assert of(whole)["dlp_by_phantom"] == "1000 mGy.cm (several phantoms)"
