"""What stands first of all: four tiles, what a clinic will ask that is not recorded, and the years of the picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker import wording
from tracker.history.course import Course
from tracker.history.summary import Summary
from tracker.i18n import _, ngettext
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExam
from tracker.view import health, overview
from tracker.view.injections import since, unknown_since_text
from tracker.view.lines import ExamLine, exam_name, lines

YEARS_AT_FIRST = 5
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Tile:
    """One answer: what it is about, the answer, and what belongs to it ("" for nothing); texts as they were typed."""

    about: str
    answer: str
    more: str = ""


def newest_images(whole: Summary, region: str) -> ExamLine | None:
    """The newest images of a part of the body, of any where `region` is ""; None where there are none."""
    return next(iter(lines(overview.earlier_imaging(whole, region).head(1))), None)


def tiles(whole: Summary, course: Course, region: str, newest: ExamLine | None) -> tuple[Tile, ...]:
    """The exams, the dose, the last injection with its steroid, and the last images.

    Args:
        whole: a record with at least one exam.
        course: its injections.
        region: the part of the body that matters; "" where none is known.
        newest: its newest images.
    """
    return (_exams(whole), _dose(whole), _injection(course), _images(region, newest))


def _exams(whole: Summary) -> Tile:
    totals = whole.totals
    about = _("Exams since {year}").format(year=totals.first_year)
    amount = wording.about(totals.exams, approximate=totals.approximate)
    if not totals.with_radiation:
        return Tile(about, wording.first_large(amount), _("none uses radiation"))
    words = ngettext("{n} uses radiation, last {when}", "{n} use radiation, last {when}", totals.with_radiation)
    more = words.format(n=totals.with_radiation, when=totals.last_with_radiation)
    return Tile(about, wording.first_large(amount), more)


def _dose(whole: Summary) -> Tile:
    totals = whole.totals
    about = _("Dose in all")
    if totals.dose is None:
        return Tile(about, _("Not known"), overview.dose(totals))
    low, high = wording.number(totals.dose.low), wording.number(totals.dose.high)
    more = [_("between {low} and {high}").format(low=low, high=high)] if totals.dose.typical else []
    if totals.share_measured is not None:
        more.append(_("{percent} % measured").format(percent=round(100 * totals.share_measured)))
    if n := totals.counts.not_counted:
        more.append(_("{n} not counted").format(n=n))
    return Tile(about, wording.first_large(wording.dose(totals.dose.typical)), " · ".join(more))


def _injection(course: Course) -> Tile:
    about = _("Last injection")
    if course.last is None:
        return Tile(about, _("None recorded"))
    return Tile(about, wording.first_large(since(course.last, course.today)), _steroid(course))


def _steroid(course: Course) -> str:
    if course.last_steroid is None:
        return _("Cortisone: none recorded")
    drugs = "; ".join(wording.drug(given) for one in course.last_steroids for given in one.steroids)
    return _("Cortisone: {since}, {drugs}").format(since=since(course.last_steroid, course.today), drugs=drugs)


def _images(region: str, newest: ExamLine | None) -> Tile:
    about = _("Last images: {region}").format(region=wording.region(region)) if region else _("Last images")
    if newest is None:
        return Tile(about, _("None recorded"))
    place = newest.images_at or _("not recorded where")
    return Tile(about, newest.when, f"{newest.name}. " + _("Images: {place}").format(place=place))


def clinic_asks(whole: Summary, course: Course, facts: Facts, newest: ExamLine | None) -> tuple[str, ...]:
    """What every clinic asks and the record does not say yet, the weightiest first."""
    missing = health.for_staff(facts, whole.patient.sex, whole.patient.birth_date, whole.today).not_asked
    asked = [wording.first_large(", ".join(missing[:MOST_NAMED]))] if missing else []
    if (n := len(missing) - MOST_NAMED) > 0:
        asked = [" ".join([*asked, ngettext("and {n} more", "and {n} more", n).format(n=n)])]
    if unknown := unknown_since_text(course):
        asked.append(wording.first_large(unknown))
    if newest and not newest.images_at:
        asked.append(_("Where the images of {when} are").format(when=newest.when))
    return tuple(asked)


def appointment(plans: Sequence[PlannedExam], today: date) -> str:
    """The next planned exam and the days until then; "" where none has a day that is still to come."""
    coming = [plan for plan in plans if plan.planned_on and plan.planned_on >= today]
    if not coming:
        return ""
    plan = min(coming, key=lambda one: one.planned_on or today)
    name = exam_name(wording.kind(plan.kind_key, plan.own_words), wording.side(plan.side))
    days = (plan.planned_on - today).days if plan.planned_on else 0
    when = ngettext("in {n} day", "in {n} days", days).format(n=days) if days else _("today")
    day = wording.calendar_day(plan.planned_on) if plan.planned_on else ""
    return _("{name}, {day} ({when})").format(name=name, day=day, when=when)


def recent_years(whole: Summary) -> tuple[int, int] | None:
    """The first and last year of the picture at first; None where the record is no longer than that."""
    first = whole.today.year - YEARS_AT_FIRST + 1
    exams = whole.exams
    # A record whose last exam is older than that would begin with an empty picture.
    recent = bool((exams["date_last"].dt.year >= first).any())
    return (first, whole.today.year) if recent and (exams["date_first"].dt.year < first).any() else None
