"""Drafts of the same exam become one: by the identity of its exposures, of its files, and of its study."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from tracker.errors import Reason
from tracker.readers.dicom.event_sums import IMAGE_HEADERS, measurements, named_by_content, recognised, union
from tracker.readers.dicom.findings import exam_region, exam_side
from tracker.readers.dicom.images import DOSE_PAGE, earliest, one_draft
from tracker.readers.dicom.totals import DISTINCT_EVENTS, SUM_OF_TOTALS, newest, totals
from tracker.readers.draft import EventDraft, ExamDraft, MeasurementDraft, ReportInfo
from tracker.readers.words.exams import UNKNOWN

_T = TypeVar("_T")
_AGENT_ALONE = "administration"  # origin of an effective dose that leaves the CT part of a PET/CT out
_RANKS = ("dose_report", "page", "image", "fhir", "sheet", "text")


def merge(drafts: Iterable[ExamDraft]) -> tuple[ExamDraft, ...]:
    """Every exam once, however many files tell of it, in whatever order and however often they are given.

    Two drafts are of one exam if they share an irradiation event, a file (SOP instance), another identity, a study, or
    the accession number with day, kind of machine and patient.
    Merging again what was merged, with or without more drafts, gives the same as merging all of them at once.
    """
    parts = [_normal(part) for draft in drafts for part in (draft.parts or (draft,))]
    return tuple(sorted((_exam(group) for group in _groups(parts)), key=_place))


def _place(draft: ExamDraft) -> tuple[bool, date, str, str, str, str]:
    told = draft.exam_date
    return told is None, told or date.max, draft.modality, draft.study_uid, "|".join(draft.identity), draft.description


def _normal(draft: ExamDraft) -> ExamDraft:
    """The draft with its study and its file among its identities, where every reader's drafts have them."""
    report = draft.report
    study = draft.study_uid or (report.study_instance_uid if report else "")
    own = {report.sop_instance_uid} if report and draft.source_kind == "dose_report" else set()
    identity = tuple(sorted({*draft.identity, *own} - {""}))
    return named_by_content(replace(draft, study_uid=study.removeprefix("urn:oid:"), identity=identity))


