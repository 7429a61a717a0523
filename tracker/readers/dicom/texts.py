"""Text, names, days and numbers of DICOM files, read with the tolerance that real devices need."""

import math
import re
import struct
import warnings
from datetime import date, datetime

from tracker import numbers

LONGEST = 200
# What computers with Windows write where the file declares one of these.
_WINDOWS = {"iso8859_2": "cp1250", "iso_ir_144": "cp1251", "iso_ir_126": "cp1253", "iso_ir_148": "cp1254"}
# The letters of each set with one byte a letter; UTF-8 that is declared to be such a set is made of them.
_LATIN = range(0xA0, 0x250)
_LETTERS = {
    "iso8859_2": _LATIN, "iso8859_3": _LATIN, "iso8859_4": _LATIN, "iso_ir_148": _LATIN,
    "iso_ir_144": range(0x400, 0x500), "iso_ir_126": range(0x370, 0x400),
}  # fmt: skip
_UNPRINTED = re.compile("[\ufffd\x80-\x9f]")
_DELIMITERS = {0x0A, 0x0C, 0x0D, 0x09}
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_DATE = re.compile(r"(\d{4})[-./]?(\d{2})[-./]?(\d{2})")
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d+))?)?)?)?")


def encodings(character_sets: list[str]) -> list[str]:
    """The Python codecs of a Specific Character Set value, however spelt; Latin-1 where it is unusable."""
    return [_codec(term) for term in character_sets] or ["iso8859"]


def _codec(term: str) -> str:
    plain = re.sub(r"[^A-Z0-9]", "", term.upper())
    if plain in ("UTF8", "ISOIR192", "ISO2022IR192"):
        return "utf8"
    if plain in ("GB18030", "GBK"):
        return plain
    if plain in ("ISOIR100", "ISO2022IR100"):
        return "latin_1"
    number = re.fullmatch(r"ISO(?:2022)?IR(\d+)", plain)
    if not number:
        return "iso8859"
    from pydicom.charset import python_encoding  # heavy, and only rare character sets need it

    spelt = f"ISO 2022 IR {number[1]}" if plain.startswith("ISO2022") else f"ISO_IR {number[1]}"
    return python_encoding.get(spelt, "iso8859")


def decode(value: bytes, codecs: list[str]) -> str:
    """Bytes as text; where the declared character set does not fit, as UTF-8 or Latin-1, never an error."""
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    if codecs[0] in ("iso8859", "latin_1") and len(codecs) == 1:
        # No character set declared, or the Latin one: many devices write UTF-8 all the same.
        try:
            return value.decode("utf8")
        except UnicodeDecodeError:
            return value.decode("latin-1")
    if written := _as_utf8(value, codecs):
        return written
    from pydicom.charset import decode_bytes  # heavy, and only text in rare character sets needs it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = decode_bytes(value, codecs, _DELIMITERS)
    except (UnicodeError, LookupError, ValueError):
        found = "\ufffd"
    # pydicom puts a mark in place of every letter that the declared set does not have; then it is another one.
    return _undeclared(value, codecs) if _UNPRINTED.search(found) else found


def _as_utf8(value: bytes, codecs: list[str]) -> str:
    """Text that is declared to be of a set with one byte a letter and is UTF-8, "" where it is not."""
    letters = _LETTERS.get(codecs[0]) if len(codecs) == 1 else None
    try:
        found = value.decode("utf8") if letters else ""
    except UnicodeDecodeError:
        return ""
    return found if letters and all(c.isascii() or ord(c) in letters for c in found) else ""


def _undeclared(value: bytes, codecs: list[str]) -> str:
    """Text in another character set than its file declares: UTF-8, else what Windows writes for the declared one.

    A text that is cut inside a letter is still of the declared set.
    """
    for codec in ("utf8", _WINDOWS.get(codecs[0], "cp1252"), "latin-1"):
        try:
            return _whole_letters(value, codec) if codec == "utf8" else value.decode(codec)
        except UnicodeDecodeError:
            continue
    return value.decode("utf8", "replace")


def _whole_letters(value: bytes, codec: str) -> str:
    """The text, without the part of a letter at which it was cut."""
    try:
        return value.decode(codec)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start:
            return value[: error.start].decode(codec)
        raise


def line(text: str) -> str:
    """Text as one printable line of at most 200 characters."""
    printable = "".join(c if c.isprintable() else " " for c in text[: LONGEST * 4])
    return " ".join(printable.split())[:LONGEST].strip()


def person(text: str) -> str:
    """A DICOM person name (family^given^middle^prefix^suffix) as people write it, given name first."""
    written = next((group for group in text.split("=") if group.strip(" ^\0")), "")
    family, given, middle, prefix, suffix = ([part.strip() for part in written.split("^")] + [""] * 5)[:5]
    return line(" ".join(filter(None, (prefix, given, middle, family, suffix))))


def day(text: str) -> date | None:
    """The day at the start of a DICOM date or date-time, None where there is none in the calendar."""
    found = _DATE.match(text.strip(" \0"))
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """A DICOM date-time by the clock of the clinic: what stands behind the seconds as time zone is left aside.

    None where the day is not in the calendar or the time not on the clock. A date alone is its midnight.
    """
    found = _MOMENT.match(text)
    if not found:
        return None
    year, month, day_, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        return datetime(year, month, day_, hour, minute, min(second, 59), int((found[7] or "0")[:6].ljust(6, "0")))
    except ValueError:
        return None


def decimal(text: str, sign: str = "") -> float | None:
    """A decimal number, None where the text is anything else (two numbers, a fraction, words, "nan").

    DICOM has no comma; where it can only be the decimal sign ("618,4", "0,185") the number is read all the same.

    Args:
        text: the digits of the file.
        sign: what a comma is in this file where one number alone does not tell ("1,850"); "" leaves that open.
    """
    if _DECIMAL.fullmatch(text):
        return float(text)
    if "," not in text:
        return None
    value = numbers.settled(text.removeprefix("-"), sign)
    return -value if value is not None and text.startswith("-") else value


def two_ways(text: str) -> bool:
    """Whether a comma in a number can be the decimal sign or stand between thousands: "1,850"."""
    return "," in text and len(set(numbers.readings(text).values())) > 1


def double(value: bytes) -> float | None:
    """A number in 8 binary bytes (little endian), None where it is none or not finite."""
    if len(value) != 8:
        return None
    number: float = struct.unpack("<d", value)[0]
    return number if math.isfinite(number) else None
