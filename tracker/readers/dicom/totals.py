"""Totals of one exam from several reports of it: cumulative, continued, re-sent and overlapping ones."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracker.readers.dicom import texts
from tracker.readers.dicom.event_sums import measurements, union
from tracker.readers.dicom.values import ACCUMULATED, EVENT_SUM
from tracker.readers.draft import EventDraft, ExamDraft, MeasurementDraft
from tracker.units import canonical_unit

SUM_OF_TOTALS = "sum of accumulated totals"  # of reports that have no event in common
DISTINCT_EVENTS = "sum of distinct events"  # of reports that overlap
_SAME = 0.005
_FROM_EVENTS = ("dlp_mgy_cm", "ctdivol_mgy", "air_kerma_mgy")
Key = tuple[str, str, str]


def newest(reports: Iterable[ExamDraft]) -> list[ExamDraft]:
    """The reports that no other one repeats: of cumulative ones the last, of re-sent ones one, in one order."""
    kept: list[tuple[frozenset[str], ExamDraft]] = []
    for report in sorted(reports, key=_fullest_first):
        events = frozenset(event.event_uid for event in report.events)
        if events:
            repeated = any(events <= known for known, _other in kept)
        else:
            repeated = any(report.measurements == other.measurements for known, other in kept if not known)
        if not repeated:
            kept.append((events, report))
    return [report for _events, report in kept]


def _fullest_first(report: ExamDraft) -> tuple[int, int, str, str]:
    sop = report.report.sop_instance_uid if report.report else ""
    return -len(report.events), -len(report.measurements), sop, repr(report.measurements)


def totals(reports: Sequence[ExamDraft]) -> tuple[MeasurementDraft, ...]:
    """The numbers of the exam, which follow from the set of its events.

    Reports without a common event add up; of reports that overlap every distinct event counts once.

    Args:
        reports: those of one kind (CT, X-ray, nuclear medicine) and one exam, in any order.
    """
    kept = newest(reports)
    listed = [report for report in kept if report.events]
    groups = _overlapping(listed)
    rows: tuple[MeasurementDraft, ...] = ()
    if len(groups) == 1:
        rows = _of_group(groups[0])
    elif groups:
        rows = _added([_of_group(group) for group in groups], union(e for report in listed for e in report.events))
    return _with_unlisted(rows, [report for report in kept if not report.events])


def _overlapping(reports: Sequence[ExamDraft]) -> list[list[ExamDraft]]:
    """The reports in groups such that reports of different groups have no event in common."""
    groups: list[tuple[set[str], list[ExamDraft]]] = []
    for report in reports:
        events = {event.event_uid for event in report.events}
        members = [report]
        apart = []
        for known, others in groups:
            if known & events:
                events |= known
                members = others + members
            else:
                apart.append((known, others))
        groups = [*apart, (events, members)]
    return [members for _events, members in groups]


def _of_group(reports: list[ExamDraft]) -> tuple[MeasurementDraft, ...]:
    if len(reports) == 1:
        return reports[0].measurements
    events = union(event for report in reports for event in report.events)
    rows = {_key(row): row for row in measurements(events, DISTINCT_EVENTS) if not row.part}
    parts = [row for row in measurements(events, DISTINCT_EVENTS) if row.part]
    stated: dict[Key, MeasurementDraft] = {}
    for row in (row for report in reports for row in report.measurements if not row.part):
        if row.quantity != "effective_dose_msv" and (_key(row) not in stated or row.value > stated[_key(row)].value):
            stated[_key(row)] = row
    for key, row in stated.items():
        # Where events list no dose their sum is too small; a stated total that is more is then nearer.
        if key not in rows or (row.value > rows[key].value * (1 + _SAME) and _silent(events, row.quantity)):
            rows[key] = row
    if any(agent for quantity, _side, agent in rows if quantity == "activity_mbq"):
        rows.pop(("activity_mbq", "", ""), None)  # the same administrations, once without the name of the agent
    return (*(rows[key] for key in sorted(rows)), *parts)


def _key(row: MeasurementDraft) -> Key:
    return row.quantity, row.laterality, row.radiopharmaceutical


def _silent(events: Iterable[EventDraft], quantity: str) -> bool:
    """Whether some event, that could, states no such dose."""
    return any(
        getattr(event, quantity, None) is None for event in events if event.event_type not in ("localiser", "")
    ) or all(getattr(event, quantity, None) is None for event in events)


def _added(groups: list[tuple[MeasurementDraft, ...]], events: Sequence[EventDraft]) -> tuple[MeasurementDraft, ...]:
    """The sum over reports that list different events."""
    by_key: dict[Key, list[MeasurementDraft]] = {}
    for row in (row for group in groups for row in group if not row.part):
        by_key.setdefault(_key(row), []).append(row)
    from_events = measurements(events, EVENT_SUM)
    planes = any(row.plane for group in groups for row in group)
    whole = []
    for key, rows in sorted(by_key.items()):
        if key[0] == "ctdivol_mgy":
            continue  # never added up; each scan is a part
        if key[0] == "effective_dose_msv" and (len(rows) < len(groups) or len({row.authority for row in rows}) > 1):
            continue  # it would leave some of the exam out, or mix what rests on different tissue weights
        if key[0] == "air_kerma_mgy" and planes:
            continue
        whole.append(_sum(rows))
    total = {row.quantity: row.value for row in whole}
    for row in from_events:
        of_planes = row.quantity == "air_kerma_mgy" and planes
        of_scans = row.quantity == "ctdivol_mgy" or _accounted(row.quantity, from_events, total)
        if of_planes or (row.part and of_scans):
            whole.append(row)
    return tuple(whole)


def _accounted(quantity: str, rows: Iterable[MeasurementDraft], total: dict[str, float]) -> bool:
    """Whether the parts that the events give make up the stated total."""
    parts = sum(row.value for row in rows if row.part and row.quantity == quantity)
    return quantity in _FROM_EVENTS and abs(parts - total.get(quantity, 0.0)) <= 0.05 * total.get(quantity, 0.0)


def _sum(rows: Sequence[MeasurementDraft]) -> MeasurementDraft:
    if len(rows) == 1:
        return rows[0]
    value = float(f"{math.fsum(row.value for row in rows):.12g}")
    reported = " + ".join(sorted(row.reported for row in rows))
    phantoms, voltages = {row.phantom for row in rows}, {row.tube_voltage_kv for row in rows}
    return replace(
        rows[0],
        value=value,
        reported=reported if len(reported) <= texts.LONGEST else f"{value:.6g} {canonical_unit(rows[0].quantity)}",
        origin=SUM_OF_TOTALS if any(row.origin == ACCUMULATED for row in rows) else rows[0].origin,
        phantom="" if "" in phantoms else phantoms.pop() if len(phantoms) == 1 else "mixed",
        tube_voltage_kv=voltages.pop() if len(voltages) == 1 else None,
    )


def _with_unlisted(rows: tuple[MeasurementDraft, ...], reports: Sequence[ExamDraft]) -> tuple[MeasurementDraft, ...]:
    """The numbers with those of reports that list no events: which of them repeat others cannot be told.

    So nothing is added: the larger number stands.
    """
    found = {_key(row): row for row in rows if not row.part}
    parts = [row for row in rows if row.part]
    for report in reports:
        replaced = {
            _key(row)
            for row in report.measurements
            if not row.part and (_key(row) not in found or row.value > found[_key(row)].value * (1 + _SAME))
        }
        if replaced and not found:
            parts = [row for row in report.measurements if row.part]
        found |= {_key(row): row for row in report.measurements if not row.part and _key(row) in replaced}
    return (*found.values(), *parts)
