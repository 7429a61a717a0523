"""How hard a text is to read: the Flesch-Kincaid grade by textstat, with nothing fetched from anywhere."""

import re
from collections.abc import Iterable, Iterator

import textstat

HARDEST = 8.0
LONGEST_WORDS = 25
FEWEST_WORDS = 4  # a label is no sentence, and would only make a page look easier than it is
# Under its plain code "en" textstat fetches a dictionary. Under this one it counts the places where a word may be
# divided, which its package brings along. On these pages that finds 0.055 syllables too few in a word, against the
# dictionary of Carnegie Mellon University: 0.65 of a grade, so that much and a little more is added.
_WITHOUT_FETCHING = "en-US"
_MISSED = 0.8
_MARKUP = re.compile(r"[*#_`\\]|:material/\w+:")


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """The sentences of texts as they stand in the program, without markup, each with its end."""
    for text in texts:
        for part in re.split(r"(?<=[.?!:])\s+", _MARKUP.sub("", text)):
            if len(part.split()) >= FEWEST_WORDS:
                yield part.strip() if part.strip()[-1] in ".?!" else f"{part.strip()}."


def grade(found: Iterable[str]) -> float:
    """The grade of sentences taken together; 0 where there are none."""
    text = " ".join(found)
    textstat.set_lang(_WITHOUT_FETCHING)
    return float(textstat.flesch_kincaid_grade(text)) + _MISSED if text else 0.0


def too_long(found: Iterable[str]) -> list[str]:
    """The sentences with more words than most people read at once."""
    return [sentence for sentence in found if len(sentence.split()) > LONGEST_WORDS]
