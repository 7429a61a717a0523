"""The irradiation events of a projection X-ray dose report (TID 10003; enhanced: TID 10042 with TID 10043)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tracker.readers.dicom import concepts, geometry
from tracker.readers.dicom.content import NO_CODE, Code, Item, find, find_below
from tracker.readers.dicom.findings import Context, code_of, distinct, event_uid, region_and_side, text_of
from tracker.readers.dicom.values import DoseReader
from tracker.readers.draft import EventDraft, Geometry

EVENTS = (concepts.XRAY_EVENT, concepts.EVENT_SUMMARY)
# What an enhanced report may say about an event apart from its summary.
_DETAILS = (
    "kap_gy_cm2", "air_kerma_mgy", "fluoro_time_s", "glandular_dose_mgy", "started_at", "tube_voltage_kv", "geometry",
)  # fmt: skip
_TWO = ("A", "B")


def read(
    items: list[Item], points: Mapping[str, Geometry | None], doses: DoseReader, context: Context
) -> list[EventDraft]:
    """Every irradiation event once; what the report says elsewhere about the same event is filled in.

    Args:
        points: what the accumulated dose of each plane says of its reference point.
    """
    details = list(find_below(items, concepts.EVENT_DETAILS))
    spans = list(geometry.spans(details, doses.problems))
    lying = geometry.lying(items)
    told = {
        detail.event_uid: detail
        for position, container in enumerate(details, start=1)
        if (detail := _event(container.children, doses, context, -position))
    }
    events: list[EventDraft] = []
    for position, container in enumerate(find(items, *EVENTS), start=1):
        for plane, children in _of_each_source(container.children):
            event = _event(children, doses, context, position)
            event = _completed(event, told.get(event.event_uid))
            event = _within(event, geometry.ended(children), geometry.source_name(children), spans)
            event = _placed(replace(event, plane=event.plane or plane), points)
            events.append(replace(event, geometry=geometry.with_lying(event.geometry, lying)))
    return distinct(events)


def _of_each_source(items: list[Item]) -> Iterator[tuple[str, list[Item]]]:
    """Plane and items of an event; two X-ray sources at once are an event on each of two planes."""
    shared, sources = geometry.by_source(items)
    if len(sources) != len(_TWO):
        yield "", [*shared, *sources[0]] if len(sources) == 1 else items
        return
    # "A" sorts before "B", and so do the names of other devices, in every event alike.
    named = sorted(sources, key=geometry.source_name)
    for plane, source in zip(_TWO, named, strict=True):
        yield plane, [*shared, *source]


def _completed(event: EventDraft, detail: EventDraft | None) -> EventDraft:
    if detail is None:
        return event
    return replace(event, **{name: getattr(detail, name) for name in _DETAILS if getattr(event, name) is None})


def _within(event: EventDraft, end: datetime | None, source: str, spans: Sequence[geometry.Span]) -> EventDraft:
    """The event with the tube voltage and filters of the time in which it was, where it tells none itself."""
    fitting = [span for span in spans if span.fits(event.started_at, end, source)]
    voltages = [span.voltage_kv for span in fitting if span.voltage_kv is not None]
    if voltages and event.tube_voltage_kv is None:
        event = replace(event, tube_voltage_kv=round(sum(voltages) / len(voltages), 2))
    filters = tuple(dict.fromkeys(one for span in fitting for one in span.filters))
    if filters and not (event.geometry and event.geometry.filters):
        event = replace(event, geometry=replace(event.geometry or Geometry(), filters=filters))
    return event


def _placed(event: EventDraft, points: Mapping[str, Geometry | None]) -> EventDraft:
    """The event with the reference point of its plane, where it names none itself."""
    known = {point for point in points.values() if point}
    of_plane = points.get(event.plane) or points.get("all") or (known.pop() if len(known) == 1 else None)
    return replace(event, geometry=geometry.with_reference(event.geometry, of_plane))


def _event(items: list[Item], doses: DoseReader, context: Context, position: int) -> EventDraft:
    everything = items + [below for item in items if item.is_container for below in item.children]
    kind = concepts.EVENT_TYPES.get(code_of(items, concepts.EVENT_TYPE) or NO_CODE, "")
    region, side = region_and_side(items)

    def value(concept: Code, quantity: str) -> float | None:
        dose = doses.first(everything, concept, quantity)
        return dose.value if dose else None

    return EventDraft(
        event_uid=event_uid(everything, concepts.EVENT_UID, context, position),
        started_at=geometry.started(items),
        event_type=kind,
        plane=concepts.PLANES.get(code_of(items, concepts.PLANE) or NO_CODE, ""),
        region=region,
        laterality=side,
        protocol=text_of(items, concepts.ACQUISITION_PROTOCOL, context),
        phantom=concepts.PHANTOMS.get(code_of(everything, concepts.PHANTOM_TYPE) or NO_CODE, ""),
        tube_voltage_kv=geometry.voltage(everything, doses.problems),
        kap_gy_cm2=value(concepts.EVENT_KAP, "kap_gy_cm2"),
        air_kerma_mgy=value(concepts.EVENT_AIR_KERMA, "air_kerma_mgy"),
        fluoro_time_s=value(concepts.EVENT_DURATION, "fluoro_time_s") if kind == "fluoroscopy" else None,
        dlp_mgy_cm=value(concepts.DLP, "dlp_mgy_cm"),
        ctdivol_mgy=value(concepts.CTDIVOL, "ctdivol_mgy"),
        glandular_dose_mgy=value(concepts.EVENT_GLANDULAR_DOSE, "glandular_dose_mgy"),
        geometry=geometry.read(everything, doses.problems, context),
    )
