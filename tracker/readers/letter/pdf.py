"""The text of a PDF; a page that was scanned has none, which is said."""

import logging
from datetime import date
from io import BytesIO

from tracker.errors import Reason
from tracker.readers.draft import Problem, ReadResult, Unused
from tracker.readers.letter.file import read_text
from tracker.readers.letter.parts import LONGEST

_MOST_PAGES = 60
_LEAST_LETTERS = 20  # fewer on all pages are stamps or page numbers on a picture


def read_pdf(name: str, data: bytes, today: date) -> ReadResult:
    """The exam that the letters of a PDF tell of."""
    text = text_of(data)
    if text is None:
        return _nothing(name, "not_readable", Reason("pdf_locked"))
    if sum(letter.isalnum() for letter in text) < _LEAST_LETTERS:
        return _nothing(name, "no_dose_information", Reason("scanned"))
    return read_text(name, text, today)


def _nothing(name: str, reason: str, what: Reason) -> ReadResult:
    return ReadResult(name, problems=(Problem(name, what),), unused=(Unused(name, reason),))


def text_of(data: bytes) -> str | None:
    """The letters of the pages as they lie on them; None where the file is damaged or locked."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pages: list[str] = []
    try:
        for page in PdfReader(BytesIO(data)).pages[:_MOST_PAGES]:
            pages.append(page.extract_text(extraction_mode="layout") or "")
            if sum(map(len, pages)) > LONGEST:
                break
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return "\n\n".join(pages) if pages else None
    return "\n\n".join(pages)
