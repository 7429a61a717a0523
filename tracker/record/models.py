"""The tables of the record, and the validated forms in which anything may enter them.

`table=True` models do not validate, so the ledger takes only the `...Create` models. Every table with patient data
carries `patient_id`, first in its indexes. Ids are random UUIDs, so that records from two computers never collide.
"""

from datetime import date, datetime
from typing import Any, Self

from pydantic import FiniteFloat, model_validator
from sqlalchemy import JSON, Column, DateTime, Index, Table
from sqlmodel import Field, SQLModel

from tracker.dates import PRECISIONS
from tracker.errors import ValueRefused
from tracker.i18n import _
from tracker.record.forms import (
    ANSWERS,
    CT_SETS,
    HEALTH_TOPICS,
    SIDES,
    Line,
    LocalTime,
    Note,
    OfExam,
    UtcDateTime,
    new_id,
    refuse_unless,
    unique_index,
)
from tracker.record.procedures import (
    Attachment,
    AttachmentCreate,
    Drug,
    DrugCreate,
    Injection,
    InjectionCreate,
    PainEntry,
    PlannedExam,
    ToCheck,
)
from tracker.units import QUANTITIES, check_value

SEXES = ("", "female", "male", "other")
SEVERITIES = ("unknown", "mild", "moderate", "severe")
SUBSTANCE_GROUPS = ("contrast_medium", "iodine", "latex", "medicine", "other")
ENTERED_FROM = ("memory", "report", "portal", "file")
MEASURED_BY = ("typed", "dose_report", "image", "export")
PHANTOMS = ("", "16 cm", "32 cm", "mixed")


class PatientBase(SQLModel):
    """Who the record is about; all but the name may stay empty. `language` is that of their pages (or the browser's),
    `ct_set` "ICRP 60" for AAPM Report 96 or empty for the usual coefficients of CT."""

    name: Line
    birth_date: date | None = None
    sex: str = ""
    height_cm: FiniteFloat | None = Field(default=None, ge=20, le=280)
    weight_kg: FiniteFloat | None = Field(default=None, ge=0.3, le=700)
    country: str = "world"
    language: str = ""
    ct_set: str = ""


class PatientCreate(PatientBase):
    """A person as the form gives them."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.name:
            raise ValueRefused(_("Please give a name, so that the page for the clinic can say whose record this is."))
        refuse_unless(self.sex, SEXES, _("Sex"))
        refuse_unless(self.ct_set, CT_SETS, _("CT coefficients"))
        return self


class Patient(PatientBase, table=True):
    """A person in the database; `is_sample` marks the invented one that can be removed without a trace."""

    id: str = Field(default_factory=new_id, primary_key=True)
    is_sample: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReactionBase(SQLModel):
    """A reaction the person had to a substance; the year is None when it is not known."""

    substance_group: str
    substance: Line = ""
    reaction: Line
    severity: str = "unknown"
    year: int | None = Field(default=None, ge=1900, le=9999)


class ReactionCreate(ReactionBase):
    """A reaction as the form gives it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse_unless(self.substance_group, SUBSTANCE_GROUPS, _("The kind of substance"))
        refuse_unless(self.severity, SEVERITIES, _("How bad it was"))
        if not self.reaction:
            raise ValueRefused(_("Please say what happened, for example “hives” or “swollen face”."))
        return self


