"""Words and units that spreadsheets and written reports use for dose quantities and radiopharmaceuticals."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from tracker.errors import Reason, TrackerError, UnitError
from tracker.reference.words import any_of, folded, pattern, patterns, table, words
from tracker.units import QUANTITIES, convert

_BY_WAY = ("tc99m_sestamibi", "tc99m_tetrofosmin")  # rest and stress have different coefficients


_HOUR, _MINUTE, _SECOND = (any_of("units_of_time", unit) for unit in ("h", "min", "s"))
UNIT = (
    r"(?:(?:micro|milli|centi|deci|[mcduk\u00b5\u03bc])? ?(?:gy|gray)s?"
    r"(?:[ .*\u00b7\u22c5\u2022\u00d7x/-]{0,3}(?:sq[. ]{0,2})?(?:cm|m)"
    r"(?: ?(?:\^|\*\*)? ?2| ?[*x\u00d7.] ?cm|[ .-]?sq(?:uared)?)?(?![a-z0-9]))?"
    r"|(?:micro|milli|[mu\u00b5\u03bc])? ?(?:sv|sieverts?)|m?rem"
    r"|(?:mega|giga|kilo|[mgk])?(?:bq|becquerels?)|(?:milli|micro|[mu\u00b5\u03bc])?ci|millicuries?"
    rf"|(?:{_MINUTE}|{_SECOND})\b\.?)(?![a-z0-9])"
)
_WORDS: Mapping[str, str] = {word: unit for unit, every in words("units_of_time").items() for word in every} | {
    "millicurie": "mCi",
    "millicuries": "mCi",
}
_START = r"(?<![\w.,:'’/-])"
# "1m 12s", "1 min 12", "6 Min. und 12 Sek.", 6'12", "1 h 2 min 3 s"
DURATION = re.compile(
    rf"{_START}(?:(?P<h>[0-9]{{1,2}}) ?{_HOUR}(?![a-z])\.?,? ?)?"
    rf"(?P<m>[0-9]{{1,3}}) ?(?:(?:{_MINUTE}|m)(?![a-z])\.?|['′])"
    rf"(?:,? ?{any_of('reports', 'until')}?) ?(?P<s>[0-9]{{1,2}}(?:[.,][0-9])?)"
    rf"(?: ?(?:{_SECOND}\b\.?|[\"″]|'')|(?=[ \t]*(?:[.,;)\]\n]|$))(?![.,][0-9]))"
)
COLONS = r"m{1,2}:ss?|min\.?:s(?:ec|ek|eg)?\.?"
CLOCK = re.compile(  # "2:14", "0:02:14", "2:14 (mm:ss)", "2:14 min", "1:05 h"
    rf"{_START}(?P<first>[0-9]{{1,3}}):(?P<second>[0-5][0-9])(?::(?P<third>[0-5][0-9](?:\.[0-9]+)?))?(?![:0-9])"
    rf"(?: ?[(\[]?(?P<way>{COLONS}|h{{1,2}}:mm?|min\w*|{_HOUR})\b\.?)?"
)


def seconds_of_duration(duration: re.Match[str]) -> float | None:
    """The seconds of a time in minutes and seconds, None where these are 60 or more."""
    seconds = float(duration["s"].replace(",", "."))
    return 3600.0 * int(duration["h"] or 0) + 60.0 * int(duration["m"]) + seconds if seconds < 60 else None


def seconds_of_clock(clock: re.Match[str], way: str = "") -> tuple[float, ...]:
    """The seconds that a time with colons can be: two values where nothing tells minutes and seconds from hours.

    Args:
        clock: what `CLOCK` found.
        way: "mm:ss" or "h:mm" where something beside the time tells, "" where nothing does.
    """
    first, second = int(clock["first"]), int(clock["second"])
    if clock["third"]:
        return (3600.0 * first + 60 * second + float(clock["third"]),)
    in_minutes, in_hours = 60.0 * first + second, 3600.0 * first + 60 * second
    way = clock["way"] or way
    return (in_minutes if way.startswith("m") else in_hours,) if way else (in_minutes, in_hours)


@cache
def label_pattern() -> re.Pattern[str]:
    """Finds any word for a quantity; the name of the group is the quantity, "other" for one that is none of ours."""
    # The first that fits counts: "other" (a number belongs to the nearest word) and "kerma area product" stand first.
    said = {name: [led for word in every for led in _led(word)] for name, every in words("doses").items()}
    groups = [f"(?P<{name}>{'|'.join(map(_at_word, every))})" for name, every in said.items() if name != "total"]
    starts: dict[str, set[str]] = {}
    for word in (word.removeprefix(r"\b") for every in said.values() for word in every):
        starts.setdefault(word[0], set()).add(word[1] if re.match(r"[a-z]{2}(?![?*])", word) else r"\s\S")
    two_letters = "|".join(f"{first}[{''.join(sorted(second))}]" for first, second in starts.items())
    return re.compile(f"(?={two_letters})(?:{'|'.join(groups)})")  # most of a text is passed over, ten times as fast


def _led(word: str) -> Iterator[str]:
    """A word as patterns that begin with a letter: without the choice of words before it."""
    choice = re.match(r"\(\?:([^()]*)\)(\??)(.*)", word)
    if not choice:
        yield word
        return
    yield from (first + choice[3] for first in choice[1].split("|"))
    yield from [choice[3]] if choice[2] else []


def _at_word(word: str) -> str:
    r"""A word with its first letter before the "\b" that stood there: `re` looks for a letter first."""
    return re.sub(r"^\\b([a-z])", r"\1(?<=\\b\1)", word)


@cache
def total_pattern() -> re.Pattern[str]:
    """Finds a word for a total."""
    return re.compile(rf"\b(?:{'|'.join(words('doses')['total'])})(?=\b|-?dlp)")


@lru_cache(maxsize=4096)
def _squeezed(unit: str) -> str:
    text = re.sub(r"cm ?[*x\u00d7.] ?cm", "cm2", folded(unit).replace("\u03bc", "u").replace("\u00b5", "u"))
    text = re.sub(r"sq[. ]*(c?m)|(c?m)[ .-]?sq(?:uared)?", r"\1\g<2>2", text)
    for word, sign in (("micro", "u"), ("milli", "m"), ("centi", "c"), ("mega", "m"), ("giga", "g"), ("kilo", "k")):
        text = text.replace(word, sign)
    text = re.sub("(?:gray|gy)s?", "gy", text)
    text = re.sub("sieverts?", "sv", re.sub("becquerels?", "bq", text))
    return re.sub(r"[\s.*^/\u00b7\u22c5\u2022\u00d7-]", "", text).replace("gyxcm", "gycm")


def unit_of(text: str, quantity: str) -> str:
    """The unit as our tables spell it, "" where the text is no unit of this quantity.

    Capital letters do not matter, except that mBq (a thousandth of a becquerel) is never taken for MBq. "Gy/cm2",
    which many reports print, is read as Gy.cm2: no quantity of ours is divided by a length.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > 20 or wanted.startswith(("mBq", "milliB", "millib", "MCi")):
        return ""
    return _known_unit(wanted, quantity)


