"""Effective dose: published coefficients by name, the order of evidence, and what must never be calculated."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.dose.records import exams, measurements
from tests.effort import examples
from tracker import reference
from tracker.dose import effective
from tracker.dose.plausibility import usual_value


def one(exam: dict[str, Any], *measured: dict[str, Any]) -> pd.Series:
    return effective.estimate(exams(exam), measurements(*measured)).iloc[0]


def dose(row: pd.Series) -> float:
    return float(row["typical_msv"])


def test_adult_ct_abdomen_pelvis_uses_k_0_0179_of_lee_2012_and_0_015_of_aapm_report_96_where_chosen() -> None:
    ct = {"quantity": "dlp_mgy_cm", "value": 512, "phantom": "32 cm"}
    row = one({"kind_key": "ct_abd_pelvis"}, ct)
    assert dose(row) == pytest.approx(512 * 0.0179)
    assert (row["evidence"], row["factor_set"]) == ("calculated", "ICRP 103")
    older = under("ICRP 60", {"kind_key": "ct_abd_pelvis"}, ct)
    assert dose(older) == pytest.approx(512 * 0.015)
    assert older["factor_set"] == "ICRP 60"


def test_adult_ct_head_uses_k_0_0017_of_lee_2012() -> None:
    assert dose(one({}, {"value": 1000})) == pytest.approx(1.7)


def test_a_teenagers_ct_has_a_coefficient_which_aapm_report_96_lacks() -> None:
    teen = {"kind_key": "ct_head", "birth_date": "2006-03-04"}
    assert dose(one(teen, {"value": 800, "phantom": "16 cm"})) == pytest.approx(800 * 0.0022)


@pytest.mark.parametrize(
    ("kind", "phantom", "k", "low", "high"),
    [
        ("cta_coronary", "32 cm", 0.027, 0.020, 0.031),  # Trattner 2018
        ("ct_calcium", "32 cm", 0.028, 0.020, 0.031),
        ("ct_neck", "32 cm", 0.011, 0.0066, 0.0154),
        ("ct_neck", "16 cm", 0.0055, 0.0033, 0.0077),
        ("ct_neck", "", 0.0078, 0.0033, 0.0154),
        ("ct_cspine", "32 cm", 0.0086, 0.0052, 0.012),
        ("ct_cspine", "16 cm", 0.0043, 0.0026, 0.006),
        ("ct_chest", "32 cm", 0.021, 0.0145, 0.0253),
        ("ct_lspine", "32 cm", 0.0179, 0.0107, 0.0251),
    ],
)
def test_published_additions_for_adults(kind: str, phantom: str, k: float, low: float, high: float) -> None:
    row = one({"kind_key": kind}, {"value": 1000, "phantom": phantom})
    assert (dose(row), row["low_msv"], row["high_msv"]) == pytest.approx((1000 * k, 1000 * low, 1000 * high))


def test_the_heart_under_icrp_60_takes_the_coefficient_of_the_chest() -> None:
    row = under("ICRP 60", {"kind_key": "cta_coronary"}, {"value": 1000, "phantom": "32 cm"})
    assert dose(row) == pytest.approx(14.0)
    assert row["factor_set"] == "ICRP 60"


def test_a_tube_voltage_chooses_the_coefficient() -> None:
    at_80 = one({"kind_key": "ct_chest"}, {"value": 1000, "phantom": "32 cm", "tube_voltage_kv": 85.0})
    assert dose(at_80) == pytest.approx(19.1)


def test_lumbar_epidural_uses_0_20_msv_per_gy_cm2() -> None:
    row = one({"kind_key": "esi_lumbar_transforaminal_rf"}, {"quantity": "kap_gy_cm2", "value": 2.41})
    assert dose(row) == pytest.approx(0.482)
    assert (row["low_msv"], row["high_msv"]) == pytest.approx((0.241, 0.8435))


def test_coronary_angiography_uses_its_own_coefficient_0_30_of_brambilla_2017() -> None:
    row = one({"kind_key": "ir_coronary_angiography"}, {"quantity": "kap_gy_cm2", "value": 23.2})
    assert dose(row) == pytest.approx(23.2 * 0.30)
    assert row["factor_set"] == "ICRP 103"


def test_fdg_uses_0_019_msv_per_mbq_of_icrp_128() -> None:
    given_activity = {"quantity": "activity_mbq", "value": 370, "radiopharmaceutical": "f18_fdg"}
    assert dose(one({"kind_key": "nm_pet_fdg_only"}, given_activity)) == pytest.approx(7.03)


def test_mammogram_is_0_12_times_the_mean_of_both_breasts() -> None:
    both = [
        {"quantity": "glandular_dose_mgy", "value": v, "laterality": s} for v, s in ((1.3, "left"), (1.28, "right"))
    ]
    assert dose(one({"kind_key": "mg_2d"}, *both)) == pytest.approx(0.12 * 1.29)
    mean_of_both = {"quantity": "glandular_dose_mgy", "value": 1.29}
    assert dose(one({"kind_key": "mg_2d"}, mean_of_both)) == pytest.approx(0.12 * 1.29)


@pytest.mark.parametrize("kind", ["mg_2d", "mg_tomo", "mg_cem"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_report_that_names_one_breast_counts_one_breast(kind: str, side: str) -> None:
    assert reference.exam_kinds()[kind].bilateral
    row = one({"kind_key": kind}, {"quantity": "glandular_dose_mgy", "value": 1.3, "laterality": side})
    assert dose(row) == pytest.approx(0.06 * 1.3)
    assert row["evidence"] == "calculated"


def test_an_exam_of_one_breast_counts_half() -> None:
    left = {"quantity": "glandular_dose_mgy", "value": 4.0, "laterality": "left"}
    assert dose(one({"kind_key": "mg_stereo_biopsy"}, left)) == pytest.approx(0.24)


def test_fluoroscopy_time_alone_scales_the_published_dose_of_the_exam_by_its_published_time() -> None:
    kind = reference.exam_kinds()["esi_lumbar_transforaminal_rf"]
    row = one({"kind_key": kind.key}, {"quantity": "fluoro_time_s", "value": 59})
    scaled = (kind.typical_msv or 0) * 59 / 29.5  # Kim 2014: 29 s; Cushman 2016: 30 s
    assert (dose(row), row["low_msv"], row["high_msv"]) == pytest.approx((scaled, scaled / 5, 5 * scaled))
    assert row["evidence"] == "from_time"


def test_where_a_dose_was_published_without_a_time_it_holds_against_the_rate_of_a_continuous_beam() -> None:
    """0.06 mSv must not become 0.27 for "38 s"."""
    kinds = reference.exam_kinds()
    row = one({"kind_key": "mbb_rf"}, {"quantity": "fluoro_time_s", "value": 38})
    assert (dose(row), row["evidence"]) == (kinds["mbb_rf"].typical_msv, kinds["mbb_rf"].evidence)
    row = one({"kind_key": "mbb_lumbar_rf"}, {"quantity": "fluoro_time_s", "value": 38})
    assert dose(row) == pytest.approx((kinds["mbb_lumbar_rf"].typical_msv or 0) * 38 / 37)  # Bakir 2024: 28 and 46 s


def test_a_rough_dose_gives_way_to_0_43_msv_per_minute_of_schmid_2006_with_a_factor_of_five() -> None:
    row = one({"kind_key": "ganglion_impar_rf"}, {"quantity": "fluoro_time_s", "value": 60})
    assert (dose(row), row["low_msv"], row["high_msv"]) == pytest.approx((0.43, 0.086, 2.15))


def test_an_injection_of_both_sides_counts_twice_and_a_measured_one_once() -> None:
    alone, both = one({"kind_key": "si_joint_rf", "side": "left"}), one({"kind_key": "si_joint_rf", "side": "both"})
    assert dose(both) == pytest.approx(2 * dose(alone))
    kap = {"quantity": "kap_gy_cm2", "value": 1.0}
    assert dose(one({"kind_key": "si_joint_rf", "side": "both"}, kap)) == pytest.approx(0.2)


def test_a_mammogram_of_one_breast_counts_one_breast() -> None:
    one_breast, both = one({"kind_key": "mg_2d", "side": "left"}), one({"kind_key": "mg_2d"})
    assert dose(one_breast) == pytest.approx(dose(both) / 2)
    measured = {"quantity": "glandular_dose_mgy", "value": 1.5, "laterality": "left"}
    assert dose(one({"kind_key": "mg_2d", "side": "left"}, measured)) == pytest.approx(0.09)


def test_the_kap_of_an_exam_in_own_words_with_a_region_counts() -> None:
    own = {"kind_key": "", "own_words": "shot under X-ray", "region": "lumbar_spine"}
    assert dose(one(own, {"quantity": "kap_gy_cm2", "value": 2})) == pytest.approx(0.4)


def test_the_order_is_reported_calculated_time_typical() -> None:
    given = [
        {"quantity": "fluoro_time_s", "value": 60},
        {"quantity": "kap_gy_cm2", "value": 1},
        {"quantity": "effective_dose_msv", "value": 9},
    ]
    exam = {"kind_key": "esi_lumbar_transforaminal_rf"}
    found = [one(exam, *given[:n])["evidence"] for n in (3, 2, 1, 0)]
    assert found == ["reported", "calculated", "from_time", "typical"]


def test_air_kerma_alone_gives_no_effective_dose() -> None:
    assert (
        one({"kind_key": "esi_lumbar_transforaminal_rf"}, {"quantity": "air_kerma_mgy", "value": 9})["evidence"]
        == "typical"
    )


@pytest.mark.parametrize(
    ("kind", "kap", "msv", "low", "high"),
    [
        ("xr_abdomen", 0.328, 0.0656, 0.0328, 0.1148),
        ("xr_lspine", 4.6, 0.92, 0.46, 1.61),
        ("xr_cspine", 0.25, 0.0175, 0.0075, 0.0325),
        ("xr_hip", 1.0, 0.15, 0.07, 0.29),
        ("xr_knee", 0.2, 0.001, 0.0005, 0.002),
    ],
)
def test_a_plain_film_with_a_kap_takes_the_coefficient_of_its_region_and_is_rough(
    kind: str, kap: float, msv: float, low: float, high: float
) -> None:
    """An abdomen of 0.328 Gy.cm2 gave 0.70 mSv whatever was measured, then 0.10 by levels of one view."""
    row = one({"kind_key": kind}, {"quantity": "kap_gy_cm2", "value": kap})
    assert (row["method"], row["evidence"]) == ("film", "rough")
    assert (dose(row), row["low_msv"], row["high_msv"]) == pytest.approx((msv, low, high))


def test_a_film_at_its_usual_kap_gives_about_its_published_dose() -> None:
    """Where dose and KAP were published for one view; of a series of views they were not."""
    for key in ("xr_chest_pa", "xr_chest_ap_portable", "xr_abdomen", "xr_pelvis"):
        row = one({"kind_key": key}, {"quantity": "kap_gy_cm2", "value": usual_value(key, "kap_gy_cm2")})
        assert row["low_msv"] < (reference.exam_kinds()[key].typical_msv or 0) < row["high_msv"], key


def test_a_film_of_a_child_or_of_a_region_without_a_coefficient_stays_as_it_was() -> None:
    kap = {"quantity": "kap_gy_cm2", "value": 1}
    assert one({"kind_key": "xr_abdomen", "birth_date": "2015-01-01"}, kap)["method"] != "film"
    assert one({"kind_key": "xr_femur"}, kap)["method"] == "typical"


def test_ctdivol_is_never_a_dose() -> None:
    assert one({}, {"quantity": "ctdivol_mgy", "value": 50})["evidence"] == "typical"


@pytest.mark.parametrize(("phantom", "evidence"), [("16 cm", "calculated"), ("", "typical"), ("32 cm", "calculated")])
def test_a_childs_dlp_needs_the_phantom(phantom: str, evidence: str) -> None:
    child = {"kind_key": "ct_abd_pelvis", "birth_date": "2015-03-04"}
    assert one(child, {"value": 100, "phantom": phantom})["evidence"] == evidence


def test_a_five_year_olds_ct_abdomen_uses_k_0_0221_on_the_16_cm_phantom_and_twice_that_on_the_32_cm_one() -> None:
    child = {"kind_key": "ct_abd_pelvis", "birth_date": "2015-03-04"}
    small, large = (one(child, {"value": 100, "phantom": phantom}) for phantom in ("16 cm", "32 cm"))
    assert dose(small) == pytest.approx(2.21)
    assert dose(large) == pytest.approx(2 * dose(small))
    assert large["high_msv"] == pytest.approx(2.1 * small["high_msv"], rel=0.01)


def test_adult_kap_coefficients_are_not_used_for_children() -> None:
    child = {"kind_key": "esi_lumbar_transforaminal_rf", "birth_date": "2012-01-01"}
    assert one(child, {"quantity": "kap_gy_cm2", "value": 1})["evidence"] == "rough"


def test_an_adult_value_used_for_a_child_is_rough() -> None:
    assert one({"kind_key": "xr_lspine", "birth_date": "2012-01-01"})["evidence"] == "rough"
    assert one({"kind_key": "ct_head", "birth_date": "2015-01-01"})["method"] == "child_typical"


def test_the_wrong_phantom_of_an_adult_is_not_calculated_with() -> None:
    assert one({"kind_key": "ct_abd_pelvis"}, {"value": 512, "phantom": "16 cm"})["evidence"] == "typical"


def test_head_and_body_in_one_study_are_added_part_by_part() -> None:
    row = one(
        {"kind_key": "ct_trauma_whole_body"},
        {"value": 1500, "phantom": "mixed"},
        {"value": 1000, "phantom": "16 cm", "region": "head", "part": True},
        {"value": 500, "phantom": "32 cm", "region": "chest", "part": True},
    )
    assert dose(row) == pytest.approx(1000 * 0.0017 + 500 * 0.021)


def test_parts_that_do_not_make_up_the_whole_are_not_taken_for_it() -> None:
    row = one(
        {"kind_key": "ct_trauma_whole_body"},
        {"value": 1500, "phantom": "mixed"},
        {"value": 1000, "phantom": "16 cm", "region": "head", "part": True},
    )
    assert row["evidence"] == "typical"


FDG = {"quantity": "activity_mbq", "value": 370, "radiopharmaceutical": "f18_fdg"}
CT_PART = {"quantity": "dlp_mgy_cm", "value": 500, "phantom": "32 cm", "region": "chest_abdomen_pelvis"}
AGENT_DOSE = {"quantity": "effective_dose_msv", "value": 7.486, "origin": "administration"}


def test_pet_ct_adds_the_radiopharmaceutical_and_the_ct() -> None:
    row = one({"kind_key": "nm_petct_fdg"}, FDG, CT_PART)
    assert dose(row) == pytest.approx(370 * 0.019 + 500 * 0.018)
    assert dose(one({"kind_key": "nm_petct_fdg"}, AGENT_DOSE, CT_PART)) == pytest.approx(7.486 + 9.0)


@pytest.mark.parametrize(("part", "expected"), [(FDG, 7.03 + 9.5), (CT_PART, 9.0 + 7.0), (AGENT_DOSE, 7.486 + 9.5)])
def test_the_part_of_a_pet_ct_that_was_not_measured_is_the_usual_one(part: dict[str, Any], expected: float) -> None:
    row = one({"kind_key": "nm_petct_fdg"}, part)
    assert dose(row) == pytest.approx(expected)
    assert row["evidence"] == "typical"


def test_a_low_activity_of_a_pet_ct_counts_even_without_its_ct() -> None:
    low = one({"kind_key": "nm_petct_fdg"}, FDG | {"value": 150})
    assert dose(low) == pytest.approx(150 * 0.019 + 9.5)


def test_a_reported_dose_of_a_pet_alone_is_reported() -> None:
    assert one({"kind_key": "nm_pet_fdg_only"}, AGENT_DOSE)["evidence"] == "reported"


def test_an_unknown_radiopharmaceutical_is_not_calculated() -> None:
    row = one({"kind_key": "nm_bone"}, {"quantity": "activity_mbq", "value": 700})
    assert row["evidence"] == "typical"


def test_mri_and_ultrasound_are_zero_and_not_counted_as_measured() -> None:
    row = one({"kind_key": "mri_brain"})
    assert (dose(row), row["evidence"], row["counted"]) == (0.0, "no_radiation", False)


def test_treatments_have_no_dose_here() -> None:
    row = one({"kind_key": "tx_radioiodine"}, {"quantity": "activity_mbq", "value": 3700})
    assert np.isnan(dose(row))
    assert (row["evidence"], row["counted"]) == ("treatment", False)


def test_what_nobody_knows_is_not_zero() -> None:
    for exam in ({"kind_key": "rf_unspecified"}, {"kind_key": "", "own_words": "a scan abroad"}, {"kind_key": "gone"}):
        row = one(exam)
        assert np.isnan(dose(row))
        assert (row["evidence"], row["counted"]) == ("unknown", False)


def test_an_exam_in_own_words_with_a_region_uses_its_dlp() -> None:
    row = one({"kind_key": "", "own_words": "scan abroad", "region": "chest"}, {"value": 300})
    assert dose(row) == pytest.approx(6.3)


def test_about_twenty_exams_count_twenty_times() -> None:
    single, twenty = one({"kind_key": "dx_bitewing_4"}), one({"kind_key": "dx_bitewing_4", "exam_count": 20})
    for name in ("typical_msv", "low_msv", "high_msv"):
        assert twenty[name] == pytest.approx(20 * single[name])


@pytest.mark.parametrize("quantity", ["kap_gy_cm2", "fluoro_time_s", "effective_dose_msv"])
def test_a_zero_in_a_report_means_not_measured_and_is_never_a_dose(quantity: str) -> None:
    row = one({"kind_key": "esi_lumbar_transforaminal_rf"}, {"quantity": quantity, "value": 0.0})
    assert (row["evidence"], dose(row) > 0) == ("typical", True)


@pytest.mark.parametrize("kind", ["nm_mpi_mibi_1day", "nm_pet_brain_fdg", "xr_chest_pa", "mg_2d", "ct_myelogram"])
def test_a_dlp_alone_does_not_stand_for_an_exam_that_is_more_or_other_than_a_ct(kind: str) -> None:
    assert one({"kind_key": kind}, {"value": 60})["evidence"] != "calculated"


def test_fluoroscopy_with_a_cone_beam_ct_adds_both_and_the_ct_alone_does_not_stand_for_it() -> None:
    kap_, dlp = {"quantity": "kap_gy_cm2", "value": 100}, {"value": 30, "phantom": "32 cm"}
    alone = one({"kind_key": "ir_tace"}, kap_)
    both = one({"kind_key": "ir_tace"}, kap_, dlp)
    assert dose(both) == pytest.approx(dose(alone) + 30 * 0.0179)
    assert one({"kind_key": "ir_tace"}, dlp)["evidence"] == "typical"


def test_an_activity_is_used_for_nuclear_exams_only() -> None:
    assert one({"kind_key": "xr_knee"}, FDG)["evidence"] == "typical"


def test_the_time_alone_is_used_for_injections_only() -> None:
    time_ = {"quantity": "fluoro_time_s", "value": 1800}
    for kind in ("ir_tips", "rf_barium_enema", "ir_uae"):
        assert one({"kind_key": kind}, time_)["evidence"] == "typical"


def test_one_breast_exams_without_a_named_breast_count_half() -> None:
    assert dose(one({"kind_key": "mg_stereo_biopsy"}, {"quantity": "glandular_dose_mgy", "value": 4})) == pytest.approx(
        0.24
    )


def test_named_and_unnamed_breasts_are_not_added() -> None:
    values = [{"quantity": "glandular_dose_mgy", "value": 1.5, "laterality": side} for side in ("left", "right", "")]
    assert one({"kind_key": "mg_2d"}, *values)["evidence"] == "typical"
    assert one({"kind_key": "mg_2d"}, values[2], values[2])["evidence"] == "typical"


def test_two_different_reported_doses_are_not_chosen_between() -> None:
    values = [{"quantity": "effective_dose_msv", "value": v} for v in (3, 2)]
    assert one({"kind_key": "ct_chest"}, *values)["evidence"] == "typical"


def test_the_region_a_person_chose_outranks_the_coefficient_of_the_kind() -> None:
    exam = {"kind_key": "rf_intraop_extremity", "region": "hip"}
    assert dose(one(exam, {"quantity": "kap_gy_cm2", "value": 2})) == pytest.approx(2 * 0.15)


def test_a_childs_ct_of_the_abdomen_uses_the_coefficient_of_abdomen_and_pelvis() -> None:
    child = {"kind_key": "ct_abdomen", "birth_date": "2015-03-04"}
    assert dose(one(child, {"value": 150, "phantom": "16 cm"})) == pytest.approx(150 * 0.0221)


def test_the_ct_of_a_whole_body_pet_is_taken_as_trunk() -> None:
    row = one({"kind_key": "nm_petct_fdg"}, FDG, {"value": 500, "phantom": "32 cm"})
    assert dose(row) == pytest.approx(370 * 0.019 + 500 * 0.018)


def test_iodine_131_of_a_treatment_is_not_a_diagnostic_dose() -> None:
    iodide = {"quantity": "activity_mbq", "value": 3700, "radiopharmaceutical": "i131_iodide"}
    assert one({"kind_key": "", "own_words": "iodine"}, iodide)["evidence"] == "unknown"
    assert one({"kind_key": "nm_i131_whole_body"}, iodide)["method"] == "typical"


@pytest.mark.parametrize("agent", ["", "i131_iodide", "i131_iodide_no_uptake"])
def test_iodine_131_of_a_scan_without_thyroid_has_one_physics_however_its_agent_is_named(agent: str) -> None:
    scan = {"quantity": "activity_mbq", "value": 185, "radiopharmaceutical": agent}
    row = one({"kind_key": "nm_i131_whole_body"}, scan)
    assert row["evidence"] == "calculated"
    assert (dose(row), row["low_msv"], row["high_msv"]) == pytest.approx((185 * 0.058, 185 * 0.029, 185 * 0.24))
    usual = one({"kind_key": "nm_i131_whole_body"})
    at_usual = one({"kind_key": "nm_i131_whole_body"}, scan | {"value": 74})
    assert dose(at_usual) == pytest.approx(dose(usual), rel=0.01)


@pytest.mark.parametrize(
    ("kind", "agent", "activity", "expected"),
    [
        ("nm_thyroid_i131_uptake", "", 0.2, 4.4),
        ("nm_thyroid_i131_uptake", "i131_iodide", 0.4, 8.8),
        ("nm_thyroid_i131_uptake", "i131_iodide_no_uptake", 0.4, None),  # says the contrary of what the test is for
        ("nm_thyroid_i131_uptake", "i131_iodide", 74, None),
        ("nm_i131_whole_body", "", 1110, None),
        ("nm_i131_whole_body", "i131_iodide_no_uptake", 3700, None),
        ("nm_i131_whole_body", "i123_iodide", 74, None),
        ("nm_thyroid_i123", "", 10, None),  # two agents, twenty times apart: nobody can say which
    ],
)
def test_an_activity_without_its_agent_is_that_of_the_kind_only_where_it_has_one(
    kind: str, agent: str, activity: float, expected: float | None
) -> None:
    given = {"quantity": "activity_mbq", "value": activity, "radiopharmaceutical": agent}
    row = one({"kind_key": kind}, given)
    assert row["evidence"] == ("typical" if expected is None else "calculated")
    assert expected is None or dose(row) == pytest.approx(expected)


def test_a_panoramic_x_ray_uses_the_dental_coefficient_of_looe_2008() -> None:
    assert dose(one({"kind_key": "dx_panoramic"}, {"quantity": "kap_gy_cm2", "value": 0.1})) == pytest.approx(0.015)


def test_every_estimate_of_the_whole_catalogue_has_low_typical_high_in_order() -> None:
    found = effective.estimate(exams(*({"kind_key": key} for key in reference.exam_kinds())), measurements())
    counted = found[found["counted"]]
    assert (counted["low_msv"] <= counted["typical_msv"]).all()
    assert (counted["typical_msv"] <= counted["high_msv"]).all()
    assert (counted["low_msv"] > 0).all()
    assert found.loc[found["evidence"] == "unknown", "typical_msv"].isna().all()


kinds = st.sampled_from(sorted(reference.exam_kinds()))
quantities = st.sampled_from(
    ["effective_dose_msv", "dlp_mgy_cm", "kap_gy_cm2", "activity_mbq", "glandular_dose_mgy", "fluoro_time_s"]
)
given_values = st.fixed_dictionaries(
    {
        "quantity": quantities,
        "value": st.floats(0, 1e4),
        "phantom": st.sampled_from(["", "16 cm", "32 cm", "mixed"]),
        "laterality": st.sampled_from(["", "left", "right"]),
        "part": st.booleans(),
        "radiopharmaceutical": st.sampled_from(["", "f18_fdg", "tc99m_mdp"]),
    }
)
records = st.lists(
    st.tuples(
        st.fixed_dictionaries({"kind_key": kinds, "birth_date": st.sampled_from(["1971-05-12", "2015-01-01", None])}),
        st.lists(given_values, max_size=3),
    ),
    min_size=18,
    max_size=24,
)


# Frames of about twenty exams: each exam alone costs a call, and so does each frame.
@settings(max_examples=examples(4, fuzz=100), deadline=None)
@given(records)
def test_many_exams_at_once_give_what_each_gives_alone(
    record: list[tuple[dict[str, Any], list[dict[str, Any]]]],
) -> None:
    asked = exams(*(exam for exam, _m in record))
    measured = measurements(*({**m, "exam": i} for i, (_e, given_) in enumerate(record) for m in given_))
    together = effective.estimate(asked, measured)
    alone = [
        effective.estimate(
            asked.iloc[[i]].reset_index(drop=True),
            measured[measured["exam"] == i].reset_index(drop=True).assign(exam=0),
        )
        for i in range(len(record))
    ]
    for name in ("typical_msv", "low_msv", "high_msv"):
        np.testing.assert_allclose(together[name], [row[name].item() for row in alone])
    assert together["method"].tolist() == [row["method"].item() for row in alone]


def under(factor_set: str, exam: dict[str, Any], *measured: dict[str, Any]) -> pd.Series:
    stated = pd.Series([m.get("tube_voltage_kv") for m in measured], dtype=object)
    return effective.estimate(exams(exam), measurements(*measured).assign(tube_voltage_kv=stated), factor_set).iloc[0]


@pytest.mark.parametrize(("kv", "k"), [(None, 0.0179), (80, 0.0159), (100, 0.0172), (120, 0.0179), (140, 0.0179)])
def test_under_icrp_103_a_ct_uses_lee_2012_at_its_tube_voltage(kv: float | None, k: float) -> None:
    dlp = {"value": 1000, "phantom": "32 cm", "tube_voltage_kv": kv}
    row = under("ICRP 103", {"kind_key": "ct_abd_pelvis"}, dlp)
    assert dose(row) == pytest.approx(1000 * k)
    assert row["factor_set"] == "ICRP 103"
    assert dose(under("ICRP 60", {"kind_key": "ct_abd_pelvis"}, dlp)) == pytest.approx(15)


def test_under_icrp_103_a_child_of_five_uses_its_own_value_of_lee_2012() -> None:
    child = {"kind_key": "ct_head", "birth_date": "2015-03-04"}
    assert dose(under("ICRP 103", child, {"value": 500, "phantom": "16 cm"})) == pytest.approx(500 * 0.0043)


def test_the_pelvis_uses_the_value_of_abdomen_and_pelvis_and_a_neck_keeps_its_set() -> None:
    pelvis = under("ICRP 103", {"kind_key": "ct_pelvis"}, {"value": 1000, "phantom": "32 cm"})
    assert dose(pelvis) == pytest.approx(17.9)
    neck = under("ICRP 103", {"kind_key": "ct_neck"}, {"value": 1000, "phantom": "16 cm"})
    assert dose(neck) == pytest.approx(5.5)
    assert neck["factor_set"] == "ICRP 103"
    child = {"kind_key": "ct_neck", "birth_date": "2015-03-04"}
    assert under("ICRP 103", child, {"value": 100, "phantom": "16 cm"})["factor_set"] == "ICRP 60"  # Lee has no neck


def test_a_mammogram_is_0_05_times_the_mean_under_icrp_60_and_0_12_under_icrp_103() -> None:
    both = {"quantity": "glandular_dose_mgy", "value": 1.0}
    assert dose(under("ICRP 60", {"kind_key": "mg_2d"}, both)) == pytest.approx(0.05)
    assert dose(under("ICRP 103", {"kind_key": "mg_2d"}, both)) == pytest.approx(0.12)
    assert dose(under("", {"kind_key": "mg_2d"}, both)) == pytest.approx(0.12)


# A few frames of some thirty exams hold as many of them as many of at most eight did.
@settings(max_examples=examples(4, fuzz=100), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(reference.exam_kinds())), st.floats(0.1, 5000)), min_size=24, max_size=40)
)
@example([])
@example([("ct_chest", 100.0)])
def test_no_set_changes_what_rests_on_kap_activity_time_or_a_published_dose(
    given_exams: list[tuple[str, float]],
) -> None:
    quantities = ["kap_gy_cm2", "activity_mbq", "fluoro_time_s", "effective_dose_msv"]
    rows = [
        {"exam": i, "quantity": quantities[i % 4], "value": value, "radiopharmaceutical": "tc99m_mdp"}
        for i, (_key, value) in enumerate(given_exams)
    ]
    kinds = exams(*({"kind_key": key} for key, _value in given_exams))
    shown = effective.estimate(kinds, measurements(*rows))
    for name in ("ICRP 60", "ICRP 103"):
        pd.testing.assert_frame_equal(effective.estimate(kinds, measurements(*rows), name), shown)
