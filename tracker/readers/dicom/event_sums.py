"""Numbers of an exam that follow from its irradiation events, and what the images of a study say about it together.

Events that their report gives no UID are known again by what they are: start, dose and protocol.
"""

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, time
from itertools import groupby
from typing import Any

from tracker.errors import Reason
from tracker.readers.dicom import geometry, image_kinds
from tracker.readers.dicom.findings import exam_region, exam_side
from tracker.readers.dicom.values import total_of
from tracker.readers.draft import EventDraft, ExamDraft, MeasurementDraft, ReportInfo
from tracker.readers.words.exams import UNKNOWN
from tracker.units import canonical_unit

IMAGE_HEADERS, SCAN_LENGTH = "image headers", "CTDIvol x scan length of the images"
_ADDED = ("kap_gy_cm2", "fluoro_time_s")
_FEWEST_SLICES = 8  # fewer do not tell how long a scan was
_MOST_WORDS = 200
_LIKE = "like "  # begins what an event goes by that has no UID
_DOSES = (
    "kap_gy_cm2", "air_kerma_mgy", "fluoro_time_s", "dlp_mgy_cm", "ctdivol_mgy", "glandular_dose_mgy", "activity_mbq",
)  # fmt: skip


def union(events: Iterable[EventDraft]) -> list[EventDraft]:
    """Every event once, by its identity, in one order; of several accounts of it the fullest, with what others add."""
    by_uid: dict[str, list[EventDraft]] = {}
    for event in events:
        by_uid.setdefault(event.event_uid, []).append(event)
    return sorted(map(_one, by_uid.values()), key=lambda event: (event.started_at or datetime.max, event.event_uid))


def _one(accounts: list[EventDraft]) -> EventDraft:
    first, *others = accounts
    if all(other is first or other == first for other in others):
        return first
    distinct = sorted(set(accounts), key=lambda event: (-_filled(event), repr(replace(event, slices=()))))
    fullest = distinct[0]
    missing: dict[str, Any] = {
        name: next((v for event in distinct if (v := getattr(event, name)) not in _NOTHING), getattr(fullest, name))
        for name in _DETAILS
        if getattr(fullest, name) in _NOTHING
    }
    slices = tuple(sorted({one for event in distinct for one in event.slices}))
    if slices:
        missing |= {"slices": slices, "ctdivol_mgy": _mean(slices)}
    missing["geometry"] = geometry.fullest(event.geometry for event in distinct)
    return replace(fullest, **missing)


_NOTHING = (None, "", UNKNOWN)
_DETAILS = tuple(field.name for field in fields(EventDraft) if field.name not in ("event_uid", "slices"))


def _filled(event: EventDraft) -> int:
    return sum(getattr(event, name) not in _NOTHING for name in _DETAILS)


def _mean(slices: Sequence[tuple[float, float, float]]) -> float:
    return float(f"{sum(one[2] for one in slices) / len(slices):.9g}")


def length_mm(slices: Sequence[tuple[float, float, float]]) -> float | None:
    """How much of the body the slices of one scan cover; None where they are too few or leave gaps."""
    if len(slices) < _FEWEST_SLICES:
        return None
    ends = sorted((place - thick / 2, place + thick / 2) for place, thick, _ctdivol in slices)
    covered, reached = 0.0, ends[0][0]
    for start, end in ends:
        covered += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    whole = reached - ends[0][0]
    return whole if covered >= 0.9 * whole else None


def measurements(events: Sequence[EventDraft], origin: str) -> tuple[MeasurementDraft, ...]:
    """The quantities of an exam as its distinct events give them.

    Args:
        events: every event once.
        origin: where the numbers come from, for each measurement.
    """
    rows: list[MeasurementDraft] = []
    for quantity in _ADDED:
        rows += _sum(quantity, (getattr(event, quantity) for event in events), origin)
    rows += _air_kerma(events, origin)
    for side in ("left", "right", "both", ""):
        of_side = [event.glandular_dose_mgy for event in events if event.laterality == side]
        rows += [replace(row, laterality=side) for row in _sum("glandular_dose_mgy", of_side, origin)]
    for agent in sorted({event.radiopharmaceutical for event in events}):
        given = [event.activity_mbq for event in events if event.radiopharmaceutical == agent]
        rows += [replace(row, radiopharmaceutical=agent) for row in _sum("activity_mbq", given, origin)]
    return (*rows, *_ct(events, origin))


