"""The rules that the tables of skin dose keep, beyond what loading one of them checks."""

from collections import Counter
from collections.abc import Iterator

from tracker.reference import skin
from tracker.reference.regions import regions

TABLES = (
    skin.skin_parameters,
    skin.backscatter,
    skin.reference_points,
    skin.skin_levels,
    skin.skin_reactions,
    skin.body_parts,
    skin.body_places,
)


def problems() -> Iterator[str]:
    """What is wrong with them, one sentence each."""
    yield from _backscatter_problems()
    yield from _point_problems()
    yield from _level_problems()
    yield from _body_problems()


def _backscatter_problems() -> Iterator[str]:
    rows = skin.backscatter()
    grid = {(row.tube_voltage_kv, row.field_mm) for row in rows}
    voltages, fields = {at for at, _field in grid}, {field for _at, field in grid}
    if len(rows) != len(voltages) * len(fields):
        yield "backscatter: every tube voltage needs every field once"
    yield from (f"backscatter: {row.factor} takes dose away" for row in rows if row.factor < 1)


def _point_problems() -> Iterator[str]:
    for point in skin.reference_points().values():
        if point.measured_from not in skin.MEASURED_FROM:
            yield f"reference point {point.code}: measured from {point.measured_from}"
        if (point.measured_from == "table") != (point.offset_mm is None):
            yield f"reference point {point.code}: only from the table no distance follows"
        if point.parameter not in skin.skin_parameters():
            yield f"reference point {point.code}: unknown factor {point.parameter}"


def _level_problems() -> Iterator[str]:
    for level in skin.skin_levels().values():
        if level.quantity not in skin.LEVEL_QUANTITIES or level.value <= 0:
            yield f"skin level {level.key}: unknown quantity, or nothing to reach"
    rows = skin.skin_reactions()
    ends = [*(row.to_mgy for row in rows)]
    if not rows or rows[0].from_mgy != 0 or ends != [*(row.from_mgy for row in rows[1:]), None]:
        yield "skin reactions: a gap between two doses"


def _body_problems() -> Iterator[str]:
    parts = skin.body_parts().values()
    for part in parts:
        if part.bottom_mm >= part.top_mm or part.side not in ("", "left", "right"):
            yield f"body part {part.key}: upside down, or of an unknown side"
    counts = Counter(part.part for part in parts)
    for place in skin.body_places().values():
        if place.region not in regions():
            yield f"body place: unknown region {place.region}"
        if not counts[place.part]:
            yield f"body place {place.region}: unknown part {place.part}"
        elif counts[place.part] > 1 and not place.paired:
            yield f"body place {place.region}: left or right is needed"
        elif not any(p.part == place.part and p.bottom_mm <= place.height_mm <= p.top_mm for p in parts):
            yield f"body place {place.region}: outside its part"
