"""Hands out the texts that are not translated yet, in files of like size, and takes the filled ones back."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message

from translation.catalogue import english, is_translated
from translation.checks import problems

ABOUT = (
    "Fill in every empty text. `texts` maps English to the translation; `plurals` maps the English singular to the"
    " forms for one and for many; `notes` says where a text stands and, for plurals, gives the English plural. Keep"
    " {placeholders}, **marks**, numbers and spaces at both ends. Decimals keep the point; thousands stand apart with a"
    " no-break space. A | separates words to choose from: give as many as people use. Address the reader formally, in"
    " short plain sentences. Say the same thing in the same words everywhere, those of `glossary`."
)
Chunk = dict[str, Any]


def glossary(code: str) -> dict[str, str]:
    """How the terms of the field are translated, with what to mind in brackets; empty where nobody wrote it down."""
    file = Path(__file__).with_name(f"glossary_{code}.csv")
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return {row["english"]: row["translation"] + (f" [{row['note']}]" if row["note"] else "") for row in rows}


def chunks(catalogue: Catalog, count: int) -> list[Chunk]:
    """The untranslated texts in `count` parts with about the same number of words, neighbours together."""
    waiting = sorted((m for m in catalogue if m.id and not is_translated(m)), key=_place)
    parts: list[list[Message]] = [[] for _part in range(count)]
    total = sum(map(_words, waiting)) or 1
    done = 0
    for message in waiting:
        parts[min(count - 1, done * count // total)].append(message)
        done += _words(message)
    terms = glossary(str(catalogue.locale))
    return [_chunk(part, terms) for part in parts if part]


def _place(message: Message) -> tuple[str, str]:
    return (message.locations[0][0] if message.locations else "", english(message))


def _words(message: Message) -> int:
    return len(english(message).split()) + 1


def _chunk(messages: Sequence[Message], terms: Mapping[str, str]) -> Chunk:
    texts = {english(m): "" for m in messages if isinstance(m.id, str)}
    plurals = {english(m): ["", ""] for m in messages if not isinstance(m.id, str)}
    notes = {english(m): _note(m) for m in messages}
    return {"about": ABOUT, "glossary": terms, "texts": texts, "plurals": plurals, "notes": notes}


def _note(message: Message) -> str:
    files = ", ".join(dict.fromkeys(file for file, _line in message.locations[:3]))
    plural = "" if isinstance(message.id, str) else f"plural: {message.id[1]}"
    return "; ".join(filter(None, [files, *message.auto_comments, plural]))


def write(folder: Path, code: str, made: Sequence[Chunk]) -> list[Path]:
    """Write the parts as es-1-of-8.json, es-2-of-8.json ..."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{code}-{number}-of-{len(made)}.json" for number in range(1, len(made) + 1)]
    for file, chunk in zip(files, made, strict=True):
        file.write_text(json.dumps(chunk, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return files


def merge(catalogue: Catalog, filled: Mapping[str, Any]) -> tuple[int, list[str]]:
    """Put the filled texts of one part into a catalogue, those that pass the checks.

    Returns:
        How many were put in, and a sentence for each that was not.
    """
    known = {english(m): m for m in catalogue if m.id}
    taken, refused = 0, []
    for text, forms in _given(filled):
        message = known.get(text)
        wrong = list(_wrong(message, forms))
        if message is None or wrong:
            refused.append(f"{text!r}: {'; '.join(wrong)}")
            continue
        message.string = forms[0] if isinstance(message.id, str) else tuple(forms)
        taken += 1
    return taken, refused


def _given(filled: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The texts that were filled in, at least in part."""
    forms = {text: [given] for text, given in filled.get("texts", {}).items()} | dict(filled.get("plurals", {}))
    return ((text, given) for text, given in forms.items() if any(given))


def _wrong(message: Message | None, forms: Sequence[str]) -> Iterator[str]:
    if message is None:
        yield "no such text in the program"
        return
    wanted = 1 if isinstance(message.id, str) else 2
    if len(forms) != wanted or not all(forms):
        yield f"it needs {wanted} forms"
        return
    yield from wrong_in(message, forms)


def wrong_in(message: Message, forms: Sequence[str]) -> Iterator[str]:
    """What the checks say of the forms of a message; the form for one may leave the number out."""
    own_forms = [message.id] if isinstance(message.id, str) else list(message.id)
    for own, translated in zip(own_forms, forms, strict=True):
        yield from problems(own, translated)
