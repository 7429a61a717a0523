"""The content tree of a structured report, walked in its own bytes: a Dataset per content item is what costs time."""

from collections.abc import Iterator
from functools import lru_cache
from struct import Struct
from typing import NamedTuple, TypeAlias

Fields: TypeAlias = dict[int, "bytes | list[Fields]"]

CONTENT_SEQUENCE = 0x0040A730
DEEPEST = 60  # sequences within sequences; real reports reach about 10
MOST_ITEMS = 500_000  # a report of 316 exposures has about 60,000

_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())

_CODE_VALUE, _LONG_CODE, _URN_CODE, _SCHEME = 0x00080100, 0x00080119, 0x00080120, 0x00080102
_VALUE_TYPE, _CONCEPT_NAME, _CONCEPT_CODE = 0x0040A040, 0x0040A043, 0x0040A168
_MEASURED, _UNITS, _QUALIFIER = 0x0040A300, 0x004008EA, 0x0040A301
_NUMERIC, _FLOATING = 0x0040A30A, 0x0040A161
_TEXT, _DATE_TIME, _DATE, _UID = 0x0040A160, 0x0040A120, 0x0040A121, 0x0040A124
_SEQUENCES = frozenset({CONTENT_SEQUENCE, _CONCEPT_NAME, _CONCEPT_CODE, _MEASURED, _UNITS, _QUALIFIER})
_WANTED = _SEQUENCES | {
    _CODE_VALUE, _LONG_CODE, _URN_CODE, _SCHEME, _VALUE_TYPE, _NUMERIC, _FLOATING, _TEXT, _DATE_TIME, _DATE, _UID,
}  # fmt: skip


class TooBig(Exception):
    """The content is nested deeper, or has more items, than any real report."""


class Code(NamedTuple):
    """A coded concept: what it is called in which scheme. The meaning is for people and is never compared."""

    value: str
    scheme: str


NO_CODE = Code("", "")


@lru_cache(maxsize=8192)
def _code(value: bytes, scheme: bytes) -> Code:
    return Code(value.decode("utf-8", "replace").strip(" \0"), scheme.decode("utf-8", "replace").strip(" \0"))


def _leaf(fields: Fields, tag: int) -> bytes:
    value = fields.get(tag, b"")
    return value if isinstance(value, bytes) else b""


def _first(fields: Fields, tag: int) -> Fields | None:
    value = fields.get(tag)
    return value[0] if value and isinstance(value, list) else None


def _coded(fields: Fields | None) -> Code:
    if fields is None:
        return NO_CODE
    value = _leaf(fields, _CODE_VALUE) or _leaf(fields, _LONG_CODE) or _leaf(fields, _URN_CODE)
    return _code(value, _leaf(fields, _SCHEME))


class Item:
    """One content item: its concept, its value as it stands in the file, and the items below it."""

    __slots__ = ("_children", "_fields", "concept")

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self.concept = _coded(_first(fields, _CONCEPT_NAME))
        self._children: list[Item] | None = None

    @property
    def children(self) -> list["Item"]:
        """The items below this one."""
        if self._children is None:
            below = self._fields.get(CONTENT_SEQUENCE)
            self._children = [Item(fields) for fields in below] if isinstance(below, list) else []
        return self._children

    @property
    def is_container(self) -> bool:
        """True for an item that only holds others."""
        return _leaf(self._fields, _VALUE_TYPE).startswith(b"CONTAINER")

    @property
    def code(self) -> Code:
        """The coded value, `NO_CODE` where the item has none."""
        return _coded(_first(self._fields, _CONCEPT_CODE))

    @property
    def text(self) -> bytes:
        """The text value in the character set of the file; empty where the item has none."""
        return _leaf(self._fields, _TEXT)

    @property
    def uid(self) -> str:
        """The UID value; some devices write it as text."""
        raw = _leaf(self._fields, _UID) or _leaf(self._fields, _TEXT)
        return raw.decode("ascii", "replace").strip(" \0")

    @property
    def date_time(self) -> str:
        """The date and time as the file writes them, e.g. `20190316132623.5+0000`; "" where the item has none."""
        raw = _leaf(self._fields, _DATE_TIME) or _leaf(self._fields, _DATE)
        return raw.decode("ascii", "replace").strip(" \0")

    @property
    def number(self) -> "Number | None":
        """The measured value, or None where the item has none (which is not zero)."""
        measured = _first(self._fields, _MEASURED)
        if measured is None:
            return None
        raw = _leaf(measured, _NUMERIC).decode("ascii", "replace").strip(" \0")
        unit = _coded(_first(measured, _UNITS)).value
        return Number(raw, _leaf(measured, _FLOATING), unit, _coded(_first(self._fields, _QUALIFIER)))


