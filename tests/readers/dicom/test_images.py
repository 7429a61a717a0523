"""Image headers: doses of every kind of image, views of one study, and what is no exam."""

import csv
import os
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from tests.effort import examples
from tests.readers import TODAY
from tests.readers import make_images as made
from tests.readers.dicom.test_report import whole
from tests.readers.report_parts import uid
from tests.readers.test_mutations import CHANGES, changed
from tracker.readers.dicom.images import read_image
from tracker.readers.draft import ExamDraft
from tracker.readers.merge import merge
from tracker.view.reasons import said

SHARED = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", Path(__file__).parents[3] / "shared")) / "dose-reports"
QUANTITIES = {"glandular_dose_left_mgy": "glandular_dose_mgy left", "reference_air_kerma_mgy": "air_kerma_mgy"}


def draft(ds: Dataset) -> ExamDraft:
    (exam,) = read_image("IM1", made.content(ds), TODAY).exams
    return exam


def exam(*images: Dataset) -> ExamDraft:
    (one,) = merge(draft(ds) for ds in images)
    return one


def rows() -> list[dict[str, str]]:
    if not (SHARED / "expected.csv").exists():
        return []
    with (SHARED / "expected.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["modality"] and not row["study_date"]]


@pytest.mark.shared
@pytest.mark.skipif(not rows(), reason=f"the real files are not in {SHARED}")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_every_real_image_gives_what_is_expected(row: dict[str, str]) -> None:
    (one,) = read_image(row["file"], SHARED / row["file"], TODAY).exams
    values = whole(one)
    assert one.modality == row["modality"]
    for column in list(row)[6:14]:
        name = QUANTITIES.get(column, column)
        if row[column]:
            assert values[name] == pytest.approx(float(row[column]), rel=1e-6)
        else:
            assert name not in values


@pytest.mark.shared
@pytest.mark.skipif(not rows(), reason=f"the real files are not in {SHARED}")
@pytest.mark.parametrize(
    ("pattern", "exposures", "quantity", "total"),
    [("DX-Im-*", 3, "kap_gy_cm2", 0.328), ("MG-Im-*", 1, "glandular_dose_mgy left", 0.547)],
)
def test_real_images_of_one_study(pattern: str, exposures: int, quantity: str, total: float) -> None:
    drafts = [one for path in SHARED.glob(pattern) for one in read_image(path.name, path, TODAY).exams]
    (one,) = merge(drafts)
    assert one.irradiation_events == exposures
    assert whole(one)[quantity] == pytest.approx(total)


def test_point_15_the_area_product_of_a_header_is_in_dgy_cm2() -> None:
    one = draft(made.image("a", "DX", made.DX, ImageAndFluoroscopyAreaDoseProduct="1.85"))
    assert whole(one) == {"kap_gy_cm2": pytest.approx(0.185)}
    assert (one.irradiation_events, one.source_kind, one.exam_date) == (1, "image", date(2024, 3, 12))


def test_point_15_images_of_one_exposure_repeat_its_dose_and_count_once() -> None:
    frames = [
        made.image(f"f{at}", "XA", made.XA, IrradiationEventUID=uid("run"), ImageAndFluoroscopyAreaDoseProduct="12")
        for at in range(5)
    ]
    other = made.image("g", "XA", made.XA, IrradiationEventUID=uid("run 2"), ImageAndFluoroscopyAreaDoseProduct="3")
    one = exam(*frames, other)
    assert (one.modality, one.irradiation_events) == ("RF", 2)
    assert whole(one) == {"kap_gy_cm2": pytest.approx(1.5)}


@pytest.mark.parametrize("timed", [True, False])
def test_point_15_raw_and_processed_images_are_one_exposure(timed: bool) -> None:
    told: dict[str, Any] = {
        "OrganDose": "0.0125",
        "ImageLaterality": "R",
        "AcquisitionTime": "101501.5" if timed else None,
    }
    raw = made.image("raw", "MG", made.MG_RAW, **told)
    source = Dataset()
    source.ReferencedSOPClassUID, source.ReferencedSOPInstanceUID = made.MG_RAW, uid("raw")
    shown = made.image("shown", "MG", made.MG, SourceImageSequence=[source], **told)
    left = made.image("left", "MG", made.MG, **(told | {"OrganDose": "0.011", "ImageLaterality": "L"}))
    one = exam(shown, raw, left)
    assert whole(one) == pytest.approx({"glandular_dose_mgy right": 1.25, "glandular_dose_mgy left": 1.1})
    assert (one.side, one.region, one.kind_key, one.irradiation_events) == ("both", "breast", "mg_2d", 2)


def test_point_15_a_ct_dose_page_states_its_numbers_in_the_header() -> None:
    scan = Dataset()
    scan.CTDIvol, scan.SeriesNumber, scan.AcquisitionType = 8.25, "3", "SPIRAL"
    block = scan.private_block(0x00E1, "ELSCINT1", create=True)
    block.add_new(0x21, "DS", "310.5")
    page = made.image("page", "CT", made.CAPTURE, StudyDescription="CT Abdomen", ExposureDoseSequence=[scan])
    page.ImageType = ["DERIVED", "SECONDARY", "DOSE_INFO"]
    page.private_block(0x00E1, "ELSCINT1", create=True).add_new(0x21, "DS", "312.5")
    assert whole(exam(*made.ct_slices(20), page)) == {"dlp_mgy_cm": 312.5, "ctdivol_mgy": 8.25}


def test_a_dose_page_that_only_comments() -> None:
    page = made.image("page", "CT", made.CAPTURE)
    page.CommentsOnRadiationDose = "Event=1 DLP=100.5\r\nEvent=2 DLP=50\r\nTotal DLP = 150.5 mGy.cm"
    assert whole(draft(page)) == {"dlp_mgy_cm": 150.5}


def test_slices_of_a_ct_give_index_and_length() -> None:
    one = exam(*made.ct_slices(300), *made.ct_slices(100, scan="second"))
    assert whole(one) == {"dlp_mgy_cm": pytest.approx(7.5 * 40)}
    assert (one.irradiation_events, one.kind_key) == (2, "ct_chest")
    assert {(row.value, row.phantom, row.part) for row in one.measurements if row.quantity == "ctdivol_mgy"} == {
        (7.5, "32 cm", True)
    }
    assert "length of the scan" in said(one.evidence_note)


def test_a_ct_computed_twice_from_one_scan_counts_once() -> None:
    thin = made.ct_slices(60)
    thick = made.ct_slices(12, SeriesInstanceUID=uid("thick"), SliceThickness="5")
    for at, ds in enumerate(thick):
        ds.SOPInstanceUID, ds.ImagePositionPatient = uid(f"thick {at}"), [0, 0, -5.0 * at - 2]
    assert whole(exam(*thin, *thick))["dlp_mgy_cm"] == pytest.approx(45)


def test_a_multi_frame_ct_keeps_its_slices_in_functional_groups() -> None:
    def holding(keyword: str, **values: object) -> Dataset:
        inner, outer = Dataset(), Dataset()
        for name, value in values.items():
            setattr(inner, name, value)
        setattr(outer, keyword, [inner])
        return outer

    ds = made.image("e", "CT", f"{made.CT}.1", IrradiationEventUID=uid("e scan"))
    shared = holding("CTExposureSequence", CTDIvol=5.0)
    shared.PlaneOrientationSequence = holding("x", ImageOrientationPatient=[1, 0, 0, 0, 1, 0]).x
    shared.PixelMeasuresSequence = holding("x", SliceThickness="2").x
    ds.SharedFunctionalGroupsSequence = [shared]
    ds.PerFrameFunctionalGroupsSequence = [
        holding("PlanePositionSequence", ImagePositionPatient=[0, 0, 2.0 * at]) for at in range(50)
    ]
    assert whole(draft(ds)) == {"dlp_mgy_cm": 50.0, "ctdivol_mgy": 5.0}


def test_few_slices_do_not_tell_the_length() -> None:
    assert whole(exam(*made.ct_slices(4))) == {"ctdivol_mgy": 7.5}


def test_a_localiser_adds_nothing() -> None:
    scout = made.image("scout", "CT", made.CT, CTDIvol=0.1, AcquisitionNumber="1")
    scout.ImageType = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
    assert whole(exam(scout, *made.ct_slices(40))) == {"dlp_mgy_cm": pytest.approx(30), "ctdivol_mgy": 7.5}


@pytest.mark.parametrize(("modality", "sop_class", "value"), [("PT", made.PET, "370000000"), ("NM", made.NM, "370")])
def test_activity_is_in_bq_in_pet_images_and_in_mbq_in_others(modality: str, sop_class: str, value: str) -> None:
    agent = Dataset()
    agent.RadionuclideTotalDose, agent.Radiopharmaceutical = value, "FDG -- fluorodeoxyglucose"
    agent.RadiopharmaceuticalStartTime = "0910"
    images = [
        made.image(f"n{at}", modality, sop_class, RadiopharmaceuticalInformationSequence=[agent]) for at in range(3)
    ]
    one = exam(*images)
    assert whole(one) == {"activity_mbq": 370}
    assert one.measurements[0].radiopharmaceutical == "f18_fdg"
    assert (one.modality, one.kind_key) == ("NM", "nm_pet_fdg_only")


def test_an_image_without_dose_is_an_exam_all_the_same() -> None:
    one = draft(made.image("a", "CR", "1.2.840.10008.5.1.4.1.1.1", StudyDescription="Knie links"))
    assert (one.modality, one.region, one.kind_key, one.measurements) == ("DX", "knee", "xr_knee", ())
    assert "typical" in said(one.evidence_note)


def test_zero_in_a_header_means_not_known() -> None:
    one = draft(made.image("a", "DX", made.DX, ImageAndFluoroscopyAreaDoseProduct="0", EntranceDoseInmGy="0"))
    assert one.measurements == ()


def test_the_entrance_dose_of_a_radiograph() -> None:
    assert whole(draft(made.image("a", "DX", made.DX, EntranceDoseInmGy="2.4"))) == {"air_kerma_mgy": 2.4}
    assert whole(draft(made.image("a", "DX", made.DX, EntranceDose=3))) == {"air_kerma_mgy": 300}


def test_mri_and_ultrasound_are_found_and_do_not_count() -> None:
    knee = draft(made.image("a", "MR", made.MR, StudyDescription="MR knee"))
    assert (knee.ionising, knee.kind_key, knee.measurements) == (False, "mri_knee", ())
    both = [draft(made.image("u", "US", made.US)), draft(made.image("m", "MG", made.MG))]
    assert [one.ionising for one in merge(both)] == [True, False]


@pytest.mark.parametrize(
    ("modality", "sop_class", "reason"),
    [
        ("RTPLAN", "1.2.840.10008.5.1.4.1.1.481.5", "treatment"),
        ("PR", "1.2.840.10008.5.1.4.1.1.11.1", "no_exam"),
        ("SEG", "1.2.840.10008.5.1.4.1.1.66.4", "no_exam"),
        ("OP", "1.2.840.10008.5.1.4.1.1.77.1.5.1", "not_ionising"),
        ("OT", made.CAPTURE, "no_exam"),
        ("", "1.2.840.10008.1.3.10", "index_file"),
    ],
)
def test_what_is_no_exam_is_listed_with_the_reason(modality: str, sop_class: str, reason: str) -> None:
    result = read_image("x", made.content(made.image("a", modality, sop_class)), TODAY)
    assert not result.exams
    assert [one.reason for one in result.unused] == [reason]


def test_a_record_of_a_treatment_is_kept_apart() -> None:
    one = draft(made.image("a", "RTRECORD", "1.2.840.10008.5.1.4.1.1.481.4"))
    assert (one.treatment, one.kind_key) == (True, "tx_radiotherapy")
    assert len(merge([one, *map(draft, made.ct_slices(2))])) == 2


@pytest.mark.parametrize("told", [{"PatientName": "QA^Phantom"}, {"QualityControlImage": "YES"}])
def test_point_14_test_objects_are_flagged(told: dict[str, str]) -> None:
    assert draft(made.image("a", "DX", made.DX, **told)).not_patient_reason


@pytest.mark.parametrize("implicit", [True, False])
@pytest.mark.parametrize("prefix", [True, False])
def test_point_13_encodings_of_the_file(implicit: bool, prefix: bool) -> None:
    ds = made.image("a", "DX", made.DX, SpecificCharacterSet="ISO_IR 192", PatientName="Müller^Ida")
    ds.ImageAndFluoroscopyAreaDoseProduct = "5"
    (one,) = read_image("a", made.content(ds, implicit=implicit, prefix=prefix), TODAY).exams
    assert one.report
    assert one.report.patient_name == "Ida Müller"
    assert whole(one) == {"kap_gy_cm2": 0.5}


def test_a_large_image_costs_what_its_header_costs(tmp_path: Path) -> None:
    class Counting(BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            self.taken += len(data)
            return data

    ds = made.image("a", "DX", made.DX, Rows=4700, Columns=4700, BitsAllocated=16, BitsStored=16, HighBit=15)
    ds.SamplesPerPixel, ds.PixelRepresentation, ds.PixelData = 1, 0, bytes(4700 * 4700 * 2)
    stream = Counting(made.content(ds))
    assert read_image("a", stream, TODAY).exams
    assert stream.taken < 100_000


def test_a_long_private_element_does_not_hide_what_follows() -> None:
    ds = made.image("a", "DX", made.DX, ImageAndFluoroscopyAreaDoseProduct="5")
    ds.private_block(0x0009, "EXAMPLE", create=True).add_new(1, "OB", bytes(200_000))
    assert whole(draft(ds)) == {"kap_gy_cm2": 0.5}


@pytest.mark.parametrize("source", [b"", b"%PDF-1.4", bytes(128) + b"DICM", Path("/nowhere/IM1")])
def test_what_cannot_be_read_is_a_problem(source: bytes | Path) -> None:
    result = read_image("x", source, TODAY)
    assert not result.exams
    assert len(result.unused) == 1


IMAGES = [
    made.content(ds)
    for ds in (
        made.ct_slices(1)[0],
        made.image("a", "MG", made.MG, OrganDose="0.01", EntranceDose=2, ImageLaterality="L"),
        made.image("b", "PT", made.PET, RadiopharmaceuticalInformationSequence=[Dataset()]),
    )
]


@settings(max_examples=examples(40, fuzz=4000), deadline=None)
@given(st.sampled_from(IMAGES), st.lists(CHANGES, min_size=1, max_size=5))
def test_a_damaged_image_never_raises(data: bytes, changes: list[tuple[str, float, bytes]]) -> None:
    for change in changes:
        data = changed(data, *change)
    result = read_image("damaged", data, TODAY)
    assert result.exams or result.unused
    for one in merge(result.exams):
        assert all(0 <= row.value < 1e8 for row in one.measurements)
