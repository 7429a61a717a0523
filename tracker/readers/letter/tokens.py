"""The numbers of a written report that have a unit of dose or time: amounts, durations and clock-like times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tracker import numbers as written_numbers
from tracker.readers.letter.parts import Report
from tracker.readers.words.doses import UNIT, time_words
from tracker.reference.words import words

NUMBER = (
    r"(?:[0-9]{1,3}(?:[ '’\u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])"
    r"|[0-9]{1,9}(?:[.,][0-9]{1,9}){0,4}(?:e[+-]?[0-9]{1,2}(?![0-9a-z]))?|[.,][0-9]{1,9})"
)
_START = r"(?<![\w.,:'’/-])"


def any_of(key: str) -> str:
    """The words of a row of the table of reports as one group, the longest first."""
    return f"(?:{'|'.join(sorted(words('reports')[key], key=len, reverse=True))})"


UNTIL = rf"(?:-|–|—|{any_of('until')})"
_HOUR, _MINUTE, _SECOND = (time_words(unit) for unit in ("h", "min", "s"))
_VALUE = re.compile(
    rf"(?<![\w.,'’])(?P<number>{NUMBER})(?: ?{UNTIL} ?(?P<high>{NUMBER}))?[ \t\u00a0]{{0,3}}(?:\n|[|\t])?"
    rf"[ \t]{{0,3}}[(\[]?(?P<unit>{UNIT})(?! ?/ ?(?:min|s|h|hr|sec)\b)"
)
_DURATION = re.compile(
    rf"{_START}(?:(?P<h>[0-9]{{1,2}}) ?(?:{_HOUR})(?![a-z])\.?,? ?)?"
    rf"(?P<m>[0-9]{{1,3}}) ?(?:(?:{_MINUTE}|m)(?![a-z])\.?|['′])"
    rf"(?:,? ?{any_of('until')}?) ?(?P<s>[0-9]{{1,2}}(?:[.,][0-9])?)"
    rf"(?: ?(?:(?:{_SECOND})\b\.?|[\"″]|'')|(?=[ \t]*(?:[.,;)\]\n]|$))(?![.,][0-9]))"
)
_COLONS = r"m{1,2}:ss?|min\.?:s(?:ec|ek|eg)?\.?"
CLOCK = re.compile(
    rf"{_START}(?P<first>[0-9]{{1,3}}):(?P<second>[0-5][0-9])(?::(?P<third>[0-5][0-9]))?(?![:0-9])"
    rf"(?: ?[(\[]?(?P<way>{_COLONS}|h{{1,2}}:mm?|min\w*|h)\b)?"
)
_CLOCK_BEFORE = re.compile(rf"[(\[] ?(?:{_COLONS}) ?[)\]][ :=]{{0,3}}$")
_LONGEST_TIME = 5 * 3600.0  # seconds; "10:32:15" is a time of day
_BOUND = re.compile(rf"(?:[<>≤≥]|\b{any_of('bound')}|(?<![a-z])[0-9] ?/) ?$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit.

    Attributes:
        number: as written, "" for a duration of several numbers.
        values: what it can be in its unit; several where the decimal sign, or minutes and hours, are not clear.
        unit: as written.
        vague: it is one end of a range, or a limit.
        clock: "6:12", and nothing says whether that is minutes and seconds.
    """

    start: int
    end: int
    number: str
    values: tuple[float, ...]
    unit: str
    vague: bool = False
    clock: bool = False


def amounts_of(report: Report, most: int) -> list[Amount]:
    """The amounts of a report in their order, none inside another."""
    found: list[Amount] = []
    taken: set[int] = set()
    for amount in (*_durations(report, most), *_clocks(report, most), *_values(report, most)):
        if not taken.intersection(range(amount.start, amount.end)):
            taken.update(range(amount.start, amount.end))
            found.append(amount)
    return sorted(found, key=lambda amount: amount.start)


def _durations(report: Report, most: int) -> Iterator[Amount]:
    for match in islice(_DURATION.finditer(report.plain), most):
        seconds = float(match["s"].replace(",", "."))
        if seconds < 60:
            total = 3600.0 * int(match["h"] or 0) + 60.0 * int(match["m"]) + seconds
            yield Amount(match.start(), match.end(), "", (total,), "s")


def _clocks(report: Report, most: int) -> Iterator[Amount]:
    for match in islice(CLOCK.finditer(report.plain), most):
        first, second = int(match["first"]), int(match["second"])
        way = match["way"] or ("mm:ss" if _CLOCK_BEFORE.search(report.before(match.start(), 20)) else "")
        if match["third"]:
            values: tuple[float, ...] = (3600.0 * first + 60 * second + int(match["third"]),)
        elif way:
            values = (60.0 * first + second,) if way.startswith("m") else (3600.0 * first + 60 * second,)
        else:
            values = (60.0 * first + second, 3600.0 * first + 60 * second)
        unclear = len(values) > 1 or values[0] > _LONGEST_TIME
        yield Amount(match.start(), match.end(), "", values, "s", clock=unclear)


def _values(report: Report, most: int) -> Iterator[Amount]:
    for match in islice(_VALUE.finditer(report.plain), most):
        unit = report.text[match.start("unit") : match.end("unit")].strip()
        vague = bool(match["high"] or _BOUND.search(report.before(match.start(), 20)))
        yield Amount(match.start(), match.end(), match["number"], values_of(match["number"]), unit, vague)


def values_of(written: str) -> tuple[float, ...]:
    """The values a number can have; where a blank stands in it, it may also be the end of another number."""
    found = dict.fromkeys(written_numbers.readings(written).values())
    if " " in written:
        found.update(dict.fromkeys(written_numbers.readings(written.rsplit(" ", 1)[1]).values()))
    return tuple(found)
