"""Fields of a page that has a Save button of its own, and the word beside it while something is not saved yet."""

import streamlit as st

from dashboards.frame.form import Form
from dashboards.frame.notice import clear_notice
from tracker.i18n import _


def ask_line(form: Form, name: str, label: str, stored: str = "", hint: str = "", *, hidden_label: bool = False) -> str:
    """One line of text, kept while other pages are looked at."""
    typed = st.text_input(
        label,
        value=stored,
        placeholder=hint or None,
        key=form.key(name),
        live=True,
        label_visibility="collapsed" if hidden_label else "visible",
        persist_state="session",
    )
    return typed or ""


def save_button(form: Form, verb: str, *, differs: bool) -> bool:
    """Draw the button; `differs` says that what is shown is not what is in the record."""
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(verb, type="primary", key=form.key("save"), on_click=clear_notice)
        if differs:
            st.markdown(f":material/edit: {_('Not saved yet')}", width="content")
    return pressed
