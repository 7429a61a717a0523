"""Damaged FHIR: whatever stands wherever, an answer comes back and no exception."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.readers import TODAY
from tests.readers.fhir import made as made
from tests.readers.fhir.made import dose, part, patient, procedure, ref, report, study
from tracker.cli.read_json import as_json
from tracker.readers.draft import UNUSED_REASONS, ReadResult
from tracker.readers.fhir.export import read_fhir_bytes

CHEST, PELVIS, HEAD = "51185008", "12921003", "69536005"


FIELDS = ["code", "coding", "text", "reference", "value", "unit", "system", "id", "display", "start", "concept"]
TRAPS = ["#", "urn:uuid:", "Patient/p1", "2020-02-30", "73569-6", "113813", "CT", "mGy.cm", "https://x/_history/"]
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(TRAPS)
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=8,
)
VISIT = ref("Encounter/e1")
EVENT_UID = {"system": "irradiation-event-uid", "value": "1.2.3.4.5.7"}
STUDY_UID = {"system": "urn:dicom:uid", "value": "1.2.3.4.5.6"}
WHOLE: list[made.Json] = [
    patient(identifier=[{"value": "7", "type": made.concept("MR")}]),
    study(site=CHEST, encounter=VISIT, description="CT Thorax", identifier=[STUDY_UID]),
    procedure(words="CT chest", encounter=VISIT),
    report(words="CT chest", conclusion="DLP 5 mGy.cm", imagingStudy=[ref("ImagingStudy/s1")]),
    dose("d1", part("113813", 520, "mGy.cm"), hasMember=[ref("Observation/e1")], device=ref("Device/1")),
    dose("e1", part("113838", 5, "mGy.cm"), identifier=[EVENT_UID]),
    {"resourceType": "Encounter", "id": "e1", "period": {"start": "2020-03-04"}, "serviceProvider": ref("Location/1")},
    {"resourceType": "Device", "id": "1", "deviceName": [{"name": "X", "type": "model-name"}], "identifier": [{}]},
    {
        "resourceType": "AllergyIntolerance",
        "code": made.concept("1", "Latex"),
        "reaction": [{"manifestation": [made.concept("2", "Rash")]}],
    },
    {
        "resourceType": "Observation",
        "code": made.concept("82810-3", system=made.LOINC),
        "valueCodeableConcept": made.concept("77386006"),
    },
    {"resourceType": "Composition", "section": [{"code": made.concept("73569-6"), "text": {"div": "<p>DLP 5</p>"}}]},
    {"resourceType": "Condition", "code": made.concept("77386006"), "onsetDateTime": "2020-01-01"},
]
WRONG: list[object] = [None, True, -1, 1e308, "", "x" * 5000, [], {}, [[]], [{}], {"x": []}, [None], [1, "a"]]


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, item in inner for path in ((*here, key), *paths(item, (*here, key)))]


PATHS = paths(WHOLE)


def mutated(path: tuple[Any, ...], value: object) -> Any:
    changed = json.loads(json.dumps(WHOLE))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


def check(result: ReadResult) -> None:
    json.dumps(as_json(result), allow_nan=False)
    for exam in result.exams:
        assert exam.report
        assert exam.report.sop_instance_uid
        assert exam.source_kind == "fhir"
        assert all(0 <= row.value < 1e8 for row in exam.measurements)
        str(exam).encode()
    assert all(one.reason in UNUSED_REASONS for one in result.unused)
    assert result.exams or result.people or any(one.file == result.file for one in result.unused)


@settings(max_examples=examples(100, fuzz=15000), deadline=None)
@given(st.sampled_from(PATHS), ANYTHING)
def test_any_value_in_any_place_gives_an_answer(path: tuple[Any, ...], value: object) -> None:
    check(read_fhir_bytes("a.json", json.dumps(mutated(path, value)).encode(), TODAY))


@settings(max_examples=examples(50, fuzz=4000), deadline=None)
@given(st.integers(0, 10_000), st.binary(max_size=6), st.booleans())
def test_damaged_bytes_give_an_answer(at: int, piece: bytes, cut: bool) -> None:
    data = json.dumps(WHOLE, indent=1).encode()
    at %= len(data)
    check(read_fhir_bytes("a.json", data[:at] + piece + (b"" if cut else data[at + len(piece) :]), TODAY))


def test_every_value_may_be_of_every_wrong_type() -> None:
    for path in PATHS:
        for wrong in WRONG:
            check(read_fhir_bytes("a.json", json.dumps(mutated(path, wrong)).encode(), TODAY))
