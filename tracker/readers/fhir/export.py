"""FHIR exports (a Bundle, NDJSON, one resource; R4 and what is near it) as drafts of exams and people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from tracker.errors import Reason
from tracker.readers.dicom.values import Problems
from tracker.readers.draft import ExamDraft, PersonDraft, Problem, ReadResult, Unused
from tracker.readers.fhir import people as fhir_people
from tracker.readers.fhir.clues import Clue
from tracker.readers.fhir.doses import composition, dose_clue, is_dose
from tracker.readers.fhir.exams import Machine, Surroundings, draft, machine
from tracker.readers.fhir.json import (
    Damage,
    Resource,
    When,
    documents,
    fields,
    ref_key,
    resources,
    text,
    when,
    with_contained,
)
from tracker.readers.fhir.match import Group, match
from tracker.readers.fhir.people import Person
from tracker.readers.fhir.resources import imaging_study, observed_exam, procedure, report, worth_reading

_MOST_UNUSED = 200  # lines about what is no exam, per file
_PLACES = frozenset({"Organization", "Location"})
_LOOKED_UP = _PLACES | {"Patient", "Encounter", "ImagingStudy", "Procedure", "DiagnosticReport", "Device"}
_TAKEN = _LOOKED_UP | {"Observation", "AllergyIntolerance", "Condition", "Composition"}


def read_fhir_bytes(name: str, data: bytes, today: date) -> ReadResult:
    """The exams and people of one FHIR file. Never raises on content; what cannot be used is told.

    Args:
        name: what to call the file.
        data: the file; UTF-8, UTF-16 and Latin-1 are understood.
        today: the day it is read.
    """
    export = FhirExport(name, today)
    first = export.add(name, data)
    whole = export.result()
    return ReadResult(
        name, whole.exams, (*first.problems, *whole.problems), whole.people, (*first.unused, *whole.unused)
    )


class FhirExport:
    """One export in one or many files: resources are added file by file, and matched once all are there.

    Only what is said about exams and people is kept, so an export of any size fits into memory. Files of one export
    belong into one object, since a procedure, its study and its report often come in three files.
    """

    def __init__(self, name: str, today: date) -> None:
        """Start an empty export.

        Args:
            name: what to call the export where no single file is meant.
            today: the day it is read; what lies later was not done yet.
        """
        self.name, self.today = name, today
        self._clues: list[Clue] = []
        self._people: dict[str, Person] = {}
        self._aliases: dict[str, str] = {}
        self._visits: dict[str, tuple[object, object]] = {}
        self._places: dict[str, str] = {}
        self._machines: dict[str, Machine] = {}
        self._problems = Problems(name)
        self._told_people: set[str] = set()
        self._owner: Person | None = None

    def assume(self, owner: Person) -> None:
        """Say whose export it is: birth date and sex of everybody in it whose own are not told."""
        self._owner = owner

    def add(self, name: str, data: bytes) -> ReadResult:
        """Read one file; its exams come with `result`.

        Returns:
            The problems of this file alone, and the file as unused where nothing in it is about an exam or a person.
        """
        damage, found, of_use = Damage(), 0, False
        for document in documents(data, damage):
            for kind, content, address in resources(document):
                found += 1
                if kind in _TAKEN and (kind != "Observation" or worth_reading(content)):
                    for resource in with_contained(kind, content, address):
                        of_use = self._take(resource, name) or of_use
        problems = _damaged(name, damage, found)
        if of_use:
            return ReadResult(name, problems=problems)
        reason = "not_readable" if damage.places and not found else "no_exam"
        return ReadResult(name, problems=problems, unused=(Unused(name, reason),))

    def _take(self, resource: Resource, file: str) -> bool:
        """Keep what one resource says; whether it says anything about an exam or a person."""
        kind = resource.kind
        if kind in _LOOKED_UP:
            self._alias(resource)
        if kind == "Observation":
            return self._take_observation(resource, file)
        if kind in ("Patient", "AllergyIntolerance", "Condition"):
            return self._take_person(resource, file)
        clue: Clue | None = None
        if kind == "ImagingStudy":
            clue = imaging_study(resource, file)
        elif kind == "Procedure":
            clue = procedure(resource, file)
        elif kind == "DiagnosticReport":
            clue = report(resource, file)
        elif kind == "Composition":
            clue = composition(resource, file)
        elif resource.keys and kind == "Encounter":
            self._visits[resource.keys[0]] = (resource.get("period", "actualPeriod"), resource.get("serviceProvider"))
        elif resource.keys and kind in _PLACES:
            self._places[resource.keys[0]] = resource.text("name")
        elif resource.keys and kind == "Device":
            self._machines[resource.keys[0]] = machine(resource)
        return self._keep(clue)

    def _alias(self, resource: Resource) -> None:
        for key in resource.keys[1:]:
            self._aliases[key] = resource.keys[0]

    def _keep(self, clue: Clue | None) -> bool:
        if clue:
            if clue.when.ahead(self.today):
                clue.done = clue.done or "planned"
            self._clues.append(clue)
        return clue is not None

    def _take_observation(self, resource: Resource, file: str) -> bool:
        if is_dose(resource):
            self._alias(resource)
            return self._keep(dose_clue(resource, file, self._problems))
        if fhir_people.is_pregnancy(resource):
            fhir_people.observation(resource, self._person(resource))
            self._told_people.add(file)
            return True
        return self._keep(observed_exam(resource, file))

    def _take_person(self, resource: Resource, file: str) -> bool:
        if resource.kind == "Condition" and not fhir_people.is_pregnancy(resource):
            return False
        if resource.kind == "Patient":
            key = resource.keys[0] if resource.keys else ""
            fhir_people.patient(resource, self._people.setdefault(key, Person()), self.today)
        elif resource.kind == "Condition":
            fhir_people.condition(resource, self._person(resource))
        else:
            fhir_people.allergy(resource, self._person(resource))
        self._told_people.add(file)
        return True

    def _person(self, resource: Resource) -> Person:
        return self._people.setdefault(next(iter(resource.refs("subject", "patient")), ""), Person())

    def result(self) -> ReadResult:
        """The exams and people of everything added so far, and what was no exam."""
        matched = match(self._clues, self._canonical)
        people = self._merged_people()
        shared = _shared_uids(matched.groups)
        around = Surroundings(self._canonical, people, self._visit, self._machines, shared, self.today)
        exams = sorted((draft(group, around, self._problems) for group in matched.groups), key=_by_day)
        for clue in matched.loose:
            self._tell_loose(clue)
        told = _drafts(people, self.today)
        used = {clue.file for group in matched.groups for clue in group.clues} | (self._told_people if told else set())
        unused = [*_unused(matched.unused, used)]
        left = {clue.file for clue in self._clues} | self._told_people
        left -= used | {one.file for one in unused}
        unused += [Unused(file, "no_exam") for file in sorted(left)]
        return ReadResult(self.name, tuple(exams), self._problems.all(), told, tuple(unused))

    def _canonical(self, key: str) -> str:
        return self._aliases.get(key, key)

    def _merged_people(self) -> dict[str, Person]:
        """People by canonical key; what is said of nobody in particular belongs to the only patient there is."""
        merged: dict[str, Person] = {}
        for key, person in self._people.items():
            merged.setdefault(self._canonical(key), Person()).absorb(person)
        patients = [person for person in merged.values() if person.is_patient]
        if len(patients) == 1:
            patients[0].absorb(merged.get("", Person()))
            merged[""] = patients[0]
        if self._owner:
            # Every clinic calls the owner by a number of its own.
            for subject in {self._canonical(clue.subject) for clue in self._clues} | merged.keys():
                merged.setdefault(subject, Person()).absorb(self._owner)
        return merged

    def _visit(self, encounter: str) -> tuple[When, str]:
        """When and where an encounter was."""
        period, provider = self._visits.get(self._canonical(encounter), (None, None))
        place = text(fields(provider).get("display"))
        named = text(fields(provider).get("reference"))
        return when(period), place or (self._places.get(self._canonical(ref_key(named, "")), "") if named else "")

    def _tell_loose(self, clue: Clue) -> None:
        told = [row.reported for row in clue.doses.stated] + list(clue.doses.sentences)
        day = clue.when.first.isoformat() if clue.when.first else Reason("unknown_day")
        self._problems.add(self.name, Reason.of("dose_of_no_exam", day=day, text="; ".join(told)[:200]))


def _by_day(exam: ExamDraft) -> date:
    return exam.exam_date or date.max


def _shared_uids(groups: Iterable[Group]) -> frozenset[str]:
    """Study UIDs that stand at several exams, which happens in made-up data only, and so identify none of them."""
    counted = Counter(uid for group in groups for uid in {uid for clue in group.clues for uid in clue.study_uids})
    return frozenset(uid for uid, count in counted.items() if count > 1)


def _drafts(people: dict[str, Person], today: date) -> tuple[PersonDraft, ...]:
    drafts = [(person.draft(today), person.is_patient) for person in people.values()]
    return tuple(dict.fromkeys(told for told, is_patient in drafts if is_patient or told != PersonDraft()))


def _unused(clues: Sequence[Clue], used: set[str]) -> Iterable[Unused]:
    """What is no exam: the file where it holds nothing else, else what it says, each once with how often it occurs."""
    counted: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for clue in clues:
        said = clue.words[0] if clue.words else clue.source
        without = clue.modalities == {"OT"} and not clue.done
        state = f" ({clue.done})" if clue.done else ""
        counted[clue.file][(said + state, "not_ionising" if without else "no_exam")] += 1
    for file, lines in counted.items():
        if file not in used:
            yield Unused(file, next(iter(lines))[1])
        if file in used or len(lines) > 1:
            for (said, reason), times in lines.most_common(_MOST_UNUSED):
                yield Unused(f"{file}: {said}" + (f" ×{times}" if times > 1 else ""), reason)


def _damaged(name: str, damage: Damage, found: int) -> tuple[Problem, ...]:
    if damage.places:
        return (Problem(name, Reason.of("export_damaged", line=damage.first_line)),)
    return () if found else (Problem(name, Reason("no_health_records")),)
