"""Understands what the `add` command was given: a sentence, and options that overrule it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import click

from tracker import clock, numbers, reference, units
from tracker.dates import PartialDate
from tracker.dose.plausibility import ask_back, impossible, too_much
from tracker.errors import Reason, ValueRefused
from tracker.i18n import _
from tracker.intake.typed import answers, label, open_chips, question, value_text
from tracker.intake.typed import fields as typed_fields
from tracker.readers.sentence import Sentence, read
from tracker.readers.words.chips import Chip
from tracker.readers.words.kinds import machine_kind
from tracker.readers.words.spoken import kinds_asked
from tracker.record.forms import checked
from tracker.record.models import ExamCreate, MeasurementCreate
from tracker.record.procedures import DrugCreate, InjectionCreate
from tracker.view.reasons import said

_NUMBER = re.compile(
    r"(?P<name>\S+) (?P<value>[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?|\S+) (?P<unit>\S+)(?: (?P<detail>.+))?"
)
# The options of an injection.
INJECTION_NAMES = ("levels", "drugs", "purpose", "pain_before", "pain_after", "relief_percent", "lasted", "operator")
QUANTITY_WORDS = {
    "kap": "kap_gy_cm2",
    "dap": "kap_gy_cm2",
    "air_kerma": "air_kerma_mgy",
    "time": "fluoro_time_s",
    "dlp": "dlp_mgy_cm",
    "ctdivol": "ctdivol_mgy",
    "glandular": "glandular_dose_mgy",
    "activity": "activity_mbq",
    "effective": "effective_dose_msv",
}


# Which options overrule what the sentence says, by the field of a chip.
_OVERRULED: dict[str, tuple[str, ...]] = {
    "what": ("kind_key", "own_words"),
    "when": ("when",),
    "count": ("count",),
    "side": ("side",),
    "facility": ("facility",),
    "operator": ("operator",),
    "requested_by": ("requested_by",),
    "levels": ("levels",),
    "drug": ("drugs",),
    "number": ("numbers",),
    "relief": ("pain_before", "pain_after", "relief_percent", "lasted"),
}


def sentence_of(text: str, given: dict[str, Any]) -> Sentence:
    """What a sentence says, but for what an option says (`given`, by the names of the command's parameters)."""
    said_by_key = {"kind_key": text} if text in reference.exam_kinds() else {}
    found = read("" if said_by_key else text, clock.today())
    overruled = [field for field, names in _OVERRULED.items() if any((given | said_by_key).get(n) for n in names)]
    chips = [chip for chip in found.chips if chip.field not in overruled]
    if said_by_key and not (given["kind_key"] or given["own_words"]):
        chips += [Chip("what", text, 0, text)]
    return replace(found, text=text, chips=tuple(chips))


def answered(sentence: Sentence, *, ask: bool) -> Sentence:
    """The sentence with its open questions answered at the terminal.

    Raises:
        click.UsageError: something that must be told is open, and nobody can be asked.
    """
    if not ask:
        if waiting := open_chips(sentence):
            raise click.UsageError("\n".join(line for chip in waiting for line in _waiting(chip, sentence.text)))
        return sentence
    chips = [_asked(chip) if not chip.settled or chip.choices else chip for chip in sentence.chips]
    return replace(sentence, chips=tuple(chips))


def _waiting(chip: Chip, text: str) -> list[str]:
    """What is open about a chip, with the answers there are and the option that gives one."""
    if chip.field == "what" and not chip.asked:
        sorry = _("No exam in the list fits “{what}”. Please try other words, or keep yours with --own-words.")
        return [sorry.format(what=chip.words or text)]
    if chip.asked:
        keys = dict.fromkeys(kinds_asked(chip.asked))
        lines = [f"  {key:<36} {reference.exam_kinds()[key].plain_name}" for key in keys]
        return [question(chip), _("Please choose one with --kind, or keep your own words with --own-words:"), *lines]
    option = {"when": '--when "March 2015"', "count": "--count 3", "number": '--number "DLP 512 mGy.cm"'}[chip.field]
    words = [words for words, _after in answers(chip)]
    return [question(chip), *(f"  {each}" for each in words), _("Please say it with {option}.").format(option=option)]


def _asked(chip: Chip) -> Chip:
    """A chip as the person at the terminal answers it."""
    while choices := answers(chip):
        click.echo(f"{label(chip)}: {question(chip)}", err=True)
        for place, (words, _after) in enumerate(choices, start=1):
            click.echo(f"  {place}  {words}", err=True)
        chip = choices[click.prompt(_("Number"), type=click.IntRange(1, len(choices)), err=True) - 1][1]
        if chip.settled:
            return chip
    return _typed(chip)


def _typed(chip: Chip) -> Chip:
    """A chip whose answer is typed, asked for until it can be read; only what must be told is asked for."""
    while chip.must and not chip.settled:
        text = click.prompt(f"{label(chip)}: {question(chip)}", err=True)
        again = next((each for each in _fitting(chip.field, text)), None)
        if again is not None and (again.settled or answers(again)):
            return again if again.settled else _asked(again)
        click.echo(_("This could not be read. Please try other words."), err=True)
    return chip


def _fitting(field: str, text: str) -> list[Chip]:
    said = f"{text} x" if field == "count" else text
    return [chip for chip in read(said, clock.today()).chips if chip.field == field]


def _questioned(doubts: Iterable[Reason], *, refuse: bool) -> None:
    """Asks about numbers on standard error; where nobody is there to answer, they are refused."""
    for doubt in doubts:
        if refuse:
            hint = _("Nothing was saved. Leave out --yes to save it as it is.")
            raise click.UsageError(f"{said(doubt)} {hint}")
        click.echo(_("Please check: {question}").format(question=said(doubt)), err=True)


def exam_of(sentence: Sentence, when: PartialDate | None, *, refuse: bool = False, **fields: Any) -> ExamCreate:
    """The exam that a sentence and the options of the command mean.

    Args:
        refuse: a doubtful number is refused instead of being asked about.

    Raises:
        click.UsageError: a number, level or drug cannot be read, or a number is doubtful and `refuse` is set.
        TrackerError: a value cannot be.
    """
    told = typed_fields(sentence)
    if fields.pop("own_words"):
        told = told | {"kind_key": machine_kind(sentence.text), "own_words": sentence.text}
    told |= {"kind_key": fields.pop("kind_key")} if fields["kind_key"] and not told.get("own_words") else {}
    fields.pop("kind_key", None)
    key = told.get("kind_key", "")
    measurements = [number(text, key, refuse=refuse) for text in fields.pop("numbers")] or told.pop("measurements", [])
    kind = reference.exam_kinds().get(key)
    _questioned((*too_much(measurements), *impossible(kind.modality if kind else "", measurements)), refuse=refuse)
    given = {name: fields.pop(name, None) for name in INJECTION_NAMES}
    procedure = procedure_of(
        given, "" if told.get("own_words") else key, told.pop("injection", {}), told.pop("drugs", [])
    )
    told |= {"date_first": when.first, "date_last": when.last, "date_precision": when.precision} if when else {}
    count, about = fields.pop("count"), fields.pop("about")
    told |= {"exam_count": count} if count else {}
    told |= {"count_is_approximate": True} if about else {}
    told |= {name: value for name, value in fields.items() if value}
    known_from = "report" if measurements else "memory"
    return checked(ExamCreate, **told, measurements=measurements, entered_from=known_from, **procedure)


def kind_for(what: str) -> str:
    """The key of the one kind that these words mean.

    Raises:
        click.UsageError: they mean several, or none; the message lists them.
    """
    if what in reference.exam_kinds():
        return what
    found = read(what, clock.today())
    found = replace(found, chips=tuple(chip for chip in found.chips if chip.field == "what"))
    return str(answered(found, ask=False).all("what")[0])


def chip_lines(sentence: Sentence) -> list[str]:
    """What was understood, a line each, with the words it was read from; and what was not."""
    lines = [
        _("{label}: {value} (from “{words}”)").format(
            label=label(chip), value=value_text(chip.field, chip.value), words=chip.words
        )
        for chip in sentence.chips
        if chip.settled and chip.words
    ]
    if sentence.unread:
        lines.append(_("Not used, kept as a note: {words}").format(words=" ".join(sentence.unread)))
    return lines


def chips_json(sentence: Sentence) -> list[dict[str, Any]]:
    """The chips with nothing JSON cannot carry; `choices` in the words of the language in force."""
    return [
        {
            "field": chip.field,
            "words": chip.words,
            "settled": chip.settled,
            "value": value_text(chip.field, chip.value) if chip.settled else None,
            "kind": chip.value if chip.field == "what" else None,
            "question": question(chip),
            "choices": [words for words, _after in answers(chip)],
            "must": chip.must,
        }
        for chip in sentence.chips
    ]


def number(text: str, kind_key: str, *, refuse: bool = False) -> MeasurementCreate:
    """The measurement in "KAP 2.41 Gy.cm2"; a number far from usual is questioned on standard error, or refused.

    Raises:
        click.UsageError: it cannot be read, or is doubtful and `refuse` is set.
        UnitError, ValueRefused: the unit or the value cannot be.
    """
    words = _NUMBER.fullmatch(" ".join(text.replace("=", " ").split()))
    quantity = QUANTITY_WORDS.get(words["name"].lower()) if words else None
    if words is None or quantity is None:
        known = ", ".join(QUANTITY_WORDS)
        raise click.UsageError(_('Please write a number as "KAP 2.41 Gy.cm2". Known: {known}.').format(known=known))
    value = _value(words["value"])
    canonical = units.convert(value, words["unit"], quantity)
    _questioned(filter(None, [ask_back(kind_key, quantity, value, words["unit"])]), refuse=refuse)
    detail = _detail(quantity, words["detail"]) if words["detail"] else {}
    reported = f"{words['value']} {words['unit']}"
    return checked(MeasurementCreate, quantity=quantity, value=canonical, reported=reported, **detail)


def _value(text: str) -> float:
    # A negative number is one, and is refused with the field's own sentence.
    try:
        return -numbers.parse(text[1:]) if text.startswith("-") else numbers.parse(text)
    except ValueRefused as error:
        raise click.UsageError(str(error)) from error


def _detail(quantity: str, word: str) -> dict[str, str]:
    """What may follow a number: the breast, the phantom of a CT, the radiopharmaceutical."""
    agents = {c.radiopharmaceutical for c in reference.activity_coefficients()}
    allowed = {
        "glandular_dose_mgy": ("laterality", {"left": "left", "right": "right"}),
        "dlp_mgy_cm": ("phantom", {"16cm": "16 cm", "32cm": "32 cm"}),
        "ctdivol_mgy": ("phantom", {"16cm": "16 cm", "32cm": "32 cm"}),
        "activity_mbq": ("radiopharmaceutical", {agent: agent for agent in sorted(agents)}),
    }.get(quantity)
    if allowed is None or word.lower().replace(" ", "") not in allowed[1]:
        known = ", ".join(allowed[1]) if allowed else _("nothing more for this number")
        raise click.UsageError(_("“{word}” is not known here. Known: {known}.").format(word=word, known=known))
    return {allowed[0]: allowed[1][word.lower().replace(" ", "")]}


def procedure_of(
    given: dict[str, Any], kind_key: str, told: dict[str, Any] | None = None, drugs: Sequence[DrugCreate] = ()
) -> dict[str, Any]:
    """The fields `injection` and `drugs` of an exam that the options mean.

    Args:
        given: the values of the options by the names in `INJECTION_NAMES`.
        kind_key: the kind of the exam, "" for own words.
        told: the fields of an injection that a sentence gives; options overrule them.
        drugs: those of a sentence.

    Raises:
        click.UsageError: a word cannot be read, or the exam is no injection.
        TrackerError: a value cannot be.
    """
    said = {name: value for name, value in given.items() if value not in (None, ())}
    if not (said or told or drugs):
        return {}
    kind = reference.exam_kinds().get(kind_key)
    if kind is not None and not kind.may_treat_by_needle:
        raise click.UsageError(
            _("“{kind}” is no injection, so there is no level, drug or relief.").format(kind=kind.plain_name)
        )
    drugs = [_drug(text) for text in said.pop("drugs", ())] or list(drugs)
    levels = {"levels": [_level(text) for text in said.pop("levels")]} if "levels" in said else {}
    lasted = _time(said.pop("lasted")) if "lasted" in said else {}
    injection = checked(InjectionCreate, **((told or {}) | said | lasted | levels))
    return {"injection": None if injection.empty else injection, "drugs": drugs}


def _drug(text: str) -> DrugCreate:
    words = re.fullmatch(r"(.*?\S)\s+(\d+(?:[.,]\d+)?)\s*(?:mg)?", text.strip())
    name, milligrams = (words[1], numbers.parse(words[2])) if words else (text.strip(), None)
    named = reference.named_drug(name)
    if named.denied:
        asked = _("“{drug}” says what was not given. Which drug was given? Name each with its own --drug.")
        raise click.UsageError(asked.format(drug=text[:40]))
    # A mixture stays as it was written: its milligrams may be those of any part.
    found = named.drug if named.alone else None
    return checked(DrugCreate, drug_key=found.key if found else "", name="" if found else name, dose_mg=milligrams)


def _level(text: str) -> str:
    """The level in "l4/5" or "L4-L5"."""
    plain = re.sub(r"[/–]", "-", text.strip().upper())
    same_part = re.fullmatch(r"([A-Z])(\d+)-\1(\d+)", plain)
    level = f"{same_part[1]}{same_part[2]}-{same_part[3]}" if same_part else plain
    if level not in reference.LEVELS:
        raise click.UsageError(_("“{level}” is not a level of the spine. Write it as L4-5.").format(level=text[:20]))
    return level


def _time(text: str) -> dict[str, Any]:
    found = re.fullmatch(r"(?:about )?(\d+(?:[.,]\d+)?)\s*(hour|day|week|month)s?", text.strip().lower())
    if found is None:
        raise click.UsageError(_("“{text}” is not a time such as 6 hours or 3 weeks.").format(text=text[:40]))
    return {"relief_lasted": numbers.parse(found[1]), "relief_lasted_unit": f"{found[2]}s"}
