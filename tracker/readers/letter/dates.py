"""The dates in a written report: which may be the day of the exam, and which are something else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from tracker import dates
from tracker.dates import PartialDate
from tracker.errors import Reason
from tracker.readers.letter.parts import ADVICE, DATE, HISTORY, PRIOR, Report
from tracker.reference.words import LANGUAGES, pattern, table

MOST_DATES = 200
_LONG_WORD = 4  # letters: shorter ones are words in several languages
# A whole line behind a label. In running text, a year, a season or a decade is hardly ever the day of this exam.
_LINE = re.compile(r"^[^\n:]{2,40}:[ \t]*(?P<date>[^\n]{4,60}?)[ \t.,;]*$", re.MULTILINE)
EXAM, UNLABELLED, REPORT = "exam", "unlabelled", "report"
_BORN_BEHIND = re.compile(rf"\W{{0,5}}{pattern('reports', 'date_birth').pattern}")
_LABELS = re.compile(
    "|".join(rf"(?P<{role}>{pattern('reports', f'date_{role}').pattern})" for role in ("birth", REPORT, "other", EXAM))
)


@dataclass(frozen=True, slots=True)
class DateProposal:
    """A date that may be that of the exam.

    Attributes:
        start: place of its first letter in the text.
        end: place behind its last letter.
        words: as it is written there.
        choices: one date, or several where day and month cannot be told apart.
        role: "exam" (the text says so), "unlabelled", or "report" (the day of dictation or signature).
        reason: what the text says of it.
    """

    start: int
    end: int
    words: str
    choices: tuple[PartialDate, ...]
    role: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in the text that was understood and not proposed, with the reason."""

    start: int
    end: int
    words: str
    reason: Reason


def _usual_order(text: str) -> str:
    """The order of day and month where a text comes from: its language tells, or its words in English; "" if not."""
    marks = {code: len(pattern("reports", "language_mark", code).findall(text)) for code in LANGUAGES}
    others = max(count for code, count in marks.items() if code != "en")
    if others > marks["en"] or (others == marks["en"] and _spoken(text)):
        return "dmy"
    month, day = (bool(pattern("reports", key, "en").search(text)) for key in ("month_first", "day_first"))
    return {(True, False): "mdy", (False, True): "dmy"}.get((month, day), "")


def _spoken(text: str) -> bool:
    """Whether a short text names a dose, a place or a time with a word that is none in English."""
    names = [(name, key) for name in ("doses", "regions", "units_of_time") for key in table(name)]
    names += [("reports", key) for key in ("reference", "earlier", "own", "section_title")]
    return any(
        not pattern(name, key, "en").search(found[0])
        for name, key in names
        for code in LANGUAGES
        if code != "en" and table(name)[key][code]
        for found in pattern(name, key, code).finditer(text)
        if len(found[0]) >= _LONG_WORD
    )


def dates_of(report: Report, today: date, order: str = "") -> tuple[list[DateProposal], list[LeftOut]]:
    """The dates of a report, the most likely first (said to be of the exam, unlabelled, of the report).

    Args:
        order: "dmy" or "mdy" where the person says how 03/04/2021 is meant; else the words of the report tell.
    """
    places = list(_places(report, today))
    usual = order or _usual_order(report.plain[:5000])
    orders = dates.orders(report.text[start:end] for start, end in places)
    proposed, left = [], []
    for start, end in places:
        words = report.text[start:end]
        readings = dates.readings(words, today)
        if len(orders) == 1 and orders[0] in readings:
            readings = {orders[0]: readings[orders[0]]}
        elif len(orders) != 1 and usual in readings:
            readings = {usual: readings[usual]}
        possible = tuple(dict.fromkeys(day for day in readings.values() if day.first <= today))
        role, why = _role(report, start, end)
        if not readings:
            continue
        if role and possible:
            proposed.append(DateProposal(start, end, words, possible, role, why))
        else:
            left.append(LeftOut(start, end, words, why if possible else Reason("in_the_future")))
    rank = (EXAM, UNLABELLED, REPORT)
    return sorted(_once(proposed), key=lambda each: (rank.index(each.role), each.start)), left


def _places(report: Report, today: date) -> Iterator[tuple[int, int]]:
    """Where dates stand: days and months anywhere, and whatever date is all that follows a label of the exam's date."""
    found = [match.span() for match in islice(DATE.finditer(report.plain), MOST_DATES)]
    whole = [
        span
        for match in islice(_LINE.finditer(report.plain), MOST_DATES)
        if (span := match.span("date")) not in found
        and dates.readings(report.text[slice(*span)], today)
        and _role(report, *span)[0] == EXAM
    ]
    inside = {span for span in found for start, end in whole if start <= span[0] and span[1] <= end}
    yield from sorted([*whole, *(span for span in found if span not in inside)])


def _once(proposed: list[DateProposal]) -> Iterator[DateProposal]:
    """Each date once, at the place that says most about it."""
    best: dict[tuple[PartialDate, ...], DateProposal] = {}
    rank = (EXAM, UNLABELLED, REPORT)
    for each in proposed:
        known = best.get(each.choices)
        if known is None or rank.index(each.role) < rank.index(known.role):
            best[each.choices] = each
    yield from best.values()


def _role(report: Report, start: int, end: int) -> tuple[str, Reason]:
    """What a date is ("" if it is not that of the exam), and why."""
    label = None
    for match in _LABELS.finditer(report.before(start, 60)):
        label = match
    name = label.lastgroup if label else ""
    words = label[0] if label else ""
    behind = _BORN_BEHIND.match(report.behind(end, 20))
    aside = report.aside(start)
    if name == "birth" or behind:
        return "", Reason("date_of_birth")
    if aside == PRIOR:
        return "", Reason("of_earlier_exam")
    if name == "exam" and aside != ADVICE:
        return EXAM, Reason.of("text_calls_it", words=words)
    if aside in (ADVICE, HISTORY) or name == "other":
        return "", Reason("of_history")
    if name == "report":
        return REPORT, Reason.of("day_of_report", words=words)
    return UNLABELLED, Reason("day_of_what")
