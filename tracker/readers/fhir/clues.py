"""What one FHIR resource says about an exam, in few words, so that whole exports fit into memory.

One report that was sent as preliminary, final and amended comes in stages, which `chains` puts together.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tracker.readers.dicom import concepts
from tracker.readers.dicom.content import Code
from tracker.readers.draft import EventDraft, MeasurementDraft
from tracker.readers.fhir import codes as fhir_codes
from tracker.readers.fhir.codes import CORRECTED, FINAL, PRELIMINARY
from tracker.readers.fhir.json import NEVER, Resource, When, codings, fields, many, text, words
from tracker.readers.words.exams import UNKNOWN, side_in
from tracker.reference import exam_kinds

# What DICOM allows; one that is made of a UUID (2.25.*) has two dots, all others in use have three or more.
_UID = re.compile(r"(?:urn:oid:)?(2\.25\.(?:0|[1-9]\d*)|[012](?:\.\d+){3,})", re.IGNORECASE)
_AMENDED_WITHIN = timedelta(days=7)
_MOST = 100  # words, codes or links kept of one resource
_STUDY_SYSTEMS = ("urn:dicom:uid", "study-instance-uid", "urn:ietf:rfc:3986")
_SIDED = frozenset(
    {"breast", "hip", "knee", "ankle_foot", "lower_limb", "shoulder", "elbow", "wrist_hand", "upper_limb", "limb"}
)


@dataclass(frozen=True, slots=True)
class DoseFacts:
    """Doses of one resource: values it states for the exam, single irradiation events, sentences nobody may add up.

    Attributes:
        device: key of the machine.
    """

    stated: tuple[MeasurementDraft, ...] = ()
    events: tuple[EventDraft, ...] = ()
    sentences: tuple[str, ...] = ()
    device: str = ""


NO_DOSE: Final = DoseFacts()
DOSE: Final = "Dose"  # what a clue from an Observation with dose calls its source


@dataclass(slots=True)
class Clue:
    """What one resource says about an exam.

    Attributes:
        source: the type of the resource, "Dose" for an Observation with dose.
        imaging: False for a procedure that is none by itself, but may belong to a study that names it.
        links: keys of resources that are about the same exam.
        orders: the order or accession number it was done under.
        modalities: groups of `fhir_codes.MODALITIES`; empty if it names no machine.
        coded_place: whether the region comes from a code and not from words.
        site_kind: kind of a plain X-ray of the named place, "" if open.
        exposures: number of images, None if not said.
        stage: how far its text is; a later stage of the same report takes the place of an earlier one.
        done: "" or why it is no exam ("not-done", "planned", ...).
    """

    source: str
    file: str
    keys: tuple[str, ...]
    identity: tuple[str, ...]
    subject: str = ""
    encounter: str = ""
    links: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    study_uids: tuple[str, ...] = ()
    when: When = NEVER
    modalities: frozenset[str] = frozenset()
    region: str = UNKNOWN
    side: str = ""
    words: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    kind_key: str = ""
    coded_place: bool = False
    site_kind: str = ""
    exposures: int | None = None
    imaging: bool = True
    done: str = ""
    stage: int = fhir_codes.FINAL
    stopped: bool = False
    doses: DoseFacts = NO_DOSE
    facility: str = ""
    requested_by: str = ""
    person_name: str = ""

    @property
    def treatment(self) -> bool:
        """Whether it tells of a treatment with radiation."""
        return "TX" in self.modalities


def start(resource: Resource, file: str, when: When, about: object) -> Clue:
    """The clue of a resource with what every kind of resource has.

    Args:
        about: the coded field that says what was done.
    """
    codes = tuple((code, fhir_codes.scheme(code, system)) for code, system in codings(about))[:_MOST]
    said = words(about)[:_MOST]
    subject = next(iter(resource.refs("subject", "patient")), "")
    return Clue(
        source=resource.kind,
        file=file,
        keys=resource.keys,
        identity=(_identity(resource, when, said, codes),),
        subject=subject,
        encounter=next(iter(resource.refs("encounter", "context")), ""),
        orders=resource.refs("basedOn", "request")[:_MOST] + _accessions(resource),
        study_uids=study_uids(resource),
        when=when,
        words=said,
        codes=codes,
        kind_key=fhir_codes.kind_of(codes),
        done=_undone(resource),
        stage=fhir_codes.stage(resource.text("status")),
        stopped=resource.text("status") in fhir_codes.STOPPED,
        person_name=text(fields(resource.get("subject", "patient")).get("display")),
    )


def _undone(resource: Resource) -> str:
    status = resource.text("status").lower()
    if status in fhir_codes.NOT_DONE:
        return status
    return "not-done" if resource.get("notDone", "notPerformed") is True else ""


def _identity(resource: Resource, when: When, said: Sequence[str], codes: Sequence[tuple[str, str]]) -> str:
    """An identity that stays the same in the next export: the id, with the day, for ids like "1" are not unique."""
    day = when.first.isoformat() if when.first else ""
    named = text(resource.get("id")) or (resource.keys[0] if resource.keys else "")
    if named:
        return f"fhir:{resource.kind}/{named}@{day}"[:200]
    content = hashlib.sha256(repr((resource.kind, day, when.time, said, codes)).encode("utf-8", "replace"))
    return f"fhir:{resource.kind}/sha256:{content.hexdigest()[:32]}@{day}"


def study_uids(resource: Resource) -> tuple[str, ...]:
    """Study instance UIDs that a resource has, or that its references carry instead of an address."""
    found = [
        uid(item)
        for item in many(resource.get("identifier"))
        if text(fields(item).get("system")).lower() in _STUDY_SYSTEMS or _is_study_type(item)
    ]
    found.append(_plain_uid(resource.text("uid")))  # FHIR before R4
    for name in ("partOf", "derivedFrom", "focus", "imagingStudy", "study"):
        if name in resource.data:
            found += [uid(fields(item).get("identifier")) for item in many(resource.data[name])]
    return tuple(dict.fromkeys(filter(None, found)))[:_MOST]


def _is_study_type(identifier: object) -> bool:
    return any(code == "study-instance-uid" for code, _system in codings(fields(identifier).get("type")))


def uid(identifier: object) -> str:
    """The UID of an Identifier, "" where its value is none."""
    return _plain_uid(text(fields(identifier).get("value")))


def _plain_uid(value: str) -> str:
    found = _UID.fullmatch(value)
    return found[1] if found and 6 <= len(found[1]) <= 64 else ""


def _accessions(resource: Resource) -> tuple[str, ...]:
    found = []
    for item in many(resource.get("identifier")):
        holder = fields(item)
        coded = {code for code, _system in codings(holder.get("type"))}
        if "ACSN" in coded or text(holder.get("system")).lower().endswith(("accession", "accession-number")):
            found.append(f"accession {text(holder.get('value'))}")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the body; the fields are those of a clue."""

    region: str
    side: str
    site_kind: str
    coded: bool


