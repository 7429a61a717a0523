"""Whose dose a number of a report is: this exam's, or one to compare with, of an earlier exam, a plan or a lifetime."""

import re
from functools import cache

from tracker.errors import Reason
from tracker.readers.letter.parts import ADVICE, DATE, HISTORY, MONTH_WORD, PRIOR, Amount, Report, Sentence, any_of
from tracker.readers.words.doses import label_pattern
from tracker.reference.words import pattern

OWN, EARLIER, REFERENCE, LIKENED, LIFETIME, PLANNED = "own", "earlier", "reference", "likened", "lifetime", "planned"
WHY = {
    EARLIER: Reason("of_earlier_exam"),
    REFERENCE: Reason("dose_to_compare"),
    LIKENED: Reason("dose_to_compare"),
    LIFETIME: Reason("of_several_exams"),
    PLANNED: Reason("of_history"),
}
_APART = re.compile(r"[,;)\n]|\.\s")
_ASIDE = re.compile(r"[ \t]*[(\[][^()\[\]]{0,80}[)\]]")
_PHRASE = re.compile(r"(?:[ \t]*[)\]])?(?:[ \t]*[(\[][^()\[\]\n]{0,80}[)\]]|[^,;()\[\]\n]{0,100})")
_JOINED = re.compile(rf"[ \t]*(?:[/&,+]|{any_of('and')}\b)[ \t]*")
_MONTH_BEFORE = re.compile(rf"\b{MONTH_WORD}\.? $")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")


@cache
def _markers() -> re.Pattern[str]:
    """Every word that says whose a dose is; where several begin at one place, the more telling first."""
    names = (LIFETIME, PLANNED, REFERENCE, EARLIER, LIKENED, OWN)
    return re.compile("|".join(f"(?P<{name}>{pattern('reports', name).pattern})" for name in names))


def role_of(report: Report, amount: Amount, before: tuple[Amount, str] | None, behind: Amount | None) -> str:
    """Whose a dose is.

    Args:
        before: the amount before it in its sentence and what that was, None if it is the first.
        behind: the next amount of the sentence.
    """
    sentence = report.sentence_at(amount.start)
    if pattern("reports", "per_time").match(report.plain, amount.end + 1) or _per_time(report, amount):
        return REFERENCE
    start = before[0].end if before else sentence.start
    said = _in_front(report, amount, start, first=before is None)
    if said:
        return said
    if said := _in_back(report, amount, sentence, behind):
        return said
    done = before is not None and before[1] == PLANNED and _was_given(report, before[0].end, amount.start)
    if before and before[1] != OWN and not done and _goes_on(report, before, amount):
        return before[1]
    return _of_section(report, sentence, amount, behind)


def _per_time(report: Report, amount: Amount) -> bool:
    return bool(re.match(r" ?/ ?(?:[a-z]{1,6}\b)(?! ?[0-9])", report.plain[amount.end : amount.end + 10]))


def _in_front(report: Report, amount: Amount, start: int, *, first: bool) -> str:
    """What the words say that stand between the amount before and this one."""
    if not first:
        aside = _ASIDE.match(report.plain, start, amount.start)
        start = aside.end() if aside else start
        apart = _APART.search(report.plain, start, amount.start)
        start = apart.start() if apart else start
    found = _last_marker(report, start, amount.start)
    if not found:
        return ""
    role = str(found.lastgroup)
    gap = report.plain[found.end() : amount.start]
    if (
        role == PLANNED
        and (apart := _APART.search(gap))
        and _was_given(report, found.end() + apart.end(), amount.start)
    ):
        return OWN  # "planned 740; administered 698 MBq"
    if role in (REFERENCE, LIKENED) and "," in gap and label_pattern().search(gap[gap.index(",") :]):
        return ""  # "below the reference level, CTDIvol 12 mGy"
    return role


def _was_given(report: Report, start: int, end: int) -> bool:
    """Whether words between a planned number and the next say that this one was given: "administered", "actual"."""
    return any(pattern("reports", key).search(report.plain, start, end) for key in ("given", "really"))


def _last_marker(report: Report, start: int, end: int) -> re.Match[str] | None:
    """The last word that says whose a number is; "this exam" belongs to "reference level for this exam"."""
    found: re.Match[str] | None = None
    for match in _markers().finditer(report.plain, start, end):
        if _of_date(report, match):
            continue
        of_reference = found is not None and found.lastgroup in (REFERENCE, LIFETIME) and match.lastgroup == OWN
        if found is None or not of_reference or re.search(r"[,;:.\n]", report.plain[found.end() : match.start()]):
            found = match
    return found


def _of_date(report: Report, marker: re.Match[str]) -> bool:
    """Whether a word with a year is the end of a whole date: "12 de enero de 2022"."""
    front = report.plain[max(0, marker.start() - 15) : marker.start()]
    return bool(_YEAR.search(marker[0]) and _MONTH_BEFORE.search(front))


