"""The content tree of a structured report, item by item over the fields that the walk keeps."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tracker.readers.dicom import tags as t
from tracker.readers.dicom.bytes import Fields


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
    value = _leaf(fields, t.CODE_VALUE) or _leaf(fields, t.LONG_CODE) or _leaf(fields, t.URN_CODE)
    return _code(value, _leaf(fields, t.SCHEME))


class Item:
    """One content item: its concept, its value as it stands in the file, and the items below it."""

    __slots__ = ("_children", "_fields", "concept")

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self.concept = _coded(_first(fields, t.CONCEPT_NAME))
        self._children: list[Item] | None = None

    @property
    def children(self) -> list["Item"]:
        """The items below this one."""
        if self._children is None:
            self._children = items_of(self._fields)
        return self._children

    @property
    def is_container(self) -> bool:
        """True for an item that only holds others."""
        return _leaf(self._fields, t.VALUE_TYPE).startswith(b"CONTAINER")

    @property
    def code(self) -> Code:
        """The coded value, `NO_CODE` where the item has none."""
        return _coded(_first(self._fields, t.CONCEPT_CODE))

    @property
    def text(self) -> bytes:
        """The text value in the character set of the file; empty where the item has none."""
        return _leaf(self._fields, t.TEXT)

    @property
    def uid(self) -> str:
        """The UID value; some devices write it as text."""
        raw = _leaf(self._fields, t.UID) or _leaf(self._fields, t.TEXT)
        return raw.decode("ascii", "replace").strip(" \0")

    @property
    def date_time(self) -> str:
        """The date and time as the file writes them, e.g. `20190316132623.5+0000`; "" where the item has none."""
        raw = _leaf(self._fields, t.DATE_TIME) or _leaf(self._fields, t.DATE)
        return raw.decode("ascii", "replace").strip(" \0")

    @property
    def number(self) -> "Number | None":
        """The measured value, or None where the item has none (which is not zero)."""
        measured = _first(self._fields, t.MEASURED)
        if measured is None:
            return None
        raw = _leaf(measured, t.NUMERIC).decode("ascii", "replace").strip(" \0")
        unit = _coded(_first(measured, t.UNITS)).value
        return Number(raw, _leaf(measured, t.FLOATING), unit, _coded(_first(self._fields, t.QUALIFIER)))


class Number(NamedTuple):
    """A measured value as it stands in the file: the digits, the same as 8 binary bytes (or none), unit, qualifier."""

    digits: str
    binary: bytes
    unit: str
    qualifier: Code


def items_of(fields: Fields) -> list[Item]:
    """The items directly below a report, or below one of its items."""
    below = fields.get(t.CONTENT)
    return [Item(inner) for inner in below] if isinstance(below, list) else []


def find(items: list[Item], *concepts: Code) -> Iterator[Item]:
    """The items of this level with one of the concepts, in the order of the file."""
    return (item for item in items if item.concept in concepts)


def commas(items: list[Item]) -> Iterator[str]:
    """The numbers of a report that are written with a comma."""
    for item in items:
        if (number := item.number) and "," in number.digits:
            yield number.digits
        yield from commas(item.children)


def find_below(items: list[Item], *concepts: Code) -> Iterator[Item]:
    """The items with one of the concepts at this level or any level below."""
    for item in items:
        if item.concept in concepts:
            yield item
        yield from find_below(item.children, *concepts)
