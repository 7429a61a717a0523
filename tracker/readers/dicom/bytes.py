"""A DICOM file walked in its own bytes, which costs what its header and content tree cost; pixels are never read."""

import struct
import zlib
from struct import Struct
from typing import NamedTuple, Protocol, TypeAlias

from tracker.readers.dicom.tags import CONTENT, PER_FRAME, SEQUENCES, VALUES

Fields: TypeAlias = dict[int, "bytes | list[Fields]"]

DEEPEST = 60  # sequences within sequences; real reports reach about 10
MOST_ITEMS = 500_000  # a report of 316 exposures has about 60,000
_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_SHORT_VRS = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
_IMPLICIT, _BIG_ENDIAN, _DEFLATED = b"1.2.840.10008.1.2", b"1.2.840.10008.1.2.2", b"1.2.840.10008.1.2.1.99"
# How a file without the 132 bytes in front begins: with a tag of the group 0002 or 0008.
_FIRST_TAGS = (b"\x08\x00\x05\x00", b"\x08\x00\x16\x00", b"\x08\x00\x08\x00", b"\x08\x00\x12\x00", b"\x02\x00\x00\x00")
_FIRST_READ = 8 * 1024
_LONGEST_HEADER = 48 * 1024 * 1024
_LONGEST_REPORT = 256 * 1024 * 1024  # the largest real reports have about 4 million bytes


class Stream(Protocol):
    """What a file is read from: its next bytes, from its start; it need not be seekable."""

    def read(self, count: int, /) -> bytes:
        """The next bytes, at most `count`."""
        ...


class NotDicom(Exception):
    """The bytes are no DICOM file, or none a program should walk."""


class TooBig(NotDicom):
    """The file is nested deeper, or has more items, than any real one."""


class BadlyPacked(NotDicom):
    """The compressed part of the file cannot be unpacked."""


class _MoreNeeded(Exception):
    """What is wanted goes on behind the bytes that were read."""

    def __init__(self, until: int) -> None:
        super().__init__(until)
        self.until = until


class Walked(NamedTuple):
    """What a file holds of the elements in `tags`.

    Attributes:
        fields: the values, and the items of sequences, by tag.
        order: the byte order of binary numbers, "<" or ">".
        damaged: the content tree, or the header where there is none, ends or contradicts itself before its end.
        content: the bytes from the content tree on; empty where there is none, or none was asked for.
    """

    fields: Fields
    order: str
    damaged: bool
    content: memoryview


def is_dicom(start: bytes) -> bool:
    """Whether a file that begins with these bytes (132 or more) is DICOM."""
    return start[128:132] == b"DICM" or start[:4] in _FIRST_TAGS


def walk(stream: Stream, last: int = PER_FRAME) -> Walked:
    """The wanted elements of a file, of which no more is read than they need. One that breaks off gives what it has.

    Args:
        stream: the file at its start.
        last: the tag behind which nothing more is wanted; `CONTENT` for the content tree of a report.

    Raises:
        NotDicom: it is no DICOM file, nested or repeated without end, or badly packed.
        OSError: the disc cannot be read.
    """
    data, complete = stream.read(_FIRST_READ), False
    if not is_dicom(data):
        raise NotDicom
    longest = _LONGEST_REPORT if last == CONTENT else _LONGEST_HEADER
    while True:
        try:
            return _Walk(data, last, longest, complete).file()
        except _MoreNeeded as more:
            size = max(min(len(data) * 3, longest - len(data)), more.until - len(data))
            added = stream.read(size) if len(data) + size <= longest else b""
            complete = len(added) < size
            data += added
        except struct.error as error:
            raise NotDicom from error


