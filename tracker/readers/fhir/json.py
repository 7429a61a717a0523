"""FHIR JSON as it comes: text in any wrapping becomes resources, whose fields are read without trusting their types."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from json.decoder import JSONDecodeError, JSONDecoder
from typing import Final

from tracker import dates
from tracker.errors import DateError
from tracker.readers.dicom import texts

LARGEST_WHOLE: Final = 32 * 1024 * 1024  # bytes; a larger file is read entry by entry and never stands in memory whole
_MOST_FAILURES = 500  # broken places in one file after which the rest is given up
_MOST_CONTAINED = 200
_HOLDERS = (dict, list)
_WRAPPINGS = frozenset({"Bundle", "Parameters"})
_ENTRIES = re.compile(r'"entry"\s*:\s*\[')
_GAP = re.compile(r"[\s,\x1e\ufeff]*")
_NEXT = re.compile(r'\n|(?=\{\s*"(?:resourceType|resource|fullUrl|id)")')
_CLOSING = re.compile(r"[\s\]}]*\Z")
_MOMENT = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{2}:\d{2}\S*))?)?)?")


# Only times of a clock, and offsets that some clock on earth has.
_WITH_OFFSET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?|:60)?(?:[Zz]|([+-])(0\d|1[0-4]):?([0-5]\d))")


@dataclass(slots=True)
class Damage:
    """What had to be left out of one text: how many places do not read as JSON, and the line of the first."""

    places: int = 0
    first_line: int = 0


@dataclass(frozen=True, slots=True)
class When:
    """A FHIR date: the first and last day it can mean.

    Attributes:
        precision: "day", "month", "year" or "unknown".
        time: what stands behind the day ("19:20:06+00:00"), "" for a date alone.
    """

    first: date | None = None
    last: date | None = None
    precision: str = "unknown"
    time: str = ""

    @property
    def instant(self) -> datetime | None:
        """The moment in universal time; None where no time, or none with an offset, is told."""
        found = _WITH_OFFSET.fullmatch(self.time)
        if self.first is None or self.precision != "day" or not found:
            return None
        midnight = datetime(self.first.year, self.first.month, self.first.day)
        try:
            return midnight + timedelta(hours=int(found[1]), minutes=int(found[2])) - self.offset
        except OverflowError:
            return None

    @property
    def offset(self) -> timedelta:
        """How far the clock it was told by is ahead of universal time."""
        found = _WITH_OFFSET.fullmatch(self.time)
        if not found or not found[3]:
            return timedelta()
        ahead = timedelta(hours=int(found[4]), minutes=int(found[5]))
        return -ahead if found[3] == "-" else ahead

    def on_clock_of(self, other: "When") -> date | None:
        """The day of the moment by the clock the other one was told by; its own where either is no exact moment."""
        if self.instant is None or other.instant is None:
            return self.first
        try:
            return (self.instant + other.offset).date()
        except OverflowError:
            return self.first

    def ahead(self, today: date) -> bool:
        """Whether it lies in the future (a clinic may lie in another time zone)."""
        return self.first is not None and self.first > today + timedelta(days=1)


NEVER: Final = When()


@dataclass(frozen=True, slots=True)
class Resource:
    """One FHIR resource and what others call it.

    Attributes:
        keys: references that mean this resource, as `ref_key` writes them.
        scope: key of the resource in which "#..." references are looked up.
    """

    kind: str
    data: Mapping[str, object]
    keys: tuple[str, ...]
    scope: str

    def get(self, *names: str) -> object:
        """The first of several fields that is there, None where none is."""
        for name in names:
            if (value := self.data.get(name)) is not None:
                return value
        return None

    def text(self, *names: str) -> str:
        """The first of several fields that holds text."""
        for name in names:
            if found := text(self.data.get(name)):
                return found
        return ""

    def when(self, *names: str) -> When:
        """The first of several fields that holds a date, a time or a period with a start."""
        for name in names:
            if name in self.data and (found := when(self.data[name])) is not NEVER:
                return found
        return NEVER

    def refs(self, *names: str) -> tuple[str, ...]:
        """Keys of what some fields refer to."""
        found = [self.ref(item) for name in names if name in self.data for item in many(self.data[name])]
        return tuple(dict.fromkeys(filter(None, found))) if found else ()

    def ref(self, value: object) -> str:
        """Key of what one Reference (or CodeableReference, or bare text) means, "" where it names nothing."""
        if isinstance(value, str):
            return ref_key(value, self.scope)
        holder = fields(value)
        reference = holder.get("reference")
        return self.ref(reference) if reference is not None else ""


def documents(data: bytes, damage: Damage) -> Iterator[object]:
    """The JSON values of a file: one, or many one after the other (NDJSON), with broken ones left out.

    A Bundle that breaks off still gives the entries before the break. Never raises on content.
    """
    written = _decoded(data)
    if len(written) <= LARGEST_WHOLE:
        try:
            yield _loads(written)
            return
        except JSONDecodeError:
            start = 0
        except RecursionError:
            damage.places, damage.first_line = 1, 1
            return
    else:
        entries = _ENTRIES.search(written, 0, 1_000_000)
        start = entries.end() if entries else 0
    yield from _one_by_one(written, start, damage)


def _decoded(data: bytes) -> str:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1") if encoding.startswith("utf-8") else data.decode(encoding, "replace")


def _loads(written: str) -> object:
    try:
        return json.loads(written)
    except JSONDecodeError:
        raise
    except ValueError:  # a whole number of thousands of digits
        return json.loads(written, parse_int=_whole_number)


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= 300 else float(digits)


def _one_by_one(written: str, at: int, damage: Damage) -> Iterator[object]:
    decoder = JSONDecoder(parse_int=_whole_number)
    budget = 4 * len(written)
    while (at := _past_gap(written, at)) < len(written):
        try:
            value, at = decoder.raw_decode(written, at)
        except (JSONDecodeError, RecursionError) as error:
            if _CLOSING.match(written, at):
                return
            if not damage.places:
                damage.first_line = written.count("\n", 0, at) + 1
            damage.places += 1
            budget -= max(getattr(error, "pos", at) - at, 1000)
            if damage.places > _MOST_FAILURES or budget < 0:
                return
            found = _NEXT.search(written, at + 1)
            at = found.end() if found else len(written)
        else:
            if isinstance(value, dict | list):
                yield value


def _past_gap(written: str, at: int) -> int:
    gap = _GAP.match(written, at)
    return gap.end() if gap else at


def resources(document: object) -> Iterator[tuple[str, Mapping[str, object], str]]:
    """Every resource in a document, in order, whatever Bundles, lists or other wrappings stand around it.

    Yields:
        Its type, its fields and its address (`fullUrl`), "" where it has none.
    """
    open_: list[tuple[object, str]] = [(document, "")]
    while open_:
        value, address = open_.pop()
        if isinstance(value, dict):
            kind = value.get("resourceType")
            if isinstance(kind, str) and kind not in _WRAPPINGS:
                yield kind, value, address
                continue
            own = value.get("fullUrl")
            address = own if isinstance(own, str) else ""
            inner: Sequence[object] = [value["resource"]] if "resource" in value else list(value.values())
        else:
            inner = value if isinstance(value, list) else ()
        open_ += [(item, address) for item in reversed(inner) if isinstance(item, _HOLDERS)]


def with_contained(kind: str, data: Mapping[str, object], address: str) -> Iterator[Resource]:
    """One resource as `resources` gives it, then those inside it."""
    named = data.get("id")
    keys = [f"{kind}/{named}"[:300]] if isinstance(named, str | int) else []
    keys += [ref_key(address, "")] if address else []
    scope = keys[0] if keys else kind
    yield Resource(kind, data, tuple(dict.fromkeys(keys)), scope)
    for item in many(data.get("contained"))[:_MOST_CONTAINED]:
        inner = fields(item)
        if isinstance(within := inner.get("resourceType"), str):
            yield Resource(within, inner, (f"{scope}#{inner.get('id')}"[:300],), scope)


def ref_key(reference: str, scope: str) -> str:
    """A reference in the one spelling used for looking up: "Type/id", the bare UUID or UID, or "scope#id"."""
    reference = reference.strip()[:300]
    if reference.startswith("#"):
        return scope + reference
    lowered = reference.lower()
    if lowered.startswith(("urn:uuid:", "urn:oid:")):
        return lowered.split(":", 2)[2]
    parts = reference.partition("?")[0].partition("/_history")[0].strip("/").split("/")
    return "/".join(parts[-2:])


def fields(value: object) -> Mapping[str, object]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def many(value: object) -> list[object]:
    """The items of a list; a value that should have been in a list as a list of one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def text(value: object) -> str:
    """A string or number as one line, "" for anything else."""
    if isinstance(value, str):
        if len(value) <= texts.LONGEST and value.isprintable() and value.strip() == value and "  " not in value:
            return value
        return texts.line(value)
    return texts.line(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def codings(value: object) -> Iterator[tuple[str, str]]:
    """The (code, system) pairs of a Coding, CodeableConcept or CodeableReference, or a list of them."""
    for coding in _codings(value):
        if code := text(coding.get("code")):
            yield code, text(coding.get("system"))


def _codings(value: object) -> Iterator[Mapping[str, object]]:
    for item in many(value):
        holder = fields(item)
        holder = fields(holder["concept"]) if "concept" in holder else holder
        yield from (fields(coding) for coding in many(holder.get("coding", holder)))


def words(value: object) -> tuple[str, ...]:
    """What a coded field says in words: its text, then what its codes are called."""
    found: list[str] = []
    for item in many(value):
        holder = fields(item)
        holder = fields(holder["concept"]) if "concept" in holder else holder
        found.append(text(holder.get("text")) if holder else text(item))
        found += [text(coding.get("display")) for coding in _codings(holder)]
    return tuple(dict.fromkeys(filter(None, found)))


def when(value: object) -> When:
    """A FHIR date, date-time or period; `NEVER` where it holds no day of the calendar from 1896 on."""
    if isinstance(value, dict):
        start = when(value.get("start"))
        return start if start is not NEVER else when(value.get("end"))
    found = _MOMENT.match(value.strip()) if isinstance(value, str) else None
    if not found:
        return NEVER
    try:
        if found[3] and int(found[1]) >= dates.OLDEST_YEAR:
            day = date(int(found[1]), int(found[2]), int(found[3]))
            return When(day, day, "day", (found[4] or "")[:40])
        given = dates.of(int(found[1]), *(int(part) for part in (found[2], found[3]) if part))
    except (DateError, ValueError):
        return NEVER
    return When(given.first, given.last, given.precision, (found[4] or "")[:40])
