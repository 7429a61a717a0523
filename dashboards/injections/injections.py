"""My injections: how long ago, how many, how much steroid, what helped, the chart, and every injection by day."""

import streamlit as st
from sqlalchemy import Engine

from dashboards.frame import shared
from dashboards.frame.words import plain, sources
from dashboards.history.charts import page_theme
from dashboards.injections.injection_list import show_days
from tracker import wording
from tracker.history import course, steroids, summary
from tracker.history.course import Course, Injection
from tracker.history.summary import Summary
from tracker.i18n import N_, _, bound, grouped, ngettext
from tracker.record.models import Patient

_CHART_PX = 560


def draw(record: Engine, person: Patient) -> None:
    """Draw the page."""
    whole = summary.summarise(record, person.id)
    found = course.course(record, whole)
    _ask_what_to_do(whole, found)
    if not found.injections:
        return
    _show_since(found)
    _show_sessions(found)
    _show_steroids(found)
    _show_best(found)
    _show_chart(person, found)
    show_days(person, found)


def _ask_what_to_do(whole: Summary, found: Course) -> None:
    if not found.injections:
        st.write(_("There are no injections in this record yet. Add one, or print a log for the next one."))
    with st.container(horizontal=True):
        if st.button(_("Add an injection"), type="primary", icon=":material/add_circle:"):
            st.switch_page("exam/add.py")
        if found.injections and st.button(_("Appointment page"), icon=":material/print:"):
            st.switch_page("visit/appointment.py")
        st.download_button(
            _("Empty pain log to print"),
            bound(lambda: _blank_log(whole)),
            file_name="pain-log.pdf",
            mime="application/pdf",
            icon=":material/download:",
            on_click="ignore",
        )


def _blank_log(whole: Summary) -> bytes:
    from tracker.view.handout import pain_log

    return pain_log.make(whole, None)


def _show_since(found: Course) -> None:
    left, right = st.columns(2)
    with left:
        st.metric(_("Since the last injection"), _days(found.last, found.days_since_last))
        st.caption(_line(found.last, ""))
    with right:
        st.metric(_("Since the last steroid (cortisone)"), _days(found.last_steroid, found.days_since_steroid))
        for one in found.last_steroids or (None,):
            st.caption(_line(one, ", ".join(wording.drug(given) for given in one.steroids) if one else ""))
    if later := found.unknown_since_text():
        st.caption(_("Please note: {words}.").format(words=later))


def _days(one: Injection | None, days: int | None) -> str:
    if one is None:
        return _("none recorded")
    if days is None:
        return _("day not known")
    return ngettext("{n} day", "{n} days", days).format(n=grouped(days)) if days else _("today")


def _line(one: Injection | None, drugs: str) -> str:
    """When, where in the body and what: "3 Sep 2026, Lumbar spine L4-5 left"."""
    if one is None:
        return _("No steroid is recorded. That does not mean that there was none.")
    return plain(", ".join(filter(None, [one.when, one.place_text() or one.plain_name, drugs])))


def _show_sessions(found: Course) -> None:
    st.header(_("In the last 12 months"), anchor=False)
    lines = [
        "- "
        + _("{name}: **{count}**").format(
            name=plain(s.name), count=_("about {n}").format(n=s.sessions) if s.approximate else s.sessions
        )
        for s in found.sessions
    ]
    st.markdown("\n".join(lines) or _("No injection with an exact date lies in these months."))
    words = [_("Injections of one sort on one day count as one visit.")]
    if n := found.sessions_uncertain:
        more = ngettext(
            "{n} more may lie in these months. Its date is not exact.",
            "{n} more may lie in these months. Their dates are not exact.",
            n,
        )
        words.append(more.format(n=n))
    st.caption(" ".join(words))


def _show_steroids(found: Course) -> None:
    year = found.steroids
    st.subheader(_("Steroid (cortisone) by name"), anchor=False)
    st.markdown("\n".join(f"- {plain(p.text())}" for p in year.products) or _("None recorded in these months."))
    if unknown := year.unknown():
        st.caption(_("Not in these sums: {list}.").format(list="; ".join(unknown)))
    if estimate := year.equivalent_text():
        words = plain(f"{estimate[:1].upper()}{estimate[1:]}. {steroids.factor_caution()}")
        st.markdown(words + sources(year.sources))
    st.caption(steroids.no_agreed_total())


def _show_best(found: Course) -> None:
    both = found.best is not None and found.best is found.last_response
    titles = {
        (_("Helped most, and the last one you told about") if both else _("Helped most")): found.best,
        _("Last one you told about"): None if both else found.last_response,
    }
    lines = [
        _("**{title}:** {when}, {what}: {relief}.").format(
            title=title,
            when=one.when,
            what=plain(one.place_text() or one.plain_name),
            relief=plain(one.response.text()),
        )
        for title, one in titles.items()
        if one and one.response
    ]
    st.header(_("What helped"), anchor=False)
    st.markdown("\n\n".join(lines) or _("Nothing is written about relief yet. Add it with Edit, or keep a pain log."))


def _show_chart(person: Patient, found: Course) -> None:
    from tracker.view.charts.course import injections_over_time

    chart = injections_over_time(found, page_theme())
    st.image(chart.png(), alt=chart.alt, width=_CHART_PX)
    with st.expander(_("The same numbers as a table"), type="compact"):
        st.table(chart.table.map(plain), hide_index=True, border="horizontal", alt=chart.alt)


shared.page(N_("My injections"), draw)
