"""Projection X-ray in a dose report: fluoroscopy, radiography and mammography (TID 10001, enhanced TID 10040)."""

import re
from collections.abc import Iterable
from dataclasses import replace

from tracker.i18n import _
from tracker.readers import concepts, texts
from tracker.readers.content import NO_CODE, Code, Item, find, find_below
from tracker.readers.doses import ACCUMULATED, Dose, DoseReader, added, settle, total_of
from tracker.readers.draft import EventDraft, MeasurementDraft
from tracker.readers.findings import (
    Context,
    Findings,
    code_of,
    distinct,
    event_uid,
    region_and_side,
    shows_phantom,
    text_of,
)

_EVENTS = (concepts.XRAY_EVENT, concepts.EVENT_SUMMARY)
_SEVERAL_SOURCES = re.compile(r"[+&,/]|\b(?:and|und|et|y|all)\b", re.IGNORECASE)
_SIDES = ("left", "right")
# What an enhanced report may say about an event apart from its summary.
_DETAILS = ("kap_gy_cm2", "air_kerma_mgy", "fluoro_time_s", "glandular_dose_mgy", "started_at", "tube_voltage_kv")
_FALLBACKS = {
    concepts.KAP_TOTAL: (concepts.KAP_FLUOROSCOPY, concepts.KAP_ACQUISITION),
    concepts.AIR_KERMA_TOTAL: (concepts.AIR_KERMA_FLUOROSCOPY, concepts.AIR_KERMA_ACQUISITION),
}


def read(items: list[Item], doses: DoseReader, context: Context) -> Findings:
    """The measurements and events of a projection X-ray dose report, in whatever order its items stand."""
    events = _events(items, doses, context)
    planes = list(find(items, *concepts.ACCUMULATED_XRAY))
    whole = Findings(events=events, codes=_procedure_codes(items), phantom_region=shows_phantom(find(items, *_EVENTS)))
    totals = _Totals(planes, events if context.complete else [], frozenset(doses.refused), doses)
    whole.measurements += totals.kap() + totals.air_kerma() + totals.fluoroscopy_time() + totals.glandular_dose()
    whole.modality = _modality(items, planes, whole)
    _note_zero_time(whole, doses)
    return whole


def _procedure_codes(items: list[Item]) -> list[Code]:
    return [item.code for item in find(items, concepts.PROCEDURE_REPORTED)]


def _modality(items: list[Item], planes: list[Item], found: Findings) -> str:
    """ "MG", "RF" or "DX": from the procedure and the device where they say it, else from what was done."""
    if any(code in concepts.MAMMOGRAPHY for code in found.codes) or any(
        m.quantity == "glandular_dose_mgy" for m in found.measurements
    ):
        return "MG"
    device = code_of(items, concepts.DEVICE_TYPE)
    moving = {"fluoroscopy", "stepping", "rotational"} & {event.event_type for event in found.events}
    timed = any(item.number for plane in planes for item in find(plane.children, concepts.FLUOROSCOPY_TIME))
    if device == concepts.FLUOROSCOPY_DEVICE or moving:
        return "RF"
    if device in concepts.RADIOGRAPHY_DEVICES:
        return "DX"
    if timed:
        return "RF"
    return "DX" if found.events or planes else ""


def _plane(container: Item) -> str:
    """ "A", "B", "single", "all" or "" for an accumulated container."""
    code = code_of(container.children, concepts.PLANE)
    if code:
        return concepts.PLANES.get(code, "")
    name = next((item.text for item in find(container.children, concepts.XRAY_SOURCE_NAME)), b"")
    source = texts.line(name.decode("ascii", "replace"))
    if _SEVERAL_SOURCES.search(source):
        return "all"
    return source if source in ("A", "B") else ""


