"""Exams: every entry with its measurements in field units, filtered and sorted; one opens to all that is known."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards.clinician.exam import show_exam
from dashboards.clinician.filters import ask_filters
from dashboards.clinician.frame import View, clinician_page
from dashboards.clinician.numbers import writers
from dashboards.frame.words import plain
from tracker.i18n import N_, _, ngettext
from tracker.view import columns, exams
from tracker.view.columns import Column

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

NONE = ""
WIDTHS = {"exam": 260, "place": 110, "region_name": 120, "facility": 140, "images_at": 140, "ctdivol_mgy": 140}
STYLED_CELLS = 200_000  # pandas writes no larger table cell by cell


def draw(view: View) -> None:
    """Draw the page."""
    if view.whole.entries == 0:
        st.info(_("No exams are recorded."))
        return
    table = exams.exam_table(view.record, view.whole)
    asked = ask_filters(view, table)
    found = exams.select(table, asked)
    words = ngettext("{n} of {all} entry, newest first.", "{n} of {all} entries, newest first.", len(table))
    st.markdown(words.format(n=len(found), all=len(table)))
    if found.empty:
        st.info(_("No entry matches these filters."))
        return
    if view.printing:
        view.table(exams.on_paper(found).map(plain), _alt())
    else:
        _show_table(view, found, str(hash(asked)))
    st.caption(
        _(
            "KAP: kerma-area product. Ka,r: air kerma at the reference point. MGD: mean glandular dose."
            " An empty cell means that nothing was stated. Effective dose describes a reference person."
        )
    )
    exam_id = _ask_open(view, found)
    if exam_id:
        show_exam(view, exam_id)


def _alt() -> str:
    return _("Exams with their measurements, newest first")


def _show_table(view: View, found: pd.DataFrame, filters: str) -> None:
    """The table; choosing a row chooses the exam in the menu below, which needs no mouse."""
    shown = columns.shown_columns(found, exams.columns())
    key = view.key(f"exam table/{filters}")

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        st.session_state[_open_key(view)] = ids[rows[0]] if rows else NONE

    ids = found["exam_id"].tolist()
    is_open = st.session_state.get(_open_key(view))
    rows = [ids.index(is_open)] if is_open in ids else []
    if key in st.session_state and st.session_state[key]["selection"]["rows"] != rows:
        st.session_state[key] = {"selection": {"rows": rows}}
    st.dataframe(
        _in_figures(found[[column.name for column in shown]], shown),
        hide_index=True,
        column_config={column.name: _config(column) for column in shown},
        key=key,
        on_select=choose,
        selection_mode="single-row",
        placeholder="",
        alt=_alt(),
    )


def _config(column: Column) -> "ColumnConfig":
    width = WIDTHS.get(column.name)
    if column.figures:
        return st.column_config.NumberColumn(column.title, width=width)
    return st.column_config.TextColumn(column.title, width=width, pinned=column.name == "date")


def _in_figures(frame: pd.DataFrame, shown: tuple[Column, ...]) -> Styler | pd.DataFrame:
    """The numbers stay numbers, which sort and stand on the right; only how they are written is put in their place."""
    if frame.size > STYLED_CELLS:
        return frame
    return frame.style.format(writers(shown))


def _open_key(view: View) -> str:
    return view.key("open exam")


def _ask_open(view: View, found: pd.DataFrame) -> str:
    """The exam to open; "" for none."""
    names = {NONE: _("none"), **dict(zip(found["exam_id"], found["date"] + " · " + found["exam"], strict=True))}
    key = _open_key(view)
    if st.session_state.get(key) not in names:
        st.session_state[key] = NONE
    chosen: str = st.selectbox(
        _("Open an exam"),
        list(names),
        format_func=lambda exam_id: names.get(exam_id, exam_id),
        key=key,
        filter_mode="contains",
        persist_state="session",
    )
    return chosen


clinician_page(N_("Exams"), draw)
