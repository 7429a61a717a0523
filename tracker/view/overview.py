"""What a clinician must see in the first minute: one value behind the one-minute view, from the whole record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tracker import reference, wording
from tracker.history import exams as history
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
        kept: by whom it is kept, how many lines were copied from reports, when it was last changed.
    """

    name: str
    facts: tuple[str, ...]
    kept: str


def person(whole: Summary) -> Head:
    """The head of everything a clinician reads."""
    patient = whole.patient
    birth = wording.calendar_day(patient.birth_date) if patient.birth_date else ""
    born = _("born {date}").format(date=birth) if birth else _("birth date not given")
    sexes = {"female": _("female"), "male": _("male"), "other": _("other sex")}
    sex = sexes.get(patient.sex, _("sex not given"))
    today = _("today {date}").format(date=wording.calendar_day(whole.today))
    return Head(patient.name, (born, sex, today), kept(whole))


def kept(whole: Summary) -> str:
    """By whom the record is kept, how many of its lines were copied from reports, and when it was last changed."""
    words = [_("Kept by the patient.")]
    if n := whole.entries:
        copied = ngettext("{n} of {all} line copied from reports.", "{n} of {all} lines copied from reports.", n)
        words.append(copied.format(n=whole.from_reports, all=n))
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


def has_fluoroscopy(whole: Summary) -> bool:
    """Whether any exam is one with fluoroscopy."""
    return bool(whole.exams["exam_type"].eq("fluoroscopy").any())


def may_lie_outside(chosen: Summary, years: tuple[int, int]) -> int:
    """How many exams of a selection may lie before the first or after the last of its years, their dates being rough.

    Args:
        chosen: exams that can lie in the years.
        years: first and last year.
    """
    exams = chosen.exams
    outside = (exams["date_first"].dt.year < years[0]) | (exams["date_last"].dt.year > years[1])
    return int(exams.loc[outside, "exam_count"].sum())


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


def dose(totals: Totals) -> str:
    """The dose in one line: the total with its range, how much of it rests on measurements, what is not counted."""
    if totals.dose is None:
        if totals.exams and totals.counts.no_radiation == totals.exams:
            return _("The recorded exams use no radiation.")
        return _("No recorded exam has a dose that can be counted.")
    total = wording.dose(totals.dose.typical, totals.dose.low, totals.dose.high)
    words = [f"{total[:1].upper()}{total[1:]}."]
    if totals.share_measured is not None:
        share = _("{percent} % of it worked out from measured values.")
        words.append(share.format(percent=round(100 * totals.share_measured)))
    if n := totals.counts.not_counted:
        words.append(ngettext("{n} exam could not be counted.", "{n} exams could not be counted.", n).format(n=n))
    if len(totals.factor_sets) > 1:
        mixed = _("The total mixes the tissue weights of {sets}.")
        words.append(mixed.format(sets=_(" and ").join(totals.factor_sets)))
    return " ".join(words)


def sums(found: Summary) -> list[str]:
    """The same in sentences."""
    totals = found.totals
    badge = " " + _("(sample patient, invented)") if found.patient.is_sample else ""
    lines = [found.patient.name + badge, _headline(found)]
    lines += [f"  {wording.exam_type(t.exam_type)}: {t.exams}" + _dose_of(t.dose) for t in totals.by_type]
    if totals.dose is None:
        lines.append(_("No exam could be counted, so there is no total."))
        return lines
    lines.append(_("In all {dose}.").format(dose=wording.dose(totals.dose.typical, totals.dose.low, totals.dose.high)))
    lines.append(evidence_line(found))
    if found.background:
        lines.append(background_line(found))
    if len(totals.factor_sets) > 1:
        lines.append(_("The total mixes coefficients of {sets}.").format(sets=", ".join(totals.factor_sets)))
    return [*lines, wording.effective_dose_note(), wording.do_not_skip()]


def _headline(found: Summary) -> str:
    totals = found.totals
    if not totals.exams:
        return _("No exams yet.")
    exams_ = wording.count(totals.exams, approximate=totals.approximate)
    text = _("{exams} since {year}; {radiation} use radiation; {guided} image-guided injections or procedures.")
    return text.format(
        exams=exams_, year=totals.first_year, radiation=totals.with_radiation, guided=totals.image_guided
    )


def _dose_of(dose: Range | None) -> str:
    return "  " + wording.dose(dose.typical, dose.low, dose.high) if dose else ""


def evidence_line(found: Summary) -> str:
    """ "● 6 measured  ◐ 9 calculated  ○ 7 typical  ◌ 0 rough  – 1 not counted" """
    counts = found.totals.counts
    parts = (
        ("●", counts.measured, _("measured")),
        ("◐", counts.calculated, _("calculated")),
        ("○", counts.typical, _("typical")),
        ("◌", counts.rough, _("rough")),
        ("–", counts.not_counted, _("not counted")),
    )
    return "  ".join(f"{mark} {n} {word}" for mark, n, word in parts)


def background_line(found: Summary) -> str:
    """ "Natural background gives as much in about 16 years (United States: 3.1 mSv a year)." """
    time = found.background
    if time is None:
        return ""
    text = _("Natural background gives as much in {time} ({country}: {rate} mSv a year).")
    words = wording.background_time(time.years)
    return text.format(time=words, country=_(time.country_name), rate=time.msv_per_year)
