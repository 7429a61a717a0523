"""One exam opened for the clinician: derivation, measurements, comparison, exposures, injection, sources, edits."""

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from dashboards.clinician.frame import View
from dashboards.clinician.tables import show_table
from dashboards.frame.words import answers, known_from, plain, sources
from dashboards.history.edits import edit_lines
from tracker import reference, wording
from tracker.history import compare
from tracker.history.compare import Comparison
from tracker.history.totals import MEASURED_EVIDENCE
from tracker.i18n import _
from tracker.view import exam
from tracker.view.columns import Column


def show_exam(view: View, exam_id: str) -> None:
    """Draw everything that is known of an exam; nothing here changes it."""
    row = view.whole.row(exam_id)
    with st.container(border=not view.printing, key="exam_open"):
        st.header(f"{plain(row['clinical_name'])}, {plain(row['when'])}", anchor=False)
        _show_facts(row)
        _show_injection(view, exam_id)
        _show_dose(view, row)
        measured = exam.measurements(view.whole, exam_id)
        _show(view, _("Measurements as reported"), measured, exam.measurement_columns())
        _show_comparison(view, compare.comparisons(view.whole, exam_id))
        events = exam.events(view.record, view.whole, exam_id)
        _show(view, _("Irradiation events"), events, exam.event_columns())
        reports = exam.reports(view.record, view.whole, exam_id)
        _show(view, _("Source reports and device"), reports, exam.report_columns())
        with view.fold(_("History of edits"), compact=True):
            for line in edit_lines(view.record, exam_id):
                st.markdown(line)


def _show_facts(row: pd.Series) -> None:
    recorded = wording.day(row["created_at"].to_pydatetime())
    _list(
        {
            _("Facility"): row["facility"],
            _("Images at"): row["images_at"],
            _("Requested by"): row["requested_by"],
            _("Indication"): row["reason"],
            _("Contrast medium"): answers()[row["contrast"]] if row["contrast"] else "",
            _("Contrast agent"): row["contrast_agent"],
            _("Pregnant then"): answers()[row["pregnant"]] if row["pregnant"] else "",
            _("Known from"): _("{source}, entered {day}").format(
                source=known_from()[row["entered_from"]].lower(), day=recorded
            ),
            _("Notes"): row["notes"],
        }
    )


def _list(facts: dict[str, str]) -> None:
    """Facts as lines; what nobody recorded is left out."""
    st.markdown("  \n".join(f"{label}: {plain(str(text))}" for label, text in facts.items() if text))


def _show_dose(view: View, row: pd.Series) -> None:
    st.subheader(_("Effective dose"), anchor=False)
    dose = wording.dose(row["typical_msv"], row["low_msv"], row["high_msv"])
    known = wording.evidence(row["evidence"])
    st.markdown(f"**{dose}** · {known}" if row["counted"] else f"**{known}**")
    made = view.whole.derivation(row["exam_id"])
    st.markdown(plain(made.sentence) + sources(made.sources))
    kind = reference.exam_kinds().get(row["kind_key"])
    if kind and kind.typical_msv and row["evidence"] in MEASURED_EVIDENCE:
        usual = wording.dose(kind.typical_msv, kind.low_msv, kind.high_msv)
        cited = sources([reference.sources()[kind.source_id]])
        st.markdown(_("Published for this kind of exam, in adults: {dose}.").format(dose=usual) + cited)


def _show(view: View, title: str, rows: pd.DataFrame, columns: Iterable[Column]) -> None:
    """A table under its heading; nothing where there are no rows."""
    if rows.empty:
        return
    st.subheader(title, anchor=False)
    show_table(view, rows, columns, title)


def _show_comparison(view: View, found: Sequence[Comparison]) -> None:
    """Beside published values and reference levels: how departments work, never a judgement of this exam."""
    rows = [
        {
            _("Quantity"): _(wording.SHORT_QUANTITIES[one.quantity]) + (f" {wording.side(one.laterality)}").rstrip(),
            _("This exam"): f"{one.value:.6g} {one.unit}",
            _("Published"): _published(one),
            _("For"): plain(one.published_for),
            _("Compared"): compare.in_words(one),
            _("Where, year, source"): plain(_where(one)),
        }
        for one in found
    ]
    if not rows:
        return
    st.subheader(_("Beside published values"), anchor=False)
    view.table(pd.DataFrame(rows), _("This exam beside published values"))
    st.markdown(sources(dict.fromkeys(one.source for one in found)).strip())
    st.caption(compare.note())


def _where(one: Comparison) -> str:
    year = "" if one.year in one.source.short else one.year
    return ", ".join(filter(None, [one.country, year, one.source.short]))


def _published(one: Comparison) -> str:
    what = compare.what_is_published(one)
    centre = f"{one.published:g}" if one.published is not None else ""
    ends = _("{low:g} to {high:g}").format(low=one.low, high=one.high) if one.low and one.high else ""
    number = f"{centre} ({ends})" if centre and ends else centre or ends
    return _("{number} {unit}, {what}").format(number=number, unit=one.unit, what=what)


def _show_injection(view: View, exam_id: str) -> None:
    one = exam.injection(view.record, view.whole, exam_id)
    if one is None:
        return
    st.subheader(_("Injection"), anchor=False)
    facts = exam.injection_facts(one)
    if not any(facts.values()):
        st.markdown(_("Nothing more is recorded."))
    _list(facts)
