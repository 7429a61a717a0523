"""The test-block log: one page to write the pain after an injection on, with what was entered already."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker import __version__, i18n, wording
from tracker.dates import PartialDate
from tracker.errors import NotFound, ValueRefused
from tracker.history.course import Course, Injection, course_of
from tracker.history.response import DAY, MOMENTS
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.view.handout import typeset
from tracker.view.handout.blocks import DOT, Typed
from tracker.view.handout.page import PAPERS, day
from tracker.view.lines import exam_name, short_name
from tracker.view.response import moment as moment_text

FONTS = ["DejaVu Sans"]
LONGEST = 44  # characters of a name or a place
LONGEST_NOTE = 28
LONGEST_NOTE_BESIDE_MANY = 10  # where a log has more columns than left and right
MOST_OTHER_TIMES = 8
Page = dict[str, Any]


def make(
    summary: Summary, exam_id: str | None, paper: str = "a4", language: str = "", course: Course | None = None
) -> bytes:
    """The log alone, as a tagged PDF of one page.

    Args:
        summary: whose log it is; its names and dates are in the language in which it was made.
        exam_id: the injection; None for one that is still to come.
        paper: "a4" or "us-letter".
        language: code of the language of the page; "" for the one in force.
        course: the person's injections; without it what was entered of the log is not printed.

    Raises:
        ValueRefused: the paper is not known.
        NotFound: there is no such injection.
    """
    if paper not in PAPERS:
        raise ValueRefused(_("The paper must be one of: {papers}.").format(papers=", ".join(PAPERS)))
    with i18n.language(language):
        return typeset.typeset(_document(summary, course or course_of(summary), exam_id, paper)).pdf


def _document(summary: Summary, course: Course, exam_id: str | None, paper: str) -> dict[str, Any]:
    typed = Typed()
    name = typed.line(summary.patient.name, LONGEST)
    return {
        "title": _("{title}: {name}").format(title=_title(), name=name),
        "author": name,
        "lang": i18n.current(),
        "paper": paper,
        "fonts": FONTS,
        "running": name,
        "footer": _("Exposure Tracker {version} · printed {date}").format(version=__version__, date=day(summary.today)),
        "page_of": _("page {page} of {pages}"),
        "note": "",
        "note_lost": _("Letters printed as □ are missing from the fonts of this computer."),
        "fronts": [],
        "log": page(summary, course, exam_id, typed),
        "back": None,
        "full_list": [],
        "card": None,
    }


def page(summary: Summary, course: Course, exam_id: str | None, typed: Typed) -> Page:
    """The log as plain data for the typesetter (NotFound where there is no such injection)."""
    one = _injection(course, exam_id) if exam_id else None
    sides = _sides(one)
    titles = [_("When"), *(_column(side) for side in sides), _("Notes")]
    hours = [minutes for minutes in MOMENTS if minutes < DAY]
    days = [minutes for minutes in MOMENTS if minutes >= DAY]
    return {
        "title": _title(),
        "fields": _fields(summary, one, typed),
        "rules": _rules(),
        "sides": len(sides),
        "tables": [
            {"label": _("The first day"), "titles": titles, "rows": _rows(hours, sides, one, typed)},
            {"label": _("Once a day, for 2 weeks"), "titles": titles, "rows": _rows(days, sides, one, typed)},
        ],
        "more": _other_times(one),
        "foot": _("Please take this page to your next visit. You can also type it into Exposure Tracker."),
    }


def _title() -> str:
    return _("Test-block log")


def _injection(course: Course, exam_id: str) -> Injection:
    found = next((one for one in course.injections if one.exam_id == exam_id), None)
    if found is None:
        raise NotFound(_("This entry is no longer in the record."))
    return found


def _sides(injection: Injection | None) -> tuple[str, ...]:
    """Each side apart; one column where there is one side only, or where the log was kept without sides."""
    logged = {line.side for line in injection.log} if injection else set()
    mine = injection.side if injection else ""
    if logged <= {"", mine} and (logged == {""} or mine in ("left", "right")):
        return (mine if mine in ("left", "right") else "",)
    return (*(side for side in ("", "both") if side in logged), "left", "right")


def _column(side: str) -> str:
    return {"left": _("Left"), "right": _("Right"), "both": _("Both")}.get(side, _("Pain"))


def _fields(summary: Summary, injection: Injection | None, typed: Typed) -> list[tuple[str, str]]:
    """Labels and what is known; "" leaves a line to write on."""
    person = summary.patient
    born = _("born {date}").format(date=day(person.birth_date)) if person.birth_date else ""
    sample = _("SAMPLE, not a real person") if person.is_sample else ""
    who = DOT.join(filter(None, [typed.line(person.name, LONGEST), born, sample]))
    return [
        (_("Name"), who),
        (_("Injection"), _what(injection, typed) if injection else ""),
        (_("Date"), injection.when if injection else ""),
        (_("Clinic"), typed.line(injection.facility, LONGEST) if injection else ""),
        (_("Time of the injection"), ""),
        (_("Treated pain (where)"), ""),
    ]


def _what(injection: Injection, typed: Typed) -> str:
    name = typed.line(short_name(injection.name, injection.kind_key), LONGEST)
    return exam_name(name, typed.line(wording.levels(injection.levels, injection.side), LONGEST))


def _rules() -> list[str]:
    return [
        _("Write a number from 0 (no pain) to 10 (the worst pain you can think of)."),
        _("Rate only the pain that was treated. Rate each side by itself."),
        _(
            "Fill in the first line just before the injection. Then every 15 minutes for 1 hour, every hour for"
            " 8 hours, and once a day for 2 weeks."
        ),
        _("Please leave no line out. An incomplete log can mean that the injection must be done again."),
        _("If your clinic gave you a sheet of its own, use that one first."),
    ]


def _rows(moments: Sequence[int], sides: Sequence[str], injection: Injection | None, typed: Typed) -> list[list[str]]:
    entered: Mapping[int, Mapping[str, str]] = _entered(injection)
    many = len(sides) > 2
    longest = LONGEST_NOTE_BESIDE_MANY if many else LONGEST_NOTE
    return [
        [
            moment_text(m) if many else _when(m, injection),
            *(_cell(entered, m, side, sides) for side in sides),
            _note(m, injection, typed, longest),
        ]
        for m in moments
    ]


def _entered(injection: Injection | None) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for line in injection.log if injection else ():
        found.setdefault(line.minutes_after, {})[line.side] = f"{line.pain:g}"
    return found


def _cell(entered: Mapping[int, Mapping[str, str]], moment: int, side: str, sides: Sequence[str]) -> str:
    mine = entered.get(moment, {})
    # A log of one side may have been entered without naming it.
    return mine.get(side) or (mine.get("", "") if len(sides) == 1 else "")


def _when(moment: int, injection: Injection | None) -> str:
    words = moment_text(moment)
    if injection is None or not injection.exact or moment < DAY:
        return words
    date = injection.first.fromordinal(injection.first.toordinal() + moment // DAY)
    return _("{day} ({date})").format(day=words, date=PartialDate(date, date, "day").text())


def _note(moment: int, injection: Injection | None, typed: Typed, longest: int) -> str:
    notes = [line.note for line in injection.log if line.minutes_after == moment and line.note] if injection else []
    return typed.line("; ".join(dict.fromkeys(notes)), longest)


def _other_times(injection: Injection | None) -> str:
    """Lines at moments that the log does not ask for."""
    others = [line for line in injection.log if line.minutes_after not in MOMENTS] if injection else []
    words = [
        " ".join(filter(None, [moment_text(line.minutes_after), wording.side(line.side), f"{line.pain:g}"]))
        for line in others[:MOST_OTHER_TIMES]
    ]
    if not words:
        return ""
    left = [_("{n} more in the record").format(n=len(others) - len(words))] if len(others) > len(words) else []
    return _("Other times: {list}").format(list=DOT.join([*words, *left]))
