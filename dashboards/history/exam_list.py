"""The list of exams, newest first and a page at a time; a row opens to everything about the exam, and to its form."""

from typing import Any

import streamlit as st

from dashboards.exam.form import ask_exam, background_line, fill, show_outlook
from dashboards.frame import shared
from dashboards.frame.form import Form, say_lines
from dashboards.frame.shared import EDIT_WANTED, tell
from dashboards.frame.who import guarded
from dashboards.frame.words import (
    answers,
    evidence,
    fields_as_shown,
    injection_facts,
    not_written,
    plain,
    sources,
)
from dashboards.history.edits import show_edits
from dashboards.injections.aftercare import open_pain_log, show_folded
from tracker import wording
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.details import injected
from tracker.record.models import Patient
from tracker.view.lines import exam_name, times

ROWS_ON_A_PAGE = 10
_WIDTHS = (3, 8, 6)


def show_list(record: Desk, person: Patient, chosen: Summary, filters: str) -> None:
    """Draw one page of the list; other filters start at the first page again."""
    if chosen.entries == 0:
        st.info(_("No exam matches. Choose other years, types or body parts."))
        return
    levels = {one.exam_id: one.levels for one in injected(record, person.id)}
    st.caption(_("Choose an exam to see its numbers, or to change it."))
    pages = Form(shared.key(person, "list page"))
    box = st.container(border=True, key="exam_list", gap="xsmall")
    with pages.page(filters, chosen.entries, ROWS_ON_A_PAGE) as shown, box:
        for row in chosen.exams.iloc[shown].to_dict("records"):
            _show_row(record, person, chosen, {**row, "levels": levels.get(str(row["exam_id"]), ())})
    say_lines(shown, chosen.entries)


def _show_row(record: Desk, person: Patient, chosen: Summary, row: dict[Any, Any]) -> None:
    exam_id = str(row["exam_id"])
    key = shared.key(person, "open exam")
    is_open = st.session_state.get(key) == exam_id
    when, what, dose = st.columns(_WIDTHS, vertical_alignment="center", gap="small")
    when.markdown(plain(row["when"]))
    with what, st.container(gap=None):
        if st.button(
            f"**{name_of(row)}**",
            key=f"row/{exam_id}",
            type="tertiary",
            icon=":material/expand_less:" if is_open else ":material/expand_more:",
            wrap=True,
        ):
            st.session_state[key] = "" if is_open else exam_id
            st.rerun()
        where = _where(row)
        if where:
            st.caption(where)
    dose.markdown(_dose(row))
    if is_open:
        show_detail(record, person, chosen, exam_id)


def name_of(row: dict[Any, Any]) -> str:
    """What an exam is called in the list: "about 20 × Chest X-ray", "Hip injection, left"."""
    name = plain(row["name"])
    # Where there are levels, the side stands with them.
    name = name if row.get("levels") else exam_name(name, wording.side(row["side"]))
    return times(name, row["exam_count"], approximate=row["count_is_approximate"])


def _where(row: dict[Any, Any]) -> str:
    parts = [plain(wording.levels(row["levels"], row["side"]))] if row["levels"] else []
    if row["facility"]:
        parts.append(plain(row["facility"]))
    if row["images_at"]:
        parts.append(_("images: {place}").format(place=plain(row["images_at"])))
    return " · ".join(parts)


def _dose(row: dict[Any, Any]) -> str:
    words = evidence(row["evidence"])
    if not row["counted"]:
        return words
    return f"{wording.dose(row['typical_msv'], row['low_msv'], row['high_msv'])}  \n:small[{words}]"


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
        _("Known from"): wording.first_large(wording.known_from(row["known_from"])),
        _("Notes"): row["notes"],
    }
    st.markdown("  \n".join(f"{label}: {plain(str(value))}" for label, value in facts.items() if value))


def _show_injection(record: Desk, exam_id: str) -> None:
    exam = ledger.exam(record, exam_id)
    facts = injection_facts(exam.injection, exam.drugs)
    st.markdown("  \n".join(f"{label}: {words}" for label, words in facts.items() if words))
    missing = not_written(exam)
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
