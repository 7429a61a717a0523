"""Exams with radiation while the person was, or may have been, pregnant; for clinicians with the dose to the uterus."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tracker.dates import age_in_years
from tracker.dose import uterus
from tracker.dose.derivation import Derivation
from tracker.dose.uterus_words import explain
from tracker.history.summary import Summary
from tracker.record.models import HealthFact
from tracker.record.people import Facts

PREGNANCY_DAYS = 280  # from the first day of the last period to the due date
AFTER_DUE_DAYS = 14
YOUNGEST_ASKED_YEARS = 10


@dataclass(frozen=True, slots=True)
class PregnantExam:
    """An exam with radiation in a pregnancy; no dose is in it, so that pages for patients cannot show one.

    Attributes:
        certain: whether the person said so of this exam; otherwise it is possible, from an answer or from the dates.
        reason: why it is listed: told, not_sure, denied, in_dates, perhaps_in_dates, near, perhaps_near.
        day: the due date, or the day on which the pregnancy was told, where the reason rests on it.
        name: the plain name; text the person typed where the exam has no kind. `clinical_name` is the clinical one.
        exam_count: more than 1 for an entry that stands for several exams.
        week_first: first week of pregnancy (from the last period) in which it may lie; None where not known.
        week_last: the last such week.
    """

    exam_id: str
    certain: bool
    reason: str
    day: date | None
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
        derivation: how it was made, with the sources.
    """

    exam_id: str
    typical: float | None
    low: float | None
    high: float | None
    under: float | None
    evidence: str
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class _Pregnancy:
    """The days between which a pregnancy lies that the person recorded, and how that is known."""

    first: date
    last: date
    due: date | None
    recorded: date


def may_be_pregnant(sex: str, born: date | None, facts: Facts, first: date, last: date | None = None) -> bool:
    """Whether it makes sense to ask: not of men, of children under 10, and after the menopause.

    Args:
        sex, born: of the person; "" and None where not known.
        facts: a menopause counts from the day on which it was told.
        first, last: the days between which the exam lies; one where the day is known.
    """
    if sex == "male" or (born and age_in_years(born, last or first) < YOUNGEST_ASKED_YEARS):
        return False
    past = facts.health.get("menopause")
    return not (past and past.answer == "yes" and past.recorded_at.astimezone().date() <= first)


def facts_today(facts: Facts, today: date) -> Facts:
    """The facts without a pregnancy that is over, or of which it was said that there is none: that ages in a day.

    One with a due date is over 14 days after it. One without, as older records hold it, ends with the year in which it
    was told, and nine months after it.
    """
    fact = facts.health.get("pregnancy")
    if fact is None or (fact.answer != "no" and _last_day(fact) >= today):
        return facts
    return replace(facts, health={topic: other for topic, other in facts.health.items() if topic != "pregnancy"})


def _last_day(fact: HealthFact) -> date:
    if fact.due_date:
        return fact.due_date + timedelta(days=AFTER_DUE_DAYS)
    told = fact.recorded_at.astimezone().date()
    return min(told + timedelta(days=PREGNANCY_DAYS), date(told.year, 12, 31)) if fact.answer == "yes" else date.min


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
    reason, day = _reason(str(row["pregnant"]), first, last, pregnancy)
    return PregnantExam(
        exam_id=str(row["exam_id"]),
        certain=row["pregnant"] == "yes",
        reason=reason,
        day=day,
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


def _reason(answer: str, first: date, last: date, pregnancy: _Pregnancy | None) -> tuple[str, date | None]:
    """The key of the reason, and the due date or the day on which the pregnancy was told."""
    if answer == "yes":
        return "told", None
    if answer == "unknown" or pregnancy is None:
        return "not_sure", None
    lies = pregnancy.first <= first and last <= pregnancy.last
    if pregnancy.due:
        return "denied" if answer == "no" else "in_dates" if lies else "perhaps_in_dates", pregnancy.due
    return "near" if lies else "perhaps_near", pregnancy.recorded


def _dose(exam: PregnantExam, row: pd.Series) -> UterusDose:
    names = ("uterus_dose_mgy", "uterus_low_mgy", "uterus_high_mgy", "uterus_under_mgy")
    typical, low, high, under = (None if math.isnan(row[name]) else float(row[name]) for name in names)
    return UterusDose(exam.exam_id, typical, low, high, under, str(row["uterus_evidence"]), explain(row))
