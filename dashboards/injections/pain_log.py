"""Pain log: how the treated pain went after an injection, one line at a time or typed in from paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form, clear_notice
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded, page_theme
from dashboards.frame.words import plain
from dashboards.injections import aftercare
from tracker import clock, numbers, wording
from tracker.errors import ValueRefused
from tracker.history import summary
from tracker.history.response import DAY, MOMENTS, Logged, due, nearest, response
from tracker.i18n import N_, _, ngettext
from tracker.record import forms, ledger
from tracker.record.desk import Desk
from tracker.record.details import Injected, injected
from tracker.record.models import Patient
from tracker.record.procedures import WORST_PAIN, InjectionCreate, PainEntryCreate
from tracker.view.lines import injected_name
from tracker.view.response import moment, response_text, short_moment

_MOST_NAMED = 6
_LAST_DAY = MOMENTS[-1] // DAY
_CLOCK_STEP = timedelta(minutes=5)
_NEVER = object()
_WIDTH = 92
# Buttons that a thumb can hit, and on a desk the curve beside the questions.
_LOOKS = """
:is(.st-key-moments, .st-key-pains) button {min-height: 44px; min-width: 44px}
@media (min-width: 1100px) {[data-testid="stMainBlockContainer"] {max-width: 62rem !important}}
"""


@dataclass(frozen=True, slots=True)
class Grid:
    """The log of one injection and the fields it is typed into."""

    form: Form
    stored: Sequence[PainEntryCreate]
    sides: tuple[str, ...]

    @property
    def lines(self) -> list[int]:
        """The moments of the printed log, and any other that is in the record."""
        return sorted({*MOMENTS, *(entry.minutes_after for entry in self.stored)})

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
    for minutes in grid.lines:
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
    for minutes in grid.lines:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(moment(minutes), width=_WIDTH)
            for side in grid.sides:
                _ask_cell(grid, minutes, side)
            if with_notes:
                label = _("Note: {line}").format(line=moment(minutes))
                grid.form.line(f"note {minutes}", label, _("Note"), label_visibility="collapsed")


def _name_sides(sides: Sequence[str]) -> None:
    if len(sides) < 2:
        return
    with st.container(horizontal=True, gap="small"):
        st.markdown(f"**{_('When')}**", width=_WIDTH)
        for side in sides:
            st.markdown(f"**{wording.side(side) or _('not said')}**", width=_WIDTH)


def _ask_cell(grid: Grid, minutes: int, side: str) -> None:
    words = ", ".join(filter(None, [moment(minutes), wording.side(side)]))
    label, hint = _("Pain: {line}").format(line=words), wording.side(side) or "0–10"
    grid.form.line(_name(minutes, side), label, hint, label_visibility="collapsed", width=_WIDTH)


def typed(grid: Grid) -> list[PainEntryCreate]:
    """The log as the fields hold it.

    Raises:
        ValueRefused: a field holds no pain from 0 to 10, or a line has a note and no number; the sentence names it.
    """
    found = []
    for minutes in grid.lines:
        note = (grid.form.get(f"note {minutes}") or "").strip()
        changed = note != grid.note(minutes)
        entries = []
        for side in grid.sides:
            text = (grid.form.get(_name(minutes, side)) or "").strip()
            if text:
                held = grid.held(minutes, side)
                kept = held.note if held and not changed else ""
                entries.append(entry(minutes, side, text, note=kept))
        if note and not entries:
            raise ValueRefused(
                _("{line}: there is a note without a number. Please write the pain, too.").format(line=moment(minutes))
            )
        if entries and changed:
            entries[0] = entries[0].model_copy(update={"note": note})
        found += entries
    return found


def entry(minutes: int, side: str, text: str, note: str = "") -> PainEntryCreate:
    """One line of the log (ValueRefused names it where it cannot be)."""
    try:
        pain = numbers.parse(text.removesuffix("/10"))
        return forms.checked(PainEntryCreate, minutes_after=minutes, side=side, pain=pain, note=note)
    except ValueRefused as error:
        words = ", ".join(filter(None, [moment(minutes), wording.side(side)]))
        raise ValueRefused(
            _("{line}: please write a number from 0 to 10, or leave it empty.").format(line=words)
        ) from error


def _name(minutes: int, side: str) -> str:
    return f"pain {minutes} {side}"


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
    st.html(f"<style>{_LOOKS}</style>")
    asking, curve = st.columns([6, 5], gap="medium")
    with asking:
        st.markdown(
            _("Write down only the pain that was treated. **0** is no pain, **10** is the worst pain you can think of.")
        )
        single, whole = st.tabs([_("Write one line"), _("Type in a paper log")], key=f"tabs/{one.exam_id}")
        with single:
            _ask_one(record, person, one, grid)
        with whole:
            _ask_whole(record, person, one, grid)
    with curve:
        _show_so_far(record, one, stored)
        _offer_paper(record, person, one, _("This log as PDF") if stored else _("Empty log to print"))


def _choose(person: Patient, listed: Sequence[Injected]) -> Injected:
    by_id = {one.exam_id: one for one in listed}
    form = aftercare.pain_log_form(person)
    form.settle("exam", by_id, listed[0].exam_id)
    names = {exam_id: f"{one.date.text()}: {injected_name(one)}" for exam_id, one in by_id.items()}
    return by_id[form.search("exam", _("Which injection?"), names, filter_mode="contains")]


def _show_so_far(record: Desk, injection: Injected, stored: Sequence[PainEntryCreate]) -> None:
    """The best relief, and what is still empty, said without blame."""
    said = ledger.exam(record, injection.exam_id).injection or InjectionCreate()
    lines = [Logged(e.minutes_after, e.side, e.pain, e.note) for e in stored]
    found = response(said.model_dump(), lines, (clock.today() - injection.date.last).days, side=injection.side)
    if found:
        st.markdown(_("**Relief so far:** {words}").format(words=plain(response_text(found))))
    if not stored:
        st.caption(_("Nothing is written yet. A full log can spare you a second test."))
        return
    from tracker.view.charts.pain import pain_curve

    chart = pain_curve(lines, page_theme())
    st.image(chart.png(), alt=chart.alt, width="stretch")
    missing = _missing(injection, stored)
    if missing:
        names = ", ".join(missing[:_MOST_NAMED])
        more = len(missing) - _MOST_NAMED
        names += ngettext(" and {n} more", " and {n} more", more).format(n=more) if more > 0 else ""
        st.caption(
            _("Still empty: {names}. Add what you remember, leave the rest empty. Do not guess.").format(names=names)
        )


def _missing(injection: Injected, stored: Sequence[PainEntryCreate]) -> list[str]:
    """Lines whose time has come, that of a day at its end, and that hold nothing."""
    written = {e.minutes_after for e in stored}
    minutes = (clock.today() - injection.date.last).days * DAY - 1
    return [moment(one) for one in due(max(0, minutes)) if one not in written]


def _ask_whole(record: Desk, person: Patient, injection: Injected, grid: Grid) -> None:
    st.caption(_("Copy the numbers from the paper. Leave a line empty where the paper has none."))
    ask_grid(grid)
    if grid.form.press("save all", _("Save the log"), ":material/check:", type="primary"):
        clear_notice()
        with guarded():
            lines = typed(grid)
            if lines == list(grid.stored):
                st.info(_("Nothing was changed."))
                return
            saved = ledger.save_pain_log(record, injection.exam_id, lines)
            words = ngettext("The pain log was saved: {n} line.", "The pain log was saved: {n} lines.", len(lines))
            tell(person.id, words.format(n=len(lines)), saved)
            st.rerun()


def _offer_paper(record: Desk, person: Patient, injection: Injected | None, label: str) -> None:
    shared.offer_file(
        label,
        lambda: _paper(record, person, injection),
        "pain-log.pdf",
        "application/pdf",
        ":material/print:",
        key=f"paper/{injection.exam_id if injection else ''}",
    )


def _paper(record: Desk, person: Patient, injection: Injected | None) -> bytes:
    """The log for the printer, made when it is asked for."""
    from tracker.history.course import course
    from tracker.view.handout import pain_log

    whole = summary.summarise(record, person.id)
    return pain_log.make(whole, injection.exam_id if injection else None, course=course(record, whole))


def _ask_one(record: Desk, person: Patient, injection: Injected, grid: Grid) -> None:
    """Draw the questions and the button that saves the line."""
    form = grid.form
    now = _ask_now(grid, injection)
    form.settle("slot", grid.lines, _first_empty(grid) if now is None else now)
    with st.container(key="moments"):
        minutes = form.tap("slot", _("Which line?"), grid.lines, lambda one: _line_words(grid, one))
    if minutes is None:  # pressed a second time
        minutes = _first_empty(grid)
    with st.container(key="pains"):
        answers = {side: _ask_pain(grid, minutes, side) for side in grid.sides}
    note = form.line("one note", _("Note, if you like"))
    if form.press("save one", _("Save this line"), ":material/check:", type="primary"):
        clear_notice()
        with guarded():
            _save(record, person, injection, grid, minutes, answers, note)


def _line_words(grid: Grid, minutes: int) -> str:
    """A line of the log on its button, with the numbers that are written in it: "15 min: 6"."""
    written = "/".join(f"{entry.pain:g}" for side in grid.sides if (entry := grid.held(minutes, side)))
    return f"{short_moment(minutes)}: {written}" if written else short_moment(minutes)


def _ask_now(grid: Grid, injection: Injected) -> int | None:
    """The line that fits this moment, where that can be known."""
    form = grid.form
    if injection.date.precision != "day" or (clock.today() - injection.date.first).days > _LAST_DAY:
        return None
    question = _("At what time was the injection? Leave it empty if you do not know.")
    now = _now(injection, form.time("given at", question, step=_CLOCK_STEP))
    with st.container():
        label = _("Now: {line}").format(line=moment(now)) if now is not None else ""
        if now is not None and form.press("take now", label, ":material/schedule:"):
            form.put("slot", now)
    return now


def _now(injection: Injected, given_at: time | None) -> int | None:
    if given_at is None:
        days = (clock.today() - injection.date.first).days
        return days * DAY if days else None
    here = clock.now().astimezone()
    return nearest((here - datetime.combine(injection.date.first, given_at, here.tzinfo)).total_seconds() / 60)


def _first_empty(grid: Grid) -> int:
    written = {e.minutes_after for e in grid.stored}
    return next((minutes for minutes in grid.lines if minutes not in written), grid.lines[0])


def _ask_pain(grid: Grid, minutes: int, side: str) -> int | None:
    label = _("Pain, {side}").format(side=wording.side(side)) if side else _("Pain")
    chosen = grid.form.tap(f"one {side}", label, range(WORST_PAIN + 1))
    held = grid.held(minutes, side)
    words = _("Chosen: {pain} of 10.").format(pain=chosen) if chosen is not None else _("0 is none, 10 the worst.")
    if held:
        words += " " + _("Written so far: {pain}. Another number takes its place.").format(pain=f"{held.pain:g}")
    st.caption(words)
    return chosen


def _save(
    record: Desk,
    person: Patient,
    injection: Injected,
    grid: Grid,
    minutes: int,
    answers: dict[str, int | None],
    note: str,
) -> None:
    lines = [entry(minutes, side, str(value), note) for side, value in answers.items() if value is not None]
    if not lines:
        raise ValueRefused(_("Please choose a number from 0 to 10."))
    taken = {line.side for line in lines}
    kept = [e for e in grid.stored if e.minutes_after != minutes or e.side not in taken]
    saved = ledger.save_pain_log(record, injection.exam_id, [*kept, *lines])
    tell(person.id, _("Saved in the pain log: {line}.").format(line=moment(minutes)), saved)
    for name in ("slot", "one note", *(f"one {side}" for side in grid.sides)):
        st.session_state.pop(grid.form.key(name), None)
    st.rerun()


shared.page(N_("Pain log"), draw, adds=True)
