"""Projection X-ray in a dose report: fluoroscopy, radiography and mammography (TID 10001, enhanced TID 10040)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from tracker.errors import Reason
from tracker.readers.dicom import concepts, geometry, projection_events
from tracker.readers.dicom.content import NO_CODE, Code, Item, find
from tracker.readers.dicom.findings import Context, Findings, code_of, shows_phantom
from tracker.readers.dicom.values import ACCUMULATED, ONE_EVENT, Dose, DoseReader, added, settle, total_of
from tracker.readers.draft import EventDraft, MeasurementDraft

_SEVERAL_SOURCES = re.compile(r"[+&,/]|\b(?:and|und|et|y|all)\b", re.IGNORECASE)
_SIDES = ("left", "right")
_FALLBACKS = {
    concepts.KAP_TOTAL: (concepts.KAP_FLUOROSCOPY, concepts.KAP_ACQUISITION),
    concepts.AIR_KERMA_TOTAL: (concepts.AIR_KERMA_FLUOROSCOPY, concepts.AIR_KERMA_ACQUISITION),
}


def read(items: list[Item], doses: DoseReader, context: Context) -> Findings:
    """The measurements and events of a projection X-ray dose report, in whatever order its items stand."""
    planes = list(_planes(items))
    points = {name: geometry.read(held, doses.problems, context) for name, held in planes}
    events = projection_events.read(items, points, doses, context)
    phantom = shows_phantom(find(items, *projection_events.EVENTS))
    whole = Findings(events=events, codes=_procedure_codes(items), phantom_region=phantom)
    totals = _Totals(planes, events if context.complete else [], frozenset(doses.refused), doses)
    whole.measurements += totals.kap() + totals.air_kerma() + totals.fluoroscopy_time() + totals.glandular_dose()
    whole.measurements += totals.dlp() + totals.ctdivol()
    whole.modality = _modality(items, planes, whole)
    _note_zero_time(whole, doses)
    return whole


def _procedure_codes(items: list[Item]) -> list[Code]:
    return [item.code for item in find(items, concepts.PROCEDURE_REPORTED)]


def _modality(items: list[Item], planes: "list[_Plane]", found: Findings) -> str:
    """ "MG", "CT", "RF" or "DX": from the procedure and the device where they say it, else from what was done."""
    if any(code in concepts.MAMMOGRAPHY for code in found.codes) or any(
        m.quantity == "glandular_dose_mgy" for m in found.measurements
    ):
        return "MG"
    if any(code in concepts.COMPUTED_TOMOGRAPHY for code in found.codes):
        return "CT"
    device = code_of(items, concepts.DEVICE_TYPE)
    moving = {"fluoroscopy", "stepping", "rotational"} & {event.event_type for event in found.events}
    timed = any(item.number for plane in planes for item in find(plane.items, concepts.FLUOROSCOPY_TIME))
    if device == concepts.FLUOROSCOPY_DEVICE or moving:
        return "RF"
    if device in concepts.RADIOGRAPHY_DEVICES:
        return "DX"
    if timed:
        return "RF"
    return "DX" if found.events or planes else ""


class _Plane(NamedTuple):
    """The accumulated dose of one plane ("A", "B", "single"), of all of them ("all"), or of an unnamed one ("")."""

    name: str
    items: list[Item]


def _planes(items: list[Item]) -> Iterator[_Plane]:
    """The accumulated containers; the sources that an enhanced one holds apart are planes of their own."""
    for container in find(items, *concepts.ACCUMULATED_XRAY):
        shared, sources = geometry.by_source(container.children)
        if len(sources) < 2:
            yield _Plane(_plane_name(container.children), [*shared, *(item for one in sources for item in one)])
        else:
            yield _Plane("all", shared)
            yield from (_Plane(_plane_name(one), one) for one in sources)


def _plane_name(items: list[Item]) -> str:
    source = geometry.source_name(items)
    if code_of(items, concepts.PLANE) or source in ("A", "B"):
        return source
    return "all" if _SEVERAL_SOURCES.search(source) else ""


class _Totals:
    """The quantities of the whole exam, from the accumulated containers and the events.

    Args:
        planes: the accumulated containers.
        events: the events whose sums stand in for, or check, a stated total.
        unusable: quantities of which some event's value had to be left out.
    """

    def __init__(
        self, planes: list[_Plane], events: list[EventDraft], unusable: frozenset[str], doses: DoseReader
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
            self._doses.problems.add(Reason("glandular_dose"), Reason("no_breast_named"))
        return rows + unsided

    def _glandular_doses(self, quantity: str) -> tuple[dict[str, Dose], list[MeasurementDraft]]:
        """Stated dose of each breast, and those of no breast, as parts."""
        stated: dict[str, Dose] = {}
        unsided: list[MeasurementDraft] = []
        for plane in self._planes:
            for item in find(plane.items, concepts.GLANDULAR_DOSE_TOTAL):
                dose = self._doses.of(item, quantity)
                side = concepts.SIDES.get(code_of(item.children, *concepts.LATERALITY) or NO_CODE, "")
                if dose and side in _SIDES:
                    stated.setdefault(side, dose)
                elif dose:
                    unsided.append(MeasurementDraft(quantity, dose.value, dose.reported, ACCUMULATED, part=True))
        return stated, unsided

    def dlp(self) -> list[MeasurementDraft]:
        """Dose-length product, which an enhanced report may state of a CT."""
        quantity = "dlp_mgy_cm"
        stated = added(dose for _plane, dose in self._stated(concepts.DLP_TOTAL, quantity))
        rows = self._settle(quantity, stated, self._sum((event.dlp_mgy_cm for event in self._events), quantity))
        phantoms = {event.phantom for event in self._events if event.dlp_mgy_cm}
        phantom = phantoms.pop() if len(phantoms) == 1 else "mixed" if phantoms and "" not in phantoms else ""
        return [replace(row, phantom=phantom) for row in rows]

    def ctdivol(self) -> list[MeasurementDraft]:
        """CTDIvol of each scan that an enhanced report lists; it is never added up."""
        quantity = "ctdivol_mgy"
        scans = [(event, dose) for event in self._events if (dose := total_of([event.ctdivol_mgy], quantity))]
        return [
            MeasurementDraft(
                quantity, dose.value, dose.reported, ONE_EVENT,
                phantom=scan.phantom, region=scan.region if len(scans) > 1 else "", part=len(scans) > 1,
                tube_voltage_kv=scan.tube_voltage_kv,
            )
            for scan, dose in scans
        ]  # fmt: skip

    def _stated(self, concept: Code, quantity: str) -> list[tuple[str, Dose]]:
        """Plane and total of each container that states one; the same container twice counts once."""
        found: list[tuple[str, Dose]] = []
        for name, items in self._planes:
            dose = self._doses.first(items, concept, quantity)
            if dose is None and concept in _FALLBACKS:
                parts = [self._doses.first(items, part, quantity) for part in _FALLBACKS[concept]]
                dose = added(part for part in parts if part) if all(parts) else None
            if dose is not None and (name, dose) not in found:
                found.append((name, dose))
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
        doses.problems.add(Reason("fluoroscopy_time"), Reason("zero_time"))
