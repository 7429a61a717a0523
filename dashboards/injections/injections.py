"""My injections: how long ago, how many, how much steroid, what helped, the chart, and every injection by day."""

from collections.abc import Sequence

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.shared import EDIT_WANTED
from dashboards.frame.who import page_theme
from dashboards.frame.words import plain, sources
from dashboards.injections.aftercare import open_pain_log, show_folded
from tracker import wording
from tracker.history import course, summary
from tracker.history.course import Course, Injection
from tracker.history.summary import Summary
from tracker.i18n import N_, _, ngettext
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.view import injections as words
from tracker.view.lines import patient_name

_LOOKS = """<style>
[data-testid="stMainBlockContainer"] {max-width: 74rem; padding-top: 3rem; padding-bottom: 1rem}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {gap: 0.6rem}
.st-key-injection_days {gap: 0.4rem}
</style>"""
DAYS_ON_A_PAGE = 8
_LOG_DAYS = 42  # so long after an injection its pain log may still go on


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    st.html(_LOOKS)
    whole = summary.summarise(record, person.id)
    found = course.course(record, whole)
    _ask_what_to_do(whole, found)
    if not found.injections:
        return
    _show_since(found)
    told, picture = st.columns([11, 9], gap="medium")
    with told:
        _show_sessions(found)
        _show_steroids(found)
    with picture:
        _show_chart(found)
        _show_best(found)
    _show_days(person, found)


def _ask_what_to_do(whole: Summary, course: Course) -> None:
    if not course.injections:
        st.write(_("There are no injections in this record yet. Add one, or print a log for the next one."))
    with st.container(horizontal=True):
        if st.button(_("Add an injection"), type="primary", icon=":material/add_circle:"):
            st.switch_page("exam/add.py")
        if course.injections and st.button(_("Appointment page"), icon=":material/print:"):
            st.switch_page("visit/appointment.py")
        name = people.file_name(whole.patient.name, "pain-log", "pdf")
        shared.offer_file(_("Empty pain log to print"), lambda: _blank_log(whole), name, "application/pdf")


def _blank_log(whole: Summary) -> bytes:
    from tracker.view.handout import pain_log

    return pain_log.make(whole, None)


def _show_since(course: Course) -> None:
    left, right = st.columns(2)
    with left:
        st.metric(_("Since the last injection"), _since(course, course.last))
        st.caption(_line(course.last, ""))
    with right:
        st.metric(_("Since the last steroid (cortisone)"), _since(course, course.last_steroid))
        for one in course.last_steroids or (None,):
            st.caption(_line(one, ", ".join(wording.drug(given) for given in one.steroids) if one else ""))
    if later := words.unknown_since_text(course):
        st.caption(_("Please note: {words}.").format(words=later))


def _since(course: Course, injection: Injection | None) -> str:
    return words.since(injection, course.today, ago=False) if injection else _("none recorded")


def _line(injection: Injection | None, drugs: str) -> str:
    """When, where in the body and what: "3 Sep 2026, Lumbar spine L4-5 left"."""
    if injection is None:
        return _("No steroid is recorded. That does not mean that there was none.")
    return plain(", ".join(filter(None, [injection.when, words.place_text(injection) or injection.plain_name, drugs])))


def _show_sessions(course: Course) -> None:
    st.subheader(_("In the last 12 months"), anchor=False)
    lines = [
        "- "
        + _("{name}: **{count}**").format(
            name=plain(s.name), count=wording.about(s.sessions, approximate=s.approximate)
        )
        for s in course.sessions
    ]
    st.markdown("\n".join(lines) or _("No injection with an exact date lies in these months."))
    notes = [
        _("Injections of one sort on one day count as one visit."),
        _("Epidurals through the tailbone count with those of the lower back."),
    ]
    if words.sessions_in_all(course):
        in_all = wording.about(course.sessions_in_all, approximate=any(s.approximate for s in course.sessions))
        notes.insert(0, _("In all {n}: several places on one day are one visit.").format(n=in_all))
    if n := course.sessions_uncertain:
        more = ngettext(
            "{n} more may lie in these months. Its date is not exact.",
            "{n} more may lie in these months. Their dates are not exact.",
            n,
        )
        notes.append(more.format(n=n))
    st.caption(" ".join(notes))


