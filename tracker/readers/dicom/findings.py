"""What the parts of a dose report have in common: events, places in the body, sides, and what one report holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom.content import Code, Item, find
from tracker.readers.draft import EventDraft, MeasurementDraft
from tracker.readers.words.places import UNKNOWN, union_of
from tracker.reference import region_for_code


@dataclass
class Findings:
    """What one report holds, before it becomes an exam.

    Attributes:
        event_count: the number of events the report itself states, None where it states none.
        codes: codes of the procedure, most telling first.
        phantom_region: some exposure names a test object as its target region.
    """

    modality: str = ""
    measurements: list[MeasurementDraft] = field(default_factory=list)
    events: list[EventDraft] = field(default_factory=list)
    event_count: int | None = None
    codes: list[Code] = field(default_factory=list)
    phantom_region: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What the items of a report need from its header to be understood.

    Attributes:
        encodings: codecs of the text items.
        report_uid: identity of the report, for events that have none of their own.
        complete: False where the file breaks off, so that sums over its events would be too small.
    """

    encodings: list[str]
    report_uid: str
    complete: bool = True


def text_of(items: list[Item], concept: Code, context: Context) -> str:
    """The first text with a concept at this level, as one line; "" where there is none."""
    return next((texts.line(texts.decode(item.text, context.encodings)) for item in find(items, concept)), "")


def code_of(items: list[Item], *concept: Code) -> Code | None:
    """The first code with one of the concepts at this level."""
    return next((item.code for item in find(items, *concept) if item.code.value), None)


def event_uid(items: list[Item], concept: Code, context: Context, position: int) -> str:
    """The identity of an event; where it has none, its place in this report."""
    uid = next((item.uid for item in find(items, concept)), "")
    return texts.line(uid) or f"{context.report_uid}#{position}"


def region_and_side(items: list[Item]) -> tuple[str, str]:
    """Region key ("unknown" where the code says nothing) and side of an event."""
    region, side = "", ""
    for item in find(items, concepts.TARGET_REGION, *concepts.ANATOMICAL_STRUCTURE):
        # A code a scanner misspells says nothing, however plainly its meaning reads.
        found = region_for_code(item.code.value, item.code.scheme)
        region = region or found or ""
        modifier = code_of(item.children, *concepts.LATERALITY)
        side = side or concepts.SIDES.get(modifier or item.code, "") or concepts.SIDES.get(item.code, "")
    modifier = code_of(items, *concepts.LATERALITY)
    return region or UNKNOWN, side or (concepts.SIDES.get(modifier, "") if modifier else "")


def shows_phantom(exposures: Iterable[Item]) -> bool:
    """Whether some exposure names a test object as what it was directed at."""
    return any(
        region.code in concepts.PHANTOM_REGION
        for exposure in exposures
        for region in find(exposure.children, concepts.TARGET_REGION)
    )


def exam_region(events: Iterable[EventDraft]) -> str:
    """The region of the exam: that of all its events, or the one made of theirs; "unknown" when any is not known.

    Scout views of CT (localisers) do not count while other events are there.
    """
    found = list(events)
    scans = [event for event in found if event.event_type != "localiser"] or found
    regions = {event.region for event in scans}
    if len(regions) == 1:
        return regions.pop() or UNKNOWN
    return union_of(regions)


def exam_side(events: Iterable[EventDraft]) -> str:
    """The side of the exam: "both" where left and right occur, "" where some event does not say."""
    sides = {event.laterality for event in events}
    if sides in ({"left", "right"}, {"left", "both"}, {"right", "both"}, {"left", "right", "both"}):
        return "both"
    return sides.pop() if len(sides) == 1 else ""


def distinct(events: list[EventDraft]) -> list[EventDraft]:
    """Every event once. The same UID on another plane of a biplane system is another event and gets a mark."""
    kept: dict[str, EventDraft] = {}
    for event in events:
        known = kept.get(event.event_uid)
        if known is None:
            kept[event.event_uid] = event
        elif known.plane != event.plane:
            marked = f"{event.event_uid}#{event.plane}"
            kept.setdefault(marked, replace(event, event_uid=marked))
    return list(kept.values())
