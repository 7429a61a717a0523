"""The header of a file: its codes and words, and how little of the file is read for it."""

from io import BytesIO

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.readers.dicom.test_report import exam_of
from tests.readers.report_parts import Report, accumulated, coded, raw_element
from tracker.readers.dicom import header
from tracker.readers.dicom.report import read_bytes

TOTAL = [accumulated(kap=("1", "Gy.cm2"), time=("5", "s"))]


class Counted(BytesIO):
    """A stream that counts the bytes taken from it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def test_procedure_codes_and_requested_procedure() -> None:
    codes = Sequence([coded(("999", "99X", "Unknown")), coded(("443271005", "SCT", "PET study"))])
    assert exam_of(Report("coded", TOTAL, header={"ProcedureCodeSequence": codes})).kind_key == "nm_petct_fdg"
    request = Dataset()
    request.RequestedProcedureDescription = "Hip joint injection"
    asked = exam_of(Report("asked", TOTAL, header={"ReferencedRequestSequence": Sequence([request])}))
    assert (asked.description, asked.kind_key) == ("Hip joint injection", "hip_injection_rf")


def test_a_damaged_sequence_in_the_header_does_not_hide_the_dose() -> None:
    def damaged(dataset: Dataset) -> None:
        dataset[0x00081032] = raw_element(0x00081032, "SQ", b"\x00\x01broken sequence\x00")

    assert exam_of(Report("damaged", TOTAL, change=damaged)).measurements


def test_the_series_description_counts_only_when_it_is_about_the_exam() -> None:
    for series, words in (("Dose Report", ""), ("Exam Protocol SR", ""), ("Knee left", "Knee left")):
        assert exam_of(Report("series", TOTAL, header={"SeriesDescription": series})).description == words


def test_pixel_data_is_never_read() -> None:
    def pixels(dataset: Dataset) -> None:
        del dataset.ContentSequence
        dataset[0x7FE00010] = raw_element(0x7FE00010, "OW", bytes(3_000_000))

    data = Report("image", [], sop_class="1.2.840.10008.5.1.4.1.1.1.1", root=None, change=pixels).bytes()
    stream = Counted(data)
    assert header.open_header("image", stream).content == b""
    assert stream.taken < 10_000
    assert "an image (Digital X-Ray Image)" in read_bytes("image", data).problems[0].what
