"""What an import would do to one person's record: each draft beside what is known, and the accepted ones written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tracker import dates, reference
from tracker.i18n import _
from tracker.intake.known import known_of, question_within, status_of, told_before
from tracker.readers.accept import stated, to_create
from tracker.readers.draft import ExamDraft
from tracker.readers.merge import merge
from tracker.readers.paper import Paper
from tracker.readers.whose import Whose, compare
from tracker.readers.written import date_of
from tracker.record import changes, checks, frames, ledger, people
from tracker.record.changes import Saved
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.forms import checked
from tracker.record.models import ExamCreate, PatientCreate, SourceReport
from tracker.record.procedures import MEDIA_TYPES, MOST_OF_ONE, AttachmentCreate

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
    came = checks.held(desk, patient_id)
    for number, draft in enumerate(exams):
        status = status_of(draft, record)
        if status[0] == "new" and told_before(draft, [row.draft for row in rows if row.status == "new"]):
            status = "may_be_known", "", question_within(draft)
        row = _row(number, draft, status, compare(person, draft))
        if row.when is None and not row.exam_id and ready(row) is None and changes.without_date(_created(row)) in came:
            known = _("This came without a date before. It is not added again.")
            row = row.changed(status="known", take=False, note=known)
        rows.append(row)
    return tuple(rows)


def plan_for_new(person: PatientCreate, exams: Sequence[ExamDraft]) -> tuple[Row, ...]:
    """The same for a person who has no record yet; tried on one that is thrown away."""
    trial = open_desk(":memory:")
    try:
        return plan(trial, people.add(trial, person).entity_id, exams)
    finally:
        trial.close()


def _row(number: int, draft: ExamDraft, told: tuple[str, str, str], whose: Whose) -> Row:
    status, exam_id, note = told
    key = draft.kind_key if draft.kind_key in reference.exam_kinds() else reference.OF_MACHINE.get(_machine(draft), "")
    row = Row(
        number=number,
        draft=draft,
        status=status,
        exam_id=exam_id,
        kind_key=key,
        own_words=_words(draft, key),
        region="",
        when=date_of(draft),
        take=status in TAKEN_BY_ITSELF and whose.matches is not False,
        note=note,
        whose=whose,
    )
    # A text that only names an exam may be about anything.
    vague = row.when is None and draft.source_kind == "text" and not draft.measurements
    return row.changed(take=row.take and ready(row) is None and not vague)


def _words(draft: ExamDraft, key: str) -> str:
    """The words that are kept beside a kind: none of one that says it all, nor columns of a table that name it."""
    known = key == draft.kind_key != ""
    if known and key not in reference.MACHINE_ONLY:
        return ""
    return draft.own_words or ("" if known and draft.source_kind == "sheet" else draft.description)


_STATED_BY = {"activity_mbq": "NM", "glandular_dose_mgy": "MG", "dlp_mgy_cm": "CT", "ctdivol_mgy": "CT"}


def _machine(draft: ExamDraft) -> str:
    """The machine a file names, else the only one that states such a number (a PET/CT both: it is called after NM)."""
    told = {measurement.quantity for measurement in draft.measurements}
    if draft.modality and not (told and draft.modality in ("MR", "US")):
        return draft.modality
    return next((machine for name, machine in _STATED_BY.items() if name in told), "")


def ready(row: Row) -> str | None:
    """What is missing before the row can be taken, as a sentence; None if nothing is."""
    if row.exam_id:
        return None
    if not row.kind_key and not row.own_words.strip():
        return _("The file does not say which exam this was. Please choose one, or use your own words.")
    return None


def waits(row: Row) -> str:
    """That an exam without a date waits for one in the record, as a sentence; "" where it has a date."""
    if row.when or row.exam_id or row.status == "known":
        return ""
    return _("The file does not say when this was. Give the date here, or later: it waits under “To check”.")


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


def counts(taken: Sequence[Row]) -> tuple[int, int, int]:
    """How many of these rows are new exams, how many add to one, and how many wait for their date."""
    extend, wait = sum(bool(row.exam_id) for row in taken), sum(bool(waits(row)) for row in taken)
    return len(taken) - extend - wait, extend, wait


Papers = Mapping[int, Sequence[AttachmentCreate]]


def accept(desk: Desk, patient_id: str, rows: Sequence[Row], papers: Papers | None = None) -> Saved | None:
    """Write the rows that are taken, all in one transaction after a backup; None if there is nothing to write.

    Args:
        desk, patient_id: the record, and whose exams these are.
        rows: what was found.
        papers: what is kept with each row, by its number; one that waits for its date keeps none.

    Raises:
        AlreadyRecorded, DateError, ValueRefused, RecordError: nothing was written; the sentence says why.
    """
    taken = [row for row in rows if row.take and row.status != "known"]
    if not taken:
        return None
    told = ledger.reports_by_exam(desk, patient_id)
    new = [_with(_created(row), row, papers) for row in taken if not row.exam_id and row.when]
    undated = [_created(row) for row in taken if not row.exam_id and not row.when]
    known = [(row, _added(row, told.get(row.exam_id, []))) for row in taken if row.exam_id]
    additions = [ledger.Addition(row.exam_id, _with(exam, row, papers)) for row, exam in known]
    return ledger.accept_import(desk, patient_id, new, additions, undated)


def _with(exam: ExamCreate, row: Row, papers: Papers | None) -> ExamCreate:
    return exam.model_copy(update={"attachments": list((papers or {}).get(row.number, ()))})


def _created(row: Row) -> ExamCreate:
    when = row.when or _ANY_DAY
    return to_create(row.draft, kind_key=row.kind_key, own_words=row.own_words, region=row.region, when=when)


def _added(row: Row, reports: Sequence[SourceReport]) -> ExamCreate:
    """The exam as all its reports tell it together: those of the record and the one that arrives."""
    known = [draft for report in reports if (draft := stated(report))]
    arriving = row.draft.parts or (row.draft,)
    draft = _as_one((*known, *arriving), next((d.study_uid for d in (*known, *arriving) if d.study_uid), ""))
    return to_create(draft, own_words=row.own_words or draft.description or _("exam"), when=row.when or _ANY_DAY)


# The exam in the record keeps its own date, and one that waits has none; a form must only have one.
_ANY_DAY = dates.of(2000)


def can_be_kept(paper: Paper) -> bool:
    """Whether a paper can be kept with an exam at all."""
    return paper.media_type in MEDIA_TYPES and 0 < len(paper.content) <= MOST_OF_ONE


def to_keep(paper: Paper) -> AttachmentCreate:
    """A paper as it is kept; its name ends as what it is."""
    ending = MEDIA_TYPES[paper.media_type]
    name = paper.name if paper.name.lower().endswith(ending) else f"{Path(paper.name).stem}{ending}"
    told = {"media_type": paper.media_type, "pages": paper.pages, "content": paper.content}
    return checked(AttachmentCreate, name=name[-200:], **told)
