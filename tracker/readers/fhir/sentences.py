"""Doses that FHIR gives only in sentences (as HL7 Europe does): kept word for word, never made into numbers."""

import re
from collections.abc import Iterator
from typing import Final

from tracker.readers.fhir import codes
from tracker.readers.fhir.clues import Clue, DoseFacts, start
from tracker.readers.fhir.json import Resource, codings, fields, many, text

_MOST = 20
_LONGEST = 20_000
_TELLS_DOSE: Final = re.compile(
    r"\b(?:dlp|ctdi\w*|dap|kap|agd|msv|mbq|[cdmuµ]?gy(?:[.*·]?c?m[2²]?)?"
    r"|(?:effective|radiation|glandular|absorbed) dose|dose.(?:area|length)|strahlendosis|dosisfl\w*)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|[\r\n]+")
_TAGS = re.compile(r"<[^<>]*>")


def sentences_in(resource: Resource, form: str = "") -> tuple[str, ...]:
    """What a resource, and the text of the document in it, say about dose in words, each as one line."""
    found = list(_extended(resource))
    if resource.kind == "Observation":
        found += [text(resource.get("valueString"))]
        found += [text(fields(part).get("valueString")) for part in many(resource.get("component"))[:_MOST]]
    else:
        conclusion = resource.get("conclusion")
        written = conclusion[:_LONGEST] if isinstance(conclusion, str) else ""
        for words in (written, form[:_LONGEST]):
            found += [text(said) for said in _SENTENCE_END.split(words) if _TELLS_DOSE.search(said)]
    return tuple(dict.fromkeys(filter(None, found)))[:_MOST]


def _extended(resource: Resource) -> Iterator[str]:
    for item in many(resource.get("extension"))[:100]:
        if "radiationdose" in text(fields(item).get("url")).lower().replace("-", ""):
            yield text(fields(item).get("valueString"))


def composition(resource: Resource, file: str) -> Clue | None:
    """A document that tells a dose in an extension or in a section of its own; it is no exam by itself."""
    said = list(_extended(resource))
    links: list[str] = []
    for item in many(resource.get("section"))[:200]:
        section = fields(item)
        links += [key for entry in many(section.get("entry"))[:100] if (key := resource.ref(entry))]
        if any(code == codes.DOSE_SUMMARY for code, _system in codings(section.get("code"))):
            said.append(_without_tags(fields(section.get("text")).get("div")))
    told = tuple(dict.fromkeys(filter(None, said)))[:_MOST]
    if not told:
        return None
    clue = start(resource, file, resource.when("date"), None)
    clue.imaging, clue.links, clue.doses = False, tuple(links), DoseFacts(sentences=told)
    return clue


def _without_tags(value: object) -> str:
    return text(_TAGS.sub(" ", value[:_LONGEST])) if isinstance(value, str) else ""
