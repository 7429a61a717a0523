"""Reads one sentence a person types about an exam, as chips: what, when, which side, where, how many, what was given.

Nothing is guessed: each chip names the words it was read from, and one that is not settled carries its question and the
answers there are. The words themselves stand in data/words (`spoken`: exams; `sentence`: all else).
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from tracker.errors import Reason
from tracker.readers.letter.parts import any_of as any_word
from tracker.readers.words import chips, kinds, spoken
from tracker.readers.words.chips import GONE, Chip, Text
from tracker.readers.words.exams import UNKNOWN
from tracker.readers.words.when import any_of
from tracker.readers.written import LetterExam
from tracker.reference import exam_kinds, exam_words
from tracker.reference.catalogue import MODALITIES
from tracker.reference.words import folded, keys, meaning, pattern, patterns

LONGEST = 300  # characters that are looked at
_OF_A_NEEDLE = ("levels", "drug", "relief")
_OF_BOTH = ("when", "facility", "operator", "requested_by")  # of two exams in one sentence
_LIMBS = ("limb", "upper_limb", "lower_limb", "breast")
# Machines that words do not tell apart.
_ALIKE = [{"", one} for one in MODALITIES] + [{"", *each} for each in (("RF", "XA"), ("DX", "IO", "PX"), ("NM", "PT"))]
_GUIDED_BY = {"xray": "fluoroscopy", "ct": "ct", "ultrasound": "ultrasound"}
_METHODS = ("xray", "ct", "mri", "ultrasound", "nuclear scan", "bone density", "injection")
_NAME = re.compile(r"([^\W\d_][\w'’-]*)\.?(?: |$|(?=[,;:.]))")
_SAID = re.compile(r"[^\W_][\w'’.&-]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a sentence says, and the words of it that nothing was read from."""

    text: str
    chips: tuple[Chip, ...]
    unread: tuple[str, ...] = ()

    def all(self, name: str) -> tuple[Any, ...]:
        """The settled values of a field."""
        return tuple(chip.value for chip in self.chips if chip.field == name and chip.settled)


def read(text: str, today: date) -> Sentence:
    """What a sentence says; only its first 300 characters are looked at. Any text gives chips and no error."""
    typed = text[:LONGEST]
    told = Text(typed, typed, folded(typed).replace("ß", "s"), list(range(len(typed) + 1)))
    _people(told)
    _places(told)
    told = _mended(told)
    chips.take_numbers(told)
    chips.take_times(told, today)
    chips.take_relief(told)
    chips.take_drugs(told)
    chips.take_levels(told)
    for match in list(pattern("sentence", "aside").finditer(told.plain)):
        told.take(*match.span())
    chips.take_side(told)
    chips.take_count(told)
    unread = _what(told)
    _complete(told)
    ordered = sorted(told.chips, key=lambda chip: (chips.FIELDS.index(chip.field), chip.start))
    return Sentence(text, tuple(ordered), unread)


def two_exams(sentence: Sentence, today: date) -> tuple[str, str] | None:
    """A sentence about two exams as one for each, with the day and the clinic of both; None where it is about one."""
    what = next((c for c in sentence.chips if c.field == "what" and c.words and not c.settled), None)
    if what is None:
        return None
    both = [c for c in sentence.chips if c.field in _OF_BOTH and c.words]
    before = [c.words for c in both if c.start < what.start]
    behind = [c.words for c in both if c.start >= what.start + len(what.words)]
    for word in re.finditer(rf"(?:\b{any_word('and')}\b|[+&])", folded(what.words)):
        start, end = what.start + word.start(), what.start + word.end()
        second = sentence.text[end:].strip()
        if all(_one_exam(part, today) for part in (sentence.text[what.start : start], second)):
            return " ".join([sentence.text[:start].strip(), *behind]), " ".join([second, *before])
    return None


def _one_exam(text: str, today: date) -> bool:
    """Whether words say what sort of exam it was, and not only a part of the body."""
    told = next((chip for chip in read(text, today).chips if chip.field == "what" and chip.words), None)
    if told is None or told.settled:
        return told is not None
    plain = folded(told.words)
    said = (plain[word.start : word.end] for word in spoken.exam_words_in(plain))
    return any(not any(part.fullmatch(word) for part, _key in patterns("regions")) for word in said)


def _known(word: str) -> bool:
    return spoken.is_known(folded(word).strip("."))


def _names_exam(word: str) -> bool:
    """Whether a word behind the name of a clinic tells of the exam or its day."""
    plain = folded(word)
    said = (expected for table in ("spoken", "regions", "machines_in_reports") for expected, _key in patterns(table))
    return plain in keys("months") or any(expected.fullmatch(plain) for expected in said)


