"""Levels: what reaches one, what is said then, and that nothing is said below."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.history.skin.advice import Advice, levels_reached, reacts_again

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
