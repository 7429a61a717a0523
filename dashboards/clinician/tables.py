"""Tables that several of the clinician's pages show: exams as lines, a page of them at a time."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards.clinician.frame import View
from dashboards.frame.words import plain
from tracker.i18n import _
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


def paged(
    view: View, name: str, count: int, rows: Callable[[int, int], pd.DataFrame | Styler], *, alt: str, at_a_time: int
) -> None:
    """A long table, a page of it at a time; the print view shows it whole.

    Args:
        view: the page.
        name: of the table, for its key; another selection is another name, so that it starts at its first page.
        count: how many rows there are.
        rows: makes the rows from one place up to another.
        alt: what the table holds.
        at_a_time: rows on a page.
    """
    pages = -(-count // at_a_time)
    if pages <= 1 or view.printing:
        view.table(rows(0, count), alt)
        return
    key = view.key(f"page of {name}/{pages}")
    first = (int(st.session_state.get(key, 1)) - 1) * at_a_time
    last = min(first + at_a_time, count)
    view.table(rows(first, last), alt)
    st.pagination(pages, key=key, persist_state="session")
    st.caption(_("Lines {first} to {last} of {all}.").format(first=first + 1, last=last, all=count))
