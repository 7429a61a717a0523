"""Imaging studies, procedures and reports of FHIR as clues about exams."""

import base64
import binascii
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from tracker.readers.draft import MeasurementDraft
from tracker.readers.fhir import codes as fhir_codes
from tracker.readers.fhir.clues import Clue, DoseFacts, machines, place_of, put, start
from tracker.readers.fhir.doses import DOSE_CODES, sentences_in
from tracker.readers.fhir.json import NEVER, Resource, When, codings, fields, many, text, when, words
from tracker.readers.letter.doses import doses_of
from tracker.readers.letter.parts import decoded, report_of, text_of
from tracker.readers.words.doses import UNIT
from tracker.readers.words.exams import UNIONS, UNKNOWN
from tracker.reference import exam_kinds
from tracker.reference.catalogue import kind_codes
from tracker.reference.words import folded

_MOST_SERIES = 5000
_MOST_WORDS = 60
# Titles that say what kind of file it is, and nothing about the exam.
_EMPTY_TITLES = frozenset({"Title of this image", "Ultrasound Multiframe Image Storage", "Digital X-Ray Image Storage"})
_IMAGING_WORDS = ("imaging", "radiology", "radiologie")

Series = Sequence[Mapping[str, object]]
_MOST = 5
_LONGEST = 20_000_000  # characters of base64
_MOST_LETTERS = 100_000  # of a conclusion
_A_DOSE = re.compile(rf"[0-9][ \u00a0\n|(\[]{{0,4}}{UNIT}|[(\[] ?{UNIT}")
_TAGS = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)


def imaging_study(resource: Resource, file: str) -> Clue:
    """An ImagingStudy by the machines, places and descriptions of its series; saved reports and screens say nothing."""
    series = [fields(item) for item in many(resource.get("series"))[:_MOST_SERIES]]
    about = [item for name in ("procedureCode", "procedure", "code") for item in many(resource.get(name))]
    clue = start(resource, file, _started(resource, series), about)
    said = dict.fromkeys((*_descriptions(resource, series), *clue.words))
    clue.words = tuple(filter(None, said))[:_MOST_WORDS]
    named = _machines(resource, series)
    clue.modalities = named or machines(clue)
    clue.links = resource.refs("procedureReference", "procedure", "partOf")
    clue.exposures = _images(resource, series, named)
    clue.facility, clue.requested_by = _name(resource.get("location")), _name(resource.get("referrer"))
    if resource.text("status") == fhir_codes.NO_IMAGES_YET and not series:
        clue.done = fhir_codes.NO_IMAGES_YET
    _place_study(clue, series)
    clue.doses = _told_in_words(resource, clue)
    return clue


def _started(resource: Resource, series: Series) -> When:
    moments = (resource.when("started"), *(when(one.get("started")) for one in series))
    return next((moment for moment in moments if moment is not NEVER), NEVER)


def _machines(resource: Resource, series: Series) -> frozenset[str]:
    """The machines of a study; where some use radiation, only those."""
    listed = [*many(resource.get("modality")), *many(resource.get("modalityList"))]
    listed += [item for one in series for item in many(one.get("modality"))]
    named = {fhir_codes.MODALITIES.get(code.upper(), "") for code, _system in codings(listed)} - {""}
    return frozenset(named & fhir_codes.IONISING or named)


def _images(resource: Resource, series: Series, named: frozenset[str]) -> int | None:
    """How many X-ray pictures a plain study has; other studies have hundreds that say nothing."""
    if named != {"DX"}:
        return None
    counts = [
        one.get("numberOfInstances") or len(many(one.get("instance")))
        for one in series
        if any(fhir_codes.MODALITIES.get(code.upper()) == "DX" for code, _system in codings(one.get("modality")))
    ] or [resource.get("numberOfInstances")]
    usable = [count for count in counts if isinstance(count, int) and 0 < count < 1000]
    return sum(usable) if usable and len(usable) == len(counts) else None


