"""Dates as people write them, in four languages: 3/9/2015, 9. März 2015, Sept 2015, 2009, 1990 to 2005.

A date in numbers is read in every order in which it is a date, so that whoever has more of them can tell, or ask.
"""

import re
from collections.abc import Iterable, Mapping

from tracker import clock, dates
from tracker.dates import PartialDate
from tracker.errors import DateError
from tracker.readers.words.folding import folded

ORDERS = ("dmy", "mdy", "ymd")
LONGEST = 60
_NAMES = (
    "january jan januar janner janvier janv enero ene",
    "february feb februar fevrier fevr fev febrero",
    "march mar marz mrz mars marzo maerz",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug aout agosto ago",
    "september sep sept septembre septiembre setiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic",
)
MONTHS: Mapping[str, int] = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
MONTH_WORD = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b"

_TRIPLE = re.compile(r"([0-9]{1,4})([./-])\s?([0-9]{1,2})\2\s?([0-9]{1,4})")
_COMPACT = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_MONTH = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})")
_DECADE = re.compile(r"([12][0-9]{2}0)(?:s|'s|er|er jahren?)|annees ([12][0-9]{2}0)")
_CLOCK = re.compile(
    r"(?:t|,? +(?:at |um |a )?)[0-9]{1,2}:[0-9]{2}(?:[:.0-9]*)(?: ?[ap]m)?(?: ?z| ?[+-][0-9]{2}:?[0-9]{2})?$"
)
_RANGE = re.compile(
    r"(?:between |from |von |zwischen |de |du |entre )?(.{4,28}?)"
    r"(?: (?:to|and|until|bis|und|a|au|et|hasta|y) | ?[–—] ?| - )(.{4,28})"
)
_YEARS = re.compile(r"([0-9]{4}) ?[-/] ?([0-9]{4})")
_EMPTY_WORDS = (
    "de del of the den der le el am on mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday"
    " sunday montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so lundi mardi mercredi"
    " jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo"
)
_WORDLESS = frozenset(_EMPTY_WORDS.split())
_DAY_SUFFIX = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|o|º|ª)?")


def readings(text: str) -> dict[str, PartialDate]:
    """The date under each order of day, month and year in which the text is one; empty where it is none.

    A text that is clear has the same date under every order.
    """
    words = " ".join(folded(text[: LONGEST + 1]).split())
    if not words or len(words) > LONGEST:
        return {}
    words = _CLOCK.sub("", words)
    if ends := _YEARS.fullmatch(words):
        return _all(_between(_of(int(ends[1])), _of(int(ends[2]))))
    if single := _single(words):
        return single
    if ends := _RANGE.fullmatch(words):
        first, last = _single(ends[1]), _single(ends[2])
        return {order: day for order in first if order in last and (day := _between(first[order], last[order]))}
    return {}


def unclear(found: Mapping[str, PartialDate]) -> bool:
    """Whether a date depends on the order of day and month."""
    return len(set(found.values())) > 1


def orders(texts: Iterable[str]) -> tuple[str, ...]:
    """The orders in which every one of these dates is a date; none where they are mixed."""
    found = [keys for text in texts if (keys := readings(text).keys())]
    return tuple(order for order in ORDERS if all(order in keys for keys in found))


def _single(words: str) -> dict[str, PartialDate]:
    if triple := _TRIPLE.fullmatch(words):
        return _numeric(triple[1], triple[3], triple[4])
    if compact := _COMPACT.fullmatch(words):
        return _all(_of(int(compact[1]), int(compact[2]), int(compact[3])))
    if month := _MONTH_YEAR.fullmatch(words):
        return _all(_of(int(month[2]), int(month[1])))
    if month := _YEAR_MONTH.fullmatch(words):
        return _all(_of(int(month[1]), int(month[2])))
    if decade := _DECADE.fullmatch(words):
        start = int(decade[1] or decade[2])
        return _all(_between(_of(start), _of(start + 9)))
    if re.fullmatch("[0-9]{4}", words):
        return _all(_of(int(words)))
    return _all(_with_month_name(re.split(r"[\s,./-]+", words)))


def _numeric(first: str, second: str, third: str) -> dict[str, PartialDate]:
    if len(first) == 3 or len(third) == 3:
        return {}
    if len(first) == 4:
        return _all(_of(int(first), int(second), int(third))) if len(third) <= 2 else {}
    parts = {"dmy": (third, second, first), "mdy": (third, first, second)}
    if len(third) <= 2:
        parts["ymd"] = (first, second, third)
    found = {order: _of(_year(year), int(month), int(day)) for order, (year, month, day) in parts.items()}
    return {order: day for order, day in found.items() if day}


def _with_month_name(tokens: list[str]) -> PartialDate | None:
    kept = [token for token in tokens if token and token not in _WORDLESS]
    named = [place for place, token in enumerate(kept) if token in MONTHS]
    if len(named) != 1 or not 2 <= len(kept) <= 3:
        return None
    month = MONTHS[kept.pop(named[0])]
    years = [token for token in kept if re.fullmatch("[0-9]{4}", token)]
    if len(kept) == 1:
        return _of(int(years[0]), month) if years else None  # "Mar-15" may be a day or a year: neither is assumed
    # "12-Mar-15" is how Excel shows days in English; with the month in front, "March 12 15" is nobody's habit.
    if not years and named[0] == 1 and re.fullmatch("[0-9]{2}", kept[1]):
        years = [kept[1]]
    if len(years) != 1:
        return None
    day = _DAY_SUFFIX.fullmatch(kept[0] if kept[1] == years[0] else kept[1])
    return _of(_year(years[0]), month, int(day[1])) if day else None


def _year(text: str) -> int:
    """The year; of two digits, the one year they can mean among the last hundred."""
    year = int(text)
    if len(text) > 2:
        return year
    newest = clock.today().year
    return newest - (newest - year) % 100


def _of(year: int, month: int | None = None, day: int | None = None) -> PartialDate | None:
    try:
        return dates.of(year, month, day)
    except DateError:
        return None


def _between(first: PartialDate | None, last: PartialDate | None) -> PartialDate | None:
    return dates.between(first, last) if first and last and first.first <= last.last else None


def _all(day: PartialDate | None) -> dict[str, PartialDate]:
    return dict.fromkeys(ORDERS, day) if day else {}