def _sum(quantity: str, values: Iterable[float | None], origin: str) -> list[MeasurementDraft]:
    total = total_of(values, quantity)
    return [MeasurementDraft(quantity, total.value, total.reported, origin)] if total else []


def _air_kerma(events: Sequence[EventDraft], origin: str) -> list[MeasurementDraft]:
    """Of a biplane system the plane with more, since the planes enter at different skin; each plane is a part.

    What mammograms state is the dose at the skin of a breast, which stands beside the glandular dose as a part.
    """
    quantity = "air_kerma_mgy"
    by_plane = [
        replace(row, plane=plane, part=True)
        for plane in ("A", "B")
        for row in _sum(quantity, (event.air_kerma_mgy for event in events if event.plane == plane), origin)
    ]
    if by_plane:
        most = max(by_plane, key=lambda row: row.value)
        return [replace(most, plane="", part=False), *by_plane]
    breast = any(event.glandular_dose_mgy for event in events)
    return [replace(row, part=breast) for row in _sum(quantity, (e.air_kerma_mgy for e in events), origin)]


def _ct(events: Sequence[EventDraft], origin: str) -> list[MeasurementDraft]:
    scans = [scan for scan in events if scan.dlp_mgy_cm is not None]
    if not scans:
        scans, origin_dlp = _from_slices(events), SCAN_LENGTH
    else:
        origin_dlp = origin
    rows: list[MeasurementDraft] = []
    if total := total_of((scan.dlp_mgy_cm for scan in scans), "dlp_mgy_cm"):
        counted = [scan for scan in scans if scan.dlp_mgy_cm]
        whole = MeasurementDraft("dlp_mgy_cm", total.value, total.reported, origin_dlp)
        rows.append(replace(whole, phantom=_phantom(counted), tube_voltage_kv=_voltage(counted)))
        rows += _dlp_parts(counted, origin_dlp)
    doses = [scan for scan in events if scan.ctdivol_mgy is not None]
    unit = canonical_unit("ctdivol_mgy")
    for scan in doses:
        value, several = scan.ctdivol_mgy or 0.0, len(doses) > 1
        row = MeasurementDraft("ctdivol_mgy", value, f"{value:.6g} {unit}", origin, phantom=scan.phantom, part=several)
        rows.append(replace(row, region=scan.region if several else "", tube_voltage_kv=scan.tube_voltage_kv))
    return rows


def _from_slices(events: Sequence[EventDraft]) -> list[EventDraft]:
    """The scans with the DLP that their slices give; none at all where that of any scan cannot be told."""
    scans = [event for event in events if event.ctdivol_mgy is not None]
    lengths = [length_mm(scan.slices) for scan in scans]
    if not scans or None in lengths or any("#series " in scan.event_uid for scan in scans[1:]):
        return []  # several series without a number of the scan may be one scan, computed twice
    return [
        replace(scan, dlp_mgy_cm=float(f"{(scan.ctdivol_mgy or 0.0) * (length or 0.0) / 10:.9g}"))
        for scan, length in zip(scans, lengths, strict=True)
    ]


def _phantom(scans: Sequence[EventDraft]) -> str:
    phantoms = {scan.phantom for scan in scans}
    return "" if "" in phantoms else phantoms.pop() if len(phantoms) == 1 else "mixed"


def _voltage(scans: Sequence[EventDraft]) -> float | None:
    voltages = {scan.tube_voltage_kv for scan in scans if scan.event_type != "localiser"}
    return voltages.pop() if len(voltages) == 1 else None


def _dlp_parts(scans: list[EventDraft], origin: str) -> list[MeasurementDraft]:
    def group(scan: EventDraft) -> tuple[str, str]:
        return scan.phantom, scan.region

    several = len({scan.phantom for scan in scans}) > 1 or (
        len({scan.region for scan in scans}) > 1 and all(scan.region != UNKNOWN for scan in scans)
    )
    if not several or not all(scan.phantom for scan in scans):
        return []
    rows: list[MeasurementDraft] = []
    for (phantom, region), grouped in groupby(sorted(scans, key=group), key=group):
        members = list(grouped)
        for row in _sum("dlp_mgy_cm", (scan.dlp_mgy_cm for scan in members), origin):
            rows.append(replace(row, phantom=phantom, region=region, part=True, tube_voltage_kv=_voltage(members)))
    return rows


