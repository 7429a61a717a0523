"""Dose reports of few numbers: of nuclear medicine, of a patient's effective dose, and summaries of older C-arms.

- Nuclear medicine (TID 10021): administered activity, and the effective dose stated of it.
- Patient dose reports (TID 10030): the effective dose of the exam, and a word on doses of organs and of the skin.
- The radiation summary of older Siemens C-arms (Arcadis): an Enhanced SR whose root is (C-10, 99SMS_RADSUM), without
  events. Its conformance statement lists the fluoroscopy time, the kerma-area product, start and end, and, where the
  device is set to it, the air kerma as the only dose.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from tracker.errors import Reason
from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom.content import Code, Item, find, find_below
from tracker.readers.dicom.ct import authority
from tracker.readers.dicom.findings import Context, Findings, agent_of, code_of, event_uid
from tracker.readers.dicom.values import ACCUMULATED, Dose, DoseReader, added
from tracker.readers.draft import EventDraft, MeasurementDraft
from tracker.readers.words.exams import UNKNOWN
from tracker.units import QUANTITIES

_ADMINISTRATION = "administration"
_QUANTITY = "effective_dose_msv"
_AIR_KERMA = "air_kerma_mgy"
_KNOWN = {concepts.SUMMARY_KAP: "kap_gy_cm2", concepts.SUMMARY_FLUOROSCOPY_TIME: "fluoro_time_s"}
_DEEPEST = 3  # the numbers stand at the top, or in a container


def read_nuclear(items: list[Item], doses: DoseReader, context: Context) -> Findings:
    """The administrations of radiopharmaceuticals, one activity per agent; different agents are never added."""
    found = Findings(modality="NM", codes=[item.code for item in find(items, *concepts.ASSOCIATED_PROCEDURE)])
    given: dict[str, list[Dose]] = {}
    effective: list[MeasurementDraft] = []
    for position, administration in enumerate(find(items, concepts.ADMINISTRATION), start=1):
        below = administration.children
        activity = doses.first(below, concepts.ADMINISTERED_ACTIVITY, "activity_mbq")
        event = _event(below, activity, context, position)
        if event.event_uid in {known.event_uid for known in found.events}:
            continue
        found.events.append(event)
        if activity:
            given.setdefault(agent_of(code_of(below, *concepts.AGENT)), []).append(activity)
        if stated := _effective_dose(below, doses, _ADMINISTRATION):
            effective.append(stated)
    found.measurements = [_activity(agent, activities) for agent, activities in given.items()]
    found.measurements += _added_effective_dose(effective, doses)
    return found


def _event(items: list[Item], activity: Dose | None, context: Context, position: int) -> EventDraft:
    started = next((item.date_time for item in find(items, concepts.ADMINISTRATION_START)), "")
    return EventDraft(
        event_uid(items, concepts.ADMINISTRATION_UID, context, position),
        texts.moment(started),
        event_type=_ADMINISTRATION,
        region=UNKNOWN,
        activity_mbq=activity.value if activity else None,
    )


def _activity(agent: str, activities: list[Dose]) -> MeasurementDraft:
    reported = " + ".join(dose.reported for dose in activities)[: texts.LONGEST]
    total = sum(dose.value for dose in activities)
    return MeasurementDraft("activity_mbq", total, reported, _ADMINISTRATION, radiopharmaceutical=agent)


def _effective_dose(items: list[Item], doses: DoseReader, origin: str) -> MeasurementDraft | None:
    """The first usable effective dose at any level; below an administration it is the dose of its agent alone."""
    quantity = "effective_dose_msv"
    for item in find_below(items, concepts.EFFECTIVE_DOSE):
        if dose := doses.of(item, quantity):
            return MeasurementDraft(quantity, dose.value, dose.reported, origin, authority=authority(item))
    return None


def _added_effective_dose(stated: list[MeasurementDraft], doses: DoseReader) -> list[MeasurementDraft]:
    """The effective doses of several administrations as one, if they rest on the same tissue weights."""
    if len({row.authority for row in stated}) > 1:
        doses.problems.add(Reason("effective_dose"), Reason("other_weights"))
        return []
    total = added(Dose(row.value, row.reported) for row in stated)
    return [replace(stated[0], value=total.value, reported=total.reported)] if total else []


def read_patient_dose(items: list[Item], doses: DoseReader) -> Findings:
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


def is_summary(root: Code, items: list[Item]) -> bool:
    """Whether a report is such a summary, by its root or, where that is lost, by a number only such a summary has."""
    return root == concepts.SUMMARY_ROOT or any(
        item.concept in _KNOWN and item.number is not None for item in _own(items)
    )


def read_summary(items: list[Item], doses: DoseReader) -> Findings:
    """The totals of a summary; a number without a unit is refused, whatever unit the device usually has."""
    found = Findings(modality="RF")
    own = list(_own(items))
    for concept, quantity in _KNOWN.items():
        if dose := doses.first(own, concept, quantity):
            found.measurements.append(MeasurementDraft(quantity, dose.value, dose.reported, ACCUMULATED))
    kerma = [dose for item in own if _is_dose(item) and (dose := doses.of(item, _AIR_KERMA))]
    if len({dose.value for dose in kerma}) == 1:
        found.measurements.append(MeasurementDraft(_AIR_KERMA, kerma[0].value, kerma[0].reported, ACCUMULATED))
    counts = (texts.decimal(one.number.digits) for one in find(own, concepts.SUMMARY_EXPOSURES) if one.number)
    found.event_count = next((int(count) for count in counts if count and 1 <= count < 1_000_000), None)
    return found


def begun(items: list[Item]) -> datetime | None:
    """When the exam began: the earliest time that the summary states."""
    return min(filter(None, (texts.moment(item.date_time) for item in _own(items))), default=None)


def _own(items: list[Item], depth: int = 0) -> Iterator[Item]:
    for item in items:
        if item.concept.scheme == concepts.SUMMARY_SCHEME:
            yield item
        if depth < _DEEPEST:
            yield from _own(item.children, depth + 1)


def _is_dose(item: Item) -> bool:
    number = item.number
    units = QUANTITIES[_AIR_KERMA].units
    return item.concept not in _KNOWN and number is not None and number.unit.strip() in units
