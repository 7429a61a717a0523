"""About these numbers: what the dose is, how well it is known, what professional bodies say, what is left out."""

import streamlit as st
from sqlalchemy import Engine

from dashboards import shared
from dashboards.words import plain
from tracker import reference, wording
from tracker.i18n import _
from tracker.record.models import Patient


def draw(record: Engine, person: Patient | None) -> None:
    """Draw the page."""
    _say_what_dose_is()
    _say_how_well_known()
    _say_what_bodies_say()
    _say_what_is_left_out()
    _say_where_from()


def _say_what_dose_is() -> None:
    st.header(_("What the dose is"), anchor=False)
    st.markdown(
        _(
            "X-rays, CT and nuclear scans use radiation. The number here is the **effective dose**,"
            " in millisievert (mSv). It puts different exams on one scale, so that you can compare them."
        )
    )
    st.markdown(wording.effective_dose_note())
    st.markdown(_("MRI and ultrasound use no such radiation. They add nothing. You can still write them down."))
    st.markdown(_("Radiation used as a treatment is kept apart. It is never added to the dose of exams."))
    st.info(wording.do_not_skip(), icon=":material/favorite:")
    st.markdown(_("An exam that you need is far more likely to help you than to harm you."))


def _say_how_well_known() -> None:
    st.header(_("How well a number is known"), anchor=False)
    explained = {
        "reported": _("The report itself states the dose."),
        "calculated": _("Worked out from a number on your report and a published factor."),
        "typical": _("No number from your report. This is what such an exam usually gives."),
        "from_time": _("Worked out from how long the X-ray was on. The time alone says little, so the range is wide."),
        "rough": _("Borrowed from a similar exam, from an adult, or not traced to a study. Take it as a hint."),
        "unknown": _("No number is known. It is left out of the total. That is not a dose of zero."),
    }
    st.markdown("\n".join(f"- **{wording.evidence(key)}**: {text}" for key, text in explained.items()))
    st.markdown(
        _(
            "Each number has a range, such as “about 6 mSv (2 to 20)”. The true value probably lies in it."
            " The same exam can differ several times between two hospitals or two people."
        )
    )


def _say_what_bodies_say() -> None:
    st.header(_("What professional bodies say"), anchor=False)
    st.markdown(_("They agree on one thing: your earlier **exams and images** matter. Bring them along."))
    st.markdown(_("They differ on adding up the dose."))
    for stance, title in (
        ("track", _("Keep a record:")),
        ("do_not_sum_for_decisions", _("Do not decide about a scan by the dose of earlier ones:")),
    ):
        mine = [p for p in reference.positions() if p.stance == stance]
        lines = [f"- {plain(', '.join(filter(None, [p.body, p.year])))}: {plain(_(p.sentence))}" for p in mine]
        st.markdown(f"**{title}**\n\n" + "\n".join(lines))


def _say_what_is_left_out() -> None:
    st.header(_("What we do not show, and why"), anchor=False)
    st.markdown(
        "\n".join(
            "- " + line
            for line in (
                _("No limit and no “allowance left”. There are no dose limits for patients."),
                _("No alarm at any total. A total is no reason to skip a scan that you need."),
                _("No risk of cancer for you. The dose of an average body cannot tell what will happen to one person."),
                _("No red and green. A bigger number is not a worse exam; it may have been the right one."),
            )
        )
    )


def _say_where_from() -> None:
    st.header(_("Where the numbers come from"), anchor=False)
    st.markdown(
        _("Reference data {version}. Choose any exam in your history to see how its number was made.").format(
            version=plain(reference.version())
        )
    )
    with st.expander(_("Natural background radiation by country")):
        sources = reference.sources()
        lines = [
            _("- {name}: {msv} mSv a year ({source})").format(
                name=plain(_(b.name)), msv=f"{b.msv_per_year:g}", source=plain(sources[b.source_id].short)
            )
            for b in reference.backgrounds().values()
        ]
        st.markdown("\n".join(lines))
    with st.expander(_("All sources")):
        cited = [f"- {plain(s.citation)}" for s in reference.sources().values()]
        st.markdown("\n".join(cited))


shared.open_page(_("About these numbers"), draw)
