"""Whose report it is: the name, birth date and sex in the file beside those of the person on show."""

import streamlit as st

from dashboards.form import Form
from dashboards.words import day, plain
from tracker.i18n import _
from tracker.readers.draft import ExamDraft, ReportInfo
from tracker.record.models import Patient


def may_be_accepted(form: Form, person: Patient, draft: ExamDraft) -> bool:
    """Show whom the file names; where that does not match, the person must say that it is theirs."""
    report = draft.report
    named = _named(report) if report else ""
    if not named:
        st.info(_("The file does not say whose report it is."), icon=":material/person:")
        return _confirmed(form, person)
    differences = _differences(person, report) if report else []
    if not differences:
        fits = _("The file names {who}. That fits this record.").format(who=named)
        if not person.birth_date:
            fits += " " + _("Your birth date is not in this record, so only the name could be compared.")
        st.info(fits, icon=":material/person_check:")
        return True
    st.warning(
        _("The file names {who}. This does not fit: {list}.").format(who=named, list=", ".join(differences)),
        icon=":material/person_alert:",
    )
    return _confirmed(form, person)


def _confirmed(form: Form, person: Patient) -> bool:
    return st.checkbox(
        _("Yes, this is an exam of {name}").format(name=plain(person.name)),
        key=form.key("mine"),
        persist_state="session",
    )


def _named(report: ReportInfo) -> str:
    words = [f"**{plain(report.patient_name)}**"] if report.patient_name else []
    if report.patient_birth_date:
        words.append(_("born {day}").format(day=day(report.patient_birth_date)))
    return ", ".join(words)


def _differences(person: Patient, report: ReportInfo) -> list[str]:
    found = []
    named = _words(report.patient_name)
    if named and named.isdisjoint(_words(person.name)):
        found.append(_("the name"))
    if report.patient_birth_date and person.birth_date and report.patient_birth_date != person.birth_date:
        found.append(_("the birth date"))
    if report.patient_sex and person.sex and report.patient_sex != person.sex:
        found.append(_("the sex"))
    return found


def _words(name: str) -> set[str]:
    return {w for w in name.casefold().replace(",", " ").split() if len(w) > 1}
