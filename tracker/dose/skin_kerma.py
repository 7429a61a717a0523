"""What a record holds to tell the skin dose of each procedure from: air kerma by plane, kerma-area product, events.

Only procedures with fluoroscopy and radiographs give a beam whose skin dose follows from these; CT, nuclear, breast
and dental exams do not. Zero in a report means that nothing was measured.

Columns that go in:
    exams: exam_id, modality ("" in the person's own words), exam_type, region, side.
    measurements: exam_id, quantity, value (canonical unit), part, plane ("A", "B" or "").
    events: exam_id, position, event_uid, event_type, plane, region, laterality, tube_voltage_kv, kap_gy_cm2,
        air_kerma_mgy, fluoro_time_s (NaN where not told), geometry (mapping or None).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from tracker.dose.event_geometry import Bools, Floats, Places, Texts

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
    """What the exams hold; the columns are those the module names."""
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
