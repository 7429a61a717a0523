"""The values taken in November 2026, each with the number its publication has, and kinds worked out from others."""

import dataclasses
import re
from pathlib import Path

import pytest

from benchmarks import evidence
from tracker.reference import (
    ExamKind,
    activity_coefficients,
    exam_kinds,
    fetal_doses,
    kap_coefficient_alternatives,
    kap_coefficients,
    mixtures,
    procedure_values,
    reference_levels,
    skin,
    sources,
)

Numbers = tuple[float | None, float | None, float | None]


def pinned(key: str) -> Numbers:
    kind = exam_kinds()[key]
    return kind.typical_msv, kind.low_msv, kind.high_msv


def published(kind_key: str, source_id: str, quantity: str) -> list[tuple[float | None, float | None, float | None]]:
    rows = [r for r in procedure_values() if (r.kind_key, r.source_id, r.quantity) == (kind_key, source_id, quantity)]
    return [(row.typical, row.low, row.high) for row in rows]


@pytest.mark.parametrize(
    ("key", "numbers", "source"),
    [
        ("ir_tavi_transfemoral", (22, 4.1, 44), "maccagni_2016"),
        ("ir_valvuloplasty", (4, 0.51, 16), "boland_2014"),
        ("ir_mitral_valvuloplasty", (7.5, 1, 96), "boland_2014"),
        ("ir_pfo_closure", (3.4, 0.29, 22), "boland_2014"),
        ("ir_asd_closure", (3.1, 1, 25), "boland_2014"),
        ("ir_laao", (16.8, 1.3, 86), "boland_2014"),
        ("ir_mitraclip", (17.8, 0.48, 53), "boland_2014"),
        ("hip_injection_ct", (0.33, 0.016, 0.58), "goeller_2021"),
        ("shoulder_injection_ct", (0.33, 0.016, 0.58), "goeller_2021"),
        ("wrist_hand_injection_rf", (0.000029, 0.000006, 0.0017), "madhvani_mini"),
        ("rf_pcnl", (5.4, 2.66, 9.13), "mancini_2010"),
        ("ct_intraop", (5.43, 1.42, 13.2), "oarm_surgivisio"),
        ("mg_tomo", (0.34, 0.11, 1.02), "radiologyinfo_2025"),
        ("ct_kub_lowdose", (0.48, 0.16, 1.44), "mclaughlin_2014"),
        ("ct_kub_standard", (4.43, 1.29, 10.7), "mclaughlin_2014"),
        ("nm_petct_fdg", (16.5, 11.4, 41), "marti_climent_2017"),
        ("nm_petct_psma_ga68", (14.4, 3, 24.9), "li_2019"),
        ("nm_petct_choline", (16.4, 5, 24.1), "li_2019"),
        ("nm_petct_dotatate", (16.2, 4.8, 26.7), "computed"),
        ("nm_petct_brain_fdg", (6.4, 3.8, 9), "marti_climent_2017"),
        ("nm_petct_amyloid", (9.1, 5.5, 12.7), "marti_climent_2017"),
        ("nm_petct_fdopa", (4.6, 2.8, 6.4), "marti_climent_2017"),
        ("cbct_ir_abdomen", (4.3, 1.1, 7.4), "sailer_2015"),
        ("cbct_ir_head", (2.7, 1.3, 6.4), "soochow_2024"),
        ("xr_scoliosis_eos_standard", (0.024, 0.013, 0.034), "pedersen_2018"),
        ("rf_spine_surgery_cervical", (0.015, 0.001, 0.097), "metaxas_2016"),
        ("nm_octreoscan", (17.8, 5.9, 26.6), "pmc4472480"),
    ],
)
def test_what_was_published(key: str, numbers: Numbers, source: str) -> None:
    assert pinned(key) == numbers
    assert (exam_kinds()[key].source_id, exam_kinds()[key].evidence) == (source, "typical")


