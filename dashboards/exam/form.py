"""The whole form of one exam, for adding and for editing: it asks, shows what the exam usually gives, and checks."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dashboards.exam.details import (
    LINES,
    WHERE,
    When,
    ask_about_exam,
    ask_notes,
    ask_places,
    ask_when,
    fill_details,
    fill_when,
)
from dashboards.exam.injection import Procedure, ask_procedure, ask_whether, fill_procedure
from dashboards.exam.numbers import Row, ask_numbers, ask_what_to_keep, fill_numbers
from dashboards.exam.picker import Picked, Site, ask_site, fill_picker, fill_site, pick
from dashboards.frame.form import NOTHING_OPENED, Form, Opened
from dashboards.frame.who import guarded
from dashboards.frame.words import plain, small, sources
from tracker import clock, dates, reference, wording
from tracker.dates import PartialDate
from tracker.history.summary import ESTIMATE_INPUT, Preview, preview
from tracker.i18n import _, current
from tracker.readers.words.kinds import machine_kind
from tracker.record import forms, ledger
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, MeasurementCreate, Patient

_MEMORY, _REPORT = "memory", "report"
_PREVIEW = "preview of an exam"


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything the form holds; `before` is the exam being edited, `procedure` None where it is no injection."""

    picked: Picked
    when: When
    site: Site
    details: dict[str, str]
    rows: list[Row]
    kept: list[MeasurementCreate]
    procedure: Procedure | None = None
    before: ExamCreate | None = None

    def exam(self) -> ExamCreate:
        """The exam, checked.

        Raises:
            TrackerError: something is missing or cannot be right; the sentence names it.
        """
        typed = [row.measurement() for row in self.rows]
        given: dict[str, Any] = {"injection": None, "drugs": []}
        if self.procedure:
            own_words = bool(self.picked.own_words)
            given["injection"] = self.procedure.injection(self.site.levels, own_words=own_words)
            given["drugs"] = self.procedure.drugs()
        return self._made(self.when.date(), typed, **given)

    @property
    def named(self) -> bool:
        """Whether it is known what it was."""
        return bool(self.picked.kind_key or self.picked.own_words)

    def outline(self) -> ExamCreate | None:
        """The exam as far as it goes, for the estimate beside the form; None while it is not known what it was."""
        if not self.named:
            return None
        today = clock.today()
        when = self.when.date() if self.when.filled else dates.of(today.year, today.month, today.day)
        one = replace(self, when=replace(self.when, count=self.when.count or 1))  # until it is told how many
        return one._made(when, [row.measurement() for row in self.rows])

    def _made(self, when: PartialDate, typed: list[MeasurementCreate], **given: Any) -> ExamCreate:
        values: dict[str, Any] = self.before.model_dump() if self.before else {}
        same = self.before is not None and self.before.kind_key == self.picked.kind_key != ""
        words = self.before.own_words if self.before and same else self.picked.own_words
        key = self.picked.kind_key or machine_kind(self.picked.own_words)
        values |= {"kind_key": key, "own_words": words, "side": self.site.side}
        if self.site.region is not None:
            values["region"] = self.site.region
        elif self.before and self.before.kind_key != self.picked.kind_key:
            values["region"] = ""  # it was that of another kind
        values |= self.details | given
        values |= {"date_first": when.first, "date_last": when.last, "date_precision": when.precision}
        values |= {
            "exam_count": self.when.exam_count(),
            "count_is_approximate": self.when.several and self.when.approximate,
        }
        values["measurements"] = [*self.kept, *typed]
        if typed and values.get("entered_from", _MEMORY) == _MEMORY:
            values["entered_from"] = _REPORT
        return forms.checked(ExamCreate, **values)


