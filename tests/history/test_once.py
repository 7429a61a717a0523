"""What is made of the same values is made once, and nothing is ever taken for something else."""

from collections.abc import Iterator

import pandas as pd
import pytest

from tracker.history import once as kept
from tracker.history.once import once
from tracker.i18n import language

MADE: list[tuple[object, ...]] = []


@pytest.fixture(autouse=True)
def _nothing_made() -> Iterator[None]:
    kept.forget()
    MADE.clear()
    yield
    kept.forget()


@once
def made_of(*values: object) -> list[object]:
    MADE.append(values)
    return [len(MADE), *values]


def frame(*values: float) -> pd.DataFrame:
    return pd.DataFrame({"dose": values, "name": ["exam"] * len(values)})


def test_equal_values_are_made_once_and_shared() -> None:
    first = made_of(frame(1.0, 2.0), "a", (2020, 2026))
    assert made_of(frame(1.0, 2.0), "a", (2020, 2026)) is first
    assert len(MADE) == 1


@pytest.mark.parametrize(
    "other",
    [
        (frame(1.0, 2.0000000000000004), "a"),
        (frame(2.0, 1.0), "a"),
        (frame(1.0, 2.0).rename(columns={"dose": "msv"}), "a"),
        (frame(1.0, 2.0), "b"),
        (frame(1.0, 2.0), None),
        (frame(1.0, 2.0, 2.0), "a"),
    ],
)
def test_any_other_value_is_made_anew(other: tuple[object, ...]) -> None:
    first = made_of(frame(1.0, 2.0), "a")
    assert made_of(*other) is not first
    assert len(MADE) == 2


def test_each_language_has_its_own() -> None:
    with language("en"):
        english = made_of("a")
    with language("es"):
        assert made_of("a") is not english
    with language("en"):
        assert made_of("a") is english


def test_what_was_made_here_goes_in_again_by_its_name_only() -> None:
    inner = made_of(frame(1.0))
    outer = made_of(inner, "again")
    assert made_of(made_of(frame(1.0)), "again") is outer
    assert made_of(made_of(frame(2.0)), "again") is not outer


def test_old_results_are_let_go_and_made_anew_with_nothing_mixed_up() -> None:
    for number in range(3 * kept.MOST_KEPT):
        assert made_of(made_of(number), "outer")[1][1] == number  # type: ignore[index]
    assert made_of(made_of(0), "outer")[1][1] == 0  # type: ignore[index]
    assert len(kept._kept) <= kept.MOST_KEPT
    assert set(kept._keys) == {id(value) for value in kept._kept.values()}


def test_an_error_is_not_kept() -> None:
    @once
    def fails(_value: int) -> int:
        MADE.append(())
        raise ValueError("no")

    for _attempt in range(2):
        with pytest.raises(ValueError, match="no"):
            fails(1)
    assert len(MADE) == 2
