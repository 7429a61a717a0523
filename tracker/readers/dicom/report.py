"""DICOM dose reports become drafts of exams: X-ray, CT, mammography, nuclear medicine and patient dose reports."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from tracker import numbers
from tracker.errors import Reason
from tracker.readers.dicom import concepts, ct, projection, short_reports
from tracker.readers.dicom import tags as t
from tracker.readers.dicom.bytes import BadlyPacked, NotDicom, TooBig, Walked, is_dicom, walk
from tracker.readers.dicom.content import Item, commas, find, items_of
from tracker.readers.dicom.findings import (
    Context,
    Findings,
    code_of,
    exam_region,
    exam_side,
    not_patient_reason,
    text_of,
)
from tracker.readers.dicom.header import Header
from tracker.readers.dicom.texts import moment
from tracker.readers.dicom.values import DoseReader, Problems
from tracker.readers.draft import EventDraft, ExamDraft, Problem, ReadResult, ReportInfo
from tracker.readers.found import unreadable
from tracker.readers.words.exams import UNKNOWN, side_in
from tracker.readers.words.kinds import propose_kind

_DOSE_CLASSES = frozenset(
    f"1.2.840.10008.5.1.4.1.1.88.{number}"
    for number in (67, 68, 73, 76)  # X-ray, radiopharmaceutical, patient, enhanced X-ray dose reports
)


class Refused(Exception):
    """A file that cannot be read as a dose report at all.

    Attributes:
        what: what it is instead.
    """

    def __init__(self, what: Reason) -> None:
        super().__init__(what.code)
        self.what = what


def read_file(path: Path, today: date) -> ReadResult:
    """Read one file; whatever is wrong with it comes back as a problem, never as an exception.

    Args:
        path: a file; only dose reports give an exam, everything else is refused with the reason.
        today: the day it is read.
    """
    name = path.name or str(path)
    try:
        with path.open("rb") as stream:
            return _read(name, stream, today)
    except FileNotFoundError:
        return _refusal(name, Reason("file_missing"))
    except IsADirectoryError:
        return _refusal(name, Reason("is_folder"))
    except PermissionError:
        return _refusal(name, Reason("file_closed"))
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        return _refusal(name, unreadable(error))


def read_bytes(name: str, data: bytes, today: date) -> ReadResult:
    """Read one uploaded file, like `read_file`.

    Args:
        name: the name of the file, for messages.
        data: its content.
        today: the day it is read.
    """
    return _read(name, BytesIO(data), today)


def _refusal(name: str, what: Reason) -> ReadResult:
    return ReadResult(name, problems=(Problem(name, what),))


def _read(name: str, stream: BinaryIO, today: date) -> ReadResult:
    problems = Problems(name)
    try:
        walked = _walked(stream)
        head, items = Header(walked.fields, today, walked.order), items_of(walked.fields)
        _check(head, items, walked)
        exam = _exam(head, items, walked, problems)
    except Refused as refused:
        return _refusal(name, refused.what)
    return ReadResult(name, exams=(exam,), problems=problems.all())


def _walked(stream: BinaryIO) -> Walked:
    """The header and content tree of a file.

    Raises:
        Refused: the file is empty, no DICOM, or none a program should walk.
    """
    start = stream.read(2048)
    stream.seek(0)
    if not start:
        raise Refused(Reason("file_empty"))
    if not is_dicom(start):
        raise Refused(_no_dicom(start))
    try:
        return walk(stream, t.CONTENT)
    except TooBig as error:
        raise Refused(Reason("file_endless")) from error
    except BadlyPacked as error:
        raise Refused(Reason("file_badly_packed")) from error
    except NotDicom as error:
        raise Refused(Reason("file_breaks_off")) from error


def _check(head: Header, items: list[Item], walked: Walked) -> None:
    """Look whether a file holds a dose report.

    Raises:
        Refused: it does not.
    """
    root, sop_class = head.code(t.CONCEPT_NAME), head.uid(t.SOP_CLASS)
    if next(find(items, *concepts.DOSE_CONTAINERS), None) or (items and short_reports.is_summary(root, items)):
        return
    if not sop_class and walked.damaged and not walked.content:
        raise Refused(Reason("file_breaks_off"))
    if root not in concepts.DOSE_ROOTS and sop_class not in _DOSE_CLASSES:
        raise Refused(_what_it_is(head))
    if walked.damaged or not walked.content:
        raise Refused(Reason("report_breaks_off"))
    raise Refused(Reason("report_empty"))


def _no_dicom(start: bytes) -> Reason:
    kinds = (
        (b"%PDF", Reason("is_pdf")),
        (b"PK\x03\x04", Reason("is_zip")),
        (b"\xff\xd8\xff", Reason("is_jpeg")),
        (b"\x89PNG", Reason("is_png")),
        (b"{", Reason("is_json")),
        (b"<", Reason("is_xml")),
    )
    return next((what for magic, what in kinds if start.lstrip().startswith(magic)), Reason("no_dicom"))


def _what_it_is(head: Header) -> Reason:
    from pydicom import config  # heavy, and only what is refused needs the names of its classes
    from pydicom.uid import UID

    sop_class = head.uid(t.SOP_CLASS)
    name = UID(sop_class, config.IGNORE).name
    if not sop_class or name == sop_class:
        return Reason("no_dose_data")
    kind = name.partition(" - For ")[0].removesuffix(" Storage")
    if "Image Storage" in name:
        return Reason.of("is_image", kind=kind)
    if name.startswith("Media Storage Directory"):
        return Reason("is_directory")
    if " SR" in name:
        return Reason.of("is_other_report", kind=kind)
    if name.startswith("RT "):
        return Reason.of("is_treatment", kind=kind)
    return Reason.of("is_other", kind=kind)


def _exam(head: Header, items: list[Item], walked: Walked, problems: Problems) -> ExamDraft:
    # A report without a UID is known again by its content.
    identity = head.uid(t.SOP_INSTANCE) or f"sha256:{hashlib.sha256(walked.content).hexdigest()}"
    context = Context(head.encodings, identity, complete=not walked.damaged)
    if walked.damaged:
        problems.add(problems.file, Reason("rest_missing"))
    doses = DoseReader(problems, _comma(items))
    found = _findings(head, items, doses, context)
    if not [row for row in found.measurements if not row.part]:
        problems.add(problems.file, Reason("no_dose_of_exam"))
    region = _region(found)
    words = _words(head, items, found, context)
    side, count = exam_side(found.events) or side_in(words), _event_count(found)
    kind_key, kind_reason = propose_kind(
        found.modality,
        region,
        words,
        [*dict.fromkeys(head.codes(*t.PROCEDURE_CODES)), *found.codes],
        exposures=count,
        side=side,
    )
    return ExamDraft(
        exam_date=_exam_date(head, items, found.events, problems),
        modality=found.modality,
        kind_key=kind_key,
        kind_reason=kind_reason,
        region=region,
        side=side,
        description=words[0] if words else "",
        irradiation_events=count,
        measurements=tuple(found.measurements),
        events=tuple(found.events),
        report=_report(head, items, context),
        not_patient_reason=_flagged(head, found, problems),
        doubts=tuple(dict.fromkeys(doses.doubts)),
    )


def _comma(items: list[Item]) -> str:
    """The decimal sign that those numbers with a comma show which can be read in one way only; "" if they differ."""
    signs = numbers.evidence(commas(items))
    return next(iter(signs)) if len(signs) == 1 else ""


def _findings(head: Header, items: list[Item], doses: DoseReader, context: Context) -> Findings:
    if next(find(items, concepts.ADMINISTRATION), None):
        return short_reports.read_nuclear(items, doses, context)
    if next(find(items, concepts.ACCUMULATED_CT, concepts.CT_EVENT), None):
        return ct.read(items, doses, context)
    if next(find(items, concepts.DOSE_ESTIMATE), None) or head.code(t.CONCEPT_NAME) == concepts.PATIENT_DOSE_REPORT:
        return short_reports.read_patient_dose(items, doses)
    if not next(find(items, *concepts.DOSE_CONTAINERS), None):
        return short_reports.read_summary(items, doses)  # nothing else comes this far without one of these containers
    return projection.read(items, doses, context)


def _region(found: Findings) -> str:
    if found.modality == "MG" and not {event.region for event in found.events} - {UNKNOWN}:
        return "breast"
    return exam_region(found.events)


def _event_count(found: Findings) -> int | None:
    if found.event_count is not None:
        return found.event_count
    irradiations = [event for event in found.events if event.event_type != "administration"]
    return len(irradiations) or None


def _words(head: Header, items: list[Item], found: Findings, context: Context) -> list[str]:
    protocols = [event.protocol for event in found.events]
    comment = text_of(items, concepts.COMMENT, context)
    return list(dict.fromkeys(filter(None, (*head.words(), *protocols, comment))))


def _exam_date(head: Header, items: list[Item], events: list[EventDraft], problems: Problems) -> date | None:
    """The day of the study; where it is missing or impossible, the day of the first exposure, then of the file."""
    study = head.day(t.STUDY_DATE)
    starts = [event.started_at.date() for event in events if event.started_at]
    begun = next((moment(item.date_time) for item in find(items, concepts.START_OF_IRRADIATION)), None)
    if not starts and not begun:
        begun = short_reports.begun(items)
    exposed = min(starts) if starts else begun.date() if begun else None
    exposed = exposed if exposed and head.possible(exposed) else None
    usable = study or exposed or head.day(t.SERIES_DATE, t.ACQUISITION_DATE, t.CONTENT_DATE)
    if not usable:
        problems.add(Reason("date"), Reason("report_undated"))
        return None
    if study and exposed and abs(study - exposed) > timedelta(days=1):
        told = Reason.of("dates_differ", study=study.isoformat(), exposed=exposed.isoformat())
        problems.add(Reason("date"), told)
    return usable


def _report(head: Header, items: list[Item], context: Context) -> ReportInfo:
    told, source = head.report(), code_of(items, concepts.SOURCE_OF_DOSE)
    return replace(
        told,
        sop_instance_uid=context.report_uid,
        manufacturer=told.manufacturer or text_of(items, concepts.DEVICE_MANUFACTURER, context),
        model=told.model or text_of(items, concepts.DEVICE_MODEL, context),
        station=told.station or text_of(items, concepts.DEVICE_NAME, context),
        source_of_dose=concepts.SOURCES_OF_DOSE.get(source, "") if source else "",
    )


def _flagged(head: Header, found: Findings, problems: Problems) -> Reason | None:
    protocols = [event.protocol for event in found.events if event.event_type != "localiser"]
    name, patient_id = head.person(t.PATIENT_NAME), head.text(t.PATIENT_ID)
    reason = not_patient_reason(name, patient_id, head.words(), protocols, names_phantom=found.phantom_region)
    if reason:
        problems.add(problems.file, reason)
    return reason
