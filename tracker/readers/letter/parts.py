"""A written report in its parts: its letters, its sentences, and its numbers with a unit of dose or time.

A sentence may be about something else than this exam: priors, history, advice, denials.
"""

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from io import BytesIO
from itertools import islice, pairwise

from tracker import numbers as written_numbers
from tracker.readers.words.doses import (
    CLOCK,
    COLONS,
    DURATION,
    UNIT,
    label_pattern,
    seconds_of_clock,
    seconds_of_duration,
)
from tracker.reference.words import any_of as any_word
from tracker.reference.words import folded, keys, pattern, words

any_of = partial(any_word, "reports")  # the words of a row of the table of reports
ORIGIN = "human-readable report"  # of a number that was read in words
LONGEST = 100_000  # characters that are looked at; a report has some thousand
PRIOR, HISTORY, ADVICE, TITLE = "prior", "history", "advice", "title"
_LETTER = r"[^\W\d_]"
MONTH_WORD = rf"(?:{'|'.join(sorted(keys('months'), key=len, reverse=True))})\b"
_OF = rf"(?:{'|'.join(words('date_words')['of'])})"
DATE = re.compile(
    r"(?<![\w.,/-])(?:[12][0-9]{3}([-./])[0-9]{1,2}\1[0-9]{1,2}"
    r"|[0-9]{1,2}([./-]) ?[0-9]{1,2}\2 ?(?:[12][0-9]{3}|[0-9]{2})"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th|er|\.)?[ -](?:{_OF} )?{MONTH_WORD}\.?,?[ -](?:{_OF} )?[12][0-9]{{3}}"
    rf"|{MONTH_WORD}\.? (?:[0-9]{{1,2}}(?:st|nd|rd|th)?,? |{_OF} )?[12][0-9]{{3}})(?![\w/-]|[.,][0-9])"
)
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


NUMBER = (
    r"(?:[0-9]{1,3}(?:[ '’\u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])"
    r"|[0-9]{1,9}(?:[.,][0-9]{1,9}){0,4}(?:e[+-]?[0-9]{1,2}(?![0-9a-z]))?|[.,][0-9]{1,9})"
)


UNTIL = rf"(?:-|–|—|{any_of('until')})"
_VALUE = re.compile(
    rf"(?<![\w.,'’])(?P<number>{NUMBER})(?: ?{UNTIL} ?(?P<high>{NUMBER}))?[ \t\u00a0]{{0,3}}(?:\n|[|\t])?"
    rf"[ \t]{{0,3}}[(\[]?(?P<unit>{UNIT})(?! ?/ ?(?:min|s|h|hr|sec)\b)"
)
_CLOCK_BEFORE = re.compile(rf"[(\[] ?(?P<way>{COLONS}|h{{1,2}}:mm?) ?[)\]][ :=]{{0,3}}$")
_LONGEST_TIME = 5 * 3600.0  # seconds; "10:32:15" is a time of day
# "10:32 Uhr", "10:32 am", "10:32 - 10:45": a time of day, whatever stands before it.
_OF_DAY = re.compile(rf" ?{any_of('time_of_day')}(?!\w)| ?{UNTIL} ?[0-9]{{1,2}}:[0-9]{{2}}")
_ASKED = re.compile(r" ?[(\[]?\?")
_BOUND = re.compile(rf"(?:[<>≤≥]|\b{any_of('bound')}|(?<![a-z])(?<!:[0-5])[0-9] ?/) ?$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit.

    Attributes:
        number: as written, "" for a duration of several numbers.
        values: what it can be in its unit; several where the decimal sign, or minutes and hours, are not clear.
        unit: as written.
        vague: it is one end of a range, or a limit.
        of_day: it is, or may be, a time of day: "10:32 am", "10:32 - 10:45".
    """

    start: int
    end: int
    number: str
    values: tuple[float, ...]
    unit: str
    vague: bool = False
    of_day: bool = False


def amounts_of(report: Report, most: int) -> list[Amount]:
    """The amounts of a report in their order, none inside another."""
    found: list[Amount] = []
    taken: set[int] = set()
    for amount in (*_durations(report, most), *_clocks(report, most), *_values(report, most)):
        if not taken.intersection(range(amount.start, amount.end)):
            taken.update(range(amount.start, amount.end))
            found.append(amount)
    return sorted(found, key=lambda amount: amount.start)


def _durations(report: Report, most: int) -> Iterator[Amount]:
    for match in islice(DURATION.finditer(report.plain), most):
        seconds = seconds_of_duration(match)
        if seconds is not None:
            yield Amount(match.start(), match.end(), "", (seconds,), "s")


def _clocks(report: Report, most: int) -> Iterator[Amount]:
    for match in islice(CLOCK.finditer(report.plain), most):
        before = _CLOCK_BEFORE.search(report.before(match.start(), 20))
        values = seconds_of_clock(match, before["way"] if before else "")
        of_day = bool(_OF_DAY.match(report.plain, match.end())) or values[0] > _LONGEST_TIME
        yield Amount(match.start(), match.end(), "", values, "s", of_day=of_day)


def _values(report: Report, most: int) -> Iterator[Amount]:
    days = {place for day in islice(DATE.finditer(report.plain), most) for place in range(*day.span())}
    for match in islice(_VALUE.finditer(report.plain), most):
        if match.start("number") in days:
            continue  # "5 May 2022 (mGy.cm)" has no dose of 2022
        unit = report.text[match.start("unit") : match.end("unit")].strip()
        vague = bool(
            match["high"] or _BOUND.search(report.before(match.start(), 20)) or _ASKED.match(report.behind(match.end()))
        )
        yield Amount(match.start(), match.end(), match["number"], values_of(match["number"]), unit, vague)


def values_of(written: str) -> tuple[float, ...]:
    """The values a number can have; where a blank stands in it, it may also be the end of another number."""
    found = dict.fromkeys(written_numbers.readings(written).values())
    if " " in written:
        found.update(dict.fromkeys(written_numbers.readings(written.rsplit(" ", 1)[1]).values()))
    return tuple(found)


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MOST_PAGES = 60
_MOST_LETTERS = 100_000


def decoded(data: bytes) -> str:
    """The bytes as text, "" where they are none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return (
        "" if _CONTROL.search(text[:20_000]) else text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    )


def text_of(data: bytes) -> str | None:
    """The letters of the pages as they lie on them; None where the file is damaged or locked."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pages: list[str] = []
    try:
        for page in PdfReader(BytesIO(data)).pages[:_MOST_PAGES]:
            pages.append(page.extract_text(extraction_mode="layout") or "")
            if sum(map(len, pages)) > _MOST_LETTERS:
                break
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return "\n\n".join(pages) if pages else None
    return "\n\n".join(pages)
