"""Finds exam kinds from what a person types: fuzzy over names, keys and aliases, and asks where a word is ambiguous."""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from tracker.reference.kinds import ExamKind, exam_kinds
from tracker.reference.questions import Choice, Question, aliases, question
from tracker.reference.rows import records

__all__ = ["Choice", "Match", "Question", "find", "plain", "question", "question_for"]

_LONGEST_QUERY = 200
_MOST_WORDS = 12
_LEAST_SCORE = 45.0
_CERTAIN = 88.0
_PREFIX, _FUZZY = 0.93, 0.9
# A text that only contains the same words as a name stays below one that is typed exactly (100).
_COVERAGE, _FIT, _ALIAS_BONUS = 79.0, 20.0, 0.5
# Results below this share of the best one are noise: see the test that holds it against every alias.
_CUT = 0.72
# A scan of several passes gives way to one of a single pass unless both are said, and the other way about.
_OTHER_PASSES = 0.9
_SEVERAL_PASSES = re.compile(r"_(?:wwo|multiphase)$")

_SIDES = frozenset("left right both bilateral bilaterally li re lt rt links rechts sided".split())
_LEVELS = {"c": "cervical", "t": "thoracic", "th": "thoracic", "d": "thoracic", "l": "lumbar", "s": "sacral"}
_NUMBER = r"(?:c[1-8]|(?:th?|d)(?:1[0-2]|[1-9])|l[1-6]|s[1-5]|1[0-2]|[1-9])"
_LEVEL = re.compile(
    r"(?<!')\b(?P<level>c\s?[1-8]|(?:th?|d)(?:1[0-2]|[1-9])|l\s?[1-6]|s[1-5])"
    rf"(?:(?:\s?[-/,&]\s?|\s(?:to|and)\s|\s?(?=[cdlst])|(?=[2-6]\b)){_NUMBER})*\b"
)
_ABOVE_SACRUM = re.compile(r"\b(?:epidural|esi|transforaminal|foraminal|tfesi|snrb|root|facet|medial|dis[ck])")

_NONE = "without|wo|non|noncontrast|unenhanced"
_AGENT = r"(?: (?:any|the|iv|oral|intravenous))* (?:contrast|dye)"
_THEN = r"(?: (?:and|then|plus|also))*"
_SCANNER = re.compile(r"\b(?:ct|cat|cta|ctpa|mri|mra|mr|tomography)\b")
_WITH = re.compile(rf"\b(?:with|w){_AGENT}\b")
_WITHOUT = re.compile(rf"\b(?:{_NONE}|no){_AGENT}\b")
_EITHER = re.compile(rf"\b(?:with|w|contrast|dye|enhanced|{_NONE})\b")
_BOTH = re.compile(
    rf"\bwwo\b|\b(?:with|w)(?:{_AGENT})?{_THEN} (?:{_NONE})\b|\b(?:pre|before){_THEN} (?:post|after){_AGENT}\b"
    rf"|\b(?:{_NONE})(?:{_AGENT})?{_THEN} (?:with|w)(?:{_AGENT}\b|$)"
)
_PHASES = re.compile(
    r"\b(?:(?:three|triple|four|two|several|multiple|multi|dual|[234]) (?:phases?|passes)|(?:multi|tri)phas(?:e|ic))\b"
)
_CONTRAST = re.compile(
    rf"\b(?:(?:with|w|{_NONE}|no|pre|post|before|after){_AGENT}|with|w|wwo|{_NONE}|contrast|enhanced)\b"
)


