"""The part of About these numbers that cites: what professional bodies say, and where the numbers come from."""

import streamlit as st

from dashboards.frame.words import address, plain
from tracker import reference
from tracker.history import evidence
from tracker.i18n import _
from tracker.reference import Position


def say_what_bodies_say() -> None:
    """Draw both positions, each with its year and where it stands."""
    st.header(_("What professional bodies say"), anchor=False)
    st.markdown(_("They agree on one thing: your earlier **exams and images** matter. Bring them along."))
    st.markdown(_("They differ on adding up the dose."))
    against, track = evidence.both_positions()
    for title, stated in (
        (_("Keep a record:"), track),
        (_("Do not decide about a scan by the dose of earlier ones:"), against),
    ):
        st.markdown(f"**{title}**\n\n" + "\n".join(f"- {_cited(one)}" for one in stated))
    st.markdown(_("So this program keeps the record, shows the exams first, and gives no advice from the total."))


def _cited(one: Position) -> str:
    source = reference.sources()[one.source_id]
    who = plain(", ".join(filter(None, [_(one.body), one.year])))
    return f"**{who}**: {plain(_(one.sentence))} {plain(one.where)}. {address(source.url)}"


def say_where_from() -> None:
    """Draw the edition of the tables, and every source with its address as text."""
    st.header(_("Where the numbers come from"), anchor=False)
    st.markdown(
        _("Reference data {version}. Choose any exam in your history to see how its number was made.").format(
            version=plain(reference.version())
        )
    )
    known = reference.sources()
    with st.expander(_("Natural background radiation by country")):
        lines = [
            _("- {name}: {msv} mSv a year ({source})").format(
                name=plain(_(b.name)), msv=f"{b.msv_per_year:g}", source=plain(known[b.source_id].short)
            )
            for b in reference.backgrounds().values()
        ]
        st.markdown("\n".join(lines))
    with st.expander(_("All sources")):
        st.markdown("\n".join(f"- {plain(s.citation)} {address(s.url)}" for s in known.values()))
