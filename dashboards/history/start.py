"""The first page: what to do first, where the record is, and a copy of it."""

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded
from dashboards.frame.words import plain
from tracker.i18n import N_, _
from tracker.record import backup, people
from tracker.record.desk import IN_MEMORY, Desk
from tracker.record.models import Patient


def draw(record: Desk, person: Patient | None) -> None:
    """Draw the page."""
    st.markdown(_("Your imaging history, on this computer only."))
    _ask_what_to_do(record, empty=person is None)
    st.divider()
    _show_file(record)


def _ask_what_to_do(record: Desk, *, empty: bool) -> None:
    if st.button(_("Add an exam"), type="primary", icon=":material/add_circle:", width="stretch"):
        st.switch_page("exam/add.py")
    if st.button(_("Import a disc or file"), icon=":material/upload_file:", width="stretch"):
        st.switch_page("importing/files.py")
    if not empty:
        if st.button(_("See my history"), icon=":material/list_alt:", width="stretch"):
            st.switch_page("history/history.py")
        if st.button(_("Make the page for an appointment"), icon=":material/print:", width="stretch"):
            st.switch_page("visit/appointment.py")
    if any(p.is_sample for p in people.patients(record)):
        return
    if st.button(_("Look at a sample patient"), icon=":material/science:", width="stretch"):
        from tracker.record import sample

        with guarded():
            shared.choose(sample.load(record))
            tell("", _("This is a sample patient. You can remove it at any time; your own record stays as it is."))
            st.switch_page("history/history.py")


def _show_file(record: Desk) -> None:
    st.write(_("Nothing here is sent anywhere. The record is this file:"))
    st.code(str(record.file or IN_MEMORY), language=None, wrap_lines=True)
    if st.button(_("Back up"), icon=":material/save:"):
        with guarded():
            st.success(_("A copy is in {path}").format(path=plain(str(backup.back_up(record)))))


shared.open_page(N_("Exposure Tracker"), draw)
