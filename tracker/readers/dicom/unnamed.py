"""Irradiation events that their report gives no UID, known again by what they are: start, dose and protocol."""

import hashlib
from collections import Counter
from collections.abc import Hashable
from dataclasses import replace
from datetime import time

from tracker.readers.draft import EventDraft, ExamDraft, ReportInfo

_DOSES = (
    "kap_gy_cm2", "air_kerma_mgy", "fluoro_time_s", "dlp_mgy_cm", "ctdivol_mgy", "glandular_dose_mgy", "activity_mbq",
)  # fmt: skip


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
        if _is_place_in(event.event_uid, report.sop_instance_uid) and (told := _told(event, draft, report)):
            seen[told] += 1
            mark = hashlib.sha256(repr((told, seen[told])).encode()).hexdigest()[:40]
            events[at] = replace(event, event_uid=f"like {mark}")
    return replace(draft, events=tuple(events))


def _is_place_in(uid: str, report_uid: str) -> bool:
    """Whether an event goes by its place in the report, for want of a UID."""
    place = uid.removeprefix(f"{report_uid}#")
    return place != uid and place.isdecimal()


def _told(event: EventDraft, draft: ExamDraft, report: ReportInfo) -> tuple[Hashable, ...]:
    """What tells the event from others; empty where that is too little."""
    doses = tuple(value and float(f"{value:.6g}") for value in (getattr(event, name) for name in _DOSES))
    started = event.started_at.replace(microsecond=0) if event.started_at else None
    if started and started.time() != time():
        where: tuple[Hashable, ...] = (str(started), report.manufacturer, report.model)
    else:
        where = (draft.study_uid or report.study_instance_uid,)
    enough = where[0] and (len(where) > 1 or any(doses))
    return (*where, event.protocol, event.plane, event.event_type, doses) if enough else ()
