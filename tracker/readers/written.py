"""Exams that people wrote down, in a spreadsheet or a report: what only words tell; and when a draft says it was."""

from dataclasses import dataclass

from tracker import dates
from tracker.readers.draft import ExamDraft


@dataclass(frozen=True, slots=True)
class DrugDraft:
    """A drug that was given: its key and name in our table, and the milligrams, None if not said."""

    key: str
    name: str
    dose_mg: float | None = None


@dataclass(frozen=True, slots=True)
class LetterExam(ExamDraft):
    """An exam of a written report, with what only words tell.

    Attributes:
        levels: of the spine, names of `tracker.reference.LEVELS`.
        contrast: "yes", "no", "unknown" or "".
    """

    levels: tuple[str, ...] = ()
    drugs: tuple[DrugDraft, ...] = ()
    contrast: str = ""
    contrast_agent: str = ""


@dataclass(frozen=True, slots=True)
class SheetExam(LetterExam):
    """An exam of a spreadsheet, with what only words tell and what only a record kept by a person holds.

    Attributes:
        count_is_approximate: "about 20 exams".
        pregnant: "yes", "no", "unknown" or "".
        known_from: "file", "report" or "memory", where the row says that it is known from there; "" if it does not say.
        row: its number in the spreadsheet.
    """

    count_is_approximate: bool = False
    reason: str = ""
    images_at: str = ""
    pregnant: str = ""
    notes: str = ""
    known_from: str = ""
    row: int = 0


def date_of(draft: ExamDraft) -> dates.PartialDate | None:
    """When the exam was, as exactly as its file says; None if it does not say."""
    first = draft.exam_date
    if first is None:
        return None
    if draft.date_precision == "month":
        return dates.of(first.year, first.month)
    if draft.date_precision == "year":
        return dates.of(first.year)
    if draft.date_precision == "range" and draft.date_last:
        return dates.PartialDate(first, draft.date_last, "range")
    return dates.of(first.year, first.month, first.day)
