"""The pain log on the command line: shows it, and writes lines into it."""

import re
from collections.abc import Sequence
from typing import Any

import click

from tracker import clock, numbers, wording
from tracker.errors import ValueRefused
from tracker.history.response import DAY, HOUR, Logged, response
from tracker.i18n import _
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.details import Injected, injected
from tracker.record.forms import checked
from tracker.record.procedures import InjectionCreate, PainEntryCreate
from tracker.view.response import moment, response_text

_UNITS = {"m": 1, "h": HOUR, "d": DAY}
_AMOUNT = re.compile(r"(\d{1,5}) ?(m|min|mins|minutes?|h|hr|hrs|hours?|d|days?)")
_LINE = re.compile(r"(.+?)\s+(-|\d+(?:[.,]\d+)?)(?:/10)?(?:\s+(\D.*))?")


def choose(desk: Desk, patient_id: str, exam_id: str) -> Injected:
    """The injection that is meant, else the newest one.

    Raises:
        click.ClickException: there is none.
    """
    listed = [injection for injection in injected(desk, patient_id) if exam_id in ("", injection.exam_id)]
    if not listed:
        raise click.ClickException(_("There is no such injection in the record."))
    return listed[0]


def write(desk: Desk, injection: Injected, lines: Sequence[str], side: str) -> None:
    """Write the lines into the log; a line with "-" in place of the pain is taken out, others stay.

    Raises:
        click.UsageError: a line cannot be read, or the side is missing where both were treated, or is another one.
        TrackerError: a value cannot be.
    """
    if injection.side == "both" and not side:
        raise click.UsageError(_("Both sides were treated. Please say which one with --side."))
    if side and injection.side not in ("", "both", side):
        raise click.UsageError(_("This injection was on the other side."))
    side = side if injection.side == "both" else ""  # only where both were treated are they kept apart
    kept = {(entry.minutes_after, entry.side): entry for entry in ledger.pain_log(desk, injection.exam_id)}
    for text in lines:
        minutes, entry = _line(text, side)
        kept.pop((minutes, side), None)
        if entry:
            kept[minutes, side] = entry
    ledger.save_pain_log(desk, injection.exam_id, list(kept.values()))


def _line(text: str, side: str) -> tuple[int, PainEntryCreate | None]:
    words = _LINE.fullmatch(text.strip())
    if words is None:
        raise click.UsageError(
            _('Please write a line as "30 min 4" or "day 3 2 slept well"; not “{text}”.').format(text=text)
        )
    minutes = minutes_of(words[1])
    if words[2] == "-":
        return minutes, None
    value = numbers.parse(words[2])
    return minutes, checked(PainEntryCreate, minutes_after=minutes, side=side, pain=value, note=words[3] or "")


def minutes_of(text: str) -> int:
    """The minutes after the injection that "before", "30 min", "2 h" or "day 3" mean.

    Raises:
        ValueRefused: the text is none of these.
    """
    words = " ".join(text.casefold().split())
    if words in ("before", "just before", "0"):
        return 0
    if day := re.fullmatch(r"day (\d{1,3})", words):
        return int(day[1]) * DAY
    amount = _AMOUNT.fullmatch(words)
    if amount is None:
        raise ValueRefused(
            _("“{text}” is no time of the log. Please write before, 30 min, 2 h or day 3.").format(text=text[:40])
        )
    return int(amount[1]) * _UNITS[amount[2][0]]


def as_data(desk: Desk, injection: Injected) -> dict[str, Any]:
    """The log for machines."""
    lines = [entry.model_dump() for entry in ledger.pain_log(desk, injection.exam_id)]
    return {
        "exam_id": injection.exam_id,
        "when": injection.date.text(),
        "lines": lines,
        "relief": _relief(desk, injection),
    }


def as_lines(desk: Desk, injection: Injected) -> list[str]:
    """The log in words, with the relief so far."""
    where = wording.levels(injection.levels, injection.side)
    name = ", ".join(filter(None, [wording.kind(injection.kind_key, injection.own_words), where]))
    entries = ledger.pain_log(desk, injection.exam_id)
    found = [f"{injection.date.text()}: {name}"]
    found += [_in_words(entry) for entry in entries] or [_("Nothing is written yet.")]
    relief = _relief(desk, injection)
    return [*found, _("Relief so far: {words}").format(words=relief)] if relief else found


def _in_words(entry: PainEntryCreate) -> str:
    amount = _("{pain} of 10").format(pain=f"{entry.pain:g}")
    return "  ".join(filter(None, [f"{moment(entry.minutes_after):<12}", wording.side(entry.side), amount, entry.note]))


def _relief(desk: Desk, injection: Injected) -> str:
    said = ledger.exam(desk, injection.exam_id).injection or InjectionCreate()
    lines = [Logged(e.minutes_after, e.side, e.pain, e.note) for e in ledger.pain_log(desk, injection.exam_id)]
    found = response(said.model_dump(), lines, (clock.today() - injection.date.last).days, side=injection.side)
    return response_text(found) if found else ""
