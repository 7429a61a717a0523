"""The safety box: "none recorded" is never "none"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from tests.view.reading import pages
from tests.view.samples import CHANGED, course, exam, facts, summary
from tracker.history.pregnancy import PregnantExam, exams_while_pregnant
from tracker.record.forms import HEALTH_TOPICS
from tracker.record.models import HealthFact, Reaction
from tracker.record.people import Facts
from tracker.view.handout import front, handout
from tracker.view.handout.blocks import Typed
from tracker.view.handout.page import FITS, Fit
from tracker.view.health import asked_topics

FEW = replace(FITS[0], reactions=3, pregnant=3)


def box(told: Facts, sex: str = "female", fit: Fit = FITS[0], pregnant: Sequence[PregnantExam] = ()) -> front.Safety:
    return front.safety_blocks(told, asked_topics(told, sex), Typed(), fit, pregnant)


def words(told: Facts, sex: str = "female", fit: Fit = FITS[0]) -> list[str]:
    return [block["text"] for block in box(told, sex, fit).shown]


def answer(topic: str, said: str, due: date | None = None) -> HealthFact:
    return HealthFact(patient_id="p", topic=topic, answer=said, recorded_at=CHANGED, due_date=due)


def test_nothing_asked_is_not_recorded() -> None:
    first, second = words(Facts())
    assert first == "Reactions to contrast medium, iodine, latex or medicines: none recorded."
    assert second.startswith("Not recorded: blood thinner,")


def test_each_sort_of_answer_has_its_own_words() -> None:
    assert words(facts()) == [
        "Contrast medium (iohexol): hives 2019 (moderate)",
        "Blood thinner (apixaban) · diabetes",
        "Patient says no: kidney disease. Not known: implant."
        " Not recorded: metformin, stimulator, osteoporosis, past the menopause.",
    ]


def test_pregnancy_shows_the_due_date_and_when_it_was_said() -> None:
    told = Facts((), {"pregnancy": answer("pregnancy", "yes", date(2027, 3, 3))})
    assert "Pregnancy (due 3 Mar 2027, as of 3 Sep 2026)" in words(told)


def test_pregnancy_is_not_asked_of_males() -> None:
    assert "pregnancy" not in " ".join(words(Facts(), sex="male"))
    assert "menopause" not in " ".join(words(Facts(), sex="male"))


def test_every_topic_has_a_name() -> None:
    told = Facts((), {topic: answer(topic, "yes") for topic in HEALTH_TOPICS})
    assert len(words(told)[1].split(" · ")) == len(HEALTH_TOPICS)


def test_many_reactions_say_how_many_more() -> None:
    one = Reaction(patient_id="p", substance_group="latex", reaction="rash", severity="unknown")
    assert words(Facts((one,) * 5), fit=FEW)[:4] == [
        *["Latex: rash (severity not known)"] * 3,
        "and 2 more on the back",
    ]
    assert [block["text"] for block in box(Facts((one,) * 5), fit=FEW).left] == ["Latex: rash (severity not known)"] * 2


def test_exams_while_pregnant_stand_first_by_name_and_date_without_a_dose() -> None:
    rows = [
        exam("a", "ct_abd_pelvis", "2026-09-01", pregnant="yes"),
        exam("b", "xr_chest_pa", "2026-08-01", pregnant="unknown"),
    ]
    pregnant = exams_while_pregnant(summary(rows), Facts())
    first = box(Facts(), pregnant=pregnant).shown[0]
    assert first["strong"]
    assert first["text"] == (
        "Exams while pregnant: CT abdomen and pelvis (1 Sep 2026)."
        " Exams while possibly pregnant: Chest X-ray, one view (PA) (1 Aug 2026)."
        " A medical physicist can work out the dose."
    )


def test_of_many_exams_while_pregnant_three_are_named() -> None:
    rows = [exam(f"e{i}", "xr_chest_pa", "2026-09-01", pregnant="yes") for i in range(8)]
    pregnant = exams_while_pregnant(summary(rows), Facts())
    found = box(Facts(), fit=FEW, pregnant=pregnant)
    assert found.shown[0]["text"].count("(1 Sep 2026)") == 3
    assert found.shown[1]["text"] == "and 5 more on the back"
    assert found.left[0]["text"].count("(1 Sep 2026)") == 5


def test_what_a_person_typed_is_shortened_only_in_the_last_fits_and_then_repeated_whole() -> None:
    dye = ("dye " * 50).strip()
    rows = [exam("a", "", "2026-09-01", own_words=dye, pregnant="yes")]
    pregnant = exams_while_pregnant(summary(rows), Facts())
    assert dye in box(Facts(), pregnant=pregnant).shown[0]["text"]
    found = box(Facts(), fit=FITS[-1], pregnant=pregnant)
    assert len(found.shown[0]["text"]) < 130
    assert dye in found.left[0]["text"]


@pytest.mark.parametrize(
    ("due", "told", "asked"),
    [(date(2026, 11, 7), True, True), (date(2026, 11, 5), False, True), (None, False, True)],
)
def test_the_page_asks_on_the_day_and_forgets_a_pregnancy_that_is_over(
    due: date | None, told: bool, asked: bool
) -> None:
    known = Facts((), {"pregnancy": answer("pregnancy", "yes", due)} if due else {})
    record = summary([exam("a", "ct_chest", "2020-03-03")])
    page = pages(handout.make(record, course(record), known).pdf)[0]
    assert ("Pregnancy (due" in page) is told
    assert ("pregnant?" in page) is asked
    assert "pregnancy" not in page.partition("Not recorded:")[2].partition("\n\n")[0]


def test_men_and_women_past_the_menopause_are_not_asked_on_the_day() -> None:
    for sex, known in (("male", Facts()), ("female", Facts((), {"menopause": answer("menopause", "yes")}))):
        record = summary([exam("a", "ct_chest", "2020-03-03")], sex=sex)
        page = pages(handout.make(record, course(record), known).pdf)[0]
        assert "pregnant" not in page, sex
        assert "infection?" in page
