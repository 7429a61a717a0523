"""Computed tomography in a dose report (TID 10011): DLP with its phantom, CTDIvol per scan, stated effective dose."""

from itertools import groupby

from tracker.errors import Reason
from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom.content import NO_CODE, Item, find, find_below
from tracker.readers.dicom.findings import (
    Context,
    Findings,
    code_of,
    distinct,
    event_uid,
    region_and_side,
    shows_phantom,
    text_of,
)
from tracker.readers.dicom.values import ACCUMULATED, EVENT_SUM, ONE_EVENT, Dose, DoseReader, added, settle, total_of
from tracker.readers.draft import EventDraft, MeasurementDraft
from tracker.readers.words.exams import UNKNOWN

_NEARLY = 0.05


def read(items: list[Item], doses: DoseReader, context: Context) -> Findings:
    """The measurements and events of a CT dose report. CTDIvol is never added up."""
    reported: dict[str, str] = {}
    events = distinct(
        [
            _event(event.children, doses, context, at, reported)
            for at, event in enumerate(find(items, concepts.CT_EVENT), start=1)
        ]
    )
    accumulated = list(find(items, concepts.ACCUMULATED_CT))
    found = Findings(modality="CT", events=events, codes=[i.code for i in find(items, concepts.PROCEDURE_REPORTED)])
    found.event_count = _count(accumulated)
    found.phantom_region = shows_phantom(find(items, concepts.CT_EVENT))
    summed_events = events if context.complete and "dlp_mgy_cm" not in doses.refused else []
    found.measurements = (
        _dlp(accumulated, summed_events, doses)
        + _ctdivol(events, reported)
        + _effective_dose(items, accumulated, doses, context)
    )
    return found


def _count(accumulated: list[Item]) -> int | None:
    counts = [
        texts.decimal(item.number.digits)
        for container in accumulated
        for item in find(container.children, concepts.EVENT_COUNT)
        if item.number
    ]
    usable = [int(count) for count in counts if count is not None and 0 <= count < 1_000_000]
    return sum(usable) if usable else None


def _dlp(accumulated: list[Item], events: list[EventDraft], doses: DoseReader) -> list[MeasurementDraft]:
    quantity = "dlp_mgy_cm"
    stated = [
        dose for one in accumulated if (dose := doses.first(one.children, concepts.DLP_TOTAL, quantity)) is not None
    ]
    summed = total_of((event.dlp_mgy_cm for event in events), quantity)
    rows = settle(quantity, added(dict.fromkeys(stated)), summed, doses.problems)
    scans = [event for event in events if event.dlp_mgy_cm]
    phantom = _phantom(accumulated, scans)
    voltage = _one_voltage(scans)
    whole = [
        MeasurementDraft(
            quantity, row.value, row.reported, row.origin, phantom=phantom, part=row.part, tube_voltage_kv=voltage
        )
        for row in rows
    ]
    return whole + _dlp_parts(accumulated, scans, whole, doses)


def _phantom(accumulated: list[Item], scans: list[EventDraft]) -> str:
    """The phantom all of the DLP belongs to; "mixed" for several, "" where any is not known."""
    phantoms = {scan.phantom for scan in scans}
    if not phantoms:
        coded = {item.code for one in accumulated for item in find_below(one.children, concepts.PHANTOM_TYPE)}
        phantoms = {concepts.PHANTOMS.get(code, "") for code in coded}
    if "" in phantoms:
        return ""
    return phantoms.pop() if len(phantoms) == 1 else "mixed" if phantoms else ""


def _one_voltage(scans: list[EventDraft]) -> float | None:
    """The tube voltage of the scans where they share one; scout views do not count while there are others."""
    real = [scan for scan in scans if scan.event_type != "localiser"] or scans
    voltages = {scan.tube_voltage_kv for scan in real}
    return voltages.pop() if len(voltages) == 1 else None


def _dlp_parts(
    accumulated: list[Item], scans: list[EventDraft], whole: list[MeasurementDraft], doses: DoseReader
) -> list[MeasurementDraft]:
    """The DLP of each phantom and region, where there are several and all of it is accounted for."""
    quantity = "dlp_mgy_cm"
    total = next((row.value for row in whole if not row.part), 0.0)
    groups = sorted(scans, key=_group)
    # One region with a scout of the whole body is no exam of two parts; two phantoms are, whatever the regions.
    known = all(scan.phantom for scan in scans)
    several = len({scan.phantom for scan in scans}) > 1 or (
        len({scan.region for scan in scans}) > 1 and all(scan.region != UNKNOWN for scan in scans)
    )
    accounted = abs(sum(scan.dlp_mgy_cm or 0.0 for scan in scans) - total) <= _NEARLY * total
    if known and several and accounted:
        return [_dlp_part(phantom, region, list(group)) for (phantom, region), group in groupby(groups, key=_group)]
    if scans:
        return []
    return [
        MeasurementDraft(quantity, dose.value, dose.reported, ACCUMULATED, phantom=phantom, part=True)
        for one in accumulated
        for item in find(one.children, concepts.DLP_SUBTOTAL)
        if (dose := doses.of(item, quantity))
        and (phantom := concepts.PHANTOMS.get(code_of(item.children, concepts.PHANTOM_TYPE) or NO_CODE, ""))
    ]


