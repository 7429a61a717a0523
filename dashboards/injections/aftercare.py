"""After an injection: what is usual, when to call the clinic, what is an emergency; its own sheet comes first."""

from datetime import date, timedelta

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.words import sources
from tracker import clock, reference
from tracker.history.exams import is_injection
from tracker.i18n import _
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.details import injected
from tracker.record.models import Patient

SHOWN_DAYS = 14
_SAVED = "aftercare"


def remember(person: Patient, exam_id: str) -> None:
    """Show the facts on the next page, because this injection was saved just now."""
    st.session_state[shared.key(person, _SAVED)] = exam_id


def pain_log_form(person: Patient) -> Form:
    """Where the page of pain logs asks which injection it is about."""
    return Form(shared.key(person, "pain log"))


def open_pain_log(person: Patient, exam_id: str) -> None:
    """Go to the pain log of this injection."""
    pain_log_form(person).put("exam", exam_id)
    st.switch_page("injections/pain_log.py")


def show_after_saving(record: Desk, person: Patient, *, folded: bool = False) -> None:
    """Draw the facts about the injection saved last, until they are closed; folded also where it was long ago."""
    key = shared.key(person, _SAVED)
    exam_id = st.session_state.get(key)
    if not exam_id:
        return
    one = next((one for one in injected(record, person.id) if one.exam_id == exam_id), None)
    if one is None or not is_injection(one.kind_key):
        st.session_state[key] = ""
        return
    child = people.is_child(person.birth_date, clock.today())
    with st.container(border=True, key="aftercare_box"):
        if recent(one.date.last) and not folded:
            st.markdown(f"**{_('After your injection')}**")
            draw_facts(child=child)
        else:
            with st.expander(_("After an injection: what is usual, and when to call")):
                draw_facts(child=child)
        with st.container(horizontal=True):
            if st.button(_("Keep a pain log"), key=f"log_{key}", icon=":material/edit_note:"):
                open_pain_log(person, exam_id)
            if st.button(_("Close"), key=f"close_{key}", type="tertiary"):
                st.session_state[key] = ""
                st.rerun()


def show_folded(kind_key: str, last: date, *, child: bool = False) -> None:
    """Draw the facts behind a line, where the injection may have been in the last two weeks.

    Args:
        kind_key: its kind, "" for own words.
        last: the last day on which it can have been.
        child: whether it was that of a child.
    """
    if is_injection(kind_key) and recent(last):
        with st.expander(_("After this injection: what is usual, and when to call"), type="compact"):
            draw_facts(child=child)


def recent(last: date) -> bool:
    """Whether a day lies in the last two weeks."""
    return last >= clock.today() - timedelta(days=SHOWN_DAYS)


def draw_facts(*, child: bool) -> None:
    """Draw the three groups; of a child without what only adults do."""
    st.markdown(_("Your clinic's sheet comes first. What follows is what clinics often say."))
    titles = {
        "usual": f":material/info: **{_('What is usual')}**",
        "call": f":material/call: **{_('Call your clinic')}**",
        "emergency": f":material/emergency: **{_('Emergency: get help at once')}**",
    }
    facts = [fact for fact in reference.aftercare() if not (child and fact.adults)]
    usual, ask = st.columns([5, 4])
    for group, title in titles.items():
        lines = "\n".join(f"- {_(fact.text)}" for fact in facts if fact.group == group)
        (usual if group == "usual" else ask).markdown(f"{title}\n{lines}")
    known = reference.sources()
    cited = sources(known[name] for name in dict.fromkeys(fact.source_id for fact in facts))
    st.markdown(f":small[{cited.strip()}]")
