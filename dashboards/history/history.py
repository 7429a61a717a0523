"""My history: the list of exams first, then what they add up to, then charts; a row opens to everything about it."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.who import page_theme
from dashboards.frame.words import evidence_counts, plain
from dashboards.history.checks import show_checks
from dashboards.history.exam_list import draw_edit, exam_being_edited, show_list
from dashboards.injections.aftercare import show_after_saving
from tracker import wording
from tracker.history import pregnancy, summary
from tracker.history.summary import Summary
from tracker.i18n import N_, _, ngettext
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.view import health, overview

if TYPE_CHECKING:
    from tracker.view.charts.theme import Theme
    from tracker.view.charts.years import Chart

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
    show_checks(record, person, whole)
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
    if totals.radiation_not_known:
        parts.append(_("{n} not known").format(n=totals.radiation_not_known))
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
    lines = [f"- {health.patient_line(exam, plain(exam.name))}" for exam in found[:_PREGNANT_SHOWN]]
    left = len(found) - len(lines)
    if left:
        lines.append("- " + ngettext("{n} more exam", "{n} more exams", left).format(n=left))
    heading = f"**{_('Exams and pregnancy')}**"
    st.info("\n\n".join([heading, "\n".join(lines), health.patient_words()]), icon=":material/pregnant_woman:")


def show_totals(chosen: Summary, whole: Summary) -> None:
    """Draw the totals of the selection."""
    if chosen.entries == 0:
        return
    st.header(_("In all") if chosen is whole else _("In this selection"), anchor=False)
    totals = chosen.totals
    if totals.dose is None:
        st.markdown(_("None of these exams has a dose that can be counted."))
    else:
        dose = totals.dose
        st.markdown(f"### {wording.first_large(wording.dose(dose.typical, dose.low, dose.high))}")
    st.markdown(evidence_counts(overview.evidence(totals.counts)))
    if time := chosen.background:
        st.markdown(overview.background(time.years, time.msv_per_year, time.country_name))
    st.info(wording.do_not_skip(), icon=":material/favorite:")
    st.caption(wording.effective_dose_note())
    if change := overview.ct_change(chosen):
        st.caption(change)
    st.table(_by_type(chosen), hide_index=True, border="horizontal", alt=_("Exams and dose by type"))
    with st.expander(_("How this total is made"), icon=":material/functions:"):
        _explain(chosen)


def _by_type(chosen: Summary) -> Styler:
    types = chosen.totals.by_type
    dose = _("Dose in mSv")
    rows = [
        {
            _("Type"): wording.exam_type(t.exam_type),
            _("Exams"): t.exams,
            dose: t.dose.typical if t.dose else math.nan,
            _("Not counted"): t.not_counted,
        }
        for t in types
    ]
    # The column stays a column of numbers, which are set to the right; only its words are put in their place.
    table = pd.DataFrame(rows).style
    for place, t in enumerate(types):
        words = _range(t.dose.typical, t.dose.low, t.dose.high) if t.dose else "–"
        table.format(words, subset=pd.IndexSlice[[place], [dose]], na_rep="–")
    return table


def _range(typical: float, low: float, high: float) -> str:
    if typical == 0:
        return "0"
    return _("{typical} ({low} to {high})").format(
        typical=wording.number(typical), low=wording.number(low), high=wording.number(high)
    )


def _explain(chosen: Summary) -> None:
    totals = chosen.totals
    st.markdown(
        _("The total is the sum of the doses in the list. Choose an exam in the list to see how its own was made.")
    )
    st.markdown(
        _(
            "The range says where the true sum probably lies. Exams of the same kind share the same doubt;"
            " different kinds even each other out a little."
        )
    )
    if totals.counts.not_counted:
        st.markdown(_("Exams that are not counted have no known dose. That is not a dose of zero."))
    if totals.share_measured is not None:
        st.markdown(
            _("{percent} % of the total rests on numbers from your reports.").format(
                percent=f"{100 * totals.share_measured:.0f}"
            )
        )
    if len(totals.factor_sets) > 1:
        st.markdown(
            _("The numbers use different sets of tissue weights ({sets}). They do not fit together exactly.").format(
                sets=", ".join(totals.factor_sets)
            )
        )
    if chosen.background:
        source = chosen.background.source
        st.caption(_("Natural background: {source}").format(source=source.citation))


def show_charts(chosen: Summary, person: Patient) -> None:
    """Draw the chart whose tab is open."""
    if chosen.entries == 0:
        return
    st.header(_("Charts"), anchor=False)
    # Drawing takes longer than everything else on the page, so only the open chart is drawn.
    from tracker.view.charts import years

    drawings: dict[str, Callable[[Summary, Theme], Chart]] = {
        _("Dose per year"): years.dose_per_year,
        _("Exams per year"): years.exams_per_year,
        _("How well it is known"): years.evidence_share,
    }
    tabs = st.tabs(list(drawings), on_change="rerun", key=shared.key(person, "charts"))
    for tab, draw in zip(tabs, drawings.values(), strict=True):
        if tab.open:
            with tab:
                _show(draw(chosen, page_theme()))


def _show(chart: "Chart") -> None:
    st.image(chart.png(), alt=chart.alt, width="stretch")
    with st.expander(_("The same numbers as a table"), type="compact"):
        st.table(chart.table, hide_index=True, border="horizontal", alt=chart.alt)


shared.page(N_("My history"), draw)
