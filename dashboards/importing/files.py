"""Import: choose files, a folder or a disc, see what they hold, and add it, all at once or not at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.who import guarded
from dashboards.importing import progress
from dashboards.importing.by_hand import show_waiting
from dashboards.importing.preview import ask_about_tables, show_preview, show_rest
from dashboards.importing.row import forget_preview, held_preview, keep_preview
from tracker.i18n import N_, _
from tracker.intake.preview import Preview
from tracker.intake.rows import plan
from tracker.readers.found import Upload
from tracker.readers.paper import PASTED
from tracker.readers.sheet.sheet import SheetMapping
from tracker.record.desk import Desk
from tracker.record.models import Patient

_NONE = -1


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
        show_preview(record, person, preview)
        show_waiting(record, person, preview)
        show_rest(preview)
        answers = ask_about_tables(person, preview)
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


shared.page(N_("Bring files in"), draw, adds=True)