def put(clue: Clue, place: Place) -> None:
    """Give a clue its place."""
    clue.region, clue.side, clue.site_kind, clue.coded_place = place.region, place.side, place.site_kind, place.coded


def place_of(clue: Clue, sites: Iterable[tuple[str, str]]) -> Place:
    """The place of a clue: from coded body sites, else from its kind, else from its words."""
    coded = [(code, fhir_codes.scheme(code, system)) for code, system in sites]
    region, site_kind = fhir_codes.site(coded)
    side = next((found for pair in coded if (found := concepts.SIDES.get(Code(*pair)))), "")
    if region == UNKNOWN and clue.kind_key:
        region = exam_kinds()[clue.kind_key].region
    coded_place = region != UNKNOWN
    if not coded_place:
        region = next((found for said in clue.words if (found := fhir_codes.place_in(said)) != UNKNOWN), UNKNOWN)
    if not side and region in _SIDED:
        side = side_in(clue.words)
    return Place(region, side, site_kind, coded_place)


def machines(clue: Clue) -> frozenset[str]:
    """The machine that the codes of a clue name, else its words.

    A fluoroscopy exam of the catalogue that is called an X-ray, and X-rays of teeth, may be filed as plain X-ray.
    """
    said = next(filter(None, map(fhir_codes.machine_in, clue.words)), "")
    named = fhir_codes.group_of_kind(clue.kind_key) if clue.kind_key else said
    either = named in ("IO", "PX") or (named == "RF" and said == "DX")
    return frozenset({named, "DX"} if either else {named} if named else ())


