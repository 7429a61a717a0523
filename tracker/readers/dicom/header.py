"""The header of a DICOM file: what it says in the elements that matter here, as text, numbers, days and codes."""

import math
import re
import struct
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tracker.dates import OLDEST_YEAR
from tracker.readers.dicom import tags as t
from tracker.readers.dicom import texts
from tracker.readers.dicom.bytes import Fields, Stream, walk
from tracker.readers.dicom.content import NO_CODE, Code
from tracker.readers.draft import ReportInfo

_SEXES = {"F": "female", "M": "male", "O": "other"}
_DIGITS = frozenset(b"0123456789.,+-eE\\ ")
# Series of dose reports are mostly called after the report ("Dose Record", "Exam Protocol SR"), not after the exam.
_ABOUT_THE_REPORT = re.compile(r"\b(?:dosis?|dose|sr|report|record|information|protocol|unknown)\b", re.IGNORECASE)


class Header:
    """One level of a header: the file itself, or an item of one of its sequences.

    Attributes:
        encodings: codecs of its text.
        today: the day it is read; nothing in it can be much later.
    """

    __slots__ = ("_fields", "_order", "encodings", "today")

    def __init__(self, fields: Fields, today: date, order: str = "<", encodings: list[str] | None = None) -> None:
        self._fields = fields
        self._order = order
        self.today = today
        self.encodings = encodings or texts.encodings(self.plain(t.CHARACTER_SET).split("\\"))

    def raw(self, tag: int) -> bytes:
        """The bytes of a value, empty where there are none."""
        value = self._fields.get(tag, b"")
        return value if isinstance(value, bytes) else b""

    def text(self, tag: int) -> str:
        """The value as one line of text."""
        raw = self.raw(tag)
        return texts.line(texts.decode(raw, self.encodings)) if raw else ""

    def long_text(self, tag: int) -> str:
        """The value as text of several lines, at most 4,000 characters."""
        return texts.decode(self.raw(tag)[:4000], self.encodings)

    def plain(self, tag: int) -> str:
        """The value as a defined term, or several."""
        return self.raw(tag)[: texts.LONGEST].decode("ascii", "replace").strip(" \0")

    def uid(self, tag: int) -> str:
        """The value as a UID; whatever stands in it can be printed."""
        return texts.line(self.raw(tag).decode("ascii", "replace"))

    def terms(self, tag: int) -> list[str]:
        """The values of an element with several."""
        return [term.strip(" \0").upper() for term in self.plain(tag).split("\\")]

    def person(self, tag: int) -> str:
        """A person's name as people write it."""
        return texts.person(texts.decode(self.raw(tag), self.encodings))

    def numbers(self, tag: int) -> list[float]:
        """The numbers of an element of decimal or integer text; empty where any of them is none."""
        found = [texts.decimal(part.strip(" \0")) for part in self.plain(tag).split("\\")]
        return [value for value in found if value is not None] if None not in found else []

    def number(self, tag: int) -> float | None:
        """The first number of an element of text, or of 8 binary bytes; None where there is none."""
        raw = self.raw(tag)
        # Text may be padded with zero bytes; printable letters are none of a dose in binary.
        written = _DIGITS.issuperset(raw.rstrip(b" \0")) or all(0x20 <= byte < 0x7F for byte in raw)
        if len(raw) == 8 and not written:
            value: float = struct.unpack(self._order + "d", raw)[0]
            return value if math.isfinite(value) else None
        return texts.decimal(self.plain(tag).split("\\")[0].strip(" \0"))

    def integer(self, tag: int) -> int | None:
        """A number in two binary bytes."""
        raw = self.raw(tag)
        return int(struct.unpack(self._order + "H", raw)[0]) if len(raw) == 2 else None

    def items(self, tag: int) -> Iterator["Header"]:
        """The items of a sequence."""
        value = self._fields.get(tag)
        for fields in value if isinstance(value, list) else ():
            yield Header(fields, self.today, self._order, self.encodings)

    def codes(self, *tags: int) -> Iterator[Code]:
        """The codes of code sequences."""
        for item in (item for tag in tags for item in self.items(tag)):
            code = Code(item.uid(t.CODE_VALUE), item.uid(t.SCHEME))
            if code.value:
                yield code

    def code(self, tag: int) -> Code:
        """The first code of a code sequence, `NO_CODE` where there is none."""
        return next(self.codes(tag), NO_CODE)

    def day(self, *tags: int) -> date | None:
        """The first of several days that can be the day of an exam."""
        return next((day for tag in tags if (day := texts.day(self.plain(tag))) and self.possible(day)), None)

    def possible(self, day: date) -> bool:
        """Between the first X-ray pictures of patients and tomorrow (a clinic may lie in another time zone)."""
        return day.year >= OLDEST_YEAR and day <= self.today + timedelta(days=1)

    def acquired_at(self) -> datetime | None:
        """When the exposure was, None where only the day is known (midnight is what anonymisers write)."""
        written = self.plain(t.ACQUISITION_MOMENT)
        if len(written) < 14:
            written = self.plain(t.ACQUISITION_DATE) + self.plain(t.ACQUISITION_TIME).replace(":", "")
        found = texts.moment(written) if len(written) >= 12 else None
        return found if found and (found.hour or found.minute or found.second) else None

    def words(self) -> tuple[str, ...]:
        """How a report describes study, request, step, protocol and series, without empty ones and repetitions."""
        found = [self.text(tag) for tag in (t.STUDY_DESCRIPTION, t.REQUESTED_PROCEDURE, t.PERFORMED_STEP)]
        found += [item.text(t.REQUESTED_PROCEDURE) for item in self.items(t.REFERENCED_REQUEST)]
        series = self.text(t.SERIES_DESCRIPTION)
        found += [self.text(t.PROTOCOL), "" if _ABOUT_THE_REPORT.search(series) else series]
        return tuple(dict.fromkeys(filter(None, found)))

    def report(self) -> ReportInfo:
        """Whose file it is, and where it was made."""
        return ReportInfo(
            sop_instance_uid=self.uid(t.SOP_INSTANCE),
            study_instance_uid=self.uid(t.STUDY),
            manufacturer=self.text(t.MANUFACTURER),
            model=self.text(t.MODEL),
            station=self.text(t.STATION),
            institution=self.text(t.INSTITUTION),
            patient_name=self.person(t.PATIENT_NAME),
            patient_birth_date=self.day(t.BIRTH_DATE),
            patient_sex=_SEXES.get(self.text(t.SEX).upper(), ""),
            patient_id=self.text(t.PATIENT_ID),
            accession_number=self.text(t.ACCESSION),
        )


def read(stream: Stream, today: date, last: int = t.PER_FRAME) -> Header:
    """The header of the DICOM file in a stream.

    Args:
        stream: the file at its start.
        today: the day it is read.
        last: the tag behind which nothing more is wanted.

    Raises:
        NotDicom: it is none.
        OSError: the disc cannot be read.
    """
    walked = walk(stream, last)
    return Header(walked.fields, today, walked.order)
