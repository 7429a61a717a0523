"""The one family of errors a person can cause, with the sentence they read; and reasons, which are codes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is, the same in every language; `view.reasons.said` makes it a sentence.

    Attributes:
        code: a key of the sentences in `tracker.view.reasons`.
        fields: what stands in the gaps of the sentence, by name. A text of a file or a number stands there as it is, a
            Reason as its own words, several of them as a list. Where `view.reasons.WORDED` has the name, the value is a
            key with a word of its own: `label` a quantity, `region` a region, ...
    """

    code: str
    fields: "tuple[tuple[str, str | int | float | Reason | tuple[str | Reason, ...]], ...]" = ()

    @classmethod
    def of(cls, code: str, /, **fields: "str | int | float | Reason | tuple[str | Reason, ...]") -> "Reason":
        """A reason with gaps to fill: `Reason.of("no_unit", text="12")`."""
        return cls(code, tuple(fields.items()))


class TrackerError(Exception):
    """Something the person can mend; `str(error)` says what happened and what to do."""


class ValueRefused(TrackerError):
    """A value that cannot be right: not a number, infinite, negative, or outside what the field allows."""


class UnitError(TrackerError):
    """A unit that is missing, unknown, or not a unit of the quantity it was given for."""


class DateError(TrackerError):
    """A date that cannot be read, lies in the future, or lies before the person was born."""


class ReferenceTableError(TrackerError):
    """The published tables in data/reference are missing or break one of their rules."""


class RecordError(TrackerError):
    """The database cannot be opened, read or written."""


class NewerSchema(RecordError):
    """The database was made by a newer version of the program."""


class NotFound(TrackerError):
    """The patient, exam or change asked for is not in the record."""


class NotAllowed(TrackerError):
    """Something that whoever acts here may not do."""


class UndoRefused(TrackerError):
    """A change that cannot be taken back, because something later builds on it."""


class AlreadyRecorded(TrackerError):
    """A report or irradiation event that the record holds already."""
