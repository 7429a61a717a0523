"""Papers that told of no exam, each shown beside the box to type from it."""

import streamlit as st

from dashboards.exam.form import ask_exam, show_outlook
from dashboards.exam.sentence import (
    Told,
    ask_sentence,
    exam_told,
    opened_part,
    show_chips,
    show_question,
    show_unread,
    understand,
)
from dashboards.frame.form import Form, Opened
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded
from dashboards.frame.words import plain
from dashboards.importing.papers import about_keeping, beside, show_paper
from tracker import wording
from tracker.history.summary import summarise
from tracker.i18n import _, ngettext
from tracker.intake.preview import Preview
from tracker.intake.rows import can_be_kept, to_keep
from tracker.readers.paper import has_letters
from tracker.record import attachments, ledger
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, Patient
from tracker.view.reasons import advised, said


def show_waiting(record: Desk, person: Patient, preview: Preview) -> None:
    """Draw the papers that told of no exam, one after the other: each beside the box to type from it."""
    for paper in preview.papers:
        if paper.problem:
            why = f"{plain(paper.name)}: {plain(said(paper.problem))} {plain(advised(paper.problem))}"
            st.warning(why, icon=":material/info:")
    waiting = preview.without_row()
    if not waiting:
        return
    number, paper = waiting[0]
    n = len(waiting)
    st.subheader(ngettext("{n} paper to type from", "{n} papers to type from", n).format(n=n), anchor=False)
    form = Form(f"import/{person.id}/{preview.token}/paper{number}")
    page, words = beside(form, paper)
    with page:
        show_paper(form, paper)
    with words:
        if has_letters(paper.text):
            st.write(_("Its words do not name one exam. Please say what it was."))
        else:
            st.write(_("This is a picture of a page, and the program cannot read it. Please type what it says."))
        _ask_exam(record, person, preview, form, number)


def _ask_exam(record: Desk, person: Patient, preview: Preview, form: Form, number: int) -> None:
    paper = preview.papers[number]
    form.begin("entered_from", "report")
    ask_sentence(form)
    told = Told()
    with st.container(), guarded():
        told = understand(form)
    chips, question, opened, outlook = st.container(), st.container(), st.container(), st.container()
    keep = False
    if can_be_kept(paper):
        form.begin("keep", True)
        keep = form.tick("keep", _("Keep this paper with the exam"))
        st.caption(about_keeping(paper))
    elif paper.content:
        st.caption(about_keeping(paper))
    with st.container(horizontal=True):
        label = _("Add this exam and keep the paper") if keep else _("Add this exam")
        save = form.press("save", label, ":material/check:", type="primary")
        _offer_to_put_aside(form, preview, number)
    with st.expander(_("Fill in field by field"), icon=":material/list:"):
        answers = ask_exam(form, record, person, opened=Opened(opened_part(form, told), opened))
    with chips:
        if told.sentence.text or answers.named:
            show_chips(form, told, answers, ())
        show_unread(told)
    with question:
        show_question(form, told, answers)
    with outlook:
        show_outlook(record, person, answers)
    if can_be_kept(paper):
        _offer_known(record, person, preview, form, number)
    if save:
        with guarded():
            _add(record, person, preview, form, number, exam_told(told, answers), keep=keep)


def _add(
    record: Desk, person: Patient, preview: Preview, form: Form, number: int, exam: ExamCreate, *, keep: bool
) -> None:
    kept = [to_keep(preview.papers[number])] if keep else []
    saved = ledger.add_exam(record, person.id, exam.model_copy(update={"attachments": kept}))
    name = plain(wording.kind(exam.kind_key, exam.own_words))
    words = _("Saved: **{name}**. The paper is kept with it.") if keep else _("Saved: **{name}**.")
    tell(person.id, words.format(name=name), saved)
    _done(preview, form, number)


def _done(preview: Preview, form: Form, number: int) -> None:
    preview.typed.add(number)
    form.forget()
    st.rerun()


def _offer_to_put_aside(form: Form, preview: Preview, number: int) -> None:
    if form.press("aside", _("Leave this paper out"), ":material/close:"):
        _done(preview, form, number)


def _offer_known(record: Desk, person: Patient, preview: Preview, form: Form, number: int) -> None:
    """Keep the paper with an exam that is in the record already."""
    held = summarise(record, person.id).exams.sort_values("date_first", ascending=False)
    if held.empty:
        return
    names = {str(row.exam_id): f"{row.when}: {row.name}" for row in held.itertuples(index=False)}
    with st.expander(_("Or keep it with an exam I have"), icon=":material/attach_file:"):
        exam_id = form.search("known", _("Which exam?"), {"": _("Please choose"), **names})
        if form.press("keep there", _("Keep it there"), ":material/check:", disabled=not exam_id):
            with guarded():
                saved = attachments.keep(record, exam_id, [to_keep(preview.papers[number])])
                tell(person.id, _("The paper is kept with **{name}**.").format(name=plain(names[exam_id])), saved)
                _done(preview, form, number)
