"""The report of an exam that FHIR carries as a document inside a resource: its text is read as any written report."""

import base64
import binascii
import re
from datetime import date

from tracker.readers.draft import MeasurementDraft
from tracker.readers.fhir.json import Resource, fields, many, text
from tracker.readers.letter.bytes import decoded, text_of
from tracker.readers.letter.doses import doses_of
from tracker.readers.letter.parts import report_of

_MOST = 5
_LONGEST = 20_000_000  # characters of base64
_TAGS = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)


def text_of_forms(resource: Resource) -> str:
    """The text of the documents of a resource, "" where they hold none."""
    forms = [fields(item) for item in many(resource.get("presentedForm"))[:_MOST]]
    return "\n\n".join(filter(None, (_text(text(form.get("contentType")), form.get("data")) for form in forms)))


def _text(kind: str, data: object) -> str:
    if not isinstance(data, str) or len(data) > _LONGEST:
        return ""
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if raw.startswith(b"%PDF"):
        return text_of(raw) or ""
    written = decoded(raw)
    if "html" in kind or written.lstrip()[:1] == "<":
        return _TAGS.sub(" ", _BREAKS.sub("\n", written))
    return written


def doses_in_words(written: str, exam_day: date | None) -> tuple[MeasurementDraft, ...]:
    """The doses of a text that leave no question."""
    proposals, _left = doses_of(report_of(written), exam_day)
    sure = (dose for dose in proposals if len(dose.readings) == 1 and dose.question is None)
    return tuple(dose.readings[0] for dose in sure if dose.preferred or dose.readings[0].part)
