"""A DICOM file opened by pydicom: its header as text and codes, and the bytes of its content tree."""

import hashlib
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import BinaryIO

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.filereader import read_partial
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence

from tracker.errors import TrackerError
from tracker.i18n import _
from tracker.readers.dicom import texts
from tracker.readers.dicom.content import CONTENT_SEQUENCE, NO_CODE, Code
from tracker.readers.draft import Problem

CHARACTER_SET, SOP_CLASS, SOP_INSTANCE, STUDY_DATE = 0x00080005, 0x00080016, 0x00080018, 0x00080020
SERIES_DATE, ACQUISITION_DATE, CONTENT_DATE, MODALITY = 0x00080021, 0x00080022, 0x00080023, 0x00080060
MANUFACTURER, INSTITUTION, STATION, MODEL = 0x00080070, 0x00080080, 0x00081010, 0x00081090
STUDY_DESCRIPTION, SERIES_DESCRIPTION, PROTOCOL_NAME = 0x00081030, 0x0008103E, 0x00181030
PATIENT_NAME, PATIENT_ID, BIRTH_DATE, SEX = 0x00100010, 0x00100020, 0x00100030, 0x00100040
STUDY_INSTANCE = 0x0020000D
REQUESTED_PROCEDURE, PERFORMED_STEP = 0x00321060, 0x00400254
ROOT_CONCEPT, REQUEST = 0x0040A043, 0x0040A370
PROCEDURE_CODES = (0x00081032, 0x00321064, 0x0040A372)
_CODE_VALUE, _SCHEME = 0x00080100, 0x00080102

_HEADER_TAGS: list[int] = [
    CHARACTER_SET, SOP_CLASS, SOP_INSTANCE, STUDY_DATE, SERIES_DATE, ACQUISITION_DATE, CONTENT_DATE, MODALITY,
    MANUFACTURER, INSTITUTION, STATION, MODEL, STUDY_DESCRIPTION, SERIES_DESCRIPTION, PROTOCOL_NAME, PATIENT_NAME,
    PATIENT_ID, BIRTH_DATE, SEX, STUDY_INSTANCE, REQUESTED_PROCEDURE, PERFORMED_STEP, ROOT_CONCEPT, REQUEST,
    *PROCEDURE_CODES,
]  # fmt: skip
_LARGEST = 256 * 1024 * 1024  # bytes of content; the largest real reports have about 4 million
# Series of dose reports are mostly called after the report ("Dose Record", "Exam Protocol SR"), not after the exam.
_ABOUT_THE_REPORT = re.compile(r"\b(?:dosis?|dose|sr|report|record|information|protocol|unknown)\b", re.IGNORECASE)
# How a file without the 132 bytes in front begins: with a tag of the group 0002 or 0008.
_FIRST_TAGS = (b"\x08\x00\x05\x00", b"\x08\x00\x16\x00", b"\x08\x00\x08\x00", b"\x02\x00\x00\x00")
_DEFLATED = b"1.2.840.10008.1.2.1.99"

# What pydicom raises on bytes that are no DICOM, or stop being it half-way.
_DECODING_ERRORS = (
    BytesLengthException, InvalidDicomError, OSError, EOFError, ValueError, KeyError, IndexError, TypeError,
    AttributeError, NotImplementedError, RecursionError, struct.error,
)  # fmt: skip


class Refused(TrackerError):
    """A file that cannot be read as a dose report at all.

    Attributes:
        problem: what it is instead, and what the person can do.
    """

    def __init__(self, where: str, what: str, advice: str) -> None:
        super().__init__(f"{what} {advice}")
        self.problem = Problem(where, what, advice)


