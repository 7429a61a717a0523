"""A draft that the person accepted, as the exam the ledger writes."""

from typing import Any

from pydantic import TypeAdapter

from tracker import dates
from tracker.errors import Reason
from tracker.readers.draft import EventDraft, ExamDraft, Geometry, MeasurementDraft
from tracker.readers.written import LetterExam, SheetExam, date_of
from tracker.record.models import (
    EventBase,
    EventCreate,
    ExamCreate,
    MeasurementBase,
    MeasurementCreate,
    SourceReportBase,
    SourceReportCreate,
)
from tracker.record.procedures import DrugCreate, InjectionCreate
from tracker.reference import MACHINE_ONLY, exam_kinds

DRAFT: TypeAdapter[ExamDraft] = TypeAdapter(ExamDraft)
GEOMETRY: TypeAdapter[Geometry] = TypeAdapter(Geometry)
# Which reader found it -> how the record says where numbers, and the exam itself, are known from.
MEASURED_BY = {"image": "image", "fhir": "export", "sheet": "typed", "text": "typed"}
_BY_HAND = ("count_is_approximate", "reason", "images_at", "pregnant", "contrast", "contrast_agent", "notes")
_SENTENCES = ("kind_reason", "not_patient_reason", "evidence_note")
ENTERED_FROM = {"sheet": "memory", "text": "report"}


def to_create(
    draft: ExamDraft,
    *,
    kind_key: str = "",
    own_words: str = "",
    region: str = "",
    file_name: str = "",
    when: dates.PartialDate | None = None,
) -> ExamCreate:
    """The exam of a draft, with the kind (or own words) and, where the file names no date, the date the person gave.

    Args:
        region: what the person chose; "" takes the region of the kind, or of the report where the kind is not known.

    Raises:
        ValueError: neither the file nor the person names a date; `intake.ready` says so before.
        ValueRefused: neither a kind nor own words are given.
    """
    date = when or date_of(draft)
    if date is None:
        raise ValueError("an exam needs a date")
    known = kind_key and kind_key not in MACHINE_ONLY
    report_region = draft.region if not known and draft.region != "unknown" else ""
    return ExamCreate(
        kind_key=kind_key,
        own_words=own_words or ("" if known else draft.own_words),
        exam_count=draft.exam_count,
        requested_by=draft.requested_by,
        region=region or report_region,
        date_first=date.first,
        date_last=date.last,
        date_precision=date.precision,
        side=draft.side,
        facility=draft.facility or (draft.report.institution if draft.report else ""),
        measurements=[_measurement(m, MEASURED_BY.get(draft.source_kind, "dose_report")) for m in draft.measurements],
        events=[_event(event) for event in draft.events],
        reports=_reports(draft, file_name),
        **{
            "entered_from": _entered_from(draft),
            **_kept_by_hand(draft),
            **_told_in_words(draft, kind_key),
        },
    )


def _entered_from(draft: ExamDraft) -> str:
    """A text that was pasted or typed has no file by which it is known again."""
    of_file = draft.source_kind == "text" and draft.identity
    return "file" if of_file else ENTERED_FROM.get(draft.source_kind, "file")


def _kept_by_hand(draft: ExamDraft) -> dict[str, Any]:
    """What only a table kept by a person holds; where it says it is known from, too."""
    if not isinstance(draft, SheetExam):
        return {}
    known_from = {"entered_from": draft.known_from} if draft.known_from else {}
    return {name: getattr(draft, name) for name in _BY_HAND} | known_from


def _told_in_words(draft: ExamDraft, kind_key: str) -> dict[str, Any]:
    """What only words tell: levels and drugs, unless the exam is one without a needle, and contrast medium."""
    if not isinstance(draft, LetterExam):
        return {}
    told: dict[str, Any] = {"contrast": draft.contrast, "contrast_agent": draft.contrast_agent}
    kind = exam_kinds().get(kind_key)
    if kind and kind_key not in MACHINE_ONLY and not kind.may_treat_by_needle:
        return told
    if draft.levels:
        told["injection"] = InjectionCreate(levels=list(draft.levels))
    told["drugs"] = [DrugCreate(drug_key=drug.key, dose_mg=drug.dose_mg) for drug in draft.drugs]
    return told


def _event(draft: EventDraft) -> EventCreate:
    told = {name: getattr(draft, name) for name in EventBase.model_fields if name != "geometry"}
    # What the report does not say is left out; zero is a position and stays.
    written = GEOMETRY.dump_python(draft.geometry, mode="json") if draft.geometry else {}
    stood = {name: value for name, value in written.items() if value not in (None, "", [])}
    return EventCreate(**told, geometry=stood or None)


def _measurement(draft: MeasurementDraft, source: str) -> MeasurementCreate:
    fields = {name: getattr(draft, name) for name in MeasurementBase.model_fields if name != "source"}
    return MeasurementCreate(**fields, source=source)


def _reports(draft: ExamDraft, file_name: str) -> list[SourceReportCreate]:
    """One for each file the draft was put together from, with what that file said."""
    return [found for part in draft.parts or (draft,) if (found := _source(part, file_name))]


_DEVICE = ("manufacturer", "model", "station", "institution", "source_of_dose")


def _source(part: ExamDraft, file_name: str) -> SourceReportCreate | None:
    report = part.report
    uid = report.sop_instance_uid if report and part.source_kind == "dose_report" else next(iter(part.identity), "")
    if not uid and part.study_uid:
        uid = f"study {part.study_uid}"
    if not uid:
        return None
    told = {name: getattr(report, name) for name in _DEVICE} if report else {}
    study = part.study_uid or (report.study_instance_uid if report else "")
    stated = DRAFT.dump_python(part, mode="json")
    return SourceReportCreate(
        sop_instance_uid=uid, study_instance_uid=study, file_name=file_name, stated=stated, **told
    )


def stated(report: SourceReportBase) -> ExamDraft | None:
    """What a stored report said, as the draft it was; None if an older program stored it without."""
    return DRAFT.validate_python(_coded(report.stated)) if report.stated else None


def _coded(told: dict[str, Any]) -> dict[str, Any]:
    """A stored draft with the sentences that an older program wrote into it as reasons that say them."""
    old = {name: told[name] for name in _SENTENCES if isinstance(told.get(name), str)}
    return told | {name: Reason.of("as_written", text=text) if text else None for name, text in old.items()}
