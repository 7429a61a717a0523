"""The whole pain log as fields: a line for each moment, each side apart; an empty field is not written, never zero."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboards.frame.form import Form
from tracker import numbers, wording
from tracker.errors import ValueRefused
from tracker.history.pain_times import SLOTS, Slot
from tracker.i18n import _
from tracker.record import forms
from tracker.record.procedures import PainEntryCreate

_NEVER = object()
_WIDTH = 92


@dataclass(frozen=True, slots=True)
class Grid:
    """The log of one injection and the fields it is typed into."""

    form: Form
    stored: Sequence[PainEntryCreate]
    sides: tuple[str, ...]

    @property
    def lines(self) -> list[Slot]:
        """The moments of the printed log, and any other that is in the record."""
        return [Slot(m) for m in sorted({s.minutes_after for s in SLOTS} | {e.minutes_after for e in self.stored})]

    def held(self, minutes: int, side: str) -> PainEntryCreate | None:
        """What the record holds of one field."""
        return next((e for e in self.stored if (e.minutes_after, e.side) == (minutes, side)), None)

    def note(self, minutes: int) -> str:
        """The note of one line, as the record holds it."""
        return next((e.note for e in self.stored if e.minutes_after == minutes and e.note), "")


def sides_of(side: str, stored: Sequence[PainEntryCreate]) -> tuple[str, ...]:
    """The columns: each side apart where both were treated, and every side that is in the log already."""
    asked = ("left", "right") if side == "both" else ("",)
    return (*asked, *(s for s in dict.fromkeys(e.side for e in stored) if s not in asked))


def refresh(grid: Grid) -> None:
    """Fill each field whose number in the record is another one than when it was filled; others keep what was typed."""
    for slot in grid.lines:
        minutes = slot.minutes_after
        _fill(grid.form, f"note {minutes}", grid.note(minutes))
        for side in grid.sides:
            entry = grid.held(minutes, side)
            _fill(grid.form, _name(minutes, side), f"{entry.pain:g}" if entry else "")


def _fill(form: Form, name: str, text: str) -> None:
    if form.get(f"held {name}", _NEVER) != text:
        form.put(name, text)
        form.put(f"held {name}", text)


def ask_grid(grid: Grid) -> None:
    """Draw the lines."""
    with_notes = grid.form.switch("notes", _("I also type notes"), value=any(e.note for e in grid.stored))
    _name_sides(grid.sides)
    for slot in grid.lines:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(slot.label(), width=_WIDTH)
            for side in grid.sides:
                _ask_cell(grid, slot, side)
            if with_notes:
                label = _("Note: {line}").format(line=slot.label())
                grid.form.line(f"note {slot.minutes_after}", label, _("Note"), label_visibility="collapsed")


def _name_sides(sides: Sequence[str]) -> None:
    if len(sides) < 2:
        return
    with st.container(horizontal=True, gap="small"):
        st.markdown(f"**{_('When')}**", width=_WIDTH)
        for side in sides:
            st.markdown(f"**{wording.side(side) or _('not said')}**", width=_WIDTH)


def _ask_cell(grid: Grid, slot: Slot, side: str) -> None:
    words = ", ".join(filter(None, [slot.label(), wording.side(side)]))
    label, hint = _("Pain: {line}").format(line=words), wording.side(side) or "0–10"
    grid.form.line(_name(slot.minutes_after, side), label, hint, label_visibility="collapsed", width=_WIDTH)


def typed(grid: Grid) -> list[PainEntryCreate]:
    """The log as the fields hold it.

    Raises:
        ValueRefused: a field holds no pain from 0 to 10, or a line has a note and no number; the sentence names it.
    """
    found = []
    for slot in grid.lines:
        minutes = slot.minutes_after
        note = (grid.form.get(f"note {minutes}") or "").strip()
        changed = note != grid.note(minutes)
        entries = []
        for side in grid.sides:
            text = (grid.form.get(_name(minutes, side)) or "").strip()
            if text:
                held = grid.held(minutes, side)
                kept = held.note if held and not changed else ""
                entries.append(entry(slot, side, text, note=kept))
        if note and not entries:
            raise ValueRefused(
                _("{line}: there is a note without a number. Please write the pain, too.").format(line=slot.label())
            )
        if entries and changed:
            entries[0] = entries[0].model_copy(update={"note": note})
        found += entries
    return found


def entry(slot: Slot, side: str, text: str, note: str = "") -> PainEntryCreate:
    """One line of the log (ValueRefused names it where it cannot be)."""
    try:
        pain = numbers.parse(text.removesuffix("/10"))
        return forms.checked(PainEntryCreate, minutes_after=slot.minutes_after, side=side, pain=pain, note=note)
    except ValueRefused as error:
        words = ", ".join(filter(None, [slot.label(), wording.side(side)]))
        raise ValueRefused(
            _("{line}: please write a number from 0 to 10, or leave it empty.").format(line=words)
        ) from error


def _name(minutes: int, side: str) -> str:
    return f"pain {minutes} {side}"
