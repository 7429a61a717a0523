"""The images of one study as one draft; the same however many there are, in whatever order, and however often."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from tracker.readers.dicom import event_sums
from tracker.readers.dicom.findings import exam_region
from tracker.readers.draft import EventDraft, ExamDraft, ReportInfo
from tracker.readers.words.places import UNKNOWN

# Of a study with several kinds of images, the exam is called after the first of these.
_MODALITIES = ("TX", "NM", "RF", "CT", "MG", "DX", "PX", "IO", "BMD")


def one_draft(images: Sequence[ExamDraft]) -> ExamDraft:
    """The exam that the images of a study tell of.

    Args:
        images: drafts of single images or of several, at least one, all of the same study.
    """
    return event_sums.described(gathered(images))


def gathered(images: Sequence[ExamDraft]) -> ExamDraft:
    """The images of a study as one draft, without kind and totals yet."""
    first = min(images, key=_order)
    modalities = {image.modality for image in images}
    return replace(
        first,
        exam_date=earliest(image.exam_date for image in images),
        modality=next((one for one in _MODALITIES if one in modalities), min(modalities)),
        region=_region(images),
        measurements=(),
        events=tuple(event_sums.union(event for image in images for event in image.events)),
        report=_report(images),
        not_patient_reason=min((i.not_patient_reason for i in images if i.not_patient_reason), default=""),
        identity=tuple(sorted({uid for image in images for uid in image.identity})),
        ionising=any(image.ionising for image in images),
        facility=min((image.facility for image in images if image.facility), default=""),
        words=tuple(sorted({pair for image in images for pair in image.words})),
        codes=tuple(sorted({pair for image in images for pair in image.codes})),
        parts=(),
    )


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of the days that are known."""
    return min((day for day in days if day), default=None)


def _order(image: ExamDraft) -> tuple[bool, date, str]:
    return image.exam_date is None, image.exam_date or date.max, image.report.sop_instance_uid if image.report else ""


def _region(images: Iterable[ExamDraft]) -> str:
    regions = {image.region for image in images} - {UNKNOWN}
    return exam_region(EventDraft("", region=region) for region in sorted(regions)) if regions else UNKNOWN


def _report(images: Iterable[ExamDraft]) -> ReportInfo | None:
    """Where the images come from, with what the person is called filled in from whichever image says it."""
    known = [image.report for image in images if image.report]
    if not known:
        return None
    first = min(known, key=lambda report: (report.sop_instance_uid, repr(report)))
    return replace(
        first,
        patient_name=first.patient_name or min((r.patient_name for r in known if r.patient_name), default=""),
        patient_birth_date=first.patient_birth_date or earliest(r.patient_birth_date for r in known),
        patient_sex=first.patient_sex or min((r.patient_sex for r in known if r.patient_sex), default=""),
    )