def _people(told: Text) -> None:
    """Doctors by name; who did it or asked for it is told by the words before, else by the exam (`_complete`)."""
    roles = rf"(?:(?P<asked>{any_of('asked by')})|{any_of('done by')})"
    for match in list(re.finditer(rf"\b(?:{roles} )?(?P<name>{any_of('doctor')}\.? )", told.plain)):
        start, end = match.start("name"), _end_of_name(told.text, match.end())
        if end > match.end():
            name = re.sub("['’]s$", "", " ".join(told.text[start:end].split()))
            told.add("requested_by" if match["asked"] else "operator", (start, end), name)
            told.take(match.start(), start)


def _end_of_name(text: str, start: int) -> int:
    """Where a name that begins here ends: its first word, then up to two more with capital letters, and particles."""
    end = start
    for number in range(3):
        word = _NAME.match(text, start)
        particle = word and folded(word[1]) in keys("names")
        if not word or (number and not particle and (not word[1][0].isupper() or _known(word[1]))):
            break
        start, end = word.end(), word.end(1)
    return end


def _places(told: Text) -> None:
    """The clinic: words up to one for a clinic, behind "at" or with capital letters, or a name behind that word."""
    for match in list(re.finditer(rf"(?<![\w-]){any_of('facility')}(?![\w-])", told.plain)):
        before = list(re.finditer(r"[^\s;,:()]+", told.plain[: match.start()]))[-6:]
        start, low = match.start(), match.start()
        for word in reversed(before):
            gap = told.plain[word.end() : low]
            if gap.strip() or re.search("[0-9]", word[0]):
                break
            if re.fullmatch(any_of("at"), word[0]):
                start = low
                break
            low = word.start()
            if not told.text[word.start()].isupper() and spoken.says_exam(word[0]):
                break
            start = low if told.text[word.start()].isupper() and start == word.end() + len(gap) else start
        end = match.end()
        for word in re.finditer(r" ([^\W\d_][\w'’.-]*)", told.text[end : end + 60]):
            if not word[1][0].isupper() or _names_exam(word[1]) or GONE in told.plain[end : end + len(word[0])]:
                break
            end += len(word[0])
        articles = re.match(rf"(?:{any_of('article')} )*", told.plain[start:end])
        start += articles.end() if articles else 0
        if " " in told.text[start:end].strip() and GONE not in told.plain[start:end]:
            told.add("facility", (start, end), " ".join(told.text[start:end].split()))
            break


def _mended(told: Text) -> Text:
    """The text with misspelt words put right where one known word only is near; short ones leave a doubt."""
    text, plain, places, last, doubted = "", "", list[int](), 0, False
    for match in re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)*", told.plain):
        near = spoken.nearest(match[0])
        if near:
            text += told.text[last : match.start()] + near
            plain += told.plain[last : match.start()] + near
            places += range(last, match.start())
            places += [min(match.start() + n, match.end() - 1) for n in range(len(near))]
            last, doubted = match.end(), doubted or len(near) < 5
    places += range(last, len(told.plain) + 1)
    return Text(told.typed, text + told.text[last:], plain + told.plain[last:], places, told.chips, doubted)


def _guidance(plain: str) -> tuple[str, list[tuple[int, int]]]:
    """How words say that a needle was guided, and where; "" where they say nothing or two things."""
    found: dict[str, list[tuple[int, int]]] = {}
    for key in ("none", "fluoroscopy", "ct", "ultrasound"):
        for match in pattern("sentence", key).finditer(plain):
            if not any(start < match.end() and match.start() < end for spans in found.values() for start, end in spans):
                found.setdefault(key, []).append(match.span())
    return (next(iter(found)) if len(found) == 1 else ""), [span for spans in found.values() for span in spans]


def _what(told: Text) -> tuple[str, ...]:
    """The chip of what it was, and the words that nothing was read from."""
    guidance, guided = _guidance(told.plain)
    words = spoken.exam_words_in(told.plain)
    own = [w.english for w in words if not any(start <= w.start < end for start, end in guided)]
    every = [w.english for w in words]
    if any(chip.field == "drug" for chip in told.chips) and not spoken.says_needle(" ".join(own)):
        own, every = [*own, "injection"], [*every, "injection"]
    if not guidance and spoken.says_needle(" ".join(own)) and (guidance := _machine(own, told.plain)):
        own = [word for word in own if _GUIDED_BY.get(word) != guidance]
    if {"epidural", "block"} & set(own):
        own, every = ([word for word in each if word != "injection"] for each in (own, every))
    broken = pattern("sentence", "broken").search(told.plain)
    if broken and not set(every) & set(_METHODS):
        own, every, told.doubted = [*own, "xray"], [*every, "xray"], True
    told.doubted |= bool(pattern("sentence", "not done").search(told.plain))
    level = next((chip.value[0] for chip in told.chips if chip.field == "levels"), "")
    said, whole = (" ".join(dict.fromkeys(" ".join([*each, level]).split())) for each in (own, every))
    found = spoken.meaning(said, whole, guidance, doubted=told.doubted)
    spans = [*((w.start, w.end) for w in words), *guided]
    unread = [
        told.typed[told.places[match.start()] : told.places[match.end()]]
        for match in _SAID.finditer(told.plain)
        if not any(start < match.end() and match.start() < end for start, end in spans)
    ]
    if spans and (found.kind_key or found.asked):
        reason = None
        if found.asked:
            reason = Reason.of("as_written", text=found.asked.text) if found.asked.text else Reason("which_of_these")
        span = min(start for start, _end in spans), max(end for _start, end in spans)
        told.add("what", span, found.kind_key or None, question=reason, asked=found.asked)
    return tuple(word for word in unread if _matters(word))


