"""What a written report says beside its doses: the exam, levels, drugs, contrast, the clinic and the name.

The exam is proposed from the words that name it, and never guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker import dates
from tracker import numbers as written_numbers
from tracker.errors import Reason
from tracker.readers.letter.dates import LeftOut
from tracker.readers.letter.parts import DATE, TITLE, Report, any_of
from tracker.readers.words import kinds
from tracker.readers.words.exams import UNKNOWN, side_in
from tracker.readers.words.kinds import propose_kind
from tracker.readers.written import DrugDraft
from tracker.reference import LEVELS, exam_kinds, find_drug
from tracker.reference.injections import STEROID_NOT_KNOWN
from tracker.reference.words import folded, pattern, patterns, words

_MOST, _MOST_SENTENCES = 40, 60
# "Steroid injection" is the name of a procedure, and salt water thins what is given.
_NO_DRUGS = frozenset({STEROID_NOT_KNOWN, "saline", "none_given"})
_AND = re.compile(rf"{any_of('and')}(?!\w)")
_OWN_NUMBER = re.compile(r"[ :(]{1,3}[0-9][0-9.,]* ?mg\b")
_GIVEN = re.compile(rf"{pattern('reports', 'given').pattern}|[0-9] ?(?:ml|cc|%)(?!\w)")
_DRUG_WORD = re.compile(r"(?<![\w-])[^\W\d_][\w-]{3,}")
LEVEL = re.compile(r"\b(?P<a>[ctls])\s?(?P<n>[0-9]{1,2})(?:\s?[-/]\s?(?P<b>[ctls])?(?P<m>[0-9]{1,2}))?\b")
_MILLIGRAMS = re.compile(r"(?<![\w.,/-])(?P<number>[0-9]{1,4}(?:[.,][0-9]{1,2})?) ?mg\b(?! ?/)")
_WORDS_BEHIND = re.compile(rf" ?(?:(?:{any_of('of')})[ '’])?(?P<words>[^\W\d_][\w-]*(?: [^\W\d_][\w-]*)?)")
_WORDS_BEFORE = re.compile(r"(?P<words>[^\W\d_][\w-]*(?: [^\W\d_][\w-]*){0,2})[ :(]{1,3}$")
_NAME = re.compile(
    rf"^[ \t]*{any_of('patient_label')} ?: ?(?P<name>[^\W\d_][^\n:;()0-9]{{2,60}}?)"
    rf"(?=[ \t]{{2,}}|\t|\n|$|[;(0-9]|,? {any_of('date_birth')}|,? (?:mrn|id|age|sex)\b)",
    re.MULTILINE,
)
_PLACE = re.compile(rf"^[ \t]*{any_of('facility_label')} ?: ?(?P<place>[^\n:;0-9]{{3,80}}?)[ \t]*$", re.MULTILINE)
_LETTERHEAD = 5  # lines
MOST_PROPOSALS = 6
_LONGEST_PHRASE = 160
_TITLE = re.compile(r"[^:\n]{2,41}:[ \t]*\n?[ \t]*(?P<words>[^\n]{3,160})")
_DATE_BEHIND = re.compile(rf"\W*\b(?:{'|'.join(words('reports')['linking'])})? ?(?:{DATE.pattern})")


def levels_in(words: str) -> tuple[str, ...]:
    """The levels of the spine that words name, from head to foot; "L4/5 and L5/S1" are two."""
    found = set()
    for match in LEVEL.finditer(folded(words)):
        upper, below = f"{match['a']}{match['n']}".upper(), match["m"]
        other = (match["b"] or "").upper()
        same = not other or other == upper[0]
        name = f"{upper}-{below if same else other + below}" if below else upper
        found.add(name)
    return tuple(level for level in LEVELS if level in found)


def drugs_in(report: Report) -> tuple[DrugDraft, ...]:
    """The drugs that were given with their milligrams; one without a number where the text gives none, or two."""
    found = _with_milligrams(report)
    for drug in _given_by_name(report):
        found.setdefault(drug.key, drug)
    return tuple(found.values())


def _with_milligrams(report: Report) -> dict[str, DrugDraft]:
    found: dict[str, DrugDraft] = {}
    for number, match in enumerate(_MILLIGRAMS.finditer(report.plain)):
        if number >= _MOST:
            break
        if report.aside(match.start()) or report.denied(match.start(), match.end()):
            continue
        drug = _drug_beside(report, match)
        amount = written_numbers.settled(match["number"])
        if drug and amount:
            known = found.get(drug.key)
            found[drug.key] = drug if known is None else DrugDraft(drug.key, drug.name, None)
    return found


def _given_by_name(report: Report) -> Iterator[DrugDraft]:
    """The drugs of sentences that say that something was given, or how many millilitres or per cent of it."""
    for sentence in report.sentences[:_MOST_SENTENCES]:
        planned = pattern("reports", "planned").search(report.plain, sentence.start, sentence.end)
        if planned or not _GIVEN.search(report.plain, sentence.start, sentence.end):
            continue
        for word in _DRUG_WORD.finditer(report.plain, sentence.start, sentence.end):
            drug = find_drug(word[0])
            if not drug or drug.key in _NO_DRUGS or report.aside(word.start()):
                continue
            if not report.denied(word.start(), word.end()):
                yield DrugDraft(drug.key, drug.name)


def _drug_beside(report: Report, match: re.Match[str]) -> DrugDraft | None:
    """The drug of a number of milligrams: named behind it, else before it; "A 40 mg and B" are 40 mg of A."""
    behind = _WORDS_BEHIND.match(report.plain, match.end())
    if behind and (_AND.match(behind["words"]) or _OWN_NUMBER.match(report.plain, behind.end())):
        behind = None
    before = _WORDS_BEFORE.search(report.before(match.start(), 60))
    amount = written_numbers.settled(match["number"])
    for phrase in _names_in(behind["words"] if behind else "", before["words"] if before else ""):
        drug = find_drug(phrase)
        if drug:
            return DrugDraft(drug.key, drug.name, amount)
    return None


def _names_in(behind: str, before: str) -> Iterator[str]:
    yield from filter(None, (behind.partition(" ")[0], behind))
    words = before.split(" ")
    yield from (" ".join(words[-count:]) for count in range(1, len(words) + 1) if before)


def contrast_in(report: Report, title: str) -> tuple[str, str]:
    """Whether a contrast medium was given ("yes", "no" or ""), and its name."""
    agents = [
        report.text[match.start() : match.end()]
        for match in pattern("reports", "contrast_agent").finditer(report.plain)
        if not report.aside(match.start()) and not report.denied(match.start(), match.end())
    ]
    agent = agents[0] if len({folded(each) for each in agents}) == 1 else ""
    if agents:
        return "yes", agent
    said = folded(title)
    if pattern("reports", "with_contrast").search(said):
        return "yes", ""
    return ("no", "") if pattern("reports", "without_contrast").search(said) else ("", "")


def patient_name(report: Report) -> str:
    """The name behind "Patient:", given name first; "" where none stands there."""
    match = _NAME.search(report.plain[:5000])
    if not match:
        return ""
    name = " ".join(report.text[match.start("name") : match.end("name")].strip(" ,.-").split())
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() else name


def birth_date(left: tuple[LeftOut, ...], today: date) -> date | None:
    """The date of birth that a report names, None where it names none or it can be two."""
    born = {each.words for each in left if each.reason.code == "date_of_birth"}
    days = {day for words in born for day in dates.readings(words, today).values()}
    only = next(iter(days)) if len(days) == 1 else None
    return only.first if only and only.precision == "day" else None


def facility(report: Report) -> str:
    """The clinic: behind "Facility:", else a line of the letterhead that calls itself one."""
    if match := _PLACE.search(report.plain[:5000]):
        return " ".join(report.text[match.start("place") : match.end("place")].split())
    start = 0
    for line in report.text[:1000].split("\n")[:_LETTERHEAD]:
        plain = report.plain[start : start + len(line)]
        start += len(line) + 1
        if (
            5 < len(plain.strip()) < 80
            and not re.search("[0-9:;]", plain)
            and pattern("reports", "facility").search(plain)
        ):
            return " ".join(line.strip(" .,").split())
    return ""


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
        start = report.text.index(words, start)
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
