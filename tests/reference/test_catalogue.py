"""The catalogue: every exam kind, part of the body and code, and what may serve without X-rays."""

import dataclasses
import math
import re
from itertools import pairwise

import pytest

from tracker.reference import (
    ExamKind,
    alternatives,
    check,
    exam_kinds,
    kind_for_code,
    overlapping,
    region_for_code,
    regions,
    sources,
)
from tracker.reference.catalogue import MODALITIES, AlternativeRow, alternative_rows, kind_codes, region_codes

PAIN_CLINIC = """
esi_cervical_interlaminar_rf esi_cervical_transforaminal_rf esi_thoracic_interlaminar_rf
esi_thoracic_transforaminal_rf esi_lumbar_interlaminar_rf esi_lumbar_transforaminal_rf esi_caudal_rf
esi_cervical_interlaminar_ct esi_cervical_transforaminal_ct esi_lumbar_interlaminar_ct
esi_lumbar_transforaminal_ct esi_caudal_us nerve_root_cervical_us
facet_cervical_rf facet_thoracic_rf facet_lumbar_rf facet_cervical_ct facet_thoracic_ct facet_lumbar_ct
facet_cervical_us facet_lumbar_us mbb_cervical_rf mbb_thoracic_rf mbb_lumbar_rf mbb_cervical_us mbb_lumbar_us
mbb_cervical_ct mbb_lumbar_ct rfa_cervical_rf rfa_thoracic_rf rfa_lumbar_rf rfa_lumbar_ct
lateral_branch_block_rf lateral_branch_rfa_rf genicular_block_rf genicular_rfa_rf genicular_neurolysis_rf
genicular_block_us genicular_rfa_us si_joint_rf si_joint_ct si_joint_us
stellate_rf stellate_us stellate_ct lumbar_sympathetic_rf lumbar_sympathetic_ct coeliac_rf coeliac_ct coeliac_us
hypogastric_rf hypogastric_ct ganglion_impar_rf ganglion_impar_us
hip_injection_rf hip_injection_us hip_injection_ct knee_injection_rf knee_injection_us shoulder_injection_rf
shoulder_injection_us shoulder_injection_ct ankle_foot_injection_rf ankle_foot_injection_us
wrist_hand_injection_rf wrist_hand_injection_us elbow_injection_rf elbow_injection_us joint_injection_rf
joint_injection_us joint_injection_ct shoulder_arthrogram_rf hip_arthrogram_rf knee_arthrogram_rf
wrist_arthrogram_rf hip_bursa_rf shoulder_bursa_rf bursa_rf bursa_us tendon_sheath_rf tendon_sheath_us
discography_cervical_rf discography_lumbar_rf discography_ct rf_lumbar_puncture lumbar_puncture_ct
lumbar_puncture_us rf_myelogram myelogram_cervical_rf ct_myelogram ir_vertebroplasty vertebroplasty_ct
ir_kyphoplasty scs_trial_rf scs_implant_rf pump_implant_rf trigger_point_rf trigger_point_us trigger_point_none
piriformis_rf piriformis_us piriformis_ct blood_patch_rf blood_patch_ct adhesiolysis_rf basivertebral_rfa_rf
drg_cervical_rf drg_thoracic_rf drg_lumbar_rf intercostal_rf intercostal_us occipital_rf occipital_us
spine_injection_unspecified joint_injection_unspecified nerve_block_unspecified mild_rf
"""

KINDS = list(exam_kinds().values())


def test_at_least_220_kinds_and_every_modality() -> None:
    assert len(KINDS) >= 220
    assert {kind.modality for kind in KINDS} >= MODALITIES - {"OT"}


@pytest.mark.parametrize("key", PAIN_CLINIC.split())
def test_every_procedure_of_a_pain_or_joint_clinic_is_its_own_kind(key: str) -> None:
    assert key in exam_kinds()