def _group(scan: EventDraft) -> tuple[str, str]:
    return scan.phantom, scan.region


def _dlp_part(phantom: str, region: str, scans: list[EventDraft]) -> MeasurementDraft:
    dose = total_of((scan.dlp_mgy_cm for scan in scans), "dlp_mgy_cm") or Dose(0.0, "")
    return MeasurementDraft(
        "dlp_mgy_cm", dose.value, dose.reported, EVENT_SUM,
        phantom=phantom, region=region or UNKNOWN, part=True, tube_voltage_kv=_one_voltage(scans),
    )  # fmt: skip


def _ctdivol(events: list[EventDraft], reported: dict[str, str]) -> list[MeasurementDraft]:
    scans = [event for event in events if event.ctdivol_mgy is not None]
    return [
        MeasurementDraft(
            "ctdivol_mgy", event.ctdivol_mgy or 0.0, reported.get(event.event_uid, ""), ONE_EVENT,
            phantom=event.phantom, region=event.region if len(scans) > 1 else "", part=len(scans) > 1,
            tube_voltage_kv=event.tube_voltage_kv,
        )
        for event in scans
    ]  # fmt: skip


def _effective_dose(
    items: list[Item], accumulated: list[Item], doses: DoseReader, context: Context
) -> list[MeasurementDraft]:
    quantity = "effective_dose_msv"
    for container in accumulated:
        for item in find(container.children, concepts.EFFECTIVE_DOSE_TOTAL):
            if dose := doses.of(item, quantity):
                return [MeasurementDraft(quantity, dose.value, dose.reported, ACCUMULATED, authority=authority(item))]
    scans = [event.children for event in find(items, concepts.CT_EVENT)]
    stated = [
        next(find_below(scan, concepts.EFFECTIVE_DOSE), None)
        for scan in scans
        if next(find_below(scan, concepts.DLP), None)
    ]
    values = [(item, dose) for item in stated if item and (dose := doses.of(item, quantity))]
    if not values or len(values) < len(stated) or not context.complete:
        return []
    authorities = {authority(item) for item, _dose in values}
    total = total_of((dose.value for _item, dose in values), quantity)
    if total is None or len(authorities) > 1:
        return []
    return [MeasurementDraft(quantity, total.value, total.reported, EVENT_SUM, authority=authorities.pop())]


def authority(item: Item) -> str:
    """The tissue weights an effective dose was made with, "ICRP 60" or "ICRP 103", "" where not named."""
    for named in find(item.children, concepts.REFERENCE_AUTHORITY):
        if named.code in concepts.TISSUE_WEIGHTS:
            return concepts.TISSUE_WEIGHTS[named.code]
        words = texts.line(named.text.decode("ascii", "replace"))
        for weights in concepts.TISSUE_WEIGHTS.values():
            if weights.split()[1] in words.replace(".", " ").split():
                return weights
    return ""


def _event(
    items: list[Item], doses: DoseReader, context: Context, position: int, reported: dict[str, str]
) -> EventDraft:
    """One scan; `reported` gets its CTDIvol as the report writes it, by the identity of the scan."""
    dose_items = [below for dose in find(items, concepts.CT_DOSE) for below in dose.children] or items
    region, side = region_and_side(items)
    voltages = {item.number.digits for item in find_below(items, concepts.TUBE_VOLTAGE) if item.number}
    dlp = doses.first(dose_items, concepts.DLP, "dlp_mgy_cm")
    ctdivol = doses.first(dose_items, concepts.CTDIVOL, "ctdivol_mgy")
    started = next((item.date_time for item in find(items, concepts.EVENT_STARTED, concepts.START_OF_IRRADIATION)), "")
    uid = event_uid(items, concepts.EVENT_UID, context, position)
    if ctdivol:
        reported.setdefault(uid, ctdivol.reported)
    return EventDraft(
        event_uid=uid,
        started_at=texts.moment(started),
        event_type=concepts.EVENT_TYPES.get(code_of(items, concepts.CT_ACQUISITION_TYPE) or NO_CODE, ""),
        region=region,
        laterality=side,
        protocol=text_of(items, concepts.ACQUISITION_PROTOCOL, context),
        phantom=_scan_phantom(dose_items, doses, position),
        tube_voltage_kv=texts.decimal(voltages.pop()) if len(voltages) == 1 else None,
        dlp_mgy_cm=dlp.value if dlp else None,
        ctdivol_mgy=ctdivol.value if ctdivol else None,
    )


def _scan_phantom(items: list[Item], doses: DoseReader, position: int) -> str:
    phantom = code_of(items, concepts.PHANTOM_TYPE)
    if phantom and phantom not in concepts.PHANTOMS:
        doses.problems.add(Reason.of("ct_scan", number=position), Reason("other_phantom"))
    return concepts.PHANTOMS.get(phantom, "") if phantom else ""
