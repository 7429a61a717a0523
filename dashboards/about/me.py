"""About me: who the record is about, and what a clinic must know."""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded
from dashboards.frame.words import answers, day, fields_as_shown, plain, sexes
from tracker import clock, dates, reference, wording
from tracker.errors import DateError
from tracker.history.pregnancy import facts_today, may_be_pregnant
from tracker.i18n import N_, _, current
from tracker.record import forms, people
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

Given: TypeAlias = dict[str, tuple[str, str, str]]  # topic -> answer, details, due date
CM_IN_AN_INCH, KG_IN_A_POUND = 2.54, 0.45359237
_NO_REACTION = (SUBSTANCE_GROUPS[0], "", "", SEVERITIES[0], None)


def draw(record: Desk, person: Patient) -> None:
    """Draw the page: everything on it is stored by the one button under it."""
    facts = people.facts(record, person.id)
    known = _stored(person)
    held = [known, *(r.model_dump_json() for r in facts.reactions), *sorted(map(repr, facts.health.items()))]
    form = Form(f"me/{person.id}/{hash((current(), repr(held)))}")  # a date stands in it in words
    values = _ask_values(form, known)
    st.header(_("What a clinic must know"), anchor=False)
    st.write(_("This goes on the page for your appointment. Leave open what you do not know."))
    reaction = ask_reactions(form, record, person, facts)
    answers_before, given = ask_health(form, person, facts)
    if form.save_button(_("Save"), differs=(values, reaction, given) != (known, _NO_REACTION, answers_before)):
        with guarded(), fields_as_shown():
            _store(record, person, facts, _made(person, values), reaction, given)
            form.forget()
            st.rerun()
    _ask_to_take_out(record, person)


def _store(
    record: Desk, person: Patient, facts: Facts, made: PatientCreate, reaction: tuple[object, ...], given: Given
) -> None:
    reactions = [_again(one) for one in facts.reactions]
    if reaction != _NO_REACTION:
        names = ("substance_group", "substance", "reaction", "severity", "year")
        reactions.append(forms.checked(ReactionCreate, **dict(zip(names, reaction, strict=True))))
    health = [_fact(topic, *answer) for topic, answer in given.items() if answer[0]]
    tell(person.id, _("Saved."), people.save_facts(record, person.id, reactions, health, made))


def _made(person: Patient, values: Mapping[str, object]) -> PatientCreate:
    born = shared.birth_date(str(values["birth_date"]))
    return forms.checked(PatientCreate, **{**values, "birth_date": born}, language=person.language)


def _stored(person: Patient) -> dict[str, object]:
    """What the fields hold before anything is changed."""
    return {
        "name": person.name,
        "birth_date": day(person.birth_date),
        "sex": person.sex,
        "height_cm": person.height_cm,
        "weight_kg": person.weight_kg,
        "country": person.country if person.country in reference.backgrounds() else "world",
        "ct_set": person.ct_set,
    }


def _ask_values(form: Form, stored: dict[str, object]) -> dict[str, object]:
    example = _("For example: 12 May 1971")
    left, right = st.columns(2)
    with left:
        name = form.line("name", _("Name"), value=stored["name"], live=True)
        sex = form.menu("sex", _("Sex"), sexes(), index=list(sexes()).index(str(stored["sex"])))
    with right:
        born = form.line("birth_date", _("Birth date"), example, value=stored["birth_date"], live=True)
        countries = {key: _(known.name) for key, known in reference.backgrounds().items()}
        countries["world"] = _("Another country (world mean)")
        place = list(countries).index(str(stored["country"]))
        country = form.search("country", _("Country, for natural background radiation"), countries, index=place)
    height, weight = _ask_body(form, stored)
    sets = wording.ct_sets()
    place = list(sets).index(str(stored["ct_set"]))
    ct_set = form.menu("ct_set", _("How CT doses are worked out"), sets, index=place)
    given = {"name": name, "birth_date": born, "sex": sex, "height_cm": height, "weight_kg": weight}
    return given | {"country": country, "ct_set": ct_set}


