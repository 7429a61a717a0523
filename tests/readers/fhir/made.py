"""FHIR resources written by hand for the tests, as small as they can be."""

import json
from typing import Any

from tests.readers import TODAY
from tracker.readers.draft import ExamDraft, ReadResult
from tracker.readers.fhir.export import read_fhir_bytes

Json = dict[str, Any]

SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
DCM = "http://dicom.nema.org/resources/ontology/DCM"
PATIENT = "Patient/p1"


def concept(code: str = "", words: str = "", system: str = SNOMED) -> Json:
    found: Json = {"text": words} if words else {}
    return found | ({"coding": [{"system": system, "code": code, "display": words}]} if code else {})


def ref(key: str) -> Json:
    return {"reference": key}


def patient(**more: Any) -> Json:
    told = {"name": [{"given": ["Maria"], "family": "Example"}], "gender": "female", "birthDate": "1971-05-12"}
    return {"resourceType": "Patient", "id": "p1"} | told | more


def study(key: str = "s1", modality: str = "CT", day: str = "2020-03-04T10:00:00+01:00", **more: Any) -> Json:
    site = more.pop("site", "")
    series: Json = {"modality": {"system": DCM, "code": modality}, "numberOfInstances": more.pop("images", 1)}
    if site:
        series["bodySite"] = {"system": SNOMED, "code": site}
    base: Json = {"resourceType": "ImagingStudy", "id": key, "status": "available", "started": day, "series": [series]}
    return base | {"subject": ref(PATIENT)} | more


def procedure(key: str = "a1", code: str = "", words: str = "", day: str = "2020-03-04", **more: Any) -> Json:
    base: Json = {"resourceType": "Procedure", "id": key, "status": "completed", "code": concept(code, words)}
    return base | {"subject": ref(PATIENT), "performedDateTime": day} | more


def report(key: str = "r1", code: str = "", words: str = "", day: str = "2020-03-04", **more: Any) -> Json:
    base: Json = {"resourceType": "DiagnosticReport", "id": key, "status": "final", "code": concept(code, words, LOINC)}
    category = concept("RAD", "Radiology", "http://terminology.hl7.org/CodeSystem/v2-0074")
    return base | {"subject": ref(PATIENT), "effectiveDateTime": day, "category": [category]} | more


def part(code: str, value: object = None, unit: str | None = "mGy", **more: Any) -> Json:
    quantity = {name: told for name, told in (("value", value), ("unit", unit)) if told is not None}
    return {"code": concept(code, system=DCM), "valueQuantity": quantity} | more


def dose(key: str = "d1", *parts: Json, day: str = "2020-03-04", **more: Any) -> Json:
    base: Json = {"resourceType": "Observation", "id": key, "status": "final", "effectiveDateTime": day}
    return base | {"code": concept("73569-6", system=LOINC), "subject": ref(PATIENT), "component": list(parts)} | more


def bundle(*resources: Json) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}).encode()


def read(*resources: Json) -> ReadResult:
    return read_fhir_bytes("portal.json", bundle(*resources), TODAY)


def only(*resources: Json) -> ExamDraft:
    (exam,) = read(*resources).exams
    return exam
