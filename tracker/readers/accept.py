"""A draft that the person accepted, as the exam the ledger writes."""

from tracker import dates
from tracker.errors import DateError
from tracker.i18n import _
from tracker.readers.draft import ExamDraft, MeasurementDraft
from tracker.record.models import (
    EventBase,
    EventCreate,
    ExamCreate,
    MeasurementBase,
    MeasurementCreate,
    SourceReportCreate,
)


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
        DateError: neither the file nor the person names a date.
        ValueRefused: neither a kind nor own words are given.
    """
    date = when or _date_of(draft)
    report_region = draft.region if not kind_key and draft.region != "unknown" else ""
    return ExamCreate(
        kind_key=kind_key,
        own_words=own_words,
        region=region or report_region,
        date_first=date.first,
        date_last=date.last,
        date_precision=date.precision,
        side=draft.side,
        facility=draft.report.institution if draft.report else "",
        entered_from="file",
        measurements=[_measurement(m) for m in draft.measurements],
        events=[
            EventCreate(**{name: getattr(event, name) for name in EventBase.model_fields}) for event in draft.events
        ],
        reports=_reports(draft, file_name),
    )


def _date_of(draft: ExamDraft) -> dates.PartialDate:
    if draft.exam_date is None:
        raise DateError(_("The report does not say when the exam was. Please enter the date."))
    return dates.of(draft.exam_date.year, draft.exam_date.month, draft.exam_date.day)


def _measurement(draft: MeasurementDraft) -> MeasurementCreate:
    fields = {name: getattr(draft, name) for name in MeasurementBase.model_fields if name != "source"}
    return MeasurementCreate(**fields, source="dose_report")


def _reports(draft: ExamDraft, file_name: str) -> list[SourceReportCreate]:
    report = draft.report
    if report is None:
        return []
    return [
        SourceReportCreate(
            sop_instance_uid=report.sop_instance_uid,
            study_instance_uid=report.study_instance_uid,
            manufacturer=report.manufacturer,
            model=report.model,
            station=report.station,
            institution=report.institution,
            source_of_dose=report.source_of_dose,
            file_name=file_name,
        )
    ]
