"""What stands on the appointment page: the boxes to tick, and the injection that its pain log is for."""

from typing import Any

import streamlit as st

from dashboards.frame.form import Form
from tracker import wording
from tracker.history.course import Course, Injection
from tracker.i18n import _

_NEWEST = 8
_OFF_AT_FIRST = ("pain_log", "back")
_OF_INJECTIONS = ("include_steroids", "include_injections")


def ask_parts(form: Form, course: Course) -> dict[str, Any]:
    """Draw the boxes; returns the choices by the names of `HandoutOptions`."""
    with st.expander(_("What to print"), icon=":material/checklist:"):
        shown = {n: label for n, label in _parts().items() if course.injections or n not in _OF_INJECTIONS}
        ticked: dict[str, Any] = {n: _tick(form, n, label) for n, label in shown.items()}
        if ticked["pain_log"] and course.injections:
            ticked["pain_log_exam"] = _ask_injection(form, course)
    return ticked


def _parts() -> dict[str, str]:
    return {
        "include_safety": _("What a clinic must know (allergies, blood thinner and so on)"),
        "include_steroids": _("My last steroid (cortisone) and those of 12 months"),
        "include_injections": _("My injections"),
        "include_other": _("How many CT and other larger exams"),
        "include_dose": _("One line about the dose"),
        "include_today": _("Boxes to tick on the day"),
        "pain_log": _("A page to write down the pain after a test injection (test-block log)"),
        "back": _("The back too: the full list, charts and sources"),
    }


def _tick(form: Form, name: str, label: str) -> bool:
    if form.get(name) is None:
        form.put(name, name not in _OFF_AT_FIRST)
    return st.checkbox(label, key=form.key(name), persist_state="session")


def _ask_injection(form: Form, course: Course) -> str:
    newest = {one.exam_id: one for one in course.injections[:_NEWEST]}
    if form.get("pain_log_exam") not in newest:
        form.put("pain_log_exam", "")
    return st.selectbox(
        _("Which injection is the log for?"),
        ["", *newest],
        format_func=lambda key: _title(newest[key]) if key else _("The next one: leave it empty"),
        key=form.key("pain_log_exam"),
        persist_state="session",
    )


def _title(one: Injection) -> str:
    return ", ".join(filter(None, [one.when, one.plain_name, wording.levels(one.levels, one.side)]))
