"""The words of skin doses: every code has a sentence, every dose its interval."""

import pytest

from tracker.dose.entrance import SIDES
from tracker.history.skin import words
from tracker.history.skin.words import SkinRegion

SIDE_CODES = (
    *("no_events", "no_geometry", "no_angle", "angle_outside", "no_orientation", "not_lying"),
    *("prone_lateral", "prone_reversed", "rotation", "several_sides"),
)
PLACE_CODES = (
    *("no_air_kerma", "no_events", "no_geometry", "not_lying", "no_isocentre", "no_angle", "angle_outside"),
    *(
        "no_reference_point",
        "no_table",
        "table_tilted",
        "no_field",
        "no_place",
        "no_side",
        "missed",
        "too_little_placed",
    ),
)


@pytest.mark.parametrize("code", SIDE_CODES)
def test_every_reason_of_a_side_is_a_sentence(code: str) -> None:
    assert words.side_reason(code).endswith(".")


@pytest.mark.parametrize("code", PLACE_CODES)
def test_every_reason_of_a_tier_is_a_sentence(code: str) -> None:
    assert words.left_out(code).endswith(".")
    assert words.tier("T1", code).startswith("T1: air kerma")


def test_what_is_known_needs_no_reason() -> None:
    assert words.side_reason("") == ""
    assert words.tier("T2") == "T2: the beams of the dose report, placed on a model of the body."


@pytest.mark.parametrize("side", SIDES)
def test_every_side_has_a_name(side: str) -> None:
    assert SkinRegion("lumbar_spine", side).name.startswith("Lower back: ")


def test_places() -> None:
    assert SkinRegion("knee", "anterior", "left").name == "Knee, left: skin of the front"
    assert SkinRegion("unknown", "unknown").name == "Body region not known: side of the body not known"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.004, "under 0.01"), (0.236, "0.24"), (1.96, "2.0"), (11.6, "12"), (99.6, "100"), (5200.4, "5,200")],
)
def test_two_digits_are_enough(value: float, text: str) -> None:
    assert words.amount(value) == text


def test_a_dose_carries_its_interval() -> None:
    assert words.dose(12.04, 7.2, 18.06) == "about 12 mGy (7.2 to 18)"
    assert words.dose(None, None, 36) == "up to 36 mGy, for a field of 100 cm2 or more"
    assert words.dose(None, 6, 55) == "up to 55 mGy, for a field of 100 cm2 or more"


def test_the_notes_are_there() -> None:
    for note in (words.sum_note(), words.same_patch_note(), words.place_note()):
        assert note.endswith(".")
