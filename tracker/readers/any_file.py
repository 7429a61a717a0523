"""Any file to drafts: what it is follows from its content, and the reader for that kind of file reads it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from tracker.errors import Reason
from tracker.readers import archives, paper
from tracker.readers.dicom import header, images
from tracker.readers.dicom.bytes import NotDicom, is_dicom
from tracker.readers.dicom.tags import MODALITY, SOP_CLASS
from tracker.readers.draft import ExamDraft, PersonDraft, Problem, ReadResult, Unused
from tracker.readers.found import STANDARD, Found, Limits, unreadable
from tracker.readers.written import LetterExam, SheetExam

if TYPE_CHECKING:
    from tracker.readers.sheet.sheet import SheetMapping

_HEAD = 16 * 1024
_SR = "1.2.840.10008.5.1.4.1.1.88."
_DOSE_CLASSES = tuple(_SR + number for number in ("67", "68", "73", "76"))
_FEW = (SOP_CLASS, MODALITY)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TABLE_ENDINGS = (".csv", ".tsv")
_OLD_DOCUMENTS = (".doc", ".rtf", ".odt", ".pages")
_LONGEST_TEXT = 400_000  # bytes: far more than the letters of a report that are looked at
_DELIMITERS = ";\t,|"
_OTHER_TEXT = (b"<", b"%PDF", b"{\\rtf", b"#!", b"[autorun", b"MZ")


def read_any(
    found: Found, today: date, limits: Limits = STANDARD, *, alone: bool = True, table: "SheetMapping | None" = None
) -> ReadResult:
    """Read one file, whatever it is; what cannot be used comes back as unused with the reason, never as an exception.

    Dose reports, images, FHIR (JSON, NDJSON), exports of Apple Health, tables (CSV, XLSX), and reports in words (text,
    PDF, Word) give exams.

    Args:
        found: the file.
        today: the day it is read; exams are never later.
        limits: how large a file may be that has to be read whole.
        alone: False leaves out kind and totals of images, which follow from all images of a study together.
        table: what the person said about the columns, if this is a table.
    """
    if found.problem:
        return ReadResult(found.name, problems=(found.problem,), unused=(Unused(found.name, found.reason),))
    try:
        return _listed(_read(found, today, limits, alone, table))
    except OSError as error:
        return unused(found.name, "not_readable", unreadable(error))
    except Exception as error:  # one file must never end an import of thousands; the readers' own tests are stricter
        return unused(found.name, "not_readable", Reason.of("not_understood", reason=type(error).__name__))


def unused(name: str, reason: str, what: Reason) -> ReadResult:
    """A file that gives nothing, and why."""
    return ReadResult(name, problems=(Problem(name, what),), unused=(Unused(name, reason),))


def _listed(result: ReadResult) -> ReadResult:
    """The result, with the file listed as unused where it gave nothing."""
    if result.exams or result.people or any(one.file == result.file for one in result.unused):
        return result
    return replace(result, unused=(*result.unused, Unused(result.file, "no_exam")))


def _read(found: Found, today: date, limits: Limits, alone: bool, table: "SheetMapping | None") -> ReadResult:
    with found.open() as stream:
        start = _first(stream)
        if is_dicom(start):
            few = _beginning(start, today)
            if not _is_report(few):
                return images.read_image(found.name, _Again(start, stream), today, alone=alone)
    if is_dicom(start):
        return _report(found, few, today, limits)
    if found.size > limits.read_bytes:
        return unused(found.name, "too_large", Reason("too_large"))
    if archives.opens(start[:4]):
        return _archive(found, today, limits, table)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if (text[:1] in (b"{", b"[") and not text.startswith(_OTHER_TEXT)) or _wide_json(start):
        from tracker.readers.fhir.export import read_fhir_bytes

        return read_fhir_bytes(found.name, found.read(limits.read_bytes), today)
    if paper.kind_of(start) == paper.PDF:
        from tracker.readers.letter.letter import read_pdf

        return _titled(read_pdf(found.name, found.read(limits.read_bytes), today, _order(table)), today)
    if paper.kind_of(start) == paper.PHOTO:
        return unused(found.name, "picture", Reason("scanned"))
    if found.name.lower().endswith(_OLD_DOCUMENTS):
        return unused(found.name, "not_readable", Reason("old_document"))
    if _is_table(found.name, start):
        result = _table(found, today, limits, table)
        if result.exams or found.name.lower().endswith(_TABLE_ENDINGS):
            return result
        return _letter(found, start, today, limits, _order(table)) or result
    return _letter(found, start, today, limits, _order(table)) or unused(found.name, "not_dicom", Reason("other_file"))


def _letter(found: Found, start: bytes, today: date, limits: Limits, order: str) -> ReadResult | None:
    """A report in words; None where the file is no text, or one of another kind."""
    from tracker.readers.letter.letter import read_text
    from tracker.readers.letter.parts import decoded

    if start.lstrip().lower().startswith(tuple(mark.lower() for mark in _OTHER_TEXT)) or not start.strip():
        return None
    text = decoded(found.read(min(limits.read_bytes, _LONGEST_TEXT)))
    result = _titled(read_text(found.name, text, today, order), today, text) if text.strip() else None
    return result if result and (result.exams or result.problems) else None


def _order(table: "SheetMapping | None") -> str:
    """The order of day and month where the person said it of all files."""
    return table.answers.get("date_order", "") if table else ""


def _titled(result: ReadResult, today: date, text: str = "") -> ReadResult:
    """A letter whose exam the list does not know by name, with what its title says, read as a sentence."""
    from tracker.readers.sentence import completed

    title = next(iter(text.strip().splitlines()), "").split(". ")[0]
    exams = list(result.exams)
    for place, exam in enumerate(exams):
        if isinstance(exam, LetterExam) and not exam.kind_key:
            exams[place] = completed(completed(exam, today), today, title)
    return replace(result, exams=tuple(exams))


def _first(stream: BinaryIO) -> bytes:
    """The beginning of a file; some streams give less than they are asked for."""
    start = stream.read(_HEAD)
    while start and len(start) < _HEAD and (more := stream.read(_HEAD - len(start))):
        start += more
    return start


class _Again:
    """A stream whose beginning was read already, from the beginning again."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = start
        self._stream = stream

    def read(self, count: int) -> bytes:
        """The next bytes, at most `count`."""
        piece, self._start = self._start[:count], self._start[count:]
        while len(piece) < count and (more := self._stream.read(count - len(piece))):
            piece += more
        return piece


