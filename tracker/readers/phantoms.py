"""Test objects carry dose too: tells their reports from those of people by the words physicists use for them."""

import re
from collections.abc import Sequence

from tracker.i18n import _

# In a name or patient id these mean a test object; "test" alone is left out, for it proves nothing.
_IN_NAMES = frozenset(
    {"ACR", "QA", "QC", "PHYSICS", "PHANTOM", "PHANTOME", "CDMAM", "CATPHAN", "CALIBRATION", "KALIBRIERUNG"}
)
_IN_WORDS = _IN_NAMES - {"ACR", "CALIBRATION", "KALIBRIERUNG"}


def not_patient_reason(
    name: str, patient_id: str, words: Sequence[str], protocols: Sequence[str], *, names_phantom: bool = False
) -> str:
    """Why a report looks like one of a test object, "" if it does not.

    A word in the name or the descriptions is enough; of the protocols every single one must have such a word.
    """
    if names_phantom:
        return _("This shows a test object and not a person: the report says so in its target region.")
    for text in (name, patient_id):
        if word := _match(text, _IN_NAMES):
            return _("This looks like a test object and not a person: the patient is called “{text}” ({word}).").format(
                text=text, word=word
            )
    for text in words:
        if word := _match(text, _IN_WORDS):
            return _("This looks like a test of the machine: it is described as “{text}” ({word}).").format(
                text=text, word=word
            )
    if protocols and all(_match(text, _IN_WORDS) for text in protocols):
        return _("This looks like a test of the machine: its protocol is called “{text}”.").format(text=protocols[0])
    return ""


def _match(text: str, wanted: frozenset[str]) -> str:
    tokens = re.split(r"[^A-Za-z]+", text.upper())
    return next((token for token in tokens if token in wanted), "")