def _groups(drafts: Sequence[ExamDraft]) -> Iterator[list[ExamDraft]]:
    """The drafts of each exam: those that share a key, directly or through others."""
    parent = list(range(len(drafts)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[Hashable, int] = {}
    for at, draft in enumerate(drafts):
        for key in _keys(draft):
            parent[root(at)] = root(first.setdefault(key, at))
    groups: dict[int, list[ExamDraft]] = {}
    for at, draft in enumerate(drafts):
        groups.setdefault(root(at), []).append(draft)
    yield from groups.values()


def _keys(draft: ExamDraft) -> Iterator[Hashable]:
    # The MRI part of a PET/MR, ultrasound beside a mammogram and a treatment are no part of the exam with X-rays.
    world = "treatment" if draft.treatment else draft.modality if draft.ionising is False else ""
    for event in draft.events:
        yield "event", world, event.event_uid
    for uid in draft.identity:
        yield "file", world, uid
    if draft.study_uid:
        yield "study", world, draft.study_uid
    if draft.order:
        yield "order", world, draft.order


def _rank(draft: ExamDraft) -> int:
    if draft.source_kind == "image" and any(row.origin == DOSE_PAGE for row in draft.measurements):
        return _RANKS.index("page")
    return _RANKS.index(draft.source_kind) if draft.source_kind in _RANKS else len(_RANKS)


def _class(draft: ExamDraft) -> str:
    """The part of an exam that a report is about."""
    return draft.modality if draft.modality in ("NM", "CT") else "X-ray" if draft.modality else "patient dose"


def _order(draft: ExamDraft) -> tuple[int, int, date, str, str]:
    report = draft.report.sop_instance_uid if draft.report else ""
    told = "|".join((*draft.identity, draft.description, repr(draft.measurements)))
    return _rank(draft), -len(draft.events), draft.exam_date or date.max, report, told


def _exam(drafts: Sequence[ExamDraft]) -> ExamDraft:
    """One exam of all its drafts."""
    pictures = [draft for draft in drafts if _rank(draft) == _RANKS.index("image")]
    others = [draft for draft in drafts if _rank(draft) != _RANKS.index("image")]
    parts = sorted(_once([*others, *([one_draft(pictures)] if pictures else ())]), key=_order)
    return parts[0] if len(parts) == 1 else _joined(parts)


def _once(drafts: Iterable[ExamDraft]) -> Iterable[ExamDraft]:
    """Each draft once, also where an older program stored the same one with sentences in place of reasons."""
    told = sorted(drafts, key=lambda one: one.kind_reason is not None and one.kind_reason.code != "as_written")
    return {replace(one, kind_reason=None, not_patient_reason=None, evidence_note=None): one for one in told}.values()


def _joined(parts: list[ExamDraft]) -> ExamDraft:
    rows, events = _numbers(recognised(parts))
    kinds = [part for part in parts if part.kind_key and not _minor(part, parts)]
    dated = [part for part in parts if _rank(part) == _rank(parts[0])]
    first_dated = next((part for part in parts if part.exam_date), parts[0])
    report = _first((part.report for part in parts), None)
    return replace(
        parts[0],
        exam_date=earliest(part.exam_date for part in dated) or first_dated.exam_date,
        date_precision=first_dated.date_precision,
        date_last=first_dated.date_last,
        modality="NM" if _hybrid(parts) else _first((part.modality for part in parts), ""),
        kind_key=kinds[0].kind_key if kinds else "",
        kind_reason=kinds[0].kind_reason if kinds else parts[0].kind_reason,
        region=_region(parts, events),
        side=exam_side(_exposures(events)) or _first((part.side for part in parts), ""),
        description=_first((part.description for part in parts if not _minor(part, parts)), parts[0].description),
        irradiation_events=_count(parts, events),
        measurements=rows,
        events=tuple(events),
        report=_named(report, parts) if report else None,
        study_uid=_first((part.study_uid for part in parts), ""),
        identity=tuple(sorted({uid for part in parts for uid in part.identity})),
        not_patient_reason=_first((part.not_patient_reason for part in parts), None),
        treatment=any(part.treatment for part in parts),
        ionising=_first((part.ionising for part in parts), None, True, False),
        evidence_note=_note(parts, rows),
        facility=_first((part.facility for part in parts), ""),
        requested_by=_first((part.requested_by for part in parts), ""),
        own_words=_first((part.own_words for part in parts), ""),
        words=tuple(sorted({pair for part in parts for pair in part.words})),
        codes=tuple(sorted({pair for part in parts for pair in part.codes})),
        doubts=tuple(dict.fromkeys(doubt for part in parts for doubt in part.doubts)),
        parts=tuple(parts),
    )


def _first(values: Iterable[_T], default: _T, *wanted: _T) -> _T:
    """The first value that says something; with `wanted`, the first of these that occurs at all."""
    found = list(values)
    if wanted:
        return next((value for value in wanted if value in found), default)
    return next((value for value in found if value), default)


def _named(report: ReportInfo, parts: Iterable[ExamDraft]) -> ReportInfo:
    """Where the numbers come from, with what the person is called filled in from whichever file says it."""
    known = [part.report for part in parts if part.report]
    return replace(
        report,
        patient_name=_first((one.patient_name for one in known), ""),
        patient_birth_date=_first((one.patient_birth_date for one in known), None),
        patient_sex=_first((one.patient_sex for one in known), ""),
        institution=_first((one.institution for one in known), ""),
    )


def _hybrid(parts: Iterable[ExamDraft]) -> bool:
    """Whether it is a nuclear medicine exam with a CT part, as PET/CT is."""
    dicom = {part.modality for part in parts if part.source_kind in ("dose_report", "image")}
    return {"NM", "CT"} <= dicom


def _minor(part: ExamDraft, parts: Sequence[ExamDraft]) -> bool:
    """Whether a part is the CT part of a PET/CT, after which the exam is not called."""
    return part.modality == "CT" and _hybrid(parts)


def _numbers(parts: Sequence[ExamDraft]) -> tuple[tuple[MeasurementDraft, ...], list[EventDraft]]:
    """Measurements and events: of dose reports, else dose pages, else image headers, else exports and tables."""
    rows: list[MeasurementDraft] = []
    events: list[EventDraft] = []
    by_class: dict[str, list[ExamDraft]] = {}
    for part in parts:
        if part.source_kind == "dose_report":
            by_class.setdefault(_class(part), []).append(part)
    pages = [part for part in parts if _rank(part) == _RANKS.index("page")]
    if pages and by_class.keys() <= {"NM"}:
        by_class["CT"] = pages
    for _name, sources in sorted(by_class.items()):
        rows += totals(sources)
        events += union(event for source in sources for event in source.events)
    for part in parts:
        if _rank(part) == _RANKS.index("image"):
            told = [event for event in part.events if _counts(event, by_class.keys())]
            rows += measurements(told, IMAGE_HEADERS)
            events = union([*events, *told])
    if _hybrid(parts):
        agent = {"effective_dose_msv": _AGENT_ALONE}
        stated = {id(row) for part in parts if part.modality == "NM" for row in part.measurements}
        rows = [replace(row, origin=agent.get(row.quantity, row.origin)) if id(row) in stated else row for row in rows]
    return _completed(rows, parts), union(events)


def _counts(event: EventDraft, reported: Iterable[str]) -> bool:
    """Whether the numbers of an image are wanted, given the parts of the exam that reports tell of."""
    known = set(reported)
    if event.event_type == "administration":
        return known <= {"CT"}
    if event.slices or event.ctdivol_mgy is not None or event.event_type == "localiser":
        return known <= {"NM"}
    return not known


def _completed(rows: list[MeasurementDraft], parts: Iterable[ExamDraft]) -> tuple[MeasurementDraft, ...]:
    """The numbers with what only exports, tables and texts say."""
    found = list(dict.fromkeys(rows))
    for part in parts:
        if part.source_kind not in ("dose_report", "image"):
            known = {(row.quantity, row.laterality) for row in found}
            found += [row for row in part.measurements if (row.quantity, row.laterality) not in known]
    return tuple(found)


def _exposures(events: Iterable[EventDraft]) -> list[EventDraft]:
    return [event for event in events if event.event_type != "administration"]


def _count(parts: Sequence[ExamDraft], events: Sequence[EventDraft]) -> int | None:
    reports = [part for part in parts if part.source_kind == "dose_report" and part.irradiation_events is not None]
    kept = newest(reports)
    if len(kept) == 1:
        return kept[0].irradiation_events
    listed = len(_exposures(events))
    return listed or max((part.irradiation_events or 0 for part in parts), default=0) or None


def _region(parts: Sequence[ExamDraft], events: Sequence[EventDraft]) -> str:
    exposures = _exposures(events)
    found = exam_region(exposures) if exposures else UNKNOWN
    if found != UNKNOWN or len({event.region for event in exposures} - {UNKNOWN, ""}) > 1:
        return found
    return next((p.region for p in parts if p.region not in (UNKNOWN, "") and not _minor(p, parts)), UNKNOWN)


def _note(parts: Sequence[ExamDraft], rows: Iterable[MeasurementDraft]) -> Reason | None:
    """What the numbers rest on, where that is not one report alone."""
    origins = {row.origin for row in rows}
    count = sum(part.source_kind == "dose_report" for part in parts)
    if DISTINCT_EVENTS in origins:
        return Reason.of("reports_overlap", count=count)
    if SUM_OF_TOTALS in origins:
        return Reason.of("reports_summed", count=count)
    return None if count else _first((part.evidence_note for part in parts), None)
