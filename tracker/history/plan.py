"""What can be said before an exam: what it usually gives, the person's earlier exams, and other ways to look.

Nothing here is a verdict. Whether an exam is done is between the person and the doctor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker import reference, wording
from tracker.history import exams as history
from tracker.history.summary import Preview, Summary, preview
from tracker.history.totals import MEASURED_EVIDENCE
from tracker.record.forms import checked
from tracker.record.models import ExamCreate
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExamBase

EARLIER_YEARS = 2
UNKNOWN_REGION = "unknown"
MOST_VALUES = 4
MOST_DOSES = 3


@dataclass(frozen=True, slots=True)
class BackgroundSpan:
    """The usual dose as years of natural background in a country; `low_years` and `high_years` are its interval."""

    country_name: str
    msv_per_year: float
    years: float
    low_years: float
    high_years: float
    source: reference.Source


@dataclass(frozen=True, slots=True)
class EarlierExam:
    """An entry of the record that is of the same part of the body, or overlaps it.

    Attributes:
        when: the date as a person would say it.
        may_be_older: it may lie before the 24 months, because only a month, a year or a span is known.
        name: the plain name, `clinical_name` the one for clinicians.
        images_at: where the images are, "" where nobody recorded it.
        injection: it is an image-guided injection or procedure, whose images matter less.
    """

    exam_id: str
    when: str
    may_be_older: bool
    name: str
    clinical_name: str
    side: str
    count: int
    count_is_approximate: bool
    facility: str
    images_at: str
    injection: bool


@dataclass(frozen=True, slots=True)
class OwnDose:
    """The effective dose of an earlier exam in mSv with its interval, from the numbers of its report."""

    when: str
    typical_msv: float
    low_msv: float
    high_msv: float
    evidence: str


@dataclass(frozen=True, slots=True)
class OwnExams:
    """What the record holds of the same kind, and of the same type (CT, nuclear, ...); an entry for 20 counts as 20.

    Attributes:
        last: when the newest was, "" where there is none.
        exam_type: "" where the planned exam has no type to compare with.
        measured: entries of the kind whose dose rests on numbers of a report.
        doses: the newest of these, newest first.
        last_values: the numbers of the newest of these, as reported ("KAP 2.41 Gy.cm2"), and `last_measured` its date.
    """

    count: int
    approximate: bool
    last: str
    exam_type: str
    type_count: int
    type_approximate: bool
    type_last: str
    measured: int
    doses: tuple[OwnDose, ...]
    last_measured: str
    last_values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanOutlook:
    """Everything that is shown about one planned exam; texts that a person typed are as they typed them.

    Attributes:
        region: key of the region; `UNKNOWN_REGION` where nobody said it, and then nothing is said of earlier images.
        preview: the usual dose in mSv with its interval, how good it is, and how it was made.
        background: None where there is no dose to compare.
        earlier: same or overlapping region within 24 months, newest first, whatever made the images.
        older: how many entries with images of the region are older than that; `newest_older` is the newest of them.
        alternatives: kinds without radiation to ask about.
        facts, sex, born: what the staff must hear, and what a question follows from.
        day: the planned day, else today.
    """

    kind_key: str
    name: str
    clinical_name: str
    region: str
    side: str
    planned_on: date | None
    facility: str
    reason: str
    preview: Preview
    background: BackgroundSpan | None
    own: OwnExams
    earlier: tuple[EarlierExam, ...]
    older: int
    newest_older: EarlierExam | None
    alternatives: tuple[reference.ExamKind, ...]
    facts: Facts
    sex: str
    born: date | None
    day: date

    @property
    def region_known(self) -> bool:
        """Whether it is known what part of the body it is of."""
        return self.region != UNKNOWN_REGION


def as_exam(plan: PlannedExamBase, day: date) -> ExamCreate:
    """The plan as an exam done on this day.

    Raises:
        ValueRefused: the plan holds something an exam cannot hold.
    """
    same: Mapping[str, Any] = plan.model_dump(include={"kind_key", "own_words", "region", "side", "facility", "reason"})
    return checked(ExamCreate, **same, date_first=day, date_last=day, notes=plan.note)


def region_of(plan: PlannedExamBase) -> str:
    """The region that was given, else that of the exam kind."""
    kind = reference.exam_kinds().get(plan.kind_key)
    return plan.region or (kind.region if kind else UNKNOWN_REGION)


def outlook(summary: Summary, plan: PlannedExamBase, facts: Facts) -> PlanOutlook:
    """What can be said about a planned exam.

    Args:
        summary: the whole record of the person, as of today.
        plan: what is planned; without a day it is looked at as if it were today, which matters for a child.
        facts: what a clinic must know.
    """
    region = region_of(plan)
    person = summary.patient
    day = plan.planned_on or summary.today
    found = preview(as_exam(plan, day), person.birth_date, person.ct_set)
    recent, before = _same_region(summary, region)
    return PlanOutlook(
        kind_key=plan.kind_key,
        name=wording.kind(plan.kind_key, plan.own_words),
        clinical_name=wording.clinical_kind(plan.kind_key, plan.own_words),
        region=region,
        side=plan.side,
        planned_on=plan.planned_on,
        facility=plan.facility,
        reason=plan.reason,
        preview=found,
        background=_background(found, summary.patient.country),
        own=_own(summary, plan),
        earlier=recent,
        older=len(before),
        newest_older=before[0] if before else None,
        alternatives=reference.alternatives(plan.kind_key),
        facts=facts,
        sex=person.sex,
        born=person.birth_date,
        day=day,
    )


def _background(found: Preview, country: str) -> BackgroundSpan | None:
    if not found.typical or found.low is None or found.high is None:
        return None
    known = reference.backgrounds().get(country) or reference.backgrounds()["world"]
    rate, source = known.msv_per_year, reference.sources()[known.source_id]
    return BackgroundSpan(known.name, rate, found.typical / rate, found.low / rate, found.high / rate, source)


def _same_region(summary: Summary, region: str) -> tuple[tuple[EarlierExam, ...], tuple[EarlierExam, ...]]:
    """Entries of the region that may lie in the 24 months, and older ones; only of those with images."""
    if region == UNKNOWN_REGION:
        return (), ()
    start = pd.Timestamp(summary.today) - pd.DateOffset(years=EARLIER_YEARS)
    rows = history.same_region(summary.exams, region)
    rows = rows[~rows["modality"].isin(history.NO_IMAGES)]
    recent = rows["date_last"] > start
    imaging = ~rows["image_guided"].astype(bool)
    return _listed(rows[recent], start), _listed(rows[~recent & imaging], start)


def _listed(rows: pd.DataFrame, start: pd.Timestamp) -> tuple[EarlierExam, ...]:
    return tuple(_earlier(row, start) for row in rows.itertuples(index=False))


def _earlier(row: Any, start: pd.Timestamp) -> EarlierExam:
    return EarlierExam(
        exam_id=str(row.exam_id),
        when=str(row.when),
        may_be_older=bool(row.date_first <= start < row.date_last),
        name=str(row.name),
        clinical_name=str(row.clinical_name),
        side=str(row.side),
        count=int(row.exam_count),
        count_is_approximate=bool(row.count_is_approximate),
        facility=str(row.facility),
        images_at=str(row.images_at),
        injection=bool(row.image_guided),
    )


def _own(summary: Summary, plan: PlannedExamBase) -> OwnExams:
    exams = history.newest_first(summary.exams)
    kind = reference.exam_kinds().get(plan.kind_key)
    if kind:
        same = exams[exams["kind_key"] == plan.kind_key]
    else:
        words = exams["own_words"].astype(str).str.casefold()
        same = exams[exams["kind_key"].eq("") & words.eq(plan.own_words.casefold())]
    compared = kind.exam_type if kind and kind.ionising and kind.exam_type != "other" else ""
    alike = exams[exams["exam_type"].eq(compared) & ~exams["evidence"].isin(["no_radiation", "treatment"])]
    measured = same[same["evidence"].isin(MEASURED_EVIDENCE)]
    return OwnExams(
        *_counted(same),
        compared,
        *_counted(alike),
        measured=len(measured),
        doses=tuple(_own_dose(row) for row in measured.head(MOST_DOSES).itertuples(index=False)),
        last_measured=_newest(measured),
        last_values=_values(summary, str(measured["exam_id"].iloc[0])) if len(measured) else (),
    )


def _own_dose(row: Any) -> OwnDose:
    return OwnDose(str(row.when), float(row.typical_msv), float(row.low_msv), float(row.high_msv), str(row.evidence))


def _counted(rows: pd.DataFrame) -> tuple[int, bool, str]:
    return int(rows["exam_count"].sum()), bool(rows["count_is_approximate"].any()), _newest(rows)


def _newest(rows: pd.DataFrame) -> str:
    return str(rows["when"].iloc[0]) if len(rows) else ""


def _values(summary: Summary, exam_id: str) -> tuple[str, ...]:
    rows = summary.measured(exam_id)
    whole = rows[~rows["part"].astype(bool)]
    columns = ["quantity", "value", "laterality", "phantom"]
    return tuple(wording.measured(*row) for row in whole[columns].to_numpy(dtype=object).tolist())[:MOST_VALUES]
