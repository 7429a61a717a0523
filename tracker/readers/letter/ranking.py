"""What each dose of a written report is of: the whole exam or a part, and which breast.

A side stands before its numbers, or behind them, and holds on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from tracker.errors import Reason
from tracker.readers.draft import MeasurementDraft
from tracker.readers.letter.parts import Amount, Report
from tracker.reference.words import folded, pattern, words

_CAPITAL = re.compile(r"(?:^|[\s(])([A-Z]{1,2})[ :=.]{1,3}$")
_APART = re.compile(r"[,;/\n]|\.\s|\)")


def _views() -> str:
    return "|".join(words("reports")["breast_view"])


def _alone(key: str) -> str:
    """A short form that stands by itself: "R 1.2", "(L)", "; MD 1,2", but not the e of "1,2 e 1,3"."""
    short = "|".join(sorted(words("reports")[key], key=len, reverse=True))
    before = r"(?:(?<=[,;:/(\n] )|(?<=[,;:/(\n|])|(?<=\A)|(?<=gy ))"
    return rf"{before}(?:{short})(?=[ :=.]{{1,3}}[0-9]|[ :=]{{0,2}}(?:{_views()})|[ .]?\))"


def _labelled(key: str) -> str:
    """A short form behind the word for the dose: "AGD R 1.2 mGy"."""
    short = "|".join(sorted(words("reports")[key], key=len, reverse=True))
    return rf"(?<=\b(?:agd|mgd|dgm|dmg) )(?:{short})(?=[ :=.]{{1,3}}[0-9])"


@cache
def _side() -> re.Pattern[str]:
    groups = []
    for side, key in (("left", "left_breast"), ("right", "right_breast")):
        forms = (pattern("sides", side).pattern, rf"\b{side[0]}[ -]?(?:{_views()})\b", _alone(key), _labelled(key))
        groups.append(rf"(?P<{side}>{'|'.join(forms)})")
    return re.compile("|".join(groups))


def sides_of(report: Report, amounts: Sequence[Amount], start: int) -> list[str]:
    """The side of each of some amounts that belong together; "" where none is said.

    Args:
        start: where the words begin that the first amount can have.
    """
    found = [["", ""] for _amount in amounts]  # of each amount: the side before it, and the one behind it
    bounds = [start, *(amount.end for amount in amounts)]
    for number, amount in enumerate(amounts):
        front = _front(report, bounds[number], amount.start, first=number == 0)
        found[number][0] = _last(report, front, amount.start)
    for number, amount in enumerate(amounts):
        until = amounts[number + 1].start if number + 1 < len(amounts) else report.sentence_at(amount.start).end
        found[number][1] = _behind(report, amount.end, until)
    front_style = found[0][0] != "" if found else False
    chosen: list[str] = []
    for before, behind in found:
        side = (before or behind) if front_style else (behind or before)
        chosen.append(side or (chosen[-1] if chosen and front_style else ""))
    return chosen


def _front(report: Report, start: int, end: int, *, first: bool) -> int:
    """Where the words of an amount begin: behind the first comma after the amount before it."""
    if first:
        return start
    apart = _APART.search(report.plain, start, end) or pattern("reports", "and").search(report.plain, start, end)
    return apart.start() if apart else start


def _last(report: Report, start: int, end: int) -> str:
    side, last = "", start
    for match in _side().finditer(report.plain, start, end + 8):
        if match.start() < end:
            side, last = match.lastgroup or "", match.end()
    short = _CAPITAL.search(report.text, max(0, start - 1, end - 8), end)
    if short and short.start(1) >= last:
        return side_named(short[1]) or side
    return "" if re.search(r"(?<![\w.,])[0-9]+[.,][0-9]", report.plain[last:end]) else side


def side_named(text: str) -> str:
    """The side that words name and say nothing else, "" for other words."""
    said = folded(text).strip(" .:=()")
    for side in ("left", "right"):
        if said in words("reports")[f"{side}_breast"] or pattern("sides", side).search(said):
            return side
    return ""


def _behind(report: Report, start: int, end: int) -> str:
    """The side named between an amount and the next comma, or in brackets behind it."""
    bracket = re.compile(r" ?\([^()]{0,30}\)").match(report.plain, start, end)
    apart = _APART.search(report.plain, start, end) or pattern("reports", "and").search(report.plain, start, end)
    opened = report.plain.find("(", start, end)
    until = bracket.end() if bracket else min(apart.start() if apart else end, opened if opened >= 0 else end)
    match = _side().search(report.plain, start, min(until, start + 60))
    return (match.lastgroup or "") if match else ""


def side_in_row(words: str) -> str:
    """The side that the words of a row of a table name, "" for none or both."""
    sides = {match.lastgroup or "" for match in _side().finditer(" " + words)}
    return sides.pop() if len(sides) == 1 else ""


@dataclass(frozen=True, slots=True)
class DoseProposal:
    """A dose the text names.

    Attributes:
        start: place of the first letter of `words` in the text.
        end: place behind their last letter.
        words: the label, the number and the unit as they are written there.
        readings: what it means; several where that is not clear; none where the person must enter it.
        preferred: whether it stands for the whole exam (a total, or the only one of its kind).
        question: what is not clear, None if nothing is.
        reason: how it was read.
    """

    start: int
    end: int
    words: str
    readings: tuple[MeasurementDraft, ...]
    preferred: bool
    question: Reason | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Found:
    """A number and what surrounds it, before its place among the others is known.

    Attributes:
        view: of one view of a breast, not of the whole exam.
        number: the amount itself, None for a number of a table or a list.
        labelled: a word for the quantity belongs to it.
        beside: it says the number before in another unit.
        dated: the day that its sentence names.
        own: the words say that it is this exam's ("today").
    """

    start: int
    end: int
    quantities: tuple[str, ...]
    values: tuple[float, ...]
    unit: str
    total: bool
    side: str = ""
    view: bool = False
    question: Reason | None = None
    number: Amount | None = None
    labelled: bool = False
    beside: bool = False
    dated: date | None = None
    own: bool = False


_Read = tuple[Found, tuple[MeasurementDraft, ...]]


def ranked(report: Report, found: Sequence[_Read]) -> list[DoseProposal]:
    """The proposals: a total comes before its series, and several without a total are parts that nobody adds up."""
    groups: dict[tuple[str, ...], list[_Read]] = {}
    for each, readings in _in_two_units(found):
        agent = readings[0].radiopharmaceutical if readings else f"place {each.start}"  # without a number: by itself
        groups.setdefault(("/".join(each.quantities), each.side, agent), []).append((each, readings))
    proposals = [proposal for members in _without_rivals(groups) for proposal in _group(report, members)]
    return sorted(proposals, key=lambda proposal: proposal.start)


def _without_rivals(groups: Mapping[tuple[str, ...], list[_Read]]) -> Iterator[list[_Read]]:
    """The groups; an activity that names no agent stands for nothing beside one that does, as what the syringe kept."""
    named = any(key[0] == "activity_mbq" and key[2] and not key[2].startswith("place ") for key in groups)
    for (quantity, _side_of, agent), members in groups.items():
        if quantity == "activity_mbq" and named and not agent:
            yield [(replace(each, view=True), tuple(replace(d, part=True) for d in found)) for each, found in members]
        else:
            yield members


def _group(report: Report, members: Sequence[_Read]) -> Iterator[DoseProposal]:
    """The proposals of one quantity, of one side and one agent."""
    totals = [each for each, _readings in members if each.total]
    seen: set[tuple[float, ...]] = set()
    own = [
        (each, _values(readings))
        for each, readings in members
        if not each.beside and (each.labelled or not each.question)
    ]
    alike = len({values for _each, values in own}) == 1
    several = len(own) > 1 and not alike
    unequal = len({values for each, values in own if each.total}) > 1
    for each, readings in members:
        again = each.beside or (_values(readings) in seen and (alike or each.total))
        seen.add(_values(readings))
        part = not alike and ((unequal or not each.total) if totals else several)
        reason = _reason(each, part=part, again=again, totals=bool(totals))
        drafts = tuple(replace(draft, part=draft.part or part) for draft in readings)
        question = each.question or (Reason("two_readings") if len(readings) > 1 else None)
        words = report.text[each.start : each.end]
        preferred = len(readings) == 1 and not (part or each.view) and not again and question is None
        yield DoseProposal(each.start, each.end, words, drafts, preferred, question, reason)


def _values(readings: Sequence[MeasurementDraft]) -> tuple[float, ...]:
    return tuple(draft.value for draft in readings)


def _in_two_units(found: Sequence[_Read]) -> list[_Read]:
    """The doses, where one that is said in two units is settled by the second number, or asked if the two differ."""
    kept: list[_Read] = []
    for each, readings in found:
        first, known = kept[-1] if kept else (each, ())
        again = first.quantities == each.quantities and not each.labelled and first.unit != each.unit
        fitting = [(one, other) for one in known for other in readings if _agree((first, one), (each, other))]
        if fitting and (each.beside or (again and each.number)):
            kept[-1] = (first, (fitting[0][0],) if len(known) > 1 else known)
            kept.append((replace(each, beside=True), (fitting[0][1],)))
        elif not each.beside or not kept:
            kept.append((each, readings))
        else:
            differ = Reason("two_units_differ")
            kept[-1] = (replace(first, question=first.question or differ), known)
            kept.append((replace(each, question=each.question or differ), readings))
    return kept


def _agree(one: tuple[Found, MeasurementDraft], other: tuple[Found, MeasurementDraft]) -> bool:
    """Whether two numbers can be the same, each rounded as it is written."""
    apart = abs(one[1].value - other[1].value)
    return apart <= _rounding(*one) + _rounding(*other) + 0.01 * one[1].value


def _rounding(found: Found, draft: MeasurementDraft) -> float:
    """Half of the last digit of a number as written, in the canonical unit."""
    written = found.number.number if found.number else ""
    if not written or not found.values or not found.values[0]:
        return 0.5 if found.quantities == ("fluoro_time_s",) else 0.0
    digits = len(re.split("[.,]", written)[-1]) if re.search(r"[.,][0-9]{1,2}$", written) else 0
    return 0.5 * 10.0**-digits * draft.value / found.values[0]


def _reason(found: Found, *, part: bool, again: bool, totals: bool) -> Reason:
    if again:
        return Reason.of("named_before", label=found.quantities)
    if part:
        return Reason.of("part_of_total" if totals else "one_of_several", label=found.quantities)
    return Reason.of("the_total" if found.total else "quantity", label=found.quantities)
