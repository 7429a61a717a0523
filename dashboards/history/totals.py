"""What the exams on show add up to, in words that neither alarm nor reassure, and the charts, one drawn at a time."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards.frame import shared
from tracker import wording
from tracker.history.summary import Summary
from tracker.history.totals import EvidenceCounts
from tracker.i18n import _
from tracker.record.models import Patient
from tracker.view import overview

if TYPE_CHECKING:
    from tracker.view.charts.theme import Theme
    from tracker.view.charts.years import Chart


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
        st.markdown(f"### {_sentence_case(wording.dose(dose.typical, dose.low, dose.high))}")
    st.markdown(_evidence(totals.counts))
    if chosen.background and chosen.background.years:
        st.markdown(
            _("That is {years} of natural background radiation ({country}, {msv} mSv a year).").format(
                years=wording.background_time(chosen.background.years),
                country=_(chosen.background.country_name),
                msv=f"{chosen.background.msv_per_year:g}",
            )
        )
    st.info(wording.do_not_skip(), icon=":material/favorite:")
    st.caption(wording.effective_dose_note())
    st.table(_by_type(chosen), hide_index=True, border="horizontal", alt=_("Exams and dose by type"))
    with st.expander(_("How this total is made"), icon=":material/functions:"):
        _explain(chosen)


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def _evidence(counts: EvidenceCounts) -> str:
    # Mark, number and word stay together where a narrow window breaks the line.
    return " &nbsp; ".join(item.replace(" ", "\u00a0") for item in overview.evidence(counts))


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


def page_theme() -> "Theme":
    """Light or dark, as the page is."""
    from tracker.view.charts import theme

    return theme.DARK if st.context.theme.type == "dark" else theme.LIGHT


def _show(chart: "Chart") -> None:
    st.image(chart.png(), alt=chart.alt, width="stretch")
    with st.expander(_("The same numbers as a table"), type="compact"):
        st.table(chart.table, hide_index=True, border="horizontal", alt=chart.alt)
