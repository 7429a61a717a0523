"""Add an exam: what it was, when it was, save; everything else is folded away."""

import streamlit as st
from sqlalchemy import Engine

from dashboards.exam.details import REPEATS
from dashboards.exam.form import Answers, ask_exam, show_outlook
from dashboards.exam.repeat import offer_last
from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.guard import guarded
from dashboards.frame.notice import clear_notice, tell
from dashboards.frame.words import fields_as_shown, plain
from dashboards.injections import aftercare
from dashboards.injections.words import not_written
from dashboards.visit.planned_done import ask_about_plan, save_exam
from tracker import wording
from tracker.history import summary
from tracker.i18n import N_, _
from tracker.record.models import ExamCreate, Patient

# The number makes each turn's script a new one, so that it runs once a turn.
_TO_THE_TOP = """<script>/* {turn} */ document.querySelector('[data-testid="stMain"]').scrollTo(0, 0)</script>"""
_KEPT_FOR_THE_NEXT = (*REPEATS, "year", "month", "day", "entered_from", "operator")


def draw(record: Engine, person: Patient) -> None:
    """Draw the page."""
    form = Form(f"add/{person.id}/{_turn(person)}")
    _start_at_the_top(person)
    with st.container():
        aftercare.show_after_saving(record, person, folded=True)
    with st.container():
        ask_about_plan(form, record, person)
    # Another key for another turn: what was unfolded for the last exam is folded again.
    with st.container(key=f"form_{_turn(person)}"):
        with st.container():
            offer_last(form, record, person)
        answers = ask_exam(form, record, person)
    show_outlook(record, person, answers)
    with st.container(horizontal=True):
        save = st.button(
            _("Save"), type="primary", icon=":material/check:", key=form.key("save"), on_click=clear_notice
        )
        another = st.button(
            _("Save and add another"), icon=":material/add:", key=form.key("another"), on_click=clear_notice
        )
    if save or another:
        with guarded():
            _save(record, person, form, answers, another=another)


def _start_at_the_top(person: Patient) -> None:
    """After "Save and add another" show the empty form from its start, where it also says what was saved."""
    with st.container(key=f"top_{_turn(person)}", gap=None):
        if _turn(person):
            st.html(_TO_THE_TOP.format(turn=_turn(person)), unsafe_allow_javascript=True)


def _save(record: Engine, person: Patient, form: Form, answers: Answers, *, another: bool) -> None:
    with fields_as_shown():
        exam = answers.exam()
    saved = save_exam(form, record, person, exam)
    missing = not_written(exam) if answers.procedure else ""
    words = " ".join(filter(None, [_saved_words(exam, person), missing]))
    tell(person.id, words, saved, incomplete=saved.entity_id if missing else "")
    if answers.procedure:
        aftercare.remember(person, saved.entity_id)
    fresh = Form(f"add/{person.id}/{_turn(person, step=1)}")
    if another:
        for name in _KEPT_FOR_THE_NEXT:
            fresh.put(name, form.get(name))
    form.forget()
    if another:
        st.rerun()
    st.switch_page("history/history.py")


def _saved_words(exam: ExamCreate, person: Patient) -> str:
    preview = summary.preview(exam, person.birth_date)
    times = wording.count(exam.exam_count, approximate=exam.count_is_approximate)
    return _("Saved: **{name}**{times}. Dose: {dose}, {evidence}.").format(
        name=plain(wording.kind(exam.kind_key, exam.own_words)),
        times=f", {times}" if exam.exam_count > 1 else "",
        dose=wording.dose(preview.typical, preview.low, preview.high),
        evidence=wording.evidence(preview.evidence),
    )


def _turn(person: Patient, step: int = 0) -> int:
    """Each exam is entered into a form of its own, so that nothing of the last one is left."""
    key = shared.key(person, "turn")
    st.session_state[key] = st.session_state.get(key, 0) + step
    return int(st.session_state[key])


shared.page(N_("Add an exam"), draw, adds=True)
