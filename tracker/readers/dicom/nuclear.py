"""Nuclear medicine in a dose report (TID 10021): administered activity, and the effective dose stated of it."""

from dataclasses import replace

from tracker.errors import Reason
from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom.content import Code, Item, find, find_below
from tracker.readers.dicom.ct import authority
from tracker.readers.dicom.findings import Context, Findings, code_of, event_uid
from tracker.readers.dicom.values import Dose, DoseReader, added
from tracker.readers.draft import EventDraft, MeasurementDraft
from tracker.readers.words.places import UNKNOWN

_ADMINISTRATION = "administration"


def read(items: list[Item], doses: DoseReader, context: Context) -> Findings:
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


def agent_of(code: Code | None) -> str:
    """Key of the radiopharmaceutical a code names, "" where the reference does not know it."""
    from pydicom.sr.coding import Code as DicomCode  # heavy, and only nuclear medicine needs it

    from tracker.reference import activity_coefficients

    if code is None:
        return ""
    wanted = DicomCode(code.value, "SRT" if code.scheme in ("SNM3", "99SDM") else code.scheme, code.value)
    for row in activity_coefficients():
        if row.dicom_code and wanted == DicomCode(row.dicom_code, "SCT", row.name):
            return row.radiopharmaceutical
    return ""
