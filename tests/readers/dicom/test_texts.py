"""Text, names, days and numbers as real devices write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.readers.dicom import texts

CHARACTER_SETS = [
    "",
    "ISO_IR 100",
    "ISO_IR 192",
    "ISO 2022 IR 87",
    "ISO 2022 IR 149",
    "GB18030",
    "ISO_IR 13",
    "odd",
    "\u20ac",
]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("20240312", datetime(2024, 3, 12)),
        ("20240312101530.25", datetime(2024, 3, 12, 10, 15, 30, 250000)),
        ("20240312101560", datetime(2024, 3, 12, 10, 15, 59)),
        ("202403121015+0100", datetime(2024, 3, 12, 10, 15)),
        ("2024", None),
        ("20241312", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_moments(written: str, read: datetime | None) -> None:
    assert texts.moment(written) == read


def test_days() -> None:
    assert texts.day("20240229") == date(2024, 2, 29)
    assert texts.day("2024.02.29") == date(2024, 2, 29)
    assert texts.day("20230229") is None
    assert texts.day("0") is None


@pytest.mark.parametrize(("written", "read"), [("1e-006", 1e-6), ("+.5", 0.5), ("7.", 7.0), ("1/2", None)])
def test_decimals(written: str, read: float | None) -> None:
    assert texts.decimal(written) == read


def test_names() -> None:
    assert texts.person("Example^Maria^Anna^Dr.^PhD") == "Dr. Maria Anna Example PhD"
    assert texts.person("=山田^太郎") == "太郎 山田"
    assert texts.person("^^^^=^^") == ""
    assert texts.person("x" * 10_000) == "x" * texts.LONGEST


def test_binary_numbers() -> None:
    assert texts.double(b"\x00\x00\x00\x00\x00\x00\xf0?") == 1.0
    assert texts.double(b"\x00\x00\x00\x00\x00\x00\xf0\x7f") is None
    assert texts.double(b"1.0") is None


@given(st.binary(max_size=60), st.lists(st.sampled_from(CHARACTER_SETS), max_size=3))
def test_any_bytes_become_one_printable_line(value: bytes, character_sets: list[str]) -> None:
    shown = texts.line(texts.decode(value, texts.encodings(character_sets)))
    assert shown.isprintable()
    assert len(shown) <= texts.LONGEST


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("618,4", 618.4),
        ("0,185", 0.185),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567),
        ("41,50", 41.5),
        ("-12,5", -12.5),
    ],
)
def test_a_comma_that_can_be_read_in_one_way_only_is_read(written: str, value: float) -> None:
    assert texts.decimal(written) == value
    assert not texts.two_ways(written)


def test_a_comma_that_can_be_read_in_two_ways_is_not_unless_the_file_tells() -> None:
    assert texts.two_ways("1,850")
    assert texts.decimal("1,850") is None
    assert texts.decimal("1,850", "comma") == 1.85


@pytest.mark.parametrize(
    ("name", "written_in", "declared"),
    [
        ("Müller^Jörg", "latin-1", "ISO_IR 192"),
        ("Núñez^José", "cp1252", "ISO_IR 192"),
        ("Żak^Łukasz", "utf8", "ISO_IR 101"),
        ("Žižek^Šimon", "cp1250", "ISO_IR 101"),
        ("Yılmaz^Şule", "utf8", "ISO_IR 148"),
        ("Иванов^Иван", "utf8", "ISO_IR 144"),
        ("ТАТА^ТАТА", "iso8859_5", "ISO_IR 144"),
        ("Müller^Jörg", "utf8", "ISO_IR 192"),
    ],
)
def test_letters_of_another_set_than_declared(name: str, written_in: str, declared: str) -> None:
    assert texts.decode(name.encode(written_in), texts.encodings([declared])) == name


def test_a_name_that_is_cut_inside_a_letter_is_still_of_its_set() -> None:
    assert texts.decode("Müller".encode()[:2], ["utf8"]) == "M"
