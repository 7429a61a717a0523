"""Which exam kind the words of a spreadsheet mean: only what they say exactly, else the words with the question."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.i18n import _, current
from tracker.readers.words.exams import plain
from tracker.readers.words.kinds import propose_kind
from tracker.readers.words.places import UNKNOWN
from tracker.reference import exam_kinds, exam_words, search
from tracker.reference.words import keys as meanings

_GUIDANCES = {"RF": "fluoroscopy", "CT": "ct", "US": "ultrasound"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind ("" where none is certain), and the sentence that says why or asks what is missing."""

    key: str
    reason: str


def modality_of(text: str) -> str:
    """ "CT", "RF", "DX", "MG", "NM", "MR" or "US"; "" where the word is none of theirs."""
    return meanings("modalities").get(plain(text), "")


def doubtful(text: str) -> bool:
    """Whether a text asks, or has letters that the search does not know and would leave out."""
    letters = unicodedata.normalize("NFKD", text)
    return "?" in text or any(c.isalpha() and not c.isascii() and not unicodedata.combining(c) for c in letters)


def exact(text: str) -> tuple[str, ...]:
    """Keys of the kinds that are called exactly this, or have this key; a doubtful text ("CT head?") is none."""
    return _exact(text, current())


@lru_cache(maxsize=4096)
def _exact(text: str, _language: str) -> tuple[str, ...]:
    if text.strip() in exam_kinds():
        return (text.strip(),)
    if doubtful(text) or not exam_words.plain(text):
        return ()
    return tuple(match.kind.key for match in search.find(text, 50) if match.score == 100.0)


@lru_cache(maxsize=4096)
def _asked(text: str, _language: str) -> search.Question | None:
    return search.question_for(text)


def kind_of(texts: Sequence[str], modality: str = "", guidance: str = "") -> Kind:
    """The kind that a row names.

    Args:
        texts: the cells that name the exam, such as exam and clinical name.
        modality: cell of the modality column, as written.
        guidance: cell of the guidance column, as written.
    """
    named = [text for text in texts if text]
    if not named:
        return Kind("", _("The row does not say which exam this was."))
    keys = [exact(text) for text in named]
    common = set.intersection(*map(set, keys)) if all(keys) else set()
    if len(common) == 1 and (len(named) > 1 or named[0] in exam_kinds()):
        return _said(common.pop(), named[0])
    asked = next((question for text in named if (question := _asked(text, current()))), None)
    if asked:
        return _answered(asked, modality_of(guidance) or modality_of(modality), named[0])
    if len(set(sum(keys, ()))) == 1:
        return _said(next(key for found in keys for key in found), named[0])
    if any(keys):
        return Kind("", _("“{text}” can mean several exams. Please choose the one it was.").format(text=named[0]))
    return _with_modality(named, modality)


def _said(key: str, text: str) -> Kind:
    return Kind(key, _("The row says “{text}”.").format(text=text))


def _answered(asked: search.Question, modality: str, text: str) -> Kind:
    """The one answer to a question about guidance that fits what the row says about it, else the question."""
    wanted = _GUIDANCES.get(modality, "-")
    known = exam_kinds()
    fitting = {c.kind_key for c in asked.choices if c.kind_key in known and known[c.kind_key].guidance == wanted}
    settled = all(c.kind_key for c in asked.choices) and len(fitting) == 1
    if settled:
        return Kind(fitting.pop(), _("The row says “{text}”, and how the needle was guided.").format(text=text))
    return Kind("", _("“{text}” can mean several exams. {question}").format(text=text, question=asked.text))


def _with_modality(texts: Sequence[str], modality: str) -> Kind:
    """What the words mean together with the kind of machine, where the row names both."""
    for text in texts:
        together = {key for pair in (f"{modality} {text}", f"{text} {modality}") if modality for key in exact(pair)}
        if len(together) == 1:
            return Kind(together.pop(), _("The row says “{text}”.").format(text=f"{modality} {text}"))
    machine = "" if any(map(doubtful, texts)) else modality_of(modality) or _first_word(texts[0])
    if machine in ("CT", "RF", "DX", "MG", "NM"):
        key, reason = propose_kind(machine, UNKNOWN, texts, [])
        if key:
            return Kind(key, reason)
    return Kind("", _("“{text}” is not the name of one exam in the list. Please choose it.").format(text=texts[0][:80]))


def _first_word(text: str) -> str:
    """The modality a description begins with, as in "CT Schädel nativ"."""
    first = plain(text).partition(" ")[0]
    return modality_of(first) if len(first) > 1 else ""
