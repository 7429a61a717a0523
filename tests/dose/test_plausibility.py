"""The question about a number that is far from usual: asked when it helps, never a refusal."""

import pytest

from tests.dose.records import exams, measurements
from tracker import reference
from tracker.dose import effective
from tracker.dose.plausibility import LIKELY_UNITS, _coefficient, ask_back, doubts, usual_value
from tracker.errors import UnitError, ValueRefused
from tracker.readers.draft import MeasurementDraft
from tracker.units import QUANTITIES
from tracker.view.reasons import said


def test_a_thousand_times_the_usual_is_questioned_with_the_unit_that_would_fit() -> None:
    question = ask_back("hip_injection_rf", "kap_gy_cm2", 204, "Gy.cm2")
    assert question is not None
    assert "1,000 times the usual" in said(question)
    assert "Did you mean mGy.cm2?" in said(question)


def test_a_thousandth_of_the_usual_is_questioned_too() -> None:
    question = ask_back("ct_abd_pelvis", "dlp_mgy_cm", 0.5, "mGy.cm")
    assert question is not None
    assert "of the usual" in said(question)
    assert "Gy.cm?" in said(question)


@pytest.mark.parametrize(
    ("kind", "quantity", "value", "unit"),
    [
        ("hip_injection_rf", "kap_gy_cm2", 0.2, "Gy.cm2"),
        ("ct_abd_pelvis", "dlp_mgy_cm", 512, "mGy.cm"),
        ("esi_lumbar_transforaminal_rf", "kap_gy_cm2", 241, "cGy.cm2"),
        ("rf_unspecified", "kap_gy_cm2", 1e9, "Gy.cm2"),
        ("", "kap_gy_cm2", 5, "Gy.cm2"),
        ("ir_vertebroplasty", "kap_gy_cm2", 1.2, "Gy.cm2"),
    ],
)
def test_usual_numbers_and_unknown_kinds_are_not_questioned(kind: str, quantity: str, value: float, unit: str) -> None:
    assert ask_back(kind, quantity, value, unit) is None


def test_zero_is_questioned_because_it_mostly_means_not_recorded() -> None:
    assert "not recorded" in said(ask_back("ct_abd_pelvis", "dlp_mgy_cm", 0, "mGy.cm"))


def test_a_number_that_fits_no_unit_is_questioned_without_a_proposal() -> None:
    question = ask_back("ct_abd_pelvis", "dlp_mgy_cm", 30_000, "mGy.cm")
    assert question is not None
    assert "Did you mean" not in said(question)


def test_what_is_no_dose_is_refused_as_everywhere() -> None:
    with pytest.raises(UnitError):
        ask_back("ct_head", "dlp_mgy_cm", 1, "mGy")
    with pytest.raises(ValueRefused):
        ask_back("ct_head", "dlp_mgy_cm", float("nan"), "mGy.cm")


def test_the_usual_value_of_every_kind_and_quantity_is_not_questioned_itself() -> None:
    for key in reference.exam_kinds():
        for name, quantity in QUANTITIES.items():
            usual = usual_value(key, name)
            if usual:
                assert ask_back(key, name, usual, quantity.unit) is None


def test_likely_units_are_units_of_the_menu() -> None:
    assert {q: set(units) - set(QUANTITIES[q].units) for q, units in LIKELY_UNITS.items()} == {
        q: set() for q in QUANTITIES
    }


@pytest.mark.parametrize(
    ("key", "quantity", "value"),
    [
        ("esi_caudal_rf", "kap_gy_cm2", 0.546),
        ("hip_injection_rf", "fluoro_time_s", 26),
        ("ct_abd_pelvis", "effective_dose_msv", 7.7),
        ("rfa_lumbar_rf", "kap_gy_cm2", 1.2),
        ("mg_2d", "glandular_dose_mgy", 2.25),
    ],
)
def test_a_usual_value_is_known(key: str, quantity: str, value: float) -> None:
    assert usual_value(key, quantity) == pytest.approx(value, rel=0.05)


def test_a_usual_dlp_comes_from_reference_levels_or_the_coefficient() -> None:
    assert 300 < (usual_value("ct_abd_pelvis", "dlp_mgy_cm") or 0) < 900
    assert usual_value("ct_lspine", "dlp_mgy_cm") is not None
    assert usual_value("ct_chest_abdomen", "dlp_mgy_cm") == pytest.approx(14.1 / 0.018)


def test_the_coefficient_of_a_usual_dlp_is_that_of_the_dose_engine() -> None:
    """The fault: the coefficients of AAPM Report 96 were used whatever the engine took, and none for the heart."""
    kinds = [kind for kind in reference.exam_kinds().values() if kind.modality == "CT" and kind.key != "ct_myelogram"]
    found = effective.estimate(
        exams(*({"kind_key": kind.key} for kind in kinds)),
        measurements(*({"exam": place, "value": 1000.0} for place in range(len(kinds)))),
    )
    by_dlp = found["typical_msv"].where(found["method"] == "dlp").div(1000.0)
    used = {kind.key: _coefficient(kind, "dlp_mgy_cm") for kind in kinds}
    assert (used["cta_coronary"], used["ct_calcium"], used["ct_cspine"]) == (0.027, 0.028, 0.0061)
    assert list(used.values()) == [pytest.approx(k) if k > 0 else None for k in by_dlp]


