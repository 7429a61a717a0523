"""Dates as people know them: a day, a month, a year, or somewhere between two of these; and the one reader of them.

The form, the command line, spreadsheets and letters all read dates here, with the words of data/words (what vague ones
mean stands in `reference.words`). A date in numbers is read in every order in which it is a date, so that whoever
has more of them can tell, or ask. "About" some day is its month; "about" a longer time is that time.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from tracker import clock
from tracker.errors import DateError
from tracker.i18n import N_, _
from tracker.reference.words import folded, full_year, keys, months_meant, words, words_of_time

PRECISIONS = ("day", "month", "year", "range")
OLDEST_YEAR = 1896  # the first diagnostic X-ray pictures of patients were taken in January 1896
ORDERS = ("dmy", "mdy", "ymd")
LONGEST = 60

# Translators: the twelve months, with a space between them, as they stand inside a sentence.
_MONTHS = N_("January February March April May June July August September October November December")
# Translators: the twelve months in short, with a space between them.
_SHORT_MONTHS = N_("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")

_TRIPLE = re.compile(r"([0-9]{1,4})([./-])\s?([0-9]{1,2})\2\s?([0-9]{1,4})")
_PLAIN = (  # and where year, month and day stand in them
    (re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])"), (1, 2, 3)),
    (re.compile(r"([0-9]{1,2})[./-]([0-9]{4})"), (2, 1)),
    (re.compile(r"([0-9]{4})[./-]([0-9]{1,2})"), (1, 2)),
    (re.compile(r"([0-9]{4})"), (1,)),
)
_YEARS = re.compile(r"([0-9]{4}) ?[-/–—] ?([0-9]{4}|[0-9]{2})")
_CLOCK = re.compile(
    r"(?:t|,? +(?:at |um |a )?)[0-9]{1,2}:[0-9]{2}(?:[:.0-9]*)(?: ?[ap]m)?(?: ?z| ?[+-][0-9]{2}:?[0-9]{2})?$"
)
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|eme|e|o|a|°)?")


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


def parse(text: str, today: date | None = None, *, ahead: int = 0) -> PartialDate:
    """Read what a person typed: "2009", "March 2015", "3 Sep 2026", "summer 2020", "mid 1990s", "1990 to 2005".

    Args:
        text: the date, in any of the languages of data/words.
        today: the day on which it was typed.
        ahead: years after this one that a year of two digits can mean; else it is one of the last hundred years.

    Raises:
        DateError: the text is no date, or can be several: 3/9/2026 is March in one country and September in another.
    """
    found = tuple(dict.fromkeys(_read(text, (today or clock.today()).year + ahead).values()))
    if len(found) > 1:
        either = found[0].text()
        for other in found[1:]:
            # Translators: two dates: "3 Sep 2026 or 9 Mar 2026".
            either = _("{one} or {other}").format(one=either, other=other.text())
        raise DateError(
            _("“{text}” can be two dates: {either}. Please write the month as a word.").format(text=text, either=either)
        )
    if not found:
        raise DateError(
            _(
                "“{text}” is not a date this program can read. Please write it as 2009, March 2015 or 3 Sep 2026."
            ).format(text=text[:40])
        )
    return found[0]


def readings(text: str, today: date | None = None) -> dict[str, PartialDate]:
    """The date under each order of day, month and year in which the text is one; empty where it is none.

    A text that is clear has the same date under every order. `today` settles years of two digits.
    """
    try:
        return _read(text, (today or clock.today()).year)
    except DateError:
        return {}


def unclear(by_order: Mapping[str, PartialDate]) -> bool:
    """Whether a date depends on the order of day and month."""
    return len(set(by_order.values())) > 1


def orders(texts: Iterable[str]) -> tuple[str, ...]:
    """The orders in which every one of these dates is a date; none where they are mixed."""
    found = [fits for text in texts if (fits := readings(text).keys())]
    return tuple(order for order in ORDERS if all(order in fits for fits in found))


def is_about(text: str) -> bool:
    """Whether a date is said to be near only: "about 2009", "ca. 2009", "2009?"."""
    plain = _plain(text)
    return _exactly(plain) != plain


def month_number(word: str) -> int | None:
    """The month with this name, in any language, long or short."""
    found = keys("months").get(folded(word).strip(" ."))
    return int(found) if found else None


def age_in_years(birth: date, on: date) -> int:
    """Completed years of age on a day; negative before birth."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