def test_the_tracer_alone_keeps_its_own_kind_beside_pet_ct() -> None:
    for with_ct, tracer in (
        ("nm_petct_psma_ga68", "nm_pet_psma_ga68"),
        ("nm_petct_choline", "nm_pet_choline"),
        ("nm_petct_dotatate", "nm_pet_dotatate"),
        ("nm_petct_brain_fdg", "nm_pet_brain_fdg"),
        ("nm_petct_amyloid", "nm_pet_amyloid"),
    ):
        assert (exam_kinds()[with_ct].typical_msv or 0) > (exam_kinds()[tracer].typical_msv or 0)
        assert "without the CT" in exam_kinds()[tracer].derivation


def test_tavi_also_has_the_kap_of_654_procedures_which_lies_inside_its_interval() -> None:
    (kap,) = published("ir_tavi_transfemoral", "tf_tavi_2018", "kap_gy_cm2")
    assert kap == (38.016, 24.451, 55.747)
    assert 4.1 < 38.016 * 0.20 < 22
    assert "7.6" in exam_kinds()["ir_tavi_transfemoral"].notes


@pytest.mark.parametrize(
    ("key", "kap"),
    [("ir_valvuloplasty", 19.8), ("ir_mitral_valvuloplasty", 37.4), ("ir_pfo_closure", 16.9), ("ir_asd_closure", 15.5),
     ("ir_laao", 84.1), ("ir_mitraclip", 89.1)],
)  # fmt: skip
def test_structural_heart_procedures_are_kap_of_boland_2014_times_0_20(key: str, kap: float) -> None:
    assert exam_kinds()[key].typical_msv == pytest.approx(kap * 0.20, rel=0.02)
    assert kap in [typical for typical, _low, _high in published(key, "boland_2014", "kap_gy_cm2")]


def test_a_hand_joint_on_a_mini_c_arm_has_0_0058_gy_cm2() -> None:
    assert published("wrist_hand_injection_rf", "madhvani_mini", "kap_gy_cm2") == [(0.0058, None, None)]
    assert exam_kinds()["wrist_hand_injection_rf"].typical_msv == pytest.approx(0.0058 * 0.005)


def test_pelvic_vein_embolisation_is_rough_and_says_why() -> None:
    kind = exam_kinds()["ir_pelvic_vein_embolisation"]
    assert (kind.evidence, pinned(kind.key)) == ("rough", (60, 12, 180))
    assert "389 mGy" in kind.derivation
    assert published(kind.key, "pelvic_congestion_pl", "air_kerma_mgy") == [(389, 127, 1112)]


@pytest.mark.parametrize(
    ("key", "chosen", "newer"),
    [
        ("xr_lspine", 1.4, 0.42),
        ("xr_abdomen", 0.7, 0.33),
        ("xr_pelvis", 0.7, 0.25),
        ("xr_chest_pa", 0.02, 0.05),
        ("xr_skull", 0.07, 0.02),
        ("xr_cspine", 0.2, 0.05),
        ("xr_tspine", 0.7, 0.24),
    ],
)
def test_both_series_of_plain_films_are_shown_and_the_choice_has_a_reason(
    key: str, chosen: float, newer: float
) -> None:
    kind = exam_kinds()[key]
    assert kind.typical_msv == chosen
    assert published(key, "nikzad_2018", "effective_dose_msv") == [(newer, None, None)]
    assert f"{newer:g} mSv (Nikzad 2018" in kind.derivation
    assert "of one region" in kind.derivation
    assert (kind.low_msv or 9) <= newer <= (kind.high_msv or 0)


def test_the_erratum_of_2015_gives_the_rows_that_were_read_in_it() -> None:
    found = {r.radiopharmaceutical: r for r in activity_coefficients() if r.source_id == "andersson_2015"}
    assert {key: row.typical for key, row in found.items()} == {
        "c11_acetate": 0.0035,
        "c11_methionine": 0.0084,
        "c14_urea": 0.031,
        "o15_water": 0.0011,
        "f18_amino_acids": 0.023,
        "f18_brain_receptor_substances": 0.028,
        "f18_fdopa": 0.025,
    }
    for key, value in (("c11_acetate", "0.00365"), ("c11_methionine", "0.00511"), ("f18_fdopa", "0.0157")):
        assert f"Under ICRP 103 {value} (erratum of 2015)" in found[key].notes


