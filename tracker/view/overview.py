"""What a clinician must see in the first minute: one value behind the one-minute view, from the whole record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from tracker import reference, wording
from tracker.dates import PartialDate
from tracker.history import exams as history
from tracker.history.summary import Summary
from tracker.history.totals import EvidenceCounts, Totals
from tracker.i18n import _, ngettext

if TYPE_CHECKING:
    from tracker.history.course import Course
    from tracker.record.models import HealthFact, Reaction
    from tracker.record.people import Facts


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
    born = _("born {date}").format(date=_day(patient.birth_date)) if patient.birth_date else _("birth date not given")
    sexes = {"female": _("female"), "male": _("male"), "other": _("other sex")}
    sex = sexes.get(patient.sex, _("sex not given"))
    return Head(patient.name, (born, sex, _("today {date}").format(date=_day(whole.today))), kept(whole))


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
class Flag:
    """Something a clinic must know: what, in the patient's words, and when they said so ("" where not kept).

    `weighty` marks what decides about contrast medium, a needle or a magnet.
    """

    text: str
    told: str
    weighty: bool = True


@dataclass(frozen=True, slots=True)
class Safety:
    """What a clinic must know; "none recorded" is never "none".

    Attributes:
        flags: what the patient says yes to, the weightiest first.
        no_reactions: that no reaction is recorded, in words; "" where one is.
        denied, unknown, not_asked: topics the patient says no to, does not know, or was never asked about.
    """

    flags: tuple[Flag, ...]
    no_reactions: str
    denied: tuple[str, ...]
    unknown: tuple[str, ...]
    not_asked: tuple[str, ...]


FLAG_ORDER = ("pregnancy", "blood_thinner", "kidney_disease", "diabetes", "metformin", "implant", "stimulator")


def safety(facts: "Facts", sex: str) -> Safety:
    """The safety cell: pregnancy, then reactions and allergies, then the other topics.

    Args:
        facts: a topic that is not in `health` was never asked.
        sex: topics of women are left out for males unless something was recorded.
    """
    from tracker.record.models import HEALTH_TOPICS, NOT_FOR_MALES

    topics = [t for t in HEALTH_TOPICS if t in facts.health or t not in NOT_FOR_MALES or sex != "male"]
    ordered = sorted(topics, key=lambda t: FLAG_ORDER.index(t) if t in FLAG_ORDER else len(FLAG_ORDER))
    told = {t: facts.health[t] for t in ordered if t in facts.health}
    yes = {t: _stated(fact) for t, fact in told.items() if fact.answer == "yes"}
    first = [yes.pop("pregnancy")] if "pregnancy" in yes else []
    reactions = [Flag(_reaction(r), "") for r in facts.reactions]
    return Safety(
        flags=(*first, *reactions, *yes.values()),
        no_reactions="" if reactions else _("Reactions and allergies: none recorded"),
        denied=tuple(wording.health_topic(t) for t, fact in told.items() if fact.answer == "no"),
        unknown=tuple(wording.health_topic(t) for t, fact in told.items() if fact.answer == "unknown"),
        not_asked=tuple(wording.health_topic(t) for t in ordered if t not in told),
    )


def _reaction(reaction: "Reaction") -> str:
    substance = wording.substance_group(reaction.substance_group)
    if reaction.substance:
        substance = f"{substance} ({reaction.substance})"
    what = f"{reaction.reaction} {reaction.year}" if reaction.year else reaction.reaction
    return _("{substance}: {reaction} ({severity})").format(
        substance=substance, reaction=what, severity=wording.severity(reaction.severity)
    )


def _stated(fact: "HealthFact") -> Flag:
    due = _("due {date}").format(date=_day(fact.due_date)) if fact.due_date else ""
    details = ", ".join(filter(None, [fact.detail, due]))
    topic = wording.health_topic(fact.topic)
    topic = topic[:1].upper() + topic[1:]
    return Flag(f"{topic}: {details}" if details else topic, wording.day(fact.recorded_at), fact.topic in FLAG_ORDER)


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
    guided = history.injections(whole)
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
    rows = history.same_region(whole, region) if region else whole.exams
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


def _day(day: date) -> str:
    return PartialDate(day, day, "day").text()
