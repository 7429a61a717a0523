"""The tables about injections: what was done and given, how the pain went; and exams still to come, and papers."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Self

from pydantic import FiniteFloat, model_validator
from sqlalchemy import JSON, Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from tracker import reference
from tracker.errors import ValueRefused
from tracker.i18n import _
from tracker.record.forms import (
    ANSWERS,
    SIDES,
    Content,
    Line,
    OfExam,
    UtcDateTime,
    new_id,
    refuse_unless,
    unique_index,
)

PURPOSES = ("", "test", "treatment", "ablation", "unknown")
BEST_AFTER_UNITS = ("", "minutes", "hours", "days", "weeks")
RELIEF_UNITS = ("", "hours", "days", "weeks", "months")
WORST_PAIN = 10
# The printed log asks for two weeks; people who go on writing it for a month more lose nothing.
LONGEST_LOG_MINUTES = 6 * 7 * 24 * 60


class InjectionBase(SQLModel):
    """What only an image-guided injection or procedure has; everything may stay empty.

    Pain is on the scale from 0 (none) to 10 (the worst). `levels` are names of `tracker.reference.injections`. How long
    until the best effect and how long it lasted are kept in the unit the person used.
    """

    levels: list[str] = Field(default_factory=list, sa_type=JSON)
    purpose: str = ""
    pain_before: FiniteFloat | None = Field(default=None, ge=0, le=WORST_PAIN)
    pain_after: FiniteFloat | None = Field(default=None, ge=0, le=WORST_PAIN)
    relief_percent: FiniteFloat | None = Field(default=None, ge=0, le=100)
    best_after: FiniteFloat | None = Field(default=None, ge=0, le=1000)
    best_after_unit: str = ""
    relief_lasted: FiniteFloat | None = Field(default=None, ge=0, le=1000)
    relief_lasted_unit: str = ""
    still_working: str = ""
    function_gained: Line = ""
    complication: str = ""
    complication_text: Line = ""
    sedation: str = ""
    operator: Line = ""


class InjectionCreate(InjectionBase):
    """An injection as the form gives it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        unknown = [level for level in self.levels if level not in reference.LEVELS]
        if unknown:
            raise ValueRefused(_("“{level}” is not a level of the spine.").format(level=unknown[0][:20]))
        refuse_unless(self.purpose, PURPOSES, _("What the injection was for"))
        refuse_unless(self.best_after_unit, BEST_AFTER_UNITS, _("When it was best"))
        refuse_unless(self.relief_lasted_unit, RELIEF_UNITS, _("How long it helped"))
        for value, unit in ((self.best_after, self.best_after_unit), (self.relief_lasted, self.relief_lasted_unit)):
            if value is not None and not unit:
                raise ValueRefused(_("Please choose hours, days, weeks or months beside the number."))
        for answer in (self.still_working, self.complication, self.sedation):
            refuse_unless(answer, ("", *ANSWERS), _("The answer"))
        return self

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return self == InjectionCreate()


class Injection(InjectionBase, OfExam, table=True):
    """A stored injection; one per exam."""

    __table_args__ = (unique_index("injection_once", "patient_id", "exam_id"),)


class DrugBase(SQLModel):
    """One drug that was given: a product of the catalogue or its name as written, and the milligrams, if known."""

    drug_key: str = ""
    name: Line = ""
    dose_mg: FiniteFloat | None = Field(default=None, gt=0, le=100_000)


class DrugCreate(DrugBase):
    """A drug as the form gives it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.drug_key and not self.name:
            raise ValueRefused(_("Please say which drug it was, or leave its milligrams empty."))
        if self.drug_key and self.drug_key not in reference.drugs():
            raise ValueRefused(_("“{drug}” is not in the list of drugs.").format(drug=self.drug_key[:40]))
        if self.drug_key == reference.NOTHING_GIVEN and self.dose_mg is not None:
            raise ValueRefused(_("Nothing was injected, so there are no milligrams. Please change one of the two."))
        return self


class Drug(DrugBase, OfExam, table=True):
    """A stored drug."""

    __tablename__ = "drug_given"
    __table_args__ = (Index("drug_given_of", "patient_id", "exam_id"),)


class PainEntryBase(SQLModel):
    """One line of the test-block log: the treated pain, so many minutes after the injection; 0 is just before it."""

    minutes_after: int = Field(ge=0, le=LONGEST_LOG_MINUTES)
    side: str = ""
    pain: FiniteFloat = Field(ge=0, le=WORST_PAIN)
    note: Line = ""


class PainEntryCreate(PainEntryBase):
    """A line of the log as the form gives it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse_unless(self.side, SIDES, _("The side"))
        return self


