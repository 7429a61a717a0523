"""The header of one DICOM image: the tags that matter here, as text, numbers, days and codes."""

import math
import struct
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tracker import clock
from tracker.dates import OLDEST_YEAR
from tracker.readers.dicom import elements, texts
from tracker.readers.dicom.content import NO_CODE, Code, Fields
from tracker.readers.draft import ReportInfo

CHARACTER_SET, IMAGE_TYPE, SOP_CLASS, SOP_INSTANCE = 0x00080005, 0x00080008, 0x00080016, 0x00080018
STUDY_DATE, SERIES_DATE, ACQUISITION_DATE, CONTENT_DATE = 0x00080020, 0x00080021, 0x00080022, 0x00080023
ACQUISITION_MOMENT, ACQUISITION_TIME, MODALITY = 0x0008002A, 0x00080032, 0x00080060
MANUFACTURER, INSTITUTION, STATION, MODEL = 0x00080070, 0x00080080, 0x00081010, 0x00081090
STUDY_DESCRIPTION, SERIES_DESCRIPTION, SOURCE_IMAGES = 0x00081030, 0x0008103E, 0x00082112
ANATOMIC_REGION, PRIMARY_STRUCTURE = 0x00082218, 0x00082228
SOURCE_INSTANCE, EVENT_UID, ADMINISTRATION_UID = 0x00081155, 0x00083010, 0x00083012
PATIENT_NAME, PATIENT_ID, BIRTH_DATE, SEX = 0x00100010, 0x00100020, 0x00100030, 0x00100040
BODY_PART, SLICE_THICKNESS, TUBE_VOLTAGE, PROTOCOL = 0x00180015, 0x00180050, 0x00180060, 0x00181030
AGENT_TEXT, AGENT_START_TIME, AGENT_START, TOTAL_ACTIVITY = 0x00180031, 0x00181072, 0x00181078, 0x00181074
KAP, ACQUIRED_KAP, VIEW = 0x0018115E, 0x00189473, 0x00185101
EXPOSURE_TIME, EXPOSURE = 0x00181150, 0x00181152
CTDIVOL, PHANTOM, CT_EXPOSURE, ACQUISITION_TYPE = 0x00189345, 0x00189346, 0x00189321, 0x00189302
ACQUISITIONS_3D = 0x00189507
STUDY, SERIES, ACQUISITION_NUMBER, INSTANCE_NUMBER = 0x0020000D, 0x0020000E, 0x00200012, 0x00200013
SERIES_NUMBER, POSITION, ORIENTATION = 0x00200011, 0x00200032, 0x00200037
LATERALITY, IMAGE_LATERALITY = 0x00200060, 0x00200062
QUALITY_CONTROL, REQUESTED_PROCEDURE, PERFORMED_STEP = 0x00280300, 0x00321060, 0x00400254
PROCEDURE_CODES, REQUESTED_CODES, REQUEST = 0x00081032, 0x00321064, 0x00400275
ENTRANCE_DGY, EXPOSURES, DOSE_COMMENTS, ORGAN_DOSE = 0x00400302, 0x0040030E, 0x00400310, 0x00400316
ENTRANCE_MGY, AGENTS, AGENT_CODE = 0x00408302, 0x00540016, 0x00540304
PLANE_POSITION, PLANE_ORIENTATION, MEASURES = 0x00209113, 0x00209116, 0x00289110
SHARED, PER_FRAME = 0x52009229, 0x52009230
# The dose-length product of Philips, in a private block that this creator reserves.
PRIVATE_CREATOR, PRIVATE_DLP = 0x00E10010, 0x00E11021
_CODE_VALUE, _SCHEME = 0x00080100, 0x00080102

_SEQUENCES = frozenset({
    SOURCE_IMAGES, ANATOMIC_REGION, PRIMARY_STRUCTURE, PHANTOM, CT_EXPOSURE, ACQUISITIONS_3D, PROCEDURE_CODES,
    REQUESTED_CODES, REQUEST, EXPOSURES, AGENTS, AGENT_CODE, PLANE_POSITION, PLANE_ORIENTATION, MEASURES, SHARED,
    PER_FRAME,
})  # fmt: skip
_WANTED = _SEQUENCES | {value for name, value in list(globals().items()) if name.isupper() and isinstance(value, int)}
_WANTED |= {_CODE_VALUE, _SCHEME}
_SEXES = {"F": "female", "M": "male", "O": "other"}
_DIGITS = frozenset(b"0123456789.+-eE ")


