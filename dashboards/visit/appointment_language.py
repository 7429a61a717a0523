"""The language of the appointment page: the one on the screen, or another that the clinic reads."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st
from sqlalchemy import Engine

from dashboards.frame.form import Form
from dashboards.visit.appointment_plan import chosen_plan, offered
from tracker.history.plan import outlook
from tracker.history.summary import summarise
from tracker.i18n import _, current, language, languages, name_of
from tracker.record import people
from tracker.record.models import Patient

if TYPE_CHECKING:
    from tracker.view.handout.handout import Handout, HandoutOptions


def ask_language(form: Form) -> str:
    """Draw the choice; returns the code."""
    # What the person chose stays; what was only offered follows the screen.
    if form.get("language") in (None, form.get("offered_language")):
        form.put("language", current())
    form.put("offered_language", current())
    code = st.selectbox(
        _("Language of the page"),
        languages(),
        format_func=name_of,
        key=form.key("language"),
        filter_mode=None,
        persist_state="session",
    )
    if code != current():
        st.caption(_("Choose the one your clinic reads. What you typed yourself stays as you typed it."))
    return code


def in_another_language(record: Engine, person: Patient, options: "HandoutOptions") -> "Handout":
    """The page in a language that is not on the screen: everything on it is made anew, the offered questions too."""
    from tracker.view.handout import handout

    plan, shown = chosen_plan(record, person), offered(options.plan)
    with language(options.language):
        known = outlook(summarise(record, person.id), plan, people.facts(record, person.id)) if plan else None
        said = dict(zip(shown, offered(known), strict=True))
        questions = tuple(said.get(question, question) for question in options.questions)
        return handout.of_record(record, person.id, replace(options, questions=questions), plan)
