"""The sentences of a written report, and which of them are not about this exam: priors, history, advice, denials."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from tracker.reference.words import folded

LONGEST = 100_000  # characters that are looked at; a report has some thousand
PRIOR, HISTORY, ADVICE, TITLE = "prior", "history", "advice", "title"
_LETTER = r"[^\W\d_]"
_BREAK = re.compile(
    rf"(?<!\bdr)(?<!\bmr)(?<!\bca)(?<!\beff)(?<!\bgeb)(?<!\bno)(?<!approx)(?<!\bst)(?<!\bvs)[.!?](?=\s+{_LETTER})"
    rf"|\n[ \t\r]*\n|\n(?=[ \t]*{_LETTER}[^\n:]{{1,40}}:)|\n(?=[ \t]*[-*•])"
)
_HEADING = re.compile(rf"[\s\-*•]*(?P<name>{_LETTER}[^\n:.;0-9]{{1,40}}):")
_SECTIONS = (
    (
        PRIOR,
        r"compar\w*|priors?\b|previous|vergleich\w*|vorauf\w*|voruntersuch\w*|antecedents radio\w*|examens? anterieur",
    ),
    (
        HISTORY,
        r"history|clinical|indication|reason|anamnese|klinisch\w*|fragestellung|indikation|antecedents|motif|renseignements"
        r"|antecedentes|motivo|indicacion|historia|past ",
    ),
    (ADVICE, r"recommend\w*|follow[ -]?up|empfehlung\w*|procedere|recommand\w*|conduite|recomenda\w*"),
    (
        TITLE,
        r"exam\w*|procedures?\b|study|type of|untersuchung\w*|verfahren|examen|type d.examen|estudio|procedimiento"
        r"|exploracion|prueba",
    ),
)
_PRIOR_WHOLE = re.compile(
    r"\b(?:(?:available |reviewed |used )?for comparison|zum vergleich|pour comparaison|para comparacion)\b"
)
_PRIOR = re.compile(
    r"\b(?:compar(?:ed|ing|ison)|prior(?! to\b)|previous(?:ly)?|im vergleich|verglichen|vergleich|voraufnahmen?"
    r"|voruntersuchung\w*|vor-?(?:ct|mrt)|comparaison|compare a|comparativement|anterieure?s?|precedente?s?"
    r"|comparad[oa]|comparacion|previ[oa]s?|(?:estudio|examen|tac) anterior)\b"
)
_ADVICE = re.compile(
    r"\b(?:recommend\w*|suggest(?:ed|s)?|should be|consider\b|advis(?:ed|e)|schedul\w*|planned|next (?:exam|scan|visit)"
    r"|empf(?:ohlen|iehlt|ehlen)|verlaufskontrolle|geplant|recommand\w*|conseill\w*|a prevoir|recomiend\w*|sugier\w*)\b"
)
_HISTORY = re.compile(
    r"\b(?:history of|status post|s/p|since|post-?operative|zustand nach|z\.? ?n\.|seit|antecedents? de|depuis"
    r"|antecedente de|desde)(?=\W)"
)
_NO_BEFORE = re.compile(
    r"\b(?:no|not|without|never|neither|nor|denies|lack of|ohne|keine?[rnms]?|nicht|sans|pas de|pas d.|aucune?|sin"
    r"|ningun[oa]?|no se)\b(?P<gap>[^.;,:\n]{0,25})$"
)
_NO_BEHIND = re.compile(
    r"[\w \-]{0,25}\b(?:(?:was|were|is|are|has) (?:not|never)|not (?:used|performed|done|needed|given|recorded)"
    r"|wurden? (?:nicht|keine)|nicht (?:durchgefuhrt|verwendet)|n.a pas|non (?:realisee?|utilisee?)"
    r"|no (?:se )?(?:uso|utilizo|realizo|fue))\b"
)


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
        if _PRIOR_WHOLE.search(around) or _PRIOR.search(front):
            return PRIOR
        if _ADVICE.search(around) and sentence.section != TITLE:
            return ADVICE
        return HISTORY if _HISTORY.search(front[-80:]) else ""

    def denied(self, start: int, end: int) -> bool:
        """Whether the words at a place are said not to have been: "no fluoroscopy was used"."""
        no = _NO_BEFORE.search(self.before(start, 60))
        of_contrast = no is not None and re.search(r"contrast|kontrast", no["gap"])
        return (no is not None and not of_contrast) or bool(_NO_BEHIND.match(self.behind(end)))


def report_of(text: str) -> Report:
    """A pasted text, as far as it is looked at."""
    kept = text[:LONGEST]
    return Report(kept, folded(kept))


def _section(name: str) -> str:
    if re.search(r"\b(?:date|datum|fecha)\b", name):
        return ""
    return next((section for section, words in _SECTIONS if re.match(rf"(?:{words})", name)), "")
