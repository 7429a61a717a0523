"""The clues about one exam, put together into the draft that a person looks at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tracker.errors import Reason
from tracker.readers.dicom.findings import distinct, exam_side, not_patient_reason
from tracker.readers.dicom.values import Dose, Problems, settle, total_of
from tracker.readers.draft import EventDraft, ExamDraft, MeasurementDraft, ReportInfo
from tracker.readers.fhir import codes as fhir_codes
from tracker.readers.fhir.clues import DOSE, Clue, DoseFacts
from tracker.readers.fhir.doses import OWN_EVENT
from tracker.readers.fhir.json import NEVER, Resource, When, codings, fields, many, text
from tracker.readers.fhir.match import Canonical, Group
from tracker.readers.fhir.people import Person
from tracker.readers.letter.parts import ORIGIN
from tracker.readers.words.exams import UNKNOWN
from tracker.readers.words.kinds import propose_kind
from tracker.reference import exam_kinds

_TELLING: Final = ("Procedure", "DiagnosticReport", "Observation", "ImagingStudy", DOSE, "Composition")
_DATED: Final = ("ImagingStudy", "Procedure", DOSE, "Observation", "DiagnosticReport")
_ANY_OF: Mapping[str, str] = {"US": "us_other", "MR": "mri_other"}
_SUMMED = ("kap_gy_cm2", "air_kerma_mgy", "fluoro_time_s", "dlp_mgy_cm")


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine a dose comes from; `modality` is one of the groups of `fhir_codes.MODALITIES` or ""."""

    manufacturer: str = ""
    model: str = ""
    station: str = ""
    modality: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an export says once for many exams.

    Attributes:
        people: by canonical key of the Patient.
        visit: when and where an encounter was, by its key.
        machines: by key of the Device.
        shared_uids: study UIDs that stand at several exams, and so identify none.
        today: the day the export is read.
    """

    canonical: Canonical
    people: Mapping[str, Person]
    visit: Callable[[str], tuple[When, str]]
    machines: Mapping[str, Machine]
    shared_uids: frozenset[str]
    today: date

    def machine(self, clues: Iterable[Clue]) -> Machine:
        """The machine that some dose names."""
        keys = (self.canonical(clue.doses.device) for clue in clues if clue.doses.device)
        return next((found for key in keys if (found := self.machines.get(key))), Machine())


def machine(resource: Resource) -> Machine:
    """What a Device resource tells."""
    names = [fields(item) for item in many(resource.get("deviceName", "name"))[:20]]
    of_model = (n for n in names if text(n.get("type")) == "model-name" or text(n.get("name")))
    models = sorted(of_model, key=lambda n: text(n.get("type")) != "model-name")
    stations = [
        text(fields(item).get("value"))
        for item in many(resource.get("identifier"))[:20]
        if "application-entity"
        in {text(fields(item).get("system")), *(code for code, _s in codings(fields(item).get("type")))}
    ]
    kinds = (fhir_codes.MODALITIES.get(code.upper(), "") for code, _s in codings(resource.get("type")))
    return Machine(
        resource.text("manufacturer"),
        next((text(n.get("name")) for n in models), "") or resource.text("modelNumber", "model"),
        next(iter(stations), ""),
        next(filter(None, kinds), ""),
    )


def draft(group: Group, around: Surroundings, problems: Problems) -> ExamDraft:
    """One exam from its clues: described by procedure and report, dated by the study, measured by the doses."""
    clues = sorted(group.clues, key=lambda clue: _TELLING.index(clue.source))
    moment = _moment(group, around)
    modality = _modality(clues) or around.machine(clues).modality
    region, side = _region(clues), exam_side(_sided(clues))
    said = tuple(dict.fromkeys(text for clue in clues for text in clue.words))
    kind_key, reason = _kind(clues, modality, region, said, side)
    if region == UNKNOWN and kind_key:
        region = exam_kinds()[kind_key].region
    measurements, events = _doses(clues, problems)
    report = _report(clues, around)
    return ExamDraft(
        exam_date=moment.first,
        modality="" if modality in ("TX", "OT") else modality,
        kind_key=kind_key,
        kind_reason=reason,
        region=region,
        side=side,
        description=said[0] if said else "",
        irradiation_events=len(events) or None,
        measurements=measurements,
        events=events,
        report=report,
        not_patient_reason=not_patient_reason(report.patient_name, report.patient_id, said, []),
        study_uid=report.study_instance_uid,
        identity=tuple(dict.fromkeys(name for clue in group.clues for name in clue.identity)),
        source_kind="fhir",
        treatment=modality == "TX",
        ionising=_ionising(modality),
        evidence_note=_note(clues),
        date_precision=moment.precision,
        date_last=moment.last if moment.first != moment.last else None,
        facility=report.institution,
        requested_by=next((clue.requested_by for clue in clues if clue.requested_by), ""),
        own_words="" if kind_key else (said[0] if said else ""),
    )


def _moment(group: Group, around: Surroundings) -> When:
    """The day of the exam: of the study, else of what tells it most exactly, else of the encounter."""
    by_source = sorted(group.clues, key=lambda clue: _DATED.index(clue.source) if clue.source in _DATED else 9)
    moments = [clue.when for clue in by_source if clue.when is not NEVER]
    for precision in ("day", "month", "year"):
        for moment in moments:
            if moment.precision == precision:
                return _on_clinics_clock(moment, moments)
    visits = (around.visit(clue.encounter)[0] for clue in by_source if clue.encounter)
    return next((visit for visit in visits if visit.first and not visit.ahead(around.today)), NEVER)


def _on_clinics_clock(moment: When, told: Iterable[When]) -> When:
    """The moment on the day it was at the clinic, where another one of the exam tells how its clock differs."""
    clinic = next((other for other in told if other.offset and other.instant), None)
    day = moment.on_clock_of(clinic) if clinic and not moment.offset else moment.first
    return moment if day == moment.first else replace(moment, first=day, last=day)


def _modality(clues: Sequence[Clue]) -> str:
    """The machine: by the study where it says, else by what else says; the first of several in order of precedence."""
    studies = frozenset[str]().union(*(clue.modalities for clue in clues if clue.source == "ImagingStudy"))
    named = studies or frozenset[str]().union(*(clue.modalities for clue in clues if clue.source != DOSE))
    named = named or frozenset[str]().union(*(clue.modalities for clue in clues))
    return next((one for one in fhir_codes.PRECEDENCE if one in named), "")


def _ionising(modality: str) -> bool | None:
    if modality in fhir_codes.NOT_IONISING:
        return False
    return True if modality in fhir_codes.IONISING or modality == "TX" else None


def _region(clues: Sequence[Clue]) -> str:
    """The place: of a procedure or report that is within that of the study, else of the study, else of any."""
    studies = [clue.region for clue in clues if clue.source == "ImagingStudy" and clue.region != UNKNOWN]
    others = [clue.region for clue in clues if clue.source != "ImagingStudy" and clue.region != UNKNOWN]
    if studies:
        return studies[0]
    return others[0] if others else UNKNOWN


def _sided(clues: Iterable[Clue]) -> list[EventDraft]:
    return [EventDraft("", laterality=clue.side) for clue in clues if clue.side]


def _kind(clues: Sequence[Clue], modality: str, region: str, said: tuple[str, ...], side: str) -> tuple[str, Reason]:
    codes = [code for clue in clues for code in clue.codes if _fits(code, modality)]
    exposures = next((clue.exposures for clue in clues if clue.exposures), None)
    known = modality if modality in ("CT", "RF", "DX", "MG", "NM") else ""
    coded_region = region if any(clue.coded_place and clue.region == region for clue in clues) else UNKNOWN
    key, reason = propose_kind(known, coded_region, said, codes, exposures, side)
    sites = {clue.site_kind for clue in clues if clue.site_kind}
    coded = bool(key) and any(fhir_codes.kind_of([code]) == key for code in codes)
    if modality == "DX" and len(sites) == 1 and not coded:
        return sites.pop(), Reason("place_and_xray")
    if modality == "TX" and not key:
        treatments = (fhir_codes.treatment_in(text) for text in said)
        key = next((found for found in treatments if found), "")
        reason = Reason.of("description_says", text=said[0]) if key else reason
    if modality in _ANY_OF and not key:
        key = "echo" if modality == "US" and fhir_codes.is_echo(said) else _ANY_OF[modality]
        reason = Reason.of("machine_without_radiation", modality=modality)
    return key, reason


def _fits(code: tuple[str, str], modality: str) -> bool:
    """Whether the kind of a code is one of this machine; a procedure of another sort says nothing about the exam."""
    key = fhir_codes.kind_of([code])
    return not key or not modality or fhir_codes.group_of_kind(key) == modality


def _doses(clues: Sequence[Clue], problems: Problems) -> tuple[tuple[MeasurementDraft, ...], tuple[EventDraft, ...]]:
    latest = _latest(clues)
    events = distinct([event for clue in latest for event in clue.doses.events])
    stated: dict[tuple[str, str, str], MeasurementDraft] = {}
    parts: list[MeasurementDraft] = []
    for row in (row for clue in latest for row in clue.doses.stated):
        if row.part:
            parts.append(row)
            continue
        known = stated.setdefault(_quantity(row), row)
        if known.value != row.value:
            stated[_quantity(row)] = max(known, row, key=lambda r: r.value)
            _contradiction(known, row, problems)
    rows = list(stated.values())
    for quantity in _SUMMED:
        rows = _settled(rows, quantity, events, problems)
    return (*rows, *parts, *_ctdivol(events)), tuple(events)


def _latest(clues: Sequence[Clue]) -> list[Clue]:
    """The clues, the latest stage first, each without the values that a later stage of its kind states again."""
    found: list[Clue] = []
    for clue in sorted(clues, key=lambda clue: -clue.stage):
        later = [other.doses for other in found if other.stage > clue.stage]
        again = {_quantity(row) for doses in later for row in doses.stated if not row.part}
        stated = tuple(row for row in clue.doses.stated if _quantity(row) not in again)
        events = tuple(event for event in clue.doses.events if not _replaced(event, later))
        found.append(replace(clue, doses=replace(clue.doses, stated=stated, events=events)))
    return found


def _quantity(row: MeasurementDraft) -> tuple[str, str, str]:
    return row.quantity, row.laterality, row.radiopharmaceutical


def _replaced(event: EventDraft, later: Sequence[DoseFacts]) -> bool:
    """Whether an event without a UID of its own is told again, corrected: at the same moment, of the same place."""
    if not event.event_uid.endswith(OWN_EVENT):
        return False
    again = (other for doses in later for other in doses.events)
    return any((other.started_at, other.region) == (event.started_at, event.region) for other in again)


def _contradiction(one: MeasurementDraft, other: MeasurementDraft, problems: Problems) -> None:
    problems.add(one.quantity, Reason.of("two_totals", one=one.reported, other=other.reported))


def _settled(
    rows: list[MeasurementDraft], quantity: str, events: Sequence[EventDraft], problems: Problems
) -> list[MeasurementDraft]:
    """The rows with one value of the exam for a quantity, from the stated total and the sum of the events."""
    summed = total_of((getattr(event, quantity) for event in events), quantity)
    own = next((row for row in rows if row.quantity == quantity), None)
    if summed is None:
        return rows
    phantoms = {event.phantom for event in events if event.dlp_mgy_cm}
    phantom = phantoms.pop() if len(phantoms) == 1 else "" if "" in phantoms or not phantoms else "mixed"
    settled = settle(quantity, Dose(own.value, own.reported) if own else None, summed, problems)
    if quantity == "dlp_mgy_cm":
        settled = [replace(row, phantom=(own.phantom if own else "") or phantom) for row in settled]
    return [row for row in rows if row.quantity != quantity] + settled


def _ctdivol(events: Sequence[EventDraft]) -> list[MeasurementDraft]:
    scans = [event for event in events if event.ctdivol_mgy is not None]
    several = len(scans) > 1
    return [
        MeasurementDraft(
            "ctdivol_mgy", event.ctdivol_mgy or 0.0, f"{event.ctdivol_mgy:g} mGy", "irradiation event",
            phantom=event.phantom, region=event.region if several else "", part=several,
        )
        for event in scans
    ]  # fmt: skip


def _note(clues: Sequence[Clue]) -> Reason | None:
    said = [sentence for clue in clues for sentence in clue.doses.sentences]
    if said:
        counted = any(row.origin == ORIGIN for clue in clues for row in clue.doses.stated)
        return Reason.of("dose_from_words" if counted else "dose_in_words", text=" ".join(dict.fromkeys(said))[:400])
    return Reason("stopped") if any(clue.stopped for clue in clues) else None


def _report(clues: Sequence[Clue], around: Surroundings) -> ReportInfo:
    subject = next((around.canonical(clue.subject) for clue in clues if clue.subject), "")
    person = around.people.get(subject) or Person()
    device = around.machine(clues)
    uids = [uid for clue in clues for uid in clue.study_uids if uid not in around.shared_uids]
    return ReportInfo(
        sop_instance_uid=next(iter(clues)).identity[0],
        study_instance_uid=uids[0] if uids else "",
        manufacturer=device.manufacturer,
        model=device.model,
        station=device.station,
        institution=_facility(clues, around),
        patient_name=person.name or next((clue.person_name for clue in clues if clue.person_name), ""),
        patient_birth_date=person.birth_date,
        patient_sex=person.sex,
        patient_id=person.patient_id,
    )


def _facility(clues: Sequence[Clue], around: Surroundings) -> str:
    own = next((clue.facility for clue in clues if clue.facility), "")
    return own or next((place for clue in clues if clue.encounter and (place := around.visit(clue.encounter)[1])), "")
