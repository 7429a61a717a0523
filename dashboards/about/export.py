"""Export and back up: the record as files that other programs read, back into an empty record, and a safe copy."""

import json
import tempfile
from pathlib import Path

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded
from dashboards.frame.words import plain
from dashboards.importing.papers import show_attachments
from tracker import clock
from tracker.history import course, summary
from tracker.i18n import N_, _
from tracker.record import archive, attachments, backup, people
from tracker.record.desk import IN_MEMORY, Desk
from tracker.record.models import Patient
from tracker.view.reasons.files import papers_held

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(record: Desk, person: Patient | None) -> None:
    """Draw the page."""
    if person is None:
        _ask_for_restore(record)
        return
    _offer_tables(record, person)
    st.header(_("The whole record"), anchor=False)
    st.write(
        _(
            "This file holds everything, for all people in this record. You can read it back into an empty record,"
            " on this computer or on another one."
        )
    )
    if kept := attachments.papers(record):
        st.write(papers_held(kept))
    shared.offer_file(
        _("Save everything as one file (JSON)"),
        lambda: json.dumps(archive.dump(record), ensure_ascii=False, indent=1, allow_nan=False).encode(),
        f"exposure-tracker-{clock.today().isoformat()}.json",
        "application/json",
    )
    st.caption(_("To read it back, open an empty record. This record is not empty, so nothing can be read into it."))
    _offer_backup(record)
    _show_papers(record, person)


def _offer_tables(record: Desk, person: Patient) -> None:
    st.header(_("The exams of {name}").format(name=plain(person.name)), anchor=False)
    st.write(_("With measurements, doses, how well each is known, and sources. For a spreadsheet."))

    def table(kind: str) -> bytes:
        from tracker.view import sheets

        found = summary.summarise(record, person.id)
        injections = course.course(record, found)
        return sheets.exams_csv(found, injections) if kind == "csv" else sheets.exams_xlsx(found, injections)

    names = {kind: people.file_name(person.name, "exams", kind) for kind in ("xlsx", "csv")}
    with st.container(horizontal=True):
        shared.offer_file(_("Save as Excel file (XLSX)"), lambda: table("xlsx"), names["xlsx"], _XLSX)
        shared.offer_file(_("Save as text table (CSV)"), lambda: table("csv"), names["csv"], "text/csv")


def _offer_backup(record: Desk) -> None:
    st.header(_("Back up"), anchor=False)
    st.write(
        _(
            "A copy of the record beside the record itself. The newest ten copies are kept."
            " Any of them can be read back into an empty record."
        )
    )
    st.code(str(record.file or IN_MEMORY), language=None, wrap_lines=True)
    if st.button(_("Back up now"), icon=":material/save:"):
        with guarded():
            st.success(_("A copy is in {path}").format(path=plain(str(backup.back_up(record)))))
            if kept := attachments.papers(record):
                st.caption(papers_held(kept))


def _show_papers(record: Desk, person: Patient) -> None:
    """The papers of the person on show, by exam."""
    kept = attachments.papers(record, person.id)
    if not kept:
        return
    st.header(_("Papers"), anchor=False)
    exams = summary.summarise(record, person.id).exams.set_index("exam_id")
    for exam_id in dict.fromkeys(one.exam_id for one in kept):
        exam = exams.loc[exam_id]
        with st.expander(f"{exam['when']}: {plain(str(exam['name']))}", icon=":material/attach_file:"):
            show_attachments(record, exam_id)


def _ask_for_restore(record: Desk) -> None:
    st.write(_("This record is empty, so there is nothing to export yet."))
    st.header(_("Read a saved record back"), anchor=False)
    st.write(_("Choose a file that you saved from Exposure Tracker: a JSON file, or a backup (its name ends in .db)."))
    upload = st.file_uploader(_("Saved record"), type=["json", "db"], key="restore_file")
    if upload is not None and st.button(_("Read it back"), type="primary", key="restore"):
        with guarded():
            _read_back(record, upload.getvalue())
            tell("", _("The record was read back."))
            st.switch_page("history/history.py")


def _read_back(record: Desk, saved: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "saved-record"
        path.write_bytes(saved)
        if not backup.is_database(path):
            archive.restore(record, archive.read(path))
            return
        backup.restore(path, record)
    # A backup may come from an older version: opening the file anew brings it up to date.
    shared.close_desk()


shared.open_page(N_("Export and back up"), draw)
