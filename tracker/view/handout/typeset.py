"""Turns a document of plain strings into a tagged PDF: fonts, the typesetter, and letters that no font has."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from tracker.history.once import once
from tracker.view.handout.blocks import MISSING_SIGN, everywhere, with_signs, words_beyond_latin

TEMPLATE = Path(__file__).with_name("handout.typ")
FONT_DIR = Path(__file__).with_name("fonts")
_PROBE = b"""#set document(title: "probe")
#set text(font: "DejaVu Sans")
#sys.inputs.data"""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished document.

    Attributes:
        pdf: the file; PDF/UA-1 unless `accessible` is False.
        pages: how many it has.
        document: what was typeset.
        lost: the words with letters that no font here has, and what was printed in their place.
    """

    pdf: bytes
    pages: int
    document: Mapping[str, Any]
    system_fonts: bool
    accessible: bool
    lost: Mapping[str, str]


@cache
def _shipped_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_DIR])


@cache
def _all_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[FONT_DIR])


@once
def typeset(document: Mapping[str, Any]) -> Typeset:
    """Typeset a document.

    The shipped fonts come first; only where they lack a letter are the fonts of the computer searched. PDF/UA-1
    forbids letters without a glyph, so where no font has them each is replaced by an empty box and the words are
    reported: the rest of the page stays readable for everybody, which a page without the standard would not be.

    Args:
        document: what `handout.typ` reads; every string in it is text, never markup.
    """
    for system_fonts in (False, True):
        try:
            return _typeset(document, system_fonts=system_fonts)
        except typst.TypstError:
            continue
    lost = _lost_words(words_beyond_latin(document))
    printable = everywhere({**document, "note": document["note_lost"]}, lambda text: with_signs(text, lost))
    try:
        return _typeset(printable, system_fonts=True, lost=lost)
    except typst.TypstError:
        return _typeset(printable, system_fonts=True, lost=lost, accessible=False)


def _typeset(
    document: Mapping[str, Any],
    *,
    system_fonts: bool,
    lost: Mapping[str, str] | None = None,
    accessible: bool = True,
) -> Typeset:
    compiler = _compiler(document, system_fonts)
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"] if accessible else [])
    pages = json.loads(compiler.query("<pages>", field="value", one=True))
    return Typeset(_file(pdf), pages, document, system_fonts, accessible, lost or {})


def _compiler(document: Mapping[str, Any], system_fonts: bool) -> typst.Compiler:
    fonts = _all_fonts() if system_fonts else _shipped_fonts()
    data = {"data": json.dumps(document, ensure_ascii=False)}
    return typst.Compiler(TEMPLATE, font_paths=fonts, sys_inputs=data)


def pictures(done: Typeset, pixels_per_inch: float) -> tuple[bytes, ...]:
    """The pages as PNG images, for a preview."""
    pages = _compiler(done.document, done.system_fonts).compile(format="png", ppi=pixels_per_inch)
    return tuple(pages) if isinstance(pages, list) else (_file(pages),)


def _file(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no single file")
    return made


def _lost_words(words: Iterable[str]) -> dict[str, str]:
    """The words that cannot be printed with any font, each with its unprintable letters replaced."""
    return {word: _printable_part(word) for word in _unprintable(sorted(words))}


def _unprintable(words: list[str]) -> list[str]:
    """Halves the list until the typesetter has told good words from bad ones; most lists hold few bad ones."""
    if not words or _prints(" ".join(words)):
        return []
    if len(words) == 1:
        return words
    middle = len(words) // 2
    return _unprintable(words[:middle]) + _unprintable(words[middle:])


def _printable_part(word: str) -> str:
    replaced = "".join(c if _prints(c) else MISSING_SIGN for c in word)
    return replaced if _prints(replaced) else "".join(c if c <= "\u024f" else MISSING_SIGN for c in word)


def _prints(text: str) -> bool:
    try:
        typst.compile(_PROBE, font_paths=_all_fonts(), sys_inputs={"data": text}, pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True
