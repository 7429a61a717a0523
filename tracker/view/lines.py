"""Exams, injections and their course as lines that people read: what, when, where, the images, how it is known."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from tracker import wording
from tracker.history.course import Course, Injection, since_text
from tracker.history.steroids import factor_caution, no_agreed_total
from tracker.history.summary import Summary
from tracker.i18n import _

if TYPE_CHECKING:
    from tracker.history.course import Injection, Response

IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class ExamLine:
    """One exam as a clinician reads it; "" where nothing is recorded.

    Attributes:
        name: clinical name with the side, and how many where it is more than one.
        origin: from a report or from memory, and when it was entered.
    """

    exam_id: str
    when: str
    name: str
    facility: str
    images_at: str
    origin: str


def lines(exams: pd.DataFrame) -> list[ExamLine]:
    """Exams of a summary as lines, in their order."""
    return [_line(row) for row in exams.to_dict("records")]


def lines_of(whole: Summary, exam_ids: Collection[str]) -> Mapping[str, ExamLine]:
    """The lines of these exams, by id; those that are no longer in the summary are left out."""
    return {line.exam_id: line for line in lines(whole.exams[whole.exams["exam_id"].isin(exam_ids)])}


def _line(row: dict[Any, Any]) -> ExamLine:
    name = str(row["clinical_name"])
    if row["side"]:
        name = f"{name}, {wording.side(row['side'])}"
    if row["exam_count"] > 1:
        name = f"{name} ({wording.count(row['exam_count'], approximate=row['count_is_approximate'])})"
    entered = origin(from_report=row["from_report"], entered_at=row["created_at"].to_pydatetime())
    return ExamLine(row["exam_id"], str(row["when"]), name, row["facility"], row["images_at"], entered)


def with_dose(found: Summary) -> list[str]:
    """The list of exams, one line each, newest first."""
    return [_with_dose(row) for _i, row in found.exams.iterrows()]


def _with_dose(row: pd.Series) -> str:
    amount = wording.dose(row["typical_msv"], row["low_msv"], row["high_msv"])
    several = wording.count(row["exam_count"], approximate=row["count_is_approximate"])
    times = f"{several}: " if row["exam_count"] > 1 else ""
    where = f", {row['facility']}" if row["facility"] else ""
    return f"{row['when']:<14} {times}{row['name']}{where}  {amount} {wording.EVIDENCE_MARKS[row['evidence']]}"


def origin(*, from_report: bool, entered_at: datetime) -> str:
    """What stands at every line: "report, entered 3 Sep 2026"."""
    words = _("report, entered {date}") if from_report else _("memory, entered {date}")
    return words.format(date=wording.day(entered_at))


def injection_name(one: "Injection") -> str:
    """What was done and where: "Lumbar transforaminal epidural injection, X-ray guided, L4-5 left"."""
    where = wording.levels(one.levels, one.side)
    name = IN_BRACKETS.sub("", one.name)
    name = f"{name}, {where}" if where else name
    if one.exam_count > 1:
        name = f"{name} ({wording.count(one.exam_count, approximate=one.count_is_approximate)})"
    return name


def response_in_short(one: "Injection") -> str:
    """How much and how long, each side of a log apart; the rest of it stands in the list of injections."""
    return _sides(one.response) if one.response else _("not recorded")


def _sides(found: "Response", *, with_missing: bool = False) -> str:
    sides = [_in_short(side, with_missing=with_missing) for side in (found, *found.others)]
    return "; ".join(filter(None, [*sides, found.told_text()]))


def _in_short(found: "Response", *, with_missing: bool) -> str:
    parts = [found.percent_text() or _("relief not known"), found.lasted_text(), found.before_text()]
    words = ", ".join(filter(None, [*parts, found.log_text() if with_missing else ""]))
    return _("{side}: {words}").format(side=wording.side(found.side), words=words) if found.side else words


def response_in_list(one: "Injection") -> str:
    """The whole response, or of a log what fits beside the others."""
    if one.response is None or not one.response.from_log:
        return one.response.text() if one.response else _("not recorded")
    return _sides(one.response, with_missing=True)


def course_lines(found: Course) -> list[str]:
    """The same in sentences, the list newest first."""
    if not found.injections:
        return [_("There are no injections in this record yet.")]
    year = found.steroids
    sessions = " · ".join(_session(s.name, s.sessions, approximate=s.approximate) for s in found.sessions)
    lines = [
        _("Last injection: {when} ({since})").format(
            when=found.last.when if found.last else "", since=since_text(found.days_since_last)
        ),
        _("Last steroid: {words}").format(words=found.last_steroid_text()),
        found.unknown_since_text(),
        _("Sessions in 12 months: {list}").format(list=sessions or _("none recorded")),
        _("Steroid in 12 months: {list}").format(list="; ".join([year.products_text(), *year.unknown()])),
    ]
    if estimate := year.equivalent_text():
        sources = _("Source: {list}.").format(list="; ".join(source.short for source in year.sources))
        lines.append(f"  {estimate}. {factor_caution()} {sources}")
    lines.append(no_agreed_total())
    for title, one in ((_("Helped most"), found.best), (_("Last response"), found.last_response)):
        if one and one.response:
            lines.append(f"{title}: {one.when}, {one.place_text() or one.name}: {one.response.text()}")
    return [*filter(None, lines), *(_injection_line(one) for one in found.injections)]


def _session(name: str, sessions: int, *, approximate: bool) -> str:
    return f"{name} {_('about {n}').format(n=sessions) if approximate else sessions}"


def _injection_line(one: Injection) -> str:
    name = ", ".join(filter(None, [one.plain_name, wording.levels(one.levels, one.side)]))
    several = wording.count(one.exam_count, approximate=one.count_is_approximate)
    known = [one.drugs_text() or _("drugs not recorded"), one.response.text() if one.response else "", one.facility]
    times = f"{several}: " if one.exam_count > 1 else ""
    return f"{one.when:<14} {times}{name}  " + " · ".join(filter(None, known))