@dataclass(frozen=True, slots=True)
class Match:
    """One exam kind that fits what was typed.

    Attributes:
        score: 0 to 100; 100 when a name or alias was typed exactly.
        matched: the name or alias that fitted best.
    """

    kind: ExamKind
    score: float
    matched: str


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word and the word the catalogue uses for it; an empty `means` marks a word that carries no meaning."""

    word: str
    means: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """One searchable text: of an exam kind, or (with `asks`) of a word that needs a question."""

    text: str
    kind_key: str
    asks: str
    words: frozenset[str]
    bonus: float = 0.0
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Index:
    entries: tuple[_Entry, ...]
    exact: Mapping[str, tuple[int, ...]]
    holders: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]
    fullness: tuple[float, ...]


def plain(text: str) -> str:
    """Lower case, without accents or punctuation, "x-ray" in one word; only the first 200 characters count."""
    folded = _folded(text)
    folded = re.sub(r"\bx[\s-]*r[ae]y", "xray", folded)
    return " ".join(re.findall(r"[a-z0-9]+", folded))


def _folded(text: str) -> str:
    """Lower case, without accents, every kind of dash a hyphen."""
    dashed = re.sub(r"[\u2010-\u2015\u2212]", "-", text[:_LONGEST_QUERY])
    return unicodedata.normalize("NFKD", dashed).encode("ascii", "ignore").decode().lower()


@cache
def _synonyms() -> Mapping[str, str]:
    return {row.word: row.means for row in records("synonyms", Synonym)}


def _region(level: str, text: str) -> str:
    """The region word for a spine level: a sacral nerve root or disc is treated from the lumbar spine, and an epidural
    below S1 through the tailbone.
    """
    if level[0] != "s":
        return _LEVELS[level[0]]
    if level != "s1" and re.search(r"\b(?:epidural|esi)\b", text):
        return "caudal"
    return "lumbar" if _ABOVE_SACRUM.search(text) else "sacral"


def _said(text: str) -> str:
    """The plain text with a region word for every spine level ("L5-S1" belongs where it begins) and spine letter."""
    folded = re.sub(r"\bw\s?/\s?o\b", "without", _folded(text))
    folded = re.sub(r"\b([ctls])[\s.-]*spine\b", lambda found: f"{_LEVELS[found[1]]} spine", folded)
    return plain(_LEVEL.sub(lambda found: f" {_region(found['level'], folded)} ", folded))


@lru_cache(maxsize=64)
def _tidy(text: str) -> str:
    """What was said, each word once, without sides and, of a scanner, without contrast and passes."""
    said = _said(text)
    if _SCANNER.search(said):
        said = _CONTRAST.sub(" ", _PHASES.sub(" ", said))
    return " ".join(dict.fromkeys(word for word in said.split() if word not in _SIDES)) or plain(text)


@cache
def _order() -> Mapping[str, int]:
    return {key: place for place, key in enumerate(exam_kinds())}


def _words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in the catalogue's own vocabulary; all of them if none does."""
    every = _tidy(text).split()
    kept = [means for word in every if (means := _synonyms().get(word, word))] or every
    return tuple(dict.fromkeys(kept))[:_MOST_WORDS]


def _passes(text: str) -> str:
    """Whether a text says that a scan took "several" passes or a "single" one; "" where it does not say."""
    said = _said(text)
    if _BOTH.search(said) or _PHASES.search(said) or (_WITH.search(said) and _WITHOUT.search(said)):
        return "several"
    return "single" if _EITHER.search(said) else ""


def _entries() -> Iterable[_Entry]:
    for kind in exam_kinds().values():
        for text in (kind.plain_name, kind.name):
            yield _Entry(text, kind.key, "", frozenset(_words(text)))
        key = re.sub("^(ir|rf)_|_(rf|ct|us|none)$", "", kind.key).replace("_", " ")
        yield _Entry(key, kind.key, "", frozenset(_words(key)), exact=False)
    for row in aliases():
        yield _Entry(row.alias, row.kind_key, row.question, frozenset(_words(row.alias)), _ALIAS_BONUS)


@cache
def _index() -> _Index:
    """The searchable texts, which words they hold, and how telling each word is (rare words tell more)."""
    entries = tuple(_entries())
    exact: dict[str, list[int]] = defaultdict(list)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if entry.exact:
            exact[plain(entry.text)].append(number)
        for word in entry.words:
            holders[word].append(number)
    counts = Counter({word: len(found) for word, found in holders.items()})
    weights = {word: math.log(1 + len(entries) / count) for word, count in counts.items()}
    return _Index(
        entries,
        {text: tuple(found) for text, found in exact.items()},
        {word: tuple(found) for word, found in holders.items()},
        weights,
        tuple(sum(weights[word] for word in entry.words) for entry in entries),
    )


@cache
def _vocabulary() -> tuple[str, ...]:
    return tuple(_index().holders)


