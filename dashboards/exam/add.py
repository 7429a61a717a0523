"""Add an exam: what it was, when it was, save; everything else is folded away."""

import streamlit as st

from dashboards.exam.details import REPEATS
from dashboards.exam.form import Answers, ask_exam, preview_of, show_outlook
from dashboards.exam.injection import fill_drugs
from dashboards.exam.picker import fill_picker, fill_site
from dashboards.frame import shared
from dashboards.frame.form import Form, clear_notice
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded
from dashboards.frame.words import drugs_words, fields_as_shown, not_written, plain
from dashboards.injections import aftercare
from dashboards.visit.planned_list import ask_about_plan, save_exam
from tracker import clock, wording
from tracker.i18n import N_, _
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.details import Injected, injected, newest_of_each_sort
from tracker.record.models import ExamCreate, Patient
from tracker.record.procedures import InjectionCreate
from tracker.view.lines import injected_name

# The number makes each turn's script a new one, so that it runs once a turn.
_TO_THE_TOP = """<script>/* {turn} */ document.querySelector('[data-testid="stMain"]').scrollTo(0, 0)</script>"""
_KEPT_FOR_THE_NEXT = (*REPEATS, "year", "month", "day", "entered_from", "operator")
_MOST_OFFERED = 3
_RECENT_YEARS = 2
_FILLED = "filled in"


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    form = Form(f"add/{person.id}/{shared.turn(person, 'turn')}")
    _start_at_the_top(person)
    with st.container():
        aftercare.show_after_saving(record, person, folded=True)
    with st.container():
        ask_about_plan(form, record, person)
    # Another key for another turn: what was unfolded for the last exam is folded again.
    with st.container(key=f"form_{shared.turn(person, 'turn')}"):
        with st.container():
            _offer_last(form, record, person)
        answers = ask_exam(form, record, person)
    show_outlook(record, person, answers)
    with st.container(horizontal=True):
        save = form.press("save", _("Save"), ":material/check:", type="primary", on_click=clear_notice)
        another = form.press("another", _("Save and add another"), ":material/add:", on_click=clear_notice)
    if save or another:
        with guarded():
            _save(record, person, form, answers, another=another)


def _start_at_the_top(person: Patient) -> None:
    """After "Save and add another" show the empty form from its start, where it also says what was saved."""
    with st.container(key=f"top_{shared.turn(person, 'turn')}", gap=None):
        if shared.turn(person, "turn"):
            st.html(_TO_THE_TOP.format(turn=shared.turn(person, "turn")), unsafe_allow_javascript=True)


def _save(record: Desk, person: Patient, form: Form, answers: Answers, *, another: bool) -> None:
    with fields_as_shown():
        exam = answers.exam()
    saved = save_exam(form, record, person, exam)
    missing = not_written(exam) if answers.procedure else ""
    words = " ".join(filter(None, [_saved_words(exam, person), missing]))
    tell(person.id, words, saved, incomplete=saved.entity_id if missing else "")
    if answers.procedure:
        aftercare.remember(person, saved.entity_id)
    fresh = Form(f"add/{person.id}/{shared.turn(person, 'turn', step=1)}")
    if another:
        for name in _KEPT_FOR_THE_NEXT:
            fresh.put(name, form.get(name))
    form.forget()
    if another:
        st.rerun()
    st.switch_page("history/history.py")


def _saved_words(exam: ExamCreate, person: Patient) -> str:
    preview = preview_of(exam, person)
    times = wording.count(exam.exam_count, approximate=exam.count_is_approximate)
    return _("Saved: **{name}**{times}. Dose: {dose}, {evidence}.").format(
        name=plain(wording.kind(exam.kind_key, exam.own_words)),
        times=f", {times}" if exam.exam_count > 1 else "",
        dose=wording.dose(preview.typical, preview.low, preview.high),
        evidence=wording.evidence(preview.evidence),
    )


def _offer_last(form: Form, record: Desk, person: Patient) -> None:
    """Draw one button for the newest injection, and for the newest of other recent sorts."""
    today = clock.today()
    # The last day of a month is the same day of an earlier year, but for 29 February.
    since = today.replace(year=today.year - _RECENT_YEARS, day=min(today.day, 28))
    offered = newest_of_each_sort(injected(record, person.id), since, _MOST_OFFERED)
    if not offered:
        return
    st.markdown(_("**Same as last time?** One tap fills in what repeats."))
    with st.container(horizontal=True, key=form.key("repeat")):
        for place, one in enumerate(offered):
            label = f"{plain(injected_name(one))} ({one.date.text()})"
            if form.press(f"again{place}", label, ":material/history:", wrap=True):
                _fill(form, one, ledger.exam(record, one.exam_id))
    if form.get(_FILLED):
        st.info(form.get(_FILLED), icon=":material/edit_note:")


def _fill(form: Form, injection: Injected, last: ExamCreate) -> None:
    said = last.injection or InjectionCreate()
    fill_picker(form, last)
    fill_site(form, last)
    form.put("needle", True)
    for name in REPEATS:
        form.put(name, getattr(last, name))
    form.put("purpose", said.purpose)
    form.put("operator", said.operator)
    fill_drugs(form, last.drugs)
    form.put(_FILLED, _what_was_filled(injection, last, said))


def _what_was_filled(injection: Injected, last: ExamCreate, entered: InjectionCreate) -> str:
    filled = {
        _("what it was"): True,
        _("level"): entered.levels,
        _("side"): last.side,
        _("clinic"): last.facility,
        _("who asked for it"): last.requested_by,
        _("where the images are"): last.images_at,
        _("why it was done"): entered.purpose,
        drugs_words(last.drugs): last.drugs,
        _("who did it"): entered.operator,
    }
    named = ", ".join(words for words, value in filled.items() if value)
    return _("Filled in from {when}: {what}. Please look at the date, and change what is different this time.").format(
        when=injection.date.text(), what=named
    )


shared.page(N_("Add an exam"), draw, adds=True)
