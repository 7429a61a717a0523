"""The list of injections, newest day first; those of one day stand together."""

from collections.abc import Sequence

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.notice import EDIT_WANTED
from dashboards.frame.words import plain
from dashboards.injections.aftercare import show_folded
from tracker import wording
from tracker.history.course import Course, Injection
from tracker.i18n import _, ngettext
from tracker.record.models import Patient

DAYS_ON_A_PAGE = 8
_LOG_DAYS = 42  # so long after an injection its pain log may still go on


def show_days(person: Patient, found: Course) -> None:
    """Draw one page of the list."""
    days = found.by_day
    st.header(_("Every injection"), anchor=False)
    pages = -(-len(days) // DAYS_ON_A_PAGE)
    key = shared.key(person, f"injection page/{pages}")
    first = (int(st.session_state.get(key, 1)) - 1) * DAYS_ON_A_PAGE
    for day in days[first : first + DAYS_ON_A_PAGE]:
        _show_day(person, found, day)
    if pages > 1:
        st.pagination(pages, key=key, persist_state="session")


def _show_day(person: Patient, found: Course, day: Sequence[Injection]) -> None:
    with st.container(border=True, gap="small"):
        n = len(day)
        more = " · " + ngettext("{n} injection", "{n} injections", n).format(n=n) if n > 1 else ""
        st.markdown(f"**{plain(day[0].when)}**{more}")
        for one in day:
            st.markdown(_title(one) + "  \n" + "  \n".join(_facts(one)))
            show_folded(one.kind_key, one.last)
            _ask(person, found, one)


def _title(one: Injection) -> str:
    name = plain(", ".join(filter(None, [one.plain_name, wording.levels(one.levels, one.side)])))
    if one.exam_count > 1:
        several = wording.count(one.exam_count, approximate=one.count_is_approximate)
        name = _("{name} ({several})").format(name=name, several=several)
    return f"**{name}**"


def _facts(one: Injection) -> list[str]:
    """What is known, a line each; what clinics ask for and nobody wrote down is said."""
    nothing = _("not written down")
    guided = {"fluoroscopy": _("X-ray"), "ct": _("CT"), "ultrasound": _("ultrasound"), "none": _("no images")}
    pains = [_pain(_("before"), one.pain_before), _pain(_("after"), one.pain_after)]
    reaction = {"yes": _("yes"), "no": _("no"), "unknown": _("not known")}.get(one.complication, "")
    found: dict[str, str] = {
        _("Guided by"): guided.get(one.guidance, _("not sure")),
        _("Given"): plain(one.drugs_text()) or nothing,
        _("Relief"): plain(one.response.text()) if one.response else nothing,
        _("Pain"): ", ".join(filter(None, pains)),
        _("You could do again"): plain(one.response.function_gained) if one.response else "",
        _("Reaction or problem"): ", ".join(filter(None, [reaction, plain(one.complication_text)])),
        _("Where"): ", ".join(filter(None, [plain(one.facility) or nothing, plain(one.operator)])),
    }
    entered = wording.day(one.entered_at)
    origin = _("Copied from a report") if one.from_report else _("From memory")
    lines = [f"{label}: {words}" for label, words in found.items() if words]
    return [*lines, f":small[{origin}. {_('Entered {day}.').format(day=entered)}]"]


def _pain(when: str, pain: float | None) -> str:
    return "" if pain is None else _("{when} {pain} of 10").format(when=when, pain=f"{pain:g}")


def _ask(person: Patient, found: Course, one: Injection) -> None:
    with st.container(horizontal=True):
        if st.button(_("Edit"), key=f"edit/{one.exam_id}", icon=":material/edit:"):
            st.session_state[EDIT_WANTED] = one.exam_id
            st.switch_page("history/history.py")
        recent = (found.today - one.last).days <= _LOG_DAYS or bool(one.log)
        if (
            one.exam_count == 1
            and recent
            and st.button(_("Pain log"), key=f"pain/{one.exam_id}", icon=":material/edit_note:")
        ):
            st.session_state[shared.key(person, "pain_log_exam")] = one.exam_id
            st.switch_page("injections/pain_log.py")
