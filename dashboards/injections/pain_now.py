"""One line of a pain log: the moment, by the clock where that can be known, and the pain to tap."""

from datetime import datetime, time, timedelta

import streamlit as st
from sqlalchemy import Engine

from dashboards.frame.guard import guarded
from dashboards.frame.notice import clear_notice, tell
from dashboards.injections.pain_grid import Grid, entry
from tracker import clock, wording
from tracker.errors import ValueRefused
from tracker.history.pain_times import DAY, SLOTS, Slot, nearest
from tracker.i18n import _
from tracker.record import pain
from tracker.record.injected import Injected
from tracker.record.models import Patient
from tracker.record.procedures import WORST_PAIN

_LAST_DAY = SLOTS[-1].minutes_after // DAY
_CLOCK_STEP = timedelta(minutes=5)


def ask_one(record: Engine, person: Patient, one: Injected, grid: Grid) -> None:
    """Draw the questions and the button that saves the line."""
    form = grid.form
    now = _ask_now(grid, one)
    slots = {slot.minutes_after: slot for slot in grid.lines}
    if form.get("slot") not in slots:
        form.put("slot", (now or _first_empty(grid)).minutes_after)
    minutes = st.selectbox(
        _("Which line?"),
        list(slots),
        format_func=lambda m: slots[m].label(),
        key=form.key("slot"),
        filter_mode="contains",
        persist_state="session",
    )
    with st.container():
        answers = {side: _ask_pain(grid, slots[minutes], side) for side in grid.sides}
    note = st.text_input(_("Note, if you like"), key=form.key("one note"), persist_state="session") or ""
    if st.button(_("Save this line"), type="primary", icon=":material/check:", key=form.key("save one")):
        clear_notice()
        with guarded():
            _save(record, person, one, grid, slots[minutes], answers, note)


def _ask_now(grid: Grid, one: Injected) -> Slot | None:
    """The line that fits this moment, where that can be known."""
    form = grid.form
    if one.date.precision != "day" or (clock.today() - one.date.first).days > _LAST_DAY:
        return None
    given_at = st.time_input(
        _("At what time was the injection? Leave it empty if you do not know."),
        value=None,
        step=_CLOCK_STEP,
        key=form.key("given at"),
        persist_state="session",
    )
    now = _now(one, given_at)
    with st.container():
        label = _("Now: {line}").format(line=now.label()) if now else ""
        if now and st.button(label, icon=":material/schedule:", key=form.key("take now")):
            form.put("slot", now.minutes_after)
    return now


def _now(one: Injected, given_at: time | None) -> Slot | None:
    if given_at is None:
        days = (clock.today() - one.date.first).days
        return Slot(days * DAY) if days else None
    here = clock.now().astimezone()
    return nearest((here - datetime.combine(one.date.first, given_at, here.tzinfo)).total_seconds() / 60)


def _first_empty(grid: Grid) -> Slot:
    written = {e.minutes_after for e in grid.stored}
    return next((slot for slot in grid.lines if slot.minutes_after not in written), grid.lines[0])


def _ask_pain(grid: Grid, slot: Slot, side: str) -> int | None:
    label = _("Pain, {side}").format(side=wording.side(side)) if side else _("Pain")
    chosen = st.pills(
        label, range(WORST_PAIN + 1), key=grid.form.key(f"one {side}"), selection_mode="single", persist_state="session"
    )
    held = grid.held(slot.minutes_after, side)
    words = _("Chosen: {pain} of 10.").format(pain=chosen) if chosen is not None else _("0 is none, 10 the worst.")
    if held:
        words += " " + _("Written so far: {pain}. Another number takes its place.").format(pain=f"{held.pain:g}")
    st.caption(words)
    return chosen


def _save(
    record: Engine,
    person: Patient,
    one: Injected,
    grid: Grid,
    slot: Slot,
    answers: dict[str, int | None],
    note: str,
) -> None:
    lines = [entry(slot, side, str(value), note) for side, value in answers.items() if value is not None]
    if not lines:
        raise ValueRefused(_("Please choose a number from 0 to 10."))
    taken = {line.side for line in lines}
    kept = [e for e in grid.stored if e.minutes_after != slot.minutes_after or e.side not in taken]
    saved = pain.save_log(record, one.exam_id, [*kept, *lines])
    tell(person.id, _("Saved in the pain log: {line}.").format(line=slot.label()), saved)
    for name in ("slot", "one note", *(f"one {side}" for side in grid.sides)):
        st.session_state.pop(grid.form.key(name), None)
    st.rerun()