class PainEntry(PainEntryBase, OfExam, table=True):
    """A stored line of the log; one per exam, moment and side."""

    __tablename__ = "pain_entry"
    __table_args__ = (unique_index("pain_entry_once", "patient_id", "exam_id", "minutes_after", "side"),)


class PlannedExamBase(SQLModel):
    """An exam still to come, as far as the person knows it; the day may not be set yet."""

    kind_key: str = ""
    own_words: Line = ""
    region: str = ""
    side: str = ""
    planned_on: date | None = None
    facility: Line = ""
    reason: Line = ""
    note: Line = ""


class PlannedExamCreate(PlannedExamBase):
    """A planned exam as the form gives it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.kind_key and not self.own_words:
            raise ValueRefused(_("Please say what is planned: choose an exam from the list or use your own words."))
        if self.kind_key and self.kind_key not in reference.exam_kinds():
            raise ValueRefused(_("“{kind}” is not in the list of exams.").format(kind=self.kind_key[:40]))
        if self.region and self.region not in reference.regions():
            raise ValueRefused(_("“{region}” is not in the list of body regions.").format(region=self.region[:40]))
        refuse_unless(self.side, SIDES, _("The side"))
        return self


class PlannedExam(PlannedExamBase, table=True):
    """A stored plan."""

    __tablename__ = "planned_exam"
    __table_args__ = (Index("planned_exam_of", "patient_id", "planned_on"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ToCheck(SQLModel, table=True):
    """An exam that waits for its date, or an answer of the person that is remembered.

    Attributes:
        question: what was asked ("undated", "kind", "guidance", "double", "number"), or "settled".
        about: what an answer is about, as `tracker.history.checks` names it.
        held: what the exam that waits says, but for its date; None for an answer.
    """

    __tablename__ = "to_check"
    __table_args__ = (Index("to_check_of", "patient_id", "question"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    position: int = 0
    question: str
    about: str = ""
    held: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    created_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


MEDIA_TYPES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_MEGABYTE = 1024 * 1024
MOST_OF_ONE = 10 * _MEGABYTE  # bytes of one paper; a scanned page has some hundred thousand
MOST_OF_ALL = 200 * _MEGABYTE  # bytes of all papers of one person: ten copies of the record are kept beside it


class AttachmentBase(SQLModel):
    """A paper of an exam, as a file: its name, what it is, and its size in bytes and SHA-256 as it was kept."""

    name: Line
    media_type: str
    pages: int = Field(default=1, ge=1)
    size: int = Field(default=0, ge=0)
    sha256: str = ""
    content: Content = Field(default=b"", sa_type=LargeBinary)


class AttachmentCreate(AttachmentBase):
    """A paper as a reader gives it; size and hash follow from its content."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.media_type not in MEDIA_TYPES:
            raise ValueRefused(_("Only a PDF, a photo or a Word file can be kept."))
        if not self.content or len(self.content) > MOST_OF_ONE:
            raise ValueRefused(too_large_to_keep())
        self.size, self.sha256 = len(self.content), sha256(self.content).hexdigest()
        return self


def too_large_to_keep() -> str:
    """Why a paper cannot be kept with an exam."""
    most = MOST_OF_ONE // _MEGABYTE
    return _("This paper is empty or larger than {most} MB, so it cannot be kept.").format(most=most)


class Attachment(AttachmentBase, OfExam, table=True):
    """A stored paper; the same one is kept once with an exam."""

    __table_args__ = (unique_index("attachment_once", "patient_id", "exam_id", "sha256"),)

    kept_at: datetime = Field(sa_type=UtcDateTime)


def room_for(
    papers: Sequence[AttachmentCreate], exam_id: str, held: Sequence[tuple[str, str, int]]
) -> list[AttachmentCreate]:
    """Which of some papers must be added to an exam.

    Args:
        papers: what should be kept with it.
        exam_id: the exam.
        held: exam, SHA-256 and size of each paper of the person.

    Raises:
        ValueRefused: all of them together would be too large.
    """
    there = {hash_ for exam, hash_, _size in held if exam == exam_id}
    new = {paper.sha256: paper for paper in reversed(papers) if paper.sha256 not in there}
    if sum(size for _exam, _hash, size in held) + sum(paper.size for paper in new.values()) > MOST_OF_ALL:
        raise ValueRefused(_("There is no room for more papers. Please take out some that you do not need."))
    return list(new.values())


def whole(paper: Attachment) -> bool:
    """Whether the file is still what was kept."""
    return sha256(paper.content).hexdigest() == paper.sha256
