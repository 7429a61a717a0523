"""An exam in one sentence: the box, chips of what is understood to tap and change, and the one question that is open.

The sentence fills the form of an exam, and the chips show what that holds: a chip changed by hand stays changed until
the sentence says something else about it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

import streamlit as st

from dashboards.exam.details import fill_when
from dashboards.exam.form import Answers
from dashboards.exam.injection import fill_drugs
from dashboards.exam.numbers import fill_numbers
from dashboards.exam.picker import SPOT, fill_picker, fill_site, region_of
from dashboards.frame.form import Form
from dashboards.frame.words import fields_as_shown, injection_facts, plain
from tracker import clock, reference, wording
from tracker.errors import TrackerError, ValueRefused
from tracker.i18n import _
from tracker.intake import typed
from tracker.readers.sentence import LONGEST, Sentence, read, two_exams
from tracker.readers.words.chips import Chip
from tracker.record.forms import checked
from tracker.record.models import ExamCreate
from tracker.record.procedures import InjectionCreate

LARGE = 340  # pixels: two answers beside each other on a desk, one on a phone
_LEFT_OPEN = -1  # the answer "not sure", where the question has none of its own
_RELIEF = ("pain_before", "pain_after", "relief_percent", "relief_lasted")
_OF_A_NEEDLE = ("drug", "operator", "relief", "levels")
_MUST = ("what", "when", "count")
OPENED = "opened"
NEXT = "next sentence"  # of two exams said at once the one that is not in the box yet


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentence says, with the answers given; what is still asked, by the name an answer is kept under."""

    sentence: Sentence = field(default_factory=lambda: Sentence("", ()))
    asked: Mapping[str, Chip] = field(default_factory=dict)
    two: tuple[str, str] | None = None  # of two exams a sentence for each
    exam: ExamCreate = field(default_factory=lambda: _exam(Sentence("", ())))


def ask_sentence(form: Form) -> None:
    """Draw the box."""
    example = _("For example: left hip shot under X-ray, Dr Smith, March 2021")
    form.line("sentence", _("Say it in one sentence: what it was, and when"), example, live=True)


def understand(form: Form) -> Told:
    """Read the sentence and fill the form with what it says; only before the form is drawn.

    Raises:
        ValueRefused: a dose or a number in it cannot be.
    """
    text = str(form.get("sentence") or "")
    if (form.get("said") or [""])[0] != text:
        form.put("said", [text, clock.today().isoformat()])  # "last summer" is told from the day it was typed
    said_on = (form.get("said") or ["", clock.today().isoformat()])[1]
    sentence = read(text, date.fromisoformat(said_on)) if text.strip() else Sentence("", ())
    answers, asked, chips = form.get("answers") or {}, dict[str, Chip](), list[Chip]()
    for chip in sentence.chips:
        name = _name(chip)
        after = _after(chip, answers.get(name, []))
        chips.append(after)
        if after.question and not (name in answers and (after.settled or not typed.answers(after))):
            asked[name] = after
        if _LEFT_OPEN in answers.get(name, []):
            asked.pop(name, None)
    told = replace(sentence, chips=tuple(chips))
    exam = _exam(told)
    _fill(form, told, exam)
    return Told(told, asked, two_exams(told, date.fromisoformat(said_on)), exam)


def _name(chip: Chip) -> str:
    """What an answer to a chip is kept under: it counts only while the words and the choices are the same."""
    return "/".join([chip.field, chip.words, *(words for words, _after in typed.answers(chip))])


def _after(chip: Chip, places: list[int]) -> Chip:
    for place in places:
        choices = typed.answers(chip)
        if not 0 <= place < len(choices):
            break
        chip = choices[place][1]
    return chip


def _exam(told: Sentence) -> ExamCreate:
    """As much of an exam as is told; what it was and when may be missing."""
    said = typed.fields(told)
    if "injection" in said:
        said["injection"] = checked(InjectionCreate, **said["injection"])
    return ExamCreate.model_construct(**said)


