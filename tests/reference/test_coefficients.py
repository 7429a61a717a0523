"""Coefficients: the values that were published, and none that was not."""

import pytest

from tracker.reference import (
    activity_coefficients,
    dlp_coefficients,
    kap_coefficient_alternatives,
    kap_coefficients,
    range_conventions,
    time_rates,
)

KAP = {(row.region or row.kind_key, row.age_group): row for row in kap_coefficients()}
DLP = {
    (row.factor_set, row.region, row.age_group, row.tube_voltage_kv): row
    for row in dlp_coefficients()
    if row.source_id in ("lee_2012", "aapm_96")
}
ACTIVITY = {(row.radiopharmaceutical, row.age_group): row for row in activity_coefficients()}


@pytest.mark.parametrize(
    ("regions", "expected"),
    [
        (("lumbar_spine", "sacrum_sacroiliac", "abdomen", "pelvis"), (0.20, 0.10, 0.35)),
        (("thoracic_spine", "chest"), (0.20, 0.10, 0.40)),
        (("hip",), (0.15, 0.07, 0.29)),
        (("cervical_spine",), (0.07, 0.03, 0.13)),
        (("head",), (0.05, 0.025, 0.10)),
        (("shoulder",), (0.01, 0.005, 0.02)),
        (("knee", "elbow", "wrist_hand", "ankle_foot"), (0.005, 0.0025, 0.01)),
    ],
)
def test_kap_defaults_of_adults(regions: tuple[str, ...], expected: tuple[float, float, float]) -> None:
    for region in regions:
        row = KAP[region, "adult"]
        assert (row.typical, row.low, row.high) == expected


def test_coronary_angiography_kap_is_0_30_and_pci_0_33_brambilla_2017() -> None:
    assert KAP["ir_coronary_angiography", "adult"].typical == 0.30
    assert KAP["ir_pci", "adult"].typical == 0.33
    assert KAP["ir_pci", "adult"].source_id == "brambilla_2017"


def test_hepatic_embolisation_kap_is_0_18_dauer_2011() -> None:
    row = KAP["ir_tace", "adult"]
    assert (row.typical, row.low, row.high) == (0.18, 0.12, 0.33)


def test_nephrostomy_kap_is_0_161_mcparland_1998() -> None:
    assert KAP["ir_nephrostomy", "adult"].typical == pytest.approx(3.9 / 24.2, abs=0.001)


def test_cerebral_embolisation_kap_is_0_061_kemerink_2002() -> None:
    assert KAP["ir_cerebral_embolisation", "adult"].typical == pytest.approx(14.0 / 228, abs=0.001)


def test_barium_enema_kap_lies_between_the_0_27_and_0_29_of_geleijns_1997() -> None:
    assert KAP["rf_barium_enema", "adult"].typical == 0.28


def test_video_swallow_kap_is_0_19_and_panoramic_0_15() -> None:
    assert KAP["rf_mbss", "adult"].typical == 0.19
    assert KAP["dx_panoramic", "adult"].typical == 0.15


def test_only_cardiac_catheterisation_has_kap_coefficients_of_children() -> None:
    children = {row.kind_key: 0 for row in kap_coefficients() if row.age_group != "adult"}
    assert set(children) == {"ir_coronary_angiography"}
    assert [KAP["ir_coronary_angiography", age].typical for age in ("0", "1", "5", "10", "15")] == [
        3.7,
        1.9,
        1,
        0.6,
        0.4,
    ]


def test_conventions_say_so() -> None:
    for row in kap_coefficients():
        assert (row.status == "convention") == (row.source_id in {"convention", "region_default"}), row
        assert row.status != "convention" or "convention" in row.notes.lower()


def test_a_default_of_0_20_is_ours_and_cites_no_paper_that_lacks_it() -> None:
    for region in ("lumbar_spine", "abdomen", "pelvis"):
        row = KAP[region, "adult"]
        assert (row.source_id, row.status) == ("region_default", "convention")
        assert "published" in row.notes


def test_alternatives_say_why_they_were_not_chosen() -> None:
    assert len(kap_coefficient_alternatives()) >= 20
    assert all(row.why_not_chosen for row in kap_coefficient_alternatives())


def test_ct_abdomen_pelvis_adult_k_is_0_015_aapm_report_96() -> None:
    row = DLP["ICRP 60", "abdomen_pelvis", "adult", 0]
    assert (row.typical, row.phantom, row.source_id) == (0.015, "32 cm", "aapm_96")


@pytest.mark.parametrize(
    ("region", "by_age"),
    [
        ("head", (0.011, 0.0067, 0.0040, 0.0032, 0.0021)),
        ("head_neck", (0.013, 0.0085, 0.0057, 0.0042, 0.0031)),
        ("neck", (0.017, 0.012, 0.011, 0.0079, 0.0059)),
        ("chest", (0.039, 0.026, 0.018, 0.013, 0.014)),
        ("abdomen_pelvis", (0.049, 0.030, 0.020, 0.015, 0.015)),
        ("trunk", (0.044, 0.028, 0.019, 0.014, 0.015)),
    ],
)
def test_the_adult_and_child_values_of_aapm_report_96(region: str, by_age: tuple[float, ...]) -> None:
    assert tuple(DLP["ICRP 60", region, age, 0].typical for age in ("0", "1", "5", "10", "adult")) == by_age


def test_what_was_published_for_the_32_cm_phantom_is_of_adult_bodies() -> None:
    for row in DLP.values():
        body = row.region in {"chest", "abdomen", "pelvis", "abdomen_pelvis", "trunk"}
        assert (row.phantom == "32 cm") == (body and row.age_group == "adult"), row


