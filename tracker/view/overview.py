"""What a clinician must see in the first minute: one value behind the one-minute view, from the whole record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tracker import reference, wording
from tracker.history import exams as history
from tracker.history.evidence import under_older_ct
from tracker.history.summary import Summary
from tracker.history.totals import EvidenceCounts, Range, Totals
from tracker.i18n import _, ngettext

if TYPE_CHECKING:
    from tracker.history.course import Course


@dataclass(frozen=True, slots=True)
class Head:
    """Whose record it is, and how far it can be relied on.

    Attributes:
        facts: born, sex, today's date.
        kept: by whom it is kept, from where its lines are known (the legend of their marks), when it was last changed.
    """

    name: str
    facts: tuple[str, ...]
    kept: str


def person(whole: Summary) -> Head:
    """The head of everything a clinician reads."""
    patient = whole.patient
    birth = wording.calendar_day(patient.birth_date) if patient.birth_date else ""
    born = _("born {date}").format(date=birth) if birth else _("birth date not given")
    sex = wording.sex(patient.sex) or _("sex not given")
    today = _("today {date}").format(date=wording.calendar_day(whole.today))
    return Head(patient.name, (born, sex, today), kept(whole, marks=True))


def kept(whole: Summary, *, marks: bool = False) -> str:
    """By whom the record is kept, from where its lines are known, with their marks or not, and the last change."""
    words = [_("Kept by the patient.")]
    if n := whole.entries:
        counts = ngettext("{n} line: {counts}.", "{n} lines: {counts}.", n)
        words.append(counts.format(n=n, counts=wording.known_from_counts(whole.known_from, marks=marks)))
    if whole.last_changed:
        words.append(_("Last changed {date}.").format(date=wording.day(whole.last_changed)))
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions of one kind and region in the last 12 months, with their dates, newest first."""

    name: str
    sessions: int
    approximate: bool
    dates: tuple[str, ...]


def sessions(course: "Course") -> tuple[Sessions, ...]:
    """The session counts of the course, each with its dates; counts and dates, and no verdict."""
    since = (pd.Timestamp(course.today) - pd.DateOffset(years=1)).date()
    dates: dict[tuple[str, str], dict[str, None]] = {}
    for one in course.injections:
        if one.injected and one.first > since:
            dates.setdefault((one.family, one.region_name), {})[one.when] = None
    return tuple(
        Sessions(s.name, s.sessions, s.approximate, tuple(dates.get((s.name, s.region_name), ())))
        for s in course.sessions
    )


def likely_region(whole: Summary) -> str:
    """What a visit is probably about: where the newest injection was, else the newest exam; "" where none is known."""
    exams = whole.exams[whole.exams["region"].isin([key for key in reference.regions() if key != "unknown"])]
    guided = history.injections(whole.exams)
    guided = guided[guided["exam_id"].isin(exams["exam_id"])]
    newest = history.newest_first(guided if len(guided) else exams)
    return str(newest["region"].iloc[0]) if len(newest) else ""


def region_choices() -> Mapping[str, str]:
    """Region -> its clinical name, from head to foot."""
    return {key: _(region.name) for key, region in reference.regions().items() if key != "unknown"}


def earlier_imaging(whole: Summary, region: str) -> pd.DataFrame:
    """Images of the region or one that overlaps it, newest first: an exact day before a rough date that may be later.

    Args:
        whole: the record.
        region: "" for every region.
    """
    rows = history.same_region(whole.exams, region) if region else whole.exams
    return history.imaging(rows)


def may_lie_outside(chosen: Summary, years: tuple[int, int]) -> int:
    """How many exams of a selection may lie before the first or after the last of its years, their dates being rough.

    Args:
        chosen: exams that can lie in the years.
        years: first and last year.
    """
    exams = chosen.exams
    outside = (exams["date_first"].dt.year < years[0]) | (exams["date_last"].dt.year > years[1])
    return int(exams.loc[outside, "exam_count"].sum())


def in_period(certain: int, may_lie: int) -> str:
    """How many exams lie in a period: "1 (20 more may lie in it)"."""
    return _("{n} ({may} more may lie in it)").format(n=certain, may=may_lie) if may_lie else str(certain)


def evidence(counts: EvidenceCounts) -> tuple[str, ...]:
    """How many exams rest on what, each with its mark: "● 6 measured"; what there is none of is left out."""
    words = (
        ("reported", _("{n} measured"), counts.measured),
        ("calculated", _("{n} calculated"), counts.calculated),
        ("typical", _("{n} typical"), counts.typical),
        ("rough", _("{n} rough"), counts.rough),
        ("unknown", _("{n} not counted"), counts.not_counted),
        ("no_radiation", _("{n} without radiation"), counts.no_radiation),
        ("treatment", _("{n} treatment, kept apart"), counts.treatment),
    )
    return tuple(f"{wording.EVIDENCE_MARKS[key]} {text.format(n=n)}" for key, text, n in words if n)


