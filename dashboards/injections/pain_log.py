"""Pain log: how the treated pain went after an injection, one line at a time or typed in from paper."""

from collections.abc import Sequence

import streamlit as st
from sqlalchemy import Engine

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.guard import guarded
from dashboards.frame.notice import clear_notice, tell
from dashboards.frame.words import plain
from dashboards.injections import words as injection_words
from dashboards.injections.pain_grid import Grid, ask_grid, refresh, sides_of, typed
from dashboards.injections.pain_now import ask_one
from tracker import clock
from tracker.history import summary
from tracker.history.pain_times import DAY, due
from tracker.history.response import Logged, response
from tracker.i18n import N_, _, bound, ngettext
from tracker.record import ledger, pain
from tracker.record.injected import Injected, injected
from tracker.record.models import Patient
from tracker.record.procedures import InjectionCreate, PainEntryCreate

_MOST_NAMED = 6


def draw(record: Engine, person: Patient) -> None:
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
    stored = pain.log(record, one.exam_id)
    grid = Grid(Form(f"pain/{one.exam_id}"), stored, sides_of(one.side, stored))
    refresh(grid)
    _show_so_far(record, one, stored)
    st.markdown(
        _("Write down only the pain that was treated. **0** is no pain, **10** is the worst pain you can think of.")
    )
    single, whole = st.tabs([_("Write one line"), _("Type in a paper log")], key=f"tabs/{one.exam_id}")
    with single:
        ask_one(record, person, one, grid)
    with whole:
        _ask_whole(record, person, one, grid)
    _offer_paper(record, person, one, _("This log as PDF") if stored else _("Empty log to print"))


def _choose(person: Patient, listed: Sequence[Injected]) -> Injected:
    by_id = {one.exam_id: one for one in listed}
    key = shared.key(person, "pain_log_exam")
    if st.session_state.get(key) not in by_id:
        st.session_state[key] = listed[0].exam_id
    chosen = st.selectbox(
        _("Which injection?"),
        list(by_id),
        format_func=lambda exam_id: f"{by_id[exam_id].date.text()}: {injection_words.title(by_id[exam_id])}",
        key=key,
        filter_mode="contains",
        persist_state="session",
    )
    return by_id[chosen]


def _show_so_far(record: Engine, one: Injected, stored: Sequence[PainEntryCreate]) -> None:
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


def _ask_whole(record: Engine, person: Patient, one: Injected, grid: Grid) -> None:
    st.caption(_("Copy the numbers from the paper. Leave a line empty where the paper has none."))
    ask_grid(grid)
    if st.button(_("Save the log"), type="primary", icon=":material/check:", key=grid.form.key("save all")):
        clear_notice()
        with guarded():
            lines = typed(grid)
            if lines == list(grid.stored):
                st.info(_("Nothing was changed."))
                return
            saved = pain.save_log(record, one.exam_id, lines)
            words = ngettext("The pain log was saved: {n} line.", "The pain log was saved: {n} lines.", len(lines))
            tell(person.id, words.format(n=len(lines)), saved)
            st.rerun()


def _offer_paper(record: Engine, person: Patient, one: Injected | None, label: str) -> None:
    st.download_button(
        label,
        bound(lambda: _paper(record, person, one)),
        file_name="pain-log.pdf",
        mime="application/pdf",
        icon=":material/print:",
        on_click="ignore",
        key=f"paper/{one.exam_id if one else ''}",
    )


def _paper(record: Engine, person: Patient, one: Injected | None) -> bytes:
    """The log for the printer, made when it is asked for."""
    from tracker.history.course import course
    from tracker.view.handout import pain_log

    whole = summary.summarise(record, person.id)
    return pain_log.make(whole, one.exam_id if one else None, course=course(record, whole))


shared.page(N_("Pain log"), draw, adds=True)
