"""Texts with what must come out of them, and the count of what does: found, missed and wrong."""

import csv
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.readers import TODAY
from tracker.readers.letter.letter import propose

SHARED = Path(os.environ.get("EXPOSURE_TRACKER_SHARED", Path(__file__).parents[4] / "shared")) / "cases"
_NAMES = {
    "DLP mGy.cm": "dlp_mgy_cm",
    "fluoro s": "fluoro_time_s",
    "air kerma mGy": "air_kerma_mgy",
    "KAP Gy.cm2": "kap_gy_cm2",
    "CTDIvol mGy": "ctdivol_mgy",
    "glandular mGy": "glandular_dose_mgy",
    "effective mSv": "effective_dose_msv",
    "activity MBq": "activity_mbq",
}
# Doses that a text states as well, beside those that its row of the table names.
_ALSO = {"lines/sign_02.txt": "fluoro s 24"}
_STATED = re.compile(
    rf"(?P<name>{'|'.join(map(re.escape, _NAMES))}) (?P<value>[0-9.]+)(?: (?P<side>left|right))?"
    r"(?P<part> \((?:a )?part[^)]*\))?"
)


@dataclass(frozen=True)
class Stated:
    """A dose that a text states: of the whole exam, or a part of it."""

    quantity: str
    value: float
    side: str = ""
    part: bool = False

    def fits(self, other: "Stated") -> bool:
        close = abs(self.value - other.value) <= 1e-6 + 1e-4 * self.value
        return close and (self.quantity, self.side, self.part) == (other.quantity, other.side, other.part)


@dataclass(frozen=True)
class Case:
    """A text and what it states."""

    name: str
    kind: str
    text: str
    stated: tuple[Stated, ...]


@dataclass
class Count:
    """How many doses were found, missed and wrong."""

    found: int = 0
    missed: int = 0
    wrong: int = 0


def parsed(words: str) -> tuple[Stated, ...]:
    """What must come out, in the words of the table: "DLP mGy.cm 512; glandular mGy 1.2 right"."""
    found = (_STATED.fullmatch(part.strip()) for part in re.split(r";(?![^(]*\))", words))
    return tuple(
        Stated(_NAMES[m["name"]], float(m["value"]), m["side"] or "", bool(m["part"])) for m in found if m is not None
    )


def shared_cases() -> Iterator[Case]:
    """The cases beside the project, if they are there."""
    if not (SHARED / "expected.csv").exists():
        return
    with (SHARED / "expected.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["file"].startswith(("lines/", "texts/")):
                text = (SHARED / row["file"]).read_text(encoding="utf-8")
                words = "; ".join(filter(None, (row["must_come_out"], _ALSO.get(row["file"], ""))))
                yield Case(row["file"], row["kind"], text, parsed(words))


def offered(text: str) -> list[Stated]:
    """The doses offered without a question: those of the whole exam, and parts."""
    found = []
    for dose in propose(text, TODAY).doses:
        if len(dose.readings) == 1 and dose.question is None:
            draft = dose.readings[0]
            if draft.part or dose.preferred:
                found.append(Stated(draft.quantity, draft.value, draft.laterality, draft.part))
    return found


def counted(case: Case) -> tuple[Count, str]:
    """The count of one text, and its faults in words; a part that nobody asked for is no fault."""
    left, count, faults = list(case.stated), Count(), []
    for dose in offered(case.text):
        fitting = next((each for each in left if each.fits(dose)), None)
        if fitting:
            left.remove(fitting)
            count.found += 1
        elif not dose.part:
            count.wrong += 1
            faults.append(f"wrong {dose}")
    count.missed = len(left)
    return count, "; ".join([*faults, *(f"missed {each}" for each in left)])


def counts(cases: Iterable[Case]) -> tuple[dict[str, Count], list[str]]:
    """The counts of each kind, and the faults of each text."""
    kinds: dict[str, Count] = {}
    faults = []
    for case in cases:
        count, said = counted(case)
        kind = kinds.setdefault(case.kind, Count())
        kind.found, kind.missed, kind.wrong = (
            kind.found + count.found,
            kind.missed + count.missed,
            kind.wrong + count.wrong,
        )
        if said:
            faults.append(f"{case.name}: {said}")
    return kinds, faults
