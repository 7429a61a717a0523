"""Papers of an invented person, made for tests: a page with letters as PDF, Word file, photo and scan."""

import io
import zipfile
from xml.sax.saxutils import escape

import typst
from PIL import Image, ImageDraw

LINES = (
    "City Hospital, Department of Radiology",
    "Patient: Maria Example",
    "Exam: CT abdomen and pelvis with contrast",
    "Date of exam: 12 March 2024",
    "DLP 512 mGy*cm, CTDIvol 9.8 mGy.",
)
_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def pdf(*lines: str, pages: int = 1) -> bytes:
    """A PDF with these lines on each page."""
    text = " \\ ".join(f"#{line!r}".replace("'", '"') for line in lines or LINES)
    return bytes(typst.compile(" #pagebreak() ".join([text] * pages).encode()))


def page() -> Image.Image:
    """The picture of a page."""
    picture = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(picture).multiline_text((40, 60), "\n".join(LINES), fill="black")
    return picture


def photo(picture: Image.Image | None = None, kind: str = "JPEG", **more: object) -> bytes:
    """A photo of a page that lies on its side, with the place and time of the telephone."""
    exif = Image.Exif()
    exif[274], exif[306] = 6, "2026:11:01 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 30.0)})
    made = io.BytesIO()
    (picture or page().rotate(90, expand=True)).save(made, kind, exif=exif, **more)
    return made.getvalue()


def scan() -> bytes:
    """A PDF that is the picture of a page."""
    made = io.BytesIO()
    page().save(made, "PDF")
    return made.getvalue()


def word(*lines: str, **parts: str) -> bytes:
    """A Word file with these paragraphs; `parts` are further files of it by name ("header1")."""
    return word_xml("".join(map(paragraph, lines or LINES)), **parts)


def word_xml(body: str, **parts: str) -> bytes:
    """A Word file with this inside its body."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", _WORD.format(body))
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", _WORD.format(paragraph(text)))
    return made.getvalue()


def paragraph(text: str) -> str:
    """A paragraph of a Word file."""
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
