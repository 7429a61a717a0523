"""Skin dose of the real fluoroscopy reports beside the project; without that folder these tests are one skip."""

import os
from pathlib import Path

import pandas as pd
import pytest

from tests.dose.test_skin_measured import exam, exams, given
from tests.readers import TODAY
from tracker.dose.phantom import phantom
from tracker.dose.skin import SkinDoses, skin_doses
from tracker.readers import accept
from tracker.readers.dicom.report import read_file

SHARED = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "dose-reports"
if not (FOLDER / "expected.csv").exists():
    pytest.skip(f"the real dose reports are not in {FOLDER}", allow_module_level=True)
pytestmark = pytest.mark.shared
EXAMPLE = "siemens_axiom_example_procedure.dcm"
NUMBERS = ("tube_voltage_kv", "kap_gy_cm2", "air_kerma_mgy", "fluoro_time_s")


def doses(name: str, height: float | None = None, weight: float | None = None, region: str = "unknown") -> SkinDoses:
    (draft,) = read_file(FOLDER / name, TODAY).exams
    stored = accept.to_create(draft, own_words="a procedure")
    rows = pd.DataFrame([one.model_dump() for one in stored.events]).assign(
        exam_id="e", position=range(len(stored.events))
    )
    stated = given(*(("e", m.quantity, m.value, m.part, m.plane) for m in stored.measurements))
    one = exam("e", region=region if draft.region == "unknown" else draft.region)
    return skin_doses(exams(one), stated, rows.astype(dict.fromkeys(NUMBERS, float)), phantom(height, weight))


@pytest.mark.parametrize(("height", "weight"), [(None, None), (174, 70), (165, 60), (180, 90), (170, 110), (160, 55)])
@pytest.mark.parametrize("region", ["unknown", "abdomen", "lumbar_spine"])
def test_the_peak_of_the_example_is_within_10_to_15_mgy(
    height: float | None, weight: float | None, region: str
) -> None:
    """A full geometric model of others puts it at 10.0 to 15.0 mGy, depending on the phantom."""
    found = doses(EXAMPLE, height, weight, region)
    assert set(found.rows["tier"]) == {"T2"}
    assert 10.0 <= found.maps["e"].peak_mgy <= 15.0
    # Its comment says that the person lay on the back, so the sides are known.
    assert set(found.rows["side"]) == {"posterior", "right"}
    assert set(found.rows["side_reason"]) == {""}
    assert found.left_out.empty


@pytest.mark.parametrize(
    ("name", "tiers", "why"),
    [
        ("RF-RDSR-GE.dcm", {"T1"}, {"no_isocentre"}),  # mobile C-arms
        ("RF-RDSR-Eurocolumbus.dcm", {"T1"}, {"no_isocentre"}),
        ("RF-RDSR-Philips_Allura.dcm", {"T2"}, {""}),
        ("RF-RDSR-Siemens-Zee.dcm", {"T2"}, {""}),
        ("RF-RDSR-Canon-Alphenix-rotational.dcm", {"T2"}, {""}),
    ],
)
def test_each_report_gets_the_tier_its_geometry_allows(name: str, tiers: set[str], why: set[str]) -> None:
    found = doses(name)
    assert set(found.rows["tier"]) == tiers
    assert set(found.rows["why"]) == why


@pytest.mark.parametrize(
    "name",
    [EXAMPLE, "RF-RDSR-GE.dcm", "RF-RDSR-Eurocolumbus.dcm", "RF-RDSR-Philips_Allura.dcm", "RF-RDSR-Siemens-Zee.dcm"],
)
def test_skin_dose_is_of_the_size_of_the_air_kerma(name: str) -> None:
    found = doses(name)
    kerma = found.measured.kerma["air_kerma_mgy"].sum()
    assert 0.3 < kerma < 15
    assert 0.4 * kerma < found.rows["typical_mgy"].max() < 1.5 * kerma


def test_the_rotation_reaches_three_sides_and_no_single_one_takes_it_all() -> None:
    found = doses("RF-RDSR-Canon-Alphenix-rotational.dcm")
    assert {"posterior", "left", "right"} <= set(found.rows["side"])
    assert found.maps["e"].peak_mgy < 0.8 * found.measured.kerma["air_kerma_mgy"].sum()


@pytest.mark.parametrize("name", ["RF-RDSR-Philips_Allura.dcm", "RF-RDSR-Siemens-Zee.dcm"])
def test_who_lay_on_the_back_got_it_from_the_back(name: str) -> None:
    assert "posterior" in doses(name).rows["side"].tolist()
    assert set(doses(name).rows["side_reason"]) == {""}


def test_an_angle_no_c_arm_has_gives_no_side() -> None:
    assert doses("RF-RDSR-Eurocolumbus.dcm").rows["side_reason"].tolist() == ["angle_outside"]


@pytest.mark.parametrize(
    "name", ["DX-RDSR-Canon_CXDI.dcm", "CT-RDSR-Siemens_Flash-TAP-SS.dcm", "MG-RDSR-Hologic_2D.dcm"]
)
def test_reports_without_air_kerma_of_a_projection_have_no_skin_dose(name: str) -> None:
    (draft,) = read_file(FOLDER / name, TODAY).exams
    modality = {"DX": "DX", "CT": "CT", "MG": "MG"}[draft.modality]
    stored = accept.to_create(draft, own_words="an exam")
    rows = pd.DataFrame([one.model_dump() for one in stored.events]).assign(exam_id="e", position=0)
    stated = given(*(("e", m.quantity, m.value, m.part, m.plane) for m in stored.measurements))
    found = skin_doses(exams(exam("e", modality)), stated, rows, phantom())
    assert found.rows.empty
    assert found.measured.not_known == ()