class Header:
    """The header of one DICOM file, and the bytes from its content sequence on (empty where it has none)."""

    def __init__(self, dataset: Dataset, content: bytes, character_sets: list[str]) -> None:
        self._dataset = dataset
        self.content = content
        self.encodings = texts.encodings(character_sets)

    def _raw(self, tag: int, dataset: Dataset | None = None) -> bytes:
        element = (self._dataset if dataset is None else dataset).get_item(tag, keep_deferred=True)
        value = element.value if isinstance(element, RawDataElement) else None
        return value if isinstance(value, bytes) else b""

    def text(self, tag: int) -> str:
        """The value as one line of text, "" where there is none."""
        return texts.line(texts.decode(self._raw(tag), self.encodings))

    def uid(self, tag: int) -> str:
        """The value as a UID."""
        return texts.line(self._raw(tag).decode("ascii", "replace"))

    def person(self, tag: int) -> str:
        """A person's name as people write it."""
        return texts.person(texts.decode(self._raw(tag), self.encodings))

    def day(self, tag: int) -> date | None:
        """The value as a day, None where it is missing or no day of the calendar."""
        return texts.day(self._raw(tag).decode("ascii", "replace"))

    def code(self, tag: int) -> Code:
        """The code of a code sequence, `NO_CODE` where there is none."""
        return next(self.codes(tag), NO_CODE)

    def codes(self, tag: int) -> Iterator[Code]:
        """Every code of a code sequence."""
        for item in self._sequence(tag):
            value, scheme = self._raw(_CODE_VALUE, item), self._raw(_SCHEME, item)
            yield Code(texts.line(value.decode("ascii", "replace")), texts.line(scheme.decode("ascii", "replace")))

    def words(self) -> tuple[str, ...]:
        """The descriptions of study, request, step, protocol and series, without empty ones and repetitions."""
        found = [self.text(tag) for tag in (STUDY_DESCRIPTION, REQUESTED_PROCEDURE, PERFORMED_STEP)]
        for item in self._sequence(REQUEST):
            found.append(texts.line(texts.decode(self._raw(REQUESTED_PROCEDURE, item), self.encodings)))
        found.append(self.text(PROTOCOL_NAME))
        series = self.text(SERIES_DESCRIPTION)
        found.append("" if _ABOUT_THE_REPORT.search(series) else series)
        return tuple(dict.fromkeys(filter(None, found)))

    def identity(self) -> str:
        """The SOP instance UID; where the file has none, a fingerprint of its content, so that it is known again."""
        return self.uid(SOP_INSTANCE) or f"sha256:{hashlib.sha256(self.content).hexdigest()}"

    def _sequence(self, tag: int) -> list[Dataset]:
        if tag not in self._dataset:
            return []
        try:
            with _quiet():
                value = self._dataset[tag].value
        except _DECODING_ERRORS:
            return []
        return list(value) if isinstance(value, Sequence) else []


def open_header(name: str, stream: BinaryIO) -> Header:
    """Read a DICOM file up to its content tree; pixel data is never read.

    Args:
        name: what to call the file in messages.
        stream: the file, at its start.

    Raises:
        Refused: the file is empty, no DICOM, or broken within its header.
    """
    start = stream.read(2048)
    if not start:
        raise Refused(name, _("This file is empty."), _("Please copy it again from the disc or the portal."))
    stream.seek(0)
    if _DEFLATED in start:
        stream = _inflated(name, stream.read(_LARGEST))
        start = stream.read(2048)
        stream.seek(0)
    has_prefix = start[128:132] == b"DICM"
    if not has_prefix and start[:4] not in _FIRST_TAGS:
        raise Refused(name, _no_dicom(start), _("Dose reports are DICOM files, often ending in .dcm."))
    try:
        with _quiet():
            dataset = read_partial(
                stream, stop_when=_past_header, force=not has_prefix, specific_tags=list(_HEADER_TAGS)
            )
            character_sets = _character_sets(dataset)
    except _DECODING_ERRORS as error:
        raise Refused(
            name,
            _("This file breaks off or is damaged before its content begins."),
            _("Please copy it again from the disc or the portal."),
        ) from error
    first = stream.read(4)  # what follows the header of an image is pixel data, which nobody needs
    return Header(dataset, first + stream.read(_LARGEST) if _is_content(first) else b"", character_sets)


def _character_sets(dataset: Dataset) -> list[str]:
    element = dataset.get(CHARACTER_SET)
    values = element.value if element else None
    if isinstance(values, str):
        return [values]
    return [str(value) for value in values] if isinstance(values, MultiValue) else []


def open_bytes(data: bytes) -> BinaryIO:
    """The bytes of an uploaded file as a stream."""
    return BytesIO(data)


def _past_header(tag: int, vr: str | None, length: int) -> bool:
    return tag >= CONTENT_SEQUENCE


def _is_content(start: bytes) -> bool:
    return start in (b"\x40\x00\x30\xa7", b"\x00\x40\xa7\x30")


@contextmanager
def _quiet() -> Iterator[None]:
    """What pydicom grumbles about (misspelt values, old habits of devices) is no concern of the person."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _inflated(name: str, data: bytes) -> BinaryIO:
    """A deflated file as a plain one; bounded, since a few bytes can inflate to more than any memory holds."""
    try:
        (group_length,) = struct.unpack_from("<L", data, 140)
        begin = 144 + group_length
        body = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[begin:], _LARGEST)
    except (struct.error, zlib.error) as error:
        raise Refused(
            name,
            _("The compressed part of this file is damaged."),
            _("Please copy it again from the disc or the portal."),
        ) from error
    return BytesIO(bytes(128) + b"DICM" + body)


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
