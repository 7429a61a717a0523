"""Import: choose files, a folder or a disc, see what they hold, and add it, all at once or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pandas as pd
import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.who import guarded
from dashboards.frame.words import plain
from dashboards.importing import progress
from dashboards.importing.by_hand import show_waiting
from dashboards.importing.preview import show_preview, show_rest
from dashboards.importing.row import forget_preview, held_preview, keep_preview, preview_form
from tracker import clock
from tracker.i18n import N_, _
from tracker.intake.preview import Preview
from tracker.intake.rows import plan
from tracker.readers.found import STANDARD, Upload
from tracker.readers.paper import PASTED
from tracker.readers.sheet.sheet import Choice, Column, SheetMapping, SheetView, labels, look
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.units import QUANTITIES
from tracker.view.reasons import said

_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm")


def draw(record: Desk, person: Patient) -> None:
    """Draw the page: first the choice of files, then how far it is, then what was found."""
    reading_id = str(st.session_state.get(_key(person), ""))
    reading = progress.running(reading_id)
    if reading and not progress.wait(reading):
        progress.show_progress(reading_id)
        return
    if reading:
        _take(record, person, reading_id, reading)
    elif reading_id:
        del st.session_state[_key(person)]
        st.info(_("Stopped. Nothing was kept."), icon=":material/stop_circle:")
    preview = held_preview(person)
    if preview:
        views = _views(person, preview)
        asked = any(view.questions for view in views.values())
        first, found = st.container(), st.container()
        with found:
            show_preview(record, person, preview, asked=asked)
            show_waiting(record, person, preview)
            show_rest(preview)
        with first if asked else found:
            answers = _ask_about_tables(person, preview, views, asked=asked)
        if answers is not None:
            forget_preview(person)
            _start(person, preview.paths, answers)
    else:
        _ask_for_files(person)
        _ask_for_words(person)
        _offer_template()


def _take(record: Desk, person: Patient, reading_id: str, reading: progress.Reading) -> None:
    """Set what was read beside the record."""
    found = reading.gathered
    del st.session_state[_key(person)]
    progress.drop(reading_id)
    if found is None:
        st.error(
            _("The files could not be read to the end. Nothing was kept. Please try a smaller folder."),
            icon=":material/error:",
        )
        return
    with st.spinner(_("Comparing with your record")):
        rows = plan(record, person.id, found.exams)
    preview = Preview(found, rows, reading.paths, reading.tables, reading.papers)
    if len(rows) == 1 and preview.paper_of(rows[0]):
        preview.opened = rows[0].number
    keep_preview(person, preview)


def _ask_for_files(person: Patient) -> None:
    st.write(
        _(
            "Bring what you have: a report as PDF or Word file, a photo of a paper, or a table of your own. Files of a"
            " hospital disc, a ZIP file or the export of a portal will do, too. You will see what is in it. Nothing is"
            " saved until you say so."
        )
    )
    turn = shared.key(person, "import turn")
    number = int(st.session_state.get(turn, 0))
    uploads = st.file_uploader(
        _("Papers, photos, files, or one ZIP file"),
        accept_multiple_files=True,
        key=shared.key(person, f"import files {number}"),
    )
    if uploads:
        st.session_state[turn] = number + 1
        _start(person, [Upload(upload.name, upload.getvalue()) for upload in uploads])
    with st.form(shared.key(person, "import folder"), border=False):
        typed = st.text_input(
            _("Or a folder, a disc or a drive on this computer"),
            placeholder=_("For example: D:\\ or /media/cdrom"),
            help=_("Everything in it is looked at. For a large disc this is quicker than dropping files."),
            key=shared.key(person, "import path"),
        )
        if st.form_submit_button(_("Look in there"), icon=":material/folder_open:"):
            with guarded():
                _start(person, [progress.folder(typed)])


def _ask_for_words(person: Patient) -> None:
    form = Form(f"import/{person.id}/text")
    with st.expander(_("Or paste the words of a report"), icon=":material/content_paste:"):
        hint = _("From a letter or a portal. The words stay on this computer and are not kept.")
        text = form.text("words", _("Words of one report"), height=160, help=hint)
        st.caption(
            _("The program looks for the date, the exam and the numbers. You see them before anything is saved.")
        )
        if form.press("look", _("Look at these words"), ":material/search:") and text.strip():
            _start(person, [Upload(PASTED, text.encode())])


def _offer_template() -> None:
    from tracker.view.workbook import template_csv

    st.caption(_("Do you keep a table of your own? Here is one to fill in. Other columns are understood, too."))
    shared.offer_file(_("Save an empty table (CSV)"), template_csv, "my-exams.csv", "text/csv")


def _start(
    person: Patient, paths: Sequence[Path | Upload], tables: Mapping[str, SheetMapping] | None = None
) -> NoReturn:
    st.session_state[_key(person)] = progress.start(paths, tables)
    st.rerun()


def _key(person: Patient) -> str:
    return shared.key(person, "import reading")


def _views(person: Patient, preview: Preview) -> dict[str, SheetView]:
    """What the tables that were chosen by name look like, by their name."""
    views = {}
    for name, data in _tables(preview):
        form = preview_form(person, preview, f"table {name}")
        view = _looked_at(form, name, data, preview.tables.get(name, SheetMapping()))
        if view.columns:
            views[name] = view
    return views


def _ask_about_tables(
    person: Patient, preview: Preview, views: Mapping[str, SheetView], *, asked: bool
) -> Mapping[str, SheetMapping] | None:
    """Draw the questions about the tables; the answers once they are given, else None."""
    answers: dict[str, SheetMapping] = {}
    if asked:
        st.markdown(_("**First, please say how your table is written.** One answer counts for all its lines."))
    for name, view in views.items():
        mapping = preview.tables.get(name, SheetMapping())
        answers[name] = _ask(preview_form(person, preview, f"table {name}"), view, mapping)
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


shared.page(N_("Bring files in"), draw, adds=True)
