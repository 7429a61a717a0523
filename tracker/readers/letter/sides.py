"""The breast that each dose of a report belongs to: a side stands before its numbers, or behind them, and holds on."""

import re
from collections.abc import Sequence
from functools import cache

from tracker.readers.letter.parts import Amount, Report
from tracker.reference.words import folded, pattern, words

_CAPITAL = re.compile(r"(?:^|[\s(])([A-Z]{1,2})[ :=.]{1,3}$")
_APART = re.compile(r"[,;/\n]|\.\s|\)")


def _views() -> str:
    return "|".join(words("reports")["breast_view"])


def _alone(key: str) -> str:
    """A short form that stands by itself: "R 1.2", "(L)", "; MD 1,2", but not the e of "1,2 e 1,3"."""
    short = "|".join(sorted(words("reports")[key], key=len, reverse=True))
    before = r"(?:(?<=[,;:/(\n] )|(?<=[,;:/(\n|])|(?<=\A))"
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
