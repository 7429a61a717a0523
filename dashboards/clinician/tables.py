"""Tables that several of the clinician's pages show: exams as lines, and numbers as people write them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.clinician.frame import View
from dashboards.frame.words import plain
from tracker.i18n import _
from tracker.view.columns import Column, shown_columns, written
from tracker.view.lines import ExamLine


def exam_table(lines: Sequence[ExamLine]) -> pd.DataFrame:
    """Exams as a table of Markdown cells; what nobody recorded says so, because an empty cell could mean anything."""
    nothing = _("not recorded")
    return pd.DataFrame(
        {
            _("Date"): [line.when for line in lines],
            _("Exam"): [plain(line.name) for line in lines],
            _("Where"): [plain(line.facility) or nothing for line in lines],
            _("Images at"): [plain(line.images_at) or nothing for line in lines],
            _("Known from"): [line.origin for line in lines],
        }
    )


def show_table(view: View, rows: pd.DataFrame, columns: Iterable[Column], alt: str) -> None:
    """A plain table without the columns that hold nothing; says so where there is no row."""
    if rows.empty:
        st.markdown(_("None."))
        return
    shown = shown_columns(rows, columns)
    # Numbers stay numbers, which stand on the right; only how they are written is put in their place.
    cells = {c.title: rows[c.name].astype(float) if c.figures else rows[c.name].map(plain) for c in shown}
    view.table(pd.DataFrame(cells).style.format(writers(shown, titles=True)), alt)


def writers(shown: Iterable[Column], *, titles: bool = False) -> dict[Any, Any]:
    """How each column of numbers is written, by its name in the record or by its title."""
    found: dict[Any, Callable[[float], str]] = {
        column.title if titles else column.name: partial(written, column=column) for column in shown if column.figures
    }
    return found
