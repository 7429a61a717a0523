"""A pasted radiology report: proposals for the date, the exam and its doses, each to be confirmed by the person.

Nothing here is taken as a fact: every proposal carries the words it came from and their place in the text. What was
seen and is not proposed (dates of birth, earlier exams, doses for comparison) is listed with the reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.dates import PartialDate
from tracker.errors import Reason
from tracker.readers.draft import ExamDraft, MeasurementDraft, Problem, ReadResult, ReportInfo, Unused
from tracker.readers.letter import details
from tracker.readers.letter.dates import REPORT, DateProposal, LeftOut, dates_of
from tracker.readers.letter.details import KindProposal, kinds_of
from tracker.readers.letter.doses import doses_of
from tracker.readers.letter.parts import LONGEST, ORIGIN, Report, report_of, text_of
from tracker.readers.letter.ranking import DoseProposal
from tracker.readers.paper import has_letters, identity_of
from tracker.readers.words.exams import UNKNOWN
from tracker.readers.written import LetterExam
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
        other_facts: what the words say beside doses, date and kind: levels, drugs, contrast, clinic and name.
    """

    dates: tuple[DateProposal, ...] = ()
    kinds: tuple[KindProposal, ...] = ()
    doses: tuple[DoseProposal, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    other_facts: LetterExam | None = None


def propose(text: str, today: date, order: str = "") -> TextProposal:
    """What a pasted report may say about one exam; never raises, whatever the text.

    Args:
        text: in one of the languages of the tables of words; only the first 100,000 characters are looked at.
        today: the day it is read; no exam was later.
        order: as for `dates_of`.
    """
    report = report_of(text)
    dates, other_dates = dates_of(report, today, order)
    doses, other_doses = doses_of(report, _day_of(dates))
    left = tuple(sorted([*other_dates, *other_doses], key=lambda each: each.start))
    kinds = tuple(kinds_of(report))
    other_facts = _other_facts(report, kinds, left, today)
    return TextProposal(tuple(dates), kinds, tuple(doses), left, _problems(text), other_facts)


def _other_facts(report: Report, kinds: Sequence[KindProposal], left: tuple[LeftOut, ...], today: date) -> LetterExam:
    """What a report says beside doses and dates, as a draft that has nothing else."""
    kind = next(iter(kinds), None)
    known = exam_kinds().get(kind.kind_key) if kind else None
    title = kind.words if kind else ""
    drugs = details.drugs_in(report)
    needle = known.may_treat_by_needle if known else bool(drugs) or (kind is not None and kind.modality == "RF")
    contrast, agent = details.contrast_in(report, title)
    name, born = details.patient_name(report), details.birth_date(left, today)
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
    other_facts: LetterExam | None = None,
) -> ExamDraft:
    """The exam of what the person confirmed, one by one.

    Args:
        when: one of the `choices` of a date, or one they entered.
        kind: the proposal they confirmed, None to leave the kind open.
        measurements: the readings they confirmed.
        other_facts: what else the words say.
    """
    known = exam_kinds().get(kind.kind_key) if kind else None
    base = other_facts or LetterExam(None, "", "", None, UNKNOWN)
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
        own_words="" if known or not kind else kind.words[:200],
    )


def read_text(name: str, text: str, today: date, order: str = "") -> ReadResult:
    """The one exam of a text; a text that tells neither a dose nor an exam of the list holds none.

    Args:
        name: of the file.
        text: a report in words.
        today: the day it is read; no exam was later.
        order: as for `dates_of`.
    """
    found = propose(text, today, order)
    problems = tuple(Problem(name, what) for what in _doubts(found))
    draft = _draft(found)
    if not (draft.measurements or draft.kind_key):
        return ReadResult(name, problems=problems)
    return ReadResult(name, (replace(draft, identity=(identity_of(text),)),), problems)


def read_pdf(name: str, data: bytes, today: date, order: str = "") -> ReadResult:
    """The exam that the letters of a PDF tell of; a page that was scanned has none, which is said."""
    text = text_of(data)
    return read_letters(name, Reason("pdf_locked") if text is None else text, today)


def read_letters(name: str, text: str | Reason, today: date) -> ReadResult:
    """The exam that the letters of a paper tell of; why it has none where they cannot be read, or are a picture."""
    if isinstance(text, Reason):
        return _nothing(name, "not_readable", text)
    return read_text(name, text, today) if has_letters(text) else _nothing(name, "picture", Reason("scanned"))


def _nothing(name: str, reason: str, what: Reason) -> ReadResult:
    return ReadResult(name, problems=(Problem(name, what),), unused=(Unused(name, reason),))


def _draft(found: TextProposal) -> ExamDraft:
    day = _day(found)
    kind = next(iter(found.kinds), None)
    draft = confirmed(
        day.choices[0] if day and len(day.choices) == 1 else None, kind, _certain(found), other_facts=found.other_facts
    )
    return draft if kind else replace(draft, kind_reason=Reason("text_names_no_exam"))


def _certain(found: TextProposal) -> tuple[MeasurementDraft, ...]:
    """The doses that leave no question: of the whole exam, and parts of it."""
    sure = (dose for dose in found.doses if len(dose.readings) == 1 and dose.question is None)
    return tuple(dose.readings[0] for dose in sure if dose.preferred or dose.readings[0].part)


def _day(found: TextProposal) -> DateProposal | None:
    """The date that may be that of the exam; the day of the report, which can be later, is none."""
    return next((day for day in found.dates if day.role != REPORT), None)


def _doubts(found: TextProposal) -> Iterator[Reason]:
    yield from (problem.what for problem in found.problems)
    day = _day(found)
    if day and len(day.choices) > 1:
        yield Reason.of("day_or_month", text=day.words)
    if not day and found.dates:
        yield Reason.of("only_day_of_report", words=found.dates[0].words)
    for dose in found.doses:
        if dose.question:
            yield Reason.of("number_in_doubt", words=" ".join(dose.words.split())[:100], doubt=dose.question)
