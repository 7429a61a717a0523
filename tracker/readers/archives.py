"""ZIP archives looked into without unpacking them to disk, with limits against those that are made as traps."""

import posixpath
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from tracker.errors import Reason
from tracker.readers.found import Found, Limits, unusable

_MAGIC = b"PK\x03\x04"
_EMPTY = b"PK\x05\x06"
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_LARGEST_LISTING = 64 * 1024 * 1024
_PIECE = 1024 * 1024
_IN_MEMORY = 16 * 1024 * 1024
_LINK, _TYPE = 0o120000, 0o170000
# Documents and exports that are ZIP archives inside, and are read as one file.
_WHOLE = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")
_APPLE, _RECORDS = "apple_health_export/", "clinical-records/"
BROKEN = (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error,
    struct.error, UnicodeError, KeyError, IndexError, OverflowError)  # fmt: skip


def opens(start: bytes) -> bool:
    """Whether a file that begins with these 4 bytes is a ZIP archive."""
    return start in (_MAGIC, _EMPTY)


def is_apple_health(names: list[str]) -> bool:
    """Whether an archive with these members is an export of Apple Health, or of its clinical records alone."""
    return any(name.startswith(_APPLE) or is_record(name) for name in names[:2000])


def is_record(name: str) -> bool:
    """Whether a member of an export of Apple Health is a clinical record."""
    folder, _slash, file = name.replace("\\", "/").rpartition("/")
    return f"{folder}/".endswith(_RECORDS) and file.lower().endswith(".json") and not file.startswith(".")


def members(found: Found, limits: Limits, depth: int = 1) -> Iterator[Found]:
    """The files of an archive; the archive itself where it is a document (a spreadsheet) or an Apple Health export.

    Args:
        found: the archive.
        limits: how far to go.
        depth: 1 for an archive that is no member of another.
    """
    try:
        archive = _opened(found)
    except BROKEN as error:
        yield unusable(found.name, "not_readable", Reason.of("archive_damaged", reason=str(error)))
        return
    if archive is None:
        yield unusable(found.name, "unsafe", Reason("archive_listing"))
        return
    listing = archive.infolist()
    names = [info.filename for info in listing]
    if any(name in _WHOLE for name in names[:50]) or is_apple_health(names):
        yield found
        return
    stated = sum(info.file_size for info in listing)
    if stated > limits.archive_bytes or (stated > limits.ratio_from and stated > limits.ratio * max(found.size, 1)):
        yield unusable(found.name, "unsafe", Reason("archive_swells"))
        return
    files = [info for info in listing if not info.filename.endswith("/")]
    if not files:
        yield unusable(found.name, "no_exam", Reason("archive_empty"))
    for info in files:
        yield from _member(archive, info, found.name, limits, depth)


def _opened(found: Found) -> zipfile.ZipFile | None:
    """The archive, None where its table of contents alone would fill the memory."""
    stream = found.open()
    size = stream.seek(0, 2)
    tail_start = stream.seek(max(0, size - 66_000))
    tail = _read(stream, size - tail_start)
    end = tail.rfind(_END)
    if end >= 0 and len(tail) >= end + 22:
        listing = int(struct.unpack_from("<L", tail, end + 12)[0])
        at = tail.rfind(_END_64)
        if listing == 0xFFFFFFFF and at >= 0 and len(tail) >= at + 48:
            listing = int(struct.unpack_from("<Q", tail, at + 40)[0])
        if listing > _LARGEST_LISTING:
            stream.close()
            return None
    stream.seek(0)
    return zipfile.ZipFile(stream)


