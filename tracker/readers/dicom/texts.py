"""Text, names, days and numbers of DICOM files, read with the tolerance that real devices need."""

import math
import re
import struct
import warnings
from datetime import date, datetime

LONGEST = 200
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
    from pydicom.charset import decode_bytes  # heavy, and only text in rare character sets needs it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return decode_bytes(value, codecs, _DELIMITERS)
    except (UnicodeError, LookupError, ValueError):
        return value.decode("utf8", "replace")


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


def decimal(text: str) -> float | None:
    """A decimal number, None where the text is anything else (two numbers, a fraction, words, "nan")."""
    return float(text) if _DECIMAL.fullmatch(text) else None


def double(value: bytes) -> float | None:
    """A number in 8 binary bytes (little endian), None where it is none or not finite."""
    if len(value) != 8:
        return None
    number: float = struct.unpack("<d", value)[0]
    return number if math.isfinite(number) else None
