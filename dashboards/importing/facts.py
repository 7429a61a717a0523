"""What files say of an exam, as a person can check it against the paper: date, device, numbers with their units."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboards.frame.words import day, plain
from tracker import wording
from tracker.i18n import _, ngettext
from tracker.readers.draft import ExamDraft, MeasurementDraft


def show_facts(draft: ExamDraft) -> None:
    """Draw date, place, device and the numbers of the whole exam; shares of it are folded away."""
    report = draft.report
    device = " ".join(filter(None, [report.manufacturer, report.model])) if report else ""
    facts = {
        _("Date"): day(draft.exam_date) or _("not in the file"),
        _("Described as"): draft.description,
        _("Body part"): wording.region(draft.region),
        _("Where"): report.institution if report else "",
        _("Device"): device,
    }
    st.markdown("  \n".join(f"{label}: **{plain(value)}**" for label, value in facts.items() if value))
    whole = [m for m in draft.measurements if not m.part]
    parts = [m for m in draft.measurements if m.part]
    if whole:
        st.table(_table(whole), hide_index=True, border="horizontal", alt=_("Numbers of the whole exam"))
    else:
        st.write(_("The files hold no dose number of the whole exam."))
    if draft.irradiation_events:
        n = draft.irradiation_events
        st.caption(ngettext("{n} exposure is counted.", "{n} exposures are counted.", n).format(n=n))
    if parts:
        with st.expander(_("Parts of the exam"), type="compact"):
            st.caption(_("These are shares of the numbers above. They are not added again."))
            st.table(_table(parts), hide_index=True, border="horizontal", alt=_("Parts of the exam"))


def _table(measurements: Sequence[MeasurementDraft]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                _("Number"): plain(wording.measured(m.quantity, m.value, m.laterality, m.phantom)),
                _("As the file gives it"): plain(m.reported),
                _("Comes from"): plain(_(m.origin)),
            }
            for m in measurements
        ]
    )
