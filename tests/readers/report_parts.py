"""Parts to write small dose reports with: coded concepts, content items, a file around them. All is invented."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence as DicomSequence
from pydicom.tag import Tag
from pydicom.uid import UID, ExplicitVRLittleEndian

XRAY_DOSE_SR = "1.2.840.10008.5.1.4.1.1.88.67"
ENHANCED_SR = "1.2.840.10008.5.1.4.1.1.88.22"
COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33"
RADIOPHARMACEUTICAL_SR = "1.2.840.10008.5.1.4.1.1.88.68"
PATIENT_DOSE_SR = "1.2.840.10008.5.1.4.1.1.88.73"
ENHANCED_DOSE_SR = "1.2.840.10008.5.1.4.1.1.88.76"

Concept = tuple[str, str, str]
DOSE_REPORT: Concept = ("113701", "DCM", "X-Ray Radiation Dose Report")
FLUOROSCOPY: Concept = ("P5-06000", "SRT", "Fluoroscopy")
STATIONARY: Concept = ("113611", "DCM", "Stationary Acquisition")
SPIRAL: Concept = ("P5-08001", "SRT", "Spiral Acquisition")
LOCALISER: Concept = ("113805", "DCM", "Constant Angle Acquisition")
HEAD_PHANTOM: Concept = ("113690", "DCM", "IEC Head Dosimetry Phantom")
BODY_PHANTOM: Concept = ("113691", "DCM", "IEC Body Dosimetry Phantom")
SINGLE, PLANE_A, PLANE_B = ("113622", "Single Plane"), ("113620", "Plane A"), ("113621", "Plane B")
LUMBAR_SPINE: Concept = ("T-11503", "SRT", "Lumbar spine")
ABDOMEN: Concept = ("T-D4000", "SRT", "Abdomen")
CHEST: Concept = ("T-D3000", "SRT", "Chest")
HEAD: Concept = ("T-D1100", "SRT", "Head")
BREAST: Concept = ("T-04000", "SRT", "Breast")
ENTIRE_BODY: Concept = ("T-D0010", "SRT", "Entire body")
LEFT: Concept = ("G-A101", "SRT", "Left")
RIGHT: Concept = ("G-A100", "SRT", "Right")


def uid(name: str) -> str:
    """A UID of our own, always the same for the same name."""
    return f"2.25.{int.from_bytes(hashlib.sha256(name.encode()).digest()[:16], 'big')}"


def dcm(value: str, meaning: str) -> Concept:
    return value, "DCM", meaning


def coded(concept: Concept) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = concept
    return item


def _item(value_type: str, concept: Concept, children: Sequence[Dataset]) -> Dataset:
    item = Dataset()
    item.RelationshipType = "CONTAINS"
    item.ValueType = value_type
    item.ConceptNameCodeSequence = DicomSequence([coded(concept)])
    if children:
        item.ContentSequence = DicomSequence(list(children))
    return item


def container(concept: Concept, *children: Dataset) -> Dataset:
    return _item("CONTAINER", concept, children)


def code(concept: Concept, value: Concept | None, *children: Dataset) -> Dataset:
    item = _item("CODE", concept, children)
    item.ConceptCodeSequence = DicomSequence([coded(value)] if value else [])
    return item


def text(concept: Concept, value: str) -> Dataset:
    item = _item("TEXT", concept, ())
    item.TextValue = value
    return item


def uidref(concept: Concept, value: str) -> Dataset:
    item = _item("UIDREF", concept, ())
    item.UID = value
    return item


def when(concept: Concept, value: str) -> Dataset:
    item = _item("DATETIME", concept, ())
    item[Tag(0x0040A120)] = _raw(0x0040A120, "DT", value)
    return item


def num(concept: Concept, value: str | None, unit: str | None, *children: Dataset) -> Dataset:
    """A measured value; None as value writes an empty one, None as unit writes no unit."""
    item = _item("NUM", concept, children)
    if value is None:
        item.MeasuredValueSequence = DicomSequence([])
        return item
    measured = Dataset()
    measured[Tag(0x0040A30A)] = _raw(0x0040A30A, "DS", value)
    if unit is not None:
        measured.MeasurementUnitsCodeSequence = DicomSequence([coded((unit, "UCUM", unit))])
    item.MeasuredValueSequence = DicomSequence([measured])
    return item


def _raw(tag: int, vr: str, value: str) -> RawDataElement:
    """An element with exactly these characters, right or wrong."""
    data = value.encode("ascii")
    data += b" " * (len(data) % 2)
    return RawDataElement(Tag(tag), vr, len(data), data, 0, False, True)


def event(
    name: str,
    kind: Concept = FLUOROSCOPY,
    *,
    kap: tuple[str, str] | None = None,
    kerma: tuple[str, str] | None = None,
    region: Concept | None = None,
    side: Concept | None = None,
    started: str = "",
    protocol: str = "",
    plane: tuple[str, str] = SINGLE,
    more: Sequence[Dataset] = (),
) -> Dataset:
    """One projection event; without a name it has no UID."""
    children = [code(dcm("113764", "Acquisition Plane"), dcm(*plane))]
    if name:
        children.append(uidref(dcm("113769", "Irradiation Event UID"), uid(name)))
    if started:
        children.append(when(dcm("111526", "DateTime Started"), started))
    children.append(code(dcm("113721", "Irradiation Event Type"), kind))
    if protocol:
        children.append(text(dcm("125203", "Acquisition Protocol"), protocol))
    if region:
        laterality = [code(("G-C171", "SRT", "Laterality"), side)] if side else []
        children.append(code(dcm("123014", "Target Region"), region, *laterality))
    if kap:
        children.append(num(dcm("122130", "Dose Area Product"), *kap))
    if kerma:
        children.append(num(dcm("113738", "Dose (RP)"), *kerma))
    return container(dcm("113706", "Irradiation Event X-Ray Data"), *children, *more)


def accumulated(
    *,
    kap: tuple[str | None, str | None] | None = None,
    kerma: tuple[str | None, str | None] | None = None,
    time: tuple[str | None, str | None] | None = None,
    plane: tuple[str, str] = SINGLE,
    more: Sequence[Dataset] = (),
) -> Dataset:
    """The accumulated projection dose of one plane."""
    children = [code(dcm("113764", "Acquisition Plane"), dcm(*plane))]
    if kap:
        children.append(num(dcm("113722", "Dose Area Product Total"), *kap))
    if kerma:
        children.append(num(dcm("113725", "Dose (RP) Total"), *kerma))
    if time:
        children.append(num(dcm("113730", "Total Fluoro Time"), *time))
    return container(dcm("113702", "Accumulated X-Ray Dose Data"), *children, *more)


def ct_total(dlp: tuple[str | None, str | None] | None, events: int | None = None, *more: Dataset) -> Dataset:
    """The accumulated CT dose."""
    children = []
    if events is not None:
        children.append(num(dcm("113812", "Total Number of Irradiation Events"), str(events), "{events}"))
    if dlp:
        children.append(num(dcm("113813", "CT Dose Length Product Total"), *dlp))
    return container(dcm("113811", "CT Accumulated Dose Data"), *children, *more)


def scan(
    name: str,
    dlp: tuple[str, str] | None,
    ctdivol: tuple[str, str] | None = None,
    phantom: Concept | None = BODY_PHANTOM,
    region: Concept | None = ABDOMEN,
    kind: Concept = SPIRAL,
    voltage: str = "120",
    protocol: str = "",
) -> Dataset:
    """One CT event; without a DLP it is a scout view that carries no dose."""
    children = [code(dcm("123014", "Target Region"), region), code(dcm("113820", "CT Acquisition Type"), kind)]
    if protocol:
        children.append(text(dcm("125203", "Acquisition Protocol"), protocol))
    children.append(uidref(dcm("113769", "Irradiation Event UID"), uid(name)))
    source = container(dcm("113831", "CT X-Ray Source Parameters"), num(dcm("113733", "KVP"), voltage, "kV"))
    children.append(container(dcm("113822", "CT Acquisition Parameters"), source))
    if dlp:
        dose = [num(dcm("113838", "DLP"), *dlp)]
        if ctdivol:
            dose.append(num(dcm("113830", "Mean CTDIvol"), *ctdivol))
        if phantom:
            dose.append(code(dcm("113835", "CTDIw Phantom Type"), phantom))
        children.append(container(dcm("113829", "CT Dose"), *dose))
    return container(dcm("113819", "CT Acquisition"), *children)


def ct_procedure() -> Dataset:
    return code(dcm("121058", "Procedure reported"), ("P5-08000", "SRT", "Computed Tomography X-Ray"))


def projection_procedure() -> Dataset:
    return code(dcm("121058", "Procedure reported"), dcm("113704", "Projection X-Ray"))


@dataclass(frozen=True)
class Report:
    """A dose report to be written.

    Attributes:
        header: attributes of the file beside those every report has, by DICOM keyword; None leaves one out.
        change: a last chance to change the dataset before it is written.
    """

    name: str
    items: Sequence[Dataset]
    root: Concept | None = DOSE_REPORT
    sop_class: str = XRAY_DOSE_SR
    header: dict[str, Any] | None = None
    syntax: str = ExplicitVRLittleEndian
    change: Callable[[Dataset], None] | None = None

    def with_header(self, **values: Any) -> "Report":
        return replace(self, header={**(self.header or {}), **values})

    def bytes(self) -> bytes:
        """The file."""
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = UID(self.sop_class)
        meta.MediaStorageSOPInstanceUID = UID(uid(self.name))
        meta.TransferSyntaxUID = UID(self.syntax)
        meta.ImplementationClassUID = UID(uid("exposure tracker sample writer"))
        dataset = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
        values: dict[str, Any] = {
            "SOPClassUID": self.sop_class,
            "SOPInstanceUID": uid(self.name),
            "StudyInstanceUID": uid(self.name + " study"),
            "SeriesInstanceUID": uid(self.name + " series"),
            "StudyDate": "20240312",
            "Modality": "SR",
            "Manufacturer": "Example Devices",
            "ManufacturerModelName": "Sample 1",
            "PatientName": "Example^Maria",
            "PatientID": "SAMPLE-1",
            "PatientBirthDate": "19710512",
            "PatientSex": "F",
            "ValueType": "CONTAINER",
            "CompletionFlag": "COMPLETE",
            **(self.header or {}),
        }
        for keyword, value in values.items():
            if value is not None:
                setattr(dataset, keyword, value)
        if self.root:
            dataset.ConceptNameCodeSequence = DicomSequence([coded(self.root)])
        dataset.ContentSequence = DicomSequence(list(self.items))
        if self.change:
            self.change(dataset)
        buffer = BytesIO()
        dataset.save_as(buffer, enforce_file_format=True)
        return buffer.getvalue()


def raw_element(tag: int, vr: str, value: bytes) -> RawDataElement:
    """A header element with exactly these bytes."""
    return RawDataElement(Tag(tag), vr, len(value), value, 0, False, True)


def undefined_lengths(dataset: Dataset) -> None:
    """Write every sequence and item with a delimiter instead of its length, as some devices do."""
    for element in dataset:
        if isinstance(element, DataElement) and element.VR == "SQ":
            element.is_undefined_length = True
            for item in element.value:
                item.is_undefined_length_sequence_item = True
                undefined_lengths(item)
