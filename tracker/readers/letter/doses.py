"""The doses in a written report: each number with its unit, the word it belongs to, and the place where it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from tracker import numbers as written_numbers
from tracker.errors import Reason, TrackerError
from tracker.readers.draft import MeasurementDraft
from tracker.readers.letter.dates import LeftOut
from tracker.readers.letter.parts import PRIOR, Report
from tracker.readers.letter.ranking import DoseProposal, Found, ranked
from tracker.readers.words.agents import agent_in
from tracker.readers.words.doses import UNIT, label_pattern, quantities_of, time_words, total_pattern, unit_of
from tracker.reference.words import pattern, words
from tracker.units import convert

ORIGIN = "human-readable report"
MOST_DOSES = 200
_NUMBER = r"[0-9]{1,3}(?:[ '’\u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])|[0-9]{1,9}(?:[.,][0-9]{1,9}){0,4}"


def _any(key: str) -> str:
    """The words of a row of the table of reports as one group, the longest first."""
    return f"(?:{'|'.join(sorted(words('reports')[key], key=len, reverse=True))})"


_UNTIL = rf"(?:-|–|—|{_any('until')})"
_SECONDS, _MINUTE = time_words("s"), time_words("min")
_VALUE = re.compile(
    rf"(?<![\w.,'’])(?P<number>{_NUMBER})(?: ?{_UNTIL} ?(?P<high>{_NUMBER}))?[ \t\u00a0]{{0,3}}\n?"
    rf"[ \t]{{0,3}}[(\[]?(?P<unit>{UNIT})(?! ?/)"
)
_MINUTES = re.compile(
    rf"(?<![\w.,:])([0-9]{{1,3}}) ?(?:(?:{_MINUTE})\b\.?|['′])(?:,? ?{_any('until')}?) ?"
    rf"([0-9]{{1,2}}) ?(?:(?:{_SECONDS})\b|[\"″]|'')"
)
_CLOCK = re.compile(r"(?<![\w.,:])([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?(?![:0-9])(?: ?(min\w*|h)\b)?")
_TOTAL_BEHIND = re.compile(
    rf"[ (,]{{0,3}}{_any('total_behind')}\b(?! ?-?(?:{'|'.join(n for k, v in words('doses').items() for n in v)}))"
)
_BEFORE_NUMBER = re.compile(
    rf"[ ,]*[(\[] ?(?P<unit>{UNIT}) ?[)\]]\s{{0,3}}(?:[:=]|{_any('behind_label')})?\s{{0,3}}"
    rf"(?P<number>{_NUMBER})(?![\w/]|[.,][0-9])"
)
_BARE = re.compile(
    rf" ?(?:[:=]|{_any('behind_label')})? ?(?P<number>{_NUMBER})"
    rf"(?![\w/:'’]|[.,][0-9]| ?[(\[]?{UNIT}| ?{_UNTIL} ?[0-9]| [0-9]{{3}})"
)
_FLUORO_BEFORE = re.compile(rf"\b{_any('fluoroscopy')}[^.;0-9]{{0,25}}$")
_FLUORO_BEHIND = re.compile(rf"[ ,]{{0,2}}(?:{_any('of')} ?)*{_any('fluoroscopy')}")
_BOUND = re.compile(rf"(?:[<>≤≥]|\b{_any('bound')}|[0-9] ?/) ?$")
_LEFT, _RIGHT = pattern("sides", "left").pattern, pattern("sides", "right").pattern
_SIDE_BEHIND = re.compile(
    rf"[ ,]{{0,2}}[(\[]? ?(?:(?P<left>(?:{_LEFT}|l(?=[ )\]])))|(?P<right>(?:{_RIGHT}|r(?=[ )\]]))))"
)
_SIDE_BEFORE = re.compile(
    rf"\b(?:(?P<left>(?:{_LEFT}|l(?= ?(?:cc|mlo)?[ :=]{{0,3}}$)))"
    rf"|(?P<right>(?:{_RIGHT}|r(?= ?(?:cc|mlo)?[ :=]{{0,3}}$))))"
)
_PHANTOM = re.compile(r"\b(16|32) ?cm\b")
_QUESTIONED = ("air_kerma_mgy", "ctdivol_mgy", "glandular_dose_mgy")


@dataclass(frozen=True, slots=True)
class _Label:
    start: int
    end: int
    name: str


@lru_cache(maxsize=512)
def _of_unit(unit: str) -> tuple[str, ...]:
    return quantities_of(unit.strip())


def doses_of(report: Report) -> tuple[list[DoseProposal], list[LeftOut]]:
    """The doses of a report in their order, and the numbers that are none of this exam's."""
    labels = [
        _Label(match.start(), match.end(), match.lastgroup or "")
        for match in islice(label_pattern().finditer(report.plain), 20 * MOST_DOSES)
    ]
    found: list[Found] = []
    left: list[LeftOut] = []
    taken: set[int] = set()
    for candidate in islice(_candidates(report, labels), 5 * MOST_DOSES):
        if taken.intersection(range(candidate.start, candidate.end)):
            continue
        taken.update(range(candidate.start, candidate.end))
        why = _not_this_exam(report, candidate)
        if why:
            left.append(LeftOut(candidate.start, candidate.end, report.text[candidate.start : candidate.end], why))
        elif len(found) < MOST_DOSES:
            found.append(candidate)
    decimal = written_numbers.evidence(
        number for each in found for number in re.findall(r"[0-9][0-9.,]*[0-9]", report.plain[each.start : each.end])
    )
    sign = next(iter(decimal)) if len(decimal) == 1 else ""
    return ranked(
        report, [(each, _readings(report, each, sign)) for each in sorted(found, key=lambda f: f.start)]
    ), left