@pytest.mark.parametrize("kind", [k for k in KINDS if k.key.endswith(("_rf", "_ct", "_us"))], ids=lambda k: k.key)
def test_the_guidance_agrees_with_the_key_and_the_modality(kind: ExamKind) -> None:
    guided = {"rf": ("fluoroscopy", "RF"), "ct": ("ct", "CT"), "us": ("ultrasound", "US")}
    assert (kind.guidance, kind.modality) == guided[kind.key[-2:]]


# Names that sound like an injection and are none: the heart, a vein, the womb and the vertebra are burnt, not injected,
# and the anaesthesia of a birth neither treats nor tests.
SOUND_LIKE_INJECTIONS = {
    *(
        "ir_ablation",
        "ir_ablation_af",
        "ir_ablation_svt",
        "us_vein_ablation",
        "uterine_ablation",
        "basivertebral_rfa_rf",
    ),
    "epidural_labour",
}
# Injections whose names do not say so.
QUIET_INJECTIONS = {
    *("calcific_tendinitis_rf", "calcific_tendinitis_us"),  # a steroid follows into the bursa
    "tx_synovectomy",  # a radioactive colloid, usually with a steroid
}


def test_a_name_that_says_injection_is_one_unless_there_is_a_reason() -> None:
    says = re.compile(r"injection|block|epidural|ablation|denervation|neurolysis", re.IGNORECASE)
    named = {kind.key for kind in KINDS if says.search(kind.name)}
    assert {kind.key for kind in KINDS if kind.is_injection} == named - SOUND_LIKE_INJECTIONS | QUIET_INJECTIONS


def test_contrast_alone_is_no_injection_and_every_examination_with_it_is_known() -> None:
    says = re.compile(r"arthrogra|myelogra|discogra|salping|angiogra|arteriogra|venogra", re.IGNORECASE)
    contrast = {kind.key for kind in KINDS if kind.injects == "contrast"}
    # Radionuclide and CT angiography and venography get theirs into an arm vein.
    named = {k.key for k in KINDS if says.search(k.name) and (k.modality in {"RF", "XA"} or k.image_guided_procedure)}
    assert named <= contrast
    assert not any(exam_kinds()[key].is_injection for key in contrast)


@pytest.mark.parametrize("kind", [k for k in KINDS if k.injects == "yes"], ids=lambda k: k.key)
def test_an_injection_is_guided_or_says_that_it_was_not(kind: ExamKind) -> None:
    assert kind.image_guided_procedure or kind.treatment
    assert kind.may_treat_by_needle


def test_ultrasound_mri_and_tests_without_imaging_are_zero() -> None:
    for kind in KINDS:
        if kind.modality in {"MR", "US", "OT"}:
            assert (kind.typical_msv, kind.low_msv, kind.high_msv) == (0, 0, 0), kind.key
            assert not kind.ionising


def test_treatments_carry_no_number() -> None:
    treatments = [kind for kind in KINDS if kind.treatment]
    assert len(treatments) >= 5
    assert all(kind.typical_msv is None and kind.ionising for kind in treatments)


def test_every_interval_is_in_order_above_zero_and_not_a_point() -> None:
    for kind in KINDS:
        if kind.typical_msv:
            assert kind.low_msv is not None
            assert kind.high_msv is not None
            assert 0 < kind.low_msv < kind.typical_msv < kind.high_msv, kind.key
            assert kind.high_msv / kind.low_msv >= 1.39 / 0.61, kind.key
            assert kind.typical_msv < 100, kind.key


def test_every_kind_has_a_region_a_source_and_a_sentence() -> None:
    for kind in KINDS:
        assert kind.region in regions(), kind.key
        assert {kind.source_id, kind.range_source_id} <= set(sources()), kind.key
        assert kind.derivation.endswith("."), kind.key
        assert not re.search(r"\s{2}|;;|\.\.", kind.derivation + kind.notes), kind.key


def test_no_band_of_the_acr_and_no_web_address_in_a_sentence() -> None:
    for kind in KINDS:
        assert not re.search(r"ACR band|☢|https?:", kind.derivation + kind.notes), kind.key