def ask_exam(
    form: Form, record: Desk, person: Patient, before: ExamCreate | None = None, opened: Opened = NOTHING_OPENED
) -> Answers:
    """Draw the form; only what it was and when must be answered. The part that is `opened` stands where that says.

    What comes and goes with the answers stands in a container of its own: where fields move, the browser draws them
    anew, and what is being typed into one at that moment would be lost.
    """
    with opened.room("what"):
        picked = pick(form)
    with opened.room("site"):
        injection = ask_whether(form, picked)
        site = ask_site(form, picked, injection=injection)
    with opened.room("when"):
        st.markdown(_("**When was it?** The year alone is enough."))
        when = ask_when(form)
    with opened.room("where"):
        # A clinic asks where an injection was done, so that is not folded away.
        details = _ask_clinic(form, record, person) if injection or opened.part == "where" else {}
    with st.container():
        procedure = ask_procedure(form, opened) if injection else None
    with opened.room("places", _("Where, who asked, where are the images"), ":material/location_on:"):
        details |= ask_places(form, record, person, tuple(name for name in LINES if name not in details))
    with opened.room("numbers", _("Numbers from my report"), ":material/pin:"):
        kept = ask_what_to_keep(form, before) if before else []
        rows = ask_numbers(form, picked.kind_key)
    with st.expander(_("About the exam"), icon=":material/medical_information:"):
        details |= ask_about_exam(form, record, person, when)
    with st.expander(_("Notes"), icon=":material/notes:"):
        details["notes"] = ask_notes(form)
    return Answers(picked, when, site, details, rows, kept, procedure, before)


def _ask_clinic(form: Form, record: Desk, person: Patient) -> dict[str, str]:
    found = ask_places(form, record, person, (WHERE,))
    st.caption(_("Not sure? Leave it empty and add it later."))
    return found


def show_outlook(record: Desk, person: Patient, answers: Answers, exam_id: str = "") -> None:
    """What such an exam gives, next to natural background; and a word where the same exam is there already."""
    with st.container(), guarded():
        exam = answers.outline()
        if exam is None:
            return
        with st.container(border=True, key="outlook"):
            show_preview(exam, person)
        if answers.when.filled and [i for i in ledger.same_day(record, person.id, exam) if i != exam_id]:
            st.info(
                _("This exam is in the record for this date already. You can save it again if it was done twice."),
                icon=":material/content_copy:",
            )


def show_preview(exam: ExamCreate, person: Patient) -> None:
    """The estimate of one exam, how it is made, and what people get in a year anyway."""
    found = preview_of(exam, person)
    words = wording.dose(found.typical, found.low, found.high)
    st.markdown(f"**{_('Dose')}: {words}** &nbsp; {wording.evidence(found.evidence)}")
    st.markdown(small(plain(found.derivation.sentence) + sources(found.derivation.sources)))
    if found.typical:
        st.caption(background_line(person.country))


def preview_of(exam: ExamCreate, person: Patient) -> Preview:
    """The estimate of one exam, worked out once for the same answers: the form is drawn anew at every one of them."""
    asked = (
        exam.model_dump_json(include={*ESTIMATE_INPUT, "measurements"}),
        person.birth_date,
        person.ct_set,
        current(),
    )
    held: tuple[object, Preview] | None = st.session_state.get(_PREVIEW)
    if held is None or held[0] != asked:
        held = st.session_state[_PREVIEW] = (asked, preview(exam, person.birth_date, person.ct_set))
    return held[1]


def background_line(country: str) -> str:
    """What natural background gives in a year, so that a dose can be set beside it."""
    found = reference.backgrounds().get(country) or reference.backgrounds()["world"]
    return _("For scale: natural background radiation gives about {msv} mSv a year ({country}).").format(
        msv=f"{found.msv_per_year:g}", country=_(found.name)
    )


def fill(form: Form, exam: ExamCreate) -> None:
    """Put an exam into the form, so that it can be edited."""
    fill_picker(form, exam)
    fill_when(form, exam)
    fill_details(form, exam)
    fill_site(form, exam)
    fill_procedure(form, exam)
    fill_numbers(form, exam)