def _candidates(report: Report, labels: Sequence[_Label]) -> Iterator[Found]:
    for match in (*_MINUTES.finditer(report.plain), *_CLOCK.finditer(report.plain)):
        if time := _time(report, match, labels):
            yield time
    for label in labels:
        if label.name != "other" and (found := _behind_label(report, label)):
            yield found
    for match in _VALUE.finditer(report.plain):
        if dose := _with_unit(report, match, labels):
            yield dose


def _time(report: Report, match: re.Match[str], labels: Sequence[_Label]) -> Found | None:
    start = _fluoro(report, match.start(), match.end(), labels)
    if start is None:
        return None
    end = match.end()
    first, second = int(match[1]), int(match[2])
    if match.re is _MINUTES:
        return Found(start, end, ("fluoro_time_s",), (60.0 * first + second,), "s", _total(report, start, end))
    if match[3]:
        values: tuple[float, ...] = (3600.0 * first + 60 * second + int(match[3]),)
    elif match[4]:
        values = (60.0 * first + second,) if match[4].startswith("min") else (3600.0 * first + 60 * second,)
    else:
        values = (60.0 * first + second, 3600.0 * first + 60 * second)
    question = Reason("which_time") if len(values) > 1 else None
    return Found(start, end, ("fluoro_time_s",), values, "s", _total(report, start, end), question=question)


def _fluoro(report: Report, start: int, end: int, labels: Sequence[_Label]) -> int | None:
    """Where the words begin that make a time one of fluoroscopy; None where it is another time."""
    label = _nearest(report, start, labels, ("fluoro_time_s",))
    if label:
        return _from_label(report, label, start) if label.name == "fluoro_time_s" else None
    if before := _FLUORO_BEFORE.search(report.before(start, 60)):
        return start - len(before[0])
    return start if _FLUORO_BEHIND.match(report.behind(end)) else None


def _nearest(report: Report, place: int, labels: Sequence[_Label], wanted: tuple[str, ...]) -> _Label | None:
    """The last word before a place, in its sentence, that names one of the quantities, or one that is none of ours."""
    first = max(report.sentence_at(place).start, place - 150)
    for number in range(bisect_right(labels, place, key=lambda label: label.end) - 1, -1, -1):
        if labels[number].start < first:
            return None
        if labels[number].name in (*wanted, "other"):
            return labels[number]
    return None


def _behind_label(report: Report, label: _Label) -> Found | None:
    """A number behind "DLP (mGy.cm):", or behind "DLP:" without any unit."""
    window = report.plain[label.end : label.end + 60]
    if match := _BEFORE_NUMBER.match(window):
        unit = unit_of(report.text[label.end + match.start("unit") : label.end + match.end("unit")], label.name)
        start, end = label.start, label.end + match.end()
        if unit:
            numbers = _numbers(match["number"])
            return Found(
                start,
                end,
                (label.name,),
                numbers,
                unit,
                _total(report, start, end),
                _side(report, label.end + match.start("number"), end),
            )
    if (match := _BARE.match(window)) and label.name != "activity_mbq":
        question = Reason("text_without_unit")
        return Found(label.start, label.end + match.end(), (label.name,), (), "", False, question=question)
    return None