def _alike(word: str) -> dict[str, float]:
    """Words of the catalogue that the typed word may mean, with how alike they are (0 to 1)."""
    from rapidfuzz import fuzz, process  # here, because loading it costs more than the whole catalogue

    found: dict[str, float] = {}
    if len(word) > 3 and word not in _index().holders:
        for other, score, _place in process.extract(word, _vocabulary(), scorer=fuzz.ratio, score_cutoff=75, limit=12):
            found[other] = _FUZZY * score / 100
    if len(word) > 2:
        found |= {other: _PREFIX for other in _vocabulary() if other.startswith(word)}
    if word in _index().holders:
        found[word] = 1.0
    return found


def _scores(text: str) -> dict[int, float]:
    """Score of each entry that shares a word with the text: mostly how much of the text it covers, partly how much of
    it the text covers.
    """
    index = _index()
    gained: dict[int, float] = defaultdict(float)
    fitted: dict[int, float] = defaultdict(float)
    asked = 0.0
    words = _words(text)
    for word in words:
        alike = _alike(word)
        worth = max((index.weights[other] for other in alike), default=max(index.weights.values()))
        worth = index.weights.get(word, worth)
        asked += worth
        best: dict[int, tuple[float, float]] = {}
        for other, likeness in alike.items():
            pair = (likeness, likeness * index.weights[other])
            for number in index.holders[other]:
                if pair > best.get(number, (0.0, 0.0)):
                    best[number] = pair
        for number, (likeness, fit) in best.items():
            gained[number] += worth * likeness
            fitted[number] += fit
    scores = {}
    for number, gain in gained.items():
        fit = min(1.0, fitted[number] / index.fullness[number])
        # One word says little about which of the short names is meant: the catalogue's order decides.
        fit = round(fit * 4) / 4 if len(words) == 1 else fit
        scores[number] = _COVERAGE * gain / asked + _FIT * fit + index.entries[number].bonus
    return scores | dict.fromkeys(index.exact.get(plain(text), ()), 100.0)


def _ranked(text: str, scores: Mapping[int, float]) -> list[tuple[str, float, int]]:
    """The best score of each exam kind and the entry it comes from, best first, without the noise at the end."""
    index, best = _index(), dict[str, tuple[float, int]]()
    passes, exact = _passes(text), index.exact.get(plain(text), ())
    for number, found in scores.items():
        key, score = index.entries[number].kind_key, found
        several = bool(_SEVERAL_PASSES.search(key))
        if several and passes == "single" and number not in exact:
            continue
        if several is not (passes == "several") and (several or passes) and number not in exact:
            score *= _OTHER_PASSES
        if key and score >= _LEAST_SCORE and score > best.get(key, (0.0, 0))[0]:
            best[key] = (score, number)
    least = _CUT * max((score for score, _number in best.values()), default=0.0)
    return [(key, score, number) for key, (score, number) in best.items() if score >= least]


def find(text: str, limit: int = 8) -> list[Match]:
    """The exam kinds that fit a text best, best first; empty when nothing does.

    Words in any order, with or without accents and hyphens, abbreviated or misspelt. A word that means several things
    lists all of them: ask `question_for` first. Where such a word may be a treatment too, the exams come first.
    """
    kinds, index, scores = exam_kinds(), _index(), _scores(text)
    asked, order = bool(_asked(text, scores)), _order()
    ranked = sorted(
        _ranked(text, scores), key=lambda item: (asked and kinds[item[0]].treatment, -item[1], order[item[0]])
    )
    return [
        Match(kinds[key], round(min(score, 100.0), 1), index.entries[number].text)
        for key, score, number in ranked[:limit]
    ]


def question_for(text: str) -> Question | None:
    """The one question that settles an ambiguous text, or None where it needs none.

    An ambiguous word is never resolved silently: typed exactly, misspelt or in another order, it gives its question,
    unless the text names an exam kind at least as well.
    """
    asks = _asked(text, _scores(text))
    return question(asks, text) if asks else None


def _asked(text: str, scores: Mapping[int, float]) -> str:
    """The id of that question, from the scores of the text; "" where it needs none."""
    index = _index()
    exact = index.exact.get(plain(text)) or index.exact.get(_tidy(text))
    if exact:
        return next((index.entries[number].asks for number in exact if index.entries[number].asks), "")
    kind_score, asks_score, asks = 0.0, 0.0, ""
    for number, score in scores.items():
        entry = index.entries[number]
        if entry.asks and score > asks_score:
            asks_score, asks = score, entry.asks
        elif not entry.asks:
            kind_score = max(kind_score, score)
    return asks if asks_score >= max(_CERTAIN, kind_score) else ""
