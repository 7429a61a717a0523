"""Appointment page: choose what goes on it, look at it, save it as a PDF to print."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.exam.picker import regions
from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded
from dashboards.frame.words import day, plain
from dashboards.visit.planned_list import PLAN_ON_PAGE, appointment_form
from tracker import clock, wording
from tracker.history import course, summary
from tracker.history.course import Course
from tracker.history.plan import PlanOutlook, outlook
from tracker.history.summary import Summary
from tracker.i18n import N_, _, current, language, languages, name_of
from tracker.record import checks, people, plans
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.record.procedures import PlannedExam
from tracker.view import overview
from tracker.view.handout.page import MOST_QUESTIONS, file_name
from tracker.view.lines import exam_name, patient_name
from tracker.view.plan import questions

if TYPE_CHECKING:
    from tracker.view.handout.handout import Handout, HandoutOptions

_LARGE_PX = 1000
_LARGE_LOOKS = """<style>
[class*="st-key-large_page_"] {overflow-x: auto}
[class*="st-key-large_page_"] * {max-width: none !important}
[class*="st-key-large_page_"] [data-testid="stElementToolbar"] {left: 0; right: auto}
</style>"""
_NEWEST = 8
_OFF_AT_FIRST = ("pain_log", "full_list")
_OF_INJECTIONS = ("include_steroids", "include_injections")
_OFFERED = "offered_plan"
_NONE = ""


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    st.write(_("One page for your doctor: your exams, where the images are, and what a clinic must know."))
    found = summary.summarise(record, person.id)
    plan = choose_plan(record, person, found)
    injections = course.course(record, found)
    options = _ask(appointment_form(person), record, found, injections, plan)
    with st.spinner(_("Making the page")):
        handout = _make(record, person, found, options, injections)
    for text in handout.unprintable:
        st.warning(
            _("No font on this computer has all letters of “{text}”. The page shows the rest.").format(
                text=plain(text)
            ),
            icon=":material/font_download:",
        )
    st.download_button(
        _("Save the page as PDF"),
        handout.pdf,
        file_name=file_name(person.name, clock.today()),
        mime="application/pdf",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )
    _show(handout)


def _make(record: Desk, person: Patient, summary: Summary, options: "HandoutOptions", injections: Course) -> "Handout":
    from tracker.view.handout import handout

    if options.language != current():
        return _in_another_language(record, person, options)
    return handout.of_summary(record, summary, injections, options)


def _in_another_language(record: Desk, person: Patient, options: "HandoutOptions") -> "Handout":
    """The page in a language that is not on the screen: everything on it is made anew, the offered questions too."""
    from tracker.view.handout import handout

    plan, shown = chosen_plan(record, person), questions_on_offer(options.plan)
    with language(options.language):
        known = outlook(summary.summarise(record, person.id), plan, people.facts(record, person.id)) if plan else None
        said = dict(zip(shown, questions_on_offer(known), strict=True))
        questions = tuple(said.get(question, question) for question in options.questions)
        return handout.of_record(record, person.id, replace(options, questions=questions), plan)


def _ask_region(form: Form, likely: str) -> str:
    form.suggest("region", likely)
    return form.search(
        "region", _("Which part of the body is the visit about?"), {"": _("No special part"), **regions()}
    )


def _ask_language(form: Form) -> str:
    form.suggest("language", current())
    code = form.menu("language", _("Language of the page"), languages(), name_of)
    if code != current():
        st.caption(_("Choose the one your clinic reads. What you typed yourself stays as you typed it."))
    return code


def _ask(form: Form, record: Desk, summary: Summary, injections: Course, plan: PlanOutlook | None) -> "HandoutOptions":
    from tracker.view.handout.handout import HandoutOptions

    region = _ask_region(form, plan.region if plan and plan.region_known else overview.likely_region(summary))
    left, right = st.columns(2)
    periods = {0: _("All years"), 1: _("Last year"), 5: _("Last 5 years"), 10: _("Last 10 years")}
    with left:
        years = form.search("years", _("Which years?"), periods)
    with right:
        paper = form.search("paper", _("Paper"), {"a4": _("A4"), "us-letter": _("US Letter")})
    left, right = st.columns(2)
    with left:
        code = _ask_language(form)
    with right:
        number = _ask_number(form, record, summary.patient.id)
    questions = _ask_questions(form, plan)
    return HandoutOptions(
        language=code,
        number=number,
        region=region,
        period_years=years or None,
        questions=questions,
        paper=paper,
        plan=plan,
        **_ask_parts(form, injections),
    )


def _ask_number(form: Form, record: Desk, person_id: str) -> str:
    """The number is printed as it is typed; only the button writes it down."""
    known = checks.patient_number(record, person_id)
    form.suggest("number", known)
    typed = form.line("number", _("My patient number at this clinic, if I have one"), live=True).strip()
    if typed != known and form.press("keep_number", _("Remember this number"), ":material/bookmark_add:"):
        with guarded():
            tell(person_id, _("The patient number was changed."), checks.keep_patient_number(record, person_id, typed))
            st.rerun()
    return typed


def _ask_questions(form: Form, plan: PlanOutlook | None) -> tuple[str, ...]:
    if plan:
        offer_questions(form, plan)
    return tuple(
        form.several(
            "questions",
            _("My questions, up to three. You can type your own."),
            questions_on_offer(plan),
            max_selections=MOST_QUESTIONS,
            accept_new_options=True,
            select_all=False,
            placeholder=_("Choose or type"),
        )
    )


def _show(handout: "Handout") -> None:
    from tracker.view.handout.handout import preview

    st.header(_("Preview"), anchor=False)
    st.caption(wording.do_not_skip())
    st.html(_LARGE_LOOKS)
    pages = preview(handout)
    tabs = st.tabs([_("Page {number}").format(number=number) for number in range(1, len(pages) + 1)])
    for number, (tab, picture) in enumerate(zip(tabs, pages, strict=True), 1):
        words = _("Page {number} of {all}. The PDF holds the same as text.").format(number=number, all=len(pages))
        with tab, st.container(border=True):
            st.image(picture, caption=words, alt=words, width="stretch")
            with st.expander(_("Open large"), icon=":material/zoom_in:", type="compact"):
                _show_large(number, picture)


def _show_large(number: int, picture: bytes) -> None:
    """The page in its own size; a narrow window is scrolled sideways, so that every word can be read."""
    with st.container(key=f"large_page_{number}"):
        st.image(picture, alt=_("Page {number}, large").format(number=number), width=_LARGE_PX)


def _ask_parts(form: Form, course: Course) -> dict[str, Any]:
    """Draw the boxes; returns the choices by the names of `HandoutOptions`."""
    with st.expander(_("What to print"), icon=":material/checklist:"):
        shown = {n: label for n, label in _parts().items() if course.injections or n not in _OF_INJECTIONS}
        for name in shown:
            form.begin(name, name not in _OFF_AT_FIRST)
        ticked: dict[str, Any] = {n: form.tick(n, label) for n, label in shown.items()}
        if ticked["pain_log"] and course.injections:
            ticked["pain_log_exam"] = _ask_injection(form, course)
    return ticked


def _parts() -> dict[str, str]:
    return {
        "include_safety": _("What a clinic must know (allergies, blood thinner and so on)"),
        "include_steroids": _("My last steroid (cortisone) and those of 12 months"),
        "include_injections": _("My injections"),
        "include_other": _("How many CT and other larger exams"),
        "include_dose": _("One line about the dose"),
        "include_today": _("Boxes to tick on the day"),
        "back": _("The back: what does not go onto the front, other exams and sources"),
        "card": _("A card for my wallet, to cut out"),
        "full_list": _("All my exams with every number, charts and sources, on more pages"),
        "pain_log": _("A page to write down the pain after a test injection (test-block log)"),
    }


def _ask_injection(form: Form, course: Course) -> str:
    newest = {one.exam_id: f"{one.when}, {patient_name(one)}" for one in course.injections[:_NEWEST]}
    form.settle("pain_log_exam", newest, "")
    choices = {"": _("The next one: leave it empty"), **newest}
    return form.search("pain_log_exam", _("Which injection is the log for?"), choices)


def choose_plan(record: Desk, person: Patient, whole: Summary) -> PlanOutlook | None:
    """Draw the choice, where anything is planned; the soonest that is still to come is chosen at first."""
    found = {plan.id: plan for plan in plans.plans(record, person.id)}
    form = appointment_form(person)
    if not found:
        form.put(PLAN_ON_PAGE, None)
        return None
    choices = {key: _plan_title(plan) for key, plan in found.items()} | {_NONE: _("None of these")}
    soonest = plans.soonest(found.values(), clock.today())
    form.settle(PLAN_ON_PAGE, choices, soonest.id if soonest else _NONE)
    chosen = form.search(PLAN_ON_PAGE, _("Which planned exam is the visit about?"), choices)
    if chosen != form.get(_OFFERED):
        # The part of the body follows the plan, whatever was chosen for the last one.
        form.put("region", None)
        form.put(_OFFERED, chosen)
    return outlook(whole, found[chosen], people.facts(record, person.id)) if chosen else None


def chosen_plan(record: Desk, person: Patient) -> PlannedExam | None:
    """The planned exam that was chosen, as it is in the record; None where none was."""
    return next((p for p in plans.plans(record, person.id) if p.id == appointment_form(person).get(PLAN_ON_PAGE)), None)


def questions_on_offer(plan: PlanOutlook | None) -> list[str]:
    """The questions to choose from: those that fit the plan, and those that fit every exam."""
    every = [
        *(questions(plan) if plan else ()),
        _("How much radiation will this exam use?"),
        _("Is there an earlier image you can use?"),
        _("Is ultrasound or MRI an option?"),
    ]
    return list(dict.fromkeys(every))


def offer_questions(form: Form, plan: PlanOutlook) -> None:
    """One button for each question of the plan that is not taken over yet, while there is room for it."""
    taken = form.get("questions") or []
    left = [question for question in questions(plan) if question not in taken]
    if not left or len(taken) >= MOST_QUESTIONS:
        return
    st.caption(_("Questions that fit this exam. Tap one to add it:"))
    with st.container(horizontal=True, gap="xsmall", key="plan_questions"):
        for question in left:
            more = ("questions", [*taken, question])
            form.press(f"ask {question}", question, ":material/add:", on_click=form.put, args=more, wrap=True)


def _plan_title(plan: PlannedExam) -> str:
    name = exam_name(wording.kind(plan.kind_key, plan.own_words), wording.side(plan.side))
    return ", ".join(filter(None, [name, day(plan.planned_on)]))


shared.page(N_("Appointment page"), draw)
