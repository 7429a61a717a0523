"""What a person's own words mean as an exam: said in the catalogue's words, narrowed by guidance, settled or asked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from tracker.reference import ExamKind, drugs, exam_kinds, exam_words, search
from tracker.reference.words import patterns
from tracker.reference.words import words as words_of

CERTAIN = 95.0  # of 100: below that, or where two kinds share it, the person chooses
MOST_CHOICES = 6
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NEEDLE = re.compile(
    "inject|block|epidural|ablation|shot|rhizotomy|denervation|neurotomy|facet|root|esi|snrb|mbb|rfa", re.IGNORECASE
)
_OPEN = "_unspecified"
_STEROID = "steroid"  # what was given, which no kind is known by
# Scanners and people say abdomen for a scan of the whole belly, too.
_DOUBTED = {"ct_abdomen": ("ct_abd_pelvis", "ct_abdomen")}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to what it was: a kind, a further question, or (both empty) the person's own words.

    Attributes:
        label: as the question has it, "" for the name of the kind.
    """

    label: str
    kind_key: str = ""
    then: "Asked | None" = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about what it was; `text` is "" where words fit several kinds and no question of ours is theirs."""

    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words mean: a kind ("" for none), and what is asked (with a kind: what can still be told better)."""

    kind_key: str = ""
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the catalogue, and the place of the person's word for it."""

    start: int
    end: int
    english: str


def exam_words_in(plain: str) -> list[Word]:
    """The words of a folded text that say what was done and where, in the catalogue's words; others are left out."""
    found, phrases = list[Word](), list[tuple[int, int]]()
    for expected, key in patterns("spoken"):
        for match in expected.finditer(plain):
            if not any(start < match.end() and match.start() < end for start, end in phrases):
                found.append(Word(match.start(), match.end(), key))
                phrases += [match.span()] if " " in match[0] else []
    for match in _WORD.finditer(plain):
        inside = any(word.start < match.end() and match.start() < word.end for word in found)
        if not inside and len(match[0]) > 1 and not match[0].isdigit() and says_exam(match[0]):
            found.append(Word(match.start(), match.end(), match[0]))
    return sorted(found, key=lambda word: (word.start, word.end))


@cache
def _catalogue() -> frozenset[str]:
    """The words that the search knows in English, without those that mean nothing to it."""
    silent = {word for word, means in exam_words.synonyms().items() if means in ("", _STEROID)} | {_STEROID}
    silent |= {part for every in words_of("date_words").values() for word in every for part in word.split()}
    return frozenset({*search.vocabulary("en"), *exam_words.synonyms()} - silent)


def says_exam(word: str) -> bool:
    """Whether a folded word is one of the catalogue's own."""
    return exam_words.plain(word) in _catalogue()


_TABLES = ("spoken", "sentence", "months", "date_words", "sides", "regions", "units_of_time", "names", "doses")


@cache
def _patterns() -> re.Pattern[str]:
    """Finds any word of the tables that a sentence is read with."""
    said = (word for name in _TABLES for every in words_of(name).values() for word in every)
    return re.compile("|".join(said))


@cache
def _spellings() -> frozenset[str]:
    """Every known word as it is spelt: of the catalogue, the tables of words, and the names of drugs."""
    said = {w for name in _TABLES for every in words_of(name).values() for w in every}
    spelt = {part for word in said for each in _spelt(word) for part in each.split()}
    names = {name for drug in drugs().values() for name in (drug.name, *drug.brands.split(","))}
    spelt |= {part for name in names for part in re.split("[^a-z]+", name.lower())}
    return frozenset({word for word in spelt if word.isalpha()} | {*search.vocabulary("en"), *exam_words.synonyms()})


def _spelt(word: str) -> Iterator[str]:
    """What a simple pattern stands for: "ir[ao]s?" for four words."""
    choice = re.search(r"(?:\[([a-z]+)\]|\(\?:([a-z|]+)\)|([a-z]))(\?)|\[([a-z]+)\]|\(\?:([a-z|]+)\)", word)
    if not choice:
        yield word
        return
    letters, group = choice[1] or choice[5] or choice[3] or "", choice[2] or choice[6] or ""
    for each in (*(group.split("|") if group else letters), *([""] if choice[4] else [])):
        yield from _spelt(word[: choice.start()] + each + word[choice.end() :])


def says_needle(text: str) -> bool:
    """Whether words of the catalogue name an injection, a block, an epidural or an ablation."""
    return bool(_NEEDLE.search(text))


@lru_cache(maxsize=4096)
def is_known(word: str) -> bool:
    """Whether a folded word means something here."""
    return not {word, word.removesuffix("s")}.isdisjoint(_spellings()) or bool(_patterns().fullmatch(word))


@lru_cache(maxsize=4096)
def nearest(word: str) -> str:
    """The one known word that a typed word misspells by a letter (from nine letters on: two), "" where none is."""
    from rapidfuzz import process  # here, because loading it costs more than the tables
    from rapidfuzz.distance import OSA

    if len(word) < 4 or not (word.isascii() and word.isalpha()) or is_known(word):
        return ""
    most = 1 if len(word) < 9 else 2
    near = process.extract(word, _spellings(), scorer=OSA.distance, score_cutoff=most, limit=20)
    long = [(distance, other) for other, distance, _place in near if len(other) > 3]
    best = [other for distance, other in long if distance == min(long)[0]]
    ours = best if len(best) == 1 else [other for other in best if other in _catalogue()]
    return ours[0] if len(ours) == 1 else ""


