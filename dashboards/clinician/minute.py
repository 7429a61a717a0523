"""The one-minute view: five cells, then earlier images of the region, the injections, and the dose folded away."""

import streamlit as st

from dashboards.clinician import cells as cells
from dashboards.clinician.below import show_dose, show_imaging, show_injections, show_pregnant, show_skin
from dashboards.clinician.frame import View, clinician_page
from tracker.history.course import course
from tracker.history.pregnancy import exams_while_pregnant
from tracker.i18n import N_, _
from tracker.record import people
from tracker.view import health, lines, overview


def draw(view: View) -> None:
    """Draw the page."""
    whole = view.whole
    facts = people.facts(view.record, whole.patient.id)
    pregnant = exams_while_pregnant(whole, facts)
    injections = course(view.record, whole)
    with st.container(key="five_cells"):
        safety, steroid, sessions = st.columns(3, border=True)
        response, last = st.columns(2, border=True)
    with safety:
        cells.show_safety(health.safety(facts, whole.patient.sex), len(pregnant))
    with steroid:
        cells.show_steroid(injections)
    with sessions:
        cells.show_sessions(injections)
    with response:
        cells.show_response(injections)
    with last:
        cells.heading(_("Last imaging"))
        region, region_name = _ask_region(view)
        imaging = overview.earlier_imaging(whole, region)
        cells.show_imaging(next(iter(lines.lines(imaging.head(1))), None))
    show_pregnant(view, pregnant)
    show_imaging(view, imaging, region_name)
    show_injections(view, injections)
    show_skin(view)
    show_dose(view)


def _ask_region(view: View) -> tuple[str, str]:
    """The region of the visit and its name: where the newest injection was, until another one is chosen."""
    choices = {"": _("All regions"), **overview.region_choices()}
    view.form.settle("region", choices, overview.likely_region(view.whole))
    region = view.form.search("region", _("Region of this visit"), choices, filter_mode="contains")
    view.on_paper("region", _("Region of this visit: {region}").format(region=choices[region]))
    return region, choices[region]


clinician_page(N_("One-minute view"), draw)
