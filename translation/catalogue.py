"""Makes the template from the program and its tables, and keeps the catalogue of each language in step with it."""

import ast
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tracker.i18n import DOMAIN, LOCALE
from translation import tables

ROOT = Path(__file__).parents[1]
TEMPLATE = LOCALE / "messages.pot"
Text = str | tuple[str, ...]
KEYWORDS: dict[str, tuple[int, int] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
COMMENT_TAG = "Translators:"
_MOST_COMMENTS = 2  # a sentence that stands in a hundred rows needs no hundred comments
_LINE_WIDTH = 120
_LONGEST_WAIT_S = 60.0
# The files change only when a text does; when they were made, the history of the project tells.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def extracted() -> Catalog:
    """Every text that a person reads, in English, with the files it stands in."""
    found = _empty("")
    for file, text, comments in (*_of_program(), *_of_tables()):
        found.add(text, locations=[(file, 0)], auto_comments=comments)
    for message in _texts(found):
        message.locations = sorted(set(message.locations))
        message.auto_comments = list(dict.fromkeys(message.auto_comments))[:_MOST_COMMENTS]
    return found


def _of_program() -> Iterator[tuple[str, Text, list[str]]]:
    for folder in ("tracker", "dashboards"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            source = file.read_text(encoding="utf-8")
            for code in (source, *_in_strings(source)):
                for text, comments in _of_code(code):
                    yield file.relative_to(ROOT).as_posix(), text, comments


def _of_code(code: str) -> Iterator[tuple[Text, list[str]]]:
    opened = BytesIO(code.encode())
    rows = extract("python", opened, KEYWORDS, (COMMENT_TAG,), strip_comment_tags=True)
    return ((text, comments) for _line, text, comments, _context in rows)


def _in_strings(source: str) -> Iterator[str]:
    """The expressions inside f-strings: before Python 3.12 a reader of tokens, as Babel is, does not see them."""
    return (ast.unparse(n.value) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FormattedValue))


def _of_tables() -> Iterator[tuple[str, Text, list[str]]]:
    for file, text, place in tables.texts(ROOT / "data" / "reference"):
        yield file, text, [place]


def _texts(catalogue: Catalog) -> list[Message]:
    """The messages without the header, which has an empty id."""
    return [message for message in catalogue if message.id]


def _empty(code: str) -> Catalog:
    return Catalog(
        locale=code or None,
        domain=DOMAIN,
        header_comment="# Every sentence of Exposure Tracker; made by `python -m translation update`.",
        project="Exposure Tracker",
        version="catalogue",
        msgid_bugs_address="see CONTRIBUTING.md",
        creation_date=_NO_DATE,
        revision_date=_NO_DATE,
        last_translator="see the history of the project",
        language_team=code or "see the history of the project",
        fuzzy=False,
    )


def codes() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(file.parts[-3] for file in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))


def po_file(code: str) -> Path:
    """Where the catalogue of a language is."""
    return LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(code: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    file = po_file(code)
    if not file.exists():
        return _empty(code)
    with file.open("rb") as opened:
        return read_po(opened, locale=code, domain=DOMAIN)


def read_template() -> Catalog:
    """The template as it was last written."""
    with TEMPLATE.open("rb") as opened:
        return read_po(opened, domain=DOMAIN)


def updated(template: Catalog, old: Catalog, code: str) -> Catalog:
    """The texts of the template with the translations there are; those of texts that are gone are kept as obsolete."""
    new = _empty(code)
    known = {m.id: m for m in (*old.obsolete.values(), *_texts(old))}
    for message in _texts(template):
        before = known.pop(message.id, None)
        new.add(
            message.id,
            before.string if before else "",
            message.locations,
            auto_comments=message.auto_comments,
            user_comments=before.user_comments if before else (),
        )
    for message in known.values():
        if any(forms(message)):
            new.obsolete[english(message)] = message
    return new


def english(message: Message) -> str:
    """The text as it stands in the program; the singular of two."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> Sequence[str]:
    """The translation of a message: one text, or one for each plural form; "" where there is none yet."""
    return [message.string or ""] if isinstance(message.string, str | None) else list(message.string)


def is_translated(message: Message) -> bool:
    """Whether every form of the message has a translation."""
    return all(forms(message))


def write(code: str, catalogue: Catalog) -> None:
    """Write the .po file of a language, and the .mo file that the program reads."""
    file = po_file(code)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_po(catalogue))
    file.with_suffix(".mo").write_bytes(compiled(catalogue))


def write_template(template: Catalog) -> None:
    """Write the template."""
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_bytes(_po(template))


def _po(catalogue: Catalog) -> bytes:
    for message in [*catalogue, *catalogue.obsolete.values()]:
        # A per cent sign is no placeholder here: all of ours are in braces.
        message.flags -= {"python-format", "python-brace-format"}
    made = BytesIO()
    write_po(made, catalogue, width=_LINE_WIDTH, sort_by_file=True, include_lineno=False)
    return made.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file of a catalogue; without the texts that are not translated yet, which then stay English."""
    complete = _empty(str(catalogue.locale))
    for message in filter(is_translated, _texts(catalogue)):
        complete.add(message.id, message.string)
    made = BytesIO()
    write_mo(made, complete)
    return made.getvalue()


@contextmanager
def alone() -> Iterator[None]:
    """Wait until nobody else writes the catalogues: two who read, change and write at once would undo each other."""
    lock = LOCALE / ".writing"
    until = time.monotonic() + _LONGEST_WAIT_S
    while True:
        try:
            lock.touch(exist_ok=False)
            break
        except FileExistsError:
            if time.monotonic() > until:
                raise SystemExit(f"Somebody else is writing the catalogues. If nobody is, remove {lock}.") from None
            time.sleep(0.1)
    try:
        yield
    finally:
        lock.unlink()


def update() -> dict[str, tuple[int, int]]:
    """Renew the template and all catalogues; returns the progress of each language."""
    template = extracted()
    write_template(template)
    for code in codes():
        write(code, updated(template, read(code), code))
    return {code: progress(read(code)) for code in codes()}


def progress(catalogue: Catalog) -> tuple[int, int]:
    """How many texts are translated, and how many there are."""
    every = _texts(catalogue)
    return sum(map(is_translated, every)), len(every)
