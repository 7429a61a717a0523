"""When a draft says its exam was."""

from tracker import dates
from tracker.readers.draft import ExamDraft


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
