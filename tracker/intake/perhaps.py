"""Whether two exams may be the same, where no identity says so: then the person is asked."""

import math
from collections.abc import Container, Sequence

import pandas as pd

from tracker import reference, wording
from tracker.dates import PartialDate
from tracker.i18n import _
from tracker.readers.draft import ExamDraft
from tracker.readers.written import date_of

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


def of_record(draft: ExamDraft, exams: pd.DataFrame, told: Container[str]) -> pd.DataFrame:
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


def question(exam: pd.Series) -> str:
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