def _ask_body(form: Form, stored: dict[str, object]) -> tuple[object, object]:
    """Height and weight in cm and kg, asked in the units a person thinks in; what is not changed stays as stored."""
    systems = {"metric": _("cm and kg"), "us": _("feet and pounds")}
    place = 1 if stored["country"] == "us" else 0
    system = form.radio("units", _("Height and weight in"), systems, index=place, horizontal=True)
    height, weight = st.columns(2)
    if system == "metric":
        with height:
            cm = form.amount("height", _("Height in cm, if you like"), 1.0, value=stored["height_cm"], format="%.0f")
        with weight:
            kg = form.amount("weight", _("Weight in kg, if you like"), 1.0, value=stored["weight_kg"], format="%.0f")
        return cm, kg
    feet, inches, pounds = _in_feet(stored)
    with height:
        one, other = st.columns(2)
        with one:
            ft = form.amount("feet", _("Height: feet"), 1, value=feet, format="%d")
        with other:
            inch = form.amount("inches", _("and inches"), 1, value=inches, format="%d")
    with weight:
        lb = form.amount("pounds", _("Weight in pounds, if you like"), 1.0, value=pounds, format="%.0f")
    cm = None if ft is None and inch is None else round(((ft or 0) * 12 + (inch or 0)) * CM_IN_AN_INCH, 1)
    kg = None if lb is None else round(lb * KG_IN_A_POUND, 1)
    same_height, same_weight = (ft, inch) == (feet, inches), lb == pounds
    return stored["height_cm"] if same_height else cm, stored["weight_kg"] if same_weight else kg


def _in_feet(stored: dict[str, object]) -> tuple[int | None, int | None, float | None]:
    """Feet, inches and pounds of what is stored, to the nearest whole one."""
    cm, kg = stored["height_cm"], stored["weight_kg"]
    inches = round(float(str(cm)) / CM_IN_AN_INCH) if cm is not None else None
    pounds = round(float(str(kg)) / KG_IN_A_POUND) if kg is not None else None
    feet, rest = divmod(inches, 12) if inches is not None else (None, None)
    return feet, rest, None if pounds is None else float(pounds)


def _ask_to_take_out(record: Desk, person: Patient) -> None:
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


def _topics(child: str) -> dict[str, tuple[str, str]]:
    """The question and the hint of each topic.

    Args:
        child: whose record it is where that is a child, who is not asked but asked about; else "".
    """
    hints = {
        "blood_thinner": _("Which one, and how much"),
        "diabetes": _("Which type, which treatment"),
        "metformin": _("How much"),
        "kidney_disease": _("What you were told"),
        "implant": _("Which one, where, since when"),
        "stimulator": _("Which one, where, since when"),
        "osteoporosis": _("What you were told"),
        "menopause": _("Since when"),
    }
    asked = _of_a_child() if child else _of_you()
    return {topic: (words.format(name=child), hints[topic]) for topic, words in asked.items()}


def _of_you() -> dict[str, str]:
    return {
        "blood_thinner": _("Do you take a blood thinner?"),
        "diabetes": _("Do you have diabetes?"),
        "metformin": _("Do you take metformin?"),
        "kidney_disease": _("Do you have kidney disease?"),
        "implant": _("Do you have an implant?"),
        "stimulator": _("Do you have a stimulator or a pacemaker?"),
        "osteoporosis": _("Do you have osteoporosis?"),
        "menopause": _("Are you past the menopause?"),
    }


def _of_a_child() -> dict[str, str]:
    return {
        "blood_thinner": _("Does {name} take a blood thinner?"),
        "diabetes": _("Does {name} have diabetes?"),
        "metformin": _("Does {name} take metformin?"),
        "kidney_disease": _("Does {name} have kidney disease?"),
        "implant": _("Does {name} have an implant?"),
        "stimulator": _("Does {name} have a stimulator or a pacemaker?"),
        "osteoporosis": _("Does {name} have osteoporosis?"),
    }


