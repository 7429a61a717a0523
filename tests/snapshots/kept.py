"""Holds a text against the file that is kept of it; `UPDATE_SNAPSHOTS=1` writes the files anew."""

import difflib
import os
import re
from pathlib import Path

from tracker import __version__

FOLDER = Path(__file__).with_name("kept")
ROOT = Path(__file__).parents[2]
UPDATE = "UPDATE_SNAPSHOTS"
HINT = f"If the change is meant, renew the kept files with {UPDATE}=1 and look at what git shows."
_ID = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
# The last digits of a sum differ between machines; the first parts of a UID are no such number.
_LONG_NUMBER = re.compile(r"(?<![\d.])\d+\.\d{10,}(?:e-?\d+)?(?![\d.])")
_MOST_LINES = 200


def updating() -> bool:
    return os.environ.get(UPDATE) == "1"


def check(name: str, text: str, *temporary: Path) -> None:
    """Fails with the difference where the text is another than `kept/<name>.txt`; ids, places and version aside."""
    found, file = steady(text, *temporary), FOLDER / f"{name}.txt"
    if updating():
        file.write_text(found, encoding="utf-8", newline="\n")
    assert file.exists(), f"Nothing is kept as {file.name}. {HINT}"
    expected = file.read_text(encoding="utf-8")
    if found != expected:
        lines = list(difflib.unified_diff(expected.splitlines(), found.splitlines(), "kept", "now", lineterm="", n=1))
        raise AssertionError("\n".join([f"{file.name} is another now. {HINT}", *lines[:_MOST_LINES]]))


def steady(text: str, *temporary: Path) -> str:
    """The text with the same words in every run: ids numbered as they come, places and the version named, long
    numbers without their last digits."""
    for place, name in [*((folder, "<temporary>") for folder in temporary), (ROOT, "<project>")]:
        text = text.replace(str(place), name)
    numbers: dict[str, str] = {}
    text = _ID.sub(lambda m: numbers.setdefault(m[0], f"<id {len(numbers) + 1}>"), text)
    text = _LONG_NUMBER.sub(lambda m: f"{float(m[0]):.9g}", text)
    for before in ("Exposure Tracker ", '"program_version": "'):
        text = text.replace(f"{before}{__version__}", f"{before}<version>")
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"
