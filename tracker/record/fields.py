"""What the columns of the record are made of: texts as they may be stored, moments, and the row of an exam's detail."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

from pydantic import AfterValidator
from sqlalchemy import DateTime, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from tracker.errors import ValueRefused
from tracker.i18n import _

SIDES = ("", "left", "right", "both")
ANSWERS = ("unknown", "yes", "no")
# Line break, tab, and what Persian, Indic and right-to-left names need: joiners and direction marks.
KEPT_CONTROLS = "\n\t\u200c\u200d\u200e\u200f"
LONGEST_LINE = 200
LONGEST_NOTE = 5000
LIVE = text("deleted_at IS NULL")


def new_id() -> str:
    """A random UUID (version 4) as 32 hexadecimal digits."""
    return uuid4().hex


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; databases that forget the time zone get it back when the row is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        """Aware in, UTC stored."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        """Aware out."""
        return value.replace(tzinfo=UTC) if value else None


def _clean(text_: str, longest: int) -> str:
    cleaned = "".join(c for c in text_ if c.isprintable() or c in KEPT_CONTROLS).strip()
    if len(cleaned) > longest:
        raise ValueRefused(
            _("This text is {count} characters long; at most {longest} fit. Please shorten it.").format(
                count=len(cleaned), longest=longest
            )
        )
    return cleaned


def _line(text_: str) -> str:
    # Cleaned before blanks are joined: a control character between two of them would leave both.
    return " ".join(_clean(text_, LONGEST_LINE).split())


def _note(text_: str) -> str:
    return _clean(text_, LONGEST_NOTE)


def refuse_unless(value: object, allowed: tuple[str, ...], what: str) -> None:
    """Refuse (ValueRefused) a word that is none of those allowed; `what` names the field in the sentence."""
    if value not in allowed:
        words = ", ".join(filter(None, allowed))
        raise ValueRefused(_("{what} must be one of: {allowed}.").format(what=what, allowed=words))


Line = Annotated[str, AfterValidator(_line)]
Note = Annotated[str, AfterValidator(_note)]


# The clock of the hospital, as the report prints it: a report's time zone is often wrong and never needed.
LocalTime = Annotated[datetime, AfterValidator(lambda moment: moment.replace(tzinfo=None))]


class OfExam(SQLModel):
    """What every row that belongs to an exam has; `position` keeps the order in which they came."""

    id: str = Field(default_factory=new_id, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    exam_id: str = Field(foreign_key="exam.id", index=True)
    position: int = 0
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
