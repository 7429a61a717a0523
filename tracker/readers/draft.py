"""What a reader proposes: drafts of exams, and the problems it found on the way."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from tracker.errors import Reason

UNUSED_REASONS: Final = (
    "not_readable",
    "no_exam",
    "not_dicom",
    "duplicate",
    "not_ionising",
    "treatment",
    "not_a_patient",
    "too_large",
    "unsafe",
    "no_dose_information",
    "index_file",
    "picture",
)


_TELLING_DIGITS = 3  # different ones in an accession number; what anonymisers write ("REMOVED", "0000") has fewer


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader could not use: where it stands (a file, or a place in it), and what is wrong with it."""

    where: Reason | str
    what: Reason


@dataclass(frozen=True, slots=True)
class MeasurementDraft:
    """One dose quantity in its canonical unit, with the text as it was reported.

    Attributes:
        quantity: canonical name, e.g. `kap_gy_cm2`.
        value: in the unit of the name.
        reported: value and unit as the file gives them, e.g. "0.000009 Gy.m2".
        origin: "accumulated total", "sum of events", "irradiation event" or "administration".
        laterality: "left", "right" or "".
        phantom: "16 cm", "32 cm", "mixed" or "" (DLP and CTDIvol only).
        region: key of the region it belongs to, "" for the whole exam.
        part: False for a quantity of the whole exam; True for a share of it (one phantom, one region, one event),
            which is never added to the whole.
        radiopharmaceutical: key of the agent (activity only), "" if not known.
        authority: for an effective dose, the tissue weights the report names ("ICRP 60", "ICRP 103"), else "".
        tube_voltage_kv: for CT, the tube voltage of the part, None if not stated or not one value.
        plane: "A", "B" or "all" for a part that belongs to one plane of a biplane system, else "".
    """

    quantity: str
    value: float
    reported: str
    origin: str
    laterality: str = ""
    phantom: str = ""
    region: str = ""
    part: bool = False
    radiopharmaceutical: str = ""
    authority: str = ""
    tube_voltage_kv: float | None = None
    plane: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One piece of metal in the beam: "copper", "aluminium", ... ("" if not known), and what shape it has."""

    material: str = ""
    thickness_min_mm: float | None = None
    thickness_max_mm: float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the beam of one event stood and the patient lay, as the report says; None or "" where it does not.

    Angles and positions are as in TID 10003C; positions have an origin of the device's own. Zero is a position.
    The words of the patient's orientation, of views and of filters are those of `readers.concepts`.

    Attributes:
        primary_angle_deg: from right (negative) to left anterior oblique; `..._end_...` is where a rotation stopped.
        secondary_angle_deg: from caudal (negative) to cranial.
        field_area_cm2: as projected at the detector, like field height and width.
        reference_point: DICOM code of where air kerma is stated: 113860 (15 cm from the isocentre towards the source),
            113861 (30 cm in front of the image input surface), 113862 (1 cm above the table), 113863 (30 cm above it),
            113864 (15 cm from its centre line), 113941 (detector plane), ..., "" where only words say it, or nothing.
        view: of a radiograph: "antero-posterior", "left lateral", ...
        duration_s: how long the event lasted, of whatever type it is.
    """

    primary_angle_deg: float | None = None
    secondary_angle_deg: float | None = None
    primary_end_angle_deg: float | None = None
    secondary_end_angle_deg: float | None = None
    source_to_detector_mm: float | None = None
    source_to_isocentre_mm: float | None = None
    source_to_reference_point_mm: float | None = None
    reference_point: str = ""
    reference_point_text: str = ""
    table_longitudinal_mm: float | None = None
    table_lateral_mm: float | None = None
    table_height_mm: float | None = None
    table_longitudinal_end_mm: float | None = None
    table_lateral_end_mm: float | None = None
    table_height_end_mm: float | None = None
    table_head_tilt_deg: float | None = None
    table_horizontal_rotation_deg: float | None = None
    table_cradle_tilt_deg: float | None = None
    field_area_cm2: float | None = None
    field_height_mm: float | None = None
    field_width_mm: float | None = None
    filters: tuple[Filter, ...] = ()
    half_value_layer_mm_al: float | None = None
    patient_thickness_mm: float | None = None
    patient_orientation: str = ""
    patient_orientation_modifier: str = ""
    patient_table_relationship: str = ""
    view: str = ""
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One irradiation event: its identity, when it was, and the doses it lists (None where it lists none).

    Attributes:
        event_uid: the UID the report gives. Where it gives none, or the same one to both planes of a biplane system,
            the UID of the report or event with `#` and a mark behind it, so that it is unique and stays the same.
        started_at: by the clock of the clinic, without a time zone.
        event_type: "fluoroscopy", "stationary", "stepping", "rotational", "spiral", "sequenced", "localiser", "free",
            "cone beam", "administration" or "".
        plane: "single", "A", "B", "all" or "".
        fluoro_time_s: how long this event lasted; only for fluoroscopy.
        radiopharmaceutical: key of the agent of an administration, "" if not known.
        tube_voltage_kv: where pulses have their own, the mean of them.
        slices: what the images of a CT scan tell of it: position along the body and thickness (mm), CTDIvol (mGy).
        geometry: of a projection; None where the report tells nothing of it.
    """

    event_uid: str
    started_at: datetime | None = None
    event_type: str = ""
    plane: str = ""
    region: str = ""
    laterality: str = ""
    protocol: str = ""
    phantom: str = ""
    tube_voltage_kv: float | None = None
    kap_gy_cm2: float | None = None
    air_kerma_mgy: float | None = None
    fluoro_time_s: float | None = None
    dlp_mgy_cm: float | None = None
    ctdivol_mgy: float | None = None
    glandular_dose_mgy: float | None = None
    activity_mbq: float | None = None
    radiopharmaceutical: str = ""
    slices: tuple[tuple[float, float, float], ...] = ()
    geometry: Geometry | None = None


@dataclass(frozen=True, slots=True)
class ReportInfo:
    """Which report an exam came from, and whom the report names.

    Attributes:
        patient_name: as people write it, given name first.
        accession_number: the number under which the exam was ordered, "" where the file has none.
        patient_sex: "female", "male", "other" or "".
        source_of_dose: how the numbers came into the report, e.g. "automatic" or "entered by hand", "" if not said.
    """

    sop_instance_uid: str
    study_instance_uid: str
    manufacturer: str = ""
    model: str = ""
    station: str = ""
    institution: str = ""
    patient_name: str = ""
    patient_birth_date: date | None = None
    patient_sex: str = ""
    source_of_dose: str = ""
    patient_id: str = ""
    accession_number: str = ""


@dataclass(frozen=True, slots=True)
class ExamDraft:
    """An exam as a file tells it; becomes part of the record only when the person accepts it.

    Attributes:
        exam_date: the day of the irradiation, None if the file names none.
        modality: "CT", "RF", "DX", "MG" or "NM"; "" if not known.
        kind_key: proposed exam kind, "" if none follows from codes or words.
        kind_reason: why this kind is proposed, or why none is.
        region: key of the region, "unknown" if the file does not say.
        side: "left", "right", "both" or "".
        irradiation_events: how many the report counts (its own total where it gives one, else the number listed).
        not_patient_reason: why this looks like a test object rather than a person, None if it does not. Such an exam is
            shown and not accepted unless the person insists.
        study_uid: identity of the study, "" if the file names none.
        identity: other identities by which the same exam is known again: SOP instance UIDs, ids of an export.
        source_kind: "dose_report", "image", "fhir", "sheet" or "text".
        treatment: True for radiotherapy and other treatments with radiation, which are never counted.
        ionising: False for ultrasound, MRI and the like, True where the file says so, None if it does not.
        evidence_note: what the numbers rest on, None if there is nothing to say.
        date_precision: "day", "month", "year" or "range"; `exam_date` is then the first day it can be.
        date_last: the last day it can be, None for a single day.
        facility: where it was done.
        requested_by: who asked for it.
        exam_count: how many exams this line stands for.
        own_words: what the person wrote about it, kept as it is.
        words: descriptions the kind was proposed from, each with its rank (0 is the most telling).
        codes: (value, scheme) of the procedure.
        doubts: what the person has to answer before it is taken: a number that can be read in two ways.
        parts: the drafts this one was put together from, () where it comes from one file.
    """

    exam_date: date | None
    modality: str
    kind_key: str
    kind_reason: Reason | None
    region: str
    side: str = ""
    description: str = ""
    irradiation_events: int | None = None
    measurements: tuple[MeasurementDraft, ...] = ()
    events: tuple[EventDraft, ...] = ()
    report: ReportInfo | None = None
    not_patient_reason: Reason | None = None
    study_uid: str = ""
    identity: tuple[str, ...] = ()
    source_kind: str = "dose_report"
    treatment: bool = False
    ionising: bool | None = None
    evidence_note: Reason | None = None
    date_precision: str = "day"
    date_last: date | None = None
    facility: str = ""
    requested_by: str = ""
    exam_count: int = 1
    own_words: str = ""
    words: tuple[tuple[int, str], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    doubts: tuple[Reason, ...] = ()
    parts: "tuple[ExamDraft, ...]" = ()

    @property
    def order(self) -> str:
        """The order it was done under: accession number with day, machine and patient; "" where none tells."""
        number = self.report.accession_number if self.report else ""
        if not self.report or not self.exam_date or len(set(filter(str.isdecimal, number))) < _TELLING_DIGITS:
            return ""
        return "|".join((number, self.exam_date.isoformat(), self.modality, self.report.patient_id))


@dataclass(frozen=True, slots=True)
class ReactionDraft:
    """A reaction to a substance, as an export tells it.

    Attributes:
        substance: what the person reacted to, in the words of the file.
        category: "contrast", "medication", "latex", "food", "other" or "" if the file does not say.
        reaction: what happened.
        severity: "mild", "moderate", "severe" or "".
        since: when it was noted first.
    """

    substance: str
    category: str = ""
    reaction: str = ""
    severity: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as an export describes them; compared with the record before anything of theirs is accepted.

    Attributes:
        sex: "female", "male", "other" or "".
        pregnant: None if the file does not say.
        due_date: the expected day of birth, if the file names one.
    """

    name: str = ""
    birth_date: date | None = None
    sex: str = ""
    reactions: tuple[ReactionDraft, ...] = ()
    pregnant: bool | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Unused:
    """A file, or a part of one, that gave no exam.

    Attributes:
        reason: one of `UNUSED_REASONS`.
    """

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What came out of one file."""

    file: str
    exams: tuple[ExamDraft, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    people: tuple[PersonDraft, ...] = ()
    unused: tuple[Unused, ...] = ()
