"""My history: the list of exams first, then what they add up to, then charts; a row opens to everything about it."""

import streamlit as st
from sqlalchemy import Engine

from dashboards.frame import shared
from dashboards.history.charts import show_charts
from dashboards.history.edit import draw_edit, exam_being_edited
from dashboards.history.exam_list import show_list
from dashboards.history.pregnancy import show_pregnancy
from dashboards.history.totals import show_totals
from dashboards.injections.aftercare import show_after_saving
from tracker import wording
from tracker.history import summary
from tracker.history.summary import Summary
from tracker.i18n import N_, _, ngettext
from tracker.record.models import Patient

ALL = ""


def draw(record: Engine, person: Patient) -> None:
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
    show_pregnancy(record, person, whole)
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
    year_box, type_box, region_box = st.columns(3)
    with year_box:
        year = _ask(person, "year", _("Year"), {str(y): str(y) for y in range(last, first - 1, -1)}, _("All years"))
    with type_box:
        exam_type = _ask(person, "type", _("Type"), {t: wording.exam_type(t) for t in types}, _("All types"))
    with region_box:
        region = _ask(person, "region", _("Body part"), regions, _("All body parts"))
    return year, exam_type, region


def _filtered(whole: Summary, year: str, exam_type: str, region: str) -> Summary:
    if not (year or exam_type or region):
        return whole
    return whole.select(
        years=[int(year)] if year else (),
        exam_types=[exam_type] if exam_type else (),
        regions=[region] if region else (),
    )


def _ask(person: Patient, name: str, label: str, options: dict[str, str], all_words: str) -> str:
    key = shared.key(person, f"filter {name}")
    if st.session_state.get(key) not in options:
        st.session_state[key] = ALL
    return st.selectbox(
        label,
        [ALL, *options],
        format_func=lambda value: options.get(value, all_words),
        key=key,
        filter_mode="contains",
        persist_state="session",
    )


shared.page(N_("My history"), draw)
