"""Understands what the `add` command was given: which exam the words mean, numbers of a report, and an injection."""

import re
from typing import Any

import click

from tracker import numbers, reference, units
from tracker.dates import PartialDate
from tracker.dose.plausibility import ask_back, impossible, too_much
from tracker.errors import ValueRefused
from tracker.i18n import _
from tracker.record.forms import checked
from tracker.record.models import ExamCreate, MeasurementCreate
from tracker.record.procedures import DrugCreate, InjectionCreate
from tracker.reference import search
from tracker.reference.search import kinds_of
from tracker.view.reasons import said

CERTAIN_SCORE = 95.0  # of 100: below that, or where two kinds share it, the person chooses
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


def exam_of(what: str, when: PartialDate, **fields: Any) -> ExamCreate:
    """The exam that the words and options of the command mean.

    Raises:
        click.UsageError: the words mean several exams, or a number cannot be read.
        TrackerError: a value cannot be.
    """
    own_words, kind_key = fields.pop("own_words"), fields.pop("kind_key")
    key = "" if own_words else kind_key or kind_for(what)
    measurements = [number(text, key) for text in fields.pop("numbers")]
    kind = reference.exam_kinds().get(key)
    for question in (*too_much(measurements), *impossible(kind.modality if kind else "", measurements)):
        click.echo(_("Please check: {question}").format(question=said(question)), err=True)
    procedure = procedure_of({name: fields.pop(name, None) for name in INJECTION_NAMES}, key)
    return checked(
        ExamCreate,
        kind_key=key,
        own_words="" if key else what,
        date_first=when.first,
        date_last=when.last,
        date_precision=when.precision,
        exam_count=fields.pop("count"),
        count_is_approximate=fields.pop("about"),
        side=fields.pop("side") or "",
        measurements=measurements,
        entered_from="report" if measurements else "memory",
        **fields,
        **procedure,
    )


def kind_for(what: str) -> str:
    """The key of the one kind these words mean.

    Raises:
        click.UsageError: they mean several; the message lists them.
    """
    if what in reference.exam_kinds():
        return what
    question = search.question_for(what)
    matches = search.find(what)
    if question is None and matches and matches[0].score >= CERTAIN_SCORE:
        runner_up = matches[1].score if len(matches) > 1 else 0.0
        if matches[0].score > runner_up:
            return matches[0].kind.key
    lines = [question.text if question else _("“{what}” can mean several exams.").format(what=what)]
    lines += [_("Please choose one with --kind, or keep your own words with --own-words:")]
    chosen = kinds_of(question) if question else ()
    if not (chosen or matches):
        raise click.UsageError(
            _("No exam in the list fits “{what}”. Please try other words, or keep yours with --own-words.").format(
                what=what
            )
        )
    for key in dict.fromkeys([*chosen, *(m.kind.key for m in matches)]):
        lines.append(f"  {key:<36} {reference.exam_kinds()[key].plain_name}")
    raise click.UsageError("\n".join(lines))


def number(text: str, kind_key: str) -> MeasurementCreate:
    """The measurement in "KAP 2.41 Gy.cm2"; a number far from usual is questioned on standard error.

    Raises:
        click.UsageError: it cannot be read.
        UnitError, ValueRefused: the unit or the value cannot be.
    """
    words = _NUMBER.fullmatch(" ".join(text.replace("=", " ").split()))
    quantity = QUANTITY_WORDS.get(words["name"].lower()) if words else None
    if words is None or quantity is None:
        known = ", ".join(QUANTITY_WORDS)
        raise click.UsageError(_('Please write a number as "KAP 2.41 Gy.cm2". Known: {known}.').format(known=known))
    value = _value(words["value"])
    canonical = units.convert(value, words["unit"], quantity)
    if question := ask_back(kind_key, quantity, value, words["unit"]):
        click.echo(_("Please check: {question}").format(question=said(question)), err=True)
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


def procedure_of(given: dict[str, Any], kind_key: str) -> dict[str, Any]:
    """The fields `injection` and `drugs` of an exam that the options mean.

    Args:
        given: the values of the options by the names in `INJECTION_NAMES`.
        kind_key: the kind of the exam, "" for own words.

    Raises:
        click.UsageError: a word cannot be read, or the exam is no injection.
        TrackerError: a value cannot be.
    """
    said = {name: value for name, value in given.items() if value not in (None, ())}
    if not said:
        return {}
    kind = reference.exam_kinds().get(kind_key)
    if kind is not None and not kind.may_treat_by_needle:
        raise click.UsageError(
            _("“{kind}” is no injection, so there is no level, drug or relief.").format(kind=kind.plain_name)
        )
    drugs = [_drug(text) for text in said.pop("drugs", ())]
    levels = [_level(text) for text in said.pop("levels", ())]
    lasted = _time(said.pop("lasted")) if "lasted" in said else {}
    injection = checked(InjectionCreate, **said, **lasted, levels=levels)
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