class _Walk:
    """One pass over the bytes, which keeps what `tags` names and skips the rest."""

    def __init__(self, data: bytes, last: int, longest: int, complete: bool) -> None:
        self._data, self._last, self._longest, self._complete = data, last, longest, complete
        self._items_left = MOST_ITEMS
        self._damaged = False
        self._content = memoryview(b"")
        self._use("<")

    def _use(self, order: str) -> None:
        self._element = Struct(order + "HH2sH").unpack_from
        self._item = Struct(order + "HHL").unpack_from
        self._long = Struct(order + "L").unpack_from

    def file(self) -> Walked:
        """The whole file."""
        syntax, at = self._meta(132 if self._data[128:132] == b"DICM" else 0)
        if syntax == _DEFLATED:
            try:  # bounded, since a few bytes can inflate to more than any memory holds
                self._data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(self._data[at:], self._longest)
            except zlib.error as error:
                raise BadlyPacked from error
            at = 0
        order = ">" if syntax == _BIG_ENDIAN else "<"
        self._use(order)
        vr = self._data[at + 4 : at + 6]
        implicit = not (vr.isalpha() and vr.isupper()) if len(vr) == 2 else syntax == _IMPLICIT
        fields, _at = self._elements(at, len(self._data), implicit, 0, delimited=False)
        return Walked(fields, order, self._damaged, self._content)

    def _meta(self, at: int) -> tuple[bytes, int]:
        """The transfer syntax, and where the elements behind the file meta information begin."""
        syntax, data = b"", self._data
        while at + 8 <= len(data) and data[at : at + 2] == b"\x02\x00":
            _group, element, vr, length = self._element(data, at)
            start = at + 8
            if vr in _LONG_VRS:
                length, start = self._long(data, at + 8)[0], at + 12
            if element == 0x10:
                syntax = data[start : start + length].strip(b" \0")
            at = start + length
        return syntax, at

    def _elements(self, at: int, end: int, implicit: bool, depth: int, *, delimited: bool) -> tuple[Fields, int]:
        """The wanted elements from a place on: until a delimiter, `end`, or the last tag that is wanted."""
        fields: Fields = {}
        data = self._data
        while at + 8 <= end:
            group, element, vr, length = self._element(data, at)
            tag = group << 16 | element
            if tag == _ITEM_END:
                return fields, at + 8
            if depth == 0 and (tag >= self._last or self._content) and self._is_past(tag, at):
                return fields, at
            if implicit:
                vr, length, at = b"", self._long(data, at + 4)[0], at + 8
            elif vr in _SHORT_VRS:
                at += 8
            elif vr not in _LONG_VRS:
                at, length = self._without_vr(tag, vr, at, end)
                vr = b""
            elif at + 12 <= end:
                length, at = self._long(data, at + 8)[0], at + 12
            else:
                break
            inner = implicit or vr == b"UN"  # what a writer did not know stands in implicit encoding
            if length == _UNDEFINED:  # a sequence, or pieces of compressed pixels in an icon, which look like one
                items, at = self._items(at, end, inner, depth, keep=tag in SEQUENCES, delimited=True)
                if tag in SEQUENCES:
                    fields[tag] = items
                continue
            stop = at + length
            if stop > end:
                self._need(stop, end)
            if tag in SEQUENCES:
                fields[tag] = self._items(at, min(stop, end), inner, depth, keep=True, delimited=False)[0]
                self._damaged = self._damaged or stop > end
            elif tag in VALUES and stop <= end:
                fields[tag] = data[at:stop]
            at = stop
        self._need(at + 12, end)
        if depth or not self._content:  # what follows the content tree is no concern of anyone
            self._damaged = self._damaged or delimited or at != end
        return fields, at

    def _without_vr(self, tag: int, vr: bytes, at: int, end: int) -> tuple[int, int]:
        """Where the value of an element begins whose VR is none, and its length: as another element follows it.

        Some writers change to implicit in the middle of a file, and any byte can be damaged.
        """
        implicit, short = (at + 8, self._long(self._data, at + 4)[0]), (at + 8, self._element(self._data, at)[3])
        long = (at + 12, self._long(self._data, at + 8)[0]) if at + 12 <= end else implicit
        ways = (short, long, implicit) if vr.isalpha() and vr.isupper() else (implicit, long, short)
        return next((way for way in ways if self._leads_on(tag, sum(way), end)), ways[0])

    def _leads_on(self, tag: int, at: int, end: int) -> bool:
        """Whether an element with a VR that can stand behind another begins at a place, or the last one ends there."""
        if at + 8 > end:
            return at == end
        group, element, vr, _length = self._element(self._data, at)
        further = group << 16 | element
        return further > tag and (vr in _SHORT_VRS or vr in _LONG_VRS or further in (_ITEM_END, _SEQUENCE_END))

    def _is_past(self, tag: int, at: int) -> bool:
        """Whether an element of the file itself lies behind what is wanted; the content tree is read to its end."""
        if tag > self._last or self._content:
            return True
        if tag == CONTENT:
            self._need(self._longest, len(self._data))
            self._content = memoryview(self._data)[at:]
            self._damaged = False  # damage in the header hides none of the numbers
        return False

    def _need(self, until: int, end: int) -> None:
        if not self._complete and end == len(self._data):
            raise _MoreNeeded(until)

    def _items(
        self, at: int, end: int, implicit: bool, depth: int, *, keep: bool, delimited: bool
    ) -> tuple[list[Fields], int]:
        """The items of a sequence from a place on, until its delimiter or `end`."""
        if depth > DEEPEST:
            raise TooBig
        found: list[Fields] = []
        while at + 8 <= end:
            group, element, length = self._item(self._data, at)
            tag = group << 16 | element
            if tag != _ITEM:
                self._damaged = self._damaged or tag != _SEQUENCE_END
                return found, at + 8 if tag == _SEQUENCE_END else end
            self._items_left -= 1
            if self._items_left < 0:
                raise TooBig
            at += 8
            if length == _UNDEFINED:
                fields, at = self._elements(at, end, implicit, depth + 1, delimited=True)
            else:
                stop = at + length
                if stop > end:
                    self._need(stop, end)
                fields = self._elements(at, min(stop, end), implicit, depth + 1, delimited=False)[0] if keep else {}
                at = stop
            if keep:
                found.append(fields)
        if delimited:
            self._need(at + 8, end)
        self._damaged = self._damaged or delimited or at != end
        return found, at