def test_names_are_short_and_differ() -> None:
    for label in ("name", "plain_name"):
        names = sorted(getattr(kind, label).lower() for kind in KINDS)
        assert all(one != other for one, other in pairwise(names))
        assert max(map(len, names)) <= 115


def test_mid_abdomen_exams_have_the_uterus_in_the_beam_and_far_ones_have_not() -> None:
    found = {key: exam_kinds()[key].uterus_in_beam for key in ("ct_abd_pelvis", "xr_lspine", "ct_head", "xr_hand")}
    assert found == {"ct_abd_pelvis": "yes", "xr_lspine": "yes", "ct_head": "no", "xr_hand": "no"}


def test_both_breasts_and_one_breast() -> None:
    assert exam_kinds()["mg_2d"].bilateral
    assert exam_kinds()["mg_stereo_biopsy"].sided


def pinned(key: str) -> tuple[float | None, float | None, float | None]:
    kind = exam_kinds()[key]
    return kind.typical_msv, kind.low_msv, kind.high_msv


def test_lumbar_transforaminal_is_0_24_msv_dietrich_n_1446() -> None:
    assert pinned("esi_lumbar_transforaminal_rf") == (0.24, 0.02, 1.4)
    assert exam_kinds()["esi_lumbar_transforaminal_rf"].source_id == "dietrich_2019"


def test_lumbar_facet_is_0_10_msv_dietrich_with_low_above_zero() -> None:
    assert pinned("facet_lumbar_rf") == (0.10, 0.033, 0.30)


@pytest.mark.parametrize(
    ("key", "numbers", "source"),
    [
        ("mbb_rf", (0.061, 0.0045, 1.2), "hustinx_2018"),
        ("esi_rf", (0.062, 0.0033, 1.5), "hustinx_2018"),
        ("esi_cervical_rf", (0.033, 0.0027, 0.17), "computed"),
        ("esi_thoracic_rf", (0.096, 0.01, 0.54), "computed"),
        ("esi_lumbar_rf", (0.33, 0.02, 1.4), "computed"),
    ],
)
def test_an_injection_whose_level_or_approach_is_not_known_uses_the_series_there_are(
    key: str, numbers: tuple[float, float, float], source: str
) -> None:
    assert pinned(key) == numbers
    assert (exam_kinds()[key].source_id, exam_kinds()[key].evidence) == (source, "typical")
    assert "No series" not in exam_kinds()[key].notes


def test_a_lumbar_epidural_of_unknown_approach_says_why_the_phantoms_are_not_used() -> None:
    text = exam_kinds()["esi_lumbar_rf"].derivation + exam_kinds()["esi_lumbar_rf"].notes
    assert "0.93" in text
    assert "0.43" in text
    assert "phantom" in text


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("rf_ercp", (2.74, 0.61, 12.4)),
        ("ct_shoulder", (2.06, 0.39, 10.83)),
        ("ct_elbow", (0.14, 0.047, 13.1)),
        ("nm_cardiac_fdg", (5, 1.8, 14)),
        ("nm_ga67", (15, 5.6, 40)),
        ("dxa_axial", (0.001, 2.9e-05, 0.035)),
        ("nm_lung_vent_tc", (0.2, 0.036, 1.1)),
        ("rf_barium_swallow", (1.5, 0.9, 2.25)),
        ("nm_pyp", (4.2, 1.8, 9.8)),
        ("nm_wbc_tc", (8.1, 2.9, 22.6)),
        ("nm_sentinel_node", (0.9, 0.04, 1.8)),
        ("ct_trauma_whole_body", (21, 12.6, 29.5)),
        ("xr_scoliosis_eos", (0.0026, 0.00156, 0.00364)),
    ],
)
def test_a_usual_value_is_never_the_end_of_its_own_interval(key: str, numbers: tuple[float, float, float]) -> None:
    assert pinned(key) == numbers


@pytest.mark.parametrize("key", ["rf_intraop_extremity", "rf_fracture_reduction", "dxa_peripheral"])
def test_an_upper_bound_is_no_typical_value(key: str) -> None:
    kind = exam_kinds()[key]
    assert kind.evidence == "rough"
    assert "enerally under" in kind.derivation
    assert not kind.derivation.startswith("Published")


