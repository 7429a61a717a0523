"""Which exam kind the images of a study show, with the reason; adds to `match` what only images can tell."""

from collections.abc import Iterable, Sequence

from tracker.errors import Reason
from tracker.readers.words import exams as w
from tracker.readers.words.exams import UNIONS, UNKNOWN, regions_in
from tracker.readers.words.kinds import propose_kind
from tracker.reference import exam_kinds, regions

_FULL_MOUTH = range(14, 22)  # exposures
_BY_AGENT = {
    "f18_naf": "nm_bone_naf",
    "ga68_dotatate": "nm_pet_dotatate",
    "ga68_dotatoc": "nm_pet_dotatoc",
    "ga68_psma11": "nm_pet_psma_ga68",
    "f18_choline": "nm_pet_choline",
    "f18_fdopa": "nm_pet_fdopa",
    "tc99m_mdp": "nm_bone",
    "tc99m_maa": "nm_lung_perfusion",
    "tc99m_technegas": "nm_lung_vent_tc",
    "tc99m_mag3": "nm_renal_mag3",
    "tc99m_dmsa": "nm_renal_dmsa",
    "tc99m_ida": "nm_hida",
    "tc99m_hmpao": "nm_brain_hmpao",
    "tc99m_ecd": "nm_brain_ecd",
    "tc99m_wbc": "nm_wbc_tc",
    "i123_ioflupane": "nm_datscan",
    "i123_mibg": "nm_mibg_i123",
    "in111_pentetreotide": "nm_octreoscan",
    "ga67_citrate": "nm_ga67",
}
_MRI = {
    "head": "mri_brain", "breast": "mri_breast", "abdomen": "mri_abdomen", "pelvis": "mri_pelvis",
    "heart": "mri_cardiac", "cervical_spine": "mri_cervical_spine", "thoracic_spine": "mri_thoracic_spine",
    "lumbar_spine": "mri_lumbar_spine", "whole_spine": "mri_spine", "knee": "mri_knee", "hip": "mri_hip",
    "shoulder": "mri_shoulder", "neck": "mri_neck", "sacrum_sacroiliac": "mri_si_joints",
}  # fmt: skip
_ULTRASOUND = {"heart": "echo", "abdomen": "us_abdomen", "pelvis": "us_pelvis", "breast": "us_breast"}


def propose(
    modality: str,
    region: str,
    words: Sequence[str],
    codes: Sequence[tuple[str, str]],
    *,
    agents: Iterable[str] = (),
    exposures: int | None = None,
    side: str = "",
    with_ct: bool = False,
) -> tuple[str, Reason]:
    """Key of the proposed kind ("" where nothing follows) and why.

    Args:
        modality: as `ExamDraft.modality`, also "PX", "IO", "BMD", "MR", "US".
        region: key of the region that the codes of the images name.
        words: descriptions, the most telling first.
        codes: (value, scheme) of the procedure.
        agents: keys of the radiopharmaceuticals that were given.
        exposures: number of exposures.
        side: side of the exam.
        with_ct: the study also holds CT images.
    """
    key, reason = propose_kind(modality, region, words, codes, exposures=exposures, side=side)
    if key:
        return key, reason
    if modality == "NM":
        return _nuclear(sorted(set(agents)), words, reason, with_ct=with_ct)
    for text in (*words, ""):
        if (key := _by_type(modality, w.plain(text), region, exposures or 1)) in exam_kinds():
            told = Reason.of("description_and_machine", text=text) if text else Reason("image_type")
            return key, told
    return "", reason


def _by_type(modality: str, text: str, region: str, exposures: int) -> str:
    """The kind that follows from the type of image and one description ("" for the type alone)."""
    if modality == "PX":
        return "dx_cephalometric" if w.names(text, "cephalometric") else "" if text else "dx_panoramic"
    if modality == "IO":
        full_mouth = "dx_full_mouth" if exposures in _FULL_MOUTH else ""
        bitewings = "dx_bitewing_4" if exposures in (2, 3, 4) and w.names(text, "bitewing") else ""
        return bitewings or full_mouth or ("dx_intraoral" if exposures == 1 and not text else "")
    if modality == "DX" and w.names(text, "cephalometric"):
        return "dx_cephalometric"
    if modality == "BMD":
        return (
            "dxa_peripheral" if w.names(text, "forearm") else "dxa_axial" if w.names(text, "bone_density_place") else ""
        )
    if modality == "CT":
        return "cbct_dental_unspecified" if w.names(text, "dental_ct") else ""
    table = {"MR": _MRI, "US": _ULTRASOUND}.get(modality, {})
    return table.get(region if region != UNKNOWN and not text else region_of([text]), "")


def _nuclear(agents: list[str], words: Sequence[str], reason: Reason, *, with_ct: bool) -> tuple[str, Reason]:
    if len(agents) != 1:
        return "", reason
    told = Reason("agent_of_images")
    if agents[0] == "f18_fdg":
        described = [w.plain(text) for text in words]
        if any("head" in regions_in(text) for text in described):
            return "nm_pet_brain_fdg", told
        hybrid = with_ct or any(w.names(text, "pet_ct") for text in described)
        return ("nm_petct_fdg" if hybrid else "nm_pet_fdg_only"), told
    key = _BY_AGENT.get(agents[0], "")
    return (key, told) if key in exam_kinds() else ("", reason)


def region_of(words: Sequence[str]) -> str:
    """The region that the first telling description names, "unknown" where none does."""
    for text in words:
        plain = w.plain(text)
        if w.names(plain, "trunk"):
            return "chest_abdomen_pelvis"
        found = regions_in(plain)
        key = next(iter(found)) if len(found) == 1 else UNIONS.get(found, "")
        if key in regions():
            return key
    return UNKNOWN