def _in_back(report: Report, amount: Amount, sentence: Sentence, behind: Amount | None) -> str:
    """What the words right behind say, up to the next comma; words before a further number belong to that number."""
    end = min(sentence.end, behind.start if behind else sentence.end)
    phrase = _PHRASE.match(report.plain, amount.end, end)
    if not phrase or (behind and phrase.end() == behind.start):
        return ""
    for match in _markers().finditer(report.plain, phrase.start(), phrase.end()):
        if _of_date(report, match):
            continue
        role, gap = str(match.lastgroup), report.plain[phrase.start() : match.start()]
        further = _YEAR.sub("", DATE.sub("", report.plain[match.end() : phrase.end()]))
        if role == LIKENED or pattern("reports", "compares").search(gap + match[0]):
            return ""
        of_another = role in (REFERENCE, EARLIER) and re.search("[0-9]", further)
        if of_another or (role == REFERENCE and not _close(gap)):
            return ""
        return role
    return ""


def _close(gap: str) -> bool:
    """Whether only small words stand in a gap, or one other behind two of them: "2.5 mGy is the EUREF limit"."""
    bare, small = pattern("reports", "filler").subn("", gap)
    return not re.sub(r"[\s()\[\]=:-]", "", bare) or (small > 1 and bool(re.fullmatch(r"\s*[^\W\d_]+\s*", bare)))


def _goes_on(report: Report, before: tuple[Amount, str], amount: Amount) -> bool:
    """Whether what an amount was holds for the next one of the sentence, too."""
    gap = report.plain[before[0].end : amount.start]
    if gap.count(")") > gap.count("(") or re.search(r"(?:\A|[^,(\s])[ \t]*\n", gap):
        return False
    if before[1] in (REFERENCE, LIKENED):
        joined = _JOINED.fullmatch(gap)  # "reference level 12 mGy / 443 mGy*cm"
        return ";" not in gap and bool(joined or _heads(report, before[0]))
    return before[1] != LIFETIME or ";" not in gap or _counted(report, before[0])


def _counted(report: Report, amount: Amount) -> bool:
    """Whether several exams are listed with the dose of each: "two scans: head DLP 800 mGy.cm; neck DLP ..."."""
    front = report.plain[report.sentence_at(amount.start).start : amount.start]
    marker = next(pattern("reports", LIFETIME).finditer(front), None)
    colon = front.find(":", marker.end()) if marker else -1
    return colon >= 0 and bool(label_pattern().search(front, colon))


def _heads(report: Report, amount: Amount) -> bool:
    """Whether "reference levels: CTDIvol 15 mGy" has the word for a quantity behind the word for reference."""
    front = report.before(amount.start, 100)
    last = None
    for match in _markers().finditer(front):
        last = match
    return bool(last and label_pattern().search(front, last.end()))


def _of_section(report: Report, sentence: Sentence, amount: Amount, behind: Amount | None) -> str:
    """What the heading of a section says of all that stands below it, and the sentence of a plan of all its numbers."""
    if sentence.section == ADVICE:
        return PLANNED
    if sentence.section == HISTORY:
        return EARLIER
    if sentence.section == PRIOR and not _line_of_its_own(report, sentence, amount):
        return EARLIER
    around = report.plain[amount.end : min(sentence.end, amount.end + 60)]
    planned = pattern("reports", PLANNED).search(around)
    if not planned or re.search(r"[;\n]", around[: planned.start()]):
        return OWN
    return OWN if behind and _of_next(report, amount.end, amount.end + planned.start(), behind.start) else PLANNED


def _of_next(report: Report, start: int, place: int, end: int) -> bool:
    """Whether a word about a plan stands with the next number: "615 MBq (planned 700 MBq)"."""
    parted = "(" in report.plain[start:place] or (
        "," in report.plain[start:place] and label_pattern().search(report.plain, place, end)
    )
    return place < end and bool(parted) and not _APART.search(report.plain, place, end)


def _line_of_its_own(report: Report, sentence: Sentence, amount: Amount) -> bool:
    """Whether a dose begins a line below the one that tells of the earlier exam."""
    line = report.plain.rfind("\n", sentence.start, amount.start) + 1
    told = report.plain[sentence.start : line].partition(":")[2]
    return line > sentence.start and bool(told.strip()) and bool(label_pattern().match(report.plain, line))


def says_own(report: Report, start: int, end: int) -> bool:
    """Whether the words between two places say that a dose is this exam's."""
    return bool(pattern("reports", OWN).search(report.plain, start, end))


def row_role(report: Report, place: int, words: str) -> str:
    """Whose the numbers of a row of a table are."""
    match = _markers().search(words)
    if match and match.lastgroup != OWN:
        return str(match.lastgroup)
    section = report.sentence_at(place).section
    return {ADVICE: PLANNED, HISTORY: EARLIER, PRIOR: EARLIER}.get(section, OWN)
