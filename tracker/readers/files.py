"""Which files there are: in folders, on discs and in archives, in any layout, with limits against traps."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from tracker.errors import Reason
from tracker.readers.found import STANDARD, Found, Limits, Upload, told_by, unusable


def walk(paths: Sequence[Path | Upload], limits: Limits = STANDARD) -> Iterator[Found]:
    """Every file below some paths, each once: files, folders, whole discs, archives, uploads.

    Nothing is written, except that an archive inside an archive is unpacked into a nameless temporary file.
    """
    search = _Search(limits)
    left = limits.files
    for start in paths:
        for found in search.upload(start) if isinstance(start, Upload) else search.path(start):
            if left <= 0:
                yield unusable(str(start), "too_large", Reason.of("too_many_files", count=limits.files))
                return
            left -= 1
            yield found


class _Search:
    """One search: remembers where it was, so that links lead nowhere twice."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seen: set[tuple[int, int]] = set()

    def upload(self, upload: Upload) -> Iterator[Found]:
        from tracker.readers.archives import members, opens

        found = Found(upload.name, data=upload.data, size=len(upload.data))
        if opens(upload.data[:4]):
            yield from members(found, self._limits)
        else:
            yield found

    def path(self, start: Path) -> Iterator[Found]:
        """A file, or everything in a folder."""
        try:
            about = start.stat()
        except FileNotFoundError:
            yield _failed(str(start), Reason("path_missing"), start)
            return
        except (OSError, ValueError) as error:
            yield _failed(start.name or str(start), _why(error), start)
            return
        if stat.S_ISDIR(about.st_mode):
            yield from self._folder(start, about)
        else:
            yield from self._file(start.name or str(start), start, about)

    def _folder(self, top: Path, about: os.stat_result) -> Iterator[Found]:
        self._seen.add((about.st_dev, about.st_ino))
        inside = os.path.realpath(top)
        waiting = [(top, "", 0)]
        while waiting:
            folder, shown, depth = waiting.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                yield _failed(shown or str(folder), _why(error), folder)
                continue
            below: list[tuple[Path, str, int]] = []
            for entry in entries:
                name = f"{shown}/{_shown(entry.name)}" if shown else _shown(entry.name)
                yield from self._entry(entry, name, depth, inside, below)
            waiting += reversed(below)

    def _entry(
        self, entry: "os.DirEntry[str]", name: str, depth: int, inside: str, below: list[tuple[Path, str, int]]
    ) -> Iterator[Found]:
        """A file of a folder; a folder in it is put on the list of what is `below`."""
        path = Path(entry.path)
        try:
            about = entry.stat()
            if entry.is_symlink() and not _within(os.path.realpath(path), inside):
                yield unusable(name, "unsafe", Reason("link_elsewhere"), path)
            elif not stat.S_ISDIR(about.st_mode):
                yield from self._file(name, path, about)
            elif depth >= self._limits.folder_depth:
                yield unusable(name, "unsafe", Reason("folders_too_deep"))
            elif self._new(path, about):
                below.append((path, name, depth + 1))
        except (OSError, ValueError) as error:
            yield _failed(name, _why(error), path)

    def _file(self, name: str, path: Path, about: os.stat_result) -> Iterator[Found]:
        from tracker.readers.archives import members, opens

        if not stat.S_ISREG(about.st_mode):
            yield _failed(name, Reason("device"), path)
            return
        if not self._new(path, about):
            return
        found = Found(name, path=path, size=about.st_size)
        try:
            start = found.read(4) if about.st_size > 4 else b""
        except OSError as error:
            yield _failed(name, _why(error), path)
            return
        yield from members(found, self._limits) if opens(start) else (found,)

    def _new(self, path: Path, about: os.stat_result) -> bool:
        """Whether this is met for the first time. Only folders, and files with several names, can be met again."""
        if stat.S_ISREG(about.st_mode) and about.st_ino == 0:
            return True
        here = (about.st_dev, about.st_ino)
        if here[1] == 0:  # Windows lists folders without their number
            about = path.stat()
            here = (about.st_dev, about.st_ino)
        if here in self._seen:
            return False
        self._seen.add(here)
        return True


def _within(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath([path, folder]) == folder
    except ValueError:  # another drive
        return False


def _shown(name: str) -> str:
    """A file name that can be printed and stored, whatever bytes it is made of."""
    readable = name.encode("utf-8", "replace").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "?" for c in readable)[:200]


def _why(error: Exception) -> Reason:
    if isinstance(error, PermissionError):
        return Reason("path_closed")
    return Reason.of("path_unreadable", reason=told_by(error))


def _failed(name: str, what: Reason, path: Path) -> Found:
    return unusable(name, "not_readable", what, path)
