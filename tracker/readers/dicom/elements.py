"""The first elements of a DICOM file, walked in its own bytes, so that an image costs what its header costs."""

import struct
import zlib
from struct import Struct
from typing import Protocol

from tracker.readers.dicom.content import Fields

_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_RAW_VRS = frozenset((b"OB", b"OW"))
BEFORE_PIXELS = 0x52009230  # frame by frame values of a multi-frame image; behind them come overlays and pixels
_TRANSFER_SYNTAX = 0x00020010
_IMPLICIT, _BIG_ENDIAN, _DEFLATED = b"1.2.840.10008.1.2", b"1.2.840.10008.1.2.2", b"1.2.840.10008.1.2.1.99"
# How a file without the 132 bytes in front begins: with a tag of the group 0002 or 0008.
_FIRST_TAGS = (b"\x08\x00\x05\x00", b"\x08\x00\x16\x00", b"\x08\x00\x08\x00", b"\x08\x00\x12\x00", b"\x02\x00\x00\x00")
_FIRST_READ = 16 * 1024
_LONGEST_HEADER = 48 * 1024 * 1024
_DEEPEST = 40
_MOST_ITEMS = 200_000


class Stream(Protocol):
    """What a header is read from: the next bytes of a file, from its start; it need not be seekable."""

    def read(self, count: int, /) -> bytes:
        """The next bytes, at most `count`."""
        ...


class NotDicom(Exception):
    """The bytes are no DICOM file, or none a program should walk."""


class _MoreNeeded(Exception):
    """The header goes on behind the bytes that were read."""

    def __init__(self, until: int) -> None:
        super().__init__(until)
        self.until = until


def is_dicom(start: bytes) -> bool:
    """Whether a file that begins with these bytes (132 or more) is DICOM."""
    return start[128:132] == b"DICM" or start[:4] in _FIRST_TAGS


def read(
    stream: Stream, wanted: frozenset[int], sequences: frozenset[int], last: int = BEFORE_PIXELS
) -> tuple[Fields, str]:
    """The wanted elements of a header, and the byte order ("<" or ">") of its binary numbers.

    No more of the file is read than its header; pixels never are. A file that breaks off gives what it has.

    Args:
        stream: the file at its start.
        wanted: tags of the values to keep, at every level.
        sequences: tags of the sequences to look into.
        last: the tag behind which nothing more is wanted.

    Raises:
        NotDicom: it is no DICOM file, or nested or repeated without end.
        OSError: the disc cannot be read.
    """
    data, complete = stream.read(_FIRST_READ), False
    if not is_dicom(data):
        raise NotDicom
    while True:
        try:
            return _Walk(data, wanted, sequences, last, complete).header()
        except _MoreNeeded as more:
            size = max(len(data) * 3, more.until - len(data))
            added = stream.read(size) if len(data) + size <= _LONGEST_HEADER else b""
            complete = len(added) < size
            data += added
        except (struct.error, zlib.error, IndexError) as error:
            raise NotDicom from error


