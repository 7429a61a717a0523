"""Add an exam: one sentence, save; every field by itself is folded away, and nothing typed is lost on the way."""

from contextlib import suppress
from typing import Any

import streamlit as st

from dashboards.exam.details import REPEATS
from dashboards.exam.form import Answers, ask_exam, preview_of, show_outlook
from dashboards.exam.injection import fill_drugs
from dashboards.exam.picker import fill_picker, fill_site
from dashboards.exam.sentence import (
    NEXT,
    OPENED,
    Told,
    ask_sentence,
    exam_told,
    opened_part,
    show_chips,
    show_question,
    show_unread,
    understand,
)
from dashboards.exam.steps import begun, draw_picture, draw_steps, make_rooms
from dashboards.frame import shared
from dashboards.frame.form import Form, Opened, clear_notice
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded
from dashboards.frame.words import drugs_words, known_from, not_written, plain
from dashboards.injections import aftercare
from dashboards.visit.planned_list import ask_about_plan, save_exam
from tracker import clock, dates, wording
from tracker.errors import TrackerError
from tracker.i18n import N_, _
from tracker.record import checks, ledger
from tracker.record.desk import Desk
from tracker.record.details import Injected, injected, newest_of_each_sort
from tracker.record.models import ExamCreate, Patient
from tracker.record.procedures import InjectionCreate
from tracker.view.lines import injected_name

