"""The walk over header bytes: every transfer syntax, lengths of both kinds, and files that break off."""

import zlib
from io import BytesIO

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian

from tests.readers import make_images as made
from tests.readers.report_parts import undefined_lengths
from tracker.readers.dicom import elements, image_header
from tracker.readers.dicom.image_header import ImageHeader


def sample() -> Dataset:
    agent = Dataset()
    agent.RadionuclideTotalDose = "370"
    agent.RadiopharmaceuticalCodeSequence = [made.code("C-B1031", "SRT")]
    icon = Dataset()
    icon.Rows, icon.Columns = 1, 1
    ds = made.image("a", "NM", made.NM, CTDIvol=7.5, EntranceDose=3, IconImageSequence=[icon])
    ds.RadiopharmaceuticalInformationSequence = [agent]
    return ds


def check(header: ImageHeader) -> None:
    assert header.plain(image_header.MODALITY) == "NM"
    assert header.number(image_header.CTDIVOL) == 7.5
    assert header.integer(image_header.ENTRANCE_DGY) == 3
    (agent,) = header.items(image_header.AGENTS)
    assert agent.number(image_header.TOTAL_ACTIVITY) == 370
    assert agent.code(image_header.AGENT_CODE) == ("C-B1031", "SRT")


@pytest.mark.parametrize("undefined", [True, False])
def test_lengths_of_both_kinds(undefined: bool) -> None:
    ds = sample()
    if undefined:
        undefined_lengths(ds)
    for implicit in (True, False):
        check(image_header.read(BytesIO(made.content(ds, implicit=implicit))))


def test_big_endian() -> None:
    ds, stream = sample(), BytesIO()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    ds.save_as(stream, enforce_file_format=True)
    check(image_header.read(BytesIO(stream.getvalue())))


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
    check(image_header.read(BytesIO(meta + body)))


def test_an_icon_of_compressed_pixels_is_skipped() -> None:
    data = made.content(sample())
    fragments = b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0\x04\0\0\0abcd\xfe\xff\xdd\xe0\0\0\0\0"
    icon = b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff" + fragments
    item = b"\xfe\xff\x00\xe0\xff\xff\xff\xff" + icon + b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
    at = data.find(b"\x54\x00\x16\x00")
    earlier = b"\x53\x00\x00\x10SQ\0\0\xff\xff\xff\xff" + item
    check(image_header.read(BytesIO(data[:at] + earlier + data[at:])))


def test_a_header_that_comes_in_small_pieces() -> None:
    ds = sample()
    ds.private_block(0x0009, "EXAMPLE", create=True).add_new(1, "OB", bytes(90_000))
    check(image_header.read(BytesIO(made.content(ds))))


def test_a_length_beyond_the_file_keeps_what_came_before() -> None:
    data = bytearray(made.content(sample()))
    at = data.find(b"\x54\x00\x16\x00")
    data[at + 8 : at + 12] = b"\xf0\xff\xff\xff"
    header = image_header.read(BytesIO(bytes(data)))
    assert header.number(image_header.CTDIVOL) == 7.5


def test_nesting_without_end_is_no_dicom() -> None:
    deep = (b"\x54\x00\x16\x00SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff") * 200
    with pytest.raises(elements.NotDicom):
        image_header.read(BytesIO(bytes(128) + b"DICM" + deep))
