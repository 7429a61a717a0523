"""What a clinic must know: safety first, and what nobody was asked is never "no"."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.view import samples
from tracker.record.forms import HEALTH_TOPICS
from tracker.record.models import HealthFact, Reaction
from tracker.record.people import Facts
from tracker.view import health

ASKED = datetime(2026, 9, 3, 10, tzinfo=UTC)


def fact(topic: str, answer: str, **more: Any) -> HealthFact:
    return HealthFact(topic=topic, answer=answer, patient_id="p", recorded_at=ASKED, **more)


def facts(*health: HealthFact, reactions: tuple[Reaction, ...] = ()) -> Facts:
    return Facts(reactions, {f.topic: f for f in health})


def test_nothing_asked_is_not_nothing_there() -> None:
    safety = health.safety(Facts(), "female")
    assert safety.flags == ()
    assert safety.no_reactions == "Reactions and allergies: none recorded"
    assert len(safety.not_asked) == len(HEALTH_TOPICS)
    assert (safety.denied, safety.unknown) == ((), ())


def test_pregnancy_stands_before_reactions_and_these_before_the_rest() -> None:
    hives = Reaction(substance_group="contrast_medium", reaction="hives", severity="moderate", year=2019, patient_id="")
    given = facts(
        fact("osteoporosis", "yes"),
        fact("implant", "yes", detail="left hip"),
        fact("blood_thinner", "yes", detail="apixaban"),
        fact("pregnancy", "yes", due_date=date(2027, 3, 3)),
        reactions=(hives,),
    )
    flags = health.safety(given, "female").flags
    assert [flag.text for flag in flags] == [
        "Pregnancy: due 3 Mar 2027",
        "Contrast medium: hives 2019 (moderate)",
        "Blood thinner: apixaban",
        "Implant: left hip",
        "Osteoporosis",
    ]
    assert [flag.weighty for flag in flags] == [True, True, True, True, False]
    assert {flag.told_on for flag in flags} == {"", "3 Sep 2026"}


def test_no_and_not_known_are_told_apart_from_never_asked() -> None:
    safety = health.safety(facts(fact("kidney_disease", "no"), fact("metformin", "unknown")), "female")
    assert (safety.denied, safety.unknown) == (("kidney disease",), ("metformin",))
    assert "diabetes" in safety.not_asked
    assert not {"kidney disease", "metformin"} & set(safety.not_asked)


@pytest.mark.parametrize(("sex", "listed"), [("male", False), ("female", True), ("", True), ("other", True)])
def test_men_are_not_asked_about_pregnancy(sex: str, listed: bool) -> None:
    assert ("pregnancy" in health.safety(Facts(), sex).not_asked) is listed


def test_a_pregnancy_recorded_of_a_man_is_not_hidden() -> None:
    assert health.safety(facts(fact("pregnancy", "yes")), "male").flags[0].text == "Pregnancy"


def test_the_staff_hear_what_is_recorded_what_is_not_sure_and_what_nobody_asked() -> None:
    heard = health.for_staff(samples.facts(), "female")
    assert heard.yes == (
        "Reaction to contrast medium, iohexol: hives, 2019",
        "You take a blood thinner: apixaban",
        "You have diabetes",
    )
    assert heard.unsure == ("implant",)
    assert heard.not_asked == ("metformin", "stimulator")
    assert heard.ask_pregnancy, "what was no some time ago can be yes today"


def test_nothing_recorded_is_not_none() -> None:
    heard = health.for_staff(Facts(), "female")
    assert heard.yes == ()
    assert heard.not_asked[0] == "allergies and reactions"
    assert len(heard.not_asked) == 1 + len(health.FOR_THE_STAFF)


@pytest.mark.parametrize(
    ("sex", "answers", "asked"),
    [
        ("female", {}, True),
        ("", {}, True),
        ("male", {}, False),
        ("female", {"pregnancy": "unknown"}, True),
        ("female", {"pregnancy": "yes"}, False),
        ("female", {"menopause": "yes"}, False),
        ("female", {"menopause": "no"}, True),
    ],
)
def test_a_possible_pregnancy_is_asked_about(sex: str, answers: dict[str, str], asked: bool) -> None:
    heard = health.for_staff(facts(*(fact(topic, answer) for topic, answer in answers.items())), sex)
    assert heard.ask_pregnancy is asked
    assert ("You are pregnant" in heard.yes) == (answers.get("pregnancy") == "yes")
    assert ("pregnancy" in heard.not_asked) == ("pregnancy" not in answers and sex != "male")


def test_a_due_date_and_own_words_are_told() -> None:
    fact = HealthFact(
        patient_id="p", topic="pregnancy", answer="yes", detail="twins", due_date=date(2027, 3, 1), recorded_at=ASKED
    )
    itch = Reaction(patient_id="p", substance_group="latex", reaction="itch")
    heard = health.for_staff(Facts((itch,), {"pregnancy": fact}), "female")
    assert heard.yes == ("Reaction to latex: itch", "You are pregnant, due 1 Mar 2027: twins")
