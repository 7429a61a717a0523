"""The header of a file: its codes and words."""

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.readers.dicom.test_report import exam_of
from tests.readers.report_parts import Report, accumulated, coded, raw_element

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
