"""Import: choose files, a folder or a disc, see what they hold, and add it, all at once or not at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.who import guarded
from dashboards.frame.words import plain
from dashboards.importing import progress
from dashboards.importing.preview import ask_about_tables, show_preview
from dashboards.importing.row import forget_preview, held_preview, keep_preview
from tracker import clock, wording
from tracker.dates import PartialDate
from tracker.errors import Reason
from tracker.i18n import N_, _
from tracker.intake.preview import Preview
from tracker.intake.rows import plan
from tracker.readers.draft import ExamDraft, MeasurementDraft
from tracker.readers.found import Upload
from tracker.readers.gather import Gathered
from tracker.readers.letter.letter import DateProposal, DoseProposal, KindProposal, TextProposal, confirmed, propose
from tracker.readers.sheet.sheet import SheetMapping
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.view.reasons import advised, said

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
        answers = ask_about_tables(person, preview)
        if answers is not None:
            forget_preview(person)
            _start(person, preview.paths, answers)
    else:
        _ask_for_files(person)
        _ask_for_words(record, person)
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
    keep_preview(person, Preview(found, rows, reading.paths, reading.tables))


def _ask_for_files(person: Patient) -> None:
    st.write(
        _(
            "Choose what you have: files from a hospital disc, a ZIP file, a dose report, or an export of a portal."
            " A report in words (text or PDF) or a table of your own will do, too. You will see what is in it. Nothing"
            " is saved until you say so."
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
    draft = ask_for_text(person)
    if draft:
        rows = plan(record, person.id, [draft])
        forget_preview(person)
        keep_preview(person, Preview(Gathered(exams=(draft,)), rows))
        st.rerun()


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


def ask_for_text(person: Patient) -> ExamDraft | None:
    """Draw the field for the words and the questions about them; the exam once everything is confirmed, else None."""
    form = Form(f"import/{person.id}/text")
    with st.expander(_("Or paste the words of a report"), icon=":material/content_paste:"):
        hint = _("From a letter or a portal. The words stay on this computer and are not kept.")
        text = form.text("words", _("Words of one report"), height=160, help=hint)
        if not text.strip():
            st.caption(_("The program looks for the date, the exam and the numbers. You confirm each of them."))
            form.press("look", _("Look at these words"), ":material/search:")
            return None
        found = _proposed(form, text)
        for problem in found.problems:
            st.warning(f"{plain(said(problem.what))} {plain(advised(problem.what))}", icon=":material/info:")
        when = _ask_date(form, found.dates)
        kind = _ask_kind(form, found.kinds)
        numbers = _ask_doses(form, found.doses)
        _show_left_out(found)
        twice = len({(m.quantity, m.laterality, m.radiopharmaceutical) for m in numbers}) < len(numbers)
        if twice:
            st.warning(_("Two of these are the same number. Please keep the one of the whole exam."))
        if form.press("go on", _("Go on with this"), type="primary", disabled=twice):
            return confirmed(when, kind, numbers, other_facts=found.other_facts)
    return None


def _proposed(form: Form, text: str) -> TextProposal:
    """What the words may say, worked out once and not at every click."""
    held: tuple[str, TextProposal] | None = form.get("proposed")
    if held is None or held[0] != text:
        form.forget("answer")
        held = (text, propose(text, clock.today()))
        form.put("proposed", held)
    return held[1]


def _ask_date(form: Form, dates: Sequence[DateProposal]) -> PartialDate | None:
    choices = [(day, proposal) for proposal in dates for day in proposal.choices]
    if not choices:
        st.caption(_("No date was found. You can give it in the next step."))
        return None
    chosen = st.radio(
        _("When was the exam?"),
        [*range(len(choices)), _NONE],
        index=None,
        format_func=lambda n: _("None of these") if n == _NONE else plain(choices[n][0].text()),
        captions=[_quoted(p.words, p.reason) for _day, p in choices] + [""],
        key=form.key("answer date"),
    )
    return None if chosen is None or chosen == _NONE else choices[chosen][0]


def _ask_kind(form: Form, kinds: Sequence[KindProposal]) -> KindProposal | None:
    known = [kind for kind in kinds if kind.kind_key]
    if not known:
        st.caption(_("The words do not name one exam. You can choose it in the next step."))
        return next(iter(kinds), None)
    chosen = st.radio(
        _("What was it?"),
        [*range(len(known)), _NONE],
        index=None,
        format_func=lambda n: _("None of these") if n == _NONE else plain(wording.kind(known[n].kind_key)),
        captions=[_quoted(kind.words, kind.reason) for kind in known] + [""],
        key=form.key("answer kind"),
    )
    return None if chosen is None or chosen == _NONE else known[chosen]


def _ask_doses(form: Form, doses: Sequence[DoseProposal]) -> list[MeasurementDraft]:
    """Each number by itself; one that can mean several things is a choice."""
    taken: list[MeasurementDraft] = []
    readable = [dose for dose in doses if dose.readings]
    if readable:
        st.markdown(_("**Which numbers are right?** Tick each one that you find in your report."))
    for place, dose in enumerate(readable):
        key = form.key(f"answer dose {place}")
        if len(dose.readings) == 1:
            if st.checkbox(_number(dose.readings[0]), key=key):
                taken.append(dose.readings[0])
            st.caption(_quoted(dose.words, dose.reason))
            continue
        taken += _ask_reading(dose, key)
    return taken


def _ask_reading(dose: DoseProposal, key: str) -> list[MeasurementDraft]:
    """What a number means that can be read in several ways; nothing where it is left out."""

    def label(n: int) -> str:
        return _("Leave it out") if n == _NONE else _number(dose.readings[n])

    quoted = _quoted(dose.words, dose.reason)
    choices = [_NONE, *range(len(dose.readings))]
    chosen = st.radio(plain(said(dose.question)) or quoted, choices, format_func=label, key=key)
    st.caption(quoted)
    return [] if chosen is None or chosen == _NONE else [dose.readings[chosen]]


def _number(m: MeasurementDraft) -> str:
    return plain(wording.measured(m.quantity, m.value, m.laterality, m.phantom))


def _quoted(words: str, reason: Reason | None) -> str:
    return f"“{plain(words)}”. {plain(said(reason))}"


def _show_left_out(proposal: TextProposal) -> None:
    lines = [_quoted(one.words, one.reason) for one in proposal.left_out]
    lines += [_quoted(dose.words, dose.question or dose.reason) for dose in proposal.doses if not dose.readings]
    if lines:
        st.markdown(_("Seen and not used:") + "\n" + "\n".join(f"- {line}" for line in lines))


shared.page(N_("Import"), draw, adds=True)