class _Walk:
    """One pass over the bytes of a header."""

    def __init__(
        self, data: bytes, wanted: frozenset[int], sequences: frozenset[int], last: int, complete: bool
    ) -> None:
        self._data = data
        self._last = last
        self._complete = complete
        self._wanted = wanted
        self._sequences = sequences
        self._items_left = _MOST_ITEMS
        self._use("<")

    def _use(self, order: str) -> None:
        self._tag = Struct(order + "HH").unpack_from
        self._short = Struct(order + "H").unpack_from
        self._long = Struct(order + "L").unpack_from

    def header(self) -> tuple[Fields, str]:
        """The elements, and the byte order."""
        at = 132 if self._data[128:132] == b"DICM" else 0
        syntax, at = self._meta(at)
        if syntax == _DEFLATED:
            self._data, at = zlib.decompressobj(-zlib.MAX_WBITS).decompress(self._data[at:], _LONGEST_HEADER), 0
        order = ">" if syntax == _BIG_ENDIAN else "<"
        self._use(order)
        vr = self._data[at + 4 : at + 6]
        explicit = vr.isalpha() and vr.isupper() if len(vr) == 2 else syntax != _IMPLICIT
        return self._elements(at, None, not explicit, 0)[0], order

    def _meta(self, at: int) -> tuple[bytes, int]:
        """The transfer syntax, and where the elements behind the file meta information begin."""
        syntax = b""
        data, size = self._data, len(self._data)
        while at + 8 <= size and data[at : at + 2] == b"\x02\x00":
            long = data[at + 4 : at + 6] in _LONG_VRS
            length = self._long(data, at + 8)[0] if long else self._short(data, at + 6)[0]
            start = at + 12 if long else at + 8
            if data[at + 2 : at + 4] == b"\x10\x00":
                syntax = data[start : start + length].strip(b" \0")
            at = start + length
        return syntax, at

    def _elements(self, at: int, limit: int | None, implicit: bool, depth: int) -> tuple[Fields, int]:
        """The wanted elements from a place on: until a delimiter, the limit, or what lies behind every header."""
        fields: Fields = {}
        data, wanted, sequences, last = self._data, self._wanted, self._sequences, self._last
        end = len(data) if limit is None else min(limit, len(data))
        while at + 8 <= end:
            group, element = self._tag(data, at)
            tag = group << 16 | element
            if tag == _ITEM_END:
                return fields, at + 8
            if depth == 0 and tag > last:
                return fields, at
            vr = b"" if implicit else data[at + 4 : at + 6]
            if vr in _LONG_VRS:
                if at + 12 > end:
                    break
                length, at = self._long(data, at + 8)[0], at + 12
            elif vr.isalpha() and vr.isupper():
                length, at = self._short(data, at + 6)[0], at + 8
            else:  # implicit, here or in the middle of a file of a writer that changes its mind
                length, at = self._long(data, at + 4)[0], at + 8
            if length == _UNDEFINED:
                at = self._undefined(at, tag, vr, implicit, depth, fields)
                continue
            stop = at + length
            if stop > end and limit is None:
                self._need(stop)
            if tag in sequences:
                fields[tag] = self._items(at, stop, implicit or vr == b"UN", depth, keep=True)[0]
            elif tag in wanted and stop <= end:
                fields[tag] = data[at:stop]
            at = stop
        if limit is None:
            self._need(at + 12)
        return fields, at

    def _undefined(self, at: int, tag: int, vr: bytes, implicit: bool, depth: int, fields: Fields) -> int:
        """Walk a value of undefined length that begins at a place; gives where it ends."""
        if vr in _RAW_VRS:
            return self._fragments(at)
        keep = tag in self._sequences
        items, at = self._items(at, None, implicit or vr == b"UN", depth, keep=keep)
        if keep:
            fields[tag] = items
        return at

    def _need(self, until: int) -> None:
        if not self._complete:
            raise _MoreNeeded(until)

    def _items(self, at: int, limit: int | None, implicit: bool, depth: int, *, keep: bool) -> tuple[list[Fields], int]:
        """The items of a sequence from a place on, until its delimiter or the limit."""
        if depth > _DEEPEST:
            raise NotDicom
        found: list[Fields] = []
        end = len(self._data) if limit is None else min(limit, len(self._data))
        while at + 8 <= end:
            group, element = self._tag(self._data, at)
            tag, length = group << 16 | element, self._long(self._data, at + 4)[0]
            if tag != _ITEM:
                return found, at + 8 if tag == _SEQUENCE_END else end
            self._items_left -= 1
            if self._items_left < 0:
                raise NotDicom
            at += 8
            if length == _UNDEFINED:
                fields, at = self._elements(at, None, implicit, depth + 1)
            elif keep:
                if limit is None and at + length > end:
                    self._need(at + length)
                fields, at = self._elements(at, at + length, implicit, depth + 1)[0], at + length
            else:
                fields, at = {}, at + length
            if keep:
                found.append(fields)
        if limit is None:
            self._need(at + 8)
        return found, at

    def _fragments(self, at: int) -> int:
        """Behind the pieces of compressed pixels, as icons inside a header have them."""
        while at + 8 <= len(self._data):
            group, element = self._tag(self._data, at)
            if group << 16 | element != _ITEM:
                return at + 8
            at += 8 + self._long(self._data, at + 4)[0]
        self._need(at + 8)
        return at