@lru_cache(maxsize=4096)  # a sheet asks the same of each of its titles for every quantity and row
def _known_unit(wanted: str, quantity: str) -> str:
    squeezed = _squeezed(_WORDS.get(folded(wanted).rstrip("."), wanted))
    menu = next((unit for unit in QUANTITIES[quantity].units if _squeezed(unit) == squeezed), "")
    if menu:
        return menu
    try:
        convert(1.0, wanted, quantity)
    except TrackerError:
        return ""
    return wanted


def quantities_of(unit: str) -> tuple[str, ...]:
    """The quantities that are given in this unit, in the order of our tables."""
    return tuple(name for name in QUANTITIES if unit_of(unit, name))


def quantity_named(text: str) -> str:
    """The quantity a heading names, "" where it names none or several, or one that is none of ours."""
    names = {match.lastgroup or "" for match in label_pattern().finditer(folded(text))}
    return names.pop() if len(names) == 1 and "other" not in names else ""


def refusal(error: TrackerError, unit: str, quantity: str) -> Reason:
    """Why `units.convert` does not take a value."""
    if isinstance(error, UnitError):
        return Reason.of("not_a_unit", unit=unit[:20], label=quantity, known=", ".join(QUANTITIES[quantity].units))
    return Reason.of("negative", label=quantity)


def keys() -> tuple[str, ...]:
    """Every key this module can give."""
    return (*table("agents"), *(f"{key}_stress" for key in _BY_WAY))


def agent_in(text: str) -> str:
    """Key of the one radiopharmaceutical that folded words name, "" where they name none or several.

    Where rest and stress have different coefficients, the words must say which of them it was.
    """
    found = {key for expected, key in patterns("agents") if expected.search(text)}
    for key in found & set(_BY_WAY):
        rest, stress = (bool(pattern("exam_words", way).search(text)) for way in ("rest", "stress"))
        found = found - {key} | {key if rest and not stress else f"{key}_stress" if stress and not rest else ""}
    return found.pop() if len(found) == 1 else ""
