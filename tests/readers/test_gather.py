"""A whole disc at once: every exam once, every file accounted for, little memory, and a way to stop."""

import json
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

from tests.readers import TODAY, make_images
from tests.readers import make_reports as made
from tests.readers.dicom.test_report import whole
from tests.readers.report_parts import uid
from tests.readers.test_any_file import FHIR
from tests.readers.test_files import packed
from tracker.readers.draft import ReadResult
from tracker.readers.found import Found, Limits, Upload
from tracker.readers.gather import Gathered, gather
from tracker.view.reasons import said

SHARED = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", Path(__file__).parents[3] / "shared")) / "dose-reports"


def accounted(found: Gathered, files: int) -> None:
    """Files in = files used + files listed."""
    assert found.files_total == files
    assert found.files_used + len({one.file for one in found.unused}) == files


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """A CT with its report, a mammogram raw and processed, an ultrasound, and what else lies on a disc."""
    for at, ds in enumerate(make_images.ct_slices(30, study="ct")):
        make_images.write(tmp_path, f"DICOM/S1/IM{at:03}", ds)
    report = made.ct_abdomen_pelvis().with_header(StudyInstanceUID=uid("ct"))
    (tmp_path / "DICOM" / "SR001").write_bytes(report.bytes())
    told = {"OrganDose": "0.01", "ImageLaterality": "L"}
    make_images.write(tmp_path, "DICOM/M1", make_images.image("m1", "MG", make_images.MG_RAW, "mg", **told))
    make_images.write(tmp_path, "DICOM/M2.dcm", make_images.image("m2", "MG", make_images.MG, "mg", **told))
    make_images.write(tmp_path, "DICOM/U1", make_images.image("u1", "US", make_images.US, "us"))
    make_images.write(tmp_path, "DICOMDIR", make_images.image("d", "", "1.2.840.10008.1.3.10"))
    (tmp_path / "VIEWER.EXE").write_bytes(b"MZ" + bytes(500))
    return tmp_path


def test_a_disc(disc: Path) -> None:
    steps: list[tuple[int, int]] = []
    found = gather([disc], TODAY, progress=lambda done, total: steps.append((done, total)))
    accounted(found, 36)
    assert steps[0] == (0, 36)
    assert steps[-1] == (36, 36)
    assert {one.reason for one in found.unused} == {"index_file", "not_dicom"}
    by_modality = {exam.modality: exam for exam in found.exams}
    assert len(found.exams) == len(by_modality) == 3
    assert whole(by_modality["CT"]) == {"dlp_mgy_cm": 618.4}
    assert whole(by_modality["MG"]) == {"glandular_dose_mgy left": 1.0}
    assert by_modality["US"].ionising is False
    assert not found.problems


def test_the_same_disc_again_in_an_archive_adds_nothing(disc: Path) -> None:
    files = {str(path.relative_to(disc)): path.read_bytes() for path in disc.rglob("*") if path.is_file()}
    found = gather([disc, Upload("copy.zip", packed({"a.zip": packed(files)}))], TODAY)
    assert found.exams == gather([disc], TODAY).exams
    accounted(found, 72)
    assert sum(one.reason == "duplicate" for one in found.unused) == 34


def test_reports_exports_and_tables_together(tmp_path: Path) -> None:
    for n in (3, 1, 2):
        (tmp_path / f"{n}").write_bytes(made.cumulative(n).bytes())
    (tmp_path / "portal.json").write_bytes(FHIR)
    found = gather([tmp_path, Upload("portal (1).json", FHIR)], TODAY)
    accounted(found, 5)
    assert [exam.source_kind for exam in found.exams] == ["fhir", "dose_report"]
    assert whole(found.exams[1]) == {"dlp_mgy_cm": 400.0}
    assert [one.reason for one in found.unused] == ["duplicate"]


def test_a_whole_report_beside_a_damaged_copy_of_it() -> None:
    data = made.cumulative(3).bytes()
    found = gather([Upload("a", data[:-2500]), Upload("b", data)], TODAY)
    (exam,) = found.exams
    assert whole(exam)["dlp_mgy_cm"] == 400.0
    assert exam.irradiation_events == 3


def test_stopping_keeps_nothing(disc: Path) -> None:
    left = iter(range(50))
    found = gather([disc], TODAY, stop=lambda: next(left, None) is None)
    assert found == Gathered(stopped=True)
    assert gather([disc], TODAY, stop=lambda: True).stopped


