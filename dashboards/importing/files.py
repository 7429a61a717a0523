"""Import: choose files, a folder or a disc, see what they hold, and add it, all at once or not at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.guard import guarded
from dashboards.importing import progress as progress
from dashboards.importing import state as state
from dashboards.importing.preview import show_preview
from dashboards.importing.state import Preview
from dashboards.importing.table import ask_about_tables
from dashboards.importing.text import ask_for_text
from tracker.i18n import N_, _, bound
from tracker.readers.found import Upload
from tracker.readers.gather import Gathered
from tracker.readers.sheet.sheet import SheetMapping
from tracker.record.desk import Desk
from tracker.record.models import Patient


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
    preview = state.held(person)
    if preview:
        show_preview(record, person, preview)
        answers = ask_about_tables(person, preview)
        if answers is not None:
            state.forget(person)
            _start(person, preview.paths, answers)
    else:
        _ask_for_files(person)
        _ask_for_words(record, person)
        _offer_template()


def _take(record: Desk, person: Patient, reading_id: str, reading: progress.Reading) -> None:
    """Set what was read beside the record."""
    from tracker import intake

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
        rows = intake.plan(record, person.id, found.exams)
    state.keep(person, Preview(found, rows, reading.paths, reading.tables))


def _ask_for_files(person: Patient) -> None:
    st.write(
        _(
            "Choose what you have: files from a hospital disc, a ZIP file, a dose report, an export of a portal, or a"
            " table of your own. You will see what is in it. Nothing is saved until you say so."
        )
    )
    turn = shared.key(person, "import turn")
    number = int(st.session_state.get(turn, 0))
    uploads = st.file_uploader(
        _("Files, or one ZIP file"), accept_multiple_files=True, key=shared.key(person, f"import files {number}")
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


def _ask_for_words(record: Desk, person: Patient) -> None:
    from tracker import intake

    draft = ask_for_text(person)
    if draft:
        rows = intake.plan(record, person.id, [draft])
        state.forget(person)
        state.keep(person, Preview(Gathered(exams=(draft,)), rows))
        st.rerun()


def _offer_template() -> None:
    from tracker.view.sheets.template import template_csv

    st.caption(_("Do you keep a table of your own? Here is one to fill in. Other columns are understood, too."))
    st.download_button(
        _("Save an empty table (CSV)"),
        bound(template_csv),
        file_name="my-exams.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _start(
    person: Patient, paths: Sequence[Path | Upload], tables: Mapping[str, SheetMapping] | None = None
) -> NoReturn:
    st.session_state[_key(person)] = progress.start(paths, tables)
    st.rerun()


def _key(person: Patient) -> str:
    return shared.key(person, "import reading")


shared.page(N_("Import"), draw, adds=True)
