"""Draws the clinician's tables of numbers: texts letter by letter, numbers on the right as people write them."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.clinician.frame import View
from dashboards.frame.words import plain
from tracker.i18n import _
from tracker.view.columns import Column, shown_columns, written


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