def test_a_disc_taken_out_in_the_middle(disc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Found.open

    def gone(self: Found) -> object:
        if self.name > "DICOM/S1/IM010":
            raise OSError(5, "Input/output error")
        return opened(self)

    monkeypatch.setattr(Found, "open", gone)
    found = gather([disc], TODAY)
    assert found.problems
    assert {one.reason for one in found.unused} == {"not_readable"}
    accounted(found, 36)


def test_an_error_in_a_reader_ends_one_file_only(disc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> ReadResult:
        raise RecursionError

    monkeypatch.setattr("tracker.readers.dicom.images.read_image", broken)
    found = gather([disc], TODAY)
    assert [exam.source_kind for exam in found.exams] == ["dose_report"]
    assert len(found.problems) <= 20


def test_too_many_files_are_told(disc: Path) -> None:
    found = gather([disc], TODAY, limits=Limits(files=10))
    assert "too_large" in {one.reason for one in found.unused}
    assert any("more than 10 files" in said(problem.what) for problem in found.problems)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux tells the peak memory of a process")
def test_three_thousand_images_need_little_memory(tmp_path: Path) -> None:
    slices = make_images.ct_slices(40)
    for ds in slices:
        ds.PixelData, ds.BitsAllocated, ds.SamplesPerPixel = bytes(300_000), 16, 1
    files = [make_images.content(ds) for ds in slices]
    for at in range(3000):
        identity = uid(f"study scan {at % 40}").encode()
        data = files[at % 40].replace(identity, identity[:-4] + b"%04d" % at)  # another image of the same scan
        (tmp_path / f"{at}").write_bytes(data)
    script = (
        "import sys; from pathlib import Path; from benchmarks.timing import peak_memory_mb;"
        "from tracker import clock; from tracker.readers.gather import gather;"
        "found = gather([Path(sys.argv[1])], clock.today());"
        "print(found.files_total, len(found.exams), peak_memory_mb())"
    )
    told = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    files_total, exams, peak_mb = map(int, told.stdout.split())
    assert (files_total, exams) == (3000, 1)
    assert peak_mb < 400


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason=f"the real files are not in {SHARED}")
def test_the_real_files_in_any_order() -> None:
    names = [f"CT-RDSR-Siemens-Multi-{n}.dcm" for n in (1, 2, 3)]
    for order in permutations(names):
        (exam,) = gather([SHARED / name for name in order], TODAY).exams
        assert whole(exam)["dlp_mgy_cm"] == pytest.approx(236.09)
    (pet,) = gather([SHARED / "NM-RRDSR-Siemens.dcm", SHARED / "NM-CT-RDSR-Siemens.dcm"], TODAY).exams
    assert whole(pet) == pytest.approx({"activity_mbq": 394, "effective_dose_msv": 7.486, "dlp_mgy_cm": 667.72})
    found = gather(sorted(SHARED.glob("*.dcm")), TODAY)
    assert len(found.exams) == 21
    assert [(one.file, one.reason) for one in found.unused] == [("ESR_non-dose.dcm", "no_dose_information")]
    assert gather(sorted(SHARED.glob("*.dcm"), reverse=True), TODAY).exams == found.exams


def test_a_bulk_export_that_tells_of_one_exam_in_two_files_gives_it_once(tmp_path: Path) -> None:
    patient = {"reference": "Patient/1"}
    study = {
        "resourceType": "ImagingStudy", "id": "s1", "status": "available", "subject": patient,
        "started": "2020-03-04T10:00:00Z", "encounter": {"reference": "Encounter/7"},
        "series": [{"uid": "1.2.3", "modality": {"code": "CT"}, "bodySite": {"code": "51185008", "display": "Chest"}}],
    }  # fmt: skip
    procedure = {
        "resourceType": "Procedure", "id": "p1", "status": "completed", "subject": patient,
        "performedDateTime": "2020-03-04T10:05:00Z", "encounter": {"reference": "Encounter/7"},
        "code": {"text": "CT of chest"},
    }  # fmt: skip
    (tmp_path / "ImagingStudy.ndjson").write_text(json.dumps(study))
    (tmp_path / "Procedure.ndjson").write_text(json.dumps(procedure))
    found = gather([tmp_path], TODAY)
    assert len(found.exams) == 1
    assert found.files_total == found.files_used == 2