def test_x_rays_during_hip_surgery_use_the_coefficient_of_the_hip() -> None:
    assert pinned("rf_intraop_hip_spine") == (0.29, 0.08, 1)
    assert exam_kinds()["rf_intraop_hip_spine"].evidence == "rough"
    assert pinned("rf_hip_fracture_fixation")[0] == 0.29


TRACER_ONLY = [
    k for k in KINDS if k.modality == "PT" and not k.key.startswith("nm_petct_") and k.key != "nm_pet_unspecified"
]


@pytest.mark.parametrize("kind", TRACER_ONLY, ids=lambda k: k.key)
def test_a_pet_kind_says_that_the_ct_is_not_in_its_number(kind: ExamKind) -> None:
    assert "without the CT" in kind.name + kind.derivation


def test_the_ct_part_of_a_petct_has_no_number_and_a_trunk_region() -> None:
    kind = exam_kinds()["ct_pet_part"]
    assert (kind.modality, kind.region, kind.evidence) == ("CT", "chest_abdomen_pelvis", "unknown")
    assert pinned("ct_pet_part") == (None, None, None)


def test_the_womb_is_not_in_a_cavernosogram() -> None:
    assert exam_kinds()["rf_cavernosogram"].uterus_in_beam == "no"


@pytest.mark.parametrize(
    ("key", "region", "numbers"),
    [
        ("hip_injection_unspecified", "hip", (None, None, None)),
        ("shoulder_injection_unspecified", "shoulder", (None, None, None)),
        ("knee_injection_unspecified", "knee", (None, None, None)),
        ("ankle_foot_injection_unspecified", "ankle_foot", (None, None, None)),
        ("wrist_hand_injection_unspecified", "wrist_hand", (None, None, None)),
        ("elbow_injection_unspecified", "elbow", (None, None, None)),
        ("lumbar_puncture_unspecified", "lumbar_spine", (None, None, None)),
        ("genicular_unspecified", "knee", (0.0085, 0.0017, 0.042)),
        ("si_joint_injection_unspecified", "sacrum_sacroiliac", (0.33, 0.094, 7.8)),
        ("sacrum_injection_unspecified", "sacrum_sacroiliac", (0.2, 0.0043, 7.8)),
        ("cervical_spine_injection_unspecified", "cervical_spine", (0.029, 0.0027, 1.8)),
        ("thoracic_spine_injection_unspecified", "thoracic_spine", (0.083, 0.01, 7.8)),
        ("lumbar_spine_injection_unspecified", "lumbar_spine", (0.16, 0.014, 7.8)),
    ],
)
def test_an_unknown_guidance_keeps_the_place(key: str, region: str, numbers: tuple[float | None, ...]) -> None:
    kind = exam_kinds()[key]
    assert (kind.region, kind.guidance, pinned(key)) == (region, "", numbers)
    assert kind.evidence == ("typical" if numbers[0] else "unknown")


def test_ct_guided_lumbar_interlaminar_is_1_34_msv_chang_2013() -> None:
    assert exam_kinds()["esi_lumbar_interlaminar_ct"].typical_msv == 1.34


def test_ct_guided_cervical_root_block_is_0_36_msv_ajnr() -> None:
    assert pinned("esi_cervical_transforaminal_ct") == (0.36, 0.17, 0.85)


def test_lumbar_puncture_is_2_9_msv_0_9_to_9_4_montefiore() -> None:
    assert pinned("rf_lumbar_puncture") == (2.9, 0.9, 9.4)


def test_ct_guided_lumbar_puncture_is_1_98_msv_montefiore() -> None:
    assert pinned("lumbar_puncture_ct") == (1.98, 0.2, 8.18)


def test_lumbar_discography_is_1_msv_and_myelography_3_5_msv_bjr_1995() -> None:
    assert exam_kinds()["discography_lumbar_rf"].typical_msv == 1.0
    assert exam_kinds()["rf_myelogram"].typical_msv == 3.5


