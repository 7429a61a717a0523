"""My history: the list of exams first, then what they add up to, then charts; a row opens to everything about it."""

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.words import plain
from dashboards.history.detail import draw_edit, exam_being_edited
from dashboards.history.exam_list import show_list
from dashboards.history.totals import show_charts, show_totals
from dashboards.injections.aftercare import show_after_saving
from tracker import wording
from tracker.history import pregnancy, summary
from tracker.history.summary import Summary
from tracker.i18n import N_, _, ngettext
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.models import Patient

ALL = ""
_PREGNANT_SHOWN = 5


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    exam_id = exam_being_edited(record, person)
    if exam_id:
        draw_edit(record, person, exam_id)
        return
    show_after_saving(record, person)
    whole = summary.summarise(record, person.id)
    if whole.entries:
        st.markdown(_counts(whole))
    _ask_what_to_do(empty=whole.entries == 0, injections=whole.totals.image_guided > 0)
    if whole.entries == 0:
        return
    _show_pregnancy(record, person, whole)
    filters = _ask_filters(whole, person)
    chosen = _filtered(whole, *filters)
    show_list(record, person, chosen, " ".join(filters))
    show_totals(chosen, whole)
    show_charts(chosen, person)


def _counts(whole: Summary) -> str:
    totals = whole.totals
    parts = [
        _("**{exams}** since {year}").format(
            exams=wording.count(totals.exams, approximate=totals.approximate), year=totals.first_year
        ),
    ]
    if totals.with_radiation:
        words = ngettext("{n} uses radiation, last {when}", "{n} use radiation, last {when}", totals.with_radiation)
        parts.append(words.format(n=totals.with_radiation, when=totals.last_with_radiation))
    if totals.image_guided:
        words = ngettext("{n} image-guided injection", "{n} image-guided injections", totals.image_guided)
        parts.append(words.format(n=totals.image_guided))
    return " &nbsp;·&nbsp; ".join(parts)


def _ask_what_to_do(*, empty: bool, injections: bool) -> None:
    if empty:
        st.write(_("There are no exams in this record yet."))
    with st.container(horizontal=True):
        if st.button(_("Add an exam"), type="primary", icon=":material/add_circle:"):
            st.switch_page("exam/add.py")
        if st.button(_("Import"), icon=":material/upload_file:"):
            st.switch_page("importing/files.py")
        if injections and st.button(_("My injections"), icon=":material/vaccines:"):
            st.switch_page("injections/injections.py")
        if not empty and st.button(_("Appointment page"), icon=":material/print:"):
            st.switch_page("visit/appointment.py")


def _ask_filters(whole: Summary, person: Patient) -> tuple[str, str, str]:
    exams = whole.exams
    last = int(exams["date_last"].max().year)
    first = int(exams["date_first"].min().year)
    regions = dict(sorted(zip(exams["region"], exams["region_name"], strict=True), key=lambda item: str(item[1])))
    types = [t for t in dict.fromkeys(exams["exam_type"]) if t]
    form = Form(shared.key(person, "filter"))
    year_box, type_box, region_box = st.columns(3)
    with year_box:
        years = {str(y): str(y) for y in range(last, first - 1, -1)}
        year = _ask(form, "year", _("Year"), {ALL: _("All years"), **years})
    with type_box:
        named = {t: wording.exam_type(t) for t in types}
        exam_type = _ask(form, "type", _("Type"), {ALL: _("All types"), **named})
    with region_box:
        region = _ask(form, "region", _("Body part"), {ALL: _("All body parts"), **regions})
    return year, exam_type, region


def _filtered(whole: Summary, year: str, exam_type: str, region: str) -> Summary:
    if not (year or exam_type or region):
        return whole
    return whole.select(
        years=[int(year)] if year else (),
        exam_types=[exam_type] if exam_type else (),
        regions=[region] if region else (),
    )


def _ask(form: Form, name: str, label: str, options: dict[str, str]) -> str:
    form.settle(name, options, ALL)
    return form.search(name, label, options, filter_mode="contains")


def _show_pregnancy(record: Desk, person: Patient, whole: Summary) -> None:
    """Draw the box if there is such an exam in the whole record, whatever the list below is filtered to."""
    found = pregnancy.exams_while_pregnant(whole, people.facts(record, person.id))
    if not found:
        return
    lines = [f"- {pregnancy.patient_line(exam, plain(exam.name))}" for exam in found[:_PREGNANT_SHOWN]]
    left = len(found) - len(lines)
    if left:
        lines.append("- " + ngettext("{n} more exam", "{n} more exams", left).format(n=left))
    heading = f"**{_('Exams and pregnancy')}**"
    st.info("\n\n".join([heading, "\n".join(lines), pregnancy.patient_words()]), icon=":material/pregnant_woman:")


shared.page(N_("My history"), draw)
