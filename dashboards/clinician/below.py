"""What stands below the five cells: exams while pregnant, earlier images, the injections, skin, and the dose."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards.clinician.frame import View
from dashboards.clinician.skin_parts import no_level_reached, show_advice, show_region
from dashboards.clinician.tables import exam_table
from dashboards.frame.words import plain, sources
from tracker import wording
from tracker.history import exams as history
from tracker.history.course import Course, Injection
from tracker.history.pregnancy import PregnantExam, uterus_doses
from tracker.history.skin import skin_findings
from tracker.i18n import _, ngettext
from tracker.view import lines as exam_lines
from tracker.view import overview

ROWS_ON_A_PAGE = 8
MOST_IN_CHART = 24


def show_pregnant(view: View, found: Sequence[PregnantExam]) -> None:
    """Exams while pregnant, with the dose to the uterus, its range and where it comes from."""
    if not found:
        return
    st.header(_("Exams while pregnant, or possibly"), anchor=False)
    doses = uterus_doses(view.whole, found)
    lines = exam_lines.lines_of(view.whole, [exam.exam_id for exam in found])
    rows = [
        {
            _("Date"): exam.when,
            _("Exam"): plain(lines[exam.exam_id].name),
            _("Why it is listed"): plain(exam.reason),
            _("Uterus dose"): dose.words,
            _("Evidence"): wording.evidence(dose.evidence),
            _("Known from"): lines[exam.exam_id].origin,
        }
        for exam, dose in zip(found, doses, strict=True)
    ]
    view.table(pd.DataFrame(rows), _("Exams while pregnant, with the dose to the uterus"))
    with view.fold(_("How these doses were worked out"), compact=True):
        for exam, dose in zip(found, doses, strict=True):
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
    nothing = _("not recorded")
    return pd.DataFrame(
        {
            _("Date"): [one.when for one in shown],
            _("Injection"): [plain(exam_lines.injection_name(one)) for one in shown],
            _("Given"): [plain(one.drugs_text()) or nothing for one in shown],
            _("Response"): [plain(exam_lines.response_in_list(one)) for one in shown],
            _("Where"): [plain(one.facility) or nothing for one in shown],
            _("Known from"): [
                exam_lines.origin(from_report=one.from_report, entered_at=one.entered_at) for one in shown
            ],
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
        names = {"ct": _("CT"), "nuclear": _("Nuclear"), "long_fluoroscopy": _("Long fluoroscopy")}
        counts = history.recent_counts(whole.exams, whole.today)
        view.table(
            pd.DataFrame(
                {
                    _("Exams"): [names[c.key] for c in counts],
                    _("12 months"): [c.in_12_months() for c in counts],
                    _("5 years"): [c.in_5_years() for c in counts],
                }
            ),
            _("Exams of the last 12 months and 5 years"),
        )
        exams = wording.count(totals.exams, approximate=totals.approximate)
        st.markdown(_("{exams} in all, {n} with radiation.").format(exams=exams, n=totals.with_radiation))
        st.markdown(" &nbsp; ".join(item.replace(" ", "\u00a0") for item in overview.evidence(totals.counts)))
        st.markdown(overview.dose(totals))
        st.caption(wording.handout_dose_note())