def chains(clues: Iterable[Clue]) -> list[list[Clue]]:
    """The clues of one kind of resource, those that are stages of the same report together.

    Two are of one report if they have one accession number, machine and day (some date an amendment by a later day); or
    if they say the same of the same person and day and are of different stages. Two final ones without a number are two
    exams.
    """
    open_: list[list[Clue]] = []
    numbered: dict[Hashable, list[list[Clue]]] = defaultdict(list)
    alike: dict[Hashable, list[Clue]] = defaultdict(list)
    for clue in clues:
        number = accession(clue)
        if number and (clue.when.first or clue.encounter):
            known = numbered[number, clue.subject, clue.modalities]
            chain = next((chain for chain in known if _same_moment(clue, chain) or _amends(clue, chain)), None)
            if chain is None:
                chain = []
                known.append(chain)
                open_.append(chain)
            chain.append(clue)
        else:
            alike[_said(clue)].append(clue)
    for same in alike.values():
        open_ += _stages(same)
    return [sorted(chain, key=lambda clue: -clue.stage) for chain in open_]


def _same_moment(clue: Clue, chain: Sequence[Clue]) -> bool:
    return (clue.when.first or clue.encounter) in {other.when.first or other.encounter for other in chain}


def _amends(clue: Clue, chain: Sequence[Clue]) -> bool:
    """Whether a report of another day is a further stage; the number again after weeks is that of another clinic."""
    day = clue.when.first
    days = [other.when.first for other in chain if other.when.first]
    near = day is not None and any(abs(day - other) <= _AMENDED_WITHIN for other in days)
    return near and all(clue.stage != other.stage for other in chain)


def accession(clue: Clue) -> str:
    """The accession number of a clue, "" where it has none."""
    return next((order for order in clue.orders if order.startswith("accession ")), "")


def _said(clue: Clue) -> Hashable:
    words = tuple(sorted({word.casefold() for word in clue.words}))
    return clue.subject, clue.when.first, words, tuple(sorted(clue.codes))


def _stages(same: Sequence[Clue]) -> list[list[Clue]]:
    """The reports among clues that say the same: as many as there are final ones, each with its other stages."""
    if same[0].when.first is None or len({clue.stage for clue in same}) == 1:
        return [[clue] for clue in same]
    of_stage = {stage: [clue for clue in same if clue.stage == stage] for stage in (PRELIMINARY, FINAL, CORRECTED)}
    count = len(of_stage[FINAL]) or len(of_stage[PRELIMINARY]) or 1
    reports: list[list[Clue]] = [[] for _n in range(count)]
    for stage in (FINAL, PRELIMINARY, CORRECTED):
        for at, clue in enumerate(of_stage[stage]):
            nth = min(at, count - 1)
            fitting = next((report for report in reports[nth:] + reports[:nth] if _same_study(report, clue)), None)
            if fitting is None:
                reports.append([clue])
            else:
                fitting.append(clue)
    return [report for report in reports if report]


def _same_study(report: Sequence[Clue], clue: Clue) -> bool:
    """Whether a clue can be of a report: nothing that both name is of two exams."""
    links = {link for other in report for link in other.links}
    return not links or not clue.links or not links.isdisjoint(clue.links)
