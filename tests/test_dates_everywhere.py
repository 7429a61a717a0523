"""One table of dates as people write them, through all four doors: form, command line, a sheet's cell, a letter."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker import dates
from tracker.cli.main import main
from tracker.dates import PartialDate
from tracker.errors import DateError
from tracker.readers.letter.letter import propose
from tracker.readers.sheet.sheet import look, read_sheet

TODAY = date(2026, 11, 29)


def day(year: int, month: int, day: int) -> PartialDate:
    return dates.of(year, month, day)


def months(first: tuple[int, int], last: tuple[int, int]) -> PartialDate:
    return dates.between(dates.of(*first), dates.of(*last))


def years(first: int, last: int) -> PartialDate:
    return dates.between(dates.of(first), dates.of(last))


CLEAR: dict[str, PartialDate] = {
    # days
    "2015-03-12": day(2015, 3, 12),
    "2015/03/12": day(2015, 3, 12),
    "12-Mar-15": day(2015, 3, 12),
    "12 Mar 2015": day(2015, 3, 12),
    "March 12th, 2015": day(2015, 3, 12),
    "12. März 2015": day(2015, 3, 12),
    "12 de marzo de 2015": day(2015, 3, 12),
    "1.º de enero de 2020": day(2020, 1, 1),
    "1er août 2015": day(2015, 8, 1),
    "12 maart 2015": day(2015, 3, 12),
    "12 de março de 2015": day(2015, 3, 12),
    "5 dicembre 2014": day(2014, 12, 5),
    "Donnerstag, 12. März 2015": day(2015, 3, 12),
    "13/9/2025": day(2025, 9, 13),
    "9/13/2025": day(2025, 9, 13),
    "25/12/2015": day(2015, 12, 25),
    "31/12/99": day(1999, 12, 31),
    "3/3/2015": day(2015, 3, 3),
    "20150312": day(2015, 3, 12),
    # months
    "03/2015": dates.of(2015, 3),
    "3/2015": dates.of(2015, 3),
    "3.2015": dates.of(2015, 3),
    "2015/03": dates.of(2015, 3),
    "2015-03": dates.of(2015, 3),
    "March of 2015": dates.of(2015, 3),
    "Mar '15": dates.of(2015, 3),
    "März 2015": dates.of(2015, 3),
    "Dezember 2014": dates.of(2014, 12),
    "juillet 2016": dates.of(2016, 7),
    "en juillet 2016": dates.of(2016, 7),
    "dicembre 2014": dates.of(2014, 12),
    "maart 2015": dates.of(2015, 3),
    "março 2015": dates.of(2015, 3),
    "septiembre de 2018": dates.of(2018, 9),
    "around March 2015": dates.of(2015, 3),
    "about 12 March 2015": dates.of(2015, 3),
    "vers avril 2012": dates.of(2012, 4),
    # years
    "2009": dates.of(2009),
    "in 2009": dates.of(2009),
    "im Jahr 2009": dates.of(2009),
    "about 2009": dates.of(2009),
    "ca. 2009": dates.of(2009),
    "c. 2009": dates.of(2009),
    "~2009": dates.of(2009),
    "2009?": dates.of(2009),
    "por volta de 2009": dates.of(2009),
    "omstreeks 2009": dates.of(2009),
    "winter 2020": dates.of(2020),
    # spans of years
    "2009-2012": years(2009, 2012),
    "2009 – 2012": years(2009, 2012),
    "1990-95": years(1990, 1995),
    "between 1990 and 2005": years(1990, 2005),
    "zwischen 1990 und 2005": years(1990, 2005),
    "entre 1990 e 2005": years(1990, 2005),
    "tussen 1990 en 2005": years(1990, 2005),
    "tra 1990 e 2005": years(1990, 2005),
    "1990s": years(1990, 1999),
    "the 1990s": years(1990, 1999),
    "the 90s": years(1990, 1999),
    "early 1990s": years(1990, 1993),
    "mid 1990s": years(1993, 1997),
    "mid-1990s": years(1993, 1997),
    "late 1990s": years(1996, 1999),
    "mid to late 1990s": years(1993, 1999),
    "Mitte der 90er Jahre": years(1993, 1997),
    "fin des années 1990": years(1996, 1999),
    "a principios de los años 90": years(1990, 1993),
    "anni '90": years(1990, 1999),
    "begin jaren 90": years(1990, 1993),
    "meados dos anos 90": years(1993, 1997),
    # spans of months
    "summer 2020": months((2020, 6), (2020, 8)),
    "spring of 2018": months((2018, 3), (2018, 5)),
    "Herbst 2018": months((2018, 9), (2018, 11)),
    "l'été 2020": months((2020, 6), (2020, 8)),
    "verano de 2020": months((2020, 6), (2020, 8)),
    "winter 2019/20": months((2019, 12), (2020, 2)),
    "Winter 2019/2020": months((2019, 12), (2020, 2)),
    "early 2015": months((2015, 1), (2015, 4)),
    "Ende 2015": months((2015, 9), (2015, 12)),
    "March 2015 to May 2016": months((2015, 3), (2016, 5)),
    "March to May 2016": months((2016, 3), (2016, 5)),
}
UNCLEAR: dict[str, set[PartialDate]] = {
    "3/9/2025": {day(2025, 9, 3), day(2025, 3, 9)},
    "3.9.2025": {day(2025, 9, 3), day(2025, 3, 9)},
    "03-04-2015": {day(2015, 4, 3), day(2015, 3, 4)},
    "01/02/03": {day(2003, 2, 1), day(2003, 1, 2), day(2001, 2, 3)},
    "1/2/03": {day(2003, 2, 1), day(2003, 1, 2)},
    "25/12/15": {day(2015, 12, 25), day(2025, 12, 15)},
    "about 3/9/2025": {dates.of(2025, 9), dates.of(2025, 3)},
}
# Each of them was once, or could be, taken for a date.
NONE = (
    *("90s", "30s", "Mar-15", "March 12 15", "31/02/2015", "2020-13", "0/0/2015", "1800", "2005 to 1990", "last year"),
    *("-2009", "$2009", "2009 mGy", "12:30", "1.5.2", "winter 2019/25", "summer 19", "early", "in", "to", "spring"),
    *("before 2000", "since 1990", "99999", "1/1/1800", "summer 2020 5", "March 2015 March 2016"),
)


def test_the_table_is_long_enough() -> None:
    assert len(CLEAR) + len(UNCLEAR) > 60


@pytest.mark.parametrize(("text", "expected"), CLEAR.items(), ids=CLEAR)
def test_a_clear_date_is_read_in_the_form_in_a_cell_and_in_a_letter(text: str, expected: PartialDate) -> None:
    assert dates.parse(text, TODAY) == expected
    assert set(dates.readings(text, TODAY).values()) == {expected}
    (exam,) = read_sheet("list.csv", f"Date;Exam\n{text};CT head\n".encode(), TODAY).exams
    assert (exam.exam_date, exam.date_precision) == (expected.first, expected.precision)
    assert (exam.date_last or exam.exam_date) == expected.last or expected.precision in ("month", "year")
    assert look("list.csv", f"Date;Exam\n{text};CT head\n".encode(), TODAY).questions == ()
    proposed = propose(f"Date of exam: {text}\nCT of the head.\n", TODAY).dates
    assert [choice.choices for choice in proposed] == [(expected,)]


def test_the_command_line_reads_the_same(tmp_path: Path) -> None:
    database = str(tmp_path / "record.db")
    for text, expected in CLEAR.items():
        said = CliRunner().invoke(main, ["--db", database, "add", "ct_head", "--when", text, "--json"])
        assert said.exit_code == 0, (text, said.output)
        shown = json.loads(said.stdout)["when"]
        assert shown == expected.text(), text


@pytest.mark.parametrize(("text", "expected"), UNCLEAR.items(), ids=UNCLEAR)
def test_a_date_with_several_meanings_is_asked_about_everywhere(text: str, expected: set[PartialDate]) -> None:
    with pytest.raises(DateError, match=r"can be two dates: .+ or .+\. Please write the month as a word\.") as refused:
        dates.parse(text, TODAY)
    assert all(reading.text() in str(refused.value) for reading in expected)
    assert set(dates.readings(text, TODAY).values()) == expected
    (question,) = look("list.csv", f"Date;Exam\n{text};CT head\n".encode(), TODAY).questions
    assert question.key == "date_order"
    (proposed,) = propose(f"Date of exam: {text}\nCT of the head.\n", TODAY).dates
    assert set(proposed.choices) == expected


def test_the_command_line_names_both_meanings(tmp_path: Path) -> None:
    command = ["--db", str(tmp_path / "record.db"), "add", "ct_head", "--when", "3/9/2026"]
    said = CliRunner().invoke(main, command)
    assert (said.exit_code, "3 Sep 2026 or 9 Mar 2026" in said.output) == (1, True)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_none(text: str) -> None:
    assert dates.readings(text, TODAY) == {}
    with pytest.raises(DateError):
        dates.parse(text, TODAY)


def test_about_is_told_to_whoever_can_keep_it() -> None:
    assert all(map(dates.is_about, ("about 2009", "ca. 2009", "~2009", "2009?", "2009 ca.")))
    assert not any(map(dates.is_about, ("2009", "March 2015", "3/9/2025", "")))
    (exam,) = read_sheet("list.csv", b"Date;Exam\nca. 2009;CT head\n", TODAY).exams
    assert "ca. 2009" in json.dumps([str(exam)], ensure_ascii=False)


def test_two_digits_are_the_last_hundred_years_or_soon_where_a_plan_is_meant() -> None:
    assert dates.parse("9 Mar 27", TODAY).first == date(1927, 3, 9)
    assert dates.parse("9 Mar 27", TODAY, ahead=10).first == date(2027, 3, 9)
    assert dates.parse("the 30s", TODAY) == years(1930, 1939)


def test_a_year_in_running_text_is_not_the_day_of_the_exam() -> None:
    assert propose("CT of the head. Fracture in 2009, pain since summer 2020.\nFirm: 1998\n", TODAY).dates == ()


def test_a_date_of_birth_is_never_the_day_of_the_exam() -> None:
    assert propose("Date of birth: 1971\nCT of the head.\n", TODAY).dates == ()
