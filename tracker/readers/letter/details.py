"""What a written report says beside its doses: levels, drugs with milligrams, contrast, the clinic and the name."""

import re
from collections.abc import Iterator
from datetime import date

from tracker import dates
from tracker import numbers as written_numbers
from tracker.readers.draft import DrugDraft
from tracker.readers.letter.dates import LeftOut
from tracker.readers.letter.parts import Report
from tracker.readers.letter.tokens import any_of
from tracker.reference import LEVELS, find_drug
from tracker.reference.words import folded, pattern

_MOST = 40
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
    """The drugs that were given with their milligrams; one without a number where the text gives none."""
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
    return tuple(found.values())


def _drug_beside(report: Report, match: re.Match[str]) -> DrugDraft | None:
    """The drug of a number of milligrams: named behind it, else before it."""
    behind = _WORDS_BEHIND.match(report.plain, match.end())
    before = _WORDS_BEFORE.search(report.before(match.start(), 60))
    amount = written_numbers.settled(match["number"])
    for words in _phrases(behind["words"] if behind else "", before["words"] if before else ""):
        drug = find_drug(words)
        if drug:
            return DrugDraft(drug.key, drug.name, amount)
    return None


def _phrases(behind: str, before: str) -> Iterator[str]:
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


def birth_date(report: Report, left: tuple[LeftOut, ...], today: date) -> date | None:
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
