"""DICOM dose reports become drafts of exams: X-ray, CT, mammography, nuclear medicine and patient dose reports."""

from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from pydicom import config
from pydicom.uid import UID

from tracker import clock
from tracker.dates import OLDEST_YEAR
from tracker.i18n import N_, _
from tracker.readers.dicom import concepts, ct, header, nuclear, patient_dose, projection, radsum
from tracker.readers.dicom.content import Code, Content, Item, TooBig, find
from tracker.readers.dicom.findings import Context, Findings, code_of, exam_region, exam_side, text_of
from tracker.readers.dicom.header import Header, Refused
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
_SEXES = {"F": "female", "M": "male", "O": "other"}
_COPY_AGAIN = N_("Please copy it again from the disc or the portal.")


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
    return _read(name, header.open_bytes(data))


def _refusal(name: str, what: str, advice: str) -> ReadResult:
    return ReadResult(name, problems=(Problem(name, what, advice),))


def _read(name: str, stream: BinaryIO) -> ReadResult:
    problems = Problems(name)
    try:
        head = header.open_header(name, stream)
        content = _content(name, head)
        exam = _exam(head, content, problems)
    except Refused as refused:
        return ReadResult(name, problems=(refused.problem,))
    return ReadResult(name, exams=(exam,), problems=problems.all())


def _content(name: str, head: Header) -> Content:
    """The content tree of a dose report.

    Raises:
        Refused: the file is no dose report, or its tree is none a program should walk.
    """
    root = head.code(header.ROOT_CONCEPT)
    declared = root in concepts.DOSE_ROOTS or head.uid(header.SOP_CLASS) in _DOSE_CLASSES
    try:
        content = Content(head.content)
    except TooBig as error:
        raise Refused(
            name,
            _("The content of this file is nested or repeated without end."),
            _("It is damaged; ask for another copy."),
        ) from error
    holds_dose = any(True for _item in find(content.items, *concepts.DOSE_CONTAINERS))
    if holds_dose or (content.items and radsum.is_summary(root, content.items)):
        return content
    if not declared:
        raise Refused(name, _what_it_is(head), _("Only dose reports hold numbers this program can read from a file."))
    if content.damaged or not head.content:
        raise Refused(name, _("This dose report breaks off before its numbers begin."), _(_COPY_AGAIN))
    raise Refused(
        name,
        _("This dose report is empty: it lists no exposure and no dose."),
        _("Ask the clinic for the full report."),
    )


def _what_it_is(head: Header) -> str:
    sop_class = head.uid(header.SOP_CLASS)
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


def _exam(head: Header, content: Content, problems: Problems) -> ExamDraft:
    items = content.items
    context = Context(head.encodings, head.identity(), complete=not content.damaged)
    if content.damaged:
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
        found.modality, region, words, [*_procedure_codes(head), *found.codes], exposures=count, side=side
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


def _procedure_codes(head: Header) -> list[Code]:
    """Codes of the procedure that the header names, each once."""
    return list(dict.fromkeys(code for tag in header.PROCEDURE_CODES for code in head.codes(tag)))


def _findings(head: Header, items: list[Item], doses: DoseReader, context: Context) -> Findings:
    if next(find(items, concepts.ADMINISTRATION), None):
        return nuclear.read(items, doses, context)
    if next(find(items, concepts.ACCUMULATED_CT, concepts.CT_EVENT), None):
        return ct.read(items, doses, context)
    if (
        next(find(items, concepts.DOSE_ESTIMATE), None)
        or head.code(header.ROOT_CONCEPT) == concepts.PATIENT_DOSE_REPORT
    ):
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
    study = head.day(header.STUDY_DATE)
    starts = [event.started_at.date() for event in events if event.started_at]
    begun = next((moment(item.date_time) for item in find(items, concepts.START_OF_IRRADIATION)), None)
    if not starts and not begun:
        begun = radsum.begun(items)
    exposed = min(starts) if starts else begun.date() if begun else None
    others = [head.day(tag) for tag in (header.SERIES_DATE, header.ACQUISITION_DATE, header.CONTENT_DATE)]
    usable = [day for day in (study, exposed, *others) if day and _possible(day)]
    if not usable:
        problems.add(
            _("Date"), _("The report does not say when the exam was."), _("Please enter the date of the exam.")
        )
        return None
    if study and exposed and usable[0] == study and abs(study - exposed) > timedelta(days=1) and _possible(exposed):
        problems.add(
            _("Date"),
            _("The study is dated {study}, but its exposures {exposed}.").format(study=study, exposed=exposed),
            _("The date of the study is used. Please check it against your own papers."),
        )
    return usable[0]


def _possible(day: date) -> bool:
    """Between the first X-ray pictures of patients and tomorrow (a clinic may lie in another time zone)."""
    return day.year >= OLDEST_YEAR and day <= clock.today() + timedelta(days=1)


def _report(head: Header, items: list[Item], context: Context) -> ReportInfo:
    source = code_of(items, concepts.SOURCE_OF_DOSE)
    birth = head.day(header.BIRTH_DATE)
    return ReportInfo(
        sop_instance_uid=head.identity(),
        study_instance_uid=head.uid(header.STUDY_INSTANCE),
        manufacturer=head.text(header.MANUFACTURER) or text_of(items, concepts.DEVICE_MANUFACTURER, context),
        model=head.text(header.MODEL) or text_of(items, concepts.DEVICE_MODEL, context),
        station=head.text(header.STATION) or text_of(items, concepts.DEVICE_NAME, context),
        institution=head.text(header.INSTITUTION),
        patient_name=head.person(header.PATIENT_NAME),
        patient_birth_date=birth if birth and _possible(birth) else None,
        patient_sex=_SEXES.get(head.text(header.SEX).upper(), ""),
        source_of_dose=concepts.SOURCES_OF_DOSE.get(source, "") if source else "",
        patient_id=head.text(header.PATIENT_ID),
    )


def _flagged(head: Header, words: list[str], found: Findings, problems: Problems) -> str:
    protocols = [event.protocol for event in found.events if event.event_type != "localiser"]
    name, patient_id = head.person(header.PATIENT_NAME), head.text(header.PATIENT_ID)
    reason = not_patient_reason(name, patient_id, head.words(), protocols, names_phantom=found.phantom_region)
    if reason:
        problems.add(problems.file, reason, _("Do not accept it unless you are sure that it shows you."))
    return reason
