"""One file that was found, where it lies, how to open it, and how far a search for files goes."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from tracker.errors import Reason
from tracker.readers.draft import Problem

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the search goes before it stops and says so.

    Attributes:
        files: how many files are looked at.
        folder_depth: folders inside folders.
        archive_depth: archives inside archives.
        archive_bytes: unpacked size that one archive may state.
        ratio: how many times its own size an archive may state, once it states more than `ratio_from` bytes.
        spooled_bytes: size of an archive inside an archive, which has to be unpacked to be read.
        read_bytes: size of a file that has to be read whole (a report, an export, a table).
    """

    files: int = 200_000
    folder_depth: int = 60
    archive_depth: int = 3
    archive_bytes: int = 64 * 1024 * _MEGABYTE
    ratio: int = 300
    ratio_from: int = 1024 * _MEGABYTE
    spooled_bytes: int = 4 * 1024 * _MEGABYTE
    read_bytes: int = 256 * _MEGABYTE


STANDARD = Limits()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was dropped into a page: its name and content."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """One file, or something that could not be looked at.

    Attributes:
        name: how to show it, "disc.zip!/DICOM/IM001" for a file in an archive.
        path: where it lies, None for a file in an archive or an upload.
        data: its content where that is at hand.
        problem: why it cannot be used, None if it can.
        reason: with a problem, the key of `UNUSED_REASONS`.
        size: bytes, as the folder or archive states them.
        opener: how to open a file of an archive.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    problem: Problem | None = None
    reason: str = ""
    size: int = 0
    opener: Callable[[], BinaryIO] | None = None

    def open(self) -> BinaryIO:
        """The content as a stream at its start.

        Raises:
            OSError: it cannot be read (any longer); also for damaged archives.
        """
        if self.data is not None:
            return BytesIO(self.data)
        if self.path is not None:
            return self.path.open("rb", buffering=0)
        if self.opener is None:
            raise OSError("there is nothing to read")
        return self.opener()

    def read(self, most: int) -> bytes:
        """The first bytes of the content, at most `most`.

        Raises:
            OSError: it cannot be read (any longer).
        """
        with self.open() as stream:
            pieces: list[bytes] = []
            while most > 0 and (piece := stream.read(min(most, 16 * _MEGABYTE))):
                pieces.append(piece)
                most -= len(piece)
            return b"".join(pieces)


def unusable(name: str, reason: str, what: Reason, path: Path | None = None) -> Found:
    """Something that is listed, with the reason, and not looked at."""
    return Found(name, path=path, problem=Problem(name, what), reason=reason)


def told_by(error: Exception) -> str:
    """What the system says about a file that it does not give out."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def unreadable(error: Exception) -> Reason:
    """That a file cannot be read, and what the system says about it."""
    return Reason.of("unreadable", reason=told_by(error))
