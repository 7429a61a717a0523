"""A paper beside what it says: the picture of its page, chips of what was read, and whether it is kept."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.frame.form import Form
from dashboards.frame.shared import offer_file, tell
from dashboards.frame.who import guarded
from dashboards.frame.words import plain
from tracker import clock, wording
from tracker.dates import PartialDate
from tracker.errors import Reason
from tracker.i18n import _
from tracker.intake.rows import Row, can_be_kept, plan
from tracker.readers.draft import MeasurementDraft
from tracker.readers.letter.letter import DoseProposal, KindProposal, TextProposal, confirmed, propose
from tracker.readers.paper import PDF, PHOTO, WORD, Paper, picture_of, word_text
from tracker.record import attachments
from tracker.record.desk import Desk
from tracker.record.procedures import MOST_OF_ONE
from tracker.view.reasons import advised, said
from tracker.view.reasons import files as outcome

_MOST_CHOICES = 5
# A page must be read beside the box: here the column of text may be as wide as the window allows.
_WIDE = """<style>[data-testid="stMainBlockContainer"] {max-width: 72rem}
[data-testid="stImage"] img {border: 1px solid color-mix(in srgb, currentColor 25%, transparent)}</style>"""


def beside(form: Form, paper: Paper) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Where a page stands and where its words do: beside each other, or below each other where it is to be larger."""
    st.html(_WIDE)
    if paper.kind in (PDF, PHOTO) and form.switch("larger", _("Show the page larger")):
        return st.container(), st.container()
    page, words = st.columns(2, gap="medium")
    return page, words


def show_paper(form: Form, paper: Paper) -> None:
    """Draw a page, and where there are more, which; of a Word file or pasted words, the words themselves."""
    if paper.kind not in (PDF, PHOTO):
        with st.container(border=True, height=420 if len(paper.text) > 700 else "content"):
            st.text(paper.text)
        return
    page = 1
    if paper.pages > 1:
        label = _("Page, 1 to {n}").format(n=paper.pages)
        page = form.amount("page", label, 1, value=1, min_value=1, max_value=paper.pages) or 1
    if (form.get("page shown") or (0, b""))[0] != page:
        form.put("page shown", (page, picture_of(paper, page - 1)))
    picture = form.get("page shown")[1]
    if picture:
        st.image(picture, caption=plain(paper.name), alt=_("Page {number}").format(number=page), width="stretch")
    else:
        st.caption(_("This page cannot be shown."))


