"""The one-minute view: five cells, then earlier images of the region, the injections, and the dose folded away."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards.clinician.frame import View, clinician_page, exam_table
from dashboards.clinician.skin_parts import show_skin, show_skin_line
from dashboards.frame.words import evidence_counts, plain, small, sources
from tracker import wording
from tracker.history import exams as history
from tracker.history.course import Course, Injection, course
from tracker.history.pregnancy import PregnantExam, exams_while_pregnant, uterus_doses
from tracker.history.skin import skin_findings
from tracker.history.steroids import SteroidYear
from tracker.i18n import N_, _
from tracker.record import people
from tracker.view import health, lines, overview
from tracker.view import injections as words
from tracker.view import lines as exam_lines
from tracker.view.health import Safety
from tracker.view.lines import ExamLine
from tracker.view.response import half_until, response_brief

ROWS_ON_A_PAGE = 8
ROWS_ON_PAPER = 6
MOST_IN_CHART = 24


def draw(view: View) -> None:
    """Draw the page."""
    whole = view.whole
    facts = people.facts(view.record, whole.patient.id)
    pregnant = exams_while_pregnant(whole, facts)
    injections = course(view.record, whole)
    found = skin_findings(view.record, whole)
    show_skin_line(view, found)
    with st.container(key="five_cells"):
        safety, steroid, sessions = st.columns(3, border=True)
        response, last = st.columns([2, 1], border=True)
    with safety:
        show_safety(health.safety(facts, whole.patient.sex, whole.patient.birth_date, whole.today), len(pregnant))
    with steroid:
        show_steroid(view, injections)
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
    show_skin(view, found)
    show_dose(view)


def _ask_region(view: View) -> tuple[str, str]:
    """The region of the visit and its name: where the newest injection was, until another one is chosen."""
    choices = {"": _("All regions"), **overview.region_choices()}
    view.form.settle("region", choices, overview.likely_region(view.whole))
    words = _("Region of this visit")
    region = view.form.search("region", words, choices, filter_mode="contains", label_visibility="collapsed")
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
    st.caption(" ".join([*said, told_on or _("As the patient told it.")]))


def show_steroid(view: View, course: Course) -> None:
    """Days since the last steroid, what, how much and where; the 12 months by product, what they mean behind a link."""
    heading(_("Last steroid"))
    last = course.last_steroid
    told = [_("None recorded.")] if last is None else [f"**{words.since(last, course.today)}** · {last.when}"]
    for one in course.last_steroids if last else ():
        drugs = ", ".join(wording.drug(given) for given in one.steroids)
        told.append(f"{_mark(one)} {plain(drugs)}, {plain(words.place_text(one) or one.name)}")
    if later := words.unknown_since_text(course):
        told.append(f":small[{plain(later)}.]")
    year = course.steroids
    if year.products or words.unknown_steroids(year):
        products = [plain(words.product_text(product)) for product in year.products] or [_("none recorded")]
        told += [_("**12 months**"), *products]
    st.markdown("  \n".join(told))
    _show_year(view, year)


def _show_year(view: View, year: SteroidYear) -> None:
    """What the milligrams of 12 months equal, with its factors, sources and what is not in it."""
    notes = words.unknown_steroids(year)
    if not (year.products or notes):
        return
    notes.append(words.no_agreed_total())
    if estimate := words.equivalent_text(year):
        notes = [estimate, *notes, words.factor_caution()]
    # Paper has no link to open.
    with st.container() if view.printing else st.popover(_("What this adds up to"), type="tertiary"):
        said = " ".join(f"{plain(wording.first_large(note)).rstrip('.')}." for note in notes)
        st.markdown(small(said + sources(year.sources)))


def show_sessions(course: Course) -> None:
    """Sessions by region and kind in 12 months with their dates; counts, and no verdict."""
    heading(_("Sessions, 12 months"))
    told = [
        f"**{wording.about(one.sessions, approximate=one.approximate)}** {plain(one.name)}  \n"
        f":small[{' · '.join(one.dates)}]"
        for one in overview.sessions(course)
    ]
    st.markdown("  \n".join(told) or _("None recorded with a date in these months."))
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
        return
    parts = [_outcome(label, sites) for label, sites in found if not sites[0].test_block]
    tests = [line for label, sites in found if sites[0].test_block for line in _outcome(label, sites)]
    parts += [tests] if tests else []
    for column, part in zip(st.columns(len(parts)), parts, strict=True):
        column.markdown("  \n".join(part))


def _outcome(label: str, sites: Sequence[Injection]) -> list[str]:
    return [f":small[{label}, {sites[0].when}]", *map(_site, sites)]


def _site(injection: Injection) -> str:
    name = wording.without_guidance(exam_lines.IN_BRACKETS.sub("", injection.name))
    place = wording.levels(injection.levels, injection.side)
    told = response_brief(injection.response) if injection.response else ""
    where = plain(", ".join(filter(None, [name, place])))
    return f"**{plain(told) or wording.not_recorded()}**  \n{_mark(injection)} {where}"


def show_last_imaging(newest: ExamLine | None) -> None:
    """The last images of the region of the visit, and where they are."""
    if newest is None:
        st.markdown(_("None recorded."))
        return
    where = plain(newest.images_at) or _("not recorded where")
    told = [f"**{newest.when}** · {newest.mark} {plain(newest.name)}", _("Images: **{place}**").format(place=where)]
    if newest.facility:
        told.append(f":small[{_('Done at {place}').format(place=plain(newest.facility))}]")
    st.markdown("  \n".join(told))


def heading(words: str) -> None:
    """What a cell is about."""
    st.header(words, anchor=False)


def _mark(injection: Injection) -> str:
    return wording.KNOWN_FROM[injection.known_from]


def show_pregnant(view: View, exams: Sequence[PregnantExam]) -> None:
    """Exams while pregnant, with the dose to the uterus, its range and where it comes from."""
    if not exams:
        return
    st.header(_("Exams while pregnant, or possibly"), anchor=False)
    doses = uterus_doses(view.whole, exams)
    lines = exam_lines.lines_of(view.whole, [exam.exam_id for exam in exams])
    rows = [
        {
            _("Date"): plain(exam.when),
            _("Exam"): f"{lines[exam.exam_id].mark} {plain(lines[exam.exam_id].name)}",
            _("Why it is listed"): health.why_pregnant(exam),
            _("Uterus dose"): health.uterus_dose(dose, exam),
            _("Evidence"): wording.evidence(dose.evidence),
        }
        for exam, dose in zip(exams, doses, strict=True)
    ]
    view.table(pd.DataFrame(rows), _("Exams while pregnant, with the dose to the uterus"))
    with view.fold(_("How these doses were worked out"), compact=True):
        for exam, dose in zip(exams, doses, strict=True):
            why = plain(dose.derivation.sentence) + sources(dose.derivation.sources)
            st.markdown(f"{plain(exam.when)}, {plain(exam.clinical_name)}: {why}")


def show_imaging(view: View, exams: pd.DataFrame, region_name: str) -> None:
    """Earlier images of the region, newest first, and where they are."""
    st.header(_("Earlier images: {region}").format(region=region_name), anchor=False)
    if exams.empty:
        st.markdown(_("None recorded."))
        return
    _newest(
        view,
        f"images {region_name}",
        len(exams),
        lambda shown: exam_table(exam_lines.lines(exams.iloc[shown])),
        _("Earlier images, newest first"),
    )


def _newest(view: View, name: str, count: int, rows: Callable[[slice], pd.DataFrame], alt: str, note: str = "") -> None:
    """A long table with a note; on paper only what stands on one sheet with the rest."""
    more = count - ROWS_ON_PAPER if view.printing else 0
    if more > 0:
        view.table(rows(slice(ROWS_ON_PAPER)), alt)
        note = " ".join(filter(None, [_("{n} older ones stand under “Exams”.").format(n=more), note]))
    else:
        view.long_table(name, count, rows, alt, ROWS_ON_A_PAGE)
    if note:
        st.caption(note)


def show_injections(view: View, course: Course) -> None:
    """The course of the injections: the newest of them as a list, all of them as a chart."""
    if not course.injections:
        return
    from tracker.view.charts.course import injections_over_time

    st.header(_("Injections"), anchor=False)
    logged = any(one.response and one.response.from_log for one in course.injections)
    _newest(
        view,
        "injections",
        len(course.injections),
        lambda shown: _injection_table(course.injections[shown]),
        _("Injections, newest first"),
        half_until() if logged else "",
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
            _("Date"): [plain(one.when) for one in shown],
            _("Injection"): [f"{_mark(one)} {plain(exam_lines.injection_name(one))}" for one in shown],
            _("Given"): [plain(words.drugs_text(one)) or nothing for one in shown],
            _("Response"): [plain(response_brief(one.response)) if one.response else nothing for one in shown],
            _("Where"): [plain(one.facility) or nothing for one in shown],
        }
    )


def show_dose(view: View) -> None:
    """The dose, folded: counts first, then the total with the share that is measured."""
    whole = view.whole
    with view.fold(_("Counts and dose")):
        totals = whole.totals
        counts = history.recent_counts(whole.exams, whole.today)
        names = [wording.first_large(wording.larger_exam(c.key)) for c in counts]
        spans = {
            _("12 months"): [overview.in_period(c.months12, c.may_lie12) for c in counts],
            _("5 years"): [overview.in_period(c.years5, c.may_lie5) for c in counts],
        }
        told = [
            f"**{span}:** {' · '.join(f'{name} {n}' for name, n in zip(names, numbers, strict=True))}"
            for span, numbers in spans.items()
        ]
        exams = wording.count(totals.exams, approximate=totals.approximate)
        radiation = _("{exams} in all, {n} with radiation.").format(
            exams=wording.first_large(exams), n=totals.with_radiation
        )
        known = evidence_counts(overview.evidence(totals.counts))
        told += [f"{radiation} {overview.radiation_not_known(totals)}", known, overview.dose(totals)]
        st.markdown("  \n".join(told))
        st.caption(wording.handout_dose_note())


clinician_page(N_("One-minute view"), draw)
