"""What was just done, said at the top of the page with its Undo, until it is closed or something else is done."""

from dataclasses import dataclass

import streamlit as st

from dashboards.frame.form import NOTICE, clear_notice
from dashboards.frame.guard import guarded
from tracker.i18n import _
from tracker.record.changes import Saved
from tracker.record.desk import Desk

EDIT_WANTED = "edit wanted"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for one person ("" for anybody), the action it is about, and an exam that lacks something."""

    person_id: str
    sentence: str
    batch_id: str = ""
    incomplete: str = ""


def tell(person_id: str, sentence: str, saved: Saved | None = None, *, incomplete: str = "") -> None:
    """Show a sentence on the next run; with Undo where an action stands behind it.

    Args:
        person_id: whom it is about; "" for a sentence that names nobody.
        sentence: Markdown; text that a person typed must be made plain before.
        saved: the action that Undo takes back.
        incomplete: an exam to which the sentence asks to add something; its form is one button away.
    """
    st.session_state[NOTICE] = Notice(person_id, sentence, saved.batch_id if saved else "", incomplete)


def show_notice(record: Desk, person_id: str) -> None:
    """Draw the notice if it is about this person."""
    notice: Notice | None = st.session_state.get(NOTICE)
    if notice is None or notice.person_id not in ("", person_id):
        return
    with st.container(border=True, key="notice_box"):
        st.markdown(f":material/check_circle: {notice.sentence}")
        with st.container(horizontal=True):
            if notice.batch_id and st.button(_("Undo"), key="undo", icon=":material/undo:"):
                _undo(record, notice)
            if notice.incomplete and st.button(_("Add it now"), key="add_missing", icon=":material/edit:"):
                st.session_state[EDIT_WANTED] = notice.incomplete
                clear_notice()
                st.switch_page("history/history.py")
            if st.button(_("Close"), key="close_notice", type="tertiary"):
                clear_notice()
                st.rerun()


def _undo(record: Desk, notice: Notice) -> None:
    from tracker.record import ledger

    with guarded():
        ledger.undo(record, notice.batch_id)
        tell(notice.person_id, _("Undone. The record is as it was before."))
        st.rerun()
