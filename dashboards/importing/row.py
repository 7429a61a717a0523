"""One exam of an import: a line with its box to tick, which opens to its numbers and to what can be changed."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards.exam.details import ask_day
from dashboards.exam.form import show_preview as show_estimate
from dashboards.exam.picker import OWN_WORDS, ask_side, pick, regions
from dashboards.frame import who
from dashboards.frame.form import Form
from dashboards.frame.who import guarded
from dashboards.frame.words import day, plain
from dashboards.importing.papers import about_keeping, again, ask_chips, beside, open_part, show_paper
from tracker import reference, wording
from tracker.i18n import _, ngettext
from tracker.intake.preview import Preview
from tracker.intake.rows import Row, can_be_kept, ready, waits
from tracker.readers.accept import to_create
from tracker.readers.draft import ExamDraft, MeasurementDraft
from tracker.readers.paper import Paper
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.view.lines import exam_name
from tracker.view.reasons import files as outcome
from tracker.view.reasons import said

_WIDTHS = (4, 9, 5)
_ICONS = {
    "new": ":material/add_circle:",
    "known": ":material/check:",
    "adds": ":material/playlist_add:",
    "conflicts": ":material/help:",
    "not_a_patient": ":material/person_off:",
    "not_ionising": ":material/info:",
    "treatment": ":material/info:",
    "doubtful": ":material/help:",
    "may_be_known": ":material/help:",
}


def show_row(record: Desk, person: Patient, preview: Preview, row: Row) -> None:
    """Draw the line, and what it opens to."""
    tick, what, status = st.columns(_WIDTHS, vertical_alignment="top", gap="small")
    with tick, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _ask_to_take(person, preview, row)
        st.markdown(plain(_when(row)), width="content")
    with what, st.container(gap=None):
        opened = preview.opened == row.number
        if st.button(
            f"**{plain(name_of(row))}**",
            key=preview_form(person, preview, row.number).key("open"),
            type="tertiary",
            icon=":material/expand_less:" if opened else ":material/expand_more:",
            wrap=True,
        ):
            preview.opened = None if opened else row.number
            st.rerun()
        st.caption(plain(_facts(row)))
    status.markdown(_status(preview, row))
    if preview.opened == row.number:
        with st.container(border=True, key="import_detail"):
            _show_open(record, person, preview, row)


def name_of(row: Row) -> str:
    """What the exam is called: its kind, or words, or that it is not known."""
    name = wording.kind(row.kind_key, row.own_words) or _("Exam of an unknown kind")
    return exam_name(name, wording.side(row.draft.side))


def _when(row: Row) -> str:
    return row.when.text() if row.when else _("no date")


def region_of(row: Row) -> str:
    """Key of the part of the body: what the person chose, else of the kind, else of the file."""
    kind = reference.exam_kinds().get(row.kind_key)
    return row.region or (kind.region if kind and kind.region != "unknown" else row.draft.region)


def _facts(row: Row) -> str:
    draft = row.draft
    numbers = [wording.measured(m.quantity, m.value, m.laterality, m.phantom) for m in draft.measurements if not m.part]
    region = region_of(row)
    kinds = dict.fromkeys(part.source_kind for part in draft.parts or (draft,))
    source = ", ".join(outcome.source(kind) for kind in kinds)
    where = [] if region == "unknown" else [wording.region(region)]
    return " · ".join([*(numbers or [_("no dose number")]), *where, source]) + f". {said(draft.kind_reason)}"


def _paper_words(preview: Preview, row: Row) -> str:
    kept = preview.kept_with([row])
    return f"  \n:material/attach_file: :small[{_('the paper is kept with it')}]" if kept and row.take else ""


def _status(preview: Preview, row: Row) -> str:
    if row.number in preview.not_mine:
        return f":material/person_off: **{_('not mine')}**"
    words = f"{_ICONS[row.status]} **{outcome.import_status(row.status)}**"
    note = row.note if row.status not in ("new", "known") else ""
    if row.status != "known":
        asked = _("The day is not clear yet. Open the exam and choose it.") if preview.paper_of(row) else ""
        note = ready(row) or note or (waits(row) and (asked or waits(row)))
    return (f"{words}  \n:small[{plain(note)}]" if note else words) + _paper_words(preview, row)


def _ask_to_take(person: Patient, preview: Preview, row: Row) -> None:
    key = preview_form(person, preview, row.number).key("take")
    st.session_state[key] = row.take
    st.checkbox(
        _("Add {name}, {when}").format(name=plain(name_of(row)), when=_when(row)),
        key=key,
        label_visibility="collapsed",
        disabled=not preview.may_take(row),
        on_change=_ticked,
        args=(person, row.number, key),
    )


def _ticked(person: Patient, number: int, key: str) -> None:
    if preview := held_preview(person):
        preview.put(preview.row(number).changed(take=bool(st.session_state[key])))


def _show_open(record: Desk, person: Patient, preview: Preview, row: Row) -> None:
    if paper := preview.paper_of(row):
        form = preview_form(person, preview, f"page{row.number}")
        page, words = beside(form, paper)
        with page:
            show_paper(form, paper)
        with words:
            _show_questions(record, person, preview, row, paper)
        return
    _show_facts(row.draft)
    _show_questions(record, person, preview, row, None)


def _show_questions(record: Desk, person: Patient, preview: Preview, row: Row, paper: Paper | None) -> None:
    if row.note:
        st.markdown(plain(row.note))
    if row.status != "known":
        _ask_changes(record, person, preview, row, paper)
        with st.container(), guarded():
            _estimate(person, row)
    if paper:
        _ask_to_keep(preview, row, preview_form(person, preview, row.number))
    _ask_what_to_do(person, preview, row)


def _ask_changes(record: Desk, person: Patient, preview: Preview, row: Row, paper: Paper | None) -> None:
    """The questions about one exam; an answer counts at once. Of a paper, only the part whose chip is open is asked."""
    form = preview_form(person, preview, row.number)
    if not form.get("filled"):
        _fill(form, row)
    opened = ""
    if paper:
        read = ask_chips(form, paper, row)
        if read != row:
            form.put("filled", False)
            preview.settle(again(record, preview.record_of(read, person.id), read))
            st.rerun()
        opened = open_part(form, row)
    changed = row
    if not row.exam_id and (not paper or opened == "what"):
        st.markdown(f"**{_('Please check what was done')}**")
        with st.container():
            picked = pick(form)
            if picked.kind_key or picked.own_words:
                words = row.own_words if picked.kind_key == row.kind_key != "" else picked.own_words
                changed = changed.changed(kind_key=picked.kind_key, own_words=words)
            side = ask_side(form, picked.kind_key)
            changed = changed.changed(draft=replace(row.draft, side=side))
            region = _ask_part(form) if picked.kind_key else picked.region
            changed = changed.changed(region="" if region == "unknown" else region)
    if not row.exam_id and (not paper or opened == "when"):
        changed = _ask_date(form, changed)
    if changed != row:
        if ready(row):
            preview.settle(changed)
        else:
            preview.put(changed)
        st.rerun()


def _ask_to_keep(preview: Preview, row: Row, form: Form) -> None:
    """Whether the paper of a row is kept; it counts at once."""
    paper, can = preview.paper_of(row), preview.can_keep(row)
    if paper is None or not paper.content:
        return
    if not can:
        waits = _("Give the date first, then the paper can be kept with the exam.")
        st.caption(waits if can_be_kept(paper) else about_keeping(paper))
        return
    form.begin("keep", not preview.left.intersection(can))
    wanted = form.tick("keep", _("Keep this paper with the exam"))
    if wanted == bool(preview.left.intersection(can)):
        preview.keep(row, wanted=wanted)
        st.rerun()
    st.caption(about_keeping(paper))


def _fill(form: Form, row: Row) -> None:
    """Put what the file says into the questions, once."""
    form.put("filled", True)
    form.put("what", wording.kind(row.kind_key) or row.own_words)
    form.put("match", row.kind_key or OWN_WORDS)
    form.put("side", row.draft.side)
    form.put("part", row.region)
    form.put("region", region_of(row))
    if row.when:
        form.put("year", row.when.first.year)
        form.put("month", row.when.first.month if row.when.precision in ("day", "month") else 0)
        form.put("day", row.when.first.day if row.when.precision == "day" else 0)


def _ask_part(form: Form) -> str:
    """Another part of the body than the usual one of the kind."""
    choices = {"": _("As usual for this exam"), **regions()}
    return form.search("part", _("Which part of the body?"), choices)


def _ask_date(form: Form, row: Row) -> Row:
    if row.when and row.when.precision == "range":
        return row
    st.markdown(_("**When was it?**") if row.when else _("**When was it?** The file does not say."))
    when = ask_day(form)
    with guarded():
        if when.filled:
            return row.changed(when=when.date())
    return row


def _estimate(person: Patient, row: Row) -> None:
    """What the exam will add, as far as it is known what it was and when."""
    if ready(row) or row.exam_id or row.when is None:
        return
    exam = to_create(row.draft, kind_key=row.kind_key, own_words=row.own_words, region=row.region, when=row.when)
    with st.container(border=True):
        show_estimate(exam, person)


def _ask_what_to_do(person: Patient, preview: Preview, row: Row) -> None:
    form = preview_form(person, preview, row.number)
    mine = row.number not in preview.not_mine
    with st.container(horizontal=True):
        if form.press("mine", _("Not mine") if mine else _("It is mine"), ":material/person_off:"):
            preview.disown(row.number, mine=not mine)
            st.rerun()
        if row.exam_id and form.press("other", _("This is another exam"), ":material/add_circle:"):
            preview.settle(row.changed(exam_id="", status="new", note=""))
            st.rerun()
        apart = _("Take apart: one exam for each file")
        if len(row.draft.parts) > 1 and form.press("split", apart, ":material/call_split:"):
            preview.split(row.number)
            st.rerun()
    _ask_to_merge(form, preview, row)


def _ask_to_merge(form: Form, preview: Preview, row: Row) -> None:
    others = {r.number: r for r in preview.rows if r.number != row.number and r.status != "known"}
    if not others or row.status == "known":
        return
    chosen = st.selectbox(
        _("Is this the same exam as another line?"),
        [None, *others],
        format_func=lambda number: _line(others[number]) if number in others else _("No"),
        key=form.key("same as"),
    )
    if chosen is not None and form.press("merge", _("Make one exam of both"), ":material/merge:"):
        preview.merge([row.number, chosen])
        st.rerun()


def _line(row: Row) -> str:
    return f"{_when(row)}: {name_of(row)}"


def _show_facts(draft: ExamDraft) -> None:
    """Draw date, place, device and the numbers of the whole exam; shares of it are folded away."""
    report = draft.report
    device = " ".join(filter(None, [report.manufacturer, report.model])) if report else ""
    facts = {
        _("Date"): day(draft.exam_date) or _("not in the file"),
        _("Described as"): draft.description,
        _("Body part"): wording.region(draft.region),
        _("Where"): report.institution if report else "",
        _("Device"): device,
    }
    st.markdown("  \n".join(f"{label}: **{plain(value)}**" for label, value in facts.items() if value))
    whole = [m for m in draft.measurements if not m.part]
    parts = [m for m in draft.measurements if m.part]
    if whole:
        st.table(_table(whole), hide_index=True, border="horizontal", alt=_("Numbers of the whole exam"))
    else:
        st.write(_("The files hold no dose number of the whole exam."))
    if draft.irradiation_events:
        n = draft.irradiation_events
        st.caption(ngettext("{n} exposure is counted.", "{n} exposures are counted.", n).format(n=n))
    if parts:
        with st.expander(_("Parts of the exam"), type="compact"):
            st.caption(_("These are shares of the numbers above. They are not added again."))
            st.table(_table(parts), hide_index=True, border="horizontal", alt=_("Parts of the exam"))


def _table(measurements: Sequence[MeasurementDraft]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                _("Number"): plain(wording.measured(m.quantity, m.value, m.laterality, m.phantom)),
                _("As the file gives it"): plain(m.reported),
                _("Comes from"): plain(_(m.origin)),
            }
            for m in measurements
        ]
    )


def keep_preview(person: Patient, preview: Preview) -> None:
    """Keep what was found for this person; rows of people who must be confirmed are not taken yet."""
    preview.rows = tuple(replace(row, take=row.take and preview.may_take(row)) for row in preview.rows)
    st.session_state[_key(person)] = preview


def held_preview(person: Patient) -> Preview | None:
    """The preview of this person, None if there is none."""
    found: Preview | None = st.session_state.get(_key(person))
    return found


def forget_preview(person: Patient) -> None:
    """Drop the preview and everything that was typed into it."""
    st.session_state.pop(_key(person), None)
    Form(f"import/{person.id}").forget()


def preview_form(person: Patient, preview: Preview, part: int | str) -> Form:
    """The widgets of one row, or of another part of the preview."""
    return Form(f"import/{person.id}/{preview.token}/{part}")


def _key(person: Patient) -> str:
    return who.key(person, "import preview")
