"""Reads a finished PDF back."""

import io
import re

from pypdf import PdfReader

from tracker.view.handout.blocks import BREAK, END_OF_ISOLATE, FIRST_STRONG_ISOLATE

INVISIBLE = str.maketrans("", "", BREAK + END_OF_ISOLATE + FIRST_STRONG_ISOLATE + "\u00ad")


def pages(pdf: bytes) -> list[str]:
    """The text of each page, with every run of white space as one space."""
    return [re.sub(r"\s+", " ", page.extract_text().translate(INVISIBLE)) for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """The text without white space, for words that the layout broke anywhere."""
    return re.sub(r"\s+", "", text.translate(INVISIBLE))
