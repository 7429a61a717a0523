"""DICOM images become drafts of exams, and those of one study one draft, whatever their order and number."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from tracker.errors import Reason
from tracker.readers.dicom import event_sums, image_doses, image_kinds
from tracker.readers.dicom import tags as t
from tracker.readers.dicom.bytes import NotDicom, Stream
from tracker.readers.dicom.findings import exam_region, not_patient_reason
from tracker.readers.dicom.header import Header, read
from tracker.readers.dicom.texts import two_ways
from tracker.readers.draft import EventDraft, ExamDraft, MeasurementDraft, Problem, ReadResult, ReportInfo, Unused
from tracker.readers.found import unreadable
from tracker.readers.words.exams import UNKNOWN
from tracker.reference import region_for_code

DOSE_PAGE = "dose page"  # origin of numbers that a screen of the scanner, stored as an image, has in its header
_CLASSES = "1.2.840.10008.5.1.4.1.1."
_XRAY = {
    "CR": "DX", "DX": "DX", "RG": "DX", "XA": "RF", "RF": "RF", "DF": "RF", "CT": "CT", "MG": "MG", "PX": "PX",
    "IO": "IO", "BMD": "BMD", "PT": "NM", "NM": "NM", "ST": "NM",
}  # fmt: skip
_WITHOUT_RADIATION = {"MR": "MR", "MA": "MR", "US": "US", "DD": "US", "ES": "", "OP": "", "OPT": "", "OCT": "",
    "IVOCT": "", "IVUS": "US", "OPTBSV": "", "XC": "", "GM": "", "SM": "", "LS": "", "OAM": "", "OPM": "", "AR": "",
    "KER": "", "VA": "", "ECG": "", "EPS": "", "HD": "", "EEG": "", "EMG": "", "EOG": "", "RESP": "", "AU": "",
    "BI": "", "TG": "", "DMS": "", "OPV": "", "LEN": "", "SRF": "", "IOL": ""}  # fmt: skip
# Where the modality is missing or says nothing: the class of the image, the longer number first.
_BY_CLASS = (
    ("128", "PT"), ("130", "PT"), ("20", "NM"), ("12.1", "XA"), ("12.2", "RF"), ("13.1.1", "XA"), ("13.1.2", "DX"),
    ("13.1.3", "MG"), ("13.1.4", "MG"), ("13.1.5", "MG"), ("1.1", "DX"), ("1.2", "MG"), ("1.3", "IO"), ("1", "CR"),
    ("2", "CT"), ("3", "US"), ("4", "MR"), ("6", "US"), ("77.1", "XC"), ("481.1", "RTIMAGE"),
)  # fmt: skip
_TREATMENT_RECORDS = ("481.4", "481.6", "481.7", "481.9")
_NO_IMAGES = ("9.", "11.", "66", "67", "68", "88.", "104.", "200.", "201.")
_DIRECTORY = "1.2.840.10008.1.3.10"
_WORDS = (t.STUDY_DESCRIPTION, t.REQUESTED_PROCEDURE, t.PERFORMED_STEP, t.PROTOCOL, t.BODY_PART, t.SERIES_DESCRIPTION)
_ABOUT_THE_PICTURE = re.compile(r"\b(?:dosis?|dose|scout|topo\w*|localizer|report|protocol)\b", re.IGNORECASE)
_EXAM_WORDS = 4  # of those, the first tell of the exam; the part of the body and the series of one image only
_DOSES = {
    t.KAP: "kap_gy_cm2", t.ENTRANCE_MGY: "air_kerma_mgy", t.ORGAN_DOSE: "glandular_dose_mgy", t.CTDIVOL: "ctdivol_mgy",
}  # fmt: skip
# Of a study with several kinds of images, the exam is called after the first of these.
_MODALITIES = ("TX", "NM", "RF", "CT", "MG", "DX", "PX", "IO", "BMD")


class Kind(NamedTuple):
    """What sort of image a header belongs to.

    Attributes:
        modality: as `ExamDraft.modality`.
        raw: the modality as DICOM calls it.
        reason: why it gives no exam (a key of `UNUSED_REASONS`), "" if it does.
    """

    modality: str
    raw: str
    reason: str = ""


def read_image(name: str, source: Path | bytes | Stream, today: date, *, alone: bool = True) -> ReadResult:
    """Read the header of one DICOM image; whatever is wrong comes back as a problem, never as an exception.

    Args:
        name: what to call the file in messages.
        source: the file, its content, or a stream at its start.
        today: the day it is read.
        alone: False leaves out kind and totals, which `one_draft` gives for all images of a study together.
    """
    try:
        if isinstance(source, Path):
            with source.open("rb", buffering=0) as stream:
                header = read(stream, today)
        else:
            header = read(BytesIO(source) if isinstance(source, bytes) else source, today)
    except NotDicom:
        return _unused(name, "not_dicom", Reason("no_dicom_image"))
    except (OSError, EOFError, ValueError) as error:
        return _unused(name, "not_readable", unreadable(error))
    kind = kind_of(header)
    if kind.reason:
        return ReadResult(name, unused=(Unused(name, kind.reason),))
    draft = draft_of(header, kind)
    return ReadResult(name, exams=(event_sums.described(draft) if alone else draft,))


def _unused(name: str, reason: str, what: Reason) -> ReadResult:
    return ReadResult(name, problems=(Problem(name, what),), unused=(Unused(name, reason),))


def kind_of(header: Header) -> Kind:
    """What sort of image it is, by its class and its modality."""
    raw = header.plain(t.MODALITY).upper()
    sop_class = header.plain(t.SOP_CLASS)
    if sop_class == _DIRECTORY:
        return Kind("", raw, "index_file")
    number = sop_class.removeprefix(_CLASSES) if sop_class.startswith(_CLASSES) else ""
    if number.startswith("481.") or raw.startswith("RT"):
        treated = number.startswith(_TREATMENT_RECORDS) or raw == "RTRECORD"
        return Kind("TX", raw) if treated else Kind("", raw, "treatment")
    if number.startswith(_NO_IMAGES):
        return Kind("", raw, "no_exam")
    if raw not in _XRAY and raw not in _WITHOUT_RADIATION:
        raw = next((code for start, code in _BY_CLASS if number == start or number.startswith(start + ".")), "")
    if raw in _WITHOUT_RADIATION:
        modality = _WITHOUT_RADIATION[raw]
        return Kind(modality, raw, "" if modality else "not_ionising")
    return Kind(_XRAY[raw], raw) if raw in _XRAY else Kind("", raw, "no_exam")


def draft_of(header: Header, kind: Kind) -> ExamDraft:
    """What one image tells, without kind and totals, which `event_sums.described` adds for all images of a study."""
    page = image_doses.dose_page(header) if kind.modality == "CT" and _is_page(header) else None
    code_region = _code_region(header)
    events = page[0] if page else list(_events(header, kind, code_region))
    words = _words(header, kind)
    told = [text for _rank, text in words]
    region = code_region if code_region != UNKNOWN else image_kinds.region_of(told)
    report = header.report()
    return ExamDraft(
        exam_date=header.day(t.STUDY_DATE, t.ACQUISITION_DATE, t.SERIES_DATE, t.CONTENT_DATE),
        modality=kind.modality,
        kind_key="",
        kind_reason=None,
        region="breast" if kind.modality == "MG" and region == UNKNOWN else region,
        description=told[0] if told else "",
        measurements=_page_measurements(page) if page else (),
        events=tuple(events),
        report=report,
        not_patient_reason=_not_patient(header, told),
        study_uid=report.study_instance_uid,
        identity=_identity(header, page is not None),
        source_kind="image",
        ionising=kind.modality not in ("MR", "US"),
        treatment=kind.modality == "TX",
        facility=report.institution,
        words=words,
        codes=_codes(header),
        doubts=tuple(_doubts(header)),
    )


def _doubts(header: Header) -> Iterator[Reason]:
    for tag, quantity in _DOSES.items():
        if two_ways(written := header.plain(tag)):
            told = Reason.of("comma_two_ways", text=written[:40])
            yield Reason.of("value_left_out", label=quantity, reason=told)


def _events(header: Header, kind: Kind, region: str) -> list[EventDraft]:
    if kind.modality == "CT":
        scan = image_doses.ct_image(header, region)
        return [scan] if scan else []
    if kind.modality == "NM":
        found = image_doses.administrations(header, positrons=kind.raw == "PT")
        return list({event.event_uid: event for event in found}.values())
    if kind.modality in ("MR", "US", "TX"):
        return []
    if "SECONDARY" in header.terms(t.IMAGE_TYPE) and not _states_dose(header):
        return []  # a screenshot was not exposed
    return [image_doses.projection(header, region, breast=kind.modality == "MG")]


def _states_dose(header: Header) -> bool:
    tags = (t.EVENT_UID, t.KAP, t.ORGAN_DOSE, t.ENTRANCE_MGY)
    return any(header.plain(tag) for tag in tags)


def _is_page(header: Header) -> bool:
    """A secondary capture, or an image that calls itself a dose page."""
    captured = header.plain(t.SOP_CLASS).startswith(f"{_CLASSES}7")
    return captured or any("DOSE" in term for term in header.terms(t.IMAGE_TYPE))


def _page_measurements(page: tuple[list[EventDraft], float | None]) -> tuple[MeasurementDraft, ...]:
    scans, total = page
    rows = event_sums.measurements(scans, DOSE_PAGE)
    if total is None:
        return rows
    whole = MeasurementDraft("dlp_mgy_cm", total, f"{total:.12g} mGy.cm", DOSE_PAGE)
    return (whole, *(row for row in rows if row.part or row.quantity != "dlp_mgy_cm"))


def _identity(header: Header, is_page: bool) -> tuple[str, ...]:
    """Identities beside the study: of a dose page, and of an image that names no study."""
    sop = header.plain(t.SOP_INSTANCE)
    if header.plain(t.STUDY):
        return (sop,) if is_page and sop else ()
    told = "|".join(header.plain(tag) for tag in (t.STUDY_DATE, t.ACQUISITION_TIME, t.PATIENT_NAME, t.INSTANCE_NUMBER))
    return (sop or f"sha256:{hashlib.sha256(told.encode()).hexdigest()}",)


def _code_region(header: Header) -> str:
    for tag in (t.ANATOMIC_REGION, t.PRIMARY_STRUCTURE):
        for code in header.codes(tag):
            if found := region_for_code(code.value, code.scheme):
                return found
    return UNKNOWN


def _words(header: Header, kind: Kind) -> tuple[tuple[int, str], ...]:
    found = {(rank, header.text(tag)) for rank, tag in enumerate(_WORDS)}
    for item in header.items(t.REQUEST):
        found.add((1, item.text(t.REQUESTED_PROCEDURE)))
    # The series of a CT are called after their filter ("Lung", "Bone"), not after what was scanned.
    last = _EXAM_WORDS if kind.modality == "CT" else len(_WORDS) - 1
    return tuple(sorted((n, text) for n, text in found if text and n <= last and not _ABOUT_THE_PICTURE.search(text)))


def _codes(header: Header) -> tuple[tuple[str, str], ...]:
    found = {(code.value, code.scheme) for tag in (t.PROCEDURE_CODE, t.REQUESTED_CODE) for code in header.codes(tag)}
    for item in header.items(t.REQUEST):
        found |= {(code.value, code.scheme) for code in item.codes(t.REQUESTED_CODE)}
    return tuple(sorted(found))


def _not_patient(header: Header, words: list[str]) -> Reason | None:
    if header.plain(t.QUALITY_CONTROL).upper() == "YES":
        return Reason("quality_control")
    return not_patient_reason(header.person(t.PATIENT_NAME), header.text(t.PATIENT_ID), words, [])


def one_draft(images: Sequence[ExamDraft]) -> ExamDraft:
    """The exam that the images of a study tell of.

    Args:
        images: drafts of single images or of several, at least one, all of the same study.
    """
    return event_sums.described(gathered(images))


def gathered(images: Sequence[ExamDraft]) -> ExamDraft:
    """The images of a study as one draft, without kind and totals yet."""
    first = min(images, key=_first_image)
    modalities = {image.modality for image in images}
    return replace(
        first,
        exam_date=earliest(image.exam_date for image in images),
        modality=next((one for one in _MODALITIES if one in modalities), min(modalities)),
        region=_study_region(images),
        measurements=(),
        events=tuple(event_sums.union(event for image in images for event in image.events)),
        report=_study_report(images),
        not_patient_reason=min((i.not_patient_reason for i in images if i.not_patient_reason), key=repr, default=None),
        identity=tuple(sorted({uid for image in images for uid in image.identity})),
        ionising=any(image.ionising for image in images),
        facility=min((image.facility for image in images if image.facility), default=""),
        words=tuple(sorted({pair for image in images for pair in image.words})),
        codes=tuple(sorted({pair for image in images for pair in image.codes})),
        doubts=tuple(dict.fromkeys(doubt for image in images for doubt in image.doubts)),
        parts=(),
    )


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of the days that are known."""
    return min((day for day in days if day), default=None)


def _first_image(image: ExamDraft) -> tuple[bool, date, str]:
    return image.exam_date is None, image.exam_date or date.max, image.report.sop_instance_uid if image.report else ""


def _study_region(images: Iterable[ExamDraft]) -> str:
    regions = {image.region for image in images} - {UNKNOWN}
    return exam_region(EventDraft("", region=region) for region in sorted(regions)) if regions else UNKNOWN


def _study_report(images: Iterable[ExamDraft]) -> ReportInfo | None:
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
