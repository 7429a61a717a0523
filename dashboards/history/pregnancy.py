"""Exams with radiation while pregnant: a box above the list, without any dose."""

import streamlit as st
from sqlalchemy import Engine

from dashboards.frame.words import plain
from tracker.history import pregnancy
from tracker.history.summary import Summary
from tracker.i18n import _, ngettext
from tracker.record import people
from tracker.record.models import Patient

SHOWN = 5


def show_pregnancy(record: Engine, person: Patient, whole: Summary) -> None:
    """Draw the box if there is such an exam in the whole record, whatever the list below is filtered to."""
    found = pregnancy.exams_while_pregnant(whole, people.facts(record, person.id))
    if not found:
        return
    lines = [f"- {pregnancy.patient_line(exam, plain(exam.name))}" for exam in found[:SHOWN]]
    left = len(found) - len(lines)
    if left:
        lines.append("- " + ngettext("{n} more exam", "{n} more exams", left).format(n=left))
    heading = f"**{_('Exams and pregnancy')}**"
    st.info("\n\n".join([heading, "\n".join(lines), pregnancy.patient_words()]), icon=":material/pregnant_woman:")
