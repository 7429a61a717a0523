"""The sentences of a written report, and which of them are not about this exam: priors, history, advice, denials."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from tracker.readers.words.doses import label_pattern
from tracker.reference.words import folded, pattern, words

LONGEST = 100_000  # characters that are looked at; a report has some thousand
PRIOR, HISTORY, ADVICE, TITLE = "prior", "history", "advice", "title"
_LETTER = r"[^\W\d_]"
_BREAK = re.compile(  # led by its sign, so that `re` passes over all other letters
    r"[.!?\n](?:(?<=[.!?])(?<!\bdr.)(?<!\bmr.)(?<!\bca.)(?<!\beff.)(?<!\bgeb.)(?<!\bno.)(?<!approx.)(?<!\bst.)(?<!\bvs.)"
    rf"(?=\s+{_LETTER})|(?<=\n)(?:[ \t\r]*\n|(?=[ \t]*{_LETTER}[^\n:]{{1,40}}:)|(?=[ \t]*[-*•])))"
)
_HEADING = re.compile(rf"[\s\-*•]*(?P<name>{_LETTER}[^\n:.;0-9]{{1,40}}):")
_SECTIONS = {key: re.compile("|".join(words("reports")[f"section_{key}"])) for key in (PRIOR, HISTORY, ADVICE, TITLE)}
_NOTHING = re.compile(rf"\s{{0,3}}{pattern('reports', 'nothing').pattern}")
_NO_BEFORE = re.compile(rf"{pattern('reports', 'no_before').pattern}(?P<gap>[^.;,:\n]{{0,25}})$")
_NO_BEHIND = re.compile(rf"[\w \-]{{0,25}}{pattern('reports', 'no_behind').pattern}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a line or an item of a list, and the section it stands in ("" where no heading says)."""

    start: int
    end: int
    section: str


@dataclass(frozen=True)
class Report:
    """A report as it was pasted, and the same letters without accents and capitals."""

    text: str
    plain: str

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in their order, without gaps."""
        bounds = [0, *(match.end() for match in _BREAK.finditer(self.plain)), len(self.plain)]
        found, section, filled = [], "", False
        for start, end in pairwise(bounds):
            heading = _HEADING.match(self.plain, start, end)
            if heading:
                section, filled = _section(heading["name"].strip()), False
                if section == PRIOR and _NOTHING.match(self.plain, heading.end(), end):
                    section = ""
            elif (
                section == PRIOR
                and filled
                and self.plain[start - 1] == "\n"
                and label_pattern().match(self.plain, start)
            ):
                section = ""  # a line of its own that begins with a dose is no longer about the earlier exam
            elif filled and self.plain[max(0, start - 2) : start].count("\n") > 1:
                section = ""  # a new paragraph ends the section of the last heading
            filled = filled or bool(self.plain[heading.end() if heading else start : end].strip(" .\n\r\t"))
            if end > start:
                found.append(Sentence(start, end, section))
        return tuple(found)

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, place: int) -> Sentence:
        """The sentence that holds a place of the text."""
        return self.sentences[max(0, bisect_right(self._starts, place) - 1)]

    def before(self, place: int, most: int = 150) -> str:
        """The words before a place, in its sentence."""
        return self.plain[max(self.sentence_at(place).start, place - most) : place]

    def behind(self, place: int, most: int = 60) -> str:
        """The words after a place, in its sentence."""
        return self.plain[place : min(self.sentence_at(max(0, place - 1)).end, place + most)]

    def aside(self, place: int) -> str:
        """Why a place is not about this exam: "prior", "history" or "advice"; "" where it is."""
        sentence = self.sentence_at(place)
        if sentence.section in (PRIOR, ADVICE, HISTORY):
            return sentence.section
        start, end = max(sentence.start, place - 400), min(sentence.end, place + 400)
        around, front = self.plain[start:end], self.plain[start:place]
        if pattern("reports", "prior_anywhere").search(around) or pattern("reports", "prior").search(front):
            return PRIOR
        if pattern("reports", "advice").search(around) and sentence.section != TITLE:
            return ADVICE
        return HISTORY if pattern("reports", "history").search(front[-80:]) else ""

    @cached_property
    def _section_starts(self) -> list[int]:
        """Of each sentence, where its section begins."""
        starts: list[int] = []
        for number, sentence in enumerate(self.sentences):
            same = number and self.sentences[number - 1].section == sentence.section
            starts.append(starts[-1] if same else sentence.start)
        return starts

    def section_start(self, place: int) -> int:
        """Where the section of a place begins."""
        return self._section_starts[max(0, bisect_right(self._starts, place) - 1)]

    def own_beside(self, place: int) -> bool:
        """Whether a place follows the comparison of a section of comparisons, in a sentence of its own."""
        sentence = self.sentence_at(place)
        return sentence.section == PRIOR and sentence.start > self.section_start(place)

    def denied(self, start: int, end: int) -> bool:
        """Whether the words at a place are said not to have been: "no fluoroscopy was used"."""
        no = _NO_BEFORE.search(self.before(start, 60))
        of_contrast = no is not None and pattern("reports", "contrast").search(no["gap"])
        return (no is not None and not of_contrast) or bool(_NO_BEHIND.match(self.behind(end)))


def report_of(text: str) -> Report:
    """A pasted text, as far as it is looked at."""
    kept = text[:LONGEST]
    return Report(kept, folded(kept))


def _section(name: str) -> str:
    if pattern("reports", "a_date").search(name):
        return ""
    return next((section for section, expected in _SECTIONS.items() if expected.match(name)), "")
