"""Skin dose without a map: T0 from kerma-area product, T1 from the air kerma at the reference point.

T0 is an upper bound with nothing typical and nothing low. T1 is air kerma x a factor with its interval, shared among
the sides of the body as the events say. Rows have the columns `ROWS`; doses in mGy, NaN where they are not known.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from tracker.dose.event_geometry import NARROW, WIDE, Columns, Floats, Places, Texts, entrance, reference_parameter
from tracker.reference import skin as facts

DOSES: Final = ("typical_mgy", "low_mgy", "high_mgy")
STACKED: Final = tuple(f"stacked_{name}" for name in DOSES)
ROWS: Final = ("exam_id", "plane", "side", "side_reason", "tier", "why", *DOSES, *STACKED)


def from_air_kerma(air_kerma_mgy: Floats, parameters: Texts) -> Floats:
    """T1: air kerma at the reference point x the factor of that point (a key of the skin parameters).

    Returns:
        Typical, low and high skin dose in mGy, shape (n, 3).
    """
    rows = [facts.skin_parameters()[key] for key in parameters]
    factors = np.array([[row.typical, row.low, row.high] for row in rows], dtype=float).reshape(-1, 3)
    return factors * air_kerma_mgy[:, None]


def from_area_product(kap_gy_cm2: Floats) -> Floats:
    """T0: the upper bound of the kerma-area product; a typical or low dose does not follow from it. Shape (n, 3)."""
    bound = facts.skin_parameters()["kap_upper_bound"].high or np.nan
    unknown = np.full(len(kap_gy_cm2), np.nan)
    return np.column_stack([unknown, unknown, kap_gy_cm2 * bound])


def by_area_product(kap: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Rows of T0, for exams without air kerma (exam_id, kap_gy_cm2)."""
    exam_id = kap["exam_id"].to_numpy(dtype=object)
    side, reason = _common_sides(exam_id, events["exam_id"].to_numpy(dtype=object), *_sides(events))
    doses = from_area_product(kap["kap_gy_cm2"].to_numpy(dtype=float))
    return rows_of(exam_id, "", side, reason, "T0", "no_air_kerma", doses, doses)


def by_air_kerma(kerma: pd.DataFrame, events: pd.DataFrame, fixed: frozenset[str]) -> pd.DataFrame:
    """Rows of T1: the air kerma of each plane, shared among the sides as its events with air kerma say.

    Args:
        kerma: exam_id, plane ("" of single-plane systems), air_kerma_mgy.
        events: exam_id, plane, air_kerma_mgy, geometry and `why` the event is in no map.
        fixed: ids of exams made on fixed systems, whose reference point is that of their standard where none is named.
    """
    of_event = events["exam_id"].to_numpy(dtype=object)
    sides, reasons = _sides(events)
    row, pair, share = _shares(kerma, events, sides, reasons)
    exam_id, plane, amount = (kerma[name].to_numpy()[row] for name in ("exam_id", "plane", "air_kerma_mgy"))
    common = _common_sides(exam_id, of_event, sides, reasons)
    side, reason = (
        np.where(pair >= 0, own[pair] if len(own) else "", other)
        for own, other in zip((sides, reasons), common, strict=True)
    )
    why = _first(exam_id, of_event, events["why"].to_numpy(dtype=object), "no_events")
    doses = from_air_kerma(amount * share, _parameters(exam_id, events, fixed))
    return rows_of(exam_id, plane, side, reason, "T1", why, doses, doses)


def rows_of(
    exam_id: Texts | str,
    plane: Texts | str,
    side: Texts,
    side_reason: Texts,
    tier: str,
    why: Texts | str,
    doses: Floats,
    stacked: Floats,
) -> pd.DataFrame:
    """Rows with the columns `ROWS`; doses and the worst case of one patch have shape (n, 3)."""
    words = {"exam_id": exam_id, "plane": plane, "side": side, "side_reason": side_reason, "tier": tier, "why": why}
    index = pd.RangeIndex(len(doses))
    made: dict[str, pd.Series[Any]] = {name: pd.Series(word, index=index, dtype=object) for name, word in words.items()}
    made |= {name: pd.Series(doses[:, i], index=index) for i, name in enumerate(DOSES)}
    made |= {name: pd.Series(stacked[:, i], index=index) for i, name in enumerate(STACKED)}
    return pd.DataFrame(made)


