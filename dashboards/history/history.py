"""My history: what the exams add up to, then every exam as a line, the charts, and every change of the record."""

import math

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.who import page_theme
from dashboards.frame.words import evidence_counts, plain
from dashboards.history.checks import show_all_changes, show_checks
from dashboards.history.exam_list import draw_edit, exam_being_edited, show_list, sorts
from dashboards.injections.aftercare import show_after_saving
from tracker import wording
from tracker.history import pregnancy, summary
from tracker.history.summary import Summary
from tracker.i18n import N_, _, ngettext
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.details import injected
from tracker.record.models import Patient
from tracker.view import health, overview

ALL = ""
_SEARCHED = ("when", "name", "clinical_name", "region_name", "facility", "images_at", "notes", "reason", "requested_by")
_LOOKS = """
[data-testid="stMainBlockContainer"] {max-width: 62rem !important; padding-top: 3.2rem}
"""
_PREGNANT_SHOWN = 5


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    exam_id = exam_being_edited(record, person)
    if exam_id:
        draw_edit(record, person, exam_id)
        return
    st.html(f"<style>{_LOOKS}</style>")
    show_after_saving(record, person)
    whole = summary.summarise(record, person.id)
    if whole.entries == 0:
        st.write(_("There are no exams in this record yet."))
        _offer_ways_in()
        show_checks(record, person, whole)
        st.subheader(_("Every change"), anchor=False)
        show_all_changes(record, person)
        return
    above = st.container()
    show_checks(record, person, whole)
    _show_pregnancy(record, person, whole)
    chosen, sort = _ask_filters(record, person, whole)
    with above:
        show_totals(chosen, whole, person)
    views = {_("Exams"): "list", _("Charts"): "charts", _("Every change"): "changes"}
    tabs = st.tabs(list(views), on_change="rerun", key=shared.key(person, "views"))
    for tab, view in zip(tabs, views.values(), strict=True):
        if not tab.open:
            continue
        with tab:
            if view == "list":
                show_list(record, person, chosen, sort)
            elif view == "charts":
                show_charts(chosen)
            else:
                show_all_changes(record, person)


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


def _offer_ways_in() -> None:
    with st.container(horizontal=True):
        if st.button(_("Add an exam"), type="primary", icon=":material/add_circle:"):
            st.switch_page("exam/add.py")
        if st.button(_("Bring files in"), icon=":material/upload_file:"):
            st.switch_page("importing/files.py")


def _ask_filters(record: Desk, person: Patient, whole: Summary) -> tuple[Summary, str]:
    """Ask what to show; returns the exams, and how the list is sorted."""
    form = Form(shared.key(person, "filter"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = form.line("find", _("Find"), _("Words or a year"), max_chars=100, icon=":material/search:")
        sort = form.menu("sort", _("Sort"), {key: words for key, (words, _place) in sorts().items()}, width=220)
        asked = [form.get(name) for name in ("year", "type", "region")]
        n = len(list(filter(None, asked)))
        label = _("Filter ({n})").format(n=n) if n else _("Filter")
        with st.popover(label, icon=":material/filter_alt:"):
            year, exam_type, region = _ask_which(form, whole)
    if not (year or exam_type or region or words.strip()):
        return whole, sort
    chosen = whole.select(
        years=[int(year)] if year else (),
        exam_types=[exam_type] if exam_type else (),
        regions=[region] if region else (),
        exam_ids=_with_words(record, whole, words) if words.strip() else None,
    )
    return chosen, sort


def _ask_which(form: Form, whole: Summary) -> tuple[str, str, str]:
    exams = whole.exams
    last, first = int(exams["date_last"].max().year), int(exams["date_first"].min().year)
    regions = dict(sorted(zip(exams["region"], exams["region_name"], strict=True), key=lambda item: str(item[1])))
    years = {str(y): str(y) for y in range(last, first - 1, -1)}
    types = {t: wording.exam_type(t) for t in dict.fromkeys(exams["exam_type"]) if t}
    year = _ask(form, "year", _("Year"), {ALL: _("All years"), **years})
    exam_type = _ask(form, "type", _("Type"), {ALL: _("All types"), **types})
    return year, exam_type, _ask(form, "region", _("Body part"), {ALL: _("All body parts"), **regions})


def _ask(form: Form, name: str, label: str, options: dict[str, str]) -> str:
    form.settle(name, options, ALL)
    return form.search(name, label, options, filter_mode="contains")


def _with_words(record: Desk, whole: Summary, words: str) -> list[str]:
    """The exams in which every word stands, as a part of a word too, in any case."""
    levels = {one.exam_id: wording.levels(one.levels) for one in injected(record, whole.patient.id)}
    exams = whole.exams
    texts = [exams[name] for name in _SEARCHED] + [exams["exam_id"].map(lambda one: levels.get(one, ""))]
    texts.append(exams["exam_type"].map({kind: wording.exam_type(kind) for kind in exams["exam_type"].unique()}))
    wanted = words.casefold().split()
    cells = ("\n".join(map(str, row)).casefold() for row in zip(*texts, strict=True))
    return [one for one, cell in zip(exams["exam_id"], cells, strict=True) if all(word in cell for word in wanted)]


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


def show_totals(chosen: Summary, whole: Summary, person: Patient) -> None:
    """Draw what the exams on show add up to."""
    totals = chosen.totals
    lines = [_counts(whole)]
    if chosen.entries:
        label = _("In all") if chosen is whole else _("In this selection")
        lines.append(f"**{label}: {_total_words(chosen)}** &nbsp; {evidence_counts(overview.evidence(totals.counts))}")
        if time := chosen.background:
            lines.append(overview.background(time.years, time.msv_per_year, time.country_name))
        lines.append(f":material/favorite: {wording.do_not_skip()}")
    st.markdown("  \n".join(filter(None, lines)))
    if not chosen.entries:
        return
    st.caption(wording.effective_dose_note())
    more = st.expander(
        _("How this total is made"),
        icon=":material/functions:",
        on_change="rerun",
        key=shared.key(person, "total"),
        type="compact",
    )
    if more.open:
        with more:
            if change := overview.ct_change(chosen):
                st.caption(change)
            st.table(_by_type(chosen), hide_index=True, border="horizontal", alt=_("Exams and dose by type"))
            _explain(chosen)


def _total_words(chosen: Summary) -> str:
    dose = chosen.totals.dose
    if dose is None:
        return _("none of these exams has a dose that can be counted")
    return wording.dose(dose.typical, dose.low, dose.high)


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


def show_charts(chosen: Summary) -> None:
    """Draw the charts beside each other."""
    if chosen.entries == 0:
        st.info(_("No exam matches. Look for other words, or choose other years, types or body parts."))
        return
    # Matplotlib takes longer to import than the rest of the page takes to draw.
    from tracker.view.charts import years

    for column, draw_chart in zip(
        st.columns(2, gap="medium"), (years.dose_per_year, years.exams_per_year), strict=True
    ):
        chart = draw_chart(chosen, page_theme())
        with column:
            st.image(chart.png(), alt=chart.alt, width="stretch")
            with st.expander(_("The same numbers as a table"), type="compact"):
                st.table(chart.table, hide_index=True, border="horizontal", alt=chart.alt)


shared.page(N_("My history"), draw)
