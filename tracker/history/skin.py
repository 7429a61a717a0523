"""One person's skin doses from the record: each procedure, each skin region over time, levels, and what is missing."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from tracker import reference
from tracker.dose.event_geometry import Bools, Floats, Places
from tracker.dose.phantom import Phantom, phantom
from tracker.dose.skin import SkinDoses, skin_doses
from tracker.dose.skin_air_kerma import DOSES, STACKED
from tracker.dose.skin_map import SkinMap
from tracker.dose.skin_windows import Window, windows
from tracker.history import skin_words as words
from tracker.history.skin_words import Advice, SkinRegion, levels_reached, reacts_again
from tracker.history.summary import Summary
from tracker.record import details, people
from tracker.record.desk import Desk


@dataclass(frozen=True, slots=True)
class SkinDose:
    """The dose that one procedure gave to one skin region, in mGy.

    Attributes:
        plane: "A" or "B" where the planes of a biplane system stay apart, else "".
        tier: "T0" (upper bound only), "T1" or "T2".
        reason: what the tier is, and why it is no higher one.
        side_reason: why the side of the body is not known; "" where it is.
    """

    exam_id: str
    when: str
    name: str
    first: date
    last: date
    skin: SkinRegion
    plane: str
    tier: str
    typical_mgy: float | None
    low_mgy: float | None
    high_mgy: float
    reason: str
    side_reason: str

    @property
    def text(self) -> str:
        """The dose with its interval."""
        return words.dose(self.typical_mgy, self.low_mgy, self.high_mgy)


@dataclass(frozen=True, slots=True)
class SkinRegionHistory:
    """All doses to one skin region, newest first, and their sums over 60, 180 and 365 days and all the time."""

    skin: SkinRegion
    doses: tuple[SkinDose, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class SamePatch:
    """The worst case of a body region: as if all beams of it and of overlapping regions had hit one patch.

    Beams of regions nobody knows count for every region. Of a mapped procedure the highest doses of its events are
    added, of a biplane system both planes.
    """

    region: str
    name: str
    exam_ids: tuple[str, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class NotKnown:
    """An entry with fluoroscopy whose skin dose cannot be told: neither air kerma nor kerma-area product is recorded.

    Attributes:
        exams: how many exams the entry stands for.
    """

    exam_id: str
    when: str
    name: str
    exams: int


@dataclass(frozen=True, slots=True)
class BeamLeftOut:
    """An irradiation event that is in no map, and why."""

    exam_id: str
    event_uid: str
    code: str
    reason: str


@dataclass(frozen=True, eq=False)
class SummedMap:
    """The skin dose of all procedures that could be mapped, cell by cell.

    Attributes:
        body: the model of the person.
        dose_mgy: typical dose of each cell, shape (cells,); its highest is the peak of the sum.
        exam_ids: the procedures in it.
        side_uncertain: of these, those whose report leaves the side open, with the reason. Where nothing says how the
            person lay, they are drawn as if on the back, head first.
        not_drawn: procedures that were mapped for their highest dose alone, because nobody knows the body region.
    """

    body: Phantom
    dose_mgy: Floats
    exam_ids: tuple[str, ...]
    side_uncertain: tuple[tuple[str, str], ...]
    not_drawn: tuple[str, ...]

    @property
    def peak_mgy(self) -> float:
        """The highest dose of a cell."""
        return float(self.dose_mgy.max(initial=0.0))


@dataclass(frozen=True, eq=False)
class SkinHistory:
    """Everything that is known of one person's skin doses.

    Attributes:
        regions: by skin region, the one with the largest sum first.
        same_patch: the worst case beside it, by body region.
        not_known: what could not be told; it is never zero.
        advice: procedures that reached a level, newest first; empty where none did.
        map: of all procedures with maps, added cell by cell; None where there is none.
        maps: of each procedure, by exam.
        left_out: the events that are in no map.
    """

    regions: tuple[SkinRegionHistory, ...]
    same_patch: tuple[SamePatch, ...]
    not_known: tuple[NotKnown, ...]
    advice: tuple[Advice, ...]
    map: SummedMap | None
    maps: Mapping[str, SkinMap]
    left_out: tuple[BeamLeftOut, ...]

    @property
    def not_known_exams(self) -> int:
        """How many exams with fluoroscopy have a skin dose that is not known."""
        return sum(entry.exams for entry in self.not_known)


@dataclass(frozen=True, eq=False)
class SkinFindings:
    """The skin doses of the exams of a summary, worked out once; the sums over time take longer and wait to be asked.

    Attributes:
        body: the model of the person.
        doses: of each exam and skin region.
    """

    summary: Summary
    body: Phantom
    doses: SkinDoses

    @cached_property
    def advice(self) -> tuple[Advice, ...]:
        """As `SkinHistory.advice`."""
        return tuple(_advice(self.summary, self._dated, self.doses))

    @cached_property
    def not_known(self) -> tuple[NotKnown, ...]:
        """As `SkinHistory.not_known`."""
        return tuple(_not_known(self.summary, self.doses))

    def history(self, placed: Mapping[str, SkinMap] | None = None) -> SkinHistory:
        """The doses with their sums over time.

        Args:
            placed: maps by exam that are drawn beside those of the record.
        """
        dated, found = self._dated, self.doses
        maps = {**found.maps, **(placed or {})}
        return SkinHistory(
            tuple(_regions(dated, self.summary.today)),
            tuple(_same_patch(dated, self.summary.today)),
            self.not_known,
            self.advice,
            summed(self.body, maps),
            maps,
            tuple(
                BeamLeftOut(exam_id, uid, code, words.left_out(code))
                for exam_id, uid, code in found.left_out.itertuples(index=False)
            ),
        )

    @cached_property
    def _dated(self) -> pd.DataFrame:
        columns = self.summary.exams[["exam_id", "when", "name", "date_first", "date_last"]]
        rows = self.doses.rows.merge(columns, on="exam_id", how="left")
        return rows.sort_values(["date_last", "date_first"], ascending=False, kind="stable", ignore_index=True)


def skin_findings(desk: Desk, summary: Summary) -> SkinFindings:
    """The skin doses of the exams of a summary.

    Raises:
        NotFound: the person is no longer in the record.
        RecordError: the record cannot be read.
    """
    person = people.patient(desk, summary.patient.id)
    body = phantom(person.height_cm, person.weight_kg)
    events = details.events(desk, person.id)
    return SkinFindings(summary, body, skin_doses(summary.exams, summary.measurements, events, body))


def skin_history(desk: Desk, summary: Summary) -> SkinHistory:
    """The skin doses of the exams of a summary with their sums over time (as for `skin_findings`)."""
    return skin_findings(desk, summary).history()


def _regions(dated: pd.DataFrame, today: date) -> Iterator[SkinRegionHistory]:
    found = []
    for (region, side, laterality), own in dated.groupby(["region", "side", "laterality"], sort=False):
        skin = SkinRegion(str(region), str(side), str(laterality))
        doses = tuple(_dose(row, skin) for row in own.to_dict("records"))
        found.append(SkinRegionHistory(skin, doses, windows(per_exam(own, DOSES), today)))
    yield from sorted(found, key=lambda one: -one.windows[-1].highest.high_mgy)


def _dose(row: Mapping[Hashable, Any], skin: SkinRegion) -> SkinDose:
    return SkinDose(
        row["exam_id"],
        row["when"],
        row["name"],
        row["date_first"].date(),
        row["date_last"].date(),
        skin,
        row["plane"],
        row["tier"],
        known(row["typical_mgy"]),
        known(row["low_mgy"]),
        row["high_mgy"],
        words.tier(row["tier"], row["why"]),
        words.side_reason(row["side_reason"]),
    )


def _same_patch(dated: pd.DataFrame, today: date) -> Iterator[SamePatch]:
    found = []
    for region in dict.fromkeys(dated["region"]):
        own = dated[dated["region"].isin(one_patch(region, dated["region"]))]
        ids = tuple(dict.fromkeys(own["exam_id"]))
        sums = windows(per_exam(own, STACKED, apart=False), today)
        found.append(SamePatch(region, words.place(region), ids, sums))
    yield from sorted(found, key=lambda one: -one.windows[-1].highest.high_mgy)


def _not_known(summary: Summary, found: SkinDoses) -> Iterator[NotKnown]:
    exams = summary.exams[summary.exams["exam_id"].isin(found.measured.not_known)]
    for row in exams[["exam_id", "when", "name", "exam_count"]].to_dict("records"):
        yield NotKnown(row["exam_id"], row["when"], row["name"], row["exam_count"])


def _advice(summary: Summary, dated: pd.DataFrame, found: SkinDoses) -> Iterator[Advice]:
    """One for each procedure that reached a level, newest first; the time may be all that is known of one."""
    values = pd.DataFrame(
        {
            "skin_dose_mgy": highest_doses(dated),
            "air_kerma_mgy": found.measured.kerma.groupby("exam_id")["air_kerma_mgy"].max(),
            "kap_gy_cm2": found.measured.kap.set_index("exam_id")["kap_gy_cm2"],
            "fluoro_time_s": found.measured.time.set_index("exam_id")["fluoro_time_s"],
        }
    )
    named = summary.exams.set_index("exam_id")[["when", "name"]].join(values, how="inner")
    for exam_id, row in zip(named.index, named.to_dict("records"), strict=True):
        reached = levels_reached({str(name): known(row[name]) for name in values})
        if reached:
            again = reacts_again(known(row["skin_dose_mgy"]))
            yield Advice(str(exam_id), row["when"], row["name"], reached, again)


def known(value: float) -> float | None:
    """The number, or None where there is none."""
    return None if np.isnan(value) else float(value)


def per_exam(rows: pd.DataFrame, doses: Sequence[str], *, apart: bool = True) -> pd.DataFrame:
    """One row each exam: date_first, date_last, typical_mgy, low_mgy, high_mgy.

    Args:
        rows: skin doses of one skin region, or of one patch.
        doses: the columns to add up.
        apart: of the planes of a biplane system the one with more counts, because they enter at different skin; where
            they are taken to hit one patch, False.
    """
    exam, ids = pd.factorize(rows["exam_id"])
    together = rows["plane"].eq("").to_numpy(dtype=bool) | (not apart)
    summed = _together(exam, rows[list(doses)].to_numpy(dtype=float), together, len(ids))
    first = np.zeros(len(ids), dtype=np.intp)
    first[exam[::-1]] = np.arange(len(exam))[::-1]
    dates = {name: rows[name].to_numpy()[first] for name in ("date_first", "date_last")}
    return pd.DataFrame({**dates, **{name: summed[:, i] for i, name in enumerate(DOSES)}})


def highest_doses(rows: pd.DataFrame) -> "pd.Series[float]":
    """The typical dose of the skin region of each exam that got the most (mGy), NaN where none is typical."""
    place, _places = pd.factorize(rows["exam_id"] + "|" + rows["region"] + "|" + rows["side"] + rows["laterality"])
    together = rows["plane"].eq("").to_numpy(dtype=bool)
    doses = rows[["typical_mgy"]].to_numpy(dtype=float)
    summed = _together(place, doses, together, len(_places))[place, 0]
    exam, ids = pd.factorize(rows["exam_id"])
    found = np.full(len(ids), -np.inf)
    np.fmax.at(found, exam, summed)
    return pd.Series(np.where(np.isinf(found), np.nan, found), index=ids)


def _together(group: Places, doses: Floats, together: Bools, groups: int) -> Floats:
    """Of each group the sum of the rows that belong together, and the largest of the others."""
    summed, largest = np.zeros((groups, doses.shape[1])), np.zeros((groups, doses.shape[1]))
    np.add.at(summed, group[together], doses[together])
    np.maximum.at(largest, group[~together], doses[~together])
    return summed + largest


def one_patch(region: str, regions: Iterable[str]) -> frozenset[str]:
    """Of these regions, those whose beams can have hit the same patch as those of `region`, or nobody knows."""
    near = reference.overlapping(region) if region in reference.regions() else frozenset({region})
    return frozenset(other for other in regions if other in near or "unknown" in (other, region))


def summed(body: Phantom, maps: Mapping[str, SkinMap]) -> SummedMap | None:
    """The maps of several procedures together; None where none can be drawn."""
    drawn = {exam_id: one for exam_id, one in maps.items() if not one.assumed_place}
    if not drawn:
        return None
    return SummedMap(
        body,
        np.sum([one.dose_mgy for one in drawn.values()], axis=0),
        tuple(drawn),
        tuple((exam_id, words.side_reason(one.side_reason)) for exam_id, one in drawn.items() if one.side_reason),
        tuple(exam_id for exam_id in maps if exam_id not in drawn),
    )
