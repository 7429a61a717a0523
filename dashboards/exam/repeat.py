"""Same as last time: fills the form of an exam from an earlier injection; not the date, the numbers or the relief."""

import streamlit as st
from sqlalchemy import Engine

from dashboards.exam.drugs import fill_drugs
from dashboards.exam.picker import fill_picker
from dashboards.exam.site import fill_site
from dashboards.frame.form import Form
from dashboards.frame.words import plain
from dashboards.injections import words as injection_words
from tracker import clock
from tracker.i18n import _
from tracker.record import ledger
from tracker.record.injected import Injected, injected, newest_of_each_sort
from tracker.record.models import ExamCreate, Patient
from tracker.record.procedures import InjectionCreate

_MOST = 3
_RECENT_YEARS = 2
_FILLED = "filled in"


def offer_last(form: Form, record: Engine, person: Patient) -> None:
    """Draw one button for the newest injection, and for the newest of other recent sorts."""
    today = clock.today()
    # The last day of a month is the same day of an earlier year, but for 29 February.
    since = today.replace(year=today.year - _RECENT_YEARS, day=min(today.day, 28))
    offered = newest_of_each_sort(injected(record, person.id), since, _MOST)
    if not offered:
        return
    st.markdown(_("**Same as last time?** One tap fills in what repeats."))
    with st.container(horizontal=True, key=form.key("repeat")):
        for place, one in enumerate(offered):
            label = f"{plain(injection_words.title(one))} ({one.date.text()})"
            if st.button(label, key=form.key(f"again{place}"), icon=":material/history:", wrap=True):
                _fill(form, one, ledger.exam(record, one.exam_id))
    if form.get(_FILLED):
        st.info(form.get(_FILLED), icon=":material/edit_note:")


def _fill(form: Form, one: Injected, last: ExamCreate) -> None:
    said = last.injection or InjectionCreate()
    fill_picker(form, last)
    fill_site(form, last)
    form.put("needle", True)
    for name in ("facility", "requested_by", "images_at"):
        form.put(name, getattr(last, name))
    form.put("purpose", said.purpose)
    form.put("operator", said.operator)
    fill_drugs(form, last.drugs)
    form.put(_FILLED, _what_was_filled(one, last, said))


def _what_was_filled(one: Injected, last: ExamCreate, said: InjectionCreate) -> str:
    filled = {
        _("what it was"): True,
        _("level"): said.levels,
        _("side"): last.side,
        _("clinic"): last.facility,
        _("who asked for it"): last.requested_by,
        _("where the images are"): last.images_at,
        _("why it was done"): said.purpose,
        injection_words.drugs(last.drugs): last.drugs,
        _("who did it"): said.operator,
    }
    named = ", ".join(words for words, value in filled.items() if value)
    return _("Filled in from {when}: {what}. Please look at the date, and change what is different this time.").format(
        when=one.date.text(), what=named
    )