class Number(NamedTuple):
    """A measured value as it stands in the file: the digits, the same as 8 binary bytes (or none), unit, qualifier."""

    digits: str
    binary: bytes
    unit: str
    qualifier: Code


def find(items: list[Item], *concepts: Code) -> Iterator[Item]:
    """The items of this level with one of the concepts, in the order of the file."""
    return (item for item in items if item.concept in concepts)


def find_below(items: list[Item], *concepts: Code) -> Iterator[Item]:
    """The items with one of the concepts at this level or any level below."""
    for item in items:
        if item.concept in concepts:
            yield item
        yield from find_below(item.children, *concepts)


class Content:
    """The content items of one report.

    Attributes:
        items: the items directly below the root.
        damaged: the bytes end, or contradict themselves, before the report does: what comes after is missing.

    Raises:
        TooBig: the content is nested deeper, or has more items, than any real report.
    """

    def __init__(self, data: bytes) -> None:
        walk = _Walk(data)
        self.items = [Item(fields) for fields in walk.content()]
        self.damaged = walk.damaged


class _Walk:
    """One pass over the bytes from the content sequence on, keeping what `_WANTED` names and skipping the rest."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = MOST_ITEMS
        self.damaged = False
        order = ">" if data[:4] == b"\x00\x40\xa7\x30" else "<"
        self._explicit = Struct(order + "HH2sH").unpack_from
        self._implicit = Struct(order + "HHL").unpack_from
        self._length = Struct(order + "L").unpack_from

    def content(self) -> list[Fields]:
        # Implicit: the first item follows 4 bytes of tag and 4 of length. Explicit: 4 more come between.
        implicit = self._data[8:12] in (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")
        at, end = 0, len(self._data)
        if end < 8:
            return []
        tag, vr, length, at = self._header(at, implicit)
        if tag != CONTENT_SEQUENCE:
            return []
        if length != _UNDEFINED:
            self.damaged = self.damaged or at + length > end
            end = min(at + length, end)
        return self._items(at, end, implicit or vr == b"UN", 0, keep=True, delimited=length == _UNDEFINED)[0]

    def _elements(self, at: int, end: int, implicit: bool, depth: int, delimited: bool) -> tuple[Fields, int]:
        """The wanted elements of one item from a place on, until its delimiter or `end`."""
        fields: Fields = {}
        while at + 8 <= end:
            tag, vr, length, at = self._header(at, implicit)
            if tag == _ITEM_END:
                return fields, at
            inner = implicit or vr == b"UN"  # what a writer did not know stands in implicit encoding
            if length == _UNDEFINED:
                items, at = self._items(at, end, inner, depth, keep=tag in _SEQUENCES, delimited=True)
                if tag in _SEQUENCES:
                    fields[tag] = items
                continue
            stop = at + length
            if tag in _SEQUENCES:
                fields[tag] = self._items(at, min(stop, end), inner, depth, keep=True, delimited=False)[0]
            elif tag in _WANTED and stop <= end:
                fields[tag] = self._data[at:stop]
            at = stop
        self.damaged = self.damaged or delimited or at != end
        return fields, at

    def _header(self, at: int, implicit: bool) -> tuple[int, bytes, int, int]:
        """Tag, value representation, length and start of the value of the element at a place."""
        if not implicit:
            group, element, vr, length = self._explicit(self._data, at)
            if vr in _LONG_VRS:
                if at + 12 > len(self._data):
                    self.damaged = True
                    return 0, vr, 0, len(self._data)
                return group << 16 | element, vr, self._length(self._data, at + 8)[0], at + 12
            # Some writers change to implicit in the middle; delimiters have no value representation at all.
            if vr.isalpha() and vr.isupper():
                return group << 16 | element, vr, length, at + 8
        group, element, length = self._implicit(self._data, at)
        return group << 16 | element, b"", length, at + 8

    def _items(
        self, at: int, end: int, implicit: bool, depth: int, *, keep: bool, delimited: bool
    ) -> tuple[list[Fields], int]:
        """The items of a sequence from a place on, until its delimiter or `end`."""
        if depth > DEEPEST:
            raise TooBig
        found: list[Fields] = []
        while at + 8 <= end:
            group, element, length = self._implicit(self._data, at)
            tag = group << 16 | element
            if tag == _SEQUENCE_END:
                return found, at + 8
            if tag != _ITEM:
                self.damaged = True
                return found, end
            self._left -= 1
            if self._left < 0:
                raise TooBig
            at += 8
            if length == _UNDEFINED:
                fields, at = self._elements(at, end, implicit, depth + 1, delimited=True)
            else:
                stop = at + length
                fields = self._elements(at, min(stop, end), implicit, depth + 1, False)[0] if keep else {}
                at = stop
            if keep:
                found.append(fields)
        self.damaged = self.damaged or delimited or at != end
        return found, at
