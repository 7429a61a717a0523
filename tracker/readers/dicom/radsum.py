"""The radiation summary of older Siemens C-arms (Arcadis): totals of an exam in a private scheme, without events.

The device writes an Enhanced SR whose root is (C-10, 99SMS_RADSUM). Its conformance statement lists the fluoroscopy
time, the kerma-area product, start and end, and, where the device is set to it, the air kerma as the only dose.
"""

from collections.abc import Iterator
from datetime import datetime

from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom.content import Code, Item, find
from tracker.readers.dicom.findings import Findings
from tracker.readers.dicom.values import ACCUMULATED, DoseReader
from tracker.readers.draft import MeasurementDraft
from tracker.units import QUANTITIES

_AIR_KERMA = "air_kerma_mgy"
_KNOWN = {concepts.SUMMARY_KAP: "kap_gy_cm2", concepts.SUMMARY_FLUOROSCOPY_TIME: "fluoro_time_s"}
_DEEPEST = 3  # the numbers stand at the top, or in a container


def is_summary(root: Code, items: list[Item]) -> bool:
    """Whether a report is such a summary, by its root or, where that is lost, by a number only such a summary has."""
    return root == concepts.SUMMARY_ROOT or any(
        item.concept in _KNOWN and item.number is not None for item in _own(items)
    )


def read(items: list[Item], doses: DoseReader) -> Findings:
    """The totals of a summary; a number without a unit is refused, whatever unit the device usually has."""
    found = Findings(modality="RF")
    own = list(_own(items))
    for concept, quantity in _KNOWN.items():
        if dose := doses.first(own, concept, quantity):
            found.measurements.append(MeasurementDraft(quantity, dose.value, dose.reported, ACCUMULATED))
    kerma = [dose for item in own if _is_dose(item) and (dose := doses.of(item, _AIR_KERMA))]
    if len({dose.value for dose in kerma}) == 1:
        found.measurements.append(MeasurementDraft(_AIR_KERMA, kerma[0].value, kerma[0].reported, ACCUMULATED))
    counts = (texts.decimal(one.number.digits) for one in find(own, concepts.SUMMARY_EXPOSURES) if one.number)
    found.event_count = next((int(count) for count in counts if count and 1 <= count < 1_000_000), None)
    return found


def begun(items: list[Item]) -> datetime | None:
    """When the exam began: the earliest time that the summary states."""
    return min(filter(None, (texts.moment(item.date_time) for item in _own(items))), default=None)


def _own(items: list[Item], depth: int = 0) -> Iterator[Item]:
    for item in items:
        if item.concept.scheme == concepts.SUMMARY_SCHEME:
            yield item
        if depth < _DEEPEST:
            yield from _own(item.children, depth + 1)


def _is_dose(item: Item) -> bool:
    number = item.number
    units = QUANTITIES[_AIR_KERMA].units
    return item.concept not in _KNOWN and number is not None and number.unit.strip() in units
