"""Words people use for exams, and the one question that settles a word that means several things."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.i18n import _
from tracker.reference.rows import records


@dataclass(frozen=True, slots=True)
class Alias:
    """A word people use; it leads to one exam kind, or to the question that must be asked first.

    Attributes:
        kind_key: the exam kind it means, or empty.
        question: id of the question that settles it, or empty; exactly one of the two is given.
    """

    alias: str
    kind_key: str
    question: str
    note: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One choice of one question, as the table holds it."""

    question: str
    text: str
    label: str
    kind_key: str
    next_question: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: it settles the kind, leads on to a further question, or (both empty) means "in my own words"."""

    label: str
    kind_key: str
    next_question: str


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask about a word that means several things.

    Attributes:
        word: the word it is asked about, as the person wrote it.
    """

    word: str
    text: str
    choices: tuple[Choice, ...]


@cache
def aliases() -> tuple[Alias, ...]:
    """Every word people use."""
    return records("aliases", Alias)


@cache
def question_rows() -> tuple[QuestionRow, ...]:
    """Every choice of every question, in the order shown."""
    return records("questions", QuestionRow)


@cache
def _rows_by_question() -> Mapping[str, tuple[QuestionRow, ...]]:
    found: dict[str, tuple[QuestionRow, ...]] = {}
    for row in question_rows():
        found[row.question] = (*found.get(row.question, ()), row)
    return found


def question_ids() -> tuple[str, ...]:
    """The id of every question."""
    return tuple(_rows_by_question())


def question(question_id: str, word: str = "") -> Question:
    """The question of an id (from `Choice.next_question`), in the chosen language.

    Raises:
        KeyError: there is no such question.
    """
    rows = _rows_by_question()[question_id]
    choices = tuple(Choice(_(row.label), row.kind_key, row.next_question) for row in rows)
    return Question(word, _(rows[0].text), choices)


def kinds_of(asked: Question) -> tuple[str, ...]:
    """Keys of every exam kind that the choices of a question and the questions after them can lead to, as shown."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = list(reversed(asked.choices))
    while waiting:
        choice = waiting.pop()
        if choice.kind_key:
            found[choice.kind_key] = None
        elif choice.next_question and choice.next_question not in seen:
            seen.add(choice.next_question)
            waiting += reversed(question(choice.next_question).choices)
    return tuple(found)
