"""The header of a file: its codes and words."""

import struct

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.readers import TODAY
from tests.readers.dicom.test_report import exam_of
from tests.readers.report_parts import Report, accumulated, coded, raw_element
from tracker.readers.dicom import tags as t
from tracker.readers.dicom.header import Header


@pytest.mark.parametrize(
    ("raw", "order", "value"),
    [
        (b"0,410000", "<", 0.41),
        (b"0,00547 ", "<", 0.00547),
        (b"618,4000", "<", 618.4),
        (b"0.41000\0", "<", 0.41),
        (b"0,4100\0\0", "<", 0.41),
        (b"12.5    ", "<", 12.5),
        (b"1,850\0\0\0", "<", None),  # one or a thousand
        (b"no value", "<", None),
        (b"12 mGy  ", "<", None),
        (struct.pack("<d", 7.5), "<", 7.5),
        (struct.pack(">d", 10.0), ">", 10.0),  # its first bytes are letters
        (struct.pack("<d", 0.041), "<", 0.041),
    ],
)
def test_eight_bytes_are_text_or_a_binary_number(raw: bytes, order: str, value: float | None) -> None:
    """The text "0,410000" is no binary number of 1e-77."""
    assert Header({t.KAP: raw}, TODAY, order).number(t.KAP) == value


TOTAL = [accumulated(kap=("1", "Gy.cm2"), time=("5", "s"))]


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
