"""Which exam of the record a draft belongs to, or may belong to; nothing of a dose is computed for that.

Where no identity says that two exams are the same, the person is asked.
"""

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass

import pandas as pd

from tracker import reference, wording
from tracker.dates import PartialDate
from tracker.dose import plausibility
from tracker.dose.effective import with_kind
from tracker.i18n import _
from tracker.readers.accept import stated
from tracker.readers.dicom.event_sums import named_by_content
from tracker.readers.draft import ExamDraft
from tracker.readers.written import date_of
from tracker.record import frames, ledger
from tracker.record.desk import Desk
from tracker.view.reasons import said

EQUAL = 0.005  # how far two numbers of one exam differ at most, after both were rounded
_GROUPS = (frozenset({"RF", "XA"}), frozenset({"DX", "IO", "PX"}), frozenset({"NM", "PT"}))
_FILES = ("dose_report", "image", "fhir")  # sources of which each tells of every exam once


def alike(draft: ExamDraft, exam: pd.Series) -> bool:
    """The same kind; or the same sort of machine, and regions that do not contradict each other."""
    if _kinds_known(draft, exam):
        return bool(draft.kind_key == exam["kind_key"])
    unknown = "unknown" in (draft.region, str(exam["region"]))
    return _one_machine(draft, exam) and (unknown or _near(draft, exam))


def same(draft: ExamDraft, exam: pd.Series) -> bool:
    """The same kind, or the same words for one of no kind, on the same side, and as often."""
    words = (draft.own_words or draft.description).casefold()
    kind = draft.kind_key == exam["kind_key"] if draft.kind_key else words == str(exam["own_words"]).casefold()
    return bool(kind and draft.side == exam["side"] and draft.exam_count == exam["exam_count"])


def _kinds_known(draft: ExamDraft, exam: pd.Series) -> bool:
    return not {draft.kind_key, exam["kind_key"]} & {"", *reference.MACHINE_ONLY}


def _one_machine(draft: ExamDraft, exam: pd.Series) -> bool:
    group = next((g for g in _GROUPS if draft.modality in g), frozenset({draft.modality}))
    return exam["modality"] in group


def _near(draft: ExamDraft, exam: pd.Series) -> bool:
    region = str(exam["region"])
    return region in reference.overlapping(draft.region) or draft.region in reference.overlapping(region)


def of_its_day(draft: ExamDraft, exams: pd.DataFrame, told: Container[str]) -> pd.DataFrame:
    """The exams of the record whose date can be that of the draft: the same day of a file, or a month or year."""
    when = date_of(draft)
    if when is None or exams.empty:
        return exams.iloc[:0]
    overlap = (exams["date_first"] <= pd.Timestamp(when.last)) & (exams["date_last"] >= pd.Timestamp(when.first))
    from_file = pd.Series([exam_id in told for exam_id in exams["id"]], index=exams.index, dtype=bool)
    vague = exams["date_precision"].ne("day") | (when.precision != "day")
    return exams[overlap & (from_file | vague)]


def may_be(draft: ExamDraft, exam: pd.Series, held: pd.DataFrame) -> bool:
    """Whether the draft can be this exam of the record, whose date fits.

    Args:
        draft: what a file tells.
        exam: the exam.
        held: the measurements of it.
    """
    when = date_of(draft)
    exact = when is not None and when.precision == "day" == exam["date_precision"]
    if _kinds_known(draft, exam):
        kind = draft.kind_key == exam["kind_key"] or (not exact and _one_machine(draft, exam) and _near(draft, exam))
    elif "unknown" in (draft.region, str(exam["region"])):
        kind = exact and _one_machine(draft, exam) and bool(draft.measurements)
    else:
        kind = _one_machine(draft, exam) and _near(draft, exam)
    if not kind or (draft.side and exam["side"] and draft.side != exam["side"]):
        return False
    whole = held[~held["part"].astype(bool)]
    values = whole[["quantity", "laterality", "value"]].to_numpy(dtype=object).tolist()
    return _equal(_values(draft), {(quantity, side): float(value) for quantity, side, value in values})


def _values(draft: ExamDraft) -> dict[tuple[str, str], float]:
    return {(row.quantity, row.laterality): row.value for row in draft.measurements if not row.part}


