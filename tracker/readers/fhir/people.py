"""The people of a FHIR export: names, birth dates, reactions to substances, and whether someone is pregnant now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from tracker.readers.draft import PersonDraft, ReactionDraft
from tracker.readers.fhir import codes as fhir_codes
from tracker.readers.fhir.json import Resource, codings, fields, many, text, words
from tracker.readers.words import exams

_PREGNANCY_LASTS: Final = timedelta(days=300)
_AFTER_DUE: Final = timedelta(days=21)
_SEXES = {"female": "female", "f": "female", "male": "male", "m": "male", "other": "other"}
_NAME_ORDER = {"official": 0, "usual": 1, "": 2, "nickname": 4, "temp": 5, "anonymous": 6, "maiden": 8, "old": 9}
_REFUTED = frozenset({"entered-in-error", "refuted"})
_OVER = frozenset({"inactive", "resolved"})
_NO_ALLERGY = frozenset({"716186003", "409137002", "428607008", "716184000", "429625007", "no-known-allergies"})
_CONTRAST = (
    "contrast", "kontrast", "contraste", "iohexol", "iopamidol", "iodixanol", "iopromid", "iomeprol", "ioversol",
    "omnipaque", "ultravist", "isovue", "visipaque", "gadolin", "gadobut", "gadoter", "gadobenat", "gadopent",
)  # fmt: skip
_OBSERVED = fhir_codes.DUE_DATES | {fhir_codes.PREGNANCY_STATUS}
_CATEGORIES = {"medication": "medication", "biologic": "medication", "drug": "medication", "food": "food"}


@dataclass(slots=True)
class Person:
    """What an export says about one person, while it is read."""

    name: str = ""
    birth_date: date | None = None
    sex: str = ""
    patient_id: str = ""
    is_patient: bool = False
    reactions: dict[ReactionDraft, None] = field(default_factory=dict)
    pregnancies: list[tuple[date, bool]] = field(default_factory=list)
    due_dates: list[date] = field(default_factory=list)

    def absorb(self, other: "Person") -> None:
        """Take over what is said of the same person elsewhere."""
        self.name = self.name or other.name
        self.birth_date = self.birth_date or other.birth_date
        self.sex = self.sex or other.sex
        self.patient_id = self.patient_id or other.patient_id
        self.is_patient = self.is_patient or other.is_patient
        self.reactions |= other.reactions
        self.pregnancies = [*self.pregnancies, *other.pregnancies]
        self.due_dates = [*self.due_dates, *other.due_dates]

    def draft(self, today: date) -> PersonDraft:
        """The person, with pregnancy only as far as it can be about today."""
        recent = [told for told in self.pregnancies if today - _PREGNANCY_LASTS <= told[0] <= today + timedelta(days=1)]
        pregnant = max(recent)[1] if recent else None
        due = [day for day in self.due_dates if today - _AFTER_DUE <= day <= today + _PREGNANCY_LASTS]
        if due and pregnant is None:
            pregnant = True
        return PersonDraft(
            name=self.name,
            birth_date=self.birth_date,
            sex=self.sex,
            reactions=tuple(self.reactions),
            pregnant=pregnant,
            due_date=max(due) if due and pregnant else None,
        )


def patient(resource: Resource, person: Person, today: date) -> None:
    """Take over what a Patient resource says."""
    born = resource.when("birthDate")
    person.is_patient = True
    person.name = _name(resource) or person.name
    person.birth_date = born.first if born.precision == "day" and not born.ahead(today) else person.birth_date
    person.sex = _SEXES.get(resource.text("gender").lower(), "") or person.sex
    person.patient_id = _patient_id(resource) or person.patient_id


def _name(resource: Resource) -> str:
    names = [item if isinstance(item, dict) else {"text": item} for item in many(resource.get("name"))[:50]]
    usable = [(said, text(name.get("use")).lower()) for name in names if (said := _as_written(name))]
    return min(usable, key=lambda one: _NAME_ORDER.get(one[1], 3), default=("", ""))[0]


def _as_written(name: dict[str, object]) -> str:
    parts = [text(part) for key in ("given", "family", "suffix") for part in many(name.get(key))[:10]]
    return text(" ".join(filter(None, parts))) or text(name.get("text"))


def _patient_id(resource: Resource) -> str:
    """The number a clinic gives (medical record number), else the first identifier that is no other number of life."""
    found: list[str] = []
    for item in many(resource.get("identifier"))[:50]:
        kinds = {code for code, _system in codings(fields(item).get("type"))}
        value = text(fields(item).get("value"))
        if "MR" in kinds and value:
            return value
        if value and not kinds & {"SS", "DL", "PPN", "SB", "NI"}:
            found.append(value)
    return found[0] if found else ""


def allergy(resource: Resource, person: Person) -> None:
    """Take over what an AllergyIntolerance says, unless it was refuted or is over."""
    about = resource.get("code", "substance")
    if _states(resource) & (_REFUTED | _OVER) or any(code in _NO_ALLERGY for code, _s in codings(about)):
        return
    events = [fields(item) for item in many(resource.get("reaction"))[:50]]
    substance = next(iter(words(about)), "") or next((w for e in events for w in words(e.get("substance"))), "")
    if not substance or exams.plain(substance).startswith("no known"):
        return
    happened = dict.fromkeys(next(iter(words(m)), "") for e in events for m in many(e.get("manifestation"))[:20])
    worst = [text(event.get("severity")).lower() for event in events]
    since = resource.when("onsetDateTime", "onsetPeriod", "onset", "recordedDate", "assertedDate")
    person.reactions[
        ReactionDraft(
            substance=substance,
            category=_category(substance, many(resource.get("category"))),
            reaction=text(", ".join(filter(None, happened))),
            severity=next((level for level in ("severe", "moderate", "mild") if level in worst), ""),
            since=since.first,
        )
    ] = None


def _states(resource: Resource) -> set[str]:
    """Clinical and verification status, coded (R4) or as a word (before)."""
    names = ("clinicalStatus", "verificationStatus", "status")
    coded = {code.lower() for name in names for code, _system in codings(resource.get(name))}
    return coded | {resource.text(name).lower() for name in names}


def _category(substance: str, given: Iterable[object]) -> str:
    plain = exams.plain(substance)
    if any(word in plain for word in _CONTRAST):
        return "contrast"
    if "latex" in plain:
        return "latex"
    named = [text(item).lower() for item in given]
    return next((_CATEGORIES[item] for item in named if item in _CATEGORIES), "other" if any(named) else "")


def is_pregnancy(resource: Resource) -> bool:
    """Whether an Observation or a Condition is about pregnancy."""
    wanted = _OBSERVED if resource.kind == "Observation" else fhir_codes.PREGNANT
    return any(code in wanted for code, _system in codings(resource.get("code")))


def observation(resource: Resource, person: Person) -> None:
    """Take over a pregnancy status, or a due date."""
    if resource.text("status").lower() in fhir_codes.NOT_DONE:
        return
    codes = {code for code, _system in codings(resource.get("code"))}
    due = resource.when("valueDateTime", "valueDate")
    if codes & fhir_codes.DUE_DATES:
        person.due_dates += [due.first] if due.first and due.precision == "day" else []
        return
    told = resource.when("effectiveDateTime", "effectivePeriod", "issued").first
    answers = {code for code, _system in codings(resource.get("valueCodeableConcept"))}
    if told and answers & (fhir_codes.PREGNANT | fhir_codes.NOT_PREGNANT):
        person.pregnancies.append((told, bool(answers & fhir_codes.PREGNANT)))
    for part in many(resource.get("component"))[:20]:
        inner = Resource("Observation", {**fields(part), "component": None}, (), "")
        if is_pregnancy(inner):
            observation(inner, person)


def condition(resource: Resource, person: Person) -> None:
    """Take over a Condition that says the person is pregnant, unless it is over or was refuted."""
    states = _states(resource)
    since = resource.when("onsetDateTime", "onsetPeriod", "recordedDate", "dateRecorded").first
    over = resource.get("abatementDateTime", "abatementPeriod", "abatementBoolean") is not None
    if since and not over and not states & (_REFUTED | _OVER | {"remission"}):
        person.pregnancies.append((since, True))