def test_vertebroplasty_is_0_81_msv_and_reaches_the_34_5_of_fitousi() -> None:
    assert pinned("ir_vertebroplasty") == (0.81, 0.57, 34.5)


def test_kyphoplasty_is_4_28_msv_boszczyk_and_reaches_perisinakis() -> None:
    assert pinned("ir_kyphoplasty") == (4.28, 0.47, 12.7)


def test_chest_pa_is_0_02_msv_ukhsa() -> None:
    assert pinned("xr_chest_pa") == (0.02, 0.007, 0.05)


def test_chest_two_views_is_0_1_msv_mettler() -> None:
    assert exam_kinds()["xr_chest_pa_lat"].typical_msv == 0.1


def test_lumbar_spine_x_ray_is_1_4_msv_radiologyinfo() -> None:
    assert exam_kinds()["xr_lspine"].typical_msv == 1.4


def test_ct_abdomen_and_pelvis_is_7_7_msv_radiologyinfo() -> None:
    assert pinned("ct_abd_pelvis") == (7.7, 3, 25)


def test_ct_head_is_1_6_and_ct_chest_6_1_msv_radiologyinfo() -> None:
    assert exam_kinds()["ct_head"].typical_msv == 1.6
    assert exam_kinds()["ct_chest"].typical_msv == 6.1


def test_mammogram_is_0_27_msv_rp180() -> None:
    assert exam_kinds()["mg_2d"].typical_msv == 0.27


def test_panoramic_is_0_025_and_dxa_0_001_msv() -> None:
    assert exam_kinds()["dx_panoramic"].typical_msv == 0.025
    assert exam_kinds()["dxa_axial"].typical_msv == 0.001


def test_bone_scan_is_4_msv_ukhsa_and_sestamibi_9_4_mettler() -> None:
    assert exam_kinds()["nm_bone"].typical_msv == 4
    assert exam_kinds()["nm_mpi_mibi_1day"].typical_msv == 9.4


def test_coronary_angiogram_is_7_and_stent_15_msv() -> None:
    assert exam_kinds()["ir_coronary_angiography"].typical_msv == 7
    assert exam_kinds()["ir_pci"].typical_msv == 15


def test_si_joint_x_ray_is_0_15_msv_ajr_2018() -> None:
    assert pinned("xr_si_joints") == (0.15, 0.07, 1.38)


@pytest.mark.parametrize(
    ("key", "kap", "coefficient"),
    [
        ("hip_injection_rf", 0.204, 0.15),
        ("si_joint_rf", 1.671, 0.20),
        ("esi_caudal_rf", 1.018, 0.20),
        ("esi_lumbar_interlaminar_rf", 2.262, 0.20),
        ("genicular_rfa_rf", 1.76, 0.005),
        ("genicular_neurolysis_rf", 1.66, 0.005),
        ("facet_cervical_rf", 1.18, 0.07),
        ("rfa_lumbar_rf", 1.18, 0.20),
        ("rf_hip_fracture_fixation", 1.96, 0.15),
    ],
)
def test_kap_times_coefficient_is_what_the_derivation_says(key: str, kap: float, coefficient: float) -> None:
    kind = exam_kinds()[key]
    assert kind.basis == "kap_times_coefficient"
    assert kind.typical_msv == pytest.approx(kap * coefficient, rel=0.05)
    assert f"{coefficient:g} mSv per Gy.cm2" in kind.derivation


def test_procedures_without_a_series_use_the_mixed_spinal_series_as_rough() -> None:
    mixed = [kind for kind in KINDS if kind.source_id == "hanu_cernat_2012"]
    assert len(mixed) > 20
    assert {kind.key for kind in mixed if kind.evidence != "rough"} == {"rf_spine_injection"}  # which it measured


def test_untraced_values_are_at_most_rough() -> None:
    assert all(kind.evidence in {"rough", "unknown"} for kind in KINDS if kind.basis == "untraced")


