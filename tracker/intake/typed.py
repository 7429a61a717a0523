"""An exam that a person typed as one sentence: its chips in words, their answers, and the fields of the exam."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tracker import wording
from tracker.errors import Reason
from tracker.i18n import N_, _
from tracker.readers.draft import MeasurementDraft
from tracker.readers.sentence import Sentence
from tracker.readers.words.chips import Chip
from tracker.readers.words.kinds import machine_kind
from tracker.record.forms import checked
from tracker.record.models import MeasurementCreate
from tracker.record.procedures import DrugCreate
from tracker.view.reasons import said

OWN_WORDS = "own_words"
# What each chip is about.
LABELS: Mapping[str, str] = {
    "what": N_("What"),
    OWN_WORDS: N_("What, in your own words"),
    "when": N_("When"),
    "side": N_("Side"),
    "levels": N_("Level"),
    "count": N_("How many"),
    "facility": N_("Where"),
    "operator": N_("Done by"),
    "requested_by": N_("Asked for by"),
    "drug": N_("Injected"),
    "number": N_("Number from a report"),
    "relief": N_("How it went"),
}
_ONE = ("side", "facility", "requested_by", OWN_WORDS)


def label(chip: Chip) -> str:
    """What a chip is about, in the language in force."""
    return _(LABELS[chip.field])


def value_text(name: str, value: Any) -> str:
    """A value of a chip as people read it."""
    match name:
        case "what":
            return wording.kind(value)
        case "when":
            return str(value.text())
        case "side":
            return wording.side(value)
        case "levels":
            return ", ".join(value)
        case "count":
            return wording.about(value[0], approximate=value[1])
        case "drug":
            return wording.drug(value)
        case "number":
            return wording.measured(value.quantity, value.value, value.laterality, value.phantom)
        case "relief":
            return _relief_text(dict(value))
        case _:
            return str(value)


def _relief_text(told: dict[str, Any]) -> str:
    if "relief_percent" in told:
        return _("{n} % better").format(n=f"{told['relief_percent']:g}")
    if "pain_before" in told:
        pains = {name: f"{told[name]:g}" for name in ("pain_before", "pain_after")}
        return _("pain {pain_before} of 10 before, {pain_after} after").format(**pains)
    return _("helped for {time}").format(time=wording.time_span(told["relief_lasted"], told["relief_lasted_unit"]))


def question(chip: Chip) -> str:
    """What is asked about a chip, "" where nothing is."""
    return said(chip.question)


def answers(chip: Chip) -> list[tuple[str, Chip]]:
    """The answers to a chip's question, each with the chip it makes; none where something must be typed."""
    if chip.asked is None:
        done = [(words, replace(chip, value=value, question=None, choices=())) for words, value in _choices(chip)]
        return done if chip.must or chip.settled or not done else [*done, (_("Not sure"), replace(chip, choices=()))]
    found = []
    for option in chip.asked.options:
        if option.then:
            further = Reason.of("as_written", text=option.then.text)
            after = replace(chip, value=None, asked=option.then, question=further)
        elif option.kind_key:
            after = replace(chip, value=option.kind_key, asked=None, question=None)
        else:
            after = replace(chip, field=OWN_WORDS, value=chip.words, asked=None, question=None)
        own = "" if option.kind_key else _("None of these: keep my own words")
        found.append((option.label or own or wording.kind(option.kind_key), after))
    return found


def _choices(chip: Chip) -> list[tuple[str, Any]]:
    """The values to choose from in words; of one number with several units, as it would stand on paper."""
    written = [draft.reported for draft in chip.choices] if chip.field == "number" else []
    named = written if len(set(written)) > 1 else [value_text(chip.field, value) for value in chip.choices]
    return list(zip(named, chip.choices, strict=True))


def open_chips(sentence: Sentence) -> list[Chip]:
    """The chips that must be answered before the exam can be saved."""
    return [chip for chip in sentence.chips if chip.must and not chip.settled]


def fields(sentence: Sentence) -> dict[str, Any]:
    """The fields of `ExamCreate` that the settled chips give; `injection` as fields of its own.

    Numbers are kept as typed. What nothing was read from, or was asked and not answered, is not lost: the sentence is
    then the note of the exam.

    Raises:
        ValueRefused: a dose or number cannot be.
    """
    told: dict[str, Any] = {name: sentence.all(name)[0] for name in _ONE if sentence.all(name)}
    kinds = sentence.all("what") or (machine_kind(told.get(OWN_WORDS, "")),)
    told |= {"kind_key": kinds[0]} if kinds[0] else {}
    if days := sentence.all("when"):
        told |= {"date_first": days[0].first, "date_last": days[0].last, "date_precision": days[0].precision}
    if counts := sentence.all("count"):
        told |= {"exam_count": counts[0][0], "count_is_approximate": counts[0][1]}
    injection: dict[str, Any] = {name: value for part in sentence.all("relief") for name, value in part}
    injection |= {"operator": sentence.all("operator")[0]} if sentence.all("operator") else {}
    injection |= {"levels": list(dict.fromkeys(sum(sentence.all("levels"), ())))} if sentence.all("levels") else {}
    drugs = [checked(DrugCreate, drug_key=drug.key, dose_mg=drug.dose_mg) for drug in sentence.all("drug")]
    numbers = [_measurement(draft) for draft in sentence.all("number")]
    told |= {name: value for name, value in (("drugs", drugs), ("measurements", numbers)) if value}
    told |= {"injection": injection} if injection else {}
    left = sentence.unread or any(not chip.settled or chip.choices for chip in sentence.chips)
    return told | ({"notes": sentence.text} if left else {})


def _measurement(draft: MeasurementDraft) -> MeasurementCreate:
    names = ("quantity", "value", "reported", "laterality", "phantom", "radiopharmaceutical", "authority")
    return checked(MeasurementCreate, **{name: getattr(draft, name) for name in names})