def _fill_what(form: Form, told: Sentence, exam: ExamCreate) -> None:
    if exam.kind_key or exam.own_words:
        fill_picker(form, exam)
        return
    named = any(chip.words for chip in told.chips if chip.field == "what")
    for name, value in (("what", "" if named else " ".join(told.unread)), ("match", None), ("own", "")):
        form.put(name, value)


def _fill_when(form: Form, told: Sentence, exam: ExamCreate) -> None:
    if told.all("when"):
        fill_when(form, exam)
    else:
        for name, value in (("year", None), ("month", 0), ("day", 0), ("to_year", None), ("span", None)):
            form.put(name, value)
        form.put("count", exam.exam_count if exam.exam_count > 1 else None)
        form.put("several", exam.exam_count > 1)
        form.put("approximate", exam.count_is_approximate)
    if any(chip.field == "count" and not chip.settled for chip in told.chips):
        form.put("several", True)
        form.put("count", None)


def _fill_relief(form: Form, _told: Sentence, exam: ExamCreate) -> None:
    said = exam.injection or InjectionCreate()
    form.fill({name: getattr(said, name) for name in _RELIEF})
    if said.relief_lasted is not None:
        form.put("relief_lasted_unit", said.relief_lasted_unit)


def _fill_operator(form: Form, _told: Sentence, exam: ExamCreate) -> None:
    form.put("operator", exam.injection.operator if exam.injection else "")


Fill = Callable[[Form, Sentence, ExamCreate], None]
# What is filled together: the fields of the chips that tell it -> how.
_FILLS: Mapping[tuple[str, ...], Fill] = {
    ("what", typed.OWN_WORDS): _fill_what,
    ("when", "count"): _fill_when,
    ("side", "levels"): lambda form, _told, exam: fill_site(form, exam),
    ("facility",): lambda form, _told, exam: form.put("facility", exam.facility),
    ("requested_by",): lambda form, _told, exam: form.put("requested_by", exam.requested_by),
    ("operator",): _fill_operator,
    ("drug",): lambda form, _told, exam: fill_drugs(form, exam.drugs),
    ("number",): lambda form, _told, exam: fill_numbers(form, exam),
    ("relief",): _fill_relief,
}


def _fill(form: Form, told: Sentence, exam: ExamCreate) -> None:
    """Fill what the sentence says otherwise than before; what it does not touch stays as it is."""
    filled = dict(form.get("filled by sentence") or {})
    if form.get(SPOT) and any(chip.field in ("what", typed.OWN_WORDS) and chip.words for chip in told.chips):
        # It is about something else than the place that was tapped: nothing of that holds any more.
        form.put(SPOT, "")
        filled = {fields[0]: [SPOT] for fields in _FILLS}
    for fields, fill in _FILLS.items():
        said = [repr((c.field, c.value)) for c in told.chips if c.field in fields and (c.words or c.settled)]
        if "what" in fields and not said and not form.get(SPOT):
            said = list(told.unread)
        if said != filled.get(fields[0], []):
            fill(form, told, exam)
            filled[fields[0]] = said
            if set(fields) & set(_OF_A_NEEDLE):
                form.put("needle", any(c.field in _OF_A_NEEDLE for c in told.chips))
    form.put("filled by sentence", {name: said for name, said in filled.items() if said})


def opened_part(form: Form, told: Told) -> str:
    """The part of the form that stands under the chips: the one tapped, else the one that must be filled by hand."""
    if form.get(OPENED):
        return str(form.get(OPENED))
    for chip in _in_turn(told.asked.values()):
        if chip.field == "what" and form.get("match"):
            continue
        if typed.answers(chip):
            return ""
        return "what" if chip.field == "what" else "when"
    return ""


