"""Exams with radiation while the person was, or may have been, pregnant; for clinicians with the dose to the uterus."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tracker import wording
from tracker.dates import PartialDate
from tracker.dose import uterus
from tracker.dose.derivation import Derivation
from tracker.dose.uterus_words import explain
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record.people import Facts

PREGNANCY_DAYS = 280  # from the first day of the last period to the due date
AFTER_DUE_DAYS = 14


@dataclass(frozen=True, slots=True)
class PregnantExam:
    """An exam with radiation in a pregnancy; no dose is in it, so that pages for patients cannot show one.

    Attributes:
        certain: whether the person said so of this exam; otherwise it is possible, from an answer or from the dates.
        reason: one sentence that says why it is listed.
        name: the plain name; text the person typed where the exam has no kind. `clinical_name` is the clinical one.
        exam_count: more than 1 for an entry that stands for several exams.
        week_first: first week of pregnancy (from the last period) in which it may lie; None where not known.
        week_last: the last such week.
    """

    exam_id: str
    certain: bool
    reason: str
    when: str
    name: str
    clinical_name: str
    exam_count: int
    week_first: int | None
    week_last: int | None


@dataclass(frozen=True, slots=True)
class UterusDose:
    """The dose to the uterus of one exam in mGy, for pages for clinicians only.

    Attributes:
        typical: None where there is no number; so are `low` and `high`.
        under: the bound, where only "under" was published.
        evidence: calculated, typical, rough or unknown.
        words: the dose with its range: "about 25 mGy (2.1 to 50)".
        derivation: how it was made, with the sources.
    """

    exam_id: str
    typical: float | None
    low: float | None
    high: float | None
    under: float | None
    evidence: str
    words: str
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class _Pregnancy:
    """The days between which a pregnancy lies that the person recorded, and how that is known."""

    first: date
    last: date
    due: date | None
    recorded: date


def exams_while_pregnant(summary: Summary, facts: Facts) -> tuple[PregnantExam, ...]:
    """The exams with radiation while pregnant, certain ones first, then the newest first.

    Possible are: exams of which the person is not sure; exams that may lie between the last period (280 days before a
    recorded due date) and two weeks after it; and, where a pregnancy was recorded without a due date, exams within
    nine months of that day. "Not pregnant" at an exam holds, unless its date lies in a pregnancy with a due date.
    """
    exams = summary.exams
    if exams.empty:
        return ()
    pregnancy = _recorded(facts)
    answer = exams["pregnant"]
    listed = exams["radiation"].ne("no") & (answer.isin(["yes", "unknown"]) | _may_lie_in(exams, pregnancy, answer))
    found = [_made(row, pregnancy) for _place, row in exams[listed.to_numpy(dtype=bool)].iterrows()]
    return tuple(sorted(found, key=lambda exam: not exam.certain))


def uterus_doses(summary: Summary, found: Sequence[PregnantExam]) -> tuple[UterusDose, ...]:
    """The dose to the uterus of these exams, in their order. Only for clinicians: patients are sent to a physicist."""
    ids = [exam.exam_id for exam in found]
    rows = summary.exams.set_index("exam_id").loc[ids].reset_index()
    weeks = [(exam.week_first, exam.week_last) for exam in found]
    rows[["week_first", "week_last"]] = np.array(weeks, dtype=float).reshape(-1, 2)
    place = pd.Index(ids).get_indexer(pd.Index(summary.measurements["exam_id"], dtype=object))
    measured = summary.measurements.assign(exam=place)[place >= 0].reset_index(drop=True)
    doses = uterus.estimate(rows, measured)
    return tuple(_dose(exam, row) for exam, (_place, row) in zip(found, doses.iterrows(), strict=True))


def patient_words() -> str:
    """What a patient reads instead of a number."""
    return _("Tell the staff. A medical physicist can work out the dose.")


def patient_line(exam: PregnantExam, name: str) -> str:
    """One exam on a page for the patient: "Chest X-ray, 3 Sep 2026: you may have been pregnant."

    Args:
        exam: the exam.
        name: its name as the page may show it: what a person typed must be made harmless there.
    """
    words = (
        _("{name}, {when}: you were pregnant.") if exam.certain else _("{name}, {when}: you may have been pregnant.")
    )
    return words.format(name=name, when=exam.when)


def _recorded(facts: Facts) -> _Pregnancy | None:
    """The pregnancy of the health facts; "not sure" counts where there is a due date."""
    fact = facts.health.get("pregnancy")
    if fact is None or not (fact.answer == "yes" or (fact.answer == "unknown" and fact.due_date)):
        return None
    recorded = fact.recorded_at.astimezone().date()
    length, after = timedelta(days=PREGNANCY_DAYS), timedelta(days=AFTER_DUE_DAYS)
    first, last = (
        (fact.due_date - length, fact.due_date + after) if fact.due_date else (recorded - length, recorded + length)
    )
    return _Pregnancy(first, last, fact.due_date, recorded)


def _may_lie_in(exams: pd.DataFrame, pregnancy: _Pregnancy | None, answer: pd.Series) -> pd.Series:
    if pregnancy is None:
        return pd.Series(False, index=exams.index)
    first, last = pd.Timestamp(pregnancy.first), pd.Timestamp(pregnancy.last)
    may = (exams["date_first"] <= last) & (exams["date_last"] >= first)
    lies = (exams["date_first"] >= first) & (exams["date_last"] <= last)
    return may & ((answer != "no") | (lies & (pregnancy.due is not None)))


def _made(row: pd.Series, pregnancy: _Pregnancy | None) -> PregnantExam:
    first, last = row["date_first"].date(), row["date_last"].date()
    weeks = _weeks(first, last, pregnancy)
    return PregnantExam(
        exam_id=str(row["exam_id"]),
        certain=row["pregnant"] == "yes",
        reason=_reason(str(row["pregnant"]), first, last, pregnancy),
        when=str(row["when"]),
        name=str(row["name"]),
        clinical_name=str(row["clinical_name"]),
        exam_count=int(row["exam_count"]),
        week_first=weeks[0],
        week_last=weeks[1],
    )


def _weeks(first: date, last: date, pregnancy: _Pregnancy | None) -> tuple[int | None, int | None]:
    """Completed weeks since the last period, where a due date says when that was and the exam may lie after it."""
    if pregnancy is None or pregnancy.due is None or first > pregnancy.last or last < pregnancy.first:
        return None, None
    ends = max(first, pregnancy.first), min(last, pregnancy.last)
    return (ends[0] - pregnancy.first).days // 7, (ends[1] - pregnancy.first).days // 7


def _reason(answer: str, first: date, last: date, pregnancy: _Pregnancy | None) -> str:
    if answer == "yes":
        return _("Recorded as pregnant at this exam.")
    if answer == "unknown":
        return _("Recorded as not sure about a pregnancy at this exam.")
    if pregnancy is None:
        return ""
    lies = pregnancy.first <= first and last <= pregnancy.last
    if pregnancy.due:
        day = PartialDate(pregnancy.due, pregnancy.due, "day").text()
        if answer == "no":
            words = _("Recorded as not pregnant, but the date lies in the pregnancy with due date {day}.")
        elif lies:
            words = _("The date lies in the pregnancy with due date {day}.")
        else:
            words = _("The date is not exact. It may lie in the pregnancy with due date {day}.")
        return words.format(day=day)
    words = (
        _("The date lies within 9 months of {day}, when a pregnancy was recorded.")
        if lies
        else _("The date is not exact. It may lie within 9 months of {day}, when a pregnancy was recorded.")
    )
    return words.format(day=PartialDate(pregnancy.recorded, pregnancy.recorded, "day").text())


def _dose(exam: PregnantExam, row: pd.Series) -> UterusDose:
    names = ("uterus_dose_mgy", "uterus_low_mgy", "uterus_high_mgy", "uterus_under_mgy")
    typical, low, high, under = (None if math.isnan(row[name]) else float(row[name]) for name in names)
    words = _dose_words(typical, low, high, under)
    known = typical is not None or under is not None
    each = _("{words} each").format(words=words) if exam.exam_count > 1 and known else words
    return UterusDose(exam.exam_id, typical, low, high, under, str(row["uterus_evidence"]), each, explain(row))


def _dose_words(typical: float | None, low: float | None, high: float | None, under: float | None) -> str:
    """ "about 25 mGy (2.1 to 50)", "under 0.01 mGy (older texts: up to 0.5)", "not worked out"."""
    if under is not None:
        bound = _("under {under:g} mGy").format(under=under)
        if high is None or high <= under:
            return bound
        return _("{bound} (older texts: up to {high})").format(bound=bound, high=wording.number(high))
    if typical is None or low is None or high is None:
        return _("not worked out")
    number = wording.number(typical)
    about = number if typical < wording.SMALLEST_SHOWN_MSV else _("about {number}").format(number=number)
    ends = wording.number(low), wording.number(high)
    return _("{about} mGy ({low} to {high})").format(about=about, low=ends[0], high=ends[1])
