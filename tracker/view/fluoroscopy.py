"""The procedures behind the skin doses, the sums over time and the highest doses of a map, in words and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from tracker import reference, wording
from tracker.dose.event_geometry import Bools, Floats
from tracker.dose.phantom import Phantom, axis_x
from tracker.dose.skin_map import SkinMap, skin_map
from tracker.dose.skin_windows import SkinSum
from tracker.history import skin_words as words
from tracker.history.skin import SkinDose, SkinFindings, SkinHistory, SkinRegionHistory
from tracker.history.skin_words import Advice
from tracker.history.summary import Summary
from tracker.history.totals import stated
from tracker.i18n import N_, _, ngettext
from tracker.reference.skin import SkinLevel, body_places, skin_levels, skin_parameters, skin_reactions
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


QUIET_BELOW_MGY: Final = 500.0  # a quarter of where reactions of the skin begin
# A bound by kerma-area product is for a field of 100 cm2; through 5 cm by 5 cm it would be four times as much.
SMALL_FIELD: Final = 4.0


def quiet(history: SkinHistory) -> bool:
    """Whether nobody needs to look: no level was reached, and even all beams on one patch are under 500 mGy."""
    highest = (patch.windows[-1].highest for patch in history.same_patch)
    sums = [one.high_mgy * (SMALL_FIELD if one.only_bound else 1.0) for one in highest]
    return not history.advice and max(sums, default=0.0) < QUIET_BELOW_MGY


def all_low(history: SkinHistory) -> str:
    """That all doses are low, with the highest of them; "" where none is known."""
    if not history.regions:
        return _("No skin dose can be told.")
    highest = history.regions[0]
    words_of_all = _(
        "Skin: all recorded doses together are under {level} mGy at any one place, even if every beam hit the same"
        " patch. Highest: {region}, {dose}."
    )
    return words_of_all.format(
        level=words.amount(QUIET_BELOW_MGY),
        region=highest.skin.clinical_name,
        dose=sum_text(highest.windows[-1].highest),
    )


def places() -> Mapping[tuple[str, str], str]:
    """Every body region that has a place on the model, with its side where there are two, and what it is called."""
    found: dict[tuple[str, str], str] = {}
    for place in body_places().values():
        if place.region != "unknown":
            for side in ("left", "right") if place.paired else ("",):
                found[place.region, side] = words.place(place.region, side)
    return found


def without_place(found: SkinFindings) -> tuple[str, ...]:
    """The exams whose beams are told, but not which part of the body, or which side of it, they were of."""
    left_out = found.doses.left_out
    nowhere = left_out.loc[left_out["reason"].isin(["no_place", "no_side"]), "exam_id"]
    assumed = (exam_id for exam_id, one in found.doses.maps.items() if one.assumed_place)
    return tuple(dict.fromkeys([*assumed, *nowhere]))


def placed(found: SkinFindings, exam_id: str, region: str, side: str) -> SkinMap:
    """The map of an exam as if it had been of this region; nothing of it enters the doses."""
    events = found.doses.measured.events
    return skin_map(events[events["exam_id"] == exam_id], region, side, found.body)


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


FRONT, BACK, LEFT, RIGHT = "front", "back", "left", "right"
VIEWS: Final = {
    FRONT: N_("From the front"),
    BACK: N_("From the back"),
    LEFT: N_("From the left side"),
    RIGHT: N_("From the right side"),
}
# From the soles up, on the adult of the tables, in mm: below which height a place of the model is called what.
MIDDLE_SHARE: Final = 0.2  # of the half width: nearer to the midline than this is "in the middle"
_TRUNK: Final = {
    FRONT: ((1000.0, "pelvis"), (1240.0, "abdomen"), (np.inf, "chest")),
    BACK: ((1000.0, "sacrum_sacroiliac"), (1160.0, "lumbar_spine"), (np.inf, "thoracic_spine")),
}
_LIMBS: Final = {
    "leg": ((180.0, "ankle_foot"), (420.0, "lower_limb"), (560.0, "knee"), (np.inf, "lower_limb")),
    "arm": ((860.0, "wrist_hand"), (1030.0, "upper_limb"), (1150.0, "elbow"), (np.inf, "upper_limb")),
}
_HEAD: Final = {
    "head": {FRONT: ((np.inf, "face"),), BACK: ((np.inf, "head"),)},
    "neck": {FRONT: ((np.inf, "neck"),), BACK: ((np.inf, "cervical_spine"),)},
}


@dataclass(frozen=True, slots=True)
class Spot:
    """The highest dose that one view of the body shows.

    Attributes:
        view: `FRONT`, `BACK`, `LEFT` or `RIGHT`.
        cell: of the model; `dose_mgy` its typical dose, 0 where no beam of the map reached this view.
        place: where it lies, in words.
        area_cm2: of skin with any dose; `area_above_cm2` with at least the dose that the table names.
    """

    view: str
    cell: int
    dose_mgy: float
    place: str
    area_cm2: float
    area_above_cm2: float


def seen(body: Phantom, view: str) -> Bools:
    """Which cells a view tells of, shape (cells,): from the front and the back each half, from a side its flank."""
    if view in (LEFT, RIGHT):
        own: Bools = body.side == view
        return own & body.mask(frozenset(patch.part.key for patch in body.patches if patch.part.side in ("", view)))
    return body.normals[:, 1] * (1 if view == BACK else -1) > 0


def spot(body: Phantom, dose_mgy: Floats, view: str, above_mgy: float) -> Spot:
    """The highest dose of a view, and how much skin got how much."""
    shown = np.where(seen(body, view), dose_mgy, 0.0)
    cell = int(shown.argmax())
    any_dose, above = shown > 0, shown >= above_mgy
    place = where(body, cell, view) if shown[cell] > 0 else ""
    areas = (float(body.area_cm2[which].sum()) for which in (any_dose, above & any_dose))
    return Spot(view, cell, float(shown[cell]), place, *areas)


def where(body: Phantom, cell: int, view: str) -> str:
    """A cell in words: "Lower back, right of the middle"."""
    patch = next(one for one in body.patches if one.cells.start <= cell < one.cells.stop)
    height = body.points[cell, 2] / body.length_scale
    part = patch.part.part
    half_of = view if view in (FRONT, BACK) else BACK if body.points[cell, 1] > 0 else FRONT
    names = _LIMBS[part] if part in _LIMBS else _HEAD.get(part, _TRUNK)[half_of]
    name = next(region for below, region in names if height < below)
    if patch.part.side:
        return words.place(name, patch.part.side)
    aside = body.points[cell, 0] - axis_x(patch.part, body.width_scale)
    half = patch.part.half_width_top_mm * body.width_scale
    if abs(body.normals[cell, 0]) > abs(body.normals[cell, 1]):
        side = _("left side of the body") if aside > 0 else _("right side of the body")
    elif abs(aside) < MIDDLE_SHARE * half:
        side = _("in the middle")
    else:
        side = _("left of the middle") if aside > 0 else _("right of the middle")
    return _("{place}, {side}").format(place=wording.region(name), side=side)


def shown_level(peak_mgy: float) -> float:
    """The dose whose area the table tells: where skin reactions begin, or half of the highest dose below that."""
    begins = skin_reactions()[1].from_mgy
    return begins if peak_mgy >= begins else peak_mgy / 2


def spot_table(spots: tuple[Spot, ...], above_mgy: float) -> pd.DataFrame:
    """The numbers of the map; a view that no beam reached has none."""
    reached = [one.dose_mgy > 0 for one in spots]
    return pd.DataFrame(
        {
            _("View"): [_(VIEWS[one.view]) for one in spots],
            _("Highest dose, mGy"): [
                words.amount(s.dose_mgy) if r else "–" for s, r in zip(spots, reached, strict=True)
            ],
            _("Where"): [one.place or _("no beam of the map") for one in spots],
            _("Skin in a beam, cm²"): [f"{s.area_cm2:.0f}" if r else "–" for s, r in zip(spots, reached, strict=True)],
            _("Of it at {dose} mGy or more, cm²").format(dose=words.amount(above_mgy)): [
                f"{s.area_above_cm2:.0f}" if r else "–" for s, r in zip(spots, reached, strict=True)
            ],
        }
    )
