"""Turns what a form or a command holds into a validated `...Create` model, with errors as sentences."""

from typing import Any, TypeVar

from pydantic import ValidationError
from sqlmodel import SQLModel

from tracker.errors import ValueRefused
from tracker.i18n import N_, _

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
