"""What a clinic must know: safety first, and what nobody was asked is never "no"."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.view import samples
from tracker import i18n, wording
from tracker.record.forms import HEALTH_TOPICS
from tracker.record.models import HealthFact, Reaction
from tracker.record.people import Facts
from tracker.view import health

ASKED = datetime(2026, 9, 3, 10, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def fact(topic: str, answer: str, **more: Any) -> HealthFact:
    return HealthFact(topic=topic, answer=answer, patient_id="p", recorded_at=ASKED, **more)


def facts(*health: HealthFact, reactions: tuple[Reaction, ...] = ()) -> Facts:
    return Facts(reactions, {f.topic: f for f in health})


def test_nothing_asked_is_not_nothing_there() -> None:
    safety = health.safety(Facts(), "female")
    assert safety.flags == ()
    assert safety.no_reactions == "Reactions and allergies: none recorded"
    assert set(safety.not_asked) == {wording.health_topic(topic) for topic in HEALTH_TOPICS} - {"pregnancy"}
    assert safety.ask_pregnancy, "it is asked on the day"
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
    flags = health.safety(given, "female", None, TODAY).flags
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
    assert health.safety(Facts(), sex).ask_pregnancy is listed
    assert health.for_staff(Facts(), sex).ask_pregnancy is listed
    assert ("past the menopause" in health.safety(Facts(), sex).not_asked) is listed


def test_a_pregnancy_recorded_of_a_man_is_not_hidden() -> None:
    assert health.safety(facts(fact("pregnancy", "yes")), "male", None, TODAY).flags[0].text == "Pregnancy"


@pytest.mark.parametrize(
    ("answer", "due", "today", "holds"),
    [
        ("yes", date(2027, 3, 3), date(2026, 11, 20), True),
        ("yes", date(2027, 3, 3), date(2027, 3, 17), True),
        ("yes", date(2027, 3, 3), date(2027, 3, 18), False),
        ("unknown", date(2027, 3, 3), date(2027, 3, 18), False),
        ("yes", None, date(2026, 12, 31), True),
        ("yes", None, date(2027, 1, 1), False),
        ("no", None, date(2026, 9, 3), False),
        ("unknown", None, date(2026, 9, 3), False),
    ],
)
def test_a_pregnancy_ends_two_weeks_after_its_due_date_and_is_never_carried_into_a_later_year(
    answer: str, due: date | None, today: date, holds: bool
) -> None:
    told = facts(fact("pregnancy", answer, due_date=due))
    safety, staff = health.safety(told, "female", None, today), health.for_staff(told, "female", None, today)
    assert any(flag.text.startswith("Pregnancy") for flag in safety.flags) is holds
    assert any(words.startswith("You are pregnant") for words in staff.yes) is holds
    assert "pregnancy" not in {*safety.denied, *safety.unknown, *safety.not_asked, *staff.unsure, *staff.not_asked}
    assert (safety.ask_pregnancy, staff.ask_pregnancy) == (not holds, not holds)


@pytest.mark.parametrize(
    ("sex", "born", "menopause", "asked"),
    [
        ("female", None, "", True),
        ("female", date(1971, 5, 12), "no", True),
        ("female", date(1971, 5, 12), "yes", False),
        ("female", date(2016, 11, 21), "", False),
        ("female", date(2016, 11, 20), "", True),
        ("", date(2017, 1, 1), "", False),
        ("male", None, "", False),
    ],
)
def test_children_men_and_women_past_the_menopause_are_not_asked(
    sex: str, born: date | None, menopause: str, asked: bool
) -> None:
    told = facts(fact("menopause", menopause)) if menopause else Facts()
    assert health.safety(told, sex, born, TODAY).ask_pregnancy is asked
    assert health.for_staff(told, sex, born, TODAY).ask_pregnancy is asked


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
    assert len(heard.not_asked) == len(health.FOR_THE_STAFF)
    assert "pregnancy" not in heard.not_asked


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
    heard = health.for_staff(facts(*(fact(topic, answer) for topic, answer in answers.items())), sex, None, TODAY)
    assert heard.ask_pregnancy is asked
    assert ("You are pregnant" in heard.yes) == (answers.get("pregnancy") == "yes")
    assert "pregnancy" not in {*heard.not_asked, *heard.unsure}


def test_a_due_date_and_own_words_are_told() -> None:
    fact = HealthFact(
        patient_id="p", topic="pregnancy", answer="yes", detail="twins", due_date=date(2027, 3, 1), recorded_at=ASKED
    )
    itch = Reaction(patient_id="p", substance_group="latex", reaction="itch")
    heard = health.for_staff(Facts((itch,), {"pregnancy": fact}), "female", None, TODAY)
    assert heard.yes == ("Reaction to latex: itch", "You are pregnant, due 1 Mar 2027: twins")


def test_a_noun_stays_large_where_the_language_writes_it_so() -> None:
    with i18n.language("de"):
        heard = health.for_staff(samples.facts(), "female")
        assert heard.yes[0] == "Reaktion auf Kontrastmittel, iohexol: hives, 2019"
