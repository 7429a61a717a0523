"""Each test named after a point checks what real files do, as the project's list of real dose reports numbers it."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from tests.readers import TODAY
from tests.readers import make_reports as made
from tests.readers import report_parts as parts
from tracker.readers.dicom.report import read_bytes, read_file
from tracker.readers.draft import ExamDraft, MeasurementDraft, ReadResult
from tracker.view.reasons import advised, said

Report = parts.Report


def result_of(report: Report) -> ReadResult:
    return read_bytes(f"{report.name}.dcm", report.bytes(), TODAY)


def exam_of(report: Report) -> ExamDraft:
    (exam,) = result_of(report).exams
    return exam


def whole(exam: ExamDraft) -> dict[str, float]:
    """Values of the whole exam by quantity, and quantity and side."""
    rows = [row for row in exam.measurements if not row.part]
    return {" ".join(filter(None, (row.quantity, row.laterality))): row.value for row in rows}


def parts_of(exam: ExamDraft, quantity: str) -> list[MeasurementDraft]:
    return [row for row in exam.measurements if row.part and row.quantity == quantity]


def problems(report: Report) -> str:
    return "\n".join(f"{said(p.where)} {said(p.what)} {advised(p.what)}" for p in result_of(report).problems)


def test_a_lumbar_epidural_on_a_mobile_c_arm() -> None:
    exam = exam_of(made.lumbar_epidural())
    assert (exam.exam_date, exam.modality, exam.region) == (date(2024, 3, 12), "RF", "lumbar_spine")
    assert exam.kind_key == "esi_lumbar_transforaminal_rf"
    assert "L4/5 left" in said(exam.kind_reason)
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 1.85, "air_kerma_mgy": 8.0, "fluoro_time_s": 41.5})
    assert exam.irradiation_events == len(exam.events) == 5
    assert exam.report
    assert (exam.report.institution, exam.report.source_of_dose) == ("Example Pain Clinic", "automatic")
    assert not result_of(made.lumbar_epidural()).problems


def test_a_ct_of_abdomen_and_pelvis() -> None:
    exam = exam_of(made.ct_abdomen_pelvis())
    assert (exam.exam_date, exam.modality, exam.region) == (date(2023, 9, 4), "CT", "abdomen_pelvis")
    assert exam.kind_key == "ct_abd_pelvis"
    assert whole(exam) == {"dlp_mgy_cm": 618.4}
    (dlp,) = [row for row in exam.measurements if row.quantity == "dlp_mgy_cm"]
    assert (dlp.phantom, dlp.tube_voltage_kv, dlp.origin) == ("32 cm", 120.0, "accumulated total")


def test_a_chest_xray_in_two_views() -> None:
    exam = exam_of(made.chest_xray())
    assert (exam.modality, exam.region, exam.kind_key) == ("DX", "chest", "xr_chest_pa_lat")
    assert whole(exam) == {"kap_gy_cm2": 0.29}


def test_point_01_units_are_converted_by_their_code_and_unknown_ones_refused() -> None:
    exam = exam_of(made.units())
    assert [event.kap_gy_cm2 for event in exam.events] == [1.0, 1.0, 1.0, None]
    assert [event.air_kerma_mgy for event in exam.events] == [4.0, 4.0, 4.0, None]
    assert whole(exam) == {"kap_gy_cm2": 3.0, "air_kerma_mgy": 12.0, "fluoro_time_s": 30.0}
    assert "furlongs" in problems(made.units())
    assert "has no unit" in problems(made.units())


@pytest.mark.parametrize(
    ("value", "unit", "gy_cm2"),
    [("0.0002", "Gy.m2", 2.0), ("0.0002", "Gym2", 2.0), ("20", "dGy.cm2", 2.0), ("2", "Gy.cm^2", 2.0),
     ("200", "cGy.cm2", 2.0), ("2000", "mGy.cm2", 2.0), ("200", "uGy.m2", 2.0), ("2", "dGy*cm*cm", 0.2)],
)  # fmt: skip
def test_point_01_every_spelling_of_a_kap_unit(value: str, unit: str, gy_cm2: float) -> None:
    report = Report("kap unit", [parts.projection_procedure(), parts.accumulated(kap=(value, unit))])
    assert whole(exam_of(report)) == pytest.approx({"kap_gy_cm2": gy_cm2})


@pytest.mark.parametrize(("value", "unit"), [("400", "mGy.cm"), ("400", "mGycm"), ("0.4", "Gy.cm"), ("400", "mGy*cm")])
def test_point_01_every_spelling_of_a_dlp_unit(value: str, unit: str) -> None:
    assert whole(exam_of(Report("dlp unit", [parts.ct_total((value, unit))]))) == pytest.approx({"dlp_mgy_cm": 400.0})


def test_point_01_glandular_dose_per_breast_in_mgy_and_dgy() -> None:
    exam = exam_of(made.mammography())
    assert whole(exam) == pytest.approx({"glandular_dose_mgy left": 2.6, "glandular_dose_mgy right": 2.6})
    assert (exam.modality, exam.side, exam.kind_key) == ("MG", "both", "mg_2d")


def test_point_01_a_sum_without_the_events_whose_unit_is_unusable_is_no_total() -> None:
    events = [parts.event("good", kap=("1", "Gy.cm2")), parts.event("bad", kap=("1", "furlongs"))]
    assert whole(exam_of(Report("unusable", events))) == {}


def test_point_02_absent_is_not_zero() -> None:
    exam = exam_of(made.absent())
    assert whole(exam) == {"fluoro_time_s": 12.0}
    assert exam.events[0].kap_gy_cm2 is None


def test_point_03_codes_count_and_not_meanings() -> None:
    exam = exam_of(made.wrong_codes())
    assert whole(exam) == {"kap_gy_cm2": 1.5}
    assert exam.region == "unknown"
    assert {event.region for event in exam.events} == {"unknown"}


def test_point_04_a_dose_report_is_known_by_its_root_or_its_content() -> None:
    assert whole(exam_of(made.no_template())) == {"dlp_mgy_cm": 300.0}
    plain = replace(made.no_template(), root=("18748-4", "LN", "Diagnostic Imaging Report"))
    assert whole(exam_of(plain)) == {"dlp_mgy_cm": 300.0}
    assert whole(exam_of(replace(made.no_template(), root=None, sop_class=parts.ENHANCED_SR))) == {"dlp_mgy_cm": 300.0}


def test_point_04_everything_else_is_refused_with_the_reason() -> None:
    letter = Report("letter", [parts.text(("1", "99X", "Text"), "All is well")], root=("18748-4", "LN", "Report"),
                    sop_class=parts.ENHANCED_SR)  # fmt: skip
    assert "report without radiation dose (Enhanced SR)" in problems(letter)
    image = replace(letter, sop_class="1.2.840.10008.5.1.4.1.1.2", items=[], root=None)
    assert "an image (CT Image)" in problems(image)
    assert "radiotherapy" in problems(replace(image, sop_class="1.2.840.10008.5.1.4.1.1.481.5"))
    assert "DICOMDIR" in problems(replace(image, sop_class="1.2.840.10008.1.3.10"))
    assert "Encapsulated PDF" in problems(replace(image, sop_class="1.2.840.10008.5.1.4.1.1.104.1"))
    assert "holds no dose report" in problems(replace(image, sop_class="1.2.3.4"))
    assert "lists no exposure" in problems(Report("empty report", []))


def test_point_05_a_total_is_used_unless_it_is_zero_while_events_are_not() -> None:
    exam = exam_of(made.disagreement())
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 0.8, "air_kerma_mgy": 13.4, "fluoro_time_s": 30.0})
    origins = {row.quantity: row.origin for row in exam.measurements if not row.part}
    assert (origins["kap_gy_cm2"], origins["air_kerma_mgy"]) == ("sum of events", "accumulated total")
    assert [row.value for row in parts_of(exam, "air_kerma_mgy")] == pytest.approx([10.0])
    assert [row.value for row in parts_of(exam, "kap_gy_cm2")] == [0.0]
    assert "25 %" in problems(made.disagreement())
    assert "total of zero" in problems(made.disagreement())


def test_point_05_without_accumulated_container_the_events_are_added() -> None:
    events = [parts.event(f"only {at}", kap=("0.5", "Gy.cm2")) for at in range(3)]
    assert whole(exam_of(Report("only events", events))) == {"kap_gy_cm2": 1.5}


def test_point_05_a_time_of_zero_with_nothing_but_fluoroscopy_is_told() -> None:
    items = [parts.accumulated(kap=("1", "Gy.cm2"), time=("0", "s")), parts.event("scopy", kap=("1", "Gy.cm2"))]
    report = Report("zero time", items)
    assert whole(exam_of(report))["fluoro_time_s"] == 0.0
    assert "all its exposures are fluoroscopy" in problems(report)


def test_point_06_biplane_adds_kap_and_time_but_never_air_kerma() -> None:
    exam = exam_of(made.biplane())
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 4.0, "air_kerma_mgy": 50.0, "fluoro_time_s": 65.0})
    assert {row.plane: row.value for row in parts_of(exam, "air_kerma_mgy")} == pytest.approx({"A": 20.0, "B": 50.0})
    assert {row.plane: row.value for row in parts_of(exam, "kap_gy_cm2")} == pytest.approx({"A": 1.0, "B": 3.0})
    assert not result_of(made.biplane()).problems


def test_point_06_items_stand_in_any_order() -> None:
    backwards = replace(made.lumbar_epidural(), items=list(reversed(made.lumbar_epidural().items)))
    assert whole(exam_of(backwards)) == whole(exam_of(made.lumbar_epidural()))


def test_point_07_partial_means_nothing() -> None:
    assert whole(exam_of(made.partial())) == {"kap_gy_cm2": 1.0, "fluoro_time_s": 9.0}
    assert not result_of(made.partial()).problems


def test_point_08_events_keep_their_identity_across_the_reports_of_a_study() -> None:
    exams = [exam_of(made.cumulative(scans)) for scans in (1, 2, 3)]
    uids = [{event.event_uid for event in exam.events} for exam in exams]
    assert uids[0] < uids[1] < uids[2]
    assert len({exam.report.study_instance_uid for exam in exams if exam.report}) == 1
    assert [whole(exam)["dlp_mgy_cm"] for exam in exams] == [100.0, 350.0, 400.0]


def test_point_08_events_without_identity_get_one_that_stays() -> None:
    report = Report("nameless", [parts.event("", kap=("1", "Gy.cm2")), parts.event("", kap=("2", "Gy.cm2"))])
    first, again = exam_of(report), exam_of(report)
    assert [event.event_uid for event in first.events] == [event.event_uid for event in again.events]
    assert len({event.event_uid for event in first.events}) == 2


def test_point_08_an_event_listed_twice_counts_once_but_not_on_two_planes() -> None:
    once = parts.event("twice", kap=("1", "Gy.cm2"), plane=parts.PLANE_A)
    other_plane = parts.event("twice", kap=("1", "Gy.cm2"), plane=parts.PLANE_B)
    exam = exam_of(Report("repeated", [once, once, other_plane]))
    assert whole(exam) == {"kap_gy_cm2": 2.0}
    assert len({event.event_uid for event in exam.events}) == 2


def test_point_09_the_two_parts_of_a_petct() -> None:
    pet, ct = exam_of(made.pet_part()), exam_of(made.ct_part())
    assert whole(pet) == pytest.approx({"activity_mbq": 250.0, "effective_dose_msv": 4.75})
    assert [row.radiopharmaceutical for row in pet.measurements] == ["f18_fdg", ""]
    assert (pet.modality, pet.kind_key, pet.irradiation_events) == ("NM", "nm_petct_fdg", None)
    assert (ct.modality, ct.kind_key, whole(ct)) == ("CT", "ct_pet_part", {"dlp_mgy_cm": 401.5})
    assert pet.report
    assert ct.report
    assert pet.report.study_instance_uid == ct.report.study_instance_uid


def test_point_10_a_region_nobody_chose_is_unknown() -> None:
    exam = exam_of(made.no_region())
    assert (exam.region, exam.kind_key) == ("unknown", "")
    assert said(exam.kind_reason)


def test_point_11_two_phantoms_and_scouts_without_dose() -> None:
    exam = exam_of(made.two_phantoms())
    assert (whole(exam), exam.region, exam.irradiation_events) == ({"dlp_mgy_cm": 1500.0}, "unknown", 4)
    found = {(p.phantom, p.region): (p.value, p.tube_voltage_kv) for p in parts_of(exam, "dlp_mgy_cm")}
    assert found == {("16 cm", "head"): (900.0, 120.0), ("32 cm", "abdomen"): (600.0, 100.0)}
    assert [row.phantom for row in exam.measurements if row.quantity == "dlp_mgy_cm" and not row.part] == ["mixed"]
    assert {row.value for row in parts_of(exam, "ctdivol_mgy")} == {50.0, 11.0}
    assert not result_of(made.two_phantoms()).problems


def test_point_12_times_with_odd_zones_and_fractions() -> None:
    exam = exam_of(made.odd_times())
    assert exam.exam_date == date(2024, 3, 12)
    assert [event.started_at for event in exam.events] == [
        datetime(2024, 3, 12, 8, 15, 0, 500000),
        datetime(2024, 3, 12, 8, 16, 1, 123456),
        datetime(2024, 3, 12),
        None,
        None,
    ]


def test_point_12_the_study_date_counts_and_a_different_event_date_is_told() -> None:
    report = Report("two dates", [parts.event("late", started="20240401120000", kap=("1", "Gy.cm2"))])
    assert exam_of(report).exam_date == date(2024, 3, 12)
    assert "2024-04-01" in problems(report)
    next_day = Report("past midnight", [parts.event("late", started="20240313000500", kap=("1", "Gy.cm2"))])
    assert not problems(next_day)


@pytest.mark.parametrize("study_date", ["99990101", "00000000", "18500101"])
def test_point_12_a_date_that_cannot_be_is_asked_for(study_date: str) -> None:
    def misdated(dataset: Dataset) -> None:
        dataset[0x00080020] = parts.raw_element(0x00080020, "DA", study_date.encode())

    report = Report("misdated", [parts.accumulated(kap=("1", "Gy.cm2"))], change=misdated)
    assert exam_of(report).exam_date is None
    assert "enter the date" in problems(report)


def test_point_13_letters_and_numbers_that_pydicom_would_refuse() -> None:
    exam = exam_of(made.odd_text())
    assert exam.report
    assert exam.report.patient_name == "Μαρία Παράδειγμα"
    assert exam.description == "Lendenwirbelsäule Übersicht"
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 1.23456789012, "fluoro_time_s": 161.3})
    told = problems(made.odd_text())
    assert all(text in told for text in ("“NaN”", "“1/2”", "“1\\2”"))


@pytest.mark.parametrize("value", ["-3", "1e999", "inf", "nan", "1_000", "", "9" * 30])
def test_point_13_a_number_that_is_none_is_left_out(value: str) -> None:
    report = Report("bad number", [parts.accumulated(kap=(value, "Gy.cm2"), time=("3", "s"))])
    assert whole(exam_of(report)) == {"fluoro_time_s": 3.0}
    assert ("left out" in problems(report)) is bool(value)


@pytest.mark.parametrize(
    ("declared", "raw", "shown"),
    [
        (b"ISO_IR 100", "Müller^Jörg".encode("latin-1"), "Jörg Müller"),
        (b"ISO-IR 100", "Müller^Jörg".encode("latin-1"), "Jörg Müller"),
        (b"ISO_IR_192", "Müller^Jörg".encode(), "Jörg Müller"),
        (b"", "Müller^Jörg".encode(), "Jörg Müller"),
        (b"NONSENSE", "Müller^Jörg".encode("latin-1"), "Jörg Müller"),
        (b"ISO_IR 144", "Иванов^Пётр".encode("iso8859-5"), "Пётр Иванов"),
        (b"\\ISO 2022 IR 87", b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", "Tarou Yamada"),
        (b"GB18030", "王^小东".encode("gb18030"), "小东 王"),
    ],
)
def test_point_13_character_sets_however_they_are_spelt(declared: bytes, raw: bytes, shown: str) -> None:
    def named(dataset: Dataset) -> None:
        dataset[0x00080005] = parts.raw_element(0x00080005, "CS", declared + b" " * (len(declared) % 2))
        dataset[0x00100010] = parts.raw_element(0x00100010, "PN", raw + b" " * (len(raw) % 2))

    report = exam_of(Report("named", [parts.accumulated(kap=("1", "Gy.cm2"))], change=named)).report
    assert report
    assert report.patient_name == shown


def test_point_14_test_objects_are_flagged() -> None:
    assert exam_of(made.quality_check()).not_patient_reason
    assert "test object" in problems(made.quality_check())
    phantom = parts.event("phantom", kap=("1", "Gy.cm2"), region=("R-FE0C7", "SRT", "Phantom"))
    assert exam_of(Report("phantom", [phantom])).not_patient_reason
    assert not exam_of(made.lumbar_epidural()).not_patient_reason


def test_point_16_a_report_of_316_exposures() -> None:
    events = [parts.event(f"many {at}", kap=("0.01", "Gy.cm2"), kerma=("0.1", "mGy")) for at in range(316)]
    exam = exam_of(Report("many", events))
    assert exam.irradiation_events == 316
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 3.16, "air_kerma_mgy": 31.6})


def test_point_18_whose_report_it_is() -> None:
    report = exam_of(made.somebody_else()).report
    assert report
    assert (report.patient_name, report.patient_birth_date, report.patient_sex, report.patient_id) == (
        "Dr. Erik Muster",
        date(1981, 11, 30),
        "male",
        "SAMPLE-2",
    )


def test_files_that_are_no_dicom_are_refused_with_what_they_are(tmp_path: Path) -> None:
    starts = {b"%PDF-1.7": "PDF", b"PK\x03\x04": "ZIP", b"\xff\xd8\xff\xe0": "JPEG", b"\x89PNG": "PNG",
              b'{"a": 1}': "JSON", b"<html>": "web page", b"hello": "no DICOM", b"": "empty"}  # fmt: skip
    for data, word in starts.items():
        (problem,) = read_bytes("file", data, TODAY).problems
        assert word in said(problem.what)
        assert advised(problem.what)
    (missing,) = read_file(tmp_path / "nothing.dcm", TODAY).problems
    assert "no such file" in said(missing.what)
    (folder,) = read_file(tmp_path, TODAY).problems
    assert "folder" in said(folder.what)
    (unnameable,) = read_file(Path("bad\0name"), TODAY).problems
    assert "cannot be read" in said(unnameable.what)


def test_a_file_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (problem,) = read_file(tmp_path / "locked.dcm", TODAY).problems
    assert "may not be opened" in said(problem.what)


def test_a_truncated_report_gives_no_sums_and_says_so() -> None:
    data = made.lumbar_epidural().bytes()
    for cut in range(0, len(data), 97):
        result = read_bytes("cut.dcm", data[:cut], TODAY)
        assert result.problems
        for exam in result.exams:
            assert not [row for row in exam.measurements if row.origin == "sum of events"]


def test_a_missing_identity_is_made_from_the_content() -> None:
    def nameless(dataset: Dataset) -> None:
        del dataset.SOPInstanceUID

    report = exam_of(Report("no sop", [parts.accumulated(kap=("1", "Gy.cm2"))], change=nameless)).report
    assert report
    assert report.sop_instance_uid.startswith("sha256:")


def test_the_sample_folder_is_what_the_script_writes(tmp_path: Path) -> None:
    written = {path.name: path.read_bytes() for path in made.write(tmp_path)}
    kept = {path.name: path.read_bytes() for path in made.FOLDER.glob("*.dcm")}
    assert written == kept


def test_a_decimal_comma_is_read_and_one_that_is_unclear_is_asked() -> None:
    items = [parts.projection_procedure(), parts.accumulated(kap=("1,850", "Gy.cm2"), kerma=("8,5", "mGy"))]
    both = exam_of(Report("comma", items))
    assert whole(both) == {"kap_gy_cm2": 1.85, "air_kerma_mgy": 8.5}
    assert both.doubts == ()
    alone = exam_of(Report("comma alone", [parts.projection_procedure(), parts.accumulated(kap=("1,850", "Gy.cm2"))]))
    assert whole(alone) == {}
    assert [doubt.code for doubt in alone.doubts] == ["value_left_out"]
