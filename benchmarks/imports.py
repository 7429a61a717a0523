"""Bringing in what a patient has: a disc of images, a portal export, and writing what was found."""

import json
import os
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian

from benchmarks.reports import walk
from benchmarks.timing import Line, in_turn, timed
from tracker import clock
from tracker.intake import rows as intake
from tracker.readers.dicom.report import read_file
from tracker.readers.fhir.export import read_fhir_bytes
from tracker.readers.gather import gather
from tracker.readers.merge import merge
from tracker.record import people
from tracker.record.database import open_desk
from tracker.record.models import PatientCreate

IMAGES = 3_000
PIXEL_BYTES = 500_000
ROOT = Path(__file__).parents[1]


def lines(folder: Path) -> list[Line]:
    return [_disc(folder / "disc"), _export(), _accepting(folder)]


def _disc(folder: Path) -> Line:
    """Whole `gather` of a disc (its memory is limited in the tests), against bare headers one after the other."""
    folder.mkdir()
    files = [_image(folder, number) for number in range(IMAGES)]
    ours, theirs = in_turn(lambda: gather([folder], clock.today()), lambda: _read_headers(files), rounds=3)
    return Line(
        f"{IMAGES:,} image headers of 0.5 MB files to exams", "bare `dcmread` of the headers", ours, theirs, 1.3
    )


def _image(folder: Path, number: int) -> Path:
    path = folder / f"IM{number:05d}"
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, UID(f"1.2.3.{number}")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    image = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    image.SOPClassUID, image.SOPInstanceUID, image.StudyInstanceUID = CTImageStorage, f"1.2.3.{number}", "1.2.4"
    image.SeriesInstanceUID, image.Modality, image.StudyDate = "1.2.5", "CT", "20240506"
    image.PatientName, image.PatientID, image.StudyDescription = "Example^Maria", "1", "CT CHEST"
    image.CTDIvol, image.SliceThickness, image.ImagePositionPatient = 9.1, 1.0, [0, 0, number]
    image.Rows = image.Columns = 500
    image.BitsAllocated = image.BitsStored = 16
    image.HighBit, image.PixelRepresentation, image.SamplesPerPixel = 15, 0, 1
    image.PhotometricInterpretation = "MONOCHROME2"
    image.PixelData = bytes(PIXEL_BYTES)
    image.save_as(path)
    return path


def _read_headers(files: list[Path]) -> None:
    for path in files:
        pydicom.dcmread(path, stop_before_pixels=True)


def _export() -> Line:
    """A bundle of about 5 MB: the real ones joined where they are, else one with the same mix of resources."""
    data = json.dumps({"resourceType": "Bundle", "entry": _real_entries() or _made_entries()}, indent=1).encode()
    ours, theirs = in_turn(
        lambda: read_fhir_bytes("export.json", data, clock.today()), lambda: json.loads(data), rounds=9
    )
    return Line(f"FHIR bundle of {len(data) / 1e6:.1f} MB", "`json.loads` of it", ours, theirs, 2.0)


def _real_entries() -> list[object]:
    shared = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", ROOT.parent / "shared")) / "portal-exports"
    return [entry for path in sorted(shared.glob("synthea-*.json")) for entry in json.loads(path.read_bytes())["entry"]]


def _made_entries() -> list[object]:
    subject = {"reference": "Patient/1"}
    entries: list[object] = [{"resource": {"resourceType": "Patient", "id": "1", "birthDate": "1971-05-12"}}]
    for number in range(2_500):
        when = (datetime(2010, 1, 1) + timedelta(hours=number * 7)).isoformat() + "Z"
        kind, more = ("ImagingStudy", _STUDY) if number % 60 == 0 else ("Observation", _OBSERVATION)
        resource = {"resourceType": kind, "id": f"r{number}", "subject": subject, "started": when, **more}
        entries.append({"fullUrl": f"urn:uuid:{number}", "resource": resource})
    return entries


_STUDY = {
    "status": "available",
    "series": [{"uid": "1.2", "modality": {"code": "CT"}, "bodySite": {"code": "51185008"}}],
}
_CODE = {"coding": [{"system": "http://loinc.org", "code": "8302-2", "display": "Body height"}], "text": "Body height"}
_OBSERVATION = {
    "status": "final",
    "code": _CODE,
    "category": [_CODE, _CODE],
    "component": [{"code": _CODE, "valueQuantity": {"value": 166.0 + n, "unit": "cm", "code": "cm"}} for n in range(8)],
}


def _accepting(folder: Path) -> Line:
    """Reading the reports and writing them, against reading alone."""
    shared = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", ROOT.parent / "shared")) / "dose-reports"
    own = ROOT / "data" / "sample" / "dose_reports"
    files = sorted((shared if shared.is_dir() else own).glob("*.dcm"))
    drafts = merge(exam for path in files for exam in read_file(path, clock.today()).exams)
    walked = min(timed(partial(_walk, files)) for _round in range(3))
    desk = open_desk(folder / "accept.db")
    written = []
    for _round in range(3):
        patient_id = people.add(desk, PatientCreate(name="Test Person")).entity_id
        rows = [
            row.changed(take=True, own_words=row.own_words or "exam") for row in intake.plan(desk, patient_id, drafts)
        ]
        written.append(timed(partial(intake.accept, desk, patient_id, rows)))
    desk.close()
    note = "writing alone, against the walk the reports are measured by"
    return Line(
        f"accepting {len(drafts)} exams into the record", "a plain walk over them", min(written), walked, 0.3, note
    )


def _walk(files: list[Path]) -> None:
    for path in files:
        walk(pydicom.dcmread(path).get("ContentSequence", []))
