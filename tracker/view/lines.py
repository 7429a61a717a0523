"""Exams and injections as lines that people read: what, when, where, the images, how it is known."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tracker import wording
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record.details import Injected

if TYPE_CHECKING:
    from tracker.history.course import Injection

IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
LONG_NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class ExamLine:
    """One exam as a clinician reads it; "" where nothing is recorded.

    Attributes:
        name: clinical name with the side, and how many where it is more than one.
        mark: where the line is known from, one of `wording.KNOWN_FROM`.
    """

    exam_id: str
    when: str
    name: str
    facility: str
    images_at: str
    mark: str


def lines(exams: pd.DataFrame) -> list[ExamLine]:
    """Exams of a summary as lines, in their order."""
    return [_line(row) for row in exams.to_dict("records")]


def lines_of(whole: Summary, exam_ids: Collection[str]) -> Mapping[str, ExamLine]:
    """The lines of these exams, by id; those that are no longer in the summary are left out."""
    return {line.exam_id: line for line in lines(whole.exams[whole.exams["exam_id"].isin(exam_ids)])}


def exam_name(name: str, place: str = "", count: int = 1, *, approximate: bool = False) -> str:
    """What an entry is called in a line: "Hip injection, left (about 3 exams)"; one breast is not called both."""
    # Translators: the words of "Mammogram, both breasts" that are left out where "left" or "right" follows.
    both = _(", both breasts") if place in (wording.side("left"), wording.side("right")) else ""
    words = ", ".join(filter(None, [name.replace(both, "") if both else name, place]))
    return f"{words} ({wording.count(count, approximate=approximate)})" if count > 1 else words


def times(name: str, count: int, *, approximate: bool) -> str:
    """What an entry is called in a table: "about 20 × Chest X-ray"."""
    return name if count == 1 else f"{wording.about(count, approximate=approximate)} × {name}"


def short_name(clinical_name: str, kind_key: str) -> str:
    """The clinical name, a long one without its second name in brackets; own words as they are."""
    return IN_BRACKETS.sub("", clinical_name) if kind_key and len(clinical_name) > LONG_NAME else clinical_name


def usual_words(position: str) -> str:
    """Where a dose lies in the usual range of its exam, by the `position` of `history.compare.usual`."""
    return {
        "below": _("lower than usual"),
        "below_or_within": _("perhaps lower than usual"),
        "within": _("within the usual range"),
        "within_or_above": _("perhaps higher than usual"),
        "above": _("higher than usual: ask why"),
    }[position]


def usual_place(usual: Sequence[float], own: Sequence[float]) -> tuple[float, ...]:
    """Where to draw a dose over its usual range, which goes from 25 to 75 on a scale of 0 to 100 of equal ratios.

    Args:
        usual: typical, low and high of the kind in mSv, above zero.
        own: typical, low and high of the exam in mSv.

    Returns:
        The typical value of the kind, then low, typical and high of the exam; what lies beyond the scale, at its end.
    """
    typical, low, high = usual
    width = math.log(high / low) or 1.0

    def place(msv: float) -> float:
        at = 25 + 50 * math.log(msv / low) / width if msv > 0 else 0.0
        return round(min(98.0, max(2.0, at)), 1)

    return place(typical), place(own[1]), place(own[0]), place(own[2])


def _line(row: dict[Any, Any]) -> ExamLine:
    several = {"count": row["exam_count"], "approximate": row["count_is_approximate"]}
    name = exam_name(str(row["clinical_name"]), wording.side(row["side"]), **several)
    mark = wording.KNOWN_FROM[row["known_from"]]
    return ExamLine(row["exam_id"], str(row["when"]), name, row["facility"], row["images_at"], mark)


def with_dose(summary: Summary) -> list[str]:
    """The list of exams, one line each, newest first."""
    return [_with_dose(row) for _i, row in summary.exams.iterrows()]


def _with_dose(row: pd.Series) -> str:
    name = exam_name(row["name"], wording.side(row["side"]), row["exam_count"], approximate=row["count_is_approximate"])
    amount = wording.dose(row["typical_msv"], row["low_msv"], row["high_msv"])
    place = f", {row['facility']}" if row["facility"] else ""
    return f"{row['when']:<14} {name}{place}  {amount} {wording.EVIDENCE_MARKS[row['evidence']]}"


def patient_name(injection: "Injection") -> str:
    """An injection as the person who had it reads it: "Epidural injection, lower back, L4-5 left (2 exams)"."""
    place = wording.levels(injection.levels, injection.side)
    return exam_name(injection.plain_name, place, injection.exam_count, approximate=injection.count_is_approximate)


def injected_name(injection: Injected) -> str:
    """An injection as the record holds it, in a menu: "Epidural injection, lower back, L4-5 left"."""
    return exam_name(
        wording.kind(injection.kind_key, injection.own_words), wording.levels(injection.levels, injection.side)
    )


def injection_name(injection: "Injection") -> str:
    """What was done and where: "Lumbar transforaminal epidural injection, X-ray guided, L4-5 left"."""
    place = wording.levels(injection.levels, injection.side)
    return exam_name(
        IN_BRACKETS.sub("", injection.name), place, injection.exam_count, approximate=injection.count_is_approximate
    )
