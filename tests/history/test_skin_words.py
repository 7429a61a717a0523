"""The words of skin doses: every code has a sentence, every dose its interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.dose.event_geometry import SIDES
from tracker.history import skin_words as words
from tracker.history.skin_words import Advice, SkinRegion, levels_reached, reacts_again

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


BELOW = {"skin_dose_mgy": 2999.9, "air_kerma_mgy": 4999.9, "kap_gy_cm2": 499.9, "fluoro_time_s": 3599.0}
AT = {"skin_dose_mgy": 3000.0, "air_kerma_mgy": 5000.0, "kap_gy_cm2": 500.0, "fluoro_time_s": 3600.0}


def test_nothing_is_said_below_the_levels() -> None:
    assert levels_reached(BELOW) == ()
    assert levels_reached({}) == ()
    assert levels_reached(dict.fromkeys(AT)) == ()


@given(st.fixed_dictionaries({name: st.floats(0, value) for name, value in BELOW.items()}))
def test_nothing_is_ever_said_below_them(values: dict[str, float | None]) -> None:
    assert levels_reached(values) == ()


@pytest.mark.parametrize("quantity", AT)
def test_each_level_is_reached_by_itself(quantity: str) -> None:
    (reached,) = levels_reached({**BELOW, quantity: AT[quantity]})
    assert (reached.quantity, reached.value, reached.level) == (quantity, AT[quantity], AT[quantity])
    assert reached.source_id == "ncrp_168"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"air_kerma_mgy": 5200.0}, "Ka,r 5200 mGy (level: Ka,r 5000 mGy)"),
        ({"skin_dose_mgy": 3456.0}, "skin dose about 3,500 mGy (level: skin dose about 3,000 mGy)"),
        ({"fluoro_time_s": 4000.0}, "fluoroscopy time 66 min 40 s (level: fluoroscopy time 60 min 0 s)"),
    ],
)
def test_it_says_what_was_reached(values: dict[str, float | None], text: str) -> None:
    (reached,) = levels_reached(values)
    assert reached.text == text


def test_the_sentence_says_what_to_do_and_promises_nothing() -> None:
    one = Advice("e", "2012", "Heart stent", levels_reached(AT), reacts_again=False)
    assert "Tell your doctor" in one.sentence
    assert "2 to 4 weeks" in one.sentence
    assert one.next_time == ""


def test_skin_that_had_3_gy_reacts_again() -> None:
    assert not reacts_again(None)
    assert not reacts_again(2999.0)
    assert reacts_again(3000.0)
    assert "3 to 5 Gy" in Advice("e", "2012", "x", levels_reached(AT), reacts_again=True).next_time


def test_a_region_nobody_knows_is_named_in_full() -> None:
    assert SkinRegion("unknown", "right").clinical_name == "Body region not known: skin of the right side"