def described(draft: ExamDraft) -> ExamDraft:
    """The draft of one or more images with kind, side, exposure count and doses as its events and words give them."""
    words = tuple(sorted(set(draft.words)))[:_MOST_WORDS]
    irradiations = [event for event in draft.events if event.event_type != "administration"]
    region, side = exam_region(irradiations) if irradiations else UNKNOWN, exam_side(irradiations)
    if draft.treatment:
        kind, reason = "tx_radiotherapy", Reason("treatment_record")
    else:
        kind, reason = image_kinds.propose(
            draft.modality,
            region if region != UNKNOWN or draft.modality != "MG" else "breast",
            [text for _rank, text in words],
            draft.codes,
            agents=[event.radiopharmaceutical for event in draft.events if event.radiopharmaceutical],
            exposures=len(irradiations) or None,
            side=side,
            with_ct=draft.modality == "NM" and bool(irradiations),
        )
    rows = draft.measurements or measurements(draft.events, IMAGE_HEADERS)
    return replace(
        draft,
        kind_key=kind,
        kind_reason=reason,
        side=side,
        description=words[0][1] if words else draft.description,
        irradiation_events=len(irradiations) or None,
        measurements=rows,
        evidence_note=_note(rows),
        words=words,
    )


def _note(rows: Iterable[MeasurementDraft]) -> Reason | None:
    origins = {row.origin for row in rows}
    if SCAN_LENGTH in origins:
        return Reason("from_scan_length")
    if not origins:
        return Reason("images_without_dose")
    return None


def named_by_content(draft: ExamDraft) -> ExamDraft:
    """The draft of one report, whose events without a UID have one that another report of the same events has, too.

    So a report that was sent again adds nothing, and one that repeats earlier events and lists more adds these. Without
    a start only reports of the same study are compared. Equal events of one report are counted.
    """
    report = draft.report
    if report is None or draft.source_kind != "dose_report":
        return draft
    seen: Counter[Hashable] = Counter()
    events = list(draft.events)
    for at, event in enumerate(events):
        if _is_place_in(event.event_uid, report.sop_instance_uid) and (content := _content(event, draft, report)):
            seen[content] += 1
            mark = hashlib.sha256(repr((content, seen[content])).encode()).hexdigest()[:40]
            events[at] = replace(event, event_uid=f"{_LIKE}{mark}")
    return replace(draft, events=tuple(events))


def _is_place_in(uid: str, report_uid: str) -> bool:
    """Whether an event goes by its place in the report, for want of a UID."""
    place = uid.removeprefix(f"{report_uid}#")
    return place != uid and place.isdecimal()


def _content(event: EventDraft, draft: ExamDraft, report: ReportInfo) -> tuple[Hashable, ...]:
    """What tells the event from others; empty where that is too little."""
    doses = _rounded(event)
    started = event.started_at.replace(microsecond=0) if event.started_at else None
    if started and started.time() != time():
        where: tuple[Hashable, ...] = (str(started), report.manufacturer, report.model)
    else:
        where = (draft.study_uid or report.study_instance_uid,)
    enough = where[0] and (len(where) > 1 or any(doses))
    return (*where, event.protocol, event.plane, event.event_type, doses) if enough else ()


def recognised(parts: Sequence[ExamDraft]) -> list[ExamDraft]:
    """Reports of one exam, where events that lost their UID on the way go by the UID that another report has for them.

    They are known again by start, plane, sort and dose; as many as the other report has of the same.
    """
    own: dict[Hashable, dict[str, None]] = {}
    for event in (event for part in parts for event in part.events if not event.event_uid.startswith(_LIKE)):
        own.setdefault(_told(event), {})[event.event_uid] = None
    return [_with_uids(part, own) for part in parts] if own else list(parts)


def _with_uids(part: ExamDraft, own: Mapping[Hashable, Mapping[str, None]]) -> ExamDraft:
    seen: Counter[Hashable] = Counter()
    events = list(part.events)
    for at, event in enumerate(events):
        told = _told(event)
        uids = list(own.get(told, ())) if event.event_uid.startswith(_LIKE) and told else []
        if seen[told] < len(uids):
            events[at] = replace(event, event_uid=uids[seen[told]])
            seen[told] += 1
    return replace(part, events=tuple(events))


def _told(event: EventDraft) -> tuple[Hashable, ...]:
    """What tells an event from others of its exam; empty where it has no dose."""
    doses = _rounded(event)
    started = event.started_at.replace(microsecond=0) if event.started_at else None
    return (started, event.plane, event.event_type, doses) if any(doses) else ()


def _rounded(event: EventDraft) -> tuple[float | None, ...]:
    return tuple(value and float(f"{value:.6g}") for value in (getattr(event, name) for name in _DOSES))