def _in_turn(chips: Iterable[Chip]) -> list[Chip]:
    """What must be told first, then what can still be told better."""
    return sorted(chips, key=lambda chip: chip.settled)


def waiting(told: Told, answers: Answers) -> dict[str, Chip]:
    """What is still asked, without what was told in the form since; what must be told comes first."""
    picked, when = answers.picked, answers.when
    open_ = dict[str, Chip]()
    for name, chip in sorted(told.asked.items(), key=lambda one: one[1].settled):
        chosen = bool(picked.kind_key or picked.own_words) and picked.kind_key != chip.value
        done = {"what": chosen, "when": when.filled, "count": bool(when.several and when.count)}
        if not done.get(chip.field):
            open_[name] = chip
    return open_


def must_answer(told: Told, answers: Answers) -> str:
    """The question without whose answer the exam cannot be saved; "" where there is none."""
    open_ = (chip for chip in waiting(told, answers).values() if chip.field in _MUST and not chip.settled)
    return next((typed.question(chip) for chip in open_), "")


def show_question(form: Form, told: Told, answers: Answers) -> None:
    """Draw the one question that is open, with choices to tap; nothing while a part of the form is open."""
    open_ = waiting(told, answers)
    name = next(iter(open_), "")
    if not name or form.get(OPENED):
        return
    chip = open_[name]
    choices = [words for words, _after in typed.answers(chip)]
    if chip.field == "what" and told.two:
        st.markdown(_("**These are two exams.** One after the other is saved by itself."))
        words = plain(" · ".join(told.two))
        form.press("two exams", words, ":material/call_split:", on_click=_part, args=(form, told.two), wrap=True)
    if choices or chip.field != "when":  # the form asks that one in the same words
        st.markdown(f"**{plain(typed.question(chip))}**")
    if not choices:
        return
    with st.container(horizontal=True, key=form.key("choices"), gap="xsmall"):
        for place, words in enumerate(choices):
            _choice(form, name, place, plain(words))
        if chip.field == "when":
            form.press("another day", _("Another day"), on_click=form.put, args=(OPENED, "when"), width=LARGE)
        elif chip.asked is None and _("Not sure") not in choices:
            _choice(form, name, _LEFT_OPEN, _("Not sure"))


def _part(form: Form, two: tuple[str, str]) -> None:
    form.put("sentence", two[0])
    form.put(NEXT, two[1])


def _choice(form: Form, name: str, place: int, words: str) -> None:
    def answer() -> None:
        given = form.get("answers") or {}
        form.put("answers", {**given, name: [*given.get(name, []), place]})
        form.put(OPENED, "")

    form.press(f"answer {place}", words, on_click=answer, width=LARGE, wrap=True)


def show_chips(form: Form, told: Told, answers: Answers, kept: Iterable[str]) -> None:
    """Draw what is understood, each to tap and change, and what can be added; `kept` is shown elsewhere."""
    shown_elsewhere, asking = set(kept), bool(waiting(told, answers)) and not form.get(OPENED)
    asked_below = ("site", "drugs", "relief") if form.get(SPOT) else ()
    with st.container(horizontal=True, key=form.key("chips"), gap="xsmall"):
        for name, part, label, words in _chips(told, answers, form):
            # What can be added waits until the question is answered.
            if name not in shown_elsewhere and (words or not (asking or part in asked_below)):
                opened = form.get(OPENED) == part
                icon = ":material/expand_less:" if opened else "" if words else ":material/add:"
                text = f"{label}: **{words}**" if words else label
                wanted = "" if opened else part
                form.press(f"chip {name}", text, icon, on_click=form.put, args=(OPENED, wanted), wrap=True)