def test_a_value_from_before_the_erratum_says_so_or_is_not_used() -> None:
    rows = {r.radiopharmaceutical: r for r in activity_coefficients() if r.age_group == "adult"}
    before = {key for key, row in rows.items() if row.source_id == "andersson_2014"}
    assert before == {"tc99m_hmpao", "tc99m_wbc"}
    assert all("erratum of 2015" in rows[key].notes for key in before)
    assert (rows["tc99m_ecd"].typical, rows["tc99m_ecd"].source_id) == (0.0077, "jnm_table_68658")
    assert rows["tc99m_ecd"].typical == pytest.approx(5.7 / 740, rel=0.01)
    assert (rows["in111_pentetreotide"].typical, rows["in111_pentetreotide"].source_id) == (0.08, "pmc4472480")


def test_22_msv_per_mbq_of_iodide_belongs_to_about_30_percent_uptake() -> None:
    row = next(r for r in activity_coefficients() if r.radiopharmaceutical == "i131_iodide")
    assert row.typical == 22
    assert "30 %" in row.name


def test_psma_11_names_the_six_patients_of_2018_beside_the_label() -> None:
    row = next(r for r in activity_coefficients() if r.radiopharmaceutical == "ga68_psma11")
    assert row.typical == 0.0169
    assert row.low < 0.022 < row.high
    assert "0.022" in row.notes


@pytest.mark.parametrize(
    ("agent", "weeks"),
    [
        ("tc99m_mdp", {(0, 13): 0.0046, (14, 42): 0.0026}),
        ("tc99m_maa", {(0, 13): 0.0209, (14, 27): 0.00571, (28, 42): 0.00444}),
    ],
)
def test_the_fetal_dose_of_a_scan_by_week(agent: str, weeks: dict[tuple[float, float], float]) -> None:
    rows = [r for r in fetal_doses() if r.radiopharmaceutical == agent and not r.kind_key and r.role == "value"]
    assert {(r.week_first, r.week_last): r.typical for r in rows} == weeks


def test_pci_keeps_its_measured_0_33_with_the_spread_of_filters_and_the_other_published_ones_beside_it() -> None:
    row = next(r for r in kap_coefficients() if r.kind_key == "ir_pci")
    assert (row.typical, row.low, row.high) == (0.33, 0.16, 0.44)
    assert "SD 0.05" in row.notes
    others = [r for r in kap_coefficient_alternatives() if r.kind_key == "ir_pci"]
    assert {r.typical: r.source_id for r in others} == {
        0.29: "vano_cardiac",
        0.21: "vano_cardiac",
        0.24: "brambilla_2022",
    }
    assert all(row.low < r.typical < row.high for r in others)


def test_skin_over_air_kerma_was_measured_as_1_12_and_1_18_beside_the_convention_of_1_2() -> None:
    rows = skin.skin_parameters()
    assert (rows["reference_air_kerma_measured"].typical, rows["reference_air_kerma_measured"].source_id) == (
        1.12,
        "psd_pci_2016",
    )
    assert rows["reference_air_kerma_measured_multicenter"].typical == 1.18
    assert (rows["reference_air_kerma"].typical, rows["reference_air_kerma"].status) == (1.2, "convention")


def test_the_skin_bound_is_15_4_mgy_per_gy_cm2() -> None:
    assert skin.skin_parameters()["kap_upper_bound"].high == 15.4
    assert pytest.approx(10 * 1.45 * 1.06, abs=0.05) == 15.4


def test_mammography_in_sri_lanka_has_national_levels() -> None:
    rows = [r for r in reference_levels() if r.country == "Sri Lanka"]
    assert {(r.kind_key, r.value) for r in rows} == {
        ("mg_2d", 2.44),
        ("mg_2d", 1.97),
        ("mg_tomo", 2.3),
        ("mg_tomo", 2.01),
    }