def plane_keys(frame: pd.DataFrame, biplane: frozenset[str]) -> Texts:
    """Exam and plane of each row as one word; the plane only of exams whose planes are told apart."""
    pairs = zip(frame["exam_id"], frame["plane"], strict=True)
    keys = np.empty(len(frame), dtype=object)
    keys[:] = [f"{exam}|{plane if exam in biplane else ''}" for exam, plane in pairs]
    return keys


def biplane_exams(kerma: pd.DataFrame) -> frozenset[str]:
    """The exams whose planes are told apart."""
    return frozenset(kerma.loc[kerma["plane"] != "", "exam_id"])


def _sides(events: pd.DataFrame) -> tuple[Texts, Texts]:
    return entrance(Columns(events["geometry"].tolist()))


def _shares(kerma: pd.DataFrame, events: pd.DataFrame, sides: Texts, reasons: Texts) -> tuple[Places, Places, Floats]:
    """How the air kerma of each row is shared among sides.

    Returns:
        For each share: the place of its row, of an event that entered on its side (-1 where no event has air kerma),
        and the share itself.
    """
    biplane = biplane_exams(kerma)
    row = pd.Index(plane_keys(kerma, biplane), dtype=object).get_indexer(
        pd.Index(plane_keys(events, biplane), dtype=object)
    )
    amount = events["air_kerma_mgy"].to_numpy(dtype=float)
    used = np.flatnonzero((row >= 0) & (amount > 0))
    names, _codes = pd.factorize(sides[used] + "|" + reasons[used])
    groups, first, inverse = np.unique(row[used] * (len(used) + 1) + names, return_index=True, return_inverse=True)
    summed = np.bincount(inverse, amount[used], minlength=len(groups))
    of_row = row[used[first]]
    whole = np.bincount(of_row, summed, minlength=len(kerma))
    without = np.setdiff1d(np.arange(len(kerma)), of_row)
    return (
        np.concatenate([of_row, without]),
        np.concatenate([used[first], np.full(len(without), -1)]),
        np.concatenate([summed / whole[of_row], np.ones(len(without))]),
    )


def _common_sides(exam_id: Texts, of_event: Texts, sides: Texts, reasons: Texts) -> tuple[Texts, Texts]:
    """The side on which all events of each exam entered, and why it is not known where they differ."""
    first: dict[str, tuple[str, str]] = {}
    for exam, side, reason in zip(of_event, sides, reasons, strict=True):
        if first.setdefault(exam, (side, reason))[0] != side:
            first[exam] = ("unknown", "several_sides")
    found = [first.get(exam, ("unknown", "no_events")) for exam in exam_id]
    pairs = np.array(found, dtype=object).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _first(exam_id: Texts, of_event: Texts, words: Texts, otherwise: str) -> Texts:
    """The word of the first event of each exam that has one."""
    first: dict[str, str] = {}
    for exam, word in zip(of_event, words, strict=True):
        if word:
            first.setdefault(exam, word)
    found = np.empty(len(exam_id), dtype=object)
    found[:] = [first.get(exam, otherwise) for exam in exam_id]
    return found


def _parameters(exam_id: Texts, events: pd.DataFrame, fixed: frozenset[str]) -> Texts:
    """Which factor holds: that of the reference point the report names; else the wide one, but for fixed systems."""
    named = reference_parameter(Columns(events["geometry"].tolist()))
    points = _first(exam_id, events["exam_id"].to_numpy(dtype=object), named, "")
    return np.where(points != "", points, np.where(np.isin(exam_id, list(fixed)), NARROW, WIDE))
