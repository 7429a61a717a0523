"""Which exam of the record a draft belongs to, if any; nothing of a dose is computed for that."""

from dataclasses import dataclass

import pandas as pd

from tracker import reference
from tracker.dose.effective import with_kind
from tracker.i18n import _
from tracker.readers.accept import stated
from tracker.readers.draft import ExamDraft
from tracker.record import frames, ledger
from tracker.record.desk import Desk
from tracker.view.reasons import said

DIFFERS = 0.05  # a typed number and a measured one that are further apart are shown before one replaces the other


@dataclass(frozen=True, slots=True)
class Known:
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
        """The measurements of one exam."""
        return self.measured[self.measured["exam_id"] == exam_id]

    def exam_of(self, draft: ExamDraft) -> str:
        """The exam that shares an event, a file or a study with the draft, "" if there is none."""
        mine = _keys(draft)
        entered = {f"entry:{exam_id}": str(exam_id) for exam_id in self.exams["id"]}
        for identity in draft.identity:
            if identity in entered:
                return entered[identity]
        return next((exam for exam, parts in self.told.items() if any(mine & _keys(part) for part in parts)), "")


def known_of(desk: Desk, patient_id: str) -> Known:
    """What the record holds of one person."""
    by_exam = ledger.reports_by_exam(desk, patient_id)
    told = {exam: tuple(d for r in rows if (d := stated(r))) for exam, rows in by_exam.items()}
    held = frames.exams(desk, patient_id)
    return Known(with_kind(held), frames.measurements(desk, held["id"], patient_id), told)


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


def status_of(draft: ExamDraft, record: Known) -> tuple[str, str, str]:
    """What a draft is to the record: one of `rows.STATUSES`, the exam it belongs to ("" for none), and why."""
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


def _by_day(draft: ExamDraft, record: Known) -> tuple[str, str, str]:
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


def _same_day(draft: ExamDraft, record: Known) -> pd.DataFrame:
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
