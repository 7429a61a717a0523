"""The people of a FHIR export."""

from datetime import date

import pytest

from tests.readers.fhir import made as made
from tests.readers.fhir.made import patient, read, ref
from tracker import clock

CHEST, PELVIS, HEAD = "51185008", "12921003", "69536005"


def test_people_reactions_and_pregnancy() -> None:
    today = clock.today().isoformat()
    status = {"resourceType": "Observation", "status": "final", "code": made.concept("82810-3", system=made.LOINC)}
    pregnant = {"valueCodeableConcept": made.concept("77386006"), "subject": ref(made.PATIENT)}
    allergy = {
        "resourceType": "AllergyIntolerance",
        "patient": ref(made.PATIENT),
        "code": made.concept("1", "Iodinated contrast media"),
        "reaction": [{"manifestation": [made.concept("2", "Hives")], "severity": "moderate"}],
        "onsetDateTime": "2012-06-01",
    }
    refuted = allergy | {"verificationStatus": made.concept("refuted")}
    none = allergy | {"code": made.concept("716186003", "No known allergy")}
    due = status | {
        "code": made.concept("11778-8", system=made.LOINC),
        "valueDateTime": today,
        "subject": ref(made.PATIENT),
    }
    told = status | pregnant | {"effectiveDateTime": today}
    (person,) = read(allergy, refuted, none, told, due, patient()).people
    (reaction,) = person.reactions
    assert (reaction.substance, reaction.category, reaction.reaction) == (
        "Iodinated contrast media",
        "contrast",
        "Hives",
    )
    assert (reaction.severity, reaction.since) == ("moderate", date(2012, 6, 1))
    assert (person.name, person.pregnant, person.due_date) == ("Maria Example", True, clock.today())
    (person,) = read(status | pregnant | {"effectiveDateTime": "2009-01-01"}, patient()).people
    assert person.pregnant is None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([{"use": "maiden", "family": "Old"}, {"use": "official", "family": "New", "given": ["A", "B."]}], "A B. New"),
        ([{"text": "María Ñ. 例"}], "María Ñ. 例"),
        ([{"family": "Only"}], "Only"),
        ("Bare Text", "Bare Text"),
        ([None, {}, True], ""),
        (None, ""),
    ],
)
def test_names(names: object, expected: str) -> None:
    (person,) = read(patient(name=names)).people
    assert person.name == expected
