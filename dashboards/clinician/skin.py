"""Skin and fluoroscopy: skin doses by region and over time, the map, the levels, and the procedures behind them."""

import streamlit as st

from dashboards.clinician.frame import View, clinician_page
from dashboards.clinician.skin_parts import (
    show_advice,
    show_levels,
    show_map,
    show_not_known,
    show_procedures,
    show_regions,
)
from tracker.history.skin import skin_history
from tracker.i18n import N_, _
from tracker.view import fluoroscopy


def draw(view: View) -> None:
    """Draw the page."""
    history = skin_history(view.record, view.whole)
    procedures = fluoroscopy.procedures(view.whole, history)
    if not procedures:
        st.info(_("No exam with fluoroscopy is recorded."))
        show_levels(view)
        return
    show_advice(view, history.advice)
    show_regions(view, history)
    show_map(view, history)
    show_procedures(view, procedures)
    show_not_known(view, history)
    show_levels(view)


clinician_page(N_("Skin and fluoroscopy"), draw)