class Reaction(ReactionBase, table=True):
    """A stored reaction."""

    id: str = Field(default_factory=new_id, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", index=True)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class HealthFactBase(SQLModel):
    """One thing a clinic must know: a topic, yes, no or unknown, and the person's own words."""

    topic: str
    answer: str = "unknown"
    detail: Line = ""
    due_date: date | None = None


class HealthFactCreate(HealthFactBase):
    """A health fact as the form gives it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse_unless(self.topic, HEALTH_TOPICS, _("The topic"))
        refuse_unless(self.answer, ANSWERS, _("The answer"))
        return self


class HealthFact(HealthFactBase, table=True):
    """A stored health fact; one per person and topic."""

    __tablename__ = "health_fact"
    __table_args__ = (unique_index("health_fact_once", "patient_id", "topic"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MeasurementBase(SQLModel):
    """One dose quantity of one exam, in the canonical unit of its name, with the text as it was reported.

    `part` marks a share of the exam (one phantom, region or event) that is never added to the whole-exam value.
    `source` says how it came here: read from a "dose_report", an "image" or an "export" of a portal, or "typed".
    """

    quantity: str
    value: FiniteFloat = Field(ge=0)
    reported: Line = ""
    origin: Line = ""
    source: str = "typed"
    laterality: str = ""
    phantom: str = ""
    region: str = ""
    part: bool = False
    plane: Line = ""
    radiopharmaceutical: str = ""
    authority: Line = ""
    tube_voltage_kv: FiniteFloat | None = Field(default=None, gt=0, le=1000)


class MeasurementCreate(MeasurementBase):
    """A measurement as a form or a reader gives it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse_unless(self.quantity, tuple(QUANTITIES), _("The quantity"))
        check_value(self.value, self.quantity)
        refuse_unless(self.laterality, SIDES, _("The side"))
        refuse_unless(self.phantom, PHANTOMS, _("The phantom"))
        refuse_unless(self.source, MEASURED_BY, _("The source"))
        return self


class Measurement(MeasurementBase, OfExam, table=True):
    """A stored measurement."""

    __table_args__ = (Index("measurement_of", "patient_id", "exam_id"),)


class EventBase(SQLModel):
    """One irradiation event as a dose report lists it; None where it lists no such dose.

    `geometry` is where the beam stood, by the field names of `tracker.readers.draft.Geometry`, without the empty ones.
    """

    event_uid: Line
    started_at: LocalTime | None = Field(default=None, sa_type=DateTime)
    event_type: Line = ""
    plane: Line = ""
    region: str = ""
    laterality: str = ""
    protocol: Line = ""
    phantom: str = ""
    tube_voltage_kv: FiniteFloat | None = None
    kap_gy_cm2: FiniteFloat | None = Field(default=None, ge=0)
    air_kerma_mgy: FiniteFloat | None = Field(default=None, ge=0)
    fluoro_time_s: FiniteFloat | None = Field(default=None, ge=0)
    dlp_mgy_cm: FiniteFloat | None = Field(default=None, ge=0)
    ctdivol_mgy: FiniteFloat | None = Field(default=None, ge=0)
    glandular_dose_mgy: FiniteFloat | None = Field(default=None, ge=0)
    geometry: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class EventCreate(EventBase):
    """An irradiation event as a reader gives it."""


class IrradiationEvent(EventBase, OfExam, table=True):
    """A stored irradiation event; the event UID is its identity, once per person."""

    __tablename__ = "irradiation_event"
    __table_args__ = (unique_index("irradiation_event_once", "patient_id", "event_uid"),)


class SourceReportBase(SQLModel):
    """The report or file an exam's numbers came from, so that nobody has to trust them on our word.

    `stated` is what it said, as the reader's draft: with it, a further report of the exam is merged as if both had come
    together."""

    sop_instance_uid: Line
    study_instance_uid: Line = ""
    manufacturer: Line = ""
    model: Line = ""
    station: Line = ""
    institution: Line = ""
    source_of_dose: Line = ""
    file_name: Line = ""
    stated: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class SourceReportCreate(SourceReportBase):
    """A source report as a reader gives it."""


class SourceReport(SourceReportBase, OfExam, table=True):
    """A stored source report; the same report is accepted once per person."""

    __tablename__ = "source_report"
    __table_args__ = (unique_index("source_report_once", "patient_id", "sop_instance_uid"),)


class ExamBase(SQLModel):
    """One visit to one imaging or image-guided procedure, or "about 20 of them between 1990 and 2005".

    The exam happened on some day from `date_first` to `date_last`; `date_precision` says which of day, month, year
    or range the person gave. `region` is empty where the exam kind decides it."""

    kind_key: str = ""
    own_words: Line = ""
    date_first: date
    date_last: date
    date_precision: str = "day"
    exam_count: int = Field(default=1, ge=1, le=1000)
    count_is_approximate: bool = False
    region: str = ""
    side: str = ""
    facility: Line = ""
    requested_by: Line = ""
    reason: Line = ""
    images_at: Line = ""
    pregnant: str = ""
    contrast: str = ""
    contrast_agent: Line = ""
    notes: Note = ""
    entered_from: str = "memory"


class ExamCreate(ExamBase):
    """An exam as a form or a reader gives it, with everything that belongs to it.

    Raises:
        ValueRefused: it has neither a known kind nor own words, or a field holds something it cannot hold.
    """

    measurements: list[MeasurementCreate] = Field(default_factory=list)
    events: list[EventCreate] = Field(default_factory=list)
    reports: list[SourceReportCreate] = Field(default_factory=list)
    injection: InjectionCreate | None = None
    drugs: list[DrugCreate] = Field(default_factory=list)
    attachments: list[AttachmentCreate] = Field(default_factory=list)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.kind_key and not self.own_words:
            raise ValueRefused(_("Please say what was done: choose an exam from the list or use your own words."))
        if self.date_last < self.date_first:
            raise ValueRefused(_("The second date lies before the first one."))
        if self.exam_count > 1 and self.measurements:
            raise ValueRefused(_("Numbers from a report belong to one exam. Please enter that exam by itself."))
        refuse_unless(self.date_precision, PRECISIONS, _("The date"))
        breasts = {row.laterality for row in self.measurements if row.quantity == "glandular_dose_mgy"}
        # A report that names one breast is of that one: it must not be called one of both.
        self.side = self.side or (breasts.pop() if len(breasts) == 1 else "")
        refuse_unless(self.side, SIDES, _("The side"))
        refuse_unless(self.pregnant, ("", *ANSWERS), _("Pregnant"))
        refuse_unless(self.contrast, ("", *ANSWERS), _("Contrast medium"))
        refuse_unless(self.entered_from, ENTERED_FROM, _("Where this is known from"))
        return self


class Exam(ExamBase, table=True):
    """A stored exam."""

    __table_args__ = (Index("exam_of", "patient_id", "date_first"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Change(SQLModel, table=True):
    """One row written: what, when, by whom, and the row before and after. Rows of one action share a batch."""

    __table_args__ = (Index("change_of", "patient_id", "entity_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    batch_id: str = Field(index=True)
    position: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    action: str
    entity: str
    entity_id: str
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    undone_by: str | None = None


TABLES: tuple[type[SQLModel], ...] = (
    Patient, Reaction, HealthFact, Exam, Measurement, IrradiationEvent, SourceReport, Injection, Drug, PainEntry,
    PlannedExam, ToCheck, Attachment, Change,
)  # fmt: skip


def tables() -> list[Table]:
    """The tables as the database knows them."""
    return [SQLModel.metadata.tables[str(model.__tablename__)] for model in TABLES]
