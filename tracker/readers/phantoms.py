"""Test objects carry dose too: tells their reports from those of people by the words physicists use for them."""

import re
from collections.abc import Sequence

from tracker.errors import Reason

# In a name or patient id these mean a test object; "test" alone is left out, for it proves nothing.
_IN_NAMES = frozenset(
    {"ACR", "QA", "QC", "PHYSICS", "PHANTOM", "PHANTOME", "CDMAM", "CATPHAN", "CALIBRATION", "KALIBRIERUNG"}
)
_IN_WORDS = _IN_NAMES - {"ACR", "CALIBRATION", "KALIBRIERUNG"}


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
