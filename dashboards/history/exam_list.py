"""The list of exams, newest first; a row opens to everything about the exam, and to its form."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from dashboards.exam.form import ask_exam, background_line, fill, show_outlook
from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.shared import EDIT_WANTED, tell
from dashboards.frame.who import guarded
from dashboards.frame.words import (
    answers,
    fields_as_shown,
    injection_facts,
    not_written,
    plain,
    sources,
)
from dashboards.history.edits import show_edits
from dashboards.history.rows import Row, draw_rows, rows_of
from dashboards.importing.papers import show_attachments
from dashboards.injections.aftercare import open_pain_log, show_folded
from tracker import reference, wording
from tracker.history.compare import usual
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.details import injected
from tracker.record.models import Patient
from tracker.view.lines import usual_words

NEWEST = ""
Sort = Callable[[Row], Any]


def sorts() -> Mapping[str, tuple[str, Sort | None]]:
    """How the list can be sorted: what it is called, and by what a row is then placed; None for as it comes."""
    return {
        NEWEST: (_("Newest first"), None),
        "oldest": (_("Oldest first"), None),
        "dose": (_("Largest dose first"), lambda row: -row["msv"]),
        "name": (_("By name"), lambda row: row["name"].casefold()),
        "place": (_("By clinic"), lambda row: (not row["where"], row["where"].casefold())),
    }


def show_list(record: Desk, person: Patient, chosen: Summary, sort: str) -> None:
    """Draw all exams; the one that is open stands between those above and those below it."""
    if chosen.entries == 0:
        st.info(_("No exam matches. Look for other words, or choose other years, types or body parts."))
        return
    rows = rows_of(chosen, {one.exam_id: one.levels for one in injected(record, person.id)})
    rows = rows[::-1] if sort == "oldest" else rows
    place = sorts()[sort][1]
    rows = sorted(rows, key=place) if place else rows
    key = open_key(person)
    is_open = str(st.session_state.get(key, ""))
    above = next((n for n, row in enumerate(rows, 1) if row["id"] == is_open), len(rows))

    def choose(exam_id: str) -> None:
        st.session_state[key] = "" if exam_id == st.session_state.get(key) else exam_id

    st.caption(_("Choose an exam to see its numbers, or to change it."))
    draw = partial(draw_rows, rows, is_open=is_open, by_year=place is None, choose=choose)
    draw(slice(0, above), key=shared.key(person, "rows above"))
    if rows[above - 1]["id"] == is_open:
        show_detail(record, person, chosen, is_open)
    if above < len(rows):
        draw(slice(above, len(rows)), key=shared.key(person, "rows below"))


def open_key(person: Patient) -> str:
    """Where the session keeps which exam of a person is open."""
    return shared.key(person, "open exam")


def show_detail(record: Desk, person: Patient, chosen: Summary, exam_id: str) -> None:
    """Draw what a row opens to."""
    with st.container(border=True, key="exam_detail"):
        row = chosen.row(exam_id)
        numbers, told = st.columns(2, gap="medium")
        with numbers:
            st.markdown(f"**{_('Dose')}: {wording.dose(row['typical_msv'], row['low_msv'], row['high_msv'])}**")
            derivation = chosen.derivation(exam_id)
            st.markdown(_("How it was worked out: ") + plain(derivation.sentence) + sources(derivation.sources))
            _show_usual(chosen, exam_id)
            if row["counted"]:
                st.caption(background_line(person.country))
            _show_measurements(chosen, exam_id)
        injection = next((one for one in injected(record, person.id) if one.exam_id == exam_id), None)
        with told:
            _show_facts(chosen, exam_id)
            if injection:
                _show_injection(record, exam_id)
        if injection:
            show_folded(injection.kind_key, injection.date.last)
        show_attachments(record, exam_id)
        _ask_what_to_do(record, person, exam_id, injection=injection is not None)
        show_edits(record, exam_id)


def _show_usual(chosen: Summary, exam_id: str) -> None:
    """The usual range of the exam, with its sources, where the dose was measured and a range is published."""
    row = chosen.row(exam_id)
    compared = usual(chosen.exams[chosen.exams["exam_id"] == exam_id].reset_index(drop=True)).iloc[0]
    if not compared["position"]:
        return
    kind, known = reference.exam_kinds()[str(row["kind_key"])], reference.sources()
    range_ = wording.dose(*(compared[f"usual_{name}_msv"] for name in ("typical", "low", "high")))
    words = _("Usual for this exam: {dose}. This one is {position}.")
    position = usual_words(compared["position"]).partition(":")[0]
    cited = dict.fromkeys(filter(None, (known.get(kind.source_id), known.get(kind.range_source_id))))
    st.markdown(plain(words.format(dose=range_, position=position)) + sources(cited))
    if compared["position"] in ("above", "within_or_above"):
        st.markdown(
            _("There is often a good reason, like a larger body or a longer procedure. You can ask the clinic.")
        )


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
                st.session_state[open_key(person)] = ""
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
