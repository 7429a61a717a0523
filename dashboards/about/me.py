"""About me: who the record is about, what a clinic must know, and the other people in this record."""

from collections.abc import Callable

import streamlit as st

from dashboards.about.health import ask_health, ask_reactions
from dashboards.frame import language, shared
from dashboards.frame.form import Form
from dashboards.frame.guard import guarded
from dashboards.frame.notice import tell
from dashboards.frame.words import day, fields_as_shown, plain, sexes
from tracker import dates, reference
from tracker.errors import DateError
from tracker.i18n import N_, _, current
from tracker.record import forms, people
from tracker.record.changes import Saved
from tracker.record.desk import Desk
from tracker.record.models import Patient, PatientCreate

_FIELDS = ("name", "birth_date", "sex", "height_cm", "weight_kg", "country")


def draw(record: Desk, person: Patient) -> None:
    """Draw the page."""
    stored = tuple(str(getattr(person, name)) for name in _FIELDS)
    form = Form(f"me/{person.id}/{hash((*stored, current()))}")  # a date stands in it in words
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
                language=person.language if person else language.chosen(),
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


shared.page(N_("About me"), draw, adds=True)