def _equal(one: dict[tuple[str, str], float], other: dict[tuple[str, str], float]) -> bool:
    """Whether the numbers that both have are equal; where one has none at all, nothing speaks against it."""
    shared = one.keys() & other.keys()
    if not shared:
        return not one or not other
    return all(math.isclose(one[key], other[key], rel_tol=EQUAL) for key in shared)


def asked_of(exam: pd.Series) -> str:
    """The question about an exam of the record."""
    when = PartialDate(exam["date_first"].date(), exam["date_last"].date(), str(exam["date_precision"]))
    name = wording.kind(str(exam["kind_key"]), str(exam["own_words"]))
    text = _("Is this the exam in your record already: {exam}, {date}? If it is another one, take it.")
    return text.format(exam=name, date=when.text())


def told_before(draft: ExamDraft, others: Sequence[ExamDraft]) -> bool:
    """Whether another exam of the same import can be the same one, under other identities.

    The same day, kind and numbers; or, of an export and a report, one without numbers.
    """
    return draft.source_kind in _FILES and any(_twice(draft, other) for other in others if other.source_kind in _FILES)


def _twice(draft: ExamDraft, other: ExamDraft) -> bool:
    if draft.exam_date is None or date_of(draft) != date_of(other) or draft.modality != other.modality:
        return False
    if draft.kind_key != other.kind_key or (not draft.kind_key and draft.region != other.region):
        return False
    one, two = _values(draft), _values(other)
    if one and two:
        return draft.side == other.side and bool(one.keys() & two.keys()) and _equal(one, two)
    return bool(draft.kind_key) and (one or two) != {} and "fhir" in (draft.source_kind, other.source_kind)


def question_within(draft: ExamDraft) -> str:
    """The question about another exam of the same import."""
    when = date_of(draft)
    text = _("Is this the same exam as another one of these files, on {date}? If it is another one, take it.")
    return text.format(date=when.text() if when else "")


DIFFERS = 0.05  # a typed number and a measured one that are further apart are shown before one replaces the other


@dataclass(frozen=True, slots=True)
class Known:
    """What the record holds of the person, as far as it is needed to recognise exams; no dose of theirs is needed.

    Attributes:
        exams: as `record.frames` gives them, with the modality and the region of their kind.
        measured: their measurements.
        told: what the reports of each exam said.
        keys: by what each of these exams is known again; made once, for an import asks it of every exam it brings.
    """

    exams: pd.DataFrame
    measured: pd.DataFrame
    told: dict[str, tuple[ExamDraft, ...]]
    keys: dict[str, frozenset[tuple[str, str]]]

    def measurements(self, exam_id: str) -> pd.DataFrame:
        """The measurements of one exam."""
        return self.measured[self.measured["exam_id"] == exam_id]

    def exam_of(self, draft: ExamDraft) -> str:
        """The exam that shares an event, a file, a study or an order with the draft, "" if there is none."""
        mine = _keys(draft)
        entered = {f"entry:{exam_id}": str(exam_id) for exam_id in self.exams["id"]}
        for identity in draft.identity:
            if identity in entered:
                return entered[identity]
        return next((exam for exam, keys in self.keys.items() if mine & keys), "")


def known_of(desk: Desk, patient_id: str) -> Known:
    """What the record holds of one person."""
    by_exam = ledger.reports_by_exam(desk, patient_id)
    told = {exam: tuple(d for r in rows if (d := stated(r))) for exam, rows in by_exam.items()}
    held = frames.exams(desk, patient_id)
    keys = {exam: frozenset().union(*map(_keys, parts)) for exam, parts in told.items()}
    return Known(with_kind(held), frames.measurements(desk, held["id"], patient_id), told, keys)


def _keys(draft: ExamDraft) -> set[tuple[str, str]]:
    parts = [named_by_content(part) for part in draft.parts or (draft,)]
    keys = {("event", event.event_uid) for one in (draft, *parts) for event in one.events}
    for part in parts:
        report = part.report
        keys |= {("file", identity) for identity in part.identity}
        if report and part.source_kind == "dose_report":
            keys.add(("file", report.sop_instance_uid))
        study = part.study_uid or (report.study_instance_uid if report else "")
        keys |= {(name, value) for name, value in (("study", study), ("order", part.order)) if value}
    return keys


