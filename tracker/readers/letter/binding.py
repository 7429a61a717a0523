"""Binds each amount of a written report to the word it belongs to: one word, one number."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

from tracker import dates
from tracker.errors import Reason
from tracker.numbers import readings
from tracker.readers.letter.dates import LeftOut
from tracker.readers.letter.parts import DATE, Amount, Report, any_of
from tracker.readers.letter.ranking import Found
from tracker.readers.letter.roles import EARLIER, OWN, WHY, role_of, says_own
from tracker.readers.words.doses import label_pattern, quantities_of, total_pattern
from tracker.reference.words import pattern, patterns, words

_TIME = "fluoro_time_s"
_QUESTIONED = ("air_kerma_mgy", "ctdivol_mgy", "glandular_dose_mgy")
_FAR = 150  # letters between a word and its number
_WEAK = re.compile(
    rf"\b(?:{any_of('fluoroscopy')}|{any_of('fluoroscopy_short')})(?:[(\[ ]{{1,2}}[a-z:]{{1,7}}[)\]])?"
    rf"(?:[\s:=(~≈-]|{any_of('behind_label')}\b\.?){{0,8}}$"
)
_WEAK_BEHIND = re.compile(rf"[ \t]+(?:{any_of('of')}[ ']?)*{any_of('fluoroscopy')}(?![^.;,\n]{{0,12}}[:=]? ?[0-9])")
_ANY_DOSE = "|".join(word for every in words("doses").values() for word in every)
_TOTAL_BEHIND = re.compile(rf"[ (,]{{0,3}}{any_of('total_behind')}\b(?! ?-?(?:{_ANY_DOSE}| ?[:=]? ?[0-9]))")
_BESIDE = re.compile(r"[ \t]*(?:[(\[]|=|/|≈|~)[ \t]*(?:=|≈|~)?[ \t]*")
_JOINT = re.compile(rf"[\s,;/&+]*(?:{any_of('until')}\b)?[\s:]*")
_WITH_DOSE = re.compile(rf"[ /&,+]{{1,3}}(?:{any_of('until')} )?(?P<dose>{any_of('plain_dose')})\b")
_PLAIN_DOSE = re.compile(rf"\b{any_of('plain_dose')}(?= ?[:=(\[/]|[ \t]{{1,2}}[0-9.])")
_SCREENED = re.compile(rf"\b{any_of('fluoroscopy')}\b")
_AND_LABEL = re.compile(rf"(?:[ ]?[/&,+][ ]?|[ ]{any_of('and')}[ ])(?:{label_pattern().pattern})")
_DECIMAL = re.compile(r"(?<![\w.,])[0-9]+[.,][0-9]+(?!\w|[.,][0-9])")  # "AGD R 1.2 L 1.3 mGy": the word has its number
_LEVEL = re.compile(r"\b[ctls][0-9]{1,2}(?: ?[-/] ?[ctls]?[0-9]{1,2})?\b")  # "24 s for L4 and 30 s for L5"
_LEAST_APART = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Label:
    """A word for a quantity, "other" for one that is none of ours."""

    start: int
    end: int
    name: str

    @property
    def names(self) -> tuple[str, ...]:
        """The quantity, none for one that is none of ours."""
        return () if self.name == "other" else (self.name,)


@dataclass(frozen=True, slots=True)
class _Before:
    """The amount before another one in the same sentence: whose it was, and the dose it was, None for other numbers."""

    amount: Amount
    role: str
    found: Found | None


def labels_of(report: Report, most: int) -> list[Label]:
    """The words for quantities in their order."""
    found = []
    for match in islice(label_pattern().finditer(report.plain), most):
        found.append(Label(match.start(), match.end(), match.lastgroup or ""))
    names = {label.name for label in found}
    screened = _TIME in names or _SCREENED.search(report.plain)
    if not screened or names & {"ctdivol_mgy", "dlp_mgy_cm", "glandular_dose_mgy"}:
        return found
    # Of fluoroscopy alone, "dose" in mGy is the air kerma: "fluoroscopy time/dose: 0.5 min / 4.2 mGy".
    plain = islice(_PLAIN_DOSE.finditer(report.plain), most)
    inside = {place for label in found for place in range(label.start, label.end)}
    found += [Label(m.start(), m.end(), "air_kerma_mgy") for m in plain if m.start() not in inside]
    return sorted(found, key=lambda label: label.start)


def total_at(report: Report, start: int, end: int) -> bool:
    """Whether the words of a number, or those right before or behind it, make it a total."""
    front = re.split("[0-9]", report.before(start, 25))[-1]
    total = total_pattern()
    return bool(total.search(front) or total.search(report.plain[start:end]) or _TOTAL_BEHIND.match(report.behind(end)))


@lru_cache(maxsize=512)
def _of_unit(unit: str) -> tuple[str, ...]:
    return quantities_of(unit.strip())


class Binder:
    """The amounts of one report, from the first to the last."""

    def __init__(self, report: Report, labels: Sequence[Label], exam_day: date | None) -> None:
        self.report, self.labels, self.exam_day = report, labels, exam_day
        self._ends = [label.end for label in labels]
        self._used: set[int] = set()
        self._prior: set[tuple[int, str]] = set()

    def bound(self, amounts: Sequence[Amount]) -> tuple[list[Found], list[LeftOut]]:
        """The doses of this exam, and those of others with the reason."""
        found: list[Found] = []
        left: list[LeftOut] = []
        before: _Before | None = None
        for number, amount in enumerate(amounts):
            sentence = self.report.sentence_at(amount.start)
            same = before if before and before.amount.start >= sentence.start else None
            behind = amounts[number + 1] if number + 1 < len(amounts) else None
            if behind and behind.start >= sentence.end:
                behind = None
            dose = self._dose(amount, same, found)
            role = role_of(self.report, amount, (same.amount, same.role) if same else None, behind)
            role = self._settled(amount, role, dose)
            if dose and role == OWN and not dose.quantities:
                left.append(self._left(dose, Reason("other_dose")))
            elif dose and role == OWN:
                kept = self._beside(dose, same)
                if kept:
                    found.append(kept)
                else:
                    left.append(self._left(dose, Reason("one_word_one_number")))
            elif dose:
                left.append(self._left(dose, WHY[role]))
            before = _Before(amount, role, dose if dose and role == OWN else None)
        return self._undated(found, left)

    def _left(self, dose: Found, why: Reason) -> LeftOut:
        return LeftOut(dose.start, dose.end, self.report.text[dose.start : dose.end], why)

    def _settled(self, amount: Amount, role: str, dose: Found | None) -> str:
        """Whose a dose is, seen with the section it stands in and the day that its sentence names."""
        sentence = self.report.sentence_at(amount.start)
        if role == EARLIER and dose and self.report.own_beside(amount.start):
            key = (self.report.section_start(amount.start), "/".join(dose.quantities))
            if key in self._prior and not says_own(self.report, sentence.start, amount.start):
                return OWN
            self._prior.add(key)
        elif role == EARLIER and dose:
            self._prior.add((self.report.section_start(amount.start), "/".join(dose.quantities)))
        if role == OWN and dose and dose.dated and self.exam_day and dose.dated < self.exam_day - _LEAST_APART:
            return EARLIER
        return role

    def _undated(self, found: list[Found], left: list[LeftOut]) -> tuple[list[Found], list[LeftOut]]:
        """Without the doses of a dated exam that stands behind one of the same kind without a date."""
        kept: list[Found] = []
        rivals = {dose.quantities for dose in found if dose.own}
        for dose in found:
            rival = dose.quantities in rivals and not (dose.total or dose.own)
            if dose.dated and rival and dose.dated == self.exam_day:
                left.append(self._left(dose, WHY[EARLIER]))
            else:
                kept.append(dose)
                rivals |= set() if dose.dated else {dose.quantities}
        return kept, left

    def _beside(self, dose: Found, before: _Before | None) -> Found | None:
        """A second number of a dose that has one already: the same in another unit, or nothing anybody can tell."""
        first = before.found if before else None
        if not first or not before or dose.labelled or dose.total or first.quantities != dose.quantities:
            return dose
        gap = self.report.plain[before.amount.end : dose.number.start if dose.number else dose.start]
        if _BESIDE.fullmatch(gap):
            return replace(dose, beside=True)
        opened = gap.count("(") > gap.count(")")
        return None if opened and not self._list_words(gap) else dose

    def _dose(self, amount: Amount, before: _Before | None, found: Sequence[Found]) -> Found | None:
        """The dose that an amount is, without regard to whose; None for a number that is none."""
        possible = _of_unit(amount.unit)
        if not possible:
            return None
        start = max(before.amount.end if before else self.report.sentence_at(amount.start).start, amount.start - _FAR)
        if possible == (_TIME,):
            dose = self._time(amount, before, start)
        else:
            dose = self._measured(amount, before, start, possible, found)
        if not dose:
            return None
        own = says_own(self.report, self.report.sentence_at(amount.start).start, amount.start)
        dose = replace(dose, number=amount, dated=self._day(amount), own=own)
        if amount.vague:
            return replace(dose, values=(), question=Reason("range_or_limit"))
        if self._of_plane(dose):
            return replace(dose, view=True)
        return replace(dose, total=total_at(self.report, dose.start, dose.end)) if dose.quantities else dose

    def _of_plane(self, dose: Found) -> bool:
        """Whether a dose is that of one of two tubes: "plane A 310 mGy", "310 mGy (frontal plane)"."""
        plane, plain = pattern("reports", "plane"), self.report.plain
        behind = re.compile(r"[ (]{1,2}").match(plain, dose.end)
        return bool(plane.search(plain, dose.start, dose.end) or (behind and plane.match(plain, behind.end())))

    def _day(self, amount: Amount) -> date | None:
        """The day that the sentence of an amount names before it."""
        sentence = self.report.sentence_at(amount.start)
        named = [*DATE.finditer(self.report.plain, max(sentence.start, amount.start - 200), amount.start)]
        days = dates.readings(self.report.text[slice(*named[-1].span())], date.max) if named else {}
        return next((day.first for day in days.values()), None)

    def _front(self, start: int, end: int) -> list[int]:
        """The places of the labels between two places of the text."""
        first = bisect_left(self._ends, start)
        return [n for n in range(first, bisect_right(self._ends, end)) if self.labels[n].start >= start]

    def _time(self, amount: Amount, before: _Before | None, start: int) -> Found | None:
        # Of fluoroscopy, "2:14" is minutes and seconds, unless the words make it hours or a time of day.
        values = amount.values if amount.of_day else amount.values[:1]
        question = Reason("which_time") if amount.of_day else None
        made = Found(amount.start, amount.end, (_TIME,), values, amount.unit, False, question=question)
        named = replace(made, labelled=True)
        front = self._front(start, amount.start)
        for number in reversed(front):
            label = self.labels[number]
            if label.name == "other":
                return None
            if label.name == _TIME:
                gap = self.report.plain[label.end : amount.start]
                if not self._close(gap):
                    return None
                self._used.add(number)
                return replace(named, start=label.start)
        weak = _WEAK.search(self.report.plain[start : amount.start])
        if weak:
            return replace(named, start=start + weak.start())
        queued = self._queued(amount, before, (_TIME,))
        if queued is not None:
            return named
        if _WEAK_BEHIND.match(self.report.plain, amount.end):
            return named
        again = before and before.found and before.found.quantities == (_TIME,)
        if not before or not again:
            return None
        gap = self.report.plain[before.amount.end : amount.start]
        sided = _LEVEL.search(gap) or any(pattern("sides", side).search(gap) for side in ("left", "right"))
        listed = (sided or _TOTAL_BEHIND.match(self.report.behind(amount.end))) and self._list_words(
            _LEVEL.sub(" ", gap)
        )
        return made if self._is_beside(before, amount) or listed else None

    def _is_beside(self, before: _Before, amount: Amount) -> bool:
        return bool(_BESIDE.fullmatch(self.report.plain[before.amount.end : amount.start]))

    def _close(self, gap: str) -> bool:
        """Whether only small words stand between a word for a time and the time."""
        bare = _AND_LABEL.sub(" ", gap)
        bare = re.sub(r"\([^()]{0,30}\)", " ", _WITH_DOSE.sub(" ", bare, count=1))
        bare = pattern("reports", "filler").sub(" ", bare)
        return not re.sub(r"[\s:=~≈,.(|\[-]", "", bare)

    def _queued(self, amount: Amount, before: _Before | None, possible: tuple[str, ...]) -> int | None:
        """A word further in front whose number comes only now: "CTDIvol and DLP were 12.3 mGy and 520 mGy.cm"."""
        if not before or not _JOINT.fullmatch(self.report.plain[before.amount.end : amount.start]):
            return None
        sentence = self.report.sentence_at(amount.start)
        front = self._front(max(sentence.start, amount.start - _FAR), before.amount.start)
        for number in front:
            if number not in self._used and self.labels[number].name in possible:
                self._used.add(number)
                return number
        return None

    def _measured(
        self, amount: Amount, before: _Before | None, start: int, possible: tuple[str, ...], found: Sequence[Found]
    ) -> Found:
        made = Found(amount.start, amount.end, possible, amount.values, amount.unit, False)
        front = [n for n in self._front(start, amount.start) if self.labels[n].name in (*possible, "other")]
        if front:
            label = self.labels[front[-1]]
            if label.name == "other":
                return replace(made, quantities=())
            self._used.update(n for n in front if self.labels[n].name == label.name)
            if _DECIMAL.search(self.report.plain, label.end, amount.start):
                return replace(made, quantities=(label.name,), values=(), question=Reason("range_or_limit"))
            values = self._whole(amount) if self._close(self.report.plain[label.end : amount.start]) else amount.values
            return replace(made, start=label.start, quantities=(label.name,), values=values, labelled=True)
        queued = self._queued(amount, before, possible)
        if queued is not None:
            return replace(made, quantities=(self.labels[queued].name,), labelled=True)
        if after := self._behind(amount, possible):
            return replace(made, end=after.end, quantities=after.names, labelled=True)
        if len(possible) == 1:
            unsure = possible == ("effective_dose_msv",) and not self._told_plainly(amount)
            return replace(made, question=Reason("which_dose") if unsure else None)
        names = self._continued(amount, before, found, possible)
        if len(names) == 1:
            return replace(made, quantities=names)
        names = tuple(name for name in possible if name in _QUESTIONED)
        return replace(made, quantities=names, question=Reason("which_dose"))

    def _whole(self, amount: Amount) -> tuple[float, ...]:
        """The values of a number right behind its word: "1 045,5" is one number there, and not the end of another."""
        return tuple(dict.fromkeys(readings(amount.number).values())) or amount.values

    def _told_plainly(self, amount: Amount) -> bool:
        """Whether "this exam 6 mSv" or "dose 6 mSv" makes a number without its word an effective dose of this exam."""
        sentence = self.report.sentence_at(amount.start)
        front = self.report.plain[max(sentence.start, amount.start - _FAR) : amount.start]
        return bool(pattern("reports", "plain_dose").search(front) or pattern("reports", "own").search(front))

    def _behind(self, amount: Amount, possible: tuple[str, ...]) -> Label | None:
        """A word right behind a number that has no number of its own: "12.3 mGy (CTDIvol)"."""
        gap = re.compile(r"[ (]{0,2}").match(self.report.plain, amount.end)
        match = label_pattern().match(self.report.plain, gap.end() if gap else amount.end)
        if not match or match.lastgroup not in (*possible, "other"):
            return None
        follows = re.match(r"[ )]{0,2}[:=]|[ \t]{0,2}[0-9]", self.report.plain[match.end() : match.end() + 4])
        return None if follows else Label(match.start(), match.end(), match.lastgroup)

    def _continued(
        self, amount: Amount, before: _Before | None, found: Sequence[Found], possible: tuple[str, ...]
    ) -> tuple[str, ...]:
        """The quantity of the number before, where this one goes on with its list or says it in another unit."""
        last = found[-1] if found else None
        if not last or not last.number or len(last.quantities) != 1 or last.quantities[0] not in possible:
            return ()
        near = before.amount if before and before.amount.start > last.number.start else last.number
        if before and before.role == OWN and not before.found:
            return ()
        gap = self.report.plain[near.end : amount.start]
        if _BESIDE.fullmatch(gap) or (len(gap) < 80 and self._list_words(gap)):
            return last.quantities
        return ()

    def _list_words(self, gap: str) -> bool:
        """Whether a gap holds only what stands between the numbers of a list: sides, views, parts of the body."""
        bare = re.sub(rf"\b[rl]?[ -]?{any_of('breast_view')}\b", " ", gap)
        for key in ("plane", "left_breast", "right_breast", "filler", "until", "breast"):
            bare = pattern("reports", key).sub(" ", bare)
        for side in ("left", "right"):
            bare = pattern("sides", side).sub(" ", bare)
        for region, _key in patterns("regions"):
            bare = region.sub(" ", bare)
        return not re.search(r"[^\W_]", bare)
