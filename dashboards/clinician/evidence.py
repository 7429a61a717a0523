"""Evidence: which coefficients and sources made the total, what another set of weights changes, and both positions."""

from collections.abc import Sequence

import streamlit as st

from dashboards.clinician.frame import View, clinician_page, show_table
from dashboards.frame.words import address, plain
from tracker import reference, wording
from tracker.history import evidence
from tracker.history.evidence import Contributor
from tracker.i18n import N_, _
from tracker.view import evidence as evidence_tables
from tracker.view import overview
from tracker.view.evidence import Table


def draw(view: View) -> None:
    """Draw the page."""
    if view.whole.entries:
        _show_total(view)
        _show_sets(view)
    _show_positions()
    with view.fold(_("Tissue weighting factors")):
        _show(view, evidence_tables.tissue_weights(), _("Tissue weighting factors of ICRP 60 and ICRP 103"))
        st.caption(_("A tissue without a number has no factor of its own in that set."))
    st.caption(_("Reference data {version}.").format(version=plain(reference.version())))


def _show_total(view: View) -> None:
    st.header(_("What this total rests on"), anchor=False)
    whole = view.whole
    st.markdown(overview.dose(whole.totals))
    st.caption(f"{wording.handout_dose_note()} {_('Effective dose describes a reference person.')}")
    contributors, coefficients = evidence.rests_on(whole)
    _show(view, evidence_tables.methods(contributors), _("What made the total, the largest part first"))
    st.caption(_("The number behind a source is how many exams rest on it."))
    with view.fold(_("How the range is made")):
        st.markdown(plain(evidence_tables.range_note()))
    with view.fold(_("Coefficients")):
        _show(view, evidence_tables.coefficients(coefficients), _("Coefficients in the total"))
    with view.fold(_("Sources with their addresses")):
        _list_sources(contributors)
    st.header(_("Evidence"), anchor=False)
    _show(view, evidence_tables.shares(whole), _("Exams and dose by evidence"))
    st.header(_("Not counted"), anchor=False)
    _show(view, evidence_tables.not_counted(whole), _("Exams that are not in the total"))


def _show_sets(view: View) -> None:
    if view.whole.totals.dose is None:
        return
    st.header(_("Under each set of tissue weights"), anchor=False)
    under = evidence.by_set(view.whole)
    _show(view, evidence_tables.sets(view.whole.totals.dose, under), _("The total under ICRP 60 and ICRP 103"))
    st.markdown(_("What changes:"))
    _show(view, evidence_tables.changes(under), _("What changes under each set"))
    with view.fold(_("What could not be converted")):
        _show(view, evidence_tables.kept(under), _("What could not be converted, and why"))


def _list_sources(contributors: Sequence[Contributor]) -> None:
    """Every publication in the total with its address as text, so that it can be found from paper."""
    rows = evidence_tables.sources(contributors).rows.to_dict("records")
    lines = [
        f"- **{plain(r['short'])}** ({wording.number(r['msv'])} mSv): {plain(r['citation'])} {address(r['url'])}"
        for r in rows
    ]
    st.markdown("\n".join(lines))


def _show_positions() -> None:
    st.header(_("What professional bodies say"), anchor=False)
    st.markdown(_("All agree that earlier exams and images matter. They differ on adding up doses."))
    titles = (_("Do not let the dose of earlier exams decide"), _("Keep track of exams and doses"))
    known = reference.sources()
    for title, stated in zip(titles, evidence.both_positions(), strict=True):
        st.subheader(title, anchor=False)
        lines = [
            f"- **{plain(_(one.body))}, {plain(one.year)}.** {plain(_(one.sentence))}"
            f" {plain(one.where)}. {address(known[one.source_id].url)}"
            for one in stated
        ]
        st.markdown("\n".join(lines))


def _show(view: View, table: Table, alt: str) -> None:
    show_table(view, table.rows, table.columns, alt)


clinician_page(N_("Evidence"), draw)