def test_a_spinal_injection_of_unknown_guidance_spans_x_ray_to_ct() -> None:
    typical, low, high = pinned("spine_injection_unspecified")
    assert typical is not None
    assert low is not None
    assert high is not None
    assert math.log(high / low) > 5
    assert exam_kinds()["spine_injection_unspecified"].guidance == ""


EXPECTED = (
    "head face teeth neck cervical_spine thoracic_spine lumbar_spine sacrum_sacroiliac whole_spine chest heart breast "
    "abdomen pelvis abdomen_pelvis chest_abdomen_pelvis chest_abdomen head_neck neck_chest hip knee ankle_foot "
    "lower_limb shoulder elbow wrist_hand upper_limb limb whole_body unknown"
)


def test_every_region_the_program_speaks_of_is_there() -> None:
    assert set(EXPECTED.split()) <= set(regions())


def test_overlap_is_symmetric_and_includes_the_region_itself() -> None:
    for one in regions():
        assert one in overlapping(one)
        for other in overlapping(one):
            assert one in overlapping(other), (one, other)


@pytest.mark.parametrize(
    ("region", "inside", "outside"),
    [
        ("abdomen_pelvis", {"lumbar_spine", "abdomen", "pelvis", "sacrum_sacroiliac", "hip"}, {"heart", "head"}),
        ("lumbar_spine", {"whole_spine", "abdomen", "abdomen_pelvis", "whole_body"}, {"chest", "knee", "head"}),
        ("heart", {"chest", "chest_abdomen_pelvis", "neck_chest"}, {"abdomen", "breast", "whole_spine"}),
        ("whole_body", {"teeth", "knee", "lumbar_spine", "heart"}, {"unknown"}),
        ("cervical_spine", {"neck", "head_neck", "neck_chest"}, {"head", "lumbar_spine"}),
    ],
)
def test_what_an_earlier_exam_may_show(region: str, inside: set[str], outside: set[str]) -> None:
    assert inside <= overlapping(region)
    assert not outside & overlapping(region)


def test_an_unknown_region_overlaps_nothing_else() -> None:
    assert overlapping("unknown") == frozenset({"unknown"})


def test_no_region_without_a_name() -> None:
    with pytest.raises(KeyError):
        overlapping("tail")


def test_the_spine_takes_the_ct_coefficient_of_the_trunk_around_it() -> None:
    found = {key: regions()[key].dlp_region for key in ("cervical_spine", "thoracic_spine", "lumbar_spine")}
    assert found == {"cervical_spine": "cervical_spine", "thoracic_spine": "chest", "lumbar_spine": "abdomen_pelvis"}


def test_limbs_have_no_ct_coefficient() -> None:
    assert all(regions()[key].dlp_region == "" for key in ("knee", "elbow", "limb", "lower_limb", "shoulder"))


@pytest.mark.parametrize(
    ("code", "scheme", "region"),
    [
        ("T-D4000", "SRT", "abdomen"),
        ("T-D4000", "SNM3", "abdomen"),
        ("T-D3000", "SRT", "chest"),
        ("T-D9200", "SRT", "knee"),
        ("T-15710", "SNM3", "hip"),
        ("T-12710", "SNM3", "lower_limb"),
        ("T-04000", "SRT", "breast"),
        ("T-D1213", "SRT", "teeth"),
        ("T-11503", "SRT", "lumbar_spine"),
        ("122496007", "SCT", "lumbar_spine"),
        ("39723000", "http://snomed.info/sct", "sacrum_sacroiliac"),
        ("818981001", "SCT", "abdomen"),
    ],
)
def test_target_regions_of_real_reports(code: str, scheme: str, region: str) -> None:
    assert region_for_code(code, scheme) == region


@pytest.mark.parametrize(
    ("code", "scheme"),
    [
        ("T-D0010", "SRT"),
        ("T-D400", "SRT"),
        ("38266002", "SCT"),
        ("T-D0001", "SRT"),
        ("T-D4000", "SCT"),
        ("", ""),
        ("😀", "SRT"),
    ],
)
def test_entire_body_and_unknown_codes_say_nothing(code: str, scheme: str) -> None:
    assert region_for_code(code, scheme) is None


