"""The planned exams, soonest first: what can be said of each, what can be done with it, and taking it off once done."""

import streamlit as st

from dashboards.exam.form import fill
from dashboards.frame import shared
from dashboards.frame.form import Form, clear_notice
from dashboards.frame.shared import tell
from dashboards.frame.words import day, plain, sources
from tracker import clock, wording
from tracker.history.plan import EarlierExam, PlanOutlook, as_exam, outlook
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record import ledger, plans
from tracker.record.changes import Saved
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, Patient
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExam, PlannedExamBase
from tracker.view import plan as plan_words
from tracker.view.lines import exam_name

# In the form of an exam that was planned.
_PLAN = "plan"
PLAN_ON_PAGE = "plan"  # which one the appointment page is about
_TAKE_OFF = "plan taken off"


def show_plans(record: Desk, person: Patient, planned: list[PlannedExam], whole: Summary, facts: Facts) -> None:
    """Draw the list."""
    for plan in planned:
        with st.container(border=True, key=f"plan_{plan.id}"):
            is_open = _opened(person) == plan.id
            _show_head(person, plan, is_open=is_open)
            passed = plan.planned_on is not None and plan.planned_on < clock.today()
            if passed:
                st.markdown(_("**This day has passed. Was it done?**"))
            if passed or is_open:
                _show_buttons(record, person, plan, passed=passed)
            if is_open:
                show_outlook(outlook(whole, plan, facts))


def appointment_form(person: Patient) -> Form:
    """The widgets of the appointment page."""
    return Form(f"appointment/{person.id}")


def open_plan(person: Patient, plan_id: str) -> None:
    """Show what can be said about this plan on the next run."""
    st.session_state[shared.key(person, "open plan")] = plan_id


def plan_being_edited(person: Patient) -> str:
    """The plan whose form is open for this person; "" if none is."""
    return str(st.session_state.get(shared.key(person, "editing plan"), ""))


def edit_plan(person: Patient, plan_id: str) -> None:
    """Open the form of a plan on the next run; "" closes it."""
    st.session_state[shared.key(person, "editing plan")] = plan_id


def name_of(plan: PlannedExamBase) -> str:
    """What is planned, with the side, made plain for the page."""
    return plain(exam_name(wording.kind(plan.kind_key, plan.own_words), wording.side(plan.side)))


def _opened(person: Patient) -> str:
    return str(st.session_state.get(shared.key(person, "open plan"), ""))


def _show_head(person: Patient, plan: PlannedExam, *, is_open: bool) -> None:
    if st.button(
        f"**{name_of(plan)}**",
        key=f"open_plan/{plan.id}",
        type="tertiary",
        icon=":material/expand_less:" if is_open else ":material/expand_more:",
        wrap=True,
    ):
        open_plan(person, "" if is_open else plan.id)
        st.rerun()
    when = plain(day(plan.planned_on)) or _("no day yet")
    st.caption(" · ".join(filter(None, [when, plain(plan.facility), plain(plan.reason)])))


def _show_buttons(record: Desk, person: Patient, plan: PlannedExam, *, passed: bool) -> None:
    """What can be done with a plan; of one whose day has passed, what answers the question."""
    with st.container(horizontal=True):
        done = _("Yes: add it to my history") if passed else _("It was done: add it")
        if st.button(done, key=f"done_plan/{plan.id}", icon=":material/event_available:"):
            clear_notice()
            add_to_history(person, plan)
        if not passed and st.button(_("Appointment page"), key=f"print_plan/{plan.id}", icon=":material/print:"):
            appointment_form(person).put(PLAN_ON_PAGE, plan.id)
            st.switch_page("visit/appointment.py")
        change = _("Not yet: new day") if passed else _("Change")
        if st.button(change, key=f"edit_plan/{plan.id}", icon=":material/edit:"):
            clear_notice()
            edit_plan(person, plan.id)
            st.rerun()
        drop = _("No: take it off") if passed else _("Take it off")
        if st.button(drop, key=f"drop_plan/{plan.id}", icon=":material/event_busy:"):
            words = _("Taken off your planned exams: **{name}**.").format(name=name_of(plan))
            tell(person.id, words, plans.remove(record, plan.id))
            st.rerun()