class _Totals:
    """The quantities of the whole exam, from the accumulated containers and the events.

    Args:
        planes: the accumulated containers, one per plane.
        events: the events whose sums stand in for, or check, a stated total.
        unusable: quantities of which some event's value had to be left out.
    """

    def __init__(
        self, planes: list[Item], events: list[EventDraft], unusable: frozenset[str], doses: DoseReader
    ) -> None:
        self._planes = planes
        self._events = events
        self._unusable = unusable
        self._doses = doses

    def kap(self) -> list[MeasurementDraft]:
        """Kerma-area product: both planes add up."""
        quantity = "kap_gy_cm2"
        stated = self._stated(concepts.KAP_TOTAL, quantity)
        summed = self._sum((event.kap_gy_cm2 for event in self._events), quantity)
        return self._settle(quantity, _whole(stated), summed) + _parts(stated, quantity)

    def air_kerma(self) -> list[MeasurementDraft]:
        """Air kerma at the reference point: that of the plane with more, since the planes enter at different skin.

        Adding the planes would state a dose that no patch of skin received; each plane is kept as a part.
        """
        quantity = "air_kerma_mgy"
        stated = self._stated(concepts.AIR_KERMA_TOTAL, quantity)
        own = [(plane, dose) for plane, dose in stated if plane != "all"] or stated
        if len(own) < 2:
            own = self._air_kerma_of_events() or own
        if len(own) < 2:
            summed = self._sum((event.air_kerma_mgy for event in self._events), quantity)
            return self._settle(quantity, own[0][1] if own else None, summed)
        rows: list[MeasurementDraft] = []
        for plane, dose in own:
            of_plane = [event.air_kerma_mgy for event in self._events if plane and event.plane == plane]
            summed = self._sum(of_plane, quantity)
            rows += [replace(row, plane=plane) for row in self._settle(quantity, dose, summed)]
        largest = max((row for row in rows if not row.part), key=lambda row: row.value)
        return [replace(largest, plane=""), *(replace(row, part=True) for row in rows)]

    def fluoroscopy_time(self) -> list[MeasurementDraft]:
        """Fluoroscopy time: both planes add up."""
        quantity = "fluoro_time_s"
        stated = self._stated(concepts.FLUOROSCOPY_TIME, quantity)
        whole = _whole(stated)
        # Durations of single events are no pedal times on many devices: they stand in only where there is nothing else.
        summed = None
        if whole is None or whole.value == 0:
            summed = self._sum((event.fluoro_time_s for event in self._events), quantity)
        return self._settle(quantity, whole, summed) + _parts(stated, quantity)

    def glandular_dose(self) -> list[MeasurementDraft]:
        """Mean glandular dose of each breast."""
        quantity = "glandular_dose_mgy"
        stated, unsided = self._glandular_doses(quantity)
        rows: list[MeasurementDraft] = []
        for side in _SIDES:
            summed = self._sum((e.glandular_dose_mgy for e in self._events if e.laterality == side), quantity)
            rows += [replace(row, laterality=side) for row in self._settle(quantity, stated.get(side), summed)]
        unplaced = any(e.glandular_dose_mgy is not None and e.laterality not in _SIDES for e in self._events)
        if unsided or unplaced:
            self._doses.problems.add(
                _("Mean glandular dose"),
                _("The report gives a dose without saying which breast it belongs to."),
                _("Ask the clinic which breast it was, and enter the number by hand."),
            )
        return rows + unsided

    def _glandular_doses(self, quantity: str) -> tuple[dict[str, Dose], list[MeasurementDraft]]:
        """Stated dose of each breast, and those of no breast, as parts."""
        stated: dict[str, Dose] = {}
        unsided: list[MeasurementDraft] = []
        for container in self._planes:
            for item in find(container.children, concepts.GLANDULAR_DOSE_TOTAL):
                dose = self._doses.of(item, quantity)
                side = concepts.SIDES.get(code_of(item.children, *concepts.LATERALITY) or NO_CODE, "")
                if dose and side in _SIDES:
                    stated.setdefault(side, dose)
                elif dose:
                    unsided.append(MeasurementDraft(quantity, dose.value, dose.reported, ACCUMULATED, part=True))
        return stated, unsided

    def _stated(self, concept: Code, quantity: str) -> list[tuple[str, Dose]]:
        """Plane and total of each container that states one; the same container twice counts once."""
        found: list[tuple[str, Dose]] = []
        for container in self._planes:
            dose = self._doses.first(container.children, concept, quantity)
            if dose is None and concept in _FALLBACKS:
                parts = [self._doses.first(container.children, part, quantity) for part in _FALLBACKS[concept]]
                dose = added(part for part in parts if part) if all(parts) else None
            if dose is not None and (_plane(container), dose) not in found:
                found.append((_plane(container), dose))
        return found

    def _air_kerma_of_events(self) -> list[tuple[str, Dose]]:
        """The sum of each plane, where the events but not the totals tell two planes apart."""
        quantity = "air_kerma_mgy"
        planes = sorted({event.plane for event in self._events if event.air_kerma_mgy is not None} & {"A", "B"})
        sums = [(at, self._sum((e.air_kerma_mgy for e in self._events if e.plane == at), quantity)) for at in planes]
        return [(plane, dose) for plane, dose in sums if dose] if len(planes) == 2 else []

    def _sum(self, values: Iterable[float | None], quantity: str) -> Dose | None:
        return total_of(values, quantity, self._unusable)

    def _settle(self, quantity: str, stated: Dose | None, summed: Dose | None) -> list[MeasurementDraft]:
        return settle(quantity, stated, summed, self._doses.problems)


