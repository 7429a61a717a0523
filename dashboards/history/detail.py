"""Everything about one exam: its numbers as reported, how its dose was made, its details and its edits."""

import streamlit as st

from dashboards.exam.form import ask_exam, background_line, fill, show_outlook
from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.guard import guarded
from dashboards.frame.notice import EDIT_WANTED, tell
from dashboards.frame.words import answers, fields_as_shown, known_from, plain, sources
from dashboards.history.edits import show_edits
from dashboards.injections import words as injection_words
from dashboards.injections.aftercare import open_pain_log, show_folded
from tracker import wording
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.details import injected
from tracker.record.models import Patient


def show_detail(record: Desk, person: Patient, chosen: Summary, exam_id: str) -> None:
    """Draw what a row opens to."""
    with st.container(border=True, key="exam_detail"):
        row = chosen.row(exam_id)
        st.markdown(f"**{_('Dose')}: {wording.dose(row['typical_msv'], row['low_msv'], row['high_msv'])}**")
        derivation = chosen.derivation(exam_id)
        st.markdown(_("How it was worked out: ") + plain(derivation.sentence) + sources(derivation.sources))
        if row["counted"]:
            st.caption(background_line(person.country))
        _show_measurements(chosen, exam_id)
        _show_facts(chosen, exam_id)
        injection = next((one for one in injected(record, person.id) if one.exam_id == exam_id), None)
        if injection:
            _show_injection(record, exam_id)
            show_folded(injection.kind_key, injection.date.last)
        _ask_what_to_do(record, person, exam_id, injection=injection is not None)
        show_edits(record, exam_id)


def _show_measurements(chosen: Summary, exam_id: str) -> None:
    measured = chosen.measured(exam_id)
    if measured.empty:
        return
    lines = [
        "- "
        + plain(wording.measured(m["quantity"], m["value"], m["laterality"] or "", m["phantom"] or ""))
        + (_(" (reported as {text})").format(text=plain(m["reported"])) if m["reported"] else "")
        for m in measured.to_dict("records")
    ]
    st.markdown(_("Numbers from the report:") + "\n" + "\n".join(lines))


def _show_facts(chosen: Summary, exam_id: str) -> None:
    row = chosen.row(exam_id)
    facts = {
        _("Clinical name"): row["clinical_name"],
        _("Where"): row["facility"],
        _("Images at"): row["images_at"],
        _("Asked for by"): row["requested_by"],
        _("What for"): row["reason"],
        _("Contrast medium"): answers()[row["contrast"]] if row["contrast"] else "",
        _("Which contrast medium"): row["contrast_agent"],
        _("Pregnant then"): answers()[row["pregnant"]] if row["pregnant"] else "",
        _("Known from"): known_from()[row["entered_from"]],
        _("Notes"): row["notes"],
    }
    st.markdown("  \n".join(f"{label}: {plain(str(value))}" for label, value in facts.items() if value))


def _show_injection(record: Desk, exam_id: str) -> None:
    exam = ledger.exam(record, exam_id)
    facts = injection_words.facts(exam.injection, exam.drugs)
    st.markdown("  \n".join(f"{label}: {words}" for label, words in facts.items() if words))
    missing = injection_words.not_written(exam)
    if missing:
        st.caption(missing)


def _ask_what_to_do(record: Desk, person: Patient, exam_id: str, *, injection: bool) -> None:
    with st.container(horizontal=True):
        if st.button(_("Edit"), key=f"edit/{exam_id}", icon=":material/edit:"):
            with guarded():
                start_editing(record, person, exam_id)
                st.rerun()
        if injection and st.button(_("Pain log"), key=f"pain/{exam_id}", icon=":material/edit_note:"):
            open_pain_log(person, exam_id)
        if st.button(_("Delete"), key=f"delete/{exam_id}", icon=":material/delete:"):
            with guarded():
                saved = ledger.delete_exam(record, exam_id)
                tell(person.id, _("The exam was deleted."), saved)
                st.session_state[shared.key(person, "open exam")] = ""
                st.rerun()


def exam_being_edited(record: Desk, person: Patient) -> str:
    """The exam whose form is open for this person; "" if none is."""
    wanted = st.session_state.pop(EDIT_WANTED, "")
    if wanted:
        with guarded():
            start_editing(record, person, wanted)
    return str(st.session_state.get(shared.key(person, "editing"), ""))


def start_editing(record: Desk, person: Patient, exam_id: str) -> None:
    """Open the form of an exam on the next run."""
    form = _form(exam_id)
    form.forget()
    fill(form, ledger.exam(record, exam_id))
    st.session_state[shared.key(person, "editing")] = exam_id


def draw_edit(record: Desk, person: Patient, exam_id: str) -> None:
    """Draw the form."""
    form = _form(exam_id)
    st.subheader(_("Change this exam"), anchor=False)
    answers = None
    with guarded():
        answers = ask_exam(form, record, person, ledger.exam(record, exam_id))
        show_outlook(record, person, answers, exam_id)
    with st.container(horizontal=True):
        save = form.press("save", _("Save the changes"), ":material/check:", type="primary")
        if form.press("cancel", _("Cancel")):
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