WORKED_OUT = sorted({part.kind_key for part in mixtures.kind_parts()})


@pytest.mark.parametrize("key", WORKED_OUT)
def test_a_kind_that_is_worked_out_follows_from_its_parts(key: str) -> None:
    made = mixtures.worked_out(key)
    assert made
    assert pinned(key) == pytest.approx(made, rel=0.05)
    assert exam_kinds()[key].evidence == "typical"


def test_what_is_not_specified_and_mixed_is_worked_out_where_its_parts_are_typical() -> None:
    assert len(WORKED_OUT) >= 22
    assert {"ct_unspecified", "xr_unspecified", "nm_unspecified", "nm_pet_unspecified"} <= set(WORKED_OUT)
    assert pinned("ct_unspecified") == (5.6, 0.007, 50.5)
    assert pinned("ct_kub_unspecified") == (1.5, 0.16, 10.7)


@pytest.mark.parametrize("key", ["lumbar_puncture_unspecified", "nerve_block_unspecified", "rf_unspecified"])
def test_what_may_be_without_radiation_or_differs_a_thousandfold_still_has_no_number(key: str) -> None:
    assert (exam_kinds()[key].evidence, pinned(key)) == ("unknown", (None, None, None))
    assert "no number is honest" in exam_kinds()[key].derivation


def with_kind(monkeypatch: pytest.MonkeyPatch, key: str, **changed: object) -> list[str]:
    kinds: dict[str, ExamKind] = {**exam_kinds(), key: dataclasses.replace(exam_kinds()[key], **changed)}  # type: ignore[arg-type]
    monkeypatch.setattr(mixtures, "exam_kinds", lambda: kinds)
    return list(mixtures.problems())


def test_a_part_that_changes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    (said,) = with_kind(monkeypatch, "myelogram_cervical_rf", typical_msv=2.0, evidence="typical")[:1]
    assert "no longer follows from its parts" in said


def test_a_rough_part_cannot_make_a_typical_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    said = with_kind(monkeypatch, "rf_myelogram", evidence="rough")
    assert "myelogram_rf: is typical, and a part that makes it is not" in said


def test_a_part_without_a_number_or_of_another_basis_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = with_kind(monkeypatch, "rf_myelogram", typical_msv=None, low_msv=None, high_msv=None)
    assert "myelogram_rf: a part or the kind itself has no number" in said
    said = with_kind(monkeypatch, "myelogram_rf", basis="by_analogy")
    assert "myelogram_rf: the basis by_analogy does not go with its parts" in said
    said = with_kind(monkeypatch, "xr_hand", basis="mixture_of_parts")
    assert "xr_hand: a mixture without parts" in said


def test_an_unknown_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    row = dataclasses.replace(mixtures.kind_parts()[0], part_key="moon")
    monkeypatch.setattr(mixtures, "kind_parts", lambda: (row,))
    assert list(mixtures.problems()) == [
        f"{row.kind_key}: unknown part moon, or unknown role one_of",
    ]


def test_a_sum_adds_its_parts() -> None:
    assert mixtures.worked_out("ct_myelogram") == pytest.approx((12.3, 2.7, 37.5), rel=0.01)
    assert mixtures.worked_out("xr_hand") is None


def test_at_least_60_percent_of_the_radiating_diagnostic_kinds_are_typical_and_readme_says_how_many() -> None:
    assert evidence.typical_share() >= 0.60
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    whole = sum(evidence.shares().values())
    said = f"{evidence.shares()['typical']} of {whole} kinds ({100 * evidence.typical_share():.0f} %)"
    assert said in re.sub(r"\s+", " ", readme)
    assert any("typical" in line and f"{100 * evidence.typical_share():.1f} %" in line for line in evidence.lines())


def test_no_source_leads_to_a_code_host_or_a_library_of_copies() -> None:
    copies = re.compile("github|gitlab|docslib|experts123|scilit|scribd|peeref|litmetric|researcher-app")
    for source in sources().values():
        assert not copies.search(source.url + source.citation), source.id
