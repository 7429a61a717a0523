"""Appointment page: choose what goes on it, look at it, save it as a PDF to print."""

from typing import TYPE_CHECKING

import streamlit as st
from sqlalchemy import Engine

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.words import plain
from dashboards.visit.appointment_language import ask_language, in_another_language
from dashboards.visit.appointment_parts import ask_parts
from dashboards.visit.appointment_plan import choose_plan, offer_questions, offered
from tracker import clock, reference, wording
from tracker.history import course, summary
from tracker.history.course import Course
from tracker.history.plan import PlanOutlook
from tracker.history.summary import Summary
from tracker.i18n import N_, _, current
from tracker.record import people
from tracker.record.models import Patient
from tracker.view import overview

if TYPE_CHECKING:
    from tracker.view.handout.handout import Handout, HandoutOptions

_MOST_QUESTIONS = 3
_LARGE_PX = 1000
_LARGE_LOOKS = """<style>
[class*="st-key-large_page_"] {overflow-x: auto}
[class*="st-key-large_page_"] * {max-width: none !important}
[class*="st-key-large_page_"] [data-testid="stElementToolbar"] {left: 0; right: auto}
</style>"""


def draw(record: Engine, person: Patient) -> None:
    """Draw the page."""
    st.write(_("One page for your doctor: your exams, where the images are, and what a clinic must know."))
    found = summary.summarise(record, person.id)
    plan = choose_plan(record, person, found)
    injections = course.course(record, found)
    options = _ask(Form(f"appointment/{person.id}"), found, injections, plan)
    with st.spinner(_("Making the page")):
        handout = _make(record, person, found, options, injections)
    for text in handout.unprintable:
        st.warning(
            _("No font on this computer has all letters of “{text}”. The page shows the rest.").format(
                text=plain(text)
            ),
            icon=":material/font_download:",
        )
    st.download_button(
        _("Save the page as PDF"),
        handout.pdf,
        file_name=f"imaging-history-{clock.today().isoformat()}.pdf",
        mime="application/pdf",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )
    _show(handout)


def _make(record: Engine, person: Patient, found: Summary, options: "HandoutOptions", injections: Course) -> "Handout":
    from tracker.view.handout import handout

    if options.language != current():
        return in_another_language(record, person, options)
    return handout.make(found, people.facts(record, found.patient.id), options, injections)


def _ask_region(form: Form, likely: str) -> str:
    # What the person chose stays; what was only offered follows the record.
    if form.get("region") in (None, form.get("offered_region")):
        form.put("region", likely)
    form.put("offered_region", likely)
    return st.selectbox(
        _("Which part of the body is the visit about?"),
        ["", *sorted((k for k in reference.regions() if k != "unknown"), key=wording.region)],
        format_func=lambda key: wording.region(key) if key else _("No special part"),
        key=form.key("region"),
        persist_state="session",
    )


def _ask(form: Form, found: Summary, injections: Course, plan: PlanOutlook | None) -> "HandoutOptions":
    from tracker.view.handout.handout import HandoutOptions

    region = _ask_region(form, plan.region if plan and plan.region_known else overview.likely_region(found))
    left, right = st.columns(2)
    periods = {0: _("All years"), 1: _("Last year"), 5: _("Last 5 years"), 10: _("Last 10 years")}
    years = left.selectbox(
        _("Which years?"),
        list(periods),
        format_func=periods.__getitem__,
        key=form.key("years"),
        persist_state="session",
    )
    papers = {"a4": _("A4"), "us-letter": _("US Letter")}
    paper = right.selectbox(
        _("Paper"), list(papers), format_func=papers.__getitem__, key=form.key("paper"), persist_state="session"
    )
    code = ask_language(form)
    questions = _ask_questions(form, plan)
    return HandoutOptions(
        language=code,
        region=region,
        period_years=years or None,
        questions=questions,
        paper=paper,
        plan=plan,
        **ask_parts(form, injections),
    )


def _ask_questions(form: Form, plan: PlanOutlook | None) -> tuple[str, ...]:
    if plan:
        offer_questions(form, plan)
    return tuple(
        st.multiselect(
            _("My questions, up to three. You can type your own."),
            offered(plan),
            max_selections=_MOST_QUESTIONS,
            accept_new_options=True,
            select_all=False,
            placeholder=_("Choose or type"),
            key=form.key("questions"),
            persist_state="session",
        )
    )


def _show(handout: "Handout") -> None:
    from tracker.view.handout.handout import preview

    st.header(_("Preview"), anchor=False)
    st.caption(wording.do_not_skip())
    st.html(_LARGE_LOOKS)
    pages = preview(handout)
    for number, picture in enumerate(pages, 1):
        words = _("Page {number} of {all}. The PDF holds the same as text.").format(number=number, all=len(pages))
        with st.container(border=True):
            st.image(picture, caption=words, alt=words, width="stretch")
            with st.expander(_("Open large"), icon=":material/zoom_in:", type="compact"):
                _show_large(number, picture)


def _show_large(number: int, picture: bytes) -> None:
    """The page in its own size; a narrow window is scrolled sideways, so that every word can be read."""
    with st.container(key=f"large_page_{number}"):
        st.image(picture, alt=_("Page {number}, large").format(number=number), width=_LARGE_PX)


shared.page(N_("Appointment page"), draw)
