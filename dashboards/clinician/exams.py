"""Exams: every entry with its measurements in field units, filtered and sorted; one opens to all that is known."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards.clinician.exam import show_exam
from dashboards.clinician.frame import View, clinician_page
from dashboards.clinician.tables import writers
from dashboards.frame.words import plain
from tracker import wording
from tracker.i18n import N_, _, ngettext
from tracker.view import columns, exams
from tracker.view.columns import Column
from tracker.view.exams import Filters

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

NONE = ""
_OPEN = "open exam"
WIDTHS = {"exam": 260, "place": 110, "region_name": 120, "facility": 140, "images_at": 140, "ctdivol_mgy": 140}
STYLED_CELLS = 200_000  # pandas writes no larger table cell by cell


def draw(view: View) -> None:
    """Draw the page."""
    if view.whole.entries == 0:
        st.info(_("No exams are recorded."))
        return
    table = exams.exam_table(view.record, view.whole)
    asked = _ask_filters(view, table)
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
    key = view.form.key(f"exam table/{filters}")

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        view.form.put(_OPEN, ids[rows[0]] if rows else NONE)

    ids = found["exam_id"].tolist()
    is_open = view.form.get(_OPEN)
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


def _ask_open(view: View, found: pd.DataFrame) -> str:
    """The exam to open; "" for none."""
    names: dict[str, str] = {
        NONE: _("none"),
        **dict(zip(found["exam_id"], found["date"] + " · " + found["exam"], strict=True)),
    }
    view.form.settle(_OPEN, names, NONE)
    return view.form.search(_OPEN, _("Open an exam"), names, _name_in(names), filter_mode="contains")


def _name_in(names: Mapping[str, str]) -> Callable[[str], str]:
    """A choice that fell out of the list in this very run is written as it is."""
    return lambda exam_id: names.get(exam_id, exam_id)


def _ask_filters(view: View, table: pd.DataFrame) -> Filters:
    """Draw them, folded, with what is asked for as a sentence, which stands on paper too."""
    options = _options(table)
    first, last = int(table["date_first"].min().year), int(table["date_last"].max().year)
    with st.container(key="exam_filters"):
        words = view.form.line("find", _("Find"), max_chars=100)
        with st.expander(_("Filters"), icon=":material/filter_alt:"):
            since, until, *boxes = st.columns(2) + st.columns(3)
            with since:
                first_year = _ask_year(view, _("From"), range(first, last + 1))
            with until:
                last_year = _ask_year(view, _("To"), range(last, first - 1, -1))
            chosen = []
            for box, label, names in zip(boxes, _labels(), options, strict=True):
                with box:
                    chosen.append(_ask_several(view, label, names))
            only = view.form.tick("injections only", _("Injections and procedures only"))
    types, regions, evidence = chosen
    asked = Filters(first_year, last_year, types, regions, evidence, injections_only=only, words=words.strip())
    if asked != Filters():
        st.markdown(_in_words(asked, options))
    return asked


def _labels() -> tuple[str, str, str]:
    return _("Type"), _("Region"), _("Evidence")


def _options(table: pd.DataFrame) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """What this record can be asked for: types, regions and evidence, by key."""
    regions = sorted(zip(table["region"], table["region_name"], strict=True), key=lambda pair: str(pair[1]))
    held = set(table["evidence"])
    return (
        {str(key): wording.clinical_type(str(key)) for key in table["exam_type"].unique()},
        {str(key): str(name) for key, name in regions},
        {key: wording.evidence(key) for key in wording.EVIDENCE_MARKS if key in held},
    )


def _ask_year(view: View, label: str, years: Iterable[int]) -> int | None:
    offered: dict[int | None, str] = {None: _("any year"), **{year: str(year) for year in years}}
    view.form.settle(f"year {label}", offered, None)
    return view.form.search(f"year {label}", label, offered, filter_mode="contains")


def _ask_several(view: View, label: str, names: Mapping[str, str]) -> tuple[str, ...]:
    name, known = f"only {label}", view.form.get(f"only {label}")
    if known is not None:
        view.form.put(name, [value for value in known if value in names])
    return tuple(view.form.several(name, label, names, placeholder=_("all"), filter_mode="contains"))


def _in_words(asked: Filters, options: Iterable[Mapping[str, str]]) -> str:
    """What is asked for."""
    years = [asked.first_year, asked.last_year]
    parts = [
        _("Years: {first} to {last}").format(first=years[0] or "…", last=years[1] or "…") if any(years) else "",
        *(
            f"{label}: {', '.join(names[key] for key in keys)}" if keys else ""
            for label, names, keys in zip(
                _labels(), options, (asked.exam_types, asked.regions, asked.evidence), strict=True
            )
        ),
        _("Injections and procedures only") if asked.injections_only else "",
        _("Words: {words}").format(words=plain(asked.words)) if asked.words else "",
    ]
    return _("Shown: {filters}.").format(filters="; ".join(filter(None, parts)))


clinician_page(N_("Exams"), draw)