def _chips(told: Told, answers: Answers, form: Form) -> Iterator[tuple[str, str, str, str]]:
    """The name, the part of the form, the label and the words of each chip; no words for what can be added."""
    picked, kind = answers.picked, reference.exam_kinds().get(answers.picked.kind_key)
    open_ = {chip.field: f"{plain(chip.words)} ?".strip() for chip in waiting(told, answers).values()}
    name = wording.kind(picked.kind_key, picked.own_words)
    yield "what", "what", _("What"), plain(name) or open_.get("what", "?")
    yield "when", "when", _("When"), _when(answers) or open_.get("when", "?")
    if answers.when.several:
        number = wording.about(answers.when.count or 0, approximate=answers.when.approximate)
        yield "count", "when", _("How many"), number if answers.when.count else open_.get("count", "?")
    side, needle = answers.site.side or form.get("side") or "", answers.procedure is not None
    if side or needle or (kind and kind.sided):
        yield "side", "site", _("Side"), wording.side(side)
    yield from _of_the_needle(told, answers)
    yield "facility", "where", _("Where"), plain(form.get("facility") or "")
    if asked_by := form.get("requested_by") or open_.get("requested_by"):
        yield "requested_by", "places", _("Asked for by"), plain(asked_by)
    numbers = ", ".join(f"{row.value} {row.unit}" for row in answers.rows)
    yield "number", "numbers", _("Number from a report"), plain(numbers) or open_.get("number", "")


def _when(answers: Answers) -> str:
    with suppress(TrackerError):
        return plain(answers.when.date().text())
    return ""


def _of_the_needle(told: Told, answers: Answers) -> Iterator[tuple[str, str, str, str]]:
    """Levels, drugs and how it went: of the form, and of the sentence while it is not known what was done."""
    injection, drugs = told.exam.injection, list(told.exam.drugs)
    if answers.procedure is not None:
        injection = InjectionCreate.model_construct(**answers.procedure.answers, levels=list(answers.site.levels))
        drugs = []
        with suppress(TrackerError):  # said where it is typed or saved
            drugs = answers.procedure.drugs()
    elif answers.picked.kind_key or answers.picked.own_words:
        return
    facts = injection_facts(injection, drugs)
    parts = {_("Level"): "site", **dict.fromkeys([_("Why it was done"), _("Injected"), _("Done by")], "drugs")}
    parts[_("Made sleepy (sedation)")] = "drugs"
    spine = reference.regions()[region_of(answers.picked.kind_key, answers.site.region or "")].spine
    always = [_("Injected"), *([_("Level")] if spine else [])] if answers.procedure is not None else []
    for label, words in facts.items():
        if words or label in always:
            name = "operator" if label == _("Done by") else label
            yield name, parts.get(label, "relief"), label, plain(words) if label == _("Level") else words
    if always and not any(words for label, words in facts.items() if label not in parts):
        yield "relief", "relief", _("How it went"), ""


def left_over(told: Told, answers: Answers) -> str:
    """The sentence, where something of it does not go into the exam as it stands: it is kept as a note then."""
    text, chips = told.sentence.text, told.sentence.chips
    open_ = any(chip.words and (not chip.settled or chip.choices) for chip in chips)
    unused = answers.procedure is None and any(chip.field in _OF_A_NEEDLE for chip in chips)
    return text if told.sentence.unread or open_ or unused or len(text) > LONGEST else ""


def exam_told(told: Told, answers: Answers) -> ExamCreate:
    """The exam as it stands, with the words that it has no place for as a note.

    Raises:
        ValueRefused, DateError: a question that must be answered is open, or a field cannot be read.
    """
    if open_question := must_answer(told, answers):
        raise ValueRefused(open_question)
    with fields_as_shown():
        exam = answers.exam()
        notes = "\n".join(filter(None, [exam.notes, left_over(told, answers)]))
        return checked(ExamCreate, **{**exam.model_dump(), "notes": notes})


def show_unread(told: Told) -> None:
    """Say which words were not used."""
    if told.sentence.unread and any(chip.words for chip in told.sentence.chips):
        words = plain(" ".join(told.sentence.unread))
        st.caption(_("Not used, kept as a note: {words}").format(words=words))
