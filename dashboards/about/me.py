"""About me: who the record is about, what a clinic must know, and the other people in this record."""

from collections.abc import Callable

import streamlit as st
from sqlalchemy import Engine

from dashboards.about.health import ask_health, ask_reactions
from dashboards.frame import language, shared
from dashboards.frame.form import Form
from dashboards.frame.guard import guarded
from dashboards.frame.notice import tell
from dashboards.frame.unsaved import ask_line, save_button
from dashboards.frame.words import day, fields_as_shown, plain, sexes
from tracker import dates, reference
from tracker.errors import DateError
from tracker.i18n import N_, _, current
from tracker.record import forms, people
from tracker.record.changes import Saved
from tracker.record.models import Patient, PatientCreate

_FIELDS = ("name", "birth_date", "sex", "height_cm", "weight_kg", "country")


def draw(record: Engine, person: Patient) -> None:
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
    values = _ask_values(form, person, stored)
    if save_button(form, verb, differs=values != stored):
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


def _ask_values(form: Form, person: Patient | None, stored: dict[str, object]) -> dict[str, object]:
    values: dict[str, object] = {
        "name": ask_line(form, "name", _("Name"), str(stored["name"])),
        "birth_date": ask_line(
            form, "birth_date", _("Birth date"), str(stored["birth_date"]), _("For example: 12 May 1971")
        ),
    }
    choices = list(sexes())
    values["sex"] = st.selectbox(
        _("Sex"),
        choices,
        index=choices.index(str(stored["sex"])),
        format_func=sexes().__getitem__,
        key=form.key("sex"),
        filter_mode=None,
        persist_state="session",
    )
    height, weight = st.columns(2)
    with height:
        label = _("Height in cm, if you like")
        values["height_cm"] = _ask_measure(form, "height", label, person.height_cm if person else None)
    with weight:
        label = _("Weight in kg, if you like")
        values["weight_kg"] = _ask_measure(form, "weight", label, person.weight_kg if person else None)
    values["country"] = _ask_country(form, str(stored["country"]))
    return values


def _ask_measure(form: Form, name: str, label: str, stored: float | None) -> float | None:
    return st.number_input(label, value=stored, step=1.0, format="%.0f", key=form.key(name), persist_state="session")


def _ask_country(form: Form, stored: str) -> str:
    known = reference.backgrounds()
    keys = list(known)
    return st.selectbox(
        _("Country, for natural background radiation"),
        keys,
        index=keys.index(stored),
        format_func=lambda key: _(known[key].name),
        key=form.key("country"),
        persist_state="session",
    )


def _born(text: str) -> object:
    if not text.strip():
        return None
    found = dates.parse(text)
    if found.precision != "day":
        raise DateError(_("Please give the birth date with day, month and year, for example 12 May 1971."))
    return found.first


def _ask_people(record: Engine, person: Patient) -> None:
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
