"""Which exam kind the words of a spreadsheet mean: only what they say exactly, else the words with the question."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.errors import Reason
from tracker.readers.words.exams import plain
from tracker.readers.words.kinds import propose_kind
from tracker.readers.words.places import UNKNOWN
from tracker.reference import exam_kinds, exam_words, search
from tracker.reference.words import keys as meanings
from tracker.reference.words import patterns

_GUIDANCES = {"RF": "fluoroscopy", "CT": "ct", "US": "ultrasound"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind ("" where none is certain), and why, or what is missing."""

    key: str
    reason: Reason | None


def modality_of(text: str) -> str:
    """ "CT", "RF", "DX", "MG", "NM", "MR" or "US"; "" where the word is none of theirs."""
    return meanings("modalities").get(plain(text), "")


def machine_of(texts: Sequence[str], modality: str = "") -> str:
    """The machine of a row whose kind is not known: its own column, the first word, else the only one it names."""
    named = {name for text in texts for found, name in patterns("machines_in_reports") if found.search(plain(text))}
    only = named.pop() if len(named) == 1 else ""
    return modality_of(modality) or next(filter(None, map(_first_word, texts)), only)


def doubtful(text: str) -> bool:
    """Whether a text asks, or has letters that the search does not know and would leave out."""
    letters = unicodedata.normalize("NFKD", text)
    return "?" in text or any(c.isalpha() and not c.isascii() and not unicodedata.combining(c) for c in letters)


def exact(text: str) -> tuple[str, ...]:
    """Keys of the kinds that are called exactly this, or have this key; a doubtful text ("CT head?") is none."""
    if text.strip() in exam_kinds():
        return (text.strip(),)
    return () if doubtful(text) or not exam_words.plain(text) else search.meant(text)[0]


def kind_of(texts: Sequence[str], modality: str = "", guidance: str = "") -> Kind:
    """The kind that a row names.

    Args:
        texts: the cells that name the exam, such as exam and clinical name.
        modality: cell of the modality column, as written.
        guidance: cell of the guidance column, as written.
    """
    named = [text for text in texts if text]
    if not named:
        return Kind("", Reason("row_without_exam"))
    keys = [exact(text) for text in named]
    common = set.intersection(*map(set, keys)) if all(keys) else set()
    if len(common) == 1 and (len(named) > 1 or named[0] in exam_kinds()):
        return _said(common.pop(), named[0])
    asked = next((key for text in named if (key := search.meant(text)[1])), "")
    if asked:
        return _answered(asked, modality_of(guidance) or modality_of(modality), named[0])
    if len(set(sum(keys, ()))) == 1:
        return _said(next(key for found in keys for key in found), named[0])
    if any(keys):
        return Kind("", Reason.of("several_exams", text=named[0]))
    return _with_modality(named, modality)


def _said(key: str, text: str) -> Kind:
    return Kind(key, Reason.of("row_says", text=text))


def _answered(asked: str, modality: str, text: str) -> Kind:
    """The one answer to a question about guidance that fits what the row says about it, else the question."""
    wanted = _GUIDANCES.get(modality, "-")
    known, choices = exam_kinds(), search.question(asked).choices
    fitting = {c.kind_key for c in choices if c.kind_key in known and known[c.kind_key].guidance == wanted}
    settled = all(c.kind_key for c in choices) and len(fitting) == 1
    if settled:
        return Kind(fitting.pop(), Reason.of("row_says_guided", text=text))
    return Kind("", Reason.of("several_exams_asked", text=text, question=asked))


def _with_modality(texts: Sequence[str], modality: str) -> Kind:
    """What the words mean together with the kind of machine, where the row names both."""
    for text in texts:
        together = {key for pair in (f"{modality} {text}", f"{text} {modality}") if modality for key in exact(pair)}
        if len(together) == 1:
            return _said(together.pop(), f"{modality} {text}")
    machine = "" if any(map(doubtful, texts)) else modality_of(modality) or _first_word(texts[0])
    if machine in ("CT", "RF", "DX", "MG", "NM"):
        key, reason = propose_kind(machine, UNKNOWN, texts, [])
        if key:
            return Kind(key, reason)
    return Kind("", Reason.of("no_exam_named", text=texts[0][:80]))


def _first_word(text: str) -> str:
    """The modality a description begins with, as in "CT Schädel nativ"."""
    first = plain(text).partition(" ")[0]
    return modality_of(first) if len(first) > 1 else ""
