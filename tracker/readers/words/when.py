"""The dates in a sentence as people say them: any date `tracker.dates` reads, and times told from today."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tracker import dates
from tracker.dates import PartialDate
from tracker.errors import DateError
from tracker.reference.words import keys, table, words

MOST_TOKENS = 8
_TOKEN = re.compile(r"[^\s;(),]+")
_DIGITS = re.compile(r"'?[0-9]{1,4}(?:(?:st|nd|rd|th|er|\.?s|')|[./-][0-9./-]*[0-9])?\.?")
_UNITS = ("days", "weeks", "months", "years")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_LONG_PAST = timedelta(days=60)  # "last summer" said sooner after a summer can be the one before


@dataclass(frozen=True, slots=True)
class When:
    """A date of a sentence: its place, and what it can be; several where the person has to say, none in the future.

    Attributes:
        yearless: only a month is said.
    """

    start: int
    end: int
    choices: tuple[PartialDate, ...]
    yearless: bool = False


def dates_in(plain: str, today: date, order: str = "") -> list[When]:
    """The dates of a folded text, in their order.

    Args:
        order: that of day and month ("dmy"), where the language of the text tells it.
    """
    found = list[When]()
    for each in (*_from_today(plain, today), *_written(plain, today, order), *_without_year(plain, today)):
        if not any(each.start < other.end and other.start < each.end for other in found):
            found.append(each)
    return sorted(found, key=lambda each: each.start)


def _written(plain: str, today: date, order: str) -> Iterator[When]:
    """The longest runs of words that are a date."""
    tokens = list(_TOKEN.finditer(plain))
    place = 0
    while place < len(tokens):
        last = min(len(tokens), place + MOST_TOKENS)
        for stop in range(last, place, -1):
            start, end = tokens[place].start(), tokens[stop - 1].end()
            belongs = all(_may_belong(token[0]) for token in tokens[place:stop]) and ";" not in plain[start:end]
            if (
                not belongs
                or tokens[stop - 1][0] in words("date_words")["of"]
                or re.fullmatch("[a-z]", tokens[place][0])
            ):
                continue
            if choices := _choices(plain[start:end], today, order):
                yield When(start, start + len(plain[start:end].rstrip(" .,")), choices)
                place = stop - 1
                break
        place += 1


def _choices(phrase: str, today: date, order: str) -> tuple[PartialDate, ...]:
    """What a phrase can be; "2017 and 2018", without "between", are two dates and no span."""
    ends = re.split(rf" (?:{'|'.join(words('reports')['and'])}) ", phrase)
    if len(ends) == 2 and not re.match(any_of("from"), phrase) and all(dates.readings(end, today) for end in ends):
        return tuple(choice for end in ends for choice in _choices(end, today, order))
    by_order = dates.readings(phrase, today)
    chosen = {order: by_order[order]} if order in by_order else by_order
    return tuple(day for day in dict.fromkeys(chosen.values()) if day.first <= today)


@cache
def _of_time() -> frozenset[str]:
    said = {word for key in ("months", "date_words") for every in words(key).values() for word in every}
    return frozenset(part for word in said for part in word.split())


def _may_belong(token: str) -> bool:
    bare = token.strip(".,:")
    return (
        bare in _of_time()
        or bool(_DIGITS.fullmatch(token))
        or all(part in _of_time() or part.isdecimal() for part in re.split("[-'–]", bare))
    )


@cache
def any_of(*names: str) -> str:
    """The words of some rows of the tables `sentence` and `date_words`, as one group of a pattern."""
    every = [word for name in names for word in (words("sentence").get(name) or words("date_words")[name])]
    return f"(?:{'|'.join(sorted(every, key=len, reverse=True))})"


@cache
def number_words() -> str:
    """A pattern for a number up to three digits, or the word for one."""
    return rf"(?:[0-9]{{1,3}}|{any_of(*(key for key in table('sentence') if key.isdigit()))})"


def number_said(text: str) -> int:
    """The number that such words say."""
    if text.isdigit():
        return int(text)
    return next(int(k) for k in table("sentence") if k.isdigit() and re.fullmatch(any_of(k), text))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """So long ago; last or this summer, year, March; since some date; yesterday and today."""
    units = "|".join(f"(?P<{name}#>{any_of(name)})" for name in _UNITS)
    amount = rf"(?P<n#>{number_words()}|{any_of('article')}) (?:{units})"
    amounts = [amount.replace("#", number) for number in ("", "2")]
    back = rf"\b(?:{any_of('about')} )?(?:{amounts[0]} {any_of('ago')}|{any_of('ago before')} {amounts[1]})\b"
    # Seasons, months and units of time that a word for "last" or "this" stands beside.
    whole = "|".join(f"(?P<{name}#>{any_of(name)})" for name in (*_SEASONS, *_UNITS[1:]))
    whole += rf"|(?P<month#>{'|'.join(sorted(keys('months'), key=len, reverse=True))})"
    which = rf"(?:(?P<last#>{any_of('last')})|{any_of('this')})"
    first, behind = (rf"{which} (?:{whole})".replace("#", ""), rf"(?:{whole}) {which}".replace("#", "2"))
    near = rf"\b(?:{first}|{behind})\b"
    day = rf"\b(?:(?P<yesterday>{any_of('yesterday')})|{any_of('today')})\b"
    return (
        re.compile(back),
        re.compile(near),
        re.compile(rf"\b{any_of('since')} (?P<date>[^;,]{{4,20}})"),
        re.compile(day),
    )


def _named(match: re.Match[str]) -> dict[str, str]:
    return {name.rstrip("2"): text for name, text in match.groupdict().items() if text}


def _from_today(plain: str, today: date) -> Iterator[When]:
    back, near, since, day = _patterns()
    for match in back.finditer(plain):
        named = _named(match)
        count = number_said(named["n"]) if re.fullmatch(number_words(), named["n"]) else 1
        if (when := _ago(count, next(u for u in _UNITS if u in named), today)) is not None:
            yield When(*match.span(), (when,))
    for match in near.finditer(plain):
        named = _named(match)
        yield When(*match.span(), tuple(_past(named, today) if "last" in named else _present(named, today)))
    for match in since.finditer(plain):
        for length in range(len(match["date"]), 3, -1):
            start = {d for d in dates.readings(match["date"][:length], today).values() if d.first <= today}
            if len(start) == 1:
                when = PartialDate(start.pop().first, today, "range")
                yield When(match.start(), match.start("date") + length, (when,))
                break
    for match in day.finditer(plain):
        then = today - timedelta(days=1) if match["yesterday"] else today
        yield When(*match.span(), (PartialDate(then, then, "day"),))


def _ago(count: int, unit: str, today: date) -> PartialDate | None:
    """So long ago, as exactly as people mean it: a day, a month, a year."""
    if unit == "days":
        return PartialDate(today - timedelta(days=count), today - timedelta(days=count), "day")
    if unit == "weeks":
        then, some = today - timedelta(weeks=count), timedelta(days=3)
        return PartialDate(then - some, then + some, "range")
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "years" else 1)
    try:
        return dates.of(months // 12, None if unit == "years" else months % 12 + 1)
    except DateError:
        return None


def _past(named: dict[str, str], today: date) -> list[PartialDate]:
    """The last one that is over; of one that is hardly over, the one before, too."""
    if "weeks" in named:
        monday = today - timedelta(days=today.weekday() + 7)
        return [PartialDate(monday, monday + timedelta(days=6), "range")]
    if "months" in named:
        return [when] if (when := _ago(1, "months", today)) else []
    if "years" in named:
        return [dates.of(today.year - 1)]
    over = [when for year in range(today.year, today.year - 3, -1) if (when := _in_year(named, year)).last < today]
    return over[:1] if today - over[0].last > _LONG_PAST else over[:2]


def _present(named: dict[str, str], today: date) -> list[PartialDate]:
    """The year, month, season of today, as far as it has begun."""
    if "weeks" in named:
        return [PartialDate(today - timedelta(days=today.weekday()), today, "range")]
    if "months" in named:
        return [dates.of(today.year, today.month)]
    when = dates.of(today.year) if "years" in named else _in_year(named, today.year)
    return [when] if when.first <= today else []


def _in_year(named: dict[str, str], year: int) -> PartialDate:
    """The season or month of a year; the winter that began in the year before."""
    if "month" in named:
        return dates.of(year, int(keys("months")[named["month"]]))
    season = next(name for name in _SEASONS if name in named)
    first = _SEASONS[season]
    if season == "winter":
        return dates.between(dates.of(year - 1, 12), dates.of(year, 2))
    return dates.between(dates.of(year, first), dates.of(year, first + 2))


def _without_year(plain: str, today: date) -> Iterator[When]:
    """A month without its year: the last three that are over; only where it cannot be another word ("may")."""
    for match in _TOKEN.finditer(plain):
        word = match[0].strip(".")
        if len(word) > 4 and word in keys("months"):
            months = [dates.of(year, int(keys("months")[word])) for year in range(today.year, today.year - 4, -1)]
            yield When(match.start(), match.start() + len(word), tuple(m for m in months if m.first <= today)[:3], True)
