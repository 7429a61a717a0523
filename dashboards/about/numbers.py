"""About these numbers: what the dose is, how well it is known, what it means for the skin, and what is left out."""

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.words import address, plain
from tracker import reference, wording
from tracker.history import evidence
from tracker.history.steroids import COMPARED_WITH
from tracker.i18n import N_, _, grouped
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.reference import Position, skin


def draw(record: Desk, person: Patient | None) -> None:
    """Draw the page."""
    _say_what_dose_is()
    _say_how_well_known()
    _say_what_the_range_is()
    _say_what_the_skin_gets()
    _say_what_the_steroid_is()
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
    st.markdown(_("A number that was measured is never mixed up with one that was assumed."))


def _say_what_the_range_is() -> None:
    st.header(_("What the range is"), anchor=False)
    st.markdown(
        _(
            "Each number has a range, such as “about 6 mSv (2 to 20)”. The true value probably lies in it."
            " The same exam can differ several times between two hospitals or two people."
        )
    )
    st.markdown(
        _(
            "A total has a range too. Exams of one kind share the same doubt, so it does not shrink when you have many."
            " Different kinds even each other out a little."
        )
    )
    st.markdown(
        _(
            "Over the years, experts have counted the parts of the body in two ways. Some numbers use the old way"
            " (ICRP 60), some the new one (ICRP 103). They do not fit together exactly."
            " The pages for the clinician show the total both ways."
        )
    )


def _say_what_the_skin_gets() -> None:
    usual, reddens = skin.skin_parameters()["injection"], skin.skin_reactions()[1].from_mgy
    st.header(_("Dose to the skin"), anchor=False)
    st.markdown(
        _(
            "Live X-ray looks through the same patch of skin for a while. The dose to that patch is a number of its"
            " own, in milligray (mGy). It is not the effective dose. It only comes from numbers on your report."
        )
    )
    st.markdown(
        _(
            "An injection gives the skin about {low} to {high} mGy. Skin can turn red for a while from about"
            " {reddens} mGy in one place. So injections give no reason to worry about your skin."
        ).format(low=grouped(usual.low or 0), high=grouped(usual.high or 0), reddens=grouped(reddens))
    )
    st.markdown(
        _(
            "A long procedure on the heart or the blood vessels can give much more. Where it does, these pages say so:"
            " tell your doctor, and have the skin looked at 2 to 4 weeks after."
        )
    )
    st.markdown(_("Where the dose to your skin is not known, it is not zero. The pages say that it is not known."))


def _say_what_the_steroid_is() -> None:
    st.header(_("Steroid in injections"), anchor=False)
    st.markdown(
        _(
            "Steroid (cortisone) comes in several products. A milligram of one is not a milligram of another."
            " So the product and its milligrams (mg) come first."
        )
    )
    lines = [_("{mg} mg of {name}").format(mg=_span(drug), name=_(drug.name)) for drug in _compared()]
    st.markdown(
        _("To add them up, they are turned into one product. {mg} mg of {name} is about the same as:").format(
            mg=f"{reference.EQUIVALENT_OF_MG:g}", name=_(reference.drugs()[COMPARED_WITH].name)
        )
        + "\n"
        + "\n".join(f"- {line}" for line in lines)
    )
    st.markdown(
        _(
            "This is an estimate, and it is marked as one. Sources differ, and in a joint or muscle it may not hold."
            " Doctors have not agreed on how much is much in a year, so these pages only count."
        )
    )


def _compared() -> list[reference.Drug]:
    """The other steroids of which a relation is published."""
    return [d for d in reference.drugs().values() if d.equivalent_mg_low and d.key != COMPARED_WITH]


def _span(drug: reference.Drug) -> str:
    low, high = drug.equivalent_mg_low, drug.equivalent_mg_high
    return f"{low:g}" if low == high else _("{low} to {high}").format(low=f"{low:g}", high=f"{high:g}")


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
                _("No dose to an unborn child. Tell the staff; a medical physicist can work it out."),
                _("No rules of insurers. They differ and they change; these pages show counts and dates."),
                _("No number of flights, bananas or chest X-rays. They sound clear and mislead."),
            )
        )
    )


def _say_what_bodies_say() -> None:
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


def _cited(position: Position) -> str:
    source = reference.sources()[position.source_id]
    who = plain(", ".join(filter(None, [_(position.body), position.year])))
    return f"**{who}**: {plain(_(position.sentence))} {plain(position.where)}. {address(source.url)}"


def _say_where_from() -> None:
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


shared.open_page(N_("About these numbers"), draw)
