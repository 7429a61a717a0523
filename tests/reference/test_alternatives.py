"""Other ways without X-rays: named pairs, and over every kind that none is nonsense."""

import dataclasses
import re

import pytest

from tracker.reference import ExamKind, alternatives, check, exam_kinds, overlapping
from tracker.reference.alternatives import AlternativeRow, alternative_rows

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
