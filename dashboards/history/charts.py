"""The charts of the history, drawn one at a time, each beside a table with the same numbers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from dashboards.frame import shared
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record.models import Patient

if TYPE_CHECKING:
    from tracker.view.charts.theme import Theme
    from tracker.view.charts.years import Chart


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
