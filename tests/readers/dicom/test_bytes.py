"""The walk over header bytes: every transfer syntax, lengths of both kinds, and files that break off."""

import zlib
from io import BytesIO

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian

from tests.readers import TODAY
from tests.readers import make_images as made
from tests.readers.report_parts import Report, accumulated, raw_element, undefined_lengths
from tracker.readers.dicom import tags as t
from tracker.readers.dicom.bytes import NotDicom, walk
from tracker.readers.dicom.header import Header, read
from tracker.readers.dicom.report import read_bytes
from tracker.view.reasons import said


class Counted(BytesIO):
    """A stream that counts the bytes taken from it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def sample() -> Dataset:
    agent = Dataset()
    agent.RadionuclideTotalDose = "370"
    agent.RadiopharmaceuticalCodeSequence = [made.code("C-B1031", "SRT")]
    icon = Dataset()
    icon.Rows, icon.Columns = 1, 1
    ds = made.image("a", "NM", made.NM, CTDIvol=7.5, EntranceDose=3, IconImageSequence=[icon])
    ds.RadiopharmaceuticalInformationSequence = [agent]
    return ds


def check(header: Header) -> None:
    assert header.plain(t.MODALITY) == "NM"
    assert header.number(t.CTDIVOL) == 7.5
    assert header.integer(t.ENTRANCE_DGY) == 3
    (agent,) = header.items(t.AGENTS)
    assert agent.number(t.TOTAL_ACTIVITY) == 370
    assert agent.code(t.AGENT_CODE) == ("C-B1031", "SRT")


@pytest.mark.parametrize("undefined", [True, False])
def test_lengths_of_both_kinds(undefined: bool) -> None:
    ds = sample()
    if undefined:
        undefined_lengths(ds)
    for implicit in (True, False):
        check(read(BytesIO(made.content(ds, implicit=implicit)), TODAY))


def test_big_endian() -> None:
    ds, stream = sample(), BytesIO()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    ds.save_as(stream, enforce_file_format=True)
    check(read(BytesIO(stream.getvalue()), TODAY))


def test_deflated() -> None:
    plain = made.content(sample())
    length = 144 + int.from_bytes(plain[140:144], "little")
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    body = packer.compress(plain[length:]) + packer.flush()
    own, deflated = (uid.encode() for uid in (ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian))
    meta = plain[:length]
    at = meta.find(own)
    longer = deflated + b"\0" * (len(deflated) % 2)
    grown = len(longer) - len(own) - len(own) % 2
    meta = meta[: at - 2] + len(longer).to_bytes(2, "little") + longer + meta[at + len(own) + len(own) % 2 :]
    meta = meta[:140] + (length - 144 + grown).to_bytes(4, "little") + meta[144:]
    check(read(BytesIO(meta + body), TODAY))


def test_an_icon_of_compressed_pixels_is_skipped() -> None:
    data = made.content(sample())
    fragments = b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0\x04\0\0\0abcd\xfe\xff\xdd\xe0\0\0\0\0"
    icon = b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff" + fragments
    item = b"\xfe\xff\x00\xe0\xff\xff\xff\xff" + icon + b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
    at = data.find(b"\x54\x00\x16\x00")
    earlier = b"\x53\x00\x00\x10SQ\0\0\xff\xff\xff\xff" + item
    check(read(BytesIO(data[:at] + earlier + data[at:]), TODAY))


def test_a_header_that_comes_in_small_pieces() -> None:
    ds = sample()
    ds.private_block(0x0009, "EXAMPLE", create=True).add_new(1, "OB", bytes(90_000))
    check(read(BytesIO(made.content(ds)), TODAY))


def test_a_length_beyond_the_file_keeps_what_came_before() -> None:
    data = bytearray(made.content(sample()))
    at = data.find(b"\x54\x00\x16\x00")
    data[at + 8 : at + 12] = b"\xf0\xff\xff\xff"
    header = read(BytesIO(bytes(data)), TODAY)
    assert header.number(t.CTDIVOL) == 7.5


@pytest.mark.parametrize("vr", [b"\x00\x93", b"L\x00", b"XX", b"lo", b"\xff\xff", b"  "])
@pytest.mark.parametrize(("written", "size"), [("LO", 30), ("OB", 64), ("SQ", 0), ("UN", 12)])
@pytest.mark.parametrize("implicit_before", [False, True])
def test_a_damaged_vr_of_a_private_element_hides_nothing(
    vr: bytes, written: str, size: int, implicit_before: bool
) -> None:
    """By its length, as each kind of element states it, the next element is found again."""
    whole = made.content(sample())
    at = whole.find(b"\x10\x00\x10\x00")
    long = written in ("OB", "SQ", "UN")
    length = b"\0\0" + size.to_bytes(4, "little") if long else size.to_bytes(2, "little")
    before = b"\x09\x00\x10\x00\x04\0\0\0MADE" if implicit_before else b"\x09\x00\x10\x00LO\x04\x00MADE"
    private = before + b"\x09\x00\x01\x10" + vr + length + b"x" * size
    check(read(BytesIO(whole[:at] + private + whole[at:]), TODAY))


def test_nesting_without_end_is_no_dicom() -> None:
    deep = (b"\x54\x00\x16\x00SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff") * 200
    with pytest.raises(NotDicom):
        read(BytesIO(bytes(128) + b"DICM" + deep), TODAY)


def test_pixel_data_is_never_read() -> None:
    def pixels(dataset: Dataset) -> None:
        del dataset.ContentSequence
        dataset[0x7FE00010] = raw_element(0x7FE00010, "OW", bytes(3_000_000))

    data = Report("image", [], sop_class="1.2.840.10008.5.1.4.1.1.1.1", root=None, change=pixels).bytes()
    stream = Counted(data)
    assert bytes(walk(stream, t.CONTENT).content) == b""
    assert stream.taken < 10_000
    assert "an image (Digital X-Ray Image)" in said(read_bytes("image", data, TODAY).problems[0].what)


def test_nothing_behind_the_content_tree_counts() -> None:
    whole = Report("whole", [accumulated(kap=("1", "Gy.cm2"))]).bytes()
    other = Report("other", [accumulated(kap=("7", "Gy.cm2"))]).bytes()
    again = other[other.index(b"\x40\x00\x30\xa7SQ") :]
    for rest in (b"\0\0\0", again):
        assert read_bytes("x", whole + rest, TODAY).exams == read_bytes("x", whole, TODAY).exams
        assert not read_bytes("x", whole + rest, TODAY).problems