def about_keeping(paper: Paper) -> str:
    """Where a paper is kept, how large it is, and what of it is left out; why it cannot be kept."""
    if not can_be_kept(paper):
        return _("This paper is larger than {n} MB, so it cannot be kept.").format(n=MOST_OF_ONE // 1024**2)
    size = outcome.file_size(len(paper.content))
    words = _("It is kept in your record on this computer, and in each backup: {size}.").format(size=size)
    if paper.place or paper.time:
        words += " " + _("Where and when the photo was taken is left out.")
    elif paper.kind != PHOTO:
        words += " " + _("It is kept as it is, with all that is in it.")
    return words


def ask_chips(form: Form, paper: Paper, row: Row) -> Row:
    """Draw what was read as chips to tap, and the choices of the one that is open; returns what was tapped."""
    found = _proposed(form, paper.text)
    for problem in found.problems:
        st.warning(f"{plain(said(problem.what))} {plain(advised(problem.what))}", icon=":material/info:")
    st.markdown(_("**Read from this paper.** Tap what is not right."))
    whole = [m for m in row.draft.measurements if not m.part]
    numbers = [wording.measured(m.quantity, m.value, m.laterality, m.phantom) for m in whole]
    chips = {
        "what": (_("What"), wording.kind(row.kind_key, row.own_words)),
        "when": (_("When"), row.when.text() if row.when else ""),
        "numbers": (_("Numbers"), "; ".join(numbers) or (_("none") if not found.doses else "")),
    }
    opened = open_part(form, row, found)
    if opened == "numbers":
        form.put("opened", opened)  # until it is tapped: the question stays while it is answered
    with st.container(horizontal=True, key=form.key("chips"), gap="xsmall"):
        for part, (label, words) in chips.items():
            wanted = "closed" if part == opened else part
            icon = ":material/expand_less:" if part == opened else ""
            text = f"{label}: **{plain(words) or '?'}**"
            form.press(f"chip {part}", text, icon, on_click=form.put, args=("opened", wanted), wrap=True)
    ask = {"what": _ask_kind, "when": _ask_day, "numbers": _ask_numbers}.get(opened)
    changed = ask(form, found, row) if ask else row
    _show_left_out(found)
    return changed


def open_part(form: Form, row: Row, found: TextProposal | None = None) -> str:
    """The chip that is open: the one tapped, else the first one that is not settled."""
    if form.get("opened"):
        return str(form.get("opened"))
    if not (row.kind_key or row.own_words):
        return "what"
    if row.when is None:
        return "when"
    asked = found.doses if found else ()
    return "numbers" if any(_open(form, n, dose) for n, dose in enumerate(asked)) else ""


def _open(form: Form, number: int, dose: DoseProposal) -> bool:
    return bool(len(dose.readings) > 1 and dose.question and form.get(f"dose {number}") is None)


def _proposed(form: Form, text: str) -> TextProposal:
    """What the words may say, worked out once and not at every click."""
    if form.get("proposed") is None:
        form.put("proposed", propose(text, clock.today()))
    found: TextProposal = form.get("proposed")
    return found


def _ask_kind(form: Form, found: TextProposal, row: Row) -> Row:
    known = [kind for kind in found.kinds if kind.kind_key][:_MOST_CHOICES]
    if not known:
        return row
    with st.container(horizontal=True, gap="xsmall"):
        for place, kind in enumerate(known):
            if form.press(f"kind {place}", plain(wording.kind(kind.kind_key)), wrap=True):
                return _of_kind(form, found, row, kind)
    st.caption(_quoted(known[0].words, known[0].reason))
    return row


def _of_kind(form: Form, found: TextProposal, row: Row, kind: KindProposal) -> Row:
    draft = confirmed(row.when, kind, row.draft.measurements, found.other_facts)
    form.put("opened", "")
    return row.changed(draft=replace(draft, identity=row.draft.identity), kind_key=kind.kind_key, own_words="")


def _ask_day(form: Form, found: TextProposal, row: Row) -> Row:
    days = [(day, proposal) for proposal in found.dates for day in proposal.choices][:_MOST_CHOICES]
    if len(days) > 1 or (days and row.when is None):
        twice = next((p for p in found.dates if len(p.choices) > 1), None)
        if twice:
            question = _("“{text}” can be two days. Which one is it?")
            st.markdown(f"**{question.format(text=plain(twice.words))}**")
        with st.container(horizontal=True, gap="xsmall"):
            for place, (day, _proposal) in enumerate(days):
                if form.press(f"day {place}", plain(day.text())):
                    form.put("opened", "")
                    return _on(row, day)
        st.caption(_quoted(days[0][1].words, days[0][1].reason))
    return row


def _on(row: Row, day: PartialDate) -> Row:
    last = day.last if day.precision != "day" else None
    draft = replace(row.draft, exam_date=day.first, date_precision=day.precision, date_last=last)
    return row.changed(when=day, draft=draft)


def _ask_numbers(form: Form, found: TextProposal, row: Row) -> Row:
    """Each number by itself; of one that can mean several things, one meaning or none."""
    taken: list[MeasurementDraft] = [m for m in row.draft.measurements if m.part]
    for place, dose in enumerate(found.doses):
        if not dose.readings:
            continue
        if len(dose.readings) > 1:
            st.markdown(f"**{plain(said(dose.question)) or _('What does this number mean?')}**")
        chosen = {m: _number(m) for m in dose.readings if not m.part}
        if chosen:
            form.begin(f"dose {place}", next((n for n, m in enumerate(chosen) if m in row.draft.measurements), -1))
            labels = dict(enumerate(chosen.values())) | {-1: _("Leave it out")}
            n = form.radio(f"dose {place}", _quoted(dose.words, dose.reason), labels, horizontal=True)
            taken += [list(chosen)[n]] if n >= 0 else []
    if len({(m.quantity, m.laterality, m.radiopharmaceutical) for m in taken}) < len(taken):
        st.warning(_("Two of these are the same number. Please keep the one of the whole exam."))
        return row
    if set(taken) != set(row.draft.measurements):
        return row.changed(draft=replace(row.draft, measurements=tuple(taken)))
    return row


def again(record: Desk, patient_id: str, row: Row) -> Row:
    """A row as it stands beside a record, now that something else was read from its paper."""
    return plan(record, patient_id, [row.draft])[0].changed(number=row.number) if patient_id else row


def _number(m: MeasurementDraft) -> str:
    return plain(wording.measured(m.quantity, m.value, m.laterality, m.phantom))


def _quoted(words: str, reason: Reason | None) -> str:
    return f"“{plain(' '.join(words.split()))}”. {plain(said(reason))}"


def _show_left_out(proposal: TextProposal) -> None:
    lines = [_quoted(one.words, one.reason) for one in proposal.left_out]
    lines += [_quoted(dose.words, dose.question or dose.reason) for dose in proposal.doses if not dose.readings]
    if lines:
        with st.expander(_("Seen and not used"), type="compact"):
            st.markdown("\n".join(f"- {line}" for line in lines))


def show_attachments(desk: Desk, exam_id: str) -> None:
    """Draw the papers that are kept with an exam: each to look at, to save as a file, or to take out; none, nothing."""
    kept = attachments.papers(desk, exam_id=exam_id)
    if kept:
        st.markdown(f"**{_('Papers')}**")
    for one in kept:
        show_attachment(desk, one)


def show_attachment(desk: Desk, one: attachments.Paper) -> None:
    """Draw one paper that is kept."""
    form = Form(f"attachment/{one.id}")
    st.markdown(f":material/attach_file: {plain(one.name)}, {outcome.file_size(one.size)}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        look = form.switch("look", _("Look at it"))
        offer_file(_("Save a copy"), lambda: attachments.content(desk, one.id), one.name, one.media_type)
        if form.press("take out", _("Take out"), ":material/delete:"):
            with guarded():
                saved = attachments.take_out(desk, one.id)
                tell("", _("The paper {name} is taken out.").format(name=plain(one.name)), saved)
                st.rerun()
    if look:
        with guarded():
            show_paper(form, _as_brought(one, attachments.content(desk, one.id)))


def _as_brought(one: attachments.Paper, content: bytes) -> Paper:
    kind = {"application/pdf": PDF, "image/jpeg": PHOTO}.get(one.media_type, WORD)
    text = word_text(content) if kind == WORD else ""
    words = text if isinstance(text, str) else ""
    return Paper(one.name, kind, content, one.media_type, one.pages, words)
