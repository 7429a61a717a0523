"""The one family of errors a person can cause; the message is the sentence they read."""


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
