"""The health export of an iPhone (`export.zip`): its clinical records, one by one, without unpacking the archive."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.errors import Reason
from tracker.readers.archives import is_record
from tracker.readers.draft import Problem, ReadResult, Unused
from tracker.readers.fhir.people import Person

if TYPE_CHECKING:
    from tracker.readers.fhir.export import FhirExport

LARGEST_RECORD: Final = 32 * 1024 * 1024  # bytes of one record unpacked; real ones have some thousand
LARGEST_TOTAL: Final = 4 * 1024 * 1024 * 1024  # bytes of all records unpacked
_MOST_RECORDS = 500_000
_TOP_OF_XML = 256 * 1024  # the owner stands near the start of a file that may have gigabytes
_OWNER = re.compile(r"<Me\b[^<>]*>")
_BORN = re.compile(r'DateOfBirth="(\d{4})-(\d\d)-(\d\d)"')
_SEX = re.compile(r'BiologicalSex="HKBiologicalSex(Female|Male|Other)"')
# What a damaged, locked or strangely packed archive raises.
_UNREADABLE = (
    zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zlib.error, lzma.LZMAError,
    struct.error,
)  # fmt: skip


def read_apple_health(source: Path | bytes, export: "FhirExport") -> Iterator[ReadResult]:
    """The clinical records of a health export. Never raises on content.

    Args:
        source: the archive, or where it lies.
        export: what takes the records in; it is called like the archive.

    Yields:
        One result per record as it is read, with its problems and without exams; then one result for the archive with
        all exams and people, for a procedure, its study and its report stand in records of their own.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source)
    except _UNREADABLE:
        yield _refused(export.name, "not_readable", Reason("health_archive_damaged"))
        return
    with archive:
        yield from _read(archive, export)


def _read(archive: zipfile.ZipFile, export: "FhirExport") -> Iterator[ReadResult]:
    if owner := _owner(archive):
        export.assume(owner)
    records = [info for info in archive.infolist() if is_record(info.filename)][:_MOST_RECORDS]
    left = LARGEST_TOTAL
    for info in records:
        shown = f"{export.name}!/{info.filename}"
        if info.file_size > LARGEST_RECORD or left <= 0:
            yield _refused(shown, "too_large", Reason("record_too_large"))
            continue
        try:
            with archive.open(info) as record:
                data = record.read(LARGEST_RECORD + 1)
        except _UNREADABLE:
            yield _refused(shown, "not_readable", Reason("record_damaged"))
            continue
        left -= len(data)
        yield export.add(shown, data)
    if not records:
        yield _refused(export.name, "no_exam", Reason("no_clinical_records"))
        return
    yield export.result()


def _refused(shown: str, reason: str, what: Reason) -> ReadResult:
    return ReadResult(shown, problems=(Problem(shown, what),), unused=(Unused(shown, reason),))


def _owner(archive: zipfile.ZipFile) -> Person | None:
    """Birth date and sex of the owner of the iPhone, who is the person all of its records are about."""
    tops = [i for i in archive.infolist() if i.filename.lower().endswith(".xml") and i.filename.count("/") <= 1]
    for info in tops[:4]:
        try:
            with archive.open(info) as file:
                top = file.read(_TOP_OF_XML).decode("utf-8", "replace")
        except _UNREADABLE:
            continue
        if found := _OWNER.search(top):
            return _person(found[0])
    return None


def _person(element: str) -> Person:
    born, sex = _BORN.search(element), _SEX.search(element)
    try:
        birth_date = date(int(born[1]), int(born[2]), int(born[3])) if born else None
    except ValueError:
        birth_date = None
    return Person(birth_date=birth_date, sex=sex[1].lower() if sex else "")
