"""Tables in an import: what only the person can tell about them, and what their columns are taken for."""

from collections.abc import Iterator, Mapping

import pandas as pd
import streamlit as st

from dashboards.frame.form import Form
from dashboards.frame.words import plain
from dashboards.importing import state as state
from dashboards.importing.state import Preview
from tracker import clock
from tracker.i18n import _
from tracker.readers.found import STANDARD, Upload
from tracker.readers.sheet.sheet import Choice, Column, SheetMapping, SheetView, labels, look
from tracker.record.models import Patient
from tracker.units import QUANTITIES
from tracker.view.reasons import said

_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm")


def ask_about_tables(person: Patient, preview: Preview) -> Mapping[str, SheetMapping] | None:
    """Draw the questions about the tables that were chosen by name; the answers once they are given, else None."""
    answers: dict[str, SheetMapping] = {}
    for place, (name, data) in enumerate(_tables(preview)):
        form = state.form(person, preview, f"table{place}")
        mapping = preview.tables.get(name, SheetMapping())
        view = _looked_at(form, name, data, mapping)
        if view.columns:
            answers[name] = _ask(form, view, mapping)
    changed = any(answer != preview.tables.get(name, SheetMapping()) for name, answer in answers.items())
    if changed and st.button(_("Read the table again"), type="primary", key="read_tables", icon=":material/refresh:"):
        return {**preview.tables, **answers}
    return None


def _tables(preview: Preview) -> Iterator[tuple[str, bytes]]:
    for path in preview.paths:
        if not path.name.lower().endswith(_ENDINGS):
            continue
        if isinstance(path, Upload):
            yield path.name, path.data
        elif path.is_file() and path.stat().st_size <= STANDARD.read_bytes:
            yield path.name, path.read_bytes()


def _looked_at(form: Form, name: str, data: bytes, mapping: SheetMapping) -> SheetView:
    """What the table looks like, found out once and not at every click."""
    if form.get("view") is None:
        form.put("view", look(name, data, clock.today(), mapping))
    view: SheetView = form.get("view")
    return view


def _ask(form: Form, view: SheetView, mapping: SheetMapping) -> SheetMapping:
    answers = dict(mapping.answers)
    for question in view.questions:
        choices = {key: said(label) for key, label in question.choices}
        answer = st.radio(
            plain(said(question.text)),
            list(choices),
            index=None,
            format_func=choices.__getitem__,
            key=form.key(f"question {question.key}"),
        )
        if answer is not None:
            answers[question.key] = answer
    with st.expander(_("Columns of the table {name}").format(name=plain(view.file)), icon=":material/table:"):
        sample = pd.DataFrame(view.rows, columns=_titles(view))
        st.table(sample, hide_index=True, border="horizontal")
        columns = {c.place: choice for c in view.columns if (choice := _ask_column(form, c, mapping))}
    return SheetMapping({**mapping.columns, **columns}, answers, mapping.sheet)


def _ask_column(form: Form, column: Column, mapping: SheetMapping) -> Choice | None:
    """What the column is; None where it stays as it was taken."""
    known = labels()
    what, unit = st.columns([3, 2], vertical_alignment="bottom")
    fields = ["", *sorted(known, key=lambda name: known[name].casefold())]
    chosen = what.selectbox(
        plain(_title(column)),
        fields,
        index=fields.index(column.field) if column.field in fields else 0,
        format_func=lambda name: known[name] if name else _("not used"),
        key=form.key(f"column {column.place}"),
    )
    units = ["", *QUANTITIES[chosen].units] if chosen in QUANTITIES else [""]
    chosen_unit = ""
    if len(units) > 1:
        chosen_unit = unit.selectbox(
            _("Unit of {column}").format(column=plain(_title(column))),
            units,
            index=units.index(column.unit) if column.unit in units else 0,
            format_func=lambda name: name or _("as the cells say"),
            key=form.key(f"unit {column.place} {chosen}"),
        )
    if (chosen, chosen_unit) == (column.field, column.unit if column.unit in units else ""):
        return mapping.columns.get(column.place)
    return Choice(chosen, chosen_unit)


def _title(column: Column) -> str:
    return column.header or _("Column {n}").format(n=column.place + 1)


def _titles(view: SheetView) -> list[str]:
    """The headings; where two are the same, with the number of the column."""
    titles = [plain(_title(column)) for column in view.columns]
    return [f"{t} ({n + 1})" if titles.count(t) > 1 else t for n, t in enumerate(titles)]
