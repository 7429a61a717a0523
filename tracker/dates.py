"""Dates as people know them: a day, a month, a year, or somewhere between two of these."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from tracker.errors import DateError
from tracker.i18n import N_, _, in_every_language

PRECISIONS = ("day", "month", "year", "range")
OLDEST_YEAR = 1896  # the first diagnostic X-ray pictures of patients were taken in January 1896

# Translators: the twelve months, with a space between them, as they stand inside a sentence.
_MONTHS = N_("January February March April May June July August September October November December")
# Translators: the twelve months in short, with a space between them.
_SHORT_MONTHS = N_("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
# Translators: words between two dates ("1990 to 2005"), as people type them; a | between them.
_UNTIL = N_("to|and|until")
# Translators: words before two dates ("from 1990 to 2005"), as people type them; a | between them.
_FROM = N_("between|from")
# Translators: words inside a date ("March of 2015"), as people type them; a | between them.
_OF = N_("of|of the")
_OTHER_SPELLINGS = {"sept": 9, "setiembre": 9}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The first and the last day on which something can have happened, and how exactly that is known."""

    first: date
    last: date
    precision: str

    def text(self) -> str:
        """The date as a person would say it: "3 Sep 2026", "March 2015", "2009", "1990 to 2005"."""
        if self.precision == "day":
            return day_text(self.first.year, self.first.month, self.first.day)
        if self.precision == "month":
            # Translators: "March 2015".
            return _("{month} {year}").format(month=month_name(self.first.month), year=self.first.year)
        if self.precision == "year":
            return str(self.first.year)
        return _("{first} to {last}").format(first=self._end(self.first), last=self._end(self.last))

    def _end(self, day: date) -> str:
        whole_years = (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)
        if whole_years:
            return str(day.year)
        # Translators: "Mar 2015".
        return _("{short_month} {year}").format(short_month=_short(day.month), year=day.year)


def month_name(month: int) -> str:
    """The name of a month (1 to 12) in the chosen language, as it stands inside a sentence."""
    return _(_MONTHS).split()[month - 1]


def day_text(year: int, month: int, day: int) -> str:
    """A day as text: "3 Sep 2026"."""
    # Translators: "3 Sep 2026".
    return _("{day} {short_month} {year}").format(day=day, short_month=_short(month), year=year)


def _short(month: int) -> str:
    return _(_SHORT_MONTHS).split()[month - 1]


def of(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """The date with the precision of what is given.

    Raises:
        DateError: there is no such day, or the year lies before 1896 (the first medical X-ray).
    """
    if not OLDEST_YEAR <= year <= 9999:
        raise DateError(_("The year {year} cannot be right. Please give a year from 1896 on.").format(year=year))
    if month is None:
        return PartialDate(date(year, 1, 1), date(year, 12, 31), "year")
    try:
        if day is None:
            return PartialDate(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
        return PartialDate(date(year, month, day), date(year, month, day), "day")
    except (ValueError, calendar.IllegalMonthError) as error:
        raise DateError(_("There is no such date. Please look at the day and the month again.")) from error


def between(start: PartialDate, end: PartialDate) -> PartialDate:
    """Somewhere from the first day of `start` to the last day of `end`.

    Raises:
        DateError: the end lies before the start.
    """
    if end.last < start.first:
        raise DateError(_("The second date lies before the first one."))
    return PartialDate(start.first, end.last, "range")


def parse(text: str) -> PartialDate:
    """Read "2009", "March 2015", "2015-03", "3 Sep 2026", "2026-09-03" or "1990 to 2005", in any language there is.

    A date in numbers such as 3/9/2026 is refused: it means March in one country and September in another.

    Raises:
        DateError: the text is none of these.
    """
    words = " ".join(text.replace(",", " ").replace("–", "-").split())
    pattern = rf"(?:(?:{_any(_FROM)}) )?(.+?) (?:{_any(_UNTIL)}) (.+)"
    ends = re.fullmatch(pattern, words, re.IGNORECASE) or re.fullmatch(r"(\d{4}) ?- ?(\d{4})", words)
    if ends:
        return between(_single(ends[1]), _single(ends[2]))
    return _single(words)


def _single(text: str) -> PartialDate:
    if iso := re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", text):
        return of(int(iso[1]), int(iso[2]) if iso[2] else None, int(iso[3]) if iso[3] else None)
    of_ = rf"(?:(?:{_any(_OF)}) )?"
    patterns = (
        rf"(?P<m>[^\W\d]+)\.? {of_}(?P<y>\d{{4}})",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|[.]?º|[.])? {of_}(?P<m>[^\W\d]+)\.? {of_}(?P<y>\d{{4}})",
        r"(?P<m>[^\W\d]+)\.? (?P<d>\d{1,2})(?:st|nd|rd|th)? (?P<y>\d{4})",
    )
    for pattern in patterns:
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found and (month := _month_numbers().get(found["m"].casefold())):
            day = found.groupdict().get("d")
            return of(int(found["y"]), month, int(day) if day else None)
    if re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", text):
        raise DateError(
            _(
                "“{text}” can be two dates: some write the day first, some the month. Please write it as 3 Sep 2026."
            ).format(text=text)
        )
    raise DateError(
        _("“{text}” is not a date this program can read. Please write it as 2009, March 2015 or 3 Sep 2026.").format(
            text=text[:40]
        )
    )


@cache
def _any(words: str) -> str:
    """The words of all languages as one choice of a pattern, long ones first."""
    found = {word for text in in_every_language(words) for word in text.split("|")}
    return "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))


@cache
def _month_numbers() -> Mapping[str, int]:
    """Every name of a month in all languages, and its number."""
    every = [*in_every_language(_MONTHS), *in_every_language(_SHORT_MONTHS)]
    named = {name.casefold(): n for text in every for n, name in enumerate(text.split(), start=1)}
    return named | _OTHER_SPELLINGS


def age_in_years(birth: date, on: date) -> int:
    """Completed years of age on a day; negative before birth."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
