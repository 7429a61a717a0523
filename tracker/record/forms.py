"""What goes into the record: texts and answers as they may be stored, moments, a row of an exam, and checked forms."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import uuid4

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, ValidationError
from sqlalchemy import DateTime, Index, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from tracker.errors import ValueRefused
from tracker.i18n import N_, _

SIDES = ("", "left", "right", "both")
CT_SETS = ("", "ICRP 60")
ANSWERS = ("unknown", "yes", "no")
HEALTH_TOPICS = (
    "pregnancy",
    "blood_thinner",
    "diabetes",
    "metformin",
    "kidney_disease",
    "implant",
    "stimulator",
    "osteoporosis",
    "menopause",
)
NOT_FOR_MALES = ("pregnancy", "menopause")
NOT_FOR_CHILDREN = ("menopause",)
# Line break, tab, and what Persian, Indic and right-to-left names need: joiners and direction marks.
KEPT_CONTROLS = "\n\t\u200c\u200d\u200e\u200f"
LONGEST_LINE = 200
LONGEST_NOTE = 5000


def unique_index(name: str, *columns: str) -> Index:
    """An index that lets live rows hold the same values once only; deleted ones do not count."""
    live = text("deleted_at IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=live, postgresql_where=live)


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
# A file as it is; JSON holds it as base64, for it knows no bytes.
Content = Annotated[
    bytes,
    BeforeValidator(lambda told: b64decode(told, validate=True) if isinstance(told, str) else told),
    PlainSerializer(lambda content: b64encode(content).decode(), return_type=str, when_used="json"),
]


# The clock of the hospital, as the report prints it: a report's time zone is often wrong and never needed.
LocalTime = Annotated[datetime, AfterValidator(lambda moment: moment.replace(tzinfo=None))]


class OfExam(SQLModel):
    """What every row that belongs to an exam has; `position` keeps the order in which they came."""

    id: str = Field(default_factory=new_id, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    exam_id: str = Field(foreign_key="exam.id", index=True)
    position: int = 0
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


M = TypeVar("M", bound=SQLModel)

_REASONS = {
    "finite_number": N_("it must be a number"),
    "float_parsing": N_("it must be a number"),
    "float_type": N_("it must be a number"),
    "int_parsing": N_("it must be a whole number"),
    "int_from_float": N_("it must be a whole number"),
    "int_type": N_("it must be a whole number"),
    "greater_than_equal": N_("it must be {ge} or more"),
    "greater_than": N_("it must be more than {gt}"),
    "less_than_equal": N_("it must be {le} or less"),
    "date_from_datetime_parsing": N_("it must be a date"),
    "date_parsing": N_("it must be a date"),
    "date_type": N_("it must be a date"),
    "missing": N_("it is missing"),
}


def as_form(row: SQLModel, form: type[M]) -> M:
    """A stored row as the form that could have made it."""
    return form.model_validate(row.model_dump(include=set(form.model_fields)))


def checked(model: type[M], **data: Any) -> M:
    """Build a validated model.

    Raises:
        ValueRefused: a field cannot hold what it was given; the sentence names the field and the reason.
    """
    try:
        return model(**data)
    except ValidationError as error:
        raise ValueRefused(_first_sentence(error)) from error


def _first_sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    field = str(first["loc"][-1]).replace("_", " ") if first["loc"] else _("the entry")
    context = first.get("ctx", {})
    reason = _REASONS.get(first["type"])
    words = _(reason).format(**context) if reason else first["msg"].removeprefix("Value error, ")
    return _("Please look at “{field}” again: {reason}.").format(field=field, reason=words)
