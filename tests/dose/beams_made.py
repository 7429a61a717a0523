"""Builds irradiation events with their geometry, a line an event, as the record gives them."""

from typing import Any

import pandas as pd

GEOMETRY: dict[str, Any] = {
    "primary_angle_deg": 0.0,
    "secondary_angle_deg": 0.0,
    "source_to_isocentre_mm": 800.0,
    "source_to_detector_mm": 1100.0,
    "reference_point": "113860",
    "table_longitudinal_mm": 0.0,
    "table_lateral_mm": 0.0,
    "table_height_mm": 0.0,
    "field_area_cm2": 121.0,
    "patient_orientation": "recumbent",
    "patient_orientation_modifier": "supine",
    "patient_table_relationship": "head first",
}
EVENT: dict[str, Any] = {
    "exam_id": "e",
    "event_type": "fluoroscopy",
    "plane": "single",
    "region": "",
    "laterality": "",
    "tube_voltage_kv": 80.0,
    "kap_gy_cm2": None,
    "air_kerma_mgy": 10.0,
    "fluoro_time_s": None,
}
NUMBERS = ("tube_voltage_kv", "kap_gy_cm2", "air_kerma_mgy", "fluoro_time_s")


def geometry(**changes: Any) -> dict[str, Any]:
    """A full geometry: a C-arm under somebody on the back; None takes a field away."""
    return {name: value for name, value in {**GEOMETRY, **changes}.items() if value is not None}


def event(where: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """One event; its geometry differs from the full one by `where`, None for an event without any."""
    return {**EVENT, **changes, "geometry": geometry(**(where or {}))}


def bare(**changes: Any) -> dict[str, Any]:
    """An event that says nothing of where the beam stood."""
    return {**EVENT, **changes, "geometry": None}


def events(*rows: dict[str, Any]) -> pd.DataFrame:
    """The frame of these events, numbered."""
    frame = pd.DataFrame([*rows], columns=[*EVENT, "geometry"]).assign(position=range(len(rows)))
    frame["event_uid"] = [f"uid{number}" for number in range(len(rows))]
    frame["geometry"] = pd.Series([row["geometry"] for row in rows], dtype=object)
    return frame.astype(dict.fromkeys(NUMBERS, float))
