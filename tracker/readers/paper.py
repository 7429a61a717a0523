"""A paper that a person brings, a PDF, a photo or a Word file: its letters, its pages, and what is kept of it."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from tracker.errors import Reason
from tracker.readers.archives import BROKEN
from tracker.readers.found import Found, Upload
from tracker.readers.letter.parts import decoded, text_of

PDF, PHOTO, WORD, TEXT = "pdf", "photo", "word", "text"
WORD_BODY = "word/document.xml"
PASTED = "pasted words"  # the name of words that come without a file
MOST_BYTES = 60 * 1024 * 1024  # of a paper that is looked at
MOST_PAPERS = 40  # of one turn; each is looked at by a person
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_XML = 24 * 1024 * 1024  # bytes of one part of a Word file
_MOST_LETTERS, _LEAST_LETTERS = 100_000, 20
_KEPT_PIXELS, _SHOWN_PIXELS = 2400, 1400  # of the longer side: 200 dots to the inch of a page, and what a screen shows
_PATIENCE_S = 40
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_PHOTOS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_WHY = {"locked": "pdf_password", "too_large": "paper_too_large", "damaged": "paper_damaged", "slow": "paper_slow"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was brought.

    Attributes:
        name: of the file.
        kind: PDF, PHOTO, WORD, or TEXT for words that were pasted; "" for what cannot be looked at.
        content: what is kept of it: of a photo the colours alone, without the place and time a telephone writes in it.
        media_type: of the content.
        pages: how many it has.
        text: its letters, "" for a scan.
        problem: why it cannot be looked at, None if it can.
        place, time: whether the photo said where or when it was taken.
    """

    name: str
    kind: str
    content: bytes = b""
    media_type: str = ""
    pages: int = 1
    text: str = ""
    problem: Reason | None = None
    place: bool = False
    time: bool = False

    @property
    def identity(self) -> str:
        """By what the exam of its letters is known again, "" where it has none."""
        return identity_of(self.text) if self.text else ""


def identity_of(text: str) -> str:
    """By what a text is known again: its words, wherever its lines break."""
    return f"text {hashlib.sha256(' '.join(text.split()).encode()).hexdigest()[:32]}"


def has_letters(text: str) -> bool:
    """Whether the letters are those of a page, and not a stamp or a page number on the picture of one."""
    return sum(letter.isalnum() for letter in text) >= _LEAST_LETTERS


def kind_of(start: bytes) -> str:
    """Whether a file that begins so is a PDF or a photo; "" for any other, a Word file among them."""
    if start.startswith(b"%PDF"):
        return PDF
    heic = start[4:8] == b"ftyp" and start[8:12] in _HEIC
    webp = start.startswith(b"RIFF") and start[8:12] == b"WEBP"
    return PHOTO if heic or webp or start.startswith(_PHOTOS) else ""


def brought(paths: Sequence[Path | Upload]) -> tuple[Paper, ...]:
    """The papers among files that were given by name; those in folders and archives lie there for other reasons."""
    found = (paper for path in paths if (paper := _given(path)))
    return tuple(islice(found, MOST_PAPERS))


def _given(path: Path | Upload) -> Paper | None:
    if isinstance(path, Upload):
        if path.name == PASTED:
            return Paper(path.name, TEXT, text=decoded(path.data))
        return paper_of(path.name, path.data)
    try:
        if path.is_file():
            return paper_of(path.name, Found(path.name, path).read(MOST_BYTES), path.stat().st_size)
    except OSError:
        pass  # said where the files are read
    return None


def paper_of(name: str, data: bytes, size: int = 0) -> Paper | None:
    """What a file is as a paper; None where it is none. One that cannot be looked at says why.

    Args:
        name: of the file.
        data: its content.
        size: bytes of the whole file, where only the beginning was read.
    """
    kind = kind_of(data[:16])
    if not kind and not data.startswith(b"PK\x03\x04"):
        return None
    if max(size, len(data)) > MOST_BYTES:
        return Paper(name, kind, problem=Reason("paper_too_large")) if kind else None
    if not kind:
        return _word(name, data)
    told, picture = _looked_at(kind, data, 0, _KEPT_PIXELS if kind == PHOTO else 300)
    if not picture:
        return Paper(name, kind, problem=Reason(_WHY[str(told.get("why", "damaged"))]))
    pages = int(told.get("pages", 1))
    if kind == PHOTO:
        media_type = "application/pdf" if picture.startswith(b"%PDF") else "image/jpeg"
        place, time = bool(told.get("place")), bool(told.get("time"))
        return Paper(name, kind, picture, media_type, pages, place=place, time=time)
    return Paper(name, kind, data, "application/pdf", pages, text_of(data) or "")


def picture_of(paper: Paper, page: int) -> bytes:
    """One page as JPEG, counted from 0; b"" where there is no picture of it."""
    if paper.media_type == "image/jpeg":
        return paper.content
    return _looked_at(PDF, paper.content, page, _SHOWN_PIXELS)[1] if paper.media_type == "application/pdf" else b""


def _looked_at(kind: str, data: bytes, page: int, pixels: int) -> tuple[dict[str, Any], bytes]:
    """What another process finds out about a file, and its picture; it may break on it, or never come to an end."""
    worker = Path(__file__).with_name("paper_worker.py")
    command = [sys.executable, "-P", str(worker), kind, str(page), str(pixels)]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return {"why": "slow"}, b""
    head, _line, picture = run.stdout.partition(b"\n")
    try:
        told: dict[str, Any] = json.loads(head)
    except ValueError:
        return {"why": "damaged" if run.returncode >= 0 else "slow"}, b""
    return told, picture


def _word(name: str, data: bytes) -> Paper | None:
    """A Word file; None where the archive is something else."""
    text = word_text(data)
    if text is None:
        return None
    if isinstance(text, Reason):
        return Paper(name, WORD, problem=text)
    return Paper(name, WORD, data, _WORD_TYPE, text=text)


def word_text(data: bytes) -> str | Reason | None:
    """The letters of a Word file (.docx) with its head and foot; why not; None where it is no Word file."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if WORD_BODY not in names:
                return None
            heads = sorted(name for name in names if name.startswith("word/header"))[:4]
            feet = sorted(name for name in names if name.startswith("word/footer"))[:4]
            parts = []
            for part in (*heads, WORD_BODY, *feet):
                if archive.getinfo(part).file_size > _MOST_XML:
                    return Reason("paper_too_large")
                with archive.open(part) as stream:
                    parts.append("".join(_word_letters(stream.read(_MOST_XML))))
    except (*BROKEN, ElementTree.ParseError):
        return Reason("paper_damaged")
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())[:_MOST_LETTERS]


def _word_letters(xml: bytes) -> Iterator[str]:
    """Paragraphs in lines, cells of a table apart by tabs; what a reader of an older Word would see is left out."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("no Word file has definitions of its own")
    inside_older = cells = 0
    for event, element in ElementTree.iterparse(BytesIO(xml), events=("start", "end")):
        name = element.tag.rpartition("}")[2]
        if name == "Fallback":
            inside_older += 1 if event == "start" else -1
        if name == "tc":
            cells += 1 if event == "start" else -1
        if event == "start" or inside_older:
            continue
        if name == "t":
            yield element.text or ""
        elif name in ("tab", "tc"):
            yield "\t"
        elif name in ("br", "cr", "tr") or (name == "p" and not cells):
            yield "\n"
        elif name == "p":
            yield " "
        element.clear()
