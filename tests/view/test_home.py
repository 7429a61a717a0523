"""What stands first of all: the four answers, what a clinic will ask, and the years of the picture."""

from datetime import date

import pytest

from tests.view.samples import CHANGED, INJECTION, TODAY, exam, measurement, summary
from tracker.history.course import course_of
from tracker.history.summary import Summary
from tracker.record.forms import HEALTH_TOPICS
from tracker.record.models import HealthFact
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExam
from tracker.view import home
from tracker.view.home import Tile


def _tiles(whole: Summary, region: str = "") -> dict[str, Tile]:
    names = ("exams", "dose", "injection", "images")
    return dict(zip(names, home.tiles(whole, course_of(whole), region, home.newest_images(whole, region)), strict=True))


def test_the_four_answers_of_a_record() -> None:
    entries = [
        exam("a", "ct_abd_pelvis", "2009-03-01", facility="City Hospital", images_at="on my disc"),
        exam("b", INJECTION, "2026-09-03"),
    ]
    found = _tiles(summary(entries, [measurement("a", "dlp_mgy_cm", 512, phantom="32 cm")]), "abdomen_pelvis")
    assert found["exams"] == Tile("Exams since 2009", "2", "2 use radiation, last 3 Sep 2026")
    assert found["dose"].answer.startswith("About ")
    assert "between" in found["dose"].more
    assert "% measured" in found["dose"].more
    assert found["injection"] == Tile("Last injection", "78 days ago", "Cortisone: none recorded")
    assert found["images"].answer == "1 Mar 2009"
    assert "on my disc" in found["images"].more


def test_what_is_not_known_is_never_nothing() -> None:
    whole = summary([exam("a", "", "2026-01-03", own_words="a scan")])
    found = _tiles(whole)
    assert found["dose"].answer == "Not known"
    assert found["injection"].answer == "None recorded"
    assert "0" not in found["dose"].answer + found["dose"].more.replace("2026", "")


def test_exams_without_radiation_give_no_dose_and_say_so() -> None:
    found = _tiles(summary([exam("a", "mri_lumbar_spine", "2026-01-03")]), "lumbar_spine")
    assert found["exams"].more == "none uses radiation"
    assert "mSv" not in found["dose"].answer
    assert found["images"].more.endswith("Images: not recorded where")


def test_the_clinic_asks_for_what_nobody_wrote_down_and_stops_when_it_is() -> None:
    whole = summary([exam("a", "ct_abd_pelvis", "2026-01-03")])
    asked = home.clinic_asks(whole, course_of(whole), Facts(), home.newest_images(whole, ""))
    assert asked[0].startswith("Allergies and reactions")
    assert "more" in asked[0]
    assert "Where the images of 3 Jan 2026 are" in asked
    told = {t: HealthFact(patient_id="p", topic=t, answer="no", recorded_at=CHANGED) for t in HEALTH_TOPICS}
    kept = summary([exam("a", "ct_abd_pelvis", "2026-01-03", images_at="on my disc")])
    assert home.clinic_asks(kept, course_of(kept), Facts((), told), home.newest_images(kept, "")) == (
        "Allergies and reactions",
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [([date(2026, 11, 25), date(2026, 12, 15)], "25 Nov 2026 (in 5 days)"), ([TODAY], "20 Nov 2026 (today)")],
)
def test_the_next_appointment_is_the_soonest_that_is_still_to_come(days: list[date], words: str) -> None:
    plans = [
        PlannedExam(patient_id="p", kind_key="ct_lspine", planned_on=day, created_at=CHANGED)
        for day in [date(2026, 11, 1), None, *days]
    ]
    assert home.appointment(plans, TODAY).endswith(words)


def test_no_day_to_come_is_no_appointment() -> None:
    past = PlannedExam(patient_id="p", own_words="a scan", planned_on=date(2026, 11, 1), created_at=CHANGED)
    assert home.appointment([past], TODAY) == ""


@pytest.mark.parametrize(
    ("days", "years"),
    [
        (["2026-01-03"], None),
        (["2012-01-03", "2026-01-03"], (2022, 2026)),
        (["2012-01-03", "2014-01-03"], None),
    ],
)
def test_the_picture_begins_with_five_years_where_there_is_something_in_them(
    days: list[str], years: tuple[int, int] | None
) -> None:
    whole = summary([exam(day, "ct_abd_pelvis", day) for day in days])
    assert home.recent_years(whole) == years
