"""Timeline: every exam in the lane of its body region; a chosen period updates counts, totals and the list."""

import streamlit as st

from dashboards.clinician.frame import View, clinician_page, exam_table
from dashboards.frame.words import evidence_counts
from tracker import wording
from tracker.history.summary import Summary
from tracker.i18n import N_, _, ngettext
from tracker.view import lines, overview

ROWS_ON_A_PAGE = 15


def draw(view: View) -> None:
    """Draw the page."""
    whole = view.whole
    if whole.entries == 0:
        st.info(_("No exams are recorded."))
        return
    period = _ask_period(view)
    chosen = whole.select(years=range(period[0], period[1] + 1)) if period else whole
    _show_chart(view, chosen, period)
    _show_totals(chosen, period)
    _show_list(view, chosen, period)


def _ask_period(view: View) -> tuple[int, int] | None:
    """The chosen years; None where that is the whole record."""
    first = int(view.whole.exams["date_first"].min().year)
    last = int(view.whole.exams["date_last"].max().year)
    if first == last:
        return None
    period = view.form.span("period", _("Period, in years"), first, last)
    return None if period == (first, last) else period


def _words(period: tuple[int, int] | None) -> str:
    if period is None:
        return _("Whole record")
    first, last = period
    return str(first) if first == last else _("{first} to {last}").format(first=first, last=last)


def _show_chart(view: View, chosen: Summary, period: tuple[int, int] | None) -> None:
    from tracker.view.charts.timeline import timeline

    view.chart(timeline(view.whole, chosen, period, view.theme))


def _show_totals(chosen: Summary, period: tuple[int, int] | None) -> None:
    st.header(_words(period), anchor=False)
    totals = chosen.totals
    parts = [wording.count(totals.exams, approximate=totals.approximate)]
    parts.append(_("{n} with radiation"))
    parts.append(ngettext("{n} image-guided injection", "{n} image-guided injections", totals.image_guided))
    counts = (totals.exams, totals.with_radiation, totals.image_guided)
    st.markdown("**" + " · ".join(part.format(n=n) for part, n in zip(parts, counts, strict=True)) + "**")
    types = [f"{wording.clinical_type(t.exam_type)} {t.exams}" for t in totals.by_type]
    st.markdown(" · ".join(filter(None, [*types, overview.radiation_not_known(totals)])))
    st.markdown(evidence_counts(overview.evidence(totals.counts)))
    st.markdown(overview.dose(totals))
    st.caption(wording.handout_dose_note())
    outside = overview.may_lie_outside(chosen, period) if period else 0
    if outside:
        words = ngettext(
            "{n} exam is counted that may lie outside the period: its date is not exact.",
            "{n} exams are counted that may lie outside the period: their dates are not exact.",
            outside,
        )
        st.caption(words.format(n=outside))


def _show_list(view: View, chosen: Summary, period: tuple[int, int] | None) -> None:
    if chosen.entries == 0:
        st.info(_("No exam lies in this period."))
        return
    view.long_table(
        f"timeline {period}",
        chosen.entries,
        lambda shown: exam_table(lines.lines(chosen.exams.iloc[shown])),
        _("Exams of the period, newest first"),
        ROWS_ON_A_PAGE,
    )


clinician_page(N_("Timeline"), draw)
