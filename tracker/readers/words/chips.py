"""The parts of a sentence about an exam, each as a chip: doses, dates, relief, drugs, levels, the side, how many."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from tracker.errors import Reason
from tracker.readers.draft import MeasurementDraft
from tracker.readers.letter.details import LEVEL, levels_in
from tracker.readers.letter.doses import doses_of
from tracker.readers.letter.parts import NUMBER, Report, values_of
from tracker.readers.letter.ranking import DoseProposal
from tracker.readers.words import spoken
from tracker.readers.words.doses import UNIT, label_pattern
from tracker.readers.words.exams import side_in
from tracker.readers.words.when import any_of, dates_in, number_said, number_words
from tracker.readers.written import DrugDraft
from tracker.reference import NOTHING_GIVEN, drugs, named_drug
from tracker.reference.injections import STEROID_NOT_KNOWN
from tracker.reference.words import LANGUAGES, folded, pattern, table
from tracker.units import QUANTITIES, convert

FIELDS = ("what", "when", "side", "levels", "count", "facility", "operator", "requested_by", "drug", "number", "relief")
MOST_EXAMS = 1000
GONE = ";"  # stands for letters that are read already; no reader takes it for a part of a word
_SPAN_OF_YEARS = 370  # days; pictures of a longer time are hardly those of one visit


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing the sentence says.

    Attributes:
        field: one of `FIELDS`.
        words: as they stand in the sentence, "" for what it does not say and must be told.
        start: the place of their first letter in the sentence.
        value: what it means, None where that is asked: the key of a kind (`what`), PartialDate (`when`), "left",
            "right" or "both" (`side`), names of levels, (number, whether it is about) (`count`), a text (`facility`,
            `operator`, `requested_by`), DrugDraft, MeasurementDraft, or fields of an injection with values (`relief`).
        question: what is asked about it; with a value, what can still be told better.
        choices: the values to choose from, none where the person must enter it.
        asked: the same for what it was, whose answers may lead to further questions.
        must: whether it cannot be saved before it is answered; else it is left out.
    """

    field: str
    words: str
    start: int
    value: Any = None
    question: Reason | None = None
    choices: tuple[Any, ...] = ()
    asked: spoken.Asked | None = None
    must: bool = True

    @property
    def settled(self) -> bool:
        """Whether it has a value."""
        return self.value is not None


@dataclass
class Text:
    """The sentence while it is read.

    Attributes:
        typed: as it was typed.
        text: with the words that were misspelt put right.
        plain: the same letters folded, what is read already left out.
        places: where each letter of it stands in `typed`.
    """

    typed: str
    text: str
    plain: str
    places: list[int]
    chips: list[Chip] = field(default_factory=list)
    doubted: bool = False

    def take(self, start: int, end: int) -> None:
        """Leave these letters out from now on."""
        self.plain = self.plain[:start] + GONE * (end - start) + self.plain[end:]

    def add(self, name: str, span: tuple[int, int], value: Any = None, *, keep: bool = False, **more: Any) -> None:
        """A chip of these letters, which are read then."""
        start, end = self.places[span[0]], self.places[span[1]]
        words = self.typed[start:end]
        start += len(words) - len(words.lstrip(" ,;"))
        self.chips.append(Chip(name, words.strip(" ,;"), start, value, **more))
        if not keep:
            self.take(*span)


def take_numbers(told: Text) -> None:
    """Doses with their unit; without one the unit is asked for."""
    plain = told.plain
    for year in re.finditer(r"(?<![\w.,/-])(?:19|20)[0-9]{2}(?![\w.,/-])", plain):
        labelled = any(said.end() + 2 > year.start() >= said.end() for said in label_pattern().finditer(plain))
        if not labelled and not re.match(rf" ?{UNIT}", plain[year.end() :]):
            plain = plain[: year.start()] + GONE * 4 + plain[year.end() :]  # else what follows is of another exam
    left = "".join(gone if gone == GONE else letter for letter, gone in zip(told.text, plain, strict=True))
    for dose in doses_of(Report(left, plain))[0]:
        label = label_pattern().search(told.plain, dose.start, dose.end)
        if not label and not re.search(r"[0-9] ?\w*(?:gy|gray|sv|sievert|bq|ci|rem)", folded(dose.words)):
            continue
        readings = tuple(replace(draft, origin="", part=False) for draft in dose.readings)
        clear = len(readings) == 1 and dose.question is None
        readings = readings or tuple(_in_each_unit(dose, label.lastgroup or "" if label else ""))
        told.add(
            "number",
            (dose.start, dose.end),
            readings[0] if clear else None,
            question=None if clear else dose.question or Reason("two_readings"),
            choices=() if clear else readings,
        )
        for word in list(pattern("reports", "plain_dose").finditer(told.plain)):
            told.take(*word.span())