def test_procedure_codes() -> None:
    assert kind_for_code("24627-2", "http://loinc.org") == "ct_chest"
    assert kind_for_code("399208008", "SCT") == "xr_chest_unspecified"
    assert kind_for_code("82918005", "SCT") == "nm_pet_unspecified"
    assert kind_for_code("24627-2", "SCT") is None


@pytest.mark.parametrize(
    ("scheme", "code", "kind"),
    [
        ("LN", "41807-9", "ct_facial"),
        ("LN", "44139-4", "nm_pet_unspecified"),
        ("SCT", "702767007", "nm_pet_unspecified"),
        ("SCT", "2847006", "myelogram_cervical_rf"),
        ("SCT", "27851003", "myelogram_rf"),
        ("LN", "37572-5", "myelogram_rf"),
        ("LN", "24764-3", "hip_arthrogram_rf"),
        ("LN", "24800-5", "knee_arthrogram_rf"),
        ("LN", "24910-2", "shoulder_arthrogram_rf"),
        ("SCT", "168908004", "knee_arthrogram_rf"),
        ("SCT", "168918009", "hip_arthrogram_rf"),
        ("SCT", "79092002", "shoulder_arthrogram_rf"),
        ("LN", "77451-3", "cta_aorta"),
        ("LN", "37636-8", "xr_abdomen"),
        ("LN", "24814-6", "ct_abdomen"),
        ("LN", "30612-6", "ct_abdomen_wwo"),
        ("LN", "36572-6", "xr_chest_pa"),
        ("SCT", "11971003", "nm_vq"),
        ("SCT", "50788008", "nm_vq"),
        ("LN", "24968-0", "mri_lumbar_spine"),
    ],
)
def test_a_code_leads_to_the_exam_it_names(scheme: str, code: str, kind: str) -> None:
    assert kind_for_code(code, scheme) == kind


# Each names a whole group of exams: mammography, guidance by CT, an embolisation of any artery, PET of any tracer ...
GENERAL_CODES = """
SCT 71651007, SCT 26946001, SCT 72716007, LN 24554-8, LN 87021-2, LN 44138-6, SCT 241443006, LN 82677-6,
SCT 241553009, LN 28566-8, SCT 55501000, LN 46305-9, SCT 169072007, LN 39837-0, SCT 57113004, LN 103852-0,
LN 24577-9, LN 36266-5, LN 39653-1, LN 58744-4, SCT 241547009, LN 81582-9, LN 81584-5, LN 81593-6, LN 87088-1,
LN 87091-5, SCT 169006009, SCT 22891007, SCT 28367004, SCT 64318009, SCT 80302000, SCT 82066000
"""


@pytest.mark.parametrize("named", GENERAL_CODES.replace("\n", " ").strip().split(", "))
def test_a_general_code_proposes_no_special_exam(named: str) -> None:
    scheme, code = named.split()
    assert kind_for_code(code, scheme) is None


def test_a_code_is_there_once() -> None:
    kinds = [(row.scheme, row.code) for row in kind_codes()]
    regions = [(row.scheme, row.code) for row in region_codes()]
    assert len(kinds) == len(set(kinds))
    assert len(regions) == len(set(regions))
    assert {scheme for scheme, _code in kinds + regions} == {"SRT", "SCT", "LN"}


# A needle only brings the dye into a joint or the spinal canal; an MRI looks at the same place without it.
DYE_FOR_PICTURES = re.compile(r"arthrography|myelogra", re.IGNORECASE)
# The vein is reached in the arm instead of the chest.
ELSEWHERE = {("rf_picc", "us_line")}
# Their kinds do not say how they are guided; the other way of doing the same thing does.
SAME_PROCEDURE = {"rf_picc", "rf_eswl"}
ANYWHERE = {"unknown", "limb", "whole_spine"}


def needle(kind: ExamKind) -> bool:
    return kind.image_guided_procedure or bool(kind.guidance)


def keys(kind_key: str) -> list[str]:
    return [kind.key for kind in alternatives(kind_key)]


