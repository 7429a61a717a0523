"""Skin and fluoroscopy: one line where all doses are low; else the map, regions, procedures, and the levels."""

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
from dashboards.frame.words import plain
from tracker.history.skin import skin_findings
from tracker.i18n import N_, _
from tracker.view import fluoroscopy


def draw(view: View) -> None:
    """Draw the page."""
    found = skin_findings(view.record, view.whole)
    history = found.history()
    procedures = fluoroscopy.procedures(view.whole, history)
    if not procedures:
        st.info(_("No exam with fluoroscopy is recorded."))
        show_levels(view)
        return
    if fluoroscopy.quiet(history):
        unknown = fluoroscopy.skin_not_known(history.not_known_exams)
        st.markdown(plain(" ".join(filter(None, [fluoroscopy.all_low(history), unknown]))))
        asked = view.form.switch("all", _("Show the map, the regions and the procedures"))
        if not (asked or view.printing):
            return
    else:
        show_advice(view, history.advice)
    show_map(view, found, history)
    show_regions(view, history)
    show_procedures(view, procedures)
    show_not_known(view, history)
    show_levels(view)


clinician_page(N_("Skin and fluoroscopy"), draw)
