"""Skin dose of procedures by how much is known: T0 kerma-area product, T1 air kerma, T2 events with their geometry.

Each row is the dose that one procedure gave to one side of one body region; the side may be "unknown", and says why.
T2 maps the events on a model of the body (`skin_map`); what of them cannot be placed stays at T1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from tracker.dose.event_geometry import Bools, Floats, Places, Texts
from tracker.dose.phantom import Phantom
from tracker.dose.skin_air_kerma import biplane_exams, by_air_kerma, by_area_product, plane_keys, rows_of
from tracker.dose.skin_map import SkinMap, skin_map
from tracker.reference import skin as facts

FLUOROSCOPY: Final = ("RF", "XA")
RADIOGRAPHY: Final = "DX"
PLANES: Final = ("", "A", "B")


@dataclass(frozen=True, eq=False)
class Measured:
    """What is known of the exams that can have a skin dose.

    Attributes:
        kerma: exam_id, plane ("A", "B" or ""), air_kerma_mgy > 0; the planes of a biplane system enter at different
            skin and are never added.
        kap: exam_id, kap_gy_cm2 > 0, both planes together; only of exams with fluoroscopy.
        time: exam_id, fluoro_time_s > 0.
        events: the events of all these exams, in order.
        not_known: ids of exams with fluoroscopy that have neither air kerma nor kerma-area product.
    """

    kerma: pd.DataFrame
    kap: pd.DataFrame
    time: pd.DataFrame
    events: pd.DataFrame
    not_known: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Rows:
    """Values with the place of their exam, -1 where it is none of the exams."""

    exam: Places
    value: Floats
    plane: Texts

    def highest(self, which: Bools, exams: int) -> Floats:
        """The largest value of each exam, NaN where it has none above zero."""
        return self._by_exam(np.maximum, which, exams)

    def sum(self, which: Bools, exams: int) -> Floats:
        """The sum of each exam, NaN where it has none above zero."""
        return self._by_exam(np.add, which, exams)

    def _by_exam(self, add: np.ufunc, which: Bools, exams: int) -> Floats:
        used = which & (self.exam >= 0) & (self.value > 0)
        found = np.zeros(exams)
        add.at(found, self.exam[used], self.value[used])
        return np.where(found > 0, found, np.nan)


def measured(exams: pd.DataFrame, measurements: pd.DataFrame, events: pd.DataFrame) -> Measured:
    """What the exams hold of air kerma by plane, kerma-area product and events.

    Only fluoroscopy and radiographs give a beam whose skin dose follows from these; CT, nuclear, breast and dental
    exams do not. Zero in a report means that nothing was measured.

    Args:
        exams: exam_id, modality ("" in the person's own words), exam_type, region, side.
        measurements: exam_id, quantity, value (canonical unit), part, plane ("A", "B" or "").
        events: exam_id, position, event_uid, event_type, plane, region, laterality, tube_voltage_kv, kap_gy_cm2,
            air_kerma_mgy, fluoro_time_s (NaN where not told), geometry (mapping or None).
    """
    ids = pd.Index(exams["exam_id"], dtype=object)
    in_report, in_event = (ids.get_indexer(pd.Index(one["exam_id"], dtype=object)) for one in (measurements, events))
    live = _with_fluoroscopy(exams, measurements, events, in_report, in_event)
    radiograph = exams["modality"].isin([RADIOGRAPHY, ""]) & exams["exam_type"].ne("dental")
    able = live | radiograph.to_numpy(dtype=bool)
    # An exam that cannot have a skin dose is no exam here.
    in_report, in_event = (np.where((at >= 0) & able[at], at, -1) for at in (in_report, in_event))
    stated = _rows(measurements, "value", in_report)
    quantity, part = measurements["quantity"].to_numpy(dtype=object), measurements["part"].to_numpy(dtype=bool)
    kerma = _kerma(stated, quantity == "air_kerma_mgy", part, _rows(events, "air_kerma_mgy", in_event), len(ids))
    kap, time = (_whole(stated, (quantity == name) & ~part, _rows(events, name, in_event), len(ids)) for name in _WHOLE)
    kap = np.where(live, kap, np.nan)
    unknown = live & np.isnan(kerma).all(axis=1) & np.isnan(kap)
    mine = events[in_event >= 0].sort_values(["exam_id", "position"], kind="stable", ignore_index=True)
    kap_rows, time_rows = (_column(ids, name, values) for name, values in zip(_WHOLE, (kap, time), strict=True))
    return Measured(_kerma_rows(ids, kerma), kap_rows, time_rows, mine, tuple(ids[unknown]))


def _rows(frame: pd.DataFrame, name: str, exam: Places) -> _Rows:
    return _Rows(exam, frame[name].to_numpy(dtype=float), frame["plane"].to_numpy(dtype=object))


_WHOLE: Final = ("kap_gy_cm2", "fluoro_time_s")


def _with_fluoroscopy(
    exams: pd.DataFrame, measurements: pd.DataFrame, events: pd.DataFrame, in_report: Places, in_event: Places
) -> Bools:
    """By the kind; where there is none, by a time of fluoroscopy or an event of it."""
    timed = measurements["quantity"].eq("fluoro_time_s").to_numpy() & (measurements["value"].to_numpy(dtype=float) > 0)
    shown = events["event_type"].eq("fluoroscopy").to_numpy()
    told = np.zeros(len(exams) + 1, dtype=bool)
    told[in_report[timed]] = True
    told[in_event[shown]] = True
    modality = exams["modality"]
    return modality.isin(FLUOROSCOPY).to_numpy(dtype=bool) | (modality.eq("").to_numpy(dtype=bool) & told[:-1])


def _whole(stated: _Rows, which: Bools, of_event: _Rows, exams: int) -> Floats:
    """The value of each whole exam, of its events together where it states none; parts are never added."""
    found = stated.highest(which, exams)
    return np.where(np.isnan(found), of_event.sum(np.ones(len(of_event.exam), dtype=bool), exams), found)


def _kerma(stated: _Rows, which: Bools, part: Bools, of_event: _Rows, exams: int) -> Floats:
    """Air kerma by plane, shape (exams, 3) as `PLANES`: of A and B where both are told, else of the exam."""
    of_planes = []
    for plane in PLANES[1:]:
        found = stated.highest(which & part & (stated.plane == plane), exams)
        of_planes.append(np.where(np.isnan(found), of_event.sum(of_event.plane == plane, exams), found))
    biplane = ~np.isnan(of_planes).any(axis=0)
    whole = _whole(stated, which & ~part, of_event, exams)
    return np.column_stack([np.where(biplane, np.nan, whole), *(np.where(biplane, one, np.nan) for one in of_planes)])


def _kerma_rows(ids: "pd.Index[str]", kerma: Floats) -> pd.DataFrame:
    exam, plane = np.nonzero(~np.isnan(kerma))
    names = np.array(PLANES, dtype=object)[plane]
    return pd.DataFrame({"exam_id": ids[exam], "plane": names, "air_kerma_mgy": kerma[exam, plane]}).astype(_TEXTS)


def _column(ids: "pd.Index[str]", name: str, values: Floats) -> pd.DataFrame:
    known = ~np.isnan(values)
    return pd.DataFrame({"exam_id": pd.Series(ids[known], dtype=object), name: values[known]})


_TEXTS: Final = {"exam_id": object, "plane": object}


_NOTHING: Final = ("", "unknown")
_WITHOUT_PLACE: Final = ("limb", "breast")  # two of each as well, but nowhere in particular on the model


def region_of(exams: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The region of each exam; that of its events where only they tell it.

    Args:
        exams: exam_id, region, side.
        events: exam_id, region, laterality.

    Returns:
        exam_id, region, laterality ("" where there is one of it, or nobody says which).
    """
    paired = {place.region for place in facts.body_places().values() if place.paired} | {*_WITHOUT_PLACE}
    regions, sides = _agreed(events, "region"), _agreed(events, "laterality")
    found = []
    for exam_id, region, side in zip(exams["exam_id"], exams["region"], exams["side"], strict=True):
        known = region if region not in _NOTHING else regions.get(exam_id, "unknown")
        which = side or sides.get(exam_id, "")
        found.append((exam_id, known, which if which in ("left", "right") and known in paired else ""))
    return pd.DataFrame(found, columns=["exam_id", "region", "laterality"], dtype=object)


def _agreed(events: pd.DataFrame, name: str) -> dict[str, str]:
    """The word of each exam on which all its events that have one agree."""
    words: dict[str, set[str]] = {}
    for exam_id, word in zip(events["exam_id"], events[name], strict=True):
        if word not in _NOTHING:
            words.setdefault(exam_id, set()).add(word)
    return {exam_id: next(iter(told)) for exam_id, told in words.items() if len(told) == 1}


LEAST_PLACED: Final = 0.5  # share of the air kerma that must be on the map, or the whole procedure stays at T1
UNLISTED: Final = 0.05  # share of the total that the events may lack by rounding


@dataclass(frozen=True, eq=False)
class SkinDoses:
    """The skin doses of the procedures of one person.

    Attributes:
        rows: exam_id, plane ("A" or "B" where the planes of a biplane system stay apart, else ""), side, side_reason
            (code, "" where the side is known), tier, why (code why no higher tier, "" at T2), region, laterality;
            typical_mgy, low_mgy, high_mgy, NaN where not known; and the same with "stacked_" in front: as if all
            beams of the procedure had hit one patch of skin.
        maps: of the exams at T2, by id.
        left_out: exam_id, event_uid, reason (code): the events that are in no map.
        measured: what the doses were made from.
    """

    rows: pd.DataFrame
    maps: Mapping[str, SkinMap]
    left_out: pd.DataFrame
    measured: Measured


def skin_doses(exams: pd.DataFrame, measurements: pd.DataFrame, events: pd.DataFrame, body: Phantom) -> SkinDoses:
    """The skin doses of the exams; the columns are those `measured` names."""
    given = measured(exams, measurements, events)
    regions = region_of(exams, given.events)
    maps, reason = _maps(given, regions, body)
    told = given.events.assign(why=reason)
    rest = _not_mapped(given.kerma, told, maps)
    # Angiography is never done on a mobile C-arm, and its systems state air kerma 15 cm from the isocentre.
    fixed = frozenset(exams.loc[exams["modality"].eq("XA"), "exam_id"])
    bound = given.kap[~given.kap["exam_id"].isin(given.kerma["exam_id"])]
    parts = [
        *(_of_map(exam_id, found) for exam_id, found in maps.items()),
        by_air_kerma(rest, told[told["why"] != ""], fixed),
        by_area_product(bound, given.events),
    ]
    rows = pd.concat([part for part in parts if len(part)] or parts[-1:], ignore_index=True)
    left_out = told.loc[told["why"] != "", ["exam_id", "event_uid", "why"]].rename(columns={"why": "reason"})
    return SkinDoses(rows.merge(regions, on="exam_id", how="left"), maps, left_out.reset_index(drop=True), given)


def _maps(given: Measured, regions: pd.DataFrame, body: Phantom) -> tuple[dict[str, SkinMap], "pd.Series[str]"]:
    """The maps good enough to be used, and of each event why it is in none ("" where it is)."""
    events = given.events
    total = given.kerma.groupby("exam_id")["air_kerma_mgy"].sum()
    where = regions.set_index("exam_id")
    reason = pd.Series("no_geometry", index=events.index, dtype=object)
    maps: dict[str, SkinMap] = {}
    for exam_id, own in events[events["geometry"].notna()].groupby("exam_id", sort=False):
        name = str(exam_id)
        made = skin_map(own, str(where.loc[name, "region"]), str(where.loc[name, "laterality"]), body)
        reason[own.index] = made.reason
        kerma = own["air_kerma_mgy"].to_numpy(dtype=float)
        whole = max(float(total.get(name, 0.0)), float(np.nansum(kerma)))
        if (made.reason == "").any() and kerma[made.reason == ""].sum() >= LEAST_PLACED * whole:
            maps[name] = made
        else:
            reason[own.index] = np.where(made.reason == "", "too_little_placed", made.reason)
    return maps, reason


def _not_mapped(kerma: pd.DataFrame, told: pd.DataFrame, maps: Mapping[str, SkinMap]) -> pd.DataFrame:
    """Air kerma that is in no map; of mapped exams that of the events left out, and what no event lists."""
    biplane = biplane_exams(kerma)
    keys = pd.Index(plane_keys(kerma, biplane), dtype=object)
    row = keys.get_indexer(pd.Index(plane_keys(told, biplane), dtype=object))
    amount = np.nan_to_num(told["air_kerma_mgy"].to_numpy(dtype=float))
    here, out = row >= 0, (row >= 0) & told["why"].ne("").to_numpy(dtype=bool)
    listed, left = (np.bincount(row[which], amount[which], minlength=len(kerma)) for which in (here, out))
    whole = kerma["air_kerma_mgy"].to_numpy(dtype=float)
    unlisted = np.where(whole - listed > UNLISTED * whole, whole - listed, 0.0)
    rest = np.where(kerma["exam_id"].isin(list(maps)), left + unlisted, whole)
    return kerma.assign(air_kerma_mgy=rest)[rest > 0].reset_index(drop=True)


def _of_map(exam_id: str, found: SkinMap) -> pd.DataFrame:
    """Rows of T2: the highest dose on each side the beams reached, with the worst case on the row of the highest."""
    highest = found.highest_by_side()
    span = facts.skin_parameters()["events_map"]
    factors = np.array([span.typical, span.low, span.high], dtype=float)
    side = np.array([*highest], dtype=object)
    stacked = np.where(np.arange(len(side)) == 0, found.event_peak_mgy.sum(), 0.0)
    reason = np.where(side == "unknown", found.side_reason, "")
    doses = np.array([*highest.values()])[:, None] * factors
    return rows_of(exam_id, "", side, reason, "T2", "", doses, stacked[:, None] * factors)