def status_of(draft: ExamDraft, record: Known) -> tuple[str, str, str]:
    """What a draft is to the record: one of `rows.STATUSES`, the exam it belongs to ("" for none), and why."""
    if draft.not_patient_reason:
        return "not_a_patient", "", said(draft.not_patient_reason)
    if draft.treatment:
        return "treatment", "", _("This is a treatment. It is kept apart and never added to the dose of exams.")
    if draft.ionising is False:
        return "not_ionising", "", _("This uses no radiation. You can keep it in the list; it adds no dose.")
    found = _found(draft, record)
    doubts = [*draft.doubts, *plausibility.doubts(draft.kind_key, draft.modality, draft.measurements)]
    if doubts and found[0] in ("new", "adds", "conflicts"):
        asked = " ".join(said(doubt) for doubt in doubts)
        text = _("{doubt} Take it only if the numbers are right.").format(doubt=asked)
        return "doubtful", found[1], text
    return found


def _found(draft: ExamDraft, record: Known) -> tuple[str, str, str]:
    same = record.exam_of(draft)
    if same:
        if same not in record.told:
            return "known", same, _("This is in your record already.")  # our own export, read back
        if _keys(draft) <= record.keys[same]:
            return "known", same, _("This is in your record already.")
        return "adds", same, _("This belongs to an exam in your record and adds to it.")
    return _by_day(draft, record)


def _by_day(draft: ExamDraft, record: Known) -> tuple[str, str, str]:
    """An exam entered by hand on the same day that can be this one: its words stay, measured numbers are added."""
    for _index, exam in _same_day(draft, record).iterrows():
        exam_id = str(exam["id"])
        if not draft.measurements or _typed_again(draft, record.measurements(exam_id)):
            return "known", exam_id, _("You logged this exam already.")
        apart = _different(draft, record.measurements(exam_id))
        if apart:
            text = _("You logged this exam with other numbers: {numbers}.").format(numbers="; ".join(apart))
            return "conflicts", exam_id, text
        return "adds", exam_id, _("This adds measured numbers to the exam you logged.")
    for _index, exam in of_its_day(draft, record.exams, record.told).iterrows():
        if may_be(draft, exam, record.measurements(str(exam["id"]))):
            return "may_be_known", "", asked_of(exam)
    return "new", "", ""


def _same_day(draft: ExamDraft, record: Known) -> pd.DataFrame:
    """The exams entered by hand with exactly this date, be it a day, a month or a year."""
    exams, when = record.exams, date_of(draft)
    if when is None or exams.empty:
        return exams.iloc[:0]
    by_hand = ~exams["id"].isin(list(record.told)) & exams["date_precision"].eq(when.precision)
    first, last = exams["date_first"].eq(pd.Timestamp(when.first)), exams["date_last"].eq(pd.Timestamp(when.last))
    found = exams[by_hand & first & last]
    fits = alike if when.precision == "day" else same
    return found[[fits(draft, row) for _index, row in found.iterrows()]]


def _typed_again(draft: ExamDraft, typed: pd.DataFrame) -> bool:
    """Whether a table or text gives only numbers that the exam has already, typed as well."""
    if draft.source_kind not in ("sheet", "text"):
        return False
    held = {(q, side): value for q, side, value in typed[["quantity", "laterality", "value"]].to_numpy().tolist()}
    rows = [(m.value, held.get((m.quantity, m.laterality))) for m in draft.measurements if not m.part]
    return all(other is not None and math.isclose(value, other, rel_tol=EQUAL) for value, other in rows)


def _different(draft: ExamDraft, typed: pd.DataFrame) -> list[str]:
    whole = {(m.quantity, m.laterality): m.value for m in draft.measurements if not m.part}
    rows = typed[["quantity", "laterality", "value"]].to_numpy(dtype=object).tolist()
    return [
        _("{yours} (the file: {files})").format(
            yours=wording.measured(quantity, value, side), files=wording.measured(quantity, whole[quantity, side], side)
        )
        for quantity, side, value in rows
        if (quantity, side) in whole
        and abs(whole[quantity, side] - value) > DIFFERS * max(value, whole[quantity, side])
    ]