def _in_each_unit(dose: DoseProposal, quantity: str) -> Iterator[MeasurementDraft]:
    written = re.findall(NUMBER, dose.words)
    for unit in QUANTITIES[quantity].units if quantity in QUANTITIES and written else ():
        for value in values_of(written[-1]):
            yield MeasurementDraft(quantity, convert(value, unit, quantity), f"{written[-1]} {unit}", "")


@cache
def _other_languages() -> re.Pattern[str]:
    """Finds a word for an exam that is none in English: there the day stands before the month."""
    said = [word for row in table("spoken").values() for code in LANGUAGES[1:] for word in row[code]]
    return re.compile(rf"\b(?:{'|'.join(said)})(?!\w)")


def take_times(told: Text, today: date) -> None:
    """When it was. Day and month in numbers are asked about, but where words of another language show their order."""
    foreign = any(not _english(match[0]) for match in _other_languages().finditer(told.plain))
    found = dates_in(told.plain, today, "dmy" if foreign else "")
    found = [each for each in found if not each.yearless] or found
    if not found:
        return
    choices = tuple(dict.fromkeys(choice for each in found for choice in each.choices))
    value = choices[0] if len(choices) == 1 and len(found) == 1 else None
    reason = Reason("which_date") if choices else Reason("in_the_future")
    span = found[0].start, found[-1].end
    told.add("when", span, value, keep=True, question=None if value else reason, choices=() if value else choices)
    for each in found:
        told.take(each.start, each.end)


def _english(word: str) -> bool:
    said = "|".join(each for row in table("spoken").values() for each in row["en"])
    return bool(re.fullmatch(said, word)) or spoken.says_exam(word)


def take_relief(told: Text) -> None:
    """How much better, for how long, and the pain before and after; only where words say that it is about that."""
    if none := pattern("sentence", "no better").search(told.plain):
        told.add("relief", none.span(), (("relief_percent", 0.0),))
    better = pattern("sentence", "better").search(told.plain)
    percent = rf"(?<![\w.,])([0-9]{{1,3}})(?: ?(?:-|–|{any_of('down to')}) ?([0-9]{{1,3}}))? ?{any_of('percent')}"
    for match in re.finditer(percent, told.plain) if better else ():
        before = told.plain[: match.start()].split()
        if int(match[1]) <= 100 and not (before and named_drug(before[-1]).drug):
            values = tuple((("relief_percent", float(n)),) for n in match.groups() if n)
            if len(values) == 1:
                told.add("relief", match.span(), values[0])
            else:
                told.add("relief", match.span(), question=Reason("two_readings"), choices=values, must=False)
    for unit, factor in (("hours", 1), ("days", 1), ("weeks", 1), ("months", 1), ("years", 12)) if better else ():
        lasted = rf"(?<![\w.,])(?P<n>{number_words()}) {any_of(unit)}(?!\w)"
        if span := re.search(lasted, told.plain):
            amount = (("relief_lasted", float(number_said(span["n"]) * factor)),)
            told.add("relief", span.span(), (*amount, ("relief_lasted_unit", "months" if factor > 1 else unit)))
            break
    scale = r"([0-9]|10)(?: ?/ ?10)?"
    pains = rf"(?<![\w.,/]){scale} ?{any_of('down to')} ?{scale}(?![\w.,/%])"
    if pattern("sentence", "pain").search(told.plain) and (two := re.search(pains, told.plain)):
        told.add("relief", two.span(), (("pain_before", float(two[1])), ("pain_after", float(two[2]))))
    if any(chip.field == "relief" for chip in told.chips):
        for match in list(pattern("sentence", "better").finditer(told.plain)):
            told.take(*match.span())


def take_drugs(told: Text) -> None:
    """Drugs with their milligrams. "Kenalog 40" can be what was given or what stands on the bottle: it is asked."""
    tokens = list(re.finditer(r"[a-z][a-z-]+", told.plain))
    place = 0
    while place < len(tokens):
        for stop in range(place + 1, min(place + 3, len(tokens)) + 1):
            start, end = tokens[place].start(), tokens[stop - 1].end()
            named = named_drug(_plain_name(told.plain[start:end]))
            if named.drug and named.alone and named.drug.key != NOTHING_GIVEN:
                if place + 1 < stop and named_drug(told.plain[tokens[place + 1].start() : end]) == named:
                    break  # the name begins with the next word
                if not named_drug(told.plain[max(0, start - 12) : end]).denied:
                    _drug(told, start, end, DrugDraft(named.drug.key, named.drug.name))
                place = stop - 1
                break
        place += 1
    steroids = {chip.value.key for chip in told.chips if chip.field == "drug" and drugs()[chip.value.key].is_steroid}
    if len(steroids) > 1:  # "cortisone" beside its name is the same
        told.chips = [c for c in told.chips if c.field != "drug" or c.value.key != STEROID_NOT_KNOWN]


def _plain_name(word: str) -> str:
    """A compound of cortisone ("kortisonspritze") as the drug alone."""
    return "cortisone" if re.fullmatch(any_of("steroid"), word) else word


