"""The one-minute view: five cells, then earlier images of the region, the injections, and the dose folded away."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards.clinician.frame import View, clinician_page, exam_table
from dashboards.clinician.skin_parts import no_level_reached, show_advice, show_region
from dashboards.frame.words import evidence_counts, plain, small, sources
from tracker import wording
from tracker.history import exams as history
from tracker.history.course import Course, Injection, course
from tracker.history.pregnancy import PregnantExam, exams_while_pregnant, uterus_doses
from tracker.history.skin import skin_findings
from tracker.history.steroids import SteroidYear
from tracker.i18n import N_, _, ngettext
from tracker.record import people
from tracker.view import health, lines, overview
from tracker.view import injections as words
from tracker.view import lines as exam_lines
from tracker.view.health import Safety
from tracker.view.lines import ExamLine
from tracker.view.response import response_text

ROWS_ON_A_PAGE = 8
MOST_IN_CHART = 24


def draw(view: View) -> None:
    """Draw the page."""
    whole = view.whole
    facts = people.facts(view.record, whole.patient.id)
    pregnant = exams_while_pregnant(whole, facts)
    injections = course(view.record, whole)
    with st.container(key="five_cells"):
        safety, steroid, sessions = st.columns(3, border=True)
        response, last = st.columns(2, border=True)
    with safety:
        show_safety(health.safety(facts, whole.patient.sex, whole.patient.birth_date, whole.today), len(pregnant))
    with steroid:
        show_steroid(injections)
    with sessions:
        show_sessions(injections)
    with response:
        show_response(injections)
    with last:
        heading(_("Last imaging"))
        region, region_name = _ask_region(view)
        imaging = overview.earlier_imaging(whole, region)
        show_last_imaging(next(iter(lines.lines(imaging.head(1))), None))
    show_pregnant(view, pregnant)
    show_imaging(view, imaging, region_name)
    show_injections(view, injections)
    show_skin(view)
    show_dose(view)


def _ask_region(view: View) -> tuple[str, str]:
    """The region of the visit and its name: where the newest injection was, until another one is chosen."""
    choices = {"": _("All regions"), **overview.region_choices()}
    view.form.settle("region", choices, overview.likely_region(view.whole))
    region = view.form.search("region", _("Region of this visit"), choices, filter_mode="contains")
    view.on_paper("region", _("Region of this visit: {region}").format(region=choices[region]))
    return region, choices[region]


def show_safety(safety: Safety, pregnant: int) -> None:
    """What a clinic must know before it does anything.

    Args:
        safety: the cell.
        pregnant: how many exams lie in a pregnancy, for certain or possibly.
    """
    heading(_("Safety"))
    lines = [_("**Exams while pregnant, or possibly: {n}** (see below)").format(n=pregnant)] if pregnant else []
    days = {flag.told_on for flag in safety.flags if flag.told_on}
    for flag in safety.flags:
        # The same day behind every answer would hide the answers.
        told = f" :small[{_('told {date}').format(date=flag.told_on)}]" if flag.told_on and len(days) > 1 else ""
        lines.append((f"**{plain(flag.text)}**" if flag.weighty else plain(flag.text)) + told)
    st.markdown("  \n".join([*lines, *([safety.no_reactions] if safety.no_reactions else [])]))
    rest = (
        (_("Patient says no: {list}."), safety.denied),
        (_("Patient does not know: {list}."), safety.unknown),
        (_("Not asked: {list}."), safety.not_asked),
    )
    said = [words.format(list=", ".join(names)) for words, names in rest if names]
    said += [_("Ask on the day: pregnancy.")] if safety.ask_pregnancy else []
    told_on = _("As the patient told it, {date}.").format(date=days.pop()) if len(days) == 1 else ""
    st.caption("  \n".join(filter(None, [*said, told_on or _("As the patient told it.")])))


def show_steroid(course: Course) -> None:
    """Days since the last steroid, what, how much and where; the 12 months by product."""
    heading(_("Last steroid"))
    last = course.last_steroid
    if last is None:
        st.markdown(_("None recorded."))
    else:
        st.markdown(f"**{words.since(last, course.today)}** · {last.when}")
        for one in course.last_steroids:
            drugs = ", ".join(wording.drug(given) for given in one.steroids)
            st.markdown(f"{plain(drugs)}, {plain(words.place_text(one) or one.name)}")
            st.caption(_origin(one))
    if later := words.unknown_since_text(course):
        st.caption(f"{later}.")
    _show_year(course.steroids)


def _show_year(year: SteroidYear) -> None:
    if not (year.products or words.unknown_steroids(year)):
        return
    products = [plain(words.product_text(product)) for product in year.products] or [_("none recorded")]
    st.markdown("  \n".join([_("**12 months**"), *products]))
    notes = [*words.unknown_steroids(year), words.no_agreed_total()]
    if estimate := words.equivalent_text(year):
        notes = [estimate, *notes, words.factor_caution()]
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
        sessions = wording.about(one.sessions, approximate=one.approximate)
        st.markdown(f"**{sessions}** {plain(one.name)}  \n:small[{' · '.join(one.dates)}]")
    if in_all := words.sessions_in_all(course):
        st.caption(wording.first_large(in_all))
    if n := course.sessions_uncertain:
        st.caption(_("{n} more may lie in these months: the date is not exact.").format(n=n))


def show_response(course: Course) -> None:
    """The best and the last treatment, each site of it, and test blocks apart from them."""
    heading(_("Response"))
    found = words.outcomes(course)
    if not found:
        st.markdown(_("None recorded."))
    for label, sites in found:
        st.markdown("  \n".join([f"{label}, {sites[0].when}", *map(_site, sites)]))
        st.caption("  \n".join(dict.fromkeys(map(_origin, sites))))


def _site(injection: Injection) -> str:
    name = wording.without_guidance(injection.name)
    place = wording.levels(injection.levels, injection.side)
    told = response_text(injection.response, best=False, missing=False) if injection.response else ""
    return f"**{plain(told) or wording.not_recorded()}**  \n{plain(', '.join(filter(None, [name, place])))}"


def show_last_imaging(newest: ExamLine | None) -> None:
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


def _origin(injection: Injection) -> str:
    return exam_lines.origin(injection.known_from, injection.entered_at)


def show_pregnant(view: View, exams: Sequence[PregnantExam]) -> None:
    """Exams while pregnant, with the dose to the uterus, its range and where it comes from."""
    if not exams:
        return
    st.header(_("Exams while pregnant, or possibly"), anchor=False)
    doses = uterus_doses(view.whole, exams)
    lines = exam_lines.lines_of(view.whole, [exam.exam_id for exam in exams])
    rows = [
        {
            _("Date"): exam.when,
            _("Exam"): plain(lines[exam.exam_id].name),
            _("Why it is listed"): health.why_pregnant(exam),
            _("Uterus dose"): health.uterus_dose(dose, exam),
            _("Evidence"): wording.evidence(dose.evidence),
            _("Known from"): lines[exam.exam_id].origin,
        }
        for exam, dose in zip(exams, doses, strict=True)
    ]
    view.table(pd.DataFrame(rows), _("Exams while pregnant, with the dose to the uterus"))
    with view.fold(_("How these doses were worked out"), compact=True):
        for exam, dose in zip(exams, doses, strict=True):
            why = plain(dose.derivation.sentence) + sources(dose.derivation.sources)
            st.markdown(f"{exam.when}, {plain(exam.clinical_name)}: {why}")


def show_imaging(view: View, exams: pd.DataFrame, region_name: str) -> None:
    """Earlier images of the region, newest first, and where they are."""
    st.header(_("Earlier images: {region}").format(region=region_name), anchor=False)
    if exams.empty:
        st.markdown(_("None recorded."))
        return
    view.long_table(
        f"images {region_name}",
        len(exams),
        lambda shown: exam_table(exam_lines.lines(exams.iloc[shown])),
        _("Earlier images, newest first"),
        ROWS_ON_A_PAGE,
    )


def show_injections(view: View, course: Course) -> None:
    """The course of the injections: the newest of them as a list, all of them as a chart."""
    if not course.injections:
        return
    from tracker.view.charts.course import injections_over_time

    st.header(_("Injections"), anchor=False)
    view.long_table(
        "injections",
        len(course.injections),
        lambda shown: _injection_table(course.injections[shown]),
        _("Injections, newest first"),
        ROWS_ON_A_PAGE,
    )
    if len(course.injections) > 1:
        # The list above has the same numbers.
        newest = replace(course, injections=course.injections[:MOST_IN_CHART])
        with st.container(key="narrow_chart"):
            view.picture(injections_over_time(newest, view.theme))
        if len(course.injections) > MOST_IN_CHART:
            st.caption(_("The chart shows the newest {n}.").format(n=MOST_IN_CHART))


def _injection_table(shown: Sequence[Injection]) -> pd.DataFrame:
    nothing = wording.not_recorded()
    return pd.DataFrame(
        {
            _("Date"): [one.when for one in shown],
            _("Injection"): [plain(exam_lines.injection_name(one)) for one in shown],
            _("Given"): [plain(words.drugs_text(one)) or nothing for one in shown],
            _("Response"): [plain(words.facts(one)["relief"]) or nothing for one in shown],
            _("Where"): [plain(one.facility) or nothing for one in shown],
            _("Known from"): [exam_lines.origin(one.known_from, one.entered_at) for one in shown],
        }
    )


def show_skin(view: View) -> None:
    """The skin windows of what reached a level for follow-up; else one quiet sentence."""
    found = skin_findings(view.record, view.whole)
    advice = found.advice
    missing = sum(entry.exams for entry in found.not_known)
    unknown = ngettext(
        "The skin dose of {n} exam with fluoroscopy is not known.",
        "The skin dose of {n} exams with fluoroscopy is not known.",
        missing,
    ).format(n=missing)
    if advice:
        reached = {one.exam_id for one in advice}
        history = found.history()
        show_advice(view, advice)
        affected = [r for r in history.regions if reached & {dose.exam_id for dose in r.doses}]
        for number, region in enumerate(affected):
            show_region(view, region, history, number)
        if missing:
            st.caption(unknown)
    elif overview.has_fluoroscopy(view.whole):
        st.caption(" ".join([no_level_reached(), *([unknown] if missing else [])]))


def show_dose(view: View) -> None:
    """The dose, folded: counts first, then the total with the share that is measured."""
    whole = view.whole
    with view.fold(_("Counts and dose")):
        totals = whole.totals
        counts = history.recent_counts(whole.exams, whole.today)
        view.table(
            pd.DataFrame(
                {
                    _("Exams"): [wording.first_large(wording.larger_exam(c.key)) for c in counts],
                    _("12 months"): [overview.in_period(c.months12, c.may_lie12) for c in counts],
                    _("5 years"): [overview.in_period(c.years5, c.may_lie5) for c in counts],
                }
            ),
            _("Exams of the last 12 months and 5 years"),
        )
        exams = wording.count(totals.exams, approximate=totals.approximate)
        radiation = _("{exams} in all, {n} with radiation.").format(exams=exams, n=totals.with_radiation)
        st.markdown(f"{radiation} {overview.radiation_not_known(totals)}")
        st.markdown(evidence_counts(overview.evidence(totals.counts)))
        st.markdown(overview.dose(totals))
        st.caption(wording.handout_dose_note())


clinician_page(N_("One-minute view"), draw)
