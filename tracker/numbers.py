"""Numbers as people write them: 520, 1.234,5, 1 234.5 or 1'234, and whether "1.234" is one or one thousand."""

import math
import re
from collections.abc import Iterable, Mapping
from functools import cache

from tracker.errors import ValueRefused
from tracker.i18n import _

POINT, COMMA = "point", "comma"
SIGNS: Mapping[str, str] = {POINT: ".", COMMA: ","}
LONGEST = 30
NUMBER = r"[0-9](?:[0-9.,'’\u00a0\u2009\u202f ]{0,28}[0-9])?"  # what may be one number, to be judged by `readings`
_BLANKS = r"[ \u00a0\u2009\u202f]"


@cache
def _forms(sign: str) -> tuple[re.Pattern[str], ...]:
    """The ways to write a number with this decimal sign: plain, and with each kind of thousands separator."""
    decimal = re.escape(SIGNS[sign])
    other = re.escape(SIGNS[COMMA if sign == POINT else POINT])
    plain = rf"(?:[0-9]+(?:{decimal}[0-9]*)?|{decimal}[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?"
    grouped = [rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+(?:{decimal}[0-9]+)?" for mark in (other, _BLANKS, "['’]")]
    return tuple(re.compile(form) for form in (plain, *grouped))


def readings(text: str) -> dict[str, float]:
    """The value under each decimal sign with which the text is a number; empty where it is none.

    "12.3" is one only with a point; "1.234" is 1.234 with a point and 1234 with a comma; "520" is 520 with both. Every
    value is finite and not negative.
    """
    written = text.strip().removeprefix("+")
    if not written or len(written) > LONGEST:
        return {}
    found = {}
    for sign, mark in SIGNS.items():
        if any(form.fullmatch(written) for form in _forms(sign)):
            bare = "".join(c for c in written if c in f"0123456789eE+-{mark}").replace(mark, ".")
            found[sign] = float(bare)
    return {sign: value for sign, value in found.items() if math.isfinite(value)}


def settled(text: str, sign: str = "") -> float | None:
    """The one value of a text: whatever the sign where that does not matter, else with the decimal sign given."""
    found = readings(text)
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    return found.get(sign)


def parse(text: str) -> float:
    """The number a person typed: "2.41", "2,41", "12,450.5", "12.450,5", "12 450".

    A point alone is a decimal sign, because this program writes numbers so in every language; "1,234" is asked back.

    Raises:
        ValueRefused: it is no number, is infinite or negative, or could be two numbers.
    """
    typed = " ".join(text.split())
    found = readings(typed)
    if "," in typed and len(set(found.values())) > 1:
        one, other = typed.replace(",", ""), typed.replace(",", ".")
        raise ValueRefused(
            _("“{text}” can be read in two ways. Please write {one} or {other}.").format(
                text=typed, one=one, other=other
            )
        )
    if not found:
        raise ValueRefused(
            _("“{text}” is not a number this program can read. Please write it like 2.41.").format(text=text[:40])
        )
    return found[POINT] if POINT in found else found[COMMA]


def evidence(texts: Iterable[str]) -> frozenset[str]:
    """The decimal signs of those texts that are a number with one sign only."""
    return frozenset(next(iter(found)) for text in texts if len(found := readings(text)) == 1)
