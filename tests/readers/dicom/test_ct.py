"""CT reports beyond the numbered points: effective dose, phantoms without events, dual energy."""

import pytest
from pydicom.dataset import Dataset

from tests.readers.dicom.test_report import exam_of, parts_of, problems, whole
from tests.readers.report_parts import (
    BODY_PHANTOM,
    CHEST,
    HEAD,
    HEAD_PHANTOM,
    LOCALISER,
    Report,
    code,
    ct_total,
    dcm,
    num,
    scan,
    text,
)

AUTHORITY = dcm("121406", "Reference Authority")


def effective(value: str, named: Dataset) -> Dataset:
    return num(dcm("113814", "CT Effective Dose Total"), value, "mSv", named)


def test_a_stated_effective_dose_keeps_its_tissue_weights() -> None:
    by_code = effective("7.5", code(AUTHORITY, dcm("113841", "ICRP Pub 103")))
    by_text = effective("7.5", text(AUTHORITY, "ICRP Publication 60"))
    for item, weights in ((by_code, "ICRP 103"), (by_text, "ICRP 60")):
        exam = exam_of(Report("effective", [ct_total(("500", "mGy.cm"), 1, item), scan("one", ("500", "mGy.cm"))]))
        assert whole(exam) == pytest.approx({"dlp_mgy_cm": 500.0, "effective_dose_msv": 7.5})
        assert [row.authority for row in exam.measurements if row.quantity == "effective_dose_msv"] == [weights]


def test_effective_doses_of_single_scans_are_added_where_all_have_one() -> None:
    def with_dose(name: str, value: str, weights: str) -> Dataset:
        named = code(AUTHORITY, dcm(weights, "tissue weights"))
        one = scan(name, ("100", "mGy.cm"))
        one.ContentSequence.append(num(dcm("113839", "Effective Dose"), value, "mSv", named))
        return one

    both = [with_dose("one", "1.5", "113808"), with_dose("two", "2", "113808")]
    assert whole(exam_of(Report("both", both)))["effective_dose_msv"] == pytest.approx(3.5)
    assert "effective_dose_msv" not in whole(exam_of(Report("one of two", [both[0], scan("bare", ("100", "mGy.cm"))])))
    mixed = [both[0], with_dose("three", "2", "113841")]
    assert "effective_dose_msv" not in whole(exam_of(Report("mixed weights", mixed)))


def test_one_ctdivol_is_of_the_exam_and_several_are_never_added() -> None:
    one = exam_of(Report("one scan", [scan("one", ("500", "mGy.cm"), ("9", "mGy"))]))
    assert whole(one) == {"dlp_mgy_cm": 500.0, "ctdivol_mgy": 9.0}
    scans = [scan("one", ("500", "mGy.cm"), ("9", "mGy")), scan("two", ("100", "mGy.cm"), ("9000", "uGy"))]
    two = exam_of(Report("two scans", scans))
    assert whole(two) == {"dlp_mgy_cm": 600.0}
    assert [row.reported for row in parts_of(two, "ctdivol_mgy")] == ["9 mGy", "9000 uGy"]


def test_subtotals_by_phantom_where_no_scan_is_listed() -> None:
    subtotals = [
        num(
            dcm("130745", "CT Dose Length Product Sub-Total"),
            dose,
            "mGy.cm",
            code(dcm("113835", "CTDIw Phantom Type"), kind),
        )
        for dose, kind in (("300", HEAD_PHANTOM), ("200", BODY_PHANTOM))
    ]
    exam = exam_of(Report("subtotals", [ct_total(("500", "mGy.cm"), 2, *subtotals)]))
    assert [row.phantom for row in exam.measurements if not row.part] == ["mixed"]
    assert {row.phantom: row.value for row in parts_of(exam, "dlp_mgy_cm")} == {"16 cm": 300.0, "32 cm": 200.0}


def test_an_unknown_phantom_leaves_the_phantom_open() -> None:
    strange = Report("strange", [scan("one", ("500", "mGy.cm"), phantom=dcm("113692", "NEMA XR21-2000 Phantom"))])
    assert [row.phantom for row in exam_of(strange).measurements] == [""]
    assert "neither the 16 cm nor the 32 cm" in problems(strange)
    assert [
        row.phantom for row in exam_of(Report("none", [scan("one", ("5", "mGy.cm"), phantom=None)])).measurements
    ] == [""]


def test_regions_scanned_one_by_one_are_one_region_and_each_a_part() -> None:
    exam = exam_of(
        Report("chest and abdomen", [scan("c", ("300", "mGy.cm"), region=CHEST), scan("a", ("200", "mGy.cm"))])
    )
    assert exam.region == "chest_abdomen"
    assert {row.region: row.value for row in parts_of(exam, "dlp_mgy_cm")} == {"chest": 300.0, "abdomen": 200.0}


def test_parts_that_do_not_make_up_the_total_are_left_out() -> None:
    items = [
        ct_total(("900", "mGy.cm"), 2),
        scan("c", ("300", "mGy.cm"), region=CHEST),
        scan("h", ("200", "mGy.cm"), region=HEAD),
    ]
    assert not [row for row in parts_of(exam_of(Report("lost", items)), "dlp_mgy_cm") if row.region]


def test_the_voltage_of_scouts_does_not_count() -> None:
    scout = scan("scout", ("5", "mGy.cm"), kind=LOCALISER, voltage="80")
    exam = exam_of(Report("voltages", [scout, scan("one", ("500", "mGy.cm"), voltage="120")]))
    assert [row.tube_voltage_kv for row in exam.measurements if not row.part] == [120.0]
