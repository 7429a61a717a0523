"""Papers: what they are by their content, their letters and pictures, and what of a hostile one is said."""

import io
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from tests.readers import TODAY, make_papers
from tracker.errors import Reason
from tracker.readers import paper
from tracker.readers.any_file import read_any
from tracker.readers.found import Found, Upload
from tracker.readers.paper import Paper, paper_of, picture_of
from tracker.record.procedures import MEDIA_TYPES

PROBLEM = Reason("paper_damaged")


def read(name: str, data: bytes) -> Paper:
    found = paper_of(name, data)
    assert found is not None
    return found


def refused(name: str, data: bytes) -> str:
    found = read(name, data)
    assert (found.content, found.text) == (b"", "")
    return found.problem.code if found.problem else ""


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_pdf_gives_its_letters_and_a_picture_of_each_page() -> None:
    found = read("report.pdf", make_papers.pdf(pages=3))
    assert (found.kind, found.media_type, found.pages) == ("pdf", "application/pdf", 3)
    assert "DLP 512 mGy*cm" in found.text
    assert 700 < max(picture(picture_of(found, 2)).size) <= 1400


def test_the_exam_of_a_paper_is_known_by_its_letters() -> None:
    for name, data in (("a.pdf", make_papers.pdf()), ("a.docx", make_papers.word())):
        (exam,) = read_any(Found(name, data=data), TODAY).exams
        assert (exam.kind_key, exam.exam_date) == ("ct_abd_pelvis", date(2024, 3, 12))
        assert exam.identity == (read(name, data).identity,)


def test_a_word_file_gives_head_paragraphs_and_tables_and_nothing_twice() -> None:
    cells = "".join(f"<w:tc>{make_papers.paragraph(cell)}</w:tc>" for cell in ("DAP", "0.21 Gy*cm2"))
    box = make_papers.paragraph("in a box")
    both = (
        f'<m:AlternateContent xmlns:m="m"><m:Choice>{box}</m:Choice><m:Fallback>{box}</m:Fallback></m:AlternateContent>'
    )
    body = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>{both}"
    text = read("letter.docx", make_papers.word_xml(body, header1="Patient: Maria Example")).text
    assert text.startswith("Patient: Maria Example")
    assert "DAP \t0.21 Gy*cm2" in text
    assert text.count("in a box") == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photo_is_kept_upright_and_without_place_and_time(kind: str) -> None:
    found = read("photo", make_papers.photo(kind=kind))
    assert (found.kind, found.media_type, found.place, found.time) == ("photo", "image/jpeg", kind != "TIFF", True)
    kept = picture(picture_of(found, 0))
    assert kept.height > kept.width
    assert dict(kept.getexif()) == {}
    assert not {"exif", "xmp", "comment"} & set(kept.info)


def test_a_photo_of_a_telephone_in_its_own_format() -> None:
    from pi_heif import options  # what reads them is there

    assert options is not None
    start = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    assert paper.kind_of(start) == paper.PHOTO
    assert refused("photo.heic", start + b"\0" * 200) == "paper_damaged"
    assert [one.reason for one in read_any(Found("photo.heic", data=start + b"\0" * 200), TODAY).unused] == ["picture"]


def test_a_large_photo_becomes_smaller_and_pages_of_a_scan_stay_together() -> None:
    large = read("large.png", make_papers.photo(Image.new("L", (6000, 4000), "white"), "PNG"))
    assert max(picture(large.content).size) == 2400
    made = io.BytesIO()
    make_papers.page().save(made, "TIFF", save_all=True, append_images=[make_papers.page()])
    several = read("two.tif", made.getvalue())
    assert (several.media_type, several.pages) == ("application/pdf", 2)
    assert picture_of(several, 1).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "F", "CMYK"])
def test_pictures_of_every_sort_of_colour(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (40, 60)).save(made, "TIFF" if mode in ("F", "CMYK") else "PNG")
    assert picture(read("a picture", made.getvalue()).content).size == (40, 60)


def test_the_content_says_what_a_file_is_and_not_its_name() -> None:
    assert read("wrong.pdf", make_papers.photo()).kind == "photo"
    assert read("wrong.jpg", make_papers.pdf()).text
    assert paper_of("empty.pdf", b"") is None
    assert paper_of("table.xlsx", b"PK\x03\x04" + b"\0" * 50) == Paper("table.xlsx", "word", problem=PROBLEM)
    assert set(MEDIA_TYPES) >= {read("a", data).media_type for data in (make_papers.pdf(), make_papers.word())}


def test_locked_damaged_and_swelling_files_are_each_said() -> None:
    locked = PdfWriter(clone_from=PdfReader(io.BytesIO(make_papers.pdf())))
    locked.encrypt("secret")
    held = io.BytesIO()
    locked.write(held)
    assert refused("locked.pdf", held.getvalue()) == "pdf_password"
    assert refused("cut.pdf", make_papers.pdf()[:900]) == "paper_damaged"
    assert refused("cut.jpg", make_papers.photo()[:900]) == "paper_damaged"
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    assert refused("bomb.png", bomb.getvalue()) == "paper_too_large"
    assert refused("bomb.docx", make_papers.word("x" * 30_000_000)) == "paper_too_large"


def test_a_word_file_that_defines_or_nests_without_end_is_damaged() -> None:
    made = io.BytesIO()
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", laughs)
    assert refused("laughs.docx", made.getvalue()) == "paper_damaged"
    deep = "<w:p>" * 100_000 + "</w:p>" * 100_000
    assert read("deep.docx", make_papers.word_xml(deep)).text == ""


def test_five_hundred_pages_are_looked_at_in_time() -> None:
    one = PdfReader(io.BytesIO(make_papers.pdf())).pages[0]
    book = PdfWriter()
    for _page in range(500):
        book.add_page(one)
    held = io.BytesIO()
    book.write(held)
    started = time.monotonic()
    found = read("book.pdf", held.getvalue())
    assert (found.pages, bool(picture_of(found, 499))) == (500, True)
    assert time.monotonic() - started < 30


def test_only_files_given_by_name_are_papers(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(make_papers.scan())
    given = (Upload("a.pdf", make_papers.pdf()), Upload("note.txt", b"a note"), tmp_path, tmp_path / "scan.pdf")
    assert [(one.name, bool(one.text)) for one in paper.brought(given)] == [("a.pdf", True), ("scan.pdf", False)]


def test_old_documents_are_said_to_be_saved_anew() -> None:
    for name in ("letter.doc", "letter.rtf"):
        result = read_any(Found(name, data=b"\xd0\xcf\x11\xe0 old" if name.endswith("doc") else b"{\\rtf1 old}"), TODAY)
        assert [problem.what.code for problem in result.problems] == ["old_document"]
