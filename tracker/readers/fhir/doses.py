"""Doses in FHIR: radiation dose summaries, irradiation events, single values, and sentences that stay sentences."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from tracker.errors import Reason, UnitError, ValueRefused
from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom.content import Code
from tracker.readers.dicom.values import ACCUMULATED, EVENT_SUM, ONE_EVENT, Dose, Problems, added
from tracker.readers.draft import EventDraft, MeasurementDraft
from tracker.readers.fhir import codes as fhir_codes
from tracker.readers.fhir.clues import DOSE, Clue, DoseFacts, place_of, put, start, uid
from tracker.readers.fhir.json import Resource, codings, fields, many, text
from tracker.readers.words.doses import refusal
from tracker.reference import activity_coefficients
from tracker.units import QUANTITIES, convert

_SUMMARY = {
    "113722": "kap_gy_cm2", "113725": "air_kerma_mgy", "113730": "fluoro_time_s", "113813": "dlp_mgy_cm",
    "113814": "effective_dose_msv", "113839": "effective_dose_msv", "111637": "glandular_dose_mgy",
    "113507": "activity_mbq",
}  # fmt: skip
_SHARES = {"113726": "kap_gy_cm2", "113727": "kap_gy_cm2", "113728": "air_kerma_mgy", "113729": "air_kerma_mgy"}
_EVENT = {
    "113838": "dlp_mgy_cm", "113830": "ctdivol_mgy", "122130": "kap_gy_cm2", "113738": "air_kerma_mgy",
    "111631": "glandular_dose_mgy", "113742": "fluoro_time_s",
}  # fmt: skip
_DOSES = _SUMMARY | _SHARES | _EVENT
DOSE_CODES: Final = frozenset(_DOSES) | fhir_codes.IRRADIATION_EVENTS | {fhir_codes.DOSE_SUMMARY}
_MACHINE_OF = {
    "dlp_mgy_cm": "CT", "ctdivol_mgy": "CT", "fluoro_time_s": "RF", "glandular_dose_mgy": "MG", "activity_mbq": "NM",
}  # fmt: skip
_REPORTED_AS = {
    ("77477000", "SCT"): "CT", ("71651007", "SCT"): "MG", ("113502", "DCM"): "NM", ("373205008", "SCT"): "NM",
}  # fmt: skip
_AGENT, _PHANTOM, _AUTHORITY, _PROCEDURE = ("349358000", "SCT"), ("113835", "DCM"), ("121406", "DCM"), ("121058", "DCM")
OWN_EVENT: Final = "#event"  # behind the identity of the resource, where an event has none of its own
_MOST_PARTS = 500
_IMPOSSIBLE = 1e7  # no diagnostic dose reaches this in any canonical unit
_ANNOTATION = re.compile(r"\{[^}]*\}")
_MOST = 20
_LONGEST = 20_000
_TELLS_DOSE: Final = re.compile(
    r"\b(?:dlp|ctdi\w*|dap|kap|agd|msv|mbq|[cdmuµ]?gy(?:[.*·]?c?m[2²]?)?"
    r"|(?:effective|radiation|glandular|absorbed) dose|dose.(?:area|length)|strahlendosis|dosisfl\w*)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|[\r\n]+")
_TAGS = re.compile(r"<[^<>]*>")


@dataclass(slots=True)
class _Values:
    """The dose values of one Observation by DICOM code, and the coded facts beside them."""

    doses: dict[str, list[tuple[Dose, str]]] = field(default_factory=lambda: defaultdict(list))
    coded: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


def is_dose(resource: Resource) -> bool:
    """Whether an Observation is about radiation dose."""
    parts = (resource.data, *(fields(part) for part in many(resource.get("component"))[:_MOST_PARTS]))
    told = (pair for part in parts for pair in codings(part.get("code")) if pair[0] in DOSE_CODES)
    return any(code == fhir_codes.DOSE_SUMMARY or _is_dicom(code, system) for code, system in told)


def _is_dicom(code: str, system: str) -> bool:
    return fhir_codes.scheme(code, system) in ("DCM", "")


def dose_clue(resource: Resource, file: str, problems: Problems) -> Clue:
    """An Observation with dose as a clue; values of unknown units are refused and told."""
    moment = resource.when("effectiveDateTime", "effectivePeriod", "effectiveInstant")
    clue = start(resource, file, moment, None)
    clue.source = DOSE
    values = _values(resource, problems)
    codes = {code for code, _system in codings(resource.get("code"))}
    own_uid = event_uid(resource)
    sites = [*codings(resource.get("bodySite"))]
    put(clue, place_of(clue, sites))
    clue.links = resource.refs("partOf", "focus", "derivedFrom", "hasMember")
    clue.modalities = _machines(values)
    device = next(iter(resource.refs("device")), "")
    if codes & fhir_codes.IRRADIATION_EVENTS or own_uid:
        event = _event(clue, values, own_uid or clue.identity[0] + OWN_EVENT)
        clue.doses = DoseFacts(events=(event,), device=device)
        return clue
    stated = tuple(_stated(clue, values, problems))
    said = sentences_in(resource)
    # What is said about the dose names the exam as well ("CT examination of the abdomen"), up to its first full stop.
    clue.words = tuple(sentence.split(". ")[0] for sentence in said[:1])
    clue.doses = DoseFacts(stated, (), () if stated else said, device)
    if not clue.modalities:
        clue.modalities = frozenset(map(fhir_codes.machine_in, clue.words)) - {""}
    reports = tuple(uid(item) for item in many(resource.get("identifier")) if _is_report_uid(item))
    clue.identity = (*clue.identity, *filter(None, reports))
    put(clue, place_of(clue, sites))
    return clue


def event_uid(resource: Resource) -> str:
    """The irradiation event UID of an Observation, "" where it has none."""
    for item in many(resource.get("identifier")):
        kinds = {code for code, _system in codings(fields(item).get("type"))}
        if "irradiation-event-uid" in kinds or text(fields(item).get("system")) == "irradiation-event-uid":
            return uid(item)
    return ""


def _is_report_uid(identifier: object) -> bool:
    kinds = {code for code, _system in codings(fields(identifier).get("type"))}
    system = text(fields(identifier).get("system"))
    return bool({"sr-sop-instance-uid", "sop-instance-uid"} & {*kinds, system})


def _values(resource: Resource, problems: Problems) -> _Values:
    found = _Values()
    own = [resource.data] if not isinstance(resource.get("code"), str) else []
    for part in (*own, *(fields(item) for item in many(resource.get("component"))[:_MOST_PARTS])):
        for code, system in codings(part.get("code")):
            known = fhir_codes.scheme(code, system)
            if code in _DOSES and _is_dicom(code, system):
                if dose := _dose(part, _DOSES[code], problems):
                    found.doses[code].append((dose, _side(part)))
            else:
                coded = ((c, fhir_codes.scheme(c, s)) for c, s in codings(part.get("valueCodeableConcept")))
                found.coded.setdefault((code, known), next(coded, ("", "")))
    return found


def _side(part: Mapping[str, object]) -> str:
    coded = (Code(code, fhir_codes.scheme(code, system)) for code, system in codings(part.get("bodySite")))
    return next((side for one in coded if (side := concepts.SIDES.get(one))), "")


def _dose(part: Mapping[str, object], quantity: str, problems: Problems) -> Dose | None:
    """The value of one part in the canonical unit; None where it was not measured, or is refused (and told)."""
    given = fields(part.get("valueQuantity"))
    written = text(given.get("value"))
    if not written or part.get("dataAbsentReason") is not None:
        return None
    units = list(dict.fromkeys(filter(None, (_ANNOTATION.sub("", text(given.get(n))) for n in ("code", "unit")))))
    reported = f"{written[:40]} {text(given.get('unit')) or text(given.get('code'))}".strip()[: texts.LONGEST]
    if text(given.get("comparator")):
        reason = Reason.of("inexact", value=f"{text(given.get('comparator'))} {reported}"[:80])
    elif (number := texts.decimal(written)) is None:
        reason = Reason.of("no_number", text=written[:40])
    elif not units:
        reason = Reason.of("value_without_unit", value=written[:40])
    else:
        values, refused = _converted(number, units, quantity)
        if len(values) == 1 and values[0] <= _IMPOSSIBLE:
            return Dose(values[0], reported)
        reason = Reason.of("of_value", reported=reported, reason=refused or Reason("contradictory"))
    problems.add_to(quantity, Reason.of("value_left_out", label=quantity, reason=reason))
    return None


def _converted(number: float, units: Iterable[str], quantity: str) -> tuple[list[float], Reason | None]:
    """The value by each usable unit (several only where they disagree), and why there is none."""
    values: set[float] = set()
    refused = None
    for unit in units:
        try:
            values.add(float(f"{convert(number, unit, quantity):.12g}"))
        except (UnitError, ValueRefused) as error:
            refused = refusal(error, unit, quantity)
    return sorted(values), None if values else refused


def _machines(values: _Values) -> frozenset[str]:
    reported = _REPORTED_AS.get(values.coded.get(_PROCEDURE, ("", "")), "")
    named = {_MACHINE_OF.get(_DOSES[code], "") for code, doses in values.doses.items() if doses} - {""}
    if not named and reported:
        named = {reported}
    return frozenset(named & {"RF"} or named)


def _stated(clue: Clue, values: _Values, problems: Problems) -> Iterator[MeasurementDraft]:
    """The values an Observation states for the whole exam: totals, else their shares, else single exposures added."""
    for quantity in QUANTITIES:
        totals = _of(values, _SUMMARY, quantity)
        if quantity == "glandular_dose_mgy" and len(sides := {side for _dose, side in totals}) > 1 and "" not in sides:
            yield from (_row(values, quantity, dose, ACCUMULATED, side) for dose, side in totals)
            continue
        side = (totals[0][1] or clue.side) if totals and quantity == "glandular_dose_mgy" else ""
        if len({dose.value for dose, _side in totals}) > 1:
            _ambiguous(quantity, totals, problems)
        elif totals:
            yield _row(values, quantity, totals[0][0], ACCUMULATED, side)
        elif shares := added(dose for dose, _side in _of(values, _SHARES, quantity)):
            yield _row(values, quantity, shares, ACCUMULATED)
        elif exposures := [dose for dose, _side in _of(values, _EVENT, quantity)]:
            yield from _exposed(values, quantity, exposures)


def _of(values: _Values, codes: Mapping[str, str], quantity: str) -> list[tuple[Dose, str]]:
    found = [pair for code, named in codes.items() if named == quantity for pair in values.doses.get(code, [])]
    return found if codes is _EVENT else list(dict.fromkeys(found))


def _exposed(values: _Values, quantity: str, exposures: list[Dose]) -> Iterator[MeasurementDraft]:
    if len(exposures) == 1:
        yield _row(values, quantity, exposures[0], ONE_EVENT)
    elif quantity == "ctdivol_mgy":  # never added up
        yield from (replace(_row(values, quantity, dose, ONE_EVENT), part=True) for dose in exposures)
    elif total := added(exposures):
        yield _row(values, quantity, total, EVENT_SUM)


def _row(values: _Values, quantity: str, dose: Dose, origin: str, side: str = "") -> MeasurementDraft:
    phantom = concepts.PHANTOMS.get(Code(*values.coded.get(_PHANTOM, ("", ""))), "")
    weights = concepts.TISSUE_WEIGHTS.get(Code(*values.coded.get(_AUTHORITY, ("", ""))), "")
    return MeasurementDraft(
        quantity,
        dose.value,
        dose.reported,
        "administration" if quantity == "activity_mbq" else origin,
        laterality=side,
        phantom=phantom if quantity in ("dlp_mgy_cm", "ctdivol_mgy") else "",
        radiopharmaceutical=_agent(values) if quantity == "activity_mbq" else "",
        authority=weights if quantity == "effective_dose_msv" else "",
    )


def _agent(values: _Values) -> str:
    code, system = values.coded.get(_AGENT, ("", ""))
    rows = activity_coefficients() if code and system == "SCT" else ()
    return next((row.radiopharmaceutical for row in rows if row.dicom_code == code), "")


def _ambiguous(quantity: str, totals: list[tuple[Dose, str]], problems: Problems) -> None:
    values = ", ".join(dose.reported for dose, _side in totals)[:120]
    problems.add_to(quantity, Reason.of("several_totals", label=quantity, values=values))


def _event(clue: Clue, values: _Values, event_uid_: str) -> EventDraft:
    doses = {_EVENT[code]: found[0][0].value for code, found in values.doses.items() if code in _EVENT and found}
    phantom = concepts.PHANTOMS.get(Code(*values.coded.get(_PHANTOM, ("", ""))), "")
    return EventDraft(
        event_uid_,
        started_at=_started(clue),
        region=clue.region,
        laterality=clue.side,
        phantom=phantom,
        kap_gy_cm2=doses.get("kap_gy_cm2"),
        air_kerma_mgy=doses.get("air_kerma_mgy"),
        fluoro_time_s=doses.get("fluoro_time_s"),
        dlp_mgy_cm=doses.get("dlp_mgy_cm"),
        ctdivol_mgy=doses.get("ctdivol_mgy"),
        glandular_dose_mgy=doses.get("glandular_dose_mgy"),
    )


def _started(clue: Clue) -> datetime | None:
    day = clue.when.first
    if day is None or clue.when.precision != "day":
        return None
    return texts.moment(f"{day:%Y%m%d}{clue.when.time[:8].replace(':', '')}")


def sentences_in(resource: Resource, *written: str) -> tuple[str, ...]:
    """What a resource, and the texts in it, say about dose in words, each as one line."""
    found = list(_extended(resource))
    if resource.kind == "Observation":
        found += [text(resource.get("valueString"))]
        found += [text(fields(part).get("valueString")) for part in many(resource.get("component"))[:_MOST]]
    else:
        for words in written:
            found += [text(said) for said in _SENTENCE_END.split(words[:_LONGEST]) if _TELLS_DOSE.search(said)]
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
        if any(code == fhir_codes.DOSE_SUMMARY for code, _system in codings(section.get("code"))):
            said.append(_without_tags(fields(section.get("text")).get("div")))
    told = tuple(dict.fromkeys(filter(None, said)))[:_MOST]
    if not told:
        return None
    clue = start(resource, file, resource.when("date"), None)
    clue.imaging, clue.links, clue.doses = False, tuple(links), DoseFacts(sentences=told)
    return clue


def _without_tags(value: object) -> str:
    return text(_TAGS.sub(" ", value[:_LONGEST])) if isinstance(value, str) else ""
