"""What words about time mean, as first and last month: decades, seasons, early, mid and late.

People's words are vaguer than a calendar, so these choices are made; what was read is always shown:

- "Early", "mid" and "late" of a decade overlap as people's words do: 1990 to 1993, 1993 to 1997, 1996 to 1999. Of a
  year they are its thirds, January to April and so on.
- Seasons are those of the northern half of the earth, in whole months: spring is March to May, summer June to August,
  autumn September to November, "winter 2019/20" December to February. "Winter 2020" can be its first months or its
  last: the year.
"""

import re

from tracker.reference.words import keys

Month = tuple[int, int | None]  # a year, and a month of it or None for the whole year

_SILENT = ("of", "year", "weekday")
_DECADE = re.compile(r"('?)((?:[12][0-9])?[0-9]0)('?s|er|ern)?")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_OF_A_DECADE = {"": (0, 9), "early": (0, 3), "middle": (3, 7), "late": (6, 9)}
_OF_A_YEAR = {"early": (1, 4), "middle": (5, 8), "late": (9, 12)}


def full_year(text: str, newest: int) -> int:
    """The year; of two digits ("15", "'15"), the one year they can mean among the hundred up to the newest."""
    year = int(text.strip("'"))
    return year if len(text) == 4 else newest - (newest - year) % 100


def telling(words: str) -> tuple[list[str], str]:
    """The words that say when, without "of", "the", "Monday"; and "early", "middle" or "late" from their front."""
    means = keys("date_words")
    every = re.split(r"[\s,./–-]+", re.sub(r"\b([0-9]{1,2})\.[oa]\b", r"\1", words))  # "1.º de enero"
    kept = [word for word in every if word and means.get(word) not in _SILENT]
    stage = means.get(kept[0], "") if kept else ""
    return (kept[1:], stage) if stage in _OF_A_YEAR else (kept, "")


def span(words: str, newest: int) -> tuple[Month, Month] | None:
    """The first and the last month of "mid 1990s", "summer 2020", "early 2015" or "in 2009"; None for anything else.

    Args:
        words: folded.
        newest: the newest year that two digits can mean.
    """
    kept, stage = telling(words)
    if season := next((name for word in kept if (name := keys("date_words").get(word, "")) in _SEASONS), ""):
        return _season(season, [word for word in kept if keys("date_words").get(word) != season])
    if decade := _decade(kept, newest, alone=" " not in words):
        first, last = _OF_A_DECADE[stage]
        return (decade + first, None), (decade + last, None)
    if len(kept) != 1 or not re.fullmatch("[0-9]{4}", kept[0]):
        return None
    year = int(kept[0])
    if not stage:
        return (year, None), (year, None)
    return (year, _OF_A_YEAR[stage][0]), (year, _OF_A_YEAR[stage][1])


def _decade(kept: list[str], newest: int, *, alone: bool) -> int | None:
    """The first year of "1990s", "the '90s", "90er Jahre", "años 90"; "90s" alone may be seconds."""
    bare = [word for word in kept if keys("date_words").get(word) != "decade"]
    found = _DECADE.fullmatch(bare[0]) if len(bare) == 1 else None
    if not found or not (found[3] or len(bare) < len(kept)) or (alone and len(found[2]) == 2 and not found[1]):
        return None
    return full_year(found[2], newest)


def _season(season: str, years: list[str]) -> tuple[Month, Month] | None:
    if not years or not re.fullmatch("[0-9]{4}", years[0]):
        return None
    year, start = int(years[0]), _SEASONS[season]
    if len(years) == 1:
        return ((year, None), (year, None)) if season == "winter" else ((year, start), (year, start + 2))
    follows = re.fullmatch("[0-9]{2}|[0-9]{4}", years[1]) and int(years[1][-2:]) == (year + 1) % 100
    return ((year, 12), (year + 1, 2)) if follows and season == "winter" and len(years) == 2 else None
