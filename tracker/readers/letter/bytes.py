"""The bytes of a file as text: plain text in any usual encoding, and the letters on the pages of a PDF."""

import logging
import re
from io import BytesIO

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MOST_PAGES = 60
_MOST_LETTERS = 100_000


def decoded(data: bytes) -> str:
    """The bytes as text, "" where they are none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return (
        "" if _CONTROL.search(text[:20_000]) else text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    )


def text_of(data: bytes) -> str | None:
    """The letters of the pages as they lie on them; None where the file is damaged or locked."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pages: list[str] = []
    try:
        for page in PdfReader(BytesIO(data)).pages[:_MOST_PAGES]:
            pages.append(page.extract_text(extraction_mode="layout") or "")
            if sum(map(len, pages)) > _MOST_LETTERS:
                break
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return "\n\n".join(pages) if pages else None
    return "\n\n".join(pages)