def _beginning(start: bytes, today: date) -> dict[int, str]:
    try:
        head = header.read(BytesIO(start), today, MODALITY)
    except NotDicom:
        return {}
    return {tag: head.plain(tag) for tag in _FEW}


def _is_report(few: dict[int, str]) -> bool:
    sop_class, modality = few.get(SOP_CLASS, ""), few.get(MODALITY, "")
    return sop_class.startswith(_SR) or modality == "SR" or not (sop_class or modality)


def _report(found: Found, few: dict[int, str], today: date, limits: Limits) -> ReadResult:
    from tracker.readers.dicom import report

    if found.path:
        result = replace(report.read_file(found.path, today), file=found.name)
    elif found.size > limits.read_bytes:
        return unused(found.name, "too_large", Reason("report_too_large"))
    else:
        result = report.read_bytes(found.name, found.read(limits.read_bytes), today)
    if result.exams:
        return result
    declared = few.get(SOP_CLASS, "") in _DOSE_CLASSES or not few.get(SOP_CLASS, "")
    reason = "not_readable" if declared else "no_dose_information"
    return replace(result, unused=(Unused(found.name, reason),))


def _archive(found: Found, today: date, limits: Limits, table: "SheetMapping | None") -> ReadResult:
    """A ZIP archive that is one document: a workbook, or an export of Apple Health."""
    names = archives.names(found)
    if archives.is_apple_health(names):
        from tracker.readers.fhir.apple_health import read_apple_health
        from tracker.readers.fhir.export import FhirExport

        export = FhirExport(found.path.name if found.path else "export.zip", today)
        return _together(found.name, read_apple_health(found.path or found.read(limits.read_bytes), export))
    if "xl/workbook.xml" in names:
        return _table(found, today, limits, table)
    if paper.WORD_BODY in names:
        from tracker.readers.letter.letter import read_letters

        return read_letters(found.name, paper.word_text(found.read(limits.read_bytes)) or "", today)
    if found.name.lower().endswith(_OLD_DOCUMENTS):
        return unused(found.name, "not_readable", Reason("old_document"))
    return unused(found.name, "not_dicom", Reason("other_document"))


def _table(found: Found, today: date, limits: Limits, table: "SheetMapping | None") -> ReadResult:
    from tracker.readers.sentence import completed
    from tracker.readers.sheet.sheet import read_sheet

    result = read_sheet(found.name, found.read(limits.read_bytes), today, table)
    exams = tuple(completed(exam, today) if isinstance(exam, SheetExam) else exam for exam in result.exams)
    result = replace(result, exams=exams)
    if any(exam.exam_date or (exam.kind_key and exam.measurements) for exam in result.exams):
        return result
    # Tables without a single date, or an exam with a dose, lie on every computer, and list anything but exams.
    return replace(result, exams=(), people=(), unused=(Unused(found.name, "no_exam"),))


def _together(name: str, results: Iterable[ReadResult]) -> ReadResult:
    exams: list[ExamDraft] = []
    people: list[PersonDraft] = []
    problems: list[Problem] = []
    others: list[Unused] = []
    for result in results:
        exams += result.exams
        people += result.people
        problems += result.problems
        others += result.unused
    return ReadResult(name, tuple(exams), tuple(problems), tuple(people), tuple(others))


def _wide_json(start: bytes) -> bool:
    return start[:4] in (b"\xff\xfe{\0", b"\xff\xfe[\0", b"\xfe\xff\0{", b"\xfe\xff\0[")


def _is_table(name: str, start: bytes) -> bool:
    """Text in rows of two or more cells. A file that calls itself a table is taken at its word."""
    if start.lstrip().lower().startswith(tuple(mark.lower() for mark in _OTHER_TEXT)):
        return False
    if not start.startswith(_BOMS[1:]) and b"\0" in start:
        return False
    if name.lower().endswith(_TABLE_ENDINGS):
        return bool(start.strip())
    text = start.decode("utf-16" if start.startswith(_BOMS[1:]) else "utf-8", "replace")
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:6] if line.strip()]
    if len(lines) < 2:
        return False
    counts = [[line.count(mark) for line in lines[:5]] for mark in _DELIMITERS]
    return any(min(count) >= 2 and len(set(count)) == 1 for count in counts)
