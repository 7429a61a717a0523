"""Patient dose reports (TID 10030): the effective dose of the exam, and a word on doses of organs and of the skin."""

from collections.abc import Iterator

from tracker.errors import Reason
from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom.content import Code, Item, find_below
from tracker.readers.dicom.ct import authority
from tracker.readers.dicom.findings import Findings, code_of
from tracker.readers.dicom.values import ACCUMULATED, DoseReader
from tracker.readers.draft import MeasurementDraft

_QUANTITY = "effective_dose_msv"


def read(items: list[Item], doses: DoseReader) -> Findings:
    """The effective dose of a patient dose report; where it holds several, none is chosen for the person."""
    stated = [
        MeasurementDraft(_QUANTITY, dose.value, dose.reported, ACCUMULATED, authority=authority(item))
        for item in find_below(items, concepts.EFFECTIVE_DOSE)
        if (dose := doses.of(item, _QUANTITY))
    ]
    if len(stated) > 1:
        doses.problems.add(Reason("effective_dose"), Reason("several_effective_doses"))
    _tell_organs(items, doses)
    return Findings(measurements=stated if len(stated) == 1 else [])


def _tell_organs(items: list[Item], doses: DoseReader) -> None:
    """Say what the record has no place for: doses of single organs, and the highest one to the skin (TID 10031)."""
    organs = [(site, item) for site, item in _organ_doses(items, None) if item.number and item.number.digits]
    if not organs:
        return
    skin = [_text(item) for site, item in organs if site in concepts.SKIN and item.concept in concepts.HIGHEST_DOSES]
    told = Reason("organs_not_kept")
    if skin:
        told = Reason.of("both", first=told, then=Reason.of("highest_skin_dose", dose=skin[0]))
    doses.problems.add(Reason("organ_doses"), told)


def _organ_doses(items: list[Item], site: Code | None) -> Iterator[tuple[Code | None, Item]]:
    """Absorbed and equivalent doses at any level, each with the organ named beside, above or below it."""
    here = code_of(items, *concepts.FINDING_SITE) or site
    for item in items:
        if item.concept in concepts.ORGAN_DOSES:
            yield code_of(item.children, *concepts.FINDING_SITE) or here, item
        else:
            yield from _organ_doses(item.children, here)


def _text(item: Item) -> str:
    number = item.number
    return f"{texts.line(number.digits)[:20]} {texts.line(number.unit)[:20]}".strip() if number else ""