def dose(totals: Totals, span: str = "") -> str:
    """The dose in one line: the total with its range, how much of it rests on measurements, what is not counted.

    Args:
        totals: of the exams.
        span: which time they are from, in words.
    """
    if totals.dose is None:
        return _nothing_counted(totals)
    total = wording.first_large(wording.dose(totals.dose.typical, totals.dose.low, totals.dose.high))
    words = [_("{dose} {span}.").format(dose=total, span=span) if span else f"{total}."]
    if totals.share_measured is not None:
        share = _("{percent} % of it worked out from measured values.")
        words.append(share.format(percent=round(100 * totals.share_measured)))
    if n := totals.counts.not_counted:
        words.append(ngettext("{n} exam could not be counted.", "{n} exams could not be counted.", n).format(n=n))
    if len(totals.factor_sets) > 1:
        mixed = _("The total mixes the tissue weights of {sets}.")
        words.append(mixed.format(sets=_(" and ").join(totals.factor_sets)))
    return " ".join(words)


def ct_change(chosen: Summary) -> str:
    """That CT doses are worked out otherwise than before, and what it does to the total; "" where it does nothing."""
    before = under_older_ct(chosen)
    if before is None:
        return ""
    words = _(
        "CT doses are worked out with newer coefficients (ICRP 103). With the earlier ones (AAPM Report 96) the total"
        " would be {dose}. About me lets you choose."
    )
    return words.format(dose=wording.dose(before.typical, before.low, before.high))


def _nothing_counted(totals: Totals) -> str:
    if not totals.exams:
        return _("No exams are recorded.")
    if totals.counts.no_radiation == totals.exams:
        return _("The recorded exams use no radiation.")
    return _("No recorded exam has a dose that can be counted.")


def sums(chosen: Summary) -> list[str]:
    """Everything the exams add up to, in sentences."""
    totals = chosen.totals
    badge = " " + _("(sample patient, invented)") if chosen.patient.is_sample else ""
    lines = [chosen.patient.name + badge, _headline(chosen)]
    lines += [f"  {wording.exam_type(t.exam_type)}: {t.exams}" + _dose_of(t.dose) for t in totals.by_type]
    lines.append(dose(totals, _("in all")))
    if totals.dose is None:
        return lines
    lines.append("  ".join(evidence(totals.counts)))
    if time := chosen.background:
        lines.append(background(time.years, time.msv_per_year, time.country_name))
    return [*lines, *filter(None, [ct_change(chosen)]), wording.effective_dose_note(), wording.do_not_skip()]


def _headline(summary: Summary) -> str:
    totals = summary.totals
    if not totals.exams:
        return _("No exams yet.")
    exams_ = wording.count(totals.exams, approximate=totals.approximate)
    text = _("{exams} since {year}; {radiation} use radiation; {guided} image-guided injections or procedures.")
    words = text.format(
        exams=exams_, year=totals.first_year, radiation=totals.with_radiation, guided=totals.image_guided
    )
    return " ".join(filter(None, [words, radiation_not_known(totals)]))


def radiation_not_known(totals: Totals) -> str:
    """Of how many exams nobody knows whether they used radiation; "" where there is none."""
    n = totals.radiation_not_known
    words = ngettext(
        "Of {n} it is not known whether it used radiation.", "Of {n} it is not known whether they used radiation.", n
    )
    return words.format(n=n) if n else ""


def _dose_of(dose: Range | None) -> str:
    return "  " + wording.dose(dose.typical, dose.low, dose.high) if dose else ""


def background(
    years: float, msv_per_year: float, country: str, low_years: float | None = None, high_years: float | None = None
) -> str:
    """A dose as time of natural background, with the range where it reads differently; "" where the dose is none."""
    if not years:
        return ""
    typical = wording.background_time(years)
    low, high = (typical if y is None else wording.background_time(y) for y in (low_years, high_years))
    rate = {"country": _(country), "msv": f"{msv_per_year:g}"}
    if low == high:
        words = _("That is {time} of natural background radiation ({country}, {msv} mSv a year).")
        return words.format(time=typical, **rate)
    words = _("That is {time} of natural background radiation ({country}, {msv} mSv a year); {low} to {high}.")
    return words.format(time=typical, low=low, high=high, **rate)
