"""One table of numbers as people write them, for form, command line, sheets and letters."""

import math
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.readers import TODAY
from tracker import numbers
from tracker.cli.injection import Number
from tracker.cli.main import main
from tracker.cli.words import number
from tracker.errors import ValueRefused
from tracker.readers.letter.letter import propose
from tracker.readers.sheet.sheet import look, read_sheet

CLEAR = {
    "512": 512,
    "512.5": 512.5,
    "512,5": 512.5,
    "0,5": 0.5,
    "0.512": 0.512,
    "1,234.5": 1234.5,
    "1.234,5": 1234.5,
    "1 234": 1234,
    "1 234,5": 1234.5,
    "1'234.5": 1234.5,
    "1,234,567": 1234567,
    "1.234.567": 1234567,
}
UNCLEAR = {"1,234": (1234, 1.234), "12,450": (12450, 12.45)}
NEVER = ("inf", "-inf", "nan", "NaN", "infinity", "1e999", "1e400", "", "x", "1.2.3", "12,34,56", "1_000", "٣")


@pytest.mark.parametrize(("text", "value"), CLEAR.items(), ids=CLEAR)
def test_a_clear_number_is_the_same_everywhere(text: str, value: float) -> None:
    assert numbers.parse(text) == numbers.settled(text) == value
    assert number(f"DLP {text} mGy.cm", "").value == value
    assert Number().convert(text, None, None) == value
    (exam,) = read_sheet("list.csv", f"Date;Exam;DLP (mGy.cm)\n2015-03-12;CT head;{text}\n".encode(), TODAY).exams
    assert [m.value for m in exam.measurements] == [value]
    (dose,) = propose(f"CT of the head.\nDLP: {text} mGy.cm\n", TODAY).doses
    assert dose.readings[0].value == value  # "1 234" may be a list of two there, which is offered behind it


@pytest.mark.parametrize(("text", "values"), UNCLEAR.items(), ids=UNCLEAR)
def test_a_number_with_two_meanings_is_asked_about_everywhere(
    text: str, values: tuple[float, float], tmp_path: Path
) -> None:
    with pytest.raises(ValueRefused, match=rf"write {values[0]:.0f} or {values[1]:.2f}"):
        numbers.parse(text)
    typed = ("--when", "2020", "--number", f"DLP {text} mGy.cm")
    said = CliRunner().invoke(main, ["--db", str(tmp_path / "record.db"), "add", "ct_head", *typed])
    assert (said.exit_code, "can be read in two ways" in said.output) == (2, True)
    sheet = f"Date;Exam;DLP (mGy.cm)\n2015-03-12;CT head;{text}\n"
    assert [question.key for question in look("list.csv", sheet.encode(), TODAY).questions] == ["decimal:2"]
    (dose,) = propose(f"CT of the head.\nDLP: {text} mGy.cm\n", TODAY).doses
    assert {m.value for m in dose.readings} == set(values)


def test_a_point_alone_is_a_decimal_sign_for_people_and_unclear_in_files() -> None:
    assert numbers.parse("1.234") == 1.234
    assert set(numbers.readings("1.234").values()) == {1.234, 1234}


@pytest.mark.parametrize("text", NEVER)
def test_what_is_no_finite_number_passes_nowhere(text: str, tmp_path: Path) -> None:
    assert numbers.readings(text) == {}
    with pytest.raises(ValueRefused):
        numbers.parse(text)
    for option in (("--relief", text), ("--number", f"KAP {text} Gy.cm2")):
        command = ["--db", str(tmp_path / "record.db"), "add", "hip_injection_rf", "--when", "2020", *option]
        assert CliRunner().invoke(main, command).exit_code == 2, option


@given(st.text(max_size=40))
def test_whatever_is_read_is_finite(text: str) -> None:
    assert all(math.isfinite(value) and value >= 0 for value in numbers.readings(text).values())
    with suppress(ValueRefused):
        assert numbers.parse(text) >= 0