# The number makes each turn's script a new one, so that it runs once a turn.
_TO_THE_TOP = """<script>/* {turn} */ document.querySelector('[data-testid="stMain"]').scrollTo(0, 0)</script>"""
_KEPT_FOR_THE_NEXT = (*REPEATS, "year", "month", "day", "entered_from", "operator")
# Streamlit leaves 160 pixels free under a page.
_LOOKS = """<style>[data-testid="stMainBlockContainer"] {padding: 3rem 1rem 1rem}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {gap: 0.6rem}</style>"""
_MOST_OFFERED = 3
_RECENT_YEARS = 2
_FILLED = "filled in"
_KEPT = "kept"


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    form = Form(f"add/{person.id}/{shared.turn(person, 'turn')}")
    _restore(form, record, person)
    _start_at_the_top(person)
    with st.container():
        aftercare.show_after_saving(record, person, folded=True)
    with st.container():
        ask_about_plan(form, record, person)
    # Another key for another turn: what was unfolded for the last exam is folded again.
    with st.container(key=f"form_{shared.turn(person, 'turn')}"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            ask_sentence(form)
            save = form.press("save", _("Save"), ":material/check:", type="primary", on_click=clear_notice)
        told = Told()
        with st.container(), guarded():
            told = understand(form)
        with st.container():
            _show_kept(form)
        chips, question, opened = st.container(), st.container(), st.container()
        with st.container():
            if not told.sentence.text and not begun(form):
                _offer_ways(form, record, person)
        rooms = make_rooms(form) if begun(form) else {}
        outlook, more = st.container(), st.container(horizontal=True)
        with st.expander(_("Fill in field by field"), icon=":material/list:"):
            part = opened_part(form, told)
            answers = ask_exam(form, record, person, opened=Opened(part, rooms.get(part, opened)))
            save |= form.press("save all", _("Save this exam"), ":material/check:", on_click=clear_notice)
    with chips:
        if told.sentence.text or answers.named:
            show_chips(form, told, answers, ("when" if name == "year" else name for name in form.get(_KEPT)))
        show_unread(told)
    with question:
        show_question(form, told, answers)
        if form.get(NEXT):
            st.caption(_("Then: {words}").format(words=plain(form.get(NEXT))))
    if rooms:
        save |= draw_steps(form, answers, rooms)
    another = again = False
    with more:
        if told.sentence.text or answers.named or rooms:
            another = form.press("another", _("Save and add another"), ":material/add:", on_click=clear_notice)
            again = form.press("start again", _("Start again"), ":material/restart_alt:", type="tertiary")
    with outlook:
        show_outlook(record, person, answers)
    _keep_typed(form, record, person)
    if again:
        _begin_anew(form, record, person)
        st.rerun()
    if save or another:
        with guarded():
            _save(record, person, form, told, answers, another=another)


def _restore(form: Form, record: Desk, person: Patient) -> None:
    """The first time this session draws the form: put back what was typed in an earlier one and not saved."""
    if _last_kept(form) not in st.session_state and not form.typed():
        form.fill(checks.draft(record, person.id))


def _last_kept(form: Form) -> str:
    return f"draft of {form.scope}"


def _keep_typed(form: Form, record: Desk, person: Patient) -> None:
    """Keep what is typed in the record as it changes, so that a reload loses nothing; saving says what goes wrong."""
    held = {name: value for name, value in form.typed().items() if name != OPENED and value not in (None, "", [], {})}
    where = _last_kept(form)
    if st.session_state.setdefault(where, held) != held:
        st.session_state[where] = held
        with suppress(TrackerError):
            checks.keep_draft(record, person.id, held)


def _begin_anew(form: Form, record: Desk, person: Patient) -> Form:
    """Forget what was typed, here and in the record, and give the empty form of the next turn."""
    form.forget()
    with suppress(TrackerError):
        checks.keep_draft(record, person.id, {})
    return Form(f"add/{person.id}/{shared.turn(person, 'turn', step=1)}")


def _show_kept(form: Form) -> None:
    """What the last exam left in the form, each with a cross that takes it out."""
    kept: dict[str, Any] = {name: value for name, value in (form.get(_KEPT) or {}).items() if form.get(name) == value}
    form.put(_KEPT, kept)
    if not kept:
        return
    st.markdown(_("**Kept from the exam before.** Tap what does not fit."))
    with st.container(horizontal=True, key=form.key("kept ones")):
        for name, words in _kept_words(kept).items():
            form.press(f"drop {name}", words, ":material/close:", on_click=_drop, args=(form, name), wrap=True)


def _kept_words(kept: dict[str, Any]) -> dict[str, str]:
    labels = {
        "facility": _("Where"),
        "requested_by": _("Asked for by"),
        "images_at": _("Where are the images?"),
        "operator": _("Done by"),
    }
    words = {name: f"{label}: {plain(kept[name])}" for name, label in labels.items() if name in kept}
    if "year" in kept:
        month, day = kept.get("month") or None, kept.get("day") or None
        words["year"] = f"{_('When')}: {plain(dates.of(kept['year'], month, month and day).text())}"
    if "entered_from" in kept:
        words["entered_from"] = known_from()[kept["entered_from"]]
    return words


def _drop(form: Form, name: str) -> None:
    empty: dict[str, Any] = {"year": None, "month": 0, "day": 0}
    for each in empty if name == "year" else (name,):
        form.put(each, empty.get(each, "memory" if each == "entered_from" else ""))


def _start_at_the_top(person: Patient) -> None:
    """After "Save and add another" show the empty form from its start, where it also says what was saved."""
    with st.container(key=f"top_{shared.turn(person, 'turn')}", gap=None):
        st.html(_LOOKS)
        if shared.turn(person, "turn"):
            st.html(_TO_THE_TOP.format(turn=shared.turn(person, "turn")), unsafe_allow_javascript=True)


def _save(record: Desk, person: Patient, form: Form, told: Told, answers: Answers, *, another: bool) -> None:
    exam = exam_told(told, answers)
    saved = save_exam(form, record, person, exam)
    missing = not_written(exam) if answers.procedure else ""
    words = " ".join(filter(None, [_saved_words(exam, person), missing]))
    tell(person.id, words, saved, incomplete=saved.entity_id if missing else "")
    if answers.procedure:
        aftercare.remember(person, saved.entity_id)
    kept = {name: form.get(name) for name in _KEPT_FOR_THE_NEXT if form.get(name)}
    after = form.get(NEXT)
    fresh = _begin_anew(form, record, person)
    if after:
        fresh.put("sentence", after)
        st.rerun()
    if another:
        fresh.fill(kept)
        fresh.put(_KEPT, {name: value for name, value in kept.items() if value != "memory"})
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


def _offer_ways(form: Form, record: Desk, person: Patient) -> None:
    """Beside the sentence: what was done last time, and the picture of where an injection was."""
    last, picture = st.columns(2, gap="medium")
    with last:
        if not _offer_last(form, record, person):
            _show_examples()
    with picture:
        draw_picture(form)


def _show_examples() -> None:
    """What a sentence can be, where nothing is there yet to begin from."""
    sentences = (
        _("CT of the belly 2019 at City Hospital"),
        _("about 10 dental X-rays between 1990 and 2005"),
        _("mammogram March 2021"),
        _("knee shot last summer, 60 % better for 3 months"),
    )
    st.markdown("\n".join([f"**{_('Write it as you would say it:')}**\n", *(f"- {plain(each)}" for each in sentences)]))


def _offer_last(form: Form, record: Desk, person: Patient) -> bool:
    """Draw one button for the newest injection, and for the newest of other recent sorts; whether there is one."""
    today = clock.today()
    # The last day of a month is the same day of an earlier year, but for 29 February.
    since = today.replace(year=today.year - _RECENT_YEARS, day=min(today.day, 28))
    offered = newest_of_each_sort(injected(record, person.id), since, _MOST_OFFERED)
    if not offered:
        return False
    st.markdown(_("**Same as last time?** One tap fills in what repeats."))
    with st.container(horizontal=True, key=form.key("repeat")):
        for place, one in enumerate(offered):
            label = f"{plain(injected_name(one))} ({one.date.text()})"
            if form.press(f"again{place}", label, ":material/history:", wrap=True):
                _fill(form, one, ledger.exam(record, one.exam_id))
    if form.get(_FILLED):
        st.info(form.get(_FILLED), icon=":material/edit_note:")
    return True


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
