"""A pasted radiology report: proposals for the date, the exam and its doses, each to be confirmed by the person.

Nothing here is taken as a fact: every proposal carries the words it came from and their place in the text. What was
seen and is not proposed (dates of birth, earlier exams, doses for comparison) is listed with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.dates import PartialDate
from tracker.errors import Reason
from tracker.readers.draft import ExamDraft, LetterExam, MeasurementDraft, Problem, ReportInfo
from tracker.readers.letter import details
from tracker.readers.letter.dates import DateProposal, LeftOut, dates_of
from tracker.readers.letter.doses import ORIGIN, doses_of
from tracker.readers.letter.kinds import KindProposal, kinds_of
from tracker.readers.letter.parts import LONGEST, Report, report_of
from tracker.readers.letter.ranking import DoseProposal
from tracker.readers.words.places import UNKNOWN
from tracker.reference import exam_kinds

__all__ = ["ORIGIN", "DateProposal", "DoseProposal", "KindProposal", "LeftOut", "TextProposal", "confirmed", "propose"]


@dataclass(frozen=True, slots=True)
class TextProposal:
    """What a text may say about one exam; nothing of it holds before the person confirmed it.

    Attributes:
        dates: the most likely first.
        kinds: the most telling words first; an empty `kind_key` comes with the question that settles it.
        doses: in the order of the text; `preferred` ones stand for the whole exam.
        left_out: what was seen and is not proposed, and why.
        told: what the words say beside doses, date and kind: levels, drugs, contrast, clinic and name.
    """

    dates: tuple[DateProposal, ...] = ()
    kinds: tuple[KindProposal, ...] = ()
    doses: tuple[DoseProposal, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    told: LetterExam | None = None


def propose(text: str, today: date) -> TextProposal:
    """What a pasted report may say about one exam; never raises, whatever the text.

    Args:
        text: in one of the languages of the tables of words; only the first 100,000 characters are looked at.
        today: the day it is read; no exam was later.
    """
    report = report_of(text)
    dates, other_dates = dates_of(report, today)
    doses, other_doses = doses_of(report, _day_of(dates))
    left = tuple(sorted([*other_dates, *other_doses], key=lambda each: each.start))
    kinds = tuple(kinds_of(report))
    told = _told(report, kinds, left, today)
    return TextProposal(tuple(dates), kinds, tuple(doses), left, _problems(text), told)


def _told(report: Report, kinds: Sequence[KindProposal], left: tuple[LeftOut, ...], today: date) -> LetterExam:
    """What a report says beside doses and dates, as a draft that has nothing else."""
    kind = next(iter(kinds), None)
    known = exam_kinds().get(kind.kind_key) if kind else None
    title = kind.words if kind else ""
    drugs = details.drugs_in(report)
    needle = known.may_treat_by_needle if known else bool(drugs) or (kind is not None and kind.modality == "RF")
    contrast, agent = details.contrast_in(report, title)
    name, born = details.patient_name(report), details.birth_date(report, left, today)
    return LetterExam(
        exam_date=None,
        modality="",
        kind_key="",
        kind_reason=None,
        region=UNKNOWN,
        report=ReportInfo("", "", patient_name=name, patient_birth_date=born) if name or born else None,
        facility=details.facility(report),
        levels=details.levels_in(title) if needle else (),
        drugs=drugs if needle else (),
        contrast=contrast,
        contrast_agent=agent,
    )


def _day_of(dates: Sequence[DateProposal]) -> date | None:
    """The day that a text most likely tells of, None where it tells none or it could be two."""
    return dates[0].choices[0].first if dates and len(dates[0].choices) == 1 else None


def _problems(text: str) -> tuple[Problem, ...]:
    if not text.strip():
        return (Problem(Reason("the_text"), Reason("text_empty")),)
    if len(text) > LONGEST:
        return (Problem(Reason("the_text"), Reason.of("text_long", count=LONGEST)),)
    return ()


def confirmed(
    when: PartialDate | None,
    kind: KindProposal | None,
    measurements: Sequence[MeasurementDraft],
    own_words: str = "",
    told: LetterExam | None = None,
) -> ExamDraft:
    """The exam of what the person confirmed, one by one.

    Args:
        when: one of the `choices` of a date, or one they entered.
        kind: the proposal they confirmed, None to leave the kind open.
        measurements: the readings they confirmed.
        own_words: what they call the exam.
        told: what else the words say.
    """
    known = exam_kinds().get(kind.kind_key) if kind else None
    base = told or LetterExam(None, "", "", None, UNKNOWN)
    return replace(
        base,
        exam_date=when.first if when else None,
        modality=kind.modality if kind else "",
        kind_key=kind.kind_key if kind else "",
        kind_reason=kind.reason if kind else Reason("no_words_chosen"),
        region=kind.region if kind else UNKNOWN,
        side=kind.side if kind else "",
        description=kind.words[:200] if kind else "",
        measurements=tuple(measurements),
        source_kind="text",
        treatment=bool(known and known.treatment),
        ionising=known.ionising if known else None,
        evidence_note=Reason("copied_from_words"),
        date_precision=when.precision if when else "unknown",
        date_last=when.last if when and when.precision != "day" else None,
        own_words=own_words or ("" if known or not kind else kind.words[:200]),
    )
