"""The list of exams, newest first and a page at a time; a row opens to the exam behind it."""

from typing import Any

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form, say_lines
from dashboards.frame.words import evidence, plain
from dashboards.history.detail import show_detail
from tracker import wording
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record.desk import Desk
from tracker.record.details import injected
from tracker.record.models import Patient

ROWS_ON_A_PAGE = 10
_WIDTHS = (3, 8, 6)


def show_list(record: Desk, person: Patient, chosen: Summary, filters: str) -> None:
    """Draw one page of the list; other filters start at the first page again."""
    if chosen.entries == 0:
        st.info(_("No exam matches. Choose other years, types or body parts."))
        return
    levels = {one.exam_id: one.levels for one in injected(record, person.id)}
    st.caption(_("Choose an exam to see its numbers, or to change it."))
    pages = Form(shared.key(person, "list page"))
    box = st.container(border=True, key="exam_list", gap="xsmall")
    with pages.page(filters, chosen.entries, ROWS_ON_A_PAGE) as shown, box:
        for row in chosen.exams.iloc[shown].to_dict("records"):
            _show_row(record, person, chosen, {**row, "levels": levels.get(str(row["exam_id"]), ())})
    say_lines(shown, chosen.entries)


def _show_row(record: Desk, person: Patient, chosen: Summary, row: dict[Any, Any]) -> None:
    exam_id = str(row["exam_id"])
    key = shared.key(person, "open exam")
    is_open = st.session_state.get(key) == exam_id
    when, what, dose = st.columns(_WIDTHS, vertical_alignment="center", gap="small")
    when.markdown(plain(row["when"]))
    with what, st.container(gap=None):
        if st.button(
            f"**{name_of(row)}**",
            key=f"row/{exam_id}",
            type="tertiary",
            icon=":material/expand_less:" if is_open else ":material/expand_more:",
            wrap=True,
        ):
            st.session_state[key] = "" if is_open else exam_id
            st.rerun()
        where = _where(row)
        if where:
            st.caption(where)
    dose.markdown(_dose(row))
    if is_open:
        show_detail(record, person, chosen, exam_id)


def name_of(row: dict[Any, Any]) -> str:
    """What an exam is called in the list: "about 20 × Chest X-ray", "Hip injection, left"."""
    name = plain(row["name"])
    if row["side"] and not row.get("levels"):  # where there are levels, the side stands with them
        name = f"{name}, {wording.side(row['side'])}"
    if row["exam_count"] == 1:
        return name
    count = _("about {n}") if row["count_is_approximate"] else "{n}"
    return f"{count.format(n=row['exam_count'])} × {name}"


def _where(row: dict[Any, Any]) -> str:
    parts = [plain(wording.levels(row["levels"], row["side"]))] if row["levels"] else []
    if row["facility"]:
        parts.append(plain(row["facility"]))
    if row["images_at"]:
        parts.append(_("images: {place}").format(place=plain(row["images_at"])))
    return " · ".join(parts)


def _dose(row: dict[Any, Any]) -> str:
    words = evidence(row["evidence"])
    if not row["counted"]:
        return words
    return f"{wording.dose(row['typical_msv'], row['low_msv'], row['high_msv'])}  \n:small[{words}]"
