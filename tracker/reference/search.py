"""Finds exam kinds from what a person types: fuzzy over names, keys and aliases, and asks where a word is ambiguous."""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, takewhile

from tracker.i18n import _, current, language, languages
from tracker.reference.catalogue import ExamKind, exam_kinds
from tracker.reference.exam_words import (
    Question,
    aliases,
    has_level,
    passes,
    plain,
    question,
    tidy,
    without_levels,
    words,
)
from tracker.reference.words import folded, pattern, table

_LEAST_SCORE = 45.0
_CERTAIN = 88.0
_PREFIX, _FUZZY = 0.93, 0.9
# A text that only contains the same words as a name stays below one that is typed exactly (100).
_COVERAGE, _FIT, _ALIAS_BONUS = 79.0, 20.0, 0.5
# Results below this share of the best one are noise: see the test that holds it against every alias.
_CUT = 0.65
_TIDIED, _STEP, _WHOLE, _LEVEL_FITS = 99.8, 5.0, 94.0, 80.0
# A scan of several passes gives way to one of a single pass unless both are said, and the other way about.
_OTHER_PASSES = 0.9
_SEVERAL_PASSES = ("_wwo", "_multiphase")


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


@cache
def _order() -> Mapping[str, int]:
    return {key: place for place, key in enumerate(exam_kinds())}


@cache
def _sides() -> re.Pattern[str]:
    return re.compile("|".join(pattern("sides", key).pattern for key in table("sides")))


def _sideless(text: str) -> str:
    """The text without words for a side, which name no kind; as it is where it has no others."""
    bare = _sides().sub(" ", folded(text))
    return bare if plain(bare) else text


def _words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in the catalogue's own vocabulary, without sides."""
    return words(_sideless(text))


def _tidy(text: str) -> str:
    """What was said, each word once, without sides and, of a scanner, without contrast and passes."""
    return tidy(_sideless(text))


def _entries() -> Iterable[_Entry]:
    for kind in exam_kinds().values():
        # English names are found in every language: letters and reports have them.
        for text in dict.fromkeys((kind.plain_name, kind.name, _(kind.plain_name), _(kind.name))):
            yield _Entry(text, kind.key, "", frozenset(_words(text)))
        key = re.sub("^(ir|rf)_|_(rf|ct|us|none)$", "", kind.key).replace("_", " ")
        yield _Entry(key, kind.key, "", frozenset(_words(key)), exact=False)
    for row in aliases():
        yield _Entry(row.alias, row.kind_key, row.question, frozenset(_words(row.alias)), _ALIAS_BONUS)


def _index() -> _Index:
    return _index_in(current())  # in the chosen language


@cache
def _index_in(code: str) -> _Index:
    """The searchable texts, which words they hold, and how telling each word is (rare words tell more)."""
    with language(code):
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
def vocabulary(code: str) -> tuple[str, ...]:
    """Every word of the texts that are searched in a language, in order."""
    return tuple(sorted(_index_in(code).holders))


@lru_cache(maxsize=4096)
def _alike(word: str, code: str) -> Mapping[str, float]:
    """Words of the catalogue in a language that the typed word may mean, with how alike they are (0 to 1)."""
    from rapidfuzz import fuzz, process  # here, because loading it costs more than the whole catalogue

    found: dict[str, float] = {}
    known, holders = vocabulary(code), _index_in(code).holders
    if len(word) > 3 and word not in holders:
        for other, score, _place in process.extract(word, known, scorer=fuzz.ratio, score_cutoff=75, limit=12):
            found[other] = _FUZZY * score / 100
    if len(word) > 2:
        begin = bisect_left(known, word)
        found |= dict.fromkeys(takewhile(lambda other: other.startswith(word), islice(known, begin, None)), _PREFIX)
    if word in holders:
        found[word] = 1.0
    return found


def _scores(text: str) -> dict[int, float]:
    """Score of each entry that shares a word with the text; a spine level that no such exam knows is left out."""
    exact, scores = _index().exact, _word_scores(_words(text))
    if max(scores.values(), default=0.0) < _LEVEL_FITS and has_level(text):
        scores = _word_scores(_words(without_levels(text)))
    scores |= dict.fromkeys(exact.get(_tidy(text), ()), _TIDIED)
    return scores | dict.fromkeys(exact.get(plain(text), ()), 100.0)


def _word_scores(typed: tuple[str, ...]) -> dict[int, float]:
    """The score is mostly how much of the text an entry covers, partly how much of it the text covers."""
    index = _index()
    gained: dict[int, float] = defaultdict(float)
    fitted: dict[int, float] = defaultdict(float)
    asked = 0.0
    for word in typed:
        alike = _alike(word, current())
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
        scores[number] = _COVERAGE * gain / asked + _FIT * fit + index.entries[number].bonus
    return scores


def _passing(kind_key: str, score: float, said: str) -> float:
    """The score where a number of passes was said or not: 0 for several passes where a single one was said."""
    several = kind_key.endswith(_SEVERAL_PASSES)
    if several and said == "single":
        return 0.0
    return score if several is (said == "several") or not (several or said) else score * _OTHER_PASSES


def _stepped(score: float, bonus: float) -> float:
    """One word says little about which of its texts is meant: not their length, the catalogue's order decides."""
    return min(_WHOLE, _COVERAGE + _STEP * round((score - bonus - _COVERAGE) / _STEP))


def _ranked(text: str, scores: Mapping[int, float]) -> list[tuple[str, float, int]]:
    """The best score of each exam kind and the entry it comes from, without the noise at the end."""
    index, best = _index(), dict[str, tuple[float, int]]()
    said, exact, one = passes(text), index.exact.get(plain(text), ()), len(_words(text)) == 1
    for number, found in scores.items():
        key, score = index.entries[number].kind_key, found
        if number not in exact:
            score = _passing(key, score, said)
            score = _stepped(score, index.entries[number].bonus) if one and score < _WHOLE else score
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


@lru_cache(maxsize=4096)
def meant(text: str) -> tuple[tuple[str, ...], str]:
    """Keys of the kinds that are called exactly this, and the id of the question it needs, whatever the language.

    That is the first language in which a kind is called so, else the first in which the text needs a question.
    """
    asked = ""
    for code in languages():
        with language(code):
            keys = tuple(match.kind.key for match in find(text, 50) if match.score == 100.0)
            needs = _asked(text, _scores(text))
        if keys:
            return keys, needs
        asked = asked or needs
    return (), asked
