"""Words and units that spreadsheets and written reports use for dose quantities, in seven languages."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from tracker.errors import Reason, TrackerError, UnitError
from tracker.reference.words import folded, words
from tracker.units import QUANTITIES, convert


def time_words(unit: str) -> str:
    """A pattern for the words of a unit of time ("s", "min", "h") in all languages, the longest first."""
    return "|".join(sorted(words("units_of_time")[unit], key=len, reverse=True))


UNIT = (
    r"(?:(?:micro|milli|centi|deci|[mcduk\u00b5\u03bc])? ?(?:gy|gray)s?"
    r"(?:[ .*\u00b7\u22c5\u2022\u00d7x/-]{0,3}(?:sq[. ]{0,2})?(?:cm|m)"
    r"(?: ?(?:\^|\*\*)? ?2| ?[*x\u00d7.] ?cm|[ .-]?sq(?:uared)?)?(?![a-z0-9]))?"
    r"|(?:micro|milli|[mu\u00b5\u03bc])? ?(?:sv|sieverts?)|m?rem"
    r"|(?:mega|giga|kilo|[mgk])?(?:bq|becquerels?)|(?:milli|micro|[mu\u00b5\u03bc])?ci|millicuries?"
    rf"|(?:{time_words('min')}|{time_words('s')})\b\.?)(?![a-z0-9])"
)
_WORDS: Mapping[str, str] = {word: unit for unit, every in words("units_of_time").items() for word in every} | {
    "millicurie": "mCi",
    "millicuries": "mCi",
}


@cache
def label_pattern() -> re.Pattern[str]:
    """Finds any word for a quantity; the name of the group is the quantity, "other" for one that is none of ours."""
    # The first that fits counts: "other" (a number belongs to the nearest word) and "kerma area product" stand first.
    groups = [f"(?P<{name}>{'|'.join(said)})" for name, said in words("doses").items() if name != "total"]
    return re.compile("|".join(groups))


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
