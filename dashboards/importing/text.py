"""The words of a radiology report, pasted: what they may say, and each of it used only if the person confirms it."""

from collections.abc import Sequence

import streamlit as st

from dashboards.frame.form import Form
from dashboards.frame.words import plain
from tracker import clock, wording
from tracker.dates import PartialDate
from tracker.errors import Reason
from tracker.i18n import _
from tracker.readers.draft import ExamDraft, MeasurementDraft
from tracker.readers.letter.letter import DateProposal, DoseProposal, KindProposal, TextProposal, confirmed, propose
from tracker.record.models import Patient
from tracker.view.reasons import advised, said

_NONE = -1


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
            return confirmed(when, kind, numbers)
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


def _show_left_out(found: TextProposal) -> None:
    lines = [_quoted(one.words, one.reason) for one in found.left_out]
    lines += [_quoted(dose.words, dose.question or dose.reason) for dose in found.doses if not dose.readings]
    if lines:
        st.markdown(_("Seen and not used:") + "\n" + "\n".join(f"- {line}" for line in lines))