def _machine(own: list[str], plain: str) -> str:
    """How a needle was guided, where one machine is named beside it ("SI injection, CT") and no second exam ("and")."""
    machines = [key for word, key in _GUIDED_BY.items() if word in own]
    several = re.search(rf"\b{any_word('and')}\b|[+&]", plain)
    return machines[0] if len(machines) == 1 and not several else ""


def _matters(word: str) -> bool:
    """Whether a word that nothing was read from says something."""
    plain = folded(word).strip(".")
    silent = exam_words.synonyms().get(plain) == "" or meaning("date_words", plain, "of")
    return not silent and not re.fullmatch(rf"{any_of('article', 'at', 'about')}", plain)


def _complete(told: Text) -> None:
    """What the exam makes of the rest: a doctor is who did an injection or asked for a scan; what must be told yet."""
    key = next((chip.value for chip in told.chips if chip.field == "what" and chip.settled), "")
    kind = exam_kinds().get(key or "")
    if kind and not kind.may_treat_by_needle:
        left_out = (*_OF_A_NEEDLE, *(() if kind.sided or kind.region in _LIMBS else ("side",)))  # "I left it"
        told.chips = [chip for chip in told.chips if chip.field not in left_out]
        for place, chip in enumerate(told.chips):
            if chip.field == "operator":
                told.chips[place] = replace(
                    chip,
                    field="requested_by",
                    value=None,
                    question=Reason("who_asked"),
                    choices=(chip.value,),
                    must=False,
                )
    for name, question in (("what", Reason("what_was_it")), ("when", Reason("when_was_it"))):
        if not any(chip.field == name for chip in told.chips):
            told.chips.append(Chip(name, "", 0, question=question))


_line = lru_cache(maxsize=4096)(read)  # lists say the same again and again


def completed(exam: LetterExam, today: date, title: str = "") -> LetterExam:
    """An exam of a table or letter with what the words for it say beyond a name of the list: kind, side, levels, drugs.

    The words are read as the sentence that people write there. Of a text that asks, or has letters that are not known,
    nothing is taken; a kind only where they leave no question and no word over.

    Args:
        title: the words, "" for those that the exam holds.
    """
    text = title or exam.own_words or exam.description
    ours = any(name.startswith("entry:") for name in exam.identity)  # our own export says what it means
    if not text or ours or kinds.doubtful(text) or kinds.exact(text):
        return exam
    told = _line(text, today)
    if exam.kind_key and pattern("sentence", "not done").search(folded(text)):
        exam = replace(exam, kind_key="", kind_reason=Reason.of("no_exam_named", text=text[:80]))
    key, reason = _kind_said(told, exam)
    kind = exam_kinds().get(key)
    needle = kind.may_treat_by_needle if kind else any(c.asked and spoken.by_needle(c.asked) for c in told.chips)
    sides, levels = told.all("side"), told.all("levels")
    certain = needle and not any(chip.choices for chip in told.chips if chip.field == "drug")
    return replace(
        exam,
        kind_key=key,
        kind_reason=reason,
        modality=kind.modality if kind else exam.modality,
        region=kind.region if kind and exam.region == UNKNOWN else exam.region,
        ionising=kind.ionising if kind else exam.ionising,
        treatment=bool(kind and kind.treatment),
        side=exam.side or (sides[0] if len(sides) == 1 else ""),
        levels=exam.levels or (tuple(dict.fromkeys(sum(levels, ()))) if needle else ()),
        drugs=exam.drugs or (told.all("drug") if certain else ()),
    )


def _kind_said(told: Sentence, exam: LetterExam) -> tuple[str, Reason | None]:
    """The kind that the words mean; where several are possible, that it must be chosen."""
    chip = next((chip for chip in told.chips if chip.field == "what" and chip.words), None)
    if exam.kind_key or chip is None or told.unread:
        return exam.kind_key, exam.kind_reason
    machines = {exam.modality, exam_kinds()[chip.value].modality} if chip.settled else set()
    if chip.settled and not chip.question and any(machines <= group for group in _ALIKE):
        return chip.value, Reason.of("row_says", text=told.text)
    asked_already = exam.kind_reason is not None and exam.kind_reason.code == "several_exams_asked"
    return "", exam.kind_reason if asked_already or not chip.asked else Reason.of("several_exams", text=told.text)
