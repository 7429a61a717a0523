"""What the parts of a dose report have in common: events, places in the body, sides, and whether it is of a person.

Test objects carry dose too: their reports are told from those of people by the words physicists use for them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tracker.errors import Reason
from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom.content import Code, Item, find
from tracker.readers.draft import EventDraft, MeasurementDraft
from tracker.readers.words.exams import UNKNOWN, union_of
from tracker.reference import region_for_code

# In a name or patient id these mean a test object; "test" alone is left out, for it proves nothing.
_IN_NAMES = frozenset(
    {"ACR", "QA", "QC", "PHYSICS", "PHANTOM", "PHANTOME", "CDMAM", "CATPHAN", "CALIBRATION", "KALIBRIERUNG"}
)
_IN_WORDS = _IN_NAMES - {"ACR", "CALIBRATION", "KALIBRIERUNG"}


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


def agent_of(code: Code | None) -> str:
    """Key of the radiopharmaceutical a code names, "" where the reference does not know it."""
    from pydicom.sr.coding import Code as DicomCode  # heavy, and only nuclear medicine needs it

    from tracker.reference import activity_coefficients

    if code is None:
        return ""
    wanted = DicomCode(code.value, "SRT" if code.scheme in ("SNM3", "99SDM") else code.scheme, code.value)
    for row in activity_coefficients():
        if row.dicom_code and wanted == DicomCode(row.dicom_code, "SCT", row.name):
            return row.radiopharmaceutical
    return ""


def not_patient_reason(
    name: str, patient_id: str, words: Sequence[str], protocols: Sequence[str], *, names_phantom: bool = False
) -> Reason | None:
    """Why a report looks like one of a test object, None if it does not.

    A word in the name or the descriptions is enough; of the protocols every single one must have such a word.
    """
    if names_phantom:
        return Reason("phantom_in_region")
    for text in (name, patient_id):
        if word := _match(text, _IN_NAMES):
            return Reason.of("phantom_in_name", text=text, word=word)
    for text in words:
        if word := _match(text, _IN_WORDS):
            return Reason.of("phantom_in_words", text=text, word=word)
    if protocols and all(_match(text, _IN_WORDS) for text in protocols):
        return Reason.of("phantom_in_protocol", text=protocols[0])
    return None


def _match(text: str, wanted: frozenset[str]) -> str:
    tokens = re.split(r"[^A-Za-z]+", text.upper())
    return next((token for token in tokens if token in wanted), "")
