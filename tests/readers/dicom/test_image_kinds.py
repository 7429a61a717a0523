"""Kinds that follow from the type of image."""

import pytest

from tracker.readers.dicom.image_kinds import propose, region_of


@pytest.mark.parametrize(
    ("modality", "words", "exposures", "key"),
    [
        ("PX", [], 1, "dx_panoramic"),
        ("PX", ["PANORAMIC"], 1, "dx_panoramic"),
        ("PX", ["Lateral ceph"], 1, "dx_cephalometric"),
        ("IO", [], 1, "dx_intraoral"),
        ("IO", ["Bitewings"], 4, "dx_bitewing_4"),
        ("IO", [], 18, "dx_full_mouth"),
        ("IO", [], 5, ""),
        ("BMD", ["DXA LWS und Hüfte"], 2, "dxa_axial"),
        ("BMD", ["Forearm"], 1, "dxa_peripheral"),
        ("BMD", [], 1, ""),
        ("CT", ["DVT Kiefer"], 1, "cbct_dental_unspecified"),
        ("MR", ["IRM genou"], None, "mri_knee"),
        ("US", ["Abdomen"], None, "us_abdomen"),
        ("US", [], None, ""),
        ("DX", [], None, ""),
    ],
)
def test_by_type_and_words(modality: str, words: list[str], exposures: int | None, key: str) -> None:
    found, reason = propose(modality, "unknown", words, [], exposures=exposures)
    assert found == key
    assert reason


@pytest.mark.parametrize(
    ("agents", "words", "with_ct", "key"),
    [
        (["f18_fdg"], ["Teilkörper-PET"], True, "nm_petct_fdg"),
        (["f18_fdg"], ["PET/CT"], False, "nm_petct_fdg"),
        (["f18_fdg"], ["Brain"], False, "nm_pet_brain_fdg"),
        (["tc99m_mdp"], [], False, "nm_bone"),
        (["tc99m_mdp", "f18_fdg"], [], False, ""),
        (["o15_water"], [], False, ""),
        ([], [], False, ""),
    ],
)
def test_by_radiopharmaceutical(agents: list[str], words: list[str], with_ct: bool, key: str) -> None:
    assert propose("NM", "unknown", words, [], agents=agents, with_ct=with_ct)[0] == key


def test_a_region_from_words() -> None:
    assert region_of(["Dr. Example", "CT Thorax & abdo & pelvis"]) == "chest_abdomen_pelvis"
    assert region_of(["TAP"]) == "chest_abdomen_pelvis"
    assert region_of(["hip and knee"]) == "unknown"
