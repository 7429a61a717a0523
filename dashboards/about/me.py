"""About me: who the record is about, what a clinic must know, and the other people in this record."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.shared import tell
from dashboards.frame.who import chosen_language, guarded
from dashboards.frame.words import answers, day, fields_as_shown, plain, sexes
from tracker import clock, dates, reference, wording
from tracker.errors import DateError
from tracker.history.pregnancy import facts_today, may_be_pregnant
from tracker.i18n import N_, _, current
from tracker.record import forms, people
from tracker.record.changes import Saved
from tracker.record.desk import Desk
from tracker.record.forms import NOT_FOR_MALES
from tracker.record.models import (
    SEVERITIES,
    SUBSTANCE_GROUPS,
    HealthFactCreate,
    Patient,
    PatientCreate,
    Reaction,
    ReactionCreate,
)
from tracker.record.people import Facts


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    stored = person.model_dump_json(include=set(PatientCreate.model_fields) - {"language"})
    form = Form(f"me/{person.id}/{hash((stored, current()))}")  # a date stands in it in words
    _ask_person(form, person, lambda p: people.edit(record, person.id, p), _("Save"))
    st.header(_("What a clinic must know"), anchor=False)
    st.write(_("This goes on the page for your appointment. Leave open what you do not know."))
    ask_reactions(record, person)
    ask_health(record, person)
    st.header(_("People in this record"), anchor=False)
    _ask_people(record, person)


def _ask_person(form: Form, person: Patient | None, save: Callable[[PatientCreate], Saved], verb: str) -> None:
    stored = _stored(person)
    values = _ask_values(form, stored)
    if form.save_button(verb, differs=values != stored):
        with guarded(), fields_as_shown():
            made = forms.checked(
                PatientCreate,
                **{**values, "birth_date": _born(str(values["birth_date"]))},
                language=person.language if person else chosen_language(),
            )
            saved = save(made)
            form.forget()
            shared.choose(saved.entity_id)
            tell(saved.entity_id, _("Saved."), saved)
            st.rerun()


def _stored(person: Patient | None) -> dict[str, object]:
    """What the fields hold before anything is changed."""
    country = person.country if person and person.country in reference.backgrounds() else "world"
    return {
        "name": person.name if person else "",
        "birth_date": day(person.birth_date) if person else "",
        "sex": person.sex if person else "",
        "height_cm": person.height_cm if person else None,
        "weight_kg": person.weight_kg if person else None,
        "country": country,
        "ct_set": person.ct_set if person else "",
    }


def _ask_values(form: Form, stored: dict[str, object]) -> dict[str, object]:
    example = _("For example: 12 May 1971")
    values: dict[str, object] = {
        "name": form.line("name", _("Name"), value=stored["name"], live=True),
        "birth_date": form.line("birth_date", _("Birth date"), example, value=stored["birth_date"], live=True),
        "sex": form.menu("sex", _("Sex"), sexes(), index=list(sexes()).index(str(stored["sex"]))),
    }
    height, weight = st.columns(2)
    with height:
        label = _("Height in cm, if you like")
        values["height_cm"] = form.amount("height", label, 1.0, value=stored["height_cm"], format="%.0f")
    with weight:
        label = _("Weight in kg, if you like")
        values["weight_kg"] = form.amount("weight", label, 1.0, value=stored["weight_kg"], format="%.0f")
    countries = {key: _(known.name) for key, known in reference.backgrounds().items()}
    place = list(countries).index(str(stored["country"]))
    values["country"] = form.search("country", _("Country, for natural background radiation"), countries, index=place)
    sets = wording.ct_sets()
    place = list(sets).index(str(stored["ct_set"]))
    values["ct_set"] = form.menu("ct_set", _("How CT doses are worked out"), sets, index=place)
    return values


def _born(text: str) -> object:
    if not text.strip():
        return None
    found = dates.parse(text)
    if found.precision != "day":
        raise DateError(_("Please give the birth date with day, month and year, for example 12 May 1971."))
    return found.first


def _ask_people(record: Desk, person: Patient) -> None:
    st.write(_("You can keep records for several people here, for example for a parent or a child."))
    with st.expander(_("Add another person"), icon=":material/person_add:"):
        count = len(people.patients(record))
        _ask_person(Form(f"new person/{count}"), None, lambda p: people.add(record, p), _("Add this person"))
    with st.expander(_("Take a person out of this record"), icon=":material/person_remove:"):
        st.write(
            _("This takes out {name} with all exams. You can undo it right after.").format(name=plain(person.name))
        )
        if st.button(_("Take out {name}").format(name=plain(person.name)), key=shared.key(person, "delete_person")):
            with guarded():
                tell("", _("One person was taken out of the record."), people.delete(record, person.id))
                st.rerun()


def _substances() -> dict[str, str]:
    return {
        "contrast_medium": _("Contrast medium (dye for a scan)"),
        "iodine": _("Iodine"),
        "latex": _("Latex"),
        "medicine": _("A medicine"),
        "other": _("Something else"),
    }


def _severities() -> dict[str, str]:
    return {"unknown": _("Not sure"), "mild": _("Mild"), "moderate": _("Moderate"), "severe": _("Severe")}


def _topics() -> dict[str, tuple[str, str]]:
    return {
        "blood_thinner": (_("Do you take a blood thinner?"), _("Which one, and how much")),
        "diabetes": (_("Do you have diabetes?"), _("Which type, which treatment")),
        "metformin": (_("Do you take metformin?"), _("How much")),
        "kidney_disease": (_("Do you have kidney disease?"), _("What you were told")),
        "implant": (_("Do you have an implant?"), _("Which one, where, since when")),
        "stimulator": (_("Do you have a stimulator or a pacemaker?"), _("Which one, where, since when")),
        "osteoporosis": (_("Do you have osteoporosis?"), _("What you were told")),
        "menopause": (_("Are you past the menopause?"), _("Since when")),
    }


def ask_reactions(record: Desk, person: Patient) -> None:
    """The list of reactions, each with a way to take it out, and a form for one more."""
    facts = people.facts(record, person.id)
    st.subheader(_("Reactions"), anchor=False)
    if not facts.reactions:
        st.write(_("None recorded."))
    for reaction in facts.reactions:
        words, button = st.columns([5, 2], vertical_alignment="center")
        words.markdown(_reaction_words(reaction))
        if button.button(_("Take out"), key=f"drop reaction/{reaction.id}", help=_reaction_words(reaction)):
            _save(record, person, [_again(r) for r in facts.reactions if r.id != reaction.id], [])
    with st.expander(_("Add a reaction"), icon=":material/add:"):
        _ask_reaction(record, person, facts)


def _reaction_words(reaction: Reaction) -> str:
    what = ", ".join(filter(None, [_substances()[reaction.substance_group], plain(reaction.substance)]))
    extra = [_severities()[reaction.severity].lower()] if reaction.severity != "unknown" else []
    if reaction.year:
        extra.append(str(reaction.year))
    return f"**{what}**: {plain(reaction.reaction)}" + (f" ({', '.join(extra)})" if extra else "")


def _ask_reaction(record: Desk, person: Patient, facts: Facts) -> None:
    form = Form(f"reaction/{person.id}/{len(facts.reactions)}")
    group = form.menu("group", _("To what?"), SUBSTANCE_GROUPS, _substances().__getitem__)
    substance = form.line("substance", _("Its name, if you know"), live=True)
    happened = form.line("reaction", _("What happened?"), _("For example: hives, swollen face"), live=True)
    st.caption(_("Feeling warm or sick once during a scan is common. It is not an allergy."))
    severity = form.menu("severity", _("How bad was it?"), SEVERITIES, _severities().__getitem__)
    year = form.amount("year", _("Year, if you know"), 1, format="%d")
    given = (group, substance, happened, severity, year)
    if form.save_button(_("Add this reaction"), differs=given != (SUBSTANCE_GROUPS[0], "", "", SEVERITIES[0], None)):
        with guarded(), fields_as_shown():
            made = forms.checked(
                ReactionCreate,
                substance_group=group,
                substance=substance,
                reaction=happened,
                severity=severity,
                year=year,
            )
            _save(record, person, [*map(_again, facts.reactions), made], [], form)


def ask_health(record: Desk, person: Patient) -> None:
    """One question per topic, answered yes, no or not known; what was never answered stays "not answered"."""
    facts = people.facts(record, person.id)
    stored = {topic: (f.answer, f.detail, f.due_date) for topic, f in facts.health.items()}
    form = Form(f"health/{person.id}/{hash((current(), *sorted(stored.items(), key=str)))}")
    st.subheader(_("Health"), anchor=False)
    topics = [t for t in _topics() if t not in NOT_FOR_MALES or person.sex != "male"]
    given = {topic: _ask_topic(form, topic, facts) for topic in topics}
    if pregnant := _ask_pregnancy(form, person, facts):
        given["pregnancy"] = pregnant
    before = {topic: _stored_answer(topic, facts) for topic in given}
    if form.save_button(_("Save these answers"), differs=given != before):
        with guarded(), fields_as_shown():
            made = [_fact(topic, *answer) for topic, answer in given.items() if answer[0]]
            _save(record, person, [_again(r) for r in facts.reactions], made, form)


def _stored_answer(topic: str, facts: Facts) -> tuple[str, str, str]:
    """Answer, detail and due date as the fields show them before anything is changed."""
    known = facts.health.get(topic)
    due = known.due_date if known and topic == "pregnancy" else None
    return (known.answer, known.detail, day(due)) if known else ("", "", "")


def _ask_topic(form: Form, topic: str, facts: Facts) -> tuple[str, str, str]:
    question, hint = _topics()[topic]
    stored_answer, stored_detail, _due = _stored_answer(topic, facts)
    options = [a for a in answers() if a or not stored_answer]
    place = options.index(stored_answer)
    answer = form.radio(topic, question, options, answers().__getitem__, index=place, horizontal=True)
    label = _("{question} Details").format(question=question)
    beside = {"live": True, "label_visibility": "collapsed"}
    detail = form.line(f"{topic} detail", label, hint, value=stored_detail, **beside)
    return answer, detail, ""


def _ask_pregnancy(form: Form, person: Patient, facts: Facts) -> tuple[str, str, str] | None:
    """The due date, if there is one; whether somebody is pregnant is asked on the day. None where it is not asked."""
    today = clock.today()
    _answer, detail, stored = _stored_answer("pregnancy", facts)
    held = "pregnancy" in facts_today(facts, today).health
    if not (held or may_be_pregnant(person.sex, person.birth_date, facts, today)):
        return None
    label, example = _("Due date, if you are pregnant"), _("For example: 3 Sep 2027")
    due = form.line("due", label, example, value=stored, live=True)
    if stored and not held:
        st.caption(_("This pregnancy is over. Its date stays here for the exams of that time."))
    else:
        st.caption(_("Without a date, nothing is kept: you are asked on the day. A date is shown until 14 days after."))
    return ("yes" if due.strip() else "no" if stored else "", detail, due)


def _fact(topic: str, answer: str, detail: str, due: str) -> HealthFactCreate:
    return forms.checked(HealthFactCreate, topic=topic, answer=answer, detail=detail, due_date=_due_date(due))


def _due_date(text: str) -> date | None:
    if not text.strip():
        return None
    found = dates.parse(text, ahead=1)  # "27" can be next year
    if found.precision != "day":
        raise DateError(_("Please give the due date with day, month and year, for example 3 Sep 2027."))
    return found.first


def _again(reaction: Reaction) -> ReactionCreate:
    return ReactionCreate.model_validate(reaction.model_dump(include=set(ReactionCreate.model_fields)))


def _save(
    record: Desk,
    person: Patient,
    reactions: list[ReactionCreate],
    health: list[HealthFactCreate],
    form: Form | None = None,
) -> None:
    saved = people.save_facts(record, person.id, reactions, health)
    if form:
        form.forget()
    tell(person.id, _("Saved."), saved)
    st.rerun()


shared.page(N_("About me"), draw, adds=True)
