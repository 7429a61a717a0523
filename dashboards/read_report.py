"""Read a dose report: choose a file, see what it holds and whose it is, accept it as an exam."""

import hashlib

import streamlit as st
from sqlalchemy import Engine

from dashboards import shared
from dashboards.exam_details import ask_side
from dashboards.exam_form import show_preview
from dashboards.exam_picker import Picked, pick
from dashboards.exam_when import ask_when
from dashboards.form import Form
from dashboards.guard import guarded
from dashboards.notice import tell
from dashboards.read_report_facts import show_facts, show_problems
from dashboards.read_report_person import may_be_accepted
from dashboards.words import plain
from tracker import wording
from tracker.i18n import _
from tracker.readers.draft import ExamDraft, ReadResult
from tracker.record import ledger
from tracker.record.models import ExamCreate, Patient


def draw(record: Engine, person: Patient) -> None:
    """Draw the page."""
    st.write(
        _(
            "Many scanners write a dose report. It is a file on the disc from the hospital, often with the ending .dcm."
            " Choose it here. Nothing is saved until you accept it."
        )
    )
    turn = int(st.session_state.get(shared.key(person, "reading turn"), 0))
    upload = st.file_uploader(_("Dose report"), key=shared.key(person, f"report file {turn}"))
    if upload is None:
        return
    content = upload.getvalue()
    result = _read(person, upload.name, content)
    show_problems(result)
    if not result.exams:
        st.info(_("This file holds no exam that can be added. You can add the exam by hand."))
    for place, draft in enumerate(result.exams):
        scope = hashlib.sha256(content).hexdigest()[:16]
        _offer(record, person, Form(f"read/{person.id}/{scope}/{place}"), draft, upload.name)


def _read(person: Patient, name: str, content: bytes) -> ReadResult:
    """What the file holds, read once and not again at every click."""
    from tracker.readers.dose_report import read_bytes

    key = shared.key(person, "read result")
    mark = (name, hashlib.sha256(content).hexdigest())
    held = st.session_state.get(key)
    if held is None or held[0] != mark:
        with st.spinner(_("Reading the file")):
            held = (mark, read_bytes(name, content))
        st.session_state[key] = held
    found: ReadResult = held[1]
    return found


def _offer(record: Engine, person: Patient, form: Form, draft: ExamDraft, file_name: str) -> None:
    """One exam of the file: what it holds, whose it is, what it was, and the button that adds it."""
    st.header(_("What this report holds"), anchor=False)
    show_facts(draft)
    allowed = may_be_accepted(form, person, draft)
    st.subheader(_("Please check what was done"), anchor=False)
    st.markdown(plain(draft.kind_reason))
    with st.container():
        picked = _pick(form, draft)
        side = draft.side or ask_side(form, picked.kind_key)
    exam = None
    with st.container(), guarded():
        exam = _exam(form, draft, picked, side, file_name)
        if exam:
            with st.container(border=True):
                show_preview(exam, person)
    if st.button(
        _("Add this exam"), type="primary", icon=":material/check:", key=form.key("accept"), disabled=not allowed
    ):
        with guarded():
            _accept(record, person, form, exam)


def _pick(form: Form, draft: ExamDraft) -> Picked:
    if form.get("what") is None:
        form.put("what", wording.kind(draft.kind_key) if draft.kind_key else draft.description)
        form.put("match", draft.kind_key or None)
    return pick(form)


def _exam(form: Form, draft: ExamDraft, picked: Picked, side: str, file_name: str) -> ExamCreate | None:
    from tracker.readers.accept import to_create

    when = None
    if draft.exam_date is None:
        st.markdown(_("**When was it?** The report does not say."))
        given = ask_when(form)
        when = given.date() if given.given else None
    if not (picked.kind_key or picked.own_words) or (draft.exam_date is None and when is None):
        return None
    region = "" if picked.region == "unknown" else picked.region
    exam = to_create(
        draft, kind_key=picked.kind_key, own_words=picked.own_words, region=region, file_name=file_name, when=when
    )
    return exam.model_copy(update={"side": side})


def _accept(record: Engine, person: Patient, form: Form, exam: ExamCreate | None) -> None:
    if exam is None:
        st.warning(_("Please say what was done and when. Then add the exam."), icon=":material/help:")
        return
    saved = ledger.add_exam(record, person.id, exam)
    name = plain(wording.kind(exam.kind_key, exam.own_words))
    tell(person.id, _("Added from the report: **{name}**.").format(name=name), saved)
    form.forget()
    turn = shared.key(person, "reading turn")
    st.session_state[turn] = int(st.session_state.get(turn, 0)) + 1
    st.session_state.pop(shared.key(person, "read result"), None)
    st.switch_page("history.py")


shared.page(_("Read a dose report"), draw)