def _whole(totals: list[tuple[str, Dose]]) -> Dose | None:
    """What both planes make together: the container for all planes where there is one, else the sum of the planes."""
    together = [dose for plane, dose in totals if plane == "all"]
    return together[0] if together else added(dose for _plane, dose in totals)


def _parts(totals: list[tuple[str, Dose]], quantity: str) -> list[MeasurementDraft]:
    if len(totals) < 2:
        return []
    return [
        MeasurementDraft(quantity, dose.value, dose.reported, ACCUMULATED, part=True, plane=plane)
        for plane, dose in totals
        if plane != "all"
    ]


def _note_zero_time(found: Findings, doses: DoseReader) -> None:
    times = [m for m in found.measurements if m.quantity == "fluoro_time_s" and not m.part]
    types = {event.event_type for event in found.events}
    if times and times[0].value == 0 and types == {"fluoroscopy"}:
        doses.problems.add(
            _("Fluoroscopy time"),
            _("The report states a fluoroscopy time of zero, although all its exposures are fluoroscopy."),
            _("Do not rely on this time. The other numbers of the report are not affected."),
        )


def _events(items: list[Item], doses: DoseReader, context: Context) -> list[EventDraft]:
    """Every irradiation event once; what an enhanced report says elsewhere about the same event is filled in."""
    found = [
        _event(container.children, doses, context, position)
        for position, container in enumerate(find(items, *_EVENTS), start=1)
    ]
    details = {
        detail.event_uid: detail
        for position, container in enumerate(find_below(items, concepts.EVENT_DETAILS), start=1)
        if (detail := _event(container.children, doses, context, -position))
    }
    return distinct([_completed(event, details.get(event.event_uid)) for event in found])


def _completed(event: EventDraft, detail: EventDraft | None) -> EventDraft:
    if detail is None:
        return event
    return replace(event, **{name: getattr(detail, name) for name in _DETAILS if getattr(event, name) is None})


def _event(items: list[Item], doses: DoseReader, context: Context, position: int) -> EventDraft:
    everything = items + [below for item in items if item.is_container for below in item.children]
    kind = concepts.EVENT_TYPES.get(code_of(items, concepts.EVENT_TYPE) or NO_CODE, "")
    region, side = region_and_side(items)
    voltage = [item.number.digits for item in find(everything, concepts.TUBE_VOLTAGE) if item.number]
    started = next((item.date_time for item in find(items, concepts.EVENT_STARTED)), "")

    def value(concept: Code, quantity: str) -> float | None:
        dose = doses.first(everything, concept, quantity)
        return dose.value if dose else None

    return EventDraft(
        event_uid=event_uid(everything, concepts.EVENT_UID, context, position),
        started_at=texts.moment(started),
        event_type=kind,
        plane=concepts.PLANES.get(code_of(items, concepts.PLANE) or NO_CODE, ""),
        region=region,
        laterality=side,
        protocol=text_of(items, concepts.ACQUISITION_PROTOCOL, context),
        tube_voltage_kv=texts.decimal(voltage[0]) if voltage else None,
        kap_gy_cm2=value(concepts.EVENT_KAP, "kap_gy_cm2"),
        air_kerma_mgy=value(concepts.EVENT_AIR_KERMA, "air_kerma_mgy"),
        fluoro_time_s=value(concepts.EVENT_DURATION, "fluoro_time_s") if kind == "fluoroscopy" else None,
        glandular_dose_mgy=value(concepts.EVENT_GLANDULAR_DOSE, "glandular_dose_mgy"),
    )