def _descriptions(resource: Resource, series: Series) -> Iterator[str]:
    yield resource.text("description")
    for one in series[:_MOST_WORDS]:
        yield text(one.get("description"))
        for image in many(one.get("instance"))[:3]:
            title = text(fields(image).get("title"))
            yield "" if title in _EMPTY_TITLES else title
    yield from words([one.get("bodySite") for one in series[:_MOST_WORDS]])


def _place_study(clue: Clue, series: Series) -> None:
    """Give the clue the place that its series (those which use radiation, where some do) name together."""
    of_machines = [
        one
        for one in series
        if clue.modalities
        & {fhir_codes.MODALITIES.get(code.upper(), "") for code, _system in codings(one.get("modality"))}
    ]
    sites = dict.fromkeys(tuple(codings(one.get("bodySite"))) for one in of_machines)
    sides = [pair for one in of_machines for pair in codings(one.get("laterality"))]
    places = [place_of(clue, [*site, *sides]) for site in sites if site] or [place_of(clue, sides)]
    regions = frozenset(place.region for place in places)
    put(clue, places[0])
    if len(regions) > 1:
        clue.region, clue.site_kind = UNIONS.get(regions, UNKNOWN), ""


def _name(reference: object) -> str:
    return next((found for item in many(reference) if (found := text(fields(item).get("display")))), "")


def procedure(resource: Resource, file: str) -> Clue:
    """A Procedure; `imaging` only where codes or words say that it uses a machine, or may."""
    moment = resource.when(
        "performedPeriod", "performedDateTime", "occurrencePeriod", "occurrenceDateTime", "performedString", "recorded"
    )
    clue = start(resource, file, moment, resource.get("code"))
    clue.links = resource.refs("partOf", "report", "usedReference", "supportingInfo")
    clue.facility = _name(resource.get("location"))
    clue.modalities = machines(clue)
    sites = [*codings(resource.get("bodySite")), *codings(resource.get("bodyStructure"))]
    put(clue, place_of(clue, sites))
    possible = any(fhir_codes.may_be_guided(said) for said in clue.words) or _is_imaging(resource)
    tested_without = clue.modalities == {"OT"}
    clue.imaging = bool(clue.modalities or possible) and not tested_without
    clue.doses = _told_in_words(resource, clue)
    return clue


def report(resource: Resource, file: str) -> Clue | None:
    """A DiagnosticReport of imaging; None for reports of the laboratory and others that are of no exam."""
    category = [*codings(resource.get("category"))]
    said_to_be = _is_imaging(resource)
    if category and not said_to_be:
        return None
    clue = start(resource, file, resource.when("effectivePeriod", "effectiveDateTime", "issued"), resource.get("code"))
    named = machines(clue) or frozenset(filter(None, [fhir_codes.modality_of_category(category)]))
    clue.modalities = named
    put(clue, place_of(clue, []))
    if clue.modalities == {"OT"} or not (said_to_be or clue.kind_key or (named and clue.region != UNKNOWN)):
        return None
    if resource.text("status") == fhir_codes.NO_IMAGES_YET:
        clue.done = fhir_codes.NO_IMAGES_YET
    clue.links = resource.refs("imagingStudy", "study", "partOf", "result")
    clue.doses = _told_in_words(resource, clue)
    clue.facility = _name([item for item in many(resource.get("performer")) if _is_organization(item)])
    return clue


def _told_in_words(resource: Resource, clue: Clue) -> DoseFacts:
    """The doses in the words of a resource, each once where the conclusion and the document both tell it."""
    written = [said for said in (text_of_forms(resource), *_narratives(resource)) if said]
    # Most texts tell no number with a unit of dose; looking for one is a hundred times as fast as reading them.
    telling = [said for said in written if _A_DOSE.search(folded(said))]
    found: dict[tuple[str, str, float, bool], MeasurementDraft] = {}
    for row in (row for said in telling for row in doses_in_words(said, clue.when.first)):
        found.setdefault((row.quantity, row.laterality, row.value, row.part), row)
    return DoseFacts(tuple(found.values()), sentences=sentences_in(resource, *written))


