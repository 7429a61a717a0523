"""What is folded away in the form of an exam: where and who, the injection or scan itself, and notes."""

from typing import Any

import streamlit as st

from dashboards.frame.form import Form
from dashboards.frame.words import answers, known_from, plain, sides
from tracker import reference
from tracker.i18n import _
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.forms import LONGEST_NOTE
from tracker.record.models import ExamCreate, Patient

# What the next exam of the same visit shares with this one.
REPEATS = ("facility", "requested_by", "images_at")
MOST_OFFERED = 6
WHERE = "facility"
LINES = (*REPEATS, "reason")


def ask_side(form: Form, kind_key: str, *, always: bool = False) -> str:
    """Left or right, asked where the exam has a side, or `always`."""
    kind = reference.exam_kinds().get(kind_key)
    if not always and (kind is None or not kind.sided):
        return form.get("side") or ""
    return form.radio("side", _("Which side?"), sides(), horizontal=True)


def ask_places(form: Form, record: Desk, person: Patient, names: tuple[str, ...] = LINES) -> dict[str, str]:
    """Where it was, who asked for it, why, and where the images are; earlier answers are offered."""
    labels = {
        "facility": _("Where was it done?"),
        "requested_by": _("Who asked for it?"),
        "images_at": _("Where are the images?"),
        "reason": _("What was it for?"),
    }
    hints = {
        "facility": _("Hospital or clinic"),
        "requested_by": _("Doctor or clinic"),
        "images_at": _("For example: St Anna hospital, a disc at home"),
        "reason": _("For example: back pain"),
    }
    return {name: _line(form, record, person, name, labels[name], hints[name]) for name in names}


def _line(form: Form, record: Desk, person: Patient, name: str, label: str, hint: str) -> str:
    # A plain field: a menu that also takes new words forgets them unless Enter is pressed.
    typed = form.line(name, label, hint, live=True)
    with st.container(horizontal=True, gap="xsmall"):
        for place, value in enumerate(_offered(ledger.known_values(record, person.id, name), typed)):
            form.press(f"{name} offer {place}", plain(value), on_click=form.put, args=(name, value), wrap=True)
    return typed


def _offered(before: list[str], typed: str) -> list[str]:
    """Earlier answers that fit what is typed, most used first."""
    words = " ".join(typed.casefold().split())
    return [b for b in before if words in b.casefold() and b != typed][:MOST_OFFERED]


def ask_about_exam(form: Form, person: Patient) -> dict[str, str]:
    """Contrast medium, pregnancy, and where all this is known from."""
    held = {
        "contrast": form.menu("contrast", _("Did you get contrast medium (a dye)?"), answers()),
        "contrast_agent": form.line("contrast_agent", _("Which one, if you know")),
    }
    if person.sex != "male":
        held["pregnant"] = form.menu("pregnant", _("Were you pregnant then?"), answers())
    held["entered_from"] = form.menu("entered_from", _("How do you know about this exam?"), known_from())
    return held


def ask_notes(form: Form) -> str:
    """Anything else."""
    return form.text("notes", _("Notes"), help=_("At most {longest} characters.").format(longest=LONGEST_NOTE))


def fill_details(form: Form, exam: ExamCreate) -> None:
    """Put the details of an exam into the form."""
    values: dict[str, Any] = {name: getattr(exam, name) for name in LINES}
    values |= {name: getattr(exam, name) for name in ("contrast", "contrast_agent", "pregnant", "notes")}
    for name, value in {**values, "entered_from": exam.entered_from}.items():
        form.put(name, value)