def ask_reactions(form: Form, record: Desk, person: Patient, facts: Facts) -> tuple[object, ...]:
    """The list of reactions, each with a way to take it out, and the fields of one more."""
    st.subheader(_("Reactions"), anchor=False)
    if not facts.reactions:
        st.write(_("None recorded."))
    for reaction in facts.reactions:
        words, button = st.columns([5, 2], vertical_alignment="center")
        words.markdown(_reaction_words(reaction))
        if button.button(_("Take out"), key=f"drop reaction/{reaction.id}", help=_reaction_words(reaction)):
            left = [_again(one) for one in facts.reactions if one.id != reaction.id]
            tell(person.id, _("Saved."), people.save_facts(record, person.id, left, []))
            st.rerun()
    with st.expander(_("Add a reaction"), icon=":material/add:"):
        return _ask_reaction(form)


def _reaction_words(reaction: Reaction) -> str:
    what = ", ".join(filter(None, [_substances()[reaction.substance_group], plain(reaction.substance)]))
    extra = [_severities()[reaction.severity].lower()] if reaction.severity != "unknown" else []
    if reaction.year:
        extra.append(str(reaction.year))
    return f"**{what}**: {plain(reaction.reaction)}" + (f" ({', '.join(extra)})" if extra else "")


def _ask_reaction(form: Form) -> tuple[object, ...]:
    group = form.menu("group", _("To what?"), SUBSTANCE_GROUPS, _substances().__getitem__)
    substance = form.line("substance", _("Its name, if you know"), live=True)
    happened = form.line("reaction", _("What happened?"), _("For example: hives, swollen face"), live=True)
    st.caption(_("Feeling warm or sick once during a scan is common. It is not an allergy."))
    severity = form.menu("severity", _("How bad was it?"), SEVERITIES, _severities().__getitem__)
    year = form.amount("year", _("Year, if you know"), 1, format="%d")
    return (group, substance, happened, severity, year)


def ask_health(form: Form, person: Patient, facts: Facts) -> tuple[Given, Given]:
    """One question per topic, answered yes, no or not known; what was never answered stays "not answered".

    Returns:
        The answers as stored and as given.
    """
    st.subheader(_("Health"), anchor=False)
    child = people.is_child(person.birth_date, clock.today())
    topics = _topics(plain(person.name) if child else "")
    mine = [topic for topic in topics if topic not in NOT_FOR_MALES or person.sex != "male"]
    half = -(-len(mine) // 2)
    given: dict[str, tuple[str, str, str]] = {}
    for column, some in zip(st.columns(2, gap="medium"), (mine[:half], mine[half:]), strict=True):
        with column:
            given |= {topic: _ask_topic(form, topic, *topics[topic], facts) for topic in some}
    if pregnant := _ask_pregnancy(form, person, facts):
        given["pregnancy"] = pregnant
    return {topic: _stored_answer(topic, facts) for topic in given}, given


def _stored_answer(topic: str, facts: Facts) -> tuple[str, str, str]:
    """Answer, detail and due date as the fields show them before anything is changed."""
    known = facts.health.get(topic)
    due = known.due_date if known and topic == "pregnancy" else None
    return (known.answer, known.detail, day(due)) if known else ("", "", "")


def _ask_topic(form: Form, topic: str, question: str, hint: str, facts: Facts) -> tuple[str, str, str]:
    stored_answer, stored_detail, _due = _stored_answer(topic, facts)
    options = [a for a in answers() if a or not stored_answer]
    place = options.index(stored_answer)
    answer = form.radio(topic, question, options, answers().__getitem__, index=place, horizontal=True)
    if answer != "yes" and not stored_detail:
        return answer, "", ""
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


shared.page(N_("About me"), draw, adds=True)
