"""What can be seen wrong with a translation without knowing the language: placeholders, marks, numbers, spaces."""

import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter

_MARKS = ("**", "`", "](", "](http", "{", "}", ":material/", "&nbsp;", "\n", "|", "·", "●", "◐", "○", "◌")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS_EN = re.compile(r"(?<=\d),(?=\d{3}\b)")
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u202f](?=\d{3}\b)")
_FREE_LISTS = "|"  # texts that are lists of words to understand may be longer in another language


def problems(english: str, translated: str) -> Iterator[str]:
    """Everything that is wrong with one translated text, as sentences; nothing where it is not translated.

    Args:
        english: the text as it stands in the program.
        translated: the same in another language; "" where it is not translated yet.
    """
    if not translated:
        return
    if _placeholders(english) != _placeholders(translated):
        wanted = ", ".join(_placeholders(english)) or "none"
        yield f"other placeholders: it needs {wanted}"
    if Counter(_numbers(english, _THOUSANDS_EN)) != Counter(_numbers(translated, _THOUSANDS)):
        yield "other numbers (decimals have a point; thousands stand apart with a no-break space)"
    for mark in _MARKS:
        if english.count(mark) != translated.count(mark) and not (mark == _FREE_LISTS and mark in english):
            yield f"{mark!r} stands {translated.count(mark)} times, not {english.count(mark)}"
    for name, own, other in (("start", _lead(english), _lead(translated)), ("end", _tail(english), _tail(translated))):
        if own != other:
            yield f"other spaces at the {name}: {other!r}, not {own!r}"


def _placeholders(text: str) -> Counter[str]:
    try:
        fields = [(name, form, how) for _text, name, form, how in Formatter().parse(text) if name is not None]
    except ValueError:
        return Counter(["broken braces"])
    return Counter(
        "{" + name + (f"!{how}" if how else "") + (f":{form}" if form else "") + "}" for name, form, how in fields
    )


def _numbers(text: str, thousands: re.Pattern[str]) -> list[str]:
    bare = re.sub(r"\{[^{}]*\}", " ", text)
    return _NUMBER.findall(thousands.sub("", bare))


def _lead(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _tail(text: str) -> str:
    return text[len(text.rstrip()) :]
