"""What descriptions in FHIR name: machines, treatments, places and guided injections."""

from collections.abc import Iterable
from functools import lru_cache

from tracker.readers.words import exams
from tracker.readers.words.places import UNIONS, UNKNOWN, regions_in
from tracker.reference.words import pattern

_SCANS = ("CT", "NM", "DX", "RF")


@lru_cache(maxsize=4096)
def machine_in(words: str) -> str:
    """The machine that a description names ("CT", "RF", "US", ... "TX" for treatment), "" where it names none."""
    plain = pattern("exam_words", "without_xray").sub(" ", exams.plain(words)).strip()
    if exams.names(plain, "no_exam"):
        return ""
    # The first that fits counts: radiation stands before none, so that a procedure with both counts as the former.
    machine = next(exams.procedures_in("machines", plain), "").partition(".")[0]
    if treatment_in(words) and not (machine in _SCANS and exams.names(plain, "planning")):
        return "TX"
    return machine


@lru_cache(maxsize=4096)
def treatment_in(words: str) -> str:
    """Key of the treatment with radiation that a description names, "" where it names none."""
    plain = exams.plain(words)
    return next(exams.procedures_in("treatments", plain), "")


@lru_cache(maxsize=4096)
def may_be_guided(words: str) -> bool:
    """Whether a description is of an injection that may have been done under X-ray."""
    plain = exams.plain(words)
    return exams.names(plain, "may_be_guided") and not exams.names(plain, "not_under_xray", "no_exam")


@lru_cache(maxsize=4096)
def place_in(words: str) -> str:
    """The one region that a description names, "unknown" where it names none or several that make no known union."""
    plain = exams.plain(words)
    found = regions_in(plain) or (frozenset({"teeth"}) if exams.names(plain, "teeth") else frozenset())
    return next(iter(found)) if len(found) == 1 else UNIONS.get(found, UNKNOWN)


def is_echo(words: Iterable[str]) -> bool:
    """Whether a description names an ultrasound of the heart ("trans thoracic echocardiogram")."""
    return any(exams.names(exams.plain(text), "heart_ultrasound") for text in words)
