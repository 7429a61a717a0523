"""Small DICOM images of invented people, as devices of several kinds write them."""

from io import BytesIO
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.readers.report_parts import uid

CT, DX, DX_RAW, MG, MG_RAW = (
    f"1.2.840.10008.5.1.4.1.1.{n}" for n in ("2", "1.1", "1.1.1", "1.2", "1.2.1")
)  # fmt: skip
PET, NM, XA, CAPTURE, MR, US = (f"1.2.840.10008.5.1.4.1.1.{n}" for n in ("128", "20", "12.1", "7", "4", "6.1"))


def code(value: str, scheme: str, meaning: str = "x") -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def image(name: str, modality: str, sop_class: str, study: str = "study", **values: Any) -> Dataset:
    """An image without pixels; `values` are DICOM keywords, None leaves one out."""
    ds = Dataset()
    told = {
        "SOPClassUID": sop_class,
        "SOPInstanceUID": uid(name),
        "StudyInstanceUID": uid(study),
        "SeriesInstanceUID": uid(f"series of {study}"),
        "Modality": modality,
        "ImageType": ["ORIGINAL", "PRIMARY"],
        "StudyDate": "20240312",
        "AcquisitionDate": "20240312",
        "AcquisitionTime": "101500",
        "PatientName": "Example^Maria",
        "PatientBirthDate": "19710512",
        "PatientSex": "F",
        "Manufacturer": "Example Devices",
    }
    for keyword, value in (told | values).items():
        if value is not None:
            setattr(ds, keyword, value)
    return ds


def content(ds: Dataset, *, implicit: bool = False, prefix: bool = True) -> bytes:
    """The bytes of a file."""
    stream = BytesIO()
    if prefix:
        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
        ds.file_meta.MediaStorageSOPClassUID = ds.get("SOPClassUID", "1.2.3")
        ds.file_meta.MediaStorageSOPInstanceUID = ds.get("SOPInstanceUID", "1.2.3")
        ds.save_as(stream, enforce_file_format=True)
    else:
        ds.save_as(stream, implicit_vr=implicit, little_endian=True)
    return stream.getvalue()


def write(folder: Path, name: str, ds: Dataset) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content(ds))
    return path


def ct_slices(count: int, study: str = "study", scan: str = "scan", **values: Any) -> list[Dataset]:
    """Slices of 1 mm, one behind the other, at 7.5 mGy on the body phantom."""
    more = {"StudyDescription": "CT Chest", "CTDIvol": 7.5, "SliceThickness": "1", "KVP": "120"} | values
    phantom = code("113691", "DCM")
    return [
        image(
            f"{study} {scan} {at}", "CT", CT, study, IrradiationEventUID=uid(f"{study} {scan}"),
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0], ImagePositionPatient=[-100, -100, -float(at)],
            CTDIPhantomTypeCodeSequence=[phantom], **more,
        )
        for at in range(count)
    ]  # fmt: skip
