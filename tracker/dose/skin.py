"""Skin dose of procedures by how much is known: T0 kerma-area product, T1 air kerma, T2 events with their geometry.

Each row is the dose that one procedure gave to one side of one body region; the side may be "unknown", and says why.
T2 maps the events on a model of the body (`skin_map`); what of them cannot be placed stays at T1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from tracker.dose.phantom import Phantom
from tracker.dose.skin_air_kerma import biplane_exams, by_air_kerma, by_area_product, plane_keys, rows_of
from tracker.dose.skin_kerma import Measured, measured
from tracker.dose.skin_map import SkinMap, skin_map
from tracker.dose.skin_region import region_of
from tracker.reference import skin as facts

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
    """The skin doses of the exams; the columns are those `skin_kerma` names."""
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
