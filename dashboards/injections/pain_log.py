"""Pain log: how the treated pain went after an injection, one line at a time or typed in from paper."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form, clear_notice
from dashboards.frame.guard import guarded
from dashboards.frame.notice import tell
from dashboards.frame.words import plain
from dashboards.injections import aftercare
from dashboards.injections import words as injection_words
from dashboards.injections.pain_grid import Grid, ask_grid, entry, refresh, sides_of, typed
from tracker import clock, wording
from tracker.errors import ValueRefused
from tracker.history import summary
from tracker.history.pain_times import DAY, SLOTS, Slot, due, nearest
from tracker.history.response import Logged, response
from tracker.i18n import N_, _, bound, ngettext
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.details import Injected, injected
from tracker.record.models import Patient
from tracker.record.procedures import WORST_PAIN, InjectionCreate, PainEntryCreate

_MOST_NAMED = 6
_LAST_DAY = SLOTS[-1].minutes_after // DAY
_CLOCK_STEP = timedelta(minutes=5)


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    listed = [one for one in injected(record, person.id) if one.exam_count == 1]
    if not listed:
        st.write(_("There is no injection in this record yet. Add one first."))
        with st.container(horizontal=True):
            if st.button(_("Add an exam"), type="primary", icon=":material/add_circle:"):
                st.switch_page("exam/add.py")
            _offer_paper(record, person, None, _("Empty pain log to print"))
        return
    one = _choose(person, listed)
    stored = ledger.pain_log(record, one.exam_id)
    grid = Grid(Form(f"pain/{one.exam_id}"), stored, sides_of(one.side, stored))
    refresh(grid)
    _show_so_far(record, one, stored)
    st.markdown(
        _("Write down only the pain that was treated. **0** is no pain, **10** is the worst pain you can think of.")
    )
    single, whole = st.tabs([_("Write one line"), _("Type in a paper log")], key=f"tabs/{one.exam_id}")
    with single:
        _ask_one(record, person, one, grid)
    with whole:
        _ask_whole(record, person, one, grid)
    _offer_paper(record, person, one, _("This log as PDF") if stored else _("Empty log to print"))


def _choose(person: Patient, listed: Sequence[Injected]) -> Injected:
    by_id = {one.exam_id: one for one in listed}
    form = aftercare.pain_log_form(person)
    form.settle("exam", by_id, listed[0].exam_id)
    names = {exam_id: f"{one.date.text()}: {injection_words.title(one)}" for exam_id, one in by_id.items()}
    return by_id[form.search("exam", _("Which injection?"), names, filter_mode="contains")]


def _show_so_far(record: Desk, one: Injected, stored: Sequence[PainEntryCreate]) -> None:
    """The best relief, and what is still empty, said without blame."""
    said = ledger.exam(record, one.exam_id).injection or InjectionCreate()
    lines = [Logged(e.minutes_after, e.side, e.pain, e.note) for e in stored]
    found = response(said.model_dump(), lines, (clock.today() - one.date.last).days, side=one.side)
    if found and found.text():
        st.markdown(_("**Relief so far:** {words}").format(words=plain(found.text())))
    if not stored:
        st.caption(_("Nothing is written yet. A full log can spare you a second test."))
        return
    missing = _missing(one, stored)
    if missing:
        names = ", ".join(missing[:_MOST_NAMED])
        more = len(missing) - _MOST_NAMED
        names += ngettext(" and {n} more", " and {n} more", more).format(n=more) if more > 0 else ""
        st.caption(
            _("Still empty: {names}. Add what you remember, leave the rest empty. Do not guess.").format(names=names)
        )


def _missing(one: Injected, stored: Sequence[PainEntryCreate]) -> list[str]:
    """Lines whose time has come, that of a day at its end, and that hold nothing."""
    written = {e.minutes_after for e in stored}
    minutes = (clock.today() - one.date.last).days * DAY - 1
    return [slot.label() for slot in due(max(0, minutes)) if slot.minutes_after not in written]


def _ask_whole(record: Desk, person: Patient, one: Injected, grid: Grid) -> None:
    st.caption(_("Copy the numbers from the paper. Leave a line empty where the paper has none."))
    ask_grid(grid)
    if grid.form.press("save all", _("Save the log"), ":material/check:", type="primary"):
        clear_notice()
        with guarded():
            lines = typed(grid)
            if lines == list(grid.stored):
                st.info(_("Nothing was changed."))
                return
            saved = ledger.save_pain_log(record, one.exam_id, lines)
            words = ngettext("The pain log was saved: {n} line.", "The pain log was saved: {n} lines.", len(lines))
            tell(person.id, words.format(n=len(lines)), saved)
            st.rerun()


def _offer_paper(record: Desk, person: Patient, one: Injected | None, label: str) -> None:
    st.download_button(
        label,
        bound(lambda: _paper(record, person, one)),
        file_name="pain-log.pdf",
        mime="application/pdf",
        icon=":material/print:",
        on_click="ignore",
        key=f"paper/{one.exam_id if one else ''}",
    )


def _paper(record: Desk, person: Patient, one: Injected | None) -> bytes:
    """The log for the printer, made when it is asked for."""
    from tracker.history.course import course
    from tracker.view.handout import pain_log

    whole = summary.summarise(record, person.id)
    return pain_log.make(whole, one.exam_id if one else None, course=course(record, whole))


def _ask_one(record: Desk, person: Patient, one: Injected, grid: Grid) -> None:
    """Draw the questions and the button that saves the line."""
    form = grid.form
    now = _ask_now(grid, one)
    slots = {slot.minutes_after: slot for slot in grid.lines}
    form.settle("slot", slots, (now or _first_empty(grid)).minutes_after)
    minutes = form.search("slot", _("Which line?"), slots, lambda m: slots[m].label(), filter_mode="contains")
    with st.container():
        answers = {side: _ask_pain(grid, slots[minutes], side) for side in grid.sides}
    note = form.line("one note", _("Note, if you like"))
    if form.press("save one", _("Save this line"), ":material/check:", type="primary"):
        clear_notice()
        with guarded():
            _save(record, person, one, grid, slots[minutes], answers, note)


def _ask_now(grid: Grid, one: Injected) -> Slot | None:
    """The line that fits this moment, where that can be known."""
    form = grid.form
    if one.date.precision != "day" or (clock.today() - one.date.first).days > _LAST_DAY:
        return None
    question = _("At what time was the injection? Leave it empty if you do not know.")
    now = _now(one, form.time("given at", question, step=_CLOCK_STEP))
    with st.container():
        label = _("Now: {line}").format(line=now.label()) if now else ""
        if now and form.press("take now", label, ":material/schedule:"):
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
    chosen = grid.form.tap(f"one {side}", label, range(WORST_PAIN + 1))
    held = grid.held(slot.minutes_after, side)
    words = _("Chosen: {pain} of 10.").format(pain=chosen) if chosen is not None else _("0 is none, 10 the worst.")
    if held:
        words += " " + _("Written so far: {pain}. Another number takes its place.").format(pain=f"{held.pain:g}")
    st.caption(words)
    return chosen


def _save(
    record: Desk,
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
    saved = ledger.save_pain_log(record, one.exam_id, [*kept, *lines])
    tell(person.id, _("Saved in the pain log: {line}.").format(line=slot.label()), saved)
    for name in ("slot", "one note", *(f"one {side}" for side in grid.sides)):
        st.session_state.pop(grid.form.key(name), None)
    st.rerun()


shared.page(N_("Pain log"), draw, adds=True)