def test_lee_2012_chest_adult_120_kv_is_0_021_icrp_103() -> None:
    assert DLP["ICRP 103", "chest", "adult", 120].typical == 0.021


def test_both_sets_cover_the_default_regions() -> None:
    assert {row.factor_set for row in dlp_coefficients()} == {"ICRP 60", "ICRP 103"}
    for region in ("head", "chest", "abdomen_pelvis", "trunk"):
        assert ("ICRP 103", region, "adult", 120) in DLP


def test_the_interval_of_k_is_at_least_40_percent_either_way() -> None:
    """But where a publication gives its own span: the heart (Trattner 2018) and the chest of adults."""
    for row in dlp_coefficients():
        if row.kind_key or row.region == "heart" or (row.factor_set, row.region, row.age_group) == SPAN_OF_CHEST:
            continue
        assert row.low <= 0.61 * row.typical, row
        assert row.high >= 1.39 * row.typical, row


SPAN_OF_CHEST = ("ICRP 103", "chest", "adult")


def test_the_chest_of_adults_has_the_published_span_0_0145_to_0_0253() -> None:
    rows = [r for r in dlp_coefficients() if (r.factor_set, r.region, r.age_group) == SPAN_OF_CHEST]
    assert {(r.low, r.high) for r in rows} == {(0.0145, 0.0253)}
    assert [r.typical for r in rows] == [0.0191, 0.0203, 0.021]


def test_a_childs_body_on_the_32_cm_phantom_is_twice_that_on_the_16_cm_one() -> None:
    doubled = [r for r in dlp_coefficients() if r.source_id == "aapm_204"]
    assert len(doubled) == 57
    for row in doubled:
        small = DLP[row.factor_set, row.region, row.age_group, row.tube_voltage_kv]
        assert (small.phantom, row.phantom, row.status) == ("16 cm", "32 cm", "derived")
        assert row.typical == pytest.approx(2 * small.typical, rel=0.005)
        assert row.high == pytest.approx(2.1 * small.high, rel=0.005)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("f18_fdg", 0.019),
        ("tc99m_mdp", 0.0049),
        ("tc99m_tetrofosmin", 0.008),
        ("tc99m_sestamibi", 0.009),
        ("tc99m_pertechnetate", 0.013),
        ("tl201_chloride", 0.14),
        ("ga67_citrate", 0.10),
        ("i123_ioflupane", 0.025),
        ("i123_iodide", 0.22),
        ("tc99m_dmsa", 0.0088),
        ("tc99m_maa", 0.011),
    ],
)
def test_activity_coefficients_of_icrp_128(key: str, value: float) -> None:
    row = ACTIVITY[key, "adult"]
    assert (row.typical, row.source_id) == (value, "icrp_128")


def test_fdg_of_a_child_of_5_is_0_056_icrp_128() -> None:
    assert ACTIVITY["f18_fdg", "5"].typical == 0.056


def test_coefficients_fall_with_age() -> None:
    for key in {row.radiopharmaceutical for row in activity_coefficients()}:
        values = [ACTIVITY[key, age].typical for age in ("0", "1", "5", "10", "15", "adult") if (key, age) in ACTIVITY]
        assert values == sorted(values, reverse=True), key


def test_fdg_is_found_by_its_code_in_dose_reports() -> None:
    assert ACTIVITY["f18_fdg", "adult"].dicom_code == "35321007"


def test_lumbar_fluoroscopy_is_0_43_msv_per_minute_schmid_2006_with_a_factor_of_five() -> None:
    row = next(rate for rate in time_rates() if rate.region == "lumbar_spine")
    assert (row.typical, row.low, row.high, row.source_id) == (0.43, 0.086, 2.15, "schmid_2006")


def test_the_rate_per_minute_is_used_where_it_was_measured_and_at_the_sacrum_by_convention() -> None:
    found = {row.region: (row.typical, row.status, row.source_id) for row in time_rates()}
    assert found == {
        "lumbar_spine": (0.43, "verified", "schmid_2006"),
        "sacrum_sacroiliac": (0.43, "convention", "convention"),
    }


def test_iodide_serves_only_the_scans_whose_uptake_it_assumes() -> None:
    found = {key: row.only_for_kind for (key, _age), row in ACTIVITY.items() if "iodide" in key}
    assert found == {
        "i123_iodide": "nm_thyroid_i123",
        "i123_iodide_no_uptake": "nm_thyroid_i123",
        "i131_iodide": "nm_thyroid_i131_uptake",
        "i131_iodide_no_uptake": "nm_i131_whole_body",
    }
    assert ACTIVITY["i131_iodide", "adult"].serves("nm_thyroid_i131_uptake")
    assert not ACTIVITY["i131_iodide", "adult"].serves("nm_i131_whole_body")
    assert ACTIVITY["f18_fdg", "adult"].serves("nm_bone")


def test_a_reported_effective_dose_is_good_to_40_percent_martin_2007() -> None:
    row = range_conventions()["reported_effective_dose"]
    assert (row.low_factor, row.high_factor, row.source_id) == (0.6, 1.4, "martin_2007")


def test_a_code_leads_to_one_radiopharmaceutical_and_iodide_to_none() -> None:
    named = {(row.dicom_code, row.radiopharmaceutical) for row in activity_coefficients() if row.dicom_code}
    assert len({code for code, _key in named}) == len(named)
    assert not any("iodide" in key for _code, key in named)
