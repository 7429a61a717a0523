"""Which exam kind is proposed, from codes and from words in four languages."""

import pytest

from tracker.readers.words.exams import regions_in
from tracker.readers.words.kinds import propose_kind
from tracker.reference import exam_kinds
from tracker.reference.words import table
from tracker.view.reasons import said

NO_CODES: list[tuple[str, str]] = []


@pytest.mark.parametrize(
    ("modality", "region", "words", "kind"),
    [
        ("RF", "unknown", "Lumbar TFESI L5/S1 right", "esi_lumbar_transforaminal_rf"),
        ("RF", "lumbar_spine", "Epidural steroid injection", "esi_lumbar_rf"),
        ("RF", "unknown", "Caudal epidural", "esi_caudal_rf"),
        ("RF", "unknown", "Cervical interlaminar epidural C7/T1", "esi_cervical_interlaminar_rf"),
        ("RF", "unknown", "Infiltration épidurale lombaire", "esi_lumbar_rf"),
        ("RF", "unknown", "Infiltración epidural lumbar", "esi_lumbar_rf"),
        ("RF", "unknown", "Facetteninfiltration LWS", "facet_lumbar_rf"),
        ("RF", "unknown", "Medial branch block lumbar L3-L5", "mbb_lumbar_rf"),
        ("RF", "unknown", "Radiofrequency ablation medial branch cervical", "rfa_cervical_rf"),
        ("RF", "unknown", "ISG-Infiltration links", "si_joint_rf"),
        ("RF", "unknown", "Right hip steroid injection", "hip_injection_rf"),
        ("RF", "unknown", "Hüftgelenk Injektion", "hip_injection_rf"),
        ("RF", "unknown", "Infiltration épaule gauche", "shoulder_injection_rf"),
        ("RF", "knee", "Arthrography", "knee_arthrogram_rf"),
        ("RF", "unknown", "Genicular nerve RFA", "genicular_rfa_rf"),
        ("RF", "unknown", "Barium swallow", "rf_barium_swallow"),
        ("RF", "unknown", "Lumbalpunktion", "rf_lumbar_puncture"),
        ("RF", "unknown", "Lumbar myelogram", "rf_myelogram"),
        ("RF", "unknown", "Cervical myelogram", "myelogram_cervical_rf"),
        ("RF", "lumbar_spine", "Discography L4/5", "discography_lumbar_rf"),
        ("CT", "unknown", "CT myelogram lumbar", "ct_myelogram"),
        ("CT", "unknown", "Discogram", "discography_ct"),
        ("MG", "breast", "Mammography 3D tomosynthesis", ""),
        ("CT", "unknown", "Thorax^TAP (Adult)", "ct_chest_abd_pelvis"),
        ("CT", "unknown", "CT Abdomen und Becken", "ct_abd_pelvis"),
        ("CT", "unknown", "Scanner thoracique poumons", "ct_chest"),
        ("CT", "unknown", "TAC de abdomen y pelvis", "ct_abd_pelvis"),
        ("CT", "unknown", "Schädel nativ", "ct_head"),
        ("CT", "abdomen", "Colonography", "ct_colonography"),
        ("CT", "unknown", "CT guided lumbar transforaminal epidural", "esi_lumbar_transforaminal_ct"),
        ("CT", "abdomen", "", "ct_abdomen"),
        ("CT", "unknown", "PET/CT whole body FDG", "ct_pet_part"),
        ("CT", "chest", "TEP-TDM", "ct_pet_part"),
        ("CT", "unknown", "SPECT/CT bone", "ct_attenuation"),
        ("CT", "unknown", "PET/CT brain", ""),
        ("CT", "head", "PET/CT", ""),
        ("DX", "knee", "", "xr_knee"),
        ("DX", "unknown", "XR LUMBAR SPINE", "xr_lspine"),
    ],
)
def test_words_and_regions(modality: str, region: str, words: str, kind: str) -> None:
    key, reason = propose_kind(modality, region, [words] if words else [], NO_CODES)
    assert (key, bool(reason)) == (kind, True)