@cache
def _any(key: str) -> str:
    """The words with this meaning as one choice of a pattern, long ones first."""
    return "|".join(re.escape(word) for word in sorted(words("date_words")[key], key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is only near ("about" in front of it or behind it), and a span with its two ends."""
    about, silent = _any("about"), _any("of")
    near = rf"(?:(?:{silent}) )?(?:(?:{about})(?:\. ?| )|[~≈] ?)(.+)|(.+?)(?: \(?(?:{about})\.?\)?| ?\?)"
    start, middle = _any("from"), _any("until")
    span = rf"(?:(?:{start}) )?(.{{3,28}}?)(?: (?:{middle}) | ?[–—] ?| - |(?<=[a-z0-9])-(?=[a-z]))(.{{4,28}})"
    return re.compile(near), re.compile(span)


@cache
def _weekday() -> re.Pattern[str]:
    """The day of the week before a date in numbers: "Mon 12/03/2015", "Donnerstag, den 12.03.2015"."""
    return re.compile(
        rf"(?:{_any('weekday')}|{_any('weekday_short')})(?:-feira)?[.,]{{0,2}} (?:(?:{_any('of')}) )?(?=[0-9])"
    )


def _plain(text: str) -> str:
    plain = " ".join(folded(text[: LONGEST + 1]).replace("’", "'").split()).strip(" .,;")
    return re.sub(r"(?<=[a-z])'(?=[a-z])", " ", plain)  # "l'été", "d'avril", "jusqu'à"


def _exactly(plain: str) -> str:
    found = _patterns()[0].fullmatch(plain)
    return (found[1] or found[2]) if found else plain


def _read(text: str, newest: int) -> dict[str, PartialDate]:
    """As `readings`, but what is understood and cannot be is refused (DateError); `newest` year of two digits."""
    plain = _plain(text)
    if not plain or len(text) > LONGEST:
        return {}
    exact = _exactly(plain)
    timeless = _CLOCK.sub("", exact)
    found = _single(timeless, newest) or _span(timeless, newest)
    if exact == plain:
        return found
    return {o: of(d.first.year, d.first.month) if d.precision == "day" else d for o, d in found.items()}


def _span(plain: str, newest: int) -> dict[str, PartialDate]:
    ends = _patterns()[1].fullmatch(plain)
    if not ends:
        return {}
    last = _single(ends[2], newest)
    # "March to May 2016", "mid to late 1990s": the year of the second stands for both.
    first = _single(ends[1], newest) or (last and _single(f"{ends[1]} {ends[2].split()[-1]}", newest))
    return _existing({order: partial(between, first[order], last[order]) for order in first if order in last})


def _single(plain: str, newest: int) -> dict[str, PartialDate]:
    if triple := _TRIPLE.fullmatch(_weekday().sub("", plain)):
        return _numeric(triple[1], triple[3], triple[4], newest)
    if years := _YEARS.fullmatch(plain):
        last = int(years[2] if len(years[2]) == 4 else years[1][:2] + years[2])
        # "2009-12" is a month; "1990-95" and "2019/20" can only be years.
        if len(years[2]) == 4 or (int(years[2]) > 12 and last > int(years[1])):
            return _all(between(of(int(years[1])), of(last)))
    for pattern, places in _PLAIN:
        if found := pattern.fullmatch(plain):
            return _all(of(*(int(found[place]) for place in places)))
    return _all(_in_words(plain, newest)) if re.search("[a-z']", plain) else {}


def _numeric(first: str, second: str, third: str, newest: int) -> dict[str, PartialDate]:
    if len(first) == 3 or len(third) == 3 or (len(first) == 4 and len(third) > 2):
        return {}
    if len(first) == 4:
        return _all(of(int(first), int(second), int(third)))
    parts = {"dmy": (third, second, first), "mdy": (third, first, second)}
    if len(third) <= 2:
        parts["ymd"] = (first, second, third)
    written = {o: part for o, part in parts.items() if len(part[0]) > 1}  # a year of one digit is nobody's habit
    return _existing({o: partial(of, full_year(y, newest), int(m), int(d)) for o, (y, m, d) in written.items()})


def _existing(makers: Mapping[str, Callable[[], PartialDate]]) -> dict[str, PartialDate]:
    """The dates that can be made; DateError where none can."""
    found, refused = {}, None
    for order, make in makers.items():
        try:
            found[order] = make()
        except DateError as error:
            refused = error
    if refused and not found:
        raise refused
    return found


def _in_words(plain: str, newest: int) -> PartialDate | None:
    if ends := months_meant(plain, newest):
        first, last = (of(*end) for end in ends)
        return first if first == last else between(first, last)
    return _with_month_name(words_of_time(plain)[0], newest)


def _with_month_name(kept: list[str], newest: int) -> PartialDate | None:
    named = [place for place, token in enumerate(kept) if token in keys("months")]
    if len(named) != 1 or not 2 <= len(kept) <= 3:
        return None
    month = int(keys("months")[kept[named[0]]])
    rest = kept[: named[0]] + kept[named[0] + 1 :]
    years = [token for token in rest if re.fullmatch("[0-9]{4}|'[0-9]{2}", token)]
    # "12-Mar-15" is how Excel shows days in English; with the month in front, "March 12 15" is nobody's habit.
    if not years and len(rest) == 2 and named[0] == 1 and re.fullmatch("[0-9]{2}", rest[1]):
        years = [rest[1]]
    if len(years) != 1:
        return None  # "Mar-15" may be a day or a year: neither is assumed
    if len(rest) == 1:
        return of(full_year(years[0], newest), month)
    day = _DAY.fullmatch(rest[0] if rest[1] == years[0] else rest[1])
    return of(full_year(years[0], newest), month, int(day[1])) if day else None


def _all(day: PartialDate | None) -> dict[str, PartialDate]:
    return dict.fromkeys(ORDERS, day) if day else {}
