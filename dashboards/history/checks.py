"""What waits for an answer, above the list, with the one step that settles it; and every change, with its Undo."""

import streamlit as st

from dashboards.exam.details import ask_day
from dashboards.frame.form import Form
from dashboards.frame.shared import EDIT_WANTED, tell
from dashboards.frame.who import guarded, key
from dashboards.frame.words import plain
from dashboards.history.edits import about, action_words
from tracker.history.checks import Check, to_check
from tracker.history.summary import Summary
from tracker.i18n import _, ngettext
from tracker.record import checks, ledger, trace
from tracker.record.changes import Saved
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.view import checks as words

_AT_ONCE = 5
_CHANGES_AT_ONCE = 20
_CHANGES_LOOK = """
.st-key-changes [data-testid="stHorizontalBlock"] {flex-wrap: nowrap; padding-block: 0.4rem; min-height: 3.6rem;
border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent)}
"""


def show_checks(record: Desk, person: Patient, whole: Summary) -> None:
    """Draw the box where something waits; a few at once, so that the list stays in sight."""
    found = to_check(record, whole)
    if not found:
        return
    with st.expander(words.heading(len(found)), icon=":material/checklist:", key=key(person, "to check")):
        for one in found[:_AT_ONCE]:
            with st.container(border=True):
                st.markdown(f"**{plain(words.title(one))}**  \n{plain(words.asked(one))}")
                with guarded():
                    _ask(record, person, one)
        if left := len(found) - _AT_ONCE if len(found) > _AT_ONCE else 0:
            st.caption(ngettext("{n} more comes after these.", "{n} more come after these.", left).format(n=left))


def _ask(record: Desk, person: Patient, one: Check) -> None:
    form = Form(f"check/{one.question}/{one.about}")
    if one.question == "undated":
        when = ask_day(form)
        with st.container(horizontal=True):
            if form.press("date", _("Save the date"), ":material/check:") and when.filled:
                _done(person, form, checks.give_date(record, one.exam_id, when.date()))
            if form.press("leave", words.kept(one), ":material/delete:"):
                _done(person, form, checks.leave_out(record, one.exam_id))
        return
    with st.container(horizontal=True):
        if one.question == "double":
            if form.press("same", _("The same exam"), ":material/merge:"):
                _done(person, form, checks.same_exam(record, one.exam_id, one.other_id))
        elif form.press("change", _("Change it"), ":material/edit:"):
            st.session_state[EDIT_WANTED] = one.exam_id
            st.rerun()
        if form.press("keep", words.kept(one), ":material/check:"):
            _done(person, form, checks.keep(record, person.id, one.question, one.about))


def _done(person: Patient, form: Form, saved: Saved) -> None:
    form.forget()
    tell(person.id, _("Your answer is saved."), saved)
    st.rerun()


def show_all_changes(record: Desk, person: Patient) -> None:
    """Draw every action on the record, newest first and some at a time, each with its Undo."""
    shown = key(person, "changes shown")
    most = int(st.session_state.get(shown, _CHANGES_AT_ONCE))
    found = trace.actions(record, person.id, most + 1)
    st.caption(_("Every change of this record, newest first. Undo takes one back; an Undo can be undone, too."))
    st.html(f"<style>{_CHANGES_LOOK}</style>")
    box = st.container(key="changes", gap=None)
    for action in found[:most]:
        with box, st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(action_words(action), width="stretch")
            batch_id = action.edit.batch_id
            if action.edit.undone or action.final:
                continue
            if st.button(_("Undo"), key=f"undo/{batch_id}", icon=":material/undo:"):
                with guarded():
                    tell(person.id, _("Undone: {what}.").format(what=about(action)), ledger.undo(record, batch_id))
                    st.rerun()
    if len(found) > most and st.button(_("Show more"), key=f"more/{shown}", icon=":material/expand_more:"):
        st.session_state[shown] = most + 5 * _CHANGES_AT_ONCE
        st.rerun()
