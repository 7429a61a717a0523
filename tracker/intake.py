"""What an import would do to one person's record: each draft beside what is known, and the accepted ones written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracker import dates, reference
from tracker.dose.effective import with_kind
from tracker.errors import DateError
from tracker.i18n import _
from tracker.readers.accept import date_of, stated, to_create
from tracker.readers.draft import ExamDraft
from tracker.readers.merge import merge
from tracker.readers.whose import Whose, compare
from tracker.record import frames, ledger
from tracker.record.changes import Saved
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, SourceReport
from tracker.view.reasons import said

STATUSES = ("new", "known", "adds", "conflicts", "not_a_patient", "not_ionising", "treatment")
DIFFERS = 0.05  # a typed number and a measured one that are further apart are shown before one replaces the other


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


@dataclass(frozen=True, slots=True)
class _Record:
    """What the record holds of the person, as far as it is needed to recognise exams; no dose of theirs is needed.

    Attributes:
        exams: as `record.frames` gives them, with the modality and the region of their kind.
        measured: their measurements.
        told: what the reports of each exam said.
    """

    exams: pd.DataFrame
    measured: pd.DataFrame
    told: dict[str, tuple[ExamDraft, ...]]

    def measurements(self, exam_id: str) -> pd.DataFrame:
        return self.measured[self.measured["exam_id"] == exam_id]

    def exam_of(self, draft: ExamDraft) -> str:
        """The exam that shares an event, a file or a study with the draft, "" if there is none."""
        mine = _keys(draft)
        entered = {f"entry:{exam_id}": str(exam_id) for exam_id in self.exams["id"]}
        for identity in draft.identity:
            if identity in entered:
                return entered[identity]
        return next((exam for exam, parts in self.told.items() if any(mine & _keys(part) for part in parts)), "")


def _keys(draft: ExamDraft) -> set[tuple[str, str]]:
    keys = {("event", event.event_uid) for event in draft.events}
    for part in draft.parts or (draft,):
        report = part.report
        keys |= {("file", identity) for identity in part.identity}
        if report and part.source_kind == "dose_report":
            keys.add(("file", report.sop_instance_uid))
        study = part.study_uid or (report.study_instance_uid if report else "")
        if study:
            keys.add(("study", study))
    return keys


def plan(desk: Desk, patient_id: str, exams: Sequence[ExamDraft]) -> tuple[Row, ...]:
    """Each exam that was found beside the record of one person; nothing is written."""
    by_exam = ledger.reports_by_exam(desk, patient_id)
    told = {exam: tuple(d for r in rows if (d := stated(r))) for exam, rows in by_exam.items()}
    held = frames.exams(desk, patient_id)
    record = _Record(with_kind(held), frames.measurements(desk, held["id"], patient_id), told)
    person = frames.person(desk, patient_id)
    return tuple(_row(number, draft, record, compare(person, draft)) for number, draft in enumerate(exams))


def _row(number: int, draft: ExamDraft, record: _Record, whose: Whose) -> Row:
    status, exam_id, note = _status(draft, record)
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
        take=status in ("new", "adds") and whose.matches is not False,
        note=note,
        whose=whose,
    )
    return row.changed(take=row.take and ready(row) is None)


def _status(draft: ExamDraft, record: _Record) -> tuple[str, str, str]:
    if draft.not_patient_reason:
        return "not_a_patient", "", said(draft.not_patient_reason)
    if draft.treatment:
        return "treatment", "", _("This is a treatment. It is kept apart and never added to the dose of exams.")
    if draft.ionising is False:
        return "not_ionising", "", _("This uses no radiation. You can keep it in the list; it adds no dose.")
    same = record.exam_of(draft)
    if same:
        if same not in record.told:
            return "known", same, _("This is in your record already.")  # our own export, read back
        if _keys(draft) <= set().union(*(_keys(part) for part in record.told[same])):
            return "known", same, _("This is in your record already.")
        return "adds", same, _("This belongs to an exam in your record and adds to it.")
    return _by_day(draft, record)


def _by_day(draft: ExamDraft, record: _Record) -> tuple[str, str, str]:
    """An exam entered by hand on the same day that can be this one: its words stay, measured numbers are added."""
    for _index, exam in _same_day(draft, record).iterrows():
        exam_id = str(exam["id"])
        if not draft.measurements:
            return "known", exam_id, _("You logged this exam already.")
        apart = _different(draft, record.measurements(exam_id))
        if apart:
            text = _("You logged this exam with other numbers: {numbers}.").format(numbers="; ".join(apart))
            return "conflicts", exam_id, text
        return "adds", exam_id, _("This adds measured numbers to the exam you logged.")
    return "new", "", ""


def _same_day(draft: ExamDraft, record: _Record) -> pd.DataFrame:
    exams = record.exams
    if draft.exam_date is None or exams.empty:
        return exams.iloc[:0]
    day = pd.Timestamp(draft.exam_date)
    by_hand = ~exams["id"].isin(list(record.told)) & exams["date_precision"].eq("day")
    that_day = exams[by_hand & exams["date_first"].eq(day)]
    return that_day[[_compatible(draft, row) for _index, row in that_day.iterrows()]]


def _compatible(draft: ExamDraft, exam: pd.Series) -> bool:
    """The same kind; or the same sort of machine, and regions that do not contradict each other."""
    if draft.kind_key and exam["kind_key"]:
        return bool(draft.kind_key == exam["kind_key"])
    groups = ({"RF", "XA"}, {"DX", "IO", "PX"}, {"NM", "PT"})
    group: set[str] = next((g for g in groups if draft.modality in g), {draft.modality})
    region = str(exam["region"])
    unknown = "unknown" in (draft.region, region)
    return exam["modality"] in group and (unknown or region in reference.overlapping(draft.region))


def _different(draft: ExamDraft, typed: pd.DataFrame) -> list[str]:
    whole = {(m.quantity, m.laterality): m.value for m in draft.measurements if not m.part}
    rows = typed[["quantity", "laterality", "value"]].to_numpy(dtype=object).tolist()
    return [
        f"{quantity} {value:g} / {whole[quantity, side]:g}"
        for quantity, side, value in rows
        if (quantity, side) in whole
        and abs(whole[quantity, side] - value) > DIFFERS * max(value, whole[quantity, side])
    ]


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
            found.append(row.changed(**fields, exam_id="", status="new", note=""))
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