def test_an_even_number_of_published_values_gives_the_mean_of_the_middle_two() -> None:
    assert usual_value("ir_tace", "air_kerma_mgy") == pytest.approx(837.1)


def test_a_usual_value_rests_on_verified_rows_only() -> None:
    assert usual_value("ir_vertebroplasty", "kap_gy_cm2") == 3.47
    assert usual_value("facet_rf", "kap_gy_cm2") is None


def test_a_usual_activity_comes_from_the_one_coefficient_made_for_the_kind() -> None:
    assert usual_value("nm_thyroid_i131_uptake", "activity_mbq") == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("key", "quantity"),
    [
        ("ir_tips", "dlp_mgy_cm"),
        ("ct_head", "kap_gy_cm2"),
        ("xr_pelvis", "dlp_mgy_cm"),
        ("xr_tspine", "glandular_dose_mgy"),
        ("nm_bone", "kap_gy_cm2"),
        ("nm_lung_vent_xe", "activity_mbq"),
    ],
)
def test_a_quantity_that_the_machine_does_not_give_has_no_usual_value(key: str, quantity: str) -> None:
    assert usual_value(key, quantity) is None


@pytest.mark.parametrize(("key", "quantity"), [("nowhere", "kap_gy_cm2"), ("mri_knee", "effective_dose_msv")])
def test_an_unknown_usual_value_is_none_and_not_zero(key: str, quantity: str) -> None:
    assert usual_value(key, quantity) is None


def test_every_usual_value_is_above_zero() -> None:
    for key in reference.exam_kinds():
        for quantity in QUANTITIES:
            value = usual_value(key, quantity)
            assert value is None or value > 0, (key, quantity)


def row(quantity: str, value: float, reported: str = "", *, part: bool = False) -> MeasurementDraft:
    written = reported or f"{value} {QUANTITIES[quantity].unit}"
    return MeasurementDraft(quantity, value, written, "accumulated total", part=part)


@pytest.mark.parametrize(
    ("kind", "machine", "rows", "asked"),
    [
        ("ct_abd_pelvis", "CT", [row("dlp_mgy_cm", 512_000, "512 Gy.cm")], "Did you mean mGy.cm?"),
        ("", "CT", [row("ctdivol_mgy", 12_100, "12,1 Gy", part=True)], "Did you mean mGy?"),
        ("", "RF", [row("kap_gy_cm2", 18_500, "1.85 Gy.m2")], "times the usual"),
        ("mg_2d", "MG", [row("glandular_dose_mgy", 180, "1.8 dGy")], "Did you mean mGy?"),
        ("", "NM", [row("activity_mbq", 370_000, "370 GBq")], "No exam gives so much"),
        ("xr_chest_pa", "DX", [row("kap_gy_cm2", 29, "29 Gy.cm2")], "times the usual"),
        ("ct_head", "CT", [row("dlp_mgy_cm", 0.5, "0.5 mGy.cm")], "only 1/"),
        ("", "CT", [row("dlp_mgy_cm", 600), row("ctdivol_mgy", 1.2)], "a scan of 500 cm"),
        ("", "CT", [row("dlp_mgy_cm", 5), row("ctdivol_mgy", 12)], "a scan of 0.42 cm"),
        ("", "RF", [row("kap_gy_cm2", 20), row("air_kerma_mgy", 8)], "a field of 2,500 cm2"),
        ("", "RF", [row("kap_gy_cm2", 0.02), row("air_kerma_mgy", 80)], "a field of 0.25 cm2"),
        ("", "RF", [row("air_kerma_mgy", 900), row("fluoro_time_s", 1.5)], "mGy a minute"),
    ],
)
def test_numbers_that_come_in_are_doubted(kind: str, machine: str, rows: list[MeasurementDraft], asked: str) -> None:
    assert asked.replace("a field", "an X-ray field") in " ".join(map(said, doubts(kind, machine, rows)))


@pytest.mark.parametrize(
    ("kind", "machine", "rows"),
    [
        ("ct_abd_pelvis", "CT", [row("dlp_mgy_cm", 512), row("ctdivol_mgy", 12.1)]),
        ("", "CT", [row("dlp_mgy_cm", 1400), row("ctdivol_mgy", 40, part=True), row("ctdivol_mgy", 6, part=True)]),
        ("", "RF", [row("kap_gy_cm2", 1.85), row("air_kerma_mgy", 8), row("fluoro_time_s", 41.5)]),
        ("", "RF", [row("kap_gy_cm2", 480), row("air_kerma_mgy", 5200), row("fluoro_time_s", 7000)]),
        ("", "DX", [row("kap_gy_cm2", 0.29), row("air_kerma_mgy", 0.12)]),
        ("", "NM", [row("activity_mbq", 740)]),
        ("", "RF", [row("kap_gy_cm2", 0), row("air_kerma_mgy", 0)]),
    ],
)
def test_numbers_of_real_exams_are_not(kind: str, machine: str, rows: list[MeasurementDraft]) -> None:
    assert doubts(kind, machine, rows) == []
