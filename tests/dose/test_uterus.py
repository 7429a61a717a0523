"""Dose to the uterus: published values by name, scaling, and everything that must stay without a number."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dose.records import exams, measurements
from tests.effort import examples
from tracker.dose import uterus, uterus_basis
from tracker.dose.uterus_basis import of_kinds
from tracker.reference import exam_kinds, range_conventions

KINDS = sorted(exam_kinds())


def one(exam: dict[str, Any], *measured: dict[str, Any], weeks: tuple[float, float] | None = None) -> pd.Series:
    rows = exams(exam)
    if weeks:
        rows = rows.assign(week_first=weeks[0], week_last=weeks[1])
    return uterus.estimate(rows, measurements(*measured)).iloc[0]


def activity(value: float, agent: str = "") -> dict[str, Any]:
    return {"quantity": "activity_mbq", "value": value, "radiopharmaceutical": agent}


@pytest.mark.parametrize(
    ("key", "mgy"),
    [("ct_abdomen", 4), ("cta_aorta", 34), ("ct_kub_standard", 10), ("ct_chest", 0.2),
     ("cta_coronary", 0.1), ("xr_lspine", 1), ("rf_ivu", 6), ("rf_sbft", 7), ("rf_barium_enema", 7)],
)  # fmt: skip
def test_without_a_measurement_it_is_the_value_of_mccollough_2007(key: str, mgy: float) -> None:
    row = one({"kind_key": key})
    assert row["uterus_dose_mgy"] == pytest.approx(mgy)
    assert row["uterus_evidence"] == "typical"


ABD_PELVIS = math.sqrt(25 * 7.7)  # McCollough 2007, and 0.57 to 0.97 x a CTDIvol of 10 mGy


@pytest.mark.parametrize("ctdivol_mgy", [10.0, 11.2])
def test_a_ct_of_abdomen_and_pelvis_holds_the_estimate_by_ctdivol_and_is_near_it(ctdivol_mgy: float) -> None:
    """The uterus in the beam takes 0.57 to 0.97 mGy per mGy of CTDIvol; 25 mGy of 2007 was three times that."""
    rows = [one({"kind_key": "ct_abd_pelvis"}), one({"kind_key": "ct_abd_pelvis"}, {"value": 53 * ctdivol_mgy})]
    for row in rows:
        low, typical, high = (row[f"uterus_{name}_mgy"] for name in ("low", "dose", "high"))
        assert typical == pytest.approx(ABD_PELVIS, rel=0.07)
        assert low < 0.57 * ctdivol_mgy < 0.97 * ctdivol_mgy < typical < 25 < high
        assert typical < 2.5 * 0.57 * ctdivol_mgy


@pytest.mark.parametrize(
    "key", ["ct_colonography", "ct_enterography", "ct_chest_abd_pelvis", "ct_neck_chest_abd_pelvis"]
)
def test_a_ct_that_holds_the_same_part_of_the_body_has_the_same_value(key: str) -> None:
    row = one({"kind_key": key})
    assert row["uterus_dose_mgy"] == pytest.approx(ABD_PELVIS, rel=0.02)
    assert (row["uterus_low_mgy"], row["uterus_high_mgy"]) == (2.1, 50)


def test_hysterosalpingography_is_2_3_mgy_of_plecas_2010() -> None:
    assert one({"kind_key": "rf_hsg"})["uterus_dose_mgy"] == 2.3


def test_the_older_46_mgy_is_inside_the_interval_of_ct_abdomen_and_pelvis_and_never_the_value() -> None:
    row = one({"kind_key": "ct_abd_pelvis"})
    assert (row["uterus_low_mgy"], row["uterus_high_mgy"]) == (2.1, 50)
    assert row["uterus_low_mgy"] < 46 < row["uterus_high_mgy"]


def test_a_published_zero_is_under_0_01_and_no_zero() -> None:
    row = one({"kind_key": "ct_head"})
    assert np.isnan(row["uterus_dose_mgy"])
    assert row["uterus_under_mgy"] == 0.01
    assert row["uterus_high_mgy"] == 0.5


def test_a_published_under_is_a_bound_and_no_value() -> None:
    row = one({"kind_key": "xr_cspine"}, {"quantity": "kap_gy_cm2", "value": 5.0})
    assert np.isnan(row["uterus_dose_mgy"])
    assert row["uterus_under_mgy"] == 0.001
    assert one({"kind_key": "ir_ablation"})["uterus_under_mgy"] == 1


def test_a_ct_grows_with_its_dlp_over_the_usual_one() -> None:
    usual = one({"kind_key": "ct_abd_pelvis"})["uterus_usual"]
    row = one({"kind_key": "ct_abd_pelvis"}, {"value": 2 * usual, "phantom": "32 cm"})
    assert row["uterus_dose_mgy"] == pytest.approx(2 * ABD_PELVIS)
    assert (row["uterus_low_mgy"], row["uterus_high_mgy"]) == pytest.approx((4.2, 100))


def test_only_a_dose_published_with_what_it_goes_with_is_calculated() -> None:
    assert one({"kind_key": "ct_abd_pelvis"}, {"value": 500})["uterus_evidence"] == "rough"
    assert one({"kind_key": "cta_aorta"}, {"value": 500})["uterus_evidence"] == "rough"
    assert one({"kind_key": "xr_lspine"}, {"quantity": "kap_gy_cm2", "value": 4})["uterus_evidence"] == "rough"
    assert one({"kind_key": "nm_bone"}, activity(600, "tc99m_mdp"))["uterus_evidence"] == "calculated"


@pytest.mark.parametrize("key", sorted(k for k, b in of_kinds().items() if b.assumed))
def test_where_it_is_assumed_the_range_is_at_least_that_of_the_convention(key: str) -> None:
    rule = range_conventions()[uterus_basis.ASSUMED]
    row = one({"kind_key": key}, {"quantity": of_kinds()[key].per_quantity, "value": 123.0})
    if row["uterus_method"] == "kind_scaled":
        assert row["uterus_evidence"] == "rough"
        assert row["uterus_low_mgy"] <= row["uterus_dose_mgy"] * rule.low_factor * 1.001
        assert row["uterus_high_mgy"] >= row["uterus_dose_mgy"] * rule.high_factor * 0.999


@pytest.mark.parametrize(
    ("birth", "phantom", "scaled"),
    [
        *(("1971-05-12", "32 cm", True), ("1971-05-12", "", True), ("1971-05-12", "16 cm", False)),
        *(("1971-05-12", "mixed", False), ("2005-03-04", "", False), ("2005-03-04", "32 cm", True)),
    ],
)
def test_a_dlp_scales_only_on_the_phantom_of_the_body_and_in_a_child_only_where_stated(
    birth: str, phantom: str, scaled: bool
) -> None:
    row = one({"kind_key": "ct_abd_pelvis", "birth_date": birth}, {"value": 2 * 559.45, "phantom": phantom})
    assert (row["uterus_dose_mgy"] == pytest.approx(2 * ABD_PELVIS)) == scaled
    assert row["uterus_unused"] == ("" if scaled else "phantom")
    if not scaled:
        assert (row["uterus_dose_mgy"], row["uterus_evidence"]) == (pytest.approx(ABD_PELVIS), "typical")


def test_one_dlp_on_another_phantom_makes_the_sum_useless() -> None:
    row = one({"kind_key": "ct_abd_pelvis"}, {"value": 500, "phantom": "32 cm"}, {"value": 300, "phantom": "16 cm"})
    assert (row["uterus_dose_mgy"], row["uterus_unused"]) == (pytest.approx(ABD_PELVIS), "phantom")


@pytest.mark.parametrize(("weeks", "evidence"), [((22, 36), "rough"), ((18, 24), "rough"), ((14, 19), "calculated")])
def test_fdg_in_weeks_without_a_published_value_is_rough(weeks: tuple[float, float], evidence: str) -> None:
    row = one({"kind_key": "nm_pet_fdg_only"}, activity(300, "f18_fdg"), weeks=weeks)
    assert row["uterus_evidence"] == evidence
    assert row["uterus_dose_mgy"] > 0


def test_parts_of_an_exam_and_zeros_scale_nothing() -> None:
    rows = ({"value": 900, "part": True}, {"value": 0.0})
    assert one({"kind_key": "ct_abd_pelvis"}, *rows)["uterus_dose_mgy"] == pytest.approx(ABD_PELVIS)


def test_a_lumbar_spine_film_grows_with_the_kap_of_both_views() -> None:
    row = one({"kind_key": "xr_lspine"}, {"quantity": "kap_gy_cm2", "value": 10.6})
    assert row["uterus_dose_mgy"] == pytest.approx(2)


def test_the_middle_of_a_wide_published_range_stays_rough_even_when_scaled() -> None:
    assert one({"kind_key": "ct_pelvis"})["uterus_dose_mgy"] == pytest.approx(np.sqrt(10 * 50))
    assert one({"kind_key": "ct_pelvis"}, {"value": 800})["uterus_evidence"] == "rough"


@pytest.mark.parametrize(("weeks", "k"), [((5, 5), 0.011), ((12, 12), 0.022), ((26, 27), 0.014), ((38, 38), 0.0093)])
def test_pertechnetate_by_stage_of_pregnancy_of_russell_1997(weeks: tuple[float, float], k: float) -> None:
    row = one({"kind_key": "nm_thyroid_tc"}, activity(200, "tc99m_pertechnetate"), weeks=weeks)
    assert row["uterus_dose_mgy"] == pytest.approx(200 * k)
    assert row["uterus_evidence"] == "calculated"
    assert row["uterus_high_mgy"] >= 1.5 * row["uterus_dose_mgy"] * 0.999


def test_an_unknown_stage_spans_all_stages() -> None:
    row = one({"kind_key": "nm_thyroid_tc"}, activity(100, "tc99m_pertechnetate"))
    assert row["uterus_low_mgy"] <= 0.93 * 1.001
    assert row["uterus_high_mgy"] >= 2.2 * 0.999


def test_fdg_early_is_0_0221_mgy_per_mbq_and_the_ct_of_a_petct_is_never_left_out() -> None:
    alone = one({"kind_key": "nm_pet_fdg_only"}, activity(300, "f18_fdg"), weeks=(8, 8))
    assert alone["uterus_dose_mgy"] == pytest.approx(6.63)
    with_ct = one({"kind_key": "nm_petct_fdg"}, activity(300, "f18_fdg"), weeks=(8, 8))
    assert (with_ct["uterus_low_mgy"], with_ct["uterus_high_mgy"]) == (10, 50)


@pytest.mark.parametrize(("week", "per_mbq"), [(8, 0.0046), (18, 0.0026)])
def test_a_bone_scan_by_week_is_0_0046_then_0_0026_mgy_per_mbq_hedrick_1988(week: int, per_mbq: float) -> None:
    row = one({"kind_key": "nm_bone"}, activity(600, "tc99m_mdp"), weeks=(week, week))
    assert row["uterus_dose_mgy"] == pytest.approx(600 * per_mbq)
    assert row["uterus_low_mgy"] < 600 * per_mbq < row["uterus_high_mgy"]


def test_a_bone_scan_of_unknown_week_spans_both_and_the_older_value() -> None:
    row = one({"kind_key": "nm_bone"}, activity(750, "tc99m_mdp"))
    assert row["uterus_low_mgy"] <= 750 * 0.0026
    assert row["uterus_high_mgy"] >= 4.65


@pytest.mark.parametrize(
    ("kind_key", "agent", "week", "mgy"),
    [
        ("nm_lung_perfusion", "tc99m_maa", 8, 4.18),
        ("nm_lung_perfusion", "tc99m_maa", 20, 1.142),
        ("nm_lung_perfusion", "tc99m_maa", 36, 0.888),
    ],
)
def test_a_lung_scan_by_trimester_simulated(kind_key: str, agent: str, week: int, mgy: float) -> None:
    row = one({"kind_key": kind_key}, activity(200, agent), weeks=(week, week))
    assert row["uterus_dose_mgy"] == pytest.approx(mgy)


def test_a_bone_scan_with_another_agent_has_the_value_of_the_scan() -> None:
    other = one({"kind_key": "nm_bone"}, activity(375, "f18_naf"))
    assert other["uterus_dose_mgy"] == pytest.approx(4.65, rel=0.01)
    assert other["uterus_evidence"] == "typical"


def test_a_lumbar_injection_is_rough_fivefold_either_way_measured_or_not() -> None:
    measured = one({"kind_key": "esi_lumbar_transforaminal_rf"}, {"quantity": "kap_gy_cm2", "value": 2.0})
    assert measured["uterus_dose_mgy"] == pytest.approx(0.38)
    assert (measured["uterus_low_mgy"], measured["uterus_high_mgy"]) == pytest.approx((0.076, 1.9))
    usual = one({"kind_key": "esi_lumbar_transforaminal_rf"})
    assert usual["uterus_dose_mgy"] == pytest.approx(0.19 * usual["uterus_usual"])
    assert measured["uterus_evidence"] == usual["uterus_evidence"] == "rough"


@pytest.mark.parametrize(
    ("exam", "method"),
    [
        ({"kind_key": "xr_knee"}, "scatter"),
        ({"kind_key": "esi_cervical_interlaminar_rf"}, "scatter"),
        ({"kind_key": "ir_varicocele"}, "scatter"),
        ({"kind_key": "hip_injection_ct"}, "none"),
        ({"kind_key": "", "own_words": "a dye test", "region": "pelvis"}, "none"),
        ({"kind_key": "ct_abd_pelvis", "region": "knee"}, "none"),
    ],
)
def test_where_nothing_is_published_there_is_no_number_and_no_zero(exam: dict[str, Any], method: str) -> None:
    row = one(exam)
    assert row["uterus_method"] == method
    assert row["uterus_evidence"] == "unknown"
    assert np.isnan(row[["uterus_dose_mgy", "uterus_low_mgy", "uterus_high_mgy"]].astype(float)).all()


def test_a_treatment_has_no_number_and_mri_has_none_of_it() -> None:
    treatment = next(key for key in KINDS if exam_kinds()[key].treatment)
    assert one({"kind_key": treatment})["uterus_method"] == "treatment"
    assert one({"kind_key": "mri_brain"})["uterus_dose_mgy"] == 0


def test_of_about_20_exams_it_is_the_dose_of_one() -> None:
    assert one({"kind_key": "xr_lspine", "exam_count": 20})["uterus_dose_mgy"] == 1


def test_every_kind_at_once_keeps_its_order_its_index_and_an_interval_around_its_value() -> None:
    rows = exams(*({"kind_key": key} for key in KINDS)).set_axis(range(100, 100 + len(KINDS)))
    found = uterus.estimate(rows, measurements())
    assert list(found.index) == list(rows.index)
    numbers = found[found["uterus_dose_mgy"] > 0]
    assert len(numbers) > 80
    assert (numbers["uterus_low_mgy"] > 0).all()
    assert (numbers["uterus_low_mgy"] < numbers["uterus_dose_mgy"]).all()
    assert (numbers["uterus_high_mgy"] > numbers["uterus_dose_mgy"]).all()
    assert (numbers["uterus_high_mgy"] >= 1.4 * numbers["uterus_dose_mgy"] * 0.999).all()
    zeros = found[found["uterus_dose_mgy"] == 0]
    assert set(zeros["uterus_evidence"]) == {"no_radiation"}


def test_no_exams_give_no_rows() -> None:
    assert list(uterus.estimate(exams().iloc[:0], measurements()).columns) == list(uterus.COLUMNS)


# Frames of about twenty exams: each exam alone costs a call, and so does each frame.
@settings(max_examples=examples(4, fuzz=100), deadline=None)
@given(
    keys=st.lists(st.sampled_from(KINDS), min_size=18, max_size=24),
    values=st.lists(st.floats(0.01, 1e5), min_size=24, max_size=24),
    quantity=st.sampled_from(uterus.SCALED_BY),
)
def test_all_exams_at_once_give_what_each_gives_alone_and_grow_with_what_was_measured(
    keys: list[str], values: list[float], quantity: str
) -> None:
    asked = exams(*({"kind_key": k} for k in keys))
    measured = measurements(*({"exam": i, "quantity": quantity, "value": v} for i, v in enumerate(values[: len(keys)])))
    together = uterus.estimate(asked, measured)
    alone = [
        uterus.estimate(
            asked.iloc[[i]].reset_index(drop=True), measured.iloc[[i]].reset_index(drop=True).assign(exam=0)
        )
        for i in range(len(keys))
    ]
    pd.testing.assert_frame_equal(pd.concat(alone, ignore_index=True), together, check_dtype=False)
    tripled = measured.assign(value=3.0 * measured["value"])
    before, after = together["uterus_dose_mgy"], uterus.estimate(asked, tripled)["uterus_dose_mgy"]
    assert ((after >= before * 0.999) | before.isna()).all()
    assert ((after <= before * 3.001) | before.isna()).all()