def _with_unit(report: Report, match: re.Match[str], labels: Sequence[_Label]) -> Found | None:
    unit = report.text[match.start("unit") : match.end("unit")].strip()
    possible = _of_unit(unit)
    start, end = match.start(), match.end()
    if not possible:
        return None
    question = None
    if possible == ("fluoro_time_s",):
        place = _fluoro(report, start, end, labels)
        if place is None:
            return None
        start = place
    else:
        label = _nearest(report, start, labels, possible)
        gap = len(report.plain[end : end + 3]) - len(report.plain[end : end + 3].lstrip(" (,"))
        behind = label_pattern().match(report.plain, end + gap)
        if label and (label.name in possible or len(possible) > 1):
            start, possible = _from_label(report, label, start), (label.name,)
        elif behind and (behind.lastgroup or "") in (*possible, "other"):
            end, possible = behind.end(), (behind.lastgroup or "",)
        if possible == ("other",):
            return Found(start, end, (), (), unit, False)
        if len(possible) > 1:
            possible = tuple(name for name in possible if name in _QUESTIONED)
            question = Reason("which_dose")
    if match["high"] or _BOUND.search(report.before(match.start(), 20)):
        question = Reason("range_or_limit")
        return Found(start, end, possible, (), unit, False, question=question)
    total = _total(report, start, end)
    return Found(
        start,
        end,
        possible,
        _numbers(match["number"]),
        unit,
        total,
        _side(report, match.start(), end),
        question=question,
    )


def _numbers(written: str) -> tuple[float, ...]:
    """The values a number can have; where a blank stands in it, it may also be the end of another number."""
    found = dict.fromkeys(written_numbers.readings(written).values())
    if " " in written:
        found.update(dict.fromkeys(written_numbers.readings(written.rsplit(" ", 1)[1]).values()))
    return tuple(found)


def _total(report: Report, start: int, end: int) -> bool:
    """Whether the words of a number, or those right before or behind it, make it a total."""
    front = re.split("[0-9]", report.before(start, 25))[-1]
    total = total_pattern()
    return bool(total.search(front) or total.search(report.plain[start:end]) or _TOTAL_BEHIND.match(report.behind(end)))


def _from_label(report: Report, label: _Label, number: int) -> int:
    """Where the words of a number begin: at its label, unless other numbers stand between."""
    return number if re.search("[0-9]", report.plain[label.end : number]) else label.start


def _side(report: Report, number: int, end: int) -> str:
    """The breast a number belongs to: named right behind it, else before it."""
    found = _SIDE_BEHIND.match(report.behind(end, 20))
    words = re.split("[0-9]", report.before(number, 40))[-1]
    for match in _SIDE_BEFORE.finditer(words) if not found else ():
        found = match
    return (found.lastgroup or "") if found else ""


def _not_this_exam(report: Report, found: Found) -> Reason | None:
    """Why a dose is not one of this exam, None if it is."""
    if not found.quantities:
        return Reason("other_dose")
    sentence = report.sentence_at(found.start)
    around = report.plain[max(sentence.start, found.start - 100) : min(sentence.end, found.end + 60)]
    if "effective_dose_msv" in found.quantities and pattern("reports", "comparison_dose").search(around):
        return Reason("dose_to_compare")
    if report.aside(found.start) == PRIOR:
        return Reason("of_earlier_exam")
    return None


def _readings(report: Report, found: Found, sign: str) -> tuple[MeasurementDraft, ...]:
    words = " ".join(report.text[found.start : found.end].split())
    values = found.values
    numbers = re.findall(_NUMBER, report.plain[found.start : found.end])
    if len(values) == 2 and sign and numbers and " " not in numbers[-1]:
        known = written_numbers.settled(numbers[-1], sign)
        values = (known,) if known in values and known is not None else values
    drafts = []
    for name in found.quantities:
        for value in values:
            try:
                amount = convert(value, unit_of(found.unit, name), name)
            except TrackerError:
                continue
            drafts.append(_draft(report, found, name, amount, words))
    return tuple(drafts)


def _draft(report: Report, found: Found, name: str, value: float, words: str) -> MeasurementDraft:
    sentence = report.sentence_at(found.start)
    around = report.plain[max(sentence.start, found.start - 200) : min(sentence.end, found.end + 200)]
    phantom = _PHANTOM.search(report.plain, found.start, min(sentence.end, found.end + 30))
    icrp = {year for year in ("60", "103") if re.search(rf"icrp[ -]?(?:publication )?{year}\b", around)}
    return MeasurementDraft(
        name,
        value,
        words[:200],
        ORIGIN,
        laterality=found.side if name == "glandular_dose_mgy" else "",
        phantom=f"{phantom[1]} cm" if phantom and name in ("dlp_mgy_cm", "ctdivol_mgy") else "",
        part=name == "glandular_dose_mgy"
        and bool(pattern("reports", "breast_view").search(report.before(found.end, 40) + report.behind(found.end, 12))),
        radiopharmaceutical=agent_in(around) if name == "activity_mbq" else "",
        authority=f"ICRP {icrp.pop()}" if len(icrp) == 1 and name == "effective_dose_msv" else "",
    )