def _show_steroids(course: Course) -> None:
    year = course.steroids
    st.subheader(_("Steroid (cortisone) by name"), anchor=False)
    products = "\n".join(f"- {plain(words.product_text(product))}" for product in year.products)
    st.markdown(products or _("None recorded in these months."))
    if unknown := words.unknown_steroids(year):
        st.caption(_("Not in these sums: {list}.").format(list="; ".join(unknown)))
    if estimate := words.equivalent_text(year):
        told = plain(f"{wording.first_large(estimate)}. {words.factor_caution()}")
        st.markdown(told + sources(year.sources))
    st.caption(words.no_agreed_total())


def _show_best(course: Course) -> None:
    lines = [f"**{title}:** {plain(words.sites_text(sites))}." for title, sites in words.outcomes(course)]
    st.subheader(_("What helped"), anchor=False)
    st.markdown("\n\n".join(lines) or _("Nothing is written about relief yet. Add it with Edit, or keep a pain log."))


def _show_chart(course: Course) -> None:
    from tracker.view.charts.course import injections_over_time

    chart = injections_over_time(course, page_theme())
    st.image(chart.png(), alt=chart.alt, width="stretch")
    with st.expander(_("The same numbers as a table"), type="compact"):
        st.table(chart.table.map(plain), hide_index=True, border="horizontal", alt=chart.alt)


def _show_days(person: Patient, course: Course) -> None:
    """Draw one page of the list."""
    days = course.by_day
    st.header(_("Every injection"), anchor=False)
    with (
        st.container(key="injection_days"),
        Form(shared.key(person, "injections")).page("days", len(days), DAYS_ON_A_PAGE) as shown,
    ):
        for day in days[shown]:
            _show_day(person, course, day)


def _show_day(person: Patient, course: Course, day: Sequence[Injection]) -> None:
    """One line, which opens."""
    n, first = len(day), day[0]
    more = ngettext("{n} injection", "{n} injections", n).format(n=n) if n > 1 else plain(words.drugs_text(first))
    line = " · ".join(filter(None, [f"**{plain(first.when)}**", plain(patient_name(first)), more]))
    with st.expander(line):
        for one in day:
            name = f"**{plain(patient_name(one))}**  \n" if n > 1 else ""
            st.markdown(name + "  \n".join(_facts(one)))
            show_folded(one.kind_key, one.last, child=people.is_child(person.birth_date, course.today))
            _ask(person, course, one)


def _facts(injection: Injection) -> list[str]:
    """What is known, a line each; what clinics ask for and nobody wrote down is said."""
    nothing = _("not written down")
    known = {name: plain(text) for name, text in words.facts(injection).items()}
    pains = [
        when.format(pain=known[name])
        for name, when in (("pain_before", _("before {pain} of 10")), ("pain_after", _("after {pain} of 10")))
        if known[name]
    ]
    found: dict[str, str] = {
        _("Done as"): words.test_name(injection),
        _("Guided by"): known["guidance"] or _("not sure"),
        _("Given"): known["drugs"] or nothing,
        _("Relief"): known["relief"] or nothing,
        _("Pain"): ", ".join(pains),
        _("You could do again"): known["function_gained"],
        _("Reaction or problem"): known["complication"],
        _("Where"): ", ".join(filter(None, [known["facility"] or nothing, known["operator"]])),
    }
    entered = wording.day(injection.entered_at)
    origin = wording.first_large(wording.known_from(injection.known_from))
    lines = [f"{label}: {told}" for label, told in found.items() if told]
    return [*lines, f":small[{origin}. {_('Entered {day}.').format(day=entered)}]"]


def _ask(person: Patient, course: Course, injection: Injection) -> None:
    with st.container(horizontal=True):
        if st.button(_("Edit"), key=f"edit/{injection.exam_id}", icon=":material/edit:"):
            st.session_state[EDIT_WANTED] = injection.exam_id
            st.switch_page("history/history.py")
        recent = (course.today - injection.last).days <= _LOG_DAYS or bool(injection.log)
        if injection.exam_count > 1 or not recent:
            return
        if st.button(_("Pain log"), key=f"pain/{injection.exam_id}", icon=":material/edit_note:"):
            open_pain_log(person, injection.exam_id)


shared.page(N_("My injections"), draw)