@pytest.mark.parametrize(
    ("modality", "region", "words"),
    [
        ("RF", "abdomen", ""),
        ("RF", "lumbar_spine", "FL - Ang"),
        ("RF", "knee", "vascular-knee-scopy-dose_level_normal"),
        ("RF", "unknown", "DSA Body"),
        ("CT", "unknown", "Routine"),
        ("CT", "unknown", "PHYSICS"),
        ("", "unknown", ""),
    ],
)
def test_nothing_is_guessed(modality: str, region: str, words: str) -> None:
    key, reason = propose_kind(modality, region, [words], NO_CODES)
    assert key == ""
    assert reason


def test_a_procedure_code_comes_first() -> None:
    key, reason = propose_kind("NM", "unknown", ["Bone scan"], [("x", "y"), ("P5-0A00A", "SRT"), ("443271005", "SCT")])
    assert key == "nm_petct_fdg"
    assert "443271005" in said(reason)


def test_words_that_contradict_the_coded_region_do_not_count() -> None:
    assert propose_kind("RF", "knee", ["Lumbar epidural"], NO_CODES)[0] == ""


def test_a_chest_xray_by_its_number_of_views() -> None:
    for exposures, kind in ((1, "xr_chest_pa"), (2, "xr_chest_pa_lat"), (5, "")):
        assert propose_kind("DX", "chest", [], NO_CODES, exposures=exposures)[0] == kind
    assert propose_kind("DX", "chest", ["Chest portable"], NO_CODES, exposures=1)[0] == "xr_chest_ap_portable"


@pytest.mark.parametrize("words", ["THORAX AP 90kv-0,9mAs", "Thorax liegend"])
def test_a_view_or_a_position_is_no_bed(words: str) -> None:
    assert propose_kind("DX", "chest", [words], NO_CODES, exposures=1)[0] == "xr_chest_pa"


@pytest.mark.parametrize(("region", "words"), [("abdomen", []), ("unknown", ["CT ABDOMEN"])])
def test_a_ct_called_abdomen_may_be_of_the_whole_belly(region: str, words: list[str]) -> None:
    key, reason = propose_kind("CT", region, words, NO_CODES)
    assert key == "ct_abdomen"
    assert "down to the pelvis" in said(reason)
    assert "down to the pelvis" not in said(propose_kind("CT", "chest", [], NO_CODES)[1])


@pytest.mark.parametrize(
    ("modality", "words", "kind"),
    [
        ("CT", "TC ADDOME PELVI con mdc", "ct_abd_pelvis"),
        ("RF", "Clisma opaco", "rf_barium_enema"),
        ("RF", "Lumbaalpunctie onder doorlichting", "rf_lumbar_puncture"),
        ("RF", "Cifoplastica L1", "ir_kyphoplasty"),
        ("CT", "Uro TC", "ct_urogram"),
    ],
)
def test_italian_dutch_and_portuguese_words_name_the_kind(modality: str, words: str, kind: str) -> None:
    assert propose_kind(modality, "unknown", [words], NO_CODES)[0] == kind


def test_every_kind_a_table_names_is_in_the_catalogue() -> None:
    from tracker.readers.words import exams as words

    named = {key for name in ("fluoroscopy_procedures", "ct_procedures", "treatments") for key in table(name)}
    named |= {*words.CT_BY_REGION.values(), *words.XRAY_BY_REGION.values(), *words.ARTHROGRAMS.values()}
    named |= {f"{joint}_injection_{guidance}" for joint in words.JOINTS for guidance in ("rf", "ct")}
    assert named - set(exam_kinds()) == set()


def test_places_in_words() -> None:
    assert regions_in("cervical spine") == {"cervical_spine"}
    assert regions_in("thorax abdomen") == {"chest", "abdomen"}
