"""DICOM dose reports become drafts of exams: X-ray, CT, mammography, nuclear medicine and patient dose reports."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from tracker.errors import TrackerError
from tracker.i18n import N_, _
from tracker.readers.dicom import concepts, ct, nuclear, patient_dose, projection, radsum
from tracker.readers.dicom import tags as t
from tracker.readers.dicom.bytes import BadlyPacked, NotDicom, TooBig, Walked, is_dicom, walk
from tracker.readers.dicom.content import Item, find, items_of
from tracker.readers.dicom.findings import Context, Findings, code_of, exam_region, exam_side, text_of
from tracker.readers.dicom.header import Header, possible
from tracker.readers.dicom.texts import moment
from tracker.readers.dicom.values import DoseReader, Problems
from tracker.readers.draft import EventDraft, ExamDraft, Problem, ReadResult, ReportInfo
from tracker.readers.phantoms import not_patient_reason
from tracker.readers.words.kinds import propose_kind
from tracker.readers.words.places import UNKNOWN, side_in

_DOSE_CLASSES = frozenset(
    f"1.2.840.10008.5.1.4.1.1.88.{number}"
    for number in (67, 68, 73, 76)  # X-ray, radiopharmaceutical, patient, enhanced X-ray dose reports
)
_COPY_AGAIN = N_("Please copy it again from the disc or the portal.")


class Refused(TrackerError):
    """A file that cannot be read as a dose report at all.

    Attributes:
        problem: what it is instead, and what the person can do.
    """

    def __init__(self, where: str, what: str, advice: str) -> None:
        super().__init__(f"{what} {advice}")
        self.problem = Problem(where, what, advice)


def read_file(path: Path) -> ReadResult:
    """Read one file; whatever is wrong with it comes back as a problem, never as an exception.

    Args:
        path: a file; only dose reports give an exam, everything else is refused with the reason.
    """
    name = path.name or str(path)
    try:
        with path.open("rb") as stream:
            return _read(name, stream)
    except FileNotFoundError:
        return _refusal(name, _("There is no such file."), _("Please look at the name and the folder again."))
    except IsADirectoryError:
        return _refusal(name, _("This is a folder, not a file."), _("Please choose the dose report inside it."))
    except PermissionError:
        return _refusal(
            name, _("This file may not be opened."), _("Please copy it to a folder of your own and try again.")
        )
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return _refusal(name, _("This file cannot be read: {reason}.").format(reason=reason), _(_COPY_AGAIN))


def read_bytes(name: str, data: bytes) -> ReadResult:
    """Read one uploaded file, like `read_file`.

    Args:
        name: the name of the file, for messages.
        data: its content.
    """
    return _read(name, BytesIO(data))


def _refusal(name: str, what: str, advice: str) -> ReadResult:
    return ReadResult(name, problems=(Problem(name, what, advice),))


def _read(name: str, stream: BinaryIO) -> ReadResult:
    problems = Problems(name)
    try:
        walked = _walked(name, stream)
        head, items = Header(walked.fields, walked.order), items_of(walked.fields)
        _check(name, head, items, walked)
        exam = _exam(head, items, walked, problems)
    except Refused as refused:
        return ReadResult(name, problems=(refused.problem,))
    return ReadResult(name, exams=(exam,), problems=problems.all())


def _walked(name: str, stream: BinaryIO) -> Walked:
    """The header and content tree of a file.

    Raises:
        Refused: the file is empty, no DICOM, or none a program should walk.
    """
    start = stream.read(2048)
    stream.seek(0)
    if not start:
        raise Refused(name, _("This file is empty."), _(_COPY_AGAIN))
    if not is_dicom(start):
        raise Refused(name, _no_dicom(start), _("Dose reports are DICOM files, often ending in .dcm."))
    try:
        return walk(stream, t.CONTENT)
    except TooBig as error:
        what, advice = (
            _("The content of this file is nested or repeated without end."),
            _("It is damaged; ask for another copy."),
        )
        raise Refused(name, what, advice) from error
    except BadlyPacked as error:
        raise Refused(name, _("The compressed part of this file is damaged."), _(_COPY_AGAIN)) from error
    except NotDicom as error:
        raise Refused(
            name, _("This file breaks off or is damaged before its content begins."), _(_COPY_AGAIN)
        ) from error


def _check(name: str, head: Header, items: list[Item], walked: Walked) -> None:
    """Look whether a file holds a dose report.

    Raises:
        Refused: it does not.
    """
    root, sop_class = head.code(t.CONCEPT_NAME), head.uid(t.SOP_CLASS)
    if next(find(items, *concepts.DOSE_CONTAINERS), None) or (items and radsum.is_summary(root, items)):
        return
    if not sop_class and walked.damaged and not walked.content:
        raise Refused(name, _("This file breaks off or is damaged before its content begins."), _(_COPY_AGAIN))
    if root not in concepts.DOSE_ROOTS and sop_class not in _DOSE_CLASSES:
        raise Refused(name, _what_it_is(head), _("Only dose reports hold numbers this program can read from a file."))
    if walked.damaged or not walked.content:
        raise Refused(name, _("This dose report breaks off before its numbers begin."), _(_COPY_AGAIN))
    raise Refused(
        name,
        _("This dose report is empty: it lists no exposure and no dose."),
        _("Ask the clinic for the full report."),
    )


def _no_dicom(start: bytes) -> str:
    kinds = (
        (b"%PDF", _("This is a PDF document, not a DICOM file.")),
        (b"PK\x03\x04", _("This is a ZIP archive, not a DICOM file.")),
        (b"\xff\xd8\xff", _("This is a JPEG picture, not a DICOM file.")),
        (b"\x89PNG", _("This is a PNG picture, not a DICOM file.")),
        (b"{", _("This looks like JSON text, not a DICOM file.")),
        (b"<", _("This looks like a web page or XML text, not a DICOM file.")),
    )
    return next((text for magic, text in kinds if start.lstrip().startswith(magic)), _("This is no DICOM file."))


def _what_it_is(head: Header) -> str:
    from pydicom import config  # heavy, and only what is refused needs the names of its classes
    from pydicom.uid import UID

    sop_class = head.uid(t.SOP_CLASS)
    name = UID(sop_class, config.IGNORE).name
    if not sop_class or name == sop_class:
        return _("This is DICOM data of a kind that holds no dose report.")
    kind = name.partition(" - For ")[0].removesuffix(" Storage")
    if "Image Storage" in name:
        return _("This is an image ({kind}), not a dose report.").format(kind=kind)
    if name.startswith("Media Storage Directory"):
        return _("This is the table of contents of a disc (DICOMDIR), not a dose report.")
    if " SR" in name:
        return _("This is a report without radiation dose ({kind}).").format(kind=kind)
    if name.startswith("RT "):
        return _("This belongs to a radiotherapy treatment ({kind}). Treatments are not counted here.").format(
            kind=kind
        )
    return _("This is not a dose report but: {kind}.").format(kind=kind)


def _exam(head: Header, items: list[Item], walked: Walked, problems: Problems) -> ExamDraft:
    # A report without a UID is known again by its content.
    identity = head.uid(t.SOP_INSTANCE) or f"sha256:{hashlib.sha256(walked.content).hexdigest()}"
    context = Context(head.encodings, identity, complete=not walked.damaged)
    if walked.damaged:
        problems.add(
            problems.file,
            _("This file breaks off or is damaged; what comes after the break is missing."),
            _("Please copy it again from the disc or the portal. Until then its numbers may be too low."),
        )
    found = _findings(head, items, DoseReader(problems), context)
    if not [row for row in found.measurements if not row.part]:
        problems.add(
            problems.file,
            _("The report holds no dose for the whole exam that this program knows."),
            _("You can still add the exam; its dose is then estimated from the kind of exam."),
        )
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
        not_patient_reason=_flagged(head, words, found, problems),
    )


def _findings(head: Header, items: list[Item], doses: DoseReader, context: Context) -> Findings:
    if next(find(items, concepts.ADMINISTRATION), None):
        return nuclear.read(items, doses, context)
    if next(find(items, concepts.ACCUMULATED_CT, concepts.CT_EVENT), None):
        return ct.read(items, doses, context)
    if next(find(items, concepts.DOSE_ESTIMATE), None) or head.code(t.CONCEPT_NAME) == concepts.PATIENT_DOSE_REPORT:
        return patient_dose.read(items, doses)
    if not next(find(items, *concepts.DOSE_CONTAINERS), None):
        return radsum.read(items, doses)  # nothing else comes this far without one of these containers
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
        begun = radsum.begun(items)
    exposed = min(starts) if starts else begun.date() if begun else None
    exposed = exposed if exposed and possible(exposed) else None
    usable = study or exposed or head.day(t.SERIES_DATE, t.ACQUISITION_DATE, t.CONTENT_DATE)
    if not usable:
        problems.add(
            _("Date"), _("The report does not say when the exam was."), _("Please enter the date of the exam.")
        )
        return None
    if study and exposed and abs(study - exposed) > timedelta(days=1):
        problems.add(
            _("Date"),
            _("The study is dated {study}, but its exposures {exposed}.").format(study=study, exposed=exposed),
            _("The date of the study is used. Please check it against your own papers."),
        )
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


def _flagged(head: Header, words: list[str], found: Findings, problems: Problems) -> str:
    protocols = [event.protocol for event in found.events if event.event_type != "localiser"]
    name, patient_id = head.person(t.PATIENT_NAME), head.text(t.PATIENT_ID)
    reason = not_patient_reason(name, patient_id, head.words(), protocols, names_phantom=found.phantom_region)
    if reason:
        problems.add(problems.file, reason, _("Do not accept it unless you are sure that it shows you."))
    return reason
