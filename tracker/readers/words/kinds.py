"""Which exam kind a file is about, with the reason: from codes first, then words, else none; never a guess."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.errors import Reason
from tracker.readers.words import exams as w
from tracker.readers.words.exams import UNIONS, UNKNOWN, plain, regions_in
from tracker.reference import OF_MACHINE, exam_kinds, exam_words, kind_for_code, overlapping, search
from tracker.reference.words import keys as meanings
from tracker.reference.words import pattern, patterns

_XRAY_CHEST = {1: "xr_chest_pa", 2: "xr_chest_pa_lat"}
_GUIDANCES = {"RF": "fluoroscopy", "CT": "ct", "US": "ultrasound"}


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


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind ("" where none is certain), and why, or what is missing."""

    key: str
    reason: Reason | None


def modality_of(text: str) -> str:
    """ "CT", "RF", "DX", "MG", "NM", "MR" or "US"; "" where the word is none of theirs."""
    return meanings("modalities").get(plain(text), "")


def machine_of(texts: Sequence[str], modality: str = "") -> str:
    """The machine of a row whose kind is not known: its own column, the first word, else the only one it names."""
    said = [pattern("exam_words", "without_xray").sub(" ", plain(text)) for text in texts]
    named = {name for text in said for found, name in patterns("machines_in_reports") if found.search(text)}
    named -= {"DX"} if "RF" in named else set()  # "an injection under X-ray" is live X-ray
    only = named.pop() if len(named) == 1 else ""
    return modality_of(modality) or next(filter(None, map(_first_word, texts)), only)


def machine_kind(own_words: str) -> str:
    """Key of the kind of which no more is known than the machine that a person's words name, "" where they name none.

    What a thing is must not be lost because its name is not in the list: "my strange CT" is one with radiation.
    """
    return OF_MACHINE.get(machine_of([own_words]), "")


def doubtful(text: str) -> bool:
    """Whether a text asks, or has letters that the search does not know and would leave out."""
    letters = unicodedata.normalize("NFKD", text)
    return "?" in text or any(c.isalpha() and not c.isascii() and not unicodedata.combining(c) for c in letters)


def exact(text: str) -> tuple[str, ...]:
    """Keys of the kinds that are called exactly this, or have this key; a doubtful text ("CT head?") is none."""
    if text.strip() in exam_kinds():
        return (text.strip(),)
    if doubtful(text) or not exam_words.plain(text):
        return ()
    # In a list "chest x-ray" says nothing of the views, and nobody can be asked.
    in_a_record = exam_words.in_a_record().get(exam_words.plain(text))
    return (in_a_record,) if in_a_record else search.meant(text)[0]


def kind_of(texts: Sequence[str], modality: str = "", guidance: str = "") -> Kind:
    """The kind that a row names.

    Args:
        texts: the cells that name the exam, such as exam and clinical name.
        modality: cell of the modality column, as written.
        guidance: cell of the guidance column, as written.
    """
    named = [text for text in texts if text]
    if not named:
        return Kind("", Reason("row_without_exam"))
    keys = [exact(text) for text in named]
    common = set.intersection(*map(set, keys)) if all(keys) else set()
    if len(common) == 1 and (len(named) > 1 or named[0] in exam_kinds()):
        return _said(common.pop(), named[0])
    asked = next((key for text in named if (key := search.meant(text)[1])), "")
    if asked:
        return _answered(asked, modality_of(guidance) or modality_of(modality), named[0])
    if len(set(sum(keys, ()))) == 1:
        return _said(next(key for found in keys for key in found), named[0])
    if any(keys):
        return Kind("", Reason.of("several_exams", text=named[0]))
    return _with_modality(named, modality)


def _said(key: str, text: str) -> Kind:
    return Kind(key, Reason.of("row_says", text=text))


def _answered(asked: str, modality: str, text: str) -> Kind:
    """The one answer to a question about guidance that fits what the row says about it, else the question."""
    wanted = _GUIDANCES.get(modality, "-")
    known, choices = exam_kinds(), exam_words.question(asked).choices
    fitting = {c.kind_key for c in choices if c.kind_key in known and known[c.kind_key].guidance == wanted}
    settled = all(c.kind_key for c in choices) and len(fitting) == 1
    if settled:
        return Kind(fitting.pop(), Reason.of("row_says_guided", text=text))
    return Kind("", Reason.of("several_exams_asked", text=text, question=asked))


def _with_modality(texts: Sequence[str], modality: str) -> Kind:
    """What the words mean together with the kind of machine, where the row names both."""
    for text in texts:
        together = {key for pair in (f"{modality} {text}", f"{text} {modality}") if modality for key in exact(pair)}
        if len(together) == 1:
            return _said(together.pop(), f"{modality} {text}")
    machine = "" if any(map(doubtful, texts)) else modality_of(modality) or _first_word(texts[0])
    if machine in ("CT", "RF", "DX", "MG", "NM"):
        key, reason = propose_kind(machine, UNKNOWN, texts, [])
        if key:
            return Kind(key, reason)
    return Kind("", Reason.of("no_exam_named", text=texts[0][:80]))


def _first_word(text: str) -> str:
    """The modality a description begins with, as in "CT Schädel nativ"."""
    first = plain(text).partition(" ")[0]
    return modality_of(first) if len(first) > 1 else ""