@pytest.mark.parametrize(
    ("kind_key", "expected"),
    [
        ("hip_injection_rf", ["hip_injection_us"]),
        ("hip_injection_ct", ["hip_injection_us"]),
        ("hip_injection_unspecified", ["hip_injection_us"]),
        ("si_joint_injection_unspecified", ["si_joint_us"]),
        ("esi_caudal_rf", ["esi_caudal_us"]),
        ("rf_lumbar_puncture", ["lumbar_puncture_us"]),
        ("ct_lspine", ["mri_lumbar_spine"]),
        ("ct_head", ["mri_brain"]),
        ("ct_abd_pelvis", ["us_abdomen", "us_pelvis", "mri_abdomen", "mri_pelvis"]),
        ("ct_kub_lowdose", ["us_kidney"]),
        ("ct_kub_standard", ["us_kidney"]),
        ("ct_enterography", ["mri_enterography"]),
        ("ct_colonography", ["colonoscopy"]),
        ("nm_mpi_mibi_1day", ["stress_echo", "mri_cardiac"]),
        ("nm_urea_breath", ["urea_breath_c13"]),
        ("ct_biopsy", ["us_guided_biopsy"]),
        ("rf_picc", ["us_line"]),
    ],
)
def test_named_pairs(kind_key: str, expected: list[str]) -> None:
    assert keys(kind_key) == expected


@pytest.mark.parametrize(
    "kind_key",
    [
        *("mg_2d", "mg_tomo", "ct_chest", "ct_chest_ldct", "dx_panoramic", "xr_wrist", "xr_lspine", "dxa_axial"),
        *("ir_pci", "ir_pacemaker", "rf_ercp", "nm_petct_fdg", "ct_unspecified", "rf_unspecified", "tx_radiotherapy"),
        *(
            "esi_lumbar_transforaminal_rf",
            "esi_cervical_transforaminal_rf",
            "rfa_lumbar_rf",
            "spine_injection_unspecified",
        ),
        *("mri_knee", "hip_injection_us", "hip_injection_none", "no such kind", ""),
    ],
)
def test_none_is_better_than_a_wrong_one(kind_key: str) -> None:
    assert keys(kind_key) == []


@pytest.mark.parametrize("kind", exam_kinds().values(), ids=lambda kind: kind.key)
def test_no_kind_has_a_nonsense_alternative(kind: ExamKind) -> None:
    found = alternatives(kind.key)
    assert len(set(found)) == len(found) <= 4
    for other in found:
        assert not other.ionising
        assert not other.treatment
        assert other.guidance != "none", "without any imaging is no other way of imaging"
        assert other.modality in {"US", "MR"} or other.key in {"colonoscopy", "gastroscopy", "urea_breath_c13"}
        if not DYE_FOR_PICTURES.search(kind.name) and kind.key not in SAME_PROCEDURE:
            assert needle(other) == needle(kind), "a needle for a needle, a picture for a picture"
        assert (
            {kind.region, other.region} & ANYWHERE
            or other.region in overlapping(kind.region)
            or (kind.key, other.key) in ELSEWHERE
        )


def test_every_row_is_about_kinds_without_guidance_of_their_own() -> None:
    """An injection gets the one of its name by ultrasound; a row for it would say the same twice."""
    for row in alternative_rows():
        assert row.alternative_key in keys(row.kind_key)
        assert len(keys(row.kind_key)) == len(set(keys(row.kind_key)))


def test_a_broken_row_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    row = alternative_rows()[0]
    bad = (
        dataclasses.replace(row, alternative_key="ct_head"),
        dataclasses.replace(row, alternative_key="nowhere"),
        AlternativeRow("mri_knee", "us_joint", "convention", ""),
        row,
        row,
    )
    monkeypatch.setattr(check, "alternative_rows", lambda: bad)
    found = "\n".join(check.problems())
    for said in ("ct_head of ct_head is unknown or uses radiation", "nowhere", "mri_knee needs no", "mri_brain twice"):
        assert said in found
