"""Which exam kind a file is about, with the reason: from codes first, then words, else none; never a guess."""

from collections.abc import Iterator, Sequence

from tracker.errors import Reason
from tracker.readers.words import exams as w
from tracker.readers.words.places import UNIONS, UNKNOWN, regions_in
from tracker.reference import exam_kinds, kind_for_code, overlapping

_XRAY_CHEST = {1: "xr_chest_pa", 2: "xr_chest_pa_lat"}


def propose_kind(
    modality: str,
    region: str,
    words: Sequence[str],
    codes: Sequence[tuple[str, str]],
    exposures: int | None = None,
    side: str = "",
) -> tuple[str, Reason]:
    """Key of the proposed exam kind and why; ("", reason) where nothing follows.

    Args:
        modality: "CT", "RF", "DX", "MG", "NM" or "".
        region: key of the region the codes of the file name, "unknown" if they name none.
        words: descriptions of study, request, step and protocols, the most telling first.
        codes: (value, scheme) of the procedure.
        exposures: number of irradiation events, for kinds that differ by it.
        side: side of the exam ("both" for mammography of both breasts).
    """
    for value, scheme in codes:
        if key := _known(kind_for_code(value, scheme) or ""):
            return key, Reason.of("procedure_code", code=value, scheme=scheme)
    for text in words:
        key = next(filter(_known, _by_words(modality, w.plain(text), region, exposures)), "")
        if key and _fits(key, region):
            return key, _doubted(key, Reason.of("description_says", text=text))
    if key := _known(_by_region(modality, region, words, exposures, side)):
        return key, _doubted(key, Reason.of("place_and_machine", region=region, modality=modality))
    for text in words:
        place = _one_place(w.plain(text)) if region == UNKNOWN else ""
        if key := _known(_by_region(modality, place, words, exposures, side)):
            return key, _doubted(key, Reason.of("description_and_machine", text=text))
    if modality == "RF":
        return "", Reason("fluoroscopy_of_what")
    return "", Reason("kind_not_said")


def _doubted(key: str, reason: Reason) -> Reason:
    """The reason, with what speaks against the kind."""
    if key != "ct_abdomen":
        return reason
    return Reason.of("both", first=reason, then=Reason("abdomen_doubted"))


def _known(key: str) -> str:
    return key if key in exam_kinds() else ""


def _fits(key: str, region: str) -> bool:
    """Whether a kind found by words does not contradict the region that the codes name."""
    of_kind = exam_kinds()[key].region
    return UNKNOWN in (region, of_kind) or region in overlapping(of_kind) or of_kind in overlapping(region)


def _one_place(text: str) -> str:
    if w.names(text, "trunk"):
        return "chest_abdomen_pelvis"
    found = regions_in(text)
    return next(iter(found)) if len(found) == 1 else UNIONS.get(found, "")


def _by_words(modality: str, text: str, region: str, exposures: int | None) -> Iterator[str]:
    """Kinds that the words of one description name, the most telling first."""
    if modality == "RF":
        yield from _spinal(text, region, "rf")
        yield from w.procedures_in("fluoroscopy_procedures", text)
        yield from _joint(text, region, "rf")
    elif modality == "CT":
        if w.names(text, "pet") and "head" not in regions_in(text):
            yield "ct_pet_part"
        elif w.names(text, "spect"):
            yield "ct_attenuation"
        yield from _spinal(text, region, "ct")
        yield from w.procedures_in("ct_procedures", text)
        if w.names(text, "trunk"):
            yield "ct_chest_abd_pelvis"
        yield from _joint(text, region, "ct")
    elif modality == "DX" and exposures == 1 and w.names(text, "portable") and "chest" in (region, _one_place(text)):
        yield "xr_chest_ap_portable"
    elif modality == "NM" and w.names(text, "pet") and w.names(text, "fdg") and "head" not in regions_in(text):
        yield "nm_petct_fdg"


def _level(text: str, region: str) -> str:
    """The level of the spine: from the words, else from the region the codes name."""
    by_region = {"cervical_spine": "cervical", "thoracic_spine": "thoracic", "lumbar_spine": "lumbar"}
    levels = w.levels_in(text)
    if not levels:
        return by_region.get(region, "")
    return levels[0] if len(levels) == 1 else ""


def _spinal(text: str, region: str, guidance: str) -> Iterator[str]:
    level = _level(text, region)
    if w.names(text, "epidural") and "blood" not in text:
        if w.names(text, "caudal"):
            yield f"esi_caudal_{guidance}"
        approach = next((a for a in ("transforaminal", "interlaminar") if w.names(text, a)), "")
        yield from _narrowing("esi", level, approach, guidance)
        return
    for stem in w.procedures_in("spinal_procedures", text):
        yield from _narrowing(stem, level, "", guidance)
        return
    if w.names(text, "sacroiliac_joint") and w.names(text, "injection"):
        yield f"si_joint_{guidance}"
    if w.names(text, "myelogram") and guidance == "rf":
        yield {"lumbar": "rf_myelogram", "cervical": "myelogram_cervical_rf"}.get(level, "myelogram_rf")
    if w.names(text, "myelogram") and guidance == "ct":
        yield {"lumbar": "ct_myelogram", "cervical": "ct_myelogram_cervical"}.get(level, "")
    if w.names(text, "discogram"):
        yield f"discography_{level}_rf" if guidance == "rf" else "discography_ct"


def _narrowing(stem: str, level: str, approach: str, guidance: str) -> Iterator[str]:
    """The kind with level and approach, then with less, as far as the words carry."""
    for parts in ((stem, level, approach, guidance), (stem, level, guidance), (stem, guidance)):
        yield "_".join(filter(None, parts))


def _joint(text: str, region: str, guidance: str) -> Iterator[str]:
    place = _one_place(text) or region
    if w.names(text, "arthrogram") and guidance == "rf":
        yield w.ARTHROGRAMS.get(place, "rf_arthrogram")
    elif w.names(text, "injection") and place in w.JOINTS:
        yield f"{place}_injection_{guidance}"


def _by_region(modality: str, region: str, words: Sequence[str], exposures: int | None, side: str) -> str:
    """The plain exam of a region. Fluoroscopy of a region does not say which procedure it was, so it gives none."""
    described = " ".join(w.plain(text) for text in words)
    if modality == "CT" and not w.names(described, "pet", "spect"):
        return w.CT_BY_REGION.get(region, "")
    if modality == "DX" and region == "chest":
        return _XRAY_CHEST.get(exposures or 0, "")
    if modality == "DX":
        return w.XRAY_BY_REGION.get(region, "")
    if modality == "MG" and side == "both" and not w.names(described, "tomosynthesis"):
        return "mg_2d"
    return ""
