"""Where the beam stood and the patient lay in each event of a projection X-ray dose report: what skin dose needs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any, NamedTuple

from tracker.errors import Reason
from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom.content import Code, Item, find
from tracker.readers.dicom.findings import Context, code_of
from tracker.readers.dicom.values import Problems
from tracker.readers.draft import Filter, Geometry

_LENGTH = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "um": 1e-3}
_ANGLE = {"deg": 1.0, "degree": 1.0, "degrees": 1.0, "°": 1.0}
_AREA = {"m2": 1e4, "dm2": 100.0, "cm2": 1.0, "mm2": 0.01}
_TIME = {"s": 1.0, "ms": 1e-3, "min": 60.0}
_VOLTAGE = {"kV": 1.0, "kVp": 1.0, "V": 1e-3}
_LARGEST = 1e5  # no room, angle, area or run of fluoroscopy reaches this in the units of a geometry
_HIGHEST_VOLTAGE = 1000.0

_Scale = Mapping[str, float]
_NUMBERS: Mapping[Code, tuple[str, _Scale]] = {
    **{concept: (name, _LENGTH) for concept, name in concepts.LENGTHS.items()},
    **{concept: (name, _ANGLE) for concept, name in concepts.ANGLES.items()},
    concepts.FIELD_AREA: ("field_area_cm2", _AREA),
    concepts.EVENT_DURATION: ("duration_s", _TIME),
}
_WORDS: Mapping[Code, tuple[str, Mapping[Code, str]]] = {
    concepts.PATIENT_ORIENTATION: ("patient_orientation", concepts.ORIENTATIONS),
    concepts.PATIENT_ORIENTATION_MODIFIER: ("patient_orientation_modifier", concepts.ORIENTATION_MODIFIERS),
    concepts.PATIENT_TABLE_RELATIONSHIP: ("patient_table_relationship", concepts.TABLE_RELATIONSHIPS),
    concepts.IMAGE_VIEW: ("view", concepts.VIEWS),
}
_REFERENCE = ("reference_point", "reference_point_text", "source_to_reference_point_mm")
_LYING = ("patient_orientation", "patient_orientation_modifier", "patient_table_relationship")
# How Siemens writes into the comment of a report what the operator set, in DICOM's words for it (0018,5100).
_POSITION = re.compile(r'<PatientPosition>\s*<Position\s+SRData="\s*(\w+)\s*"')
_FIRST: Mapping[str, str] = {"HF": "head first", "FF": "feet first"}
_MODIFIERS: Mapping[str, str] = {
    "S": "supine",
    "P": "prone",
    "DR": "right lateral decubitus",
    "DL": "left lateral decubitus",
}
_NOTHING = (None, "", ())
_NAMES = tuple(field.name for field in fields(Geometry))
_ENDS = {"primary_angle_deg": "primary_end_angle_deg", "secondary_angle_deg": "secondary_end_angle_deg"}


def read(items: Iterable[Item], problems: Problems, context: Context) -> Geometry | None:
    """The geometry in the items of one event, None where they say nothing of it.

    Args:
        items: the items of the event and of the containers in it.
        problems: gets a line when a number has no unit that is known.
    """
    told: dict[str, Any] = {}
    filters: list[Filter] = []
    for item in items:
        concept = item.concept
        if concept in _NUMBERS:
            _take_number(item, told, problems)
        elif concept in _WORDS:
            _take_word(item, told)
            for below in item.children:  # the modifier of an orientation stands below it, or beside it
                if below.concept in _WORDS:
                    _take_word(below, told)
        elif concept == concepts.REFERENCE_POINT:
            _take_reference_point(item, told, context)
        elif concept == concepts.FILTERS:
            filters += _filters(item.children, problems)
    if filters:
        told["filters"] = tuple(filters)
    return Geometry(**told) if told else None


def _take_number(item: Item, told: dict[str, Any], problems: Problems) -> None:
    name, scale = _NUMBERS[item.concept]
    if name in told:
        return
    values = _numbers(item, scale, problems)
    if values:
        told[name] = values[0]
        if len(values) > 1 and name in _ENDS:  # one angle for each frame: the first and the last of them
            told.setdefault(_ENDS[name], values[-1])


def _take_word(item: Item, told: dict[str, Any]) -> None:
    name, words = _WORDS[item.concept]
    if word := words.get(item.code, ""):
        told.setdefault(name, word)


def _take_reference_point(item: Item, told: dict[str, Any], context: Context) -> None:
    if item.code.value:
        if item.code.scheme == "DCM":
            told.setdefault("reference_point", texts.line(item.code.value))
    elif words := texts.line(texts.decode(item.text, context.encodings)):
        told.setdefault("reference_point_text", words)


def _numbers(item: Item, scale: _Scale, problems: Problems) -> list[float]:
    """The usable values of an item, which may be several (one for each pulse or frame), in the unit of the scale."""
    number = item.number
    if number is None or number.qualifier in concepts.NOT_MEASURED or not (number.digits or number.binary):
        return []
    written = [texts.decimal(digits.strip()) for digits in number.digits.split("\\")] if number.digits else []
    found = [value for value in (written or [texts.double(number.binary)]) if value is not None]
    factor = scale.get(_plain(number.unit))
    if factor is None:
        if found:
            _tell_unit(number.unit, problems)
        return []
    scaled = (float(f"{value * factor:.9g}") for value in found)
    return [value for value in scaled if abs(value) < _LARGEST]


def _plain(unit: str) -> str:
    return unit.replace("²", "2").replace("^", "").replace("µ", "u").strip(" .\0")


def _tell_unit(unit: str, problems: Problems) -> None:
    written = texts.line(unit)[:20]
    problems.add(Reason("beam"), Reason.of("beam_unit", unit=written) if written else Reason("beam_no_unit"))


def _filters(items: list[Item], problems: Problems) -> Iterator[Filter]:
    """The filters of one container; some devices write several into one, in the same order of each concept."""

    def lengths(names: tuple[Code, ...]) -> list[float | None]:
        found = (next(iter(_numbers(item, _LENGTH, problems)), None) for item in find(items, *names))
        return [value if value is None or value >= 0 else None for value in found]

    materials = [concepts.MATERIALS.get(item.code, "") for item in find(items, *concepts.FILTER_MATERIALS)]
    kinds = [concepts.FILTER_KINDS.get(item.code, "") for item in find(items, concepts.FILTER_KIND)]
    thinnest, thickest = lengths(concepts.FILTER_MINIMUM), lengths(concepts.FILTER_MAXIMUM)
    for material, low, high, kind in zip_longest(materials, thinnest, thickest, kinds):
        found = Filter(material or "", low, high, kind or "")
        if found != Filter():
            yield found


def voltage(items: Iterable[Item], problems: Problems) -> float | None:
    """The tube voltage (kV); where pulses have their own, the mean of those that had any. None where none is told."""
    values = [
        value
        for item in find(list(items), concepts.TUBE_VOLTAGE)
        for value in _numbers(item, _VOLTAGE, problems)
        if 0 < value <= _HIGHEST_VOLTAGE
    ]
    return round(sum(values) / len(values), 2) if values else None


def with_reference(geometry: Geometry | None, whole: Geometry | None) -> Geometry | None:
    """A geometry with the reference point that the report states for all events of the plane, if it has none itself."""
    given = {name: getattr(whole, name) for name in _REFERENCE if whole and getattr(whole, name) not in _NOTHING}
    if geometry and (geometry.reference_point or geometry.reference_point_text):
        given = {name: value for name, value in given.items() if not name.startswith("reference_point")}
    missing = {name: value for name, value in given.items() if getattr(geometry, name, None) in _NOTHING}
    return replace(geometry or Geometry(), **missing) if missing else geometry


def lying(items: Iterable[Item]) -> Geometry | None:
    """How the person lay by the comment of a report; None where it does not say, or says more than one thing."""
    comments = (item.text.decode("latin-1") for item in find(list(items), concepts.COMMENT))
    said = {position for comment in comments for position in _POSITION.findall(comment)}
    if len(said) != 1:
        return None
    position = said.pop()
    first, modifier = _FIRST.get(position[:2]), _MODIFIERS.get(position[2:])
    if not first or not modifier:
        return None
    return Geometry(
        patient_orientation="recumbent", patient_orientation_modifier=modifier, patient_table_relationship=first
    )


def with_lying(geometry: Geometry | None, whole: Geometry | None) -> Geometry | None:
    """A geometry with how the person lay by the comment of the report; what an event says itself holds alone."""
    if geometry is None or whole is None or any(getattr(geometry, name) for name in _LYING):
        return geometry
    return replace(geometry, **{name: getattr(whole, name) for name in _LYING})


def fullest(accounts: Iterable[Geometry | None]) -> Geometry | None:
    """Of several accounts of one event the fullest, with what the others add; the same in whatever order they come."""
    known = sorted({one for one in accounts if one}, key=lambda one: (-_told(one), repr(one)))
    if not known:
        return None
    told = {name: _first(getattr(one, name) for one in known) for name in _NAMES}
    return replace(known[0], **{name: value for name, value in told.items() if value not in _NOTHING})


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value not in _NOTHING), None)


def _told(geometry: Geometry) -> int:
    return sum(getattr(geometry, name) not in _NOTHING for name in _NAMES)


class Span(NamedTuple):
    """What an enhanced report says of a span of time instead of an event: tube voltage and filters of a source."""

    begun: datetime | None
    ended: datetime | None
    source: str
    voltage_kv: float | None
    filters: tuple[Filter, ...]

    def fits(self, begun: datetime | None, ended: datetime | None, source: str) -> bool:
        """Whether it says something of an event; never where either has no time, or they name different sources."""
        if begun is None or self.begun is None or (source and self.source and source != self.source):
            return False
        return self.begun <= (ended or begun) and begun <= (self.ended or self.begun)


def spans(details: Iterable[Item], problems: Problems) -> Iterator[Span]:
    """The spans of time in the irradiation details of an enhanced report (TID 10045, TID 10046)."""
    for container in details:
        for part in find(container.children, concepts.TECHNIQUE, concepts.FILTRATION):
            items = part.children
            held = (below for one in find(items, concepts.ATTENUATOR) for below in _filters(one.children, problems))
            yield Span(
                started(items), _moment(items, concepts.EVENT_ENDED), source_name(items), voltage(items, problems),
                tuple(held),
            )  # fmt: skip


def started(items: list[Item]) -> datetime | None:
    """When an event or a span of time began, by the clock of the clinic."""
    return _moment(items, concepts.EVENT_STARTED)


def ended(items: list[Item]) -> datetime | None:
    """When it ended."""
    return _moment(items, concepts.EVENT_ENDED)


def _moment(items: list[Item], concept: Code) -> datetime | None:
    return next((texts.moment(item.date_time) for item in find(items, concept)), None)


def source_name(items: list[Item]) -> str:
    """What the report calls the X-ray source: "A", "B", a plane or a name of the device; "" where it says nothing."""
    code = code_of(items, concepts.PLANE)
    if code:
        return concepts.PLANES.get(code, "")
    name = next((item.text for item in find(items, concepts.XRAY_SOURCE_NAME)), b"")
    return texts.line(name.decode("ascii", "replace"))


def by_source(items: list[Item]) -> tuple[list[Item], list[list[Item]]]:
    """What an item of an enhanced report holds for all X-ray sources, and for each of them (TID 10041, TID 10042)."""
    shared = [item for item in items if item.concept != concepts.REFERENCE_POINT_DOSIMETRY]
    return shared, [item.children for item in find(items, concepts.REFERENCE_POINT_DOSIMETRY)]
