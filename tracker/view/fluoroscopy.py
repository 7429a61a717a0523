"""The procedures behind the skin doses, and the sums over time, as a clinician's page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracker import reference, wording
from tracker.dose.skin_windows import SkinSum
from tracker.history import skin_words as words
from tracker.history.skin import SkinDose, SkinHistory, SkinRegionHistory
from tracker.history.skin_words import Advice
from tracker.history.summary import Summary
from tracker.history.totals import stated
from tracker.i18n import _, ngettext
from tracker.reference.skin import SkinLevel, skin_levels, skin_parameters, skin_reactions
from tracker.view import lines


@dataclass(frozen=True, slots=True)
class Procedure:
    """One exam with fluoroscopy: what was measured, in its field's units (None: not recorded), and its skin doses.

    Attributes:
        doses: of every skin region; empty where they cannot be told.
        beams_left_out: how many beams are in no map.
        mark: where the line is known from, one of `wording.KNOWN_FROM`.
    """

    exam_id: str
    when: str
    name: str
    fluoro_time_s: float | None
    kap_gy_cm2: float | None
    air_kerma_mgy: float | None
    doses: tuple[SkinDose, ...]
    beams_left_out: int
    mark: str


def procedures(whole: Summary, history: SkinHistory) -> tuple[Procedure, ...]:
    """Every exam with a skin dose, or whose skin dose cannot be told, newest first."""
    doses: dict[str, list[SkinDose]] = {}
    for one in (dose for region in history.regions for dose in region.doses):
        doses.setdefault(one.exam_id, []).append(one)
    left_out = [beam.exam_id for beam in history.left_out]
    wanted = {*doses, *(entry.exam_id for entry in history.not_known)}
    exams = whole.exams[whole.exams["exam_id"].isin(wanted)]
    values = stated(whole.measurements).reindex(exams["exam_id"])
    measured = values[["fluoro_time_s", "kap_gy_cm2", "air_kerma_mgy"]].to_numpy(dtype=float).tolist()
    found = []
    for line, numbers in zip(lines.lines(exams), measured, strict=True):
        time, kap, kerma = (None if np.isnan(value) else value for value in numbers)
        own, missed = tuple(doses.get(line.exam_id, ())), left_out.count(line.exam_id)
        found.append(Procedure(line.exam_id, line.when, line.name, time, kap, kerma, own, missed, line.mark))
    return tuple(found)


def clinical_names(whole: Summary, exam_ids: Sequence[str]) -> Mapping[str, str]:
    """The clinical name of each of these exams."""
    return {exam_id: line.name for exam_id, line in lines.lines_of(whole, exam_ids).items()}


def skin_not_known(exams: int) -> str:
    """That the skin dose of so many exams is not known; "" for none."""
    words = ngettext(
        "The skin dose of {n} exam with fluoroscopy is not known.",
        "The skin dose of {n} exams with fluoroscopy is not known.",
        exams,
    )
    return words.format(n=exams) if exams else ""


def sum_text(total: SkinSum | None) -> str:
    """A sum over time with how many procedures are in it: "about 18 mGy (11 to 27), 2 procedures"."""
    if total is None:
        return _("none recorded")
    n = total.exams + total.may_lie
    parts = [
        words.dose(total.typical_mgy, total.low_mgy, total.high_mgy),
        ngettext("{n} procedure", "{n} procedures", n).format(n=n),
    ]
    if total.may_lie:
        parts.append(_("{n} of them on a date that is not exact").format(n=total.may_lie))
    if total.only_bound:
        parts.append(_("{n} of them with an upper bound only").format(n=total.only_bound))
    return ", ".join(parts)


def window_name(days: int | None) -> str:
    """What a window is called."""
    return _("Whole record") if days is None else _("{n} days").format(n=days)


def tiers(region: SkinRegionHistory) -> tuple[str, ...]:
    """What the doses of a region were made from, and why its side is not known; each sentence once."""
    reasons = [dose.reason for dose in region.doses] + [dose.side_reason for dose in region.doses]
    return tuple(dict.fromkeys(filter(None, reasons)))


def follow_up(advice: Sequence[Advice]) -> str:
    """What a clinic does about procedures that reached a level, and what holds for the next ones."""
    sentences = [
        _("At a level, the patient is told, and the skin is looked at after 2 to 4 weeks."),
        _("A level reached is not an injury; a level not reached is no proof of safety."),
    ]
    if any(one.reacts_again for one in advice):
        bound = skin_parameters()["earlier_dose"]
        again = _("Skin that had more than {low} to {high} mGy may react abnormally when it is irradiated again.")
        sentences.append(again.format(low=words.amount(bound.low or 0.0), high=words.amount(bound.high or 0.0)))
    return " ".join(sentences)


@dataclass(frozen=True, slots=True)
class Band:
    """From one dose to a single place of the skin up to another, what can happen."""

    dose: str
    reaction: str


def bands() -> tuple[tuple[Band, ...], reference.Source]:
    """What a dose to a single place of the skin can do, lowest first, and where that stands."""
    rows = skin_reactions()
    found = tuple(Band(_span(row.from_mgy, row.to_mgy), _(row.clinical)) for row in rows)
    return found, reference.sources()[rows[0].source_id]


def _span(low_mgy: float, high_mgy: float | None) -> str:
    low, high = words.amount(low_mgy), words.amount(high_mgy or 0.0)
    if high_mgy is None:
        return _("over {dose} mGy").format(dose=low)
    return (_("{low} to {high} mGy") if low_mgy else _("under {high} mGy")).format(low=low, high=high)


@dataclass(frozen=True, slots=True)
class Level:
    """From this value of one procedure on, the patient is told and the skin is looked at."""

    name: str
    value: str
    basis: str


def levels() -> tuple[tuple[Level, ...], tuple[reference.Source, ...]]:
    """The levels for follow-up of one procedure, and where they stand."""
    names = {
        "peak_skin_dose": _("Peak skin dose"),
        "air_kerma": _("Air kerma at the reference point, Ka,r"),
        "kap": _("Kerma-area product, KAP"),
        "fluoro_time": _("Fluoroscopy time"),
    }
    rows = tuple(skin_levels().values())
    found = tuple(
        Level(
            names[row.key],
            _level(row),
            _("published") if row.status == "verified" else _("by convention"),
        )
        for row in rows
    )
    return found, tuple(reference.sources()[id_] for id_ in dict.fromkeys(row.source_id for row in rows))


def _level(row: SkinLevel) -> str:
    if row.quantity == "fluoro_time_s":
        return wording.duration(row.value)
    if row.unit == "mGy":
        return _("{dose} mGy").format(dose=words.amount(row.value))
    return f"{row.value:g} {row.unit}"
