"""Dates as people know them."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import dates, i18n
from tracker.errors import DateError


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "shown"),
    [
        ("2009", date(2009, 1, 1), date(2009, 12, 31), "year", "2009"),
        ("March 2015", date(2015, 3, 1), date(2015, 3, 31), "month", "March 2015"),
        ("2015-03", date(2015, 3, 1), date(2015, 3, 31), "month", "March 2015"),
        ("Feb 2024", date(2024, 2, 1), date(2024, 2, 29), "month", "February 2024"),
        ("3 Sep 2026", date(2026, 9, 3), date(2026, 9, 3), "day", "3 Sep 2026"),
        ("Sept 3rd, 2026", date(2026, 9, 3), date(2026, 9, 3), "day", "3 Sep 2026"),
        ("2026-09-03", date(2026, 9, 3), date(2026, 9, 3), "day", "3 Sep 2026"),
        ("1990 to 2005", date(1990, 1, 1), date(2005, 12, 31), "range", "1990 to 2005"),
        ("between 1990 and 2005", date(1990, 1, 1), date(2005, 12, 31), "range", "1990 to 2005"),
        ("1990-2005", date(1990, 1, 1), date(2005, 12, 31), "range", "1990 to 2005"),
        ("March 2015 to May 2016", date(2015, 3, 1), date(2016, 5, 31), "range", "Mar 2015 to May 2016"),
    ],
)
def test_what_people_write_is_read(text: str, first: date, last: date, precision: str, shown: str) -> None:
    read = dates.parse(text)
    assert (read.first, read.last, read.precision) == (first, last, precision)
    assert read.text() == shown


@pytest.mark.parametrize(
    "text", ["", "3/9/2026", "last year", "31 Feb 2020", "2020-13", "1800", "99999", "2005 to 1990", "٢٠٠٩x", "\x00"]
)
def test_what_cannot_be_a_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(DateError) as refused:
        dates.parse(text)
    assert str(refused.value).endswith(".")


@given(st.text(max_size=40))
def test_no_text_makes_it_fail_in_another_way(text: str) -> None:
    try:
        read = dates.parse(text)
    except DateError:
        return
    assert read.first <= read.last


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_day_comes_back_from_its_text(day: date) -> None:
    assert dates.parse(dates.of(day.year, day.month, day.day).text()).first == day


def test_age_counts_completed_years() -> None:
    born = date(2000, 2, 29)
    assert dates.age_in_years(born, date(2001, 2, 28)) == 0
    assert dates.age_in_years(born, date(2001, 3, 1)) == 1
    assert dates.age_in_years(born, date(1999, 1, 1)) < 0


@pytest.mark.parametrize(
    ("text", "first", "last", "shown"),
    [
        ("marzo de 2015", date(2015, 3, 1), date(2015, 3, 31), "marzo de 2015"),
        ("Marzo 2015", date(2015, 3, 1), date(2015, 3, 31), "marzo de 2015"),
        ("3 de septiembre de 2026", date(2026, 9, 3), date(2026, 9, 3), "3 sep 2026"),
        ("3 de setiembre del 2026", date(2026, 9, 3), date(2026, 9, 3), "3 sep 2026"),
        ("3 sep. 2026", date(2026, 9, 3), date(2026, 9, 3), "3 sep 2026"),
        ("1.º de enero de 2020", date(2020, 1, 1), date(2020, 1, 1), "1 ene 2020"),
        ("entre 1990 y 2005", date(1990, 1, 1), date(2005, 12, 31), "1990 a 2005"),
        ("de 1990 a 2005", date(1990, 1, 1), date(2005, 12, 31), "1990 a 2005"),
        ("desde marzo de 2015 hasta mayo de 2016", date(2015, 3, 1), date(2016, 5, 31), "mar 2015 a may 2016"),
        ("March 2015", date(2015, 3, 1), date(2015, 3, 31), "marzo de 2015"),
    ],
)
@pytest.mark.parametrize("screen", ["en", "es"])
def test_what_people_write_in_spanish_is_read_whatever_the_screen_speaks(
    text: str, first: date, last: date, shown: str, screen: str
) -> None:
    with i18n.language(screen):
        read = dates.parse(text)
    assert (read.first, read.last) == (first, last)
    with i18n.language("es"):
        assert read.text() == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3. September 2026", "3.\u00a0Sept. 2026"),
        ("12. März 2025", "12.\u00a0März 2025"),
        ("März 2015", "März 2015"),
        ("von März 2015 bis Mai 2016", "März 2015 bis Mai 2016"),
        ("zwischen 1990 und 2005", "1990 bis 2005"),
    ],
)
def test_what_people_write_in_german_is_read_and_shown_in_german(text: str, shown: str) -> None:
    read = dates.parse(text)
    with i18n.language("de"):
        assert read.text() == shown
        assert dates.parse(shown) == read


@pytest.mark.parametrize("code", i18n.languages())
@given(day=st.dates(min_value=date(1896, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_comes_back_from_its_text_in_every_language(code: str, day: date) -> None:
    with i18n.language(code):
        assert dates.parse(dates.day_text(day.year, day.month, day.day)).first == day


@pytest.mark.parametrize("code", i18n.languages())
def test_a_day_is_no_line_of_a_list_on_a_page(code: str) -> None:
    """Markdown takes "4. " at the start of a cell for the fourth point of a list."""
    with i18n.language(code):
        assert not re.match(r"\d+[.)] ", dates.of(2026, 7, 4).text())


def test_the_months_do_not_follow_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    assert dates.of(2015, 3).text() == "March 2015"