class ImageHeader:
    """One level of a header: the file itself, or an item of one of its sequences."""

    __slots__ = ("_codecs", "_fields", "_order")

    def __init__(self, fields: Fields, order: str = "<", codecs: list[str] | None = None) -> None:
        self._fields = fields
        self._order = order
        self._codecs = codecs or texts.encodings(
            [term for term in self.raw(CHARACTER_SET).decode("ascii", "replace").split("\\") if term.strip(" \0")]
        )

    def raw(self, tag: int) -> bytes:
        """The bytes of a value, empty where there are none."""
        value = self._fields.get(tag, b"")
        return value if isinstance(value, bytes) else b""

    def text(self, tag: int) -> str:
        """The value as one line of text."""
        raw = self.raw(tag)
        return texts.line(texts.decode(raw, self._codecs)) if raw else ""

    def long_text(self, tag: int) -> str:
        """The value as text of several lines, at most 4,000 characters."""
        return texts.decode(self.raw(tag)[:4000], self._codecs)

    def plain(self, tag: int) -> str:
        """The value as a UID or a defined term."""
        return self.raw(tag)[: texts.LONGEST].decode("ascii", "replace").strip(" \0")

    def terms(self, tag: int) -> list[str]:
        """The values of an element with several."""
        return [term.strip(" \0").upper() for term in self.plain(tag).split("\\")]

    def person(self, tag: int) -> str:
        """A person's name as people write it."""
        return texts.person(texts.decode(self.raw(tag), self._codecs))

    def numbers(self, tag: int) -> list[float]:
        """The numbers of an element of decimal or integer text; empty where any of them is none."""
        found = [texts.decimal(part.strip(" \0")) for part in self.plain(tag).split("\\")]
        return [value for value in found if value is not None] if None not in found else []

    def number(self, tag: int) -> float | None:
        """The first number of an element of text, or of 8 binary bytes; None where there is none."""
        raw = self.raw(tag)
        if len(raw) == 8 and not _DIGITS.issuperset(raw):
            value: float = struct.unpack(self._order + "d", raw)[0]
            return value if math.isfinite(value) else None
        return texts.decimal(self.plain(tag).split("\\")[0].strip(" \0"))

    def integer(self, tag: int) -> int | None:
        """A number in two binary bytes."""
        raw = self.raw(tag)
        return int(struct.unpack(self._order + "H", raw)[0]) if len(raw) == 2 else None

    def items(self, tag: int) -> Iterator["ImageHeader"]:
        """The items of a sequence."""
        value = self._fields.get(tag)
        for fields in value if isinstance(value, list) else ():
            yield ImageHeader(fields, self._order, self._codecs)

    def codes(self, tag: int) -> Iterator[Code]:
        """The codes of a code sequence."""
        for item in self.items(tag):
            code = Code(item.plain(_CODE_VALUE), item.plain(_SCHEME))
            if code.value:
                yield code

    def code(self, tag: int) -> Code:
        """The first code of a code sequence."""
        return next(self.codes(tag), NO_CODE)

    def day(self, *tags: int) -> date | None:
        """The first of several days that can be the day of an exam."""
        return next((day for tag in tags if (day := texts.day(self.plain(tag))) and possible(day)), None)

    def acquired_at(self) -> datetime | None:
        """When the exposure was, None where only the day is known (midnight is what anonymisers write)."""
        written = self.plain(ACQUISITION_MOMENT)
        if len(written) < 14:
            written = self.plain(ACQUISITION_DATE) + self.plain(ACQUISITION_TIME).replace(":", "")
        found = texts.moment(written) if len(written) >= 12 else None
        return found if found and (found.hour or found.minute or found.second) else None

    def report(self) -> ReportInfo:
        """Whose image it is, and where it was made."""
        birth = texts.day(self.plain(BIRTH_DATE))
        return ReportInfo(
            sop_instance_uid=self.plain(SOP_INSTANCE),
            study_instance_uid=self.plain(STUDY),
            manufacturer=self.text(MANUFACTURER),
            model=self.text(MODEL),
            station=self.text(STATION),
            institution=self.text(INSTITUTION),
            patient_name=self.person(PATIENT_NAME),
            patient_birth_date=birth if birth and possible(birth) else None,
            patient_sex=_SEXES.get(self.plain(SEX).upper(), ""),
            patient_id=self.text(PATIENT_ID),
        )


def possible(day: date) -> bool:
    """Between the first X-ray pictures of patients and tomorrow (a clinic may lie in another time zone)."""
    return day.year >= OLDEST_YEAR and day <= clock.today() + timedelta(days=1)


def read(stream: elements.Stream) -> ImageHeader:
    """The header of the DICOM file in a stream.

    Raises:
        elements.NotDicom: it is none.
        OSError: the disc cannot be read.
    """
    fields, order = elements.read(stream, _WANTED, _SEQUENCES)
    return ImageHeader(fields, order)
