"""What an import would do to one person's record: each draft beside what is known, and the accepted ones written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracker import dates, reference
from tracker.errors import DateError
from tracker.i18n import _
from tracker.intake import perhaps
from tracker.intake.known import known_of, status_of
from tracker.readers.accept import stated, to_create
from tracker.readers.draft import ExamDraft
from tracker.readers.merge import merge
from tracker.readers.whose import Whose, compare
from tracker.readers.written import date_of
from tracker.record import frames, ledger
from tracker.record.changes import Saved
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, SourceReport

STATUSES = (
    "new", "known", "adds", "conflicts", "not_a_patient", "not_ionising", "treatment", "doubtful", "may_be_known",
)  # fmt: skip

TAKEN_BY_ITSELF = ("new", "adds")


@dataclass(frozen=True, slots=True)
class Row:
    """One exam that was found, what it is to the record, and what the person decided about it.

    Attributes:
        status: one of `STATUSES`.
        exam_id: the exam it belongs to, "" if it is new.
        take: whether it is accepted; its first value is what most people want.
        note: one sentence that says why it has this status.
    """

    number: int
    draft: ExamDraft
    status: str
    exam_id: str
    kind_key: str
    own_words: str
    region: str
    when: dates.PartialDate | None
    take: bool
    note: str
    whose: Whose

    def changed(self, **fields: Any) -> "Row":
        """The row with what the person changed: kind_key, own_words, region, when or take."""
        return replace(self, **fields)


def plan(desk: Desk, patient_id: str, exams: Sequence[ExamDraft]) -> tuple[Row, ...]:
    """Each exam that was found beside the record of one person; nothing is written."""
    record = known_of(desk, patient_id)
    person = frames.person(desk, patient_id)
    rows: list[Row] = []
    for number, draft in enumerate(exams):
        status = status_of(draft, record)
        if status[0] == "new" and perhaps.told_before(draft, [row.draft for row in rows if row.status == "new"]):
            status = "may_be_known", "", perhaps.question_within(draft)
        rows.append(_row(number, draft, status, compare(person, draft)))
    return tuple(rows)


def _row(number: int, draft: ExamDraft, told: tuple[str, str, str], whose: Whose) -> Row:
    status, exam_id, note = told
    kind = reference.exam_kinds().get(draft.kind_key)
    row = Row(
        number=number,
        draft=draft,
        status=status,
        exam_id=exam_id,
        kind_key=kind.key if kind else "",
        own_words="" if kind else draft.own_words or draft.description,
        region="",
        when=date_of(draft),
        take=status in TAKEN_BY_ITSELF and whose.matches is not False,
        note=note,
        whose=whose,
    )
    return row.changed(take=row.take and ready(row) is None)


def ready(row: Row) -> str | None:
    """What is missing before the row can be taken, as a sentence; None if nothing is."""
    if row.exam_id:
        return None
    if row.when is None:
        return _("The file does not say when this was. Please give the date.")
    if not row.kind_key and not row.own_words.strip():
        return _("The file does not say which exam this was. Please choose one, or use your own words.")
    return None


def merge_rows(rows: Sequence[Row], numbers: Iterable[int]) -> tuple[Row, ...]:
    """The person says these are one exam: the first keeps its place and takes over what the others hold."""
    chosen = [row for row in rows if row.number in set(numbers)]
    if len(chosen) < 2:
        return tuple(rows)
    first = chosen[0]
    parts = tuple(part for row in chosen for part in row.draft.parts or (row.draft,))
    draft = _as_one(parts, first.draft.study_uid)
    together = first.changed(draft=draft, when=first.when or date_of(draft))
    if doubted := next((row for row in chosen if row.status == "doubtful"), None):
        together = together.changed(status="doubtful", note=doubted.note, take=False)
    rest = {row.number for row in chosen[1:]}
    return tuple(together if row.number == first.number else row for row in rows if row.number not in rest)


def _as_one(parts: Iterable[ExamDraft], study_uid: str) -> ExamDraft:
    """One study for all of them makes the merger treat them as one exam, whatever their own identities say."""
    (draft, *_others) = merge(replace(part, study_uid=study_uid or "merged by hand") for part in parts)
    return draft


def split_row(rows: Sequence[Row], number: int) -> tuple[Row, ...]:
    """The person says this is not one exam: each file of it becomes a row of its own, as new."""
    found: list[Row] = []
    free = max((row.number for row in rows), default=0) + 1
    for row in rows:
        if row.number != number or len(row.draft.parts) < 2:
            found.append(row)
            continue
        for place, part in enumerate(row.draft.parts):
            fields = {"number": number if place == 0 else free + place, "draft": part, "when": date_of(part)}
            doubtful = {} if row.status == "doubtful" else {"status": "new", "note": ""}
            found.append(row.changed(**fields, **doubtful, exam_id=""))
    return tuple(found)


def accept(desk: Desk, patient_id: str, rows: Sequence[Row]) -> Saved | None:
    """Write the rows that are taken, all in one transaction after a backup; None if there is nothing to write.

    Raises:
        AlreadyRecorded, DateError, ValueRefused, RecordError: nothing was written; the sentence says why.
    """
    taken = [row for row in rows if row.take and row.status != "known"]
    if not taken:
        return None
    told = ledger.reports_by_exam(desk, patient_id)
    new = [_created(row, row.draft) for row in taken if not row.exam_id]
    additions = [ledger.Addition(row.exam_id, _added(row, told.get(row.exam_id, []))) for row in taken if row.exam_id]
    return ledger.accept_import(desk, patient_id, new, additions)


def _created(row: Row, draft: ExamDraft) -> ExamCreate:
    if row.when is None:
        raise DateError(_("The report does not say when the exam was. Please enter the date."))
    words = "" if row.kind_key else row.own_words
    return to_create(draft, kind_key=row.kind_key, own_words=words, region=row.region, when=row.when)


def _added(row: Row, reports: Sequence[SourceReport]) -> ExamCreate:
    """The exam as all its reports tell it together: those of the record and the one that arrives."""
    known = [draft for report in reports if (draft := stated(report))]
    arriving = row.draft.parts or (row.draft,)
    draft = _as_one((*known, *arriving), next((d.study_uid for d in (*known, *arriving) if d.study_uid), ""))
    return to_create(draft, own_words=row.own_words or draft.description or _("exam"), when=row.when or _ANY_DAY)


_ANY_DAY = dates.of(2000)  # the exam in the record keeps its own date; a draft must only have one
