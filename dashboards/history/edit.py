"""Changing one exam: the same form as for adding, filled with what the record holds."""

import streamlit as st
from sqlalchemy import Engine

from dashboards.exam.form import ask_exam, fill, show_outlook
from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.guard import guarded
from dashboards.frame.notice import EDIT_WANTED, tell
from dashboards.frame.words import fields_as_shown
from tracker.i18n import _
from tracker.record import ledger
from tracker.record.models import Patient


def exam_being_edited(record: Engine, person: Patient) -> str:
    """The exam whose form is open for this person; "" if none is."""
    wanted = st.session_state.pop(EDIT_WANTED, "")
    if wanted:
        with guarded():
            start_editing(record, person, wanted)
    return str(st.session_state.get(shared.key(person, "editing"), ""))


def start_editing(record: Engine, person: Patient, exam_id: str) -> None:
    """Open the form of an exam on the next run."""
    form = _form(exam_id)
    form.forget()
    fill(form, ledger.exam(record, exam_id))
    st.session_state[shared.key(person, "editing")] = exam_id


def draw_edit(record: Engine, person: Patient, exam_id: str) -> None:
    """Draw the form."""
    form = _form(exam_id)
    st.subheader(_("Change this exam"), anchor=False)
    answers = None
    with guarded():
        answers = ask_exam(form, record, person, ledger.exam(record, exam_id))
        show_outlook(record, person, answers, exam_id)
    with st.container(horizontal=True):
        save = st.button(_("Save the changes"), type="primary", icon=":material/check:", key=form.key("save"))
        if st.button(_("Cancel"), key=form.key("cancel")):
            _close(person, form)
    if save and answers:
        with guarded():
            with fields_as_shown():
                exam = answers.exam()
            tell(person.id, _("The exam was changed."), ledger.edit_exam(record, exam_id, exam))
            _close(person, form)


def _form(exam_id: str) -> Form:
    return Form(f"edit/{exam_id}")


def _close(person: Patient, form: Form) -> None:
    form.forget()
    st.session_state[shared.key(person, "editing")] = ""
    st.rerun()
