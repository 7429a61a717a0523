"""The five cells of the one-minute view: safety, last steroid, sessions, response, last imaging."""

import streamlit as st

from dashboards.frame.words import plain, small, sources
from tracker import wording
from tracker.history import steroids
from tracker.history.course import Course, Injection, since_text
from tracker.i18n import _
from tracker.view import lines as exam_lines
from tracker.view import overview
from tracker.view.health import Safety
from tracker.view.lines import ExamLine


def show_safety(safety: Safety, pregnant: int) -> None:
    """What a clinic must know before it does anything.

    Args:
        safety: the cell.
        pregnant: how many exams lie in a pregnancy, for certain or possibly.
    """
    heading(_("Safety"))
    lines = [_("**Exams while pregnant, or possibly: {n}** (see below)").format(n=pregnant)] if pregnant else []
    days = {flag.told for flag in safety.flags if flag.told}
    for flag in safety.flags:
        # The same day behind every answer would hide the answers.
        told = f" :small[{_('told {date}').format(date=flag.told)}]" if flag.told and len(days) > 1 else ""
        lines.append((f"**{plain(flag.text)}**" if flag.weighty else plain(flag.text)) + told)
    st.markdown("  \n".join([*lines, *([safety.no_reactions] if safety.no_reactions else [])]))
    rest = (
        (_("Patient says no: {list}."), safety.denied),
        (_("Patient does not know: {list}."), safety.unknown),
        (_("Not asked: {list}."), safety.not_asked),
    )
    said = [words.format(list=", ".join(names)) for words, names in rest if names]
    told_on = _("As the patient told it, {date}.").format(date=days.pop()) if len(days) == 1 else ""
    st.caption("  \n".join(filter(None, [*said, told_on or _("As the patient told it.")])))


def show_steroid(course: Course) -> None:
    """Days since the last steroid, what, how much and where; the 12 months by product."""
    heading(_("Last steroid"))
    last = course.last_steroid
    if last is None:
        st.markdown(_("None recorded."))
    else:
        st.markdown(f"**{since_text(course.days_since_steroid)}** · {last.when}")
        for one in course.last_steroids:
            drugs = ", ".join(wording.drug(given) for given in one.steroids)
            st.markdown(f"{plain(drugs)}, {plain(one.place_text() or one.name)}")
            st.caption(_origin(one))
    if later := course.unknown_since_text():
        st.caption(f"{later}.")
    _show_year(course.steroids)


def _show_year(year: steroids.SteroidYear) -> None:
    if not (year.products or year.unknown()):
        return
    products = [plain(product.text()) for product in year.products] or [_("none recorded")]
    st.markdown("  \n".join([_("**12 months**"), *products]))
    notes = [*year.unknown(), steroids.no_agreed_total()]
    if estimate := year.equivalent_text():
        notes = [estimate, *notes, steroids.factor_caution()]
    st.caption("  \n".join(plain(note) for note in notes))
    if year.sources:
        st.markdown(small(sources(year.sources)))


def show_sessions(course: Course) -> None:
    """Sessions by region and kind in 12 months with their dates; counts, and no verdict."""
    heading(_("Sessions, 12 months"))
    found = overview.sessions(course)
    if not found:
        st.markdown(_("None recorded with a date in these months."))
    for one in found:
        about = _("about {n}").format(n=one.sessions) if one.approximate else str(one.sessions)
        st.markdown(f"**{about}** {plain(one.name)}  \n:small[{' · '.join(one.dates)}]")
    if n := course.sessions_uncertain:
        st.caption(_("{n} more may lie in these months: the date is not exact.").format(n=n))


def show_response(course: Course) -> None:
    """The injection that helped most, and how the last one of which anything is known went."""
    heading(_("Response"))
    best, last = course.best, course.last_response
    if last is None and best is None:
        st.markdown(_("None recorded."))
        return
    if best and best is not last:
        _show_response(_("Best"), best)
    if last:
        _show_response(_("Best and last") if best is last else _("Last"), last)


def _show_response(label: str, one: Injection) -> None:
    what = ", ".join(filter(None, [one.family, wording.levels(one.levels, one.side)]))
    st.markdown(f"{label}: **{plain(exam_lines.response_in_short(one))}**  \n{plain(what)}, {one.when}")
    st.caption(_origin(one))


def show_imaging(newest: ExamLine | None) -> None:
    """The last images of the region of the visit, and where they are."""
    if newest is None:
        st.markdown(_("None recorded."))
        return
    st.markdown(f"**{newest.when}** · {plain(newest.name)}")
    where = plain(newest.images_at) or _("not recorded where")
    st.markdown(_("Images: **{place}**").format(place=where))
    done = [_("Done at {place}").format(place=plain(newest.facility))] if newest.facility else []
    st.caption(" · ".join([*done, newest.origin]))


def heading(words: str) -> None:
    """What a cell is about."""
    st.header(words, anchor=False)


def _origin(one: Injection) -> str:
    return exam_lines.origin(from_report=one.from_report, entered_at=one.entered_at)