def _drug(told: Text, start: int, end: int, drug: DrugDraft) -> None:
    behind = re.compile(r"[ ,]{0,2}([0-9]{1,4}(?:[.,][0-9]{1,2})?) ?mg\b(?! ?/)").match(told.plain, end)
    before = re.search(r"([0-9]{1,4}(?:[.,][0-9]{1,2})?) ?mg (?:\w{2,3} )?$", told.plain[:start])
    bottle = re.compile(r"[ -]([1-9][0-9]{1,2})(?![\w.,/%-]| ?(?:ml|cc|%))").match(told.plain, end)
    if amount := behind or before:
        span = (start, amount.end()) if amount is behind else (amount.start(), end)
        told.add("drug", span, replace(drug, dose_mg=float(amount[1].replace(",", ".")) or None))
    elif bottle:
        choices = replace(drug, dose_mg=float(bottle[1])), drug
        told.add("drug", (start, bottle.end()), drug, question=Reason("on_the_bottle"), choices=choices, must=False)
    elif not (spoken_alone := spoken.exam_words_in(told.plain[start:end])) or drug.key == STEROID_NOT_KNOWN:
        told.add("drug", (start, end), drug, keep=bool(spoken_alone))


def take_levels(told: Text) -> None:
    """Levels of the spine."""
    for match in list(LEVEL.finditer(told.plain)):
        if found := levels_in(match[0]):
            told.add("levels", match.span(), found)


@cache
def _letters() -> re.Pattern[str]:
    """A letter for a side beside a part of the body: "L hip", "elbow R"."""
    part = "|".join(word for row in table("regions").values() for word in row["en"])
    return re.compile(rf"\b(?P<side>[lr])\b(?=\.? (?:{part})\b)|(?<=\w )(?P<behind>[lr])\b(?<=(?:[a-z] )[lr])")


def take_side(told: Text) -> None:
    """The side, where words name one for the body ("right heart" does not)."""
    side = side_in([told.plain])
    named = ["both", "left", "right", "left_short", "right_short"]
    spans = [m.span() for key in named for m in pattern("sides", key).finditer(told.plain) if side_in([m[0]]) or side]
    if not side and (letter := _letters().search(told.plain)):
        side, spans = "left" if letter[0] == "l" else "right", [letter.span()]
    if side and spans:
        told.add("side", (min(spans)[0], max(end for _start, end in spans)), side, keep=True)
        for span in spans:
            told.take(*span)


def take_count(told: Text) -> None:
    """How many exams; several that are not counted are asked about."""
    number = number_words()
    counted = rf"(?<![\w.,/'-])(?P<n>{number})(?: ?(?:-|–|{any_of('down to', 'until')}) ?(?P<high>{number}))?(?![\w/%])"
    about = rf"(?:(?P<about>{any_of('about')}) |(?P<near>~ ?))?"
    behind = rf"(?P<plus>\+?)(?: ?(?P<times>{any_of('times')})(?![\w-]| ?ray))?"
    if twice := re.search(r"(?<![\w-])x ?([2-9]|[1-9][0-9])(?![\w.,/-])", told.plain):
        told.add("count", twice.span(), (int(twice[1]), False))
        return
    for match in re.finditer(about + counted + behind, told.plain):
        low, high = number_said(match["n"]), number_said(match["high"]) if match["high"] else None
        near = bool(match["about"] or match["near"] or match["plus"])
        if _is_count(told.plain[match.end() :], near or bool(match["times"] or high)) and 1 < low <= MOST_EXAMS:
            choices = ((low, near), (high, near)) if high else ()
            value = None if high else (low, near)
            told.add("count", match.span(), value, question=Reason("how_many") if high else None, choices=choices)
            return
    if several := re.search(rf"\b{any_of('several')}(?!\w)", told.plain):
        told.add("count", several.span(), question=Reason("how_many"))
    elif plural := _plural(told):
        told.add("count", plural.span(), keep=True, question=Reason("how_many"))


def _is_count(behind: str, said: bool) -> bool:
    """Whether a number counts exams: the words behind it name one, or it is said to (`said`) and no unit follows."""
    if re.match(rf" ?{any_of('not a count')}(?!\w)", behind):
        return False
    return said or bool(spoken.exam_words_in(" ".join(behind.replace(GONE, " ").partition(",")[0].split()[:4])))


def _plural(told: Text) -> re.Match[str] | None:
    """A word for more than one exam; of pictures only where they are of a longer time than one visit."""
    when = next((chip.value for chip in told.chips if chip.field == "when"), None)
    if when and (when.last - when.first).days > _SPAN_OF_YEARS and (found := _whole("pictures", told.plain)):
        return found
    return _whole("more than one", told.plain)


def _whole(row: str, plain: str) -> re.Match[str] | None:
    return pattern("sentence", row).search(plain)