def _narratives(resource: Resource) -> Iterator[str]:
    """What a resource says in words outside of documents: its conclusion, notes, and the text for a page."""
    notes = [fields(item).get("text") for item in many(resource.get("note"))[:_MOST]]
    for said in (
        resource.get("conclusion"),
        resource.get("valueString"),
        *notes,
        fields(resource.get("text")).get("div"),
    ):
        if isinstance(said, str):
            yield _without_tags(said[:_MOST_LETTERS]) if said.lstrip()[:1] == "<" else said[:_MOST_LETTERS]


def _is_organization(reference: object) -> bool:
    return "Organization" in text(fields(reference).get("reference"))


def _is_imaging(resource: Resource) -> bool:
    category = resource.get("category")
    if any(code in fhir_codes.IMAGING_CATEGORIES for code, _system in codings(category)):
        return True
    return any(said.casefold() in _IMAGING_WORDS for said in words(category))


def observed_exam(resource: Resource, file: str) -> Clue | None:
    """An Observation whose code is that of an imaging exam (some portals put reports there); None for all others."""
    if not _is_imaging(resource):
        return None
    moment = resource.when("effectivePeriod", "effectiveDateTime", "issued")
    clue = start(resource, file, moment, resource.get("code"))
    if not clue.kind_key or exam_kinds()[clue.kind_key].modality == "OT":
        return None
    clue.modalities = machines(clue)
    put(clue, place_of(clue, codings(resource.get("bodySite"))))
    clue.links = resource.refs("partOf", "derivedFrom", "focus")
    clue.doses = _told_in_words(resource, clue)
    return clue


def worth_reading(observation: Mapping[str, object]) -> bool:
    """Whether an Observation can be about dose, pregnancy or an imaging exam; a quick look, for there are thousands."""
    told = _codes(observation)
    for part in many(observation.get("component")):
        told += _codes(fields(part))
    return not _observed().isdisjoint(told) or bool(observation.get("contained"))


def _codes(part: Mapping[str, object]) -> list[str]:
    concept = part.get("code")
    inner = concept.get("coding") if isinstance(concept, dict) else None
    if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], dict):
        code = inner[0].get("code")
        if isinstance(code, str):
            return [code]
    return [code for code, _system in codings(concept)]


@cache
def _observed() -> frozenset[str]:
    exams = {row.code for row in kind_codes()}
    return frozenset(exams) | DOSE_CODES | fhir_codes.DUE_DATES | {fhir_codes.PREGNANCY_STATUS}


def text_of_forms(resource: Resource) -> str:
    """The text of the documents of a resource, "" where they hold none."""
    forms = [fields(item) for item in many(resource.get("presentedForm"))[:_MOST]]
    return "\n\n".join(filter(None, (_text(text(form.get("contentType")), form.get("data")) for form in forms)))


def _text(kind: str, data: object) -> str:
    if not isinstance(data, str) or len(data) > _LONGEST:
        return ""
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if raw.startswith(b"%PDF"):
        return text_of(raw) or ""
    written = decoded(raw)
    if "html" in kind or written.lstrip()[:1] == "<":
        return _without_tags(written)
    return written


def _without_tags(written: str) -> str:
    return html.unescape(_TAGS.sub(" ", _BREAKS.sub("\n", written)))


def doses_in_words(written: str, exam_day: date | None) -> tuple[MeasurementDraft, ...]:
    """The doses of a text that leave no question."""
    proposals, _left = doses_of(report_of(written), exam_day)
    sure = (dose for dose in proposals if len(dose.readings) == 1 and dose.question is None)
    return tuple(dose.readings[0] for dose in sure if dose.preferred or dose.readings[0].part)
