"""The content tree, however it is encoded."""

import struct
import zlib
from io import BytesIO

import pytest
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian

from tests.readers import TODAY
from tests.readers import make_reports as made
from tests.readers.report_parts import Report, undefined_lengths
from tracker.readers.dicom.bytes import TooBig, walk
from tracker.readers.dicom.content import items_of
from tracker.readers.dicom.report import read_bytes
from tracker.readers.dicom.tags import CONTENT
from tracker.readers.draft import ReadResult
from tracker.view.reasons import said


def exams(data: bytes) -> ReadResult:
    result = read_bytes("report.dcm", data, TODAY)
    assert not result.problems
    return result


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_point_13_implicit_and_big_endian_give_the_same(syntax: str) -> None:
    for report in (made.lumbar_epidural(), made.two_phantoms(), made.pet_part()):
        plain = exams(report.bytes())
        data = reencoded(report, syntax)
        assert exams(data).exams[0].measurements == plain.exams[0].measurements
        assert exams(data).exams[0].events == plain.exams[0].events


def reencoded(report: Report, syntax: str) -> bytes:
    """The report in another transfer syntax; raw values are decoded first, since they keep their own byte order."""
    read = dcmread(BytesIO(report.bytes()))
    read.walk(lambda _dataset, _element: None)
    written = Dataset()
    written.update({element.tag: element for element in read})
    written.file_meta = read.file_meta
    written.file_meta.TransferSyntaxUID = UID(syntax)
    buffer = BytesIO()
    dcmwrite(buffer, written, enforce_file_format=True)
    return buffer.getvalue()


def test_sequences_with_delimiters_give_the_same() -> None:
    plain = made.lumbar_epidural()
    delimited = Report(plain.name, plain.items, header=plain.header, change=undefined_lengths)
    assert len(delimited.bytes()) > len(plain.bytes())
    assert exams(delimited.bytes()).exams == exams(plain.bytes()).exams


def test_a_deflated_report_gives_the_same() -> None:
    assert exams(deflated(made.lumbar_epidural().bytes())).exams == exams(made.lumbar_epidural().bytes()).exams


def test_a_damaged_deflated_report_is_refused() -> None:
    data = deflated(made.lumbar_epidural().bytes())
    (problem,) = read_bytes("bad.dcm", data[:400] + b"\xff" * 50 + data[450:], TODAY).problems
    assert "damaged" in said(problem.what)


def deflated(data: bytes) -> bytes:
    (length,) = struct.unpack_from("<L", data, 140)
    meta, body = data[: 144 + length], data[144 + length :]
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    plain_syntax, other = b"UI\x14\x001.2.840.10008.1.2.1\x00", b"UI\x16\x001.2.840.10008.1.2.1.99"
    meta = meta.replace(plain_syntax, other)
    return meta[:140] + struct.pack("<L", length + 2) + meta[144:] + squeeze.compress(body) + squeeze.flush()


def test_a_report_without_preamble_is_read() -> None:
    data = made.lumbar_epidural().bytes()
    (length,) = struct.unpack_from("<L", data, 140)
    assert exams(data[144 + length :]).exams[0].measurements == exams(data).exams[0].measurements


def test_a_raw_report_may_begin_at_the_day_it_was_made() -> None:
    data = made.lumbar_epidural().bytes()
    (length,) = struct.unpack_from("<L", data, 140)
    body = data[data.index(b"\x08\x00\x16\x00UI", 144 + length) :]
    dated = struct.pack("<HH2sH", 0x0008, 0x0012, b"DA", 8) + b"20240312" + body
    assert exams(dated).exams[0].measurements == exams(data).exams[0].measurements


def raw(content: bytes) -> BytesIO:
    return BytesIO(bytes(128) + b"DICM" + content)


def nested(levels: int) -> bytes:
    opening = struct.pack("<HH2sHL", 0x40, 0xA730, b"SQ", 0, 0xFFFFFFFF) + struct.pack(
        "<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF
    )
    return opening * levels


def test_endless_nesting_is_refused_and_not_followed() -> None:
    with pytest.raises(TooBig):
        walk(raw(nested(5000)), CONTENT)
    data = made.lumbar_epidural().bytes()
    start = data.index(struct.pack("<HH", CONTENT >> 16, CONTENT & 0xFFFF) + b"SQ")
    (problem,) = read_bytes("deep.dcm", data[:start] + nested(100_000), TODAY).problems
    assert "without end" in said(problem.what)


def test_endless_items_are_refused() -> None:
    opening = struct.pack("<HH2sHL", 0x40, 0xA730, b"SQ", 0, 0xFFFFFFFF)
    with pytest.raises(TooBig):
        walk(raw(opening + struct.pack("<HHL", 0xFFFE, 0xE000, 0) * 600_000), CONTENT)


@pytest.mark.parametrize("data", [b"", b"\x40\x00", b"\x40\x00\x30\xa7SQ\x00\x00", b"\x00" * 40])
def test_next_to_nothing_is_an_empty_tree(data: bytes) -> None:
    assert items_of(walk(raw(data), CONTENT).fields) == []
