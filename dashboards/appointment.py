"""Appointment page: choose what goes on it, look at it, save it as a PDF to print."""

from typing import TYPE_CHECKING

import streamlit as st
from sqlalchemy import Engine

from dashboards import shared
from dashboards.form import Form
from dashboards.words import plain
from tracker import clock, reference, summary, wording
from tracker.i18n import _
from tracker.record import people
from tracker.record.models import Patient
from tracker.summary import Summary

if TYPE_CHECKING:
    from tracker.report.handout import Handout, HandoutOptions

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
    options = _ask(Form(f"appointment/{person.id}"), found)
    with st.spinner(_("Making the page")):
        handout = _make(record, found, options)
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


def _make(record: Engine, found: Summary, options: "HandoutOptions") -> "Handout":
    from tracker.report import handout

    return handout.make(found, people.facts(record, found.patient.id), options)


def _likely_region(found: Summary) -> str:
    """Where the newest injection was, else the newest exam; "" where no region is known."""
    exams = found.exams[found.exams["region"].isin([k for k in reference.regions() if k != "unknown"])]
    injections = exams[exams["image_guided"]]
    newest = injections if len(injections) else exams
    return str(newest["region"].iloc[0]) if len(newest) else ""


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


def _ask(form: Form, found: Summary) -> "HandoutOptions":
    from tracker.report.handout import HandoutOptions

    region = _ask_region(form, _likely_region(found))
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
    questions = _ask_questions(form)
    with st.expander(_("What to print"), icon=":material/checklist:"):
        ticked = {name: _tick(form, name, label, start=name != "back") for name, label in _parts().items()}
    return HandoutOptions(
        region=region,
        period_years=years or None,
        include_safety=ticked["include_safety"],
        include_injections=ticked["include_injections"],
        include_other=ticked["include_other"],
        include_dose=ticked["include_dose"],
        include_today=ticked["include_today"],
        back=ticked["back"],
        questions=questions,
        paper=paper,
    )


def _parts() -> dict[str, str]:
    return {
        "include_safety": _("What a clinic must know (allergies, blood thinner and so on)"),
        "include_injections": _("My injections"),
        "include_other": _("How many CT and other larger exams"),
        "include_dose": _("One line about the dose"),
        "include_today": _("Boxes to tick on the day"),
        "back": _("The back too: the full list, charts and sources"),
    }


def _tick(form: Form, name: str, label: str, *, start: bool) -> bool:
    if form.get(name) is None:
        form.put(name, start)
    return st.checkbox(label, key=form.key(name), persist_state="session")


def _ask_questions(form: Form) -> tuple[str, ...]:
    offered = [
        _("How much radiation will this exam use?"),
        _("Is there an earlier image you can use?"),
        _("Is ultrasound or MRI an option?"),
    ]
    return tuple(
        st.multiselect(
            _("My questions, up to three. You can type your own."),
            offered,
            max_selections=_MOST_QUESTIONS,
            accept_new_options=True,
            select_all=False,
            key=form.key("questions"),
            persist_state="session",
        )
    )


def _show(handout: "Handout") -> None:
    from tracker.report.handout import preview

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


shared.page(_("Appointment page"), draw)