def _read(stream: BinaryIO, count: int) -> bytes:
    data = b""
    while len(data) < count and (piece := stream.read(count - len(data))):
        data += piece
    return data


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, archive_name: str, limits: Limits, depth: int
) -> Iterator[Found]:
    inner = "".join(c if c.isprintable() else "?" for c in info.filename)[:300]
    name = f"{archive_name}!/{inner}"
    if _leads_out(info.filename):
        yield unusable(name, "unsafe", Reason("member_leads_out"))
    elif info.external_attr >> 16 & _TYPE == _LINK:
        yield unusable(name, "unsafe", Reason("member_link"))
    elif info.flag_bits & 1:
        yield unusable(name, "not_readable", Reason("member_locked"))
    else:
        opener = cast(Callable[[], BinaryIO], partial(_open_member, archive, info))
        found = Found(name, size=info.file_size, opener=opener)
        yield from _or_nested(found, info, limits, depth)


def _or_nested(found: Found, info: zipfile.ZipInfo, limits: Limits, depth: int) -> Iterator[Found]:
    """The member, or the files in it where it is an archive too."""
    if info.file_size < 22:
        yield found
        return
    try:
        start = found.read(4) if _may_be_archive(info) else b""
    except OSError as error:
        yield unusable(found.name, "not_readable", Reason.of("member_damaged", reason=str(error)))
        return
    if not opens(start):
        yield found
    elif depth >= limits.archive_depth:
        yield unusable(found.name, "unsafe", Reason("archives_too_deep"))
    elif info.file_size > limits.spooled_bytes or _swells(info, limits):
        yield unusable(found.name, "unsafe", Reason("archive_swells"))
    else:
        try:
            spooled = _spooled(found)
        except OSError as error:
            yield unusable(found.name, "not_readable", Reason.of("member_damaged", reason=str(error)))
            return
        yield from members(spooled, limits, depth + 1)


def _may_be_archive(info: zipfile.ZipInfo) -> bool:
    """Images of a disc have no ending or .dcm; there it would cost time to look into each of thousands."""
    ending = posixpath.splitext(info.filename)[1].lower()
    return ending not in (".dcm", ".json", ".csv", ".xml", ".jpg", ".png", ".pdf", ".txt", ".html")


def _swells(info: zipfile.ZipInfo, limits: Limits) -> bool:
    return info.file_size > _IN_MEMORY and info.file_size > limits.ratio * max(info.compress_size, 1)


def _spooled(found: Found) -> Found:
    """An archive inside an archive, unpacked into a temporary file that has no name and goes when it is closed."""
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it lives as long as its members
    left = found.size
    with found.open() as stream:
        while left > 0 and (piece := stream.read(min(left, _PIECE))):
            spool.write(piece)
            left -= len(piece)
    spool.seek(0)
    return Found(found.name, size=found.size, opener=lambda: cast(BinaryIO, _Shared(spool)))


class _Shared:
    """A spooled archive that may be opened more than once: closing one of its readers does not close the others."""

    def __init__(self, spool: "tempfile.SpooledTemporaryFile[bytes]") -> None:
        spool.seek(0)
        self._spool = spool

    def read(self, count: int = -1) -> bytes:
        return self._spool.read(count)

    def seek(self, to: int, whence: int = 0) -> int:
        self._spool.seek(to, whence)
        return self._spool.tell()

    def tell(self) -> int:
        return self._spool.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """Leave the archive open for its other readers."""

    def __enter__(self) -> "_Shared":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class _Member:
    """A member of an archive being read; damage comes as OSError, like that of every other file."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, count: int = -1) -> bytes:
        try:
            return self._stream.read(count)
        except BROKEN as error:
            raise OSError(str(error)) from error

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> "_Member":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Member:
    try:
        return _Member(cast(BinaryIO, archive.open(info)))
    except BROKEN as error:
        raise OSError(str(error)) from error


def _leads_out(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or Path(plain).drive != "" or plain[1:2] == ":"


def names(found: Found) -> list[str]:
    """The names in an archive.

    Raises:
        OSError: it is damaged.
    """
    try:
        archive = _opened(found)
        return archive.namelist() if archive else []
    except BROKEN as error:
        raise OSError(str(error)) from error
