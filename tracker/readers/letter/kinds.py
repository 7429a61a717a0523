"""The words of a written report that name the exam, and the exam kind they propose; never a guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.errors import Reason
from tracker.readers.letter.dates import DATE
from tracker.readers.letter.parts import TITLE, Report
from tracker.readers.sheet import kinds
from tracker.readers.words.kinds import propose_kind
from tracker.readers.words.places import UNKNOWN, side_in
from tracker.reference import exam_kinds
from tracker.reference.words import patterns, words

MOST_PROPOSALS = 6
_MOST_SENTENCES = 60
_LONGEST_PHRASE = 160
_TITLE = re.compile(r"[^:\n]{2,41}:[ \t]*\n?[ \t]*(?P<words>[^\n]{3,160})")
_DATE_BEHIND = re.compile(rf"\W*\b(?:{'|'.join(words('reports')['linking'])})? ?(?:{DATE.pattern})")


@dataclass(frozen=True, slots=True)
class KindProposal:
    """Words that name the exam.

    Attributes:
        start: place of their first letter in the text.
        end: place behind their last letter.
        words: as they are written there.
        kind_key: the kind they propose, "" where they name none or several.
        reason: one sentence that says why, or asks what is missing.
        modality: "CT", "RF", "DX", "MG", "NM", "MR", "US" or "".
        region: key of the region of the kind, "unknown" without a kind.
        side: "left", "right", "both" or "".
    """

    start: int
    end: int
    words: str
    kind_key: str
    reason: Reason | None
    modality: str
    region: str
    side: str


def kinds_of(report: Report) -> list[KindProposal]:
    """The exams a report names, the most telling words first; each kind once."""
    found: dict[str, KindProposal] = {}
    asked: list[KindProposal] = []
    spoken: list[KindProposal] = []  # of which only the machine is known
    for start, end, titled in _phrases(report):
        proposal = _proposal(report, start, end, titled=titled)
        if proposal and proposal.kind_key:
            found.setdefault(proposal.kind_key, proposal)
        elif proposal:
            (asked if titled else spoken).append(proposal)
        if len(found) >= MOST_PROPOSALS:
            break
    return [*found.values(), *asked[: 1 if found else 2]][:MOST_PROPOSALS] or spoken[:1]


def _phrases(report: Report) -> Iterator[tuple[int, int, bool]]:
    """Places of what may name the exam: titles first, then sentences that name a machine."""
    for sentence in report.sentences[:_MOST_SENTENCES]:
        title = _TITLE.match(report.plain, sentence.start) if sentence.section == TITLE else None
        if title and title.end("words") <= sentence.end + _LONGEST_PHRASE:
            yield title.start("words"), title.end("words"), True
    opening = re.match(r"\s*([^\n]{3,100})(?:\n|$)", report.plain)
    if opening and not re.search(":(?![0-9])", opening[1]) and _machine(report, opening.start(1), opening.end(1)):
        yield opening.start(1), min(opening.end(1), report.sentence_at(opening.start(1)).end), True
    for sentence in report.sentences[:_MOST_SENTENCES]:
        end = min(sentence.end, sentence.start + 4 * _LONGEST_PHRASE)
        if place := _machine(report, sentence.start, end):
            start = max(sentence.start, place[1] - _LONGEST_PHRASE)
            yield start, min(end, place[1] + _LONGEST_PHRASE), False


def _machine(report: Report, start: int, end: int) -> tuple[str, int] | None:
    """The machine that words name for this exam (not denied, not of another exam), and where."""
    # The most telling first: PET/CT is nuclear medicine, CT fluoroscopy is CT.
    for expected, name in patterns("machines_in_reports"):
        for match in expected.finditer(report.plain, start, end):
            if not report.denied(match.start(), match.end()) and not report.aside(match.start()):
                return name, match.start()
    return None


def _proposal(report: Report, start: int, end: int, *, titled: bool) -> KindProposal | None:
    dated = _DATE_BEHIND.search(report.plain, start, end)
    if titled and dated and re.search(r"\w", report.plain[start : dated.start()]):
        before = dated.start() if _machine(report, start, dated.start()) or not _machine(report, start, end) else end
        end = min(end, before)
    words = report.text[start:end].strip(" \t\r\n.;,:-")
    start = report.text.index(words, start) if words else start
    end = start + len(words)
    place = _machine(report, start, end)
    machine = place[0] if place else ""
    if not words or (not machine and not titled):
        return None
    kind = _kind(words, machine, titled=titled)
    known = exam_kinds().get(kind.key)
    if place and not known and not titled:  # the line that names the machine is enough
        start = max(start, report.plain.rfind("\n", start, place[1]) + 1)
        words = report.text[start:end].partition("\n")[0].strip(" \t\r.;,:-")
        end = start + len(words)
    region = known.region if known else UNKNOWN
    return KindProposal(
        start, end, words, kind.key, kind.reason, known.modality if known else machine, region, side_in([words])
    )


def _kind(words: str, machine: str, *, titled: bool) -> kinds.Kind:
    """The kind of a phrase: exactly named, else by its words for this kind of machine."""
    keys = kinds.exact(words)
    if len(keys) == 1:
        return kinds.Kind(keys[0], Reason.of("text_says", text=words))
    if machine in ("CT", "RF", "DX", "MG", "NM"):
        key, _reason = propose_kind(machine, UNKNOWN, [words], [])
        if key:
            return kinds.Kind(key, Reason.of("text_says", text=words[:120]))
    if titled:
        return kinds.kind_of([words])
    return kinds.Kind("", Reason("text_names_no_exam"))