def meaning(said: str, whole: str, guidance: str, *, doubted: bool = False) -> Meaning:
    """What words mean.

    Args:
        said: words of the catalogue and levels of the spine, without those that say how a needle was guided.
        whole: the same with them.
        guidance: one of `catalogue.GUIDANCES`, "" where the words say none.
        doubted: the words do not quite say it, so that one exam found is asked for, too.
    """
    found = _guided(said, guidance) if said else Meaning()
    if guidance and not (found.kind_key or (found.asked and by_needle(found.asked))):
        found = _guided(whole, guidance)
    if doubted and found.kind_key:
        keys = dict.fromkeys([found.kind_key, *(match.kind.key for match in search.find(said, MOST_CHOICES))])
        return Meaning(asked=_listed(list(keys)[:MOST_CHOICES]))
    return found


def _guided(text: str, guidance: str) -> Meaning:
    """What a text means, with what it says about the guidance of a needle."""
    question, matches = search.question_for(text), search.find(text, MOST_CHOICES)
    if question:
        return _answered(question, guidance)
    if not matches:
        return Meaning()
    best, second = matches[0], max((match.score for match in matches[1:]), default=0.0)
    if best.score <= second or best.score < CERTAIN:
        return Meaning(asked=_listed([match.kind.key for match in matches]))
    key = best.kind.key
    if key in _DOUBTED:
        return Meaning(asked=_listed(_DOUBTED[key]))
    if best.kind.is_injection and best.kind.guidance != guidance and (other := _of_guidance(key)):
        return _answered(other, guidance)
    if (views := _of_parts(key)) and {*exam_words.words(text)} <= {*exam_words.words(_open_kind(views).plain_name)}:
        return Meaning(_open_kind(views).key, _narrowed(views, lambda kind: True))
    return Meaning(key)


def _answered(question: exam_words.Question, guidance: str) -> Meaning:
    """The question with the answers that fit the guidance; the one that is left, where only one is."""
    if _of_one_part(question):
        return Meaning(_open_kind(question).key, _narrowed(question, lambda kind: True))
    asked = _narrowed(question, lambda kind: not guidance or kind.guidance == guidance)
    asked = asked or _narrowed(question, lambda kind: True)
    keys = [option.kind_key for option in asked.options] if asked else []
    return Meaning(keys[0]) if len(keys) == 1 and keys[0] else Meaning(asked=asked)


def _narrowed(question: exam_words.Question, fits: Callable[[ExamKind], bool]) -> Asked | None:
    """A question with the answers that lead to a kind that fits; None where none does, one that leads on alone goes."""
    options, others = list[Option](), list[Option]()
    for choice in question.choices:
        then = _narrowed(exam_words.question(choice.next_question), fits) if choice.next_question else None
        if choice.kind_key and fits(exam_kinds()[choice.kind_key]):
            options.append(Option(choice.label, choice.kind_key))
        elif choice.kind_key.endswith(_OPEN) or not (choice.kind_key or choice.next_question):
            others.append(Option(choice.label, choice.kind_key))
        elif then:
            only = then.options[0].kind_key if len(then.options) == 1 else ""
            options.append(Option(choice.label, only, None if only else then))
    if len(options) == 1:
        return options[0].then or Asked(question.text, tuple(options))
    return Asked(question.text, (*options, *others)) if options else None


def _listed(keys: list[str] | tuple[str, ...]) -> Asked:
    return Asked("", (*(Option("", key) for key in keys), Option("")))


def kinds_asked(asked: Asked) -> Iterator[str]:
    """Keys of every kind that the answers to a question can lead to."""
    for option in asked.options:
        yield from kinds_asked(option.then) if option.then else filter(None, [option.kind_key])


def by_needle(asked: Asked) -> bool:
    """Whether a question is about which of several treatments by needle it was."""
    return any(exam_kinds()[key].may_treat_by_needle for key in kinds_asked(asked)) and bool(asked.text)


def _direct(key: str) -> Iterator[exam_words.Question]:
    """The questions that have a kind among their answers."""
    names = dict.fromkeys(row.question for row in exam_words.question_rows() if row.kind_key == key)
    return (exam_words.question(name) for name in names)


def _of_guidance(key: str) -> exam_words.Question | None:
    """The question that tells how the needle of a kind was guided, None where it can be guided in one way only."""
    for question in _direct(key):
        kinds = [exam_kinds()[choice.kind_key] for choice in question.choices if choice.kind_key]
        ways = {kind.guidance for kind in kinds} - {""}
        if len(ways) > 1 and {kind.injects for kind in kinds} == {"yes"} and len(kinds) == len(question.choices):
            return question
    return None


def _of_parts(key: str) -> exam_words.Question | None:
    return next((question for question in _direct(key) if _of_one_part(question)), None)


def _of_one_part(question: exam_words.Question) -> bool:
    """Whether all answers are exams of one part of the body without a needle, the last one "not sure which"."""
    kinds = [exam_kinds().get(choice.kind_key) for choice in question.choices]
    return (
        question.choices[-1].kind_key.endswith(_OPEN)
        and len({kind.region if kind else "" for kind in kinds}) == 1
        and not any(kind is None or kind.may_treat_by_needle for kind in kinds)
    )


def _open_kind(question: exam_words.Question) -> ExamKind:
    return exam_kinds()[question.choices[-1].kind_key]
