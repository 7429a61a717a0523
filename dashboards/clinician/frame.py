"""The frame of the clinician's pages: who it is about, links between the five, a print view; nothing here writes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias
from zlib import crc32

import pandas as pd
import streamlit as st

from dashboards.clinician.looks import dark_charts_on_paper, looks, stacked
from dashboards.frame import who
from dashboards.frame.form import Form, say_lines
from dashboards.frame.sections import SECTIONS, show_links
from dashboards.frame.who import guarded
from dashboards.frame.words import plain
from tracker import wording
from tracker.history.summary import Summary, summarise
from tracker.i18n import _
from tracker.record.desk import Desk
from tracker.view import overview
from tracker.view.columns import Column, shown_columns, written
from tracker.view.lines import ExamLine

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

    from tracker.view.charts.theme import Theme
    from tracker.view.charts.years import Chart

    Table: TypeAlias = pd.DataFrame | Styler

_PRINT_VIEW = "clinician print view"


@dataclass(frozen=True, slots=True)
class View:
    """What a clinician's page is drawn from.

    Attributes:
        record: to read from; no page of this section writes.
        whole: the record of the person on show.
        printing: whether the print view is on: everything unfolded, light charts, plain tables.
    """

    record: Desk
    whole: Summary
    printing: bool

    @property
    def form(self) -> Form:
        """The widgets, which belong to one person."""
        return Form(who.key(self.whole.patient, "clinician"))

    @property
    def theme(self) -> "Theme":
        """Light or dark, as the page is; paper is light."""
        from tracker.view.charts.theme import LIGHT

        return LIGHT if self.printing else who.page_theme()

    @contextmanager
    def fold(self, title: str, *, compact: bool = False) -> Iterator[None]:
        """A part that starts folded on the screen and is open in the print view."""
        if self.printing:
            with st.container():
                st.markdown(f"**{title}**")
                yield
            return
        with st.expander(title, type="compact" if compact else "default"):
            yield

    def chart(self, chart: "Chart") -> None:
        """A drawing, what it shows in words for those who cannot see it, and its numbers folded under it."""
        self.picture(chart)
        with self.fold(_("The same numbers as a table"), compact=True):
            self.table(chart.table.map(lambda cell: plain(cell) if isinstance(cell, str) else cell), chart.alt)

    def picture(self, chart: "Chart") -> None:
        """A drawing whose numbers stand beside it anyway."""
        st.image(chart.png(), alt=chart.alt, width="stretch")

    def table(self, frame: "Table", alt: str) -> None:
        """A plain table; its cells are Markdown, so text that people typed must be plain.

        On a narrow screen its rows are stacked, for nobody reads six columns through a keyhole.
        """
        columns = [str(column) for column in frame.columns]
        name = f"table_{crc32(' '.join([alt, *columns]).encode()):x}"
        st.html(f"<style>{stacked(name, columns)}</style>")
        with st.container(key=name):
            st.table(frame, hide_index=True, border="horizontal", alt=alt)

    def long_table(self, name: str, count: int, rows: "Callable[[slice], Table]", alt: str, at_a_time: int) -> None:
        """A long table, a page of it at a time; the print view shows it whole.

        Args:
            name: of the table; another selection is another name, so that it starts at its first page.
            count: how many rows there are.
            rows: makes some of them.
            alt: what the table holds.
            at_a_time: rows on a page.
        """
        if count <= at_a_time or self.printing:
            self.table(rows(slice(count)), alt)
            return
        with self.form.page(name, count, at_a_time) as shown:
            self.table(rows(shown), alt)
        say_lines(shown, count)

    def on_paper(self, name: str, words: str) -> None:
        """Words that stand on paper only, where the widget `name` that says them on the screen is left out."""
        with st.container(key=f"on_paper_{name}"):
            st.markdown(words)


def clinician_page(title: str, draw: Callable[[View], None]) -> None:
    """One read-only page about the person chosen in the sidebar.

    Args:
        title: the heading, in English.
        draw: what stands on the page.
    """
    with guarded():
        record = who.desk()
        st.html(f"<style>{looks()}</style>")
        person = who.choose_in_sidebar(record)
        who.ask_language()
        if person is None:
            st.title(_(title), anchor=False)
            st.info(_("There is no record yet. The patient starts it on the pages under “My record”."))
            return
        whole = summarise(record, person.id)
        _head(title, whole)
        printing = _links_and_print_view()
        if st.context.theme.type == "dark" and not printing:
            st.html(f"<style>{dark_charts_on_paper()}</style>")
        draw(View(record, whole, printing))


def titles() -> Mapping[str, str]:
    """File of each page -> what it is called."""
    return {page.file: _(page.title) for page in SECTIONS[-1].pages}


def _head(title: str, whole: Summary) -> None:
    person = overview.person(whole)
    with st.container(key="clinician_head", gap=None):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.title(_(title), anchor=False, width="content")
            st.markdown(
                f"**{plain(person.name)}** · {' · '.join(plain(fact) for fact in person.facts)}", width="content"
            )
            if whole.patient.is_sample:
                st.badge(_("Sample patient: invented, not a real person"), icon=":material/science:", color="primary")
        st.caption(person.kept)


def _links_and_print_view() -> bool:
    with st.container(horizontal=True, vertical_alignment="center", key="clinician_links"):
        show_links(titles())
        printing = st.toggle(_("Print view"), key=_PRINT_VIEW, persist_state="session")
    if printing:
        with st.container(key="not_on_paper"):
            st.caption(_("Everything is unfolded. Print with Ctrl+P (on a Mac: ⌘P)."))
    return printing


def exam_table(lines: Sequence[ExamLine]) -> pd.DataFrame:
    """Exams as a table of Markdown cells; what nobody recorded says so, because an empty cell could mean anything."""
    nothing = wording.not_recorded()
    return pd.DataFrame(
        {
            _("Date"): [plain(line.when) for line in lines],
            _("Exam"): [f"{line.mark} {plain(line.name)}" for line in lines],
            _("Where"): [plain(line.facility) or nothing for line in lines],
            _("Images at"): [plain(line.images_at) or nothing for line in lines],
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