def show_outlook(outlook: PlanOutlook) -> None:
    """Draw it: the images first, because they may save an exam; the dose after them, without a verdict."""
    _show_images(outlook)
    _show_dose(outlook)
    if outlook.alternatives:
        _heading(_("Other ways"), ":material/alt_route:")
        st.markdown(plan_words.others_intro())
        st.markdown(_points([_(kind.plain_name) for kind in outlook.alternatives]))
    _heading(_("Questions to ask"), ":material/help:")
    st.markdown(_points(list(plan_words.questions(outlook))))
    _heading(_("Tell the staff"), ":material/record_voice_over:")
    st.markdown(_points(plan_words.staff(outlook)))
    st.caption(_("You can change this under “About me”."))


def _heading(words: str, icon: str) -> None:
    st.markdown(f"**{icon} {words}**")


def _points(lines: list[str]) -> str:
    return "\n".join(f"- {plain(line)}" for line in lines)


def _show_images(outlook: PlanOutlook) -> None:
    _heading(_("Earlier images of this part, last 24 months"), ":material/photo_library:")
    listed = "\n".join(_image(exam) for exam in outlook.earlier if not exam.injection)
    st.markdown(listed or plan_words.no_earlier(outlook))
    for line in plan_words.beside_images(outlook):
        st.caption(plain(line))


def _image(exam: EarlierExam) -> str:
    return f"- {plain(plan_words.exam_words(exam))}  \n  :small[{plain(plan_words.exam_places(exam))}]"


def _show_dose(outlook: PlanOutlook) -> None:
    preview = outlook.preview
    _heading(_("Radiation"), ":material/radio_button_checked:")
    st.markdown(f"**{plan_words.usual(outlook)}** &nbsp; {wording.evidence(preview.evidence)}")
    # Not a caption: its links are too pale to read.
    made = plain(preview.derivation.sentence) + sources(preview.derivation.sources)
    st.markdown(_("How it was worked out: ") + made)
    lines = [plan_words.background(outlook), *plan_words.own_exams(outlook)]
    st.markdown(_points([line for line in lines if line]))
    if preview.typical:
        st.caption(wording.effective_dose_note())
    st.info(f"{plan_words.benefit()} {wording.do_not_skip()}", icon=":material/favorite:")


def add_to_history(person: Patient, plan: PlannedExam) -> None:
    """Open "Add an exam" with what the plan says; the day is the planned one, unless that is still to come."""
    form = Form(f"add/{person.id}/{shared.turn(person, 'turn')}")
    form.forget()
    today = clock.today()
    fill(form, as_exam(plan, min(plan.planned_on or today, today)))
    form.put(_PLAN, plan.id)
    st.switch_page("exam/add.py")


def ask_about_plan(form: Form, record: Desk, person: Patient) -> None:
    """Above the form of an exam that was planned: whether saving it takes the plan off the list."""
    plan = _plan(form, record, person)
    if plan is None:
        return
    form.begin(_TAKE_OFF, True)
    st.info(
        _("You planned this: **{name}**. Please look at the day, and add what you know now.").format(
            name=plain(wording.kind(plan.kind_key, plan.own_words))
        ),
        icon=":material/event_available:",
    )
    form.tick(_TAKE_OFF, _("Take it off my planned exams when I save"))


def save_exam(form: Form, record: Desk, person: Patient, exam: ExamCreate) -> Saved:
    """Write the exam, and where it was planned take the plan off the list; one Undo takes both back."""
    plan = _plan(form, record, person)
    if plan is None or not form.get(_TAKE_OFF):
        return ledger.add_exam(record, person.id, exam)
    return plans.done(record, plan.id, exam)


def _plan(form: Form, record: Desk, person: Patient) -> PlannedExam | None:
    wanted = form.get(_PLAN)
    return next((p for p in plans.plans(record, person.id) if p.id == wanted), None) if wanted else None
