"""At a desk that allows nothing, nothing is read and nothing is written; a role is a table of what it may."""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from tests.record.test_ledger import an_exam
from tracker.errors import NotAllowed, NotFound
from tracker.record import archive, backup, details, frames, ledger, people, plans, sample, trace
from tracker.record.desk import (
    ACTIONS,
    ADD,
    BACK_UP,
    DELETE,
    EDIT,
    EVERYBODY,
    IMPORT,
    READ,
    REMOVE,
    RESTORE,
    UNDO,
    Desk,
)
from tracker.record.models import PatientCreate
from tracker.record.procedures import PlannedExamCreate

MODULES = (archive, backup, details, frames, ledger, people, plans, sample, trace)
MARIA = PatientCreate(name="Maria Example")
PLAN = PlannedExamCreate(kind_key="ct_chest")
Act = Callable[[Desk, "Known"], object]


class Known:
    """A record with one person, one exam, one plan, and their ids."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.patient = people.add(desk, MARIA).entity_id
        saved = ledger.add_exam(desk, self.patient, an_exam())
        self.exam, self.batch = saved.entity_id, saved.batch_id
        self.plan = plans.add(desk, self.patient, PLAN).entity_id
        self.file = folder / "copy.db"
        self.dumped = archive.dump(desk)


# Every function of the record that takes a desk -> the action it asks for, and how it is called.
ACTS: Mapping[str, tuple[str, Act]] = {
    "archive.dump": (BACK_UP, lambda d, k: archive.dump(d, k.patient)),
    "archive.restore": (RESTORE, lambda d, k: archive.restore(d, k.dumped)),
    "backup.back_up": (BACK_UP, lambda d, k: backup.back_up(d, k.file)),
    "backup.restore": (RESTORE, lambda d, k: backup.restore(k.file, d)),
    "frames.exams": (READ, lambda d, k: frames.exams(d, k.patient)),
    "frames.frame_of": (READ, lambda d, k: frames.frame_of(d, "SELECT 1", {}, ["n"], k.patient)),
    "frames.measurements": (READ, lambda d, k: frames.measurements(d, pd.Series([k.exam]), k.patient)),
    "frames.person": (READ, lambda d, k: frames.person(d, k.patient)),
    "frames.portions": (READ, lambda d, k: list(frames.portions(d))),
    "frames.rows": (READ, lambda d, k: frames.rows(d, "SELECT 1", {}, k.patient)),
    "details.injected": (READ, lambda d, k: details.injected(d, k.patient)),
    "ledger.accept_import": (IMPORT, lambda d, k: ledger.accept_import(d, k.patient, [an_exam()])),
    "ledger.reports_by_exam": (READ, lambda d, k: ledger.reports_by_exam(d, k.patient)),
    "ledger.add_exam": (ADD, lambda d, k: ledger.add_exam(d, k.patient, an_exam())),
    "ledger.delete_exam": (DELETE, lambda d, k: ledger.delete_exam(d, k.exam)),
    "ledger.edit_exam": (EDIT, lambda d, k: ledger.edit_exam(d, k.exam, an_exam())),
    "trace.actions": (READ, lambda d, k: trace.actions(d, k.patient, 9)),
    "trace.edits": (READ, lambda d, k: trace.edits(d, k.exam)),
    "ledger.exam": (READ, lambda d, k: ledger.exam(d, k.exam)),
    "ledger.known_values": (READ, lambda d, k: ledger.known_values(d, k.patient, "facility")),
    "ledger.same_day": (READ, lambda d, k: ledger.same_day(d, k.patient, an_exam())),
    "ledger.source_reports": (READ, lambda d, k: ledger.source_reports(d, k.exam)),
    "ledger.undo": (UNDO, lambda d, k: ledger.undo(d, k.batch)),
    "ledger.pain_log": (READ, lambda d, k: ledger.pain_log(d, k.exam)),
    "ledger.save_pain_log": (EDIT, lambda d, k: ledger.save_pain_log(d, k.exam, [])),
    "people.add": (ADD, lambda d, _k: people.add(d, MARIA)),
    "people.delete": (DELETE, lambda d, k: people.delete(d, k.patient)),
    "people.edit": (EDIT, lambda d, k: people.edit(d, k.patient, MARIA)),
    "people.facts": (READ, lambda d, k: people.facts(d, k.patient)),
    "people.patient": (READ, lambda d, k: people.patient(d, k.patient)),
    "people.save_facts": (EDIT, lambda d, k: people.save_facts(d, k.patient, [], [])),
    "plans.add": (ADD, lambda d, k: plans.add(d, k.patient, PLAN)),
    "plans.done": (ADD, lambda d, k: plans.done(d, k.plan, an_exam())),
    "plans.edit": (EDIT, lambda d, k: plans.edit(d, k.plan, PLAN)),
    "plans.plans": (READ, lambda d, k: plans.plans(d, k.patient)),
    "plans.remove": (DELETE, lambda d, k: plans.remove(d, k.plan)),
    "details.drugs": (READ, lambda d, k: details.drugs(d, k.patient)),
    "details.events": (READ, lambda d, k: details.events(d, k.patient)),
    "details.injections": (READ, lambda d, k: details.injections(d, k.patient)),
    "details.pain": (READ, lambda d, k: details.pain(d, k.patient)),
    "details.reports": (READ, lambda d, k: details.reports(d, k.patient)),
    "sample.load": (ADD, lambda d, _k: sample.load(d)),
    "sample.own_exams": (READ, lambda d, _k: sample.own_exams(d)),
    "sample.remove": (REMOVE, lambda d, _k: sample.remove(d)),
}
# These refuse nobody: a list without those who may not be read, and the id of the invented person.
LISTS = {"frames.people", "people.patients", "sample.loaded"}


def everything_in(desk: Desk) -> object:
    """The record as it stands, without the moment it was read."""
    return archive.dump(desk)["tables"]


def test_every_function_that_takes_a_desk_is_in_the_table() -> None:
    found = {
        f"{module.__name__.removeprefix('tracker.record.')}.{name}"
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if "desk" in inspect.signature(function).parameters
    }
    assert found == set(ACTS) | LISTS


@pytest.mark.parametrize("name", ACTS)
def test_a_desk_that_allows_nothing(file_desk: Desk, tmp_path: Path, name: str) -> None:
    known = Known(file_desk, tmp_path)
    before = everything_in(file_desk)
    closed = Desk(file_desk.engine, may=lambda _action, _patient: False)
    _action, act = ACTS[name]
    # Whoever may not be read is as if they were not there.
    with pytest.raises(NotFound if name == "frames.person" else NotAllowed):
        act(closed, known)
    assert everything_in(file_desk) == before
    assert not known.file.exists()


@pytest.mark.parametrize("name", [name for name in ACTS if name != "frames.person"])
def test_only_the_action_it_needs_is_asked_for(file_desk: Desk, tmp_path: Path, name: str) -> None:
    known = Known(file_desk, tmp_path)
    asked: list[tuple[str, str]] = []

    def may(action: str, patient_id: str) -> bool:
        asked.append((action, patient_id))
        return action == READ

    action, act = ACTS[name]
    desk = Desk(file_desk.engine, may=may)
    if action == READ:
        act(desk, known)
    else:
        with pytest.raises(NotAllowed):
            act(desk, known)
    assert action in {action for action, _patient in asked}
    assert {action for action, _patient in asked} <= {READ, action}
    assert {patient for _action, patient in asked} - {EVERYBODY, known.patient} == set() or action == ADD


def test_a_list_leaves_out_whoever_may_not_be_read(desk: Desk) -> None:
    mine, _other = (people.add(desk, PatientCreate(name=name)).entity_id for name in ("Maria", "Juan"))
    narrow = Desk(desk.engine, may=lambda action, patient: action == READ and patient == mine)
    assert [p.id for p in people.patients(narrow)] == [mine]
    assert [p.id for p in frames.people(narrow)] == [mine]


def test_who_acts_is_kept_with_every_change(desk: Desk, patient_id: str) -> None:
    saved = ledger.add_exam(desk.acting_as("dr_example"), patient_id, an_exam())
    ledger.edit_exam(desk, saved.entity_id, an_exam(notes="mine"))
    assert [edit.actor for edit in trace.edits(desk, saved.entity_id)] == ["patient", "dr_example"]


def test_on_ones_own_computer_every_action_there_is_is_allowed(desk: Desk) -> None:
    assert all(desk.may(action, EVERYBODY) for action in ACTIONS)
    assert not desk.may("guess", EVERYBODY)
